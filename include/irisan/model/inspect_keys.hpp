#pragma once

#include <irisan/model/inspect_values.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace irisan {

/// The second part of an inspection: numbers the keys of each table and finds the repeated ones.
class key_inspection : public value_inspection {
protected:
  key_inspection(const tables& t, const progress& watch) : value_inspection(t, watch) {
    for (inspected_table& at : tables_) {
      watch.at("checking", 1);
      find_keys(at);
    }
    // In a bare list, what is named exists.
    if (t.bare) imply("programs", "program_id"), imply("targets", "target_id");
  }
  ~key_inspection() = default;

private:
  static bool is_entity(const table_schema& s) {
    return s.columns.front().key && s.columns.front().required &&
           s.columns.front().refers.empty() &&
           (s.name == "regions" || s.name == "units" || s.name == "targets" ||
            s.name == "activities" || s.name == "programs");
  }

  inspected_table& mutable_at(std::string_view name) {
    return const_cast<inspected_table&>(at(name));
  }

  void repeated(const inspected_table& t, std::vector<std::size_t> rows,
                std::string_view column_name, const std::string& key) {
    std::sort(rows.begin(), rows.end());
    const std::string times = std::to_string(rows.size());
    problem p = about(
        t, problem_level::error,
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
        for (std::size_t k = i; k < j; ++k)
          rows.push_back(static_cast<std::size_t>(found[k].second));
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
      for (const inspected_column* c : keys) (key += c->text(row)) += '\0';
      rows_of[key].push_back(row);
    }
    for (auto& [key, rows] : rows_of) {
      if (rows.size() < 2) continue;
      std::string said;
      for (const inspected_column* c : keys)
        said += (said.empty() ? "" : " | ") + std::string(c->text(rows.front()));
      repeated(t, std::move(rows), keys.front()->schema->name, said);
    }
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
};

} // namespace irisan
