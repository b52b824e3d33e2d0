#pragma once

#include <irisan/model/tables.hpp>

#include <string>
#include <vector>

namespace irisan {

/// The `irisan` command: what `main` and Python's console script call. `arguments` are without the
/// program's name. Gives the exit code: 0 nothing found at or above `--fail-on`, 1 something found,
/// 2 could not run. Never throws. With `given`, these are the tables of the path in the arguments,
/// which is not read: whoever calls reads what this library does not, such as workbooks.
int run_cli(const std::vector<std::string>& arguments, const tables* given = nullptr);

} // namespace irisan
