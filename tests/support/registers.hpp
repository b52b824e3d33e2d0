#pragma once

#include <irisan/report/audit.hpp>

#include <support/builders.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace irisan::test {

/// Two offices at a cluster of two schools and at a third school: planned, done and undated work,
/// indicators of all kinds of access.
inline tables cluster_package() {
  tables t = two_offices();
  add(t, "targets", "target_id,name,kind,region_id", {"G,Gugus,cluster,13.06"});
  add(t, "memberships", "group_id,member_id", {"G,S1", "G,S2"});
  add(t, "deliveries",
      "delivery_id,program_id,target_id,activity_id,audience,start,end,cost,status",
      {"D1,P,G,A,teacher,2023-07,2023-07-20,100,done", "D2,Q,S3,B,,2023-07,2023-07-20,,planned",
       ",Q,S1,B,,2023-09-01,,,"});
  add(t, "indicators", "target_id,indicator_id,value,denominator,date,access",
      {"S1,literacy,40,4,2023,public", "S2,literacy,41,5,2023,own", "S3,literacy,42,,2023,"});
  return t;
}

inline report_register register_from(const tables& t) {
  return audit(portfolio(t), {}).names;
}

/// The values of a column, which must be there and of that type.
template <class T>
const std::vector<T>& values_of(const report_register& r, const char* table, const char* name) {
  REQUIRE(r.find(table));
  REQUIRE(r.find(table)->find(name));
  return std::get<std::vector<T>>(r.find(table)->find(name)->values);
}

/// The words that a column of positions in the table of words means, empty for none.
inline std::vector<std::string> words(const report_register& r, const char* table,
                                      const char* name) {
  std::vector<std::string> all;
  for (const std::int32_t i : values_of<std::int32_t>(r, table, name))
    all.push_back(i < 0 ? ""
                        : values_of<std::string>(r, "words", "id")[static_cast<std::size_t>(i)]);
  return all;
}

} // namespace irisan::test
