// needed_deliveries [TARGETS]: how long it takes to tell of each delivery whether the needs of its
// target can do without it, by one thread and by two. Schools (200 000 by default) of 3 to 12
// deliveries each with amounts and costs, in three kinds: whole hours, quarters of hours (so that
// few schools are alike), and money. Writes a Markdown table.
#include "worker.hpp"

#include <irisan/irisan.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>
#include <random>
#include <string>

namespace {

using namespace irisan;

/// An amount and what it costs.
struct kind_of_amount {
  const char* name;
  const char* unit;
  int steps; ///< so many different amounts
  double step;
};

tables work_at(int schools, const kind_of_amount& kind) {
  std::mt19937 random(20261129);
  const auto below = [&](unsigned end) { return static_cast<unsigned>(random() % end); };
  tables t;
  const auto add = [&](const char* name,
                       std::initializer_list<std::pair<const char*, std::string>> row) {
    for (const auto& [column, value] : row) t[name].at(column).push_back(value);
    t[name].end_row();
  };
  add("units", {{"unit_id", "U"}});
  add("regions", {{"region_id", "R"}});
  for (int a = 0; a < 5; ++a) {
    const std::string theme = "T" + std::to_string(a);
    add("activities", {{"activity_id", theme}, {"parent_id", ""}});
    for (int k = 0; k < 3; ++k)
      add("activities", {{"activity_id", theme + std::to_string(k)}, {"parent_id", theme}});
  }
  for (int p = 0; p < 500; ++p)
    add("programs", {{"program_id", "P" + std::to_string(p)}, {"unit_id", "U"}});
  int delivery = 0;
  for (int s = 0; s < schools; ++s) {
    const std::string school = "S" + std::to_string(s);
    add("targets", {{"target_id", school}, {"kind", "school"}, {"region_id", "R"}});
    for (unsigned n = 3 + below(10); n > 0; --n)
      add("deliveries",
          {{"delivery_id", "D" + std::to_string(delivery++)},
           {"program_id", "P" + std::to_string(below(500))},
           {"target_id", school},
           {"activity_id", "T" + std::to_string(below(5)) + std::to_string(below(3))},
           {"quantity", std::to_string((1 + below(static_cast<unsigned>(kind.steps))) * kind.step)},
           {"quantity_unit", kind.unit},
           {"cost", std::to_string(1 + below(40))}});
    for (int a = 0; a < 5; ++a)
      if (below(2))
        add("needs",
            {{"target_id", school},
             {"activity_id", "T" + std::to_string(a)},
             {"required",
              std::to_string((2 + below(static_cast<unsigned>(3 * kind.steps))) * kind.step)},
             {"quantity_unit", kind.unit}});
  }
  return t;
}

} // namespace

int main(int count, char** values) try {
  const int schools = count > 1 ? std::stoi(values[1]) : 200'000;
  constexpr std::array<kind_of_amount, 3> kinds{{{"hours", "hours", 8, 1},
                                                 {"quarters", "hours", 40, 0.25},
                                                 {"money", "IDR", 1'000'000, 100}}};
  std::puts("| amounts | deliveries | needs | 1 thread, s | 2 threads, s | essential | can go |\n"
            "|---|--:|--:|--:|--:|--:|--:|");
  for (const kind_of_amount& kind : kinds) {
    const portfolio p(work_at(schools, kind));
    const coverage_table table = coverage(p, find_arrivals(p, find_visits(p)), p.needs(), {}, {});
    std::array<double, 2> seconds{};
    needed_deliveries found;
    for (const unsigned threads : {1U, 2U}) {
      const double start = bench::seconds_now();
      found = find_needed_deliveries(p, table, threads);
      seconds[threads - 1] = bench::seconds_now() - start;
    }
    const auto essential = std::ranges::count_if(
        found.rows, [](const needed_delivery& n) { return n.need == delivery_need::essential; });
    const auto go =
        std::ranges::count_if(found.rows, [](const needed_delivery& n) { return !n.kept; });
    std::printf("| %s | %lld | %zu | %.2f | %.2f | %td | %td |\n", kind.name,
                static_cast<long long>(p.deliveries().size()), p.needs().size(), seconds[0],
                seconds[1], essential, go);
    std::fflush(stdout);
  }
  return 0;
} catch (const std::exception& e) {
  std::cerr << "needed_deliveries: " << e.what() << '\n';
  return 2;
}
