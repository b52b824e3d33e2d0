"""Frames of every kind become the same texts, and those are exact."""

import datetime
import random
import uuid
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from adbc_driver_sqlite import dbapi

import irisan
from irisan._frames import as_arrow

ROWS: dict[str, list[Any]] = {
    "program_id": ["P", "P", "Q", "Q", "Q"],
    "target_id": ["S1", "S2", "S2", "S3", None],
    "audience": ["teacher", None, "principal", "guru, kepala", ""],
    "start": [datetime.date(2023, 1, 10), None, datetime.date(2024, 2, 29), None, None],
    "quantity": [1.5, 2.0, None, 1e-7, 12345678.9],
    "participants": [30, None, 0, 7, 2],
}
TEXTS = {
    "program_id": ["P", "P", "Q", "Q", "Q"],
    "target_id": ["S1", "S2", "S2", "S3", None],
    "audience": ["teacher", None, "principal", "guru, kepala", None],
    "start": ["2023-01-10", None, "2024-02-29", None, None],
    "quantity": ["1.5", "2", None, "0.0000001", "12345678.9"],
    "participants": ["30", None, "0", "7", "2"],
}


def arrow() -> pa.Table:
    return pa.table(ROWS)


def with_texts(kind: pa.DataType) -> Callable[[], pa.Table]:
    def make() -> pa.Table:
        table = arrow()
        for i, name in enumerate(("program_id", "target_id", "audience")):
            table = table.set_column(i, name, table[name].cast(pa.string()).cast(kind))
        return table

    return make


def dictionaries() -> pa.Table:
    table = arrow()
    for i, name in enumerate(table.column_names):
        table = table.set_column(i, name, table[name].dictionary_encode())
    return table


def chunked() -> pa.Table:
    table = arrow()
    return pa.concat_tables([table.slice(0, 1), table.slice(1, 0), table.slice(1, 3), table[4:]])


def sliced() -> pa.Table:
    return pa.concat_tables([arrow(), arrow(), arrow()]).combine_chunks().slice(5, 5)


def timestamps(unit: str, zone: str | None) -> Callable[[], pa.Table]:
    def make() -> pa.Table:
        days = arrow()["start"].cast(pa.timestamp(unit))
        if zone is not None:
            import pyarrow.compute as pc

            days = pc.assume_timezone(days, zone)
        return arrow().set_column(3, "start", days)

    return make


def duck() -> Any:
    given = arrow()  # noqa: F841  (DuckDB finds it by its name)
    return duckdb.sql("select * from given")


class Spark:
    """A frame of Spark 4, as far as it is asked: it has no Arrow stream, but `toArrow`."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def toArrow(self) -> pa.Table:  # noqa: N802
        return self.table


class OtherBatch:
    """A batch that only hands over Arrow arrays."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self.batch = batch

    def __arrow_c_array__(self, requested_schema: object = None) -> object:
        return self.batch.__arrow_c_array__(requested_schema)


def categories() -> pd.DataFrame:
    frame: pd.DataFrame = arrow().to_pandas()
    for name in ("program_id", "target_id", "audience"):
        frame[name] = frame[name].astype("category")
    return frame


def numpy_types() -> pd.DataFrame:
    frame = pd.DataFrame({name: pd.Series(values) for name, values in ROWS.items()})
    frame["start"] = pd.to_datetime(frame["start"])
    return frame


