#include <irisan/core/instruction_set.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

using namespace irisan;

TEST_SUITE("core") {
  TEST_CASE("instruction_set: every one has a name of its own") {
    static_assert(name_of(instruction_set::portable) == "portable");
    static_assert(name_of(instruction_set::avx2) == "avx2");
    static_assert(name_of(instruction_set::avx512) == "avx512");
  }

  TEST_CASE("instruction_set: every processor has the portable one and the widest comes last") {
    const auto all = instruction_sets();
    REQUIRE(!all.empty());
    CHECK(all.front() == instruction_set::portable);
    CHECK(std::is_sorted(all.begin(), all.end()));
    CHECK(std::set<instruction_set>(all.begin(), all.end()).size() == all.size());
    CHECK(widest_instruction_set() == all.back());
    CHECK(instruction_sets() == all);
  }

  TEST_CASE("instruction_set: a wider one is there only with all narrower ones") {
    const auto all = instruction_sets();
    for (std::size_t i = 0; i < all.size(); ++i) CHECK(static_cast<std::size_t>(all[i]) == i);
#if !IRISAN_X86_KERNELS
    CHECK(all.size() == 1);
#endif
  }

#if IRISAN_X86_KERNELS
  TEST_CASE("instruction_set: what the kernels are compiled for the processor has") {
    // The attributes in bit_kernels.hpp name more than AVX2 and AVX-512F.
    for (const instruction_set set : instruction_sets()) {
      CAPTURE(name_of(set));
      if (set >= instruction_set::avx2) {
        CHECK(__builtin_cpu_supports("avx2"));
        CHECK(__builtin_cpu_supports("popcnt"));
        CHECK(__builtin_cpu_supports("bmi"));
        CHECK(__builtin_cpu_supports("bmi2"));
      }
      if (set >= instruction_set::avx512) {
        CHECK(__builtin_cpu_supports("avx512f"));
        CHECK(__builtin_cpu_supports("avx512bw"));
        CHECK(__builtin_cpu_supports("avx512vl"));
        CHECK(__builtin_cpu_supports("avx512dq"));
        CHECK(__builtin_cpu_supports("avx512vpopcntdq"));
      }
    }
  }
#endif
}
