#pragma once

#include <irisan/core/locale.hpp>
#include <irisan/finding/words.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/responsibility/division.hpp>
#include <irisan/responsibility/hand_over.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace irisan {

/// One step of the way from what is to what is proposed: in it the receiving unit begins, and only
/// then the giving one stops.
struct transition_step {
  std::int32_t piece = -1;
  unit_index from; ///< unknown: nobody works on it yet
  unit_index to;
  std::int64_t needy = 0; ///< targets in need that the step concerns
  bool has_room = true;   ///< the receiver's capacity holds it then
  bilingual reason;

  friend bool operator==(const transition_step&, const transition_step&) = default;
};

/// The hand-overs, in an order that never leaves a target in need without its theme in between:
/// needs that nobody serves come first, the most needy before others; no unit stops before the one
/// that follows it has begun; and a unit takes only what its capacity holds by then, as far as that
/// can be, so what makes room comes before what needs it.
inline std::vector<transition_step> transition_plan(const portfolio& p, const division& x) {
  const deliveries& d = p.deliveries();
  std::vector<transition_step> waiting;
  for (std::size_t i = 0; i < x.of.size(); ++i) {
    const piece& of = x.pieces.all[i];
    const divided_piece& made = x.of[i];
    if (!made.lead.known()) continue;
    const auto number = static_cast<std::int32_t>(i);
    if (!of.not_served.empty())
      waiting.push_back(
          {number, {}, made.lead, static_cast<std::int64_t>(of.not_served.size()), true, {}});
    for (const unit_index u : made.hands_over) {
      std::vector<target_index> needy;
      for (const delivery_index row : of.deliveries)
        if (p[d.intervention(row)].by == u && carried_out_by(p, x, row) != u &&
            std::binary_search(of.needy.begin(), of.needy.end(), d.target(row)))
          needy.push_back(d.target(row));
      sort_unique(needy);
      waiting.push_back({number, u, made.lead, static_cast<std::int64_t>(needy.size()), true, {}});
    }
  }
  std::stable_sort(waiting.begin(), waiting.end(),
                   [](const transition_step& a, const transition_step& b) {
                     if (a.from.known() != b.from.known()) return !a.from.known();
                     return a.needy > b.needy;
                   });

  // Loads while it lasts, of each unit and capacity row: at first what each bears today. A unit
  // that begins bears the whole piece; one that hands over bears none of it any more.
  std::map<division::taker, std::int64_t> load;
  std::map<std::pair<std::int32_t, unit_index>, std::int64_t> borne;
  const auto taker = [&](unit_index u, std::int32_t number) {
    return division::taker{
        u,
        x.capacities.row_of(p, u, x.pieces.all[static_cast<std::size_t>(number)].subject.activity)};
  };
  for (std::size_t i = 0; i < x.of.size(); ++i)
    for (const piece_work& w : x.pieces.all[i].today) {
      const auto number = static_cast<std::int32_t>(i);
      const std::int64_t share = x.loads.today(x.pieces.all[i], i, w);
      borne[{number, w.by}] = share;
      load[taker(w.by, number)] += share;
    }
  const auto more = [&](const transition_step& s) {
    return x.loads.load[static_cast<std::size_t>(s.piece)] - borne[{s.piece, s.to}];
  };
  const auto holds = [&](const transition_step& s) {
    const division::taker t = taker(s.to, s.piece);
    return t.capacity_row < 0 || more(s) == 0 ||
           load[t] + more(s) <=
               x.capacities.rows()[static_cast<std::size_t>(t.capacity_row)].capacity *
                   x.loads.scale;
  };
  std::vector<transition_step> steps;
  const auto take = [&](transition_step s) {
    load[taker(s.to, s.piece)] += more(s);
    borne[{s.piece, s.to}] += more(s);
    if (s.from.known()) {
      load[taker(s.from, s.piece)] -= borne[{s.piece, s.from}];
      borne[{s.piece, s.from}] = 0;
    }
    steps.push_back(std::move(s));
  };
  while (!waiting.empty()) {
    std::vector<transition_step> later;
    for (transition_step& s : waiting) {
      if (holds(s))
        take(std::move(s));
      else
        later.push_back(std::move(s));
    }
    if (later.size() == waiting.size()) {
      // They wait for each other: one goes first, beyond the capacity for a time.
      later.front().has_room = false;
      take(std::move(later.front()));
      later.erase(later.begin());
    }
    waiting = std::move(later);
  }

  for (transition_step& s : steps)
    s.reason = in_both([&](language l) {
      const bool id = l == language::id;
      const std::string to = name_of(p, s.to, l);
      std::string text;
      if (!s.from.known())
        text =
            id ? to + " memulai: " + grouped(s.needy, l) +
                     " sasaran membutuhkan dan belum terlayani"
               : to + " begins: " + counted(s.needy, "target") +
                     (s.needy == 1 ? " needs it and is not served" : " need it and are not served");
      else {
        const std::string from = name_of(p, s.from, l);
        text = id ? to + " memulai, kemudian " + from + " menyerahkan"
                  : to + " begins, then " + from + " hands over";
        if (s.needy > 0)
          text += id ? "; " + grouped(s.needy, l) + " sasaran yang membutuhkan tetap terlayani"
                     : "; " + counted(s.needy, "target") + " in need " +
                           (s.needy == 1 ? "stays" : "stay") + " served";
      }
      if (!s.has_room)
        text += id ? "; untuk sementara melebihi kapasitas " + to
                   : "; for a time beyond the capacity of " + to;
      return text + ".";
    });
  return steps;
}

} // namespace irisan
