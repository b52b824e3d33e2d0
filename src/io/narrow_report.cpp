#include "narrow_report.hpp"

#include <irisan/core/error.hpp>
#include <irisan/core/text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace irisan {

namespace {

using json = nlohmann::ordered_json;
using flags = std::vector<bool>;

class narrowing {
public:
  narrowing(json& report, json& names, const page_reader& reader)
      : report_(report), names_(names), reader_(reader) {
    for (const auto& [name, table] : names_.items())
      kept_[name].assign(table["rows"].get<std::size_t>(), false);
  }

  void run() {
    find_reader();
    find_targets();
    find_work();
    keep_findings();
    keep_figures();
    keep_division();
    keep_change();
    keep_rows();
    drop_rows();
  }

private:
  json& column(const char* table, const char* name) { return names_[table]["columns"][name]; }
  std::vector<std::int64_t> numbers(const char* table, const char* name) {
    std::vector<std::int64_t> all;
    for (const json& x : column(table, name))
      all.push_back(x.is_null() ? -1 : x.get<std::int64_t>());
    return all;
  }
  std::size_t rows(const char* table) const { return kept_.at(table).size(); }
  std::string word(std::int64_t i) {
    return i < 0 ? std::string()
                 : column("words", "id")[static_cast<std::size_t>(i)].get<std::string>();
  }
  static bool at(const flags& f, std::int64_t i) {
    return i >= 0 && f[static_cast<std::size_t>(i)];
  }
  static void set(flags& f, std::int64_t i) {
    if (i >= 0) f[static_cast<std::size_t>(i)] = true;
  }

  std::int64_t find(const char* table, const std::string& id, const char* what) {
    const auto ids = column(table, "id").get<std::vector<std::string>>();
    const auto it = std::find(ids.begin(), ids.end(), id);
    if (it != ids.end()) return it - ids.begin();
    const std::string near = nearest(id, std::vector<std::string_view>(ids.begin(), ids.end()));
    throw rule_error("--for " + std::string(what) + "=" + id + ": no such " + what +
                     (near.empty() ? "" : "; the nearest is '" + near + "'"));
  }

  /// Who reads, and which units are the reader's own.
  void find_reader() {
    own_.assign(rows("units"), false);
    if (!reader_.unit.empty()) set(own_, unit_ = find("units", reader_.unit, "unit"));
    if (!reader_.region.empty()) {
      region_ = find("regions", reader_.region, "region");
      const auto parents = numbers("regions", "parent");
      inside_.assign(rows("regions"), false);
      for (std::size_t r = 0; r < inside_.size(); ++r)
        for (auto up = static_cast<std::int64_t>(r); up >= 0;
             up = parents[static_cast<std::size_t>(up)])
          if (up == region_) inside_[r] = true;
      const auto in = numbers("units", "region"), kind = numbers("units", "kind");
      for (std::size_t u = 0; u < own_.size(); ++u)
        own_[u] = in[u] == region_ && word(kind[u]) == "local_government";
    }
    if (!reader_.target.empty()) {
      target_ = find("targets", reader_.target, "target");
      set(own_, numbers("targets", "unit")[static_cast<std::size_t>(target_)]);
    }
    own_ids_ = ids_of("units", own_);
  }

  std::set<std::string> ids_of(const char* table, const flags& f) {
    std::set<std::string> ids;
    const json& id = column(table, "id");
    for (std::size_t i = 0; i < f.size(); ++i)
      if (f[i]) ids.insert(id[i].get<std::string>());
    return ids;
  }

