"""The command as its users call it: exit codes, outputs, and what it leaves behind.

IRISAN_COMMAND names the command; IRISAN_RENEW=1 writes the golden files anew (see tests/golden/README.md).
"""

import base64
import csv
import gzip
import io
import json
import math
import os
import random
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE))

from broken.cases import CASES, RIGHT, Case, write_right  # noqa: E402

COMMAND = str(Path(os.environ.get("IRISAN_COMMAND", ROOT / "build/release/src/irisan")).resolve())
GOLDEN = ROOT / "tests" / "golden"
FILES = [
    "coverage.csv",
    "division.csv",
    "findings.csv",
    "page.html",
    "pairs.csv",
    "raci.csv",
    "redundancy.json",
    "register.json",
    "report.json",
    "summary.txt",
    "workplan.csv",
]


class Ran:
    def __init__(self, code: int, out: bytes, err: bytes):
        self.code, self.bytes = code, out
        self.out, self.err = out.decode(errors="replace"), err.decode(errors="replace")
        self.said = self.out + self.err


def run(*arguments: object, timeout: float = 60, **options) -> Ran:
    """Runs the command; a crash or a hang is never what a test expects."""
    options.setdefault("stdout", subprocess.PIPE)
    done = subprocess.run(
        [COMMAND, *map(str, arguments)], stderr=subprocess.PIPE, timeout=timeout, **options
    )
    assert done.returncode >= 0, f"ended by signal {-done.returncode}: {done.stderr!r}"
    return Ran(done.returncode, done.stdout or b"", done.stderr)


def table(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir()) if folder.exists() else []


def outputs(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in names(folder)}


@pytest.fixture
def right(tmp_path: Path) -> Path:
    return write_right(tmp_path / "package")


# --- exit codes -----------------------------------------------------------------------------------


def test_audit_of_a_right_package_finds_and_exits_0(right):
    ran = run("audit", right)
    assert ran.code == 0
    assert "duplikasi" in ran.out
    assert ran.err == ""


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ("any", 1),
        ("duplication", 1),
        ("duplication:low", 1),
        ("duplication:medium", 0),
        ("overlap:high", 0),
        ("fragmentation", 1),
        ("double_reporting", 0),
        ("outside_mandate", 0),
        ("any:high", 0),
        ("any:low", 1),
    ],
)
def test_fail_on_is_1_where_something_is_found(right, limit, code):
    assert run("audit", right, "--fail-on", limit).code == code


def test_fail_on_overlap_high_of_the_example():
    assert run("audit", ROOT / "examples/west_sumatra", "--fail-on", "overlap:high").code == 1
    assert run("audit", ROOT / "examples/west_sumatra").code == 0


def test_fail_on_several_limits_is_1_if_one_is_met(right):
    assert run("audit", right, "--fail-on", "overlap:high", "--fail-on", "duplication").code == 1
    assert (
        run("audit", right, "--fail-on", "overlap:high", "--fail-on", "double_reporting").code == 0
    )


def test_fail_on_still_writes_the_report(right, tmp_path):
    assert run("audit", right, "--fail-on", "any", "-o", tmp_path / "out").code == 1
    assert names(tmp_path / "out") == FILES


@pytest.mark.parametrize(
    ("limit", "says"),
    [
        ("overlaps", "the nearest is 'overlap'"),
        ("", "unknown kind ''"),
        ("overlap:huge", "severity is low, medium or high"),
        ("overlap:", "severity is low, medium or high"),
    ],
)
def test_fail_on_what_is_not_known_is_2(right, limit, says):
    ran = run("audit", right, "--fail-on", limit)
    assert ran.code == 2
    assert says in ran.err


def test_fail_on_passes_over_what_is_planned_and_what_is_decided(right):
    # Of two schools nothing can be told from chance.
    (right / "irisan.toml").write_text("[overlap]\nnulls = []\n")
    findings = run("audit", right, "-o", right.parent / "out")
    assert findings.code == 0
    report = json.loads((right.parent / "out/report.json").read_text())
    lines = ["finding_id,decision,date"] + [
        f"{f['id']},accepted,2023-07-09" for f in report["findings"] if f["kind"] != "overlap"
    ]
    (right / "decisions.csv").write_text("\n".join(lines) + "\n")
    assert run("audit", right, "--fail-on", "duplication", "--fail-on", "fragmentation").code == 0
    assert run("audit", right, "--fail-on", "overlap").code == 1
    (right / "agreements.csv").write_text(
        "agreement_id,kind,program_id,other_program_id\nJ,joint,P,Q\n"
    )
    assert run("audit", right, "--fail-on", "any").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["audit"],
        ["frobnicate"],
        ["audit", "PACKAGE", "--frobnicate"],
        ["audit", "PACKAGE", "--lang", "fr"],
        ["audit", "PACKAGE", "--threads", "-1"],
        ["audit", "PACKAGE", "--from", "yesterday"],
        ["audit", "PACKAGE", "--from", "2023-02-30"],
        ["audit", "PACKAGE", "--from", "2024", "--to", "2023"],
        ["audit", "PACKAGE", "--region", "13.6"],
        ["audit", "PACKAGE", "--unit", "BPM"],
        ["audit", "PACKAGE", "--rules", "none.toml"],
        ["audit", "PACKAGE", "--mapping", "none.toml"],
        ["audit", "none"],
        ["check", "none"],
        ["check", "PACKAGE", "--format", "xml"],
        ["pairs", "PACKAGE", "--min-jaccard", "1.1"],
        ["pairs", "PACKAGE", "--min-jaccard", "x"],
        ["pairs", "PACKAGE", "--min-jaccard", "-0.5"],
        ["pairs", "PACKAGE", "--min-containment", "1/0"],
        ["pairs", "PACKAGE", "--top", "0"],
        ["pairs", "PACKAGE", "--top", "3", "--by", "beauty"],
        ["pairs", "PACKAGE", "--min-shared", "0"],
        ["map", "PACKAGE"],
        ["template"],
    ],
    ids=" ".join,
)
def test_a_wrong_call_is_2_and_says_why(right, arguments):
    ran = run(*[str(right) if a == "PACKAGE" else a for a in arguments])
    assert ran.code == 2
    assert ran.out == ""
    assert 5 < len(ran.err) < 1000


