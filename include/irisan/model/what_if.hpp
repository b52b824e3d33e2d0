#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/text.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/model/to_tables.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace irisan {

/// The portfolio as if some programs, and those inside them, delivered nothing. What is known of
/// them stays. Throws `rule_error` for an id that no program has, with the nearest one.
inline portfolio without(const portfolio& p, const std::vector<std::string>& programs) {
  std::vector<program_index> gone;
  for (const std::string& id : programs) {
    gone.push_back(p.find_program(id));
    if (gone.back().known()) continue;
    std::vector<std::string_view> ids;
    for (const program& x : p.programs()) ids.push_back(x.id);
    const std::string near = nearest(id, ids);
    throw rule_error("unknown program '" + id + "'" +
                     (near.empty() ? "" : "; the nearest is '" + near + "'"));
  }
  std::vector<bool> stays(p.programs().size(), true);
  for (std::size_t i = 0; i < stays.size(); ++i)
    for (const program_index x : gone)
      if (p.tree_of_programs().covers(x.value, static_cast<std::int32_t>(i))) stays[i] = false;
  return p.only([&](delivery_index d) { return stays[p[p.deliveries().intervention(d)].of.at()]; });
}

/// The portfolio with more rows: deliveries as a rule, of programs and targets that are known or
/// that `more` names too. They pass the gate as all rows do: throws `input_error` with every
/// problem if any is an error. Linear in all rows, since the whole is built again.
inline portfolio with(const portfolio& p, const tables& more) {
  tables all = to_tables(p);
  for (const table& added : more.all) {
    table& t = all[added.name];
    for (const column& c : added.columns()) t.at(c.name);
    for (std::size_t row = 0; row < added.rows(); ++row) {
      for (const column& c : added.columns()) t.at(c.name).push_back(c.text(row));
      t.end_row();
    }
  }
  return portfolio(all);
}

} // namespace irisan
