#pragma once

#include <irisan/core/period.hpp>
#include <irisan/core/problem.hpp>
#include <irisan/core/sha256.hpp>
#include <irisan/model/entities.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace irisan {

/// What a finding says; the words follow GAO-15-49SP (2015), made countable.
enum class finding_kind : std::uint8_t {
  duplication,
  overlap,
  double_reporting,
  fragmentation,
  undivided_mandate,
  outside_mandate,
  gap,
  mistargeting,
  redundancy,
  crowding,
  coordination_load
};

inline constexpr std::string_view finding_kinds[] = {
    "duplication",      "overlap", "double_reporting", "fragmentation", "undivided_mandate",
    "outside_mandate",  "gap",     "mistargeting",     "redundancy",    "crowding",
    "coordination_load"};

inline std::string_view to_text(finding_kind k) noexcept {
  return finding_kinds[static_cast<std::size_t>(k)];
}

/// How much hangs on a finding, by rules on targets and value.
enum class severity_level : std::uint8_t { low, medium, high };

inline constexpr std::string_view severity_levels[] = {"low", "medium", "high"};

inline std::string_view to_text(severity_level s) noexcept {
  return severity_levels[static_cast<std::size_t>(s)];
}

/// What people decided about a finding, and whether that still holds.
enum class finding_status : std::uint8_t {
  open,    ///< nobody has decided
  decided, ///< a decision holds
  grown,   ///< decided, but the evidence has grown since
  expired  ///< decided, but the decision has run out
};

inline constexpr std::string_view finding_statuses[] = {"open", "decided", "grown", "expired"};

inline std::string_view to_text(finding_status s) noexcept {
  return finding_statuses[static_cast<std::size_t>(s)];
}

inline constexpr std::string_view decision_kinds[] = {"intended", "accepted", "resolved",
                                                      "disputed"};

/// The word of a decision; empty if there is none.
inline std::string_view to_text(decision_kind k) noexcept {
  return k == decision_kind::unknown ? std::string_view{}
                                     : decision_kinds[static_cast<std::size_t>(k)];
}

/// The most that could be saved, or the value to check. Money in the smallest unit.
struct value_at_stake {
  std::int64_t amount = 0;
  bool known = false;    ///< some cost is known
  bool at_least = false; ///< a cost is unknown, so it may be more

  friend bool operator==(const value_at_stake&, const value_at_stake&) = default;
};

/// What one null says of a pair's shared targets; unknown where it was not asked, and ln p and ln q
/// where the pair cannot be tested.
struct chance_evidence {
  std::optional<double> expected; ///< shared targets on average by chance
  std::optional<double> ln_p;     ///< ln of the chance of as many or more
  std::optional<double> ln_q;     ///< the same, adjusted for all pairs that could be tested

  friend bool operator==(const chance_evidence&, const chance_evidence&) = default;
};

/// How alike in kind two interventions are, from 0 to 1; unknown where it was not recorded.
struct kinship_evidence {
  std::optional<double> activities; ///< of the activities by their tree: best-match average of Lin
  std::optional<double> audiences;  ///< Jaccard of the audiences

  friend bool operator==(const kinship_evidence&, const kinship_evidence&) = default;
};

/// How long two interventions were at the same targets at the same time, over all they share.
struct time_evidence {
  std::int64_t certain_days = 0;             ///< target-days that both were there for certain
  std::optional<std::int64_t> possible_days; ///< and that they may have been; unknown if a period
                                             ///< has no bounds

  friend bool operator==(const time_evidence&, const time_evidence&) = default;
};

/// What a finding about needs rests on, in targets; those that do not apply to its kind stay −1.
struct need_evidence {
  std::int64_t needy = -1;        ///< whose recorded need counts
  std::int64_t not_served = -1;   ///< of these, without a recorded delivery
  std::int64_t too_little = -1;   ///< of these, with less than is required, for certain
  std::int64_t not_reported = -1; ///< without a recorded delivery, where not all have reported
  std::int64_t not_reached = -1;  ///< needy, but not reached by the program
  std::int64_t without_need = -1; ///< reached, though assessed to have no need
  std::int64_t not_assessed = -1; ///< reached, without a recorded need
  std::int64_t beyond = -1;       ///< that received more than is required
  std::int64_t within = -1;       ///< that received no more than is required
  std::optional<double> inclusion_error; ///< share of the reached that have no need
  std::optional<double> exclusion_error; ///< share of the needy that were not reached

  friend bool operator==(const need_evidence&, const need_evidence&) = default;
};

