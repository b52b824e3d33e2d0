#pragma once

#include <irisan/model/portfolio.hpp>
#include <irisan/responsibility/division.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace irisan {

/// One line of the matrix of a theme: who is accountable, who carries out, who supports. At most
/// one unit is accountable; none only where the piece is open.
struct raci_row {
  std::string activity; ///< the theme
  std::string kind, audience, region, level;
  std::string accountable;
  std::vector<std::string> responsible; ///< that carry it out: the lead, and joint partners
  std::vector<std::string> support;     ///< sorted; units that do the work of an open piece too

  friend bool operator==(const raci_row&, const raci_row&) = default;
};

/// The matrix, a row for each piece, by theme.
inline std::vector<raci_row> raci_matrix(const portfolio& p, const division& x) {
  std::vector<raci_row> rows;
  for (std::size_t i = 0; i < x.of.size(); ++i) {
    const piece_subject& s = x.pieces.all[i].subject;
    const divided_piece& made = x.of[i];
    raci_row& row = rows.emplace_back();
    row.activity = id_of(p, p.tree_of_activities().theme(s.activity));
    row.kind = id_of(p, s.activity);
    if (s.audience.known()) row.audience = p[s.audience];
    row.region = id_of(p, s.in), row.level = s.level;
    row.accountable = id_of(p, made.lead);
    if (made.lead.known()) row.responsible.push_back(row.accountable);
    for (const unit_index u : made.agreed.together)
      if (u != made.lead && made.lead.known()) row.responsible.push_back(p[u].id);
    for (const unit_index u : made.supports)
      if (!std::binary_search(made.agreed.together.begin(), made.agreed.together.end(), u))
        row.support.push_back(p[u].id);
    if (!made.lead.known())
      for (const piece_work& w : x.pieces.all[i].today) row.support.push_back(p[w.by].id);
    std::sort(row.responsible.begin(), row.responsible.end());
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const raci_row& a, const raci_row& b) { return a.activity < b.activity; });
  return rows;
}

} // namespace irisan
