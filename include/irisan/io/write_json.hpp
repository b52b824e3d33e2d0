#pragma once

#include <irisan/core/problem.hpp>
#include <irisan/report/compare.hpp>
#include <irisan/report/report.hpp>

#include <string>
#include <vector>

namespace irisan {

/// A report as JSON in a stable order of keys (its schema: `report.schema.json`). Pairs are in
/// `pairs.csv`. With the change from another report, if there is one, as `change`.
std::string to_json(const report& r, const report_change* change = nullptr);

/// `redundancy.json`: the cover of recorded needs by programs, whole, so that anybody can recount
/// it: rows with their demand, programs (by position) and price; `kept`, `cost`, and the bound that
/// the prices prove.
std::string to_json(const redundancy_summary& s);

/// `register.json`: the names and rows behind a report's ids, table by table and column by column;
/// `refers` says which columns hold positions in another table (−1: unknown). Days are counted from
/// 1970-01-01.
std::string to_json(const report_register& r);

/// What `irisan check --format json` prints: `{"errors": n, "repairs": n, "warnings": n,
/// "problems": […]}`.
std::string to_json(const std::vector<problem>& problems);

} // namespace irisan
