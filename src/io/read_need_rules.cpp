#include <irisan/io/read_need_rules.hpp>

#include "toml.hpp"

#include <irisan/core/text.hpp>
#include <irisan/report/rules.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <deque>
#include <iterator>
#include <optional>
#include <tuple>
#include <utility>

namespace irisan {

namespace {

constexpr std::string_view rule_keys[] = {"id",
                                          "activity",
                                          "scale",
                                          "share",
                                          "worst",
                                          "best",
                                          "bands",
                                          "categories",
                                          "high_is_worse",
                                          "weight",
                                          "missing",
                                          "date",
                                          "source",
                                          "kinds",
                                          "levels",
                                          "min_people",
                                          "stands_for_region",
                                          "decimal_mark",
                                          "group_mark",
                                          "required",
                                          "quantity_unit",
                                          "number_of",
                                          "quintile_of",
                                          "change_of",
                                          "change_by_year"};
constexpr std::string_view score_keys[] = {"shown_to", "weight_change", "draws", "seed"};
constexpr std::string_view band_keys[] = {"below", "score", "colour"};
constexpr std::string_view category_keys[] = {"score", "colour"};

template <class Words>
std::string list_of(const Words& words) {
  std::string text;
  for (const std::string_view w : words) text += (text.empty() ? "" : ", ") + std::string(w);
  return text;
}

/// Where a word stands in a list, −1 if it does not.
template <class Words>
int place_in(const Words& words, std::string_view word) {
  const auto it = std::find(std::begin(words), std::end(words), word);
  return it == std::end(words) ? -1 : static_cast<int>(it - std::begin(words));
}

/// Reads files one after the other and collects every mistake in them before it complains.
class need_rules_reader {
public:
  void read(const std::filesystem::path& path) {
    name_ = path.filename().string();
    ++file_;
    trees_.push_back(parse_toml(path));
    const toml::table& root = trees_.back();
    for (const auto& [key, node] : root) {
      const std::string_view name = key.str();
      if (name == "indicator")
        read_blocks(node);
      else if (name == "scores")
        read_scores(key, node);
      else
        refuse_unless_known(key);
    }
  }

  need_rules finish() {
    for (const need_rule_conflict& c : find_conflicts(rules_)) {
      if (c.rule < 0) {
        if (!scores_.faulty) wrong(scores_, c.key, c.what);
      } else if (const block& b = blocks_[static_cast<std::size_t>(c.rule)]; !b.faulty)
        wrong(b, c.key, c.what);
    }
    if (mistakes_.empty()) return std::move(rules_);
    std::stable_sort(mistakes_.begin(), mistakes_.end(), [](const auto& a, const auto& b) {
      return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
    });
    std::string text;
    for (const mistake& m : mistakes_)
      text += (text.empty() ? "" : "\n") + m.name + ", line " + std::to_string(m.line) +
              ", column " + std::to_string(m.column) + ": " + m.what;
    throw rule_error(text);
  }

private:
  struct mistake {
    int file = 0;
    std::uint32_t line = 0, column = 0;
    std::string name, what;
  };
  /// A table of a file, for what is only known to be wrong when all is read.
  struct block {
    const toml::table* table = nullptr;
    int file = 0;
    std::string name;
    bool faulty = false;
  };

  void wrong(const toml::source_position& at, std::string what) {
    mistakes_.push_back({file_, at.line, at.column, name_, std::move(what)});
  }
  void wrong(const block& b, const std::string& key, const std::string& what) {
    const toml::node* node = b.table ? b.table->get(key) : nullptr;
    const auto at = node      ? node->source().begin
                    : b.table ? b.table->source().begin
                              : toml::source_position{1, 1};
    mistakes_.push_back({b.file, at.line, at.column, b.name, what});
  }

  template <class Keys>
  void refuse_unknown(const toml::key& key, const Keys& known, const std::string& where) {
    const std::string near = nearest(key.str(), known);
    wrong(key.source().begin, "unknown key '" + std::string(key.str()) + "' in " + where +
                                  (near.empty() ? "" : "; the nearest is '" + near + "'"));
  }

