#pragma once

#include <irisan/core/tasks.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/closed_path.hpp>
#include <irisan/overlap/group_core.hpp>
#include <irisan/overlap/group_query.hpp>
#include <irisan/overlap/listed_targets.hpp>
#include <irisan/overlap/masked_targets.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace irisan {

/// Programs that share targets, so many that no other program is at all of these.
struct closed_set {
  std::span<const intervention_index> members; ///< each once, in order of the search
  std::int64_t shared = 0;                     ///< targets that all of them reach
};

namespace detail {

/// Where all searches for closed sets of a query start: the targets that are left, like ones once,
/// and the programs that are at all of them, which every set holds. Read only: searches share it.
class closed_root {
public:
  closed_root(const incidence_view& a, const group_query& query, const progress& watch)
      : core_(a, query, watch) {
    limits_.min_targets = static_cast<std::int32_t>(
        std::min<std::int64_t>(query.min_targets, std::numeric_limits<std::int32_t>::max()));
    limits_.min_programs = static_cast<std::size_t>(query.min_programs);
    limits_.wanted = core_.wanted();
    if (core_.programs().size() <= program_mask<1>::size)
      read_masks<1>(a);
    else if (core_.programs().size() <= program_mask<2>::size)
      read_masks<2>(a);
    else
      read_lists(a, watch);
  }

  /// Into how many parts the search falls: the set of those at all targets, then each extension.
  std::size_t parts() const noexcept { return core_.programs().size() - everywhere_ + 1; }

  /// One thread's search; stays where it is, since its parts know each other.
  template <class Guide>
  class search {
  public:
    search(const closed_root& root, const progress& watch)
        : root_(root), path_(root.limits_, watch.stop), one_(path_), two_(path_),
          listed_(path_, root.core_.programs()) {
      if (std::holds_alternative<masked_targets<1>>(root.targets_with_))
        one_.programs() = root.core_.programs();
      if (std::holds_alternative<masked_targets<2>>(root.targets_with_))
        two_.programs() = root.core_.programs();
    }
    search(const search&) = delete;
    search& operator=(const search&) = delete;

    /// Searches a part; false if the guide has seen enough.
    bool part(std::size_t i, Guide& guide) {
      path_.tell(guide);
      path_.pop_to(0);
      const auto& programs = root_.core_.programs();
      for (std::size_t p = 0; p < root_.everywhere_; ++p) path_.push(programs[p]);
      if (i == 0) {
        if (root_.everywhere_ > 0) path_.visit(root_.targets_);
      } else {
        const std::size_t rank = root_.everywhere_ + i - 1;
        if (const auto* t = std::get_if<listed_targets>(&root_.targets_with_))
          listed_.extend_by(*t, i - 1);
        else if (const auto* m = std::get_if<masked_targets<1>>(&root_.targets_with_))
          one_.extend_by(*m, static_cast<int>(rank));
        else
          two_.extend_by(std::get<masked_targets<2>>(root_.targets_with_), static_cast<int>(rank));
      }
      return !path_.done();
    }

  private:
    const closed_root& root_;
    closed_path<Guide> path_;
    masked_search<1, Guide> one_;
    masked_search<2, Guide> two_;
    listed_search<Guide> listed_;
  };

private:
  /// How many programs are at all targets left: the first ones, if `targets` are left in all.
  void find_everywhere(std::int32_t targets) {
    targets_ = targets;
    for (const intervention_index p : core_.programs()) {
      if (core_.targets_of(p) < targets) break;
      ++everywhere_;
    }
  }

  template <int Words>
  void read_masks(const incidence_view& a) {
    std::vector<program_mask<Words>> of(static_cast<std::size_t>(a.columns));
    const auto& programs = core_.programs();
    for (std::size_t rank = 0; rank < programs.size(); ++rank)
      for (const std::int32_t t : a.row(programs[rank].value))
        of[static_cast<std::size_t>(t)].set(static_cast<int>(rank));
    std::int32_t targets = 0;
    for (std::int32_t t = 0; t < a.columns; ++t)
      targets += core_.has_target(t) && of[static_cast<std::size_t>(t)].any();
    find_everywhere(targets);
    auto& all = targets_with_.emplace<masked_targets<Words>>();
    all.extensions = program_mask<Words>::before(static_cast<int>(programs.size())) -
                     program_mask<Words>::before(static_cast<int>(everywhere_));
    for (std::size_t rank = 0; rank < programs.size(); ++rank)
      all.targets_with[rank] = core_.targets_of(programs[rank]);
    row_table table;
    table.restart(of.size());
    for (std::int32_t t = 0; t < a.columns; ++t)
      if (core_.has_target(t)) all.add(of[static_cast<std::size_t>(t)] & all.extensions, 1, table);
  }

