#pragma once

#include <irisan/model/inspect_keys.hpp>
#include <irisan/model/tree.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace irisan {

/// Reads meaning into tables and finds every problem on the way. `check` and `portfolio` share it.
class inspection : public key_inspection {
public:
  explicit inspection(const tables& t, const progress& watch = {}) : key_inspection(t, watch) {
    follow_successions();
    for (inspected_table& at : tables_) {
      watch.at("checking", 1);
      resolve(at);
    }
    for (inspected_table& at : tables_) check_rows(at);
    check_cycles();
    warn_unknown_tables();
    std::sort(problems_.begin(), problems_.end());
  }

  /// The newest id of a thing: what `successions` made of it, itself if nothing.
  std::string_view newest(std::string_view table_name, std::string_view id) const {
    const auto of_table = forward_.find(table_name);
    if (of_table == forward_.end()) return id;
    const auto it = of_table->second.find(id);
    return it == of_table->second.end() ? id : it->second;
  }

private:
  /// Old ids lead to the newest one; an id that was split among several stays itself.
  void follow_successions() {
    const inspected_table& t = at("successions");
    if (!t.source) return;
    const inspected_column &of = t.at("table"), &old_id = t.at("old_id"), &new_id = t.at("new_id");
    std::vector<std::string_view> names;
    for_each_word(of.schema->choices, [&](std::string_view word) { names.push_back(word); });
    std::map<std::string_view, std::map<std::string_view, std::vector<std::string_view>>> next;
    std::map<std::pair<std::string_view, std::string_view>, std::size_t> row_of;
    for (std::size_t row = 0; row < t.rows(); ++row) {
      const std::int32_t which = of.value(of.choice, row, -1);
      if (which < 0 || old_id.text(row).empty() || new_id.text(row).empty()) continue;
      const std::string_view name = names[static_cast<std::size_t>(which)];
      next[name][old_id.text(row)].push_back(new_id.text(row));
      row_of.emplace(std::pair(name, old_id.text(row)), row);
    }
    for (const auto& [name, of_table] : next) {
      const inspected_table& things = at(name);
      for (const auto& [from, first] : of_table) {
        std::string_view to = from;
        std::size_t steps = 0;
        for (auto it = of_table.find(to);
             it != of_table.end() && it->second.size() == 1 && steps <= of_table.size();
             it = of_table.find(to), ++steps)
          to = it->second.front();
        const std::size_t row = row_of.at({name, from});
        if (steps > of_table.size()) {
          add_for_row(t, row, problem_level::error, "old_id", from,
                      {quoted(from) + " comes after itself",
                       quoted(from) + " menjadi pengganti dirinya sendiri"});
          continue;
        }
        for (const std::string_view id : first)
          if (!things.position.contains(id) && !of_table.contains(id)) {
            add_for_row(t, row, problem_level::error, "new_id", id,
                        {"unknown " + singular(name, false) + " " + quoted(id),
                         singular(name, true) + " " + quoted(id) + " tidak dikenal"});
            problems_.back().nearest = nearest(id, things.keys);
          }
        if (to != from && things.position.contains(to)) forward_[name].emplace(from, to);
      }
    }
  }

  std::int32_t find_thing(std::string_view table_name, std::string_view id) const {
    const inspected_table& t = at(table_name);
    const auto it = t.position.find(newest(table_name, id));
    return it == t.position.end() ? -1 : it->second;
  }

  void resolve(inspected_table& t) {
    for (inspected_column& c : t.columns) {
      if (!c.source || c.schema->refers.empty()) continue;
      if (c.schema->refers == "deliveries") {
        resolve_plans(t, c);
        continue;
      }
      const auto count = static_cast<std::size_t>(c.source->pool().size());
      c.target.assign(count, -1);
      std::vector<flag_at> flags;
      for (std::size_t i = 1; i < count; ++i) {
        const auto code = static_cast<std::int32_t>(i);
        const std::string_view id = c.meaning(code);
        if (id.empty()) continue;
        std::string_view first_table;
        for_each_word(c.schema->refers, [&](std::string_view name) {
          if (first_table.empty()) first_table = name;
          if (c.target[i] != -1) return;
          const std::int32_t found = find_thing(name, id);
          // An authority named by its unit is told apart by numbers below −1.
          if (found >= 0) c.target[i] = name == first_table ? found : -2 - found;
        });
        if (c.target[i] != -1) continue;
        problem p = about(t, problem_level::error,
                          {"unknown " + singular(c.schema->refers, false) + " " + quoted(id),
                           singular(c.schema->refers, true) + " " + quoted(id) + " tidak dikenal"});
        p.value = id;
        p.nearest = nearest_key(first_table, id);
        flags.push_back({code, std::move(p)});
      }
      place(t, c, flags);
    }
  }

