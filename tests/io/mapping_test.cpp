#include <irisan/io/mapping.hpp>

#include <support/builders.hpp>
#include <support/folder.hpp>

#include <irisan/core/error.hpp>
#include <irisan/io/read_tables.hpp>
#include <irisan/model/check.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace irisan;
using namespace irisan::test;

namespace {

using words = std::vector<std::string>;

mapping read(std::string_view text) {
  const folder f;
  return read_mapping(f.write("m.toml", text));
}

std::string mistakes(std::string_view text) {
  const folder f;
  const auto file = f.write("m.toml", text);
  return thrown<rule_error>([&] { read_mapping(file); });
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// One column of what a mapping says.
const mapped_column& column_of(const mapping& m, std::string_view table, std::string_view name) {
  for (const mapped_rows& rows : m.sheets.at(0).yields)
    if (rows.table == table)
      for (const mapped_column& c : rows.columns)
        if (c.column == name) return c;
  static const mapped_column none;
  return none;
}

/// What a mapping makes of a sheet: the cells of one column of one table.
words made(std::string_view mapping_text, std::string_view sheet, std::string_view table_name,
           std::string_view column_name) {
  const folder f;
  read_options o;
  o.mapping = f.write("m.toml", mapping_text);
  const tables t = read_tables(f.write("sheet.csv", sheet), o);
  words all;
  if (const table* one = t.find(table_name))
    for (std::size_t row = 0; row < one->rows(); ++row)
      all.emplace_back(one->text(column_name, row));
  return all;
}

constexpr const char* small = R"([[from]]
path = "sheet.csv"
[[from.units]]
unit_id = "Org"
[[from.deliveries]]
program_id = ["Org", "What"]
target_id = "Where"
)";

} // namespace

