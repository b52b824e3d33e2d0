#pragma once

#include <irisan/core/sorted.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace irisan {

/// A text as words to compare, with the numbers in it set apart: `BOS 2023` and `BOS 2024` have the
/// same words.
struct folded_text {
  std::vector<std::string> words;   ///< in the order of the text
  std::vector<std::string> numbers; ///< sorted, each once, without leading zeros

  friend bool operator==(const folded_text&, const folded_text&) = default;
};

namespace detail {
// The small letter without marks of each character from U+00C0 to U+024F and from U+1E00 to
// U+1EFF, after Unicode's decompositions; a dot where there is none.
inline constexpr std::string_view latin_letters =
    "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkkllllll."
    ".llnnnnnn.nnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
    "................................oo.............uu..............."
    ".............aaiioouuuuuuuuuu.aaaa....ggkkoooo..j...gg..nnaa..oo"
    "aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............"
    "................";
inline constexpr std::string_view more_latin_letters =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    "wwwwwwwwwwxxxxyyzzzzzzhtwy.s....aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

/// One character of UTF-8 taken from the front; U+FFFD for a byte that begins none.
inline char32_t take_character(std::string_view& text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  const std::size_t length = first < 0x80                     ? 1
                             : first >= 0xC2 && first <= 0xDF ? 2
                             : (first & 0xF0) == 0xE0         ? 3
                             : first >= 0xF0 && first <= 0xF4 ? 4
                                                              : 0;
  bool whole = length > 0 && length <= text.size();
  for (std::size_t i = 1; whole && i < length; ++i) whole = (byte(i) & 0xC0) == 0x80;
  if (!whole) {
    text.remove_prefix(1);
    return 0xFFFD;
  }
  char32_t c = length == 1 ? first : first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) c = c << 6 | (byte(i) & 0x3FU);
  text.remove_prefix(length);
  return c;
}

