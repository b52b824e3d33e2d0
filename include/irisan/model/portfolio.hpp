#pragma once

#include <irisan/core/compiled.hpp>
#include <irisan/core/error.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/core/sorted.hpp>
#include <irisan/model/activity_tree.hpp>
#include <irisan/model/deliveries.hpp>
#include <irisan/model/entities.hpp>
#include <irisan/model/tables.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace irisan {

/// The SHA-256 of one input table, the same for any order of its rows and columns.
struct table_hash {
  std::string table;
  std::int64_t rows = 0;
  std::string sha256;

  friend bool operator==(const table_hash&, const table_hash&) = default;
};

/// How many delivery rows were read and why some do not count.
struct row_counts {
  std::int64_t read = 0;
  std::int64_t left_out = 0; ///< without a program or target
  std::int64_t cancelled = 0;
  std::int64_t carried_out = 0; ///< planned rows that a done row names
  std::int64_t out_of_scope = 0;

  friend bool operator==(const row_counts&, const row_counts&) = default;
};

/// A consistent set of programs, targets, units and deliveries. Immutable, numbered, sorted by id.
///
/// It can only be built from tables without errors, so the stages behind it never check again. Ids
/// are those after `successions`. Same set of rows, same portfolio.
class portfolio {
public:
  /// Throws `input_error` with every problem if any is an error. Linear but for sorting the
  /// deliveries.
  /// Throws `stopped` when asked to stop.
  explicit portfolio(const tables& t, const progress& watch = {});

  const std::vector<region>& regions() const noexcept { return regions_; }
  const std::vector<unit>& units() const noexcept { return units_; }
  const std::vector<target>& targets() const noexcept { return targets_; }
  const std::vector<activity>& activities() const noexcept { return activities_; }
  const std::vector<program>& programs() const noexcept { return programs_; }
  const std::vector<intervention>& interventions() const noexcept { return interventions_; }
  const irisan::deliveries& deliveries() const noexcept { return deliveries_; }

  const std::vector<mandate>& mandates() const noexcept { return mandates_; }
  const std::vector<role>& roles() const noexcept { return roles_; }
  const std::vector<agreement>& agreements() const noexcept { return agreements_; }
  const std::vector<membership>& memberships() const noexcept { return memberships_; }
  const std::vector<budget>& budgets() const noexcept { return budgets_; }
  const std::vector<indicator>& indicators() const noexcept { return indicators_; }
  const std::vector<need>& needs() const noexcept { return needs_; }
  const std::vector<goal>& goals() const noexcept { return goals_; }
  const std::vector<capacity>& capacities() const noexcept { return capacities_; }
  const std::vector<reporting>& sources() const noexcept { return sources_; }
  const std::vector<eligibility>& eligibilities() const noexcept { return eligibilities_; }
  const std::vector<decision>& decisions() const noexcept { return decisions_; }
  const std::vector<reflection>& reflections() const noexcept { return reflections_; }

  const activity_tree& tree_of_activities() const noexcept { return activity_tree_; }
  const tree& tree_of_regions() const noexcept { return region_tree_; }
  const tree& tree_of_programs() const noexcept { return program_tree_; }
  const tree& tree_of_units() const noexcept { return unit_tree_; }

  const region& operator[](region_index i) const { return regions_[i.at()]; }
  const unit& operator[](unit_index i) const { return units_[i.at()]; }
  const target& operator[](target_index i) const { return targets_[i.at()]; }
  const activity& operator[](activity_index i) const { return activities_[i.at()]; }
  const program& operator[](program_index i) const { return programs_[i.at()]; }
  const intervention& operator[](intervention_index i) const { return interventions_[i.at()]; }
  /// The word of an audience: `teacher`.
  const std::string& operator[](audience_index i) const { return audiences_[i.at()]; }

  std::int32_t intervention_count() const noexcept {
    return static_cast<std::int32_t>(interventions_.size());
  }
  std::int32_t target_count() const noexcept { return static_cast<std::int32_t>(targets_.size()); }
  std::int32_t audience_count() const noexcept {
    return static_cast<std::int32_t>(audiences_.size());
  }

  /// `IKM|BPMP`: what names an intervention in every table; in a bare list, the program alone.
  std::string id(intervention_index p) const {
    const intervention& i = (*this)[p];
    const std::string& of = (*this)[i.of].id;
    return i.by.known() ? of + "|" + (*this)[i.by].id : of;
  }

  /// Finds a thing by its id; unknown if there is none.
  region_index find_region(std::string_view id) const { return {position(regions_, id)}; }
  unit_index find_unit(std::string_view id) const { return {position(units_, id)}; }
  target_index find_target(std::string_view id) const { return {position(targets_, id)}; }
  activity_index find_activity(std::string_view id) const { return {position(activities_, id)}; }
  program_index find_program(std::string_view id) const { return {position(programs_, id)}; }

  /// The area of a kind (`city_or_regency`) in which a region lies; the region itself if it lies in
  /// none.
  region_index region_at(region_index r, std::string_view kind) const {
    for (region_index at = r; at.known(); at = (*this)[at].parent)
      if ((*this)[at].kind == kind) return at;
    return r;
  }

  /// `region_at` of every region, by its position.
  std::vector<region_index> regions_at(std::string_view kind) const {
    std::vector<region_index> all;
    all.reserve(regions_.size());
    for (std::size_t i = 0; i < regions_.size(); ++i)
      all.push_back(region_at({static_cast<std::int32_t>(i)}, kind));
    return all;
  }

