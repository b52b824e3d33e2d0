#pragma once

#include <irisan/core/locale.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace irisan {

/// A text as HTML shows it: nothing in it is markup.
std::string html_text(std::string_view text);

/// What a report says first, as plain HTML: what to decide, the figures, what has changed since an
/// earlier report (null: there is none), the regions.
std::string plain_page(const nlohmann::ordered_json& report, const nlohmann::ordered_json& names,
                       const nlohmann::ordered_json& change, language l);

} // namespace irisan
