"""Compares irisan's minimal covers with HiGHS (scipy.optimize.milp) on random set covers.

    python tests/bench/covers.py WORKER [--only NAME ...] [--limit SECONDS] [--demand K] [--rail]
                                 [--known] [--work ENTRIES] [--out CSV]

WORKER is the program made of cover_worker.cpp. The instances are made as Beasley made those of the
OR-Library (1987, doi:10.1016/0377-2217(87)90126-2): each cell of the matrix is drawn with the same
chance, every row has at least two columns and every column a row, costs are from 1 to 100; here
from a fixed seed. With --rail there are also two of the size of a small and of the greatest railway
instances: up to a million columns of two to eighteen rows that follow each other, at costs of 1 or
2. With --known there are systems without costs whose best known covers are published: triples of
Steiner (Fulkerson, Nemhauser, Trotter 1974, doi:10.1007/BFb0120689), cycles of the cube and
colourings (Grossman, Wool 1997, doi:10.1016/S0377-2217(96)00161-0), knights on a board.

HiGHS has --limit seconds. The ratios are those of irisan's cost to HiGHS's, and to the greater of
both bounds; with --known, to what is published in place of HiGHS's. The exit code is 1 if a bound
of one exceeds a cost of the other.
"""

import argparse
import csv
import importlib.util
import itertools
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
RAIL = {"rail500": (500, 60_000), "rail": (4000, 1_000_000)}


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


def turned(rows: list[tuple[int, ...]], columns: int) -> Columns:
    """Columns of cost 1 from the columns of each row."""
    sets: Columns = [[1] for _ in range(columns)]
    for i, row in enumerate(rows):
        for j in row:
            sets[j].append(i)
    return sets


def steiner(points: int) -> Columns:
    """Three times as many points by the product rule, from one triple of three."""
    triples, n = [(0, 1, 2)], 3
    while n < points:
        triples = [
            *((x, x + n, x + 2 * n) for x in range(n)),
            *((x + i * n, y + i * n, z + i * n) for x, y, z in triples for i in range(3)),
            *(
                (x + p * n, y + q * n, z + r * n)
                for x, y, z in triples
                for p, q, r in itertools.permutations(range(3))
            ),
        ]
        n *= 3
    return turned(triples, n)


def cube(d: int) -> Columns:
    """Edges of the cube that hit each of its cycles of four."""
    edges = {}
    for x in range(1 << d):
        for b in range(d):
            if not x >> b & 1:
                edges[x, b] = len(edges)
    rows = [
        (edges[x, b], edges[x | 1 << c, b], edges[x, c], edges[x | 1 << b, c])
        for b, c in itertools.combinations(range(d), 2)
        for x in range(1 << d)
        if not (x >> b & 1 or x >> c & 1)
    ]
    return turned(rows, len(edges))


def knights(n: int) -> Columns:
    """Knights so that every square is occupied or attacked."""
    squares = list(itertools.product(range(n), range(n)))
    return [
        [
            1,
            *(
                k
                for k, (v, w) in enumerate(squares)
                if abs((x - v) * (y - w)) == 2 or (x, y) == (v, w)
            ),
        ]
        for x, y in squares
    ]


def colourings(d: int) -> Columns:
    """Fours of d points; each colouring must leave one of them all of one colour."""
    return [
        [1, *(c - 1 for c in range(1, 1 << (d - 1)) if four & c in (0, four))]
        for four in range(1 << d)
        if four.bit_count() == 4
    ]


KNOWN = {
    "sts9": (lambda: steiner(9), 5),
    "sts27": (lambda: steiner(27), 18),
    "sts81": (lambda: steiner(81), 61),
    "cyc4": (lambda: cube(4), 8),
    "cyc5": (lambda: cube(5), 24),
    "cyc6": (lambda: cube(6), 60),
    "clr10": (lambda: colourings(10), 25),
    **{
        f"knights{n}": (lambda n=n: knights(n), best)
        for n, best in zip(range(3, 11), (4, 4, 5, 8, 10, 12, 14, 16), strict=True)
    },
}


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
    parser.add_argument("--only", nargs="*", default=list(SIZES), choices=list(SIZES))
    parser.add_argument("--count", type=int, default=2, help="instances of each size")
    parser.add_argument("--demand", type=int, default=1, help="how often to cover each row")
    parser.add_argument("--limit", type=float, default=20, help="seconds for HiGHS; 0: not asked")
    parser.add_argument("--work", type=int, help="entries that irisan may look at")
    parser.add_argument("--rail", action="store_true")
    parser.add_argument("--known", action="store_true")
    parser.add_argument("--out", type=Path, help="a CSV file for the table")
    options = parser.parse_args()

    instances = [
        (f"{name}{n + 1}", lambda name=name, n=n: beasley(f"{name}{n}", *SIZES[name]))
        for name in options.only
        for n in range(options.count)
    ]
    rows_of = {f"{name}{n + 1}": SIZES[name][0] for name in SIZES for n in range(options.count)}
    if options.rail:
        for name, (rows, columns) in RAIL.items():
            instances.append((name, lambda name=name, m=rows, n=columns: railway(name, m, n)))
            rows_of[name] = rows
    if options.known:
        instances += [(name, make) for name, (make, _) in KNOWN.items()]
    ask_highs = options.limit > 0 and importlib.util.find_spec("scipy") is not None
    table, failures = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for name, make in instances:
            columns, file = make(), Path(folder) / "cover.txt"
            rows = rows_of.get(name) or 1 + max(max(column[1:]) for column in columns)
            degree = [0] * rows
            for column in columns:
                for i in column[1:]:
                    degree[i] += 1
            demand = [min(options.demand, d) for d in degree]
            write(columns, demand, file)
            command = [str(options.worker.resolve()), str(file)]
            command += [str(options.work)] if options.work is not None else []
            ours = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
            cost, bound, seconds = float("nan"), 0.0, float("nan")
            if name in KNOWN and options.demand == 1:
                cost = KNOWN[name][1]
            elif ask_highs:
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
    header = ["name", "size", "entries", "cost", "bound", "certified", "proven", "seconds"]
    header += ["highs", "highs_bound", "highs_seconds", "times_highs", "times_bound"]
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
