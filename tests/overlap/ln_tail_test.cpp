#include <irisan/overlap/ln_tail.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace irisan;

TEST_SUITE("overlap") {
  TEST_CASE("ln_tail: methods have names of their own") {
    CHECK(name_of(tail_method::exact) == "exact");
    CHECK(name_of(tail_method::saddle_point) == "saddle_point");
  }

  TEST_CASE("ln_tail: tails are equal in value and method") {
    CHECK(ln_tail{-1.5} == ln_tail{-1.5, tail_method::exact});
    CHECK(ln_tail{-1.5} != ln_tail{-1.5, tail_method::saddle_point});
    CHECK(ln_tail{-1.5} != ln_tail{-1.25});
  }

  TEST_CASE("ln_tail: by itself nothing is decided and the margin is twofold") {
    CHECK(std::isnan(tail_options{}.threshold));
    CHECK(std::abs(std::exp(tail_options{}.margin) - 2) < 1e-9);
  }
}
