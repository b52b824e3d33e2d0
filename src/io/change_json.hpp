#pragma once

#include <irisan/report/compare.hpp>

#include <nlohmann/json.hpp>

namespace irisan {

/// What `report.json` holds of the change from another report.
nlohmann::ordered_json change_json(const report_change& c);

} // namespace irisan
