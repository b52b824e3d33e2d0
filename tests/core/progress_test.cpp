#include <irisan/core/progress.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace irisan;

TEST_SUITE("core") {
  TEST_CASE("progress: without a listener nothing happens") {
    CHECK_NOTHROW(progress{}.at("pairs", 0.5));
  }

  TEST_CASE("progress: the listener hears the stage and the share") {
    std::vector<std::pair<std::string, double>> heard;
    const progress watch{
        [&](std::string_view stage, double share) { heard.emplace_back(stage, share); }, {}};
    watch.at("pairs", 0);
    watch.at("findings", 1);
    CHECK(heard == std::vector<std::pair<std::string, double>>{{"pairs", 0}, {"findings", 1}});
  }

  TEST_CASE("progress: a stop that was asked for is thrown before anything is told") {
    std::stop_source source;
    int heard = 0;
    const progress watch{[&](std::string_view, double) { ++heard; }, source.get_token()};
    CHECK_NOTHROW(watch.at("pairs", 0));
    source.request_stop();
    CHECK_THROWS_AS(watch.at("pairs", 0.5), stopped);
    CHECK(heard == 1);
  }

  TEST_CASE("progress: a part tells its share of the whole and stops with it") {
    std::stop_source source;
    std::vector<std::pair<std::string, double>> heard;
    const progress watch{
        [&](std::string_view stage, double share) { heard.emplace_back(stage, share); },
        source.get_token()};
    for (std::int32_t i = 0; i < 2; ++i)
      for (const double share : {0.5, 1.0}) watch.part(i, 2).at("pairs", share);
    CHECK(heard == std::vector<std::pair<std::string, double>>{
                       {"pairs", 0.25}, {"pairs", 0.5}, {"pairs", 0.75}, {"pairs", 1}});
    CHECK_FALSE(progress{}.part(0, 2).report);
    source.request_stop();
    CHECK_THROWS_AS(watch.part(1, 2).at("pairs", 1), stopped);
  }
}
