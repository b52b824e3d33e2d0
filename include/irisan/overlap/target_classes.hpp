#pragma once

#include <irisan/core/error.hpp>
#include <irisan/core/index.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/model/eligible_targets.hpp>
#include <irisan/model/portfolio.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace irisan {

/// Targets that chance cannot tell apart: of one pool, one stratum, and open to the same programs.
///
/// A pool is a kind of target: a program for schools does not miss local governments. A stratum is
/// what else is compared only with its like, such as the schools of one level in one regency.
struct target_classes {
  struct target_class {
    std::int32_t pool = 0;
    std::int32_t stratum = 0; ///< each lies in one pool
    std::int64_t size = 0;    ///< targets

    friend bool operator==(const target_class&, const target_class&) = default;
  };
  std::vector<std::int32_t> of; ///< of each target, a class
  std::vector<target_class> classes;
  std::int32_t pools = 0, strata = 0;
  std::vector<std::int32_t> restriction; ///< of each intervention in `may`; −1: may reach all
  std::vector<std::vector<bool>> may;    ///< by restriction and class

  std::size_t count() const noexcept { return classes.size(); }
  bool may_reach(std::int32_t restriction_number, std::size_t c) const {
    return restriction_number < 0 || may[static_cast<std::size_t>(restriction_number)][c];
  }

  friend bool operator==(const target_classes&, const target_classes&) = default;
};

/// What targets are put into classes by; one entry for each target.
struct target_labels {
  std::vector<std::int32_t> pool;
  std::vector<std::int32_t> stratum;
  std::vector<std::int32_t> restriction; ///< of each intervention; −1: none
  std::vector<std::vector<bool>> may;    ///< by restriction and target
};

/// Puts targets into classes; equal labels, equal classes, numbered in the order of their labels.
inline target_classes classes_of(const target_labels& labels) {
  using key = std::tuple<std::int32_t, std::int32_t, std::vector<bool>>;
  const std::size_t m = labels.pool.size();
  assert(labels.stratum.size() == m);
  std::map<key, std::int32_t> known;
  const auto key_of = [&](std::size_t t) {
    std::vector<bool> open;
    open.reserve(labels.may.size());
    for (const std::vector<bool>& restriction : labels.may) open.push_back(restriction[t]);
    return key(labels.pool[t], labels.stratum[t], std::move(open));
  };
  for (std::size_t t = 0; t < m; ++t) known.emplace(key_of(t), 0);
  target_classes c;
  c.restriction = labels.restriction;
  c.may.assign(labels.may.size(), {});
  const std::pair<std::int32_t, std::int32_t>* before = nullptr;
  std::pair<std::int32_t, std::int32_t> last;
  for (auto& [label, number] : known) {
    const auto& [pool, stratum, open] = label;
    const std::pair here(pool, stratum);
    // Strata of two pools are two, whatever they are called.
    if (!before || before->first != here.first) ++c.pools;
    if (!before || *before != here) ++c.strata;
    last = here;
    before = &last;
    number = static_cast<std::int32_t>(c.classes.size());
    c.classes.push_back({c.pools - 1, c.strata - 1, 0});
    for (std::size_t r = 0; r < open.size(); ++r) c.may[r].push_back(open[r]);
  }
  c.of.reserve(m);
  for (std::size_t t = 0; t < m; ++t) {
    c.of.push_back(known.at(key_of(t)));
    ++c.classes[static_cast<std::size_t>(c.of.back())].size;
  }
  return c;
}

/// By what a portfolio's targets are divided into strata, within their kinds.
inline constexpr std::string_view stratum_words[] = {"region", "level", "status"};

/// The classes of a portfolio's targets: pools are kinds, strata are what `by` names (of
/// `stratum_words`), the region at a level, and `eligible_targets` says who may reach whom; what an
/// intervention reached was open to it. Throws `rule_error` for an unknown word.
inline target_classes classes_of(const portfolio& p, const visits& v,
                                 const std::vector<std::string>& by,
                                 const std::string& region_level) {
  const std::size_t m = p.targets().size();
  target_labels labels;
  std::map<std::string, std::int32_t> kinds;
  for (const target& t : p.targets()) kinds.emplace(t.kind, 0);
  std::int32_t next = 0;
  for (auto& [kind, number] : kinds) number = next++;
  for (const target& t : p.targets()) labels.pool.push_back(kinds.at(t.kind));
  std::vector<std::vector<std::string>> words(m);
  for (const std::string& word : by) {
    const auto add = [&](const auto& of) {
      for (std::size_t t = 0; t < m; ++t) words[t].push_back(of(p.targets()[t]));
    };
    if (word == "region") {
      const std::vector<region_index> at = p.regions_at(region_level);
      add([&](const target& t) { return t.in.known() ? p[at[t.in.at()]].id : std::string(); });
    } else if (word == "level") {
      add([](const target& t) { return t.level; });
    } else if (word == "status") {
      add([](const target& t) { return t.status; });
    } else {
      throw rule_error("targets are divided by region, level or status, not by '" + word + "'");
    }
  }
  std::map<std::vector<std::string>, std::int32_t> strata;
  for (const auto& w : words) strata.emplace(w, 0);
  next = 0;
  for (auto& [label, number] : strata) number = next++;
  for (const auto& w : words) labels.stratum.push_back(strata.at(w));

  std::map<program_index, std::int32_t> number;
  for (const auto& [of, may] : eligible_targets(p)) {
    number.emplace(of, static_cast<std::int32_t>(labels.may.size()));
    labels.may.push_back(may);
  }
  for (std::int32_t i = 0; i < p.intervention_count(); ++i) {
    const auto found = number.find(p[intervention_index{i}].of);
    labels.restriction.push_back(found == number.end() ? -1 : found->second);
    if (found == number.end()) continue;
    for (const visit& at : v.of({i}))
      labels.may[static_cast<std::size_t>(found->second)][at.target.at()] = true;
  }
  return classes_of(labels);
}

} // namespace irisan