  /// Other stages' rules may stand in the same file.
  void refuse_unless_known(const toml::key& key) {
    std::vector<std::string> known{"indicator", "scores", "together"};
    const rules others;
    for_each_rule(others, [&](const rule_note& note, const auto&) {
      known.emplace_back(note.path.substr(0, note.path.find('.')));
    });
    if (std::find(known.begin(), known.end(), key.str()) != known.end()) return;
    const std::string near = nearest(key.str(), known);
    wrong(key.source().begin, "unknown rule '" + std::string(key.str()) + "'" +
                                  (near.empty() ? "" : "; the nearest is '" + near + "'"));
  }

  // --- values -----------------------------------------------------------------------------------

  static std::string quoted(const toml::key& key) { return "'" + std::string(key.str()) + "'"; }

  void read(const toml::key& key, const toml::node& node, std::string& out) {
    if (const auto text = node.value_exact<std::string>(); text && !text->empty())
      out = *text;
    else
      wrong(node.source().begin, quoted(key) + " must be a text");
  }
  void read(const toml::key& key, const toml::node& node, bool& out) {
    if (const auto value = node.value_exact<bool>())
      out = *value;
    else
      wrong(node.source().begin, quoted(key) + " must be true or false");
  }
  void read(const toml::key& key, const toml::node& node, std::vector<std::string>& out) {
    const toml::array* list = node.as_array();
    if (!list) return wrong(node.source().begin, quoted(key) + " must be a list of texts");
    for (const toml::node& each : *list) {
      if (const auto text = each.value_exact<std::string>())
        out.push_back(*text);
      else
        wrong(each.source().begin, quoted(key) + " must hold texts only");
    }
  }
  void read(const toml::key& key, const toml::node& node, std::int64_t& out) {
    if (const auto value = node.value_exact<std::int64_t>())
      out = *value;
    else
      wrong(node.source().begin, quoted(key) + " must be a whole number");
  }
  static std::optional<double> number(const toml::node& node) {
    if (const auto whole = node.value_exact<std::int64_t>()) return static_cast<double>(*whole);
    const auto value = node.value_exact<double>();
    return value && std::isfinite(*value) ? value : std::nullopt;
  }
  void read(const toml::key& key, const toml::node& node, std::optional<double>& out) {
    out = number(node);
    if (!out) wrong(node.source().begin, quoted(key) + " must be a number");
  }
  void read(const toml::key& key, const toml::node& node, fraction& out) {
    // As it is written: a number in binary would not be 0.05.
    const auto text = node.value_exact<std::string>();
    const auto whole = node.value_exact<std::int64_t>();
    const auto real = node.value_exact<double>();
    char written[64];
    try {
      if (text)
        out = parse_fraction(*text);
      else if (whole)
        out = parse_fraction(std::to_string(*whole));
      else if (real) {
        const auto end =
            std::to_chars(written, written + sizeof written, *real, std::chars_format::fixed);
        out = parse_fraction(end.ec == std::errc{} ? std::string(written, end.ptr) : "a number");
      } else
        wrong(node.source().begin,
              quoted(key) + " must be a number or a fraction such as \"1/20\"");
    } catch (const rule_error& e) {
      wrong(node.source().begin, quoted(key) + ": " + e.what());
    }
  }
  template <class Word, class Words>
  void read_word(const toml::key& key, const toml::node& node, Word& out, const Words& words) {
    const auto text = node.value_exact<std::string>();
    const int place = text ? place_in(words, *text) : -1;
    if (place >= 0) return void(out = static_cast<Word>(place));
    const std::string near = text ? nearest(*text, words) : std::string{};
    wrong(node.source().begin, quoted(key) + " is one of " + list_of(words) +
                                   (near.empty() ? "" : "; the nearest is '" + near + "'"));
  }
  void read_mark(const toml::key& key, const toml::node& node, char& out) {
    static constexpr std::string_view marks = ".,' ";
    const auto text = node.value_exact<std::string>();
    if (text && text->size() == 1 && marks.find(text->front()) != marks.npos)
      out = text->front();
    else
      wrong(node.source().begin, quoted(key) + " is a point, comma, apostrophe or blank");
  }
  /// A score: a number from 0 to 1.
  void read_score(const toml::node& node, double& out) {
    const auto value = number(node);
    if (value && *value >= 0 && *value <= 1)
      out = *value;
    else
      wrong(node.source().begin, "a score is a number from 0 to 1");
  }

