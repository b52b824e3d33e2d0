#pragma once

#include <irisan/core/sha256.hpp>
#include <irisan/model/inspection.hpp>
#include <irisan/model/portfolio.hpp>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace irisan {

/// Turns inspected tables into a portfolio: numbers, sorts, merges plans with what carried them out.
class portfolio_builder {
public:
  portfolio_builder(const inspection& in, portfolio& out) : in_(in), p_(out) {}

  void build() {
    p_.bare_ = in_.input().bare;
    p_.invented_ = in_.input().invented;
    p_.title_ = in_.input().title;
    p_.currency_ = in_.input().currency;
    p_.money_decimals_ = in_.input().money_decimals;
    p_.problems_ = in_.problems();
    build_entities();
    build_statements();
    build_deliveries();
    for (const table_schema& s : schemas)
      if (const inspected_table& t = in_.at(s.name); t.source) p_.hashes_.push_back(hash(t));
  }

private:
  /// One row of an inspected table, read by column name.
  struct row_reader {
    const inspected_table& t;
    std::size_t row;

    bool exists() const { return t.source != nullptr; }
    std::string text(std::string_view c) const { return std::string(t.at(c).text(row)); }
    std::int32_t ref(std::string_view c) const { return t.at(c).value(t.at(c).target, row, -1); }
    date_range date(std::string_view c) const { return t.at(c).value(t.at(c).dates, row, date_range{}); }
    period between(std::string_view from, std::string_view to) const { return {date(from), date(to)}; }
    std::int64_t whole(std::string_view c) const { return t.at(c).value(t.at(c).wholes, row, unknown_money); }
    double real(std::string_view c) const { return t.at(c).value(t.at(c).reals, row, unknown_number); }
    template <class Choice>
    Choice choice(std::string_view c) const {
      return static_cast<Choice>(t.at(c).value(t.at(c).choice, row, -1));
    }
  };

  /// Calls `make(reader, id)` for each key of an entity table, in order; a bare list has ids alone.
  template <class Make>
  void each_key(std::string_view table_name, const Make& make) const {
    const inspected_table& t = in_.at(table_name);
    for (std::size_t i = 0; i < t.keys.size(); ++i) {
      const std::int64_t row = t.row_of_key[i];
      make(row_reader{t, row < 0 ? 0 : static_cast<std::size_t>(row)}, std::string(t.keys[i]), row >= 0);
    }
  }

  void build_entities() {
    each_key("regions", [&](const row_reader& r, std::string id, bool) {
      p_.regions_.push_back({std::move(id), r.text("name"), r.text("kind"), {r.ref("parent_id")},
                             r.real("latitude"), r.real("longitude")});
    });
    p_.region_tree_ = tree(inspection::parents_of(in_.at("regions")));
    each_key("units", [&](const row_reader& r, std::string id, bool) {
      p_.units_.push_back({std::move(id), r.text("name"), r.text("kind"), {r.ref("parent_id")},
                           {r.ref("region_id")}, r.between("valid_from", "valid_to")});
    });
    p_.unit_tree_ = tree(inspection::parents_of(in_.at("units")));
    each_key("targets", [&](const row_reader& r, std::string id, bool written) {
      target& t = p_.targets_.emplace_back();
      t.id = std::move(id);
      if (!written) return;
      t.name = r.text("name"), t.kind = r.text("kind");
      t.level = r.text("level"), t.status = r.text("status");
      t.in = {r.ref("region_id")};
      t.students = r.whole("students"), t.teachers = r.whole("teachers");
      t.latitude = r.real("latitude"), t.longitude = r.real("longitude");
      t.same_as = {r.ref("unit_id")};
      const std::int32_t authority = r.ref("authority_id");
      if (authority >= 0) t.authority = {authority};
      if (authority < -1) t.authority_unit = {-2 - authority};
    });
    // An authority is known by its target or by its unit: complete the one from the other.
    std::vector<target_index> body(p_.units_.size());
    for (std::size_t i = p_.targets_.size(); i-- > 0;)
      if (p_.targets_[i].same_as.known()) body[p_.targets_[i].same_as.at()] = {static_cast<std::int32_t>(i)};
    for (target& t : p_.targets_) {
      if (t.authority.known()) t.authority_unit = p_.targets_[t.authority.at()].same_as;
      else if (t.authority_unit.known()) t.authority = body[t.authority_unit.at()];
    }
    std::vector<activity_level> levels;
    each_key("activities", [&](const row_reader& r, std::string id, bool) {
      const auto level = static_cast<activity_level>(r.choice<std::int8_t>("level") + 1);
      p_.activities_.push_back({std::move(id), r.text("name"), level});
      levels.push_back(level);
    });
    p_.activity_tree_ = activity_tree(tree(inspection::parents_of(in_.at("activities"))), levels);
    each_key("programs", [&](const row_reader& r, std::string id, bool written) {
      program& p = p_.programs_.emplace_back();
      p.id = std::move(id);
      if (!written) return;
      p.name = r.text("name"), p.description = r.text("description");
      p.owner = {r.ref("unit_id")}, p.parent = {r.ref("parent_id")};
      p.runs = r.between("start", "end");
      p.selection = r.choice<selection>("selection");
    });
    p_.program_tree_ = tree(inspection::parents_of(in_.at("programs")));
  }

