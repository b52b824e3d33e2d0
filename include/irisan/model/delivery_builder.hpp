#pragma once

#include <irisan/core/sorted.hpp>
#include <irisan/model/inspection.hpp>
#include <irisan/model/portfolio.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <numeric>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace irisan {

/// The part of the gate that numbers, merges and sorts the deliveries.
class delivery_builder {
public:
  delivery_builder(const inspection& in, portfolio& out, const progress& watch)
      : in_(in), p_(out), watch_(watch) {}

  void build();

private:
  /// The distinct meanings of a text column, sorted, and the number of each code among them (−1
  /// unknown).
  static std::vector<std::int32_t> vocabulary(const inspected_column& c,
                                              std::vector<std::string>& words) {
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

  std::vector<std::int32_t> counted_rows(const inspected_table& t);
  void number_interventions(const inspected_table& t, const std::vector<std::int32_t>& rows);
  void sort_rows(const inspected_table& t, std::vector<std::int32_t>& rows);
  void gather_columns(const inspected_table& t, const std::vector<std::int32_t>& rows);
  void gather_periods(const inspected_table& t, const std::vector<std::int32_t>& rows);
  void gather_ids(const inspected_table& t, const std::vector<std::int32_t>& rows);

  const inspection& in_;
  portfolio& p_;
  const progress& watch_;
  std::vector<std::int32_t> intervention_of_row_, period_of_row_;
};

inline void delivery_builder::build() {
  const inspected_table& t = in_.at("deliveries");
  if (!t.source) return;
  std::vector<std::int32_t> rows = counted_rows(t);
  number_interventions(t, rows);
  gather_periods(t, rows);
  watch_.at("sorting", 0.25);
  sort_rows(t, rows);
  watch_.at("sorting", 0.75);
  gather_columns(t, rows);
  gather_ids(t, rows);
}

/// The rows that count: with a program and a target, not cancelled, not carried out by another row.
inline std::vector<std::int32_t> delivery_builder::counted_rows(const inspected_table& t) {
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
    if (!t.keeps(row) || program.value(program.target, row, -1) < 0 ||
        target.value(target.target, row, -1) < 0)
      ++p_.counts_.left_out;
    else if (status_of(row) == delivery_status::cancelled)
      ++p_.counts_.cancelled;
    else if (!carried_out.empty() && carried_out[row])
      ++p_.counts_.carried_out;
    else
      rows.push_back(static_cast<std::int32_t>(row));
  }
  return rows;
}

inline void delivery_builder::number_interventions(const inspected_table& t,
                                                   const std::vector<std::int32_t>& rows) {
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
      const auto [it, is_new] =
          numbers.emplace(key, static_cast<std::int32_t>(p_.interventions_.size()));
      if (is_new) p_.interventions_.push_back({of, by});
      last_key = key;
      last = it->second;
    }
    intervention_of_row_[row] = last;
  }
  std::vector<std::int32_t> order(p_.interventions_.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    return p_.interventions_[static_cast<std::size_t>(a)] <
           p_.interventions_[static_cast<std::size_t>(b)];
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

inline void delivery_builder::gather_periods(const inspected_table& t,
                                             const std::vector<std::int32_t>& rows) {
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
    const auto [it, is_new] =
        number_of_codes.emplace(codes, static_cast<std::int32_t>(periods.size()));
    if (is_new)
      periods.push_back(
          {start.value(start.dates, row, date_range{}), end.value(end.dates, row, date_range{})});
    period_of_row_[row] = it->second;
    if (periods[static_cast<std::size_t>(it->second)].known()) any = true;
  }
  if (!any) {
    period_of_row_.clear();
    periods.resize(1);
    return;
  }
  // Equal periods may have been written differently, or in another order: number them by what they
  // are.
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

inline void delivery_builder::sort_rows(const inspected_table& t, std::vector<std::int32_t>& rows) {
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
  for (const char* name : {"activity_id", "audience", "channel", "start", "end", "quantity",
                           "quantity_unit", "participants", "cost", "status", "event_id", "reach",
                           "cohort", "reported_by", "unit_id", "plan_of", "delivery_id"})
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

inline void delivery_builder::gather_columns(const inspected_table& t,
                                             const std::vector<std::int32_t>& rows) {
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
         [](const inspected_column& c, std::size_t row) {
           return activity_index{c.value(c.target, row, -1)};
         });
  const auto choice = [&](std::string_view name, auto& out) {
    using word = typename std::remove_reference_t<decltype(out)>::value_type;
    column(name, out, word::unknown, [](const inspected_column& c, std::size_t row) {
      return static_cast<word>(c.value(c.choice, row, -1));
    });
  };
  choice("channel", d.channel_);
  choice("status", d.status_);
  choice("reach", d.reach_);
  column("quantity", d.quantity_, unknown_number, [](const inspected_column& c, std::size_t row) {
    return c.value(c.reals, row, unknown_number);
  });
  const auto whole = [](const inspected_column& c, std::size_t row) {
    return c.value(c.wholes, row, unknown_money);
  };
  column("participants", d.participants_, unknown_money, whole);
  column("cost", d.cost_, unknown_money, whole);
  const auto words = [&](std::string_view name, auto& out,
                         std::vector<std::string>& vocabulary_out) {
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

inline void delivery_builder::gather_ids(const inspected_table& t,
                                         const std::vector<std::int32_t>& rows) {
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

inline void build_deliveries(const inspection& in, portfolio& out, const progress& watch) {
  delivery_builder(in, out, watch).build();
}

} // namespace irisan
