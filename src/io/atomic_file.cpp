#include <irisan/io/atomic_file.hpp>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace irisan {

namespace fs = std::filesystem;

namespace {
constexpr std::size_t block = std::size_t{1} << 20;
}

atomic_files::~atomic_files() {
  if (descriptor_ >= 0) ::close(descriptor_);
  std::error_code ignored;
  for (const pending& f : files_) fs::remove(f.temporary, ignored);
  // Only what is empty goes.
  if (!files_.empty())
    for (auto folder = made_.rbegin(); folder != made_.rend(); ++folder)
      fs::remove(*folder, ignored);
}

void atomic_files::fail(const fs::path& path, int code) {
  throw write_error(path.string() + ": " + std::generic_category().message(code));
}

void atomic_files::open(const fs::path& path) {
  close();
  if (path.has_parent_path()) {
    std::error_code failure;
    std::vector<fs::path> missing;
    for (fs::path at = path.parent_path(); !at.empty() && !fs::exists(at); at = at.parent_path())
      missing.push_back(at);
    made_.insert(made_.end(), missing.rbegin(), missing.rend());
    fs::create_directories(path.parent_path(), failure);
    if (failure) fail(path.parent_path(), failure.value());
  }
  // The process number tells two runs apart that write to one folder.
  fs::path temporary = path;
  temporary += ".part-" + std::to_string(::getpid());
  descriptor_ = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail(path, errno);
  files_.push_back({path, std::move(temporary)});
}

void atomic_files::write(std::string_view text) {
  buffer_ += text.substr(0, std::min(text.size(), block));
  if (buffer_.size() < block) return;
  flush();
  // What is large is not copied first.
  put(text.substr(std::min(text.size(), block)));
}

void atomic_files::flush() {
  put(buffer_);
  buffer_.clear();
}

void atomic_files::put(std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(descriptor_, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(files_.back().place, errno);
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

void atomic_files::close() {
  if (descriptor_ < 0) return;
  flush();
  // Some file systems refuse to sync what is no real file; that loses nothing here.
  if (::fsync(descriptor_) != 0 && errno != EINVAL && errno != EROFS)
    fail(files_.back().place, errno);
  const int closed = ::close(descriptor_);
  descriptor_ = -1;
  if (closed != 0) fail(files_.back().place, errno);
}

void atomic_files::commit() {
  close();
  // A rename would put a file where a folder, a pipe or a device stands.
  for (const pending& f : files_) {
    if (fs::is_directory(f.place)) fail(f.place, EISDIR);
    if (fs::exists(f.place) && !fs::is_regular_file(f.place)) fail(f.place, EEXIST);
  }
  for (const pending& f : files_)
    if (::rename(f.temporary.c_str(), f.place.c_str()) != 0) fail(f.place, errno);
  if (!files_.empty()) {
    const fs::path folder =
        files_.front().place.has_parent_path() ? files_.front().place.parent_path() : fs::path(".");
    // The renames themselves are kept on the disk only once the folder is.
    if (const int d = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); d >= 0) {
      ::fsync(d);
      ::close(d);
    }
  }
  files_.clear();
}

} // namespace irisan