  /// Reads a table whose rows have no order of their own, and puts them in the order of their texts.
  template <class T, class Make>
  void each_row(std::string_view table_name, std::vector<T>& out, const Make& make) const {
    const inspected_table& t = in_.at(table_name);
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < t.rows(); ++row)
      if (t.keeps(row)) rows.push_back(row);
    std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
      for (const inspected_column& c : t.columns)
        if (const int order = c.text(a).compare(c.text(b)); order != 0) return order < 0;
      return false;
    });
    out.reserve(rows.size());
    for (const std::size_t row : rows) out.push_back(make(row_reader{t, row}));
  }

  void build_statements() {
    using reader = const row_reader&;
    each_row("mandates", p_.mandates_, [](reader r) {
      return mandate{{r.ref("unit_id")}, {r.ref("activity_id")}, r.text("audience"), r.text("target_kind"),
                     r.choice<channel>("channel"), {r.ref("region_id")}, r.choice<strength>("strength"),
                     r.between("valid_from", "valid_to"), r.text("source")};
    });
    each_row("roles", p_.roles_, [](reader r) {
      return role{{r.ref("program_id")}, {r.ref("unit_id")}, r.choice<role_kind>("role"), {r.ref("region_id")},
                  r.real("share"), r.between("valid_from", "valid_to")};
    });
    each_row("agreements", p_.agreements_, [](reader r) {
      return agreement{r.text("agreement_id"), r.choice<agreement_kind>("kind"), {r.ref("program_id")},
                       {r.ref("other_program_id")}, {r.ref("activity_id")}, r.text("audience"),
                       {r.ref("region_id")}, {r.ref("unit_id")}, r.choice<role_kind>("role"),
                       r.between("valid_from", "valid_to"), r.text("source")};
    });
    each_row("memberships", p_.memberships_, [](reader r) {
      return membership{{r.ref("group_id")}, {r.ref("member_id")}, r.between("valid_from", "valid_to")};
    });
    each_row("budgets", p_.budgets_, [](reader r) {
      return budget{{r.ref("program_id")}, r.date("year"), r.text("fund_source"), r.whole("planned"), r.whole("spent")};
    });
    each_row("indicators", p_.indicators_, [](reader r) {
      return indicator{{r.ref("target_id")}, {r.ref("region_id")}, r.text("indicator_id"), r.text("value"),
                       r.text("source"), r.whole("denominator"), r.date("date"), r.choice<access>("access")};
    });
    each_row("needs", p_.needs_, [](reader r) {
      return need{{r.ref("target_id")}, {r.ref("activity_id")}, r.real("score"), r.real("required"),
                  r.text("quantity_unit"), r.text("source"), r.date("date")};
    });
    each_row("goals", p_.goals_, [](reader r) {
      return goal{r.text("indicator_id"), {r.ref("region_id")}, r.real("baseline"), r.real("goal"), r.date("due")};
    });
    each_row("capacities", p_.capacities_, [](reader r) {
      return capacity{{r.ref("unit_id")}, {r.ref("activity_id")}, r.date("period"), r.real("capacity"),
                      r.text("quantity_unit"), r.whole("cost_per_target")};
    });
    each_row("sources", p_.sources_, [](reader r) {
      return reporting{{r.ref("unit_id")}, {r.ref("program_id")}, {r.ref("region_id")},
                       r.between("covers_from", "covers_to"), r.date("received_on")};
    });
    each_row("eligibility", p_.eligibilities_, [](reader r) {
      return eligibility{{r.ref("program_id")}, {r.ref("target_id")}, {r.ref("region_id")}, r.text("level"),
                         r.text("status"), r.choice<eligibility_state>("state")};
    });
    each_row("decisions", p_.decisions_, [](reader r) {
      return decision{r.text("finding_id"), r.text("reason"), r.choice<decision_kind>("decision"), {r.ref("unit_id")},
                      r.date("date"), r.date("expires"), r.whole("targets_then"), r.whole("value_then")};
    });
    each_row("reflections", p_.reflections_, [](reader r) {
      return reflection{{r.ref("region_id")}, {r.ref("activity_id")}, {r.ref("unit_id")}, r.date("date"),
                        r.text("root_cause"), r.text("next_step")};
    });
  }

  /// The distinct meanings of a text column, sorted, and the number of each code among them (−1 unknown).
  static std::vector<std::int32_t> vocabulary(const inspected_column& c, std::vector<std::string>& words) {
    std::vector<std::int32_t> number(static_cast<std::size_t>(c.source->pool().size()), -1);
    std::vector<std::pair<std::string_view, std::int32_t>> sorted;
    for (std::int32_t code = 1; code < c.source->pool().size(); ++code)
      if (!c.meaning(code).empty()) sorted.emplace_back(c.meaning(code), code);
    std::sort(sorted.begin(), sorted.end());
    for (const auto& [word, code] : sorted) {
      if (words.empty() || words.back() != word) words.emplace_back(word);
      number[static_cast<std::size_t>(code)] = static_cast<std::int32_t>(words.size()) - 1;
    }
    return number;
  }

  void build_deliveries();
  std::vector<std::int32_t> counted_rows(const inspected_table& t);
  void number_interventions(const inspected_table& t, const std::vector<std::int32_t>& rows);
  void sort_rows(const inspected_table& t, std::vector<std::int32_t>& rows);
  void gather_columns(const inspected_table& t, const std::vector<std::int32_t>& rows);
  void gather_periods(const inspected_table& t, const std::vector<std::int32_t>& rows);
  void gather_ids(const inspected_table& t, const std::vector<std::int32_t>& rows);

  /// The SHA-256 of the sorted 64-bit fingerprints of a table's rows: names and repaired values of its columns.
  static table_hash hash(const inspected_table& t) {
    std::vector<std::uint64_t> fingerprint(t.rows(), 0);
    const auto mix = [](std::uint64_t x) {
      x ^= x >> 32, x *= 0xd6e8feb86659fd93;
      x ^= x >> 32, x *= 0xd6e8feb86659fd93;
      return x ^ (x >> 32);
    };
    for (const inspected_column& c : t.columns) {
      if (!c.source) continue;
      const std::uint64_t name = hash_bytes(c.schema->name);
      std::vector<std::uint64_t> of_code(static_cast<std::size_t>(c.source->pool().size()), 0);
      for (std::size_t i = 0; i < of_code.size(); ++i)
        if (const auto text = c.meaning(static_cast<std::int32_t>(i)); !text.empty())
          of_code[i] = mix(hash_bytes(text) ^ mix(name));
      for (std::size_t row = 0; row < t.rows(); ++row)
        fingerprint[row] += of_code[static_cast<std::size_t>(c.source->code(row))];
    }
    for (std::uint64_t& f : fingerprint) f = mix(f);
    std::sort(fingerprint.begin(), fingerprint.end());
    sha256 sum;
    for (const std::uint64_t f : fingerprint) sum.add_number(static_cast<std::int64_t>(f));
    return {std::string(t.schema->name), static_cast<std::int64_t>(t.rows()), sum.hex()};
  }

  const inspection& in_;
  portfolio& p_;
  std::vector<std::int32_t> intervention_of_row_, period_of_row_;
};

