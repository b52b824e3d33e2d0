#pragma once

#include <irisan/model/check.hpp>

#include <string_view>
#include <vector>

namespace irisan::test {

/// The problems of one level, in their order.
inline std::vector<problem> of_level(const std::vector<problem>& all, problem_level level) {
  std::vector<problem> some;
  for (const problem& p : all)
    if (p.level == level) some.push_back(p);
  return some;
}

inline std::vector<problem> errors(const tables& t) {
  return of_level(check(t), problem_level::error);
}
inline std::vector<problem> repairs(const tables& t) {
  return of_level(check(t), problem_level::repair);
}
inline std::vector<problem> warnings(const tables& t) {
  return of_level(check(t), problem_level::warning);
}

inline bool says(const problem& p, std::string_view words) {
  return p.what.en.find(words) != std::string::npos;
}

} // namespace irisan::test
