"""Compares irisan's minimal covers with HiGHS (scipy.optimize.milp) on random set covers.

    python tests/bench/covers.py WORKER [--only NAME ...] [--limit SECONDS] [--demand K] [--rail]
                                 [--work ENTRIES] [--out CSV]

WORKER is the program made of cover_worker.cpp. The instances are made as Beasley made those of the
OR-Library (1987, doi:10.1016/0377-2217(87)90126-2): each cell of the matrix is drawn with the same
chance, every row has at least two columns and every column a row, costs are from 1 to 100; here
from a fixed seed. With --rail there is also one of the size of the greatest railway instances:
a million columns of two to eighteen rows that follow each other, at costs of 1 or 2.

HiGHS has --limit seconds. The ratios are those of irisan's cost to HiGHS's, and to the greater of
both bounds. The exit code is 1 if a bound of one exceeds a cost of the other.
"""

import argparse
import csv
import importlib.util
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

Columns = list[list[int]]
SIZES = {
    "4": (200, 1000, 0.02, 100),
    "5": (200, 2000, 0.02, 100),
    "6": (200, 1000, 0.05, 100),
    "a": (300, 3000, 0.02, 100),
    "b": (300, 3000, 0.05, 100),
    "c": (400, 4000, 0.02, 100),
    "d": (400, 4000, 0.05, 100),
    "e": (50, 500, 0.20, 1),
}


def beasley(seed: str, rows: int, columns: int, density: float, dearest: int) -> Columns:
    """Of each column: its cost, then its rows."""
    draw = random.Random(seed)
    sets = [
        {i for i in range(rows) if draw.random() < density} or {draw.randrange(rows)}
        for _ in range(columns)
    ]
    degree = [0] * rows
    for rows_of in sets:
        for i in rows_of:
            degree[i] += 1
    for i in range(rows):
        while degree[i] < 2:
            j = draw.randrange(columns)
            degree[i] += i not in sets[j]
            sets[j].add(i)
    return [[draw.randint(1, dearest), *sorted(rows_of)] for rows_of in sets]


def railway(seed: str, rows: int, columns: int) -> Columns:
    """Duties of crews: one piece of work after the other, where each has few that can follow it."""
    draw = random.Random(seed)
    after = [[(i + draw.randint(1, 40)) % rows for _ in range(3)] for i in range(rows)]
    duties = [[2, i] for i in range(rows)]
    for _ in range(columns):
        at, duty = draw.randrange(rows), set()
        most = draw.randint(2, 18)
        while len(duty) < most and at not in duty:
            duty.add(at)
            at = draw.choice(after[at])
        long = len(duty) > 8 or draw.random() < 0.3
        duties.append([2 if long else 1, *sorted(duty)])
    return duties


def write(columns: Columns, demand: list[int], file: Path) -> None:
    with file.open("w") as out:
        print(len(demand), len(columns), file=out)
        print(*demand, file=out)
        for cost, *rows in columns:
            print(cost, len(rows), *rows, file=out)


def highs(columns: Columns, demand: list[int], limit: float) -> tuple[float, float, float]:
    """Cost (or infinity), bound, seconds."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csc_array

    offsets = np.cumsum([0, *(len(c) - 1 for c in columns)])
    entries = np.concatenate([np.array(c[1:], dtype=np.int32) for c in columns])
    a = csc_array((np.ones(len(entries)), entries, offsets), shape=(len(demand), len(columns)))
    start = time.perf_counter()
    found = milp(
        [c[0] for c in columns],
        constraints=LinearConstraint(a, lb=demand),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(columns)),
        options={"time_limit": limit, "mip_rel_gap": 0},
    )
    cost = round(found.fun) if found.x is not None else float("inf")
    bound = found.mip_dual_bound if found.mip_dual_bound is not None else 0
    return cost, bound, time.perf_counter() - start


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("worker", type=Path)
    parser.add_argument("--only", nargs="+", default=list(SIZES), choices=list(SIZES))
    parser.add_argument("--count", type=int, default=2, help="instances of each size")
    parser.add_argument("--demand", type=int, default=1, help="how often to cover each row")
    parser.add_argument("--limit", type=float, default=20, help="seconds for HiGHS; 0: not asked")
    parser.add_argument("--work", type=int, help="entries that irisan may look at")
    parser.add_argument("--rail", action="store_true")
    parser.add_argument("--out", type=Path, help="a CSV file for the table")
    options = parser.parse_args()

    instances = [
        (f"{name}{n + 1}", lambda name=name, n=n: beasley(f"{name}{n}", *SIZES[name]))
        for name in options.only
        for n in range(options.count)
    ]
    rows_of = {f"{name}{n + 1}": SIZES[name][0] for name in SIZES for n in range(options.count)}
    if options.rail:
        instances.append(("rail", lambda: railway("rail", 4000, 1_000_000)))
        rows_of["rail"] = 4000
    ask_highs = options.limit > 0 and importlib.util.find_spec("scipy") is not None
    table, failures = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for name, make in instances:
            columns, file = make(), Path(folder) / "cover.txt"
            degree = [0] * rows_of[name]
            for column in columns:
                for i in column[1:]:
                    degree[i] += 1
            demand = [min(options.demand, d) for d in degree]
            write(columns, demand, file)
            command = [str(options.worker.resolve()), str(file)]
            command += [str(options.work)] if options.work is not None else []
            ours = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
            cost, bound, seconds = float("nan"), 0.0, float("nan")
            if ask_highs:
                cost, bound, seconds = highs(columns, demand, options.limit)
                if ours["bound"] > cost or bound > ours["cost"] + 1e-6:
                    failures += 1
                    print(f"ERROR: {name}: {ours} beside {cost} and {bound}", file=sys.stderr)
            entries = sum(len(column) - 1 for column in columns)
            table.append(
                [
                    name,
                    f"{len(demand)}x{len(columns)}",
                    str(entries),
                    *(str(ours[key]) for key in ("cost", "bound", "certified")),
                    "yes" if ours["proven"] else "no",
                    f"{ours['seconds']:.2f}",
                    f"{cost:.0f}",
                    f"{bound:.1f}",
                    f"{seconds:.2f}",
                    f"{ours['cost'] / cost:.4f}",
                    f"{ours['cost'] / max(bound, ours['bound'], 1):.4f}",
                ]
            )
            print("| " + " | ".join(table[-1]) + " |", flush=True)
    header = (
        "name size entries cost bound certified proven seconds "
        "highs highs_bound highs_seconds times_highs times_bound"
    ).split()
    print("| " + " | ".join(header) + " |")
    print("|" + "|".join(["---", "---", *["--:"] * (len(header) - 2)]) + "|")
    for row in table:
        print("| " + " | ".join(row) + " |")
    if options.out:
        with options.out.open("w", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows([header, *table])
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
