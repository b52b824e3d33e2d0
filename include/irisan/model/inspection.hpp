#pragma once

#include <irisan/model/inspect_values.hpp>
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
class inspection : public value_inspection {
public:
  explicit inspection(const tables& t) : value_inspection(t) {
    for (inspected_table& at : tables_) find_keys(at);
    // In a bare list, what is named exists.
    if (t.bare) imply("programs", "program_id"), imply("targets", "target_id");
    follow_successions();
    for (inspected_table& at : tables_) resolve(at);
    for (inspected_table& at : tables_) check_rows(at);
    check_cycles();
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
  static bool is_entity(const table_schema& s) {
    return s.columns.front().key && s.columns.front().required && s.columns.front().refers.empty() &&
           (s.name == "regions" || s.name == "units" || s.name == "targets" ||
            s.name == "activities" || s.name == "programs");
  }

  inspected_table& mutable_at(std::string_view name) {
    return const_cast<inspected_table&>(at(name));
  }

  void repeated(const inspected_table& t, std::vector<std::size_t> rows, std::string_view column_name,
                const std::string& key) {
    std::sort(rows.begin(), rows.end());
    const std::string times = std::to_string(rows.size());
    problem p = about(t, problem_level::error,
                      {singular(t.schema->name, false) + " " + quoted(key) + " is listed " + times + " times",
                       singular(t.schema->name, true) + " " + quoted(key) + " tercatat " + times + " kali"});
    std::tie(p.file, p.line) = t.source->origin(rows.front());
    p.column = column_name;
    p.value = key;
    p.rows = static_cast<std::int64_t>(rows.size());
    for (std::size_t i = 0; i < rows.size() && i < lines_kept; ++i)
      p.lines.push_back(t.source->origin(rows[i]).second);
    problems_.push_back(std::move(p));
  }

  void find_keys(inspected_table& t) {
    if (!t.source) return;
    if (t.schema->name == "deliveries") return check_delivery_ids(t);
    if (!is_entity(*t.schema)) return check_composite_keys(t);
    const inspected_column& key = t.columns.front();
    if (!key.source) return;
    std::vector<std::pair<std::string_view, std::int64_t>> found;
    found.reserve(t.rows());
    for (std::size_t row = 0; row < t.rows(); ++row)
      if (t.keeps(row) && !key.text(row).empty())
        found.emplace_back(key.text(row), static_cast<std::int64_t>(row));
    std::sort(found.begin(), found.end());
    for (std::size_t i = 0; i < found.size();) {
      std::size_t j = i + 1;
      while (j < found.size() && found[j].first == found[i].first) ++j;
      if (j - i > 1) {
        std::vector<std::size_t> rows;
        for (std::size_t k = i; k < j; ++k) rows.push_back(static_cast<std::size_t>(found[k].second));
        repeated(t, std::move(rows), key.schema->name, std::string(found[i].first));
      }
      t.keys.push_back(found[i].first);
      t.row_of_key.push_back(found[i].second);
      i = j;
    }
    number(t);
  }

  static void number(inspected_table& t) {
    t.position.reserve(t.keys.size());
    for (std::size_t i = 0; i < t.keys.size(); ++i)
      t.position.emplace(t.keys[i], static_cast<std::int32_t>(i));
  }

  /// Ten million ids are seldom repeated: each distinct text is counted, nothing is sorted.
  void check_delivery_ids(inspected_table& t) {
    const inspected_column& key = t.at("delivery_id");
    if (!key.source) return;
    // After repairs two texts may be one id.
    std::unordered_map<std::string_view, std::int32_t> merged;
    std::vector<std::int32_t> same;
    if (!key.changed.empty()) {
      same.resize(key.changed.size());
      for (std::size_t i = 0; i < same.size(); ++i)
        same[i] = merged.emplace(key.changed[i], static_cast<std::int32_t>(i)).first->second;
    }
    std::vector<std::uint8_t> seen(static_cast<std::size_t>(key.source->pool().size()), 0);
    std::vector<std::int32_t> twice;
    const auto id_of = [&](std::size_t row) {
      const std::int32_t code = key.source->code(row);
      return same.empty() ? code : same[static_cast<std::size_t>(code)];
    };
    for (std::size_t row = 0; row < t.rows(); ++row) {
      const std::int32_t code = id_of(row);
      if (key.meaning(code).empty()) continue;
      std::uint8_t& times = seen[static_cast<std::size_t>(code)];
      if (times == 1) twice.push_back(code);
      if (times < 2) ++times;
    }
    if (twice.empty()) return;
    std::unordered_map<std::int32_t, std::vector<std::size_t>> rows_of;
    for (const std::int32_t code : twice) rows_of[code];
    for (std::size_t row = 0; row < t.rows(); ++row)
      if (const auto it = rows_of.find(id_of(row)); it != rows_of.end()) it->second.push_back(row);
    for (auto& [code, rows] : rows_of)
      repeated(t, std::move(rows), "delivery_id", std::string(key.meaning(code)));
  }

  void check_composite_keys(inspected_table& t) {
    std::vector<const inspected_column*> keys;
    for (const inspected_column& c : t.columns)
      if (c.schema->key && c.source) keys.push_back(&c);
    if (keys.empty()) return;
    std::unordered_map<std::string, std::vector<std::size_t>> rows_of;
    for (std::size_t row = 0; row < t.rows(); ++row) {
      if (!t.keeps(row)) continue;
      std::string key;
      for (const inspected_column* c : keys) {
        if (!key.empty()) key += " | ";
        key += c->text(row);
      }
      rows_of[key].push_back(row);
    }
    for (auto& [key, rows] : rows_of)
      if (rows.size() > 1) repeated(t, std::move(rows), keys.front()->schema->name, key);
  }

  void imply(std::string_view table_name, std::string_view column_name) {
    inspected_table& t = mutable_at(table_name);
    const inspected_column& c = at("deliveries").at(column_name);
    if (t.source || !c.source) return;
    for (std::int32_t code = 1; code < c.source->pool().size(); ++code)
      if (!c.meaning(code).empty()) t.keys.push_back(c.meaning(code));
    std::sort(t.keys.begin(), t.keys.end());
    t.keys.erase(std::unique(t.keys.begin(), t.keys.end()), t.keys.end());
    t.row_of_key.assign(t.keys.size(), -1);
    number(t);
  }

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
                      {quoted(from) + " comes after itself", quoted(from) + " menjadi pengganti dirinya sendiri"});
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
      if (const auto id = c.meaning(static_cast<std::int32_t>(i)); !id.empty()) wanted.emplace(id, -1);
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
      problem p = about(t, problem_level::error,
                        {"unknown delivery " + quoted(id), "kegiatan " + quoted(id) + " tidak dikenal"});
      p.value = id;
      flags.push_back({static_cast<std::int32_t>(i), std::move(p)});
    }
    place(t, c, flags);
    for (std::size_t row = 0; row < t.rows(); ++row) {
      const std::int32_t plan = c.value(c.target, row, -1);
      if (plan < 0) continue;
      if (static_cast<std::size_t>(plan) == row)
        add_for_row(t, row, problem_level::error, "plan_of", c.text(row),
                    {quoted(c.text(row)) + " is the plan of itself", quoted(c.text(row)) + " merujuk dirinya sendiri"});
      else if (status.value(status.choice, static_cast<std::size_t>(plan), -1) != 0)
        add_for_row(t, row, problem_level::warning, "plan_of", c.text(row),
                    {quoted(c.text(row)) + " is not a planned row; both rows count",
                     quoted(c.text(row)) + " bukan baris rencana; kedua baris dihitung"});
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
      const period p{start.value(start.dates, row, date_range{}), end.value(end.dates, row, date_range{})};
      if (!p.upside_down()) continue;
      add_for_row(t, row, problem_level::error, to, end.text(row),
                  {"ends " + quoted(end.text(row)) + " before it starts " + quoted(start.text(row)),
                   "selesai " + quoted(end.text(row)) + " sebelum mulai " + quoted(start.text(row))});
    }
  }

  void need_either(inspected_table& t, std::string_view one, std::string_view other) {
    const inspected_column &a = t.at(one), &b = t.at(other);
    const bool both_allowed = t.schema->name == "eligibility";
    for (std::size_t row = 0; row < t.rows(); ++row) {
      const bool has_a = !a.text(row).empty(), has_b = !b.text(row).empty();
      if (!has_a && !has_b && !both_allowed)
        add_for_row(t, row, problem_level::error, one, "",
                    {quoted(one) + " and " + quoted(other) + " are both empty",
                     quoted(one) + " dan " + quoted(other) + " sama-sama kosong"});
      if (has_a && has_b)
        add_for_row(t, row, problem_level::error, one, a.text(row),
                    {quoted(one) + " and " + quoted(other) + " are both given",
                     quoted(one) + " dan " + quoted(other) + " sama-sama terisi"});
    }
  }

  void report_cycle(const inspected_table& t, std::string_view column_name, std::string_view parents_en,
                    std::string_view parents_id, const std::vector<std::string_view>& members, std::size_t row) {
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
        report_cycle(t, "parent_id", "parents", "induk", members,
                     static_cast<std::size_t>(t.row_of_key[static_cast<std::size_t>(cycle.front())]));
      }
    }
    check_memberships();
  }

  /// A member may be in several groups, so this is a graph and not a forest: Kahn's order finds what is left.
  void check_memberships() {
    const inspected_table& t = at("memberships");
    if (!t.source) return;
    const inspected_column &group = t.at("group_id"), &member = t.at("member_id");
    std::map<std::int32_t, std::map<std::int32_t, std::size_t>> groups_of; // member → group → row
    std::map<std::int32_t, std::int32_t> parent;
    for (std::size_t row = 0; row < t.rows(); ++row) {
      const std::int32_t g = group.value(group.target, row, -1), m = member.value(member.target, row, -1);
      if (g >= 0 && m >= 0) groups_of[m].emplace(g, row);
    }
    // Peel off members whose groups are all done; what remains has a cycle in it.
    for (bool again = true; again;) {
      again = false;
      for (auto it = groups_of.begin(); it != groups_of.end();) {
        std::erase_if(it->second, [&](const auto& g) { return !groups_of.contains(g.first); });
        if (it->second.empty()) {
          it = groups_of.erase(it);
          again = true;
        } else
          ++it;
      }
    }
    if (groups_of.empty()) return;
    const auto& keys = at("targets").keys;
    std::vector<std::int32_t> path{groups_of.begin()->first};
    for (;;) {
      const std::int32_t next = groups_of.at(path.back()).begin()->first;
      const auto seen = std::find(path.begin(), path.end(), next);
      if (seen == path.end()) {
        path.push_back(next);
        continue;
      }
      path.erase(path.begin(), seen);
      break;
    }
    std::rotate(path.begin(), std::min_element(path.begin(), path.end()), path.end());
    std::vector<std::string_view> members;
    for (const std::int32_t i : path) members.push_back(keys[static_cast<std::size_t>(i)]);
    report_cycle(t, "group_id", "groups", "kelompok", members, groups_of.at(path.front()).begin()->second);
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
