#pragma once

#include <support/builders.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace irisan::test {

/// One table as text: a header and rows of cells, all separated by commas.
struct written_table {
  std::string name;
  std::string header;
  std::vector<std::string> rows;
};

inline tables read(const std::vector<written_table>& written) {
  tables t;
  for (const written_table& w : written) {
    add(t, w.name, w.header, {});
    for (const std::string& row : w.rows) add(t, w.name, w.header, {row});
  }
  return t;
}

/// The same rows in another order, and the tables too.
inline std::vector<written_table> shuffled(std::vector<written_table> written,
                                           std::mt19937& random) {
  for (written_table& w : written) std::shuffle(w.rows.begin(), w.rows.end(), random);
  std::shuffle(written.begin(), written.end(), random);
  return written;
}

/// A small package that passes every check: six schools, a cluster, a supervisor's area and a local
/// government, four programs of two offices, and deliveries in which any cell may be empty. Now and
/// then a column is empty throughout.
inline std::vector<written_table> random_package(std::mt19937& random, int deliveries = 30) {
  const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  const auto any_of = [&](const std::vector<std::string>& words) {
    return words[below(static_cast<unsigned>(words.size()))];
  };
  const auto day_in = [&](unsigned from, unsigned days) {
    const unsigned d = from + below(days);
    return std::string("2023-07-") + (d < 10 ? "0" : "") + std::to_string(d);
  };
  std::vector<std::string> rows, members;
  const bool activities = below(8) > 0, audiences = below(8) > 0, times = below(8) > 0;
  for (int i = 0; i < deliveries; ++i) {
    std::string start, end;
    if (times && below(5) > 0) start = below(4) ? day_in(1, 12) : std::string("2023-07");
    if (times && below(5) > 0) end = below(4) ? day_in(12, 12) : std::string("2023-07");
    rows.push_back("D" + std::to_string(i) + "," + any_of({"P0", "P1", "P2", "P3"}) + "," +
                   any_of({"S0", "S1", "S2", "S3", "S4", "S5", "G0", "G1", "L"}) + "," +
                   any_of({"", "", "A", "B"}) + "," +
                   (activities ? any_of({"", "T", "K1", "K2", "A1", "A2", "B1"}) : std::string{}) +
                   "," + (audiences ? any_of({"", "teacher", "principal"}) : std::string{}) + "," +
                   start + "," + end + "," + any_of({"", "0", "100", "2500"}) + "," +
                   any_of({"", "planned", "done", "done", "cancelled"}));
  }
  // G0 may hold the whole of G1; never the other way round.
  if (below(2)) members.push_back("G0,G1,,");
  for (const char* group : {"G0", "G1", "L"})
    for (const char* school : {"S0", "S1", "S2", "S3"})
      if (below(2))
        members.push_back(std::string(group) + "," + school + "," +
                          any_of({"", "2023-07-05", "2023-07-15"}) + "," +
                          any_of({"", "2023-07-20", "2023-07-25"}));
  return {
      {"regions", "region_id,parent_id", {"R,", "R1,R"}},
      {"units", "unit_id,name", {"A,Office A", "B,Office B"}},
      {"targets",
       "target_id,kind,region_id",
       {"S0,school,R1", "S1,school,R1", "S2,school,R1", "S3,school,R", "S4,school,R", "S5,school,R",
        "G0,cluster,R1", "G1,supervisor_area,R1", "L,local_government,R"}},
      {"activities", "activity_id,parent_id", {"T,", "K1,T", "K2,T", "A1,K1", "A2,K1", "B1,K2"}},
      {"programs", "program_id,unit_id", {"P0,A", "P1,A", "P2,B", "P3,B"}},
      {"deliveries",
       "delivery_id,program_id,target_id,unit_id,activity_id,audience,start,end,cost,status", rows},
      {"memberships", "group_id,member_id,valid_from,valid_to", members}};
}

/// An incidence with up to `programs` rows over `targets` columns.
inline incidence_matrix random_incidence(std::mt19937& random, unsigned programs,
                                         unsigned targets) {
  std::vector<std::vector<std::int32_t>> rows(random() % (programs + 1));
  for (auto& row : rows)
    for (auto n = random() % (targets + 1); n > 0; --n)
      row.push_back(static_cast<std::int32_t>(random() % targets));
  return incidence(std::move(rows));
}

/// Programs many of which have the same few targets.
inline incidence_matrix with_twins(std::mt19937& random) {
  std::vector<std::vector<std::int32_t>> rows(random() % 14);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0 && random() % 3 == 0)
      rows[i] = rows[random() % i];
    else
      for (auto n = random() % 4; n > 0; --n)
        rows[i].push_back(static_cast<std::int32_t>(random() % 4));
  }
  return incidence(std::move(rows));
}

/// The owner of each intervention, of four of which one is unknown.
inline std::vector<std::int32_t> random_owners(std::mt19937& random, const incidence_matrix& a) {
  std::vector<std::int32_t> owners(static_cast<std::size_t>(a.rows()));
  for (std::int32_t& o : owners) o = static_cast<std::int32_t>(random() % 4) - 1;
  return owners;
}

} // namespace irisan::test
