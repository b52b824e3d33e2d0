#include <support/divided_work.hpp>

#include <irisan/responsibility/may_take.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

namespace {

/// Who may take the first piece, as `unit:strength`.
std::vector<std::string> holders(const tables& t, std::vector<std::string>* partly = nullptr) {
  const portfolio p(t);
  const piece_table table = find_pieces(p, needs_of(p), "city_or_regency", false);
  std::vector<unit_index> some;
  std::vector<std::string> all;
  for (const piece_holder& h : piece_holders(p, p.latest_date()).of(table.all.at(0), &some))
    all.push_back(p[h.by].id + ":" + std::to_string(order_of(h.strength)));
  if (partly) *partly = ids_of(p, some);
  return all;
}

using list = std::vector<std::string>;

} // namespace

TEST_SUITE("responsibility") {
  TEST_CASE("may_take: a mandate covers verb and audience and region") {
    const auto with = [](std::string_view mandate) {
      return holders(offices_with_mandates({"D1,P,S1,A,teacher,2023-01,"}, {mandate}));
    };
    CHECK(with("BGP,T,,,lead") == list{"BGP:0"});
    CHECK(with("BGP,K,teacher,13,") == list{"BGP:1"});
    CHECK(with("BGP,A,teacher,13.06,support") == list{"BGP:2"});
    CHECK(with("BGP,B,teacher,,lead").empty());
    CHECK(with("BGP,K,principal,,lead").empty());
    CHECK(with("BGP,K,teacher,13.71,lead").empty());
  }

  TEST_CASE("may_take: a unit must hold every part and holds the whole as the least of them") {
    list partly;
    tables t = offices_with_mandates({"D1,P,S1,A,,,", "D2,P,S1,B,,,"},
                                     {"BGP,A,,,lead", "BGP,B,,,support", "BPMP,A,,,lead"});
    CHECK(holders(t, &partly) == list{"BGP:2"});
    CHECK(partly == list{"BPMP"});
    // The strongest of several mandates on one part counts.
    add(t, "mandates", "unit_id,activity_id,strength", {"BGP,K,"});
    CHECK(holders(t) == list{"BGP:1"});
  }

  TEST_CASE("may_take: kind of target and channel speak only against what is recorded") {
    tables t = two_offices();
    add(t, "deliveries", "program_id,target_id,activity_id,channel", {"P,S1,A,direct"});
    add(t, "mandates", "unit_id,activity_id,target_kind,channel",
        {"BGP,K,school,direct", "BPMP,K,,local_government"});
    CHECK(holders(t) == list{"BGP:1"});
    tables unrecorded = two_offices();
    add(unrecorded, "deliveries", "program_id,target_id,activity_id", {"P,S1,A"});
    add(unrecorded, "mandates", "unit_id,activity_id,target_kind,channel",
        {"BGP,K,cluster,", "BPMP,K,,local_government"});
    CHECK(holders(unrecorded) == list{"BPMP:1"});
  }

  TEST_CASE("may_take: validity is that of the day") {
    tables t = two_offices();
    add(t, "deliveries", "program_id,target_id,activity_id,start", {"P,S1,A,2023-06-01"});
    add(t, "mandates", "unit_id,activity_id,valid_from,valid_to",
        {"BGP,K,2022,2023-05-31", "BPMP,K,2022,2023-06-01"});
    CHECK(holders(t) == list{"BPMP:1"});
  }

  TEST_CASE("may_take: a need is served by any part but a part leads no whole") {
    tables t = two_offices();
    add(t, "needs", "target_id,activity_id,score", {"S1,T,0.9"});
    add(t, "mandates", "unit_id,activity_id,audience,strength",
        {"BGP,A,teacher,lead", "BPMP,T,,support"});
    CHECK(holders(t) == list{"BGP:1", "BPMP:2"});
  }
}
