#pragma once

#include <irisan/report/report.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
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

  friend bool operator==(const kind_change&, const kind_change&) = default;
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
};

/// Compares two reports: of a portfolio and what it would be without a program, or of last year and
/// this one. Findings are the same if their ids are, so one whose evidence grew stays.
inline report_change compare(const report& before, const report& after) {
  report_change c;
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
  const auto ids_of = [](const report& r) {
    std::map<std::string_view, finding_kind> ids;
    for (const finding& f : r.findings) ids.emplace(f.id, f.kind);
    return ids;
  };
  const auto was = ids_of(before), is = ids_of(after);
  for (const auto& [id, kind] : was) {
    kind_change& k = c.findings[static_cast<std::size_t>(kind)];
    ++k.count.before;
    if (!is.contains(id)) k.closed.emplace_back(id);
  }
  for (const auto& [id, kind] : is) {
    kind_change& k = c.findings[static_cast<std::size_t>(kind)];
    ++k.count.after;
    if (!was.contains(id)) k.opened.emplace_back(id);
  }
  const auto add_up = [&](const report& r, std::int64_t before_after<std::int64_t>::*side) {
    for (const finding& f : r.findings) {
      if (f.kind == finding_kind::coordination_load) {
        c.contacts.*side += f.evidence.contacts;
        c.clashes.*side += f.evidence.clashes;
      }
      if (f.kind == finding_kind::duplication && f.value.known) c.value.*side += f.value.amount;
    }
  };
  add_up(before, &before_after<std::int64_t>::before);
  add_up(after, &before_after<std::int64_t>::after);

  using place = std::tuple<std::string_view, std::string_view, std::string_view>;
  std::map<place, coverage_change> places;
  const auto note = [&](const report& r, const auto& side_of) {
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
  return c;
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
  for (const kind_change& k : c.findings) {
    const auto opened = static_cast<std::int64_t>(k.opened.size());
    const auto closed = static_cast<std::int64_t>(k.closed.size());
    add("findings", to_text(k.kind), nullptr, k.count);
    add("findings_opened", to_text(k.kind), nullptr, before_after<std::int64_t>{0, opened});
    add("findings_closed", to_text(k.kind), nullptr, before_after<std::int64_t>{0, closed});
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
