#pragma once

#include <irisan/core/error.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <memory>
#include <new>
#include <string>
#include <type_traits>

#if defined(__linux__)
#include <sys/mman.h>
#endif
// Where addresses are checked, all memory is malloc's.
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__)
#define IRISAN_MAPS_LARGE_BUFFERS 1
#else
#define IRISAN_MAPS_LARGE_BUFFERS 0
#endif

namespace irisan {

/// Asks for huge pages where memory is still to be written to; nothing happens if there are none.
/// On data read at random, small ones cost as much as the reading, and each is given out and taken
/// back by itself.
inline void ask_for_huge_pages(void* begin, std::size_t bytes) noexcept {
#if defined(__linux__)
  constexpr std::uintptr_t page = std::uintptr_t{2} << 20;
  const auto at = reinterpret_cast<std::uintptr_t>(begin), from = (at + page - 1) / page * page,
             to = (at + bytes) / page * page;
  if (from < to) madvise(reinterpret_cast<void*>(from), to - from, MADV_HUGEPAGE); // only a wish
#else
  static_cast<void>(begin), static_cast<void>(bytes);
#endif
}

#if IRISAN_MAPS_LARGE_BUFFERS
namespace detail {

/// So many bytes, a multiple of the alignment, from the system itself; null if there are not so
/// many. `munmap` gives them back.
inline void* map_aligned(std::size_t bytes, std::size_t align) noexcept {
  void* const all =
      mmap(nullptr, bytes + align, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (all == MAP_FAILED) return nullptr;
  const auto from = reinterpret_cast<std::uintptr_t>(all);
  const std::size_t before = (align - from % align) % align;
  char* const begin = static_cast<char*>(all) + before;
  if (before > 0) munmap(all, before);
  if (before < align) munmap(begin + bytes, align - before);
  return begin;
}

} // namespace detail
#endif

/// A block of memory for numbers that are written before they are read.
///
/// Unlike a vector it is not filled with zeros first, which touches every page once more. A large
/// one is the system's and not malloc's, in huge pages where there are: once freed, malloc would
/// keep it and give it out again in small ones.
/// Throws `memory_error` with the number of bytes if there are not so many.
template <class T>
requires std::is_trivially_copyable_v<T>
class buffer {
public:
  buffer() = default;
  explicit buffer(std::size_t count) : size_(count) {
    constexpr std::size_t line = 64, page = std::size_t{2} << 20;
    if (count > (std::numeric_limits<std::size_t>::max() - 2 * page) / sizeof(T))
      throw memory_error("no room for " + std::to_string(count) + " numbers of " +
                         std::to_string(sizeof(T)) + " bytes");
    const std::size_t align = bytes() >= 2 * page ? page : line;
    const std::size_t rounded = (bytes() + align - 1) / align * align;
#if IRISAN_MAPS_LARGE_BUFFERS
    if (align == page)
      data_ = {static_cast<T*>(detail::map_aligned(rounded, align)), release{rounded}};
    else
#endif
      data_.reset(static_cast<T*>(std::aligned_alloc(align, rounded > 0 ? rounded : align)));
    if (!data_) throw memory_error("no " + std::to_string(rounded) + " bytes of memory are free");
    if (align == page) ask_for_huge_pages(data_.get(), rounded);
  }

  T* data() noexcept {
    return data_.get();
  }
  const T* data() const noexcept {
    return data_.get();
  }
  T& operator[](std::size_t i) noexcept {
    return data_.get()[i];
  }
  const T& operator[](std::size_t i) const noexcept {
    return data_.get()[i];
  }
  std::size_t size() const noexcept {
    return size_;
  }
  std::size_t bytes() const noexcept {
    return size_ * sizeof(T);
  }

private:
  struct release {
    std::size_t mapped = 0; ///< bytes; 0: malloc's
    void operator()(T* p) const noexcept {
#if IRISAN_MAPS_LARGE_BUFFERS
      if (mapped > 0) {
        munmap(p, mapped);
        return;
      }
#endif
      std::free(p);
    }
  };
  std::size_t size_ = 0;
  std::unique_ptr<T[], release> data_;
};

} // namespace irisan