inline void append_character(std::string& text, char32_t c) {
  const auto add = [&](char32_t byte) { text += static_cast<char>(byte); };
  if (c < 0x80) {
    add(c);
  } else if (c < 0x800) {
    add(0xC0 | c >> 6), add(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    add(0xE0 | c >> 12), add(0x80 | (c >> 6 & 0x3F)), add(0x80 | (c & 0x3F));
  } else {
    add(0xF0 | c >> 18), add(0x80 | (c >> 12 & 0x3F)), add(0x80 | (c >> 6 & 0x3F)),
        add(0x80 | (c & 0x3F));
  }
}

constexpr bool within(char32_t c, char32_t first, char32_t last) noexcept {
  return first <= c && c <= last;
}

/// Marks that join what stands around them: accents that follow their letter, apostrophes, and
/// characters of no width.
constexpr bool vanishes(char32_t c) noexcept {
  return within(c, 0x300, 0x36F) || within(c, 0x1AB0, 0x1AFF) || within(c, 0x1DC0, 0x1DFF) ||
         within(c, 0x20D0, 0x20FF) || within(c, 0xFE00, 0xFE0F) || c == 0xAD || c == 0xFEFF ||
         within(c, 0x200B, 0x200F) || within(c, 0x2060, 0x2064) || c == '\'' || c == '`' ||
         c == 0xB4 || within(c, 0x2B9, 0x2BC) || within(c, 0x2018, 0x201B) || c == 0x2032;
}

/// What stands between words; what is not known to is part of one.
constexpr bool separates(char32_t c) noexcept {
  if (c < 0x80) return !within(c, 'a', 'z') && !within(c, 'A', 'Z') && !within(c, '0', '9');
  return within(c, 0x80, 0xBF) || c == 0xD7 || c == 0xF7 || within(c, 0x2000, 0x206F) ||
         within(c, 0x20A0, 0x20CF) || within(c, 0x2190, 0x2BFF) || within(c, 0x3000, 0x303F) ||
         within(c, 0xFF5F, 0xFF65) || c == 0xFFFD || within(c, 0x1F000, 0x1FAFF);
}

/// Appends a character as small letters without marks, or as it is.
inline void append_folded(std::string& word, char32_t c) {
  constexpr std::string_view ligatures[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
  const std::string_view letters = c == 0xC6 || c == 0xE6      ? "ae"
                                   : c == 0x152 || c == 0x153  ? "oe"
                                   : c == 0x132 || c == 0x133  ? "ij"
                                   : c == 0xDF || c == 0x1E9E  ? "ss"
                                   : c == 0xDE || c == 0xFE    ? "th"
                                   : within(c, 0xFB00, 0xFB06) ? ligatures[c - 0xFB00]
                                                               : "";
  if (!letters.empty()) {
    word += letters;
    return;
  }
  if (within(c, 0xC0, 0x24F) && latin_letters[c - 0xC0] != '.')
    c = static_cast<unsigned char>(latin_letters[c - 0xC0]);
  if (within(c, 0x1E00, 0x1EFF) && more_latin_letters[c - 0x1E00] != '.')
    c = static_cast<unsigned char>(more_latin_letters[c - 0x1E00]);
  if (within(c, 'A', 'Z') || within(c, 0x391, 0x3A9) || within(c, 0x410, 0x42F)) c += 32;
  if (within(c, 0x400, 0x40F)) c += 80;
  if (c == 0x3C2) c = 0x3C3; // the sigma at the end of a word
  append_character(word, c);
}

/// The compatibility form of a character where it is one other: full width, raised and lowered
/// digits, ª and º.
constexpr char32_t compatible(char32_t c) noexcept {
  if (within(c, 0xFF01, 0xFF5E)) return c - 0xFEE0;
  if (c == 0xB9) return '1';
  if (c == 0xB2 || c == 0xB3) return c - 0xB0 + '0';
  if (c == 0x2070 || within(c, 0x2074, 0x2079)) return c - 0x2070 + '0';
  if (within(c, 0x2080, 0x2089)) return c - 0x2080 + '0';
  return c == 0xAA ? U'a' : c == 0xBA ? U'o' : c == 0xB5 ? U'\u03BC' : c;
}
} // namespace detail

/// The words and numbers of a text in UTF-8.
///
/// Folded: capital letters of Latin, Greek and Cyrillic; accents of Latin letters, written as one
/// character or behind their letter; ligatures; forms of full width; raised and lowered digits.
/// Apostrophes and characters of no width vanish (`Jum'at` is `jumat`), all other punctuation
/// separates (`guru-guru` is two words). A word of digits is a number; a year from 1900 to 2099 at
/// the end of a word is set apart too (`BOS2023`), other digits stay in it (`P5`). Roman numerals
/// and number words stay words; other scripts stay as they are. Linear.
inline folded_text fold_text(std::string_view text) {
  folded_text folded;
  const auto digits = [](std::string_view s) {
    return std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  const auto add_number = [&](std::string_view n) {
    while (n.size() > 1 && n.front() == '0') n.remove_prefix(1);
    folded.numbers.emplace_back(n);
  };
  std::string word;
  const auto end_word = [&] {
    if (word.empty()) return;
    if (digits(word)) {
      add_number(word);
    } else {
      const std::string_view year =
          std::string_view(word).substr(word.size() - std::min<std::size_t>(4, word.size()));
      const bool has_year = word.size() > 4 && digits(year) &&
                            (year.starts_with("19") || year.starts_with("20")) &&
                            !digits(std::string_view(word).substr(word.size() - 5, 1));
      if (has_year) {
        add_number(year);
        word.resize(word.size() - 4);
      }
      folded.words.push_back(word);
    }
    word.clear();
  };
  while (!text.empty()) {
    const char32_t c = detail::compatible(detail::take_character(text));
    if (detail::vanishes(c)) continue;
    if (detail::separates(c))
      end_word();
    else
      detail::append_folded(word, c);
  }
  end_word();
  sort_unique(folded.numbers);
  return folded;
}

} // namespace irisan
