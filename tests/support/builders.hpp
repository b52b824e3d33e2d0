#pragma once

#include <irisan/graph/incidence.hpp>
#include <irisan/model/portfolio.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace irisan::test {

/// An incidence written as one list of targets per intervention: `{{1, 2}, {2, 3}}`.
inline incidence_matrix programs(std::vector<std::vector<std::int32_t>> targets_of) {
  return incidence(std::move(targets_of));
}

/// Tables from CSV-like text: `add(t, "programs", "program_id,unit_id", {"P,A", "Q,B"})`. No
/// quoting.
inline void add(tables& t, std::string_view table_name, std::string_view header,
                std::initializer_list<std::string_view> rows) {
  const auto split = [](std::string_view line) {
    std::vector<std::string_view> cells;
    for (;;) {
      const auto comma = line.find(',');
      cells.push_back(line.substr(0, comma));
      if (comma == std::string_view::npos) return cells;
      line.remove_prefix(comma + 1);
    }
  };
  const auto names = split(header);
  for (const std::string_view name : names) t[table_name].at(name);
  for (const std::string_view row : rows) {
    const auto cells = split(row);
    for (std::size_t i = 0; i < names.size(); ++i)
      t[table_name].at(names[i]).push_back(i < cells.size() ? cells[i] : std::string_view{});
    t[table_name].end_row();
  }
}

/// The smallest package that passes every check: two offices, a program each, three schools in one
/// regency, a tree of two activities under one kind; no deliveries yet.
inline tables two_offices() {
  tables t;
  add(t, "regions", "region_id,name,parent_id,kind",
      {"13,Sumatera Barat,,province", "13.06,Agam,13,city_or_regency",
       "13.71,Padang,13,city_or_regency"});
  add(t, "units", "unit_id,name,kind", {"BPMP,BPMP,technical_unit", "BGP,BGP,technical_unit"});
  add(t, "targets", "target_id,name,kind,region_id,teachers",
      {"S1,SD 1,school,13.06,10", "S2,SD 2,school,13.06,10", "S3,SD 3,school,13.71,10"});
  add(t, "activities", "activity_id,name,parent_id,level",
      {"T,Kurikulum,,", "K,Pelatihan,T,", "A,Lokakarya,K,", "B,Webinar,K,"});
  add(t, "programs", "program_id,name,unit_id", {"P,Program P,BPMP", "Q,Program Q,BGP"});
  t["deliveries"].at("delivery_id");
  t["deliveries"].at("program_id");
  t["deliveries"].at("target_id");
  return t;
}

/// `two_offices` with deliveries: `id,program,target,activity,audience,start,end`.
inline tables with_deliveries(std::initializer_list<std::string_view> rows) {
  tables t = two_offices();
  add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,audience,start,end", rows);
  return t;
}

} // namespace irisan::test
