"""Needs, redundancy and what if, as the command's users see them."""

import csv
import json
import math
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
COMMAND = str(Path(os.environ.get("IRISAN_COMMAND", ROOT / "build/release/src/irisan")).resolve())
EXAMPLE = ROOT / "examples" / "west_sumatra"


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Runs the command; a crash or a hang is never what a test expects."""
    done = subprocess.run([COMMAND, *map(str, arguments)], capture_output=True, text=True, timeout=120)
    assert done.returncode >= 0, f"ended by signal {-done.returncode}: {done.stderr!r}"
    return done


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example") / "out"
    assert run("audit", EXAMPLE, "-o", folder).returncode == 0
    return folder


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def test_coverage_csv_says_what_the_report_counts(out: Path) -> None:
    rows = rows_of(out / "coverage.csv")
    counting = [r for r in rows if r["counts"] == "true"]
    states = Counter(r["state"] for r in counting)
    needs = json.loads((out / "report.json").read_text())["figures"]["needs"]
    assert needs["all"] == len(counting) > 200
    for state in ("served", "not_served", "not_reported", "not_eligible"):
        assert needs[state] == states[state]
    # Nothing was reported from the Mentawai islands by BGP: not reported is no "not served".
    assert states["not_reported"] > 0
    for r in rows:
        assert float(r["unmet_least"]) <= float(r["unmet_most"])
        if r["state"] == "served":
            assert int(r["deliveries"]) > 0
        else:
            assert (r["deliveries"], r["supplied"]) == ("0", "0")


def test_coverage_totals_add_up_to_the_rows(out: Path) -> None:
    totals = json.loads((out / "report.json").read_text())["coverage"]
    rows = rows_of(out / "coverage.csv")
    for activity in {r["activity_id"] for r in rows}:
        of = [r for r in rows if r["activity_id"] == activity]
        summed = [t for t in totals if t["activity"] == activity]
        assert sum(t["assessed"] for t in summed) == len(of)
        unmet = sum(float(r["unmet_most"]) for r in of if r["counts"] == "true")
        assert sum(t["unmet_most"] for t in summed) == pytest.approx(unmet)
    for t in totals:
        assert t["needy"] == sum(t[s] for s in ("served", "not_served", "not_reported", "not_eligible"))


def test_indicators_become_needs_by_the_rules_beside_the_tables(out: Path) -> None:
    rows = rows_of(out / "coverage.csv")
    value = {r["target_id"]: r["value"] for r in rows_of(EXAMPLE / "indicators.csv") if r["indicator_id"] == "contoh-literasi"}
    made = [r for r in rows if r["source"] == "contoh-literasi"]
    assert len(made) == len(value) > 100
    for r in made:
        score = min(1.0, max(0.0, (95 - float(value[r["target_id"]])) / 70))
        assert float(r["score"]) == pytest.approx(score, abs=1e-11)
        assert r["activity_id"] == "MUTU"


def test_priorities_and_ranks_are_written_where_indicators_make_needs(tmp_path: Path, out: Path) -> None:
    package = tmp_path / "package"
    shutil.copytree(EXAMPLE, package)
    card = 'categories = { kurang = { score = 1, colour = "red" }, sedang = { score = 0.5, colour = "yellow" } }'
    rules = "".join(
        f'[[indicator]]\nid = "{i}"\nactivity = "MUTU"\nscale = "categories"\n{card}\nweight = {w}\n'
        f'number_of = "{i}-n"\nquintile_of = "{i}-q"\nchange_of = "{i}-c"\n'
        for i, w in (("a", 1), ("b", 2))
    )
    (package / "irisan.toml").write_text(rules, encoding="utf-8")
    schools = [r["target_id"] for r in rows_of(EXAMPLE / "targets.csv") if r["kind"] == "school"][:5]
    colours = {"a": ["kurang", "kurang", "kurang", "sedang", "kurang"], "b": ["sedang"] * 5}
    quintiles = {"a": [1, 1, 2, 1, 1], "b": [1, 1, 1, 1, 1]}
    changes = {"a": [-3, -3, -9, -9, 2], "b": [0, 0, 0, 0, 0]}
    lines = ["target_id,indicator_id,value,date,source"]
    for k, school in enumerate(schools):
        for i in ("a", "b"):
            for part, value in (("", colours), ("-q", quintiles), ("-c", changes)):
                lines.append(f"{school},{i}{part},{value[i][k]},2023,x")
            lines.append(f"{school},{i}-n,50,2023,x")
    (package / "indicators.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert run("audit", package, "-o", tmp_path / "out").returncode == 0
    rows = rows_of(tmp_path / "out" / "priorities.csv")
    place = {(r["target_id"], r["indicator_id"]): r for r in rows}
    # Red before yellow, then the lower quintile, then the larger fall; equals share a place.
    assert [place[s, "a"]["among_targets"] for s in schools] == ["1", "1", "4", "5", "3"]
    assert [place[s, "b"]["among_targets"] for s in schools] == ["1"] * 5
    assert [place[s, "a"]["among_indicators"] for s in schools] == ["1"] * 5
    assert place[schools[3], "b"]["among_indicators"] == "2"
    assert (place[schools[2], "a"]["colour"], place[schools[2], "a"]["change"]) == ("red", "-9")
    ranks = rows_of(tmp_path / "out" / "ranks.csv")
    assert [r["target_id"] for r in ranks] == sorted(schools)
    for r in ranks:
        assert int(r["least"]) <= int(r["lower"]) <= int(r["upper"]) <= int(r["most"])
        assert int(r["least"]) <= int(r["rank"]) <= int(r["most"])


def recount(cover: dict[str, Any]) -> None:
    """Checks all that a redundancy.json says, by nothing but what stands in it."""
    programs, rows, scale = cover["programs"], cover["rows"], cover["scale"]
    kept = {i for i, p in enumerate(programs) if p["kept"]}
    assert cover["cost"] == sum(programs[i]["cost"] for i in kept)
    counts = [len(kept.intersection(r["programs"])) for r in rows]
    assert all(count >= r["demand"] for count, r in zip(counts, rows, strict=True))
    # What is said to be able to go alone can, and nothing else.
    for i, p in enumerate(programs):
        alone = all(len(r["programs"]) - 1 >= r["demand"] for r in rows if i in r["programs"])
        assert p["alone"] == (alone and not p["protected"])
        assert p["kept"] or not p["protected"]
    # A witness is a row that has no kept program to spare.
    for i in kept:
        witness = programs[i]["witness"]
        if witness is None and programs[i]["protected"]:
            continue
        assert any(
            i in r["programs"] and count == r["demand"]
            for r, count in zip(rows, counts, strict=True)
            if witness == {"target": r["target"], "activity": r["activity"]}
        )
    value = sum(r["demand"] * r["price"] for r in rows)
    for i, p in enumerate(programs):
        rest = p["cost"] * scale - sum(r["price"] for r in rows if i in r["programs"])
        value += rest if p["protected"] else min(0, rest)
    assert all(r["price"] >= 0 for r in rows)
    assert 0 <= cover["bound"] <= cover["lower_bound"] <= cover["cost"]
    # Costs are whole multiples of what divides them all, and so is the bound, rounded up.
    step = scale * math.gcd(*(p["cost"] for p in programs))
    assert cover["bound"] == max(0, -(-value // step)) * step // scale


def test_redundancy_can_be_recounted_from_its_file(out: Path) -> None:
    recount(json.loads((out / "redundancy.json").read_text()))


def test_redundancy_with_protected_programs_can_be_recounted_from_its_file(tmp_path: Path) -> None:
    package = tmp_path / "package"
    shutil.copytree(EXAMPLE, package)
    with (package / "irisan.toml").open("a", encoding="utf-8") as rules:
        rules.write('\n[redundancy]\nkeep = ["PSP", "WEBINAR"]\n')
    assert run("audit", package, "-o", tmp_path / "out").returncode == 0
    cover = json.loads((tmp_path / "out" / "redundancy.json").read_text())
    assert [p["program"] for p in cover["programs"] if p["protected"]] == ["PSP", "WEBINAR"]
    recount(cover)


def test_without_says_what_changes_and_writes_it(tmp_path: Path, out: Path) -> None:
    done = run("audit", EXAMPLE, "--without", "PSP", "-o", tmp_path / "out", "--lang", "en")
    assert done.returncode == 0
    assert done.stdout.startswith("What changes:\n  deliveries: ")
    change = rows_of(tmp_path / "out" / "change.csv")
    whole = {(r["figure"], r["kind"]): r for r in change if not r["region_id"]}
    before = json.loads((out / "report.json").read_text())
    after = json.loads((tmp_path / "out" / "report.json").read_text())
    assert after["scope"]["without"] == ["PSP"]
    assert after["as_of"] == before["as_of"]
    deliveries = whole[("deliveries", "")]
    assert int(deliveries["before"]) == before["figures"]["deliveries"]
    assert int(deliveries["after"]) == after["figures"]["deliveries"] < before["figures"]["deliveries"]
    for kind in before["figures"]["findings"]:
        assert int(whole[("findings", kind["kind"])]["before"]) == kind["all"]
    assert not any("PSP" in f["programs"] for f in after["findings"] if f["kind"] == "duplication")


def test_without_an_unknown_program_ends_before_anything_is_written(tmp_path: Path) -> None:
    done = run("audit", EXAMPLE, "--without", "PSX", "-o", tmp_path / "out")
    assert done.returncode == 2
    assert "unknown program 'PSX'; the nearest is 'PSP'" in done.stderr
    assert not (tmp_path / "out").exists()


def test_since_says_what_has_changed_everywhere(tmp_path: Path) -> None:
    package = tmp_path / "package"
    shutil.copytree(EXAMPLE, package)
    earlier, later = tmp_path / "earlier", tmp_path / "later"
    assert run("audit", package, "--to", "2023-08-31", "--as-of", "2023-08-31", "-o", earlier).returncode == 0
    done = run("audit", package, "--since", earlier, "-o", later, "--lang", "en")
    assert done.returncode == 0
    assert done.stdout.startswith("Since the report as of 31 August 2023: findings ")
    then, now = (json.loads((f / "report.json").read_text()) for f in (earlier, later))
    assert "change" not in then
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(now, json.loads((ROOT / "src/io/report.schema.json").read_text()))
    change = now["change"]
    assert change["since"] == "2023-08-31" and not change["what_if"]
    was, is_ = ({f["id"] for f in r["findings"]} for r in (then, now))
    fate = {f["id"]: f["fate"] for f in change["findings"]}
    assert {i for i, f in fate.items() if f == "opened"} == is_ - was != set()
    assert {i for i, f in fate.items() if f == "persistent"} == is_ & was != set()
    assert {i for i, f in fate.items() if f in ("closed", "not_reported")} == was - is_
    assert {f["first_seen"] for f in change["findings"] if f["fate"] != "opened"} == {"2023-08-31"}
    rows = rows_of(later / "change.csv")
    listed = {r["finding_id"]: (r["before"], r["after"]) for r in rows if r["figure"] == "finding"}
    ends = {"opened": ("0", "1"), "persistent": ("1", "1"), "closed": ("1", "0"), "not_reported": ("1", "")}
    assert listed == {i: ends[f] for i, f in fate.items()}
    deliveries = next(r for r in rows if r["figure"] == "deliveries")
    assert [deliveries["before"], deliveries["after"]] == [str(r["figures"]["deliveries"]) for r in (then, now)]
    summary = (later / "summary.txt").read_text()
    assert "Since the report as of 31 August 2023" in summary
    assert len(summary.splitlines()) <= 64
    # What is written of the page again is the same.
    assert run("page", later, "-o", tmp_path / "again.html").returncode == 0
    assert (tmp_path / "again.html").read_bytes() == (later / "page.html").read_bytes()


def test_since_itself_nothing_opens_and_first_seen_stays(tmp_path: Path, out: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    assert run("audit", EXAMPLE, "--since", out, "-o", one).returncode == 0
    assert run("audit", EXAMPLE, "--since", one, "-o", two).returncode == 0
    first, second = (json.loads((f / "report.json").read_text())["change"] for f in (one, two))
    assert {f["fate"] for f in first["findings"]} == {"persistent"}
    assert first == second
    assert all(f["before"] == f["after"] for f in first["figures"])


def test_since_a_folder_without_a_report_ends_before_anything_is_written(tmp_path: Path) -> None:
    done = run("audit", EXAMPLE, "--since", EXAMPLE, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert "report.json: does not exist" in done.stderr
    assert not (tmp_path / "out").exists()
    assert run("audit", EXAMPLE, "--since", EXAMPLE, "--without", "PSP").returncode == 2


def test_mistakes_in_indicator_rules_are_told_with_their_lines(tmp_path: Path) -> None:
    package = tmp_path / "package"
    shutil.copytree(EXAMPLE, package)
    (package / "irisan.toml").write_text(
        'languag = "en"\n[[indicator]]\nid = "contoh-literasi"\nactivity = "MUTU"\nscale = "rang"\n',
        encoding="utf-8",
    )
    done = run("audit", package)
    assert done.returncode == 2
    assert "irisan.toml, line 1" in done.stderr
    assert "line 5" in done.stderr
    assert "range" in done.stderr


def test_a_rule_for_an_activity_that_is_not_there_is_refused(tmp_path: Path) -> None:
    package = tmp_path / "package"
    shutil.copytree(EXAMPLE, package)
    rules = (package / "irisan.toml").read_text(encoding="utf-8")
    (package / "irisan.toml").write_text(rules.replace('"MUTU"', '"MUTUU"'), encoding="utf-8")
    done = run("audit", package)
    assert done.returncode == 2
    assert "unknown activity 'MUTUU'; the nearest is 'MUTU'" in done.stderr
