#pragma once

#include <irisan/need/need_rules.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace irisan {

/// The rules by which indicators become needs: the `[[indicator]]` blocks and the `[scores]` of an
/// `irisan.toml` or of a file of their own; rules of other stages are left to `read_rules`. Throws
/// `rule_error` that lists every mistake with line and column.
need_rules read_need_rules(const std::filesystem::path& path);

/// The rules of several files, one after the other, as if they stood in one; `[scores]` may stand
/// in one of them.
need_rules read_need_rules(const std::vector<std::filesystem::path>& paths);

/// Whether a key at the top of an `irisan.toml` is read here.
constexpr bool is_need_rules_key(std::string_view key) noexcept {
  return key == "indicator" || key == "scores";
}

/// The rules as TOML that reads back to the same.
std::string to_toml(const need_rules& rules);

} // namespace irisan
