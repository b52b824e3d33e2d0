#pragma once

#include <irisan/core/problem.hpp>
#include <irisan/model/inspected.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace irisan {

/// Gathers the problems of an inspection, and knows how to say where a value stands.
class problem_log {
public:
  /// All problems so far.
  const std::vector<problem>& problems() const noexcept { return problems_; }
  bool has_errors() const noexcept {
    return std::any_of(problems_.begin(), problems_.end(),
                       [](const problem& p) { return p.level == problem_level::error; });
  }

protected:
  explicit problem_log(std::vector<problem> found) : problems_(std::move(found)) {}
  ~problem_log() = default;

  static constexpr std::size_t lines_kept = 20;

  struct flag_at {
    std::int32_t code;
    problem what;
  };

  static std::string singular(std::string_view table_name, bool indonesian) {
    static const std::map<std::string_view, std::pair<const char*, const char*>> words = {
        {"regions", {"region", "wilayah"}},
        {"units", {"unit", "unit"}},
        {"targets", {"target", "sasaran"}},
        {"activities", {"activity", "kegiatan"}},
        {"programs", {"program", "program"}},
        {"deliveries", {"delivery", "kegiatan di sasaran"}},
        {"targets|units", {"authority", "pemda"}}};
    const auto it = words.find(table_name);
    if (it == words.end()) return std::string(table_name);
    return indonesian ? it->second.second : it->second.first;
  }

  static std::string quoted(std::string_view text) {
    // A cell of a hundred thousand letters is not repeated whole.
    constexpr std::size_t most = 120;
    if (text.size() <= most) return "'" + std::string(text) + "'";
    std::size_t cut = most;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
    return "'" + std::string(text.substr(0, cut)) + "…'";
  }

  problem about(const inspected_table& t, problem_level level, bilingual what) const {
    problem p;
    p.level = level;
    p.table = t.schema->name;
    p.file = t.source && !t.source->files().empty() ? t.source->files().front()
                                                    : std::string(t.schema->name);
    p.what = std::move(what);
    return p;
  }

  void add_for_row(const inspected_table& t, std::size_t row, problem_level level,
                   std::string_view column_name, std::string_view value, bilingual what) {
    problem p = about(t, level, std::move(what));
    std::tie(p.file, p.line) = t.source->origin(row);
    p.column = column_name;
    p.value = value;
    p.lines = {p.line};
    problems_.push_back(std::move(p));
  }

  /// Counts one more row of a problem: the first says where it is, the next few are listed.
  static void count_row(const inspected_table& t, std::size_t row, problem& p) {
    if (p.rows++ == 0) std::tie(p.file, p.line) = t.source->origin(row);
    if (p.lines.size() < lines_kept) p.lines.push_back(t.source->origin(row).second);
  }

  /// Turns problems of distinct texts into problems of rows: where the text stands, and how often.
  void place(const inspected_table& t, const inspected_column& c, std::vector<flag_at>& flags) {
    if (flags.empty()) return;
    std::unordered_map<std::int32_t, std::vector<std::size_t>> of_code;
    for (std::size_t i = 0; i < flags.size(); ++i) {
      flags[i].what.rows = 0;
      of_code[flags[i].code].push_back(i);
    }
    for (std::size_t row = 0; row < t.rows(); ++row) {
      const auto it = of_code.find(c.source->code(row));
      if (it == of_code.end()) continue;
      for (const std::size_t i : it->second) count_row(t, row, flags[i].what);
    }
    for (flag_at& f : flags)
      if (f.what.rows > 0) {
        f.what.column = c.schema->name;
        problems_.push_back(std::move(f.what));
      }
  }

  std::vector<problem> problems_;
};

} // namespace irisan
