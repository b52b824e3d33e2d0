#pragma once

#include <irisan/finding/words.hpp>
#include <irisan/need/coverage.hpp>
#include <irisan/report/register_work.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace irisan {

namespace detail {

/// Fills a register, table by table: the work, then what is agreed, known and said of it.
class register_writer : work_register {
public:
  register_writer(const portfolio& p, const incidence_matrix& a, const coverage_table& needs,
                  const std::vector<std::int32_t>& clusters)
      : work_register(p, a, clusters), needs_(needs) {}

  report_register write() {
    list_work();
    agreed();
    known();
    said();
    closing();
    return std::move(out_);
  }

private:
  void agreed() {
    static constexpr const char* kinds[] = {"joint", "pin", "forbid"};
    static constexpr const char* strengths[] = {"lead", "support", "unspecified"};
    const auto& joint = p_.agreements();
    listed_table& t = table("agreements", joint.size());
    t.add("id", of(joint, [](const agreement& x) { return x.id; }));
    t.add("kind",
          of(joint,
             [this](const agreement& x) {
               return x.kind == agreement_kind::unknown ? -1
                                                        : word(kinds[static_cast<int>(x.kind)]);
             }),
          "words");
    t.add("program", of(joint, [](const agreement& x) { return x.of.value; }), "programs");
    t.add("other_program", of(joint, [](const agreement& x) { return x.other.value; }), "programs");
    t.add("activity", of(joint, [](const agreement& x) { return x.on.value; }), "activities");
    t.add("region", of(joint, [](const agreement& x) { return x.in.value; }), "regions");
    t.add("unit", of(joint, [](const agreement& x) { return x.holder.value; }), "units");
    t.add("valid", of(joint, [this](const agreement& x) { return span(x.validity); }), "periods");
    t.add("source", of(joint, [](const agreement& x) { return x.source; }));
    const auto& tusi = p_.mandates();
    listed_table& m = table("mandates", tusi.size());
    m.add("unit", of(tusi, [](const mandate& x) { return x.holder.value; }), "units");
    m.add("activity", of(tusi, [](const mandate& x) { return x.verb.value; }), "activities");
    m.add("audience", of(tusi, [this](const mandate& x) { return word(x.audience); }), "words");
    m.add("region", of(tusi, [](const mandate& x) { return x.in.value; }), "regions");
    m.add("strength",
          of(tusi,
             [this](const mandate& x) {
               return x.strength == strength::unknown
                          ? -1
                          : word(strengths[static_cast<int>(x.strength)]);
             }),
          "words");
    m.add("source", of(tusi, [](const mandate& x) { return x.source; }));
  }

  void known() {
    static constexpr const char* openness[] = {"public", "unit", "own"};
    const auto& all = p_.indicators();
    listed_table& t = table("indicators", all.size());
    t.add("target", of(all, [](const indicator& x) { return x.of.value; }), "targets");
    t.add("region", of(all, [](const indicator& x) { return x.in.value; }), "regions");
    t.add("indicator", of(all, [this](const indicator& x) { return word(x.id); }), "words");
    // Counts under five people never appear for a single school.
    t.add("value", of(all, [](const indicator& x) {
            const bool few = x.of.known() && x.denominator != unknown_money && x.denominator < 5;
            return few ? std::string() : x.value;
          }));
    t.add("first", of(all, [](const indicator& x) { return first_day(x.date); }));
    t.add("last", of(all, [](const indicator& x) { return last_day(x.date); }));
    // A value that does not say is for units.
    t.add("access",
          of(all,
             [this](const indicator& x) {
               return word(x.access == access::unknown ? "unit"
                                                       : openness[static_cast<int>(x.access)]);
             }),
          "words");
    const auto& rows = needs_.rows;
    const auto need_of = [this](const need_coverage& c) -> const need& {
      return needs_.needs[static_cast<std::size_t>(c.need)];
    };
    listed_table& n = table("needs", rows.size());
    n.add("target", of(rows, [=](const need_coverage& c) { return need_of(c).of.value; }),
          "targets");
    n.add("activity", of(rows, [=](const need_coverage& c) { return need_of(c).activity.value; }),
          "activities");
    n.add("needy", of(rows, [](const need_coverage& c) { return std::int64_t{c.needy}; }));
    n.add("state", of(rows, [this](const need_coverage& c) { return word(to_text(c.state)); }),
          "words");
    n.add("score", of(rows, [=](const need_coverage& c) { return need_of(c).score; }));
    n.add("required", of(rows, [](const need_coverage& c) { return c.required; }));
    n.add("supplied", of(rows, [](const need_coverage& c) { return c.supplied; }));
    n.add("unmet_least", of(rows, [](const need_coverage& c) { return c.unmet_least; }));
    n.add("unmet_most", of(rows, [](const need_coverage& c) { return c.unmet_most; }));
    n.add("quantity_unit",
          of(rows, [=, this](const need_coverage& c) { return word(need_of(c).quantity_unit); }),
          "words");
    const auto& told = p_.sources();
    listed_table& s = table("sources", told.size());
    s.add("unit", of(told, [](const reporting& x) { return x.by.value; }), "units");
    s.add("program", of(told, [](const reporting& x) { return x.of.value; }), "programs");
    s.add("region", of(told, [](const reporting& x) { return x.in.value; }), "regions");
    s.add("covers", of(told, [this](const reporting& x) { return span(x.covers); }), "periods");
    s.add("received", of(told, [](const reporting& x) { return last_day(x.received_on); }));
  }