  /// The targets that the reader may see, and the groups through which work reaches them.
  void find_targets() {
    seen_.assign(rows("targets"), false);
    if (target_ >= 0) set(seen_, target_);
    const auto region = numbers("targets", "region"), body = numbers("targets", "unit");
    for (std::size_t t = 0; t < seen_.size(); ++t)
      if ((region_ >= 0 && at(inside_, region[t])) || (unit_ >= 0 && body[t] == unit_))
        seen_[t] = true;
    if (unit_ >= 0) {
      const auto by = numbers("interventions", "unit");
      const auto who = numbers("reached", "intervention"), where = numbers("reached", "target");
      for (std::size_t i = 0; i < who.size(); ++i)
        if (by[static_cast<std::size_t>(who[i])] == unit_) set(seen_, where[i]);
      const auto unit = numbers("deliveries", "unit"), target = numbers("deliveries", "target");
      for (std::size_t d = 0; d < unit.size(); ++d)
        if (unit[d] == unit_) set(seen_, target[d]);
    }
    flags& named = kept_["targets"] = seen_;
    const auto group = numbers("memberships", "group"), member = numbers("memberships", "member");
    for (std::size_t m = 0; m < group.size(); ++m)
      if (at(seen_, member[m])) set(named, group[m]);
    for (std::size_t m = 0; m < group.size(); ++m)
      kept_["memberships"][m] = at(named, group[m]) && at(seen_, member[m]);
    seen_ids_ = ids_of("targets", seen_);
  }

  /// Own deliveries in full; of others, at targets that the reader sees: program, unit, activity
  /// and dates.
  void find_work() {
    const auto unit = numbers("deliveries", "unit"), target = numbers("deliveries", "target"),
               program = numbers("deliveries", "program");
    flags& kept = kept_["deliveries"];
    for (std::size_t d = 0; d < unit.size(); ++d) {
      const bool own = at(own_, unit[d]);
      kept[d] = own || at(kept_["targets"], target[d]);
      if (!kept[d]) continue;
      if (own) own_rows_.insert(column("deliveries", "key")[d].get<std::string>());
      if (own) set(kept_["targets"], target[d]);
      set(kept_["programs"], program[d]);
      set(kept_["units"], unit[d]);
      if (own) continue;
      column("deliveries", "key")[d] = "";
      for (const char* name : {"audience", "channel", "quantity_unit", "status"})
        column("deliveries", name)[d] = -1;
      for (const char* name : {"quantity", "participants", "cost"})
        column("deliveries", name)[d] = nullptr;
    }
    const auto by = numbers("interventions", "unit"), of = numbers("interventions", "program");
    const auto who = numbers("reached", "intervention"), where = numbers("reached", "target");
    own_programs_.assign(rows("programs"), false);
    shared_programs_.assign(rows("programs"), false);
    for (std::size_t i = 0; i < by.size(); ++i)
      set(at(own_, by[i]) ? own_programs_ : shared_programs_, of[i]);
    flags& working = kept_["interventions"];
    for (std::size_t i = 0; i < who.size(); ++i) {
      const auto p = static_cast<std::size_t>(who[i]);
      kept_["reached"][i] = at(seen_, where[i]);
      if (kept_["reached"][i]) working[p] = true;
    }
    for (std::size_t i = 0; i < by.size(); ++i)
      if (working[i]) set(kept_["programs"], of[i]), set(kept_["units"], by[i]);
    for (std::size_t u = 0; u < own_.size(); ++u)
      if (own_[u]) kept_["units"][u] = true;
  }

  /// Whether every unit that a list names is the reader's own.
  bool all_own(const json& units) const {
    return !units.empty() && std::all_of(units.begin(), units.end(), [&](const json& u) {
      return own_ids_.contains(u.get<std::string>());
    });
  }
  bool any_own(const json& units) const {
    return std::any_of(units.begin(), units.end(), [&](const json& u) {
      return u.is_string() && own_ids_.contains(u.get<std::string>());
    });
  }
  bool in_region(const json& id) {
    if (region_ < 0 || !id.is_string()) return false;
    if (region_ids_.empty()) region_ids_ = ids_of("regions", inside_);
    return region_ids_.contains(id.get<std::string>());
  }

  template <class Keeps>
  static void filter(json& list, const Keeps& keeps) {
    json kept = json::array();
    for (json& x : list)
      if (keeps(x)) kept.push_back(std::move(x));
    list = std::move(kept);
  }

  static json only(const json& whole, std::initializer_list<const char*> keys) {
    json kept = json::object();
    for (const char* key : keys)
      if (whole.contains(key)) kept[key] = whole[key];
    return kept;
  }