/// The counts a finding rests on; those that do not apply to its kind stay −1.
struct finding_evidence {
  std::int64_t shared = -1;      ///< targets that both reach
  std::int64_t first_size = -1;  ///< targets of the first
  std::int64_t second_size = -1; ///< targets of the second
  std::int64_t any_time = -1;    ///< targets that agree, at any time
  std::int64_t certain = -1;     ///< targets that agree, certainly at the same time: what counts
  std::int64_t possible = -1;    ///< targets that agree, possibly at the same time
  std::int64_t planned_targets = -1; ///< of the certain ones, those that an agreement covers
  std::int64_t people_least = -1;    ///< people possibly in common, at least
  std::int64_t people_most = -1;     ///< and at most
  std::int64_t deliveries = -1;      ///< rows that the finding rests on
  std::int64_t at_once = -1;         ///< most programs at one target at the same time
  std::int64_t contacts = -1;        ///< events that a local government must deal with
  std::int64_t clashes = -1;         ///< of these, on days that another unit has taken too
  need_evidence need;
  chance_evidence pooled, stratified, degrees; ///< of the shared targets
  kinship_evidence kinship;                    ///< of the pair, whatever the kind
  std::optional<time_evidence> time;           ///< of the pair; unknown without dates
  std::optional<double> odds_ratio;            ///< within strata; infinite if all that could be
                                               ///< shared is

  friend bool operator==(const finding_evidence&, const finding_evidence&) = default;
};

/// A fact with its evidence, and whom to ask. Never a verdict.
struct finding {
  std::string id; ///< of its kind and subject, never of its evidence
  finding_kind kind = finding_kind::overlap;
  bool planned = false;
  bilingual planned_by; ///< the agreement, role, mandate or rule that covers it; empty if none does
  severity_level severity = severity_level::low;
  bilingual severity_reason;
  finding_status status = finding_status::open;
  decision_kind decision = decision_kind::unknown;
  std::string decision_reason;

  std::vector<std::string> programs; ///< ids; for a pair, of the first and the second
  std::vector<std::string> units;    ///< ids; for a pair, of the first and the second
  std::string activity;              ///< id of the kind, theme or verb; empty if none was recorded
  std::vector<std::string> audiences;
  std::string region;               ///< id of the region it lies in; empty if there is none
  std::vector<std::string> targets; ///< ids, sorted
  std::vector<std::string> rows;    ///< deliveries it rests on, by their keys, sorted
  day first_day = no_first_day;     ///< of the period in which it falls; unknown without dates
  day last_day = no_last_day;
  finding_evidence evidence;
  bool significant = false; ///< its shared targets are more than chance, by each null asked for
  value_at_stake value;
  std::string need =
      "not_assessed"; ///< of a duplication: beyond or within the recorded need, or not assessed
  bilingual sentence;
  bilingual ask; ///< what is to be decided, and by whom

  friend bool operator==(const finding&, const finding&) = default;
};

/// Widens a span of days to hold what is known of a period.
inline void widen(day& first, day& last, const period& when) noexcept {
  if (when.start.known())
    first = first == no_first_day ? when.start.earliest : std::min(first, when.start.earliest);
  if (!when.known()) return;
  const day end = when.end.known() ? when.end.latest : when.start.latest;
  last = last == no_last_day ? end : std::max(last, end);
}

/// The stable id of a finding: its kind and 16 hex digits of the SHA-256 of kind and subject.
inline std::string finding_id(finding_kind kind, const std::vector<std::string>& subject) {
  sha256 sum;
  sum.add_field(to_text(kind));
  for (const std::string& part : subject) sum.add_field(part);
  return std::string(to_text(kind)) + "-" + sum.hex().substr(0, 16);
}

/// Whether a finding is to be decided: nobody has, or what was decided no longer holds.
inline bool is_open(const finding& f) noexcept {
  return f.status != finding_status::decided;
}

/// How strongly what is found departs from chance: odds ratios grow without bound; 0 where nothing
/// is known.
inline double effect_of(const finding& f) noexcept {
  return f.evidence.odds_ratio.value_or(0);
}

/// What matters most first: open before decided, not yet planned before planned, then by severity;
/// what is significantly more than chance first, by effect; then between units before within one,
/// by kind, effect, value, targets and id.
inline bool matters_more(const finding& a, const finding& b) noexcept {
  if (is_open(a) != is_open(b)) return is_open(a);
  if (a.planned != b.planned) return !a.planned;
  if (a.severity != b.severity) return a.severity > b.severity;
  if (a.significant != b.significant) return a.significant;
  if (a.significant && effect_of(a) != effect_of(b)) return effect_of(a) > effect_of(b);
  const auto between = [](const finding& f) {
    return std::any_of(f.units.begin(), f.units.end(),
                       [&](const std::string& u) { return u != f.units.front(); });
  };
  if (between(a) != between(b)) return between(a);
  if (a.kind != b.kind) return a.kind < b.kind;
  if (effect_of(a) != effect_of(b)) return effect_of(a) > effect_of(b);
  if (a.value.amount != b.value.amount) return a.value.amount > b.value.amount;
  if (a.targets.size() != b.targets.size()) return a.targets.size() > b.targets.size();
  return a.id < b.id;
}

} // namespace irisan
