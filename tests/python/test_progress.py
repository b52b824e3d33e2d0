"""Long calls say how far they are, if asked to or where somebody looks on."""

import inspect
import json
import subprocess
import sys
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tqdm.auto
from scipy.sparse import csr_array

import irisan
from irisan import progress_bar
from irisan.progress_bar import shows_progress, tell


class Told:
    """A bar that writes down what it is told."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, float]] = []
        self.closed = 0

    def tell(self, stage: str, share: float) -> None:
        self.stages.append((stage, share))

    def close(self) -> None:
        self.closed += 1


def calls_until(lasted: float) -> None:
    """Calls that grow until one has lasted so long, on a machine of whatever speed."""
    seeded = np.random.default_rng(1)
    for programs in range(10, 80, 2):
        reached = seeded.random((programs, 400)) < 0.5
        incidence = irisan.Incidence.from_scipy(csr_array(reached.astype(np.int32)))
        began = time.perf_counter()
        irisan.groups(incidence, top=10, threads=1)
        if time.perf_counter() - began > lasted:
            return
    raise AssertionError("no call lasted long")


def test_long_calls_tell_their_stages_and_close_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told()
    monkeypatch.setattr(progress_bar, "begin", lambda: told)
    calls_until(1.0)
    assert told.stages
    assert all(0 <= share <= 1 for _, share in told.stages)
    assert told.closed >= 1


def test_what_a_bar_raises_stops_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    def begin() -> Told:
        raise irisan.Error("no bar")

    monkeypatch.setattr(progress_bar, "begin", begin)
    with pytest.raises(irisan.Error, match="no bar"):
        calls_until(1.0)


def test_a_bar_is_shown_where_somebody_looks_on(monkeypatch: pytest.MonkeyPatch) -> None:
    assert progress_bar.begin() is None  # pytest is no terminal
    with irisan.progress():
        bar = progress_bar.begin()
        assert bar is not None
        bar.tell("pairs", 0.25)
        bar.tell("pairs", 1.5)
        bar.close()
        with irisan.progress(False):
            assert progress_bar.begin() is None
    monkeypatch.setattr(progress_bar, "_at_terminal", lambda: True)
    bar = progress_bar.begin()
    assert bar is not None
    bar.close()
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    assert progress_bar.begin() is None
    with pytest.raises(irisan.Error, match=r"pip install 'irisan\[progress\]'"), irisan.progress():
        pass


def test_a_notebook_is_told_from_a_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    shell = type("ZMQInteractiveShell", (), {})()
    fake = types.ModuleType("IPython")
    fake.get_ipython = lambda: shell  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", fake)
    assert progress_bar._in_notebook()
    fake.get_ipython = lambda: None  # type: ignore[attr-defined]
    assert not progress_bar._in_notebook()


Bars = list["FakeBar"]


class FakeBar:
    """What tqdm does with a bar, written down."""

    def __init__(self, *, total: float, **_: object) -> None:
        self.total, self.n = total, 0.0
        self.stage = ""
        self.seen: list[tuple[str, float]] = []
        self.n_at_close = -1.0

    def set_description_str(self, stage: str, *, refresh: bool) -> None:
        self.stage = stage

    def refresh(self) -> None:
        self.seen.append((self.stage, self.n))

    def close(self) -> None:
        assert self.n_at_close < 0, "closed twice"
        self.n_at_close = self.n


@pytest.fixture
def bars(monkeypatch: pytest.MonkeyPatch) -> Bars:
    """The bars that are made; every call is long enough for one."""
    made: Bars = []

    def make(**options: Any) -> FakeBar:
        made.append(FakeBar(**options))
        return made[-1]

    monkeypatch.setattr(tqdm.auto, "tqdm", make)
    monkeypatch.setattr(progress_bar, "seconds_before", 0.0)
    monkeypatch.setattr(progress_bar, "_seconds_between", 0.0)
    return made


def functions() -> dict[str, Callable[..., object]]:
    """All functions and methods of the package, by name."""
    found: dict[str, Callable[..., object]] = {}
    for name in irisan.__all__:
        value = getattr(irisan, name)
        if inspect.isfunction(value):
            found[name] = value
        elif inspect.isclass(value) and value.__module__.startswith("irisan"):
            methods = inspect.getmembers(value, inspect.isfunction)
            found |= {f"{name}.{n}": m for n, m in methods if n[0] != "_" or n == "__init__"}
    return found


def test_every_call_that_takes_threads_takes_progress_too() -> None:
    takes = {n: set(inspect.signature(f).parameters) for n, f in functions().items()}
    with_threads = {n for n, names in takes.items() if "threads" in names and n[0].islower()}
    assert {"audit", "find_pairs", "groups", "chance", "clusters", "link"} <= with_threads
    with_progress = {n for n, names in takes.items() if "progress" in names}
    assert with_threads <= with_progress
    # Readers take no threads, and are long all the same.
    assert {"read", "check", "read_excel", "Portfolio.__init__"} <= with_progress
    assert {"Portfolio.from_tables", "Portfolio.from_flat", "Tables.from_arrow"} <= with_progress
    for name in with_progress:
        parameter = inspect.signature(functions()[name]).parameters["progress"]
        assert (parameter.kind, parameter.default) == (parameter.KEYWORD_ONLY, None), name


def test_the_keyword_decides_against_what_is_around_it(bars: Bars) -> None:
    table = {"program_id": ["P", "Q"], "target_id": ["S", "S"]}
    with irisan.progress(False):
        irisan.Portfolio.from_tables(deliveries=table)
        irisan.Portfolio.from_tables(deliveries=table, progress=None)
        assert bars == []
        irisan.Portfolio.from_tables(deliveries=table, progress=True)
        assert [bar.seen[0] for bar in bars] == [("reading deliveries", 0.0)]
    with irisan.progress():
        irisan.Portfolio.from_tables(deliveries=table, progress=False)
        assert len(bars) == 1
        irisan.Portfolio.from_tables(deliveries=table)
        assert len(bars) == 2


def test_all_parts_of_a_call_share_one_bar_that_ends_full(bars: Bars) -> None:
    @shows_progress
    def part(share: float, *, progress: bool | None = None) -> None:
        tell("part", share)
        teller = progress_bar.begin()  # as the compiled part does
        assert teller is not None
        teller.tell("compiled", share)
        teller.close()

    @shows_progress
    def whole(*, progress: bool | None = None) -> int:
        part(0.25)
        part(0.5, progress=None)
        return 7

    assert whole(progress=True) == 7
    (bar,) = bars
    assert bar.seen == [("part", 0.25), ("compiled", 0.25), ("part", 0.5), ("compiled", 0.5)]
    # tqdm keeps one that is not full in a notebook, in red.
    assert bar.n_at_close == bar.total

    @shows_progress
    def fails(*, progress: bool | None = None) -> None:
        tell("part", 0.1)
        raise irisan.Error("no")

    with pytest.raises(irisan.Error, match="no"):
        fails(progress=True)
    assert bars[-1].n_at_close == bars[-1].total
    assert progress_bar._call.get() is None
    assert progress_bar._asked.get() is None


def test_what_is_done_at_once_makes_no_bar(bars: Bars, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_bar, "seconds_before", 60.0)
    irisan.Tables.from_arrow({"deliveries": {"program_id": ["P"]}}, progress=True)
    assert bars == []


def test_reading_tells_how_much_of_a_table_is_read(
    bars: Bars, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("irisan._frames.rows_at_once", 2)
    columns = {"program_id": np.array(["P"] * 4), "target_id": np.array(["S"] * 4)}
    irisan.Tables.from_arrow({"deliveries": columns}, progress=True)
    assert bars[0].seen[:4] == [("reading deliveries", x) for x in (0.0, 0.25, 0.5, 0.75)]


def test_linking_tells_how_far_it_is(bars: Bars) -> None:
    names = {"name": [f"SMA Negeri {i} Agam" for i in range(40)]}
    quiet = irisan.link(names, names, progress=False)
    assert bars == []
    assert irisan.link(names, names, progress=True).to_arrow() == quiet.to_arrow()
    (bar,) = bars
    assert {stage for stage, _ in bar.seen} == {"looking for names alike", "comparing names"}
    shares = [share for stage, share in bar.seen if stage == "comparing names"]
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] < 1
    assert irisan.suggest_synonyms(names["name"], progress=True).counts()["rejected"] == 0
    assert len(bars) == 2


def test_a_workbook_tells_its_sheet(bars: Bars, tmp_path: Path) -> None:
    irisan.write_excel(tmp_path / "b.xlsx", {"units": {"unit_id": ["A"], "name": ["Office"]}})
    irisan.read(tmp_path / "b.xlsx", progress=True)
    assert ("reading b.xlsx [units]", 0.5) in bars[0].seen


def test_a_notebook_shows_bars_that_leave_nothing_red(tmp_path: Path) -> None:
    script = Path(__file__).with_name("notebook_bar.py")
    done = subprocess.run(
        [sys.executable, script, tmp_path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout)
    _, by_default, refused, linked = seen["cells"]
    assert by_default["views"]
    assert refused["views"] == []
    assert linked["views"]
    assert [cell["streams"] for cell in seen["cells"]] == [[], [], [], []]
    widgets = [(w["model_name"], w["state"]) for w in seen["widgets"].values()]
    bars = [state for name, state in widgets if name == "FloatProgressModel"]
    assert len(bars) == len(by_default["views"]) + len(linked["views"])
    assert all(bar["bar_style"] == "" and bar["value"] == bar["max"] for bar in bars)
    labels = " ".join(state["value"] for name, state in widgets if name == "HTMLModel")
    assert "groups" in labels
    assert "names" in labels
