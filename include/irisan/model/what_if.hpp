#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/text.hpp>
#include <irisan/model/inspection.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/model/to_tables.hpp>
#include <irisan/model/value.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
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

namespace detail {

/// What each distinct text of a column means, written as a package without formats of its own
/// writes it: `1.250.000` as 1250000, `15/07/2023` as 2023-07-15. What cannot be read stays.
inline std::vector<std::string> plainly(const inspected_column& c) {
  std::vector<std::string> texts;
  const value_format& format = c.source->format;
  for (std::int32_t code = 0; code < c.source->pool().size(); ++code) {
    std::string& text = texts.emplace_back(c.meaning(code));
    if (text.empty() || format.empty()) continue;
    if (c.schema->type == column_type::date) {
      if (const date_range& d = c.dates[static_cast<std::size_t>(code)]; d.known())
        text = written_date(d);
    } else if (!c.wholes.empty() || !c.reals.empty()) {
      if (std::string number = plain_number(text, format); !number.empty())
        text = std::move(number);
    }
  }
  return texts;
}

/// Adds rows to those of a table, each with the file and line that it has.
inline void add_rows(table& t, const table& added, const inspection& read) {
  const table_schema* schema = find_schema(added.name);
  std::vector<std::vector<std::string>> texts;
  for (const column& c : added.columns()) {
    t.at(c.name);
    texts.emplace_back();
    if (schema && find_column(*schema, c.name))
      texts.back() = plainly(read.at(added.name).at(c.name));
    else
      for (std::int32_t code = 0; code < c.pool().size(); ++code)
        texts.back().emplace_back(c.pool()[code]);
  }
  std::map<std::string, std::int32_t> files;
  for (std::size_t row = 0; row < added.rows(); ++row) {
    for (std::size_t k = 0; k < texts.size(); ++k) {
      const column& c = added.columns()[k];
      t.at(c.name).push_back(texts[k][static_cast<std::size_t>(c.code(row))]);
    }
    const auto [file, line] = added.origin(row);
    const auto [at, is_new] = files.try_emplace(file, 0);
    if (is_new) at->second = t.add_file(file);
    t.end_row(at->second, line);
  }
}

} // namespace detail

/// The portfolio with more rows: deliveries as a rule, of programs and targets that are known or
/// that `more` names too. They pass the gate as all rows do: throws `input_error` with every
/// problem if any is an error. Linear in all rows, since the whole is built again.
///
/// Each side is read as it declares its numbers and dates; money is in the portfolio's unit.
inline portfolio with(const portfolio& p, const tables& more) {
  tables all = to_tables(p);
  all.found = more.found;
  // What is looked for and empty is found again, with all rows.
  for (const problem& x : p.problems()) {
    const table_schema* s = find_schema(x.table);
    const column_schema* c = s ? find_column(*s, x.column) : nullptr;
    if (!c || !c->expected) all.found.push_back(x);
  }
  const inspection read(more);
  for (const table& added : more.all) detail::add_rows(all[added.name], added, read);
  return portfolio(all);
}

} // namespace irisan
