#include <irisan/irisan.hpp>

#include <iostream>

int main() {
  using namespace irisan;

  const portfolio p(bare_tables({{"tablet", "SD 1"},
                                 {"tablet", "SD 2"},
                                 {"library", "SD 1"},
                                 {"library", "SD 2"},
                                 {"library", "SD 3"}}));

  for (const overlap_pair& pair : find_pairs(incidence(p)))
    std::cout << p.id(pair.first) << " and " << p.id(pair.second) << " share " << pair.shared
              << " schools, Jaccard " << jaccard(pair) << "\n";
}

// prints: library and tablet share 2 schools, Jaccard 0.666667
