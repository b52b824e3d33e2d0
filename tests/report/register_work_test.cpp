#include <irisan/report/register_work.hpp>

#include <support/registers.hpp>

#include <doctest/doctest.h>

using namespace irisan;
using namespace irisan::test;

namespace {

using texts = std::vector<std::string>;
using positions = std::vector<std::int32_t>;

} // namespace

TEST_SUITE("report") {
  TEST_CASE("register_work: deliveries stand as recorded and those without an id have a key") {
    const report_register r = register_from(cluster_package());
    CHECK(values_of<std::string>(r, "deliveries", "key") ==
          texts{"D1", "Q|BGP|S1|2023-09-01", "D2"});
    CHECK(words(r, "deliveries", "audience") == texts{"teacher", "", ""});
    CHECK(words(r, "deliveries", "status") == texts{"done", "", "planned"});
    CHECK(values_of<std::int64_t>(r, "deliveries", "cost") ==
          std::vector<std::int64_t>{100, unknown_money, unknown_money});
    // D1 and D2 have the same period, which stands once.
    const positions& when = values_of<std::int32_t>(r, "deliveries", "when");
    CHECK(when[0] == when[2]);
    const auto start = values_of<std::int64_t>(r, "periods", "start");
    CHECK(to_text(static_cast<day>(start[static_cast<std::size_t>(when[0])])) == "2023-07-01");
    const auto by = values_of<std::int64_t>(r, "periods", "start_by");
    CHECK(to_text(static_cast<day>(by[static_cast<std::size_t>(when[0])])) == "2023-07-31");
  }

  TEST_CASE("register_work: a delivery to a cluster reaches its members") {
    const report_register r = register_from(cluster_package());
    // Targets by id: G, S1, S2, S3; interventions: P|BPMP, Q|BGP.
    CHECK(values_of<std::int32_t>(r, "reached", "intervention") == positions{0, 0, 1, 1});
    CHECK(values_of<std::int32_t>(r, "reached", "target") == positions{1, 2, 1, 3});
    CHECK(values_of<std::int32_t>(r, "memberships", "member") == positions{1, 2});
  }

  TEST_CASE("register_work: interventions that share targets are in one cluster") {
    const report_register r = register_from(
        with_deliveries({"D1,P,S1,A,teacher,2023,2023", "D2,Q,S1,A,teacher,2023,2023"}));
    const auto& cluster = values_of<std::int64_t>(r, "interventions", "cluster");
    REQUIRE(cluster.size() == 2);
    CHECK(cluster[0] == cluster[1]);
    CHECK(cluster[0] >= 0);
  }

  TEST_CASE("register_work: a table is found by its name and one that is not there is null") {
    const report_register r = register_from(two_offices());
    CHECK(r.find("deliveries") != nullptr);
    CHECK(r.find("delivery") == nullptr);
  }
}