FRAMES: dict[str, Callable[[], Any]] = {
    "pyarrow": arrow,
    "pyarrow string": with_texts(pa.string()),
    "pyarrow large_string": with_texts(pa.large_string()),
    "pyarrow string_view": with_texts(pa.string_view()),
    "pyarrow binary": with_texts(pa.binary()),
    "pyarrow dictionary": dictionaries,
    "pyarrow chunked": chunked,
    "pyarrow sliced": sliced,
    "pyarrow batch": lambda: arrow().to_batches()[0],
    "pyarrow reader": lambda: arrow().to_reader(2),
    "pyarrow date64": lambda: arrow().set_column(3, "start", arrow()["start"].cast(pa.date64())),
    **{f"pyarrow timestamp {u}": timestamps(u, None) for u in ("s", "ms", "us", "ns")},
    "pyarrow timestamp of Jakarta": timestamps("us", "Asia/Jakarta"),
    "pyarrow float counts": lambda: arrow().set_column(
        5, "participants", arrow()["participants"].cast(pa.float64())
    ),
    "pandas numpy types": numpy_types,
    "pandas of Arrow": lambda: arrow().to_pandas(types_mapper=pd.ArrowDtype),
    "pandas nullable": lambda: arrow().to_pandas().convert_dtypes(),
    "pandas objects": lambda: arrow().to_pandas().astype(object),
    "pandas categories": categories,
    "pandas sliced": lambda: pd.concat([arrow().to_pandas()] * 3).iloc[5:10],
    "polars": lambda: pl.DataFrame(arrow()),
    "polars categories": lambda: pl.DataFrame(arrow()).with_columns(
        pl.col("program_id").cast(pl.Categorical), pl.col("audience").cast(pl.Categorical)
    ),
    "polars chunked": lambda: pl.concat([pl.DataFrame(arrow()[:2]), pl.DataFrame(arrow()[2:])]),
    "polars datetime": lambda: pl.DataFrame(arrow()).with_columns(
        pl.col("start").cast(pl.Datetime)
    ),
    "duckdb": duck,
    "dataset": lambda: ds.dataset(arrow()),
    "dataset's scanner": lambda: ds.dataset(arrow()).scanner(),
    "Spark": lambda: Spark(arrow()),
    "a batch of another library": lambda: OtherBatch(arrow().to_batches()[0]),
    "dict of lists": lambda: ROWS,
    "dict of arrays": lambda: {
        **{n: np.array(ROWS[n], dtype=object) for n in ("program_id", "target_id", "audience")},
        "start": np.array(["2023-01-10", "NaT", "2024-02-29", "NaT", "NaT"], "datetime64[D]"),
        "quantity": np.array([1.5, 2, np.nan, 1e-7, 12345678.9]),
        "participants": np.array([30, np.nan, 0, 7, 2]),
    },
    "dict of Arrow": lambda: {name: arrow()[name] for name in ROWS},
    "dict of pandas": lambda: {name: numpy_types()[name] for name in ROWS},
    "dict of polars": lambda: {name: pl.DataFrame(arrow())[name] for name in ROWS},
}


