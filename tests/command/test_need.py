"""Needs, redundancy and what if, as the command's users see them."""

import csv
import json
import math
import os
import shutil
import subprocess
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
COMMAND = str(Path(os.environ.get("IRISAN_COMMAND", ROOT / "build/release/src/irisan")).resolve())
EXAMPLE = ROOT / "examples" / "west_sumatra"


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Runs the command; a crash or a hang is never what a test expects."""
    done = subprocess.run(
        [COMMAND, *map(str, arguments)], capture_output=True, text=True, timeout=120
    )
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
        assert t["needy"] == sum(
            t[s] for s in ("served", "not_served", "not_reported", "not_eligible")
        )


def test_indicators_become_needs_by_the_rules_beside_the_tables(out: Path) -> None:
    rows = rows_of(out / "coverage.csv")
    value = {
        r["target_id"]: r["value"]
        for r in rows_of(EXAMPLE / "indicators.csv")
        if r["indicator_id"] == "contoh-literasi"
    }
    made = [r for r in rows if r["source"] == "contoh-literasi"]
    assert len(made) == len(value) > 100
    for r in made:
        score = min(1.0, max(0.0, (95 - float(value[r["target_id"]])) / 70))
        assert float(r["score"]) == pytest.approx(score, abs=1e-11)
        assert r["activity_id"] == "MUTU"


def test_priorities_and_ranks_are_written_where_indicators_make_needs(
    tmp_path: Path, out: Path
) -> None:
    package = tmp_path / "package"
    shutil.copytree(EXAMPLE, package)
    card = 'categories = { kurang = { score = 1, colour = "red" }, sedang = { score = 0.5, colour = "yellow" } }'
    rules = "".join(
        f'[[indicator]]\nid = "{i}"\nactivity = "MUTU"\nscale = "categories"\n{card}\nweight = {w}\n'
        f'number_of = "{i}-n"\nquintile_of = "{i}-q"\nchange_of = "{i}-c"\n'
        for i, w in (("a", 1), ("b", 2))
    )
    (package / "irisan.toml").write_text(rules, encoding="utf-8")
    schools = [r["target_id"] for r in rows_of(EXAMPLE / "targets.csv") if r["kind"] == "school"][
        :5
    ]
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
    # Of each program that is not kept its rows, each with enough without it.
    spare = [(x["program"], x["row"]) for x in cover["spare"]]
    assert spare == [
        (i, n)
        for i in range(len(programs))
        if i not in kept
        for n, r in enumerate(rows)
        if i in r["programs"]
    ]
    for x in cover["spare"]:
        assert x["kept"] == counts[x["row"]] >= x["demand"] == rows[x["row"]]["demand"]
    assert all(r["kept"] == count for r, count in zip(rows, counts, strict=True))
    assert all(r["demand"] == min(r["asked"], len(r["programs"])) for r in rows)
    if cover["partial"]:
        recount_partial(cover)


def recount_partial(cover: dict[str, Any]) -> None:
    programs, rows, part = cover["programs"], cover["rows"], cover["partial"]
    kept = {i for i, p in enumerate(programs) if p["program"] in part["kept"]}
    assert len(kept) == len(part["kept"])
    assert part["cost"] == sum(programs[i]["cost"] for i in kept)
    for r in rows:
        assert r["missing"] == max(0, r["demand"] - len(kept.intersection(r["programs"])))
        assert 0 <= r["partial_price"] <= part["price"] * r["weight"]
    total = sum(r["demand"] * r["weight"] for r in rows)
    assert part["weight"] == total
    assert part["missing"] == sum(r["missing"] * r["weight"] for r in rows) <= part["allowed"]
    assert part["allowed"] == math.floor((1 - Fraction(part["share"])) * total)
    value = sum(r["demand"] * r["partial_price"] for r in rows) - part["price"] * part["allowed"]
    for i, p in enumerate(programs):
        rest = p["cost"] * part["scale"] - sum(
            r["partial_price"] for r in rows if i in r["programs"]
        )
        value += rest if p["protected"] else min(0, rest)
    step = part["scale"] * math.gcd(*(p["cost"] for p in programs))
    assert part["bound"] == max(0, -(-value // step)) * step // part["scale"] <= part["cost"]


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


def test_a_share_and_a_reserve_can_be_recounted_from_their_file(tmp_path: Path, out: Path) -> None:
    package = tmp_path / "package"
    shutil.copytree(EXAMPLE, package)
    rules = (package / "irisan.toml").read_text(encoding="utf-8")
    for number, text in enumerate(("share = 0.8", 'share = "9/10"\nreserve = 1')):
        (package / "irisan.toml").write_text(f"{rules}\n[redundancy]\n{text}\n", encoding="utf-8")
        folder = tmp_path / str(number)
        assert run("audit", package, "-o", folder).returncode == 0
        cover = json.loads((folder / "redundancy.json").read_text())
        recount(cover)
        report = json.loads((folder / "report.json").read_text())
        assert report["redundancy"]["partial"]["kept"] == cover["partial"]["kept"]
        lacking = {
            (r["target"], r["activity"], r["quantity_unit"])
            for r in cover["rows"]
            if r["asked"] > r["demand"]
        }
        assert cover["short_needs"] == len(lacking)
        assert (number == 1) == bool(lacking)
    assert json.loads((out / "redundancy.json").read_text())["partial"] is None


def test_deliveries_needed_are_those_of_the_needs_that_count(out: Path) -> None:
    rows = rows_of(out / "deliveries_needed.csv")
    figures = json.loads((out / "report.json").read_text())["deliveries_needed"]
    assert figures["deliveries"] == len(rows) > 100
    for need in ("essential", "in_all", "in_some", "in_none", "not_assessed"):
        assert figures[need] == sum(r["needed"] == need for r in rows)
    assert figures["kept"] == sum(r["kept"] == "true" for r in rows)
    counting = [r for r in rows_of(out / "coverage.csv") if r["counts"] == "true"]
    assert sum(int(r["needs"]) for r in rows) == sum(int(r["deliveries"]) for r in counting)
    targets = {r["target_id"] for r in counting}
    for r in rows:
        assert (r["needed"] == "essential") == (r["alone"] == "false")
        assert r["kept"] == "true" or r["alone"] == "true"
        # What is not kept needs no witness; what is essential has one.
        if r["needed"] == "essential":
            assert r["witness_target_id"] in targets
        assert r["kept"] == "true" or r["witness_target_id"] == ""
    line = next(t for t in (out / "summary.txt").read_text().splitlines() if t.startswith("Dari "))
    assert f"{len(rows):,}".replace(",", ".") in line


def test_needs_stay_met_without_the_deliveries_that_are_not_kept(tmp_path: Path, out: Path) -> None:
    package = tmp_path / "package"
    shutil.copytree(EXAMPLE, package)
    gone = {r["row"] for r in rows_of(out / "deliveries_needed.csv") if r["kept"] == "false"}
    assert gone
    deliveries = rows_of(package / "deliveries.csv")
    with (package / "deliveries.csv").open("w", newline="", encoding="utf-8") as text:
        writer = csv.DictWriter(text, deliveries[0])
        writer.writeheader()
        writer.writerows(r for r in deliveries if r["delivery_id"] not in gone)
    as_of = json.loads((out / "report.json").read_text())["as_of"]
    assert run("audit", package, "--as-of", as_of, "-o", tmp_path / "out").returncode == 0
    key = ("target_id", "activity_id", "quantity_unit")
    after = {tuple(r[k] for k in key): r for r in rows_of(tmp_path / "out" / "coverage.csv")}
    before = rows_of(out / "coverage.csv")
    assert len(before) == len(after)
    for r in before:
        if r["counts"] == "true":
            assert float(after[tuple(r[k] for k in key)]["met"]) >= float(r["met"]) - 1e-9


def test_a_school_without_a_result_stops_nothing_and_is_told(tmp_path: Path) -> None:
    package = tmp_path / "package"
    shutil.copytree(EXAMPLE, package)
    indicators = rows_of(package / "indicators.csv")
    literacy = [n for n, r in enumerate(indicators) if r["indicator_id"] == "contoh-literasi"]
    for n in literacy[:30]:
        indicators[n]["value"] = ""
    with (package / "indicators.csv").open("w", newline="", encoding="utf-8") as text:
        writer = csv.DictWriter(text, indicators[0])
        writer.writeheader()
        writer.writerows(indicators)
    done = run("check", package, "--lang", "en")
    assert done.returncode == 0
    (line,) = [x for x in done.stdout.splitlines() if "'value' is empty" in x]
    assert line.startswith(f"indicators.csv, line {literacy[0] + 2} (and 29 more: ")
    assert run("audit", package, "--lang", "en", "-o", tmp_path / "out").returncode == 0
    notes = [
        n["en"] for n in json.loads((tmp_path / "out" / "report.json").read_text())["not_computed"]
    ]
    assert any("30 empty" in n for n in notes)
    without = {indicators[n]["target_id"] for n in literacy[:30]}
    made = {
        r["target_id"]
        for r in rows_of(tmp_path / "out" / "coverage.csv")
        if r["source"] == "contoh-literasi"
    }
    assert made
    assert not made & without


def test_a_text_in_a_number_column_stops_with_its_value(tmp_path: Path) -> None:
    package = tmp_path / "package"
    shutil.copytree(EXAMPLE, package)
    with (package / "needs.csv").open("w", encoding="utf-8") as needs:
        needs.write("target_id,activity_id,score\nX,MUTU,tinggi\n")
    done = run("audit", package, "--lang", "en")
    assert done.returncode == 2
    assert "needs.csv, line 2: 'tinggi' is not a number" in done.stderr


def test_with_rows_of_a_file_says_what_they_would_change(tmp_path: Path, out: Path) -> None:
    gap = next(
        r
        for r in rows_of(out / "coverage.csv")
        if r["state"] == "not_served" and r["counts"] == "true"
    )
    first = rows_of(EXAMPLE / "deliveries.csv")[0]
    plan = tmp_path / "deliveries_plan.csv"
    plan.write_text(
        "program_id,unit_id,target_id,activity_id,audience,start,end,status\n"
        f"{first['program_id']},{first['unit_id']},{gap['target_id']},{gap['activity_id']},teacher,"
        "2030-01-05,2030-01-06,planned\n",
        encoding="utf-8",
    )
    done = run("audit", EXAMPLE, "--with", plan, "-o", tmp_path / "out", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "  needs not served: " in done.stdout
    before = json.loads((out / "report.json").read_text())
    after = json.loads((tmp_path / "out" / "report.json").read_text())
    assert after["scope"]["with"] == ["deliveries_plan.csv"]
    # A plan for later moves the day of nothing else.
    assert after["as_of"] == before["as_of"]
    change = {
        (r["figure"], r["kind"]): r
        for r in rows_of(tmp_path / "out" / "change.csv")
        if not r["region_id"]
    }
    assert change[("deliveries", "")]["change"] == "1"
    assert int(change[("needs_not_served", "")]["change"]) <= -1
    assert (
        int(change[("needs_not_served", "")]["before"]) == before["figures"]["needs"]["not_served"]
    )
    assert "with deliveries_plan.csv" in (tmp_path / "out" / "summary.txt").read_text()


def test_with_and_without_are_asked_together(tmp_path: Path) -> None:
    more = tmp_path / "more"
    more.mkdir()
    (more / "programs.csv").write_text(
        "program_id,name,unit_id\nBARU,Program baru,BGP\n", encoding="utf-8"
    )
    school = rows_of(EXAMPLE / "deliveries.csv")[0]["target_id"]
    (more / "deliveries.csv").write_text(f"program_id,target_id\nBARU,{school}\n", encoding="utf-8")
    assert (
        run(
            "audit", EXAMPLE, "--with", more, "--without", "PSP", "-o", tmp_path / "both"
        ).returncode
        == 0
    )
    assert run("audit", EXAMPLE, "--without", "PSP", "-o", tmp_path / "one").returncode == 0
    both, one = (
        {
            (r["figure"], r["kind"]): r
            for r in rows_of(tmp_path / name / "change.csv")
            if not r["region_id"]
        }
        for name in ("both", "one")
    )
    assert int(both[("deliveries", "")]["after"]) == int(one[("deliveries", "")]["after"]) + 1
    assert both[("deliveries", "")]["before"] == one[("deliveries", "")]["before"]
    scope = json.loads((tmp_path / "both" / "report.json").read_text())["scope"]
    assert (scope["with"], scope["without"]) == (["more"], ["PSP"])


def test_with_rows_that_do_not_fit_ends_before_anything_is_written(tmp_path: Path) -> None:
    wrong = tmp_path / "deliveries_x.csv"
    wrong.write_text("program_id,target_id\nPSP,NOWHERE\nPSX,NOWHERE\n", encoding="utf-8")
    done = run("audit", EXAMPLE, "--with", wrong, "-o", tmp_path / "out", "--lang", "en")
    assert done.returncode == 2
    assert "deliveries_x.csv, line 2 (and 1 more: 3): unknown target 'NOWHERE'" in done.stderr
    assert "deliveries_x.csv, line 3: unknown program 'PSX'; the nearest is 'PSP'" in done.stderr
    assert not (tmp_path / "out").exists()
    other = tmp_path / "plan.csv"
    other.write_text("program_id,target_id\n", encoding="utf-8")
    done = run("audit", EXAMPLE, "--with", other)
    assert done.returncode == 2
    assert "plan.csv: is called after no table of irisan" in done.stderr


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
    assert (
        int(deliveries["after"]) == after["figures"]["deliveries"] < before["figures"]["deliveries"]
    )
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
    assert (
        run(
            "audit", package, "--to", "2023-08-31", "--as-of", "2023-08-31", "-o", earlier
        ).returncode
        == 0
    )
    done = run("audit", package, "--since", earlier, "-o", later, "--lang", "en")
    assert done.returncode == 0
    assert done.stdout.startswith("Since the report as of 31 August 2023: findings ")
    then, now = (json.loads((f / "report.json").read_text()) for f in (earlier, later))
    assert "change" not in then
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(now, json.loads((ROOT / "src/io/report.schema.json").read_text()))
    change = now["change"]
    assert change["since"] == "2023-08-31"
    assert not change["what_if"]
    was, is_ = ({f["id"] for f in r["findings"]} for r in (then, now))
    fate = {f["id"]: f["fate"] for f in change["findings"]}
    assert {i for i, f in fate.items() if f == "opened"} == is_ - was != set()
    assert {i for i, f in fate.items() if f == "persistent"} == is_ & was != set()
    assert {i for i, f in fate.items() if f in ("closed", "not_reported")} == was - is_
    assert {f["first_seen"] for f in change["findings"] if f["fate"] != "opened"} == {"2023-08-31"}
    rows = rows_of(later / "change.csv")
    listed = {r["finding_id"]: (r["before"], r["after"]) for r in rows if r["figure"] == "finding"}
    ends = {
        "opened": ("0", "1"),
        "persistent": ("1", "1"),
        "closed": ("1", "0"),
        "not_reported": ("1", ""),
    }
    assert listed == {i: ends[f] for i, f in fate.items()}
    deliveries = next(r for r in rows if r["figure"] == "deliveries")
    assert [deliveries["before"], deliveries["after"]] == [
        str(r["figures"]["deliveries"]) for r in (then, now)
    ]
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