def test_an_unknown_region_and_unit_name_the_nearest(right):
    assert "the nearest is '13.06'" in run("audit", right, "--region", "13.6").err
    assert "the nearest is 'BPMP'" in run("audit", right, "--unit", "BPM").err


def test_help_and_version_are_0():
    assert run("--help").code == 0
    assert run("audit", "--help").code == 0
    assert run("--version").out.startswith("irisan ")


# --- what is written ------------------------------------------------------------------------------


def test_the_output_folder_holds_the_four_files_and_nothing_else(right, tmp_path):
    ran = run("audit", right, "-o", tmp_path / "deep/er/out")
    assert ran.code == 0
    assert ran.out == ""
    assert names(tmp_path / "deep/er/out") == FILES
    assert names(tmp_path / "deep/er") == ["out"]


def test_without_an_output_folder_the_summary_is_printed(right, tmp_path):
    run("audit", right, "-o", tmp_path / "out")
    assert run("audit", right).bytes == (tmp_path / "out/summary.txt").read_bytes()


def test_what_stood_in_the_output_folder_stays(right, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("mine")
    (out / "summary.txt").write_text("old")
    assert run("audit", right, "-o", out).code == 0
    assert names(out) == sorted([*FILES, "notes.txt"])
    assert (out / "notes.txt").read_text() == "mine"
    assert (out / "summary.txt").read_text() != "old"


def test_the_language_is_that_of_the_rules_unless_said(right):
    assert "Belum direncanakan" in run("audit", right).out
    assert "Not yet planned" in run("audit", right, "--lang", "en").out
    (right / "irisan.toml").write_text('language = "en"\n')
    assert "Not yet planned" in run("audit", right).out
    assert "Belum direncanakan" in run("audit", right, "--lang", "id").out


def test_messages_about_errors_are_in_the_language_of_the_rules(right):
    """Where the rules beside the tables name a language, errors speak it too."""
    (right / "irisan.toml").write_text('language = "id"\n')
    (right / "deliveries.csv").write_text("program_id,target_id\nP,nowhere\n")
    assert "unknown target 'nowhere'" in run("audit", right, "--lang", "en").err
    assert "sasaran 'nowhere' tidak dikenal" in run("audit", right).err
    assert "sasaran 'nowhere' tidak dikenal" in run("audit", right, "--lang", "id").err
    assert "sasaran 'nowhere' tidak dikenal" in run("check", right, "--lang", "id").out


def test_one_error_is_an_error_and_not_errors(right):
    (right / "deliveries.csv").write_text("program_id,target_id\nP,nowhere\n")
    assert "1 errors" not in run("audit", right, "--lang", "en").err
    assert "1 errors" not in run("check", right, "--lang", "en").out


def test_excel_output_says_the_same_as_plain_output(right, tmp_path):
    (right / "programs.csv").write_text(
        'program_id,name,unit_id\nP,"=cmd|\'/c calc\'!A0; ""P""",BPMP\nQ,Program Q,BGP\n'
    )
    run("audit", right, "-o", tmp_path / "plain")
    run("audit", right, "-o", tmp_path / "excel", "--excel")
    assert names(tmp_path / "excel") == FILES
    for name in ("findings.csv", "pairs.csv"):
        raw = (tmp_path / "excel" / name).read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        assert b"\r\n" in raw
        excel = table(raw.decode("utf-8-sig"), ";")
        plain = table((tmp_path / "plain" / name).read_text())
        assert len(excel) == len(plain)
        for row, other in zip(plain, excel, strict=True):
            for cell, excel_cell in zip(row, other, strict=True):
                # A number below 0 is no formula.
                assert not excel_cell.startswith(("=", "+", "-", "@")) or re.fullmatch(
                    r"-[0-9]+(,[0-9]+)?(e-[0-9]+)?", excel_cell
                )
                assert cell == excel_cell.removeprefix("'") or cell == excel_cell.replace(",", ".")
    assert (tmp_path / "plain/report.json").read_bytes() == (
        tmp_path / "excel/report.json"
    ).read_bytes()


def test_a_scope_in_region_time_and_unit_narrows_the_audit(right):
    assert "1 dari 2 sasaran" in run("audit", right).out
    assert "0 dari 2 sasaran" in run("audit", right, "--from", "2024").out
    assert "0 dari 2 sasaran" in run("audit", right, "--to", "2023-06-30").out
    assert "Hanya: wilayah 13.06" in run("audit", right, "--region", "13.06").out
    assert "duplikasi" in run("audit", right, "--unit", "BGP").out


def test_print_rules_reads_back_to_the_same_rules(right, tmp_path):
    printed = run("audit", "--print-rules")
    assert printed.code == 0
    rules = tmp_path / "rules.toml"
    rules.write_bytes(printed.bytes)
    assert run("audit", right, "--rules", rules, "--print-rules").bytes == printed.bytes
    assert run("audit", right, "--rules", rules).bytes == run("audit", right).bytes
    rules.write_text("[overlap]\nwindow_days = 7\n")
    changed = run("audit", right, "--rules", rules, "--print-rules").out
    assert "window_days = 7" in changed
    (right / "irisan.toml").write_text(changed)
    assert run("audit", right, "--print-rules").out == changed


def test_rules_beside_a_description_hold(right):
    (right / "irisan.toml").write_text("[duplication]\nmin_targets = 2\n")
    description = {"resources": [{"name": n.removesuffix(".csv"), "path": n} for n in RIGHT]}
    (right / "datapackage.json").write_text(json.dumps(description))
    assert run("audit", right, "--fail-on", "duplication").code == 0
    assert run("audit", right / "datapackage.json", "--fail-on", "duplication").code == 0
    assert run("audit", "datapackage.json", "--fail-on", "duplication", cwd=right).code == 0


# --- check ----------------------------------------------------------------------------------------


def test_check_of_a_right_package_is_0_in_text_and_json(right):
    assert run("check", right).out == "0 errors, 0 repairs, 0 warnings\n"
    assert run("check", right, "--lang", "id").out == "0 kesalahan, 0 perbaikan, 0 peringatan\n"
    ran = run("check", right, "--format", "json")
    assert ran.code == 0
    assert json.loads(ran.out) == {"errors": 0, "repairs": 0, "warnings": 0, "problems": []}


def test_check_names_file_line_column_and_value(right):
    (right / "deliveries.csv").write_text(
        "program_id,target_id,colour\nP,10300001,red\nP, 10300001,red\nP,10300003,red\n"
    )
    ran = run("check", right)
    assert ran.code == 1
    assert (
        "deliveries.csv, line 4: unknown target '10300003'; the nearest is '10300001' (error)\n"
        in ran.out
    )
    assert "deliveries.csv, line 3: blanks around '10300001' removed (repair)\n" in ran.out
    assert "column 'colour' is not known and not used (warning)\n" in ran.out
    assert ran.out.endswith("1 error, 1 repair, 1 warning\n") or ran.out.endswith(
        "1 errors, 1 repairs, 1 warnings\n"
    )
    problems = json.loads(run("check", right, "--format", "json").out)["problems"]
    [error] = [p for p in problems if p["level"] == "error"]
    assert (error["file"], error["line"], error["column"], error["value"], error["nearest"]) == (
        "deliveries.csv",
        4,
        "target_id",
        "10300003",
        "10300001",
    )


def test_check_lists_every_problem_and_not_only_the_first(right):
    (right / "deliveries.csv").write_text(
        "program_id,target_id\n" + "".join(f"P,nowhere{i}\n" for i in range(300))
    )
    assert run("check", right).out.count("unknown target") == 300
    assert run("audit", right, "--lang", "en").err.count("unknown target") < 100


# --- pairs ----------------------------------------------------------------------------------------


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """A and B: 10 and 9, all 9 shared. C and D: 20 and 18, all 18 shared. E and F: 10 each, 9 shared."""
    of = {
        "A": [f"a{i}" for i in range(10)], "B": [f"a{i}" for i in range(9)],
        "C": [f"c{i}" for i in range(20)], "D": [f"c{i}" for i in range(18)],
        "E": [f"e{i}" for i in range(10)], "F": [f"e{i}" for i in range(1, 11)],
    }  # fmt: skip
    file = tmp_path / "sets.csv"
    file.write_text("program,school\n" + "".join(f"{p},{t}\n" for p, ts in of.items() for t in ts))
    return file


def pairs_of(*arguments: object) -> list[tuple[str, str]]:
    ran = run("pairs", *arguments)
    assert ran.code == 0
    return [(row[0], row[1]) for row in table(ran.out)[1:]]


def test_pairs_are_listed_with_their_measures(sets):
    rows = table(run("pairs", sets).out)
    assert rows[0][:6] == ["first", "second", "shared", "first_size", "second_size", "jaccard"]
    assert [row[:6] for row in rows[1:]] == [
        ["A", "B", "9", "10", "9", "0.9"],
        ["C", "D", "18", "20", "18", "0.9"],
        ["E", "F", "9", "10", "10", "0.8181818181818182"],
    ]


@pytest.mark.parametrize("fraction", ["0.9", "9/10", "0.90", "18/20", ".9"])
def test_pairs_at_exactly_the_threshold_are_in(sets, fraction):
    assert pairs_of(sets, "--min-jaccard", fraction) == [("A", "B"), ("C", "D")]


@pytest.mark.parametrize("fraction", ["0.9000000000000001", "91/100", "1"])
def test_pairs_just_below_the_threshold_are_out(sets, fraction):
    assert pairs_of(sets, "--min-jaccard", fraction) == []


def test_pairs_by_containment_in_either_direction(sets):
    assert pairs_of(sets, "--min-containment", "1") == [("A", "B"), ("C", "D")]
    assert pairs_of(sets, "--min-containment", "0.9") == [("A", "B"), ("C", "D"), ("E", "F")]


def test_pairs_with_a_fewest_number_of_shared_targets(sets):
    assert pairs_of(sets, "--min-shared", 10) == [("C", "D")]


def test_pairs_count_says_how_many_of_which_kind(sets):
    figures = dict(table(run("pairs", sets, "--count").out)[1:])
    assert figures == {
        "interventions": "6", "targets": "41", "incidences": "77", "pairs": "3", "identical": "0", "proper_subsets": "2",
        "jaccard_at_least_1/2": "3", "jaccard_at_least_7/10": "3", "jaccard_at_least_4/5": "3", "jaccard_at_least_9/10": "2",
    }  # fmt: skip


def test_pairs_top_by_a_measure(sets):
    assert pairs_of(sets, "--top", 1) == [("C", "D")]
    assert pairs_of(sets, "--top", 2, "--by", "jaccard") == [("A", "B"), ("C", "D")]
    assert pairs_of(sets, "--top", 100, "--by", "dice") == [("A", "B"), ("C", "D"), ("E", "F")]


def test_pairs_with_and_without_a_header(sets, tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("P,S1\nQ,S1\n")
    assert pairs_of(file, "--header", "no") == [("P", "Q")]
    assert pairs_of(file, "--header", "yes") == []
    assert (
        dict(table(run("pairs", sets, "--count", "--header", "no").out)[1:])["interventions"] == "7"
    )


def test_pairs_of_gmt_and_dat(tmp_path):
    (tmp_path / "x.gmt").write_text("P\td\tg1\tg2\nQ\td\tg2\nEMPTY\td\n")
    assert pairs_of(tmp_path / "x.gmt") == [("P", "Q")]
    assert dict(table(run("pairs", tmp_path / "x.gmt", "--count").out)[1:])["interventions"] == "3"
    (tmp_path / "x.dat").write_text("1 2\n2 3\n")
    assert pairs_of(tmp_path / "x.dat") == [("1", "2")]


def test_pairs_of_a_package_name_interventions(right):
    assert pairs_of(right) == [("P|BPMP", "Q|BGP")]


def test_pairs_are_the_same_for_any_number_of_threads(tmp_path):
    dice = random.Random(4)
    file = tmp_path / "x.csv"
    file.write_text(
        "p,t\n" + "".join(f"P{dice.randrange(500)},S{dice.randrange(300)}\n" for _ in range(20_000))
    )
    one = run("pairs", file, "--threads", 1).bytes
    assert run("pairs", file, "--threads", 2).bytes == one
    assert run("pairs", file, "--threads", 7).bytes == one


# --- map and template -----------------------------------------------------------------------------

FLAT = (
    "No,NPSN,Nama Sekolah,Provinsi,Kab/Kota,Instansi,Program,Kegiatan,Peserta,Tanggal Mulai,Tanggal Selesai,Anggaran\n"
    "1,10300001,SD 1,Sumatera Barat,Agam,BPMP,IKM,Lokakarya,guru,01/07/2023,05/07/2023,Rp 1.500.000\n"
    "2,10300001,SD 1,Sumatera Barat,Agam,BGP,PSP,Lokakarya,guru,03/07/2023,15/07/2023,Rp 500.000\n"
    "3,10300002,SD 2,Sumatera Barat,Agam,BGP,PSP,Lokakarya,guru,13/07/2023,15/07/2023,Rp 500.000\n"
)


def test_map_suggests_a_mapping_with_which_the_sheet_is_audited(tmp_path):
    sheet, mapping = tmp_path / "sheet.csv", tmp_path / "mapping.toml"
    sheet.write_text(FLAT)
    suggested = run("map", sheet, "--suggest")
    assert suggested.code == 0
    assert "# not used: No\n" in suggested.out
    assert run("map", sheet, "--suggest", "-o", mapping).code == 0
    assert mapping.read_text() == suggested.out
    assert run("check", sheet, "--mapping", mapping).code == 0
    audited = run(
        "audit", sheet, "--mapping", mapping, "-o", tmp_path / "out", "--fail-on", "duplication"
    )
    assert audited.code == 1
    report = json.loads((tmp_path / "out/report.json").read_text())
    duplication = report["findings"][0]
    assert (duplication["kind"], duplication["targets"], duplication["value"]["amount"]) == (
        "duplication",
        ["10300001"],
        500_000,
    )


def test_map_makes_tables_that_are_audited_like_the_sheet(tmp_path):
    sheet, mapping, tables = tmp_path / "sheet.csv", tmp_path / "mapping.toml", tmp_path / "tables"
    sheet.write_text(FLAT)
    run("map", sheet, "--suggest", "-o", mapping)
    assert run("map", sheet, "--mapping", mapping, "-o", tables).code == 0
    assert run("check", tables, "--lang", "en").out.startswith("0 error")
    run("audit", sheet, "--mapping", mapping, "-o", tmp_path / "one")
    run("audit", tables, "-o", tmp_path / "two")
    one, two = outputs(tmp_path / "one"), outputs(tmp_path / "two")
    assert one["findings.csv"] == two["findings.csv"]
    assert one["pairs.csv"] == two["pairs.csv"]


def test_map_of_a_plain_sheet_makes_tables_that_are_audited_like_it(tmp_path):
    sheet, mapping, tables = tmp_path / "sheet.csv", tmp_path / "mapping.toml", tmp_path / "tables"
    sheet.write_text(
        "NPSN,Kab/Kota,Instansi,Kegiatan,Tanggal Mulai,Anggaran\n10300001,Agam,BPMP,Lokakarya,2023-07-01,1500000\n10300001,Agam,BGP,Lokakarya,2023-07-01,500000\n"
    )
    run("map", sheet, "--suggest", "-o", mapping)
    assert run("map", sheet, "--mapping", mapping, "-o", tables).code == 0
    run("audit", sheet, "--mapping", mapping, "-o", tmp_path / "one")
    run("audit", tables, "-o", tmp_path / "two")
    assert outputs(tmp_path / "one")["findings.csv"] == outputs(tmp_path / "two")["findings.csv"]


def test_map_of_what_it_does_not_understand_is_2(tmp_path):
    sheet = tmp_path / "x.csv"
    sheet.write_text("a,b,c\n1,2,3\n")
    assert run("map", sheet, "--suggest").code == 2
    sheet.write_text("")
    assert run("map", sheet, "--suggest").code == 2
    ran = run("audit", sheet)
    assert ran.code == 2


def test_a_sheet_without_a_mapping_is_told_how_to_get_one(tmp_path):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(FLAT)
    ran = run("audit", sheet)
    assert ran.code == 2
    assert "irisan map sheet.csv --suggest" in ran.err


def test_template_is_a_package_that_passes_check(tmp_path):
    folder = tmp_path / "new"
    assert run("template", folder).code == 0
    assert len(names(folder)) == 22
    assert run("check", folder).code == 0
    assert run("audit", folder).code == 0
    before = outputs(folder)
    again = run("template", folder)
    assert again.code == 2
    assert "is there already" in again.err
    assert outputs(folder) == before


def test_template_filled_in_is_audited(tmp_path):
    folder = tmp_path / "new"
    run("template", folder)
    for name, text in RIGHT.items():
        given = table(text)
        header = table((folder / name).read_text())[0]
        with (folder / name).open("w", newline="") as f:
            out = csv.writer(f, lineterminator="\n")
            out.writerow(header)
            for row in given[1:]:
                of = dict(zip(given[0], row, strict=True))
                out.writerow([of.get(column, "") for column in header])
    assert run("check", folder).code == 0
    assert run("audit", folder, "--fail-on", "duplication").code == 1


def test_template_description_fits_the_standard(tmp_path):
    run("template", tmp_path / "new")
    package = json.loads((tmp_path / "new/datapackage.json").read_text())
    for resource_ in package["resources"]:
        header = table((tmp_path / "new" / resource_["path"]).read_text())[0]
        assert [f["name"] for f in resource_["schema"]["fields"]] == header


# --- same rows, same bytes ------------------------------------------------------------------------


def rewritten(
    source: Path,
    target: Path,
    *,
    shuffle: int | None = None,
    newline: str = "\n",
    delimiter: str = ",",
    bom: bool = False,
    columns: bool = False,
) -> Path:
    """The tables of a package, written in another way."""
    target.mkdir()
    for file in source.iterdir():
        if file.suffix != ".csv":
            if file.is_file():
                shutil.copy(file, target / file.name)
            continue
        rows = table(file.read_text())
        dice = random.Random(shuffle)
        if shuffle is not None:
            body = rows[1:]
            dice.shuffle(body)
            rows = [rows[0], *body]
        if columns:
            order = list(range(len(rows[0])))
            dice.shuffle(order)
            rows = [[row[i] for i in order] for row in rows]
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows(rows)
        (target / file.name).write_bytes(
            (b"\xef\xbb\xbf" if bom else b"") + text.getvalue().encode()
        )
    return target


@pytest.fixture(scope="module")
def example(tmp_path_factory) -> tuple[Path, dict[str, bytes]]:
    source = ROOT / "examples/west_sumatra"
    folder = tmp_path_factory.mktemp("example")
    plain = folder / "plain"
    plain.mkdir()
    for name in ["datapackage.json", "irisan.toml", *[p.name for p in source.glob("*.csv")]]:
        if (source / name).exists():
            shutil.copy(source / name, plain / name)
    assert run("audit", plain, "-o", folder / "out", "--threads", 1).code == 0
    return plain, outputs(folder / "out")


def differing(one: dict[str, bytes], two: dict[str, bytes]) -> list[str]:
    return [name for name in FILES if one.get(name) != two.get(name)]


@pytest.mark.parametrize(
    "way",
    [
        {"shuffle": 1},
        {"shuffle": 2, "columns": True},
        {"newline": "\r\n"},
        {"newline": "\r"},
        {"bom": True, "shuffle": 3},
    ],
    ids=str,
)
def test_the_same_rows_written_otherwise_make_the_same_bytes(example, tmp_path, way):
    plain, wanted = example
    rewritten(plain, tmp_path / "package", **way)
    assert run("audit", tmp_path / "package", "-o", tmp_path / "out").code == 0
    assert differing(outputs(tmp_path / "out"), wanted) == []


def test_the_same_rows_with_a_declared_delimiter_make_the_same_bytes(example, tmp_path):
    plain, wanted = example
    package = rewritten(plain, tmp_path / "package", delimiter=";", newline="\r\n")
    description = json.loads((package / "datapackage.json").read_text())
    for one in description["resources"]:
        one["dialect"] = {**one.get("dialect", {}), "delimiter": ";"}
    (package / "datapackage.json").write_text(json.dumps(description))
    assert run("audit", package, "-o", tmp_path / "out").code == 0
    assert differing(outputs(tmp_path / "out"), wanted) == []


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_any_number_of_threads_makes_the_same_bytes(example, tmp_path, threads):
    plain, wanted = example
    assert run("audit", plain, "-o", tmp_path / "out", "--threads", threads).code == 0
    assert differing(outputs(tmp_path / "out"), wanted) == []


# --- what goes wrong leaves nothing ---------------------------------------------------------------


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    """A bare list with so many pairs that an audit of it takes seconds."""
    file = tmp_path_factory.mktemp("large") / "large.csv"
    file.write_text(
        "p,t\n" + "".join(f"P{i},S{(i * 7 + k * 13) % 20}\n" for i in range(800) for k in range(3))
    )
    return file


@pytest.mark.parametrize("wait", [0.02, 0.2, 0.6, 1.2, 2.5])
@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_no_file(large, tmp_path, wait, which):
    out = tmp_path / "out"
    process = subprocess.Popen(
        [COMMAND, "audit", str(large), "-o", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(wait)
    process.send_signal(which)
    said = process.communicate(timeout=60)[1]
    if process.returncode == 0:  # it was faster
        assert names(out) == FILES
        return
    # Before the command watches for it, a signal ends the process as any other.
    assert process.returncode == 2 or (wait < 0.1 and process.returncode == -which)
    assert names(out) == []
    if process.returncode == 2:
        assert b"stopped" in said


def test_an_interrupt_keeps_what_was_written_before(large, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    for name in FILES:
        (out / name).write_text("before")
    process = subprocess.Popen(
        [COMMAND, "audit", str(large), "-o", str(out)], stderr=subprocess.PIPE
    )
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    if process.returncode == 2:
        assert set(outputs(out).values()) == {b"before"}


def test_a_full_disk_is_2_and_leaves_nothing(large, tmp_path):
    """A limit on the size of files stands for the full disk."""
    out = tmp_path / "out"

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    ran = run("audit", large, "-o", out, preexec_fn=limit, restore_signals=False)
    assert ran.code == 2
    assert "too large" in ran.err
    assert names(out) == []


def test_a_full_standard_output_is_2(right):
    with Path("/dev/full").open("wb") as full:
        for arguments in (
            ["audit", right],
            ["check", right],
            ["pairs", right],
            ["audit", "--print-rules"],
        ):
            assert run(*arguments, stdout=full).code == 2


@pytest.mark.parametrize("name", FILES)
def test_a_folder_in_place_of_an_output_is_2_and_nothing_is_written(right, tmp_path, name):
    out = tmp_path / "out"
    (out / name).mkdir(parents=True)
    ran = run("audit", right, "-o", out)
    assert ran.code == 2
    assert name in ran.err
    assert names(out) == [name]


def test_a_file_in_place_of_the_output_folder_is_2(right, tmp_path):
    (tmp_path / "out").write_text("mine")
    assert run("audit", right, "-o", tmp_path / "out").code == 2
    assert (tmp_path / "out").read_text() == "mine"


def test_a_pipe_or_device_is_never_replaced_by_a_file(tmp_path):
    """As root, `map --suggest -o /dev/null` must not turn /dev/null into a file. A named pipe stands for it."""
    sheet, pipe = tmp_path / "sheet.csv", tmp_path / "pipe"
    sheet.write_text(FLAT)
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        run("map", sheet, "--suggest", "-o", pipe)
        assert stat.S_ISFIFO(Path(pipe).stat().st_mode)
    finally:
        os.close(reader)


def test_more_pairs_than_the_rules_allow_is_2_and_leaves_nothing(sets, tmp_path):
    rules = tmp_path / "rules.toml"
    rules.write_text("[pairs]\nlimit = 2\n")
    ran = run("audit", sets, "--rules", rules, "-o", tmp_path / "out")
    assert ran.code == 2
    assert "raise pairs.min_shared or pairs.limit" in ran.err
    assert names(tmp_path / "out") == []


def test_a_file_whose_name_is_no_utf_8_is_no_reason_to_fail(right, tmp_path):
    (Path(os.fsdecode(os.fsencode(right) + b"/caf\xe9.csv"))).write_text("x\n")
    assert run("audit", right, "-o", tmp_path / "out").code == 0
    json.loads((tmp_path / "out/report.json").read_bytes())


# --- broken packages ------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_broken(case: Case, tmp_path):
    folder = write_right(tmp_path / "package")
    case.breaks(folder)
    ran = run("audit", folder, "--lang", "en", "-o", tmp_path / "out")
    assert ran.code == 2
    assert ran.out == ""
    assert case.says in ran.err
    assert case.where in ran.err
    assert "Traceback" not in ran.err
    assert "exception" not in ran.err
    assert names(tmp_path / "out") == []
    assert max(map(len, ran.err.splitlines())) < 1000

    checked = run("check", folder, "--lang", "en")
    assert checked.code == case.check
    if case.check != 0:
        assert case.says in checked.said
        assert case.where in checked.said
    assert (
        json.loads(run("check", folder, "--format", "json").out)["errors"] > 0
        if case.check == 1
        else True
    )


def test_broken_cases_have_names_of_their_own_and_are_many():
    assert len({c.name for c in CASES}) == len(CASES) >= 30


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", ""),
        (b"\xff\xfea\x00,\x00", "UTF-16"),
        (b"p,t\nA,\xe9\nB,x\n", "is not UTF-8"),
        (b'p,t\nA,"x\n', "never closed"),
        (b"p,t\nA,x,y\nB,x\n", "3 cells, not 2"),
        (bytes(range(256)) * 20, ""),
        (b"program_id,target_id\nA\n", "1 cells, the header 2"),
    ],
    ids=["empty", "UTF-16", "latin-1", "open quote", "three cells", "junk", "short row"],
)
def test_broken_sheet(tmp_path, content, says):
    sheet = tmp_path / "x.csv"
    sheet.write_bytes(content)
    for arguments in (
        ["audit", sheet, "-o", tmp_path / "out"],
        ["pairs", sheet],
        ["pairs", sheet, "--count"],
    ):
        ran = run(*arguments, "--lang", "en")
        assert ran.code == 2
        assert says in ran.err
        assert "x.csv" in ran.err
    assert names(tmp_path / "out") == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "no [[from]]"),
        ("[[from]\n", "line 1"),
        ("[[from]]\n[[from.units]]\nunit_id = 'none'\n", "has no column 'none'"),
        ("[[from]]\n[[from.unit]]\nunit_id = 'No'\n", "unknown table 'unit'"),
        ("[[from]]\nheader = 99\n[[from.units]]\nunit_id = 'No'\n", "has no row 99"),
    ],
    ids=["empty", "no TOML", "unknown column", "unknown table", "header row"],
)
def test_broken_mapping(tmp_path, content, says):
    sheet, mapping = tmp_path / "sheet.csv", tmp_path / "mapping.toml"
    sheet.write_text(FLAT)
    mapping.write_text(content)
    ran = run("audit", sheet, "--mapping", mapping, "-o", tmp_path / "out")
    assert ran.code == 2
    assert says in ran.err
    assert "mapping.toml" in ran.err
    assert names(tmp_path / "out") == []


