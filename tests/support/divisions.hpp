#pragma once

#include <support/assignments.hpp>

#include <cstdint>
#include <vector>

namespace irisan::test {

/// A small division with its optimum and the bound of linear programming.
struct known_division {
  const char* name;
  std::vector<std::vector<std::int64_t>> costs; ///< `closed`: not by mandate
  std::vector<std::int32_t> place;
  std::vector<std::int64_t> load, capacity;
  std::int64_t charge, optimum;
  double relaxation;

  assignment_problem problem() const {
    std::int32_t places = 0;
    for (const std::int32_t p : place) places = std::max(places, p + 1);
    return assignments(costs, load, capacity, place,
                       std::vector<std::int64_t>(static_cast<std::size_t>(places), charge));
  }
};

/// From the oracle e02_responsibility_small.json: HiGHS with no gap, the first five also by brute
/// force.
inline const std::vector<known_division>& known_divisions() {
  constexpr std::int64_t x = closed;
  static const std::vector<known_division> all{
      {"resp0",
       {{15, 10, 13}, {20, 11, 18}, {x, 7, x}, {1, 8, 7}, {5, 15, 15}, {16, 4, x}},
       {1, 1, 0, 0, 1, 0},
       {1, 1, 1, 1, 1, 1},
       {4, 3, 4},
       0,
       41,
       41.0},
      {"resp1",
       {{12, 15, 8}, {10, 13, 5}, {20, 9, x}, {x, 13, 6}, {x, 14, 7}, {3, 4, 11}},
       {0, 0, 1, 0, 0, 0},
       {1, 1, 1, 1, 1, 1},
       {3, 4, 4},
       5,
       53,
       53.0},
      {"resp2",
       {{4, x, x},
        {11, 10, 2},
        {1, x, 5},
        {12, 20, x},
        {12, 14, 4},
        {17, 15, 2},
        {x, 6, x},
        {14, 10, 20}},
       {1, 0, 2, 2, 0, 0, 0, 2},
       {2, 5, 4, 2, 3, 2, 1, 5},
       {12, 12, 13},
       7,
       76,
       73.6},
      {"resp3",
       {{x, 2, 4, 18},
        {x, 5, x, 5},
        {4, 16, x, 14},
        {4, x, 8, x},
        {10, x, x, x},
        {x, x, 19, 7},
        {19, x, x, 16},
        {18, 17, 4, x},
        {15, 19, x, x}},
       {1, 0, 1, 1, 2, 0, 2, 1, 2},
       {3, 4, 4, 3, 2, 3, 2, 5, 4},
       {11, 11, 12, 11},
       0,
       71,
       69.0},
      {"resp4",
       {{9, 6, 12, 13},
        {5, x, 20, 9},
        {x, x, 13, x},
        {4, 5, 15, 3},
        {15, 18, 7, 14},
        {x, 9, 7, 7},
        {1, 6, 13, 2},
        {13, 9, x, 20},
        {20, 2, 17, 6}},
       {2, 1, 1, 0, 0, 0, 2, 0, 1},
       {5, 4, 4, 5, 2, 5, 3, 4, 2},
       {12, 13, 12, 13},
       10,
       116,
       116.0},
      {"resp5",
       {{9, 13, x, 19},
        {11, 2, 12, x},
        {13, 17, 20, 20},
        {x, 7, 3, 6},
        {16, 6, 10, 9},
        {6, 16, 16, x},
        {6, 9, 18, 5},
        {20, 3, x, 4},
        {x, 8, 8, 12},
        {8, 2, 3, 8},
        {18, x, 11, 20},
        {10, 20, x, 4}},
       {0, 3, 1, 3, 1, 2, 1, 3, 2, 0, 1, 2},
       {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
       {5, 5, 6, 5},
       12,
       161,
       161.0},
      {"resp6",
       {{9, x, 12, 7, 15, 8},     {20, x, x, 9, x, 3},    {10, 16, x, 14, 19, 3},
        {13, x, 11, 16, 7, 19},   {5, 13, x, 1, 12, 14},  {x, 6, 1, x, 19, 1},
        {13, 11, 15, 14, 11, 17}, {x, 3, 15, x, 1, 11},   {x, 9, x, 8, x, 3},
        {3, x, x, x, x, 4},       {x, 8, 14, 11, 13, x},  {x, 17, 2, 11, 9, x},
        {x, 11, x, 17, 14, 3},    {x, 18, 4, 17, 19, 4},  {12, 4, 17, 1, 16, 2},
        {x, 17, 8, 15, 13, 15},   {x, x, 5, 3, x, 18},    {7, 2, 4, 12, x, 11},
        {17, 16, 7, x, x, 11},    {x, 4, 20, 7, x, x},    {20, 18, 7, x, 10, 9},
        {x, x, 11, x, 4, 5},      {x, 11, 6, 13, x, 7},   {12, 18, x, 15, 1, 14},
        {x, 2, x, 7, 15, x},      {x, 20, 3, 11, 11, 10}, {16, 16, x, 12, 12, 16},
        {18, x, 14, 9, 9, 12},    {10, 1, x, 3, 17, 12},  {15, 20, x, 18, x, 6}},
       {7, 4, 1, 0, 2, 6, 0, 6, 3, 0, 5, 2, 7, 3, 7, 6, 3, 6, 6, 3, 0, 2, 7, 4, 3, 1, 0, 4, 6, 1},
       {4, 4, 4, 1, 2, 1, 4, 4, 1, 4, 4, 5, 2, 5, 2, 4, 3, 2, 1, 4, 1, 5, 3, 3, 3, 1, 3, 2, 3, 3},
       {22, 21, 22, 22, 22, 22},
       15,
       359,
       355.836066},
  };
  return all;
}

} // namespace irisan::test
