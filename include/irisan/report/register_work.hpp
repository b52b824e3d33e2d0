#pragma once

#include <irisan/finding/words.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/report/listed_table.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace irisan {

/// The names and rows behind the ids of a report, as plain tables: what a reader needs to see the
/// schools, deliveries and agreements themselves. Needs no portfolio.
struct report_register {
  std::vector<listed_table> tables;

  /// A table by its name; null if there is none.
  const listed_table* find(std::string_view name) const noexcept {
    for (const listed_table& t : tables)
      if (t.name == name) return &t;
    return nullptr;
  }
};

namespace detail {

/// Lists who does what where: areas, units, targets, activities, programs and deliveries. Words
/// that repeat (kinds, levels, states) are positions in one table, periods in another: a register
/// has as many rows as there are deliveries.
class work_register {
public:
  work_register(const portfolio& p, const incidence_matrix& a,
                const std::vector<std::int32_t>& clusters)
      : p_(p), a_(a), clusters_(clusters) {}

  void list_work() {
    areas();
    units();
    targets();
    activities();
    programs();
    deliveries();
    interventions();
  }

protected:
  listed_table& table(const char* name, std::size_t rows) {
    listed_table& t = out_.tables.emplace_back();
    t.name = name, t.rows = static_cast<std::int64_t>(rows);
    return t;
  }

  std::int32_t word(std::string_view text) { return number(words_, std::string(text)); }
  std::int32_t span(const period& when) { return when.known() ? number(spans_, when) : -1; }

  template <class Key>
  static std::int32_t number(std::map<Key, std::int32_t>& known, const Key& key) {
    if constexpr (std::is_same_v<Key, std::string>)
      if (key.empty()) return -1;
    return known.emplace(key, static_cast<std::int32_t>(known.size())).first->second;
  }

  static std::int64_t first_day(const date_range& d) {
    return d.known() ? d.earliest : unknown_money;
  }
  static std::int64_t last_day(const date_range& d) { return d.known() ? d.latest : unknown_money; }

  template <class T, class Value>
  auto of(const std::vector<T>& rows, const Value& value) {
    return [&rows, value](std::size_t i) { return value(rows[i]); };
  }

private:
  void areas() {
    const auto& all = p_.regions();
    listed_table& t = table("regions", all.size());
    t.add("id", of(all, [](const region& r) { return r.id; }));
    t.add("name", of(all, [](const region& r) { return r.name; }));
    t.add("kind", of(all, [this](const region& r) { return word(r.kind); }), "words");
    t.add("parent", of(all, [](const region& r) { return r.parent.value; }), "regions");
    t.add("latitude", of(all, [](const region& r) { return r.latitude; }));
    t.add("longitude", of(all, [](const region& r) { return r.longitude; }));
  }

  void units() {
    const auto& all = p_.units();
    listed_table& t = table("units", all.size());
    t.add("id", of(all, [](const unit& u) { return u.id; }));
    t.add("name", of(all, [](const unit& u) { return u.name; }));
    t.add("kind", of(all, [this](const unit& u) { return word(u.kind); }), "words");
    t.add("parent", of(all, [](const unit& u) { return u.parent.value; }), "units");
    t.add("region", of(all, [](const unit& u) { return u.in.value; }), "regions");
  }

  void targets() {
    const auto& all = p_.targets();
    listed_table& t = table("targets", all.size());
    t.add("id", of(all, [](const target& x) { return x.id; }));
    t.add("name", of(all, [](const target& x) { return x.name; }));
    t.add("kind", of(all, [this](const target& x) { return word(x.kind); }), "words");
    t.add("level", of(all, [this](const target& x) { return word(x.level); }), "words");
    t.add("status", of(all, [this](const target& x) { return word(x.status); }), "words");
    t.add("region", of(all, [](const target& x) { return x.in.value; }), "regions");
    t.add("students", of(all, [](const target& x) { return x.students; }));
    t.add("teachers", of(all, [](const target& x) { return x.teachers; }));
    t.add("authority", of(all, [](const target& x) { return x.authority.value; }), "targets");
    t.add("authority_unit", of(all, [](const target& x) { return x.authority_unit.value; }),
          "units");
    t.add("unit", of(all, [](const target& x) { return x.same_as.value; }), "units");
    const auto& m = p_.memberships();
    listed_table& members = table("memberships", m.size());
    members.add("group", of(m, [](const membership& x) { return x.group.value; }), "targets");
    members.add("member", of(m, [](const membership& x) { return x.member.value; }), "targets");
  }

  void activities() {
    const auto& all = p_.activities();
    const activity_tree& tree = p_.tree_of_activities();
    const auto at = [](std::size_t i) { return activity_index{static_cast<std::int32_t>(i)}; };
    listed_table& t = table("activities", all.size());
    t.add("id", of(all, [](const activity& a) { return a.id; }));
    t.add("name", of(all, [](const activity& a) { return a.name; }));
    t.add(
        "parent", [&](std::size_t i) { return tree.parent(at(i)).value; }, "activities");
    t.add(
        "theme", [&](std::size_t i) { return tree.theme(at(i)).value; }, "activities");
    t.add(
        "kind", [&](std::size_t i) { return tree.kind(at(i)).value; }, "activities");
  }

