#include "incidence.hpp"
#include "pair_query.hpp"

#include <irisan/overlap/agreeing_pairs.hpp>
#include <irisan/overlap/count_pairs.hpp>
#include <irisan/overlap/measure.hpp>
#include <irisan/overlap/top_pairs.hpp>
#include <irisan/overlap/weighted_pairs.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace irisan::python {

namespace {

arrow_columns partner_columns(const partner_lists& lists) {
  const std::size_t rows = lists.pairs.size();
  std::vector<std::int32_t> program(rows), rank(rows);
  for (std::size_t p = 0; p + 1 < lists.offsets.size(); ++p)
    for (auto i = lists.offsets[p]; i < lists.offsets[p + 1]; ++i) {
      program[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(p);
      rank[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(i - lists.offsets[p] + 1);
    }
  const auto column = [&](const auto& of) {
    return numbers<std::int32_t>(rows, [&](std::size_t i) {
      return of(lists.pairs[i], lists.pairs[i].first.value == program[i]);
    });
  };
  arrow_columns c;
  c.emplace_back("program", numbers<std::int32_t>(rows, [&](auto i) { return program[i]; }));
  c.emplace_back("rank", numbers<std::int32_t>(rows, [&](auto i) { return rank[i]; }));
  c.emplace_back("partner", column([](const overlap_pair& p, bool is_first) {
                   return is_first ? p.second.value : p.first.value;
                 }));
  c.emplace_back("shared", column([](const overlap_pair& p, bool) { return p.shared; }));
  c.emplace_back("program_size", column([](const overlap_pair& p, bool is_first) {
                   return is_first ? p.first_size : p.second_size;
                 }));
  c.emplace_back("partner_size", column([](const overlap_pair& p, bool is_first) {
                   return is_first ? p.second_size : p.first_size;
                 }));
  return c;
}

arrow_columns weighted_columns(const std::vector<weighted_pair>& pairs) {
  const auto count = [&](const auto& of) {
    return numbers<std::int32_t>(pairs.size(), [&](std::size_t i) { return of(pairs[i].counts); });
  };
  const auto weight = [&](std::int64_t weighted_pair::*of) {
    return numbers<std::int64_t>(pairs.size(), [&](std::size_t i) { return pairs[i].*of; });
  };
  arrow_columns c;
  c.emplace_back("first", count([](const overlap_pair& p) { return p.first.value; }));
  c.emplace_back("second", count([](const overlap_pair& p) { return p.second.value; }));
  c.emplace_back("shared", count([](const overlap_pair& p) { return p.shared; }));
  c.emplace_back("first_size", count([](const overlap_pair& p) { return p.first_size; }));
  c.emplace_back("second_size", count([](const overlap_pair& p) { return p.second_size; }));
  c.emplace_back("shared_weight", weight(&weighted_pair::shared_weight));
  c.emplace_back("first_weight", weight(&weighted_pair::first_weight));
  c.emplace_back("second_weight", weight(&weighted_pair::second_weight));
  return c;
}

using column_of_days = std::optional<counts>;

/// Deliveries from compressed rows as they come from outside: checked, and where they lie if each
/// row is sorted by target, else sorted copies.
class given_deliveries {
public:
  given_deliveries(delivery_view given, const progress& watch) : seen_(given) {
    check_offsets(seen_.offsets, seen_.targets.size());
    constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max();
    for (std::size_t i = 0; i < seen_.targets.size(); ++i) {
      if (seen_.targets[i] < 0 || seen_.targets[i] == most)
        throw std::invalid_argument(at("targets", i, seen_.targets[i]) +
                                    ", not from 0 to 2147483646");
      seen_.columns = std::max(seen_.columns, seen_.targets[i] + 1);
    }
    check_lengths(seen_);
    if (!seen_.starts.empty() && !seen_.ends.empty())
      for (std::size_t i = 0; i < seen_.starts.size(); ++i)
        if (seen_.ends[i] <= seen_.starts[i])
          throw std::invalid_argument(at("ends", i, seen_.ends[i]) + ", not after the start, " +
                                      std::to_string(seen_.starts[i]));
    bool sorted = true;
    for (std::int32_t p = 0; p < seen_.rows() && sorted; ++p) {
      const auto row = incidence_view{0, seen_.offsets, seen_.targets}.row(p);
      sorted = std::is_sorted(row.begin(), row.end());
    }
    if (!sorted) sort_rows(watch);
  }
  given_deliveries(const given_deliveries&) = delete;
  given_deliveries& operator=(const given_deliveries&) = delete;

  const delivery_view& view() const noexcept { return seen_; }

private:
  void sort_rows(const progress& watch) {
    own_ = {seen_.columns,
            {seen_.offsets.begin(), seen_.offsets.end()},
            {seen_.targets.begin(), seen_.targets.end()},
            {seen_.labels.begin(), seen_.labels.end()},
            {seen_.starts.begin(), seen_.starts.end()},
            {seen_.ends.begin(), seen_.ends.end()}};
    std::vector<std::size_t> order;
    std::vector<std::int32_t> sorted;
    for (std::size_t row = 0; row + 1 < own_.offsets.size(); ++row) {
      if ((row & 1023) == 0 && watch.stop.stop_requested()) throw stopped();
      const auto begin = static_cast<std::size_t>(own_.offsets[row]),
                 end = static_cast<std::size_t>(own_.offsets[row + 1]);
      order.resize(end - begin);
      std::iota(order.begin(), order.end(), begin);
      std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t k) {
        return own_.targets[i] < own_.targets[k];
      });
      for (std::vector<std::int32_t>* column :
           {&own_.labels, &own_.starts, &own_.ends, &own_.targets}) {
        if (column->empty()) continue;
        sorted.clear();
        for (const std::size_t i : order) sorted.push_back((*column)[i]);
        std::copy(sorted.begin(), sorted.end(), column->begin() + own_.offsets[row]);
      }
    }
    seen_ = own_;
  }

  delivery_rows own_;
  delivery_view seen_;
};

py::tuple considered(const pair_plan& plan) {
  py::list all;
  for (const pair_plan::estimate& e : plan.considered)
    all.append(py::make_tuple(std::string(name_of(e.method)), e.seconds, e.bytes));
  return py::tuple(all);
}

} // namespace

