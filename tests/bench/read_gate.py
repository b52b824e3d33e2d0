"""Reading, checking and gating ten million deliveries beside pyarrow, in one run.

    python tests/bench/read_gate.py build/bench/tests/bench/read_gate [ROWS] [RUNS]

The peer reads the same file with pyarrow.csv.read_csv, dictionary-encodes its ids and sorts by
program and target. Runs alternate; medians and their ratio are printed.
"""

import json
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

PEER = """
import resource, sys, time
import pyarrow as pa, pyarrow.csv as csv
start = time.perf_counter()
t = csv.read_csv(sys.argv[1], convert_options=csv.ConvertOptions(column_types={
    name: pa.string() for name in ("delivery_id", "program_id", "target_id", "unit_id", "activity_id")}))
read = time.perf_counter()
for name in ("delivery_id", "program_id", "target_id", "unit_id", "activity_id"):
    t = t.set_column(t.schema.get_field_index(name), name, t[name].dictionary_encode())
encoded = time.perf_counter()
keys = pa.table({name: t[name].combine_chunks().indices for name in ("program_id", "target_id")})
order = pa.compute.sort_indices(keys, [("program_id", "ascending"), ("target_id", "ascending")])
t = t.take(order)
end = time.perf_counter()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print('{"read_s": %.3f, "encode_s": %.3f, "sort_s": %.3f, "total_s": %.3f, "peak_mb": %.0f}'
      % (read - start, encoded - read, end - encoded, end - start, peak))
""".replace("import pyarrow as pa,", "import pyarrow as pa, pyarrow.compute,")


def write_package(folder: Path, rows: int) -> None:
    """A package of the shape of an audit: many deliveries at few programs, schools in districts."""
    rng = random.Random(20261124)
    units, programs, targets, activities = 50, 5_000, 200_000, 400
    files = {
        "regions": ["region_id,parent_id,kind", "ID,,country"]
        + [f"R{i:03},ID,city_or_regency" for i in range(514)],
        "units": ["unit_id"] + [f"U{i:02}" for i in range(units)],
        "targets": ["target_id,kind,region_id"]
        + [f"{10_000_000 + 37 * i},school,R{i % 514:03}" for i in range(targets)],
        "activities": ["activity_id,parent_id"]
        + [f"A{i:03}," + ("" if i < 10 else f"A{i // 10:03}") for i in range(activities)],
        "programs": ["program_id,unit_id"] + [f"P{i:05},U{i % units:02}" for i in range(programs)],
    }
    for name, lines in files.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    days = [f"2023-{m:02}-{d:02}" for m in range(1, 13) for d in range(1, 29)]
    audiences = ["teacher", "principal", "supervisor", "student"]
    with (folder / "deliveries.csv").open("w") as out:
        out.write(
            "delivery_id,program_id,target_id,unit_id,activity_id,audience,start,end,participants,cost,status\n"
        )
        block = []
        for i in range(rows):
            program = int(programs * rng.random() ** 2)
            day = int(330 * rng.random())
            block.append(
                f"D{(i * 7_368_787) % rows:08},P{program:05},{10_000_000 + 37 * int(targets * rng.random())},U{program % units:02},"
                f"A{int(activities * rng.random()):03},{audiences[int(4 * rng.random())]},{days[day]},{days[day + int(5 * rng.random())]},"
                f"{int(40 * rng.random())},{int(5000 * rng.random()) * 1000},done\n"
            )
            if len(block) == 100_000:
                out.writelines(block)
                block = []
        out.writelines(block)


def main() -> None:
    program = sys.argv[1]
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000_000
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_package(folder, rows)
        file = folder / "deliveries.csv"
        size = file.stat().st_size / 2**20
        print(f"deliveries.csv: {rows} rows, {size:.0f} MB")
        ours, peer = [], []
        for _ in range(runs):
            for results, command in (
                (ours, [program, str(folder)]),
                (peer, [sys.executable, "-c", PEER, str(file)]),
            ):
                run = subprocess.run(command, capture_output=True, text=True, check=True)
                results.append(json.loads(run.stdout))
                print("irisan " if results is ours else "pyarrow", run.stdout.strip())
        time_ratio = statistics.median(r["total_s"] for r in ours) / statistics.median(
            r["total_s"] for r in peer
        )
        memory_ratio = statistics.median(r["peak_mb"] for r in ours) / size
        print(f"time / pyarrow: {time_ratio:.2f}; peak memory / file: {memory_ratio:.2f}")


if __name__ == "__main__":
    main()
