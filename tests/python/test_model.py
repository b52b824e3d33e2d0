"""Tables, problems and the gate: what crosses over."""

import pickle
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

import irisan

from .conftest import Package


def test_read_gives_tables_as_they_were_written(package: Package) -> None:
    tables = irisan.read(package())
    assert set(tables) == {"regions", "units", "targets", "activities", "programs", "deliveries"}
    assert len(tables) == 6
    assert tables["units"].to_pydict() == {"unit_id": ["A", "B"], "name": ["Office A", "Office B"]}
    assert tables["deliveries"]["cost"].to_pylist() == ["1000", None, "500", None]


def test_tables_say_which_names_they_do_not_have(package: Package) -> None:
    with pytest.raises(KeyError, match="nothing"):
        irisan.read(package())["nothing"]


def test_read_takes_text_and_path(package: Package) -> None:
    folder = package()
    assert list(irisan.read(str(folder))) == list(irisan.read(folder))


def test_read_refuses_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(irisan.Error, match="nowhere"):
        irisan.read(tmp_path / "nowhere")


def test_read_applies_a_mapping(tmp_path: Path) -> None:
    (tmp_path / "sheet.csv").write_text("what,where\nP,S1\nQ,S1\n")
    (tmp_path / "map.toml").write_text(
        '[[from]]\npath = "sheet.csv"\n'
        '[[from.deliveries]]\nprogram_id = "what"\ntarget_id = "where"\n'
    )
    tables = irisan.read(tmp_path / "sheet.csv", mapping=tmp_path / "map.toml")
    assert tables["deliveries"]["program_id"].to_pylist() == ["P", "Q"]
    given = {"deliveries": {"program_id": "what", "target_id": "where"}}
    assert irisan.read(tmp_path / "sheet.csv", mapping=given)["deliveries"] == tables["deliveries"]
    assert irisan.check(tmp_path / "sheet.csv", mapping=given).to_arrow() == (
        tables.problems().to_arrow()
    )


@pytest.mark.parametrize(("header", "rows"), [(None, 1), (True, 1), (False, 2)])
def test_read_takes_a_header_or_tells_it(tmp_path: Path, header: bool | None, rows: int) -> None:
    (tmp_path / "bare.csv").write_text("intervention,target\nP,S1\n")
    tables = irisan.read(tmp_path / "bare.csv", header=header)
    assert tables["deliveries"].num_rows == rows


def test_tables_of_arrow_are_those_of_csv(package: Package) -> None:
    folder = package()
    read = irisan.read(folder)
    same = irisan.Tables.from_arrow({name: read[name] for name in read})
    assert irisan.Portfolio(same).interventions.to_arrow() == (
        irisan.Portfolio(folder).interventions.to_arrow()
    )
    assert irisan.audit(same).to_json() == irisan.audit(folder).to_json()


def test_tables_of_arrow_take_numbers_dates_and_nulls(package: Package) -> None:
    import datetime

    read = irisan.read(package())
    given = dict(read)
    day = datetime.date(2023, 1, 10)
    given["deliveries"] = pa.table(
        {
            "program_id": pa.chunked_array([["P"], ["Q"]]).dictionary_encode(),
            "target_id": ["S1", "S1"],
            "start": pa.array([day, None], type=pa.date32()),
            "cost": pa.array([1000, None], type=pa.int64()),
        }
    )
    tables = irisan.Tables.from_arrow(given)
    assert tables["deliveries"].to_pydict() == {
        "program_id": ["P", "Q"],
        "target_id": ["S1", "S1"],
        "start": ["2023-01-10", None],
        "cost": ["1000", None],
    }
    assert len(irisan.check(tables).errors) == 0


def test_tables_of_arrow_take_sliced_and_empty_tables(package: Package) -> None:
    given = dict(irisan.read(package()))
    given["deliveries"] = given["deliveries"].slice(1, 2)
    assert irisan.Tables.from_arrow(given)["deliveries"]["target_id"].to_pylist() == ["S2", "S2"]
    given["deliveries"] = given["deliveries"].slice(0, 0)
    assert irisan.Tables.from_arrow(given)["deliveries"].num_rows == 0


def test_tables_of_arrow_refuse_what_is_no_table() -> None:
    with pytest.raises(TypeError, match="programs: list is no table"):
        irisan.Tables.from_arrow({"programs": [1, 2]})
    with pytest.raises(TypeError, match="column 'program_id'"):
        irisan.Tables.from_arrow({"programs": pa.table({"program_id": [["nested"]]})})


