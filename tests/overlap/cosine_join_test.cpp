#include <irisan/overlap/cosine_join.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <stop_token>
#include <string>
#include <vector>

using namespace irisan;

namespace {

using texts = std::vector<std::vector<std::string>>;

const std::vector<std::string> vocabulary{
    "pelatihan", "guru",   "kepala",   "sekolah",   "kurikulum",   "merdeka",   "bos",
    "literasi",  "dasar",  "numerasi", "penggerak", "lokakarya",   "pengawas",  "webinar",
    "digital",   "daring", "mutu",     "bermutu",   "peningkatan", "penguatan", "bantuan"};

texts random_texts(std::mt19937& random, std::size_t n, unsigned most) {
  texts all(n);
  for (auto& text : all)
    for (auto k = random() % (most + 1); k > 0; --k)
      text.push_back(vocabulary[random() % vocabulary.size()]);
  return all;
}

std::vector<alike_vectors> every_two(const gram_vectors& v, double at_least) {
  std::vector<alike_vectors> all;
  for (std::int32_t i = 0; i < v.count(); ++i)
    for (std::int32_t j = i + 1; j < v.count(); ++j)
      if (const double c = v.cosine(i, j); c >= at_least) all.push_back({i, j, c});
  return all;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("cosine_join: the pairs are those of measuring every two for any threshold") {
    std::mt19937 random(1);
    std::size_t found = 0;
    for (int round = 0; round < 150; ++round) {
      CAPTURE(round);
      const gram_vectors v = vectors_of(random_texts(random, random() % 60, 4));
      for (const double at_least : {1e-12, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0}) {
        CAPTURE(at_least);
        const auto expected = every_two(v, at_least);
        found += expected.size();
        CHECK(cosine_join(v, at_least, 1) == expected);
        CHECK(cosine_join(v, at_least, 4) == expected);
      }
    }
    CHECK(found > 10'000);
  }

  TEST_CASE("cosine_join: a pair just at the threshold is found and one just below is not") {
    std::mt19937 random(2);
    for (int round = 0; round < 40; ++round) {
      CAPTURE(round);
      const gram_vectors v = vectors_of(random_texts(random, 12, 5));
      for (const alike_vectors& pair : every_two(v, 1e-9)) {
        const auto has = [&](double at_least) {
          for (const alike_vectors& p : cosine_join(v, at_least, 1))
            if (p == pair) return true;
          return false;
        };
        CHECK(has(pair.cosine));
        if (pair.cosine < 1) CHECK(!has(std::nextafter(pair.cosine, 2.0)));
      }
    }
  }

  TEST_CASE("cosine_join: thousands of texts give the pairs of measuring every two") {
    std::mt19937 random(3);
    const gram_vectors v = vectors_of(random_texts(random, 3'000, 6));
    for (const double at_least : {0.6, 0.8}) {
      const auto expected = every_two(v, at_least);
      CHECK(expected.size() > 1'000);
      CHECK((cosine_join(v, at_least, 1) == expected));
      CHECK((cosine_join(v, at_least, 3) == expected));
    }
  }

  TEST_CASE("cosine_join: a threshold that is none is refused and the whole of one is taken") {
    const gram_vectors v = vectors_of(texts{{"guru"}, {"gurun"}});
    CHECK_THROWS_WITH_AS(cosine_join(v, 0), "a least similarity is above 0 and at most 1, not 0",
                         rule_error);
    CHECK_THROWS_WITH_AS(cosine_join(v, 1.5),
                         "a least similarity is above 0 and at most 1, not 1.5", rule_error);
    CHECK_THROWS_AS(cosine_join(v, -0.5), rule_error);
    CHECK_THROWS_AS(cosine_join(v, std::numeric_limits<double>::quiet_NaN()), rule_error);
    CHECK(cosine_join(v, 1).empty());
    CHECK(cosine_join(v, 0.1).size() == 1);
    CHECK(cosine_join(gram_vectors{}, 0.5).empty());
    CHECK(cosine_join(vectors_of(texts{{"guru"}}), 0.5).empty());
  }

  TEST_CASE("cosine_join: a stop is obeyed") {
    const gram_vectors v = vectors_of(texts{{"guru"}, {"gurun"}});
    std::stop_source source;
    source.request_stop();
    progress watch;
    watch.stop = source.get_token();
    CHECK_THROWS_AS(cosine_join(v, 0.1, 1, watch), stopped);
  }
}
