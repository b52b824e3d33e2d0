#include <irisan/io/read_rules.hpp>

#include "toml.hpp"

#include <irisan/core/text.hpp>
#include <irisan/io/read_need_rules.hpp>

#include <algorithm>
#include <charconv>
#include <type_traits>
#include <vector>

namespace irisan {

namespace {

/// A number as it is printed: 0.05, never 0.05000000000000000277.
std::string shortest(double number) {
  char text[64];
  const auto [end, failure] =
      std::to_chars(text, text + sizeof text, number, std::chars_format::fixed);
  return failure == std::errc{} ? std::string(text, end) : std::string("a number");
}

class rules_reader {
public:
  explicit rules_reader(const std::filesystem::path& path)
      : path_(path), name_(path.filename().string()), root_(parse_toml(path)) {}

  rules read() {
    rules r;
    for_each_rule(r, [&](const rule_note& note, auto& field) { read_field(note, field); });
    read_together(r.finding);
    refuse_unknown(r);
    if (mistakes_.empty()) check_order(r);
    std::string text;
    try {
      r.needs = read_need_rules(path_);
    } catch (const rule_error& e) {
      text = e.what();
    }
    if (mistakes_.empty() && text.empty()) return r;
    std::sort(mistakes_.begin(), mistakes_.end());
    for (const auto& [at, what] : mistakes_)
      text += (text.empty() ? "" : "\n") + name_ + ", line " + std::to_string(at.first) +
              ", column " + std::to_string(at.second) + ": " + what;
    throw rule_error(text);
  }

private:
  void wrong(const toml::source_position& at, std::string what) {
    mistakes_.push_back({{at.line, at.column}, std::move(what)});
  }

  template <class T>
  void read_field(const rule_note& note, T& field) {
    const std::string path(note.path);
    const toml::node_view<const toml::node> view = std::as_const(root_).at_path(path);
    const toml::node* node = view.node();
    if (!node) return;
    const auto at = node->source().begin;
    if constexpr (std::is_same_v<T, std::vector<std::string>>) {
      const toml::array* list = node->as_array();
      if (!list) return wrong(at, "'" + path + "' must be a list of texts");
      field.clear();
      for (const toml::node& each : *list) {
        if (const auto text = each.value_exact<std::string>())
          field.push_back(*text);
        else
          wrong(each.source().begin, "'" + path + "' must hold texts only");
      }
    } else if constexpr (std::is_same_v<T, std::string>) {
      if (const auto text = node->value_exact<std::string>(); text && !text->empty())
        field = *text;
      else
        wrong(at, "'" + path + "' must be a text");
    } else if constexpr (std::is_same_v<T, fraction>) {
      // As it is written: a number in binary would not be 0.05.
      const auto text = node->value_exact<std::string>();
      const auto whole = node->value_exact<std::int64_t>();
      const auto number = node->value_exact<double>();
      try {
        if (text)
          field = parse_fraction(*text);
        else if (whole)
          field = parse_fraction(std::to_string(*whole));
        else if (number)
          field = parse_fraction(shortest(*number));
        else
          return wrong(at, "'" + path + "' must be a number or a fraction such as \"1/20\"");
      } catch (const rule_error& e) {
        return wrong(at, "'" + path + "': " + e.what());
      }
      if (field < fraction{note.least, 1} || field > fraction{note.most, 1})
        wrong(at, "'" + path + "' is " + to_text(field) + ", not from " +
                      std::to_string(note.least) + " to " + std::to_string(note.most));
    } else if constexpr (std::is_same_v<T, bool>) {
      if (const auto value = node->value_exact<bool>())
        field = *value;
      else
        wrong(at, "'" + path + "' must be true or false");
    } else if constexpr (std::is_same_v<T, language>) {
      const auto text = node->value_exact<std::string>();
      if (text == "id")
        field = language::id;
      else if (text == "en")
        field = language::en;
      else
        wrong(at, "'" + path + "' must be \"id\" or \"en\"");
    } else {
      const auto value = node->value_exact<std::int64_t>();
      if (!value) return wrong(at, "'" + path + "' must be a whole number");
      if (*value < note.least || *value > note.most)
        return wrong(at, "'" + path + "' is " + std::to_string(*value) + ", not " +
                             (note.most == std::numeric_limits<std::int64_t>::max()
                                  ? "at least " + std::to_string(note.least)
                                  : "from " + std::to_string(note.least) + " to " +
                                        std::to_string(note.most)));
      field = static_cast<T>(*value);
    }
  }

  std::string place(const toml::source_position& at) const {
    return name_ + ", line " + std::to_string(at.line) + ", column " + std::to_string(at.column);
  }

  /// Whether the activities are known is for whoever has the tables to say.
  void read_together(finding_rules& r) {
    const toml::node* node = root_.get("together");
    if (!node) return;
    const toml::array* blocks = node->as_array();
    if (!blocks) return wrong(node->source().begin, "'together' must be blocks [[together]]");
    for (const toml::node& each : *blocks) {
      const toml::table* block = each.as_table();
      if (block)
        read_block(*block, r);
      else
        wrong(each.source().begin, "'together' must be blocks [[together]]");
    }
  }

