#include <irisan/overlap/program_mask.hpp>

#include <doctest/doctest.h>

#include <random>
#include <set>

using namespace irisan;

namespace {

template <int Words>
std::set<int> bits_of(const program_mask<Words>& m) {
  std::set<int> bits;
  m.for_each([&](int bit) {
    CHECK((bits.empty() || *bits.rbegin() < bit));
    bits.insert(bit);
  });
  return bits;
}

template <int Words>
void check_against_sets() {
  std::mt19937 random(Words);
  for (int round = 0; round < 200; ++round) {
    program_mask<Words> a, b;
    std::set<int> in_a, in_b, both, either, only_a, first;
    for (auto n = random() % 40; n > 0; --n)
      in_a.insert(static_cast<int>(random() % program_mask<Words>::size));
    for (auto n = random() % 40; n > 0; --n)
      in_b.insert(static_cast<int>(random() % program_mask<Words>::size));
    for (const int bit : in_a) a.set(bit);
    for (const int bit : in_b) b.set(bit);
    const int end = static_cast<int>(random() % (program_mask<Words>::size + 1));
    for (int bit = 0; bit < program_mask<Words>::size; ++bit) {
      const bool x = in_a.contains(bit), y = in_b.contains(bit);
      CHECK(a.has(bit) == x);
      if (x && y) both.insert(bit);
      if (x || y) either.insert(bit);
      if (x && !y) only_a.insert(bit);
      if (bit < end) first.insert(bit);
    }
    CHECK(bits_of(a & b) == both);
    CHECK(bits_of(a | b) == either);
    CHECK(bits_of(a - b) == only_a);
    CHECK(bits_of(program_mask<Words>::before(end)) == first);
    CHECK(a.any() == !in_a.empty());
    CHECK(a.count() == static_cast<int>(in_a.size()));
    CHECK((a == b) == (in_a == in_b));
  }
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("program_mask: masks of every width are sets of bits") {
    check_against_sets<1>();
    check_against_sets<2>();
    check_against_sets<4>();
  }

  TEST_CASE("program_mask: masks that differ in one bit differ in their hash") {
    std::set<std::uint64_t> hashes;
    for (int bit = 0; bit < 256; ++bit) {
      program_mask<4> m;
      m.set(bit);
      hashes.insert(m.hash());
    }
    CHECK(hashes.size() == 256);
  }
}
