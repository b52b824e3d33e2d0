"""The division of responsibility: crossing over, not arithmetic."""

from pathlib import Path

import pyarrow as pa
import pytest

import irisan

PACKAGE = {
    "regions": {"region_id": ["R"], "kind": ["city_or_regency"]},
    "units": {"unit_id": ["A", "B"]},
    "targets": {"target_id": ["S1", "S2", "S3"], "region_id": ["R", "R", "R"]},
    "activities": {"activity_id": ["T", "K"], "parent_id": [None, "T"]},
    "programs": {"program_id": ["P", "Q"], "unit_id": ["A", "B"]},
    "deliveries": {
        "program_id": ["P", "Q", "Q"],
        "target_id": ["S1", "S1", "S2"],
        "activity_id": ["K", "K", "K"],
        "audience": ["teacher", "teacher", "student"],
        "start": ["2023-06-01", "2023-06-01", "2023-06-01"],
        "cost": [100, 40, None],
    },
    "needs": {"target_id": ["S3"], "activity_id": ["T"], "score": [0.9]},
    "mandates": {
        "unit_id": ["A", "B", "A"],
        "activity_id": ["K", "K", "T"],
        "audience": ["teacher", "teacher", "principal"],
        "strength": ["lead", None, None],
    },
}


@pytest.fixture
def report() -> irisan.Report:
    tables = {name: pa.table(columns) for name, columns in PACKAGE.items()}
    return irisan.audit(irisan.Tables.from_arrow(tables), rules={"overlap.nulls": []})


def test_division_has_a_row_for_each_piece(report: irisan.Report) -> None:
    rows = {r["piece_id"]: r for r in report.division.to_arrow().to_pylist()}
    assert set(rows) == {"K|teacher|R", "K|student|R", "T||R"}
    teachers = rows["K|teacher|R"]
    assert (teachers["state"], teachers["lead"]) == ("decided", "A")
    assert teachers["hands_over"] == ["B"]
    assert teachers["supports"] == []
    assert (teachers["runner_up"], teachers["cost"]) == ("B", 140)
    assert teachers["difference"] is not None
    student = rows["K|student|R"]
    assert student["state"] == "open"
    assert student["lead"] is None
    assert student["difference"] is None
    assert student["cost"] is None
    assert rows["T||R"]["not_served"] == 1
    assert all(r["reason_id"] and r["reason_en"] for r in rows.values())


def test_workplan_lists_targets_in_order_of_need(report: irisan.Report) -> None:
    table = report.workplan.to_arrow()
    assert table.schema.field("due").type == pa.date32()
    rows = {(r["unit_id"], r["activity_id"]): r for r in table.to_pylist()}
    assert rows["A", "K"]["role"] == "lead"
    assert rows["A", "K"]["cost"] == 140
    assert rows["A", "K"]["quantity"] is None
    assert rows["A", "K"]["due"] is None
    assert [r["target_ids"] for r in rows.values() if r["activity_id"] == "T"] == [["S3"]]


def test_raci_has_one_accountable_unit_at_most(report: irisan.Report) -> None:
    rows = report.raci.to_arrow().to_pylist()
    assert len(rows) == len(report.division)
    assert [r["accountable"] for r in rows if r["audience"] == "student"] == [None]
    assert all(r["accountable"] in r["responsible"] for r in rows if r["accountable"])


def test_before_after_counts_both(report: irisan.Report) -> None:
    rows = {
        r["figure"]: (r["before"], r["after"]) for r in report.before_after.to_arrow().to_pylist()
    }
    assert rows["overlaps"] == (1, 0)
    assert rows["needs_without_lead"] == (1, 0)
    # A hand-over alone serves nobody.
    assert rows["needs_not_served"] == (1, 1)


def test_division_is_empty_without_mandates() -> None:
    tables = {name: pa.table(c) for name, c in PACKAGE.items() if name != "mandates"}
    report = irisan.audit(irisan.Tables.from_arrow(tables))
    assert len(report.division) == len(report.workplan) == len(report.raci) == 0
    assert len(report.before_after) == 0
    assert "lead" in report.division.column_names


def test_division_writes_its_files(report: irisan.Report, tmp_path: Path) -> None:
    report.write(tmp_path)
    assert {"division.csv", "workplan.csv", "raci.csv"} <= {f.name for f in tmp_path.iterdir()}