  std::optional<date_range> one_date(const toml::node& node) {
    const auto text = node.value_exact<std::string>();
    const auto year = node.value_exact<std::int64_t>();
    const auto date = text   ? parse_date(*text)
                      : year ? parse_date(std::to_string(*year))
                             : std::nullopt;
    if (!date)
      wrong(node.source().begin,
            "a date is written \"2023\", \"2023-07\" or \"2023-07-15\"; or \"latest\"");
    return date;
  }
  void read_date(const toml::node& node, date_range& out) {
    if (node.value_exact<std::string>() == "latest") return;
    if (const toml::array* two = node.as_array()) {
      if (two->size() != 2)
        return wrong(node.source().begin, "a time is one date, or the first and the last");
      const auto first = one_date((*two)[0]), last = one_date((*two)[1]);
      if (!first || !last) return;
      if (first->earliest > last->latest)
        return wrong(node.source().begin, "the time ends before it begins");
      out = {first->earliest, last->latest};
    } else if (const auto date = one_date(node))
      out = *date;
  }
  void read_missing(const toml::key& key, const toml::node& node, need_rule& r) {
    if (node.is_number()) {
      double score = 0;
      read_score(node, score);
      r.missing = missing_value::score, r.missing_score = score;
    } else
      read_word(key, node, r.missing, missing_values);
  }

  void read_bands(const toml::node& node, std::vector<need_band>& out) {
    const toml::array* list = node.as_array();
    if (!list)
      return wrong(node.source().begin,
                   "'bands' is a list such as [{ below = 40, score = 1 }, { score = 0 }]");
    for (const toml::node& each : *list) {
      const toml::table* t = each.as_table();
      if (!t) {
        wrong(each.source().begin, "a band is a table such as { below = 40, score = 1 }");
        continue;
      }
      need_band band;
      if (!t->contains("score")) wrong(each.source().begin, "a band needs a 'score'");
      for (const auto& [key, value] : *t) {
        if (key == "below")
          read(key, value, band.below);
        else if (key == "score")
          read_score(value, band.score);
        else if (key == "colour")
          read_word(key, value, band.colour, band_colours);
        else
          refuse_unknown(key, band_keys, "a band");
      }
      out.push_back(band);
    }
  }

  void read_categories(const toml::node& node, std::vector<need_category>& out) {
    const toml::table* words = node.as_table();
    if (!words)
      return wrong(node.source().begin,
                   "'categories' maps words to scores, as { kurang = 1, baik = 0 }");
    // As they are written: a table knows its keys by the alphabet.
    std::vector<std::pair<std::pair<std::uint32_t, std::uint32_t>, need_category>> found;
    for (const auto& [word, node_of] : *words) {
      need_category c;
      c.word = word.str();
      const auto read_one = [&](const toml::node& value) {
        if (value.value_exact<std::string>() == "unknown") return;
        if (!value.is_number())
          return wrong(value.source().begin, "a score is a number from 0 to 1, or \"unknown\"");
        read_score(value, c.score.emplace());
      };
      if (const toml::table* t = node_of.as_table()) {
        if (!t->contains("score"))
          wrong(node_of.source().begin, "'" + c.word + "' needs a 'score'");
        for (const auto& [key, value] : *t) {
          if (key == "score")
            read_one(value);
          else if (key == "colour")
            read_word(key, value, c.colour, band_colours);
          else
            refuse_unknown(key, category_keys, "a category");
        }
      } else
        read_one(node_of);
      const auto at = word.source().begin;
      found.push_back({{at.line, at.column}, std::move(c)});
    }
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [at, c] : found) out.push_back(std::move(c));
  }

