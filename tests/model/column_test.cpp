#include <irisan/model/column.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

using namespace irisan;

TEST_SUITE("model") {
  TEST_CASE("column: a pool numbers texts in the order they come and nothing is 0") {
    text_pool pool;
    CHECK(pool.size() == 1);
    CHECK(pool[0] == "");
    CHECK(pool.add("b") == 1);
    CHECK(pool.add("a") == 2);
    CHECK(pool.add("b") == 1);
    CHECK(pool.add("") == 0);
    CHECK(pool.size() == 3);
    CHECK(pool[1] == "b");
    CHECK(pool[2] == "a");
  }

  TEST_CASE("column: a pool finds what is in it and nothing else") {
    text_pool pool;
    CHECK(pool.find("a") == -1);
    CHECK(pool.find("") == 0);
    pool.add("a");
    CHECK(pool.find("a") == 1);
    CHECK(pool.find("A") == -1);
  }

  TEST_CASE("column: a pool without its index still finds and still grows") {
    text_pool pool;
    pool.add("a");
    pool.add("b");
    pool.drop_index();
    CHECK(pool.find("b") == 2);
    pool.drop_index();
    CHECK(pool.add("b") == 2);
    CHECK(pool.add("c") == 3);
    CHECK(pool.bytes() > 0);
  }

  TEST_CASE("column: a pool numbers as a map does on random texts") {
    std::mt19937 random(1);
    for (int round = 0; round < 20; ++round) {
      CAPTURE(round);
      text_pool pool;
      std::map<std::string, std::int32_t> numbers{{"", 0}};
      for (int i = 0; i < 2000; ++i) {
        std::string text(random() % 4, ' ');
        for (char& c : text) c = static_cast<char>(random() % 256);
        const auto next = static_cast<std::int32_t>(numbers.size());
        const std::int32_t expected = numbers.emplace(text, next).first->second;
        REQUIRE(pool.add(text) == expected);
        if (random() % 100 == 0) pool.drop_index();
      }
      for (const auto& [text, number] : numbers) {
        REQUIRE(pool.find(text) == number);
        REQUIRE(pool[number] == text);
      }
    }
  }

  TEST_CASE("column: each row keeps its text and new texts are told") {
    column c("kind");
    CHECK(c.push_back("school"));
    CHECK(!c.push_back("school"));
    CHECK(c.push_back("area"));
    CHECK(!c.push_back("school"));
    CHECK(!c.push_back(""));
    CHECK(c.size() == 5);
    CHECK(c.text(3) == "school");
    CHECK(c.text(4) == "");
    CHECK(c.codes() == std::vector<std::int32_t>{1, 1, 2, 1, 0});
    CHECK(c.pool().size() == 3);
  }

  TEST_CASE("column: padding adds empty values") {
    column c("kind");
    c.push_back("school");
    c.pad(3);
    CHECK(c.size() == 3);
    CHECK(c.text(0) == "school");
    CHECK(c.text(2) == "");
  }

  TEST_CASE("column: what is added to a copy is not seen in the first") {
    column c("kind");
    c.push_back("school");
    column copy = c;
    CHECK(copy.shared_pool() == c.shared_pool());
    copy.push_back("area");
    c.push_back("cluster");
    CHECK(copy.text(1) == "area");
    CHECK(c.text(1) == "cluster");
    CHECK(c.pool().find("area") == -1);
    CHECK(copy.pool().find("cluster") == -1);
  }

  TEST_CASE("column: a finished one can still be read and added to") {
    column c("kind");
    c.push_back("school");
    c.finish();
    CHECK(c.text(0) == "school");
    CHECK(!c.push_back("school"));
    CHECK(c.push_back("area"));
  }

  TEST_CASE("column: a format is empty until something is declared") {
    value_format format;
    CHECK(format.empty());
    format.code = true;
    CHECK(!format.empty());
  }
}
