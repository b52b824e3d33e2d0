"""Broken packages by the thousand: seeded mutations of the example, audited by a sanitized build.

    cmake --preset asan && cmake --build build/asan --target irisan-command
    python tests/deep/fuzz_packages.py build/asan/src/irisan [SECONDS] [SEED]

Every run must end with 0, 1 or 2 within a minute, say what is wrong when it ends with 2, and leave
nothing half written.
"""

import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "west_sumatra"
FRAGMENTS = [
    b'"', b",", b";", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\x92", b"\xef\xbb\xbf", b"\xc2\xa0", b"''=", b"=1+1",
    b"2147483647", b"99999999999999999999", b"-1", b"1e999", b"NaN", b"2023-02-30", b"0000-00-00", b"#N/A", b"-",
    b"BPMP", b"13.06", b"IKM", b"{", b"}", b"[", b"null", b'"irisan:mapping"', b"../../x", b"A" * 5000,
]  # fmt: skip


def mutate(text: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.choice([1, 1, 1, 2, 3, 8])):
        at = rng.randrange(len(text) + 1)
        kind = rng.randrange(6)
        if kind == 0:
            text = text[:at] + rng.choice(FRAGMENTS) + text[at:]
        elif kind == 1:
            text = text[:at] + text[at + rng.choice([1, 2, 10, 200]) :]
        elif kind == 2 and text:
            at = min(at, len(text) - 1)
            text = text[:at] + bytes([rng.randrange(256)]) + text[at + 1 :]
        elif kind == 3:
            text = text[:at]
        elif kind == 4:
            lines = text.split(b"\n")
            rng.shuffle(lines)
            text = b"\n".join(lines)
        else:
            lines = text.split(b"\n")
            i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
            a, b = lines[i].split(b","), lines[j].split(b",")
            k, m = rng.randrange(len(a)), rng.randrange(len(b))
            a[k], b[m] = b[m], a[k]
            lines[i] = b",".join(a)
            text = b"\n".join(lines)
    return text


def main() -> None:
    command = Path(sys.argv[1]).resolve()
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 600
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    rng = random.Random(seed)
    files = [*sorted(EXAMPLE.glob("*.csv")), EXAMPLE / "datapackage.json"]
    originals = {}
    for file in files:
        text = file.read_bytes()
        # A short package is audited a hundred times faster, and breaks in the same ways.
        if file.name == "deliveries.csv":
            text = b"\n".join(text.split(b"\n")[:150]) + b"\n"
        originals[file.name] = text
    end = time.monotonic() + seconds
    runs, codes = 0, {0: 0, 1: 0, 2: 0}
    with tempfile.TemporaryDirectory() as name:
        while time.monotonic() < end:
            package, out = Path(name) / "package", Path(name) / "out"
            shutil.rmtree(package, ignore_errors=True)
            shutil.rmtree(out, ignore_errors=True)
            package.mkdir()
            victims = set(rng.sample(sorted(originals), rng.choice([1, 1, 2])))
            described = rng.random() < 0.5
            for file, text in originals.items():
                if file == "datapackage.json" and not described:
                    continue
                (package / file).write_bytes(mutate(text, rng) if file in victims else text)
            run = subprocess.run(
                [command, "audit", package, "-o", out], capture_output=True, timeout=60, check=False
            )
            runs += 1
            left = sorted(p.name for p in out.glob("*")) if out.exists() else []
            whole = ["findings.csv", "pairs.csv", "report.json", "summary.txt"]
            wrong = (
                run.returncode not in codes
                or b"Sanitizer" in run.stderr
                or b"runtime error" in run.stderr
                or (run.returncode == 2 and not run.stderr.strip())
                or left != (whole if run.returncode != 2 else [])
            )
            if wrong:
                kept = Path(tempfile.mkdtemp(prefix="irisan-fuzz-"))
                shutil.copytree(package, kept / "package")
                print(run.stderr.decode(errors="replace")[-4000:])
                sys.exit(
                    f"seed {seed}, run {runs}: exit {run.returncode}, left {left}; package kept in {kept}"
                )
            codes[run.returncode] += 1
    print(f"seed {seed}: {runs} runs, exits {codes}")


if __name__ == "__main__":
    main()
