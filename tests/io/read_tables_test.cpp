#include <irisan/io/read_tables.hpp>

#include <support/builders.hpp>
#include <support/folder.hpp>
#include <support/problems.hpp>

#include <irisan/core/error.hpp>
#include <irisan/model/portfolio.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace irisan;
using namespace irisan::test;

namespace {

using words = std::vector<std::string>;

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

words column_of(const tables& t, std::string_view table_name, std::string_view name) {
  words all;
  if (const table* one = t.find(table_name))
    for (std::size_t row = 0; row < one->rows(); ++row) all.emplace_back(one->text(name, row));
  return all;
}

/// The smallest package in a folder: two units, two programs, two schools, two deliveries.
void write_package(const folder& f) {
  f.write("regions.csv", "region_id,name\n13,Sumbar\n");
  f.write("units.csv", "unit_id,name\nA,Office A\nB,Office B\n");
  f.write("targets.csv", "target_id,region_id\nS1,13\nS2,13\n");
  f.write("programs.csv", "program_id,unit_id\nP,A\nQ,B\n");
  f.write("deliveries.csv", "delivery_id,program_id,target_id,start,cost\nD1,P,S1,2023-07-01,"
                            "100\nD2,Q,S1,2023-07-01,200\n");
}

std::string resource(std::string_view name, std::string_view more = "",
                     std::string_view path = "") {
  return "{\"name\":\"" + std::string(name) + "\",\"path\":\"" +
         (path.empty() ? std::string(name) + ".csv" : std::string(path)) + "\"" +
         (more.empty() ? "" : "," + std::string(more)) + "}";
}

/// A package whose deliveries are written and described as given; the rest is as above.
tables described(std::string_view deliveries, std::string_view more, std::string_view top = "") {
  const folder f;
  write_package(f);
  f.write("deliveries.csv", deliveries);
  f.write("datapackage.json", "{" + std::string(top) + (top.empty() ? "" : ",") +
                                  "\"resources\":[" + resource("regions") + "," +
                                  resource("units") + "," + resource("targets") + "," +
                                  resource("programs") + "," + resource("deliveries", more) + "]}");
  return read_tables(f.path());
}

std::string refused(std::string_view package) {
  const folder f;
  write_package(f);
  const auto file = f.write("datapackage.json", package);
  return thrown<rule_error>([&] { read_tables(file); });
}

std::string fields(std::string_view list) {
  return "\"schema\":{\"fields\":[" + std::string(list) + "]}";
}

} // namespace