inline void portfolio_builder::build_deliveries() {
  const inspected_table& t = in_.at("deliveries");
  if (!t.source) return;
  std::vector<std::int32_t> rows = counted_rows(t);
  number_interventions(t, rows);
  gather_periods(t, rows);
  sort_rows(t, rows);
  gather_columns(t, rows);
  gather_ids(t, rows);
}

/// The rows that count: with a program and a target, not cancelled, not carried out by another row.
inline std::vector<std::int32_t> portfolio_builder::counted_rows(const inspected_table& t) {
  const inspected_column &status = t.at("status"), &plan = t.at("plan_of");
  const inspected_column &program = t.at("program_id"), &target = t.at("target_id");
  const auto status_of = [&](std::size_t row) {
    return static_cast<delivery_status>(status.value(status.choice, row, -1));
  };
  std::vector<bool> carried_out;
  if (!plan.target.empty()) {
    carried_out.resize(t.rows());
    for (std::size_t row = 0; row < t.rows(); ++row)
      if (const std::int32_t of = plan.value(plan.target, row, -1);
          of >= 0 && status_of(row) != delivery_status::cancelled &&
          status_of(static_cast<std::size_t>(of)) == delivery_status::planned)
        carried_out[static_cast<std::size_t>(of)] = true;
  }
  std::vector<std::int32_t> rows;
  rows.reserve(t.rows());
  p_.counts_.read = static_cast<std::int64_t>(t.rows());
  for (std::size_t row = 0; row < t.rows(); ++row) {
    if (!t.keeps(row) || program.value(program.target, row, -1) < 0 || target.value(target.target, row, -1) < 0)
      ++p_.counts_.left_out;
    else if (status_of(row) == delivery_status::cancelled) ++p_.counts_.cancelled;
    else if (!carried_out.empty() && carried_out[row]) ++p_.counts_.carried_out;
    else rows.push_back(static_cast<std::int32_t>(row));
  }
  return rows;
}

