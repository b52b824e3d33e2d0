#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace irisan {

/// What a column's values are.
enum class column_type {
  id,     ///< text that names a thing; never a number
  text,   ///< any words
  choice, ///< one of the words that the schema lists
  date,   ///< `2023`, `2023-07` or `2023-07-15`
  number, ///< a decimal number
  amount, ///< a decimal number, zero or more
  share,  ///< a number from 0 to 1
  count,  ///< a whole number, zero or more
  money,  ///< in the unit that the package declares, zero or more
  latitude,
  longitude
};

/// One column of a table.
struct column_schema {
  std::string_view name;
  column_type type;
  bool required = false;         ///< may not be empty
  bool key = false;              ///< part of what tells the table's rows apart, where it is given
  std::string_view refers = {};  ///< the table whose first column it names; with `|`, either of two
  std::string_view choices = {}; ///< the words allowed, separated by `|`
  std::string_view says = {};    ///< what it means, for templates
  bool expected = false; ///< the column must be there; an empty cell is told of and stays unknown
};

/// One table: its columns in the order they are written.
struct table_schema {
  std::string_view name;
  std::string_view says;
  bool needed; ///< for a first audit
  std::span<const column_schema> columns;
};

namespace detail {

using enum column_type;

inline constexpr std::string_view roles_known = "lead|implement|fund|host|support";
inline constexpr std::string_view channels_known = "direct|local_government|online|partner";

inline constexpr column_schema region_columns[] = {
    {"region_id", id, true, true, {}, {}, "code of the area"},
    {"name", text},
    {"parent_id", id, false, false, "regions", {}, "the area that contains it"},
    {"kind", text, false, false, {}, {}, "province, city_or_regency, district, …"},
    {"latitude", latitude, false, false, {}, {}, "of its seat"},
    {"longitude", longitude}};

inline constexpr column_schema unit_columns[] = {
    {"unit_id", id, true, true, {}, {}, "code of the office or partner"},
    {"name", text},
    {"kind",
     text,
     false,
     false,
     {},
     {},
     "technical_unit, directorate, local_government, partner, …"},
    {"parent_id", id, false, false, "units"},
    {"region_id", id, false, false, "regions"},
    {"valid_from", date},
    {"valid_to", date}};

inline constexpr column_schema target_columns[] = {
    {"target_id", id, true, true, {}, {}, "NPSN for a school"},
    {"name", text},
    {"kind",
     text,
     false,
     false,
     {},
     {},
     "school, local_government, area, cluster, supervisor_area, …"},
    {"region_id", id, true, false, "regions"},
    {"level", text, false, false, {}, {}, "SD, SMP, SMA, SMK, SLB, PKBM, …"},
    {"status", text},
    {"students", count},
    {"teachers", count},
    {"latitude", latitude},
    {"longitude", longitude},
    {"authority_id", id, false, false, "targets|units", {}, "the local government that governs it"},
    {"unit_id", id, false, false, "units", {}, "the same body as a unit"}};

inline constexpr column_schema activity_columns[] = {
    {"activity_id", id, true, true},
    {"name", text},
    {"parent_id", id, false, false, "activities"},
    {"level", choice, false, false, {}, "theme|kind|activity"}};

inline constexpr column_schema program_columns[] = {
    {"program_id", id, true, true},
    {"name", text},
    {"unit_id", id, true, false, "units", {}, "the owner"},
    {"parent_id", id, false, false, "programs", {}, "the larger program it lies inside"},
    {"description", text},
    {"start", date},
    {"end", date},
    {"selection", choice, false, false, {}, "universal|targeted|open"}};

inline constexpr column_schema delivery_columns[] = {
    {"delivery_id", id, false, true},
    {"program_id", id, true, false, "programs"},
    {"target_id", id, true, false, "targets"},
    {"unit_id", id, false, false, "units", {}, "who carries it out; the owner if empty"},
    {"activity_id", id, false, false, "activities"},
    {"audience",
     text,
     false,
     false,
     {},
     {},
     "teacher, principal, prospective_principal, supervisor, student, local_government, …"},
    {"channel", choice, false, false, {}, channels_known},
    {"start", date},
    {"end", date},
    {"quantity", amount},
    {"quantity_unit", text},
    {"participants", count},
    {"cost", money},
    {"status", choice, false, false, {}, "planned|done|cancelled"},
    {"plan_of", id, false, false, "deliveries", {}, "the planned row that this one carries out"},
    {"event_id", text},
    {"reach", choice, false, false, {}, "named|open"},
    {"cohort", text},
    {"reported_by", text}};

inline constexpr column_schema mandate_columns[] = {
    {"unit_id", id, true, false, "units"},
    {"activity_id", id, true, false, "activities", {}, "the verb; any level of the tree"},
    {"audience", text, false, false, {}, {}, "empty: any"},
    {"target_kind", text, false, false, {}, {}, "empty: any"},
    {"channel", choice, false, false, {}, channels_known},
    {"region_id", id, false, false, "regions", {}, "empty: any"},
    {"strength", choice, false, false, {}, "lead|support|unspecified"},
    {"valid_from", date},
    {"valid_to", date},
    {"source", text}};

inline constexpr column_schema role_columns[] = {{"program_id", id, true, true, "programs"},
                                                 {"unit_id", id, true, true, "units"},
                                                 {"role", choice, true, true, {}, roles_known},
                                                 {"region_id", id, false, true, "regions"},
                                                 {"share", share},
                                                 {"valid_from", date, false, true},
                                                 {"valid_to", date}};

inline constexpr column_schema agreement_columns[] = {
    {"agreement_id", id, true},
    {"kind", choice, true, false, {}, "joint|pin|forbid"},
    {"program_id", id, false, false, "programs"},
    {"other_program_id", id, false, false, "programs"},
    {"activity_id", id, false, false, "activities"},
    {"audience", text},
    {"region_id", id, false, false, "regions"},
    {"unit_id", id, false, false, "units"},
    {"role", choice, false, false, {}, roles_known},
    {"valid_from", date},
    {"valid_to", date},
    {"source", text}};

inline constexpr column_schema membership_columns[] = {{"group_id", id, true, true, "targets"},
                                                       {"member_id", id, true, true, "targets"},
                                                       {"valid_from", date, false, true},
                                                       {"valid_to", date}};

inline constexpr column_schema budget_columns[] = {{"program_id", id, true, true, "programs"},
                                                   {"year", date, true, true},
                                                   {"fund_source", text, false, true},
                                                   {"planned", money},
                                                   {"spent", money}};

inline constexpr column_schema indicator_columns[] = {
    {"target_id", id, false, true, "targets", {}, "or region_id"},
    {"region_id", id, false, true, "regions", {}, "or target_id"},
    {"indicator_id", id, true, true},
    {"value",
     text,
     false,
     false,
     {},
     {},
     "a number or a category; empty if there is no result",
     true},
    {"denominator", count},
    {"date", date, true, true},
    {"source", text, false, true},
    {"access", choice, false, false, {}, "public|unit|own"}};

inline constexpr column_schema need_columns[] = {
    {"target_id", id, true, true, "targets"},
    {"activity_id", id, true, true, "activities", {}, "any level of the tree"},
    {"score", share},
    {"required", amount},
    {"quantity_unit", text, false, true},
    {"date", date, false, true},
    {"source", text, false, true}};

inline constexpr column_schema goal_columns[] = {{"indicator_id", id, true, true},
                                                 {"region_id", id, true, true, "regions"},
                                                 {"baseline", number},
                                                 {"goal", number},
                                                 {"due", date, false, true}};

inline constexpr column_schema capacity_columns[] = {
    {"unit_id", id, true, true, "units"}, {"activity_id", id, false, true, "activities"},
    {"period", date, false, true},        {"capacity", amount, true},
    {"quantity_unit", text, false, true}, {"cost_per_target", money}};

inline constexpr column_schema source_columns[] = {{"unit_id", id, true, false, "units"},
                                                   {"program_id", id, false, false, "programs"},
                                                   {"region_id", id, false, false, "regions"},
                                                   {"covers_from", date},
                                                   {"covers_to", date},
                                                   {"received_on", date}};

inline constexpr column_schema eligibility_columns[] = {
    {"program_id", id, true, true, "programs"},
    {"target_id", id, false, true, "targets"},
    {"region_id", id, false, true, "regions"},
    {"level", text, false, true},
    {"status", text, false, true},
    {"state", choice, true, false, {}, "eligible|not_eligible"}};

inline constexpr column_schema succession_columns[] = {
    {"table", choice, true, true, {}, "regions|units|targets|activities|programs"},
    {"old_id", id, true, true},
    {"new_id", id, true, true},
    {"date", date},
    {"share", share}};

inline constexpr column_schema decision_columns[] = {
    {"finding_id", id, true, true},
    {"decision", choice, true, false, {}, "intended|accepted|resolved|disputed"},
    {"reason", text},
    {"unit_id", id, false, true, "units"},
    {"date", date, false, true},
    {"expires", date},
    {"targets_then", count},
    {"value_then", money}};

inline constexpr column_schema reflection_columns[] = {
    {"region_id", id, false, false, "regions"},
    {"activity_id", id, false, false, "activities"},
    {"unit_id", id, false, false, "units"},
    {"date", date, true},
    {"root_cause", text},
    {"next_step", text}};

} // namespace detail

