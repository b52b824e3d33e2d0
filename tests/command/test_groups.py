"""`irisan groups` as its users call it."""

import csv
import io
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE))

from broken.cases import write_right  # noqa: E402

COMMAND = str(Path(os.environ.get("IRISAN_COMMAND", ROOT / "build/release/src/irisan")).resolve())
HEADER = ["group", "size", "shared", "exclusive", "cells", "lift", "ln_p", "programs"]


def run(*arguments: object, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    """Runs the command; a crash or a hang is never what a test expects."""
    done = subprocess.run(
        [COMMAND, *map(str, arguments)], capture_output=True, text=True, timeout=timeout
    )
    assert done.returncode >= 0, f"ended by signal {-done.returncode}: {done.stderr!r}"
    return done


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def groups_of(*arguments: object) -> list[str]:
    done = run("groups", *arguments)
    assert done.returncode == 0
    rows = table(done.stdout)
    assert rows[0] == HEADER
    assert [row[0] for row in rows[1:]] == [str(i + 1) for i in range(len(rows) - 1)]
    return [row[-1] for row in rows[1:]]


def write_sets(file: Path, sets: dict[str, str]) -> Path:
    file.write_text(
        "program,school\n" + "".join(f"{p},{t}\n" for p, ts in sets.items() for t in ts)
    )
    return file


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """A: a b · B: a b c · C: b c d · D: f."""
    return write_sets(tmp_path / "sets.csv", {"A": "ab", "B": "abc", "C": "bcd", "D": "f"})


@pytest.fixture
def many(tmp_path: Path) -> Path:
    dice = random.Random(4)
    return write_sets(
        tmp_path / "many.csv",
        {f"P{p:02}": [f"S{t}" for t in range(60) if dice.random() < 0.4] for p in range(14)},
    )


def test_groups_are_listed_with_their_figures(sets):
    done = run("groups", sets)
    rows = table(done.stdout)
    assert rows[0] == HEADER
    # Sizes 2, 3, 3 of the five schools that are named: Π K / Nⁿ⁻¹ is 6/5, 18/25 and 9/5.
    assert [row[:5] + row[7:] for row in rows[1:]] == [
        ["1", "2", "2", "1", "4", "A|B"],
        ["2", "3", "1", "1", "3", "A|B|C"],
        ["3", "2", "2", "1", "4", "B|C"],
    ]
    assert [float(row[5]) for row in rows[1:]] == pytest.approx([2 / 1.2, 1 / 0.72, 2 / 1.8])
    # ln 3/10, C(3, 2) of C(5, 2); ln 7/10, P(X >= 2) of 3 and 3 of 5.
    assert [float(rows[i][6]) for i in (1, 3)] == pytest.approx(
        [-1.2039728043259361, -0.35667494393873245]
    )
    assert done.stderr == ""


def test_groups_that_cannot_be_tested_have_no_p(tmp_path):
    rows = table(run("groups", write_sets(tmp_path / "x.csv", {"A": "abcd", "B": "ab"})).stdout)
    assert rows[1][6:] == ["", "A|B"]
    rows = table(run("groups", write_sets(tmp_path / "x.csv", {"A": "abcd", "B": "abe"})).stdout)
    assert rows[1][6] != ""


def test_groups_pass_thresholds(sets):
    assert groups_of(sets, "--min-programs", 3) == ["A|B|C"]
    assert groups_of(sets, "--min-targets", 2) == ["A|B", "B|C"]
    assert groups_of(sets, "--min-programs", 1) == ["A|B", "A|B|C", "B", "B|C", "C", "D"]
    assert groups_of(sets, "--min-targets", 3) == []


def test_groups_with_one_of_some(sets):
    assert groups_of(sets, "--with", "A") == ["A|B", "A|B|C"]
    assert groups_of(sets, "--with", "A", "C") == ["A|B", "A|B|C", "B|C"]
    assert groups_of(sets, "--with", "A", "--with", "C", "--min-programs", 3) == ["A|B|C"]
    assert groups_of("--with", "A", sets) == ["A|B", "A|B|C"]
    assert groups_of(sets, "--with", "D") == []


def test_groups_top_by_cells_or_lift(sets, many):
    assert groups_of(sets, "--top", 2) == ["A|B", "B|C"]
    assert groups_of(sets, "--top", 1, "--by", "lift") == ["A|B"]
    every = table(run("groups", many, "--min-targets", 2).stdout)[1:]
    assert len(every) > 100
    for by, column in (("cells", 4), ("lift", 5)):
        best = sorted((float(row[column]) for row in every), reverse=True)[:9]
        top = table(run("groups", many, "--min-targets", 2, "--top", 9, "--by", by).stdout)[1:]
        assert [float(row[column]) for row in top] == pytest.approx(best)
        assert {tuple(row[1:]) for row in top} <= {tuple(row[1:]) for row in every}


def test_groups_of_more_than_most_say_so(many):
    every = groups_of(many)
    done = run("groups", many, "--most", 20)
    assert done.returncode == 0
    assert len(table(done.stdout)) == 21
    assert {row[7] for row in table(done.stdout)[1:]} <= set(every)
    assert (
        done.stderr
        == "irisan: more than 20 groups; these are the first found, not the largest (see --top, --min-targets, --most)\n"
    )
    assert "lebih dari 20 kelompok" in run("groups", many, "--most", 20, "--lang", "id").stderr
    assert run("groups", many, "--most", len(every)).stderr == ""
    assert run("groups", many, "--most", 20, "--top", 30).stderr == ""


def test_groups_with_and_without_a_header(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("P,S1\nQ,S1\n")
    assert groups_of(file, "--header", "no") == ["P|Q"]
    assert groups_of(file, "--header", "yes") == []


def test_groups_of_gmt_and_dat(tmp_path):
    (tmp_path / "x.gmt").write_text("P\td\tg1\tg2\nQ\td\tg2\nEMPTY\td\n")
    assert groups_of(tmp_path / "x.gmt") == ["P|Q"]
    (tmp_path / "x.dat").write_text("1 2\n2 3\n")
    assert groups_of(tmp_path / "x.dat") == ["1|2"]


def test_groups_of_a_package_name_interventions(tmp_path):
    assert groups_of(write_right(tmp_path / "package")) == ["P|BPMP|Q|BGP"]


def test_groups_are_the_same_for_any_number_of_threads_and_order_of_rows(many, tmp_path):
    one = run("groups", many, "--threads", 1).stdout
    assert run("groups", many, "--threads", 2).stdout == one
    assert run("groups", many, "--threads", 7).stdout == one
    head, *rows = many.read_text().splitlines()
    random.Random(1).shuffle(rows)
    mixed = tmp_path / "mixed.csv"
    mixed.write_text("\n".join([head, *rows]) + "\n")
    assert run("groups", mixed).stdout == one


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--min-programs", 0], "--min-programs"),
        (["--min-targets", 0], "--min-targets"),
        (["--top", 0], "--top"),
        (["--most", 0], "--most"),
        (["--by", "size"], "--by"),
        (["--threads", -1], "--threads"),
        (["--with", "a"], "irisan: --with: unknown intervention 'a'; the nearest is 'A'"),
        (["--with", "nobody at all"], "irisan: --with: unknown intervention 'nobody at all'\n"),
        (["--header", "maybe"], "--header"),
        (["--frobnicate"], "--frobnicate"),
    ],
)
def test_groups_of_what_cannot_be_asked_are_2(sets, arguments, says):
    done = run("groups", sets, *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stdout == ""


def test_groups_of_no_file_are_2(tmp_path):
    assert run("groups").returncode == 2
    assert run("groups", tmp_path / "none.csv").returncode == 2


def test_groups_to_a_full_disk_are_2(sets):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [COMMAND, "groups", sets], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60
        )
    assert done.returncode == 2


