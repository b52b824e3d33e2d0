#pragma once

#include <irisan/core/index.hpp>
#include <irisan/core/period.hpp>
#include <irisan/model/activity_tree.hpp>
#include <irisan/model/value.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

namespace irisan {

inline constexpr double unknown_number = std::numeric_limits<double>::quiet_NaN();

// The words of the closed lists, in the order that `schemas` gives them; −1 (unknown) where a cell
// is empty.
enum class delivery_status : std::int8_t { unknown = -1, planned, done, cancelled };
enum class channel : std::int8_t { unknown = -1, direct, local_government, online, partner };
enum class reach : std::int8_t { unknown = -1, named, open };
enum class selection : std::int8_t { unknown = -1, universal, targeted, open };
enum class role_kind : std::int8_t { unknown = -1, lead, implement, fund, host, support };
enum class strength : std::int8_t { unknown = -1, lead, support, unspecified };
enum class agreement_kind : std::int8_t { unknown = -1, joint, pin, forbid };
enum class decision_kind : std::int8_t { unknown = -1, intended, accepted, resolved, disputed };
enum class access : std::int8_t { unknown = -1, public_, unit, own };
enum class eligibility_state : std::int8_t { unknown = -1, eligible, not_eligible };

/// An area and what contains it.
struct region {
  std::string id, name, kind;
  region_index parent;
  double latitude = unknown_number, longitude = unknown_number;
};

/// An office or partner that is responsible.
struct unit {
  std::string id, name, kind;
  unit_index parent;
  region_index in;
  period validity;
};

/// Whom a delivery reaches.
struct target {
  std::string id, name, kind, level, status;
  region_index in;
  std::int64_t students = unknown_money, teachers = unknown_money;
  double latitude = unknown_number, longitude = unknown_number;
  target_index authority;    ///< the local government that governs it, as a target
  unit_index authority_unit; ///< the same, as a unit
  unit_index same_as;        ///< the same body as a unit
};

/// A program and its owner.
struct program {
  std::string id, name, description;
  unit_index owner;
  program_index parent;
  period runs;
  irisan::selection selection = irisan::selection::unknown;
};

/// One thing that can be done.
struct activity {
  std::string id, name;
  activity_level level = activity_level::unmarked;
};

/// A program as one unit carries it out: what pairs, groups and clusters compare.
struct intervention {
  program_index of;
  unit_index by;

  friend auto operator<=>(const intervention&, const intervention&) = default;
};

/// A unit's tusi: a verb on an object through a channel. Unknown and empty fields mean any.
struct mandate {
  unit_index holder;
  activity_index verb;
  std::string audience, target_kind;
  channel through = channel::unknown;
  region_index in;
  irisan::strength strength = irisan::strength::unknown;
  period validity;
  std::string source;
};

/// What one unit does in a program that several run.
struct role {
  program_index of;
  unit_index holder;
  role_kind kind = role_kind::unknown;
  region_index in;
  double share = unknown_number;
  period validity;
};

/// What was planned together. Unknown and empty fields mean any.
struct agreement {
  std::string id;
  agreement_kind kind = agreement_kind::unknown;
  program_index of, other;
  activity_index on;
  std::string audience;
  region_index in;
  unit_index holder;
  role_kind role = role_kind::unknown;
  period validity;
  std::string source;
};

/// A target in a cluster or a supervisor's area.
struct membership {
  target_index group, member;
  period validity;
};

/// Money of a whole program in a year.
struct budget {
  program_index of;
  date_range year;
  std::string fund_source;
  std::int64_t planned = unknown_money, spent = unknown_money;
};

/// A measured value of a target or region.
struct indicator {
  target_index of;
  region_index in;
  std::string id, value, source;
  std::int64_t denominator = unknown_money;
  date_range date;
  irisan::access access = irisan::access::unknown;
};

/// What a target needs.
struct need {
  target_index of;
  activity_index activity;
  double score = unknown_number, required = unknown_number;
  std::string quantity_unit, source;
  date_range date;
};

/// What is to be reached.
struct goal {
  std::string indicator;
  region_index in;
  double baseline = unknown_number, value = unknown_number;
  date_range due;
};

/// What a unit can still do.
struct capacity {
  unit_index holder;
  activity_index activity;
  date_range when;
  double quantity = unknown_number;
  std::string quantity_unit;
  std::int64_t cost_per_target = unknown_money;
};

/// What has been reported at all.
struct reporting {
  unit_index by;
  program_index of;
  region_index in;
  period covers;
  date_range received_on;
};

/// Whom a program may reach.
struct eligibility {
  program_index of;
  target_index target;
  region_index in;
  std::string level, status;
  eligibility_state state = eligibility_state::unknown;
};

/// What people decided about a finding, and the evidence when they did.
struct decision {
  std::string finding, reason;
  decision_kind kind = decision_kind::unknown;
  unit_index by;
  date_range date, expires;
  std::int64_t targets_then = unknown_money, value_then = unknown_money;
};

/// Why, and what next.
struct reflection {
  region_index in;
  activity_index on;
  unit_index by;
  date_range date;
  std::string root_cause, next_step;
};

} // namespace irisan
