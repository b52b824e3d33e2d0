#pragma once

#include "package.hpp"

#include <irisan/io/csv.hpp>
#include <irisan/io/mapping.hpp>
#include <irisan/io/read_tables.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace irisan {

/// Records one after the other, wherever they lie.
class record_source {
public:
  virtual ~record_source() = default;
  virtual bool next() = 0;
  virtual const std::vector<std::string_view>& cells() const = 0;
  virtual std::int64_t line() const = 0;
  virtual void check_utf8(std::string_view cell) const = 0;
  /// Whether a cell of the current record was a number where it comes from.
  virtual bool is_number(std::size_t) const { return false; }
  /// Whether an empty cell of a header above its last record says what stands to its left.
  virtual bool fills_header() const { return true; }
};

/// The records of a CSV file.
class csv_source final : public record_source {
public:
  csv_source(const std::filesystem::path& file, csv_dialect dialect)
      : reader_(file, std::move(dialect)) {}
  bool next() override { return reader_.next(); }
  const std::vector<std::string_view>& cells() const override { return reader_.cells(); }
  std::int64_t line() const override { return reader_.line(); }
  void check_utf8(std::string_view cell) const override { reader_.check_utf8(cell); }

private:
  csv_reader reader_;
};

/// Feeds one sheet to the tables it yields. Things named in several rows stand once; where their
/// other columns differ, the first in the order of texts is kept and a warning says so.
class mapping_applier {
public:
  mapping_applier(const mapping& m, tables& out);
  ~mapping_applier();

  void feed(const mapped_sheet& sheet, const std::filesystem::path& file,
            const package_resource* declared, const progress& watch);
  void feed(const mapped_sheet& sheet, record_source& records, const std::string& name,
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