TEST_SUITE("io") {
  TEST_CASE("read_tables: a folder of tables is read without a description") {
    const folder f;
    write_package(f);
    const tables t = read_tables(f.path());
    CHECK(t.found.empty());
    CHECK_FALSE(t.bare);
    CHECK(errors(t).empty());
    CHECK(column_of(t, "deliveries", "delivery_id") == words{"D1", "D2"});
    CHECK(portfolio(t).deliveries().size() == 2);
  }

  TEST_CASE("read_tables: names of files may be in capitals and other files are warned of") {
    const folder f;
    write_package(f);
    std::filesystem::rename(f / "units.csv", f / "Units.CSV");
    f.write("delivery.csv", "x\n");
    f.write("notes.txt", "not read");
    const tables t = read_tables(f.path());
    CHECK(column_of(t, "units", "unit_id") == words{"A", "B"});
    REQUIRE(t.found.size() == 1);
    CHECK(t.found[0].file == "delivery.csv");
    CHECK(t.found[0].level == problem_level::warning);
  }

  TEST_CASE("read_tables: every row knows its file and line") {
    const folder f;
    write_package(f);
    f.write("deliveries.csv", "program_id,target_id\n\"P\",S1\n\n\"Q\",\"S\n1\"\nQ,S9\n");
    const auto e = errors(read_tables(f.path()));
    REQUIRE(e.size() == 2);
    CHECK(e[0].file == "deliveries.csv");
    CHECK(e[0].line == 4);
    CHECK(e[1].line == 6);
  }

  TEST_CASE("read_tables: what is not there and what is no table are clear errors") {
    const folder f;
    const auto missing = f / "none";
    CHECK(has(thrown<error>([&] { read_tables(missing); }), "does not exist"));
    CHECK(has(thrown<error>([&] { read_tables(f.path()); }), "has no table of irisan"));
    const auto sheet = f.write("x.csv", "a,b,c\n1,2,3\n");
    const std::string said = thrown<rule_error>([&] { read_tables(sheet); });
    CHECK(has(said, "which column says who"));
    CHECK(has(said, "irisan map x.csv --suggest"));
  }

  TEST_CASE(
      "read_tables: rows too short and too long are errors at their lines and hide no other") {
    const folder f;
    write_package(f);
    f.write("deliveries.csv", "program_id,target_id,cost\nP,S1,1\nP,S1\nQ,S1,2,3\nQ,S2,4\n");
    const tables t = read_tables(f.path());
    REQUIRE(t.found.size() == 2);
    CHECK(t.found[0].line == 3);
    CHECK(has(t.found[0].what.en, "2 cells, the header 3"));
    CHECK(t.found[1].line == 4);
    CHECK(column_of(t, "deliveries", "cost") == words{"1", "4"});
  }

  TEST_CASE("read_tables: a column that stands twice is an error") {
    const folder f;
    write_package(f);
    f.write("units.csv", "unit_id,name,name\nA,x,y\n");
    const auto e = errors(read_tables(f.path()));
    REQUIRE(!e.empty());
    CHECK(std::any_of(e.begin(), e.end(), [](const problem& p) {
      return p.file == "units.csv" && has(p.what.en, "'name' stands twice");
    }));
  }

  TEST_CASE(
      "read_tables: a file that breaks off is an error and the other tables are still checked") {
    const folder f;
    write_package(f);
    f.write("units.csv", "unit_id,name\nA,\"open\nB,x\n");
    f.write("deliveries.csv", "program_id,target_id\nP,S9\n");
    const auto e = errors(read_tables(f.path()));
    CHECK(std::any_of(e.begin(), e.end(),
                      [](const problem& p) { return p.file == "units.csv" && p.line == 2; }));
    CHECK(std::any_of(e.begin(), e.end(), [](const problem& p) {
      return p.file == "deliveries.csv" && has(p.what.en, "'S9'");
    }));
    CHECK(std::none_of(e.begin(), e.end(),
                       [](const problem& p) { return has(p.what.en, "is missing"); }));
  }

  TEST_CASE("read_tables: a bad byte is an error at its line and the first thousand are enough") {
    const folder f;
    write_package(f);
    f.write("units.csv", "unit_id,name\nA,caf\xE9\nB,x\n");
    const auto e = errors(read_tables(f.path()));
    REQUIRE(e.size() == 1);
    CHECK(e[0].line == 2);
    std::string many = "unit_id,name\nA,x\nB,y\n";
    for (int i = 0; i < 5000; ++i)
      many += "U" + std::to_string(i) + ",\xE9" + std::to_string(i) + "\n";
    f.write("units.csv", many);
    CHECK(read_tables(f.path()).found.size() < 1100);
  }

  TEST_CASE("read_tables: an empty file has no header and a header alone has no rows") {
    const folder f;
    write_package(f);
    f.write("deliveries.csv", "");
    const auto e = errors(read_tables(f.path()));
    REQUIRE(!e.empty());
    CHECK(std::any_of(e.begin(), e.end(), [](const problem& p) {
      return p.file == "deliveries.csv" && has(p.what.en, "no header");
    }));
    f.write("deliveries.csv", "program_id,target_id\n");
    CHECK(errors(read_tables(f.path())).empty());
  }

  // --- datapackage.json
  // ---------------------------------------------------------------------------

  TEST_CASE("read_tables: a description gives title and money and what is invented") {
    const tables t = described(
        "program_id,target_id,cost\nP,S1,1.25\n", "",
        R"("title":"A title","irisan:invented":"rekaan","irisan:invented_en":"invented","irisan:money":{"currency":"USD","decimals":2})");
    CHECK(t.title == "A title");
    CHECK(t.invented.id == "rekaan");
    CHECK(t.invented.en == "invented");
    CHECK(t.currency == "USD");
    CHECK(portfolio(t).deliveries().cost({0}) == 125);
  }

  TEST_CASE("read_tables: without declared decimals a fraction of money is an error") {
    CHECK(errors(described("program_id,target_id,cost\nP,S1,1.25\n", "")).size() == 1);
    CHECK(errors(described("program_id,target_id,cost\nP,S1,1.00\n", "")).empty());
  }

  TEST_CASE("read_tables: delimiter and encoding and quotes are as described") {
    const tables t =
        described("program_id;target_id;quantity_unit\nP;S1;'jam; pel\xE9'\n",
                  R"("encoding":"iso-8859-1","dialect":{"delimiter":";","quoteChar":"'"})");
    CHECK(t.found.empty());
    CHECK(column_of(t, "deliveries", "quantity_unit") == words{"jam; pel\xC3\xA9"});
    CHECK(column_of(described("program_id\ttarget_id\nP\tS1\n", R"("dialect":{"delimiter":"\t"})"),
                    "deliveries", "target_id") == words{"S1"});
  }

  TEST_CASE("read_tables: missing values stand for unknown") {
    const tables t = described("program_id,target_id,audience,cost\nP,S1,NA,-\nQ,S1,x,5\n",
                               "\"schema\":{\"missingValues\":[\"\",\"NA\",\"-\"],\"fields\":[]}");
    CHECK(errors(t).empty());
    const portfolio p(t);
    CHECK(p.deliveries().cost({0}) == unknown_money);
    CHECK(p.deliveries().cost({1}) == 5);
    CHECK_FALSE(p.deliveries().audience({0}).known());
    CHECK(p.deliveries().audience({1}).known());
    CHECK(errors(described("program_id,target_id,cost\nP,S1,-\n", "")).size() == 1);
  }

  TEST_CASE("read_tables: missing values of a field stand in that field alone") {
    const tables t = described("program_id,target_id,audience,cost\nP,S1,0,0\n",
                               fields(R"({"name":"cost","type":"integer","missingValues":["0"]})"));
    const portfolio p(t);
    CHECK(p.deliveries().cost({0}) == unknown_money);
    CHECK(p.deliveries().audience({0}).known());
  }

  TEST_CASE("read_tables: marks of groups and decimals are as described") {
    CHECK(errors(described("program_id;target_id;cost\nP;S1;1.250.000\n", "")).size() == 1);
    const std::string both = fields(
        R"({"name":"cost","type":"integer","groupChar":".","decimalChar":","},{"name":"quantity","type":"number","decimalChar":","})");
    const portfolio p(described("program_id;target_id;cost;quantity\nP;S1;1.250.000;2,5\n", both));
    CHECK(p.deliveries().cost({0}) == 1'250'000);
    CHECK(p.deliveries().quantity({0}) == doctest::Approx(2.5));
  }

  TEST_CASE("read_tables: text around a number is passed over where bareNumber is false") {
    const std::string loose = fields(
        R"({"name":"cost","type":"integer","groupChar":".","decimalChar":",","bareNumber":false})");
    CHECK(portfolio(described("program_id,target_id,cost\nP,S1,\"Rp 1.250.000,00\"\n", loose))
              .deliveries()
              .cost({0}) == 1'250'000);
    CHECK(errors(described("program_id,target_id,cost\nP,S1,Rp 5\n", "")).size() == 1);
  }

  TEST_CASE("read_tables: dates are read in the form described") {
    const portfolio p(described("program_id,target_id,start\nP,S1,01/07/2023\n",
                                fields(R"({"name":"start","type":"date","format":"%d/%m/%Y"})")));
    CHECK(to_text(p.deliveries().when({0}).start.earliest) == "2023-07-01");
    CHECK(errors(described("program_id,target_id,start\nP,S1,01/07/2023\n", "")).size() == 1);
    CHECK(errors(described("program_id,target_id,start\nP,S1,2023-07-01\n",
                           fields(R"({"name":"start","type":"date","format":"default"})")))
              .empty());
  }

  TEST_CASE("read_tables: a code of a least length gets back its zeros and loses a spreadsheet's "
            "decimals") {
    const folder f;
    write_package(f);
    f.write("targets.csv", "target_id,region_id\n00000012,13\n");
    f.write("deliveries.csv", "program_id,target_id\nP,12\nQ,12.0\n");
    const std::string key =
        fields(R"({"name":"target_id","type":"string","constraints":{"minLength":8}})");
    f.write("datapackage.json", "{\"resources\":[" + resource("regions") + "," + resource("units") +
                                    "," + resource("targets", key) + "," + resource("programs") +
                                    "," + resource("deliveries") + "]}");
    const tables t = read_tables(f.path());
    CHECK(errors(t).empty());
    CHECK(repairs(t).size() >= 2);
    CHECK(portfolio(t).deliveries().size() == 2);
  }

  TEST_CASE("read_tables: a table may stand in several files and each row knows its own") {
    const folder f;
    write_package(f);
    f.write("d1.csv", "program_id,target_id,cost\nP,S1,7\n");
    f.write("d2.csv", "target_id,program_id,audience\nS9,Q,guru\nS2,Q,guru\n");
    f.write("datapackage.json", "{\"resources\":[" + resource("regions") + "," + resource("units") +
                                    "," + resource("targets") + "," + resource("programs") +
                                    R"(,{"name":"deliveries","path":["d1.csv","d2.csv"]}]})");
    const tables t = read_tables(f.path());
    CHECK(column_of(t, "deliveries", "program_id") == words{"P", "Q", "Q"});
    CHECK(column_of(t, "deliveries", "cost") == words{"7", "", ""});
    CHECK(column_of(t, "deliveries", "audience") == words{"", "guru", "guru"});
    const auto e = errors(t);
    REQUIRE(e.size() == 1);
    CHECK(e[0].file == "d2.csv");
    CHECK(e[0].line == 2);
  }

  TEST_CASE("read_tables: a file without a header has its columns from the description") {
    const tables t =
        described("P,S1\nQ,S2\n", R"("dialect":{"header":false},)" +
                                      fields(R"({"name":"program_id"},{"name":"target_id"})"));
    CHECK(column_of(t, "deliveries", "target_id") == words{"S1", "S2"});
    CHECK(errors(t).empty());
  }

  TEST_CASE("read_tables: comment rows and a later header row are as described") {
    const tables t = described("a report\nprogram_id,target_id\n(text),(text)\nP,S1\n",
                               R"("dialect":{"headerRows":[2],"commentRows":[3]})");
    CHECK(column_of(t, "deliveries", "program_id") == words{"P"});
    const tables c =
        described("program_id,target_id\n# not yet\nP,S1\n", R"("dialect":{"commentChar":"#"})");
    CHECK(column_of(c, "deliveries", "program_id") == words{"P"});
  }

  TEST_CASE("read_tables: a resource may say under which name irisan knows it") {
    const folder f;
    write_package(f);
    std::filesystem::rename(f / "units.csv", f / "kantor.csv");
    f.write("datapackage.json", "{\"resources\":[" + resource("regions") + "," +
                                    resource("kantor", R"("irisan:table":"units")") + "," +
                                    resource("targets") + "," + resource("programs") + "," +
                                    resource("deliveries") + "]}");
    CHECK(errors(read_tables(f / "datapackage.json")).empty());
  }

  TEST_CASE("read_tables: a package may name a mapping and sheets it is for") {
    const folder f;
    f.write("sheet.csv", "Org;Place\n#org;#loc\nA;S1\nB;S1\n");
    f.write("m.toml", "[[from]]\npath='sheet.csv'\n[[from.regions]]\nregion_id={value='13'}\n[["
                      "from.units]]\nunit_id='Org'\n"
                      "[[from.targets]]\ntarget_id='Place'\nregion_id={value='13'}\n[[from."
                      "programs]]\nprogram_id='Org'\nunit_id='Org'\n"
                      "[[from.deliveries]]\nprogram_id='Org'\ntarget_id='Place'\n");
    f.write("datapackage.json",
            R"({"irisan:mapping":"m.toml","resources":[{"name":"sheet","path":"sheet.csv"}]})");
    const tables t = read_tables(f.path());
    CHECK(errors(t).empty());
    CHECK(portfolio(t).deliveries().size() == 2);
  }

  TEST_CASE("read_tables: a path outside the package is refused") {
    for (const char* path :
         {"../units.csv", "/etc/passwd", "https://example.org/units.csv", "a/../../x.csv"})
      CHECK(
          has(refused(R"({"resources":[{"name":"units","path":")" + std::string(path) + R"("}]})"),
              "must lie inside the package"));
    CHECK(has(
        refused(
            R"({"irisan:mapping":"../m.toml","resources":[{"name":"units","path":"units.csv"}]})"),
        "must lie inside the package"));
  }

  TEST_CASE("read_tables: mistakes of a description are told all at once") {
    const std::string said = refused(
        R"({"title":3,"irisan:money":{"decimals":9},"resources":[{"name":"units","path":"none.csv"},{"path":"units.csv"},
      {"name":"targets"},{"name":"units","path":"units.csv"},7]})");
    CHECK(has(said, "title: must be a text"));
    CHECK(has(said, "decimals must be a number from 0 to 4"));
    CHECK(has(said, "file 'none.csv' does not exist"));
    CHECK(has(said, "a resource has no name"));
    CHECK(has(said, "resource 'targets': has no path"));
    CHECK(has(said, "resource 'units': is listed twice"));
    CHECK(has(said, "a resource must be an object"));
  }

  TEST_CASE("read_tables: what is no JSON is told with its line") {
    CHECK(has(refused("{\n\"resources\": [\n"), "is not JSON"));
    CHECK(has(refused("{\n\"resources\": [\n"), "line 3"));
    CHECK(has(refused("[]"), "is not an object"));
    CHECK(has(refused("{}"), "resources: must be a list"));
    CHECK(has(refused("{\"title\":\"\xFF\"}"), "is not JSON"));
  }

  TEST_CASE("read_tables: marks that are the same or too long are refused") {
    const auto with = [](const std::string& more) {
      return "{\"resources\":[" + resource("units", more) + "]}";
    };
    CHECK(has(refused(with(fields(R"({"name":"x","groupChar":",","decimalChar":","})"))),
              "are the same"));
    // A group mark alone leaves the decimal mark at its default, a point.
    CHECK(has(refused(with(fields(R"({"name":"x","groupChar":"."})"))), "are the same"));
    CHECK(has(refused(with(R"("dialect":{"delimiter":"::"})")), "must be a single character"));
    CHECK(has(refused(with(R"("dialect":{"header":"no"})")), "must be true or false"));
    CHECK(has(refused(with(R"("dialect":{"headerRows":[1,2]})")), "headerRows"));
    CHECK(has(refused(with("\"schema\":\"schema.json\"")), "schema must be an object"));
    CHECK(has(refused(with("\"schema\":{\"missingValues\":\"NA\"}")), "must be a list"));
    CHECK(has(refused(with("\"encoding\":\"ebcdic\"")), "ebcdic"));
  }

  // --- sheets and bare lists
  // ----------------------------------------------------------------------

  TEST_CASE("read_tables: a table of deliveries by itself implies what it names") {
    const folder f;
    const tables t =
        read_tables(f.write("x.csv", "program_id,target_id,unit_id\nP,S1,A\nP,S1,B\n"));
    CHECK(t.bare);
    CHECK(errors(t).empty());
    const portfolio p(t);
    CHECK(p.intervention_count() == 2);
    CHECK(p.units().size() == 2);
  }

  TEST_CASE("read_tables: a sheet with hashtags needs no mapping") {
    const folder f;
    const tables t = read_tables(f.write(
        "x.csv", "Organisation,Sector,Province\n#org,#sector,#adm1\nA,Health,Lac\nB,Health,Lac\n"));
    CHECK(errors(t).empty());
    const portfolio p(t);
    CHECK(p.intervention_count() == 2);
    CHECK(p.targets().size() == 1);
    CHECK(p.activities().size() == 1);
  }

  TEST_CASE(
      "read_tables: of two bare columns the first line is a header unless its words come again") {
    const folder f;
    const auto programs = [&](const char* text, std::optional<bool> header = {}) {
      read_options o;
      o.header = header;
      return column_of(read_tables(f.write("x.csv", text), o), "deliveries", "program_id");
    };
    CHECK(programs("program,school\nP,S1\nQ,S1\n") == words{"P", "Q"});
    CHECK(programs("P,S1\nP,S2\nQ,S1\n") == words{"P", "P", "Q"});
    CHECK(programs("P,S1\nQ,S1\n") == words{"P", "Q"});
    CHECK(programs("P,S1\nQ,S2\n", false) == words{"P", "Q"});
    CHECK(programs("P,S1\nP,S2\n", true) == words{"P"});
  }

  TEST_CASE("read_tables: two bare columns imply programs and targets and nothing else") {
    const folder f;
    const tables t = read_tables(f.write("x.csv", "program,school\nP,S1\nQ,S1\nQ,S2\n"));
    CHECK(t.bare);
    CHECK(errors(t).empty());
    const portfolio p(t);
    CHECK(p.programs().size() == 2);
    CHECK(p.targets().size() == 2);
    CHECK(p.units().empty());
  }

  TEST_CASE("read_tables: a bare row of three cells is an error at its line") {
    const folder f;
    const auto e = errors(read_tables(f.write("x.csv", "p,t\nP,S1\nP,S1,more\nQ,S1\n")));
    REQUIRE(e.size() == 1);
    CHECK(e[0].line == 3);
  }

  TEST_CASE(
      "read_tables: a gmt file is a set a line with name and description before its members") {
    const folder f;
    const tables t =
        read_tables(f.write("x.gmt", "P\tfirst\tg1\tg2\nQ\t\tg2\tg3\t\nEMPTY\tnothing\n"));
    CHECK(t.bare);
    CHECK(column_of(t, "deliveries", "program_id") == words{"P", "P", "Q", "Q"});
    CHECK(column_of(t, "deliveries", "target_id") == words{"g1", "g2", "g2", "g3"});
    CHECK(portfolio(t).programs().size() == 3);
  }

  TEST_CASE("read_tables: a dat file is a set of members a line") {
    const folder f;
    const tables t = read_tables(f.write("x.dat", "1 2 3\n2 3 \n"));
    CHECK(column_of(t, "deliveries", "program_id") == words{"1", "1", "1", "2", "2"});
    CHECK(column_of(t, "deliveries", "target_id") == words{"1", "2", "3", "2", "3"});
  }

  TEST_CASE("read_tables: blank lines of a dat file are passed over") {
    const folder f;
    CHECK(column_of(read_tables(f.write("x.dat", "1 2\n\n3\n")), "deliveries", "program_id") ==
          words{"1", "1", "2"});
  }

  TEST_CASE("read_tables: a set listed twice is one error and not many") {
    const folder f;
    const auto e = errors(read_tables(f.write("x.gmt", "P\td\tg1\nP\td\tg2\n")));
    REQUIRE(e.size() == 1);
    CHECK(has(e[0].what.en, "'P' is listed 2 times"));
  }

  TEST_CASE("read_tables: a mapping for a folder needs the path of its sheet") {
    const folder f, elsewhere;
    write_package(f);
    read_options o;
    o.mapping = elsewhere.write("m.toml", "[[from]]\n[[from.units]]\nunit_id='x'\n");
    CHECK(has(thrown<rule_error>([&] { read_tables(f.path(), o); }), "needs a path"));
    o.mapping =
        elsewhere.write("m.toml", "[[from]]\npath='none.csv'\n[[from.units]]\nunit_id='x'\n");
    CHECK(has(thrown<rule_error>([&] { read_tables(f.path(), o); }), "'none.csv' does not exist"));
  }

  TEST_CASE("read_tables: a stop that was asked for stops the reading") {
    const folder f;
    std::string text = "program,school\n";
    for (int i = 0; i < 200'000; ++i)
      text += "P" + std::to_string(i % 100) + ",S" + std::to_string(i) + "\n";
    const auto file = f.write("x.csv", text);
    std::stop_source source;
    source.request_stop();
    read_options o;
    o.watch.stop = source.get_token();
    CHECK_THROWS_AS(read_tables(file, o), stopped);
  }

  TEST_CASE("read_tables: a file of rows to add is the table that it is called after") {
    const folder f;
    read_options part;
    part.part = true;
    for (const char* name : {"deliveries.csv", "Deliveries_plan_2025.csv"}) {
      const tables t = read_tables(f.write(name, "program_id,target_id\nP,S1\n"), part);
      CHECK_FALSE(t.bare);
      REQUIRE(t.find("deliveries") != nullptr);
      CHECK(t.find("deliveries")->origin(0) == std::pair<std::string, std::int64_t>(name, 2));
    }
    CHECK_THROWS_WITH_AS(read_tables(f.write("plan.csv", "program_id,target_id\nP,S1\n"), part),
                         "plan.csv: is called after no table of irisan, as deliveries.csv or "
                         "deliveries_plan.csv",
                         error);
    const folder g;
    g.write("programs.csv", "program_id\nN\n");
    CHECK(read_tables(g.path(), part).find("programs")->rows() == 1);
  }
}
