"""The `irisan` command as a console script: the compiled one, and what it does not read."""

import itertools
import signal
import sys
from pathlib import Path

from irisan._core import Tables, run_cli
from irisan.errors import Error

_workbooks = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_reading = ("audit", "check", "pairs", "groups", "map")
# Options whose value may look like a file to read.
_valued = ("-o", "--out", "--mapping", "--rules", "--group-identical")


def main() -> int:
    """Runs the command with the process's arguments; gives its exit code."""
    return run(sys.argv[1:])


def run(arguments: list[str]) -> int:
    """Runs the command; workbooks and Parquet are read here, all else by the compiled part."""
    try:
        if arguments[:1] == ["template"] and any(a.startswith("--excel") for a in arguments):
            return _template(arguments[1:])
        place = _place(arguments)
        if place is None:
            return run_cli(arguments)
        if arguments[0] == "map" and "--suggest" in arguments:
            return _suggest(place, arguments)
        tables = _read(place, arguments)
    except Error as e:
        print(f"irisan: {e}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 2
    return run_cli(arguments, tables)


def _place(arguments: list[str]) -> Path | None:
    """The file or folder to read, if the compiled part does not."""
    if arguments[:1] == [] or arguments[0] not in _reading:
        return None
    for before, argument in itertools.pairwise(arguments):
        if argument.startswith("-") or before in _valued:
            continue
        place = Path(argument)
        if place.suffix.lower() in _workbooks:
            return place
        if place.suffix.lower() == ".parquet" and place.exists():
            return place
        if (
            place.is_dir()
            and not (place / "datapackage.json").exists()
            and not any(place.glob("*.csv"))
            and any(place.glob("*.parquet"))
        ):
            return place
    return None


def _option(arguments: list[str], *names: str) -> str | None:
    for at, argument in enumerate(arguments):
        if argument in names:
            return arguments[at + 1] if at + 1 < len(arguments) else None
        for name in names:
            if argument.startswith(name + "="):
                return argument[len(name) + 1 :]
    return None


def _read(place: Path, arguments: list[str]) -> Tables:
    # Threads that NumPy and Arrow begin must not take the Ctrl-C that the command waits for.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        from irisan.tables import read
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    mapping = _option(arguments, "--mapping")
    return read(place, mapping=None if mapping is None else Path(mapping))._core


def _suggest(place: Path, arguments: list[str]) -> int:
    from irisan.excel import suggest_for

    out = _option(arguments, "-o", "--out")
    text = suggest_for(place, header=int(_option(arguments, "--header-row") or 1))
    if out is None:
        print(text, end="")
    else:
        try:
            Path(out).write_text(text, encoding="utf-8")
        except OSError as e:
            raise Error(f"{out}: {e.strerror}") from e
    return 0


def _template(arguments: list[str]) -> int:
    place = _option(arguments, "--excel")
    rest = [a for a in arguments if not a.startswith("-") and a != place]
    language = _option(arguments, "--lang") or "id"
    rest = [a for a in rest if a != language]
    if not place or rest or language not in ("id", "en"):
        raise Error("usage: irisan template --excel FILE.xlsx [--lang id|en]")
    if Path(place).suffix.lower() != ".xlsx":
        raise Error(f"{place}: a workbook is written as .xlsx")
    if Path(place).exists():
        raise Error(f"{place}: exists already; nothing was written")

    from irisan.excel_writing import write_excel_template

    write_excel_template(place, language="en" if language == "en" else "id")
    return 0