void bind_other_pairs(py::module_& m) {
  m.def(
      "top_partners",
      [](const held_incidence& a, const given_query& query, const given_options& options,
         std::int64_t k, const std::string& by) {
        const pair_query& asked = query.of(a.view().rows());
        const std::size_t most = count_from_one("k", k);
        const auto measure = ranking_measure(by);
        return to_python(released([&](const progress& watch) {
          return partner_columns(top_partners(a.view(), asked, options.with(watch), most, measure));
        }));
      },
      py::arg("incidence"), py::arg("query"), py::arg("options"), py::arg("k"), py::arg("by"),
      "The strongest partners of every intervention.");
  m.def(
      "find_weighted_pairs",
      [](const held_incidence& a, const py::array_t<std::int64_t, py::array::c_style>& weights,
         const given_query& query, std::int64_t min_shared_weight,
         const given_threshold& min_weighted_jaccard, const given_options& options) {
        weight_query asked;
        asked.counts = query.of(a.view().rows());
        if (min_shared_weight < 0)
          throw rule_error("min_shared_weight is not negative, as " +
                           std::to_string(min_shared_weight) + " is");
        asked.min_shared_weight = min_shared_weight;
        asked.min_weighted_jaccard = threshold("min_weighted_jaccard", min_weighted_jaccard);
        const auto w = view(weights);
        return to_python(released([&](const progress& watch) {
          return weighted_columns(find_weighted_pairs(a.view(), w, asked, options.with(watch)));
        }));
      },
      py::arg("incidence"), py::arg("weights").noconvert(), py::arg("query"),
      py::arg("min_shared_weight"), py::arg("min_weighted_jaccard"), py::arg("options"),
      "All pairs that pass every threshold on counts and on weights, sorted.");
  m.def(
      "find_agreeing_pairs",
      [](const py::array_t<std::int64_t, py::array::c_style>& offsets, const counts& targets,
         const column_of_days& labels, const column_of_days& starts, const column_of_days& ends,
         const given_query& query, const given_options& options) {
        const auto o = view(offsets);
        const auto t = view(targets);
        const auto column = [&](const char* name, const column_of_days& given) {
          if (!given) return std::span<const std::int32_t>{};
          if (given->size() != targets.size())
            throw std::invalid_argument("there are " + std::to_string(given->size()) + " " + name +
                                        " for " + std::to_string(targets.size()) + " deliveries");
          return view(*given);
        };
        const auto l = column("labels", labels), s = column("starts", starts),
                   e = column("ends", ends);
        const pair_query& asked =
            query.of(static_cast<std::int32_t>(std::max<std::ptrdiff_t>(offsets.size() - 1, 0)));
        return to_python(released([&](const progress& watch) {
          const given_deliveries deliveries({0, o, t, l, s, e}, watch);
          return pair_columns(find_agreeing_pairs(deliveries.view(), asked, options.with(watch)));
        }));
      },
      py::arg("offsets").noconvert(), py::arg("targets").noconvert(), py::arg("labels").noconvert(),
      py::arg("starts").noconvert(), py::arg("ends").noconvert(), py::arg("query"),
      py::arg("options"),
      "All pairs by the shared targets at which deliveries of both agree, sorted.");
  m.def(
      "explain_pairs",
      [](const held_incidence& a, const given_query& query, const given_options& options) {
        const pair_query& asked = query.of(a.view().rows());
        const pair_plan plan = released([&](const progress& watch) {
          pair_plan kept;
          count_pairs(a.view(), asked, options.with(watch, &kept));
          return kept;
        });
        return py::make_tuple(std::string(name_of(plan.method)),
                              std::string(name_of(plan.instructions)), plan.threads,
                              plan.column_blocks, plan.seconds, plan.bytes, plan.actual_seconds,
                              plan.actual_bytes, considered(plan));
      },
      py::arg("incidence"), py::arg("query"), py::arg("options"),
      "How pairs are found and what it took, in the order of `PairPlan`.");
}

} // namespace irisan::python