/// Every table that irisan reads, each after the ones that its ids refer to.
inline constexpr std::array<table_schema, 20> schemas = {{
    {"regions", "an area and what contains it", true, detail::region_columns},
    {"units", "an office or partner that is responsible", true, detail::unit_columns},
    {"targets", "whom a delivery reaches", true, detail::target_columns},
    {"activities", "the tree of what can be done", false, detail::activity_columns},
    {"programs", "a program and its owner", true, detail::program_columns},
    {"deliveries", "who does what, where, when, for whom", true, detail::delivery_columns},
    {"mandates", "a unit's tusi: a verb on an object through a channel", false,
     detail::mandate_columns},
    {"roles", "a program run by several units", false, detail::role_columns},
    {"agreements", "what was planned together", false, detail::agreement_columns},
    {"memberships", "a school in a cluster or a supervisor's area", false,
     detail::membership_columns},
    {"budgets", "money of a whole program", false, detail::budget_columns},
    {"indicators", "a measured value of a target or region", false, detail::indicator_columns},
    {"needs", "what a target needs", false, detail::need_columns},
    {"goals", "what is to be reached", false, detail::goal_columns},
    {"capacities", "what a unit can still do", false, detail::capacity_columns},
    {"sources", "what has been reported at all", false, detail::source_columns},
    {"eligibility", "whom a program may reach", false, detail::eligibility_columns},
    {"successions", "the same thing under a new id", false, detail::succession_columns},
    {"decisions", "what people decided about a finding", false, detail::decision_columns},
    {"reflections", "why, and what next", false, detail::reflection_columns},
}};

/// The schema of a table, nullptr if there is none of that name.
constexpr const table_schema* find_schema(std::string_view table) noexcept {
  for (const table_schema& s : schemas)
    if (s.name == table) return &s;
  return nullptr;
}

/// The schema of a column, nullptr if the table has none of that name.
constexpr const column_schema* find_column(const table_schema& table,
                                           std::string_view column) noexcept {
  for (const column_schema& c : table.columns)
    if (c.name == column) return &c;
  return nullptr;
}

/// Calls `f(word)` for each part of a list such as `lead|support`.
template <class F>
constexpr void for_each_word(std::string_view list, const F& f) {
  while (!list.empty()) {
    const auto bar = list.find('|');
    f(list.substr(0, bar));
    list = bar == std::string_view::npos ? std::string_view{} : list.substr(bar + 1);
  }
}

} // namespace irisan
