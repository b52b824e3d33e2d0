#pragma once

#include <support/builders.hpp>
#include <support/random.hpp>

#include <irisan/graph/arrivals.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/need/coverage.hpp>
#include <irisan/responsibility/division.hpp>

#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace irisan::test {

/// The needs of a portfolio set against its deliveries.
inline coverage_table needs_of(const portfolio& p) {
  const visits v = find_visits(p);
  return coverage(p, find_arrivals(p, v), p.needs(), {}, p.latest_date());
}

inline division divided(const portfolio& p, const division_rules& rules = {}) {
  return divide(p, needs_of(p), rules, {}, p.latest_date());
}

/// Where a piece of that id stands; the test fails if there is none.
inline std::size_t piece_at(const portfolio& p, const std::vector<piece>& pieces,
                            std::string_view id) {
  for (std::size_t i = 0; i < pieces.size(); ++i)
    if (id_of(p, pieces[i].subject) == id) return i;
  throw rule_error("no piece '" + std::string(id) + "'");
}

inline std::vector<std::string> ids_of(const portfolio& p, const std::vector<unit_index>& units) {
  std::vector<std::string> ids;
  for (const unit_index u : units) ids.push_back(p[u].id);
  return ids;
}

/// Two offices that work on one kind for teachers in Agam (S1, S2) and Padang (S3), with what is
/// delivered by each: `id,program,target,activity,audience,start,end`.
inline tables offices_with_mandates(std::initializer_list<std::string_view> deliveries,
                                    std::initializer_list<std::string_view> mandates) {
  tables t = with_deliveries(deliveries);
  add(t, "mandates", "unit_id,activity_id,audience,region_id,strength", mandates);
  return t;
}

/// A package in which everything that a division looks at may occur.
inline std::vector<written_table> random_division(std::mt19937& random, int deliveries = 40) {
  const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  const auto any_of = [&](const std::vector<std::string>& words) {
    return words[below(static_cast<unsigned>(words.size()))];
  };
  std::vector<std::string> rows, mandates, needs, agreements, capacities, roles;
  for (int i = 0; i < deliveries; ++i)
    rows.push_back("D" + std::to_string(i) + "," + any_of({"P0", "P1", "P2", "P3"}) + "," +
                   any_of({"S0", "S1", "S2", "S3", "S4", "S5", "L1", "L2"}) + "," +
                   any_of({"", "", "A", "B", "C"}) + "," +
                   any_of({"", "K1", "K2", "A1", "A2", "B1"}) + "," +
                   any_of({"", "teacher", "principal"}) + "," +
                   any_of({"2023-01-05,2023-01-07", "2023-02,2023-02", "2023-03-01,2023-04-01"}) +
                   "," + any_of({"", "100", "2500"}));
  for (const char* unit : {"A", "B", "C"})
    for (const char* verb : {"K1", "K2", "T", "U"})
      if (below(3))
        mandates.push_back(std::string(unit) + "," + verb + "," +
                           any_of({"", "teacher", "principal"}) + "," + any_of({"", "R", "R1"}) +
                           "," + any_of({"lead", "support", "unspecified"}));
  if (mandates.empty()) mandates.push_back("A,T,,,lead");
  for (const char* target : {"S0", "S1", "S2", "S3", "S4", "S5"})
    if (below(2))
      needs.push_back(std::string(target) + "," + any_of({"T", "K1", "K2", "U"}) + "," +
                      any_of({"0.9", "0.6", "0.2"}) + "," + any_of({"", "2"}));
  for (unsigned i = 0; i < below(5); ++i)
    agreements.push_back("G" + std::to_string(i) + "," + any_of({"joint", "pin", "forbid"}) + "," +
                         any_of({"", "P0", "P2"}) + "," + any_of({"", "K1", "A1"}) + "," +
                         any_of({"", "teacher"}) + "," + any_of({"", "R1", "R2"}) + "," +
                         any_of({"A", "B", "C"}) + "," + any_of({"", "lead"}));
  for (const char* unit : {"A", "B", "C"})
    if (below(2))
      capacities.push_back(std::string(unit) + "," + any_of({"", "T", "K1"}) + ",2024," +
                           std::to_string(below(6)) + ",sasaran");
  if (below(2)) roles = {"P0,A,lead,", "P0,B,support,R1"};
  return {
      {"regions",
       "region_id,parent_id,kind,latitude,longitude",
       {"R,,province,-0.9,100.3", "R1,R,city_or_regency,-0.3,100.1",
        "R2,R,city_or_regency,-1,100.4"}},
      {"units",
       "unit_id,name,kind,region_id",
       {"A,Office A,technical_unit,R", "B,Office B,technical_unit,R1", "C,Office C,directorate,"}},
      {"targets",
       "target_id,kind,region_id,level",
       {"S0,school,R1,SD", "S1,school,R1,SD", "S2,school,R1,SMP", "S3,school,R2,SD",
        "S4,school,R2,SMP", "S5,school,R2,SMP", "L1,local_government,R1,",
        "L2,local_government,R2,"}},
      {"activities",
       "activity_id,parent_id",
       {"T,", "K1,T", "K2,T", "A1,K1", "A2,K1", "B1,K2", "U,", "V,U"}},
      {"programs", "program_id,unit_id", {"P0,A", "P1,A", "P2,B", "P3,B"}},
      {"deliveries", "delivery_id,program_id,target_id,unit_id,activity_id,audience,start,end,cost",
       rows},
      {"mandates", "unit_id,activity_id,audience,region_id,strength", mandates},
      {"needs", "target_id,activity_id,score,required", needs},
      {"agreements", "agreement_id,kind,program_id,activity_id,audience,region_id,unit_id,role",
       agreements},
      {"capacities", "unit_id,activity_id,period,capacity,quantity_unit", capacities},
      {"roles", "program_id,unit_id,role,region_id", roles}};
}

} // namespace irisan::test