inline void portfolio_builder::number_interventions(const inspected_table& t, const std::vector<std::int32_t>& rows) {
  const inspected_column &program = t.at("program_id"), &unit = t.at("unit_id");
  intervention_of_row_.assign(t.rows(), -1);
  std::unordered_map<std::uint64_t, std::int32_t> numbers;
  std::uint64_t last_key = ~std::uint64_t{0};
  std::int32_t last = -1;
  for (const std::int32_t r : rows) {
    const auto row = static_cast<std::size_t>(r);
    const program_index of{program.value(program.target, row, -1)};
    unit_index by{unit.value(unit.target, row, -1)};
    if (!by.known()) by = p_.programs_[of.at()].owner;
    const std::uint64_t key =
        static_cast<std::uint64_t>(of.value) << 32 | static_cast<std::uint32_t>(by.value);
    if (key != last_key) {
      const auto [it, is_new] = numbers.emplace(key, static_cast<std::int32_t>(p_.interventions_.size()));
      if (is_new) p_.interventions_.push_back({of, by});
      last_key = key;
      last = it->second;
    }
    intervention_of_row_[row] = last;
  }
  std::vector<std::int32_t> order(p_.interventions_.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    return p_.interventions_[static_cast<std::size_t>(a)] < p_.interventions_[static_cast<std::size_t>(b)];
  });
  std::vector<std::int32_t> rank(order.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    rank[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i);
  for (const std::int32_t r : rows) {
    std::int32_t& i = intervention_of_row_[static_cast<std::size_t>(r)];
    i = rank[static_cast<std::size_t>(i)];
  }
  std::sort(p_.interventions_.begin(), p_.interventions_.end());
}