# --- the schema of the report ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def schema():
    jsonschema = pytest.importorskip("jsonschema")
    content = json.loads((ROOT / "src/io/report.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(content)
    return jsonschema.Draft202012Validator(content)


@pytest.mark.parametrize("name", ["west_sumatra", "three_w", "golden", "bare", "empty", "scoped"])
def test_reports_fit_their_schema(schema, tmp_path, name):
    (tmp_path / "bare.csv").write_text("p,s\nA,1\nB,1\n")
    run("template", tmp_path / "empty")
    path = {
        "golden": GOLDEN / "package",
        "bare": tmp_path / "bare.csv",
        "empty": tmp_path / "empty",
        "scoped": GOLDEN / "package",
    }.get(name, ROOT / "examples" / name)
    scope = (
        ["--from", "2023", "--to", "2023-12-31", "--region", "13.06", "--unit", "BGP"]
        if name == "scoped"
        else []
    )
    assert run("audit", path, "-o", tmp_path / "out", *scope).code == 0
    report = json.loads((tmp_path / "out/report.json").read_text())
    assert [e.message for e in schema.iter_errors(report)][:3] == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda r: r.pop("findings"),
        lambda r: r.update(extra=1),
        lambda r: r["findings"][0].pop("sentence"),
        lambda r: r["findings"][0].update(extra=1),
        lambda r: r["findings"][0].update(kind="overlapping"),
        lambda r: r["findings"][0].update(severity="huge"),
        lambda r: r["findings"][0].update(id="overlap-1"),
        lambda r: r["findings"][0].update(planned=True),
        lambda r: r["findings"][0].update(need=None),
        lambda r: r["findings"][0].update(first_day="2023"),
        lambda r: r["findings"][0]["evidence"].update(certain=-1),
        lambda r: r["findings"][0]["evidence"].pop("shared"),
        lambda r: r["findings"][0]["evidence"].pop("people_most"),
        lambda r: r["findings"][0]["value"].update(amount=1.5),
        lambda r: r["findings"][0]["sentence"].pop("id"),
        lambda r: r["figures"].update(pairs="5"),
        lambda r: r["rules"].update({"overlap.window_days": 1e9}),
        lambda r: r["inputs"][0].update(sha256="x"),
        lambda r: r["most_important"].append("x"),
        lambda r: r.update(as_of="yesterday"),
        lambda r: r["division"]["pieces"][0].pop("reason"),
        lambda r: r["division"]["pieces"][0].update(state="open", lead="BPMP"),
        lambda r: r["division"]["before_after"][0].update(figure="happiness"),
        lambda r: r["workplan"][0].update(role="boss"),
    ],
)
def test_a_wrong_report_is_refused_by_the_schema(schema, spoil):
    report = json.loads((GOLDEN / "expected/report.json").read_text().replace("@VERSION@", "0.1.0"))
    assert schema.is_valid(report)
    spoil(report)
    assert not schema.is_valid(report)


