"""Workbooks: cell by cell, with the sheet and row of each problem; and written ones."""

import datetime
import itertools
import os
import random
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pyarrow as pa
import pytest
import python_calamine
import xlsxwriter

import irisan
from irisan import _command
from irisan.error_cells import error_cells

Rows = dict[str, list[list[Any]]]


def book(path: Path, **sheets: list[list[Any]]) -> Path:
    """A workbook of cells as they are; a name that begins with `_` is a hidden sheet."""
    with xlsxwriter.Workbook(path) as made:
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name.lstrip("_"))
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if isinstance(cell, (datetime.date, datetime.datetime)):
                        sheet.write_datetime(r, c, cell, day)
                    elif cell is not None:
                        sheet.write(r, c, cell)
            if name.startswith("_"):
                sheet.hide()
    return path


TABLES: Rows = {
    "regions": [["region_id", "name"], ["R1", "Agam"]],
    "units": [["unit_id", "name"], ["A", "Office A"], ["B", "Office B"]],
    "targets": [
        ["target_id", "name", "region_id"],
        [10300001, "SD 1", "R1"],
        [10300002, "SD 2", "R1"],
    ],
    "programs": [["program_id", "name", "unit_id"], ["P", "Tablets", "A"], ["Q", "Books", "B"]],
    "deliveries": [
        ["program_id", "target_id", "start", "participants", "quantity"],
        ["P", 10300001, datetime.date(2023, 1, 10), 30, 0.1 + 0.2],
        ["P", "10300002", datetime.datetime(2023, 1, 11, 8, 30), None, 2],
        [None, None, None, None, None],
        ["Q", 10300002, "2023-02", 7, 1234.5],
    ],
}


def test_sheets_named_as_tables_are_read_cell_by_cell(tmp_path: Path) -> None:
    tables = irisan.read_excel(book(tmp_path / "book.xlsx", **TABLES))
    assert tables["deliveries"].to_pydict() == {
        "program_id": ["P", "P", "Q"],
        "target_id": ["10300001.0", "10300002", "10300002.0"],
        "start": ["2023-01-10", "2023-01-11", "2023-02"],
        "participants": ["30", None, "7"],
        "quantity": ["0.3", "2", "1234.5"],
    }
    portfolio = irisan.Portfolio(tables)
    assert portfolio.targets.column("id").tolist() == ["10300001", "10300002"]
    told = {(p.file, p.sheet, p.line, p.level) for p in portfolio.problems}
    assert ("book.xlsx [targets]", "targets", 2, "repair") in told
    assert ("book.xlsx [deliveries]", "deliveries", 5, "repair") in told
    assert ("book.xlsx [deliveries]", "deliveries", 3, "repair") in told  # the time of day


def test_problems_name_the_sheet_and_the_row_of_excel(tmp_path: Path) -> None:
    wrong: Rows = {
        **TABLES,
        "deliveries": [[], *TABLES["deliveries"], ["Q", "X9", None, None, None]],
    }
    problems = irisan.check(book(tmp_path / "book.xlsx", **wrong))
    (error,) = problems.errors
    assert str(error) == "book.xlsx [deliveries], line 7: unknown target 'X9'"
    assert (error.sheet, error.line, error.column) == ("deliveries", 7, "target_id")


def test_an_id_of_more_than_15_digits_has_lost_some(tmp_path: Path) -> None:
    tables: Rows = {**TABLES, "units": [["unit_id"], ["A"], ["B"], [198503152010012001]]}
    problems = irisan.check(book(tmp_path / "book.xlsx", **tables))
    (error,) = problems.errors
    assert (error.sheet, error.line) == ("units", 4)
    assert "cannot hold all its digits" in error.what_en


def test_hidden_sheets_are_said_and_read_on_request(tmp_path: Path) -> None:
    hidden = {("_" if name == "targets" else "") + name: rows for name, rows in TABLES.items()}
    place = book(tmp_path / "book.xlsx", **hidden)
    tables = irisan.read_excel(place)
    assert "targets" not in tables
    assert "book.xlsx [targets]: the sheet is hidden and not read" in [
        str(p) for p in tables.problems()
    ]
    assert "targets" in irisan.read_excel(place, hidden=True)


