#pragma once

#include <irisan/report/rules.hpp>

#include <filesystem>
#include <string>

namespace irisan {

/// The rules of an `irisan.toml`; what it does not say keeps its default. Throws `rule_error` that
/// lists every unknown key and bad value with line and column.
rules read_rules(const std::filesystem::path& path);

/// Every rule with its value, and its reason as a comment: an `irisan.toml` that says what holds.
std::string to_toml(const rules& r);

} // namespace irisan
