#include <irisan/irisan.hpp>

#include <iostream>

int main() {
  using namespace irisan;

  const incidence_matrix reached = incidence({{0, 1, 2, 3}, {2, 3}, {3, 4, 5}});

  // Any callable on a pair is a measure: here, how many targets only one of the two reaches.
  const auto apart = [](const overlap_pair& p) {
    return p.first_size + p.second_size - 2 * p.shared;
  };
  for (const overlap_pair& pair : top_pairs(find_pairs(reached), 2, apart))
    std::cout << pair.first.value << " and " << pair.second.value << ": " << apart(pair)
              << " apart\n";
}

// prints: 0 and 2: 5 apart
// prints: 1 and 2: 3 apart
