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

/// Deliveries from compressed rows as they come from outside: checked, each row sorted by target.
delivery_rows deliveries_from(std::span<const std::int64_t> offsets,
                              std::span<const std::int32_t> targets,
                              std::span<const std::int32_t> labels,
                              std::span<const std::int32_t> starts,
                              std::span<const std::int32_t> ends, const progress& watch) {
  delivery_rows d;
  // Copied first and checked then: another thread may change the arrays meanwhile.
  d.offsets.assign(offsets.begin(), offsets.end());
  d.targets.assign(targets.begin(), targets.end());
  d.labels.assign(labels.begin(), labels.end());
  d.starts.assign(starts.begin(), starts.end());
  d.ends.assign(ends.begin(), ends.end());
  check_offsets(d.offsets, d.targets.size());
  constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max();
  for (std::size_t i = 0; i < d.targets.size(); ++i) {
    if (d.targets[i] < 0 || d.targets[i] == most)
      throw std::invalid_argument(at("targets", i, d.targets[i]) + ", not from 0 to 2147483646");
    d.columns = std::max(d.columns, d.targets[i] + 1);
  }
  if (!d.starts.empty() && d.starts.size() == d.ends.size())
    for (std::size_t i = 0; i < d.starts.size(); ++i)
      if (d.ends[i] <= d.starts[i])
        throw std::invalid_argument(at("ends", i, d.ends[i]) + ", not after the start, " +
                                    std::to_string(d.starts[i]));
  for (const std::vector<std::int32_t>* column : {&d.labels, &d.starts, &d.ends})
    if (!column->empty() && column->size() != d.targets.size()) return d; // the search refuses it
  std::vector<std::size_t> order;
  std::vector<std::int32_t> sorted;
  for (std::size_t row = 0; row + 1 < d.offsets.size(); ++row) {
    if ((row & 1023) == 0 && watch.stop.stop_requested()) throw stopped();
    const auto begin = static_cast<std::size_t>(d.offsets[row]),
               end = static_cast<std::size_t>(d.offsets[row + 1]);
    if (std::is_sorted(d.targets.begin() + d.offsets[row], d.targets.begin() + d.offsets[row + 1]))
      continue;
    order.resize(end - begin);
    std::iota(order.begin(), order.end(), begin);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t i, std::size_t k) { return d.targets[i] < d.targets[k]; });
    for (std::vector<std::int32_t>* column : {&d.labels, &d.starts, &d.ends, &d.targets}) {
      if (column->empty()) continue;
      sorted.clear();
      for (const std::size_t i : order) sorted.push_back((*column)[i]);
      std::copy(sorted.begin(), sorted.end(), column->begin() + d.offsets[row]);
    }
  }
  return d;
}

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
          return pair_columns(find_agreeing_pairs(deliveries_from(o, t, l, s, e, watch), asked,
                                                  options.with(watch)));
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
