#pragma once

#include <irisan/core/error.hpp>

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string_view>

namespace irisan {

/// What a long computation tells its caller, and how the caller stops it.
///
/// `report(stage, share)` is called from the calling thread with a share from 0 to 1.
struct progress {
  std::function<void(std::string_view stage, double share)> report;
  std::stop_token stop;

  /// Tells the share done; throws `stopped` if the caller asked for a stop.
  void at(std::string_view stage, double share) const {
    if (stop.stop_requested()) throw stopped();
    if (report) report(stage, share);
  }

  /// For a part of the work, number `i` of `count` that take as long: what it tells is its share of
  /// the whole. This one must outlive it.
  progress part(std::int32_t i, std::int32_t count) const {
    progress p{{}, stop};
    if (report)
      p.report = [this, i, count](std::string_view stage, double share) {
        report(stage, (i + share) / count);
      };
    return p;
  }
};

} // namespace irisan