  void said() {
    const auto& all = p_.reflections();
    listed_table& t = table("reflections", all.size());
    t.add("region", of(all, [](const reflection& x) { return x.in.value; }), "regions");
    t.add("activity", of(all, [](const reflection& x) { return x.on.value; }), "activities");
    t.add("unit", of(all, [](const reflection& x) { return x.by.value; }), "units");
    t.add("date", of(all, [](const reflection& x) { return last_day(x.date); }));
    t.add("root_cause", of(all, [](const reflection& x) { return x.root_cause; }));
    t.add("next_step", of(all, [](const reflection& x) { return x.next_step; }));
    const auto& ruled = p_.decisions();
    listed_table& d = table("decisions", ruled.size());
    d.add("finding", of(ruled, [](const decision& x) { return x.finding; }));
    d.add("decision", of(ruled, [this](const decision& x) { return word(to_text(x.kind)); }),
          "words");
    d.add("reason", of(ruled, [](const decision& x) { return x.reason; }));
    d.add("unit", of(ruled, [](const decision& x) { return x.by.value; }), "units");
    d.add("date", of(ruled, [](const decision& x) { return last_day(x.date); }));
    d.add("expires", of(ruled, [](const decision& x) { return last_day(x.expires); }));
    d.add("targets_then", of(ruled, [](const decision& x) { return x.targets_then; }));
    d.add("value_then", of(ruled, [](const decision& x) { return x.value_then; }));
  }

  void closing() {
    std::vector<period> spans(spans_.size());
    for (const auto& [when, i] : spans_) spans[static_cast<std::size_t>(i)] = when;
    listed_table& t = table("periods", spans.size());
    t.add("start", of(spans, [](const period& x) { return first_day(x.start); }));
    t.add("start_by", of(spans, [](const period& x) { return last_day(x.start); }));
    t.add("end_from", of(spans, [](const period& x) { return first_day(x.end); }));
    t.add("end", of(spans, [](const period& x) { return last_day(x.end); }));
    std::vector<std::string> words(words_.size());
    for (const auto& [text, i] : words_) words[static_cast<std::size_t>(i)] = text;
    table("words", words.size()).add("id", of(words, [](const std::string& w) { return w; }));
  }

  const coverage_table& needs_;
};

} // namespace detail

/// What a portfolio, its incidence and the needs that hold say row by row; `clusters` says in which
/// cluster each intervention is, and may be empty. Linear but for the words.
inline report_register register_of(const portfolio& p, const incidence_matrix& a,
                                   const coverage_table& needs,
                                   const std::vector<std::int32_t>& clusters = {}) {
  return detail::register_writer(p, a, needs, clusters).write();
}

} // namespace irisan