  void read_lists(const incidence_view& a, const progress& watch) {
    const auto& programs = core_.programs();
    std::vector<std::size_t> end(static_cast<std::size_t>(a.columns) + 1, 0);
    for (const intervention_index p : programs)
      for (const std::int32_t t : a.row(p.value))
        if (core_.has_target(t)) ++end[static_cast<std::size_t>(t) + 1];
    std::int32_t targets = 0;
    for (std::size_t t = 1; t < end.size(); ++t) targets += end[t] > 0;
    find_everywhere(targets);
    for (std::size_t t = 1; t < end.size(); ++t) end[t] += end[t - 1];
    std::vector<std::int32_t> of(end.back());
    // Program by program, so that each target's are ascending.
    std::vector<std::size_t> begin(end.begin(), end.end() - 1), next = begin;
    for (std::size_t rank = everywhere_; rank < programs.size(); ++rank) {
      if (watch.stop.stop_requested()) throw stopped();
      for (const std::int32_t t : a.row(programs[rank].value))
        if (core_.has_target(t))
          of[next[static_cast<std::size_t>(t)]++] = static_cast<std::int32_t>(rank);
    }
    auto& all = targets_with_.emplace<listed_targets>();
    for (std::size_t rank = everywhere_; rank < programs.size(); ++rank) {
      all.extensions.push_back(static_cast<std::int32_t>(rank));
      all.targets_with.push_back(core_.targets_of(programs[rank]));
    }
    all.programs.reserve(of.size());
    row_table table;
    table.restart(begin.size());
    for (std::size_t t = 0; t < begin.size(); ++t) {
      const std::size_t row = all.programs.size();
      for (std::size_t i = begin[t]; i < next[t]; ++i) all.programs.push_back(of[i]);
      all.end_row(row, all.programs.size(), 1, table);
    }
    std::vector<std::int32_t> place(programs.size(), 0);
    all.find_rows(place);
  }

  group_core core_;
  closed_limits limits_;
  std::int32_t targets_ = 0;
  std::size_t everywhere_ = 0;
  std::variant<listed_targets, masked_targets<1>, masked_targets<2>> targets_with_;
};

/// Hands sets to a function that may return whether it wants more.
template <class Visit>
struct visit_guide {
  static constexpr bool bounded = false;
  Visit on_set;

  bool visit(std::span<const intervention_index> members, std::int64_t shared) {
    const closed_set set{members, shared};
    if constexpr (std::same_as<std::invoke_result_t<Visit&, const closed_set&>, bool>)
      return on_set(set);
    else
      on_set(set);
    return true;
  }
};
template <class Visit>
visit_guide(Visit) -> visit_guide<Visit>;

/// Searches the closed sets of a query in parts, each with its own `Local{}` and the guide that
/// `guide_of(local)` makes; `finish(local)` in order of the parts.
template <class Local, class GuideOf, class Finish>
void search_closed_sets(const incidence_view& a, const group_query& query,
                        const group_options& options, const GuideOf& guide_of,
                        const Finish& finish) {
  check(query, a.rows());
  options.watch.at("groups", 0);
  const closed_root root(a, query, options.watch);
  progress watch{{}, options.watch.stop};
  if (options.watch.report)
    watch.report = [&](std::string_view, double share) { options.watch.report("groups", share); };
  using search = closed_root::search<std::invoke_result_t<const GuideOf&, Local&>>;
  spare_values<std::unique_ptr<search>> searches;
  for_each_task<Local>(
      root.parts(), options.threads, watch,
      [&](std::size_t part, Local& local) {
        auto guide = guide_of(local);
        searches.use([&] { return std::make_unique<search>(root, watch); },
                     [&](std::unique_ptr<search>& mine) { mine->part(part, guide); });
      },
      finish);
}

} // namespace detail

/// Calls `visit(closed_set)` for every set of programs that a query accepts and that is closed: no
/// other program is at all the targets that they share. Nothing is stored; `top` and `most` are not
/// asked. `visit` may return a bool: false ends the search.
///
/// Closed sets say all: of any programs that share targets, the smallest closed set around them
/// shares the same ones. With `min_programs` 1, sets of one program count if they are closed.
/// The empty set is never one, nor are programs that share no target (the top and the bottom of the
/// concept lattice); a program at every target is in every set, and counts by itself too.
/// Sets come in an order that depends on the incidence alone. There may be as many as 2ⁿ − 2.
///
/// Time grows with the sets found, and for each with the crossings of its targets, which are cut
/// down and brought together on the way (`masked_search`); memory is about three times the
/// incidence. Throws `rule_error` for a query that cannot be, `stopped` when asked to stop.
template <class Visit>
void for_each_closed_set(const incidence_view& a, const group_query& query, const progress& watch,
                         const Visit& visit) {
  check(query, a.rows());
  watch.at("groups", 0);
  const detail::closed_root root(a, query, watch);
  detail::visit_guide guide{std::cref(visit)};
  detail::closed_root::search<decltype(guide)> search(root, watch);
  for (std::size_t i = 0; i < root.parts() && search.part(i, guide); ++i)
    watch.at("groups", static_cast<double>(i + 1) / static_cast<double>(root.parts()));
}

/// As above on several threads: `visit(local, closed_set)` with a `Local{}` per part of the search,
/// and `finish(local)` once per part, in order of the search, never two at a time.
///
/// What `visit` returns ends its part of the search only.
template <class Local, class Visit, class Finish>
void for_each_closed_set(const incidence_view& a, const group_query& query,
                         const group_options& options, const Visit& visit, const Finish& finish) {
  detail::search_closed_sets<Local>(
      a, query, options,
      [&](Local& local) {
        return detail::visit_guide([&](const closed_set& set) { return visit(local, set); });
      },
      finish);
}

} // namespace irisan
