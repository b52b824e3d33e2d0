#pragma once

#include <irisan/core/error.hpp>

#include <compare>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>

namespace irisan {

/// An exact non-negative fraction, as thresholds are: `0.9` is 9/10.
///
/// In floating point, ⌈(10+9)·0.9/1.9⌉ is 10 instead of 9, which loses the pair whose Jaccard is
/// exactly 9/10. Compared by cross-multiplication in 128 bits.
struct fraction {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;

  friend constexpr bool operator==(const fraction& a, const fraction& b) noexcept {
    return (a <=> b) == std::strong_ordering::equal;
  }
  friend constexpr std::strong_ordering operator<=>(const fraction& a, const fraction& b) noexcept {
    __extension__ using wide = __int128;
    return static_cast<wide>(a.numerator) * b.denominator <=>
           static_cast<wide>(b.numerator) * a.denominator;
  }
};

/// An unsigned whole number of 128 bits.
__extension__ using wide_unsigned = unsigned __int128;

/// ⌈factor · count / divisor⌉ without rounding on the way; all not negative, divisor > 0.
constexpr std::int64_t ceiling(std::int64_t factor, std::int64_t count,
                               wide_unsigned divisor) noexcept {
  const wide_unsigned product =
      static_cast<wide_unsigned>(factor) * static_cast<wide_unsigned>(count);
  // Dividing 128 bits costs several times what 64 do, and thresholds are small as a rule.
  constexpr std::uint64_t most = ~std::uint64_t{0};
  if (product <= most - divisor && divisor <= most)
    return static_cast<std::int64_t>((static_cast<std::uint64_t>(product + divisor) - 1) /
                                     static_cast<std::uint64_t>(divisor));
  return static_cast<std::int64_t>((product + divisor - 1) / divisor);
}

/// The fraction written as `0.9`, `9/10` or `1`; throws `rule_error` for anything else.
inline fraction parse_fraction(std::string_view text) {
  const auto bad = [&] {
    return rule_error("'" + std::string(text) + "' is not a fraction such as 0.9 or 9/10");
  };
  const auto digits = [&](std::string_view part, std::int64_t& value) {
    for (const char c : part) {
      if (c < '0' || c > '9' || value > 99'999'999'999'999'999) throw bad();
      value = value * 10 + (c - '0');
    }
  };
  fraction f;
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    if (slash == 0 || slash + 1 == text.size()) throw bad();
    f.denominator = 0;
    digits(text.substr(0, slash), f.numerator);
    digits(text.substr(slash + 1), f.denominator);
    if (f.denominator == 0) throw bad();
  } else {
    const auto point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view rest =
        point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    if (whole.empty() && rest.empty()) throw bad();
    digits(whole, f.numerator);
    for (const char c : rest) {
      if (f.denominator > 99'999'999'999'999'999) throw bad();
      digits({&c, 1}, f.numerator);
      f.denominator *= 10;
    }
  }
  const std::int64_t common = std::gcd(f.numerator, f.denominator);
  return {f.numerator / common, f.denominator / common};
}

/// The nearest number in binary.
constexpr double to_double(const fraction& f) noexcept {
  return static_cast<double>(f.numerator) / static_cast<double>(f.denominator);
}

/// `9/10`, or `1` for a whole number.
inline std::string to_text(const fraction& f) {
  return f.denominator == 1 ? std::to_string(f.numerator)
                            : std::to_string(f.numerator) + "/" + std::to_string(f.denominator);
}

} // namespace irisan