inline void portfolio_builder::gather_periods(const inspected_table& t, const std::vector<std::int32_t>& rows) {
  const inspected_column &start = t.at("start"), &end = t.at("end");
  if (start.dates.empty() && end.dates.empty()) return;
  period_of_row_.assign(t.rows(), 0);
  std::unordered_map<std::uint64_t, std::int32_t> number_of_codes;
  std::vector<period>& periods = p_.deliveries_.periods_;
  bool any = false;
  for (const std::int32_t r : rows) {
    const auto row = static_cast<std::size_t>(r);
    const std::uint64_t codes =
        static_cast<std::uint64_t>(start.source ? start.source->code(row) : 0) << 32 |
        static_cast<std::uint32_t>(end.source ? end.source->code(row) : 0);
    const auto [it, is_new] = number_of_codes.emplace(codes, static_cast<std::int32_t>(periods.size()));
    if (is_new) periods.push_back({start.value(start.dates, row, date_range{}), end.value(end.dates, row, date_range{})});
    period_of_row_[row] = it->second;
    if (periods[static_cast<std::size_t>(it->second)].known()) any = true;
  }
  if (!any) {
    period_of_row_.clear();
    periods.resize(1);
    return;
  }
  // Equal periods may have been written differently, or in another order: number them by what they are.
  std::vector<period> sorted(periods.begin(), periods.end());
  const period unknown = sorted.front();
  sort_unique(sorted);
  std::erase(sorted, unknown);
  sorted.insert(sorted.begin(), unknown);
  std::vector<std::int32_t> renumber(periods.size(), 0);
  for (std::size_t i = 0; i < periods.size(); ++i)
    if (periods[i] != unknown)
      renumber[i] = static_cast<std::int32_t>(
          std::lower_bound(sorted.begin() + 1, sorted.end(), periods[i]) - sorted.begin());
  for (const std::int32_t r : rows) {
    std::int32_t& number = period_of_row_[static_cast<std::size_t>(r)];
    number = renumber[static_cast<std::size_t>(number)];
  }
  periods = std::move(sorted);
  day latest = no_first_day;
  for (const period& p : periods) {
    if (p.start.known()) latest = std::max(latest, p.start.latest);
    if (p.end.known()) latest = std::max(latest, p.end.latest);
  }
  if (latest != no_first_day) p_.latest_ = {latest, latest};
}

inline void portfolio_builder::sort_rows(const inspected_table& t, std::vector<std::int32_t>& rows) {
  const inspected_column& target = t.at("target_id");
  struct keyed {
    std::uint64_t key;
    std::int32_t row;
  };
  std::vector<keyed> order;
  order.reserve(rows.size());
  for (const std::int32_t r : rows) {
    const auto row = static_cast<std::size_t>(r);
    order.push_back({static_cast<std::uint64_t>(intervention_of_row_[row]) << 32 |
                         static_cast<std::uint32_t>(target.value(target.target, row, -1)),
                     r});
  }
  // Behind intervention and target, everything else that is written decides, the id last.
  std::vector<const inspected_column*> others;
  for (const char* name : {"activity_id", "audience", "channel", "start", "end", "quantity", "quantity_unit",
                           "participants", "cost", "status", "event_id", "reach", "cohort", "reported_by",
                           "unit_id", "plan_of", "delivery_id"})
    if (t.at(name).source) others.push_back(&t.at(name));
  std::sort(order.begin(), order.end(), [&](const keyed& a, const keyed& b) {
    if (a.key != b.key) return a.key < b.key;
    if (a.row == b.row) return false;
    const auto i = static_cast<std::size_t>(a.row), j = static_cast<std::size_t>(b.row);
    for (const inspected_column* c : others)
      if (c->source->code(i) != c->source->code(j))
        if (const int sign = c->text(i).compare(c->text(j)); sign != 0) return sign < 0;
    return false;
  });
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = order[i].row;
}

