#include <irisan/irisan.hpp>

#include <iostream>

// Two offices serve the same schools. Who should do what, by tusi and need?
int main() {
  using namespace irisan;

  tables t;
  t["regions"].add({{"region_id", "Agam"}, {"kind", "city_or_regency"}});
  t["units"].add({{"unit_id", "BPMP"}}).add({{"unit_id", "BGP"}});
  for (const char* school : {"SD 1", "SD 2", "SD 3"})
    t["targets"].add({{"target_id", school}, {"kind", "school"}, {"region_id", "Agam"}});
  t["activities"].add({{"activity_id", "curriculum"}});
  t["activities"].add({{"activity_id", "training"}, {"parent_id", "curriculum"}});
  t["programs"].add({{"program_id", "IKM"}, {"unit_id", "BPMP"}});
  t["programs"].add({{"program_id", "PMM"}, {"unit_id", "BGP"}});
  const auto deliver = [&](const char* program, const char* school, const char* audience) {
    t["deliveries"].add({{"program_id", program},
                         {"target_id", school},
                         {"activity_id", "training"},
                         {"audience", audience}});
  };
  deliver("IKM", "SD 1", "teacher");
  deliver("PMM", "SD 1", "teacher");
  deliver("IKM", "SD 2", "school");
  deliver("IKM", "SD 2", "student");
  t["needs"].add({{"target_id", "SD 3"}, {"activity_id", "curriculum"}, {"score", "0.9"}});
  // The same verb on two objects: the school as a whole, and the competence of its teachers.
  t["mandates"].add({{"unit_id", "BPMP"},
                     {"activity_id", "curriculum"},
                     {"audience", "school"},
                     {"strength", "lead"}});
  t["mandates"].add({{"unit_id", "BGP"}, {"activity_id", "training"}, {"audience", "teacher"}});

  const report r = audit(portfolio(t), {});
  for (const division_piece& x : r.division->pieces)
    std::cout << x.id << ": " << (x.lead.empty() ? "nobody" : x.lead) << ", " << to_text(x.state)
              << (x.hands_over.empty() ? "" : ", handed over by " + x.hands_over.front()) << "\n";
  for (const division_step& x : r.division->transition)
    std::cout << x.piece << ": " << x.reason.en << "\n";
  for (const workplan_row& x : r.workplan)
    std::cout << x.unit << (x.leads ? " leads " : " supports ") << x.activity << " at "
              << x.targets.front() << "\n";
}

// prints: curriculum||Agam: BPMP, decided
// prints: training|school|Agam: BPMP, only_one
// prints: training|student|Agam: nobody, open
// prints: training|teacher|Agam: BGP, only_one, handed over by BPMP
// prints: curriculum||Agam: BPMP begins: 1 target needs it and is not served.
// prints: training|teacher|Agam: BGP begins, then BPMP hands over.
// prints: BGP leads training at SD 1
// prints: BPMP leads curriculum at SD 3
// prints: BPMP leads training at SD 2
