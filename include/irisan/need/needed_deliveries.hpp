#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/core/sorted.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/need/coverage.hpp>
#include <irisan/need/delivery_cover.hpp>
#include <irisan/need/supply.hpp>
#include <irisan/need/whole_amounts.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace irisan {

/// Whether the needs of its target can do without a delivery.
enum class delivery_need : std::uint8_t {
  essential,   ///< without it, some need is met less than now
  in_all,      ///< it could go alone, but is in each of the cheapest choices
  in_some,     ///< in some of the cheapest choices; others take its place
  in_none,     ///< in none of the cheapest choices
  not_assessed ///< it could go alone; what goes with it is not known
};

inline constexpr std::string_view delivery_needs[] = {"essential", "in_all", "in_some", "in_none",
                                                      "not_assessed"};

/// Why a delivery is not assessed.
enum class unassessed_delivery : std::uint8_t {
  none,
  shared,   ///< it reaches several targets in need, and stays for all of them or goes for all
  too_large ///< its target has too many different amounts
};

inline constexpr std::string_view unassessed_deliveries[] = {"", "shared", "too_large"};

/// What the recorded needs ask of one delivery.
struct needed_delivery {
  delivery_index delivery;
  std::int32_t needs = 0; ///< that count and that it is set against
  delivery_need need = delivery_need::not_assessed;
  bool alone = false; ///< it can go if all others stay
  bool kept = true;   ///< all that are not can go at once
  /// Deliveries that stay or go with it, itself included: listed by a program and by one inside it,
  /// or by who carries out and by who funds.
  std::int32_t together = 1;
  unassessed_delivery why = unassessed_delivery::none;
  std::int32_t witness = -1; ///< a need, by position, that keeps it; −1 if none does

  friend bool operator==(const needed_delivery&, const needed_delivery&) = default;
};

/// Every delivery that is set against a recorded need that counts.
struct needed_deliveries {
  std::vector<needed_delivery> rows; ///< by delivery
  std::int64_t targets = 0;          ///< that have such needs and deliveries
  std::int64_t distinct = 0; ///< problems that were solved: targets alike in needs and deliveries
                             ///< are one

  friend bool operator==(const needed_deliveries&, const needed_deliveries&) = default;
};

namespace detail {

/// Gathers each target's needs and deliveries into a problem, and reads the answers back.
class needed_delivery_search {
public:
  needed_delivery_search(const portfolio& p, const coverage_table& table, unsigned threads,
                         const progress& watch)
      : p_(p), table_(table), sums_(p), threads_(threads), watch_(watch),
        place_(static_cast<std::size_t>(p.deliveries().size()), none) {}

  needed_deliveries run() {
    find_shared();
    std::vector<served_target> targets;
    for (std::size_t from = 0; from < table_.rows.size();) {
      if (targets.size() % 4096 == 0 && watch_.stop.stop_requested()) throw stopped();
      std::size_t to = from;
      while (to < table_.rows.size() && table_.needs[to].of == table_.needs[from].of) ++to;
      if (served_target t = target_of(from, to); !t.items.empty()) targets.push_back(std::move(t));
      from = to;
    }
    std::vector<delivery_problem> problems;
    problems.reserve(targets.size());
    for (served_target& t : targets) problems.push_back(problem_of(t));
    delivery_limits limits;
    // No clock is read: each target may take its part of what a nation's targets may take.
    limits.states = std::clamp<std::int64_t>(
        200'000'000 / std::max<std::int64_t>(1, static_cast<std::int64_t>(targets.size())), 2'000,
        1'000'000);
    limits.threads = threads_;
    limits.watch = watch_;
    const delivery_covers covers = solve_all(problems, limits);
    for (std::size_t k = 0; k < targets.size(); ++k) tell(targets[k], covers.of[k]);
    needed_deliveries out;
    out.targets = static_cast<std::int64_t>(targets.size());
    out.distinct = static_cast<std::int64_t>(covers.distinct);
    out.rows = std::move(rows_);
    std::sort(out.rows.begin(), out.rows.end(),
              [](const auto& a, const auto& b) { return a.delivery < b.delivery; });
    return out;
  }

private:
  static constexpr std::int32_t none = -1, several = -2;

  /// Deliveries of a target that stay or go together: one, as a rule.
  struct item {
    std::vector<delivery_index> deliveries;
    bool stays = false;        ///< it reaches other targets too
    std::int32_t needing = -1; ///< a need that it must stay for, whatever the others give
    std::vector<double> amount;
  };
  /// What a target needs, with what it gets.
  struct served_target {
    std::vector<std::int32_t> needs; ///< positions, of those that count and get something
    std::vector<item> items;
    std::vector<std::size_t> free;       ///< items that the problem is about
    std::vector<whole_amounts> in_whole; ///< of each need: what is asked, what each item gives
  };

  bool counts(std::size_t row) const {
    return table_.rows[row].needy && table_.rows[row].deliveries > 0;
  }

