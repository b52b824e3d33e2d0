"""Compares irisan's pair engine with its peers, with its own other plans and with set joins.

    python tests/bench/compare.py [--small] [--only PART] [--rounds N] [--out DIR]

Three parts: `pairs` (graph and matrix libraries, databases), `plans` (irisan's choice beside each
plan it could have chosen) and `sets` (set-similarity joins). One process per contender holds the
workload; the contenders take turns in each round. All must find as many pairs and the same sum of
shared targets, or the exit code is 1. `run` installs and builds what is needed; what is not there
is left out, with a note.
"""

import argparse
import contextlib
import csv
import datetime
import importlib.util
import os
import selectors
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
PARTS = ("pairs", "plans", "sets")
SLOW = 60  # seconds after which a contender is not asked again
SHORT = 0.3  # seconds of answers in one turn, if five are not shorter
NO_ANSWER = "no answer within"


@dataclass(frozen=True)
class Contender:
    """A program, the threads it may use, and what it is asked."""

    name: str
    threads: int
    command: tuple[str, ...]
    line: Callable[[str], str]  # of a query such as `jaccard 9/10`
    answers: Callable[[str], bool] = lambda query: True


@dataclass
class Result:
    """What a contender took for a query, and what it found."""

    part: str
    workload: str
    query: str
    contender: Contender
    seconds: list[float] = field(default_factory=list)
    join_seconds: list[float] = field(default_factory=list)  # without ranking and sorting
    found: tuple[int, int] | None = None
    peak_mb: float = 0
    note: str = ""


class Gone(Exception):
    """A contender's process gave no answer, and is not there any more."""


class Worker:
    """A contender's process: a line in, a line out."""

    def __init__(self, command: Iterable[str], threads: int):
        # For those that take their threads from the environment only.
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS")
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115
        self._process = subprocess.Popen(
            list(command),
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=os.environ | dict.fromkeys(names, str(threads)),
        )

    def ask(self, line: str, timeout: float) -> str:
        process = self._process
        with selectors.DefaultSelector() as wait:
            wait.register(process.stdout, selectors.EVENT_READ)
            try:
                process.stdin.write(f"{line}\n".encode())
            except BrokenPipeError:
                raise Gone(self._last_words()) from None
            if not wait.select(timeout):
                self.close()
                raise Gone(f"{NO_ANSWER} {timeout:.0f} s")
        answer = process.stdout.readline().decode()
        if not answer:
            raise Gone(self._last_words())
        return answer.strip()

    def rest(self) -> None:
        """Waits until the process has given back its memory and its threads have come to rest."""

        def worked() -> list[str]:
            stat = Path(f"/proc/{self._process.pid}/stat").read_text()
            return stat.rpartition(")")[2].split()[11:13]

        with contextlib.suppress(OSError):
            before: list[str] = []
            for _ in range(100):
                if before == (before := worked()):
                    return
                time.sleep(0.05)

    @property
    def gone(self) -> bool:
        return self._process.poll() is not None

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _last_words(self) -> str:
        code = self._process.wait()
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").split("\n")
        last = next((line for line in reversed(lines) if line.strip()), "")
        return f"ended with {code} {last}".strip()


