"""Compares irisan's division of responsibility with HiGHS (scipy.optimize.milp) on random cases.

    python tests/bench/divisions.py WORKER [--only NAME ...] [--count N] [--limit SECONDS]
                                    [--threads N] [--out CSV]

WORKER is the program made of assignment_worker.cpp. A case has pieces (kinds of work at each
place), units of which about three in four may take a piece, costs and loads drawn with the same
chance, a charge for each unit that comes to a place, and capacities of which every second is nearly
twice the other; in all they exceed the loads by the share that the shape says. Everything comes
from fixed seeds. `country` is as large as Indonesia: 514 places, 40 kinds, 50 units. `cpu` is the
time of all threads together, whoever else uses the processors.

HiGHS has --limit seconds and is asked about cases of up to --largest options. The ratios are those
of irisan's cost to HiGHS's, and to the greater of both bounds. The exit code is 1 if a bound of one
exceeds a cost of the other, or if capacities that can hold are not held.
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
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Shape:
    places: int
    kinds: int
    units: int
    costs: int
    loads: int
    charge: int
    room: int  # capacities in all, in hundredths of the loads


SHAPES = {
    "village": Shape(6, 5, 6, 20, 5, 15, 115),
    "island": Shape(12, 8, 8, 20, 5, 15, 110),
    "province": Shape(19, 12, 12, 1000, 9, 300, 110),
    "tight": Shape(19, 12, 12, 1000, 9, 300, 102),
    "flow": Shape(100, 50, 50, 1000, 1, 0, 110),
    "country": Shape(514, 40, 50, 20, 4, 15, 120),
    "country_dear": Shape(514, 40, 50, 1000, 9, 300, 105),
}


@dataclass
class Division:
    capacity: list[int]
    charge: list[int]
    place: list[int] = field(default_factory=list)
    load: list[int] = field(default_factory=list)
    options: list[dict[int, int]] = field(default_factory=list)


def draw(name: str, number: int) -> Division:
    shape, chance = SHAPES[name], random.Random(f"{name}{number}")
    case = Division([], [shape.charge] * shape.places)
    for place in range(shape.places):
        for _ in range(shape.kinds):
            sure = chance.randrange(shape.units)
            case.place.append(place)
            case.load.append(chance.randint(1, shape.loads))
            case.options.append(
                {
                    u: chance.randint(1, shape.costs)
                    for u in range(shape.units)
                    if u == sure or chance.random() < 0.75
                }
            )
    each = sum(case.load) * shape.room / 100 / shape.units
    case.capacity = [round(each * (1.3 if u % 2 else 0.7)) for u in range(shape.units)]
    return case


def write(case: Division, file: Path) -> None:
    with file.open("w") as out:
        print(len(case.load), len(case.capacity), len(case.charge), file=out)
        print(*case.capacity, file=out)
        print(*case.charge, file=out)
        for place, load, options in zip(case.place, case.load, case.options, strict=True):
            print(place, load, len(options), *(x for o in options.items() for x in o), file=out)


def highs(case: Division, limit: float) -> tuple[float, float, float]:
    """Cost (or infinity), bound, seconds."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    n, m = len(case.load), len(case.capacity)
    takes = [(r, u) for r in range(n) for u in case.options[r]]
    meets = sorted({(case.place[r], u) for r, u in takes if case.charge[case.place[r]] > 0})
    column = {pair: len(takes) + i for i, pair in enumerate(meets)}
    cells: list[tuple[int, int, int]] = []
    lower, upper = [1.0] * n + [-np.inf] * m, [1.0] * n + [float(c) for c in case.capacity]
    for k, (r, u) in enumerate(takes):
        cells += [(r, k, 1), (n + u, k, case.load[r])]
        if (case.place[r], u) in column:
            cells += [(len(lower), k, 1), (len(lower), column[case.place[r], u], -1)]
            lower.append(-np.inf)
            upper.append(0.0)
    i, j, x = (np.array(part) for part in zip(*cells, strict=True))
    a = coo_array((x, (i, j)), shape=(len(lower), len(takes) + len(meets))).tocsc()
    cost = [case.options[r][u] for r, u in takes] + [case.charge[p] for p, _ in meets]
    start = time.perf_counter()
    found = milp(
        cost,
        constraints=LinearConstraint(a, lower, upper),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(cost)),
        options={"time_limit": limit, "mip_rel_gap": 0},
    )
    seconds = time.perf_counter() - start
    value = round(found.fun) if found.x is not None else float("inf")
    bound = found.mip_dual_bound if found.mip_dual_bound is not None else float("-inf")
    return value, bound, seconds


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("worker", type=Path)
    parser.add_argument("--only", nargs="+", default=list(SHAPES), choices=list(SHAPES))
    parser.add_argument("--count", type=int, default=2, help="cases of each shape")
    parser.add_argument("--limit", type=float, default=60, help="seconds for HiGHS; 0: not asked")
    parser.add_argument("--largest", type=int, default=250_000, help="options that HiGHS is given")
    parser.add_argument("--threads", type=int, default=1, help="of irisan; HiGHS has one")
    parser.add_argument("--out", type=Path, help="a CSV file for the table")
    options = parser.parse_args()

    scipy = importlib.util.find_spec("scipy") is not None
    table, failures = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for name, number in [(s, n) for s in options.only for n in range(options.count)]:
            case, file = draw(name, number), Path(folder) / "division.txt"
            write(case, file)
            command = [str(options.worker.resolve()), str(file), str(options.threads)]
            ours = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
            entries = sum(map(len, case.options))
            cost, bound, seconds = float("nan"), float("-inf"), float("nan")
            if options.limit > 0 and scipy and entries <= options.largest:
                cost, bound, seconds = highs(case, options.limit)
            least = max(bound, ours["bound"])
            if ours["bound"] > cost or bound > ours["cost"] + 1e-6 or ours["excess"] > 0:
                failures += 1
                print(f"ERROR: {name}{number}: {ours} beside {cost} and {bound}", file=sys.stderr)
            table.append(
                [
                    f"{name}{number + 1}",
                    f"{len(case.load)}x{len(case.capacity)}",
                    str(entries),
                    *(str(ours[key]) for key in ("cost", "bound", "certified")),
                    "yes" if ours["proven"] else "no",
                    f"{ours['seconds']:.2f}",
                    f"{ours['cpu']:.2f}",
                    f"{cost:.0f}",
                    f"{bound:.1f}",
                    f"{seconds:.2f}",
                    f"{ours['cost'] / cost:.5f}",
                    f"{ours['cost'] / least:.5f}",
                ]
            )
            print("| " + " | ".join(table[-1]) + " |", flush=True)
    header = [
        "name",
        "size",
        "options",
        "cost",
        "bound",
        "certified",
        "proven",
        "seconds",
        "cpu",
        "highs",
        "highs_bound",
        "highs_seconds",
        "times_highs",
        "times_bound",
    ]
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
