"""A flat sheet as it lies in memory or in a file: CSV, Parquet, a workbook."""

import csv
import os
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from irisan._frames import column_texts, is_table
from irisan._texts import ColumnTexts, Found
from irisan.errors import Error
from irisan.mapping import Sheet, sheet_of
from irisan.tables import workbooks


def read_flat(sheet: object, found: list[Found], asked: set[str]) -> Sheet:
    """All columns of a sheet as texts; `asked` are those by which a workbook's header is found."""
    if not isinstance(sheet, (str, os.PathLike)):
        if not is_table(sheet):
            raise TypeError(f"{type(sheet).__name__} is neither a file nor a frame")
        return sheet_of(column_texts(sheet, "", lambda _: "sheet"), "sheet", found)
    place = Path(sheet)
    if place.suffix.lower() in workbooks:
        from irisan.excel import flat_sheet

        return flat_sheet(place, found, asked)
    if place.suffix.lower() == ".parquet":
        try:
            frame = pyarrow.parquet.ParquetFile(place)
        except (OSError, pa.ArrowInvalid) as e:
            raise Error(f"{place}: {e}") from e
        columns = [ColumnTexts("", name, "sheet") for name in frame.schema_arrow.names]
        for batch in frame.iter_batches(batch_size=1 << 20):
            for column, array in zip(columns, batch.columns, strict=True):
                column.add(array)
        return sheet_of(columns, place.name, found)
    return _csv_sheet(place, found)


def _csv_sheet(place: Path, found: list[Found]) -> Sheet:
    """A CSV file whose cells stay texts, however they look."""
    try:
        with place.open("rb") as file:
            first = file.readline().decode("utf-8-sig", errors="replace")
    except OSError as e:
        raise Error(f"{place}: {e.strerror}") from e
    delimiter = max(",;\t|", key=lambda d: (first.count(d), d == ","))
    names: list[str] = next(iter(_records(first, delimiter)), [])
    try:
        reader = pyarrow.csv.open_csv(
            place,
            parse_options=pyarrow.csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types={name: pa.large_string() for name in names},
                strings_can_be_null=True,
                null_values=[""],
                quoted_strings_can_be_null=True,
            ),
        )
        read = sheet_of(column_texts(reader, "", lambda _: "sheet"), place.name, found)
    except pa.ArrowInvalid as e:
        raise Error(f"{place.name}: {e}") from e
    rows = len(read.columns[0][1]) if read.columns else 0
    # The header stands on line 1.
    return read._replace(lines=np.arange(2, rows + 2, dtype=np.int64))


def _records(text: str, delimiter: str) -> Any:
    return csv.reader([text], delimiter=delimiter)
