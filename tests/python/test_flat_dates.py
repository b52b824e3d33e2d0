"""Dates of a flat sheet: what is certain is read, what is not is one problem with its rows."""

import datetime
import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import irisan
from irisan.flat_dates import written

MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"


def flat(dates: list[Any], start: object = "Tanggal") -> irisan.Portfolio:
    sheet = {
        "Kegiatan": ["Buku"] * len(dates),
        "npsn": [f"S{i:05}" for i in range(len(dates))],
        "Tanggal": dates,
    }
    return irisan.Portfolio.from_flat(sheet, program="Kegiatan", target="npsn", start=start)  # type: ignore[arg-type]


def starts(portfolio: irisan.Portfolio) -> list[str | None]:
    table = portfolio.to_tables()["deliveries"].to_pydict()
    return [day for _, day in sorted(zip(table["target_id"], table["start"], strict=True))]


def form_of(portfolio: irisan.Portfolio) -> object:
    assert portfolio.mapping is not None
    return portfolio.mapping.to_dict()["from"][0]["deliveries"][0]["start"]


def repairs(portfolio: irisan.Portfolio) -> list[tuple[int, str]]:
    found = portfolio.problems.of_level("repair")
    return [(p.rows, p.what_en) for p in found if p.column == "start"]


def test_dates_of_mixed_forms_are_read_counted_and_listed() -> None:
    portfolio = flat(["2024-03-01", "01/03/2024", "Maret 2024", "15/03/2024", None])
    assert starts(portfolio) == ["2024-03-01", "2024-03-01", "2024-03", "2024-03-15", None]
    assert sorted(repairs(portfolio)) == [
        (1, "'Maret 2024' is read as 2024-03"),
        (2, "'01/03/2024' is read as 2024-03-01, day first"),
    ]


def test_a_day_after_the_12th_decides_for_the_whole_column() -> None:
    portfolio = flat(["2024-03-01", "03/04/2024", "03/15/2024"])
    assert starts(portfolio) == ["2024-03-01", "2024-03-04", "2024-03-15"]
    assert repairs(portfolio) == [(2, "'03/04/2024' is read as 2024-03-04, month first")]


@pytest.mark.parametrize("dates", [["03/04/2024"], ["2024-03-01", "Mei 2024", "03/04/2024"]])
def test_a_date_that_nothing_decides_is_one_problem_with_its_rows(dates: list[str]) -> None:
    rows = [*dates, "05.06.2024", "07/07/2024", "03/04/2024", "05-04-2024"]
    n = len(rows)
    lines = f"line {n - 4} (and 2 more: {n - 1}, {n})"
    with pytest.raises(irisan.InputError) as caught:
        flat(rows)
    assert str(caught.value) == (
        f"sheet, {lines}: '03/04/2024' may be 2024-04-03 or 2024-03-04, and no row of 'Tanggal' "
        "decides; say which stands first, as in start={'column': 'Tanggal', 'date': '%d/%m/%Y'}"
    )
    # As it says.
    day_first = flat(rows, {"column": "Tanggal", "date": "%d/%m/%Y"})
    assert starts(day_first)[-4:] == ["2024-06-05", "2024-07-07", "2024-04-03", "2024-04-05"]
    month_first = flat(rows, {"column": "Tanggal", "date": "%m/%d/%Y"})
    assert starts(month_first)[-4:] == ["2024-06-05", "2024-07-07", "2024-03-04", "2024-05-04"]


def test_a_column_of_both_orders_decides_nothing_and_says_so() -> None:
    with pytest.raises(irisan.InputError) as caught:
        flat(["03/04/2024", "15/04/2024", "04/15/2024"])
    message = str(caught.value)
    assert "'Tanggal' holds both orders: '15/04/2024', '04/15/2024'" in message
    assert "line 1: '03/04/2024' may be" in message
    assert starts(flat(["15/04/2024", "04/15/2024"])) == ["2024-04-15", "2024-04-15"]


@pytest.mark.parametrize(
    ("dates", "form"),
    [
        (["03/04/2024", "15/04/2024"], "%d/%m/%Y"),
        (["03/04/2024", "04/15/2024"], "%m/%d/%Y"),
        (["03.04.2024", "15.04.2024"], "%d.%m.%Y"),
        (["3-4-2024", "15-4-2024"], "%d-%m-%Y"),
        (["03/04/24", "15/04/24"], "%d/%m/%y"),
        # Decided far below the rows from which forms are told.
        (["03/04/2024"] * 2500 + ["04/15/2024"], "%m/%d/%Y"),
    ],
)
def test_a_column_of_one_form_keeps_it_in_the_mapping(dates: list[str], form: str) -> None:
    portfolio = flat(dates)
    assert form_of(portfolio) == {"column": "Tanggal", "date": form}
    assert repairs(portfolio) == []
    assert f"'Tanggal' is written as its values show: date '{form}'" in str(portfolio.assumptions)
    first = "2024-03-04" if form == "%m/%d/%Y" else "2024-04-03"
    assert starts(portfolio)[0] == first
    assert starts(portfolio)[-1] == "2024-04-15"


