#include <irisan/core/sha256.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>

using namespace irisan;

TEST_SUITE("core") {
  // FIPS 180-4 and the NIST examples: one block, two blocks, none, and a long one.
  TEST_CASE("sha256: gives what NIST gives") {
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(sha256_hex("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
                     "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu") ==
          "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
    CHECK(sha256_hex(std::string(1'000'000, 'a')) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    CHECK(sha256_hex("\xbd") == "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b");
  }

  TEST_CASE("sha256: the same however the bytes are cut") {
    std::mt19937 random(1);
    for (int round = 0; round < 100; ++round) {
      CAPTURE(round);
      std::string text(random() % 300, ' ');
      for (char& c : text) c = static_cast<char>(random());
      sha256 sum;
      for (std::size_t at = 0; at < text.size();) {
        const std::size_t n = random() % 90;
        sum.add(std::string_view(text).substr(at, n));
        at += n;
      }
      CHECK(sum.hex() == sha256_hex(text));
    }
  }

  TEST_CASE("sha256: two fields never read as one") {
    const auto of = [](std::string_view a, std::string_view b) {
      sha256 sum;
      sum.add_field(a);
      sum.add_field(b);
      return sum.hex();
    };
    CHECK(of("ab", "c") != of("a", "bc"));
    CHECK(of("", "a") != of("a", ""));
    CHECK(of("ab", "c") == of("ab", "c"));
  }

  TEST_CASE("sha256: a number is eight bytes and the lowest comes first") {
    sha256 a, b;
    a.add_number(258);
    b.add(std::string_view("\x02\x01\0\0\0\0\0\0", 8));
    CHECK(a.hex() == b.hex());
  }
}
