"""Values of any type as the texts that the gate reads: exactly, and each distinct one once."""

import datetime
import math
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from irisan._columns import EncodedColumn

# What the column's values are for: `id` keeps the `.0` of a number, so that the gate lists it as
# repaired; `date` has no time of day; `sheet` is not known yet, so numbers are marked.
Kind: TypeAlias = Literal["id", "date", "sheet", "other"]

# level, table, file, line, column, value, English, Indonesian, rows, lines
Found: TypeAlias = tuple[str, str, str, int, str, str, str, str, int, list[int]]

# A whole number beyond this is not the only one that its floating-point number stands for.
most_exact = 2**53


@dataclass
class ColumnTexts:
    """Gathers a column piece by piece: its distinct texts, and a number for each row."""

    table: str
    name: str
    kind: Kind
    found: list[Found] = field(default_factory=list)
    # The greatest number of which every digit is known.
    exact: int = most_exact
    _pieces: list[pa.DictionaryArray] = field(default_factory=list)
    _numbers: list[NDArray[np.bool_]] = field(default_factory=list)
    _rows: int = 0
    _code: bool = False
    _times: int = 0
    _first_time: int = 0
    _inexact: int = 0
    _first_inexact: tuple[int, str] = (0, "")

    def add(self, piece: pa.Array) -> None:
        """One more piece of the column, of any type; raises TypeError for one that is no text."""
        array = self._plain(piece)
        if pa.types.is_dictionary(array.type):
            indices, values = array.indices, self._plain(array.dictionary)
        else:
            encoded = array.dictionary_encode()
            indices, values = encoded.indices, encoded.dictionary
        codes = np.asarray(pc.fill_null(indices.cast(pa.int32()), -1), dtype=np.int32)
        self._add(codes, self._texts(values, codes))

    def add_cells(self, cells: Iterable[object]) -> None:
        """One more piece, as Python objects of mixed types."""
        number: dict[tuple[type, object], int] = {}
        texts: list[str | None] = []
        floats: list[int] = []
        codes: list[int] = []
        for row, cell in enumerate(cells):
            key = (type(cell), cell)
            try:
                code = number.get(key, -1)
            except TypeError:
                raise self._no_text(type(cell).__name__, row) from None
            if code < 0:
                text = cell_text(cell)
                if text is NotImplemented:
                    raise self._no_text(type(cell).__name__, row)
                code = number[key] = len(texts)
                texts.append(self._of_cell(cell, text, row, floats, code))
            codes.append(code)
        at = np.array(codes, dtype=np.int32)
        values = pa.array(texts, pa.large_string())
        if self.kind == "sheet":
            self._numbers.append(np.isin(at, floats))
        known = np.asarray(values.is_valid())
        self._add(np.where(known[at], at, -1).astype(np.int32) if len(at) else at, values)

    def finish(self) -> EncodedColumn:
        """Name, codes, offsets and bytes of the texts, and whether they hold numbers as codes."""
        if self._inexact:
            line, value = self._first_inexact
            self._say(
                "error",
                line,
                value,
                f"the id {value} stands as a number that cannot hold all its digits",
                f"id {value} tersimpan sebagai angka yang tidak memuat semua digitnya",
                self._inexact,
            )
        if self._times:
            self._say(
                "repair",
                self._first_time,
                "",
                "the time of day is left out",
                "jam tidak dipakai",
                self._times,
            )
        whole = pa.chunked_array(self._pieces, pa.dictionary(pa.int32(), pa.large_string()))
        self._pieces = []
        whole = whole.unify_dictionaries()
        dictionary = (
            whole.chunk(0).dictionary if whole.num_chunks else pa.array([], pa.large_string())
        )
        codes = np.empty(self._rows, np.int32)
        at = 0
        for piece in whole.chunks:
            part = piece.indices
            codes[at : at + len(part)] = np.asarray(pc.fill_null(part, -1))
            at += len(part)
        _, offsets, held = dictionary.buffers()
        return (
            self.name,
            codes,
            np.frombuffer(offsets, np.int64)[dictionary.offset :][: len(dictionary) + 1]
            if offsets is not None and offsets.size
            else np.zeros(1, np.int64),
            np.frombuffer(held, np.uint8) if held is not None else np.zeros(0, np.uint8),
            self._code,
        )

    def number_marks(self) -> NDArray[np.uint8]:
        """For each row whether a number stands there; empty if none does."""
        if not any(marks.any() for marks in self._numbers):
            return np.zeros(0, np.uint8)
        return np.concatenate(self._numbers).astype(np.uint8)

    def _add(self, codes: NDArray[np.int32], texts: pa.Array) -> None:
        # A null among the texts is a null of its rows.
        if texts.null_count:
            gone = np.asarray(texts.is_null())
            codes = np.where((codes >= 0) & np.append(gone, False)[codes], -1, codes).astype(
                np.int32
            )
            texts = texts.fill_null("")
        mask = codes < 0
        self._pieces.append(
            pa.DictionaryArray.from_arrays(
                pa.array(codes, mask=mask if mask.any() else None), texts
            )
        )
        self._rows += len(codes)

    def _plain(self, array: pa.Array) -> pa.Array:
        if isinstance(array, pa.ChunkedArray):
            array = array.combine_chunks()
        kind = array.type
        if isinstance(kind, pa.BaseExtensionType):
            if getattr(kind, "extension_name", "") == "arrow.uuid":
                return pa.array(
                    [None if b is None else str(uuid.UUID(bytes=b)) for b in _raw(array)],
                    pa.large_string(),
                )
            return self._plain(array.storage)
        if pa.types.is_run_end_encoded(kind):
            return self._plain(pc.run_end_decode(array))
        if (
            pa.types.is_nested(kind)
            or pa.types.is_duration(kind)
            or pa.types.is_interval(kind)
            or pa.types.is_fixed_size_binary(kind)
        ):
            raise self._no_text(str(kind))
        return array

    def _texts(self, values: pa.Array, codes: NDArray[np.int32]) -> pa.Array:
        """Distinct values as texts."""
        kind = values.type
        if pa.types.is_floating(kind):
            return self._of_floats(values, codes)
        if self.kind == "sheet":
            self._numbers.append(np.zeros(len(codes), np.bool_))
        if pa.types.is_decimal(kind):
            if self.kind == "id" and kind.scale > 0:
                self._code = True  # the gate takes the zeros away, and says so
                return _without_exponent(values.cast(pa.large_string()))
            return _without_zeros(_without_exponent(values.cast(pa.large_string())))
        if pa.types.is_timestamp(kind):
            return self._of_timestamps(values, codes)
        if pa.types.is_time(kind):
            return _without_zeros(values.cast(pa.large_string()))
        try:
            return values.cast(pa.large_string())
        except (pa.ArrowNotImplementedError, pa.ArrowInvalid) as e:
            raise self._no_text(str(kind)) from e

    def _of_floats(self, values: pa.Array, codes: NDArray[np.int32]) -> pa.Array:
        given = values.cast(pa.float32()) if pa.types.is_float16(values.type) else values
        numbers = np.asarray(given.cast(pa.float64()).fill_null(np.nan), dtype=np.float64)
        # A float32 is told as itself, not as the float64 that is nearest to it.
        texts = _without_exponent(given.cast(pa.large_string()))
        is_whole = np.isfinite(numbers) & (numbers == np.trunc(numbers))
        if self.kind == "sheet":
            self._numbers.append((codes >= 0) & np.append(is_whole, False)[codes])
        if is_whole.any():
            fits = is_whole & (np.abs(numbers) < 2**62)
            whole = pa.array(np.where(fits, numbers, 0).astype(np.int64)).cast(pa.large_string())
            texts = pc.if_else(pa.array(fits), whole, texts)
            if self.kind == "id":
                self._code = True
                texts = pc.if_else(
                    pa.array(is_whole), pc.binary_join_element_wise(texts, *_dot_zero), texts
                )
            if self.kind in ("id", "sheet"):
                self._note_inexact(texts, is_whole & (np.abs(numbers) >= self._limit(given)), codes)
        return pc.if_else(pa.array(np.isnan(numbers)), None, texts)

    def _limit(self, values: pa.Array) -> int:
        return min(self.exact, 2**24 if pa.types.is_float32(values.type) else most_exact)

    def _note_inexact(
        self, texts: pa.Array, beyond: NDArray[np.bool_], codes: NDArray[np.int32]
    ) -> None:
        # Of a sheet nobody knows yet which columns are ids: a great amount is no mistake.
        if self.kind != "id" or not beyond.any():
            return
        rows = np.flatnonzero((codes >= 0) & np.append(beyond, False)[codes])
        if len(rows) and not self._inexact:
            self._first_inexact = (self._rows + int(rows[0]) + 1, texts[codes[rows[0]]].as_py())
        self._inexact += len(rows)

    def _of_timestamps(self, values: pa.Array, codes: NDArray[np.int32]) -> pa.Array:
        if values.type.tz is not None:
            # The day is that of the clock where it was written down.
            values = pc.local_timestamp(values)
        days = values.cast(pa.date32(), safe=False)
        at_midnight = np.asarray(pc.equal(days.cast(values.type), values).fill_null(True))
        texts = days.cast(pa.large_string())
        if at_midnight.all():
            return texts
        if self.kind == "date":
            rows = np.flatnonzero((codes >= 0) & ~np.append(at_midnight, True)[codes])
            if len(rows) and not self._times:
                self._first_time = self._rows + int(rows[0]) + 1
            self._times += len(rows)
            return texts
        whole = _without_zeros(values.cast(pa.large_string()))
        return pc.if_else(pa.array(at_midnight), texts, whole)

    def _of_cell(
        self, cell: object, text: str | None, row: int, floats: list[int], code: int
    ) -> str | None:
        if text is None:
            return None
        if isinstance(cell, (float, np.floating)) and float(cell).is_integer():
            number = float(cell)
            floats.append(code)
            if self.kind == "id":
                self._code = True
                if abs(number) >= self.exact:
                    if not self._inexact:
                        self._first_inexact = (self._rows + row + 1, text)
                    self._inexact += 1
                return text + ".0"
        if self.kind == "date" and isinstance(cell, datetime.datetime) and len(text) > 10:
            if not self._times:
                self._first_time = self._rows + row + 1
            self._times += 1
            return text[:10]
        return text

    def _say(self, level: str, line: int, value: str, en: str, id_: str, rows: int) -> None:
        self.found.append(
            (level, self.table, self.table, line, self.name, value, en, id_, rows, [line])
        )

    def _no_text(self, kind: str, row: int | None = None) -> TypeError:
        where = f"table {self.table!r}, " if self.table else ""
        at = "" if row is None else f", row {self._rows + row + 1}"
        return TypeError(f"{where}column {self.name!r}{at}: {kind} cannot be read as text")


