#include <irisan/overlap/text_kinship.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

using namespace irisan;

namespace {

using names = std::vector<std::string>;

text_rules at_least(double threshold, glossary terms = {}) {
  text_rules rules;
  rules.at_least = threshold;
  rules.terms = std::move(terms);
  return rules;
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("text_kinship: names that differ only in their year are alike and say so") {
    const auto found = suggest_kin(names{"BOS 2023", "Literasi", "bos 2024", "BOS Kinerja 2023"});
    REQUIRE(!found.empty());
    CHECK(found[0] == kin_suggestion{{0}, {2}, 1.0, 0, 1, 1});
    CHECK(!found[0].same_numbers());
    const auto same = suggest_kin(names{"BOS 2023", "BOS: 2023"});
    REQUIRE(same.size() == 1);
    CHECK(same[0] == kin_suggestion{{0}, {1}, 1.0, 1, 1, 1});
    CHECK(same[0].same_numbers());
    CHECK(suggest_kin(names{"BOS", "BOS"}).at(0).same_numbers());
    CHECK(!suggest_kin(names{"BOS 1", "BOS 1 2"}).at(0).same_numbers());
  }

  TEST_CASE("text_kinship: a glossary makes names in two languages alike") {
    const names two{"Webinar for Teachers", "Lokakarya Daring untuk Guru", "Gizi"};
    CHECK(suggest_kin(two, at_least(0.6)).empty());
    const auto found =
        suggest_kin(two, at_least(0.6, {{"lokakarya daring", "webinar"}, {"guru", "teachers"}}));
    REQUIRE(found.size() == 1);
    CHECK(found[0].first.value == 0);
    CHECK(found[0].second.value == 1);
    CHECK(found[0].similarity < 1);
  }

  TEST_CASE("text_kinship: texts without a word suggest nothing") {
    CHECK(suggest_kin(names{}).empty());
    CHECK(suggest_kin(names{"Guru"}).empty());
    CHECK(suggest_kin(names{"", "", "–", "2023", "2023"}).empty());
    CHECK(suggest_kin(names{"guru", "guru"}).size() == 1);
  }

  TEST_CASE("text_kinship: texts that are all the same give every pair") {
    const auto found = suggest_kin(names(20, "Sekolah Penggerak"));
    CHECK(found.size() == 190);
    CHECK(std::all_of(found.begin(), found.end(),
                      [](const kin_suggestion& k) { return k.similarity == 1; }));
  }

  TEST_CASE("text_kinship: the order of texts and the threads have no effect") {
    std::mt19937 random(1);
    const names words{"Pelatihan", "Guru", "Kepala Sekolah", "Literasi", "2023", "2024", "BOS"};
    for (int round = 0; round < 100; ++round) {
      CAPTURE(round);
      names texts(random() % 30);
      for (std::string& t : texts)
        for (auto n = random() % 4; n > 0; --n) t += words[random() % words.size()] + " ";
      std::vector<std::int32_t> order(texts.size());
      for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int32_t>(i);
      std::shuffle(order.begin(), order.end(), random);
      names mixed;
      for (const std::int32_t i : order) mixed.push_back(texts[static_cast<std::size_t>(i)]);
      const auto found = suggest_kin(texts, at_least(0.3), 1);
      CHECK(suggest_kin(texts, at_least(0.3), 4) == found);
      std::vector<kin_suggestion> back;
      for (kin_suggestion k : suggest_kin(mixed, at_least(0.3), 2)) {
        k.first = {order[k.first.at()]};
        k.second = {order[k.second.at()]};
        if (k.second < k.first) {
          std::swap(k.first, k.second);
          std::swap(k.first_numbers, k.second_numbers);
        }
        back.push_back(k);
      }
      std::sort(back.begin(), back.end());
      CHECK(back == found);
      // And all pairs are there: by the cosines of every two.
      std::vector<std::vector<std::string>> folded;
      for (const std::string& t : texts) folded.push_back(fold_text(t).words);
      const gram_vectors v = vectors_of(folded);
      std::vector<std::pair<std::int32_t, std::int32_t>> expected, pairs;
      for (std::size_t i = 0; i < texts.size(); ++i)
        for (std::size_t j = i + 1; j < texts.size(); ++j)
          if (v.vector_of[i] >= 0 && v.vector_of[j] >= 0 &&
              v.cosine(v.vector_of[i], v.vector_of[j]) >= 0.3)
            expected.emplace_back(i, j);
      for (const kin_suggestion& k : found) pairs.emplace_back(k.first.value, k.second.value);
      CHECK(pairs == expected);
    }
  }

  TEST_CASE("text_kinship: programs are compared by the texts that the rules name") {
    tables t = test::two_offices(); // Program P and Program Q
    test::add(t, "programs", "program_id,name,unit_id,description",
              {"A,Literasi Dasar,BPMP,Buku bacaan untuk murid",
               "B,Numerasi,BGP,Buku bacaan bagi murid", "Literasi Dasar,,BGP,"});
    const portfolio p(t);
    text_rules rules;
    const auto pairs = [&] {
      std::vector<std::pair<std::string, std::string>> found;
      for (const kin_suggestion& k : suggest_kin(p, rules))
        found.emplace_back(p[k.first].id, p[k.second].id);
      return found;
    };
    using ids = std::vector<std::pair<std::string, std::string>>;
    // A program without a name is compared by its id.
    CHECK(pairs() == ids{{"A", "Literasi Dasar"}, {"P", "Q"}});
    rules.source = text_source::descriptions;
    CHECK(pairs() == ids{{"A", "B"}});
    CHECK(texts_of(p, text_source::names_and_descriptions)[0] ==
          "Literasi Dasar Buku bacaan untuk murid");
    rules.source = text_source::names_and_descriptions;
    rules.at_least = 0.2;
    CHECK(pairs() == ids{{"A", "B"}, {"A", "Literasi Dasar"}, {"P", "Q"}});
  }

  TEST_CASE("text_kinship: rules that make no sense are refused and a stop is obeyed") {
    const names two{"Guru", "Guru"};
    CHECK_THROWS_AS(suggest_kin(two, at_least(0)), rule_error);
    text_rules rules;
    rules.lengths = {5, 3};
    CHECK_THROWS_AS(suggest_kin(two, rules), rule_error);
    std::stop_source source;
    source.request_stop();
    progress watch;
    watch.stop = source.get_token();
    CHECK_THROWS_AS(suggest_kin(two, {}, 1, watch), stopped);
  }
}