  /// Deliveries that are set against needs of more than one target.
  void find_shared() {
    for (std::size_t row = 0; row < table_.rows.size(); ++row) {
      if (!counts(row)) continue;
      const std::int32_t t = table_.needs[row].of.value;
      for (const delivery_index x : table_.set_against(static_cast<std::int32_t>(row))) {
        std::int32_t& place = place_[x.at()];
        place = place == none || place == t ? t : several;
      }
    }
  }

  served_target target_of(std::size_t from, std::size_t to) const {
    served_target t;
    std::vector<delivery_index> all;
    for (std::size_t row = from; row < to; ++row) {
      if (!counts(row)) continue;
      t.needs.push_back(static_cast<std::int32_t>(row));
      const auto some = table_.set_against(static_cast<std::int32_t>(row));
      all.insert(all.end(), some.begin(), some.end());
    }
    sort_unique(all);
    const std::set<program_index> twice = listed_twice(t);
    std::map<program_index, std::size_t> item_of;
    for (const delivery_index x : all) {
      const program_index program = outermost(x);
      const bool together = !twice.empty() && twice.contains(program);
      std::size_t at = t.items.size();
      if (together) at = item_of.try_emplace(program, at).first->second;
      if (at == t.items.size()) t.items.emplace_back();
      t.items[at].deliveries.push_back(x);
      t.items[at].stays = t.items[at].stays || place_[x.at()] == several;
    }
    for (item& i : t.items) i.amount.assign(t.needs.size(), 0);
    for (std::size_t n = 0; n < t.needs.size(); ++n) {
      const need& asked = table_.needs[static_cast<std::size_t>(t.needs[n])];
      const need_coverage& c = table_.rows[static_cast<std::size_t>(t.needs[n])];
      const auto against = table_.set_against(t.needs[n]);
      for (item& i : t.items) {
        std::vector<delivery_index> mine;
        for (const delivery_index x : i.deliveries)
          if (std::binary_search(against.begin(), against.end(), x)) mine.push_back(x);
        bool unmeasured = false;
        if (mine.size() == 1) {
          const std::optional<double> amount = sums_.amount_of(asked, mine.front());
          i.amount[n] = amount.value_or(0);
          unmeasured = !amount;
        } else if (!mine.empty()) {
          const program_supply sum = sums_.by_program(asked, mine).front();
          i.amount[n] = sum.amount;
          unmeasured = sum.unmeasured > 0;
        }
        // Where what is measured does not meet the need, whoever gave what is not must stay.
        if (unmeasured && c.supplied < c.required && i.needing < 0) i.needing = t.needs[n];
      }
    }
    return t;
  }

  program_index outermost(delivery_index x) const {
    const program_index program = p_[p_.deliveries().intervention(x)].of;
    return {p_.tree_of_programs().root(program.value)};
  }

  /// Outermost programs whose deliveries here give less together than one by one, since the same
  /// work is listed twice.
  std::set<program_index> listed_twice(const served_target& t) const {
    std::set<program_index> found;
    if (sums_.is_plain()) return found;
    for (const std::int32_t n : t.needs) {
      const need& asked = table_.needs[static_cast<std::size_t>(n)];
      std::map<program_index, double> one_by_one;
      for (const delivery_index x : table_.set_against(n))
        one_by_one[outermost(x)] += sums_.amount_of(asked, x).value_or(0);
      for (const program_supply& s : sums_.by_program(asked, table_.set_against(n)))
        if (s.amount < one_by_one[s.program] * (1 - 1e-9)) found.insert(s.program);
    }
    return found;
  }

  /// The problem of the items that reach this target alone, given that the others stay.
  delivery_problem problem_of(served_target& t) const {
    delivery_problem problem;
    for (std::size_t k = 0; k < t.items.size(); ++k)
      if (!t.items[k].stays && t.items[k].needing < 0) t.free.push_back(k);
    std::vector<double> amounts;
    for (std::size_t n = 0; n < t.needs.size(); ++n) {
      amounts.clear();
      for (const item& i : t.items) amounts.push_back(i.amount[n]);
      const need_coverage& c = table_.rows[static_cast<std::size_t>(t.needs[n])];
      const whole_amounts& whole = t.in_whole.emplace_back(in_whole_amounts(c.required, amounts));
      std::int64_t left = whole.asked, freely = 0;
      for (const std::int32_t x : whole.amounts) left -= x;
      for (const std::size_t k : t.free) freely += whole.amounts[k];
      left += freely;
      problem.demand.push_back(static_cast<std::int32_t>(std::max<std::int64_t>(0, left)));
    }
    problem.cost = costs_of(t);
    for (const std::size_t k : t.free)
      for (const whole_amounts& whole : t.in_whole) problem.amount.push_back(whole.amounts[k]);
    // Not needed any more, and there may be many targets.
    for (item& i : t.items) i.amount = {};
    return problem;
  }

