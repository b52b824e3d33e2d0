"""Needs, what is delivered against them, and what if: crossing over, not arithmetic."""

import json
from pathlib import Path

import pyarrow as pa
import pytest

import irisan

PACKAGE = {
    "regions": {"region_id": ["R"], "name": ["Region"], "kind": ["city_or_regency"]},
    "units": {"unit_id": ["A", "B"]},
    "targets": {"target_id": ["S1", "S2", "S3"], "region_id": ["R", "R", "R"]},
    "activities": {"activity_id": ["T", "K"], "parent_id": [None, "T"]},
    "programs": {"program_id": ["P", "Q"], "unit_id": ["A", "B"]},
    "deliveries": {
        "program_id": ["P", "Q", "Q"],
        "target_id": ["S1", "S1", "S2"],
        "activity_id": ["K", "K", "K"],
        "quantity": [8, 8, None],
        "quantity_unit": ["jp", "jp", None],
        "cost": [100, 40, 40],
    },
    "needs": {
        "target_id": ["S1", "S2", "S3"],
        "activity_id": ["T", "T", "T"],
        "score": [0.9, 0.8, None],
        "required": [8, 8, 8],
        "quantity_unit": ["jp", "jp", "jp"],
        "date": ["2023-03-31", "2023-03-31", None],
    },
    "goals": {
        "indicator_id": ["lit"],
        "region_id": ["R"],
        "baseline": [50],
        "goal": [70],
        "due": ["2024-12-31"],
    },
    "indicators": {
        "target_id": ["S1", "S2"],
        "indicator_id": ["lit", "lit"],
        "value": ["55", "65"],
        "date": ["2023-03-31", "2023-03-31"],
    },
}


@pytest.fixture
def portfolio() -> irisan.Portfolio:
    tables = {name: pa.table(columns) for name, columns in PACKAGE.items()}
    return irisan.Portfolio(irisan.Tables.from_arrow(tables))


def test_coverage_has_a_row_for_each_need(portfolio: irisan.Portfolio) -> None:
    rows = irisan.audit(portfolio).coverage.to_arrow().to_pylist()
    assert [r["target_id"] for r in rows] == ["S1", "S2", "S3"]
    assert [r["state"] for r in rows] == ["served", "served", "not_served"]
    assert rows[0]["supplied"] == 16
    assert rows[0]["surplus"] == 8
    # What was not measured may meet it all.
    assert (rows[1]["unmet_least"], rows[1]["unmet_most"]) == (0, 8)
    assert rows[2]["score"] is None
    assert rows[2]["date_latest"] is None
    assert rows[2]["counts"] is True


def test_coverage_totals_add_up(portfolio: irisan.Portfolio) -> None:
    (total,) = irisan.audit(portfolio).coverage_totals.to_arrow().to_pylist()
    assert total["needy"] == 3
    assert total["served"] + total["not_served"] == 3
    assert (total["unmet_least"], total["unmet_most"]) == (8, 16)


def test_redundancy_tells_alone_from_together(portfolio: irisan.Portfolio) -> None:
    rows = irisan.audit(portfolio).redundancy.to_arrow().to_pylist()
    assert [(r["program"], r["kept"], r["alone"]) for r in rows] == [
        ("P", False, True),
        ("Q", True, False),
    ]
    assert rows[1]["witness_target"] in ("S1", "S2")
    assert rows[0]["witness_target"] is None
    kept = irisan.audit(portfolio, rules={"redundancy.keep": ["P"]}).redundancy
    assert list(kept.column("protected")) == [True, False]
    assert list(kept.column("kept")) == [True, True]


def test_equity_and_goals_are_tables(portfolio: irisan.Portfolio) -> None:
    report = irisan.audit(portfolio)
    (equity,) = report.equity.to_arrow().to_pylist()
    assert equity["assessed"] == 3
    assert equity["exclusion_error"] == pytest.approx(1 / 3)
    (goal,) = report.goals.to_arrow().to_pylist()
    assert (goal["value"], goal["way"], goal["measured"]) == (60, 0.5, 2)
    assert goal["due"].isoformat() == "2024-12-31"


def test_without_is_one_comparison_away(portfolio: irisan.Portfolio) -> None:
    before = irisan.audit(portfolio)
    after = irisan.audit(portfolio.without("Q"))
    change = {
        (r["figure"], r["kind"] or ""): r["change"]
        for r in irisan.compare(before, after).to_arrow().to_pylist()
        if not r["region_id"]
    }
    assert change[("deliveries", "")] == -2
    assert change[("needs_not_served", "")] == 1
    assert change[("pairs", "")] == -1
    same = irisan.audit(portfolio, without=["Q"])
    assert same.findings.to_arrow() == after.findings.to_arrow()
    assert json.loads(same.to_json())["scope"]["without"] == ["Q"]
    with pytest.raises(irisan.RuleError, match="unknown program 'X'"):
        portfolio.without("X")


def test_an_earlier_report_is_compared_with_by_its_folder(
    portfolio: irisan.Portfolio, tmp_path: Path
) -> None:
    before, after = irisan.audit(portfolio), irisan.audit(portfolio.without("Q"))
    before.write(tmp_path / "then")
    change = irisan.compare(tmp_path / "then", after)
    assert change.to_arrow() == irisan.compare(before, after).to_arrow()
    after.write(tmp_path / "now", since=tmp_path / "then")
    written = json.loads((tmp_path / "now" / "report.json").read_text())["change"]
    assert written["programs"]["ended"] == ["Q|BGP"]
    assert (tmp_path / "now" / "change.csv").exists()
    with pytest.raises(irisan.Error, match=r"report\.json: does not exist"):
        irisan.compare(tmp_path, after)


def test_with_rows_passes_the_gate(portfolio: irisan.Portfolio) -> None:
    more = {
        "deliveries": pa.table({"program_id": ["P"], "target_id": ["S3"], "activity_id": ["K"]})
    }
    served = irisan.audit(portfolio.with_rows(more)).coverage.column("state")
    assert list(served) == ["served"] * 3
    wrong = {"deliveries": pa.table({"program_id": ["P"], "target_id": ["S9"]})}
    with pytest.raises(irisan.InputError, match="S9"):
        portfolio.with_rows(wrong)


def test_tables_come_back(portfolio: irisan.Portfolio) -> None:
    tables = portfolio.to_tables()
    assert set(PACKAGE) == set(tables)
    again = irisan.audit(irisan.Portfolio(tables))
    assert again.coverage.to_arrow() == irisan.audit(portfolio).coverage.to_arrow()


def test_indicator_rules_make_needs(portfolio: irisan.Portfolio, tmp_path: Path) -> None:
    file = tmp_path / "irisan.toml"
    file.write_text(
        '[need]\nmin_score = 0.6\n[[indicator]]\nid = "lit"\nactivity = "K"\nscale = "range"\n'
        "worst = 45\nbest = 70\n",
        encoding="utf-8",
    )
    rows = irisan.audit(portfolio, rules=file).coverage.to_arrow().to_pylist()
    made = {r["target_id"]: r for r in rows if r["activity_id"] == "K"}
    assert made["S1"]["score"] == 0.6
    assert made["S1"]["counts"] is True
    assert made["S2"]["score"] == 0.2
    assert made["S2"]["counts"] is False
    assert made["S1"]["source"] == "lit"
    with pytest.raises(irisan.RuleError, match="True or False"):
        irisan.audit(portfolio, rules={"need.after_date": 1})
