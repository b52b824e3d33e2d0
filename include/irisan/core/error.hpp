#pragma once

#include <irisan/core/problem.hpp>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

/// Base of everything irisan throws on purpose.
struct error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The user's tables contradict each other or themselves; carries every problem found.
struct input_error : error {
  using error::error;

  /// The text lists the first ten errors and says how many more there are.
  explicit input_error(std::vector<problem> all)
      : error(first_ten(all)), problems(std::move(all)) {}

  std::vector<problem> problems;

private:
  static std::string first_ten(const std::vector<problem>& all) {
    std::string text;
    std::size_t errors = 0;
    for (const problem& p : all) {
      if (p.level != problem_level::error || ++errors > 10) continue;
      // In one expression, g++ 12 warns at -O3 of a copy that cannot be.
      if (!text.empty()) text += '\n';
      text += to_text(p);
    }
    if (errors > 10) text += "\nand " + std::to_string(errors - 10) + " more";
    return text;
  }
};

/// The user's rules, mapping or package description say something that cannot be followed.
struct rule_error : error {
  using error::error;
};

/// The work was asked to stop before it was done.
struct stopped : error {
  stopped() : error("stopped") {}
};

/// A result could not be written; nothing half written is left.
struct write_error : error {
  using error::error;
};

/// The work would need more memory than it may use; the text says how much.
struct memory_error : error {
  using error::error;
};

} // namespace irisan
