#include <irisan/io/write_division.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace irisan {

namespace {

std::string joined(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& i : items) text += (text.empty() ? "" : "|") + i;
  return text;
}

void header(csv_writer& out, std::initializer_list<const char*> names) {
  for (const char* name : names) out.cell(name);
  out.end_row();
}

void amount(csv_writer& out, std::int64_t money) {
  money == unknown_money ? out.empty() : out.cell(money);
}

/// A, R or S of a unit in a piece; 0 if it is not in it. Who is accountable carries out as well.
char part_of(const raci_row& x, const std::string& unit) {
  const auto among = [&](const std::vector<std::string>& units) {
    return std::find(units.begin(), units.end(), unit) != units.end();
  };
  return x.accountable == unit ? 'A' : among(x.responsible) ? 'R' : among(x.support) ? 'S' : '\0';
}

std::set<std::string> units_in(const std::vector<raci_row>& rows) {
  std::set<std::string> units;
  for (const raci_row& x : rows) {
    if (!x.accountable.empty()) units.insert(x.accountable);
    units.insert(x.responsible.begin(), x.responsible.end());
    units.insert(x.support.begin(), x.support.end());
  }
  return units;
}

} // namespace

std::string division_csv(const report& r, csv_form form) {
  csv_writer out(form);
  header(out, {"piece_id",   "activity_id",     "audience",       "region_id",
               "level",      "state",           "lead",           "supports",
               "hands_over", "today",           "targets",        "deliveries",
               "cost",       "needy",           "not_served",     "load",
               "runner_up",  "difference",      "agreement_id",   "reason_id",
               "reason_en",  "would_change_id", "would_change_en"});
  if (!r.division) return out.take();
  for (const division_piece& x : r.division->pieces) {
    std::vector<std::string> today;
    for (const piece_today& w : x.today) today.push_back(w.unit);
    out.cell(x.id).cell(x.activity).cell(x.audience).cell(x.region).cell(x.level);
    out.cell(to_text(x.state)).cell(x.lead).cell(joined(x.supports)).cell(joined(x.hands_over));
    out.cell(joined(today)).cell(x.targets).cell(x.deliveries);
    amount(out, x.cost);
    out.cell(x.needy).cell(x.not_served).cell(x.load).cell(x.runner_up);
    x.runner_up.empty() ? out.empty() : out.cell(x.difference);
    out.cell(x.agreement).cell(x.reason.id).cell(x.reason.en);
    out.cell(x.would_change.id).cell(x.would_change.en).end_row();
  }
  return out.take();
}

std::string workplan_csv(const report& r, csv_form form) {
  csv_writer out(form);
  header(out, {"unit_id", "period", "role", "activity_id", "audience", "region_id", "level",
               "targets", "quantity", "quantity_unit", "cost", "indicator_id", "goal", "due",
               "coordinate_with", "why_id", "why_en", "target_ids"});
  for (const workplan_row& w : r.workplan) {
    out.cell(w.unit).cell(w.period).cell(w.leads ? "lead" : "support").cell(w.activity);
    out.cell(w.audience).cell(w.region).cell(w.level);
    out.cell(static_cast<std::int64_t>(w.targets.size())).cell(w.quantity).cell(w.quantity_unit);
    amount(out, w.cost);
    out.cell(w.indicator).cell(w.goal).cell(w.due.known() ? to_text(w.due.latest) : "");
    out.cell(joined(w.coordinate_with)).cell(w.why.id).cell(w.why.en).cell(joined(w.targets));
    out.end_row();
  }
  return out.take();
}

std::string raci_csv(const report& r, csv_form form) {
  csv_writer out(form);
  const std::vector<raci_row> none;
  const std::vector<raci_row>& rows = r.division ? r.division->raci : none;
  const std::set<std::string> units = units_in(rows);
  for (const char* name : {"theme_id", "activity_id", "audience", "region_id", "level"})
    out.cell(name);
  for (const std::string& u : units) out.cell(u);
  out.end_row();
  for (const raci_row& x : rows) {
    out.cell(x.activity).cell(x.kind).cell(x.audience).cell(x.region).cell(x.level);
    for (const std::string& u : units) {
      const char part = part_of(x, u);
      part ? out.cell(std::string_view(&part, 1)) : out.empty();
    }
    out.end_row();
  }
  return out.take();
}

std::string raci_text(const report& r, language l) {
  if (!r.division) return {};
  const bool id = l == language::id;
  std::string text =
      id ? "A bertanggung jawab dan melaksanakan, R ikut melaksanakan, S mendukung; angka: "
           "banyaknya "
           "wilayah.\n"
         : "A accountable and carries out, R carries out too, S supports; numbers: of regions.\n";
  using line_key = std::pair<std::string, std::string>;
  std::map<std::string, std::map<line_key, std::vector<const raci_row*>>> themes;
  for (const raci_row& x : r.division->raci) themes[x.activity][{x.kind, x.audience}].push_back(&x);
  for (const auto& [theme, lines] : themes) {
    std::vector<raci_row> here;
    for (const raci_row& x : r.division->raci)
      if (x.activity == theme) here.push_back(x);
    text += "\n" + theme + "\n";
    std::size_t width = 0;
    const auto label = [&](const line_key& key) {
      return "  " + key.first + (key.second.empty() ? "" : " · " + key.second);
    };
    const auto columns = [](const std::string& s) {
      return static_cast<std::size_t>(std::count_if(s.begin(), s.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
      }));
    };
    for (const auto& [key, rows] : lines) width = std::max(width, columns(label(key)));
    const std::set<std::string> units = units_in(here);
    for (const auto& [key, rows] : lines) {
      std::string line = label(key);
      line += std::string(width - columns(line), ' ');
      for (const std::string& u : units) {
        std::map<char, std::int64_t> parts;
        for (const raci_row* x : rows)
          if (const char part = part_of(*x, u)) ++parts[part];
        for (const auto& [part, n] : parts)
          line += "  " + u + " " + std::string(1, part) + " " + std::to_string(n);
      }
      const auto open = std::count_if(rows.begin(), rows.end(),
                                      [](const raci_row* x) { return x->accountable.empty(); });
      if (open > 0) line += (id ? "  belum ditetapkan " : "  nobody named ") + std::to_string(open);
      text += line + "\n";
    }
  }
  return text;
}

} // namespace irisan