def test_a_sheet_that_is_no_table_is_said(tmp_path: Path) -> None:
    tables = irisan.read_excel(book(tmp_path / "book.xlsx", **TABLES, Catatan=[["x"]]))
    assert "book.xlsx [Catatan]: the sheet is no table of irisan and not used" in [
        str(p) for p in tables.problems()
    ]


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """A title, two rows of merged headers, agencies merged downwards, ids as numbers."""
    place = tmp_path / "messy.xlsx"
    with xlsxwriter.Workbook(place) as made:
        hidden = made.add_worksheet("Lama")
        hidden.hide()
        sheet = made.add_worksheet("Data 2023")
        sheet.activate()
        sheet.set_first_sheet()
        sheet.merge_range(0, 0, 0, 4, "Rekap kegiatan 2023")
        sheet.merge_range(1, 0, 2, 0, "Instansi")
        sheet.merge_range(1, 1, 1, 2, "Sekolah")
        sheet.write_row(2, 1, ["NPSN", "Nama"])
        sheet.merge_range(1, 3, 1, 4, "Kegiatan")
        sheet.write_row(2, 3, ["Nama", "Mulai"])
        day = made.add_format({"num_format": "d mmm yy"})
        sheet.merge_range(3, 0, 4, 0, "BPMP")
        sheet.write(5, 0, "BGP")
        for row, (npsn, name, what) in enumerate(
            [
                (10300001, "SD 1", "Tablet"),
                ("10300002", "SD 2", "Tablet"),
                (10300002, "SD 2", "Buku"),
            ],
            3,
        ):
            sheet.write_row(row, 1, [npsn, name, what])
            sheet.write_datetime(row, 4, datetime.date(2023, 7, 10 + row), day)
    return place


MESSY = {
    "sheet": "Data 2023",
    "header": [2, 3],
    "merged": True,
    "units": {"unit_id": "Instansi"},
    "regions": {"region_id": {"value": "all"}},
    "targets": {
        "target_id": "Sekolah NPSN",
        "name": "Sekolah Nama",
        "region_id": {"value": "all"},
    },
    "programs": {"program_id": "Kegiatan Nama", "unit_id": "Instansi"},
    "deliveries": {
        "program_id": "Kegiatan Nama",
        "target_id": "Sekolah NPSN",
        "unit_id": "Instansi",
        "start": "Kegiatan Mulai",
    },
}


def test_headers_of_two_rows_and_merged_cells_are_read_by_declaration(messy: Path) -> None:
    portfolio = irisan.Portfolio(irisan.read_excel(messy, mapping=MESSY))
    assert portfolio.interventions.column("id").tolist() == ["Buku|BGP", "Tablet|BPMP"]
    # The same school stands once as a number and once as a text.
    assert portfolio.targets.to_arrow()["id"].to_pylist() == ["10300001", "10300002"]
    deliveries = portfolio.to_tables()["deliveries"]
    assert sorted(deliveries["start"].to_pylist()) == ["2023-07-13", "2023-07-14", "2023-07-15"]
    repairs = portfolio.problems.of_level("repair")
    told = [p for p in repairs if p.table == "deliveries" and p.column == "target_id"]
    assert [(p.sheet, p.lines, p.rows) for p in told] == [("Data 2023", (4, 6), 2)]
    hidden = [p for p in portfolio.problems if "hidden" in p.what_en]
    assert [p.sheet for p in hidden] == ["Lama"]


def test_without_its_declaration_a_merged_cell_covers_one(messy: Path) -> None:
    tables = irisan.read_excel(messy, mapping={**MESSY, "merged": False})
    assert tables["deliveries"]["unit_id"].to_pylist() == ["BPMP", None, "BGP"]


def test_a_mapping_that_does_not_fit_is_printed(messy: Path) -> None:
    wrong = {**MESSY, "programs": {"program_id": "Kegiatan Name", "unit_id": "Instansi"}}
    with pytest.raises(irisan.RuleError) as raised:
        irisan.read_excel(messy, mapping=wrong)
    assert "has no column 'Kegiatan Name'; the nearest is 'Kegiatan Nama'" in str(raised.value)
    assert 'program_id = "Kegiatan Name"' in str(raised.value)
    with pytest.raises(irisan.RuleError, match="no sheet 'Data 2032'; the nearest is 'Data 2023'"):
        irisan.read_excel(messy, mapping={**MESSY, "sheet": "Data 2032"})