  std::string nearest_key(std::string_view table_name, std::string_view id) {
    const auto& keys = at(table_name).keys;
    // A whole wrong column against a large register would take minutes to compare.
    const std::size_t work = keys.size() * (id.size() + 1);
    if (work > comparisons_left_) return {};
    comparisons_left_ -= work;
    return nearest(id, keys);
  }

  void resolve_plans(inspected_table& t, inspected_column& c) {
    const inspected_column &ids = t.at("delivery_id"), &status = t.at("status");
    const auto count = static_cast<std::size_t>(c.source->pool().size());
    c.target.assign(count, -1);
    std::unordered_map<std::string_view, std::int32_t> wanted;
    for (std::size_t i = 1; i < count; ++i)
      if (const auto id = c.meaning(static_cast<std::int32_t>(i)); !id.empty())
        wanted.emplace(id, -1);
    if (ids.source)
      for (std::size_t row = 0; row < t.rows(); ++row)
        if (const auto it = wanted.find(ids.text(row)); it != wanted.end() && it->second < 0)
          it->second = static_cast<std::int32_t>(row);
    std::vector<flag_at> flags;
    for (std::size_t i = 1; i < count; ++i) {
      const std::string_view id = c.meaning(static_cast<std::int32_t>(i));
      if (id.empty()) continue;
      c.target[i] = wanted.at(id);
      if (c.target[i] >= 0) continue;
      problem p =
          about(t, problem_level::error,
                {"unknown delivery " + quoted(id), "kegiatan " + quoted(id) + " tidak dikenal"});
      p.value = id;
      flags.push_back({static_cast<std::int32_t>(i), std::move(p)});
    }
    place(t, c, flags);
    std::vector<std::int32_t> plan_of(t.rows());
    for (std::size_t row = 0; row < t.rows(); ++row) {
      const std::int32_t plan = plan_of[row] = c.value(c.target, row, -1);
      if (plan < 0 || static_cast<std::size_t>(plan) == row) continue;
      const auto is = status.value(status.choice, static_cast<std::size_t>(plan), -1);
      // A plan that was cancelled counts nowhere, whoever names it.
      if (is == 0 || is == 2) continue;
      add_for_row(t, row, problem_level::warning, "plan_of", c.text(row),
                  {quoted(c.text(row)) + " is not a planned row; both rows count",
                   quoted(c.text(row)) + " bukan baris rencana; kedua baris dihitung"});
    }
    for (const auto& cycle : find_cycles(plan_of)) {
      const auto row = static_cast<std::size_t>(cycle.front());
      if (cycle.size() == 1) {
        add_for_row(t, row, problem_level::error, "plan_of", c.text(row),
                    {quoted(c.text(row)) + " is the plan of itself",
                     quoted(c.text(row)) + " merujuk dirinya sendiri"});
        continue;
      }
      std::vector<std::string_view> members;
      for (const std::int32_t i : cycle) members.push_back(ids.text(static_cast<std::size_t>(i)));
      report_cycle(t, "plan_of", "plans", "rencana", members, row);
    }
  }

  void warn_unknown_tables() {
    std::vector<std::string_view> names;
    for (const table_schema& s : schemas) names.push_back(s.name);
    for (const table& t : input_.all) {
      if (find_schema(t.name)) continue;
      problem p;
      p.level = problem_level::warning;
      p.table = p.file = t.name;
      p.what = {"table " + quoted(t.name) + " is not known and not used",
                "tabel " + quoted(t.name) + " tidak dikenal dan tidak dipakai"};
      p.nearest = nearest(t.name, names);
      problems_.push_back(std::move(p));
    }
  }

  void check_rows(inspected_table& t) {
    if (!t.source) return;
    check_period(t, "start", "end");
    check_period(t, "valid_from", "valid_to");
    check_period(t, "covers_from", "covers_to");
    check_period(t, "date", "expires");
    if (t.schema->name == "indicators") need_either(t, "target_id", "region_id");
    if (t.schema->name == "eligibility") need_either(t, "target_id", "region_id");
  }

