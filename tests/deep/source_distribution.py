"""Builds the source distribution, and irisan from nothing but it, in environments of their own.

    python tests/deep/source_distribution.py [FOLDER]

Then the installed package must audit the example. It compiles everything: minutes; a cache such as
ccache helps (CMAKE_CXX_COMPILER_LAUNCHER=ccache). What is made stays in FOLDER if it is named.
"""

import contextlib
import subprocess
import sys
import tarfile
import tempfile
import venv
from pathlib import Path

root = Path(__file__).resolve().parents[2]
# What a build does not need; and more than this many bytes would be somebody's mistake.
needless = (".ci/", ".git/", "tests/golden/", "tests/bench/", "build/", "src/page/node_modules/")
most_bytes = 20_000_000


def environment(place: Path) -> Path:
    """A new environment with an up-to-date pip; gives its Python."""
    venv.create(place, with_pip=True, clear=True)
    python = place / "bin" / "python"
    run(python, "-m", "pip", "install", "-q", "-U", "pip")
    return python


def run(*arguments: str | Path, folder: Path | None = None) -> None:
    print("+", *arguments, flush=True)
    subprocess.run(list(map(str, arguments)), check=True, cwd=folder)


with contextlib.ExitStack() as ended:
    work = (
        Path(sys.argv[1]).resolve()
        if len(sys.argv) > 1
        else Path(ended.enter_context(tempfile.TemporaryDirectory()))
    )
    builder = environment(work / "builder")
    run(builder, "-m", "pip", "install", "-q", "build")
    run(builder, "-m", "build", "-q", "--sdist", "--outdir", work / "dist", root)
    (archive,) = (work / "dist").glob("irisan-*.tar.gz")
    with tarfile.open(archive) as made:
        names = [name.partition("/")[2] for name in made.getnames()]
    assert not [n for n in names if n.startswith(needless)], "needless files are in the archive"
    assert {"LICENSE", "README.md", "PKG-INFO", "include/irisan/version.hpp"} <= set(names)
    assert archive.stat().st_size < most_bytes, f"{archive.name}: {archive.stat().st_size} bytes"

    user = environment(work / "user")
    # Outside the source tree, so that nothing of it is at hand.
    run(user, "-m", "pip", "install", f"{archive}[all]", folder=work)
    check = root / "tests" / "deep" / "installed_package.py"
    run(user, check, root / "examples" / "west_sumatra", folder=work)
    print(f"{archive.name}: {len(names)} entries, {archive.stat().st_size:,} bytes")
