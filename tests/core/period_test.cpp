#include <irisan/core/period.hpp>

#include <support/builders.hpp>
#include <support/by_hand.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace irisan;

namespace {

constexpr period days(day first, day last) {
  return {{first, first}, {last, last}};
}
period between(std::string_view from, std::string_view to) {
  return {parse_date(from).value_or(date_range{}), parse_date(to).value_or(date_range{})};
}
std::string text_of(const std::optional<date_range>& d) {
  return d ? to_text(d->earliest) + " " + to_text(d->latest) : "none";
}

} // namespace

TEST_SUITE("core") {
  TEST_CASE("period: a day of the calendar has a number and others have none") {
    static_assert(day_of(1970, 1, 1) == 0);
    static_assert(day_of(2000, 3, 1) == 11017);
    CHECK(day_of(2024, 2, 29));
    CHECK(!day_of(2023, 2, 29));
    CHECK(day_of(2000, 2, 29));
    CHECK(!day_of(1900, 2, 29));
    CHECK(!day_of(2023, 13, 1));
    CHECK(!day_of(2023, 0, 1));
    CHECK(!day_of(2023, 4, 31));
  }

  TEST_CASE("period: years and months and days are ranges of days") {
    CHECK(text_of(parse_date("2023")) == "2023-01-01 2023-12-31");
    CHECK(text_of(parse_date("2023-07")) == "2023-07-01 2023-07-31");
    CHECK(text_of(parse_date("2023-12")) == "2023-12-01 2023-12-31");
    CHECK(text_of(parse_date("2024-02")) == "2024-02-01 2024-02-29");
    CHECK(text_of(parse_date("2023-07-15")) == "2023-07-15 2023-07-15");
    CHECK(text_of(parse_date("0999")) == "0999-01-01 0999-12-31");
  }

  TEST_CASE("period: a time of day behind a date is passed over") {
    CHECK(text_of(parse_date("2023-07-15T08:30:00Z")) == "2023-07-15 2023-07-15");
    CHECK(text_of(parse_date("2023-07-15 08:30")) == "2023-07-15 2023-07-15");
    CHECK(!parse_date("2023-07T08:30"));
    CHECK(!parse_date("2023-07-15 pagi"));
  }

  TEST_CASE("period: what is no date is none") {
    for (const std::string text :
         {"", "23", "202", "20233", "0000", "2023-", "2023-7", "2023-07-", "2023-07-5",
          "2023-07-155", "2023-07-15-", "2023/07/15", "15-07-2023", "2023-02-29", "2023-13",
          "2023-00", "-2023", " 2023", "2023 "}) {
      CAPTURE(text);
      CHECK(!parse_date(text));
    }
  }

  TEST_CASE("period: a declared form is read as declared") {
    CHECK(text_of(parse_date("15/07/2023", "%d/%m/%Y")) == "2023-07-15 2023-07-15");
    CHECK(text_of(parse_date("5/7/2023", "%d/%m/%Y")) == "2023-07-05 2023-07-05");
    CHECK(text_of(parse_date("15.07.23", "%d.%m.%y")) == "2023-07-15 2023-07-15");
    CHECK(text_of(parse_date("07/2023", "%m/%Y")) == "2023-07-01 2023-07-31");
    CHECK(text_of(parse_date("12/2023", "%m/%Y")) == "2023-12-01 2023-12-31");
    CHECK(text_of(parse_date("2023", "%Y")) == "2023-01-01 2023-12-31");
    CHECK(text_of(parse_date("TA 2023", "TA %Y")) == "2023-01-01 2023-12-31");
    CHECK(text_of(parse_date("2023-07", "")) == "2023-07-01 2023-07-31");
    CHECK(text_of(parse_date("2023-07", "default")) == "2023-07-01 2023-07-31");
  }

  TEST_CASE("period: what is not in the declared form is no date") {
    CHECK(!parse_date("2023-07-15", "%d/%m/%Y"));
    CHECK(!parse_date("15/07/23", "%d/%m/%Y"));
    CHECK(!parse_date("31/02/2023", "%d/%m/%Y"));
    CHECK(!parse_date("15/07/2023 ", "%d/%m/%Y"));
    CHECK(!parse_date("15/07", "%d/%m/%Y"));
    CHECK(!parse_date("15/13/2023", "%d/%m/%Y"));
    CHECK(!parse_date("15 Juli 2023", "%d %B %Y"));
  }

  TEST_CASE("period: the text of a day reads back as the day") {
    for (day d = -800'000; d < 100'000; d += 997) {
      CAPTURE(d);
      const auto back = parse_date(to_text(d));
      if (!back) continue; // before the year 1
      CHECK(back->earliest == d);
    }
    CHECK(to_text(day{0}) == "1970-01-01");
  }

  TEST_CASE("period: without dates it is unknown and with either it is known") {
    CHECK(!period{}.known());
    CHECK(between("2023", "").known());
    CHECK(between("", "2023").known());
  }

  TEST_CASE("period: upside down only if it ends before it can have begun") {
    CHECK(between("2023-07-16", "2023-07-15").upside_down());
    CHECK(!between("2023-07-15", "2023-07-15").upside_down());
    CHECK(!between("2023-07-16", "2023-07").upside_down());
    CHECK(between("2023-08", "2023-07").upside_down());
    CHECK(!between("2023", "").upside_down());
    CHECK(!between("", "2023").upside_down());
  }

  TEST_CASE("period: holds from the first to the last day and without bounds always") {
    const period p = between("2023-07-15", "2023-07-16");
    CHECK(!holds_on(p, *day_of(2023, 7, 14)));
    CHECK(holds_on(p, *day_of(2023, 7, 15)));
    CHECK(holds_on(p, *day_of(2023, 7, 16)));
    CHECK(!holds_on(p, *day_of(2023, 7, 17)));
    CHECK(holds_on(period{}, 0));
    CHECK(holds_on(between("2023", ""), *day_of(2040, 1, 1)));
    CHECK(!holds_on(between("2023", ""), *day_of(2022, 12, 31)));
    CHECK(holds_on(between("", "2023"), *day_of(2023, 12, 31)));
    CHECK(!holds_on(between("", "2023"), *day_of(2024, 1, 1)));
  }

  TEST_CASE("period: two months of which only the months are known meet possibly") {
    const period july = between("2023-07-01", "2023-07-31"), some = between("2023-07", "2023-07");
    CHECK(certainly_meet(july, july));
    CHECK(possibly_meet(some, some));
    CHECK(!certainly_meet(some, some));
    CHECK(!possibly_meet(july, between("2023-08", "2023-08")));
  }

  TEST_CASE("period: an unknown one meets everything possibly and nothing certainly") {
    const period july = between("2023-07-01", "2023-07-31");
    CHECK(possibly_meet(period{}, july));
    CHECK(possibly_meet(period{}, period{}));
    CHECK(!certainly_meet(period{}, july));
    CHECK(!certainly_meet(period{}, period{}));
    CHECK(!certainly_meet(period{}, july, 365));
  }

  TEST_CASE("period: a start alone is certain of its first day and of no other") {
    const period open = between("2023-07-15", "");
    CHECK(certainly_meet(open, days(*day_of(2023, 7, 10), *day_of(2023, 7, 15))));
    CHECK(!certainly_meet(open, days(*day_of(2023, 7, 16), *day_of(2023, 7, 20))));
    CHECK(possibly_meet(open, days(*day_of(2023, 7, 16), *day_of(2023, 7, 20))));
    CHECK(!possibly_meet(open, days(*day_of(2023, 7, 10), *day_of(2023, 7, 14))));
  }

  TEST_CASE("period: a gap is counted in days between the last day and the next first") {
    CHECK(!certainly_meet(days(1, 5), days(6, 9)));
    CHECK(certainly_meet(days(1, 5), days(6, 9), 1));
    CHECK(!certainly_meet(days(1, 5), days(8, 9), 2));
    CHECK(certainly_meet(days(1, 5), days(8, 9), 3));
    CHECK(certainly_meet(days(8, 9), days(1, 5), 3));
  }

  // Bioconductor/IRanges@c1f053e, inst/unitTests/test_findOverlaps-methods.R: closed ranges,
  // numbered from 1; `maxgap = 0` there means adjacent days, a gap of one day here.
  TEST_CASE("period: exact periods meet as closed ranges do in IRanges") {
    using ranges = std::vector<period>;
    using hits = std::vector<std::pair<int, int>>;
    const auto meeting = [](const ranges& query, const ranges& subject, day gap) {
      hits found;
      for (std::size_t i = 0; i < query.size(); ++i)
        for (std::size_t j = 0; j < subject.size(); ++j) {
          CHECK(certainly_meet(query[i], subject[j], gap) ==
                possibly_meet(query[i], subject[j], gap));
          if (certainly_meet(query[i], subject[j], gap))
            found.emplace_back(static_cast<int>(i) + 1, static_cast<int>(j) + 1);
        }
      return found;
    };
    const ranges query{days(1, 5), days(4, 7), days(9, 10)};
    const ranges subject{days(2, 2), days(2, 3), days(10, 12)};
    CHECK(meeting(query, subject, 0) == hits{{1, 1}, {1, 2}, {3, 3}});
    CHECK(meeting(query, subject, 1) == hits{{1, 1}, {1, 2}, {2, 2}, {3, 3}});
    CHECK(meeting(query, {days(2, 5), days(2, 5), days(6, 7), days(6, 8), days(6, 7)}, 0) ==
          hits{{1, 1}, {1, 2}, {2, 1}, {2, 2}, {2, 3}, {2, 4}, {2, 5}});
    const ranges self{days(1, 5), days(4, 7), days(9, 10), days(11, 11)};
    CHECK(meeting(self, self, 0) == hits{{1, 1}, {1, 2}, {2, 1}, {2, 2}, {3, 3}, {4, 4}});
  }

  TEST_CASE("period: holds on the points that IRanges finds in a range") {
    const std::vector<period> subject{days(1, 4), days(6, 9), days(13, 14)};
    const auto first = [&](day point) {
      for (std::size_t i = 0; i < subject.size(); ++i)
        if (holds_on(subject[i], point)) return static_cast<int>(i) + 1;
      return 0;
    };
    CHECK(first(3) == 1);
    CHECK(first(7) == 2);
    CHECK(first(10) == 0);
  }

  TEST_CASE("period: meets as counting every way it may have been") {
    std::mt19937 random(1);
    // Known days lie from 0 to 7; unknown bounds are tried far enough outside for a gap of 3.
    constexpr day from = -6, to = 14;
    const auto any_date = [&] {
      if (random() % 4 == 0) return date_range{};
      const day a = static_cast<day>(random() % 8), b = static_cast<day>(random() % 8);
      return random() % 2 ? date_range{a, a} : date_range{std::min(a, b), std::max(a, b)};
    };
    for (int round = 0; round < 4000; ++round) {
      CAPTURE(round);
      const period a{any_date(), any_date()}, b{any_date(), any_date()};
      if (a.upside_down() || b.upside_down()) continue;
      const day gap = static_cast<day>(random() % 4);
      const auto [meeting, all] = test::by_hand::count_ways(a, b, gap, from, to);
      REQUIRE(all > 0);
      CHECK(possibly_meet(a, b, gap) == (meeting > 0));
      CHECK(possibly_meet(b, a, gap) == possibly_meet(a, b, gap));
      CHECK(certainly_meet(b, a, gap) == certainly_meet(a, b, gap));
      // Where the bounds of one period alone leave open on which day it was, the formula is on the
      // safe side: it may say less than is certain but never more.
      const auto blurred = [&](const period& p) {
        return p.latest_start() >= p.earliest_end() + gap;
      };
      if (blurred(a) || blurred(b))
        CHECK((!certainly_meet(a, b, gap) || meeting == all));
      else
        CHECK(certainly_meet(a, b, gap) == (meeting == all));
    }
  }
}
