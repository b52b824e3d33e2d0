#pragma once

#include <irisan/core/sha256.hpp>
#include <irisan/model/delivery_builder.hpp>
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

/// Numbers, merges and sorts the deliveries; in `delivery_builder.hpp`.
inline void build_deliveries(const inspection& in, portfolio& out, const progress& watch);

/// Turns inspected tables into a portfolio: numbers, sorts, merges plans with what carried them
/// out.
class portfolio_builder {
public:
  portfolio_builder(const inspection& in, portfolio& out, const progress& watch)
      : in_(in), p_(out), watch_(watch) {}

  void build() {
    p_.bare_ = in_.input().bare;
    p_.invented_ = in_.input().invented;
    p_.title_ = in_.input().title;
    p_.currency_ = in_.input().currency;
    p_.money_decimals_ = in_.input().money_decimals;
    p_.problems_ = in_.problems();
    build_entities();
    build_statements();
    watch_.at("sorting", 0);
    build_deliveries(in_, p_, watch_);
    watch_.at("sorting", 1);
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
    date_range date(std::string_view c) const {
      return t.at(c).value(t.at(c).dates, row, date_range{});
    }
    period between(std::string_view from, std::string_view to) const {
      return {date(from), date(to)};
    }
    std::int64_t whole(std::string_view c) const {
      return t.at(c).value(t.at(c).wholes, row, unknown_money);
    }
    double real(std::string_view c) const {
      return t.at(c).value(t.at(c).reals, row, unknown_number);
    }
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
      make(row_reader{t, row < 0 ? 0 : static_cast<std::size_t>(row)}, std::string(t.keys[i]),
           row >= 0);
    }
  }

  void build_entities() {
    each_key("regions", [&](const row_reader& r, std::string id, bool) {
      p_.regions_.push_back({std::move(id),
                             r.text("name"),
                             r.text("kind"),
                             {r.ref("parent_id")},
                             r.real("latitude"),
                             r.real("longitude")});
    });
    p_.region_tree_ = tree(inspection::parents_of(in_.at("regions")));
    each_key("units", [&](const row_reader& r, std::string id, bool) {
      p_.units_.push_back({std::move(id),
                           r.text("name"),
                           r.text("kind"),
                           {r.ref("parent_id")},
                           {r.ref("region_id")},
                           r.between("valid_from", "valid_to")});
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
      if (p_.targets_[i].same_as.known())
        body[p_.targets_[i].same_as.at()] = {static_cast<std::int32_t>(i)};
    for (target& t : p_.targets_) {
      if (t.authority.known())
        t.authority_unit = p_.targets_[t.authority.at()].same_as;
      else if (t.authority_unit.known())
        t.authority = body[t.authority_unit.at()];
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

  /// Reads a table whose rows have no order of their own, and puts them in the order of their
  /// texts.
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
      return mandate{{r.ref("unit_id")},
                     {r.ref("activity_id")},
                     r.text("audience"),
                     r.text("target_kind"),
                     r.choice<channel>("channel"),
                     {r.ref("region_id")},
                     r.choice<strength>("strength"),
                     r.between("valid_from", "valid_to"),
                     r.text("source")};
    });
    each_row("roles", p_.roles_, [](reader r) {
      return role{{r.ref("program_id")}, {r.ref("unit_id")}, r.choice<role_kind>("role"),
                  {r.ref("region_id")},  r.real("share"),    r.between("valid_from", "valid_to")};
    });
    each_row("agreements", p_.agreements_, [](reader r) {
      return agreement{r.text("agreement_id"),
                       r.choice<agreement_kind>("kind"),
                       {r.ref("program_id")},
                       {r.ref("other_program_id")},
                       {r.ref("activity_id")},
                       r.text("audience"),
                       {r.ref("region_id")},
                       {r.ref("unit_id")},
                       r.choice<role_kind>("role"),
                       r.between("valid_from", "valid_to"),
                       r.text("source")};
    });
    each_row("memberships", p_.memberships_, [](reader r) {
      return membership{
          {r.ref("group_id")}, {r.ref("member_id")}, r.between("valid_from", "valid_to")};
    });
    each_row("budgets", p_.budgets_, [](reader r) {
      return budget{{r.ref("program_id")},
                    r.date("year"),
                    r.text("fund_source"),
                    r.whole("planned"),
                    r.whole("spent")};
    });
    each_row("indicators", p_.indicators_, [](reader r) {
      return indicator{{r.ref("target_id")}, {r.ref("region_id")},      r.text("indicator_id"),
                       r.text("value"),      r.text("source"),          r.whole("denominator"),
                       r.date("date"),       r.choice<access>("access")};
    });
    each_row("needs", p_.needs_, [](reader r) {
      return need{{r.ref("target_id")}, {r.ref("activity_id")},  r.real("score"),
                  r.real("required"),   r.text("quantity_unit"), r.text("source"),
                  r.date("date")};
    });
    each_row("goals", p_.goals_, [](reader r) {
      return goal{r.text("indicator_id"),
                  {r.ref("region_id")},
                  r.real("baseline"),
                  r.real("goal"),
                  r.date("due")};
    });
    each_row("capacities", p_.capacities_, [](reader r) {
      return capacity{{r.ref("unit_id")}, {r.ref("activity_id")},  r.date("period"),
                      r.real("capacity"), r.text("quantity_unit"), r.whole("cost_per_target")};
    });
    each_row("sources", p_.sources_, [](reader r) {
      return reporting{{r.ref("unit_id")},
                       {r.ref("program_id")},
                       {r.ref("region_id")},
                       r.between("covers_from", "covers_to"),
                       r.date("received_on")};
    });
    each_row("eligibility", p_.eligibilities_, [](reader r) {
      return eligibility{{r.ref("program_id")}, {r.ref("target_id")},
                         {r.ref("region_id")},  r.text("level"),
                         r.text("status"),      r.choice<eligibility_state>("state")};
    });
    each_row("decisions", p_.decisions_, [](reader r) {
      return decision{
          r.text("finding_id"),    r.text("reason"),     r.choice<decision_kind>("decision"),
          {r.ref("unit_id")},      r.date("date"),       r.date("expires"),
          r.whole("targets_then"), r.whole("value_then")};
    });
    each_row("reflections", p_.reflections_, [](reader r) {
      return reflection{{r.ref("region_id")}, {r.ref("activity_id")}, {r.ref("unit_id")},
                        r.date("date"),       r.text("root_cause"),   r.text("next_step")};
    });
  }

  /// The SHA-256 of the sorted 64-bit fingerprints of a table's rows: names and repaired values of
  /// its columns.
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
  const progress& watch_;
};

#ifndef IRISAN_DECLARED_ONLY
IRISAN_INLINE portfolio::portfolio(const tables& t, const progress& watch) {
  const inspection in(t, watch);
  if (in.has_errors()) throw input_error(in.problems());
  portfolio_builder(in, *this, watch).build();
}
#endif

} // namespace irisan
