#pragma once

#include <filesystem>

namespace irisan {

/// Writes an empty package to be filled in: a CSV file with its header for every table, a commented
/// `irisan.toml`, a `datapackage.json`. Throws `write_error` if any of the files is there already.
void write_template(const std::filesystem::path& folder);

} // namespace irisan
