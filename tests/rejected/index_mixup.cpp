#include <irisan/model/portfolio.hpp>

// The index of a target is not the index of an intervention.
std::string name(const irisan::portfolio& p) {
  return p.id(irisan::target_index{0});
}
