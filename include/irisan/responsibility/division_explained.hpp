#pragma once

#include <irisan/core/locale.hpp>
#include <irisan/finding/words.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/responsibility/division.hpp>

#include <string>
#include <vector>

namespace irisan {

/// Why a piece is led as it is, and what would change that; in both languages, without a verdict.
struct division_explained {
  bilingual reason;
  bilingual would_change; ///< empty where nothing short of another agreement would

  friend bool operator==(const division_explained&, const division_explained&) = default;
};

namespace detail {

inline std::string names_of(const portfolio& p, const std::vector<unit_index>& units, language l) {
  std::vector<std::string> names;
  for (const unit_index u : units) names.push_back(name_of(p, u, l));
  return list_of(names, l);
}

/// `Bimbingan teknis for teachers in Agam`.
inline std::string subject_words(const portfolio& p, const piece_subject& s, language l) {
  const bool id = l == language::id;
  std::string text = name_of(p, s.activity);
  if (s.audience.known()) text += (id ? " untuk " : " for ") + audience_word(p[s.audience], l);
  if (!s.level.empty()) text += (id ? " jenjang " : " at level ") + s.level;
  if (s.in.known()) text += (id ? " di " : " in ") + name_of(p, s.in, l);
  return text;
}

/// How a unit's tusi holds a piece, as a clause.
inline std::string strength_words(strength s, language l) {
  const bool id = l == language::id;
  if (s == strength::lead) return id ? "sebagai penanggung jawab" : "as lead";
  if (s == strength::support) return id ? "sebagai pendukung" : "as support";
  return id ? "tanpa menyebut penanggung jawab" : "without saying who leads";
}

/// What speaks for the chosen unit rather than another, by the greatest part of the points.
inline std::string points_words(const option_cost& chosen, const option_cost& other,
                                std::int64_t difference, language l) {
  const bool id = l == language::id;
  const std::int64_t own =
      other.mandate + other.continuity + other.need + other.distance - chosen.total();
  struct part {
    std::int64_t points;
    const char *en, *id;
  };
  const part parts[] = {
      {other.mandate - chosen.mandate, "its tusi is stronger", "tusinya lebih kuat"},
      {other.continuity - chosen.continuity, "it reaches more of the targets today",
       "saat ini menjangkau lebih banyak sasaran"},
      {other.need - chosen.need, "it reaches more of the targets in need",
       "menjangkau lebih banyak sasaran yang membutuhkan"},
      {other.distance - chosen.distance, "its seat is nearer", "kedudukannya lebih dekat"},
      {difference - own, "the local government then meets fewer units",
       "pemda berurusan dengan lebih sedikit unit"}};
  std::vector<std::string> reasons;
  for (const part& x : parts)
    if (x.points > 0) reasons.emplace_back(id ? x.id : x.en);
  return list_of(reasons, l);
}

} // namespace detail

/// Explains one piece. `would_change` names a change of points after which the runner-up leads in
/// every cheapest division, if this one is proven to be one: so it can be checked by dividing
/// again.
inline division_explained explain(const portfolio& p, const division& x, std::int32_t number) {
  const piece& of = x.pieces.all[static_cast<std::size_t>(number)];
  const divided_piece& made = x.of[static_cast<std::size_t>(number)];
  division_explained out;
  const auto other = [&]() -> const piece_holder& {
    return made.options[static_cast<std::size_t>(made.next->option)];
  };
  out.reason = in_both([&](language l) {
    const bool id = l == language::id;
    const std::string what = detail::subject_words(p, of.subject, l);
    const std::string lead = made.lead.known() ? name_of(p, made.lead, l) : std::string();
    std::string text;
    switch (made.state) {
    case piece_state::open:
      text = id ? "Belum ada tusi dalam data yang mencakup " + what
                : "No tusi in the data covers " + what;
      if (!made.partly.empty())
        text += (id ? "; sebagian tercakup oleh " : "; some of it is covered by ") +
                detail::names_of(p, made.partly, l);
      return text + ".";
    case piece_state::only_one:
      return id ? "Hanya " + lead + " yang memegang tusi untuk " + what + "."
                : "Only " + lead + " holds the tusi for " + what + ".";
    case piece_state::pinned:
      return id ? "Kesepakatan " + made.agreed.pinned_by + " menetapkan " + lead + " untuk " +
                      what + "."
                : "Agreement " + made.agreed.pinned_by + " names " + lead + " for " + what + ".";
    case piece_state::joint:
      text = id ? "Sinergi menurut " + made.agreed.together_by.id + ": " +
                      detail::names_of(p, made.agreed.together, l) + " tetap bersama; " + lead
                : "Kept together by " + made.agreed.together_by.en + ": " +
                      detail::names_of(p, made.agreed.together, l) + "; " + lead;
      text += made.agreed.leads.known() ? (id ? " memimpin sesuai kesepakatan" : " leads as agreed")
                                        : (id ? " diusulkan memimpin" : " is proposed to lead");
      break;
    case piece_state::decided:
    case piece_state::undivided: {
      const piece_holder& chosen = made.options[static_cast<std::size_t>(made.chosen)];
      std::vector<unit_index> alike;
      for (const piece_holder& h : made.options)
        if (order_of(h.strength) == order_of(chosen.strength)) alike.push_back(h.by);
      if (alike.size() > 1)
        text = id ? "Tusi " + detail::names_of(p, alike, l) + " sama-sama memuat " + what + "; " +
                        lead + " diusulkan"
                  : "The tusi of " + detail::names_of(p, alike, l) + " name " + what + " alike; " +
                        lead + " is proposed";
      else
        text = id ? lead + " memegang tusi untuk " + what + " " +
                        detail::strength_words(chosen.strength, l)
                  : lead + " holds the tusi for " + what + " " +
                        detail::strength_words(chosen.strength, l);
      break;
    }
    }
    if (made.next) {
      const std::string why = detail::points_words(
          made.costs[static_cast<std::size_t>(made.chosen)],
          made.costs[static_cast<std::size_t>(made.next->option)], made.next->difference, l);
      const std::string second = name_of(p, other().by, l);
      if (!made.next->has_room)
        text += id ? "; kapasitas " + second + " tidak cukup"
                   : "; the capacity of " + second + " does not hold it";
      else if (!why.empty())
        text += (id ? ", dibanding " + second + ": " : ", compared with " + second + ": ") + why;
      else if (made.next->difference == 0)
        text +=
            id ? ", dengan nilai yang sama dengan " + second : ", level on points with " + second;
    }
    return text + ".";
  });
  if (made.state == piece_state::open)
    out.would_change = {"A tusi or an agreement that names a unit for it.",
                        "Tusi atau kesepakatan yang menetapkan unit untuk kegiatan ini."};
  else if (made.next && made.next->difference >= 0)
    out.would_change = in_both([&](language l) {
      const bool id = l == language::id;
      const std::string second = name_of(p, other().by, l);
      const std::string points = grouped(made.next->difference, l);
      const std::string first = name_of(p, made.lead, l);
      std::string text;
      if (made.next->difference == 0)
        text =
            id ? second + " setara dengan " + first + " dan akan memimpin bila sedikit lebih kuat"
               : second + " is level with " + first + " and would lead with any advantage";
      else
        text = id ? second + " akan memimpin bila nilainya di sini turun lebih dari " + points +
                        " poin"
                  : second + " would lead if its points here fell by more than " + points;
      if (!made.next->has_room)
        text += id                           ? " dan kapasitasnya cukup"
                : made.next->difference == 0 ? " if its capacity held the work"
                                             : " and its capacity held the work";
      return text + (id ? ", atau bila disepakati." : ", or if that were agreed.");
    });
  return out;
}

} // namespace irisan
