#pragma once

#include <irisan/report/report.hpp>
#include <irisan/report/snapshot.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace irisan {

/// One figure before and after.
template <class T>
struct before_after {
  T before{}, after{};

  T change() const { return after - before; }

  friend bool operator==(const before_after&, const before_after&) = default;
};

/// How many findings of a kind there were and are, and which came and went, by their ids.
struct kind_change {
  finding_kind kind = finding_kind::overlap;
  before_after<std::int64_t> count;
  std::vector<std::string> opened, closed; ///< sorted
  std::vector<std::string>
      not_reported{}; ///< gone, but somebody they name has not reported; sorted

  friend bool operator==(const kind_change&, const kind_change&) = default;
};

/// What has become of a finding from one report to the next.
enum class finding_fate : std::uint8_t {
  opened,      ///< it is there now and was not
  persistent,  ///< it is in both
  closed,      ///< it was there, and all that it names has been reported on
  not_reported ///< it was there; whether it still holds is not known before all have reported
};

inline constexpr std::string_view finding_fates[] = {"opened", "persistent", "closed",
                                                     "not_reported"};

inline std::string_view to_text(finding_fate f) noexcept {
  return finding_fates[static_cast<std::size_t>(f)];
}

/// One finding of either report.
struct finding_change {
  std::string id;
  finding_kind kind = finding_kind::overlap;
  finding_fate fate = finding_fate::opened;
  date_range first_seen; ///< the day of the first report of the chain that had it
  bilingual sentence;    ///< of one that is gone: the report it was in said so

  friend bool operator==(const finding_change&, const finding_change&) = default;
};

/// The needs of one region, activity and unit of quantity before and after.
struct coverage_change {
  std::string region, activity, quantity_unit;
  before_after<std::int64_t> needy, served, not_served, not_reported, met;
  before_after<double> unmet_least, unmet_most, surplus;

  friend bool operator==(const coverage_change&, const coverage_change&) = default;
};

/// What differs between two reports. A fact, not a proof of cause: between two days, much else has
/// changed too.
struct report_change {
  before_after<std::int64_t> deliveries, targets_reached, pairs;
  before_after<std::int64_t> needs, needs_served, needs_met, needs_not_served, needs_not_reported;
  before_after<std::int64_t> contacts, clashes; ///< of local governments that findings name
  before_after<std::int64_t> value;             ///< at stake in duplications, where it is known
  std::vector<kind_change> findings;            ///< of every kind, in the kinds' order
  std::vector<coverage_change> coverage;        ///< where something changed, by region
  std::vector<finding_change> fates;            ///< of every finding of either report, by id
  // Programs as units carry them out, by id, that have deliveries in one of the two only.
  std::vector<std::string> begun, ended;
  std::vector<std::string> not_reported; ///< none is there, and nobody has reported that there is
  date_range since;                      ///< the day of the earlier report
  bool what_if = false;         ///< programs were taken away, so nothing is a matter of reporting
  bool reporting_known = false; ///< the later report had the table `sources`
  /// Rules by which the two were not computed alike, by path; for whoever compared them to fill in.
  std::vector<std::string> rules_differ;
};

