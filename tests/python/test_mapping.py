"""Mappings are data; flat sheets say what was assumed."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import irisan
from irisan.mapping import map_frame

TOML = """\
[[from]]
header = 1

[[from.deliveries]]
program_id = "Kegiatan"
target_id = { column = "NPSN", width = 8 }
"""


def test_mapping_is_the_same_as_file_text_and_dict(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(TOML)
    given = {"deliveries": {"program_id": "Kegiatan", "target_id": {"column": "NPSN", "width": 8}}}
    of_file, of_text = irisan.Mapping(tmp_path / "m.toml"), irisan.Mapping(TOML)
    assert of_file == of_text == irisan.Mapping(given) == irisan.Mapping({"from": [given]})
    assert irisan.Mapping(of_file.to_dict()) == of_file == irisan.Mapping(of_file)
    assert str(of_file) == TOML.rstrip("\n")
    assert repr(of_file) == "<irisan.Mapping: deliveries>"
    assert of_file != irisan.Mapping(TOML.replace("8", "9"))


def test_mapping_keeps_every_form() -> None:
    given = {
        "sheet": 'Da"ta',
        "header": [2, 3],
        "merged": True,
        "skip": 1,
        "regions": [
            {"region_id": "Prov", "name": "Prov"},
            {"region_id": ["Prov", "Kab"], "name": "Kab", "parent_id": "Prov"},
        ],
        "deliveries": {
            "program_id": {"value": "P"},
            "target_id": {"column": ["a", "b"], "join": "-"},
            "start": {"column": "Tgl\\n", "date": "%d/%m/%Y"},
            "cost": {"column": "Rp", "group": ".", "decimal": ",", "bare": False},
            "channel": {"column": "c", "values": {"tatap muka": "direct"}, "split": ";"},
        },
    }
    made = irisan.Mapping(given)
    assert irisan.Mapping(made.to_toml()) == made
    assert made.to_dict()["from"][0]["header"] == [2, 3]
    assert made.to_dict()["from"][0]["regions"][1]["region_id"] == ["Prov", "Kab"]
    assert made.to_dict()["from"][0]["deliveries"][0]["cost"]["bare"] is False


def test_mapping_that_is_wrong_is_printed_with_its_mistakes() -> None:
    wrong = TOML.replace("program_id", "programm_id").replace("deliveries", "deliverys")
    with pytest.raises(irisan.RuleError) as raised:
        irisan.Mapping(wrong)
    text = str(raised.value)
    assert "unknown table 'deliverys'; the nearest is 'deliveries'" in text
    assert "> 4 | [[from.deliverys]]" in text
    assert "  2 | header = 1" in text


@pytest.mark.parametrize("given", [{"from": [7]}, {"deliveries": {"program_id": 1.5}}, "[[from"])
def test_mapping_that_is_none_is_refused(given: object) -> None:
    with pytest.raises(irisan.RuleError):
        irisan.Mapping(given)  # type: ignore[arg-type]


def test_mapping_names_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(irisan.RuleError, match=r"none\.toml"):
        irisan.Mapping(tmp_path / "none.toml")


def test_mapping_is_suggested_from_a_frame() -> None:
    frame = pd.DataFrame(
        {
            "NPSN": ["10300001"],
            "Nama Program": ["Tablet"],
            "Tanggal Mulai": ["15/07/2023"],
            "Catatan": ["x"],
        }
    )
    made = irisan.Mapping.suggest(frame)
    delivery = made.to_dict()["from"][0]["deliveries"][0]
    assert delivery["target_id"] in ("NPSN", {"column": "NPSN", "width": 8})
    assert delivery["start"] == {"column": "Tanggal Mulai", "date": "%d/%m/%Y"}
    assert made.unused == ("Catatan",)
    with pytest.raises(irisan.RuleError, match="no column was recognised"):
        irisan.Mapping.suggest({"x": [1], "y": [2]})


@pytest.mark.parametrize(
    ("cells", "column", "participants"),
    [
        ([30.0, 25.0, None], "participants", [30, 25, None]),
        (["1.250", "30 orang", None], "participants", [1250, 30, None]),
        (["guru", "siswa", None], "audience", []),
        (["30", "kepala sekolah", None], "audience", []),
        ([None, None, None], "audience", []),
    ],
)
def test_suggested_mapping_tells_from_the_values_who_took_part_and_how_many(
    cells: list[Any], column: str, participants: list[int | None]
) -> None:
    frame = {"NPSN": ["1", "2", "3"], "Program": ["Buku"] * 3, "Peserta": cells}
    made = irisan.Mapping.suggest(frame)
    delivery = made.to_dict()["from"][0]["deliveries"][0]
    form = delivery.get(column)
    assert form == "Peserta" or form["column"] == "Peserta"
    assert made.unused == ()
    assert not {"audience", "participants"} - {column} & set(delivery)
    if column == "participants":
        read = irisan.Portfolio(map_frame(frame, made)).to_tables()["deliveries"]
        held = read.to_pydict()[column]
        assert sorted(int(n) for n in held if n) == sorted(n for n in participants if n)


def test_suggested_mapping_leaves_out_a_second_count_of_participants() -> None:
    frame = {"NPSN": ["1"], "Program": ["Buku"], "Peserta": [30], "Jumlah Peserta": [31]}
    made = irisan.Mapping.suggest(frame)
    delivery = made.to_dict()["from"][0]["deliveries"][0]
    assert delivery["participants"] == "Jumlah Peserta"
    assert "audience" not in delivery
    assert made.unused == ("Peserta",)


def test_from_flat_doubts_an_audience_of_numbers_and_does_as_asked() -> None:
    frame = {"NPSN": ["1", "2"], "Program": ["Buku"] * 2, "Peserta": [30.0, 25.0]}
    made = irisan.Portfolio.from_flat(frame, program="Program", target="NPSN", audience="Peserta")
    assert "give participants='Peserta' instead" in str(made.assumptions)
    made = irisan.Portfolio.from_flat(
        frame, program="Program", target="NPSN", participants="Peserta"
    )
    assert "instead" not in str(made.assumptions)


FLAT = {
    "Kegiatan": ["Tablet", "Tablet", "Buku", "Buku"],
    "npsn": [10300001.0, 10300002.0, 10300002.0, None],
    "Instansi": ["BPMP", "BPMP", "BGP", "BGP"],
    "Provinsi": ["Sumbar"] * 4,
    "Kabupaten": ["Agam", "Agam", "Agam", "Solok"],
    "Tanggal": ["15/07/2023", "16/07/2023", "31/12/2023", "01/01/2024"],
    "Biaya": ["Rp1.250.000", "Rp2.000.000", "Rp500.000", ""],
}


@pytest.mark.parametrize("kind", ["dict", "pandas", "csv", "parquet", "xlsx"])
def test_from_flat_makes_the_tables_and_lists_what_it_assumed(kind: str, tmp_path: Path) -> None:
    frame = pd.DataFrame(FLAT)
    sheet: object = FLAT
    if kind == "pandas":
        sheet = frame
    elif kind == "csv":
        sheet = tmp_path / "flat.csv"
        frame.assign(npsn=frame["npsn"].astype("Int64")).to_csv(sheet, index=False)
    elif kind == "parquet":
        sheet = tmp_path / "flat.parquet"
        frame.to_parquet(sheet)
    elif kind == "xlsx":
        sheet = tmp_path / "flat.xlsx"
        frame.to_excel(sheet, index=False, engine="xlsxwriter")
    portfolio = irisan.Portfolio.from_flat(
        sheet,
        program="Kegiatan",
        target="npsn",
        unit="Instansi",
        region=["Provinsi", "Kabupaten"],
        start="Tanggal",
        cost="Biaya",
    )
    assert portfolio.interventions.column("id").tolist() == ["Buku|BGP", "Tablet|BPMP"]
    assert portfolio.targets.column("id").tolist() == ["10300001", "10300002"]
    regions = portfolio.regions.to_arrow().to_pydict()
    assert regions["id"] == ["Sumbar", "Sumbar|Agam", "Sumbar|Solok"]
    assert regions["kind"] == ["province", "city_or_regency", "city_or_regency"]
    assert regions["parent"] == [None, "Sumbar", "Sumbar"]
    deliveries = portfolio.to_tables()["deliveries"].to_pydict()
    assert deliveries["start"] == ["2023-12-31", "2023-07-15", "2023-07-16"]
    assert [int(float(c)) for c in deliveries["cost"]] == [500000, 1250000, 2000000]
    said = str(portfolio.assumptions)
    assert "a program belongs to the unit in its rows" in said
    assert "'Tanggal' is written as its values show: date '%d/%m/%Y'" in said
    assert "each value of 'npsn' is one target: 2" in said
    assert "rows in which 'npsn' is empty are left out: 1" in said
    assert portfolio.mapping is not None
    again = irisan.Portfolio.from_flat(FLAT, program="Kegiatan", target="npsn")
    assert len(again) == 2
    if kind != "csv":
        assert any(p.column == "target_id" for p in portfolio.problems.of_level("repair"))


def test_from_flat_names_the_column_that_is_not_there() -> None:
    with pytest.raises(irisan.RuleError, match="no column 'NPSN'; the nearest is 'npsn'"):
        irisan.Portfolio.from_flat(FLAT, program="Kegiatan", target="NPSN")


def test_a_portfolio_of_tables_assumed_nothing() -> None:
    portfolio = irisan.Portfolio.from_tables(deliveries={"program_id": ["P"], "target_id": ["S"]})
    assert len(portfolio.assumptions) == 0
    assert portfolio.mapping is None


def test_problems_of_a_flat_file_name_its_line(tmp_path: Path) -> None:
    sheet = tmp_path / "flat.csv"
    sheet.write_text("Kegiatan,npsn,Mulai\nTablet,1,2023-01-01\nBuku,2,kemarin\n")
    with pytest.raises(irisan.InputError, match=r"flat\.csv, line 3: 'kemarin' is not a date"):
        irisan.Portfolio.from_flat(sheet, program="Kegiatan", target="npsn", start="Mulai")
