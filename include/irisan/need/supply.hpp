#pragma once

#include <irisan/model/portfolio.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace irisan {

/// What deliveries give against one need.
struct supply {
  double amount = 0; ///< that was measured, in the need's unit; if no amount is asked, deliveries
  std::int32_t unmeasured = 0;
  std::int32_t planned = 0;
  std::int32_t interventions = 0;

  friend bool operator==(const supply&, const supply&) = default;
};

/// What one program, with those inside it, gives against one need.
struct program_supply {
  program_index program; ///< the outermost one
  double amount = 0;
  std::int32_t unmeasured = 0; ///< deliveries without an amount in the need's unit

  friend bool operator==(const program_supply&, const program_supply&) = default;
};

/// Adds up what deliveries give, so that no work counts twice: what a larger program and those
/// inside it both list is the greater of the two, and so is what carriers of a program and units
/// that only fund it both list.
///
/// An amount that was given to a group is not measured at its members: whether each of them got it
/// all, as hours, or a part, as books, is not recorded. An amount without a unit matches nothing,
/// unless no unit was recorded in the whole package.
class supply_sums {
public:
  explicit supply_sums(const portfolio& p) : p_(p) {
    for (const role& r : p.roles())
      if (r.kind == role_kind::fund) funders_.insert({r.of, r.holder});
    // A unit that also carries out is no mere funder.
    for (const role& r : p.roles())
      if (r.kind != role_kind::fund) funders_.erase({r.of, r.holder});
    for (std::size_t i = 0; i < p.programs().size(); ++i)
      nested_ = nested_ || p.programs()[i].parent.known();
  }

  /// What `found` give, all of them of the need's activity and at its target or a group that it
  /// belongs to, in ascending order.
  supply of(const need& n, std::span<const delivery_index> found) const {
    supply s;
    const deliveries& d = p_.deliveries();
    intervention_index before;
    for (const delivery_index x : found) {
      s.planned += d.status(x) == delivery_status::planned;
      s.interventions += d.intervention(x) != before;
      before = d.intervention(x);
    }
    for (const program_supply& one : by_program(n, found)) {
      s.amount += one.amount;
      s.unmeasured += one.unmeasured;
    }
    return s;
  }

  /// The same, program by program, in their order.
  std::vector<program_supply> by_program(const need& n,
                                         std::span<const delivery_index> found) const {
    std::map<program_index, sides> listed;
    for (const delivery_index x : found) {
      const intervention& by = p_[p_.deliveries().intervention(x)];
      sides& of = listed[by.of];
      if (const std::optional<double> amount = amount_of(n, x))
        (funders_.contains({by.of, by.by}) ? of.funded : of.carried) += *amount;
      else
        ++of.unmeasured;
    }
    std::vector<program_supply> all;
    if (!nested_) {
      for (const auto& [program, of] : listed)
        all.push_back({program, std::max(of.carried, of.funded), of.unmeasured});
      return all;
    }
    // Upwards, the deepest first: a program gives what it lists itself or what those inside it
    // give.
    std::vector<std::pair<std::int32_t, program_index>> order;
    std::map<program_index, program_supply> inside;
    for (const auto& [program, of] : listed)
      for (program_index at = program; at.known(); at = p_[at].parent)
        if (inside.try_emplace(at).second)
          order.push_back({-p_.tree_of_programs().depth(at.value), at});
    std::sort(order.begin(), order.end());
    for (const auto& [depth, program] : order) {
      program_supply given = inside.at(program);
      given.program = program;
      if (const auto own = listed.find(program); own != listed.end()) {
        given.amount = std::max({given.amount, own->second.carried, own->second.funded});
        given.unmeasured += own->second.unmeasured;
      }
      if (p_[program].parent.known()) {
        program_supply& larger = inside.at(p_[program].parent);
        larger.amount += given.amount;
        larger.unmeasured += given.unmeasured;
      } else {
        all.push_back(given);
      }
    }
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return a.program < b.program; });
    return all;
  }

  /// What a delivery gives, in the need's unit, nothing where that was not measured; one delivery
  /// if no amount is asked.
  std::optional<double> amount_of(const need& n, delivery_index x) const {
    if (n.required != n.required) return 1;
    const deliveries& d = p_.deliveries();
    const std::int32_t u = d.quantity_unit(x);
    const std::string_view unit =
        u < 0 ? std::string_view{} : p_.quantity_units()[static_cast<std::size_t>(u)];
    const bool same = unit == n.quantity_unit && (u >= 0 || p_.quantity_units().empty());
    if (!same || d.quantity(x) != d.quantity(x) || d.target(x) != n.of) return std::nullopt;
    return d.quantity(x);
  }

  /// Whether amounts of deliveries simply add up: no program lies inside another, none is funded
  /// by one unit and carried out by others.
  bool is_plain() const noexcept { return !nested_ && funders_.empty(); }

private:
  struct sides {
    double carried = 0, funded = 0;
    std::int32_t unmeasured = 0;
  };

  const portfolio& p_;
  std::set<std::pair<program_index, unit_index>> funders_;
  bool nested_ = false;
};

} // namespace irisan
