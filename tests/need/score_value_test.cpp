#include <irisan/need/score_value.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace irisan;

namespace {

indicator said(std::string value, std::int64_t denominator = unknown_money) {
  indicator i;
  i.value = std::move(value);
  i.denominator = denominator;
  return i;
}

need_rule range_rule(double worst, double best) {
  need_rule r;
  r.worst = worst, r.best = best;
  return r;
}

double score(const need_rule& r, std::string value) {
  return score_value(said(std::move(value)), r, "school").score;
}

unscored_reason why(const need_rule& r, const indicator& i, std::string_view kind = "school") {
  const value_score s = score_value(i, r, kind);
  CHECK((s.score == s.score) == (s.why == unscored_reason::none));
  return s.why;
}

} // namespace

TEST_SUITE("need") {
  TEST_CASE("score_value: a range runs from the worst value to the best and is cut off beyond") {
    const need_rule up = range_rule(20, 100);
    CHECK(score(up, "20") == 1);
    CHECK(score(up, "100") == 0);
    CHECK(score(up, "60") == .5);
    CHECK(score(up, "40") == .75);
    CHECK(score(up, "-5") == 1);
    CHECK(score(up, "250") == 0);
    const need_rule down = range_rule(10, 0); // as the share of pupils who left
    CHECK(score(down, "10") == 1);
    CHECK(score(down, "2.5") == .25);
    CHECK(score(down, "0") == 0);
    CHECK(score(down, "-1") == 0);
    CHECK(score(down, "11") == 1);
  }

  TEST_CASE("score_value: a value on a threshold lies in the band above it") {
    need_rule r;
    r.scale = need_scale::bands;
    r.bands = {
        {40.0, 1, band_colour::red}, {70.5, .4, band_colour::yellow}, {{}, 0, band_colour::green}};
    CHECK(score(r, "39.999") == 1);
    CHECK(score(r, "40") == .4);
    CHECK(score(r, "70.499") == .4);
    CHECK(score(r, "70.5") == 0);
    CHECK(score(r, "-1e9") == 1);
    CHECK(score(r, "1e9") == 0);
    CHECK(score_value(said("3"), r, "school").colour == band_colour::red);
    CHECK(score_value(said("40"), r, "school").colour == band_colour::yellow);
    CHECK(score_value(said("90"), r, "school").colour == band_colour::green);
    CHECK(score_value(said("90"), r, "school").number == 90);
  }

  TEST_CASE("score_value: words are looked up whatever their capital letters") {
    need_rule r;
    r.scale = need_scale::categories;
    r.categories = {{"Kurang", 1.0, band_colour::red},
                    {"baik", 0.0, band_colour::green},
                    {"tidak tersedia", {}, {}}};
    CHECK(score(r, "kurang") == 1);
    CHECK(score(r, "BAIK") == 0);
    CHECK(score_value(said("KURANG"), r, "school").colour == band_colour::red);
    CHECK(why(r, said("sangat baik")) == unscored_reason::unknown_word);
    CHECK(why(r, said("Tidak tersedia")) == unscored_reason::said_unknown);
    CHECK(why(r, said("0")) == unscored_reason::unknown_word);
  }

  TEST_CASE("score_value: a text in a column of numbers is unknown and never 0") {
    const need_rule r = range_rule(0, 100);
    for (const char* text : {"tidak ada", "n/a", "12 %", "1.234.567", "1,5", "nan", "inf", "#N/A"})
      CHECK(why(r, said(text)) == unscored_reason::not_a_number);
    CHECK(why(r, said("0")) == unscored_reason::none);
    CHECK(score(r, "0") == 1);
  }

  TEST_CASE("score_value: numbers are read with the marks that a rule declares") {
    need_rule r = range_rule(0, 2000);
    r.decimal_mark = ',', r.group_mark = '.';
    CHECK(score_value(said("1.250,5"), r, "school").number == 1250.5);
    CHECK(score(r, "500") == .75);
    CHECK(why(r, said("12.5")) == unscored_reason::not_a_number);
  }

  TEST_CASE("score_value: a share is a count of its denominator") {
    need_rule r = range_rule(0, 1);
    r.share = true;
    // 84 of 310: 1 − 84/310 = 113/155.
    const value_score s = score_value(said("84", 310), r, "local_government");
    CHECK(s.number == 84.0 / 310);
    CHECK(s.score == doctest::Approx(113.0 / 155).epsilon(1e-15));
    CHECK(why(r, said("84")) == unscored_reason::not_a_share);
    CHECK(why(r, said("0", 0)) == unscored_reason::not_a_share);
    CHECK(why(r, said("311", 310)) == unscored_reason::not_a_share);
    CHECK(why(r, said("-1", 310)) == unscored_reason::not_a_share);
    CHECK(why(r, said("310", 310), "local_government") == unscored_reason::none);
    CHECK(why(r, said("banyak", 310)) == unscored_reason::not_a_number);
    r.scale = need_scale::bands;
    r.worst.reset(), r.best.reset();
    r.bands = {{.25, 1, band_colour::red}, {{}, 0, band_colour::green}};
    CHECK(score_value(said("24", 100), r, "school").score == 1);
    CHECK(score_value(said("25", 100), r, "school").score == 0);
  }

  TEST_CASE("score_value: nothing under five is told of a single school") {
    need_rule r = range_rule(0, 1);
    r.share = true;
    CHECK(why(r, said("5", 10)) == unscored_reason::none);
    CHECK(why(r, said("4", 10)) == unscored_reason::too_few_people); // who is
    CHECK(why(r, said("6", 10)) == unscored_reason::too_few_people); // who is not
    CHECK(why(r, said("0", 20)) == unscored_reason::too_few_people);
    CHECK(why(r, said("20", 20)) == unscored_reason::too_few_people);
    CHECK(why(r, said("1", 1), "cluster") == unscored_reason::too_few_people);
    CHECK(why(r, said("4", 10), "local_government") == unscored_reason::none);
    CHECK(why(r, said("4", 10), "area") == unscored_reason::none);
    r.min_people = 0;
    CHECK(why(r, said("0", 1)) == unscored_reason::none);
    // Of a value that is no count the denominator alone tells.
    const need_rule mean = range_rule(0, 100);
    CHECK(why(mean, said("80", 4)) == unscored_reason::too_few_people);
    CHECK(why(mean, said("80", 5)) == unscored_reason::none);
    CHECK(why(mean, said("80")) == unscored_reason::none);
    need_rule words;
    words.scale = need_scale::categories;
    words.categories = {{"baik", 0.0, {}}};
    CHECK(why(words, said("baik", 4)) == unscored_reason::too_few_people);
    CHECK(why(words, said("baik", 5)) == unscored_reason::none);
  }

  TEST_CASE("score_value: what is not told leaves neither number nor colour behind") {
    need_rule r;
    r.scale = need_scale::bands;
    r.share = true;
    r.bands = {{{}, 1, band_colour::red}};
    const value_score s = score_value(said("2", 10), r, "school");
    CHECK(s.why == unscored_reason::too_few_people);
    CHECK(s.number != s.number);
    CHECK(s.colour == band_colour::unknown);
  }

  TEST_CASE("score_value: reasons have words") {
    CHECK(to_text(unscored_reason::missing) == "missing");
    CHECK(to_text(unscored_reason::alone) == "alone");
    CHECK(std::size(unscored_reasons) == static_cast<std::size_t>(unscored_reason::alone) + 1);
  }
}