@pytest.mark.parametrize("name", FRAMES)
def test_frames_of_every_kind_are_the_same_texts(name: str) -> None:
    tables = irisan.Tables.from_arrow({"deliveries": FRAMES[name]()})
    assert tables["deliveries"].to_pydict() == TEXTS


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array([True, False, None]), ["true", "false", None]),
        (pa.array([2**63 - 1, -(2**63)]), [str(2**63 - 1), str(-(2**63))]),
        (pa.array([2**64 - 1], pa.uint64()), [str(2**64 - 1)]),
        (pa.array([0.1, 1e300], pa.float64()), ["0.1", f"{Decimal('1e300'):f}"]),
        (pa.array([0.1, 2.5], pa.float32()), ["0.1", "2.5"]),
        (pa.array([np.float16(0.5)]), ["0.5"]),
        (pa.array([-0.0, 1e15, 123456789012345680.0]), ["0", "1" + "0" * 15, "123456789012345680"]),
        (pa.array([float("nan"), None, float("inf")]), [None, None, "inf"]),
        (pa.array([Decimal("1250000.00"), Decimal("0.50")]), ["1250000", "0.5"]),
        (pa.array([Decimal("0.00000001"), None]), ["0.00000001", None]),
        (pa.array([Decimal("100"), None], pa.decimal256(40, 0)), ["100", None]),
        (pa.array([None, None], pa.null()), [None, None]),
        (pa.array([datetime.time(8, 30)]), ["08:30:00"]),
        (pa.array([datetime.datetime(2023, 7, 15, 8, 30)]), ["2023-07-15 08:30:00"]),
        (pa.array(["ä", "", None]).dictionary_encode(), ["ä", None, None]),
        (pa.array([1.0, 2.5, None]).dictionary_encode(), ["1", "2.5", None]),
        (pa.array([uuid.UUID(int=7).bytes], pa.uuid()), ["00000000-0000-0000-0000-000000000007"]),
        (pa.RunEndEncodedArray.from_arrays([2, 3], ["a", "b"]), ["a", "a", "b"]),
        ([1, 2.5, "x", None, True, Decimal("1.50")], ["1", "2.5", "x", None, "true", "1.5"]),
        ([pd.NA, pd.NaT, float("nan"), np.float64("nan"), 3], [None, None, None, None, "3"]),
        ([np.int64(4), np.float32(0.5), np.str_("y"), np.bool_(False)], ["4", "0.5", "y", "false"]),
        ([datetime.date(2023, 1, 2), 2024], ["2023-01-02", "2024"]),
        (pd.Series(pd.period_range("2023-01", periods=2, freq="M")), ["2023-01", "2023-02"]),
        (pd.Series(pd.arrays.SparseArray([0.0, 1.5])), ["0", "1.5"]),
        (np.array(["a", "b"]), ["a", "b"]),
        (np.array([b"a", b"b"]), ["a", "b"]),
    ],
)
def test_values_are_told_exactly(values: Any, texts: list[str | None]) -> None:
    tables = irisan.Tables.from_arrow({"deliveries": {"cohort": values}})
    assert tables["deliveries"]["cohort"].to_pylist() == texts


def test_floats_are_told_with_the_digits_that_python_prints() -> None:
    seeded = random.Random(7)
    numbers = [seeded.uniform(-1, 1) * 10 ** seeded.randint(-30, 30) for _ in range(2000)]
    tables = irisan.Tables.from_arrow({"needs": {"required": np.array(numbers)}})
    told = tables["needs"]["required"].to_pylist()
    assert [float(text) for text in told] == numbers
    assert told == [
        f"{int(x)}" if x.is_integer() and abs(x) < 2**62 else f"{Decimal(repr(x)):f}"
        for x in numbers
    ]


@pytest.mark.parametrize(
    "values",
    [
        np.array([20100123.0, 20100124.0]),
        pd.array([20100123.0, 20100124.0]),
        [20100123.0, 20100124.0],
        pd.Series([20100123.0, "20100124"], dtype=object),
        pa.array([Decimal("20100123.00"), Decimal("20100124.00")]),
    ],
)
def test_ids_that_became_numbers_are_repaired_and_told(values: Any) -> None:
    portfolio = irisan.Portfolio.from_tables(
        deliveries={"program_id": ["P", "Q"], "target_id": values}
    )
    assert portfolio.targets.column("id").tolist() == ["20100123", "20100124"]
    repairs = portfolio.problems.of_level("repair")
    assert repairs[0].column == "target_id"
    assert repairs[0].value in ("20100123.0", "20100123.00")
    assert "read as the code '20100123'" in repairs[0].what_en


def test_ids_too_great_for_a_float_are_errors() -> None:
    short = np.array([20100123.0, 1.0], np.float32)  # which has 24 bits
    with pytest.raises(irisan.InputError, match="cannot hold all its digits"):
        irisan.Portfolio.from_tables(deliveries={"program_id": ["P", "Q"], "target_id": short})
    lost = {"program_id": ["P", "Q"], "target_id": [198503152010012001.0, 1.0]}
    with pytest.raises(irisan.InputError, match="cannot hold all its digits") as raised:
        irisan.Portfolio.from_tables(deliveries=lost)
    assert raised.value.problems.errors[0].line == 1
    kept = {"program_id": ["P", "Q"], "target_id": [198503152010012001, 1]}
    portfolio = irisan.Portfolio.from_tables(deliveries=kept)
    assert portfolio.targets.column("id").tolist() == ["1", "198503152010012001"]