  bool concerns(const json& f) {
    if (unit_ >= 0) return any_own(f["units"]);
    if (in_region(f["region"])) return true;
    return std::any_of(f["targets"].begin(), f["targets"].end(),
                       [&](const json& t) { return seen_ids_.contains(t.get<std::string>()); });
  }

  void keep_findings() {
    filter(report_["findings"], [&](const json& f) { return concerns(f); });
    const auto decisions = own_decisions();
    for (json& f : report_["findings"]) {
      filter(f["targets"], [&](const json& t) { return seen_ids_.contains(t.get<std::string>()); });
      filter(f["rows"], [&](const json& r) { return own_rows_.contains(r.get<std::string>()); });
      finding_ids_.insert(f["id"].get<std::string>());
      if (!decisions.contains(f["id"].get<std::string>())) f["decision_reason"] = nullptr;
      if (!all_own(f["units"])) withhold(f);
    }
    json first = json::array();
    for (const json& f : report_["findings"])
      if (first.size() < 5 && f["status"] != "decided") first.push_back(f["id"]);
    report_["most_important"] = std::move(first);
    for (const char* table : {"programs", "units"}) {
      const auto ids = column(table, "id").get<std::vector<std::string>>();
      std::set<std::string> named;
      for (const json& f : report_["findings"])
        for (const json& id : f[table]) named.insert(id.get<std::string>());
      for (std::size_t i = 0; i < ids.size(); ++i)
        if (named.contains(ids[i])) kept_[table][i] = true;
    }
  }

  /// What a finding says of partners beyond what they do where: money, people, rows, sizes.
  static void withhold(json& f) {
    f["value"] = {{"amount", nullptr}, {"at_least", false}};
    f["severity_reason"] = nullptr;
    f["evidence"] =
        only(f["evidence"], {"shared", "any_time", "certain", "possible", "planned_targets",
                             "chance", "at_once", "contacts", "clashes", "need"});
    if (f["kind"] == "double_reporting") {
      f["sentence"] = {{"en", "The same work may be recorded twice, by more than one unit. Please "
                              "check it together: two activities, or one recorded twice?"},
                       {"id",
                        "Kegiatan yang sama mungkin tercatat dua kali oleh lebih dari satu "
                        "unit. Mohon dicek bersama: dua kegiatan, atau satu kegiatan tercatat "
                        "dua kali?"}};
      return;
    }
    // The people possibly in common tell how many took part at the partner's.
    static const std::regex people_en(R"( \([^()]* of them possibly the same people\))"),
        people_id(R"( \(mungkin [^()]* orang yang sama\))");
    json& said = f["sentence"];
    said["en"] = std::regex_replace(said["en"].get<std::string>(), people_en, "");
    said["id"] = std::regex_replace(said["id"].get<std::string>(), people_id, "");
  }

  std::set<std::string> own_decisions() {
    std::set<std::string> ids;
    const auto by = numbers("decisions", "unit");
    for (std::size_t d = 0; d < by.size(); ++d)
      if (at(own_, by[d])) ids.insert(column("decisions", "finding")[d].get<std::string>());
    return ids;
  }

  void keep_figures() {
    report_["problems"] = json::array();
    json mine = json::array();
    const auto of = numbers("interventions", "program"), by = numbers("interventions", "unit");
    json& all = report_["interventions"];
    for (std::size_t i = 0; i < of.size(); ++i) {
      if (!kept_["interventions"][i]) continue;
      json x = all[i];
      if (!at(own_, by[i])) x["targets"] = x["deliveries"] = nullptr;
      mine.push_back(std::move(x));
    }
    all = std::move(mine);
    // A mean of few targets tells each of them.
    for (json& g : report_["goals"])
      if (!g["of_region"].get<bool>() && g["measured"].get<std::int64_t>() < 5)
        g["value"] = g["way"] = g["reached"] = nullptr;
    json& spare = report_["redundancy"];
    if (!spare.is_null()) {
      const auto own = ids_of("programs", own_programs_),
                 shared = ids_of("programs", shared_programs_);
      filter(spare["programs"],
             [&](const json& x) { return own.contains(x["program"].get<std::string>()); });
      for (json& x : spare["programs"]) {
        x["witness"] = nullptr;
        if (shared.contains(x["program"].get<std::string>())) x["cost"] = nullptr;
      }
      spare["cost"] = spare["lower_bound"] = spare["partial"] = nullptr;
    }
    // Of a few deliveries a count tells each.
    report_["deliveries_needed"] = nullptr;
    report_ = only(report_, {"irisan",         "title",
                             "invented",       "money",
                             "as_of",          "scope",
                             "rules",          "need_rules",
                             "together",       "inputs",
                             "rows",           "problems",
                             "not_computed",   "tests",
                             "figures",        "interventions",
                             "coverage",       "redundancy",
                             "equity",         "goals",
                             "most_important", "deliveries_needed",
                             "findings",       "division",
                             "workplan",       "change"});
  }