def test_the_form_that_was_asked_for_is_the_one_applied() -> None:
    portfolio = flat(["03/04/2024", "05/06/2024"], {"column": "Tanggal", "date": "%m/%d/%Y"})
    assert starts(portfolio) == ["2024-03-04", "2024-05-06"]
    with pytest.raises(irisan.InputError, match=r"line 2: '15/04/2024' is not a date"):
        flat(["03/04/2024", "15/04/2024"], {"column": "Tanggal", "date": "%m/%d/%Y"})
    other = flat(["20240403", "20240404"], {"column": "Tanggal", "date": "%Y%m%d"})
    assert starts(other) == ["2024-04-03", "2024-04-04"]


def test_what_is_no_date_stays_a_problem_of_its_own() -> None:
    with pytest.raises(irisan.InputError) as caught:
        flat(["2024-03-01", "15/03/2024", "31/02/2024", "Maret", "Mar-24", "segera"])
    assert str(caught.value).splitlines() == [
        f"sheet, line {line}: {text!r} is not a date"
        for line, text in ((3, "31/02/2024"), (4, "Maret"), (5, "Mar-24"), (6, "segera"))
    ]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Jumat, 1 Maret 2024", "2024-03-01"),
        ("1 Agt 2024", "2024-08-01"),
        ("01-Peb-2024", "2024-02-01"),
        ("1-Mar-24", "2024-03-01"),
        ("March 1st, 2024", "2024-03-01"),
        ("Nopember 2024", "2024-11"),
        ("SEPT. 2024", "2024-09"),
        ("1 \u2060Maret\u00a0 2024", "2024-03-01"),
        ("2024/3/1", "2024-03-01"),
        ("2024/03", "2024-03"),
        ("3/2024", "2024-03"),
        ("12 Mei 2024 09.30 WIB", "2024-05-12"),
        ("05.03.24", "2024-03-05"),
    ],
)
def test_a_form_that_is_certain_by_itself_is_read(text: str, date: str) -> None:
    assert starts(flat(["2024-01-01", text])) == ["2024-01-01", date]


@pytest.mark.parametrize(
    "text", ["", "-", "12", "32 Mei 2024", "2024/13/01", "13/13/2024", "1 Foo 2024", "1-5 Mei 2024"]
)
def test_what_cannot_be_a_date_is_not_made_one(text: str) -> None:
    assert written(text) is None


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_mixed_dates_of_files_are_told_by_their_rows(kind: str, tmp_path: Path) -> None:
    dates = ["01/03/2024", "Maret 2024", datetime.date(2024, 3, 5), "02/03/2024"]
    cells = dates if kind == "xlsx" else list(map(str, dates))
    frame = pd.DataFrame({"Kegiatan": ["Buku"] * 4, "npsn": list("abcd"), "Tanggal": cells})
    place = tmp_path / f"flat.{kind}"
    if kind == "csv":
        frame.to_csv(place, index=False)
    elif kind == "parquet":
        frame.to_parquet(place)
    else:
        frame.to_excel(place, index=False, engine="xlsxwriter")
    with pytest.raises(irisan.InputError) as caught:
        irisan.Portfolio.from_flat(place, program="Kegiatan", target="npsn", start="Tanggal")
    file = {"csv": "flat.csv, line 2 (and 1 more: 5)", "parquet": "flat.parquet, line 1"}
    where = file.get(kind, "flat.xlsx [Sheet1], line 2 (and 1 more: 5)")
    assert str(caught.value).startswith(where)
    assert "'01/03/2024' may be" in str(caught.value)


def test_a_start_and_an_end_are_decided_each_by_itself() -> None:
    sheet = {
        "Kegiatan": ["Buku", "Buku"],
        "npsn": ["a", "b"],
        "Mulai": ["Maret 2024", "02/03/2024"],
        "Selesai": ["April 2024", "20/04/2024"],
    }
    with pytest.raises(irisan.InputError, match=r"start=\{'column': 'Mulai'") as caught:
        irisan.Portfolio.from_flat(
            sheet, program="Kegiatan", target="npsn", start="Mulai", end="Selesai"
        )
    assert len(str(caught.value).splitlines()) == 1


def as_written(day: datetime.date, how: int, *, day_first: bool) -> str:
    mark = "/-"[how % 2]
    month = MONTHS.split()[day.month - 1]
    a, b = (day.day, day.month) if day_first else (day.month, day.day)
    return [
        day.isoformat(),
        f"{a:02}{mark}{b:02}{mark}{day.year}",
        f"{a}{mark}{b}{mark}{day.year % 100:02}",
        f"{day.day} {month} {day.year}",
        f"{day.day:02}-{month[:3].upper()}-{day.year}",
        f"{day.year}/{day.month}/{day.day}",
        f"{month} {day.day}, {day.year}",
    ][how]


@pytest.mark.parametrize("seed", range(12))
def test_random_columns_are_read_as_they_were_written(seed: int) -> None:
    picked = random.Random(seed)
    day_first = bool(seed % 2)
    first = datetime.date(2001, 1, 1)
    days = [first + datetime.timedelta(picked.randrange(9000)) for _ in range(60)]
    days.append(datetime.date(2024, 5, 28))
    hows = [picked.randrange(7) for _ in days[:-1]] + [1]
    cells = [as_written(d, how, day_first=day_first) for d, how in zip(days, hows, strict=True)]
    portfolio = flat(cells)
    assert starts(portfolio) == [d.isoformat() for d in days]
    assert sum(count for count, _ in repairs(portfolio)) == sum(how != 0 for how in hows)
