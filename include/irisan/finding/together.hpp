#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/text.hpp>
#include <irisan/finding/finding_rules.hpp>
#include <irisan/finding/words.hpp>
#include <irisan/model/portfolio.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace irisan {

/// Two activities of a portfolio that are meant to meet at one target, and the words for that.
struct together {
  activity_index first, second;
  bilingual why;
};

/// The activities that the rules say belong together. Throws `rule_error`, told where the rule
/// stands, for an activity that is not known, and for one that is the other or lies inside it:
/// then it would belong together with itself.
inline std::vector<together> together_in(const portfolio& p, const finding_rules& rules) {
  std::vector<together> all;
  for (const together_rule& r : rules.together) {
    const auto find = [&](const std::string& id, const std::string& place) {
      const activity_index found = p.find_activity(id);
      if (found.known()) return found;
      std::vector<std::string_view> known;
      for (const activity& a : p.activities()) known.push_back(a.id);
      const std::string near = nearest(id, known);
      throw rule_error(place + ": unknown activity '" + id + "'" +
                       (near.empty() ? "" : "; the nearest is '" + near + "'"));
    };
    const activity_index first = find(r.first, r.first_place),
                         second = find(r.second, r.second_place);
    const activity_tree& tree = p.tree_of_activities();
    if (tree.covers(first, second) || tree.covers(second, first))
      throw rule_error(r.second_place + ": '" + r.second + "' and '" + r.first +
                       "' cannot belong together: one is the other or lies inside it");
    const auto words = [&](language l) {
      const std::string both = list_of({name_of(p, first), name_of(p, second)}, l);
      return l == language::id ? "aturan bahwa " + both + " berjalan bersama (" + r.reason + ")"
                               : "the rule that " + both + " belong together (" + r.reason + ")";
    };
    all.push_back({first, second, in_both(words)});
  }
  return all;
}

/// The rule by which two deliveries' activities are meant to meet; null if there is none.
inline const together* find_together(const portfolio& p, const std::vector<together>& all,
                                     activity_index x, activity_index y) {
  if (!x.known() || !y.known()) return nullptr;
  const activity_tree& tree = p.tree_of_activities();
  for (const together& r : all)
    if ((tree.covers(r.first, x) && tree.covers(r.second, y)) ||
        (tree.covers(r.first, y) && tree.covers(r.second, x)))
      return &r;
  return nullptr;
}

} // namespace irisan