namespace detail {

/// The time for which a finding that is gone must have been reported on: its own, or that which the
/// later report looks at, if that lies wholly behind it.
inline period time_to_report(const snapshot_finding& f, const report_snapshot& after) {
  const date_range& from = after.scope.from;
  period asked;
  if (from.known() && f.last_day < from.earliest) {
    asked.start = from;
    asked.end = after.scope.to.known() ? after.scope.to : after.as_of;
    return asked;
  }
  if (f.first_day != no_first_day) asked.start = {f.first_day, f.first_day};
  if (f.last_day != no_last_day) asked.end = {f.last_day, f.last_day};
  return asked;
}

/// Whether all that a finding which is gone names has been reported on.
inline bool closing_known(const snapshot_finding& f, const std::set<std::string_view>& waiting,
                          const report_snapshot& after) {
  const period asked = time_to_report(f, after);
  for (std::size_t i = 0; i < f.units.size(); ++i) {
    // Of a pair, the program stands where its unit does; else any program of the unit will do.
    const std::string program = f.programs.size() == f.units.size() ? f.programs[i] : std::string();
    if (!has_reported(after, f.units[i], program, f.region, asked)) return false;
  }
  // A gap names no unit: it is not served while there is more there that nobody reported on.
  return f.kind != finding_kind::gap || !waiting.contains(f.region);
}

/// Which findings and interventions came, stayed and went.
inline void follow(report_change& c, const report_snapshot& before, const report_snapshot& after) {
  std::map<std::string_view, const snapshot_finding*> was, is;
  for (const snapshot_finding& f : before.findings) was.emplace(f.id, &f);
  for (const snapshot_finding& f : after.findings) is.emplace(f.id, &f);
  std::set<std::string_view> waiting; // regions in which more is not reported than was
  for (const coverage_change& x : c.coverage)
    if (x.not_reported.change() > 0) waiting.insert(x.region);
  const auto first_seen = [&](const snapshot_finding& f) {
    return f.first_seen.known() ? f.first_seen : before.as_of;
  };
  for (const auto& [id, f] : was) {
    kind_change& k = c.findings[static_cast<std::size_t>(f->kind)];
    ++k.count.before;
    if (is.contains(id)) continue;
    const bool known = c.what_if || closing_known(*f, waiting, after);
    (known ? k.closed : k.not_reported).emplace_back(id);
    c.fates.push_back({f->id, f->kind, known ? finding_fate::closed : finding_fate::not_reported,
                       first_seen(*f), f->sentence});
  }
  for (const auto& [id, f] : is) {
    kind_change& k = c.findings[static_cast<std::size_t>(f->kind)];
    ++k.count.after;
    const auto old = was.find(id);
    if (old == was.end()) k.opened.emplace_back(id);
    c.fates.push_back({f->id,
                       f->kind,
                       old == was.end() ? finding_fate::opened : finding_fate::persistent,
                       old == was.end() ? after.as_of : first_seen(*old->second),
                       {}});
  }
  std::sort(c.fates.begin(), c.fates.end(),
            [](const finding_change& a, const finding_change& b) { return a.id < b.id; });

  const auto working = [](const report_snapshot& s) {
    std::map<std::string_view, const intervention_row*> all;
    for (const intervention_row& i : s.interventions)
      if (i.deliveries > 0) all.emplace(i.id, &i);
    return all;
  };
  const auto did = working(before), does = working(after);
  period asked;
  asked.start = after.scope.from;
  asked.end = after.scope.to;
  for (const auto& [id, i] : did) {
    if (does.contains(id)) continue;
    const bool known = c.what_if || has_reported(after, i->unit, i->program, {}, asked);
    (known ? c.ended : c.not_reported).emplace_back(id);
  }
  for (const auto& [id, i] : does)
    if (!did.contains(id)) c.begun.emplace_back(id);
}

} // namespace detail

/// Compares two reports: of a portfolio and what it would be without a program, or of last year and
/// this one. Findings are the same if their ids are, so one whose evidence grew stays. Late
/// reporting is not taken for an end: what is gone while somebody it names has not reported is kept
/// apart.
inline report_change compare(const report_snapshot& before, const report_snapshot& after) {
  report_change c;
  c.since = before.as_of;
  c.what_if = before.scope.without != after.scope.without;
  c.reporting_known = !after.reported.empty();
  const auto figure = [&](std::int64_t headline::*field) {
    return before_after<std::int64_t>{before.figures.*field, after.figures.*field};
  };
  c.deliveries = figure(&headline::deliveries);
  c.targets_reached = figure(&headline::targets_reached);
  c.pairs = figure(&headline::pairs);
  c.needs = figure(&headline::needs);
  c.needs_served = figure(&headline::needs_served);
  c.needs_met = figure(&headline::needs_met);
  c.needs_not_served = figure(&headline::needs_not_served);
  c.needs_not_reported = figure(&headline::needs_not_reported);
  for (std::size_t k = 0; k < std::size(finding_kinds); ++k)
    c.findings.push_back({static_cast<finding_kind>(k), {}, {}, {}});
  const auto add_up = [&](const report_snapshot& r,
                          std::int64_t before_after<std::int64_t>::*side) {
    for (const snapshot_finding& f : r.findings) {
      if (f.kind == finding_kind::coordination_load) {
        c.contacts.*side += f.contacts;
        c.clashes.*side += f.clashes;
      }
      if (f.kind == finding_kind::duplication && f.value.known) c.value.*side += f.value.amount;
    }
  };
  add_up(before, &before_after<std::int64_t>::before);
  add_up(after, &before_after<std::int64_t>::after);

  using place = std::tuple<std::string_view, std::string_view, std::string_view>;
  std::map<place, coverage_change> places;
  const auto note = [&](const report_snapshot& r, const auto& side_of) {
    for (const need_total& n : r.need_totals) {
      const coverage_total& t = n.total;
      coverage_change& x = places[{n.region, n.activity, t.quantity_unit}];
      x.region = n.region, x.activity = n.activity, x.quantity_unit = t.quantity_unit;
      side_of(x.needy) = t.needy, side_of(x.served) = t.served;
      side_of(x.not_served) = t.not_served, side_of(x.not_reported) = t.not_reported;
      side_of(x.met) = t.met;
      side_of(x.unmet_least) = t.unmet_least, side_of(x.unmet_most) = t.unmet_most;
      side_of(x.surplus) = t.surplus;
    }
  };
  note(
      before, [](auto& pair) -> auto& { return pair.before; });
  note(
      after, [](auto& pair) -> auto& { return pair.after; });
  for (auto& [key, x] : places) {
    const auto same = [](const auto& pair) { return pair.before == pair.after; };
    if (same(x.needy) && same(x.served) && same(x.not_served) && same(x.not_reported) &&
        same(x.met) && same(x.unmet_least) && same(x.unmet_most) && same(x.surplus))
      continue;
    c.coverage.push_back(std::move(x));
  }
  detail::follow(c, before, after);
  return c;
}

