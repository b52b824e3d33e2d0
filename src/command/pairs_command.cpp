#include "pairs_command.hpp"

#include "print.hpp"

#include <irisan/io/atomic_file.hpp>
#include <irisan/io/write_csv.hpp>
#include <irisan/irisan.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace irisan {

namespace {

/// What was planned and what it took, for people.
void say_plan(const pair_plan& plan) {
  const auto line = [](std::string_view method, double seconds, std::size_t bytes) {
    std::fprintf(stderr, "%-12.*s %11.4f s %12.1f MB\n", static_cast<int>(method.size()),
                 method.data(), seconds, static_cast<double>(bytes) / 1e6);
  };
  for (const pair_plan::estimate& e : plan.considered)
    if (std::isfinite(e.seconds)) line(name_of(e.method), e.seconds, e.bytes);
  std::fprintf(stderr, "chosen: %s, %s, %u threads", name_of(plan.method).data(),
               name_of(plan.instructions).data(), plan.threads);
  if (plan.column_blocks > 0)
    std::fprintf(stderr, ", %d programs as bit columns", plan.column_blocks * kernels::line_bits);
  std::fprintf(stderr, "\n");
  line("predicted", plan.seconds, plan.bytes);
  line("taken", plan.actual_seconds, plan.actual_bytes);
}

void print_counts(const portfolio& p, const incidence_matrix& a, std::int64_t sets,
                  const pair_counts& n) {
  csv_writer out;
  out.cell("figure").cell("count").end_row();
  const auto row = [&](const char* name, std::int64_t value) {
    out.cell(name).cell(value).end_row();
  };
  row("interventions", sets);
  std::vector<bool> reached(static_cast<std::size_t>(p.target_count()), false);
  for (const std::int32_t t : a.targets) reached[static_cast<std::size_t>(t)] = true;
  row("targets", std::count(reached.begin(), reached.end(), true));
  row("incidences", static_cast<std::int64_t>(a.targets.size()));
  row("pairs", n.pairs);
  row("identical", n.identical);
  row("proper_subsets", n.proper_subsets);
  row("jaccard_at_least_1/2", n.jaccard_5);
  row("jaccard_at_least_7/10", n.jaccard_7);
  row("jaccard_at_least_4/5", n.jaccard_8);
  row("jaccard_at_least_9/10", n.jaccard_9);
  print(out.take());
}

} // namespace

void add_pairs_options(CLI::App& app, pairs_arguments& a) {
  app.add_option("--min-shared", a.min_shared, "fewest shared targets")
      ->check(CLI::Range(1, 2147483647));
  app.add_option("--min-jaccard", a.min_jaccard, "an exact fraction: 0.9 is 9/10");
  app.add_option("--min-containment", a.min_containment, "an exact fraction, in either direction");
  app.add_option("--min-dice", a.min_dice, "an exact fraction");
  app.add_option("--min-cosine", a.min_cosine, "an exact fraction");
  app.add_option("--min-overlap-coefficient", a.min_overlap_coefficient,
                 "an exact fraction, of the smaller of the two");
  app.add_flag("--apart", a.apart, "only pairs of interventions of different units");
  app.add_option("--top", a.top, "only the K pairs for which --by is greatest")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}));
  std::vector<std::string> names;
  for (const named_measure& m : ranking_measures) names.emplace_back(m.name);
  app.add_option("--by", a.by, "measure for --top and --partners")->check(CLI::IsMember(names));
  app.add_option("--partners", a.partners,
                 "for each intervention its K partners for which --by is greatest")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}));
  app.add_option("--group-identical", a.groups,
                 "list interventions with the same targets once, and their groups in a file");
  app.add_option("--method", a.method, "how pairs are found; all find the same")
      ->check(CLI::IsMember(
          std::vector<std::string>(std::begin(pair_methods), std::end(pair_methods))));
  app.add_option("--memory", a.memory, "bytes to work in (500MB); about twice the input otherwise")
      ->transform(CLI::AsSizeValue(false));
  app.add_flag("--explain", a.explain,
               "say on standard error what each method would take and what was taken");
  app.add_flag("--count", a.count, "only how many pairs there are, and of which kind");
  app.add_option("--header", a.header, "whether a file of two columns has a header: auto, yes, no")
      ->check(CLI::IsMember({"auto", "yes", "no"}));
}

