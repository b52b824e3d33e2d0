#pragma once

#include <irisan/core/error.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace irisan {

/// A set of files that appear together or not at all.
///
/// Each is written beside its place under a temporary name and synced to the disk; `commit` renames
/// them all. Without `commit`, or after a failure, the temporary files are removed and what stood
/// there before stays. Every failure is a `write_error` that names the file.
class atomic_files {
public:
  atomic_files() = default;
  atomic_files(const atomic_files&) = delete;
  atomic_files& operator=(const atomic_files&) = delete;
  ~atomic_files();

  /// Begins a file. Its folder is made if it is missing.
  void open(const std::filesystem::path& path);
  /// Adds to the file begun last; buffered.
  void write(std::string_view text);
  /// Puts all files in their places.
  void commit();

private:
  struct pending {
    std::filesystem::path place, temporary;
  };

  void close();
  void flush();
  void put(std::string_view text);
  [[noreturn]] void fail(const std::filesystem::path& path, int code);

  std::vector<pending> files_;
  std::vector<std::filesystem::path> made_; // folders that were not there before
  std::string buffer_;
  int descriptor_ = -1;
};

} // namespace irisan
