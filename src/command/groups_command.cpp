#include "groups_command.hpp"

#include "print.hpp"

#include <irisan/io/write_csv.hpp>
#include <irisan/irisan.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

namespace {

/// The interventions of these ids.
std::vector<intervention_index> named_in(const portfolio& p, const std::vector<std::string>& ids) {
  std::vector<intervention_index> named;
  if (ids.empty()) return named;
  std::vector<std::string> known;
  for (std::int32_t i = 0; i < p.intervention_count(); ++i)
    known.push_back(p.id(intervention_index{i}));
  for (const std::string& id : ids) {
    const auto at = std::find(known.begin(), known.end(), id);
    if (at == known.end()) {
      const std::string near = nearest(id, known);
      throw rule_error("--with: unknown intervention '" + id + "'" +
                       (near.empty() ? "" : "; the nearest is '" + near + "'"));
    }
    named.push_back({static_cast<std::int32_t>(at - known.begin())});
  }
  return named;
}

} // namespace

void add_groups_options(CLI::App& app, groups_arguments& a) {
  app.add_option("--min-programs", a.min_programs, "fewest interventions in a group")
      ->check(CLI::Range(1, 2147483647));
  app.add_option("--min-targets", a.min_targets, "fewest targets that all of a group share")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{2'147'483'647}));
  app.add_option("--with", a.with, "only groups with one of these interventions");
  app.add_option("--top", a.top, "only the K groups for which --by is greatest")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}));
  app.add_option("--by", a.by,
                 "what --top ranks by: cells (interventions times shared targets), or lift (shared "
                 "targets over those expected by chance)")
      ->check(CLI::IsMember({"cells", "lift"}));
  app.add_option("--most", a.most, "groups after which a search without --top ends")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}));
  app.add_option("--nulls", a.nulls,
                 "compare the groups with chance besides: pooled (program sizes, within a kind of "
                 "target), stratified (within each region and level, or what chance.strata says), "
                 "degrees (and targets as often reached)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(overlap_nulls_names),
                                                     std::end(overlap_nulls_names))));
  app.add_option("--rules", a.rules_file,
                 "rules (TOML) for the strata of --nulls; irisan.toml beside the tables otherwise")
      ->check(CLI::ExistingFile);
  app.add_option("--header", a.header, "whether a file of two columns has a header: auto, yes, no")
      ->check(CLI::IsMember({"auto", "yes", "no"}));
}

bool run_groups(const portfolio& p, const groups_arguments& a, const finding_rules& r,
                unsigned threads, const progress& watch) {
  group_query query;
  query.min_programs = a.min_programs;
  query.min_targets = a.min_targets;
  query.any_of = named_in(p, a.with);
  query.most = static_cast<std::size_t>(a.most);
  query.top = static_cast<std::size_t>(a.top);
  query.ranking = a.by == "lift" ? group_ranking::lift : group_ranking::cells;
  const incidence_matrix matrix = incidence(p);
  const shared_groups groups = find_shared_groups(matrix, query, {threads, watch});
  const std::vector<group_figures> figures = figures_of(matrix, groups, threads, watch);
  group_chance_options asked;
  asked.threads = threads;
  asked.watch = watch;
  const auto wanted = [&](overlap_null null) {
    return std::find(a.nulls.begin(), a.nulls.end(), name_of(null)) != a.nulls.end();
  };
  asked.pooled = wanted(overlap_null::pooled);
  asked.stratified = wanted(overlap_null::stratified);
  asked.degrees = wanted(overlap_null::degrees);
  std::vector<group_chance> chances;
  if (!a.nulls.empty())
    chances =
        chance(overlap_nulls(matrix, classes_of(p, find_visits(p), r.chance_strata, r.region_level),
                             asked.degrees, threads, watch),
               groups, asked);
  std::vector<std::pair<std::string, group_comparison group_chance::*>> columns;
  if (asked.pooled) columns.emplace_back("pooled", &group_chance::pooled);
  if (asked.stratified) columns.emplace_back("stratified", &group_chance::stratified);
  if (asked.degrees) columns.emplace_back("degrees", &group_chance::degrees);
  csv_writer out;
  for (const char* name : {"group", "size", "shared", "exclusive", "cells", "lift", "ln_p"})
    out.cell(name);
  for (const auto& [name, null] : columns)
    for (const char* figure : {"expected_", "lift_", "ln_p_"}) out.cell(figure + name);
  out.cell("programs").end_row();
  for (std::size_t i = 0; i < groups.count(); ++i) {
    if (i % 10'000 == 0) {
      if (watch.stop.stop_requested()) throw stopped();
      print(out.take());
    }
    const auto members = groups.group(i);
    out.cell(static_cast<std::int64_t>(i + 1)).cell(static_cast<std::int64_t>(members.size()));
    out.cell(groups.inclusive[i]).cell(groups.exclusive[i]).cell(groups.cells(i));
    out.cell(figures[i].lift).cell(figures[i].ln_p_joint);
    for (const auto& [name, null] : columns) {
      const group_comparison& c = chances[i].*null;
      out.cell(c.expected).cell(c.lift(groups.inclusive[i])).cell(c.ln_p);
    }
    std::string programs;
    for (const intervention_index member : members)
      programs += (programs.empty() ? "" : "|") + p.id(member);
    out.cell(programs).end_row();
  }
  print(out.take());
  return groups.truncated;
}

} // namespace irisan
