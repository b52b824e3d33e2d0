#pragma once

#include <irisan/core/progress.hpp>
#include <irisan/finding/finding_rules.hpp>
#include <irisan/model/portfolio.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace irisan {

/// What `irisan groups` is asked.
struct groups_arguments {
  std::string by = "cells", header = "auto", rules_file;
  std::vector<std::string> with, nulls;
  std::int32_t min_programs = 2;
  std::int64_t min_targets = 1, most = 100'000, top = 0;
};

/// Adds the options of `irisan groups` that fill `a`, which must live as long as the application.
void add_groups_options(CLI::App& app, groups_arguments& a);

/// Writes the groups asked for to standard output; gives whether there are more than `most`.
/// Chance is within the strata of the rules. Throws `rule_error` for an intervention that is not
/// there.
bool run_groups(const portfolio& p, const groups_arguments& a, const finding_rules& r,
                unsigned threads, const progress& watch);

} // namespace irisan
