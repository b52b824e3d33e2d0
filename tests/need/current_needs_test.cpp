#include <irisan/need/current_needs.hpp>

#include <irisan/model/portfolio.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

using namespace irisan;

namespace {

date_range on(std::string_view date) {
  return date.empty() ? date_range{} : *parse_date(date);
}

need of(std::int32_t target, std::int32_t activity, std::string_view date, double required = 1,
        std::string unit = {}, double score = unknown_number, std::string source = {}) {
  return {{target}, {activity}, score, required, std::move(unit), std::move(source), on(date)};
}

/// All that a need says, so that unknown numbers compare too.
std::string text(const need& n) {
  std::ostringstream out;
  out << n.of.value << '|' << n.activity.value << '|' << n.quantity_unit << '|' << n.date.earliest
      << '|' << n.date.latest << '|' << n.required << '|' << n.score << '|' << n.source;
  return out.str();
}

std::vector<std::string> texts(const std::vector<need>& needs) {
  std::vector<std::string> all;
  for (const need& n : needs) all.push_back(text(n));
  return all;
}

/// The amount that the only need asks on a day.
double asked(const std::vector<need>& recorded, std::string_view day) {
  const auto current = current_needs(recorded, on(day));
  REQUIRE(current.size() == 1);
  return current[0].required;
}

bool same_subject(const need& a, const need& b) {
  return a.of == b.of && a.activity == b.activity && a.quantity_unit == b.quantity_unit;
}

/// Whether `a` stands behind `b`, by the sentences one after the other.
bool gives_way(const need& a, const need& b) {
  if (a.date.known() != b.date.known()) return b.date.known();
  if (a.date != b.date) return a.date < b.date;
  const auto order = [](double x, double y) { // −1, 0, 1; unknown is the least
    if (std::isnan(x) || std::isnan(y)) return static_cast<int>(std::isnan(y)) - std::isnan(x);
    return (x > y) - (x < y);
  };
  if (const int by = order(a.required, b.required); by != 0) return by < 0;
  return order(a.score, b.score) < 0;
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("current_needs: none recorded none hold") {
    CHECK(current_needs({}, on("2023")).empty());
  }

  TEST_CASE("current_needs: they are sorted by target and activity and unit of quantity") {
    const std::vector<need> recorded{of(1, 0, "", 1), of(0, 1, "", 2), of(0, 0, "", 3, "hours"),
                                     of(0, 0, "", 4, "books"), of(0, 0, "", 5)};
    std::vector<double> order;
    for (const need& n : current_needs(recorded, {})) order.push_back(n.required);
    CHECK(order == std::vector<double>{5, 4, 3, 2, 1});
  }

  TEST_CASE("current_needs: of several of one subject the latest holds") {
    const std::vector<need> recorded{of(0, 0, "2022-07-01", 1), of(0, 0, "2023-07-01", 2),
                                     of(0, 0, "2021-07-01", 3)};
    CHECK(asked(recorded, "2024-01-01") == 2);
    CHECK(asked(recorded, "") == 2);
    // Another target or activity or unit is another need.
    std::vector<need> others = recorded;
    others.insert(others.end(), {of(1, 0, "2020"), of(0, 1, "2020"), of(0, 0, "2020", 1, "hours")});
    CHECK(current_needs(others, {}).size() == 4);
  }

  TEST_CASE("current_needs: one of later date waits") {
    const std::vector<need> recorded{of(0, 0, "2022-07-01", 1), of(0, 0, "2023-07-01", 2)};
    CHECK(asked(recorded, "2023-06-30") == 1);
    CHECK(asked(recorded, "2023-07-01") == 2);
    CHECK(current_needs(recorded, on("2022-06-30")).empty());
    // Of a date or day that is known in part: one that may have been recorded by then holds.
    CHECK(asked(recorded, "2023-07") == 2);
    CHECK(asked({of(0, 0, "2023", 3)}, "2023-01-01") == 3);
    CHECK(current_needs(std::vector<need>{of(0, 0, "2023", 3)}, on("2022-12-31")).empty());
  }

  TEST_CASE("current_needs: one without a date comes before all dated ones") {
    CHECK(asked({of(0, 0, "", 9), of(0, 0, "1990", 1)}, "2023") == 1);
    CHECK(asked({of(0, 0, "", 9), of(0, 0, "2024", 1)}, "2023") == 9);
    CHECK(asked({of(0, 0, "", 9)}, "1900") == 9);
  }

  TEST_CASE("current_needs: of the same date the greater requirement stands and then the greater "
            "score") {
    const auto stands = [](std::vector<need> recorded) {
      const auto current = current_needs(recorded, {});
      REQUIRE(current.size() == 1);
      return current[0].source;
    };
    CHECK(stands({of(0, 0, "2023", 2, "", .9, "a"), of(0, 0, "2023", 3, "", .1, "b")}) == "b");
    CHECK(stands({of(0, 0, "2023", 3, "", .2, "a"), of(0, 0, "2023", 3, "", .3, "b")}) == "b");
    CHECK(stands({of(0, 0, "2023", 0, "", .2, "a"),
                  of(0, 0, "2023", unknown_number, "", .3, "b")}) == "a");
    CHECK(stands({of(0, 0, "2023", 3, "", unknown_number, "a"), of(0, 0, "2023", 3, "", 0, "b")}) ==
          "b");
    // A later one counts though it asks for less.
    CHECK(stands({of(0, 0, "2023-01-01", 3, "", 1, "a"), of(0, 0, "2023-01-02", 1, "", 0, "b")}) ==
          "b");
  }

  TEST_CASE("current_needs: a need is handed on as it was recorded") {
    const need n = of(4, 2, "2023-07", 12.5, "hours", .75, "survey");
    CHECK(texts(current_needs(std::vector<need>{n}, {})) == std::vector<std::string>{text(n)});
  }

  TEST_CASE("current_needs: each is the one that gives way to no other in any order of rows") {
    std::mt19937 random(1);
    const auto number = [&](std::vector<double> of) { return of[random() % of.size()]; };
    const auto word = [&](std::vector<std::string> of) { return of[random() % of.size()]; };
    for (int round = 0; round < 400; ++round) {
      CAPTURE(round);
      std::vector<need> recorded;
      for (auto n = random() % 20; n > 0; --n)
        recorded.push_back(of(static_cast<std::int32_t>(random() % 3),
                              static_cast<std::int32_t>(random() % 2),
                              word({"", "2022", "2022-05", "2022-05-10", "2023", "2023-02-01"}),
                              number({unknown_number, 0, 1, 2}), word({"", "hours"}),
                              number({unknown_number, 0, .5}), word({"a", "b"})));
      const date_range day = on(word({"", "2021", "2022-05-09", "2022-05-10", "2022", "2024"}));
      std::vector<need> open;
      for (const need& n : recorded)
        if (!n.date.known() || !day.known() || n.date.earliest <= day.latest) open.push_back(n);
      const auto current = current_needs(recorded, day);
      for (std::size_t i = 1; i < current.size(); ++i) {
        const need &a = current[i - 1], &b = current[i];
        CHECK(std::tie(a.of, a.activity, a.quantity_unit) <
              std::tie(b.of, b.activity, b.quantity_unit));
      }
      for (const need& n : open) // each subject has one
        CHECK(std::ranges::count_if(current, [&](const need& c) { return same_subject(c, n); }) ==
              1);
      for (const need& c : current) {
        CHECK(std::ranges::any_of(open, [&](const need& n) { return text(n) == text(c); }));
        CHECK(std::ranges::none_of(
            open, [&](const need& n) { return same_subject(n, c) && gives_way(c, n); }));
      }
      std::shuffle(recorded.begin(), recorded.end(), random);
      CHECK(texts(current_needs(recorded, day)) == texts(current));
    }
  }
}