TEST_SUITE("io") {
  TEST_CASE("mapping: a column is a name or a list of names or a table of what to do") {
    const mapping m = read(R"([[from]]
path = "a.csv"
header = 3
skip = 1
[[from.targets]]
target_id = { column = "NPSN", width = 8 }
name = ["A", "B"]
kind = { value = "school" }
level = { column = ["X", "Y"], join = "/" }
[[from.deliveries]]
program_id = "P"
target_id = "T"
audience = { column = "Who", split = ";", values = { guru = "teacher" } }
)");
    REQUIRE(m.sheets.size() == 1);
    CHECK(m.file == "m.toml");
    CHECK(m.sheets[0].path == "a.csv");
    CHECK(m.sheets[0].header == 3);
    CHECK(m.sheets[0].skip == 1);
    CHECK(column_of(m, "targets", "target_id").width == 8);
    CHECK(column_of(m, "targets", "name").from == words{"A", "B"});
    CHECK(column_of(m, "targets", "name").join == "|");
    CHECK(column_of(m, "targets", "kind").constant == "school");
    CHECK(column_of(m, "targets", "level").join == "/");
    CHECK(column_of(m, "deliveries", "audience").split == ";");
    CHECK(column_of(m, "deliveries", "audience").values.at("guru") == "teacher");
  }

  TEST_CASE("mapping: a sheet may feed several tables and several sheets one table") {
    const mapping m =
        read("[[from]]\npath='a.csv'\n[[from.units]]\nunit_id='A'\n[[from.units]]\nunit_id='B'\n"
             "[[from]]\npath='b.csv'\n[[from.units]]\nunit_id='C'\n");
    REQUIRE(m.sheets.size() == 2);
    CHECK(m.sheets[0].yields.size() == 2);
    CHECK(m.sheets[1].yields.size() == 1);
  }

  TEST_CASE("mapping: every mistake is told with line and column in one go") {
    const std::string said = mistakes(
        "colour = 1\n[[from]]\npath = 3\nheader = 0\n[[from.target]]\ntarget_id = 'x'\n"
        "[[from.units]]\nunits_id = 'x'\nname = 7\nkind = { column = 'x', value = 'y' }\n");
    CHECK(has(said, "m.toml, line 1, column 1: unknown key 'colour'"));
    CHECK(has(said, "m.toml, line 3, column 8: 'path' must be a text"));
    CHECK(has(said, "m.toml, line 4, column 10: 'header' must be a number from 1 to 1000"));
    CHECK(has(said, "line 5"));
    CHECK(has(said, "unknown table 'target'; the nearest is 'targets'"));
    CHECK(has(said, "m.toml, line 8, column 1: table 'units' has no column 'units_id'; the nearest "
                    "is 'unit_id'"));
    CHECK(has(said, "m.toml, line 9, column 8: must be a column of the sheet"));
    CHECK(has(said, "m.toml, line 10, column 8: 'kind' needs either column or value"));
  }

  TEST_CASE("mapping: what is no TOML is told with line and column") {
    const std::string said = mistakes("[[from]]\npath = \"a.csv\n");
    CHECK(has(said, "m.toml, line 2, column "));
  }

  TEST_CASE("mapping: nothing to read and nothing to yield are mistakes") {
    CHECK(has(mistakes(""), "no [[from]] is given"));
    CHECK(has(mistakes("from = 3\n"), "no [[from]] is given"));
    CHECK(has(mistakes("[[from]]\npath = 'a.csv'\n"), "yields no table"));
    CHECK(has(mistakes("from = [1]\n"), "must be a list of tables"));
    CHECK(has(mistakes("[[from]]\nunits = 3\n"), "[[from.units]]"));
  }

  TEST_CASE("mapping: what a column cannot do is a mistake where it stands") {
    const auto of = [](const char* form) {
      return mistakes(std::string("[[from]]\n[[from.units]]\nunit_id = ") + form + "\n");
    };
    CHECK(has(of("{ column = 'x', wide = 8 }"), "line 3, column 27: 'wide' is none of column"));
    CHECK(has(of("{ column = 'x', width = 0 }"), "'width'"));
    CHECK(has(of("{ column = 'x', split = '' }"), "'split'"));
    CHECK(has(of("{ column = 'x', values = { a = 1 } }"), "'values' maps words to words"));
    CHECK(has(of("{ }"), "needs either column or value"));
    CHECK(has(of("[1]"), "named by a text"));
    CHECK(of("{ column = 'x' }").empty());
  }

  TEST_CASE("mapping: what is written as TOML reads back as the same mapping") {
    const char* text = R"([[from]]
path = "my \"best\" sheet.csv"
header = 2
skip = 1
[[from.targets]]
target_id = { column = ["a\\b", "tab\there"], join = " / " }
kind = { value = "school" }
[[from.deliveries]]
program_id = { column = "P", values = { "a b" = "c" }, split = ";" }
target_id = { column = "T", width = 8 }
)";
    const folder f;
    const mapping one = read_mapping(f.write("m.toml", text));
    const std::string written = to_toml(one, {"first", "second"});
    CHECK(written.starts_with("# first\n# second\n"));
    const mapping two = read_mapping(f.write("m.toml", written));
    REQUIRE(two.sheets.size() == 1);
    CHECK(two.sheets[0].path == one.sheets[0].path);
    CHECK(two.sheets[0].header == 2);
    CHECK(two.sheets[0].skip == 1);
    for (const mapped_rows& rows : one.sheets[0].yields)
      for (const mapped_column& c : rows.columns) {
        const mapped_column& back = column_of(two, rows.table, c.column);
        CAPTURE(c.column);
        CHECK(back.from == c.from);
        CHECK(back.join == c.join);
        CHECK(back.constant == c.constant);
        CHECK(back.split == c.split);
        CHECK(back.width == c.width);
        CHECK(back.values == c.values);
      }
    CHECK(to_toml(two, {"first", "second"}) == written);
  }

  TEST_CASE("mapping: columns of a sheet are joined and split and their words translated") {
    constexpr const char* text = R"([[from]]
[[from.deliveries]]
program_id = ["Org", "What"]
target_id = { column = "Where", split = ";" }
audience = { column = "Who", values = { guru = "teacher" } }
status = { value = "done" }
)";
    constexpr const char* sheet = "Org,What,Where,Who\nA,x,S1 ; S2,guru\nB,y,S3,pengawas\n";
    CHECK(made(text, sheet, "deliveries", "program_id") == words{"A|x", "A|x", "B|y"});
    CHECK(made(text, sheet, "deliveries", "target_id") == words{"S1", "S2", "S3"});
    CHECK(made(text, sheet, "deliveries", "audience") == words{"teacher", "teacher", "pengawas"});
    CHECK(made(text, sheet, "deliveries", "status") == words{"done", "done", "done"});
  }

  TEST_CASE("mapping: a word that is not translated is used as it is and warned of") {
    const folder f;
    read_options o;
    o.mapping = f.write("m.toml", "[[from]]\n[[from.deliveries]]\nprogram_id='P'\ntarget_id='T'"
                                  "\naudience={column='W',values={guru='teacher'}}\n");
    const tables t =
        read_tables(f.write("s.csv", "P,T,W\nA,S1,guru\nB,S1,tutor\nB,S2,tutor\nB,S3,\n"), o);
    REQUIRE(t.found.size() == 1);
    CHECK(t.found[0].level == problem_level::warning);
    CHECK(t.found[0].value == "tutor");
    CHECK(t.found[0].column == "audience");
  }

  TEST_CASE("mapping: a thing named in many rows stands once and a difference is warned of") {
    constexpr const char* text = "[[from]]\n[[from.units]]\nunit_id='Org'\nname='Name'\n";
    constexpr const char* sheet =
        "Org,Name\nB,Office B\nA,Zed\nA,Alpha\nA,Alpha\n,nobody\n-,nothing\n";
    CHECK(made(text, sheet, "units", "unit_id") == words{"A", "B"});
    CHECK(made(text, sheet, "units", "name") == words{"Alpha", "Office B"});
    const folder f;
    read_options o;
    o.mapping = f.write("m.toml", text);
    const tables t = read_tables(f.write("s.csv", sheet), o);
    REQUIRE(t.found.size() == 1);
    CHECK(has(t.found[0].what.en, "'Alpha' is used"));
    CHECK(t.found[0].line == 3);
  }

  TEST_CASE("mapping: a joined id of which a part is unknown is unknown") {
    constexpr const char* text = "[[from]]\n[[from.targets]]\ntarget_id=['Country','Area']\n";
    CHECK(made(text, "Country,Area\nChad,Lac\nChad,\nChad,Countrywide\n", "targets", "target_id") ==
          words{"Chad|Lac"});
  }

  TEST_CASE("mapping: the header may stand below other rows and rows under it may be passed over") {
    constexpr const char* text = "[[from]]\nheader=3\nskip=1\n[[from.units]]\nunit_id='Org'\n";
    CHECK(made(text, "Report of 2023,\n,\nOrg,What\n(name),(text)\nA,x\nB,y\n", "units",
               "unit_id") == words{"A", "B"});
  }

  TEST_CASE("mapping: a row of hashtags under the header is passed over by itself") {
    CHECK(made("[[from]]\n[[from.units]]\nunit_id='Org'\n", "Org,Where\n#org,#loc\nA,x\n", "units",
               "unit_id") == words{"A"});
  }

  TEST_CASE("mapping: a column that the sheet lacks is told with the place in the mapping and the "
            "nearest") {
    const folder f;
    read_options o;
    o.mapping = f.write("m.toml", small);
    const auto sheet = f.write("sheet.csv", "Orgs,What,Where\nA,x,S1\n");
    const std::string said = thrown<rule_error>([&] { read_tables(sheet, o); });
    CHECK(has(said,
              "m.toml, line 4, column 11: 'sheet.csv' has no column 'Org'; the nearest is 'Orgs'"));
    CHECK(has(said, "line 6"));
  }

  TEST_CASE("mapping: a row longer than its header is a problem only if the rest says something") {
    const folder f;
    read_options o;
    o.mapping = f.write("m.toml", small);
    CHECK(read_tables(f.write("a.csv", "Org,What,Where\nA,x,S1,,\nB,y,S2\n"), o).found.empty());
    const tables t = read_tables(f.write("b.csv", "Org,What,Where\nA,x,S1,more\nB,y,S2\n"), o);
    REQUIRE(t.found.size() == 1);
    CHECK(t.found[0].line == 2);
    CHECK(t.found[0].level == problem_level::error);
  }

  TEST_CASE("mapping: marks of numbers and dates and lost zeros are read as the mapping says") {
    const folder f;
    read_options o;
    o.mapping = f.write(
        "m.toml",
        "[[from]]\n[[from.targets]]\ntarget_id={column='N',width=8}\nregion_id={value='13'}\n"
        "[[from.regions]]\nregion_id={value='13'}\n[[from.units]]\nunit_id='P'\n[[from.programs]]"
        "\nprogram_id='P'\nunit_id='P'\n"
        "[[from.deliveries]]\nprogram_id='P'\ntarget_id='N'\n"
        "cost={column='C',group='.',decimal=',',bare=false}\nstart={column='D',date='%d/%m/%Y'}\n");
    const tables t = read_tables(f.write("s.csv", "P,N,C,D\nA,123,Rp 1.250.000,31/12/2023\n"), o);
    const portfolio p(t);
    REQUIRE(p.deliveries().size() == 1);
    CHECK(p.deliveries().cost({0}) == 1'250'000);
    CHECK(to_text(p.deliveries().when({0}).start.earliest) == "2023-12-31");
    CHECK(p.targets().at(0).id == "00000123");
  }

  TEST_CASE("mapping: hashtags name who and what and where") {
    const mapping m = map_hxl({"Organisation", "Sector", "Country", "Province", "x"},
                              {"#org+name", "#sector", "#country+name", "#adm1 +name", "#meta"});
    REQUIRE(m.sheets.size() == 1);
    CHECK(column_of(m, "units", "unit_id").from == words{"Organisation"});
    CHECK(column_of(m, "deliveries", "activity_id").from == words{"Sector"});
    CHECK(column_of(m, "targets", "target_id").from == words{"Country", "Province"});
    CHECK(column_of(m, "programs", "program_id").from == words{"Organisation", "Sector"});
  }

  TEST_CASE("mapping: hashtags without an organisation or without a place make no mapping") {
    CHECK(map_hxl({"a", "b"}, {"#sector", "#adm1"}).sheets.empty());
    CHECK(map_hxl({"a", "b"}, {"#org", "#sector"}).sheets.empty());
    CHECK(map_hxl({"a", "b"}, {"#org", "#adm1"}).sheets.size() == 1);
  }

  TEST_CASE("mapping: of two columns with one hashtag the wanted attribute wins") {
    const mapping m = map_hxl({"Donor", "Partner", "Place"}, {"#org+funder", "#org+impl", "#adm1"});
    CHECK(column_of(m, "units", "unit_id").from == words{"Partner"});
    const mapping code = map_hxl({"Org", "Name", "Code"}, {"#org", "#adm1+name", "#adm1+code"});
    CHECK(column_of(code, "targets", "target_id").from == words{"Code"});
  }

  TEST_CASE("mapping: a row is of hashtags if most of its cells are") {
    CHECK(is_hxl({"#org", "#sector", ""}));
    CHECK(is_hxl({" #org ", "x", "#adm1"}));
    CHECK_FALSE(is_hxl({"#org", "x"}));
    CHECK_FALSE(is_hxl({"#1", "#2"}));
    CHECK_FALSE(is_hxl({"", ""}));
  }

  TEST_CASE("mapping: a header in Indonesian or English is guessed and the rest is told") {
    words unused;
    const mapping m = suggest_mapping({"No", "NPSN", "Nama Sekolah", "Kab/Kota", "Instansi",
                                       "Kegiatan", "Tanggal Mulai", "Anggaran"},
                                      unused);
    REQUIRE(m.sheets.size() == 1);
    CHECK(unused == words{"No"});
    CHECK(column_of(m, "targets", "target_id").from == words{"NPSN"});
    CHECK(column_of(m, "targets", "name").from == words{"Nama Sekolah"});
    CHECK(column_of(m, "targets", "region_id").from == words{"Kab/Kota"});
    CHECK(column_of(m, "units", "unit_id").from == words{"Instansi"});
    CHECK(column_of(m, "deliveries", "activity_id").from == words{"Kegiatan"});
    CHECK(column_of(m, "deliveries", "start").from == words{"Tanggal Mulai"});
    CHECK(column_of(m, "deliveries", "cost").from == words{"Anggaran"});
    words more;
    const mapping english =
        suggest_mapping({"ORGANISATION", "school", "district", "activity"}, more);
    CHECK(more.empty());
    CHECK(column_of(english, "units", "unit_id").from == words{"ORGANISATION"});
  }

  TEST_CASE("mapping: a header that says neither who nor where is not guessed") {
    words unused;
    CHECK(suggest_mapping({"x", "y"}, unused).sheets.empty());
    CHECK(unused == words{"x", "y"});
    CHECK(suggest_mapping({"organisation"}, unused).sheets.empty());
    CHECK(suggest_mapping({"npsn"}, unused).sheets.empty());
  }

  TEST_CASE("mapping: what is suggested for a sheet makes tables without errors") {
    const folder f;
    const auto sheet = f.write(
        "s.csv",
        "NPSN,Nama Sekolah,Provinsi,Kab/Kota,Instansi,Program,Kegiatan,Peserta,Tanggal "
        "Mulai,Tanggal Selesai,Anggaran\n"
        "10300001,SD 1,Sumbar,Agam,BPMP,IKM,Lokakarya,guru,01/07/2023,05/07/2023,Rp 1.500.000\n"
        "10300001,SD 1,Sumbar,Agam,BGP,PSP,Lokakarya,guru,13/07/2023,15/07/2023,Rp 500.000\n");
    const sheet_head head = read_head(sheet);
    words unused;
    mapping m = suggest_mapping(head.header, unused);
    guess_formats(m, sheet);
    CHECK(unused.empty());
    read_options o;
    o.mapping = f.write("m.toml", to_toml(m));
    const tables t = read_tables(sheet, o);
    for (const problem& p : check(t)) {
      CAPTURE(to_text(p));
      CHECK(p.level != problem_level::error);
    }
    const portfolio p(t);
    CHECK(p.deliveries().size() == 2);
    CHECK(p.deliveries().cost({0}) + p.deliveries().cost({1}) == 2'000'000);
    CHECK(p.regions().size() == 2);
  }

  TEST_CASE("mapping: an audience that holds numbers is how many took part") {
    const folder f;
    const words counts{"25", "", "1.250", "30 orang", "-", "n/a", "12 Org."};
    CHECK(holds_counts(counts));
    CHECK_FALSE(holds_counts(words{"25", "guru"}));
    CHECK_FALSE(holds_counts(words{"25 guru"}));
    CHECK_FALSE(holds_counts(words{"", "-"})); // nothing is no count
    CHECK_FALSE(holds_counts(words{}));
    const auto suggested = [&](const std::string& header, const std::string& row, words& unused) {
      const auto sheet = f.write("s.csv", header + "\n" + row + "\n");
      mapping m = suggest_mapping(read_head(sheet).header, unused);
      guess_counts(m, sheet, unused);
      return m;
    };
    words unused;
    const mapping who = suggested("NPSN,Program,Peserta", "1,Buku,guru", unused);
    CHECK(column_of(who, "deliveries", "audience").from == words{"Peserta"});
    const mapping many = suggested("NPSN,Program,Peserta", "1,Buku,25 orang", unused);
    CHECK(column_of(many, "deliveries", "participants").from == words{"Peserta"});
    CHECK(unused.empty());
    const mapping both = suggested("NPSN,Program,Peserta,Jumlah Peserta", "1,Buku,25,26", unused);
    CHECK(column_of(both, "deliveries", "participants").from == words{"Jumlah Peserta"});
    CHECK(unused == words{"Peserta"});
  }

  TEST_CASE("mapping: the head of a sheet is its header and the hashtags under it") {
    const folder f;
    const sheet_head plain = read_head(f.write("a.csv", "x, y \n1,2\n"));
    CHECK(plain.header == words{"x", "y"});
    CHECK(plain.tags.empty());
    const sheet_head tagged = read_head(f.write("b.csv", "x,y\n#org,#adm1\n1,2\n"));
    CHECK(tagged.tags == words{"#org", "#adm1"});
    const sheet_head only_tags = read_head(f.write("c.csv", "#org,#adm1\n1,2\n"));
    CHECK(only_tags.header == words{"#org", "#adm1"});
    CHECK(only_tags.tags == words{"#org", "#adm1"});
    const auto empty = f.write("d.csv", "");
    CHECK(has(thrown<error>([&] { read_head(empty); }), "has no header"));
  }

  TEST_CASE("mapping: a header of several rows is joined and reaches over merged cells") {
    CHECK(join_header({{"NPSN", "Kegiatan", ""}, {"", "Jenis", "Mulai"}}) ==
          words{"NPSN", "Kegiatan Jenis", "Kegiatan Mulai"});
    CHECK(join_header({{"NPSN", "Kegiatan", ""}, {"NPSN", "Jenis", "Mulai"}}, false) ==
          words{"NPSN", "Kegiatan Jenis", "Mulai"});
    CHECK(join_header({{"A", "", "", "B"}, {"x", "", "y", ""}, {"1", "2", "3", "4"}}) ==
          words{"A x 1", "A x 2", "A y 3", "B 4"});
    CHECK(join_header({{"only", ""}}) == words{"only", ""});
    CHECK(made("[[from]]\nheader = [1, 2]\n[[from.deliveries]]\nprogram_id = \"Kegiatan Jenis\"\n",
               "NPSN,Kegiatan,\n,Jenis,Mulai\n1,Tablet,2023\n", "deliveries",
               "program_id") == words{"Tablet"});
  }

  TEST_CASE("mapping: rows of a header follow each other") {
    const auto with = [](const std::string& header) {
      return "[[from]]\nheader = " + header + "\n[[from.deliveries]]\nprogram_id = \"a\"\n";
    };
    const mapping m = read(with("[2, 3]"));
    CHECK(m.sheets.at(0).header == 3);
    CHECK(m.sheets.at(0).header_rows == 2);
    for (const char* wrong : {"[]", "[3, 2]", "[1, 3]", "[0, 1]", "[\"1\"]"})
      CHECK(has(mistakes(with(wrong)), "must be a number or rows that follow each other"));
  }

  TEST_CASE("mapping: a sheet and merged cells are written as they are read") {
    const mapping m =
        parse_mapping("[[from]]\nsheet = \"Da\\\"ta\"\nheader = [1, 2]\nmerged = true\n"
                      "[[from.deliveries]]\nprogram_id = \"a\"\n",
                      "m.toml");
    CHECK(m.sheets.at(0).sheet == "Da\"ta");
    CHECK(m.sheets.at(0).merged);
    CHECK(to_toml(parse_mapping(to_toml(m), "again")) == to_toml(m));
    CHECK(
        has(mistakes("[[from]]\nsheet = 1\nmerged = 2\n[[from.deliveries]]\nprogram_id = \"a\"\n"),
            "'merged' must be true or false"));
  }
}
