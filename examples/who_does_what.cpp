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
    std::cout << x.id << " (" << to_text(x.state) << "): " << x.reason.en << "\n";
  for (const division_step& x : r.division->transition)
    std::cout << x.piece << ": " << x.reason.en << "\n";
  for (const workplan_row& x : r.workplan)
    std::cout << x.unit << (x.leads ? " leads " : " supports ") << x.activity << " at "
              << x.targets.front() << ": " << x.why.en << "\n";
}
// prints: curriculum||Agam (decided): BPMP holds the tusi for curriculum in Agam as lead, compared
// with BGP: its tusi is stronger. prints: training|school|Agam (only_one): Only BPMP holds the tusi
// for training for school in Agam. prints: training|student|Agam (open): No tusi in the data covers
// training for students in Agam. prints: training|teacher|Agam (only_one): Only BGP holds the tusi
// for training for teachers in Agam. prints: curriculum||Agam: BPMP begins: 1 target needs it and
// is not served. prints: training|teacher|Agam: BGP begins, then BPMP hands over. prints: BGP leads
// training at SD 1: By its tusi; handed over by BPMP. prints: BPMP leads curriculum at SD 3: By its
// tusi; 1 target in need, 1 not served. prints: BPMP leads training at SD 2: By its tusi.
