#include <irisan/core/sorted.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace irisan;

TEST_SUITE("core") {
  TEST_CASE("sorted: a key is found where it stands and nowhere else") {
    const std::vector<std::string> words{"a", "c", "e"};
    const auto itself = [](const std::string& word) -> std::string_view { return word; };
    CHECK(find_sorted(words, std::string_view("a"), itself) == 0);
    CHECK(find_sorted(words, std::string_view("e"), itself) == 2);
    CHECK(find_sorted(words, std::string_view("b"), itself) == -1);
    CHECK(find_sorted(words, std::string_view("f"), itself) == -1);
    CHECK(find_sorted(std::vector<std::string>{}, std::string_view("a"), itself) == -1);
  }

  TEST_CASE("sorted: repetitions go and the order stays") {
    std::vector<int> numbers{3, 1, 3, 2, 1};
    sort_unique(numbers);
    CHECK(numbers == std::vector<int>{1, 2, 3});
    std::vector<int> none;
    sort_unique(none);
    CHECK(none.empty());
  }

  TEST_CASE("sorted: finds what a walk from the front finds") {
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      std::vector<int> numbers(random() % 8);
      for (int& n : numbers) n = static_cast<int>(random() % 10);
      sort_unique(numbers);
      for (int key = -1; key < 11; ++key) {
        const auto it = std::find(numbers.begin(), numbers.end(), key);
        const int expected = it == numbers.end() ? -1 : static_cast<int>(it - numbers.begin());
        CHECK(find_sorted(numbers, key, [](int n) { return n; }) == expected);
      }
    }
  }

  TEST_CASE("sorted: what two ranges have in common is counted as sets") {
    std::mt19937 random(2);
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      std::vector<int> a(random() % 12), b(random() % 12), both;
      for (std::vector<int>* list : {&a, &b}) {
        for (int& n : *list) n = static_cast<int>(random() % 15);
        sort_unique(*list);
      }
      std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
      CHECK(count_common(a, b) == both.size());
    }
  }
}
