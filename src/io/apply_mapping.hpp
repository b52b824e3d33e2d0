#pragma once

#include "package.hpp"

#include <irisan/io/mapping.hpp>
#include <irisan/io/read_tables.hpp>

#include <memory>
#include <vector>

namespace irisan {

/// Feeds one sheet to the tables it yields. Things named in several rows stand once; where their
/// other columns differ, the first in the order of texts is kept and a warning says so.
class mapping_applier {
public:
  mapping_applier(const mapping& m, tables& out);
  ~mapping_applier();

  void feed(const mapped_sheet& sheet, const std::filesystem::path& file,
            const package_resource* declared, const progress& watch);
  /// Writes the things gathered from all sheets to their tables.
  void finish();

private:
  struct thing;
  struct gathered;
  gathered& things_of(const std::string& table_name);

  const mapping& mapping_;
  tables& out_;
  std::vector<std::unique_ptr<gathered>> gathered_;
};

} // namespace irisan