_dot_zero = (pa.scalar(".0", pa.large_string()), pa.scalar("", pa.large_string()))


def cell_text(cell: object) -> Any:
    """One value as text, None if it is not known, NotImplemented for what is no text."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, np.generic):
        cell = cell.item()
    if isinstance(cell, (bool, np.bool_)):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        if math.isnan(cell):
            return None
        if math.isinf(cell):
            return str(cell)
        return str(int(cell)) if cell.is_integer() else plain_number(repr(cell))
    if isinstance(cell, Decimal):
        if cell.is_nan():
            return None
        text = format(cell, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if type(cell).__name__ in ("NaTType", "NAType"):
        return None
    if isinstance(cell, datetime.datetime):
        if cell.time() == datetime.time():
            return cell.date().isoformat()
        return cell.replace(tzinfo=None).isoformat(sep=" ")
    if isinstance(cell, (datetime.date, datetime.time)):
        return cell.isoformat()
    if type(cell).__name__ == "Period" or isinstance(cell, uuid.UUID):
        return str(cell)
    if isinstance(cell, bytes):
        try:
            return cell.decode()
        except UnicodeDecodeError:
            return NotImplemented
    return NotImplemented


def plain_number(text: str) -> str:
    """A number without an exponent, and with the same digits."""
    return format(Decimal(text), "f") if "e" in text or "E" in text else text


def _without_exponent(texts: pa.Array) -> pa.Array:
    # `inf` and `nan` are no numbers to the gate either.
    has = pc.match_substring_regex(texts, "[0-9][eE]")
    if not pc.any(has).as_py():
        return texts
    return pa.array(
        [None if t is None else plain_number(t) if e else t for t, e in _both(texts, has)],
        pa.large_string(),
    )


def _without_zeros(texts: pa.Array) -> pa.Array:
    """Without zeros at the end of a fraction: 12.50 is 12.5."""
    texts = pc.replace_substring_regex(texts, r"\.0+$", "")
    return pc.replace_substring_regex(texts, r"(\.[0-9]*[1-9])0+$", r"\1")


def _both(texts: pa.Array, marks: pa.Array) -> Iterable[tuple[str | None, bool | None]]:
    return zip(texts.to_pylist(), marks.to_pylist(), strict=True)


def _raw(array: pa.Array) -> list[bytes | None]:
    raw: list[bytes | None] = array.storage.to_pylist()
    return raw
