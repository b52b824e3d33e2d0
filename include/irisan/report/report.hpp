#pragma once

#include <irisan/finding/finding.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/overlap/chance.hpp>
#include <irisan/overlap/pair_details.hpp>
#include <irisan/report/rules.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace irisan {

/// One intervention as reports name it.
struct intervention_row {
  std::string id, program, unit;
  std::int32_t targets = 0;
  std::int64_t deliveries = 0;

  friend bool operator==(const intervention_row&, const intervention_row&) = default;
};

/// One pair: what it shares, in what it agrees, and what chance makes of it.
struct pair_row {
  overlap_pair pair;
  pair_detail detail;
  pair_chance chance;

  friend bool operator==(const pair_row&, const pair_row&) = default;
};

/// How many findings of a kind there are, and how many are not yet planned and open.
struct kind_count {
  finding_kind kind = finding_kind::overlap;
  std::int64_t all = 0;
  std::int64_t not_yet_planned = 0;
  std::int64_t open = 0;

  friend bool operator==(const kind_count&, const kind_count&) = default;
};

/// The figures at the head of a report.
struct headline {
  std::int64_t programs = 0; ///< that deliver something in scope
  std::int64_t units = 0;    ///< that carry something out
  std::int64_t partners = 0; ///< of these, partners
  std::int64_t interventions = 0;
  std::int64_t targets = 0; ///< in the register
  std::int64_t targets_reached = 0;
  std::int64_t deliveries = 0;
  std::int64_t pairs = 0;
  std::vector<kind_count> findings; ///< of every kind, in the kinds' order

  friend bool operator==(const headline&, const headline&) = default;
};

/// What an audit looked at, as it was asked.
struct report_scope {
  date_range from, to;
  std::string region, unit;

  friend bool operator==(const report_scope&, const report_scope&) = default;
};

/// One audit: what was found, from what, by which rules. Ids and numbers only; needs no portfolio.
struct report {
  std::string version;
  std::string title;
  bilingual invented;
  std::string currency;
  int money_decimals = 0;
  date_range as_of;
  report_scope scope;
  irisan::rules rules;
  std::vector<table_hash> inputs;
  row_counts rows;
  std::vector<problem> problems;
  std::vector<bilingual> not_computed; ///< what could not be, and why
  chance_tests tests; ///< how many pairs could be tested, by which q-values are adjusted
  headline figures;
  std::vector<intervention_row> interventions;
  std::vector<pair_row> pairs;
  std::vector<finding> findings; ///< what matters most first
};

/// The findings that matter most, open ones only; an overlap is passed over when the duplication of
/// the same pair is there already, since it says less of the same.
inline std::vector<const finding*> most_important(const report& r, std::size_t most = 5) {
  std::vector<const finding*> chosen;
  for (const finding& f : r.findings) {
    if (chosen.size() == most || !is_open(f)) break;
    const bool said = f.kind == finding_kind::overlap &&
                      std::any_of(chosen.begin(), chosen.end(), [&](const finding* c) {
                        return c->kind == finding_kind::duplication && c->programs == f.programs &&
                               c->units == f.units && c->activity == f.activity;
                      });
    if (!said) chosen.push_back(&f);
  }
  return chosen;
}

} // namespace irisan