void run_pairs(const portfolio& p, const pairs_arguments& a, unsigned threads,
               const progress& watch) {
  pair_query query;
  query.min_shared = a.min_shared;
  const auto threshold = [](fraction& f, const std::string& text) {
    if (!text.empty()) f = parse_fraction(text);
    if (f > fraction{1, 1}) throw rule_error("a threshold lies from 0 to 1, not at " + to_text(f));
  };
  threshold(query.min_jaccard, a.min_jaccard);
  threshold(query.min_containment, a.min_containment);
  threshold(query.min_dice, a.min_dice);
  threshold(query.min_cosine, a.min_cosine);
  threshold(query.min_overlap_coefficient, a.min_overlap_coefficient);
  const auto measure = ranking_measure(a.by);
  const incidence_matrix matrix = incidence(p);
  pair_options options;
  options.threads = threads;
  options.watch = watch;
  options.method = pair_method_of(a.method);
  options.memory = a.memory;
  std::vector<std::int32_t> units;
  if (a.apart) {
    for (const intervention& i : p.interventions()) units.push_back(i.by.value);
    query.apart = units;
  }
  pair_plan plan;
  if (a.explain) options.plan = &plan;
  const auto done = [&] {
    if (a.explain) say_plan(plan);
  };
  if (a.count) {
    // In a bare list of sets, those that reach nothing count among the sets.
    const std::int64_t sets =
        p.bare() ? std::max<std::int64_t>(p.intervention_count(),
                                          static_cast<std::int64_t>(p.programs().size()))
                 : p.intervention_count();
    print_counts(p, matrix, sets, count_pairs(matrix, query, options));
    return done();
  }
  const auto write = [&](csv_writer& out, const overlap_pair& pair) {
    out.cell(p.id(pair.first)).cell(p.id(pair.second));
    for (const std::int32_t n : {pair.shared, pair.first_size, pair.second_size})
      out.cell(std::int64_t{n});
    for (const double m : {jaccard(pair), containment_of_first(pair), containment_of_second(pair),
                           overlap_coefficient(pair), dice(pair), cosine(pair)})
      out.cell(m);
    out.end_row();
  };
  if (a.partners > 0) {
    csv_writer out;
    for (const char* name : {"program", "rank", "partner", "shared", "program_size", "partner_size",
                             "jaccard", "overlap_coefficient", "dice", "cosine"})
      out.cell(name);
    out.end_row();
    const partner_lists lists =
        top_partners(matrix, query, options, static_cast<std::size_t>(a.partners), measure);
    for (std::int32_t i = 0; i < p.intervention_count(); ++i) {
      std::int64_t rank = 0;
      for (const overlap_pair& pair : lists.of({i})) {
        const bool is_first = pair.first.value == i;
        out.cell(p.id(intervention_index{i})).cell(++rank);
        out.cell(p.id(is_first ? pair.second : pair.first)).cell(std::int64_t{pair.shared});
        out.cell(std::int64_t{is_first ? pair.first_size : pair.second_size});
        out.cell(std::int64_t{is_first ? pair.second_size : pair.first_size});
        for (const double m : {jaccard(pair), overlap_coefficient(pair), dice(pair), cosine(pair)})
          out.cell(m);
        out.end_row();
      }
    }
    print(out.take());
    return done();
  }
  csv_writer head;
  for (const char* name :
       {"first", "second", "shared", "first_size", "second_size", "jaccard", "containment_first",
        "containment_second", "overlap_coefficient", "dice", "cosine"})
    head.cell(name);
  head.end_row();
  print(head.take());
  using block = std::vector<overlap_pair>;
  if (a.top > 0) {
    csv_writer out;
    for (const overlap_pair& pair :
         best_pairs(matrix, query, options, static_cast<std::size_t>(a.top), measure))
      write(out, pair);
    print(out.take());
    return done();
  }
  if (!a.groups.empty()) {
    const grouped_pairs grouped = find_grouped_pairs(matrix, query, options);
    csv_writer out, groups;
    groups.cell("group").cell("member").end_row();
    for (std::size_t g = 0; g < grouped.groups.count(); ++g)
      for (const intervention_index member : grouped.groups.group(g))
        groups.cell(p.id(grouped.groups.group(g).front())).cell(p.id(member)).end_row();
    atomic_files file;
    file.open(a.groups);
    file.write(groups.take());
    file.commit();
    for (const overlap_pair& pair : grouped.pairs) write(out, pair);
    print(out.take());
    return done();
  }
  const auto write_block = [&](std::span<const overlap_pair> some) {
    if (watch.stop.stop_requested()) throw stopped();
    csv_writer out;
    for (const overlap_pair& pair : some) write(out, pair);
    print(out.take());
  };
  // What fits is found in the order that is fastest and sorted; if there is more, each is written
  // as it is found in order, which needs no room and takes longer.
  constexpr std::size_t most_held = 50'000'000, lines_at_once = 100'000;
  const bool by_plan = a.explain || options.method != pair_method::fastest || options.memory > 0;
  if (const auto pairs = find_pairs_up_to(
          by_plan ? std::numeric_limits<std::size_t>::max() : most_held, matrix, query, options)) {
    const std::span<const overlap_pair> all(*pairs);
    for (std::size_t i = 0; i < all.size(); i += lines_at_once)
      write_block(all.subspan(i, std::min(lines_at_once, all.size() - i)));
    return done();
  }
  options.in_order = true;
  for_each_pair<block>(
      matrix, query, options, [](block& found, const overlap_pair& pair) { found.push_back(pair); },
      write_block);
}

} // namespace irisan