def test_the_schema_knows_every_rule(schema):
    printed, section = [], ""
    for line in run("audit", "--print-rules").out.splitlines():
        if line.startswith("["):
            section = line.strip("[]") + "."
        elif " = " in line and not line.startswith("#"):
            printed.append(section + line.split(" = ")[0])
    assert sorted(printed) == sorted(schema.schema["properties"]["rules"]["required"])


# --- the page -------------------------------------------------------------------------------------


def test_page_again_is_the_page_of_the_audit(right, tmp_path):
    run("audit", right, "-o", tmp_path / "out")
    assert run("page", tmp_path / "out", "-o", tmp_path / "again.html").code == 0
    assert (tmp_path / "again.html").read_bytes() == (tmp_path / "out/page.html").read_bytes()
    (tmp_path / "out/page.html").unlink()
    assert run("page", tmp_path / "out").code == 0
    assert names(tmp_path / "out") == FILES


def test_page_for_one_reader_names_that_reader_and_needs_a_file(tmp_path):
    out = tmp_path / "out"
    run("audit", ROOT / "examples/west_sumatra", "-o", out)
    assert run("page", out, "--for", "unit=RUMAH-PINTAR", "-o", tmp_path / "rp.html").code == 0
    rows = json.loads((out / "register.json").read_text())["deliveries"]["columns"]
    units = json.loads((out / "register.json").read_text())["units"]["columns"]["id"]
    page = held(tmp_path / "rp.html")
    for key, unit in zip(rows["key"], rows["unit"], strict=True):
        assert (f'"{key}"' in page) == (units[unit] == "RUMAH-PINTAR")
    whole = (out / "page.html").read_bytes()
    ran = run("page", out, "--for", "unit=RUMAH-PINTAR")
    assert (ran.code, ran.err) == (2, "irisan: page --for needs -o FILE\n")
    assert (out / "page.html").read_bytes() == whole


