#pragma once

#include <irisan/report/report.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace irisan {

/// A finding as a later report asks after it.
struct snapshot_finding {
  std::string id;
  finding_kind kind = finding_kind::overlap;
  std::vector<std::string> programs, units;
  std::string region; ///< empty if it lies in none
  day first_day = no_first_day, last_day = no_last_day;
  std::int64_t contacts = 0, clashes = 0;
  value_at_stake value;
  bilingual sentence;
  date_range first_seen; ///< unknown unless its report was compared with an earlier one

  friend bool operator==(const snapshot_finding&, const snapshot_finding&) = default;
};

/// That a unit has reported; without a program all that it does, without a region everywhere.
struct snapshot_reporting {
  std::string unit, program, region;
  period covers;

  friend bool operator==(const snapshot_reporting&, const snapshot_reporting&) = default;
};

/// What is kept of a report to compare another with it: of one in memory, or of its files.
struct report_snapshot {
  std::string title;
  date_range as_of;
  report_scope scope;
  headline figures;
  std::vector<intervention_row> interventions;
  std::vector<need_total> need_totals;
  std::vector<snapshot_finding> findings;
  std::vector<snapshot_reporting> reported;
  std::map<std::string, std::string> region_parents; ///< by id; empty at the top

  friend bool operator==(const report_snapshot&, const report_snapshot&) = default;
};

/// Whether a unit has reported what it does in a program and region for some of the time asked; an
/// empty program or region asks for any. Without the table `sources` nothing is known of reporting,
/// and all is taken as reported.
inline bool has_reported(const report_snapshot& s, std::string_view unit, std::string_view program,
                         std::string_view region, const period& asked) {
  if (s.reported.empty()) return true;
  const auto covers = [&](const std::string& outer) {
    if (outer.empty() || region.empty()) return true;
    for (std::string at(region); !at.empty();) {
      if (at == outer) return true;
      const auto up = s.region_parents.find(at);
      if (up == s.region_parents.end()) break;
      at = up->second;
    }
    return false;
  };
  return std::any_of(s.reported.begin(), s.reported.end(), [&](const snapshot_reporting& r) {
    return r.unit == unit && (program.empty() || r.program.empty() || r.program == program) &&
           covers(r.region) && possibly_meet(r.covers, asked);
  });
}

namespace detail {

/// The values of a column of a register; empty if there is none of this type.
template <class T>
std::vector<T> register_column(const report_register& names, std::string_view table,
                               std::string_view column) {
  const listed_table* t = names.find(table);
  const listed_column* c = t ? t->find(column) : nullptr;
  const auto* values = c ? std::get_if<std::vector<T>>(&c->values) : nullptr;
  return values ? *values : std::vector<T>{};
}

} // namespace detail

/// What is kept of a report in memory. Linear.
inline report_snapshot snapshot_of(const report& r) {
  report_snapshot s;
  s.title = r.title, s.as_of = r.as_of, s.scope = r.scope, s.figures = r.figures;
  s.interventions = r.interventions, s.need_totals = r.need_totals;
  // Positions of the portfolio mean nothing beside another report.
  for (need_total& n : s.need_totals) n.total.in = {}, n.total.activity = {};
  for (const finding& f : r.findings) {
    snapshot_finding& x = s.findings.emplace_back();
    x.id = f.id, x.kind = f.kind, x.programs = f.programs, x.units = f.units;
    x.region = f.region, x.first_day = f.first_day, x.last_day = f.last_day;
    x.contacts = std::max<std::int64_t>(0, f.evidence.contacts);
    x.clashes = std::max<std::int64_t>(0, f.evidence.clashes);
    x.value = f.value, x.sentence = f.sentence;
  }
  const auto texts = [&](const char* table) {
    return detail::register_column<std::string>(r.names, table, "id");
  };
  const auto places = [&](const char* table, const char* column) {
    return detail::register_column<std::int32_t>(r.names, table, column);
  };
  const auto at = [](const std::vector<std::string>& ids, std::int32_t i) {
    return i < 0 ? std::string() : ids[static_cast<std::size_t>(i)];
  };
  const auto regions = texts("regions"), units = texts("units"), programs = texts("programs");
  const auto parents = places("regions", "parent");
  for (std::size_t i = 0; i < parents.size(); ++i)
    s.region_parents[regions[i]] = at(regions, parents[i]);
  const auto days = [&](const char* column) {
    return detail::register_column<std::int64_t>(r.names, "periods", column);
  };
  const auto start = days("start"), start_by = days("start_by"), end_from = days("end_from"),
             end = days("end");
  const auto bound = [](const std::vector<std::int64_t>& first,
                        const std::vector<std::int64_t>& last, std::int32_t period) {
    date_range d;
    if (period < 0) return d;
    const auto i = static_cast<std::size_t>(period);
    if (first[i] != unknown_money) d.earliest = static_cast<day>(first[i]);
    if (last[i] != unknown_money) d.latest = static_cast<day>(last[i]);
    return d;
  };
  const auto by = places("sources", "unit"), of = places("sources", "program"),
             in = places("sources", "region"), covers = places("sources", "covers");
  for (std::size_t i = 0; i < by.size(); ++i)
    s.reported.push_back({at(units, by[i]),
                          at(programs, of[i]),
                          at(regions, in[i]),
                          {bound(start, start_by, covers[i]), bound(end_from, end, covers[i])}});
  return s;
}

} // namespace irisan
