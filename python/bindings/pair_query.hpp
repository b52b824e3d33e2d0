#pragma once

#include "bindings.hpp"

#include <irisan/overlap/pair_options.hpp>
#include <irisan/overlap/pair_query.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace irisan::python {

using counts = py::array_t<std::int32_t, py::array::c_style>;

/// A threshold: a text such as `9/10`, or numerator and denominator.
using given_threshold = std::variant<std::string, std::pair<std::int64_t, std::int64_t>>;

/// The threshold as a fraction; `rule_error` if it does not lie from 0 to 1.
fraction threshold(const char* name, const given_threshold& given);

/// Which pairs Python asks for; keeps the array of owners alive.
struct given_query {
  pair_query query;
  std::optional<counts> owners;

  /// The query, fit for so many interventions; throws if there is another number of owners.
  const pair_query& of(std::int32_t interventions) const;
};

/// How Python wants them found.
struct given_options {
  pair_method method = pair_method::fastest;
  std::size_t memory = 0;
  unsigned threads = 0;

  pair_options with(const progress& watch, pair_plan* plan = nullptr) const {
    pair_options o;
    o.threads = threads;
    o.watch = watch;
    o.method = method;
    o.memory = memory;
    o.plan = plan;
    return o;
  }
};

/// A count such as `top` that lies from 1; `rule_error` if it does not.
std::size_t count_from_one(const char* name, std::int64_t given);

} // namespace irisan::python
