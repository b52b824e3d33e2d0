#pragma once

#include <irisan/finding/finding.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/need/coverage.hpp>
#include <irisan/need/coverage_totals.hpp>
#include <irisan/need/equity.hpp>
#include <irisan/need/goal_progress.hpp>
#include <irisan/need/priority.hpp>
#include <irisan/need/sensitivity.hpp>
#include <irisan/overlap/chance.hpp>
#include <irisan/overlap/pair_details.hpp>
#include <irisan/report/division_summary.hpp>
#include <irisan/report/needed_row.hpp>
#include <irisan/report/redundancy_summary.hpp>
#include <irisan/report/register.hpp>
#include <irisan/report/rules.hpp>
#include <irisan/responsibility/workplan.hpp>

#include <cstdint>
#include <optional>
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
  // Needs that count, by what is known of them; a target has one for each activity it needs.
  std::int64_t needs = 0, needs_served = 0, needs_not_served = 0, needs_not_eligible = 0,
               needs_not_reported = 0;
  std::int64_t needs_met = 0;       ///< of the served, those with all that is required for certain
  std::vector<kind_count> findings; ///< of every kind, in the kinds' order

  friend bool operator==(const headline&, const headline&) = default;
};

/// One need that holds, and what is delivered against it.
struct need_row {
  std::string target, activity, quantity_unit, source;
  date_range date;
  double score = unknown_number;    ///< not a number if none is recorded
  double required = unknown_number; ///< as recorded; `coverage.required` is what is counted
  need_coverage coverage;
};

/// Needs of one activity and unit of quantity in one region.
struct need_total {
  std::string region, activity;
  coverage_total total;

  friend bool operator==(const need_total&, const need_total&) = default;
};

/// How urgent an indicator of a target is, among the target's and among the indicator's targets.
struct priority_row {
  std::string target, indicator, activity;
  priority_key key;
  std::int32_t among_indicators = 0, among_targets = 0; ///< 1 is the most urgent; equals share it

  friend bool operator==(const priority_row&, const priority_row&) = default;
};

/// Where a target stands by its score for an activity, and where it may when weights are doubted.
struct rank_row {
  std::string target, activity;
  rank_interval place;
};

/// The equity of what is delivered for one kind of need.
struct equity_row {
  std::string activity;
  irisan::equity figures;
};

/// A goal, and where its region stands.
struct goal_row {
  std::string indicator, region;
  date_range due;
  double baseline = unknown_number, goal = unknown_number; ///< not a number if not recorded
  goal_progress progress;
  /// Needs in the region of the activities that the indicator speaks of by the rules; −1 where the
  /// rules name none.
  std::int64_t needs_served = -1, needs_not_served = -1;
};

/// What an audit looked at, as it was asked.
struct report_scope {
  date_range from, to;
  std::string region, unit;
  std::vector<std::string> without; ///< programs that were taken away to see what if
  std::vector<std::string> with;    ///< files and folders whose rows were added, likewise

  friend bool operator==(const report_scope&, const report_scope&) = default;
};

/// One audit: what was found, from what, by which rules. Ids and numbers only, but for `names`;
/// needs no portfolio.
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
  std::vector<need_row> needs;          ///< sorted by target, activity and unit of quantity
  std::vector<priority_row> priorities; ///< by target and place; empty without indicators' rules
  std::vector<rank_row> ranks;          ///< by activity and target; likewise
  std::vector<need_total> need_totals;  ///< by region, activity and unit of quantity
  redundancy_summary redundancy;        ///< empty without needs
  needed_summary needed;                ///< each delivery against its target's needs, if asked
  std::vector<equity_row> equity;       ///< by activity and unit of quantity
  std::vector<goal_row> goals;          ///< as recorded
  std::vector<finding> findings;        ///< what matters most first
  std::optional<division_summary> division; ///< nothing without mandates or work to divide
  std::vector<workplan_row> workplan;       ///< a draft for each unit
  report_register names;                    ///< and rows, behind the ids
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