inline void portfolio_builder::gather_columns(const inspected_table& t, const std::vector<std::int32_t>& rows) {
  irisan::deliveries& d = p_.deliveries_;
  // A column in which nothing is known is dropped: it takes no memory and no part in any test.
  const auto gather = [&](auto& out, auto unknown, const auto& value) {
    bool any = false;
    out.reserve(rows.size());
    for (const std::int32_t r : rows) {
      out.push_back(value(static_cast<std::size_t>(r)));
      any |= !(out.back() == unknown || out.back() != out.back());
    }
    if (!any) std::remove_reference_t<decltype(out)>().swap(out);
  };
  const auto column = [&](std::string_view name, auto& out, auto unknown, const auto& read) {
    if (const inspected_column& c = t.at(name); c.source)
      gather(out, unknown, [&](std::size_t row) { return read(c, row); });
  };
  d.intervention_.reserve(rows.size());
  for (const std::int32_t r : rows)
    d.intervention_.push_back({intervention_of_row_[static_cast<std::size_t>(r)]});
  std::vector<std::int32_t>().swap(intervention_of_row_);
  const inspected_column& target = t.at("target_id");
  d.target_.reserve(rows.size());
  for (const std::int32_t r : rows)
    d.target_.push_back({target.value(target.target, static_cast<std::size_t>(r), -1)});
  if (!period_of_row_.empty())
    gather(d.period_, 0, [&](std::size_t row) { return period_of_row_[row]; });
  std::vector<std::int32_t>().swap(period_of_row_);
  column("activity_id", d.activity_, activity_index{},
         [](const inspected_column& c, std::size_t row) { return activity_index{c.value(c.target, row, -1)}; });
  const auto choice = [&](std::string_view name, auto& out) {
    using word = typename std::remove_reference_t<decltype(out)>::value_type;
    column(name, out, word::unknown, [](const inspected_column& c, std::size_t row) {
      return static_cast<word>(c.value(c.choice, row, -1));
    });
  };
  choice("channel", d.channel_);
  choice("status", d.status_);
  choice("reach", d.reach_);
  column("quantity", d.quantity_, unknown_number,
         [](const inspected_column& c, std::size_t row) { return c.value(c.reals, row, unknown_number); });
  const auto whole = [](const inspected_column& c, std::size_t row) { return c.value(c.wholes, row, unknown_money); };
  column("participants", d.participants_, unknown_money, whole);
  column("cost", d.cost_, unknown_money, whole);
  const auto words = [&](std::string_view name, auto& out, std::vector<std::string>& vocabulary_out) {
    const inspected_column& c = t.at(name);
    if (!c.source) return;
    using number = typename std::remove_reference_t<decltype(out)>::value_type;
    const std::vector<std::int32_t> of_code = vocabulary(c, vocabulary_out);
    gather(out, number{-1}, [&](std::size_t row) {
      return number{of_code[static_cast<std::size_t>(c.source->code(row))]};
    });
  };
  words("audience", d.audience_, p_.audiences_);
  words("quantity_unit", d.quantity_unit_, p_.quantity_units_);
  words("event_id", d.event_, p_.events_);
  words("cohort", d.cohort_, p_.cohorts_);
  words("reported_by", d.reporter_, p_.reporters_);
}

inline void portfolio_builder::gather_ids(const inspected_table& t, const std::vector<std::int32_t>& rows) {
  const inspected_column& c = t.at("delivery_id");
  if (!c.source) return;
  irisan::deliveries& d = p_.deliveries_;
  d.id_.reserve(rows.size());
  if (c.changed.empty()) {
    d.ids_ = c.source->shared_pool();
    for (const std::int32_t r : rows) d.id_.push_back(c.source->code(static_cast<std::size_t>(r)));
    return;
  }
  const auto pool = std::make_shared<text_pool>();
  for (const std::int32_t r : rows) d.id_.push_back(pool->add(c.text(static_cast<std::size_t>(r))));
  pool->drop_index();
  d.ids_ = pool;
}

inline portfolio::portfolio(const tables& t) {
  const inspection in(t);
  if (in.has_errors()) throw input_error(in.problems());
  portfolio_builder(in, *this).build();
}

} // namespace irisan
