#pragma once

#include <irisan/core/error.hpp>
#include <irisan/overlap/fold_text.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace irisan {

/// How long the runs of characters are that texts are compared by.
struct gram_lengths {
  int shortest = 3;
  int longest = 5;

  friend bool operator==(const gram_lengths&, const gram_lengths&) = default;
};

/// One run of characters in one text: its place among all runs, the rarest first, and its weight.
struct gram_weight {
  std::int32_t gram = 0;
  double weight = 0;

  friend bool operator==(const gram_weight&, const gram_weight&) = default;
};

/// Texts as vectors of length 1 over runs of characters, each different vector once.
///
/// Weight of a run: how often it stands in the text · (ln((1 + N) / (1 + n)) + 1) for n of N texts
/// that have it, divided so that the squares of a text sum to 1 (Salton, Buckley 1988,
/// doi 10.1016/0306-4573(88)90021-0; the 1s as if one more text had every run). Runs lie within
/// words, a blank at each end taken in, so the order of words has no effect. Runs that only one
/// vector has meet nothing: they count in its length and are left out.
struct gram_vectors {
  std::vector<std::int32_t> vector_of;  ///< of each text; −1 if it has no word
  std::vector<std::int64_t> offsets{0}; ///< of each vector in `weights`
  std::vector<gram_weight> weights;     ///< of each vector by gram
  std::int32_t grams = 0;               ///< how many different ones are left

  std::int32_t count() const noexcept { return static_cast<std::int32_t>(offsets.size()) - 1; }
  std::span<const gram_weight> of(std::int32_t v) const noexcept {
    const auto i = static_cast<std::size_t>(v);
    return {weights.data() + offsets[i], static_cast<std::size_t>(offsets[i + 1] - offsets[i])};
  }
  /// Σ of the products of the weights that two vectors have in common; at most 1, and 1 for a
  /// vector and itself.
  double cosine(std::int32_t x, std::int32_t y) const noexcept {
    if (x == y) return 1.0;
    const auto a = of(x), b = of(y);
    double sum = 0;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
      if (a[i].gram == b[j].gram)
        sum += a[i++].weight * b[j++].weight;
      else
        a[i].gram < b[j].gram ? ++i : ++j;
    }
    return std::min(sum, 1.0);
  }

  friend bool operator==(const gram_vectors&, const gram_vectors&) = default;
};

namespace detail {
// A run of at most six characters, 21 bits each: told apart exactly, without a hash.
__extension__ using gram_key = unsigned __int128;

struct gram_count {
  gram_key gram = 0;
  std::int32_t times = 0;

  friend auto operator<=>(const gram_count&, const gram_count&) = default;
};

inline std::vector<gram_count> count_grams(std::span<const std::string> words, gram_lengths n) {
  std::vector<gram_key> keys;
  std::vector<char32_t> letters;
  for (const std::string& word : words) {
    letters.assign(1, U' ');
    for (std::string_view rest = word; !rest.empty();) letters.push_back(take_character(rest));
    letters.push_back(U' ');
    for (auto length = static_cast<std::size_t>(n.shortest);
         length <= std::min(static_cast<std::size_t>(n.longest), letters.size()); ++length)
      for (std::size_t i = 0; i + length <= letters.size(); ++i) {
        gram_key key = 0;
        for (std::size_t k = 0; k < length; ++k) key = key << 21 | letters[i + k];
        keys.push_back(key);
      }
  }
  std::sort(keys.begin(), keys.end());
  std::vector<gram_count> counts;
  for (const gram_key key : keys)
    if (!counts.empty() && counts.back().gram == key)
      ++counts.back().times;
    else
      counts.push_back({key, 1});
  return counts;
}
} // namespace detail

