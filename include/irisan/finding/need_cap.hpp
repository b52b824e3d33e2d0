#pragma once

#include <irisan/finding/finding.hpp>
#include <irisan/finding/words.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/need/coverage.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace irisan {

/// How a target's help in some activities stands against what is required there.
enum class need_cap : std::uint8_t {
  not_assessed, ///< no amount is required, or what was given was not measured
  within,       ///< no more than is required was received
  beyond        ///< more was received than is required
};

/// Help is duplicate only as far as it exceeds the need, as in the U.S. rule on duplication of
/// benefits (83 FR 28314, 2018): of 50 000 needed, with 5 000 and 20 000 received, 25 000 may still
/// be given. All that a target received for a need counts, whoever gave it; of several needs that
/// cover the activities, one that is exceeded decides.
inline need_cap cap_at(const portfolio& p, const coverage_table& table, target_index t,
                       std::span<const activity_index> activities) {
  need_cap cap = need_cap::not_assessed;
  for (const need_coverage& c : table.at(t)) {
    const need& n = table.needs[static_cast<std::size_t>(c.need)];
    // Without a required amount there is nothing to exceed.
    if (n.required != n.required) continue;
    bool covers = false;
    for (const activity_index a : activities)
      covers = covers || p.tree_of_activities().covers(n.activity, a);
    if (!covers) continue;
    if (c.surplus > 0) return need_cap::beyond;
    // Whatever was not measured or not reported may come on top.
    if (c.unmeasured == 0 && !c.may_be_more) cap = need_cap::within;
  }
  return cap;
}

/// Says of a duplication whether it lies beyond the recorded need, within it, or cannot be told,
/// and at how many targets: beyond if it is so at one of them.
inline void judge_need(finding& f, const portfolio& p, const coverage_table& table,
                       std::span<const target_index> targets,
                       std::span<const activity_index> activities) {
  need_evidence& e = f.evidence.need;
  e.beyond = e.within = e.not_assessed = 0;
  for (const target_index t : targets) switch (cap_at(p, table, t, activities)) {
    case need_cap::beyond:
      ++e.beyond;
      break;
    case need_cap::within:
      ++e.within;
      break;
    case need_cap::not_assessed:
      ++e.not_assessed;
      break;
    }
  f.need = e.beyond > 0 ? "beyond" : e.within > 0 ? "within" : "not_assessed";
}

/// `; beyond the recorded need at 3 targets, within it at 2, not assessed at 1`.
inline std::string need_words(const need_evidence& e, language l) {
  const bool id = l == language::id;
  if (e.beyond <= 0 && e.within <= 0)
    return id ? "; belum dinilai terhadap kebutuhan" : "; not assessed against need";
  std::vector<std::string> parts;
  const auto part = [&](std::int64_t n, const char* en, const char* words) {
    if (n <= 0) return;
    std::string text = (id ? words : en) + std::string(id ? " di " : " at ") + grouped(n, l);
    if (parts.empty()) text = (id ? text + " sasaran" : text + (n == 1 ? " target" : " targets"));
    parts.push_back(std::move(text));
  };
  part(e.beyond, "beyond the recorded need", "melebihi kebutuhan yang tercatat");
  part(e.within, e.beyond > 0 ? "within it" : "within the recorded need",
       "masih dalam kebutuhan yang tercatat");
  part(e.not_assessed, "not assessed", "belum dinilai");
  std::string text = ";";
  for (std::size_t i = 0; i < parts.size(); ++i) text += (i > 0 ? ", " : " ") + parts[i];
  return text;
}

} // namespace irisan