def test_of_a_moment_the_day_of_its_own_zone_is_read_and_told() -> None:
    late = pa.array(
        [datetime.datetime(2023, 1, 10, 23, 30, tzinfo=datetime.UTC)],
    ).cast(pa.timestamp("us", "Asia/Jakarta"))
    tables = irisan.Tables.from_arrow(
        {"deliveries": {"program_id": ["P"], "target_id": ["S"], "start": late}}
    )
    assert tables["deliveries"]["start"].to_pylist() == ["2023-01-11"]
    (told,) = [p for p in tables.problems() if p.column == "start"]
    assert (told.level, told.line) == ("repair", 1)
    assert "time of day" in told.what_en


def test_frames_are_the_same_audit_as_the_files(west_sumatra: Path) -> None:
    read = irisan.read(west_sumatra)
    frames = {name: read[name].to_pandas() for name in read}
    portfolio = irisan.Portfolio.from_tables(**frames)
    files = irisan.Portfolio(west_sumatra)
    assert portfolio.interventions.to_arrow() == files.interventions.to_arrow()
    assert irisan.find_pairs(portfolio).to_arrow() == irisan.find_pairs(files).to_arrow()


def test_rows_in_pieces_are_the_same_as_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seeded = random.Random(3)
    frame = pd.DataFrame(
        {
            "program_id": [seeded.choice("PQR") for _ in range(1000)],
            "target_id": [float(seeded.randint(1, 400)) for _ in range(1000)],
            "cohort": [seeded.choice([None, "a", 1, 2.5]) for _ in range(1000)],
        }
    )
    whole = irisan.Tables.from_arrow({"deliveries": frame})["deliveries"].to_pydict()
    monkeypatch.setattr("irisan._frames.rows_at_once", 7)
    for same in (frame, pl.DataFrame(pa.table(whole)), pa.table(whole)):
        tables = irisan.Tables.from_arrow({"deliveries": same})
        assert tables["deliveries"].to_pydict() == whole


@pytest.mark.parametrize(
    ("table", "error", "text"),
    [
        ([1, 2], TypeError, "deliveries: list is no table"),
        ("deliveries.csv", TypeError, "str is no table"),
        (pl.DataFrame({"a": [1]}).lazy(), TypeError, "collect it first"),
        ({"program_id": "P"}, TypeError, "column 'program_id': str is no array"),
        ({"program_id": ["P"], "target_id": ["S", "T"]}, ValueError, "has 2 rows, not 1"),
        ({"program_id": [["P"]]}, TypeError, "row 1: list cannot be read as text"),
        ({"program_id": pa.array([[1]])}, TypeError, "column 'program_id'.*list"),
        ({"cohort": pa.array([datetime.timedelta(1)])}, TypeError, "duration"),
        ({"cohort": pa.array([b"\xff"])}, TypeError, "binary cannot be read as text"),
        ({"cohort": np.zeros((2, 2))}, ValueError, "shape"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), ValueError, "'a' stands twice"),
    ],
)
def test_what_is_no_table_is_refused(table: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        irisan.Tables.from_arrow({"deliveries": table})


@pytest.mark.parametrize("name", FRAMES)
def test_links_and_plots_take_what_tables_take(name: str) -> None:
    made = as_arrow(FRAMES[name]())
    assert made.column_names == list(TEXTS)
    tables = irisan.Tables.from_arrow({"deliveries": made})
    assert tables["deliveries"].to_pydict() == TEXTS
    register = {"program_id": ["P", "Q"]}
    links = irisan.link(FRAMES[name](), register, by={"id": "program_id"})
    assert links.to_dict() == {"P": "P", "Q": "Q"}


def test_a_cursor_of_adbc_is_read() -> None:
    rows = list(zip(*TEXTS.values(), strict=True))
    with dbapi.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"create table deliveries ({' text, '.join(TEXTS)} text)")
        cursor.executemany("insert into deliveries values (?, ?, ?, ?, ?, ?)", rows)
        for read in (
            lambda: irisan.Tables.from_arrow({"deliveries": cursor})["deliveries"].to_pydict(),
            lambda: as_arrow(cursor).to_pydict(),
        ):
            cursor.execute("select * from deliveries")
            assert read() == TEXTS
        cursor.execute("select program_id, target_id from deliveries where target_id is not null")
        assert len(irisan.find_pairs(cursor)) == 1


