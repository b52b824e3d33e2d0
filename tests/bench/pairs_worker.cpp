// pairs_worker FILE: answers lines such as `shared 100 2` and `jaccard 9/10 1 [METHOD]`, end to end
// from the incidence as it lies in memory. The protocol: answer_lines in worker.hpp.
#include "read_matrix.hpp"

#include <irisan/core/fraction.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/find_pairs.hpp>

#include <iostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

/// The plans that can be forced, separated by blanks.
const char* const methods = "counters columns complements bit_rows prefix";

struct question {
  irisan::pair_query query;
  unsigned threads = 1;
  std::string method; ///< empty: irisan's own choice
};

question parse(const std::vector<std::string>& words) {
  if (words.size() < 3 || words.size() > 4) throw std::invalid_argument("no query of pairs");
  question asked;
  const std::string& measure = words[0];
  if (measure == "shared") {
    asked.query.min_shared = std::stoi(words[1]);
  } else {
    const irisan::fraction f = irisan::parse_fraction(words[1]);
    if (measure == "jaccard")
      asked.query.min_jaccard = f;
    else if (measure == "containment")
      asked.query.min_containment = f;
    else if (measure == "overlap_coefficient")
      asked.query.min_overlap_coefficient = f;
    else if (measure == "dice")
      asked.query.min_dice = f;
    else if (measure == "cosine")
      asked.query.min_cosine = f;
    else
      throw std::invalid_argument("unknown measure '" + measure + "'");
  }
  asked.threads = static_cast<unsigned>(std::stoul(words[2]));
  if (words.size() == 4) asked.method = words[3];
  return asked;
}

/// The one place where irisan is called.
bench::answer find(const irisan::incidence_matrix& a, const question& asked) {
  bench::answer found;
  irisan::pair_options options;
  options.threads = asked.threads;
  if (!asked.method.empty()) options.method = irisan::pair_method_of(asked.method);
  irisan::for_each_pair<bench::answer>(
      a, asked.query, options,
      [&](bench::answer& block, const irisan::overlap_pair& p) {
        ++block.pairs;
        block.shared += p.shared;
      },
      [&](const bench::answer& block) {
        found.pairs += block.pairs;
        found.shared += block.shared;
      });
  return found;
}

} // namespace

int main(int count, char** values) try {
  if (count != 2) return 2;
  const irisan::incidence_matrix a = bench::read_matrix(values[1]);
  return bench::answer_lines(
      methods, [&](const std::vector<std::string>& words) { return find(a, parse(words)); });
} catch (const std::exception& e) {
  std::cerr << "pairs_worker: " << e.what() << '\n';
  return 2;
}