  void check_period(inspected_table& t, std::string_view from, std::string_view to) {
    if (!find_column(*t.schema, from) || !find_column(*t.schema, to)) return;
    const inspected_column &start = t.at(from), &end = t.at(to);
    if (start.dates.empty() || end.dates.empty()) return;
    for (std::size_t row = 0; row < t.rows(); ++row) {
      const period p{start.value(start.dates, row, date_range{}),
                     end.value(end.dates, row, date_range{})};
      if (!p.upside_down()) continue;
      add_for_row(
          t, row, problem_level::error, to, end.text(row),
          {"ends " + quoted(end.text(row)) + " before it starts " + quoted(start.text(row)),
           "selesai " + quoted(end.text(row)) + " sebelum mulai " + quoted(start.text(row))});
    }
  }

  void need_either(inspected_table& t, std::string_view one, std::string_view other) {
    const inspected_column &a = t.at(one), &b = t.at(other);
    const bool may_be_empty = t.schema->name == "eligibility";
    for (std::size_t row = 0; row < t.rows(); ++row) {
      const bool has_a = !a.text(row).empty(), has_b = !b.text(row).empty();
      if (!has_a && !has_b && !may_be_empty)
        add_for_row(t, row, problem_level::error, one, "",
                    {quoted(one) + " and " + quoted(other) + " are both empty",
                     quoted(one) + " dan " + quoted(other) + " sama-sama kosong"});
      if (has_a && has_b)
        add_for_row(t, row, problem_level::error, one, a.text(row),
                    {quoted(one) + " and " + quoted(other) + " are both given",
                     quoted(one) + " dan " + quoted(other) + " sama-sama terisi"});
    }
  }

  void report_cycle(const inspected_table& t, std::string_view column_name,
                    std::string_view parents_en, std::string_view parents_id,
                    const std::vector<std::string_view>& members, std::size_t row) {
    std::string text;
    for (const std::string_view m : members) text += std::string(m) + " → ";
    text += members.front();
    add_for_row(t, row, problem_level::error, column_name, members.front(),
                {std::string(parents_en) + " run in a circle: " + text,
                 std::string(parents_id) + " melingkar: " + text});
  }

  void check_cycles() {
    for (const char* name : {"regions", "units", "programs", "activities"}) {
      const inspected_table& t = at(name);
      if (!t.source) continue;
      for (const auto& cycle : find_cycles(parents_of(t))) {
        std::vector<std::string_view> members;
        for (const std::int32_t i : cycle) members.push_back(t.keys[static_cast<std::size_t>(i)]);
        report_cycle(
            t, "parent_id", "parents", "induk", members,
            static_cast<std::size_t>(t.row_of_key[static_cast<std::size_t>(cycle.front())]));
      }
    }
    check_memberships();
  }

  void check_memberships() {
    const inspected_table& t = at("memberships");
    if (!t.source) return;
    const inspected_column &group = t.at("group_id"), &member = t.at("member_id");
    std::map<std::int32_t, std::map<std::int32_t, std::size_t>> groups_of; // member → group → row
    for (std::size_t row = 0; row < t.rows(); ++row) {
      const std::int32_t g = group.value(group.target, row, -1),
                         m = member.value(member.target, row, -1);
      if (g >= 0 && m >= 0) groups_of[m].emplace(g, row);
    }
    const std::vector<std::int32_t> path = find_group_cycle(groups_of);
    if (path.empty()) return;
    const auto& keys = at("targets").keys;
    std::vector<std::string_view> members;
    for (const std::int32_t i : path) members.push_back(keys[static_cast<std::size_t>(i)]);
    report_cycle(t, "group_id", "groups", "kelompok", members,
                 groups_of.at(path.front()).begin()->second);
  }

  std::map<std::string_view, std::map<std::string_view, std::string_view>> forward_;
  std::size_t comparisons_left_ = 100'000'000;

public:
  /// The parent of each key of a table with a `parent_id`, −1 at roots.
  static std::vector<std::int32_t> parents_of(const inspected_table& t) {
    std::vector<std::int32_t> parent(t.keys.size(), -1);
    if (!t.source) return parent;
    const inspected_column& c = t.at("parent_id");
    for (std::size_t i = 0; i < parent.size(); ++i)
      if (t.row_of_key[i] >= 0)
        parent[i] = c.value(c.target, static_cast<std::size_t>(t.row_of_key[i]), -1);
    return parent;
  }
};

} // namespace irisan
