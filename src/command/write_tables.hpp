#pragma once

#include <irisan/model/tables.hpp>

#include <filesystem>

namespace irisan {

/// Writes tables as a package: a CSV file each, and a `datapackage.json` that says how their values
/// are written, since they stand as the sheet had them. Throws `write_error`; all or none.
void write_tables(const tables& t, const std::filesystem::path& folder);

} // namespace irisan
