#pragma once

#include <irisan/core/period.hpp>
#include <irisan/finding/finding.hpp>
#include <irisan/finding/finding_rules.hpp>

#include <support/builders.hpp>

#include <string_view>
#include <vector>

namespace irisan::test {

/// A day as a date known to the day: `on("2023-07-15")`.
inline date_range on(std::string_view text) {
  return *parse_date(text);
}

// Compiled once, in findings.cpp: all kinds of finding take a compiler half a minute.

/// Everything that is found in tables, whatever chance makes of it; `as_of` is their latest date if
/// it is not given.
std::vector<finding> findings_in(const tables& t, const finding_rules& rules = {},
                                 date_range as_of = {});

/// What is found of one kind, what matters most first.
std::vector<finding> found(finding_kind kind, const tables& t, const finding_rules& rules = {},
                           date_range as_of = {});

} // namespace irisan::test
