#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace irisan {

/// A well-mixed 64-bit hash of bytes; the same on every little-endian machine, not for secrets.
///
/// Multiply and fold (the idea of wyhash): 8 bytes a step, the tail filled up with zeros.
inline std::uint64_t hash_bytes(std::string_view bytes) noexcept {
  __extension__ using wide = unsigned __int128;
  const auto read = [](const char* at, std::size_t n) {
    std::uint64_t value = 0;
    std::memcpy(&value, at, n);
    return value;
  };
  const auto mix = [](std::uint64_t a, std::uint64_t b) {
    const wide product = static_cast<wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  };
  constexpr std::uint64_t k0 = 0xa0761d6478bd642f, k1 = 0xe7037ed1a0b428db;
  std::uint64_t h = bytes.size() ^ k1;
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left > 8; left -= 8, at += 8) h = mix(read(at, 8) ^ k0, h ^ k1);
  return mix(read(at, left) ^ k0 ^ h, k1 ^ bytes.size());
}

/// How many bytes a blank at the front takes: space, tab, line ends, U+00A0, U+2060, U+FEFF; 0 if
/// none is there.
inline std::size_t blank_at_front(std::string_view text) noexcept {
  if (text.empty()) return 0;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) == ' ' || (byte(0) >= '\t' && byte(0) <= '\r')) return 1;
  if (text.size() >= 2 && byte(0) == 0xC2 && byte(1) == 0xA0) return 2;
  if (text.size() >= 3 && byte(0) == 0xE2 && byte(1) == 0x81 && byte(2) == 0xA0) return 3;
  if (text.size() >= 3 && byte(0) == 0xEF && byte(1) == 0xBB && byte(2) == 0xBF) return 3;
  return 0;
}

/// The text without blanks at both ends.
inline std::string_view trim(std::string_view text) noexcept {
  while (const std::size_t n = blank_at_front(text)) text.remove_prefix(n);
  for (;;) {
    std::size_t cut = 0;
    for (const std::size_t n : {1, 2, 3})
      if (text.size() >= n && blank_at_front(text.substr(text.size() - n)) == n) cut = n;
    if (cut == 0) return text;
    text.remove_suffix(cut);
  }
}

/// ASCII letters in lower case; other bytes as they are.
inline std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

inline bool all_digits(std::string_view text) noexcept {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The number of single-byte edits from a to b, or `most + 1` if there are more than `most`.
inline std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > most) return most + 1;
  std::vector<std::size_t> row(a.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t j = 1; j <= b.size(); ++j) {
    std::size_t diagonal = row[0];
    std::size_t least = row[0] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
      const std::size_t substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[i];
      row[i] = std::min({row[i] + 1, row[i - 1] + 1, substitute});
      least = std::min(least, row[i]);
    }
    if (least > most) return most + 1;
  }
  return std::min(row[a.size()], most + 1);
}

/// The candidate nearest to a text: the same but for case, else within a third of its length in
/// edits, at least one; ties go to the first in the order given. Empty if none is near.
template <class Candidates>
std::string nearest(std::string_view text, const Candidates& candidates) {
  const std::string folded = lower(text);
  std::string best;
  std::size_t least = std::max<std::size_t>(1, text.size() / 3) + 1;
  for (const auto& candidate : candidates) {
    const std::string_view other(candidate);
    if (other.empty()) continue;
    const std::size_t distance = edit_distance(folded, lower(other), least - 1);
    if (distance < least) {
      least = distance;
      best = std::string(other);
      if (least == 0) break;
    }
  }
  return best;
}

/// The first byte that is not UTF-8 (RFC 3629: no overlong forms, no surrogates); npos if all is.
inline std::size_t find_invalid_utf8(std::string_view text) noexcept {
  const auto* s = reinterpret_cast<const unsigned char*>(text.data());
  const std::size_t n = text.size();
  std::size_t i = 0;
  while (i < n) {
    if (s[i] < 0x80) {
      ++i;
      continue;
    }
    std::size_t length = 0;
    unsigned low = 0x80, high = 0xBF;
    if (s[i] >= 0xC2 && s[i] <= 0xDF)
      length = 1;
    else if (s[i] >= 0xE0 && s[i] <= 0xEF) {
      length = 2;
      if (s[i] == 0xE0) low = 0xA0;
      if (s[i] == 0xED) high = 0x9F;
    } else if (s[i] >= 0xF0 && s[i] <= 0xF4) {
      length = 3;
      if (s[i] == 0xF0) low = 0x90;
      if (s[i] == 0xF4) high = 0x8F;
    } else
      return i;
    if (i + length >= n) return i;
    for (std::size_t k = 1; k <= length; ++k) {
      if (s[i + k] < low || s[i + k] > high) return i;
      low = 0x80;
      high = 0xBF;
    }
    i += length + 1;
  }
  return std::string_view::npos;
}

/// A double as the shortest text that reads back as the same double.
inline std::string number_text(double value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return {buffer, end};
}

} // namespace irisan
