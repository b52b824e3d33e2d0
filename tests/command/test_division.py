"""The division of responsibility as the command writes it, and what it says of the seed case."""

import csv
import json
import os
import re
import subprocess
from collections import Counter, defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = os.environ.get("IRISAN_COMMAND", "irisan")
EXAMPLE = ROOT / "examples" / "west_sumatra"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("division")
    subprocess.run([COMMAND, "audit", EXAMPLE, "-o", folder], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def division(out: Path) -> dict:
    return json.loads((out / "report.json").read_text())["division"]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as f:
        return list(csv.DictReader(f))


def test_the_school_goes_to_bpmp_and_its_people_to_bgp(division: dict) -> None:
    leads = defaultdict(set)
    for piece in division["pieces"]:
        if piece["state"] in ("decided", "only_one", "undivided", "pinned") and piece["audience"]:
            leads[piece["audience"]].add(piece["lead"])
    assert leads["school"] == {"BPMP"}
    assert leads["local_government"] == {"BPMP"}
    assert leads["teacher"] == {"BGP"}
    assert leads["supervisor"] == {"BGP"}
    # Principals are BGP's by the regulation; BPMP leads only what the example's added mandates say.
    by_kind = defaultdict(set)
    for piece in division["pieces"]:
        if piece["audience"] == "principal" and piece["state"] != "joint":
            by_kind[piece["activity"]].add(piece["lead"])
    added = {"KM-FASILITASI", "SP-FASILITASI", "KM-MONEV"}
    assert all(units == {"BGP"} for kind, units in by_kind.items() if kind not in added)
    assert by_kind["KM-MONEV"] == {"BPMP"}


def test_joint_programs_stay_joint_with_roles(division: dict) -> None:
    joint = [p for p in division["pieces"] if p["state"] == "joint"]
    assert {p["region"] for p in joint if p["activity"].startswith("SP-")} == {
        "13.71",
        "13.72",
        "13.74",
        "13.75",
        "13.76",
    } & {p["region"] for p in joint}
    for piece in joint:
        assert {piece["lead"], *piece["supports"]} >= {"BPMP", "BGP"}
    by_roles = [p for p in joint if p["region"] in ("13.72", "13.74")]
    assert by_roles
    assert all(p["lead"] == "BGP" and p["agreement"] is None for p in by_roles)
    assert all(p["agreement"] for p in joint if p not in by_roles)


def test_agreements_are_honoured(division: dict) -> None:
    pieces = {p["id"]: p for p in division["pieces"]}
    assert pieces["KM-KOMPETENSI|teacher|13.06"]["state"] == "pinned"
    assert pieces["KM-KOMPETENSI|teacher|13.06"]["agreement"] == "XK005"
    assert all(
        p["lead"] != "BGP" for p in division["pieces"] if p["activity"] == "PIMPIN-FASILITASI"
    )


def test_a_local_government_meets_fewer_offices_per_theme(division: dict) -> None:
    now = sum(len(a["units_now"]) for a in division["authorities"])
    then = sum(len(a["units_then"]) for a in division["authorities"])
    assert then < now
    figures = {f["figure"]: (f["before"], f["after"]) for f in division["before_after"]}
    assert figures["meetings"] == (now, then)
    assert figures["units_per_theme_and_region"][1] < figures["units_per_theme_and_region"][0]
    assert figures["overlaps"][1] < figures["overlaps"][0]
    assert figures["duplications"][1] <= figures["duplications"][0]


def test_the_bound_holds_and_states_agree(division: dict) -> None:
    assert division["lower_bound"] <= division["cost"]
    for piece in division["pieces"]:
        assert (piece["state"] == "open") == (piece["lead"] is None)


def test_the_readme_tells_the_figures_of_the_run(division: dict) -> None:
    """The table in the example's README is what the run says, number for number."""
    text = (EXAMPLE / "README.md").read_text()
    told = dict(re.findall(r"^\| `(\w+)` \| ([0-9.,]+ \| [0-9.,]+) \|", text, re.M))
    figures = {f["figure"]: f for f in division["before_after"]}
    assert set(told) == set(figures)
    for name, numbers in told.items():
        before, after = (float(n.replace(",", "")) for n in numbers.split(" | "))
        assert (before, after) == (
            round(figures[name]["before"], 2),
            round(figures[name]["after"], 2),
        )
    states = Counter(p["state"] for p in division["pieces"])
    for state, count in states.items():
        assert f"{count} {state}" in text


def test_files_say_what_the_report_says(out: Path, division: dict) -> None:
    pieces = rows_of(out / "division.csv")
    assert [r["piece_id"] for r in pieces] == [p["id"] for p in division["pieces"]]
    assert [r["lead"] or None for r in pieces] == [p["lead"] for p in division["pieces"]]
    raci = rows_of(out / "raci.csv")
    units = list(raci[0])[5:]
    assert len(raci) == len(pieces)
    assert all(sum(r[u] == "A" for u in units) <= 1 for r in raci)
    assert sum(any(r[u] == "A" for u in units) for r in raci) == sum(
        bool(p["lead"]) for p in pieces
    )
    plan = rows_of(out / "workplan.csv")
    assert sum(r["role"] == "lead" for r in plan) == sum(bool(r["lead"]) for r in pieces)


@pytest.mark.parametrize("what", ["threads", "order"])
def test_the_same_bytes(out: Path, tmp_path: Path, what: str) -> None:
    folder, options = EXAMPLE, ["--threads", "1"]
    if what == "order":
        folder, options = tmp_path / "shuffled", []
        folder.mkdir()
        for file in EXAMPLE.glob("*"):
            if file.suffix == ".csv":
                head, *rows = file.read_text().splitlines()
                (folder / file.name).write_text("\n".join([head, *reversed(rows)]) + "\n")
            elif file.suffix in (".json", ".toml"):
                (folder / file.name).write_bytes(file.read_bytes())
    subprocess.run(
        [COMMAND, "audit", folder, "-o", tmp_path / "out", *options],
        check=True,
        capture_output=True,
    )
    for name in ("division.csv", "workplan.csv", "raci.csv"):
        assert (tmp_path / "out" / name).read_bytes() == (out / name).read_bytes()