  void keep_division() {
    if (report_.contains("workplan")) {
      filter(report_["workplan"], [&](const json& w) { return any_own(json::array({w["unit"]})); });
      for (json& w : report_["workplan"])
        filter(w["targets"],
               [&](const json& t) { return seen_ids_.contains(t.get<std::string>()); });
    }
    if (!report_.contains("division") || report_["division"].is_null()) return;
    json& d = report_["division"];
    std::set<std::string> pieces;
    filter(d["pieces"], [&](const json& p) {
      bool mine =
          in_region(p["region"]) || any_own(json::array({p["lead"]})) || any_own(p["supports"]);
      for (const json& t : p["today"]) mine = mine || any_own(json::array({t["unit"]}));
      if (mine) pieces.insert(p["id"].get<std::string>());
      return mine;
    });
    for (json& p : d["pieces"]) {
      p["cost"] = p["difference"] = nullptr;
      filter(p["today"], [&](const json& t) { return any_own(json::array({t["unit"]})); });
    }
    filter(d["units"], [&](const json& u) { return any_own(json::array({u["unit"]})); });
    filter(d["transition"],
           [&](const json& s) { return pieces.contains(s["piece"].get<std::string>()); });
    filter(d["authorities"],
           [&](const json& a) { return seen_ids_.contains(a["authority"].get<std::string>()); });
    filter(d["raci"], [&](const json& r) {
      return in_region(r["region"]) || any_own(json::array({r["accountable"]})) ||
             any_own(r["responsible"]) || any_own(r["support"]);
    });
    d = only(d, {"weighed_by", "proven", "pieces", "units", "authorities", "before_after",
                 "transition", "raci"});
    d["short"] = nullptr;
  }

  /// Of the change the figures, and since when what the reader sees is there: what is gone names
  /// partners, and the value what they spend.
  void keep_change() {
    if (!report_.contains("change") || report_["change"].is_null()) return;
    json& c = report_["change"];
    filter(c["figures"], [](const json& f) { return f["figure"] != "value"; });
    filter(c["findings"],
           [&](const json& f) { return finding_ids_.contains(f["id"].get<std::string>()); });
    c["programs"] = nullptr;
  }

  void keep_rows() {
    kept_["regions"].assign(rows("regions"), true);
    kept_["activities"].assign(rows("activities"), true);
    const auto by_unit = [&](const char* table, const auto& also) {
      const auto unit = numbers(table, "unit");
      for (std::size_t i = 0; i < unit.size(); ++i) kept_[table][i] = at(own_, unit[i]) || also(i);
    };
    const auto nothing = [](std::size_t) { return false; };
    const auto region_of = [&](const char* table) {
      return [this, in = numbers(table, "region")](std::size_t i) {
        return region_ >= 0 && at(inside_, in[i]);
      };
    };
    const auto first = numbers("agreements", "program"),
               other = numbers("agreements", "other_program");
    const auto here = region_of("agreements");
    const auto holder = numbers("agreements", "unit");
    by_unit("agreements", [&](std::size_t i) {
      return here(i) || at(own_programs_, first[i]) || at(own_programs_, other[i]);
    });
    for (std::size_t i = 0; i < first.size(); ++i)
      if (kept_["agreements"][i])
        set(kept_["programs"], first[i]), set(kept_["programs"], other[i]),
            set(kept_["units"], holder[i]);
    // Who governs a target is no secret of anybody's.
    const auto authority = numbers("targets", "authority"),
               body = numbers("targets", "authority_unit");
    for (std::size_t t = 0; t < seen_.size(); ++t)
      if (seen_[t]) set(kept_["targets"], authority[t]), set(kept_["units"], body[t]);
    by_unit("mandates", nothing);
    by_unit("sources", nothing);
    by_unit("reflections", region_of("reflections"));
    const auto said_by = numbers("decisions", "unit");
    for (std::size_t d = 0; d < said_by.size(); ++d) {
      kept_["decisions"][d] =
          finding_ids_.contains(column("decisions", "finding")[d].get<std::string>());
      if (!at(own_, said_by[d])) column("decisions", "reason")[d] = "";
    }
    const auto needing = numbers("needs", "target");
    for (std::size_t i = 0; i < needing.size(); ++i) kept_["needs"][i] = at(seen_, needing[i]);
    keep_indicators();
    for (const char* table : {"sources", "reflections", "decisions"}) {
      const auto unit = numbers(table, "unit");
      for (std::size_t i = 0; i < unit.size(); ++i)
        if (kept_[table][i]) set(kept_["units"], unit[i]);
    }
  }

