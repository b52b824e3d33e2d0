#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/interval_set.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace irisan {

/// How one interval lies to another: exactly one of these thirteen holds (Allen 1983,
/// doi 10.1145/182.358434). Each stands across the middle from its inverse.
enum class interval_relation : std::uint8_t {
  before,        ///< ends before the other starts, with days between
  meets,         ///< ends where the other starts: they touch and have no day in common
  overlaps,      ///< starts first, ends inside the other
  starts,        ///< starts with the other, ends first
  during,        ///< inside the other, with days on both sides
  finishes,      ///< starts later, ends with the other
  equals,        ///< the same days
  finished_by,   ///< starts first, ends with the other
  contains,      ///< has the other inside it
  started_by,    ///< starts with the other, ends later
  overlapped_by, ///< starts inside the other, ends later
  met_by,        ///< starts where the other ends
  after          ///< starts after the other ends, with days between
};

inline constexpr std::array<std::string_view, 13> interval_relations{
    "before",      "meets",    "overlaps",   "starts",        "during", "finishes", "equals",
    "finished_by", "contains", "started_by", "overlapped_by", "met_by", "after"};

constexpr std::string_view name_of(interval_relation r) noexcept {
  return interval_relations[static_cast<std::size_t>(r)];
}

/// The relation of the other to the one: `before` and `after` are each other's, `equals` its own.
constexpr interval_relation inverse(interval_relation r) noexcept {
  return static_cast<interval_relation>(interval_relations.size() - 1 -
                                        static_cast<std::size_t>(r));
}

/// Whether two intervals that lie so have a day in common.
constexpr bool crosses(interval_relation r) noexcept {
  return r > interval_relation::meets && r < interval_relation::met_by;
}

/// How a lies to b; sides that are open are the same bound. Throws `rule_error` for an interval
/// without a day: it lies nowhere.
inline interval_relation relation(const day_interval& a, const day_interval& b) {
  for (const day_interval& i : {a, b})
    if (i.empty())
      throw rule_error("the interval [" + std::to_string(i.start) + ", " + std::to_string(i.end) +
                       ") has no day");
  using enum interval_relation;
  if (a.end < b.start) return before;
  if (a.end == b.start) return meets;
  if (b.end < a.start) return after;
  if (b.end == a.start) return met_by;
  if (a.start == b.start) return a.end == b.end ? equals : a.end < b.end ? starts : started_by;
  if (a.end == b.end) return a.start < b.start ? finished_by : finishes;
  if (a.start < b.start) return a.end < b.end ? overlaps : contains;
  return a.end < b.end ? during : overlapped_by;
}

} // namespace irisan
