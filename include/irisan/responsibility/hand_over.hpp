#pragma once

#include <irisan/model/portfolio.hpp>
#include <irisan/responsibility/division.hpp>

#include <algorithm>

namespace irisan {

/// Who carries out a delivery once the work is divided: the lead of its piece, unless it is joint
/// work, its unit stays as support, or nobody leads.
inline unit_index carried_out_by(const portfolio& p, const division& x, delivery_index d) {
  const unit_index now = p[p.deliveries().intervention(d)].by;
  const std::int32_t n = x.pieces.of_delivery[d.at()];
  if (n < 0) return now;
  const divided_piece& made = x.of[static_cast<std::size_t>(n)];
  if (!made.lead.known() ||
      std::binary_search(made.agreed.joint.begin(), made.agreed.joint.end(), d))
    return now;
  return !now.known() || std::binary_search(made.hands_over.begin(), made.hands_over.end(), now)
             ? made.lead
             : now;
}

/// The portfolio as if the division held already: the same deliveries, those that change hands
/// carried out by the unit that leads their piece. Nothing is added or left out.
inline portfolio handed_over(const portfolio& p, const division& x) {
  return p.carried_out_by([&](delivery_index d) { return carried_out_by(p, x, d); });
}

} // namespace irisan
