"""Every notebook in examples/ runs from top to bottom, and says what it is known to say."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

examples = Path(__file__).parents[2] / "examples"
shared = Path(os.environ.get("IRISAN_SHARED_DATA", examples.parents[1] / "shared" / "data"))
notebooks = sorted(p.name for p in examples.glob("*.md") if "jupytext:" in p.read_text("utf-8"))
needs_shared = {"garut.md": shared / "programs" / "garut"}

# Figures counted by other means: the register's owner, a full index, by eye.
known = {
    "garut.md": [
        "221 works at 210 schools",
        "8 schools receive more than one kind of work",
        "20227406",
    ],
    "link_registers.md": ["'B.P.M.P. Sumbar': 'BPMP Sumatera Barat'"],
    "own_measure.md": ["[1.0, 0.9, 0.918]"],
    "three_w.md": ["69562 pairs", "8870 pairs", "19909 pairs"],
    "west_sumatra.md": ["unknown target '10399999'", "Kepala sekolah dari 48 sasaran"],
}


def test_every_notebook_has_a_figure_to_be_held_against() -> None:
    assert notebooks == sorted(known)


def run(notebook: str, data: Path) -> str:
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("execute_notebook.py"), examples / notebook],
        env={**os.environ, "IRISAN_SHARED_DATA": str(data), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.mark.parametrize("notebook", notebooks)
def test_a_notebook_runs(notebook: str) -> None:
    if notebook in needs_shared and not needs_shared[notebook].exists():
        pytest.skip(f"{notebook} needs files that may not be copied here")
    said = run(notebook, shared)
    for text in known[notebook]:
        assert text in said


def test_linking_runs_without_the_registers(tmp_path: Path) -> None:
    assert "the two registers are not here" in run("link_registers.md", tmp_path)