def test_ctrl_c_stops_a_search_for_groups(tmp_path):
    dice = random.Random(5)
    file = write_sets(
        tmp_path / "x.csv",
        {f"P{p}": [f"S{t}" for t in range(600) if dice.random() < 0.5] for p in range(150)},
    )
    child = subprocess.Popen(
        [COMMAND, "groups", str(file), "--top", "3", "--by", "lift"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        time.sleep(1.5)
        assert child.poll() is None
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=20)
        assert child.returncode == 2
        assert b"stopped" in err
        assert out == b""
    finally:
        child.kill()
        child.wait()


def test_groups_are_compared_with_the_nulls_asked_for(sets):
    rows = table(run("groups", sets, "--nulls", "pooled,degrees").stdout)
    figures = [
        "expected_pooled",
        "lift_pooled",
        "ln_p_pooled",
        "expected_degrees",
        "lift_degrees",
        "ln_p_degrees",
    ]
    assert rows[0] == [*HEADER[:-1], *figures, "programs"]
    # A list of two columns has one kind of target, open to all: what `lift` and `ln_p` say.
    assert [(row[8], row[9]) for row in rows[1:]] == [(row[5], row[6]) for row in rows[1:]]
    # A and B share two of five schools: more than their sizes and the schools' would give.
    assert 0 < float(rows[1][10]) < 2
    assert float(rows[1][12]) < 0
    assert table(run("groups", sets, "--nulls", "stratified").stdout)[0][7:10] == [
        "expected_stratified",
        "lift_stratified",
        "ln_p_stratified",
    ]


def test_strata_are_those_of_the_rules(tmp_path):
    def figures(*options):
        rows = table(
            run(
                "groups",
                ROOT / "examples" / "west_sumatra",
                "--top",
                "20",
                "--nulls",
                "pooled,stratified",
                *options,
            ).stdout
        )
        at = [rows[0].index(name) for name in ("expected_pooled", "expected_stratified")]
        return [[row[i] for i in at] for row in rows[1:]]

    rules = tmp_path / "rules.toml"
    rules.write_text("[chance]\nstrata = []\n")
    assert len(figures()) == 20
    assert any(pooled != stratified for pooled, stratified in figures())
    assert all(pooled == stratified for pooled, stratified in figures("--rules", rules))
    rules.write_text('[chance]\nstrata = ["month"]\n')
    done = run(
        "groups", ROOT / "examples" / "west_sumatra", "--nulls", "stratified", "--rules", rules
    )
    assert done.returncode == 2
    assert "'chance.strata' holds 'month'" in done.stderr
    assert done.stdout == ""


def test_an_unknown_null_is_refused(sets):
    done = run("groups", sets, "--nulls", "random")
    assert done.returncode == 2
    assert "random" in done.stderr
