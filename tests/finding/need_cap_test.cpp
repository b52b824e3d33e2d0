#include <irisan/finding/need_cap.hpp>

#include <support/builders.hpp>
#include <support/findings.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace irisan;
using namespace irisan::test;

namespace {

using rows = std::initializer_list<std::string_view>;

/// `two_offices` with needs `target,activity,score,required,unit,date` and deliveries
/// `id,program,target,activity,quantity,unit`, all for teachers in the same week.
tables with_amounts(rows needs, rows delivered) {
  tables t = two_offices();
  add(t, "needs", "target_id,activity_id,score,required,quantity_unit,date", needs);
  for (const std::string_view row : delivered)
    add(t, "deliveries",
        "delivery_id,program_id,target_id,activity_id,quantity,quantity_unit,audience,start,end",
        {std::string(row) + ",teacher,2023-07-01,2023-07-05"});
  return t;
}

finding duplication_in(const tables& t) {
  const auto f = found(finding_kind::duplication, t);
  REQUIRE(f.size() == 1);
  return f[0];
}

/// What is said of S1's help in the activity A.
std::string need_of(rows needs, rows delivered) {
  return duplication_in(with_amounts(needs, delivered)).need;
}

coverage_table covered(const portfolio& p) {
  return coverage(p, find_arrivals(p, find_visits(p)), p.needs(), {}, p.latest_date());
}

need_evidence counts(std::int64_t beyond, std::int64_t within, std::int64_t not_assessed) {
  need_evidence e;
  e.beyond = beyond, e.within = within, e.not_assessed = not_assessed;
  return e;
}

} // namespace

