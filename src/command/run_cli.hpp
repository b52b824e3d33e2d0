#pragma once

#include <string>
#include <vector>

namespace irisan {

/// The `irisan` command: what `main` and Python's console script call. `arguments` are without the
/// program's name. Gives the exit code: 0 nothing found at or above `--fail-on`, 1 something found,
/// 2 could not run. Never throws.
int run_cli(const std::vector<std::string>& arguments);

} // namespace irisan
