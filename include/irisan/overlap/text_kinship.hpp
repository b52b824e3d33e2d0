#pragma once

#include <irisan/core/index.hpp>
#include <irisan/core/progress.hpp>
#include <irisan/core/sorted.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/overlap/cosine_join.hpp>
#include <irisan/overlap/fold_text.hpp>
#include <irisan/overlap/glossary.hpp>
#include <irisan/overlap/gram_vectors.hpp>

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

/// Which texts of a program are compared.
enum class text_source : std::uint8_t { names, descriptions, names_and_descriptions };

/// How programs are compared by their texts.
struct text_rules {
  /// The least cosine that is suggested. Names of a few words that differ in one of them lie about
  /// here; it is a matter of how much people want to look through.
  double at_least = 0.5;
  gram_lengths lengths;
  glossary terms; ///< none unless given
  text_source source = text_source::names;

  friend bool operator==(const text_rules&, const text_rules&) = default;
};

/// Two programs whose texts are alike; `first < second`. A suggestion to look at, never evidence:
/// words can be alike where the work is not.
struct kin_suggestion {
  program_index first;
  program_index second;
  double similarity = 0;           ///< cosine of runs of characters, without numbers
  std::int32_t shared_numbers = 0; ///< different numbers, as years, that both texts have
  std::int32_t first_numbers = 0;  ///< that the first has
  std::int32_t second_numbers = 0;

  /// `BOS 2023` and `BOS 2024` are alike in text and differ in this.
  bool same_numbers() const noexcept {
    return shared_numbers == first_numbers && shared_numbers == second_numbers;
  }
  friend auto operator<=>(const kin_suggestion&, const kin_suggestion&) = default;
};

/// All pairs of texts that are alike enough to suggest that their programs are, sorted; a text
/// stands at the position of its program.
///
/// Numbers are set apart and told beside it; texts without a word are like none. The result for two
/// texts depends on the others only through how common their runs of characters are. Many texts
/// that are the same give every pair of them. Throws `rule_error` for rules that `vectors_of` or
/// `cosine_join` refuse, `stopped` when asked to stop.
inline std::vector<kin_suggestion> suggest_kin(std::span<const std::string> texts,
                                               const text_rules& rules = {}, unsigned threads = 0,
                                               const progress& watch = {}) {
  const term_index terms(rules.terms);
  std::vector<std::vector<std::string>> words, numbers;
  for (const std::string& text : texts) {
    folded_text folded = fold_text(text);
    words.push_back(terms.replaced(folded.words));
    numbers.push_back(std::move(folded.numbers));
  }
  const gram_vectors vectors = vectors_of(words, rules.lengths);
  std::vector<std::vector<std::int32_t>> texts_of(static_cast<std::size_t>(vectors.count()));
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (vectors.vector_of[i] >= 0)
      texts_of[static_cast<std::size_t>(vectors.vector_of[i])].push_back(
          static_cast<std::int32_t>(i));
  std::vector<kin_suggestion> suggestions;
  const auto suggest = [&](std::int32_t x, std::int32_t y, double similarity) {
    if (x > y) std::swap(x, y);
    const auto &a = numbers[static_cast<std::size_t>(x)], &b = numbers[static_cast<std::size_t>(y)];
    const auto count = [](const auto& list) { return static_cast<std::int32_t>(list.size()); };
    suggestions.push_back(
        {{x}, {y}, similarity, static_cast<std::int32_t>(count_common(a, b)), count(a), count(b)});
  };
  for (const alike_vectors& pair : cosine_join(vectors, rules.at_least, threads, watch))
    for (const std::int32_t x : texts_of[static_cast<std::size_t>(pair.first)])
      for (const std::int32_t y : texts_of[static_cast<std::size_t>(pair.second)])
        suggest(x, y, pair.cosine);
  for (const std::vector<std::int32_t>& same : texts_of) {
    if (watch.stop.stop_requested()) throw stopped();
    for (std::size_t i = 0; i < same.size(); ++i)
      for (std::size_t j = i + 1; j < same.size(); ++j) suggest(same[i], same[j], 1.0);
  }
  std::sort(suggestions.begin(), suggestions.end());
  return suggestions;
}

/// The text of each program that the rules name; of names, the id where a program has no name.
inline std::vector<std::string> texts_of(const portfolio& p, text_source source) {
  std::vector<std::string> texts;
  for (const program& q : p.programs()) {
    const std::string& name = q.name.empty() ? q.id : q.name;
    texts.push_back(source == text_source::names          ? name
                    : source == text_source::descriptions ? q.description
                                                          : name + " " + q.description);
  }
  return texts;
}

/// All pairs of programs of a portfolio whose names or descriptions are alike, as of texts.
inline std::vector<kin_suggestion> suggest_kin(const portfolio& p, const text_rules& rules = {},
                                               unsigned threads = 0, const progress& watch = {}) {
  return suggest_kin(texts_of(p, rules.source), rules, threads, watch);
}

} // namespace irisan