  /// What the free items cost: money if all of it is known, else how many deliveries they are.
  std::vector<std::int64_t> costs_of(const served_target& t) const {
    const deliveries& d = p_.deliveries();
    std::vector<std::int64_t> money, number;
    bool known = d.has_cost();
    // Far below what a sum could not hold.
    constexpr std::int64_t most = std::int64_t{1} << 40;
    for (const std::size_t k : t.free) {
      std::int64_t sum = 0;
      for (const delivery_index x : t.items[k].deliveries) {
        const std::int64_t c = d.cost(x);
        known = known && c != unknown_money && c <= most;
        if (known) sum += c;
      }
      money.push_back(std::max<std::int64_t>(1, sum));
      number.push_back(static_cast<std::int64_t>(t.items[k].deliveries.size()));
    }
    return known ? money : number;
  }

  void tell(const served_target& t, const delivery_cover& c) {
    std::vector<bool> kept(t.items.size(), true);
    std::vector<delivery_need> found(t.items.size(), delivery_need::not_assessed);
    for (std::size_t f = 0; f < t.free.size() && !c.too_large; ++f) {
      kept[t.free[f]] = c.kept[f];
      found[t.free[f]] = c.where[f] == presence::in_none   ? delivery_need::in_none
                         : c.where[f] == presence::in_some ? delivery_need::in_some
                                                           : delivery_need::in_all;
    }
    const std::vector<std::int64_t> all = sums(t, {}), left = sums(t, kept);
    for (std::size_t k = 0; k < t.items.size(); ++k) {
      const item& i = t.items[k];
      const std::int32_t needs_it = i.needing >= 0 ? i.needing : needing(t, k, all, all);
      const std::int32_t witness = needs_it >= 0 ? needs_it
                                   : kept[k]     ? needing(t, k, all, left)
                                                 : -1;
      for (const delivery_index x : i.deliveries) {
        needed_delivery& row = row_of(x);
        const auto against = [&](std::int32_t n) {
          const auto set = table_.set_against(n);
          return std::binary_search(set.begin(), set.end(), x);
        };
        row.needs +=
            static_cast<std::int32_t>(std::count_if(t.needs.begin(), t.needs.end(), against));
        row.together = std::max(row.together, static_cast<std::int32_t>(i.deliveries.size()));
        row.alone = row.alone && needs_it < 0;
        row.kept = kept[k];
        if (row.witness < 0) row.witness = witness;
        row.need = row.alone ? found[k] : delivery_need::essential;
        row.why = row.need != delivery_need::not_assessed ? unassessed_delivery::none
                  : i.stays                               ? unassessed_delivery::shared
                                                          : unassessed_delivery::too_large;
      }
    }
  }

  /// What the items give to each need, or those of them that are kept.
  static std::vector<std::int64_t> sums(const served_target& t, const std::vector<bool>& kept) {
    std::vector<std::int64_t> all;
    for (const whole_amounts& whole : t.in_whole) {
      std::int64_t& sum = all.emplace_back(0);
      for (std::size_t k = 0; k < t.items.size(); ++k)
        if (kept.empty() || kept[k]) sum += whole.amounts[k];
    }
    return all;
  }
  /// The first need that gets less than it asks, or than all give, when an item is taken from what
  /// is left; −1 if none does.
  static std::int32_t needing(const served_target& t, std::size_t item_number,
                              const std::vector<std::int64_t>& all,
                              const std::vector<std::int64_t>& left) {
    for (std::size_t n = 0; n < t.in_whole.size(); ++n)
      if (left[n] - t.in_whole[n].amounts[item_number] <
          std::min<std::int64_t>(all[n], t.in_whole[n].asked))
        return t.needs[n];
    return -1;
  }

  /// The row of a delivery; one that reaches several targets has one row for all.
  needed_delivery& row_of(delivery_index x) {
    if (place_[x.at()] == several) {
      const auto [at, added] = shared_rows_.try_emplace(x, rows_.size());
      if (!added) return rows_[at->second];
    }
    needed_delivery& row = rows_.emplace_back();
    row.delivery = x;
    row.alone = true;
    return row;
  }

  const portfolio& p_;
  const coverage_table& table_;
  supply_sums sums_;
  unsigned threads_;
  const progress& watch_;
  std::vector<std::int32_t> place_; ///< of each delivery: its target with counting needs
  std::map<delivery_index, std::size_t> shared_rows_;
  std::vector<needed_delivery> rows_;
};

} // namespace detail

/// Which deliveries the recorded needs of their targets could do without, each need staying met as
/// far as it is met now.
///
/// A need asks for what it requires, or for what is given if that is less. Each target is solved
/// exactly by itself (`find_delivery_cover`), those that are alike once. A delivery that reaches
/// several targets, as one to a cluster, stays, and is only told to be essential or not. An amount
/// that was not measured is never counted on. Costs are money where all of a target's are known,
/// else each delivery counts one. Throws `stopped`.
inline needed_deliveries find_needed_deliveries(const portfolio& p, const coverage_table& table,
                                                unsigned threads = 1, const progress& watch = {}) {
  return detail::needed_delivery_search(p, table, threads, watch).run();
}

} // namespace irisan