inline report_change compare(const report& before, const report& after) {
  return compare(snapshot_of(before), snapshot_of(after));
}

/// One figure of a change, before and after, as tables hold it. Empty texts: of the whole.
struct change_row {
  std::string_view figure; ///< `deliveries`, `findings`, `not_served`, …
  std::string_view kind;   ///< of findings
  std::string region, activity, quantity_unit;
  before_after<double> value;

  friend bool operator==(const change_row&, const change_row&) = default;
};

/// A change as rows: figures of the whole, then findings by kind, then coverage by place.
inline std::vector<change_row> rows_of(const report_change& c) {
  std::vector<change_row> rows;
  const auto add = [&](std::string_view figure, std::string_view kind, const coverage_change* at,
                       const auto& value) {
    change_row& row = rows.emplace_back();
    row.figure = figure, row.kind = kind;
    if (at) row.region = at->region, row.activity = at->activity;
    if (at) row.quantity_unit = at->quantity_unit;
    row.value = {static_cast<double>(value.before), static_cast<double>(value.after)};
  };
  add("deliveries", {}, nullptr, c.deliveries);
  add("targets_reached", {}, nullptr, c.targets_reached);
  add("pairs", {}, nullptr, c.pairs);
  add("needs", {}, nullptr, c.needs);
  add("needs_served", {}, nullptr, c.needs_served);
  add("needs_met", {}, nullptr, c.needs_met);
  add("needs_not_served", {}, nullptr, c.needs_not_served);
  add("needs_not_reported", {}, nullptr, c.needs_not_reported);
  add("contacts", {}, nullptr, c.contacts);
  add("clashes", {}, nullptr, c.clashes);
  add("value", {}, nullptr, c.value);
  const auto all_new = [](const auto& list) {
    return before_after<std::int64_t>{0, static_cast<std::int64_t>(list.size())};
  };
  add("programs_begun", {}, nullptr, all_new(c.begun));
  add("programs_ended", {}, nullptr, all_new(c.ended));
  add("programs_not_reported", {}, nullptr, all_new(c.not_reported));
  for (const kind_change& k : c.findings) {
    add("findings", to_text(k.kind), nullptr, k.count);
    add("findings_opened", to_text(k.kind), nullptr, all_new(k.opened));
    add("findings_closed", to_text(k.kind), nullptr, all_new(k.closed));
    add("findings_not_reported", to_text(k.kind), nullptr, all_new(k.not_reported));
  }
  for (const coverage_change& x : c.coverage) {
    add("needy", {}, &x, x.needy);
    add("served", {}, &x, x.served);
    add("met", {}, &x, x.met);
    add("not_served", {}, &x, x.not_served);
    add("not_reported", {}, &x, x.not_reported);
    add("unmet_least", {}, &x, x.unmet_least);
    add("unmet_most", {}, &x, x.unmet_most);
    add("surplus", {}, &x, x.surplus);
  }
  return rows;
}

} // namespace irisan