def held(page: Path) -> str:
    """What a page holds, unpacked."""
    kind, text = re.search(
        r'<script id="held" type="([^"]*)">([^<]*)</script>', page.read_text()
    ).groups()
    return text if kind == "application/json" else gzip.decompress(base64.b64decode(text)).decode()


@pytest.mark.parametrize(
    ("reader", "says"),
    [
        ("unit=BPMPP", "--for unit=BPMPP: no such unit; the nearest is 'BPMP'"),
        ("school=S1", "--for 'school=S1': unit=ID, region=CODE or target=ID"),
        ("unit=", "--for 'unit=': unit=ID, region=CODE or target=ID"),
    ],
)
def test_page_for_nobody_is_2_and_writes_nothing(right, tmp_path, reader, says):
    run("audit", right, "-o", tmp_path / "out")
    ran = run("page", tmp_path / "out", "--for", reader, "-o", tmp_path / "page.html")
    assert (ran.code, ran.err) == (2, f"irisan: {says}\n")
    assert not (tmp_path / "page.html").exists()


def test_page_of_a_folder_without_a_report_is_2(tmp_path):
    ran = run("page", tmp_path)
    assert (ran.code, ran.err) == (2, f"irisan: {tmp_path}/report.json: does not exist\n")


def test_outlines_beside_the_tables_are_kept_with_the_report(right, tmp_path):
    outlines = '{"type":"FeatureCollection","features":[]}'
    (right / "regions.geojson").write_text(outlines)
    assert run("audit", right, "-o", tmp_path / "out").code == 0
    assert names(tmp_path / "out") == sorted([*FILES, "regions.geojson"])
    assert '"outlines":{"type":"FeatureCollection"' in held(tmp_path / "out/page.html")
    (right / "regions.geojson").write_text("{")
    assert "regions.geojson: is no JSON" in run("audit", right, "-o", tmp_path / "other").err
    assert names(tmp_path / "other") == []


