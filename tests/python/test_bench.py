"""The benchmark's contenders find the same, on small workloads."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAMS = ("workloads", "pairs_worker", "set_joins_worker")


def build_folder() -> Path:
    given = os.environ.get("IRISAN_BENCH_BUILD")
    if not given:
        pytest.skip("IRISAN_BENCH_BUILD names no build folder with the benchmark programs")
    build = Path(given).absolute()
    missing = [name for name in PROGRAMS if not (build / "tests" / "bench" / name).exists()]
    if missing:
        pytest.skip(f"{build / 'tests' / 'bench'} has no {', '.join(missing)}")
    return build


def test_contenders_find_the_same(tmp_path: Path) -> None:
    build = build_folder()
    compare = ROOT / "tests" / "bench" / "compare.py"
    options = ["--small", "--rounds", "1", "--build", str(build), "--out", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, str(compare), *options],
        capture_output=True,
        text=True,
        timeout=1800,
    )
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.glob("*.csv"))