  /// Repairs and warnings found on the way in.
  const std::vector<problem>& problems() const noexcept { return problems_; }
  const std::vector<table_hash>& hashes() const noexcept { return hashes_; }
  const row_counts& counts() const noexcept { return counts_; }
  /// The latest day that any delivery names; unknown if none names a day.
  const date_range& latest_date() const noexcept { return latest_; }
  bool bare() const noexcept { return bare_; }
  const bilingual& invented() const noexcept { return invented_; }
  const std::string& title() const noexcept { return title_; }
  const std::string& currency() const noexcept { return currency_; }
  int money_decimals() const noexcept { return money_decimals_; }
  const std::vector<std::string>& reporters() const noexcept { return reporters_; }
  const std::vector<std::string>& events() const noexcept { return events_; }
  const std::vector<std::string>& cohorts() const noexcept { return cohorts_; }
  const std::vector<std::string>& quantity_units() const noexcept { return quantity_units_; }

  /// The same portfolio with only the deliveries for which `keeps(d)` holds, and their
  /// interventions.
  template <class Keeps>
  portfolio only(const Keeps& keeps) const {
    portfolio p = *this;
    std::vector<std::int32_t> kept;
    for (std::int32_t d = 0; d < deliveries_.size(); ++d)
      if (keeps(delivery_index{d})) kept.push_back(d);
    p.counts_.out_of_scope += deliveries_.size() - static_cast<std::int64_t>(kept.size());
    p.deliveries_.for_each_column([&](auto& column) {
      if (column.empty()) return;
      for (std::size_t i = 0; i < kept.size(); ++i)
        column[i] = column[static_cast<std::size_t>(kept[i])];
      column.resize(kept.size());
    });
    std::vector<intervention> alive;
    intervention_index before;
    for (intervention_index& i : p.deliveries_.intervention_) {
      if (i != before) alive.push_back(interventions_[i.at()]);
      before = i;
      i = {static_cast<std::int32_t>(alive.size()) - 1};
    }
    p.interventions_ = std::move(alive);
    return p;
  }

  /// The same portfolio with its deliveries carried out by `by(d)`; their interventions follow.
  /// O(n log n).
  template <class By>
  portfolio carried_out_by(const By& by) const {
    portfolio p = *this;
    const auto n = static_cast<std::size_t>(deliveries_.size());
    std::vector<intervention> of(n);
    std::vector<std::int32_t> order(n);
    for (std::size_t i = 0; i < n; ++i) {
      const delivery_index d{static_cast<std::int32_t>(i)};
      of[i] = {interventions_[deliveries_.intervention(d).at()].of, by(d)};
      order[i] = d.value;
    }
    p.interventions_ = of;
    sort_unique(p.interventions_);
    // Those of one intervention and target keep their order.
    std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
      const auto key = [&](std::int32_t i) {
        return std::tuple(of[static_cast<std::size_t>(i)], deliveries_.target({i}), i);
      };
      return key(a) < key(b);
    });
    p.deliveries_.for_each_column([&](auto& column) {
      if (column.empty()) return;
      const auto before = column;
      for (std::size_t i = 0; i < n; ++i) column[i] = before[static_cast<std::size_t>(order[i])];
    });
    for (std::size_t i = 0; i < n; ++i) {
      const auto at = std::lower_bound(p.interventions_.begin(), p.interventions_.end(),
                                       of[static_cast<std::size_t>(order[i])]);
      p.deliveries_.intervention_[i] = {static_cast<std::int32_t>(at - p.interventions_.begin())};
    }
    return p;
  }

private:
  friend class portfolio_builder;
  friend class delivery_builder;

  template <class T>
  static std::int32_t position(const std::vector<T>& things, std::string_view id) {
    return find_sorted(things, id, [](const T& thing) -> std::string_view { return thing.id; });
  }

  std::vector<region> regions_;
  std::vector<unit> units_;
  std::vector<target> targets_;
  std::vector<activity> activities_;
  std::vector<program> programs_;
  std::vector<intervention> interventions_;
  irisan::deliveries deliveries_;
  std::vector<mandate> mandates_;
  std::vector<role> roles_;
  std::vector<agreement> agreements_;
  std::vector<membership> memberships_;
  std::vector<budget> budgets_;
  std::vector<indicator> indicators_;
  std::vector<need> needs_;
  std::vector<goal> goals_;
  std::vector<capacity> capacities_;
  std::vector<reporting> sources_;
  std::vector<eligibility> eligibilities_;
  std::vector<decision> decisions_;
  std::vector<reflection> reflections_;
  tree region_tree_, program_tree_, unit_tree_;
  activity_tree activity_tree_;
  std::vector<std::string> audiences_, reporters_, events_, cohorts_, quantity_units_;
  std::vector<problem> problems_;
  std::vector<table_hash> hashes_;
  row_counts counts_;
  date_range latest_;
  bool bare_ = false;
  bilingual invented_;
  std::string title_, currency_;
  int money_decimals_ = 0;
};

} // namespace irisan

// The gate's own work; apart, since the class above is what users read.
#ifndef IRISAN_DECLARED_ONLY
#include <irisan/model/portfolio_builder.hpp>
#endif
