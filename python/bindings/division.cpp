#include "bindings.hpp"

#include <irisan/report/report.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace irisan::python {

namespace {

/// Columns of rows, one after the other.
template <class Row>
class column_writer {
public:
  explicit column_writer(const std::vector<Row>& rows) : rows_(rows) {}

  template <class Of>
  void text(const char* name, const Of& of) {
    add(name, texts(rows_.size(), [&](std::size_t i) -> std::string_view { return of(rows_[i]); }));
  }
  template <class Of>
  void list(const char* name, const Of& of) {
    add(name, lists_of_texts(rows_.size(), [&](std::size_t i) -> const std::vector<std::string>& {
          return of(rows_[i]);
        }));
  }
  template <class Of>
  void count(const char* name, const Of& of) {
    add(name, numbers<std::int64_t>(rows_.size(), [&](std::size_t i) { return of(rows_[i]); }));
  }
  /// Whole numbers of which `unknown` is null.
  template <class Of>
  void count(const char* name, const Of& of, std::int64_t unknown) {
    add(name, numbers_known<std::int64_t>(
                  rows_.size(), [&](std::size_t i) { return of(rows_[i]); },
                  [unknown](std::int64_t n) { return n != unknown; }));
  }
  template <class Of>
  void number(const char* name, const Of& of) {
    add(name, numbers_known<double>(
                  rows_.size(), [&](std::size_t i) { return of(rows_[i]); },
                  [](double n) { return !std::isnan(n); }));
  }
  void add(const char* name, arrow_column column) { all_.emplace_back(name, std::move(column)); }
  arrow_columns take() { return std::move(all_); }

private:
  const std::vector<Row>& rows_;
  arrow_columns all_;
};

/// No rows where there is no division.
template <class Row>
const std::vector<Row>& rows_of(const report& r, std::vector<Row> division_summary::*field) {
  static const std::vector<Row> none;
  return r.division ? *r.division.*field : none;
}

} // namespace

arrow_columns division_columns(const report& r) {
  using row = division_piece;
  const std::vector<row>& rows = rows_of(r, &division_summary::pieces);
  column_writer<row> c(rows);
  c.text(
      "piece_id", [](const row& x) -> auto& { return x.id; });
  c.text(
      "activity_id", [](const row& x) -> auto& { return x.activity; });
  c.text(
      "audience", [](const row& x) -> auto& { return x.audience; });
  c.text(
      "region_id", [](const row& x) -> auto& { return x.region; });
  c.text(
      "level", [](const row& x) -> auto& { return x.level; });
  c.add("state", words(
                     rows.size(), [&](std::size_t i) { return rows[i].state; }, piece_states));
  c.text(
      "lead", [](const row& x) -> auto& { return x.lead; });
  c.list(
      "supports", [](const row& x) -> auto& { return x.supports; });
  c.list(
      "hands_over", [](const row& x) -> auto& { return x.hands_over; });
  c.count("targets", [](const row& x) { return x.targets; });
  c.count("deliveries", [](const row& x) { return x.deliveries; });
  c.count(
      "cost", [](const row& x) { return x.cost; }, unknown_money);
  c.count("needy", [](const row& x) { return x.needy; });
  c.count("not_served", [](const row& x) { return x.not_served; });
  c.count("load", [](const row& x) { return x.load; });
  c.text(
      "runner_up", [](const row& x) -> auto& { return x.runner_up; });
  constexpr std::int64_t none = std::numeric_limits<std::int64_t>::min();
  c.count(
      "difference", [](const row& x) { return x.runner_up.empty() ? none : x.difference; }, none);
  c.text(
      "agreement_id", [](const row& x) -> auto& { return x.agreement; });
  c.text(
      "reason_en", [](const row& x) -> auto& { return x.reason.en; });
  c.text(
      "reason_id", [](const row& x) -> auto& { return x.reason.id; });
  c.text(
      "would_change_en", [](const row& x) -> auto& { return x.would_change.en; });
  c.text(
      "would_change_id", [](const row& x) -> auto& { return x.would_change.id; });
  return c.take();
}

arrow_columns workplan_columns(const report& r) {
  using row = workplan_row;
  column_writer<row> c(r.workplan);
  c.text(
      "unit_id", [](const row& x) -> auto& { return x.unit; });
  c.text(
      "period", [](const row& x) -> auto& { return x.period; });
  c.text("role", [](const row& x) { return x.leads ? "lead" : "support"; });
  c.text(
      "activity_id", [](const row& x) -> auto& { return x.activity; });
  c.text(
      "audience", [](const row& x) -> auto& { return x.audience; });
  c.text(
      "region_id", [](const row& x) -> auto& { return x.region; });
  c.text(
      "level", [](const row& x) -> auto& { return x.level; });
  c.list(
      "target_ids", [](const row& x) -> auto& { return x.targets; });
  c.number("quantity", [](const row& x) { return x.quantity; });
  c.text(
      "quantity_unit", [](const row& x) -> auto& { return x.quantity_unit; });
  c.count(
      "cost", [](const row& x) { return x.cost; }, unknown_money);
  c.text(
      "indicator_id", [](const row& x) -> auto& { return x.indicator; });
  c.number("goal", [](const row& x) { return x.goal; });
  c.add("due", numbers_known<day>(
                   r.workplan.size(), [&](std::size_t i) { return r.workplan[i].due.latest; },
                   [](day d) { return d != no_last_day; }, "date32"));
  c.list(
      "coordinate_with", [](const row& x) -> auto& { return x.coordinate_with; });
  c.text(
      "why_en", [](const row& x) -> auto& { return x.why.en; });
  c.text(
      "why_id", [](const row& x) -> auto& { return x.why.id; });
  return c.take();
}

arrow_columns raci_columns(const report& r) {
  using row = raci_row;
  column_writer<row> c(rows_of(r, &division_summary::raci));
  c.text(
      "theme_id", [](const row& x) -> auto& { return x.activity; });
  c.text(
      "activity_id", [](const row& x) -> auto& { return x.kind; });
  c.text(
      "audience", [](const row& x) -> auto& { return x.audience; });
  c.text(
      "region_id", [](const row& x) -> auto& { return x.region; });
  c.text(
      "level", [](const row& x) -> auto& { return x.level; });
  c.text(
      "accountable", [](const row& x) -> auto& { return x.accountable; });
  c.list(
      "responsible", [](const row& x) -> auto& { return x.responsible; });
  c.list(
      "support", [](const row& x) -> auto& { return x.support; });
  return c.take();
}

arrow_columns before_after_columns(const report& r) {
  using row = before_after_row;
  column_writer<row> c(rows_of(r, &division_summary::before_after));
  c.text(
      "figure", [](const row& x) -> auto& { return x.figure; });
  c.number("before", [](const row& x) { return x.before; });
  c.number("after", [](const row& x) { return x.after; });
  return c.take();
}

} // namespace irisan::python