class Bench:
    """The files and programs of one run, and the results so far."""

    def __init__(self, options: argparse.Namespace):
        self.small = options.small
        self.rounds = options.rounds
        self.queries = options.query
        self.without = options.without or []
        self.timeout = options.timeout or (120 if options.small else 600)
        self.tools = options.build / "tests" / "bench"
        self.data = options.build / "data" / ("small" if options.small else "")
        self.results: list[Result] = []
        self.notes: list[str] = []
        self.failures: list[str] = []

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)
            print(f"note: {text}", file=sys.stderr)

    def fail(self, text: str) -> None:
        self.failures.append(text)
        print(f"ERROR: {text}", file=sys.stderr)

    def workload(self, name: str, source: Path | None = None) -> Path:
        """A workload's file, made if it is missing or older than what it is made from."""
        file = self.data / f"{name}.bin"
        if file.exists() and (source is None or source.stat().st_mtime <= file.stat().st_mtime):
            return file
        self.data.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")  # half a file must not pass for a whole one
        what = ["dat", source] if source else [*(["--small"] if self.small else []), name]
        subprocess.run([self.tools / "workloads", *what, part], check=True, stdout=sys.stderr)
        part.rename(file)
        return file

    # Contenders

    def irisan(self, threads: int, method: str = "") -> Contender:
        return Contender(
            f"irisan: {method}" if method else "irisan",
            threads,
            (str(self.tools / "pairs_worker"),),
            lambda query: f"{query} {threads} {method}".strip(),
        )

    def set_join(self, name: str, title: str) -> Contender:
        return Contender(
            title,
            1,
            (str(self.tools / "set_joins_worker"),),
            lambda query: f"{name} {query.split()[1]}",
            lambda query: query.startswith("jaccard "),
        )

    def peer(self, name: str, threads: int, only: str = "", module: str = "") -> Contender:
        """A peer of peer_worker.py; `only`: the start of the queries that it is asked."""
        module = module or name
        return Contender(
            name,
            threads,
            (sys.executable, str(HERE / "peer_worker.py"), name)
            if importlib.util.find_spec(module)
            else (),
            lambda query: f"{query} {threads}",
            lambda query: query.startswith(only),
        )

    def available(self, contenders: Iterable[Contender]) -> list[Contender]:
        there = []
        for c in contenders:
            if c.name in self.without:
                continue
            if c.command and Path(c.command[0]).exists():
                there.append(c)
            else:
                self.note(f"{c.name} is not installed or not built: left out")
        return there

    # Measuring

    def compare(
        self, part: str, name: str, file: Path, queries: list[str], contenders: list[Contender]
    ) -> None:
        """Asks all contenders all queries about a workload, in turns, and compares the answers."""
        rounds = self.rounds or (5 if name == "w1" else 3)
        contenders = self.available(contenders)
        with contextlib.ExitStack() as workers:
            started: dict[tuple[str, int], Worker] = {}

            def worker(c: Contender) -> Worker:
                """Plans and kinds of joins share a process, which is started anew if it is gone."""
                key = (c.command[-1], c.threads)
                if key not in started or started[key].gone:
                    started[key] = Worker([*c.command, str(file)], c.threads)
                    workers.callback(started[key].close)
                    # Answered when the workload is loaded: that is no part of the first query.
                    started[key].ask("methods", self.timeout)
                return started[key]

            for c in contenders:  # nobody loads while another one is measured
                with contextlib.suppress(Gone):
                    worker(c)
            for query in queries:
                if self.queries and query not in self.queries:
                    continue
                asked = [Result(part, name, query, c) for c in contenders if c.answers(query)]
                for _ in range(rounds):
                    for r in asked:
                        # A short answer alone would tell more of how a core wakes up.
                        enough = sum(r.seconds) + SHORT
                        for _ in range(5):
                            if not r.note and not (r.seconds and r.seconds[-1] > SLOW):
                                self.measure(r, worker)
                            if sum(r.seconds) >= enough:
                                break
                self.agree([r for r in asked if r.found])
                self.results += asked

    def measure(self, r: Result, worker: Callable[[Contender], Worker]) -> None:
        c = r.contender
        where = f"{r.workload}, {r.query}, {c.name} with {c.threads}"
        try:
            answer = worker(c).ask(c.line(r.query), self.timeout)
        except Gone as e:
            r.note = str(e)
            print(f"{where}: {e}", file=sys.stderr)
            if c.name.startswith("irisan") and not r.note.startswith(NO_ANSWER):
                self.fail(f"{where}: {e}")
            return
        worker(c).rest()
        print(f"{where}: {answer}", file=sys.stderr)
        if answer.startswith("error: "):
            r.note = answer.removeprefix("error: ")
            # A plan need not suit a query, and a peer may refuse it; irisan must answer.
            if c.name == "irisan":
                self.fail(f"{where}: {r.note}")
            return
        seconds, pairs, shared, peak_kb, *join = answer.split()
        found = (int(pairs), int(shared))
        if r.found not in (None, found):
            self.fail(f"{where}: {found} after {r.found}")
        r.found = found
        r.seconds.append(float(seconds))
        r.join_seconds += [float(s) for s in join]
        r.peak_mb = max(r.peak_mb, int(peak_kb) / 1024)

    def agree(self, asked: list[Result]) -> None:
        for r in asked[1:]:
            if r.found != asked[0].found:
                self.fail(
                    f"{r.workload}, {r.query}: {r.contender.name} finds {r.found},"
                    f" {asked[0].contender.name} {asked[0].found}"
                )

    def methods(self, file: Path) -> list[str]:
        """The plans that irisan can be forced to use."""
        worker = Worker([str(self.tools / "pairs_worker"), str(file)], 1)
        try:
            return worker.ask("methods", self.timeout).split()
        finally:
            worker.close()

    # Parts

    def pairs(self, wanted: Callable[[str], bool]) -> None:
        shared = "shared 5" if self.small else "shared 100"
        ours = [self.irisan(1), self.irisan(2)]
        joins = [self.set_join("allpairs", "AllPairs"), self.set_join("ppjoin", "PPJoin")]
        matrices = [self.peer("scipy", 1), self.peer("graphblas", 1), self.peer("graphblas", 2)]
        products = [
            self.peer("sparse_dot_topn", 2, shared),
            self.peer("sparse_dot_topn_threshold", 1, shared, "sparse_dot_topn"),
        ]
        others = [
            self.peer("pyroaring", 1, shared),
            self.peer("igraph", 1, shared),
            self.peer("duckdb", 2, shared),
            self.peer("polars", 2, shared),
            self.peer("networkx", 1, shared),
        ]
        measures = ["jaccard 9/10", "jaccard 7/10", "jaccard 1/2", "containment 9/10"]
        if wanted("w1"):
            queries = [shared, "shared 1", *measures, "dice 9/10", "cosine 9/10"]
            queries.append("overlap_coefficient 9/10")
            everybody = [*ours, *matrices, *products, *joins, *others]
            self.compare("pairs", "w1", self.workload("w1"), queries, everybody)
        if wanted("w2"):
            # The others would keep more than fits in memory, or take hours.
            everybody = [*ours, *matrices, *products, *joins, self.peer("duckdb", 2, shared)]
            self.compare("pairs", "w2", self.workload("w2"), [shared, *measures], everybody)
        if wanted("w4"):
            everybody = [*ours, self.peer("scipy", 1), self.peer("graphblas", 2)]
            self.compare("pairs", "w4", self.workload("w4"), [shared], everybody)
        if wanted("half"):
            # Two rows share a quarter of the columns; few share so many more.
            query = "shared 550" if self.small else "shared 50500"
            everybody = [self.irisan(2), *([self.peer("scipy", 1)] if self.small else [])]
            self.compare("pairs", "half", self.workload("half"), [query], everybody)

    def plans(self, wanted: Callable[[str], bool]) -> None:
        shared = "shared 5" if self.small else "shared 100"
        graphs = [shared, "shared 1", "jaccard 9/10", "jaccard 1/2", "containment 9/10"]
        sets = ["jaccard 9/10", "jaccard 7/10", "jaccard 1/2"]
        for name, queries in (("w1", graphs), ("w2", graphs), ("w3", sets), ("w3b", sets)):
            if not wanted(name):
                continue
            file = self.workload(name)
            if not self.available([self.irisan(1)]):
                return
            methods = self.methods(file)
            if not methods:
                self.note("irisan offers no plan to be forced: nothing to compare")
                return
            contenders = [self.irisan(t, m) for m in ["", *methods] for t in (1, 2)]
            self.compare("plans", name, file, queries, contenders)

    def sets(self, wanted: Callable[[str], bool], folder: Path | None) -> None:
        contenders = [
            self.irisan(1),
            self.set_join("allpairs", "AllPairs"),
            self.set_join("ppjoin", "PPJoin"),
        ]
        slow = self.peer("set_similarity_search", 1, module="SetSimilaritySearch")
        sources: dict[str, Path | None] = {"w3": None, "w3b": None}
        if folder:
            sources |= {file.stem: file for file in sorted(folder.glob("*.dat"))}
        for name, source in sources.items():
            if wanted(name):
                queries = ["jaccard 9/10", "jaccard 7/10", "jaccard 1/2"]
                # Minutes to hours on anything greater.
                everybody = [*contenders, slow] if self.small and not source else contenders
                self.compare("sets", name, self.workload(name, source), queries, everybody)


