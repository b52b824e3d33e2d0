#pragma once

#include <irisan/core/period.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/model/scope.hpp>

#include <string>
#include <vector>

namespace irisan {

/// What to look at and how; the report depends on the first two alone.
struct audit_options {
  irisan::scope scope;
  std::vector<std::string> without; ///< programs to take away, with those inside them
  std::vector<std::string> with;    ///< where rows come from that were added, for the report to say
  /// Only what `compare` reads: nothing is divided, drawn or named.
  bool to_compare = false;
  date_range as_of; ///< decides expiry and validity; unknown: the latest delivery date
  unsigned threads = 0;
  progress watch;
};

} // namespace irisan
