#include <irisan/overlap/top_pairs.hpp>

// What gives no number is no measure.
auto best(const std::vector<irisan::overlap_pair>& pairs) {
  return irisan::top_pairs(pairs, 3, [](const irisan::overlap_pair&) { return "much"; });
}
