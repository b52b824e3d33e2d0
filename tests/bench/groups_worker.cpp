// groups_worker FILE: answers lines such as `closed 813 1`, the least number of shared targets and
// the threads, with how many closed sets of one program or more there are. The protocol:
// answer_lines in worker.hpp; `pairs` are sets.
#include "read_matrix.hpp"

#include <irisan/graph/incidence.hpp>
#include <irisan/overlap/closed_sets.hpp>

#include <iostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

bench::answer find(const irisan::incidence_matrix& a, const std::vector<std::string>& words) {
  if (words.size() != 3 || words[0] != "closed") throw std::invalid_argument("no query of groups");
  irisan::group_query query;
  query.min_programs = 1;
  query.min_targets = std::stoll(words[1]);
  irisan::group_options options;
  options.threads = static_cast<unsigned>(std::stoul(words[2]));
  bench::answer found;
  irisan::for_each_closed_set<bench::answer>(
      a, query, options,
      [](bench::answer& part, const irisan::closed_set& set) {
        ++part.pairs;
        part.shared += set.shared;
      },
      [&](const bench::answer& part) {
        found.pairs += part.pairs;
        found.shared += part.shared;
      });
  return found;
}

} // namespace

int main(int count, char** values) try {
  if (count != 2) return 2;
  const irisan::incidence_matrix a = bench::read_matrix(values[1]);
  return bench::answer_lines("",
                             [&](const std::vector<std::string>& words) { return find(a, words); });
} catch (const std::exception& e) {
  std::cerr << "groups_worker: " << e.what() << '\n';
  return 2;
}