def test_check_gives_no_problem_for_a_sound_package(package: Package) -> None:
    problems = irisan.check(package())
    assert len(problems) == 0
    assert not problems
    assert list(problems) == []
    assert problems.to_arrow().num_rows == 0


def test_check_says_where_what_and_which_value(broken: Path) -> None:
    problems = irisan.check(broken)
    error = problems.errors[0]
    assert (error.level, error.table, error.file) == ("error", "deliveries", "deliveries.csv")
    assert (error.line, error.lines, error.rows) == (5, (5,), 1)
    assert (error.column, error.value) == ("target_id", "S33")
    assert str(error).startswith("deliveries.csv, line 5: ")
    assert "'S33'" in error.what_en
    assert error.what_id != error.what_en
    assert problems.errors.text() in problems.text()
    assert problems.errors.text("id").startswith("deliveries.csv, baris 5: ")


def test_problems_are_a_sequence_and_a_table(broken: Path) -> None:
    problems = irisan.read(broken).problems()
    assert problems[-1] == problems[len(problems) - 1] == list(problems)[-1]
    assert list(problems[:1]) == [problems[0]]
    assert problems[0] in problems
    with pytest.raises(IndexError):
        problems[len(problems)]
    assert problems.column("level")[0] == "error"
    assert list(problems.column("lines")[0]) == [5]
    assert problems.to_arrow().column_names == problems.column_names


def test_portfolio_raises_every_problem(broken: Path) -> None:
    with pytest.raises(irisan.InputError, match=r"line 5: .*'S33'") as caught:
        irisan.Portfolio(broken)
    assert isinstance(caught.value, irisan.Error)
    assert isinstance(caught.value, RuntimeError)
    assert list(caught.value.problems) == list(irisan.check(broken))


def test_input_error_survives_pickling(broken: Path) -> None:
    with pytest.raises(irisan.InputError) as caught:
        irisan.Portfolio(broken)
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert list(again.problems) == list(caught.value.problems)


def test_a_file_in_another_encoding_is_a_problem_with_its_line(package: Package) -> None:
    folder = package()
    (folder / "units.csv").write_bytes(b"unit_id,name\nA,Kantor \xff\nB,b\n")
    errors = irisan.check(folder).errors
    assert errors[0].file == "units.csv"
    assert errors[0].line == 2


def test_portfolio_names_interventions_and_targets_in_order(package: Package) -> None:
    portfolio = irisan.Portfolio(package())
    assert len(portfolio) == 2
    assert portfolio.interventions.to_arrow().to_pydict() == {
        "id": ["P|A", "Q|B"],
        "program": ["P", "Q"],
        "unit": ["A", "B"],
    }
    assert portfolio.targets.column("id").tolist() == ["S1", "S2", "S3"]
    assert portfolio.targets.column("region").tolist() == ["R1"] * 3
    assert portfolio.targets.column("kind").tolist() == [None] * 3
    assert len(portfolio.problems) == 0


def test_portfolio_gives_its_incidence_without_a_copy(package: Package) -> None:
    incidence = irisan.Portfolio(package()).incidence
    assert incidence.shape == (2, 3)
    assert incidence.offsets.tolist() == [0, 2, 4]
    assert incidence.targets.tolist() == [0, 1, 1, 2]
    assert incidence.offsets.dtype == np.int64
    assert incidence.targets.dtype == np.int32
    assert np.shares_memory(incidence.targets, incidence.targets)
    with pytest.raises(ValueError, match="read-only"):
        incidence.targets[0] = 1


def test_a_view_outlives_its_portfolio(package: Package) -> None:
    targets = irisan.Portfolio(package()).incidence.targets
    assert targets.tolist() == [0, 1, 1, 2]


def test_results_say_what_they_are_in_one_line(package: Package) -> None:
    folder = package()
    report = irisan.audit(folder)
    for thing in (
        irisan.read(folder),
        irisan.check(folder),
        irisan.Portfolio(folder),
        irisan.Portfolio(folder).incidence,
        report,
        report.findings,
        report.pairs,
        report.interventions,
        report.rules,
    ):
        assert "\n" not in repr(thing)
        assert "object at" not in repr(thing)


def test_the_package_says_what_it_has() -> None:
    assert irisan.__version__.count(".") == 2
    assert set(irisan.__all__) <= set(dir(irisan))
    for name in irisan.__all__:
        assert getattr(irisan, name) is not None
    with pytest.raises(AttributeError, match="nothing"):
        irisan.nothing  # noqa: B018
