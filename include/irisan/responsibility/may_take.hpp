#pragma once

#include <irisan/finding/planned.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/responsibility/piece.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace irisan {

/// A unit that may take a piece, and how its tusi holds it.
struct piece_holder {
  unit_index by;
  irisan::strength strength = irisan::strength::unspecified;

  friend bool operator==(const piece_holder&, const piece_holder&) = default;
};

/// Lead before unspecified before support: smaller is stronger.
inline int order_of(strength s) noexcept {
  return s == strength::lead ? 0 : s == strength::support ? 2 : 1;
}

/// Which units may take pieces, by the mandates that hold on a day.
///
/// A unit may take a piece if for each thing in it (an activity at a kind of target through a
/// channel in a region) one of its mandates covers it, so that nothing it takes would lie outside
/// its tusi; it holds the piece as it holds the part that it holds least. A field that a delivery
/// leaves empty cannot speak against it. A need can be served by any activity at or below it, so
/// there a mandate may also name a part.
class piece_holders {
public:
  piece_holders(const portfolio& p, const date_range& as_of)
      : p_(p), of_activity_(p.activities().size()) {
    const auto holds = [&](const period& validity) { return valid_for(validity, {}, as_of); };
    for (const mandate& m : p.mandates()) {
      if (!holds(m.validity) || !holds(p[m.holder].validity)) continue;
      for (std::size_t a = 0; a < of_activity_.size(); ++a)
        if (p.tree_of_activities().meet(m.verb, {static_cast<std::int32_t>(a)}).known())
          of_activity_[a].push_back(&m);
    }
  }

  /// By unit; those in `partly` cover some of it, not all.
  std::vector<piece_holder> of(const piece& x, std::vector<unit_index>* partly = nullptr) const {
    const deliveries& d = p_.deliveries();
    using thing = std::tuple<activity_index, bool, std::string_view, channel, region_index>;
    std::vector<thing> things;
    for (const delivery_index i : x.deliveries) {
      const target& t = p_[d.target(i)];
      things.emplace_back(d.activity(i), false, t.kind, d.through(i), t.in);
    }
    for (const target_index t : x.not_served)
      for (const activity_index a : x.needed)
        things.emplace_back(a, true, p_[t].kind, channel::unknown, p_[t].in);
    sort_unique(things);
    struct held {
      std::size_t things = 0;
      int least = 0;
    };
    std::map<unit_index, held> all;
    std::map<unit_index, int> here;
    for (const auto& [a, is_need, kind, through, in] : things) {
      here.clear();
      for (const mandate* m : of_activity_[a.at()]) {
        if (!(is_need || p_.tree_of_activities().covers(m->verb, a)) ||
            (!m->audience.empty() && x.subject.audience.known() &&
             m->audience != p_[x.subject.audience]) ||
            (!m->target_kind.empty() && !kind.empty() && m->target_kind != kind) ||
            (m->through != channel::unknown && through != channel::unknown &&
             m->through != through) ||
            (in.known() && !detail::region_covered(p_, m->in, in)))
          continue;
        // Leading a part of what is needed is not leading all of it.
        const int order =
            std::max(order_of(m->strength), p_.tree_of_activities().covers(m->verb, a) ? 0 : 1);
        const auto [it, fresh] = here.try_emplace(m->holder, order);
        if (!fresh) it->second = std::min(it->second, order);
      }
      for (const auto& [u, order] : here) {
        held& h = all[u];
        ++h.things;
        h.least = std::max(h.least, order);
      }
    }
    std::vector<piece_holder> holders;
    for (const auto& [u, h] : all) {
      if (h.things == things.size())
        holders.push_back({u, h.least == 0   ? strength::lead
                              : h.least == 1 ? strength::unspecified
                                             : strength::support});
      else if (partly)
        partly->push_back(u);
    }
    return holders;
  }

private:
  const portfolio& p_;
  std::vector<std::vector<const mandate*>> of_activity_;
};

} // namespace irisan
