"""The console script, and Ctrl-C."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import irisan

from .conftest import Package
from .long_calls import assert_ctrl_c_stops

SCRIPT = Path(sysconfig.get_path("scripts")) / "irisan"

if not SCRIPT.exists():
    pytest.skip("the package is not installed", allow_module_level=True)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([SCRIPT, *arguments], capture_output=True, text=True, check=False)


def test_command_says_its_version() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, f"irisan {irisan.__version__}\n")


def test_module_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "irisan", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"irisan {irisan.__version__}\n"


def test_command_writes_what_the_report_gives(west_sumatra: Path, tmp_path: Path) -> None:
    done = run("audit", west_sumatra, "-o", tmp_path / "command")
    assert done.returncode == 0, done.stderr
    report = irisan.audit(west_sumatra)
    assert (tmp_path / "command" / "report.json").read_text(encoding="utf-8") == report.to_json()
    report.write(tmp_path / "python")
    for file in sorted((tmp_path / "command").iterdir()):
        assert file.read_bytes() == (tmp_path / "python" / file.name).read_bytes()


def test_command_tells_findings_by_its_exit_code(package: Package) -> None:
    folder = package()
    assert run("audit", folder).returncode == 0
    assert run("audit", folder, "--fail-on", "any").returncode == 1


def test_command_cannot_run_on_a_broken_package(broken: Path, tmp_path: Path) -> None:
    done = run("audit", broken, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert "deliveries.csv, line 5" in done.stderr
    assert not (tmp_path / "out").exists()


def test_command_loads_neither_numpy_nor_pyarrow() -> None:
    # Their threads would take the Ctrl-C that the command waits for.
    code = "import irisan._command, sys; print({'numpy', 'pyarrow'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


LONG = """
import signal, sys, numpy as np, irisan
# A background job inherits SIGINT as ignored; a terminal does not.
signal.signal(signal.SIGINT, signal.default_int_handler)
rows, per_row = 30_000, 300
targets = np.random.default_rng(1).integers(0, 30_000, size=rows * per_row)
a = irisan.Incidence.from_arrays(np.arange(0, rows * per_row + 1, per_row), targets)
print("begun", flush=True)
try:
    irisan.find_pairs(a, min_jaccard=1, threads=1)
except KeyboardInterrupt:
    sys.exit(7)
"""


def test_ctrl_c_stops_a_long_call() -> None:
    assert_ctrl_c_stops(LONG, after=0.2, within=10)
