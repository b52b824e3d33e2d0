"""The AVX-512 kernels on a processor without them: SIMDe stands in for the four intrinsics they use.

    apt-get install libsimde-dev
    python tests/deep/simulated_avx512.py [CXX]

A copy of the headers is changed so that `instruction_sets()` offers avx512 and its intrinsics are
SIMDe's (MIT licence; nothing of it is part of irisan). The tests of the kernels and of all methods
must pass with it as they do on the real processor.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INTRINSICS = ("ternarylogic_epi64", "test_epi64_mask", "popcnt_epi64", "cmple_epu64_mask")
TESTS = ("bit_kernels", "bit_columns", "projection", "prefix_join", "agreeing_pairs", "find_pairs")


def changed(text: str, old: str, new: str) -> str:
    """The text with its only `old` replaced; the headers must still be those this was written for."""
    if text.count(old) != 1:
        sys.exit(f"{old!r} stands {text.count(old)} times in a header")
    return text.replace(old, new)


def simulate(headers: Path) -> None:
    kernels = headers / "irisan/overlap/bit_kernels.hpp"
    text = kernels.read_text()
    begin = text.index("#define IRISAN_KERNEL", text.index("namespace avx2"))
    end = text.index("#define IRISAN_VECTOR 64")
    text = text[:begin] + "#define IRISAN_KERNEL\n" + text[end:]
    names = "".join(f"#define _mm512_{name} simde_mm512_{name}\n" for name in INTRINSICS)
    text = changed(
        text,
        "#include <immintrin.h>\n",
        "#include <immintrin.h>\n#include <simde/x86/avx512.h>\n"
        f"{names}#define __m512i simde__m512i\n",
    )
    kernels.write_text(text)
    sets = headers / "irisan/core/instruction_set.hpp"
    sets.write_text(
        changed(
            sets.read_text(),
            "  return all;\n",
            "  if (all.back() != instruction_set::avx512) all.push_back(instruction_set::avx512);\n"
            "  return all;\n",
        )
    )


def main() -> None:
    compiler = sys.argv[1] if len(sys.argv) > 1 else "g++"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "include", folder / "include")
        simulate(folder / "include")
        runner = folder / "main.cpp"
        runner.write_text(
            "#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN\n#include <doctest/doctest.h>\n"
        )
        for test in TESTS:
            program = folder / test
            flags = ["-std=c++20", "-O2", "-w", "-mavx2", "-mpopcnt", "-mbmi", "-mbmi2", "-mlzcnt"]
            places = [
                f"-I{folder / 'include'}",
                f"-I{ROOT / 'tests'}",
                "-isystem",
                "/usr/include/eigen3",
            ]
            source = ROOT / "tests/overlap" / f"{test}_test.cpp"
            subprocess.run(
                [compiler, *flags, *places, str(source), str(runner), "-o", str(program)],
                check=True,
            )
            print(test, flush=True)
            subprocess.run([str(program), "--minimal"], check=True, timeout=600)


if __name__ == "__main__":
    main()
