#pragma once

#include <cstdint>
#include <limits>
#include <vector>

namespace irisan {

/// From where to where, at what cost for each unit of flow, between which bounds.
struct flow_arc {
  static constexpr std::int64_t no_limit = std::numeric_limits<std::int64_t>::max();

  std::int32_t tail = 0, head = 0;
  std::int64_t cost = 0;
  std::int64_t capacity = no_limit;
  std::int64_t lower = 0; ///< at least this much flows; may be negative

  friend bool operator==(const flow_arc&, const flow_arc&) = default;
};

/// What each node gives (below zero: takes), and the arcs between them. Supplies come to zero, or
/// there is no flow.
struct flow_problem {
  std::vector<std::int64_t> supply; ///< of each node
  std::vector<flow_arc> arcs;

  std::int32_t nodes() const noexcept { return static_cast<std::int32_t>(supply.size()); }

  friend bool operator==(const flow_problem&, const flow_problem&) = default;
};

enum class flow_status { optimal, infeasible, unbounded };

/// A flow of least cost with what proves it, or what proves that there is none.
struct flow_result {
  flow_status status = flow_status::optimal;
  std::vector<std::int64_t> flow; ///< on each arc; empty unless optimal
  std::int64_t cost = 0;
  /// Of each node, if optimal: an arc whose cost + potential[tail] − potential[head] is above zero
  /// carries the least that it may, one where it is below zero the most.
  std::vector<std::int64_t> potential;
  /// If infeasible: nodes that give more than can leave them, or take more than can reach them.
  std::vector<std::int32_t> cut;
  /// If unbounded: arcs that end where they begin, hold any amount, and cost less than nothing.
  std::vector<std::int32_t> cycle;

  friend bool operator==(const flow_result&, const flow_result&) = default;
};

} // namespace irisan
