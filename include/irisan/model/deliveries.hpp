#pragma once

#include <irisan/core/index.hpp>
#include <irisan/core/period.hpp>
#include <irisan/model/column.hpp>
#include <irisan/model/entities.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace irisan {

/// The deliveries of a portfolio, column by column, sorted by intervention, target and then all
/// else.
///
/// A column that is empty throughout takes no memory and answers "unknown". Cancelled rows are not
/// here, nor planned rows that a done row carries out.
class deliveries {
public:
  std::int32_t size() const noexcept { return static_cast<std::int32_t>(intervention_.size()); }

  intervention_index intervention(delivery_index d) const noexcept { return intervention_[d.at()]; }
  target_index target(delivery_index d) const noexcept { return target_[d.at()]; }
  activity_index activity(delivery_index d) const noexcept {
    return get(activity_, d, activity_index{});
  }
  audience_index audience(delivery_index d) const noexcept {
    return get(audience_, d, audience_index{});
  }
  irisan::channel through(delivery_index d) const noexcept {
    return get(channel_, d, irisan::channel::unknown);
  }
  const irisan::period& when(delivery_index d) const noexcept {
    return periods_[static_cast<std::size_t>(get(period_, d, 0))];
  }
  /// Equal numbers mean equal periods.
  std::int32_t period_number(delivery_index d) const noexcept { return get(period_, d, 0); }
  double quantity(delivery_index d) const noexcept { return get(quantity_, d, unknown_number); }
  std::int32_t quantity_unit(delivery_index d) const noexcept { return get(quantity_unit_, d, -1); }
  std::int64_t participants(delivery_index d) const noexcept {
    return get(participants_, d, unknown_money);
  }
  /// In the smallest unit of the package's money; `unknown_money` if unknown.
  std::int64_t cost(delivery_index d) const noexcept { return get(cost_, d, unknown_money); }
  delivery_status status(delivery_index d) const noexcept {
    return get(status_, d, delivery_status::unknown);
  }
  irisan::reach reach(delivery_index d) const noexcept {
    return get(reach_, d, irisan::reach::unknown);
  }
  std::int32_t event(delivery_index d) const noexcept { return get(event_, d, -1); }
  std::int32_t cohort(delivery_index d) const noexcept { return get(cohort_, d, -1); }
  std::int32_t reporter(delivery_index d) const noexcept { return get(reporter_, d, -1); }
  /// The delivery's own id; empty if it has none.
  std::string_view id(delivery_index d) const noexcept {
    return ids_ ? (*ids_)[get(id_, d, 0)] : std::string_view{};
  }

  bool has_activity() const noexcept { return !activity_.empty(); }
  bool has_audience() const noexcept { return !audience_.empty(); }
  bool has_period() const noexcept { return !period_.empty(); }
  bool has_cost() const noexcept { return !cost_.empty(); }
  bool has_participants() const noexcept { return !participants_.empty(); }

private:
  friend class portfolio;
  friend class portfolio_builder;
  friend class delivery_builder;

  template <class T>
  static T get(const std::vector<T>& column, delivery_index d, T unknown) noexcept {
    return column.empty() ? unknown : column[d.at()];
  }

  template <class F>
  void for_each_column(const F& f) {
    f(intervention_), f(target_), f(activity_), f(audience_), f(channel_), f(period_), f(quantity_),
        f(quantity_unit_), f(participants_), f(cost_), f(status_), f(reach_), f(event_), f(cohort_),
        f(reporter_), f(id_);
  }

  std::vector<intervention_index> intervention_;
  std::vector<target_index> target_;
  std::vector<activity_index> activity_;
  std::vector<audience_index> audience_;
  std::vector<irisan::channel> channel_;
  std::vector<std::int32_t> period_;
  std::vector<irisan::period> periods_{{}}; // the first is the unknown one
  std::vector<double> quantity_;
  std::vector<std::int32_t> quantity_unit_;
  std::vector<std::int64_t> participants_, cost_;
  std::vector<delivery_status> status_;
  std::vector<irisan::reach> reach_;
  std::vector<std::int32_t> event_, cohort_, reporter_, id_;
  std::shared_ptr<const text_pool> ids_;
};

} // namespace irisan