# Tables and plots

COLUMNS = (
    "workload",
    "query",
    "contender",
    "threads",
    "answers",
    "median",
    "min",
    "max",
    "join median",
    "times irisan",
    "pairs",
    "shared",
    "peak MB",
    "note",
)


def table(results: list[Result]) -> list[list[str]]:
    """A row per result. `times irisan`: its median over that of irisan with as many threads."""
    irisan = {
        (r.workload, r.query, r.contender.threads): statistics.median(r.seconds)
        for r in results
        if r.contender.name == "irisan" and r.seconds
    }
    rows = []
    for r in results:
        times = [""] * 5
        if r.seconds:
            median = statistics.median(r.seconds)
            ours = irisan.get((r.workload, r.query, r.contender.threads))
            join = f"{statistics.median(r.join_seconds):.4g}" if r.join_seconds else ""
            ratio = f"{median / ours:.3g}" if ours else ""
            times = [f"{s:.4g}" for s in (median, min(r.seconds), max(r.seconds))] + [join, ratio]
        rows.append(
            [
                r.workload,
                r.query,
                r.contender.name,
                str(r.contender.threads),
                str(len(r.seconds)),
                *times,
                *(str(n) for n in r.found or ("", "")),
                f"{r.peak_mb:.0f}" if r.found else "",
                r.note,
            ]
        )
    return rows