  void keep_indicators() {
    const auto target = numbers("indicators", "target"), region = numbers("indicators", "region"),
               open = numbers("indicators", "access"),
               governs = numbers("targets", "authority_unit");
    for (std::size_t i = 0; i < target.size(); ++i) {
      const std::string access = word(open[i]);
      bool may = false;
      if (target[i] < 0) {
        may = access == "public" || (access == "unit" && unit_ >= 0) ||
              (region_ >= 0 && at(inside_, region[i]));
      } else if (at(seen_, target[i])) {
        const bool mine =
            target[i] == target_ || at(own_, governs[static_cast<std::size_t>(target[i])]);
        may = access == "public" || mine || (access == "unit" && unit_ >= 0);
      }
      kept_["indicators"][i] = may;
    }
  }

  /// Drops what is not kept and counts positions anew; words and periods follow from what is left.
  void drop_rows() {
    std::vector<std::string> order;
    for (const auto& [name, table] : names_.items())
      if (name != "words" && name != "periods") order.push_back(name);
    for (const char* last : {"periods", "words"}) order.emplace_back(last);
    for (const std::string& name : order) {
      if (name == "periods" || name == "words") continue;
      json& t = names_[name];
      for (const char* used : {"periods", "words"})
        for (const auto& [col, refers] : t["refers"].items())
          if (refers == used)
            for (std::size_t i = 0; i < kept_[name].size(); ++i)
              if (kept_[name][i]) set(kept_[used], t["columns"][col][i].get<std::int64_t>());
    }
    std::map<std::string, std::vector<std::int64_t>> place;
    for (const std::string& name : order) {
      std::int64_t next = 0;
      for (const bool k : kept_[name]) place[name].push_back(k ? next++ : -1);
      names_[name]["rows"] = next;
    }
    for (const std::string& name : order) {
      json& t = names_[name];
      for (auto& [col, values] : t["columns"].items()) {
        json left = json::array();
        const auto refers = t["refers"].find(col);
        for (std::size_t i = 0; i < kept_[name].size(); ++i) {
          if (!kept_[name][i]) continue;
          if (refers == t["refers"].end()) {
            left.push_back(std::move(values[i]));
          } else {
            const auto old = values[i].get<std::int64_t>();
            left.push_back(
                old < 0 ? -1 : place[refers->get<std::string>()][static_cast<std::size_t>(old)]);
          }
        }
        values = std::move(left);
      }
    }
  }

  json& report_;
  json& names_;
  const page_reader& reader_;
  std::map<std::string, flags> kept_;
  std::int64_t unit_ = -1, region_ = -1, target_ = -1;
  flags own_, inside_, seen_, own_programs_, shared_programs_;
  std::set<std::string> own_ids_, seen_ids_, region_ids_, own_rows_, finding_ids_;
};

} // namespace

void narrow(json& report, json& names, const page_reader& reader) {
  narrowing(report, names, reader).run();
}

} // namespace irisan
