"""Tables that are to be linked or were reviewed, from memory or CSV, as texts."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from irisan._columns import as_arrow, in_one
from irisan.errors import Error, InputError


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


def as_table(given: object) -> pa.Table:
    """A table from anything with an Arrow stream, or a dict of arrays."""
    if isinstance(given, Mapping):
        # pandas writes NaN for what is not known.
        return pa.table({name: pa.array(c, from_pandas=True) for name, c in given.items()})
    return as_arrow(given)


def names_of(given: object) -> list[str | None]:
    """A list, an array or a column as texts."""
    if isinstance(given, pa.ChunkedArray):
        return texts(given)
    if hasattr(given, "__arrow_c_stream__"):
        return texts(pa.chunked_array(given))
    array = given if isinstance(given, pa.Array) else pa.array(given, from_pandas=True)
    return texts(pa.chunked_array([array]))


def texts(column: pa.ChunkedArray) -> list[str | None]:
    """A column as texts, whatever its type; whole numbers without a decimal point."""
    array = in_one(column)
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_floating(array.type):
        array = pc.if_else(pc.is_nan(array), None, array)
        return [None if v is None else _plain(v) for v in array.to_pylist()]
    if pa.types.is_null(array.type):
        return [None] * len(array)
    found: list[str | None] = array.cast(pa.large_string()).to_pylist()
    return found


def _plain(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)