def markdown(title: str, rows: list[list[str]], notes: list[str]) -> str:
    columns = [i for i in range(len(COLUMNS)) if any(row[i] for row in rows)]
    lines = [title, "", "| " + " | ".join(COLUMNS[i] for i in columns) + " |"]
    lines.append("|" + "|".join("---" if COLUMNS[i] in WORDS else "--:" for i in columns) + "|")
    lines += ["| " + " | ".join(row[i].replace("|", "/") for i in columns) + " |" for row in rows]
    return "\n".join([*lines, "", *(f"- {note}" for note in notes)]).rstrip() + "\n"


WORDS = {"workload", "query", "contender", "note"}


def plot(title: str, results: list[Result], file: Path) -> None:
    """A panel per workload and query, a dot per contender, from the least to the greatest time."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    panels: dict[tuple[str, str], list[Result]] = {}
    for r in results:
        if r.seconds:
            panels.setdefault((r.workload, r.query), []).append(r)
    if not panels:
        return
    heights = [len(panel) + 1 for panel in panels.values()]
    figure = Figure(figsize=(8, 0.22 * sum(heights) + 1.2), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.subplots(
        len(panels), sharex=True, squeeze=False, gridspec_kw={"height_ratios": heights}
    )
    for axis, ((workload, query), panel) in zip(axes[:, 0], panels.items(), strict=True):
        for y, r in enumerate(panel):
            colour = "tab:red" if r.contender.name == "irisan" else "tab:blue"
            axis.plot([min(r.seconds), max(r.seconds)], [y, y], color=colour, linewidth=1)
            axis.plot(statistics.median(r.seconds), y, "o", color=colour, markersize=4)
            if r.join_seconds:
                join = statistics.median(r.join_seconds)
                axis.plot(join, y, "o", color=colour, markersize=4, markerfacecolor="white")
        axis.set_yticks(
            range(len(panel)), [f"{r.contender.name} ({r.contender.threads})" for r in panel]
        )
        axis.tick_params(labelsize=7)
        axis.set_ylim(len(panel) - 0.5, -0.5)
        axis.set_xscale("log")
        axis.grid(axis="x", which="major", linewidth=0.4)
        axis.set_title(f"{workload}: {query}", fontsize=8, loc="left", pad=2)
    note = "; hollow: without ranking and sorting" if any(r.join_seconds for r in results) else ""
    axes[-1, 0].set_xlabel(f"seconds{note}", fontsize=8)
    figure.suptitle(title, fontsize=8)
    figure.savefig(file, metadata={"Date": None})


def machine() -> str:
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        "unknown processor",
    )
    return f"{model}, {os.cpu_count()} cores, {datetime.date.today().isoformat()}"


def write(bench: Bench, part: str, out: Path) -> None:
    results = [r for r in bench.results if r.part == part]
    if not results:
        return
    out.mkdir(parents=True, exist_ok=True)
    plots = importlib.util.find_spec("matplotlib")
    if not plots:
        bench.note("matplotlib is not installed: no plots")
    rows = table(results)
    with (out / f"{part}.csv").open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])
    title = f"{part}: {machine()}" + (" (small workloads)" if bench.small else "")
    text = markdown(title, rows, [*bench.notes, *bench.failures])
    (out / f"{part}.md").write_text(text)
    print(text)
    if plots:
        plot(title, results, out / f"{part}.svg")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--small", action="store_true", help="tiny workloads: for equality, not for time")
    add("--only", action="append", choices=PARTS, help="this part; may be repeated")
    add("--workload", action="append", help="this workload; may be repeated")
    add("--query", action="append", help='this query, as "shared 100"; may be repeated')
    add("--without", action="append", metavar="NAME", help="not this contender; may be repeated")
    add("--sets", type=Path, metavar="DIR", help="a folder of .dat files, joined too")
    add("--rounds", type=int, help="default: 5 for w1, 3 for the others")
    add("--timeout", type=float, help="seconds per answer; default: 600, small 120")
    add("--build", type=Path, default=Path("build/bench"), help="where the programs were built")
    add("--out", type=Path, help="where tables and plots go; default: results in --build")
    options = parser.parse_args()
    # Set for another library's sake, these make NumPy's OpenBLAS misjudge the machine.
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        os.environ.pop(name, None)

    def wanted(workload: str) -> bool:
        return not options.workload or workload in options.workload

    bench = Bench(options)
    for part in options.only or PARTS:
        if part == "sets":
            bench.sets(wanted, options.sets)
        else:
            getattr(bench, part)(wanted)
        write(bench, part, options.out or options.build / "results")
    for failure in bench.failures:
        print(f"ERROR: {failure}", file=sys.stderr)
    return 1 if bench.failures else 0


if __name__ == "__main__":
    sys.exit(main())
