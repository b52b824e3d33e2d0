#pragma once

#include <irisan/core/fraction.hpp>
#include <irisan/core/period.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace irisan {

/// Two activities that are meant to meet at one target, as a training and the visit that follows it
/// up; each stands for all that lies under it. Where they meet is planned.
struct together_rule {
  std::string first, second; ///< by their ids
  std::string reason;        ///< why they belong together, as who planned it says
  /// Where each stands, `irisan.toml, line 3, column 15`: only beside tables is it known to be
  /// wrong.
  std::string first_place = "together", second_place = "together";

  /// The same wherever it stands.
  friend bool operator==(const together_rule& a, const together_rule& b) noexcept {
    return a.first == b.first && a.second == b.second && a.reason == b.reason;
  }
};

/// The rules by which counts become findings. Each default has its reason in `report/rules.hpp`.
struct finding_rules {
  std::string region_level = "city_or_regency";
  day overlap_window = 365;
  std::int64_t overlap_min_targets = 1;
  std::vector<std::string> overlap_nulls{"stratified"};
  fraction overlap_min_odds_ratio{2, 1};
  fraction overlap_min_kinship{0, 1};
  bool overlap_test_same_program = false;
  std::vector<std::string> chance_strata{"region", "level"};
  fraction chance_alpha{1, 20};
  std::int64_t chance_degrees_limit = 1'000'000;
  std::int64_t duplication_min_targets = 1;
  day duplication_hand_over = 0;
  std::vector<together_rule> together; ///< not among `for_each_rule`, being a list of blocks
  std::int64_t fragmentation_min_units = 2;
  std::vector<std::string> exempt_kinds{"partner"};
  std::int64_t gap_min_targets = 1;
  std::int64_t mistargeting_min_targets = 1;
  std::vector<std::string> redundancy_keep;
  fraction redundancy_share{1, 1};
  std::int64_t redundancy_reserve = 0;
  bool redundancy_deliveries = true;
  std::int64_t crowding_max_programs = 3;
  std::int64_t load_min_units = 3;
  std::int64_t medium_targets = 10;
  std::int64_t high_targets = 50;
  std::int64_t medium_value = 10'000'000;
  std::int64_t high_value = 100'000'000;

  friend bool operator==(const finding_rules&, const finding_rules&) = default;
};

} // namespace irisan
