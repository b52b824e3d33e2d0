#include <irisan/core/prefetch.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <numeric>
#include <vector>

using namespace irisan;

TEST_SUITE("core") {
  TEST_CASE("prefetch: any address may be asked for and nothing changes") {
    std::vector<int> things(1'000);
    std::iota(things.begin(), things.end(), 0);
    const std::vector<int> before = things;
    for (const int& x : things) prefetch(&x);
    prefetch(things.data() + things.size());
    prefetch(nullptr);
    prefetch(reinterpret_cast<const void*>(std::uintptr_t{1} << 40));
    CHECK(things == before);
  }
}
