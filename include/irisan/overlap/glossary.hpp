#pragma once

#include <irisan/core/problem.hpp>
#include <irisan/core/text.hpp>
#include <irisan/overlap/fold_text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace irisan {

/// Terms that mean the same, two and two, as in two languages: {`lokakarya daring`, `webinar`}.
using glossary = std::vector<std::pair<std::string, std::string>>;

/// A glossary and what in its text could not be read.
struct glossary_reading {
  glossary entries;
  std::vector<problem> problems; ///< warnings, with their lines

  friend bool operator==(const glossary_reading&, const glossary_reading&) = default;
};

/// Reads a glossary: on each line a term, a tab, and a term that means the same. Empty lines and
/// lines that begin with `#` are passed over.
///
/// A line without exactly two terms is listed, and one with a number in a term: numbers are set
/// apart before terms are looked up, so it would never be found.
inline glossary_reading parse_glossary(std::string_view text, std::string_view file = "glossary") {
  glossary_reading reading;
  std::int64_t number = 0;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (trim(line).empty() || trim(line).front() == '#') continue;
    const auto refuse = [&](std::string_view en, std::string_view id) {
      problem p;
      p.level = problem_level::warning;
      p.table = p.file = file;
      p.line = number;
      p.value = trim(line);
      p.what = {std::string(en) + ": '" + p.value + "'", std::string(id) + ": '" + p.value + "'"};
      p.lines = {number};
      reading.problems.push_back(std::move(p));
    };
    const std::size_t tab = line.find('\t');
    const std::string_view first = trim(line.substr(0, tab)),
                           second = tab == std::string_view::npos ? std::string_view{}
                                                                  : trim(line.substr(tab + 1));
    const folded_text a = fold_text(first), b = fold_text(second);
    if (find_invalid_utf8(line) != std::string_view::npos)
      refuse("not UTF-8", "bukan UTF-8");
    else if (second.find('\t') != std::string_view::npos || a.words.empty() || b.words.empty())
      refuse("not two terms with a tab between them", "bukan dua istilah yang dipisahkan tab");
    else if (!a.numbers.empty() || !b.numbers.empty())
      refuse("a term with a number is never found", "istilah dengan angka tidak akan ditemukan");
    else
      reading.entries.emplace_back(first, second);
  }
  return reading;
}

/// The terms of a glossary, ready to be looked up in words.
///
/// Terms that are linked by entries, over however many, mean the same: all of them become the first
/// by alphabet of the terms that stand first in an entry. The order of the entries has no effect.
class term_index {
public:
  term_index() = default;

  /// Terms without a word, or with a number, are passed over.
  explicit term_index(const glossary& entries) {
    struct term {
      std::size_t leader;
      bool stands_first = false;
    };
    std::map<std::string, std::size_t> number;
    std::vector<term> terms;
    const auto find = [&](std::size_t t) {
      while (terms[t].leader != t) t = terms[t].leader = terms[terms[t].leader].leader;
      return t;
    };
    const auto add = [&](const std::string& key) {
      const auto [at, added] = number.emplace(key, terms.size());
      if (added) terms.push_back({at->second});
      return at->second;
    };
    for (const auto& [first, second] : entries) {
      const folded_text a = fold_text(first), b = fold_text(second);
      if (a.words.empty() || b.words.empty() || !a.numbers.empty() || !b.numbers.empty()) continue;
      const std::size_t x = add(joined(a.words)), y = add(joined(b.words));
      terms[x].stands_first = true;
      terms[find(y)].leader = find(x);
      longest_ = std::max({longest_, a.words.size(), b.words.size()});
    }
    std::vector<const std::string*> chosen(terms.size(), nullptr);
    for (const auto& [key, t] : number) // by alphabet
      if (const std::string*& best = chosen[find(t)]; terms[t].stands_first && !best) best = &key;
    for (const auto& [key, t] : number) meaning_[key] = fold_text(*chosen[find(t)]).words;
  }

  bool empty() const noexcept { return meaning_.empty(); }

  /// The words with every term replaced by its meaning: from the left, the longest term that fits.
  std::vector<std::string> replaced(const std::vector<std::string>& words) const {
    if (empty()) return words;
    std::vector<std::string> result;
    for (std::size_t i = 0; i < words.size();) {
      std::size_t taken = 0;
      for (std::size_t n = std::min(longest_, words.size() - i); n > 0 && taken == 0; --n) {
        const auto begin = words.begin() + static_cast<std::ptrdiff_t>(i);
        const auto found = meaning_.find(
            joined(std::vector<std::string>(begin, begin + static_cast<std::ptrdiff_t>(n))));
        if (found == meaning_.end()) continue;
        result.insert(result.end(), found->second.begin(), found->second.end());
        taken = n;
      }
      if (taken == 0) result.push_back(words[i]);
      i += std::max<std::size_t>(taken, 1);
    }
    return result;
  }

private:
  static std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& w : words) text += (text.empty() ? "" : " ") + w;
    return text;
  }

  std::map<std::string, std::vector<std::string>> meaning_;
  std::size_t longest_ = 0;
};

} // namespace irisan
