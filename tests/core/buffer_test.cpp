#include <irisan/core/buffer.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace irisan;

namespace {

// The address sanitizer stops the program where malloc would only say no.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool may_ask_for_too_much = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool may_ask_for_too_much = false;
#else
constexpr bool may_ask_for_too_much = true;
#endif
#else
constexpr bool may_ask_for_too_much = true;
#endif

bool aligned(const void* p, std::uintptr_t to) {
  return reinterpret_cast<std::uintptr_t>(p) % to == 0;
}

template <class T>
bool refused(std::size_t count) {
  try {
    const buffer<T> b(count);
    return false;
  } catch (const memory_error&) {
    return true;
  }
}

} // namespace

TEST_SUITE("core") {
  TEST_CASE("buffer: what is written is read again") {
    buffer<std::int32_t> b(1000);
    CHECK(b.size() == 1000);
    CHECK(b.bytes() == 4000);
    std::iota(b.data(), b.data() + b.size(), 5);
    const buffer<std::int32_t>& read = b;
    for (std::size_t i = 0; i < b.size(); ++i) CHECK(read[i] == static_cast<std::int32_t>(i) + 5);
    b[3] = -7;
    CHECK(read.data()[3] == -7);
  }

  TEST_CASE("buffer: one of nothing is empty") {
    const buffer<std::uint64_t> none;
    CHECK(none.size() == 0);
    CHECK(none.bytes() == 0);
    const buffer<std::uint64_t> zero(0);
    CHECK(zero.size() == 0);
    CHECK(zero.bytes() == 0);
  }

  TEST_CASE("buffer: it begins at a cache line and a large one at a huge page") {
    for (const std::size_t count : {1U, 7U, 63U, 64U, 65U, 1000U, 100'000U}) {
      CAPTURE(count);
      CHECK(aligned(buffer<std::uint8_t>(count).data(), 64));
      CHECK(aligned(buffer<std::uint16_t>(count).data(), 64));
    }
    constexpr std::size_t page = std::size_t{2} << 20;
    for (const std::size_t count : {2 * page, 2 * page + 1, 3 * page - 1}) {
      CAPTURE(count);
      buffer<std::uint8_t> large(count);
      CHECK(aligned(large.data(), page));
      large[0] = 1;
      large[count - 1] = 2;
      CHECK(large[0] + large[count - 1] == 3);
    }
  }

  TEST_CASE("buffer: it is moved and not copied") {
    static_assert(!std::is_copy_constructible_v<buffer<int>>);
    static_assert(std::is_nothrow_move_constructible_v<buffer<int>>);
    static_assert(!std::is_convertible_v<std::size_t, buffer<int>>);
    buffer<int> a(3);
    a[0] = 1;
    const int* const where = a.data();
    buffer<int> b = std::move(a);
    CHECK(b.data() == where);
    CHECK(b.size() == 3);
    b = buffer<int>(5);
    CHECK(b.size() == 5);
    b = {};
    CHECK(b.size() == 0);
    CHECK(b.data() == nullptr);
  }

  TEST_CASE("buffer: more bytes than there are is refused with their number") {
    if (!may_ask_for_too_much) return;
    constexpr std::size_t bytes = std::size_t{1} << 62;
    std::string text;
    try {
      const buffer<std::uint64_t> b(bytes / 8);
    } catch (const memory_error& e) {
      text = e.what();
    }
    CHECK(text.find(std::to_string(bytes)) != std::string::npos);
    CHECK(!refused<std::uint64_t>(8));
  }

  TEST_CASE("buffer: a number of bytes past the greatest is refused and not wrapped around") {
    if (!may_ask_for_too_much) return;
    constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
    CHECK(refused<std::uint64_t>(most / 8 + 1));
    CHECK(refused<std::uint64_t>(most));
    CHECK(refused<std::uint8_t>(most));
    CHECK(refused<std::uint8_t>(most - 100));
  }

  TEST_CASE("buffer: huge pages may be asked for anywhere and keep what is there") {
    std::vector<char> things(std::size_t{9} << 20, 'x');
    const std::vector<char> before = things;
    ask_for_huge_pages(things.data(), things.size());
    ask_for_huge_pages(things.data() + 1, 5);
    ask_for_huge_pages(nullptr, 0);
    CHECK(things == before);
  }
}