TEST_SUITE("finding") {
  TEST_CASE("need_cap: of 50 000 needed with 5 000 and 20 000 received 25 000 may still be given") {
    // The example of the notice on duplication of benefits, 83 FR 28314 (2018).
    tables t =
        with_amounts({"S1,A,,50000,rupiah,"}, {"D1,P,S1,A,5000,rupiah", "D2,Q,S1,A,20000,rupiah"});
    CHECK(duplication_in(t).need == "within");
    add(t, "programs", "program_id,unit_id", {"R,BPMP"});
    const auto with_third = [&](const char* amount) {
      tables more = t;
      add(more, "deliveries", "delivery_id,program_id,target_id,activity_id,quantity,quantity_unit",
          {"D3,R,S1,A," + std::string(amount) + ",rupiah"});
      return duplication_in(more).need;
    };
    CHECK(with_third("25000") == "within");
    CHECK(with_third("25001") == "beyond");
  }

  TEST_CASE("need_cap: the sentence says how the duplication stands against the need") {
    const finding f = duplication_in(
        with_amounts({"S1,A,,50000,rupiah,"}, {"D1,P,S1,A,5000,rupiah", "D2,Q,S1,A,20000,rupiah"}));
    CHECK(f.evidence.need == counts(0, 1, 0));
    CHECK(f.sentence.en ==
          "Teachers of 1 target in Agam received Lokakarya from both Program P (BPMP) and "
          "Program Q (BGP) between 1 July 2023 and 5 July 2023; within the recorded need at 1 "
          "target. No agreement covers it yet: please decide who leads.");
    CHECK(f.sentence.id ==
          "Guru dari 1 sasaran di Agam mengikuti Lokakarya dari Program P (BPMP) dan Program Q "
          "(BGP) antara 1 Juli 2023 dan 5 Juli 2023; masih dalam kebutuhan yang tercatat di 1 "
          "sasaran. Belum ada kesepakatan: mohon ditetapkan siapa penanggung jawabnya.");
  }

  TEST_CASE("need_cap: where no amount is required there is nothing to exceed") {
    CHECK(need_of({}, {"D1,P,S1,A,5,hours", "D2,Q,S1,A,5,hours"}) == "not_assessed");
    CHECK(need_of({"S1,A,0.9,,,"}, {"D1,P,S1,A,5,hours", "D2,Q,S1,A,5,hours"}) == "not_assessed");
    CHECK(need_of({"S1,A,0.9,10,hours,"}, {"D1,P,S1,A,5,hours", "D2,Q,S1,A,5,hours"}) == "within");
  }

  TEST_CASE("need_cap: where nothing is required any help is beyond it") {
    CHECK(need_of({"S1,A,,0,hours,"}, {"D1,P,S1,A,1,hours", "D2,Q,S1,A,1,hours"}) == "beyond");
    CHECK(need_of({"S1,A,,0,hours,"}, {"D1,P,S1,A,0,hours", "D2,Q,S1,A,0,hours"}) == "within");
  }

  TEST_CASE("need_cap: what was not measured in the unit of the need cannot be told") {
    const rows need = {"S1,A,,10,hours,"};
    CHECK(need_of(need, {"D1,P,S1,A,2,hours", "D2,Q,S1,A,,"}) == "not_assessed");
    CHECK(need_of(need, {"D1,P,S1,A,2,hours", "D2,Q,S1,A,2,rupiah"}) == "not_assessed");
    CHECK(need_of(need, {"D1,P,S1,A,2,hours", "D2,Q,S1,A,2,hours"}) == "within");
    // What was measured exceeds it already, whatever else was given.
    CHECK(need_of(need, {"D1,P,S1,A,11,hours", "D2,Q,S1,A,,"}) == "beyond");
  }

  TEST_CASE("need_cap: where not all have reported more may have come and only beyond is certain") {
    const auto with_reports = [](const char* required, rows reports) {
      tables t = with_amounts({"S1,A,," + std::string(required) + ",hours,"},
                              {"D1,P,S1,A,2,hours", "D2,Q,S1,A,2,hours"});
      add(t, "sources", "unit_id,region_id", reports);
      return duplication_in(t).need;
    };
    CHECK(with_reports("4", {"BPMP,", "BGP,"}) == "within");
    CHECK(with_reports("4", {"BPMP,", "BGP,13.06"}) == "within");
    CHECK(with_reports("4", {"BPMP,", "BGP,13.71"}) == "not_assessed");
    CHECK(with_reports("3", {"BPMP,", "BGP,13.71"}) == "beyond");
  }

  TEST_CASE("need_cap: all that a target received for the need counts whoever gave it") {
    // Of the ten hours of K, A gives two and two; the webinar B of a third program gives the rest.
    const auto with_webinar = [](const char* hours) {
      tables t = with_amounts({"S1,K,,10,hours,"}, {"D1,P,S1,A,2,hours", "D2,Q,S1,A,2,hours"});
      add(t, "programs", "program_id,unit_id", {"R,BPMP"});
      add(t, "deliveries",
          "delivery_id,program_id,target_id,activity_id,quantity,quantity_unit,audience,start",
          {"D3,R,S1,B," + std::string(hours) + ",hours,principal,2022"});
      return duplication_in(t).need;
    };
    CHECK(with_webinar("6") == "within");
    CHECK(with_webinar("7") == "beyond");
  }

  TEST_CASE("need_cap: only a need that covers what was given twice is asked") {
    const rows twice = {"D1,P,S1,A,5,hours", "D2,Q,S1,A,5,hours"};
    for (const char* covering : {"T", "K", "A"})
      CHECK(need_of({"S1," + std::string(covering) + ",,9,hours,"}, twice) == "beyond");
    CHECK(need_of({"S1,B,,0,hours,"}, twice) == "not_assessed");
    // That of another target is none of it.
    CHECK(need_of({"S2,A,,9,hours,"}, twice) == "not_assessed");
  }

  TEST_CASE("need_cap: of several needs that cover it one that is exceeded decides") {
    const rows twice = {"D1,P,S1,A,5,hours", "D2,Q,S1,A,5,hours"};
    CHECK(need_of({"S1,T,,50,hours,", "S1,A,,9,hours,"}, twice) == "beyond");
    CHECK(need_of({"S1,T,,9,hours,", "S1,A,,50,hours,"}, twice) == "beyond");
    CHECK(need_of({"S1,T,,50,hours,", "S1,A,,10,hours,"}, twice) == "within");
    CHECK(need_of({"S1,T,,,,", "S1,A,,10,hours,"}, twice) == "within");
    // In money nothing was measured: the hours speak alone.
    CHECK(need_of({"S1,A,,1,rupiah,", "S1,A,,10,hours,"}, twice) == "within");
  }

  TEST_CASE("need_cap: the need is the one that holds on the day of the audit") {
    const rows twice = {"D1,P,S1,A,5,hours", "D2,Q,S1,A,5,hours"};
    CHECK(need_of({"S1,A,,20,hours,2022", "S1,A,,9,hours,2023-07-05"}, twice) == "beyond");
    CHECK(need_of({"S1,A,,20,hours,2022", "S1,A,,9,hours,2023-07-06"}, twice) == "within");
  }

  TEST_CASE("need_cap: beyond at one target makes the duplication beyond and targets are counted") {
    const finding f = duplication_in(
        with_amounts({"S1,A,,9,hours,", "S2,A,,10,hours,"},
                     {"D1,P,S1,A,5,hours", "D2,Q,S1,A,5,hours", "D3,P,S2,A,5,hours",
                      "D4,Q,S2,A,5,hours", "D5,P,S3,A,5,hours", "D6,Q,S3,A,5,hours"}));
    CHECK(f.targets == std::vector<std::string>{"S1", "S2", "S3"});
    CHECK(f.need == "beyond");
    CHECK(f.evidence.need == counts(1, 1, 1));
    CHECK(f.sentence.en.find("; beyond the recorded need at 1 target, within it at 1, not assessed "
                             "at 1.") != std::string::npos);
    CHECK(f.sentence.id.find("; melebihi kebutuhan yang tercatat di 1 sasaran, masih dalam "
                             "kebutuhan yang tercatat di 1, belum dinilai di 1.") !=
          std::string::npos);
  }

  TEST_CASE("need_cap: an overlap that is no duplication is not set against the need") {
    const tables t = with_amounts({"S1,K,,3,hours,"}, {"D1,P,S1,A,2,hours", "D2,Q,S1,B,2,hours"});
    REQUIRE(found(finding_kind::overlap, t).size() == 1);
    CHECK(found(finding_kind::overlap, t)[0].need == "not_assessed");
    CHECK(found(finding_kind::overlap, t)[0].evidence.need == need_evidence{});
  }

  TEST_CASE("need_cap: judging again counts anew") {
    const portfolio p(with_amounts({"S1,A,,9,hours,"}, {"D1,P,S1,A,10,hours"}));
    const std::vector<target_index> targets{p.find_target("S1"), p.find_target("S2")};
    const std::vector<activity_index> activities{p.find_activity("A")};
    finding f;
    for (int i = 0; i < 2; ++i) {
      judge_need(f, p, covered(p), targets, activities);
      CHECK(f.evidence.need == counts(1, 0, 1));
    }
    judge_need(f, p, covered(p), {}, activities);
    CHECK(f.evidence.need == counts(0, 0, 0));
    CHECK(f.need == "not_assessed");
    // Nothing is known of what was done: no need is asked.
    judge_need(f, p, covered(p), targets, {});
    CHECK(f.evidence.need == counts(0, 0, 2));
  }

  TEST_CASE("need_cap: it is what the rows say on random needs and deliveries") {
    const std::map<std::string, std::string> parent{{"T", ""}, {"K", "T"}, {"A", "K"}, {"B", "K"}};
    const auto covers = [&](const std::string& ancestor, std::string a) {
      for (; !a.empty(); a = parent.at(a))
        if (a == ancestor) return true;
      return false;
    };
    struct need_row {
      std::string target, activity, required, unit;
    };
    struct delivery_row {
      std::string target, activity, quantity, unit;
    };
    std::mt19937 random(23);
    const auto any_of = [&](std::initializer_list<const char*> words) {
      return std::string(words.begin()[random() % words.size()]);
    };
    std::map<need_cap, int> seen;
    for (int trial = 0; trial < 300; ++trial) {
      CAPTURE(trial);
      std::vector<need_row> needs;
      std::vector<delivery_row> delivered;
      tables t = two_offices();
      for (const char* target : {"S1", "S2"})
        for (const char* activity : {"T", "K", "A", "B"})
          for (const char* unit : {"hours", "rupiah", ""})
            if (random() % 5 == 0) {
              needs.push_back({target, activity, any_of({"", "0", "2", "5", "9"}), unit});
              const need_row& n = needs.back();
              add(t, "needs", "target_id,activity_id,required,quantity_unit",
                  {n.target + "," + n.activity + "," + n.required + "," + n.unit});
            }
      for (unsigned i = 0; i < random() % 7; ++i) {
        delivered.push_back({any_of({"S1", "S2"}), any_of({"T", "K", "A", "B", ""}),
                             any_of({"", "0", "1", "2", "3", "4"}),
                             any_of({"hours", "hours", "rupiah", ""})});
        const delivery_row& d = delivered.back();
        add(t, "deliveries", "delivery_id,program_id,target_id,activity_id,quantity,quantity_unit",
            {"D" + std::to_string(i) + "," + any_of({"P", "Q"}) + "," + d.target + "," +
             d.activity + "," + d.quantity + "," + d.unit});
      }
      const bool units = std::any_of(delivered.begin(), delivered.end(),
                                     [](const delivery_row& d) { return !d.unit.empty(); });
      const portfolio p(t);
      const coverage_table table = covered(p);
      for (const char* target : {"S1", "S2"})
        for (const std::vector<std::string>& asked :
             {std::vector<std::string>{"A"}, {"B"}, {"A", "B"}, {"K"}, {}}) {
          bool beyond = false, within = false;
          for (const need_row& n : needs) {
            if (n.target != target || n.required.empty() ||
                std::none_of(asked.begin(), asked.end(),
                             [&](const std::string& a) { return covers(n.activity, a); }))
              continue;
            int given = 0;
            bool all_measured = true;
            for (const delivery_row& d : delivered) {
              if (d.target != target || d.activity.empty() || !covers(n.activity, d.activity))
                continue;
              // An amount without a unit matches one only where no unit was recorded at all.
              if (d.quantity.empty() || d.unit != n.unit || (units && d.unit.empty()))
                all_measured = false;
              else
                given += std::stoi(d.quantity);
            }
            beyond = beyond || given > std::stoi(n.required);
            within = within || (all_measured && given <= std::stoi(n.required));
          }
          std::vector<activity_index> activities;
          for (const std::string& a : asked) activities.push_back(p.find_activity(a));
          const need_cap expected = beyond   ? need_cap::beyond
                                    : within ? need_cap::within
                                             : need_cap::not_assessed;
          CHECK(cap_at(p, table, p.find_target(target), activities) == expected);
          ++seen[expected];
        }
    }
    CHECK(seen[need_cap::beyond] > 50);
    CHECK(seen[need_cap::within] > 50);
    CHECK(seen[need_cap::not_assessed] > 50);
  }

  TEST_CASE("need_cap: the words count targets in both languages") {
    CHECK(need_words(counts(3, 2, 1), language::en) ==
          "; beyond the recorded need at 3 targets, within it at 2, not assessed at 1");
    CHECK(need_words(counts(3, 2, 1), language::id) ==
          "; melebihi kebutuhan yang tercatat di 3 sasaran, masih dalam kebutuhan yang tercatat di "
          "2, belum dinilai di 1");
    CHECK(need_words(counts(1, 0, 0), language::en) == "; beyond the recorded need at 1 target");
    CHECK(need_words(counts(1, 0, 0), language::id) ==
          "; melebihi kebutuhan yang tercatat di 1 sasaran");
    CHECK(need_words(counts(0, 2, 1), language::en) ==
          "; within the recorded need at 2 targets, not assessed at 1");
    CHECK(need_words(counts(0, 2, 1), language::id) ==
          "; masih dalam kebutuhan yang tercatat di 2 sasaran, belum dinilai di 1");
    CHECK(need_words(counts(1234, 0, 5678), language::en) ==
          "; beyond the recorded need at 1,234 targets, not assessed at 5,678");
    CHECK(need_words(counts(1234, 0, 5678), language::id) ==
          "; melebihi kebutuhan yang tercatat di 1.234 sasaran, belum dinilai di 5.678");
  }

  TEST_CASE("need_cap: where no target can be assessed the words say so and count nothing") {
    for (const need_evidence& e : {counts(0, 0, 7), counts(0, 0, 0), need_evidence{}}) {
      CHECK(need_words(e, language::en) == "; not assessed against need");
      CHECK(need_words(e, language::id) == "; belum dinilai terhadap kebutuhan");
    }
  }
}
