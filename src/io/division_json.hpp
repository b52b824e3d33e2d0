#pragma once

#include <irisan/report/report.hpp>

#include <nlohmann/json.hpp>

namespace irisan {

/// What `report.json` holds of a division and of the drafts for each unit.
nlohmann::ordered_json division_json(const report& r);
nlohmann::ordered_json workplan_json(const report& r);

} // namespace irisan