def test_mixed_values_are_linked_as_texts() -> None:
    # What pandas makes of a sheet in which Excel has made numbers of some ids.
    messy = pd.DataFrame(
        {
            "npsn": pd.Series([10300001.0, "10300002", None, 10300003], dtype=object),
            "name": ["SD 1", "SD 2", "SD 3", float("nan")],
        }
    ).set_axis([9, 4, 4, 1])
    register = {"npsn": ["10300001", "10300002", "10300003"]}
    links = irisan.link(messy, register, by={"id": "npsn", "name": ("name", None)})
    assert sorted(links.to_dict().values()) == ["10300001", "10300002", "10300003"]
    assert as_arrow(messy).column_names == ["npsn", "name"]
    assert as_arrow(messy)["npsn"].to_pylist() == ["10300001", "10300002", None, "10300003"]


@pytest.mark.parametrize(
    ("source", "error", "text"),
    [
        ([1, 2], TypeError, "list is no table"),
        (pa.array([1, 2]), TypeError, "Int64Array is no table"),
        (pa.chunked_array([[1, 2]]), TypeError, "ChunkedArray is no table"),
        (pl.Series([1, 2]), TypeError, "Series is no table"),
        (pl.DataFrame({"a": [1]}).lazy(), TypeError, "collect it first"),
        ({"a": "text"}, TypeError, "str is no array"),
        ({"a": [1], "b": [1, 2]}, ValueError, "column 'b' has 2 rows, not 1"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), ValueError, "'a' stands twice"),
    ],
)
def test_what_links_cannot_read_is_refused(source: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        irisan.link(source, {"id": ["1"]})


def test_deliveries_alone_name_what_they_reach() -> None:
    portfolio = irisan.Portfolio.from_tables(
        deliveries={"program_id": ["P", "Q"], "target_id": ["S", "S"], "unit_id": ["A", None]}
    )
    assert portfolio.interventions.column("id").tolist() == ["P|A", "Q"]


def test_parquet_is_read_as_a_folder_a_file_and_by_mapping(
    tmp_path: Path, west_sumatra: Path
) -> None:
    read = irisan.read(west_sumatra)
    for name in read:
        pq.write_table(read[name], tmp_path / f"{name}.parquet")
    portfolio = irisan.Portfolio(tmp_path)
    same = irisan.Portfolio(west_sumatra)
    assert portfolio.interventions.to_arrow() == same.interventions.to_arrow()
    alone = read["deliveries"].select(["program_id", "target_id", "unit_id"])
    pq.write_table(alone, tmp_path / "alone.parquet")
    alone.to_pandas().to_csv(tmp_path / "alone.csv", index=False)
    assert irisan.Portfolio(tmp_path / "alone.parquet").interventions.to_arrow() == (
        irisan.Portfolio(tmp_path / "alone.csv").interventions.to_arrow()
    )
    pairs = pa.table({"what": ["P", "Q"], "where": ["S", "S"]})
    pq.write_table(pairs, tmp_path / "pairs.parquet")
    assert len(irisan.find_pairs(tmp_path / "pairs.parquet")) == 1
    mapping = {"deliveries": {"program_id": "where", "target_id": "what"}}
    tables = irisan.read(tmp_path / "pairs.parquet", mapping=mapping)
    assert tables["deliveries"]["program_id"].to_pylist() == ["S", "S"]
    with pytest.raises(irisan.Error, match=r"none\.parquet"):
        irisan.read(tmp_path / "none.parquet")
