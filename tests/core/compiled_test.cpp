#include <irisan/core/compiled.hpp>

#include <doctest/doctest.h>

#include <string_view>

namespace {

#define IRISAN_TEXT_OF(x) #x
#define IRISAN_TEXT(x) IRISAN_TEXT_OF(x)

#ifdef IRISAN_DECLARED_ONLY
constexpr bool declared_only = true;
#else
constexpr bool declared_only = false;
#endif

} // namespace

TEST_SUITE("core") {
  TEST_CASE("compiled: who links irisan::io sees great functions declared only and not inline") {
    CHECK(declared_only);
    CHECK(std::string_view(IRISAN_TEXT(IRISAN_INLINE)).empty());
  }
}
