"""Compares irisan's search for closed sets with other miners of closed itemsets.

    python tests/bench/groups.py WORKER FILE.dat SUPPORT... [--rounds N] [--slow] [--out CSV]

WORKER is the program made of groups_worker.cpp; a FILE.dat has a transaction per line, its items as
integers. A transaction is a target, an item a program. A SUPPORT is a share such as 0.1, rounded
up, or a number of transactions. The peers are those that are installed of pyfim (`eclat`,
`fpgrowth`, `sam` and `relim`, written in C) and scikit-mine (`LCM`, whose 1.0 needs scikit-learn
below 1.6).

The contenders take turns in each round. Time runs from each one's own form of the transactions to
the sets; irisan visits its sets, the others return theirs. All must find as many sets of one item
or more, and the same sum of their supports, or the exit code is 1. The empty set counts nowhere; a
peer may leave out what is its closure where an item is in every transaction (see `corrected`).
"""

import argparse
import csv
import importlib.util
import math
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Callable
from pathlib import Path

Found = tuple[int, int]
Ask = Callable[[int], tuple[float, Found]]
SLOW = 60  # seconds after which a contender is not asked again


def read(file: Path) -> list[list[int]]:
    lines = file.read_text().splitlines()
    return [sorted({int(word) for word in line.split()}) for line in lines if line.strip()]


def write_workload(transactions: list[list[int]], file: Path) -> None:
    """The file that workers read: rows are items, columns are transactions; see worker.hpp."""
    items = sorted({item for row in transactions for item in row})
    of: dict[int, array] = {item: array("i") for item in items}
    for t, row in enumerate(transactions):
        for item in row:
            of[item].append(t)
    offsets = array("q", [0])
    for item in items:
        offsets.append(offsets[-1] + len(of[item]))
    with file.open("wb") as out:
        out.write(struct.pack("<qqq", len(items), len(transactions), offsets[-1]))
        offsets.tofile(out)
        for item in items:
            of[item].tofile(out)


class Irisan:
    """irisan's worker, with so many threads."""

    def __init__(self, program: Path, workload: Path, threads: int):
        self._threads = threads
        self._process = subprocess.Popen(
            [str(program), str(workload)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._line("methods")  # answered when the workload is loaded

    def _line(self, line: str) -> str:
        print(line, file=self._process.stdin, flush=True)
        return self._process.stdout.readline().strip()

    def __call__(self, least: int) -> tuple[float, Found]:
        answer = self._line(f"closed {least} {self._threads}")
        if not answer or answer.startswith("error: "):
            raise RuntimeError(answer or "the worker is gone")
        seconds, sets, shared, _ = answer.split()
        return float(seconds), (int(sets), int(shared))

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


def count(sets: list[tuple[int, int]]) -> Found:
    """Sets and the sum of their supports, of pairs of size and support; none of size 0."""
    kept = [support for size, support in sets if size > 0]
    return len(kept), sum(kept)


def pyfim(name: str, transactions: list[list[int]]) -> Ask:
    import fim

    mine = getattr(fim, name)

    def ask(least: int) -> tuple[float, Found]:
        start = time.perf_counter()
        sets = mine(transactions, target="c", supp=-least, zmin=1)
        seconds = time.perf_counter() - start
        return seconds, count([(len(items), support) for items, support in sets])

    return ask


def skmine(transactions: list[list[int]]) -> Ask:
    from skmine.itemsets import LCM

    def ask(least: int) -> tuple[float, Found]:
        start = time.perf_counter()
        sets = LCM(min_supp=least).fit_transform(transactions)
        seconds = time.perf_counter() - start
        sizes = (len(items) for items in sets["itemset"])
        return seconds, count(list(zip(sizes, map(int, sets["support"]), strict=True)))

    return ask


def corrected(found: Found, transactions: list[list[int]]) -> set[Found]:
    """What a peer may have found that leaves out the closure of the empty set."""
    everywhere = set(transactions[0]).intersection(*transactions) if transactions else set()
    sets, supports = found
    return {found} | ({(sets - 1, supports - len(transactions))} if everywhere else set())


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("worker", type=Path)
    parser.add_argument("file", type=Path)
    parser.add_argument("support", nargs="+", type=float)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--slow", action="store_true", help="ask scikit-mine too")
    parser.add_argument("--out", type=Path, help="a CSV file for the table")
    options = parser.parse_args()

    transactions = read(options.file)
    rows: list[list[str]] = []
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        workload = Path(folder) / "workload.bin"
        write_workload(transactions, workload)
        ours = [Irisan(options.worker.resolve(), workload, threads) for threads in (1, 2)]
        contenders: dict[str, Ask] = {"irisan (1)": ours[0], "irisan (2)": ours[1]}
        if importlib.util.find_spec("fim"):
            for name in ("eclat", "fpgrowth", "sam", "relim"):
                contenders[f"pyfim {name}"] = pyfim(name, transactions)
        if options.slow and importlib.util.find_spec("skmine"):
            contenders["scikit-mine LCM"] = skmine(transactions)
        for support in options.support:
            share = support * len(transactions) if support < 1 else support
            least = max(1, math.ceil(share - 1e-9))
            seconds: dict[str, list[float]] = {name: [] for name in contenders}
            found: dict[str, Found] = {}
            for _ in range(options.rounds):
                for name, ask in list(contenders.items()):
                    if seconds[name] and seconds[name][-1] > SLOW:
                        continue
                    try:
                        took, answer = ask(least)
                    except Exception as e:
                        if name.startswith("irisan"):
                            raise
                        # A peer may not get on with the libraries that it finds.
                        print(f"note: {name} is left out: {e}", file=sys.stderr)
                        del contenders[name]
                        continue
                    seconds[name].append(took)
                    if found.setdefault(name, answer) != answer:
                        failures += 1
                        print(f"ERROR: {name}: {answer} after {found[name]}", file=sys.stderr)
            expected = corrected(found["irisan (1)"], transactions)
            for name, answer in found.items():
                if answer != found["irisan (1)"] and (
                    name.startswith("irisan") or answer not in expected
                ):
                    failures += 1
                    text = f"{name} finds {answer}, irisan {found['irisan (1)']}"
                    print(f"ERROR: {least}: {text}", file=sys.stderr)
            best = statistics.median(seconds["irisan (1)"])
            for name, times in seconds.items():
                if not times:
                    continue
                median = statistics.median(times)
                rows.append(
                    [
                        options.file.stem,
                        str(least),
                        name,
                        str(len(times)),
                        *(f"{s:.4g}" for s in (median, min(times), max(times))),
                        f"{median / best:.3g}",
                        *map(str, found[name]),
                    ]
                )
        for one in ours:
            one.close()
    header = [
        "file",
        "least",
        "contender",
        "rounds",
        "median",
        "min",
        "max",
        "times_irisan",
        "sets",
        "supports",
    ]
    print("| " + " | ".join(header) + " |")
    print("|" + "|".join(["---", "--:", "---", *["--:"] * 7]) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    if options.out:
        with options.out.open("w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
