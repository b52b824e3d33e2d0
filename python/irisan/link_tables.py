"""Tables that are to be linked or were reviewed, from memory or CSV, as texts."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from irisan._columns import in_one
from irisan._frames import as_array
from irisan.errors import Error, InputError
from irisan.names import cleaned


def read_texts(path: Path) -> pa.Table:
    """A CSV as texts, whichever mark a spreadsheet put between its columns."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            first = file.readline()
        # Excel writes semicolons where the decimal mark is a comma.
        marks = [(-first.count(mark), mark) for mark in (",", ";", "\t")]
        names = [n.strip().strip('"') for n in first.rstrip("\r\n").split(min(marks)[1])]
        return pa.csv.read_csv(
            path,
            parse_options=pa.csv.ParseOptions(delimiter=min(marks)[1], newlines_in_values=True),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True
            ),
        )
    except OSError as e:
        raise Error(f"{path}: {e.strerror or e}") from e
    except (UnicodeDecodeError, pa.ArrowInvalid) as e:
        raise InputError(f"{path.name}: {e}") from e


def names_of(given: Any) -> list[str | None]:
    """A list, an array or a column as texts."""
    array = as_array(given if hasattr(given, "__len__") else list(given))
    return texts(array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array]))


def written_otherwise(names: Iterable[str | None]) -> dict[str, str]:
    """Of each spelling that is not in clean form (word-joiners, odd blanks), the clean one."""
    different = sorted({name for name in names if name})
    return {name: clean for name in different if (clean := cleaned(name)) not in ("", name)}


def texts(column: pa.ChunkedArray) -> list[str | None]:
    """A column as texts, whatever its type; whole numbers without a decimal point."""
    array = in_one(column)
    if pa.types.is_dictionary(array.type):
        values = array.dictionary
        if pa.types.is_string_view(values.type):  # of which Arrow takes none
            values = values.cast(pa.large_string())
        array = values.take(array.indices)
    if pa.types.is_floating(array.type):
        array = pc.if_else(pc.is_nan(array), None, array)
        return [None if v is None else _plain(v) for v in array.to_pylist()]
    if pa.types.is_null(array.type):
        return [None] * len(array)
    found: list[str | None] = array.cast(pa.large_string()).to_pylist()
    return found


def _plain(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)
