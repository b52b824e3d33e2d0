#pragma once

#include <irisan/io/write_page.hpp>

#include <nlohmann/json.hpp>

namespace irisan {

/// Takes out of a report and its register all that is not for one reader. What is kept is listed,
/// so that whatever a report gains later stays out until somebody decides. Throws `rule_error` if
/// there is no such reader.
void narrow(nlohmann::ordered_json& report, nlohmann::ordered_json& names,
            const page_reader& reader);

} // namespace irisan