def test_one_sheet_is_known_by_its_columns_or_by_hxl(tmp_path: Path) -> None:
    place = book(
        tmp_path / "a.xlsx",
        Data=[["program_id", "target_id", "unit_id"], ["P", 1, "A"], ["Q", 1, "A"]],
    )
    assert len(irisan.find_pairs(place)) == 1
    hxl = book(
        tmp_path / "hxl.xlsx",
        Data=[["Org", "What", "Where"], ["#org", "#activity", "#adm1+code"], ["A", "x", "K1"]],
    )
    assert irisan.read(hxl)["deliveries"].num_rows == 1
    with pytest.raises(irisan.RuleError, match=r"b.xlsx \[Data\]: which column says .* Siapa, Apa"):
        irisan.read(book(tmp_path / "b.xlsx", Data=[["Siapa", "Apa", "Mana"], ["A", "b", "c"]]))


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.xlsx").write_text("program_id,target_id\n")
    with pytest.raises(irisan.Error, match="is no workbook"):
        irisan.read(tmp_path / "no.xlsx")
    with pytest.raises(irisan.Error, match="does not exist"):
        irisan.read(tmp_path / "none.xlsx")
    with pytest.raises(irisan.RuleError, match="there is no sheet 'X'"):
        irisan.read_excel(book(tmp_path / "a.xlsx", Data=[["a"]]), sheet="X")


ERRORS: Rows = {
    **TABLES,
    "targets": [
        ["target_id", "name", "region_id"],
        [10300001, "=NA()", "R1"],
        [10300002, "=1/0", "R1"],
        [10300003, "=NA()", "R1"],
    ],
}


def with_errors(path: Path, by: str) -> Path:
    """Three names that are errors: on rows 2 and 4 #N/A, on row 3 #DIV/0!."""
    values = {"=NA()": "#N/A", "=1/0": "#DIV/0!"}
    if by == "openpyxl":
        openpyxl = pytest.importorskip("openpyxl")
        made = openpyxl.Workbook()
        made.remove(made.active)
        for name, rows in ERRORS.items():
            sheet = made.create_sheet(name)
            for row in rows:
                sheet.append([values.get(cell, cell) for cell in row])
        made.save(path)
        return path
    with xlsxwriter.Workbook(path) as book:
        for name, rows in ERRORS.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if cell in values:
                        sheet.write_formula(r, c, cell, None, values[cell])
                    elif isinstance(cell, datetime.date):
                        sheet.write(r, c, cell.isoformat())
                    else:
                        sheet.write(r, c, cell)
    return path