  // --- tables -----------------------------------------------------------------------------------

  void read_blocks(const toml::node& node) {
    const toml::array* list = node.as_array();
    if (!list)
      return wrong(node.source().begin, "'indicator' must be a list of tables: [[indicator]]");
    for (const toml::node& each : *list) {
      const toml::table* t = each.as_table();
      if (!t) {
        wrong(each.source().begin, "'indicator' must be a list of tables: [[indicator]]");
        continue;
      }
      const std::size_t before = mistakes_.size();
      rules_.indicators.push_back(read_rule(*t));
      blocks_.push_back({t, file_, name_, mistakes_.size() > before});
    }
  }

  need_rule read_rule(const toml::table& t) {
    need_rule r;
    if (!t.contains("scale"))
      wrong(t.source().begin, "a rule needs a 'scale': " + list_of(need_scales));
    for (const auto& [key, node] : t) {
      const std::string_view name = key.str();
      if (name == "id")
        read(key, node, r.indicator);
      else if (name == "activity")
        read(key, node, r.activity);
      else if (name == "scale")
        read_word(key, node, r.scale, need_scales);
      else if (name == "share")
        read(key, node, r.share);
      else if (name == "worst")
        read(key, node, r.worst);
      else if (name == "best")
        read(key, node, r.best);
      else if (name == "bands")
        read_bands(node, r.bands);
      else if (name == "categories")
        read_categories(node, r.categories);
      else if (name == "high_is_worse")
        read(key, node, r.high_is_worse);
      else if (name == "weight")
        read(key, node, r.weight);
      else if (name == "missing")
        read_missing(key, node, r);
      else if (name == "date")
        read_date(node, r.date);
      else if (name == "source")
        read(key, node, r.source);
      else if (name == "kinds")
        read(key, node, r.kinds);
      else if (name == "levels")
        read(key, node, r.levels);
      else if (name == "min_people")
        read(key, node, r.min_people);
      else if (name == "stands_for_region")
        read(key, node, r.stands_for_region);
      else if (name == "decimal_mark")
        read_mark(key, node, r.decimal_mark);
      else if (name == "group_mark")
        read_mark(key, node, r.group_mark);
      else if (name == "required")
        read(key, node, r.required);
      else if (name == "quantity_unit")
        read(key, node, r.quantity_unit);
      else if (name == "number_of")
        read(key, node, r.number_of);
      else if (name == "quintile_of")
        read(key, node, r.quintile_of);
      else if (name == "change_of")
        read(key, node, r.change_of);
      else if (name == "change_by_year")
        read(key, node, r.change_by_year);
      else
        refuse_unknown(key, rule_keys, "[[indicator]]");
    }
    return r;
  }

  void read_scores(const toml::key& at, const toml::node& node) {
    if (scores_.table)
      return wrong(at.source().begin, "[scores] stands in " + scores_.name + " already");
    const toml::table* t = node.as_table();
    if (!t) return wrong(node.source().begin, "'scores' must be a table: [scores]");
    const std::size_t before = mistakes_.size();
    for (const auto& [key, value] : *t) {
      const std::string_view name = key.str();
      if (name == "shown_to")
        read_word(key, value, rules_.shown_to, access_words);
      else if (name == "weight_change")
        read(key, value, rules_.weight_change);
      else if (name == "draws")
        read(key, value, rules_.draws);
      else if (name == "seed")
        read(key, value, rules_.seed);
      else
        refuse_unknown(key, score_keys, "[scores]");
    }
    scores_ = {t, file_, name_, mistakes_.size() > before};
  }

