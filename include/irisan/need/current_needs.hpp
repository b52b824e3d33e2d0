#pragma once

#include <irisan/model/entities.hpp>

#include <algorithm>
#include <span>
#include <tuple>
#include <vector>

namespace irisan {

/// The needs that hold on a day, sorted by target, activity and unit of quantity: of several of one
/// target, activity and unit the latest that was recorded by then. One of later date waits; one
/// without a date comes before all dated ones; of the same date, the greater requirement stands,
/// then the greater score.
inline std::vector<need> current_needs(std::span<const need> recorded, const date_range& as_of) {
  std::vector<const need*> order;
  for (const need& n : recorded)
    if (!n.date.known() || !as_of.known() || n.date.earliest <= as_of.latest) order.push_back(&n);
  const auto subject = [](const need* n) { return std::tie(n->of, n->activity, n->quantity_unit); };
  const auto known = [](double x) { return x == x ? x : -1.0; };
  std::sort(order.begin(), order.end(), [&](const need* a, const need* b) {
    if (subject(a) != subject(b)) return subject(a) < subject(b);
    const auto rank = [&](const need* n) {
      return std::tuple(n->date, known(n->required), known(n->score));
    };
    if (rank(a) != rank(b)) return rank(a) > rank(b);
    return a->source < b->source;
  });
  std::vector<need> current;
  for (const need* n : order)
    if (current.empty() || subject(&current.back()) != subject(n)) current.push_back(*n);
  return current;
}

} // namespace irisan
