#pragma once

#include <irisan/core/text.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/model/schema.hpp>
#include <irisan/model/tables.hpp>

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace irisan {

namespace detail {

/// A date as it was read: a year, a month or a day.
inline std::string written_date(const date_range& d) {
  if (!d.known()) return {};
  std::string text = to_text(d.earliest);
  if (d.earliest == d.latest) return text;
  for (const std::size_t length : {std::size_t{7}, std::size_t{4}})
    if (const auto read = parse_date(text.substr(0, length)); read && *read == d)
      return text.substr(0, length);
  return {};
}

/// Writes one table row by row: every column of the schema has its cell, empty where unknown.
class row_writer {
public:
  row_writer(table& t, const table_schema& schema, int money_decimals)
      : t_(t), schema_(schema), money_decimals_(money_decimals) {
    for (const column_schema& c : schema.columns) t.at(c.name);
  }

  row_writer& cell(std::string_view value) {
    t_.columns()[next_++].push_back(value);
    return *this;
  }
  row_writer& cell(const date_range& d) { return cell(std::string_view(written_date(d))); }
  /// A decimal number.
  row_writer& cell(double number) {
    return number == number ? cell(std::string_view(number_text(number)))
                            : cell(std::string_view{});
  }
  /// A whole number, or money where the schema says so.
  row_writer& cell(std::int64_t number) {
    if (number == unknown_money) return cell(std::string_view{});
    std::string text = std::to_string(number);
    if (schema_.columns[next_].type == column_type::money && money_decimals_ > 0) {
      const auto decimals = static_cast<std::size_t>(money_decimals_);
      if (text.size() <= decimals) text.insert(0, decimals + 1 - text.size(), '0');
      text.insert(text.size() - decimals, 1, '.');
    }
    return cell(std::string_view(text));
  }
  /// The word of a closed list.
  template <class Choice>
  row_writer& choice(Choice c) {
    std::string_view word;
    auto left = static_cast<int>(c);
    if (left >= 0)
      for_each_word(schema_.columns[next_].choices, [&](std::string_view w) {
        if (left-- == 0) word = w;
      });
    return cell(word);
  }
  row_writer& between(const period& p) { return cell(p.start).cell(p.end); }

  void end_row() {
    assert(next_ == schema_.columns.size());
    next_ = 0;
    t_.end_row();
  }

private:
  table& t_;
  const table_schema& schema_;
  int money_decimals_;
  std::size_t next_ = 0;
};

} // namespace detail

/// The tables of a portfolio: what stands behind the gate, as it can be handed in again. Ids are
/// those after `successions`; rows that did not count are not there.
///
/// `portfolio(to_tables(p))` holds the same things as `p`.
inline tables to_tables(const portfolio& p) {
  tables out;
  out.bare = p.bare();
  out.title = p.title();
  out.invented = p.invented();
  out.currency = p.currency();
  out.money_decimals = p.money_decimals();
  const auto id = [&](auto i) {
    return i.known() ? std::string_view(p[i].id) : std::string_view{};
  };
  const auto each = [&](std::string_view name, const auto& things, const auto& write) {
    if (things.empty()) return;
    detail::row_writer row(out[name], *find_schema(name), p.money_decimals());
    for (const auto& thing : things) {
      write(row, thing);
      row.end_row();
    }
  };
  using writer = detail::row_writer;
  // In a bare list the programs and targets are named by the deliveries alone.
  if (!p.bare()) {
    each("regions", p.regions(), [&](writer& w, const region& x) {
      w.cell(x.id).cell(x.name).cell(id(x.parent)).cell(x.kind).cell(x.latitude).cell(x.longitude);
    });
    each("units", p.units(), [&](writer& w, const unit& x) {
      w.cell(x.id).cell(x.name).cell(x.kind).cell(id(x.parent)).cell(id(x.in)).between(x.validity);
    });
    each("targets", p.targets(), [&](writer& w, const target& x) {
      w.cell(x.id).cell(x.name).cell(x.kind).cell(id(x.in)).cell(x.level).cell(x.status);
      w.cell(x.students).cell(x.teachers).cell(x.latitude).cell(x.longitude);
      w.cell(x.authority.known() ? id(x.authority) : id(x.authority_unit)).cell(id(x.same_as));
    });
    std::int32_t number = 0;
    each("activities", p.activities(), [&](writer& w, const activity& x) {
      w.cell(x.id).cell(x.name).cell(id(p.tree_of_activities().parent({number++})));
      w.choice(static_cast<int>(x.level) - 1);
    });
    each("programs", p.programs(), [&](writer& w, const program& x) {
      w.cell(x.id).cell(x.name).cell(id(x.owner)).cell(id(x.parent)).cell(x.description);
      w.between(x.runs).choice(x.selection);
    });
  }
  const deliveries& d = p.deliveries();
  std::vector<delivery_index> all(static_cast<std::size_t>(d.size()));
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = {static_cast<std::int32_t>(i)};
  const auto word = [](const std::vector<std::string>& words, std::int32_t i) {
    return i < 0 ? std::string_view{} : std::string_view(words[static_cast<std::size_t>(i)]);
  };
  each("deliveries", all, [&](writer& w, delivery_index i) {
    const intervention& by = p[d.intervention(i)];
    w.cell(d.id(i)).cell(id(by.of)).cell(id(d.target(i))).cell(id(by.by)).cell(id(d.activity(i)));
    w.cell(d.audience(i).known() ? std::string_view(p[d.audience(i)]) : std::string_view{});
    w.choice(d.through(i)).between(d.when(i)).cell(d.quantity(i));
    w.cell(word(p.quantity_units(), d.quantity_unit(i))).cell(d.participants(i)).cell(d.cost(i));
    w.choice(d.status(i)).cell(std::string_view{}).cell(word(p.events(), d.event(i)));
    w.choice(d.reach(i)).cell(word(p.cohorts(), d.cohort(i)));
    w.cell(word(p.reporters(), d.reporter(i)));
  });
  each("mandates", p.mandates(), [&](writer& w, const mandate& x) {
    w.cell(id(x.holder)).cell(id(x.verb)).cell(x.audience).cell(x.target_kind).choice(x.through);
    w.cell(id(x.in)).choice(x.strength).between(x.validity).cell(x.source);
  });
  each("roles", p.roles(), [&](writer& w, const role& x) {
    w.cell(id(x.of)).cell(id(x.holder)).choice(x.kind).cell(id(x.in)).cell(x.share);
    w.between(x.validity);
  });
  each("agreements", p.agreements(), [&](writer& w, const agreement& x) {
    w.cell(x.id).choice(x.kind).cell(id(x.of)).cell(id(x.other)).cell(id(x.on)).cell(x.audience);
    w.cell(id(x.in)).cell(id(x.holder)).choice(x.role).between(x.validity).cell(x.source);
  });
  each("memberships", p.memberships(), [&](writer& w, const membership& x) {
    w.cell(id(x.group)).cell(id(x.member)).between(x.validity);
  });
  each("budgets", p.budgets(), [&](writer& w, const budget& x) {
    w.cell(id(x.of)).cell(x.year).cell(x.fund_source).cell(x.planned).cell(x.spent);
  });
  each("indicators", p.indicators(), [&](writer& w, const indicator& x) {
    w.cell(id(x.of)).cell(id(x.in)).cell(x.id).cell(x.value).cell(x.denominator).cell(x.date);
    w.cell(x.source).choice(x.access);
  });
  each("needs", p.needs(), [&](writer& w, const need& x) {
    w.cell(id(x.of)).cell(id(x.activity)).cell(x.score).cell(x.required).cell(x.quantity_unit);
    w.cell(x.date).cell(x.source);
  });
  each("goals", p.goals(), [&](writer& w, const goal& x) {
    w.cell(x.indicator).cell(id(x.in)).cell(x.baseline).cell(x.value).cell(x.due);
  });
  each("capacities", p.capacities(), [&](writer& w, const capacity& x) {
    w.cell(id(x.holder)).cell(id(x.activity)).cell(x.when).cell(x.quantity).cell(x.quantity_unit);
    w.cell(x.cost_per_target);
  });
  each("sources", p.sources(), [&](writer& w, const reporting& x) {
    w.cell(id(x.by)).cell(id(x.of)).cell(id(x.in)).between(x.covers).cell(x.received_on);
  });
  each("eligibility", p.eligibilities(), [&](writer& w, const eligibility& x) {
    w.cell(id(x.of)).cell(id(x.target)).cell(id(x.in)).cell(x.level).cell(x.status);
    w.choice(x.state);
  });
  each("decisions", p.decisions(), [&](writer& w, const decision& x) {
    w.cell(x.finding).choice(x.kind).cell(x.reason).cell(id(x.by)).cell(x.date).cell(x.expires);
    w.cell(x.targets_then).cell(x.value_then);
  });
  each("reflections", p.reflections(), [&](writer& w, const reflection& x) {
    w.cell(id(x.in)).cell(id(x.on)).cell(id(x.by)).cell(x.date).cell(x.root_cause);
    w.cell(x.next_step);
  });
  return out;
}

} // namespace irisan