# --- the golden package ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def golden(tmp_path_factory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("golden")
    assert run("audit", GOLDEN / "package", "-o", out / "id").code == 0
    assert run("audit", GOLDEN / "package", "-o", out / "en", "--lang", "en").code == 0
    version = run("--version").out.split()[1].encode()
    found = outputs(out / "id")
    found["summary_en.txt"] = (out / "en/summary.txt").read_bytes()
    found["report.json"] = found["report.json"].replace(
        b'"irisan": "' + version, b'"irisan": "@VERSION@'
    )
    for name in ("summary.txt", "summary_en.txt"):
        found[name] = found[name].replace(b"irisan " + version, b"irisan @VERSION@")
    return found


# The page is looked at by tests/page.
@pytest.mark.parametrize("name", [*[f for f in FILES if f != "page.html"], "summary_en.txt"])
def test_golden_files(golden, name):
    file = GOLDEN / "expected" / name
    if os.environ.get("IRISAN_RENEW") == "1":
        file.write_bytes(golden[name])
    assert golden[name].decode().splitlines() == file.read_text().splitlines()
    assert golden[name] == file.read_bytes()


def test_golden_by_hand(golden):
    """The figures of the golden package as they were counted by hand; see its README."""
    report = json.loads(golden["report.json"])
    pieces = {p["id"]: p for p in report["division"]["pieces"]}
    assert {
        k: (p["state"], p["lead"], p["deliveries"], p["hands_over"]) for k, p in pieces.items()
    } == {
        "KM-L|principal|13.71": ("pinned", "BPMP", 2, ["BGP"]),  # D07, D08; J2 names BPMP
        "KM-L|teacher|13.06": ("undivided", "BPMP", 6, ["BGP"]),  # D01 to D04, D10, D13
        "KM-L|teacher|13.71": ("pinned", "BPMP", 2, []),  # D05, D06: joint by J1
        "KOM|teacher|13.71": ("open", None, 1, []),  # D09: no tusi
    }
    # BPMP reaches all three targets, BGP two of them: a third of 100 points.
    assert (
        pieces["KM-L|teacher|13.06"]["runner_up"],
        pieces["KM-L|teacher|13.06"]["difference"],
    ) == ("BGP", 33)
    assert pieces["KM-L|teacher|13.71"]["supports"] == ["DD"]
    figures = {k: v for k, v in report["figures"].items() if k not in ("findings", "needs")}
    assert figures == {
        "programs": 4,
        "units": 3,
        "partners": 1,
        "interventions": 4,
        "targets": 5,
        "targets_reached": 4,
        "deliveries": 11,
        "pairs": 5,
    }
    assert report["rows"] == {
        "read": 13,
        "left_out": 0,
        "cancelled": 1,
        "carried_out": 1,
        "out_of_scope": 0,
    }
    assert {k["kind"]: (k["all"], k["not_yet_planned"], k["open"]) for k in report["figures"]["findings"]} == {
        "duplication": (2, 1, 1), "overlap": (3, 2, 2), "double_reporting": (1, 1, 1),
        "fragmentation": (1, 1, 1), "undivided_mandate": (1, 1, 1), "outside_mandate": (1, 1, 0),
        "gap": (0, 0, 0), "mistargeting": (0, 0, 0), "redundancy": (0, 0, 0), "crowding": (0, 0, 0),
        "coordination_load": (0, 0, 0),
    }  # fmt: skip
    assert set(report["figures"]["needs"].values()) == {0}
    assert report["as_of"] == "2023-12-31"

    def one(kind: str, *programs: str) -> dict:
        [f] = [
            f for f in report["findings"] if f["kind"] == kind and f["programs"] == list(programs)
        ]
        return f

    def evidence(f: dict, *names: str) -> list:
        return [f["evidence"].get(n) for n in names]

    counts = (
        "shared",
        "first_size",
        "second_size",
        "any_time",
        "certain",
        "possible",
        "planned_targets",
    )
    # S1: D01 and D02 cross from 4 to 5 July. S2: D03 is known to the year, so it only may cross D13.
    duplication = one("duplication", "IKM", "PSP")
    assert (duplication["targets"], duplication["rows"]) == (["S1"], ["D01", "D02"])
    assert evidence(duplication, *counts) == [3, 3, 4, 2, 1, 2, 0]
    # PSP reaches all four schools: it must share all three of IKM, and chance says nothing.
    assert duplication["evidence"]["chance"] == {
        "pooled": {"expected": 3}, "stratified": {"expected": 3}, "degrees": {"expected": 3}, "odds_ratio": None
    }  # fmt: skip
    assert evidence(duplication, "people_least", "people_most") == [4, 6]  # 8 + 6 - 10; min(8, 6)
    assert duplication["value"] == {"amount": 4_000_000, "at_least": False}
    assert (duplication["first_day"], duplication["last_day"]) == ("2023-07-04", "2023-07-05")
    # Within a year all of them agree; D03's cost is unknown, and D02 cannot be saved twice.
    overlap = one("overlap", "IKM", "PSP")
    assert (overlap["targets"], overlap["rows"]) == (
        ["S1", "S2"],
        ["D01", "D02", "D03", "D04", "D13"],
    )
    assert evidence(overlap, *counts) == [3, 3, 4, 2, 2, 2, 0]
    assert overlap["value"] == {"amount": 4_000_000, "at_least": True}
    # J1 covers what BPMP and Dompet Dhuafa do in Padang.
    for kind in ("duplication", "overlap"):
        planned = one(kind, "DDP", "IKM")
        assert (planned["planned"], planned["planned_by"]["en"], planned["targets"]) == (
            True,
            "agreement J1",
            ["S3"],
        )
        assert evidence(planned, *counts) == [1, 1, 3, 1, 1, 1, 1]
        # 1 school × 3 schools / 4 schools; in Padang 1 × 1 / 2, so that one in two would be as good.
        chance = planned["evidence"]["chance"]
        assert (chance["pooled"]["expected"], chance["stratified"]["expected"]) == (0.75, 0.5)
        assert math.exp(chance["stratified"]["ln_p"]) == pytest.approx(0.5)
        assert planned["value"] == {"amount": 1_000_000, "at_least": False}
    assert evidence(one("duplication", "DDP", "IKM"), "people_least", "people_most") == [0, 10]
    # IKM-W lies inside IKM: no pair; with PSP it is one.
    webinar = one("overlap", "IKM-W", "PSP")
    assert (webinar["targets"], webinar["value"]["amount"], webinar["units"]) == (
        ["S1"],
        300_000,
        ["BGP", "BGP"],
    )
    assert webinar["evidence"]["time"] == {"certain_days": 0, "possible_days": 0}
    twice = one("double_reporting", "PSP", "PSP")
    assert (twice["rows"], twice["targets"], twice["value"]["amount"]) == (
        ["D07", "D08"],
        ["S4"],
        500_000,
    )
    fragmentation = one("fragmentation", "IKM", "IKM-W", "PSP")
    assert (fragmentation["activity"], fragmentation["region"], fragmentation["units"]) == (
        "KM",
        "13.06",
        ["BGP", "BPMP"],
    )
    assert evidence(fragmentation, "deliveries") == [
        6
    ]  # D01 D02 D03 D04 D10 D13; in Padang J2 names who leads
    undivided = one("undivided_mandate", "IKM", "IKM-W", "PSP")
    assert (undivided["activity"], undivided["audiences"], undivided["region"]) == (
        "KM-L",
        ["teacher"],
        None,
    )
    outside = one("outside_mandate", "PSP")
    assert (outside["rows"], outside["status"], outside["decision"]) == (
        ["D09"],
        "decided",
        "accepted",
    )
    assert [f["status"] for f in report["findings"]] == ["open"] * 8 + ["decided"]
    assert report["most_important"] == [
        f["id"] for f in (duplication, fragmentation, undivided, webinar, twice)
    ]