  void programs() {
    static constexpr const char* selections[] = {"universal", "targeted", "open"};
    const auto& all = p_.programs();
    listed_table& t = table("programs", all.size());
    t.add("id", of(all, [](const program& x) { return x.id; }));
    t.add("name", of(all, [](const program& x) { return x.name; }));
    t.add("unit", of(all, [](const program& x) { return x.owner.value; }), "units");
    t.add("parent", of(all, [](const program& x) { return x.parent.value; }), "programs");
    t.add("runs", of(all, [this](const program& x) { return span(x.runs); }), "periods");
    t.add("selection",
          of(all,
             [this](const program& x) {
               return x.selection == selection::unknown
                          ? -1
                          : word(selections[static_cast<int>(x.selection)]);
             }),
          "words");
  }

  /// The words of a short list, by their place in it; the last is "unknown".
  template <class Names>
  std::vector<std::int32_t> words_of(const Names& names) {
    std::vector<std::int32_t> all;
    for (const auto& name : names) all.push_back(word(name));
    all.push_back(-1);
    return all;
  }

  void deliveries() {
    static constexpr std::string_view statuses[] = {"planned", "done", "cancelled"};
    static constexpr std::string_view channels[] = {"direct", "local_government", "online",
                                                    "partner"};
    const irisan::deliveries& all = p_.deliveries();
    const auto at = [](std::size_t i) { return delivery_index{static_cast<std::int32_t>(i)}; };
    std::vector<std::string_view> audiences;
    for (std::int32_t w = 0; w < p_.audience_count(); ++w)
      audiences.push_back(p_[audience_index{w}]);
    const std::vector<std::int32_t> audience = words_of(audiences), status = words_of(statuses),
                                    channel = words_of(channels),
                                    measure = words_of(p_.quantity_units());
    const auto pick = [](const std::vector<std::int32_t>& known, int i) {
      return i < 0 ? -1 : known[static_cast<std::size_t>(i)];
    };
    std::vector<std::int32_t> spans; // by the number of a period, −2 where not seen yet
    listed_table& t = table("deliveries", static_cast<std::size_t>(all.size()));
    t.add("key", [&](std::size_t i) { return row_key(p_, at(i)); });
    t.add(
        "program", [&](std::size_t i) { return p_[all.intervention(at(i))].of.value; }, "programs");
    t.add(
        "unit", [&](std::size_t i) { return p_[all.intervention(at(i))].by.value; }, "units");
    t.add(
        "target", [&](std::size_t i) { return all.target(at(i)).value; }, "targets");
    t.add(
        "activity", [&](std::size_t i) { return all.activity(at(i)).value; }, "activities");
    t.add(
        "audience", [&](std::size_t i) { return pick(audience, all.audience(at(i)).value); },
        "words");
    t.add(
        "channel",
        [&](std::size_t i) { return pick(channel, static_cast<int>(all.through(at(i)))); },
        "words");
    t.add(
        "when",
        [&](std::size_t i) {
          const auto number = static_cast<std::size_t>(all.period_number(at(i)));
          if (number >= spans.size()) spans.resize(number + 1, -2);
          if (spans[number] == -2) spans[number] = span(all.when(at(i)));
          return spans[number];
        },
        "periods");
    t.add("quantity", [&](std::size_t i) { return all.quantity(at(i)); });
    t.add(
        "quantity_unit", [&](std::size_t i) { return pick(measure, all.quantity_unit(at(i))); },
        "words");
    t.add("participants", [&](std::size_t i) { return all.participants(at(i)); });
    t.add("cost", [&](std::size_t i) { return all.cost(at(i)); });
    t.add(
        "status", [&](std::size_t i) { return pick(status, static_cast<int>(all.status(at(i)))); },
        "words");
  }

  void interventions() {
    const auto& all = p_.interventions();
    listed_table& t = table("interventions", all.size());
    t.add("program", of(all, [](const intervention& i) { return i.of.value; }), "programs");
    t.add("unit", of(all, [](const intervention& i) { return i.by.value; }), "units");
    t.add("cluster", [&](std::size_t i) {
      return static_cast<std::int64_t>(clusters_.empty() ? unknown_money : clusters_[i]);
    });
    listed_table& reached = table("reached", a_.targets.size());
    std::vector<std::int32_t> row;
    row.reserve(a_.targets.size());
    for (std::int32_t i = 0; i < a_.rows(); ++i) row.insert(row.end(), a_.row(i).size(), i);
    reached.add(
        "intervention", [&](std::size_t i) { return row[i]; }, "interventions");
    reached.add(
        "target", [&](std::size_t i) { return a_.targets[i]; }, "targets");
  }

protected:
  const portfolio& p_;
  const incidence_matrix& a_;
  const std::vector<std::int32_t>& clusters_;
  std::map<std::string, std::int32_t> words_;
  std::map<period, std::int32_t> spans_;
  report_register out_;
};

} // namespace detail

} // namespace irisan