/// The vectors of texts that are folded. Time: the characters, for sorting.
///
/// Throws `rule_error` unless 1 ≤ shortest ≤ longest ≤ 6. The same whatever the order of the texts,
/// but for the numbers of the vectors, which stand in the order of their first texts.
inline gram_vectors vectors_of(std::span<const std::vector<std::string>> texts,
                               gram_lengths lengths = {}) {
  if (lengths.shortest < 1 || lengths.shortest > lengths.longest || lengths.longest > 6)
    throw rule_error("runs of " + std::to_string(lengths.shortest) + " to " +
                     std::to_string(lengths.longest) +
                     " characters: there are runs from 1 to 6 characters");
  gram_vectors all;
  all.vector_of.assign(texts.size(), -1);
  std::vector<std::vector<detail::gram_count>> counts;
  std::vector<std::int32_t> text_of; // of each list of counts
  for (std::size_t i = 0; i < texts.size(); ++i) {
    std::vector<detail::gram_count> of = detail::count_grams(texts[i], lengths);
    if (of.empty()) continue;
    counts.push_back(std::move(of));
    text_of.push_back(static_cast<std::int32_t>(i));
  }
  // Equal lists stand together, the first text before the others.
  std::vector<std::size_t> order(counts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t x, std::size_t y) { return counts[x] < counts[y]; });
  std::vector<std::size_t> first(counts.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    first[order[i]] =
        i > 0 && counts[order[i]] == counts[order[i - 1]] ? first[order[i - 1]] : order[i];

  struct gram {
    detail::gram_key key;
    std::int32_t texts = 0, vectors = 0;
  };
  std::vector<gram> grams;
  for (std::size_t i = 0; i < counts.size(); ++i)
    for (const detail::gram_count& c : counts[i]) grams.push_back({c.gram, 1, first[i] == i});
  std::sort(grams.begin(), grams.end(), [](const gram& x, const gram& y) { return x.key < y.key; });
  std::size_t kept = 0;
  for (const gram& g : grams)
    if (kept > 0 && grams[kept - 1].key == g.key) {
      ++grams[kept - 1].texts;
      grams[kept - 1].vectors += g.vectors;
    } else {
      grams[kept++] = g;
    }
  grams.resize(kept);
  std::vector<std::int32_t> by_rarity, place(grams.size(), -1);
  for (std::size_t g = 0; g < grams.size(); ++g)
    if (grams[g].vectors > 1) by_rarity.push_back(static_cast<std::int32_t>(g));
  std::stable_sort(by_rarity.begin(), by_rarity.end(), [&](std::int32_t x, std::int32_t y) {
    return grams[static_cast<std::size_t>(x)].vectors < grams[static_cast<std::size_t>(y)].vectors;
  });
  for (const std::int32_t g : by_rarity) place[static_cast<std::size_t>(g)] = all.grams++;

  const auto texts_with_words = static_cast<double>(counts.size());
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto text = static_cast<std::size_t>(text_of[i]);
    if (first[i] != i) {
      all.vector_of[text] = all.vector_of[static_cast<std::size_t>(text_of[first[i]])];
      continue;
    }
    all.vector_of[text] = all.count();
    const auto begin = static_cast<std::ptrdiff_t>(all.weights.size());
    double squares = 0;
    auto at = grams.begin();
    for (const detail::gram_count& c : counts[i]) {
      at = std::lower_bound(at, grams.end(), c.gram,
                            [](const gram& g, detail::gram_key key) { return g.key < key; });
      assert(at != grams.end() && at->key == c.gram);
      const double weight = c.times * (std::log((1 + texts_with_words) / (1.0 + at->texts)) + 1);
      squares += weight * weight;
      if (const std::int32_t p = place[static_cast<std::size_t>(at - grams.begin())]; p >= 0)
        all.weights.push_back({p, weight});
    }
    std::sort(all.weights.begin() + begin, all.weights.end(),
              [](const gram_weight& x, const gram_weight& y) { return x.gram < y.gram; });
    for (auto w = all.weights.begin() + begin; w != all.weights.end(); ++w)
      w->weight /= std::sqrt(squares);
    all.offsets.push_back(static_cast<std::int64_t>(all.weights.size()));
  }
  return all;
}

} // namespace irisan