  std::string name_;
  int file_ = 0;
  std::deque<toml::table> trees_; // blocks point into them
  need_rules rules_;
  std::vector<block> blocks_; // of each rule
  block scores_;
  std::vector<mistake> mistakes_;
};

std::string text_of(const std::string& text) {
  return toml_text(text);
}
std::string text_of(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& t : texts) out += (out.empty() ? "" : ", ") + text_of(t);
  return "[" + out + "]";
}
std::string text_of(const fraction& f) {
  return f.denominator == 1 ? to_text(f) : text_of(to_text(f));
}
std::string text_of(band_colour c) {
  return text_of(std::string(band_colours[static_cast<std::size_t>(c)]));
}
std::string text_of(const need_band& b) {
  return "{ " + (b.below ? "below = " + number_text(*b.below) + ", " : std::string{}) +
         "score = " + number_text(b.score) +
         (b.colour == band_colour::unknown ? "" : ", colour = " + text_of(b.colour)) + " }";
}
std::string text_of(const need_category& c) {
  const std::string score = c.score ? number_text(*c.score) : text_of(std::string("unknown"));
  return text_of(c.word) + " = " +
         (c.colour == band_colour::unknown
              ? score
              : "{ score = " + score + ", colour = " + text_of(c.colour) + " }");
}
template <class T>
std::string joined(const std::vector<T>& things) {
  std::string out;
  for (const T& x : things) out += (out.empty() ? " " : ", ") + text_of(x);
  return out + " ";
}

} // namespace

need_rules read_need_rules(const std::vector<std::filesystem::path>& paths) {
  need_rules_reader reader;
  for (const std::filesystem::path& path : paths) reader.read(path);
  return reader.finish();
}

need_rules read_need_rules(const std::filesystem::path& path) {
  return read_need_rules(std::vector<std::filesystem::path>{path});
}

std::string to_toml(const need_rules& rules) {
  const need_rule plain;
  std::string out = "[scores]\nshown_to = " +
                    text_of(std::string(access_words[static_cast<std::size_t>(rules.shown_to)])) +
                    "\nweight_change = " + text_of(rules.weight_change) +
                    "\ndraws = " + std::to_string(rules.draws) +
                    "\nseed = " + std::to_string(rules.seed) + "\n";
  for (const need_rule& r : rules.indicators) {
    const auto line = [&](std::string_view key, const std::string& value) {
      out += std::string(key) + " = " + value + "\n";
    };
    const auto text = [&](std::string_view key, const std::string& value) {
      if (!value.empty()) line(key, text_of(value));
    };
    const auto number = [&](std::string_view key, const std::optional<double>& value) {
      if (value) line(key, number_text(*value));
    };
    out += "\n[[indicator]]\n";
    line("id", text_of(r.indicator));
    line("activity", text_of(r.activity));
    line("scale", text_of(std::string(to_text(r.scale))));
    if (r.share) line("share", "true");
    number("worst", r.worst);
    number("best", r.best);
    if (!r.bands.empty()) line("bands", "[" + joined(r.bands) + "]");
    if (!r.categories.empty()) line("categories", "{" + joined(r.categories) + "}");
    if (r.high_is_worse) line("high_is_worse", "true");
    if (!(r.weight == plain.weight)) line("weight", text_of(r.weight));
    if (r.missing == missing_value::skip) line("missing", text_of(std::string("skip")));
    if (r.missing == missing_value::score) number("missing", r.missing_score);
    if (r.date.known())
      line("date",
           text_of(std::vector<std::string>{to_text(r.date.earliest), to_text(r.date.latest)}));
    text("source", r.source);
    if (!r.kinds.empty()) line("kinds", text_of(r.kinds));
    if (!r.levels.empty()) line("levels", text_of(r.levels));
    text("stands_for_region", r.stands_for_region);
    if (r.min_people != plain.min_people) line("min_people", std::to_string(r.min_people));
    if (r.decimal_mark != plain.decimal_mark)
      line("decimal_mark", text_of(std::string(1, r.decimal_mark)));
    if (r.group_mark != plain.group_mark) line("group_mark", text_of(std::string(1, r.group_mark)));
    number("required", r.required);
    text("quantity_unit", r.quantity_unit);
    text("number_of", r.number_of);
    text("quintile_of", r.quintile_of);
    text("change_of", r.change_of);
    if (r.change_by_year) line("change_by_year", "true");
  }
  return out;
}

} // namespace irisan
