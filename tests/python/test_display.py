"""What results look like in a notebook."""

import datetime
import html.parser
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

import irisan
from irisan import display
from irisan.display import cell, number
from irisan.result import Result

from .conftest import Package

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    display.set_language("en")
    yield
    display.set_language(None)


class Plain(html.parser.HTMLParser):
    """Tags that close each other, and what stands between them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open[-1] != "style":
            self.words.append(data)


def words(page: str) -> list[str]:
    reader = Plain()
    reader.feed(page)
    assert reader.open == []
    return reader.words


def shown(thing: object) -> str:
    page: str = thing._repr_html_()  # type: ignore[attr-defined]
    return page


@pytest.mark.parametrize("language", ["en", "id"])
def test_display_of_every_result_is_golden(
    package: Package, language: display.Language, request: pytest.FixtureRequest
) -> None:
    display.set_language(language)
    portfolio = irisan.Portfolio(package())
    report = irisan.audit(portfolio)
    pairs = report.pairs
    things = [
        portfolio,
        report,
        report.findings,
        pairs,
        report.interventions,
        report.coverage,
        report.coverage_totals,
        report.redundancy,
        report.equity,
        report.goals,
        report.problems,
        report.rules,
        portfolio.to_tables(),
        irisan.groups(portfolio),
        irisan.clusters(portfolio),
        irisan.containment(portfolio),
        irisan.chance(portfolio, pairs),
        irisan.compare(report, irisan.audit(portfolio, without=["P"])),
        irisan.suggest_kin(portfolio),
    ]
    pages = "".join(shown(thing) for thing in things)
    plain = "".join(f"{thing!r}\n{' | '.join(words(shown(thing)))}\n\n" for thing in things)
    for made, name in ((pages, f"display_{language}.html"), (plain, f"display_{language}.txt")):
        if request.config.getoption("--renew-golden"):
            (GOLDEN / name).write_text(made, encoding="utf-8")
        assert (GOLDEN / name).read_text(encoding="utf-8") == made


def test_display_escapes_what_users_wrote(package: Package) -> None:
    units = 'unit_id,name\nA,"<script>alert(1)</script>"\nB,"B & ""C"""\n'
    portfolio = irisan.Portfolio(package(units=units))
    page = shown(Result(portfolio.to_tables()["units"]))
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "B &amp; &quot;C&quot;" in page


def test_display_escapes_names_of_columns_and_hints() -> None:
    page = shown(Result(pa.table({"<b>": ['"><img src=x>' * 40]})))
    assert "<b>" not in page
    assert "<img" not in page


@pytest.mark.parametrize(
    ("rows", "more"), [(20, None), (21, "and 1 more"), (1234, "and 1,214 more")]
)
def test_display_shows_twenty_rows_and_says_how_many_more(rows: int, more: str | None) -> None:
    said = words(shown(Result(pa.table({"n": list(range(rows))}))))
    assert said[0] == f"Result: {rows:,} rows"
    assert said[2:22] == [str(n) for n in range(20)]
    assert said[22:] == ([] if more is None else [more])


def test_display_of_an_empty_result_says_so() -> None:
    assert words(shown(Result(pa.table({"n": pa.array([], pa.int64())})))) == [
        "Result: 0 rows",
        "n",
    ]


def test_display_names_columns_that_do_not_fit(west_sumatra: Path) -> None:
    findings = irisan.audit(west_sumatra).findings
    said = words(shown(findings))
    assert said[0] == "Findings: 258 rows"
    assert said[-2] == "and 238 more"
    assert said[-1].startswith(
        f"{len(findings.column_names) - 7} more columns: finding_id, planned"
    )


def test_display_of_pairs_computes_measures_of_what_it_shows_only() -> None:
    n = 50
    offsets = np.arange(n + 1, dtype=np.int64)
    pairs = irisan.find_pairs((offsets, np.zeros(n, dtype=np.int32)))
    assert len(pairs) == n * (n - 1) // 2
    assert "and 1,205 more" in shown(pairs)
    assert pairs._whole is None


def test_display_takes_the_colours_of_the_page() -> None:
    page = shown(Result(pa.table({"n": [1]})))
    assert "color:inherit" in page
    assert "currentColor" in page
    assert "prefers-color-scheme:dark" in page
    assert "color:#" not in page


@pytest.mark.parametrize(
    ("value", "english", "indonesian"),
    [
        (1234567, "1,234,567", "1.234.567"),
        (-1234.5, "−1,234", "−1.234"),
        (12.345, "12.35", "12,35"),
        (0.25, "0.25", "0,25"),
        (0.0, "0", "0"),
        (1e-7, "1.000e-07", "1,000e-07"),
        (math.inf, "∞", "∞"),
        (-math.inf, "−∞", "−∞"),
        (math.nan, "—", "—"),
    ],
)
def test_number_is_written_as_in_the_language(value: float, english: str, indonesian: str) -> None:
    assert number(value, "en") == english
    assert number(value, "id") == indonesian


def test_cell_says_days_lists_and_the_unknown_in_words() -> None:
    assert cell(datetime.date(2023, 3, 2), "en") == "2 March 2023"
    assert cell(datetime.date(2023, 5, 2), "id") == "2 Mei 2023"
    assert cell(None) == "—"
    assert cell(True, "id") == "ya"
    assert cell(["a", "b"], "en") == "a, b"
    assert cell(list("abcdef"), "en") == "a, b, c, d, and 2 more"


@pytest.mark.parametrize(
    ("environment", "language"),
    [("id_ID.UTF-8", "id"), ("id", "id"), ("C.UTF-8", "en"), ("en_GB", "en"), ("ido_XX", "en")],
)
def test_language_is_that_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, environment: str, language: str
) -> None:
    display.set_language(None)
    monkeypatch.setenv("LC_ALL", environment)
    assert display.language() == language


def test_set_language_refuses_what_it_does_not_speak() -> None:
    with pytest.raises(ValueError, match="'en' or 'id', not 'fr'"):
        display.set_language("fr")  # type: ignore[arg-type]
