#include <irisan/core/error.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <type_traits>
#include <vector>

using namespace irisan;

namespace {

std::vector<problem> many(int errors) {
  std::vector<problem> all;
  for (int i = 1; i <= errors; ++i) {
    problem p;
    p.table = "programs";
    p.line = i;
    p.what.en = "wrong";
    all.push_back(p);
  }
  return all;
}

} // namespace

TEST_SUITE("core") {
  TEST_CASE("error: everything thrown on purpose is an error and a runtime_error") {
    static_assert(std::is_base_of_v<std::runtime_error, error>);
    static_assert(std::is_base_of_v<error, input_error>);
    static_assert(std::is_base_of_v<error, rule_error>);
    static_assert(std::is_base_of_v<error, stopped>);
    static_assert(std::is_base_of_v<error, write_error>);
    static_assert(std::is_base_of_v<error, memory_error>);
    CHECK(std::string(stopped().what()) == "stopped");
    CHECK(std::string(rule_error("no such rule").what()) == "no such rule");
  }

  TEST_CASE("error: an input error lists ten errors and no word of more") {
    const std::string text = input_error(many(10)).what();
    CHECK(text.substr(0, 24) == "programs, line 1: wrong\n");
    CHECK(std::count(text.begin(), text.end(), '\n') == 9);
    CHECK(text.find("more") == std::string::npos);
  }

  TEST_CASE("error: an input error with eleven errors says that there is one more") {
    const input_error e(many(11));
    const std::string text = e.what();
    CHECK(text.find("line 10: wrong\nand 1 more") != std::string::npos);
    CHECK(text.find("line 11") == std::string::npos);
    CHECK(e.problems.size() == 11);
  }

  TEST_CASE("error: warnings travel with an input error but are not in its text") {
    std::vector<problem> all = many(1);
    all.push_back(all.front());
    all.back().level = problem_level::warning;
    const input_error e(all);
    CHECK(std::string(e.what()) == "programs, line 1: wrong");
    CHECK(e.problems.size() == 2);
  }

  TEST_CASE("error: an input error of a plain sentence carries no problems") {
    const input_error e("'x.csv' cannot be read");
    CHECK(std::string(e.what()) == "'x.csv' cannot be read");
    CHECK(e.problems.empty());
  }
}
