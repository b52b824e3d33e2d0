#include <irisan/overlap/gram_vectors.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace irisan;

namespace {

using texts = std::vector<std::vector<std::string>>;

texts folded(const std::vector<std::string>& names) {
  texts all;
  for (const std::string& n : names) all.push_back(fold_text(n).words);
  return all;
}

/// The cosine of two texts by maps of runs, as the formula says; ASCII only.
double by_hand(const texts& all, std::size_t x, std::size_t y, gram_lengths lengths) {
  std::vector<std::map<std::string, double>> counts;
  for (const auto& words : all) {
    counts.emplace_back();
    for (const std::string& word : words) {
      const std::string padded = " " + word + " ";
      for (auto n = static_cast<std::size_t>(lengths.shortest);
           n <= static_cast<std::size_t>(lengths.longest); ++n)
        for (std::size_t i = 0; i + n <= padded.size(); ++i) ++counts.back()[padded.substr(i, n)];
    }
  }
  double with_words = 0;
  std::map<std::string, double> texts_with;
  for (const auto& c : counts) {
    with_words += !c.empty();
    for (const auto& [gram, times] : c) ++texts_with[gram];
  }
  double product = 0, first = 0, second = 0;
  const auto weight = [&](const std::string& gram, double times) {
    return times * (std::log((1 + with_words) / (1 + texts_with[gram])) + 1);
  };
  for (const auto& [gram, times] : counts[x]) {
    const double w = weight(gram, times);
    first += w * w;
    if (const auto other = counts[y].find(gram); other != counts[y].end())
      product += w * weight(gram, other->second);
  }
  for (const auto& [gram, times] : counts[y]) second += std::pow(weight(gram, times), 2);
  return product / std::sqrt(first * second);
}

} // namespace

TEST_SUITE("overlap") {
  // Computed in Python with mpmath at 40 digits from the formula.
  TEST_CASE("gram_vectors: cosines of six names are those of the formula") {
    const gram_vectors v =
        vectors_of(folded({"pelatihan guru penggerak", "pelatihan kepala sekolah", "guru penggerak",
                           "webinar kurikulum merdeka", "implementasi kurikulum merdeka", "bos"}));
    REQUIRE(v.count() == 6);
    const auto near = [](double x, double y) { return std::abs(x - y) < 1e-14; };
    CHECK(near(v.cosine(0, 1), 0.37640548601402135));
    CHECK(near(v.cosine(0, 2), 0.76835889224169196));
    CHECK(near(v.cosine(1, 2), 0.014607291732692957));
    CHECK(near(v.cosine(3, 4), 0.53070225095947929));
    CHECK(v.cosine(0, 3) == 0);
    CHECK(v.cosine(5, 0) == 0);
    CHECK(v.cosine(4, 4) == 1);
    const gram_vectors two = vectors_of(folded({"guru", "gurun"}), {1, 2});
    CHECK(near(two.cosine(0, 1), 0.7846808650367368));
    CHECK(near(vectors_of(folded({"guru baru", "guru lama"})).cosine(0, 1), 0.36649483838423506));
  }

  TEST_CASE("gram_vectors: the order of words has no effect and equal texts are one vector") {
    const gram_vectors v =
        vectors_of(folded({"guru baru", "Baru: GURU", "guru", "guru baru", "", "guru guru"}));
    CHECK(v.vector_of == std::vector<std::int32_t>{0, 0, 1, 0, -1, 2});
    CHECK(v.count() == 3);
  }

  TEST_CASE("gram_vectors: runs that only one vector has count in its length and are left out") {
    const gram_vectors v = vectors_of(folded({"guru", "sekolah", "sekolah"}));
    CHECK(v.grams == 0);
    CHECK(v.weights.empty());
    CHECK(v.count() == 2);
    const gram_vectors w = vectors_of(folded({"guru", "guruh"}));
    CHECK(w.grams > 0);
    double squares = 0;
    for (const gram_weight& x : w.of(0)) squares += x.weight * x.weight;
    CHECK(squares < 0.9);
  }

  TEST_CASE("gram_vectors: characters beyond ASCII are one each") {
    // Runs of one: blank, 学, 校 and blank, 学.
    const gram_vectors v = vectors_of(folded({"学校", "学"}), {1, 1});
    CHECK(v.grams == 2);
  }

  TEST_CASE("gram_vectors: without texts or words there is no vector") {
    CHECK(vectors_of(texts{}) == gram_vectors{});
    CHECK(vectors_of(texts{{}, {}}).vector_of == std::vector<std::int32_t>{-1, -1});
    CHECK(vectors_of(texts{{}, {}}).count() == 0);
    CHECK(vectors_of(texts{{"a"}}).count() == 1);
  }

  TEST_CASE("gram_vectors: lengths of runs that make no sense are refused") {
    const texts one{{"guru"}};
    CHECK_THROWS_WITH_AS(vectors_of(one, {0, 5}),
                         "runs of 0 to 5 characters: there are runs from 1 to 6 characters",
                         rule_error);
    CHECK_THROWS_AS(vectors_of(one, {4, 3}), rule_error);
    CHECK_THROWS_AS(vectors_of(one, {3, 7}), rule_error);
    CHECK(vectors_of(one, {1, 6}).count() == 1);
    CHECK(vectors_of(one, {6, 6}).count() == 1);
  }

  TEST_CASE("gram_vectors: cosines are those of maps of runs and do not know the order of texts") {
    std::mt19937 random(1);
    const std::vector<std::string> words{"guru",   "gurun", "baru", "sekolah", "sekolahan",
                                         "kepala", "a",     "bos",  "bosda",   "lokakarya"};
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      texts all(2 + random() % 7);
      for (auto& text : all)
        for (auto n = random() % 4; n > 0; --n) text.push_back(words[random() % words.size()]);
      const int shortest = 1 + static_cast<int>(random() % 4);
      const gram_lengths lengths{shortest, shortest + static_cast<int>(random() % 3)};
      const gram_vectors v = vectors_of(all, lengths);
      std::vector<std::size_t> order(all.size());
      for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
      std::shuffle(order.begin(), order.end(), random);
      texts mixed;
      for (const std::size_t i : order) mixed.push_back(all[i]);
      const gram_vectors m = vectors_of(mixed, lengths);
      CHECK(m.count() == v.count());
      for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t j = 0; j < all.size(); ++j) {
          const std::size_t x = order[i], y = order[j];
          if (v.vector_of[x] < 0 || v.vector_of[y] < 0) continue;
          const double cosine = v.cosine(v.vector_of[x], v.vector_of[y]);
          CHECK(std::abs(cosine - by_hand(all, x, y, lengths)) < 1e-12);
          // To the last bit.
          CHECK(m.cosine(m.vector_of[i], m.vector_of[j]) == cosine);
        }
    }
  }
}