def open_document(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    """A workbook as LibreOffice writes it: `=` begins an error, equal neighbours are one."""

    def repeated(times: int, of: str) -> str:
        return f' table:number-{of}-repeated="{times}"' if times > 1 else ""

    def cell(value: Any, times: int) -> str:
        many = repeated(times, "columns")
        if value is None:
            return f"<table:table-cell{many}/>"
        text, kind, formula = str(value), "string", ""
        if text.startswith("="):
            text, kind = text[1:], "error"
            formula = ' table:formula="of:=NA()" office:string-value=""'
        return (
            f'<table:table-cell{many}{formula} office:value-type="string" calcext:value-type='
            f'"{kind}"><office:annotation><text:p>#REF!</text:p></office:annotation>'
            f"<text:p>{escape(text)}</text:p></table:table-cell>"
        )

    def row(cells: tuple[Any, ...], times: int) -> str:
        runs = [(value, len(list(same))) for value, same in itertools.groupby(cells)]
        held = "".join(cell(*run) for run in runs)
        return f"<table:table-row{repeated(times, 'rows')}>{held}</table:table-row>"

    tables = ""
    for name, rows in sheets.items():
        width = max(map(len, rows), default=0)
        full = [(*each, *[None] * (width - len(each))) for each in rows]
        held = "".join(row(r, len(list(same))) for r, same in itertools.groupby(full))
        tail = f'<table:table-row table:number-rows-repeated="{(1 << 20) - len(rows)}">'
        tail += '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        tables += f"<table:table table:name={quoteattr(name)}>{held}{tail}</table:table>"
    names = ["office", "table", "text"]
    spaces = "".join(
        f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in names
    ) + (' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"')
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}"/>')
        made.writestr(
            "content.xml",
            f"<office:document-content{spaces}><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


@pytest.mark.parametrize("by", ["xlsxwriter", "openpyxl", "ods"])
def test_cells_in_error_are_empty_and_said(by: str, tmp_path: Path) -> None:
    if by == "ods":
        said_in_it = {"=NA()": "=#N/A", "=1/0": "=#DIV/0!"}
        sheets = {
            name: [[said_in_it.get(cell, cell) for cell in row] for row in rows]
            for name, rows in ERRORS.items()
        }
        place = open_document(tmp_path / "book.ods", sheets)
    else:
        place = with_errors(tmp_path / "book.xlsx", by)
    tables = irisan.read(place)
    assert tables["targets"]["name"].to_pylist() == [None, None, None]
    told = [p for p in tables.problems() if p.level == "warning" and "error" in p.what_en]
    assert [(p.sheet, p.line, p.lines, p.column, p.value, p.rows) for p in told] == [
        ("targets", 2, (2, 4), "name", "#N/A", 2),
        ("targets", 3, (3,), "name", "#DIV/0!", 1),
    ]
    said = "[targets], line 3: column 'name' holds the error #DIV/0!, read as empty"
    assert str(told[1]) == f"{place.name} {said}"
    assert told[0].what_id == "kolom 'name' berisi galat #N/A, dibaca sebagai kosong"


def test_cells_in_error_are_said_of_a_mapped_and_of_a_flat_sheet(tmp_path: Path) -> None:
    place = tmp_path / "flat.xlsx"
    with xlsxwriter.Workbook(place) as book:
        sheet = book.add_worksheet("Data")
        sheet.write_row(1, 0, ["Kegiatan", "NPSN"])
        sheet.write_row(2, 0, ["Tablet", 10300001])
        sheet.write(3, 0, "Buku")
        sheet.write_formula(3, 1, "=VLOOKUP(1,Z:Z,1)", None, "#N/A")
    flat = irisan.Portfolio.from_flat(place, program="Kegiatan", target="NPSN")
    mapping = {
        "header": 2,
        "programs": {"program_id": "Kegiatan"},
        "deliveries": {"program_id": "Kegiatan", "target_id": "NPSN"},
    }
    for problems in (flat.problems, irisan.check(irisan.read_excel(place, mapping=mapping))):
        (told,) = [p for p in problems if p.value == "#N/A"]
        assert (told.sheet, told.line, told.column, told.level) == ("Data", 4, "NPSN", "warning")


def test_a_flat_sheet_may_have_titles_above_its_header(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["REKAP KEGIATAN 2023"],
        [],
        ["Kegiatan", "NPSN"],
        ["Tablet", 10300001],
    ]
    place = book(tmp_path / "flat.xlsx", Data=rows)
    flat = irisan.Portfolio.from_flat(place, program="Kegiatan", target="NPSN")
    assert flat.targets.column("id").tolist() == ["10300001"]
    assert {p.line for p in flat.problems if p.column == "target_id"} == {4}
    with pytest.raises(
        irisan.RuleError, match=r"no column 'Keg'[\s\S]*its columns: REKAP"
    ) as raised:
        irisan.Portfolio.from_flat(place, program="Keg", target="Npsn")
    assert "target: " in str(raised.value)


def test_cells_in_error_are_found_as_the_slow_obvious_way_finds_them(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    seeded = random.Random(11)
    kinds = ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#DIV/0!"]
    made = openpyxl.Workbook()
    expected: dict[str, list[tuple[int, int, str]]] = {}
    for name in ("Satu & dua", "'t=\"e\"'"):
        sheet = made.create_sheet(name)
        held = expected[name] = []
        for row in range(60):
            for column in range(60):
                kind = seeded.random()
                if kind < 0.02:
                    held.append((row, column, seeded.choice(kinds)))
                    sheet.cell(row + 1, column + 1, held[-1][2])
                elif kind < 0.5:
                    sheet.cell(row + 1, column + 1, seeded.choice(["t='e'", 1, True, "N/A"]))
    made.save(tmp_path / "b.xlsx")
    for name, held in expected.items():
        assert error_cells(tmp_path / "b.xlsx", name) == held
        assert len(held) > 10
    assert error_cells(tmp_path / "b.xlsx", "Sheet") == []
    assert error_cells(tmp_path / "b.xlsx", "Tiga") == []
    (tmp_path / "no.xlsx").write_text("no")
    assert error_cells(tmp_path / "no.xlsx", "Sheet") == []


@pytest.mark.parametrize("seed", range(4))
def test_cells_in_error_of_an_open_document_stand_where_the_reader_finds_nothing(
    seed: int, tmp_path: Path
) -> None:
    seeded = random.Random(seed)
    kinds = [None, None, "x", "#N/A", "=#N/A", "=Err:502", "=#REF!"]
    sheets: dict[str, list[list[Any]]] = {"kosong": [["Err:502", "#REF!"]]}
    for name in ("Satu & dua", "'t=\"e\"'"):
        rows: list[list[Any]] = []
        while len(rows) < 60:
            row: list[Any] = ["x"]
            while len(row) < 50:
                row += [seeded.choice(kinds)] * seeded.choice([1, 1, 3])
            rows += [row] * seeded.choice([1, 1, 1, 4])
        sheets[name] = rows
    place = open_document(tmp_path / "b.ods", sheets)
    for name, rows in sheets.items():
        expected = [
            (r, c, cell[1:])
            for r, row in enumerate(rows)
            for c, cell in enumerate(row)
            if str(cell).startswith("=")
        ]
        assert error_cells(place, name) == expected
        assert len(expected) > 500 or name == "kosong"
        read = python_calamine.CalamineWorkbook.from_path(place).get_sheet_by_name(name)
        cells = read.to_python(skip_empty_area=False)
        for r, row in enumerate(rows):
            shown = ["" if cell is None or cell.startswith("=") else cell for cell in row]
            assert cells[r][: len(shown)] == shown
    assert error_cells(place, "Tiga") == []
    with zipfile.ZipFile(tmp_path / "no.ods", "w") as broken:
        broken.writestr("content.xml", "<a>#REF!")
    assert error_cells(tmp_path / "no.ods", "a") == []


def test_cells_in_error_are_found_where_a_writer_leaves_out_places(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    made = openpyxl.Workbook()
    made.active.title = "S"
    made.active.append(["a", "b"])
    made.active.append(["x", "#REF!"])
    made.save(tmp_path / "a.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "a.xlsx") as old,
        zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new,
    ):
        for part in old.namelist():
            held = old.read(part).decode()
            if part.startswith("xl/worksheets/"):
                held = re.sub(r' r="[A-Z]*[0-9]+"', "", held).replace('t="e"', "t = 'e'")
                assert "t = 'e'" in held
            new.writestr(part, held)
    assert error_cells(tmp_path / "b.xlsx", "S") == [(1, 1, "#REF!")]


def test_written_tables_read_back_to_the_same(tmp_path: Path, west_sumatra: Path) -> None:
    read = irisan.read(west_sumatra)
    irisan.write_excel(tmp_path / "book.xlsx", read)
    again = irisan.read(tmp_path / "book.xlsx")
    same, other = irisan.Portfolio(read), irisan.Portfolio(again)
    assert other.interventions.to_arrow() == same.interventions.to_arrow()
    assert other.targets.to_arrow() == same.targets.to_arrow()
    assert irisan.find_pairs(other).to_arrow() == irisan.find_pairs(same).to_arrow()
    assert other.to_tables()["deliveries"] == same.to_tables()["deliveries"]


def test_written_codes_are_texts_and_nothing_runs(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    table = pa.table(
        {
            "code": ["007", "=1+1", "http://x.y"],
            "n": [1, None, 3],
            "x": [0.5, float("nan"), 2.0],
            "day": [datetime.date(2023, 1, 2), None, datetime.date(1850, 1, 1)],
            "list": [["a", "b"], [], ["x" * 20_000, "y" * 20_000]],
            "yes": [True, False, None],
        }
    )
    irisan.write_excel(tmp_path / "b.xlsx", {"Data": table})
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx")["Data"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["code", "n", "x", "day", "list", "yes"]
    assert rows[1] == ["007", 1, 0.5, datetime.datetime(2023, 1, 2), "a|b", True]
    assert rows[2] == ["=1+1", None, None, None, None, False]
    assert sheet["A3"].data_type == "s"
    assert sheet["A2"].number_format == "@"
    assert rows[3][3] == "1850-01-01"
    assert rows[3][4] == "x" * 20_000 + "| … +1"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:F4"


def test_a_written_report_is_the_same_bytes_and_has_its_sheets(
    tmp_path: Path, west_sumatra: Path
) -> None:
    report = irisan.audit(west_sumatra)
    for name in ("a.xlsx", "b.xlsx"):
        irisan.write_excel(tmp_path / name, report, language="en")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    made = python_calamine.load_workbook(tmp_path / "a.xlsx")
    assert made.sheet_names == ["Summary", "Findings", "Pairs", "Coverage", "Programs", "Problems"]
    findings = made.get_sheet_by_name("Findings").to_python()
    assert len(findings) == len(report.findings) + 1
    assert "sentence_en" in findings[0]
    assert "sentence_id" not in findings[0]
    assert "finding_id" in findings[0]


def test_writing_fails_whole(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        irisan.write_excel(tmp_path / "a.xlsx", 7)
    (tmp_path / "file").write_text("")
    with pytest.raises(irisan.WriteError):
        irisan.write_excel(tmp_path / "file" / "a.xlsx", pa.table({"a": [1]}))
    assert os.listdir(tmp_path) == ["file"]  # noqa: PTH208


def test_a_template_drops_down_and_reads_back(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    place = tmp_path / "t.xlsx"
    irisan.write_excel_template(place, language="en")
    made = openpyxl.load_workbook(place)
    assert made.sheetnames[0] == "README"
    rules = {
        str(rule.sqref): rule.formula1
        for rule in made["deliveries"].data_validations.dataValidation
    }
    header = [cell.value for cell in made["deliveries"][1]]
    letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[header.index("status")]
    assert rules[f"{letter}2:{letter}5001"] == '"planned,done,cancelled"'
    assert rules["B2:B5001"] == "programs!$A$2:$A$5001"
    for name, rows in TABLES.items():
        for r, row in enumerate(rows[1:], start=2):
            for column, cell in zip(rows[0], row, strict=True):
                at = [c.value for c in made[name][1]].index(column) + 1
                made[name].cell(r, at, cell)
    made.save(place)
    portfolio = irisan.Portfolio(place)
    assert portfolio.interventions.column("id").tolist() == ["P|A", "Q|B"]
    assert [p for p in portfolio.problems if p.level != "repair"] == []


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def command(*arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "irisan", *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
            env={**os.environ, **more},
        )

    return command


def test_the_command_audits_and_checks_a_workbook(run: Run, tmp_path: Path) -> None:
    book(tmp_path / "book.xlsx", **TABLES)
    done = run("check", "book.xlsx")
    assert done.returncode == 0
    assert "book.xlsx [targets], line 2: '10300001.0' read as the code '10300001'" in done.stdout
    done = run("audit", "book.xlsx", "-o", "out")
    assert (done.returncode, done.stderr[:9]) == (0, "temuan: 1")
    assert (tmp_path / "out" / "findings.csv").exists()
    wrong = {**TABLES, "programs": [["program_id", "unit_id"], ["P", "C"], ["Q", "B"]]}
    book(tmp_path / "wrong.xlsx", **wrong)
    done = run("check", "wrong.xlsx")
    assert done.returncode == 1
    assert "wrong.xlsx [programs], line 2: unknown unit 'C'" in done.stdout
    done = run("audit", "wrong.xlsx", "-o", "out2")
    assert done.returncode == 2
    assert not (tmp_path / "out2").exists()


def test_the_command_maps_a_workbook(run: Run, messy: Path, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(irisan.Mapping(MESSY).to_toml())
    done = run("pairs", messy, "--mapping", "m.toml")
    assert done.returncode == 0
    assert "Buku|BGP,Tablet|BPMP,1," in done.stdout
    flat = book(
        tmp_path / "flat.xlsx",
        Data=[["NPSN", "Program", "Instansi", "Peserta"], [10300001, "Tablet", "BPMP", 25]],
    )
    done = run("map", flat, "--suggest", "-o", "guess.toml")
    assert done.returncode == 0, done.stderr
    (guess,) = irisan.Mapping(tmp_path / "guess.toml").to_dict()["from"]
    assert guess["sheet"] == "Data"
    assert guess["deliveries"][0]["participants"] == "Peserta"
    done = run("check", flat)
    assert done.returncode == 2
    assert "which column says who" in done.stderr


def test_the_command_writes_a_template(run: Run, tmp_path: Path) -> None:
    assert run("template", "--excel", "t.xlsx").returncode == 0
    assert python_calamine.load_workbook(tmp_path / "t.xlsx").sheet_names[0] == "Petunjuk"
    again = run("template", "--excel", "t.xlsx")
    assert (again.returncode, "exists already" in again.stderr) == (2, True)
    assert run("template", "--excel").returncode == 2


def test_the_command_names_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    place = book(tmp_path / "book.xlsx", **TABLES)
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    assert _command.run(["audit", str(place)]) == 2
    assert "pip install 'irisan[excel]'" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    assert _command.run(["template", "--excel", str(tmp_path / "t.xlsx")]) == 2
    assert "pip install 'irisan[excel]'" in capsys.readouterr().err
