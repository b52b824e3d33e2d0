#pragma once

#include "worker.hpp"

#include <irisan/graph/incidence.hpp>

#include <cstdint>
#include <utility>

namespace bench {

/// A workload file as irisan's own incidence.
inline irisan::incidence_matrix read_matrix(const char* path) {
  incidence_file file = read_incidence(path);
  irisan::incidence_matrix a;
  a.columns = static_cast<std::int32_t>(file.columns);
  a.offsets = std::move(file.offsets);
  a.targets = std::move(file.targets);
  return a;
}

} // namespace bench