  void read_block(const toml::table& block, finding_rules& r) {
    static const std::vector<std::string> keys{"activities", "reason"};
    for (const auto& [key, value] : block) {
      if (std::find(keys.begin(), keys.end(), key.str()) != keys.end()) continue;
      const std::string near = nearest(key.str(), keys);
      wrong(key.source().begin, "unknown key '" + std::string(key.str()) + "' in [[together]]" +
                                    (near.empty() ? "" : "; the nearest is '" + near + "'"));
    }
    together_rule rule;
    const toml::node* reason = block.get("reason");
    if (const auto text = reason ? reason->value_exact<std::string>() : std::nullopt;
        text && !text->empty())
      rule.reason = *text;
    else
      wrong((reason ? *reason : block).source().begin,
            "[[together]] must have a 'reason', a text that says why");
    const toml::node* both = block.get("activities");
    const toml::array* list = both ? both->as_array() : nullptr;
    std::vector<std::string> ids, places;
    if (list)
      for (const toml::node& each : *list)
        if (const auto id = each.value_exact<std::string>(); id && !id->empty()) {
          ids.push_back(*id);
          places.push_back(place(each.source().begin));
        }
    if (!list || list->size() != 2 || ids.size() != 2)
      return wrong((both ? *both : block).source().begin,
                   "[[together]] must have 'activities', the ids of two");
    if (ids[0] == ids[1])
      return wrong(list->get(1)->source().begin,
                   "'" + ids[1] + "' cannot belong together with itself");
    rule.first = ids[0], rule.second = ids[1];
    rule.first_place = places[0], rule.second_place = places[1];
    r.together.push_back(std::move(rule));
  }

  void refuse_unknown(const rules& r) {
    std::vector<std::string> known;
    for_each_rule(r, [&](const rule_note& note, const auto&) { known.emplace_back(note.path); });
    const auto is_known = [&](const std::string& path, bool as_table) {
      return std::any_of(known.begin(), known.end(), [&](const std::string& k) {
        return as_table ? k.starts_with(path + ".") : k == path;
      });
    };
    const auto refuse = [&](const std::string& path, const toml::key& key) {
      const std::string near = nearest(path, known);
      wrong(key.source().begin, "unknown rule '" + path + "'" +
                                    (near.empty() ? "" : "; the nearest is '" + near + "'"));
    };
    for (const auto& [key, node] : root_) {
      const std::string name(key.str());
      if (is_need_rules_key(name) || name == "together") continue; // read elsewhere
      const toml::table* inner = node.as_table();
      if (!is_known(name, inner != nullptr)) {
        if (!inner || inner->empty())
          refuse(name, key);
        else
          for (const auto& [k, v] : *inner) refuse(name + "." + std::string(k.str()), k);
        continue;
      }
      if (inner)
        for (const auto& [k, v] : *inner)
          if (const std::string path = name + "." + std::string(k.str()); !is_known(path, false))
            refuse(path, k);
    }
  }

  void check_order(const rules& r) {
    for (const rule_conflict& c : find_conflicts(r)) wrong(position(c.path), c.what);
  }

  toml::source_position position(const std::string& path) const {
    const toml::node* node = root_.at_path(path).node();
    return node ? node->source().begin : root_.source().begin;
  }

  std::filesystem::path path_;
  std::string name_;
  toml::table root_;
  std::vector<std::pair<std::pair<std::uint32_t, std::uint32_t>, std::string>> mistakes_;
};

std::string value_text(const std::string& v) {
  return toml_text(v);
}
std::string value_text(const fraction& v) {
  return v.denominator == 1 ? to_text(v) : value_text(to_text(v));
}
std::string value_text(bool v) {
  return v ? "true" : "false";
}
std::string value_text(language v) {
  return v == language::id ? "\"id\"" : "\"en\"";
}
std::string value_text(const std::vector<std::string>& v) {
  std::string out = "[";
  for (std::size_t i = 0; i < v.size(); ++i) out += (i ? ", " : "") + value_text(v[i]);
  return out + "]";
}
template <std::integral T>
std::string value_text(T v) {
  return std::to_string(v);
}

} // namespace

rules read_rules(const std::filesystem::path& path) {
  return rules_reader(path).read();
}

std::string to_toml(const rules& r) {
  std::string out = "# The rules of an audit. A line may be left out: its default then holds.\n"
                    "# Aturan audit. Baris boleh dihapus: nilai bawaannya yang berlaku.\n";
  std::string section;
  for_each_rule(r, [&](const rule_note& note, const auto& field) {
    const auto dot = note.path.find('.');
    const std::string table_name(dot == std::string_view::npos ? std::string_view{}
                                                               : note.path.substr(0, dot));
    if (table_name != section)
      out += "\n[" + table_name + "]\n";
    else if (section.empty())
      out += "\n";
    section = table_name;
    out += "# " + note.reason.en + "\n# " + note.reason.id + "\n";
    out += std::string(dot == std::string_view::npos ? note.path : note.path.substr(dot + 1)) +
           " = " + value_text(field) + "\n";
  });
  out +=
      "\n# [[together]]: two activities that are meant to meet at one target, as a training and "
      "the "
      "visit\n# that follows it up, with all that lies under them; where they meet is planned. "
      "None, since what\n# belongs together is for offices to say.\n"
      "# [[together]]: dua kegiatan yang memang bertemu di satu sasaran, seperti pelatihan dan "
      "kunjungan\n# tindak lanjutnya, beserta semua di bawahnya; pertemuannya direncanakan. Tidak "
      "ada, karena kantor\n# yang menetapkan apa yang berjalan bersama.\n";
  if (r.finding.together.empty())
    out += "# [[together]]\n# activities = [\"TRAINING\", \"VISIT\"]\n# reason = \"…\"\n";
  for (const together_rule& t : r.finding.together)
    out += "[[together]]\nactivities = " + value_text(std::vector{t.first, t.second}) +
           "\nreason = " + value_text(t.reason) + "\n";
  if (!r.needs.indicators.empty()) out += "\n" + to_toml(r.needs);
  return out;
}

} // namespace irisan
