#include <irisan/overlap/find_pairs.hpp>
#include <irisan/overlap/pair_plan.hpp>

#include <support/builders.hpp>
#include <support/by_hand.hpp>
#include <support/folder.hpp>
#include <support/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace irisan;

namespace {

constexpr pair_method every_method[] = {pair_method::counters, pair_method::columns,
                                        pair_method::complements, pair_method::bit_rows,
                                        pair_method::prefix};

pair_plan planned(const incidence_matrix& a, const pair_query& query, const pair_options& options) {
  return plan_pairs(a, order_by_size(a), query, options);
}

/// The plan of a search that was done.
pair_plan carried_out(const incidence_matrix& a, const pair_query& query, pair_options options) {
  pair_plan plan;
  options.plan = &plan;
  find_pairs(a, query, options);
  return plan;
}

/// What is in the text as a number of bytes; 0 if there is none.
std::size_t bytes_in(const std::string& text) {
  const auto at = text.find_first_of("0123456789");
  return at == std::string::npos ? 0 : std::stoull(text.substr(at));
}

pair_query at_least_half() {
  pair_query q;
  q.min_jaccard = {1, 2};
  return q;
}

struct named_incidence {
  std::string name;
  incidence_matrix a;
};

/// Shapes that differ in what is many: nothing, one, programs, targets, crossings, equal programs.
std::vector<named_incidence> shapes() {
  std::mt19937 random(1);
  const auto rows = [&](std::size_t programs, std::int32_t targets, std::size_t size) {
    std::vector<std::vector<std::int32_t>> all(programs);
    for (auto& row : all)
      for (std::size_t i = 0; i < size; ++i)
        row.push_back(static_cast<std::int32_t>(random() % static_cast<unsigned>(targets)));
    return incidence(std::move(all));
  };
  std::vector<std::int32_t> half(300);
  std::iota(half.begin(), half.end(), 0);
  return {{"no programs", test::programs({})},
          {"one program without targets", test::programs({{}})},
          {"three programs without targets", test::programs({{}, {}, {}})},
          {"one program", test::programs({{0, 1, 2}})},
          {"two programs", test::programs({{0, 1, 2}, {1, 2}})},
          {"a program at a far target", test::programs({{0}, {4'000}})},
          {"one target for all", rows(300, 1, 1)},
          {"each at one of its own",
           [] {
             std::vector<std::vector<std::int32_t>> all;
             for (std::int32_t p = 0; p < 300; ++p) all.push_back({p});
             return incidence(std::move(all));
           }()},
          {"many small", rows(1'200, 300, 4)},
          {"few large", rows(16, 700, 400)},
          {"nearly everything", rows(40, 50, 120)},
          {"all the same", incidence(std::vector<std::vector<std::int32_t>>(20, half))},
          {"more than a block of columns", rows(600, 60, 12)}};
}

} // namespace

TEST_SUITE("overlap") {
  TEST_CASE("pair_plan: a method asked for is the one planned") {
    for (const named_incidence& shape : shapes())
      for (const pair_method method : every_method)
        for (const pair_query& query : {pair_query{}, at_least_half()}) {
          CAPTURE(shape.name);
          CAPTURE(name_of(method));
          // There is nothing to plan without programs.
          if (shape.a.rows() == 0) continue;
          pair_options options;
          options.method = method;
          const pair_plan plan = planned(shape.a, query, options);
          CHECK(plan.method == method);
          CHECK(plan.instructions == widest_instruction_set());
          CHECK(plan.actual_bytes == 0);
          CHECK(plan.actual_seconds == 0);
        }
  }

  TEST_CASE("pair_plan: the fastest is the cheapest of those that fit") {
    for (const named_incidence& shape : shapes())
      for (const pair_query& query : {pair_query{}, at_least_half()})
        for (const instruction_set set : instruction_sets())
          for (const std::size_t memory :
               {std::size_t{0}, std::size_t{1} << 30, std::size_t{2} << 20}) {
            CAPTURE(shape.name);
            CAPTURE(name_of(set));
            CAPTURE(memory);
            pair_options options;
            options.instructions = set;
            options.memory = memory;
            options.threads = 2;
            const pair_plan plan = planned(shape.a, query, options);
            CHECK(plan.instructions == set);
            const std::size_t allowed =
                memory > 0 ? memory
                           : std::max<std::size_t>(
                                 2 * (shape.a.targets.size() * 4 + shape.a.offsets.size() * 8),
                                 std::size_t{32} << 20);
            double least = std::numeric_limits<double>::infinity();
            for (const pair_plan::estimate& e : plan.considered)
              if (e.bytes <= allowed) least = std::min(least, e.seconds);
            CHECK(plan.seconds == least);
            CHECK(plan.bytes <= allowed);
            const auto chosen =
                std::find_if(plan.considered.begin(), plan.considered.end(),
                             [&, &p = plan](const auto& e) { return e.method == p.method; });
            REQUIRE(chosen != plan.considered.end());
            CHECK(chosen->seconds == plan.seconds);
            CHECK(chosen->bytes == plan.bytes);
            CHECK(chosen->column_blocks == plan.column_blocks);
          }
  }

  TEST_CASE(
      "pair_plan: every method is considered once and a prefix only where it may say something") {
    const incidence_matrix a = test::programs({{0, 1}, {0}});
    const auto considered = [&](const pair_query& query, pair_method method) {
      pair_options options;
      options.method = method;
      std::vector<pair_method> all;
      for (const auto& e : planned(a, query, options).considered) all.push_back(e.method);
      return all;
    };
    using methods = std::vector<pair_method>;
    const methods without{pair_method::counters, pair_method::columns, pair_method::complements,
                          pair_method::bit_rows};
    methods all = without;
    all.push_back(pair_method::prefix);
    CHECK(considered({}, pair_method::fastest) == without);
    CHECK(considered(at_least_half(), pair_method::fastest) == all);
    CHECK(considered({}, pair_method::prefix) == all);
    pair_query two;
    two.min_shared = 2;
    CHECK(considered(two, pair_method::fastest) == all);
  }

  TEST_CASE("pair_plan: too little memory is refused with the bytes that do") {
    const incidence_matrix a = shapes().back().a;
    const pair_query query = at_least_half();
    for (const pair_method method :
         {pair_method::fastest, pair_method::counters, pair_method::columns,
          pair_method::complements, pair_method::bit_rows}) {
      CAPTURE(name_of(method));
      pair_options options;
      options.threads = 1;
      options.method = method;
      options.memory = 1;
      const std::string text = test::thrown<memory_error>([&] { planned(a, query, options); });
      const std::size_t needed = bytes_in(text);
      CHECK(text == "finding pairs needs " + std::to_string(needed) +
                        " bytes of memory, more than the 1 allowed");
      // Exactly so many do, one less does not.
      options.memory = needed;
      CHECK_NOTHROW(planned(a, query, options));
      CHECK((find_pairs(a, query, options) == find_pairs(a, query)));
      options.memory = needed - 1;
      CHECK_THROWS_AS(planned(a, query, options), memory_error);
    }
  }

  TEST_CASE("pair_plan: no programs need no memory whatever the method") {
    const incidence_matrix a = test::programs({});
    for (const pair_method method : every_method) {
      CAPTURE(name_of(method));
      pair_options options;
      options.method = method;
      CHECK(find_pairs(a, {}, options).empty());
      options.memory = std::size_t{1} << 20;
      CHECK(test::thrown<memory_error>([&] { find_pairs(a, {}, options); }) == "");
    }
  }

  TEST_CASE("pair_plan: what a search took is told after it") {
    const incidence_matrix a = shapes()[8].a;
    for (const pair_method method : every_method) {
      CAPTURE(name_of(method));
      pair_options options;
      options.method = method;
      const pair_plan plan = carried_out(a, at_least_half(), options);
      CHECK(plan.method == method);
      CHECK(plan.actual_bytes > 0);
      CHECK(plan.actual_seconds > 0);
    }
  }

  TEST_CASE("pair_plan: a search takes no more bytes than predicted") {
    for (const named_incidence& shape : shapes())
      for (const pair_method method : every_method)
        for (const pair_query& query : {pair_query{}, at_least_half()})
          for (const unsigned threads : {1U, 3U}) {
            pair_options options;
            options.method = method;
            options.threads = threads;
            const pair_plan plan = carried_out(shape.a, query, options);
            if (plan.actual_bytes <= plan.bytes) continue;
            CAPTURE(shape.name);
            CAPTURE(name_of(method));
            CAPTURE(query.asks_for_sizes());
            CAPTURE(threads);
            CHECK(plan.actual_bytes <= plan.bytes);
          }
  }

  TEST_CASE("pair_plan: a budget that is accepted is kept") {
    for (const named_incidence& shape : shapes())
      for (const pair_method method : every_method)
        for (const pair_query& query : {pair_query{}, at_least_half()}) {
          CAPTURE(shape.name);
          CAPTURE(name_of(method));
          CAPTURE(query.asks_for_sizes());
          if (shape.a.rows() == 0) continue;
          pair_options options;
          options.method = method;
          options.threads = 1;
          options.memory = 1;
          for (int i = 0; i < 2; ++i) {
            // The least that is accepted, and somewhat more.
            const std::string text =
                test::thrown<memory_error>([&] { planned(shape.a, query, options); });
            if (!text.empty()) options.memory = bytes_in(text);
            const pair_plan plan = carried_out(shape.a, query, options);
            CHECK(plan.bytes <= options.memory);
            if (plan.actual_bytes > options.memory) {
              CHECK(plan.actual_bytes <= options.memory);
              break;
            }
            options.memory += options.memory / 3;
          }
        }
  }

  TEST_CASE("pair_plan: small budgets change nothing but the blocks") {
    const incidence_matrix a = shapes().back().a;
    const auto expected = find_pairs(a, at_least_half());
    pair_options options;
    options.threads = 1;
    options.method = pair_method::counters;
    options.memory = 20'000;
    pair_plan plan;
    options.plan = &plan;
    CHECK((find_pairs(a, at_least_half(), options) == expected));
    CHECK(plan.list_ranks < a.rows());
    CHECK(plan.actual_bytes <= 20'000);
  }

  TEST_CASE("pair_plan: a short search has one thread and window ends fit every two sizes") {
    pair_options options;
    options.threads = 7;
    CHECK(planned(test::programs({{0}, {0}}), {}, options).threads == 1);
    std::mt19937 random(2);
    const auto any = [&] {
      const auto under = static_cast<std::int64_t>(1 + random() % 12);
      return fraction{static_cast<std::int64_t>(random() % static_cast<unsigned>(under + 1)),
                      under};
    };
    for (int round = 0; round < 300; ++round) {
      CAPTURE(round);
      const incidence_matrix a = test::random_incidence(random, 20, 20);
      const size_order o = order_by_size(a);
      pair_query q;
      if (random() % 2) q.min_shared = static_cast<std::int32_t>(random() % 6);
      if (random() % 2) q.min_jaccard = any();
      if (random() % 3 == 0) q.min_containment = any();
      if (random() % 3 == 0) q.min_cosine = any();
      if (!q.asks_for_sizes() && q.min_shared <= 1) continue; // all, whatever their sizes
      const std::vector<std::int32_t> ends = window_ends(q, o);
      for (std::int32_t r = 0; r < o.count(); ++r) {
        const std::int32_t end = ends[static_cast<std::size_t>(r)];
        CHECK(end > r);
        if (r > 0) CHECK(end >= ends[static_cast<std::size_t>(r) - 1]);
        for (std::int32_t s = r + 1; s < o.count(); ++s) {
          const std::int32_t large = o.size[static_cast<std::size_t>(r)],
                             small = o.size[static_cast<std::size_t>(s)];
          if (required_shared(q, large, small) <= small) CHECK(s < end);
        }
      }
    }
  }
}
