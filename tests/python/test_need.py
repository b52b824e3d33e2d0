"""Needs, what is delivered against them, and what if: crossing over, not arithmetic."""

import json
import math
import random
from pathlib import Path

import numpy as np
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
    assert written["programs"]["ended"] == ["Q|B"]
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


def test_an_empty_value_is_unknown_and_told_once() -> None:
    tables = {name: pa.table(columns) for name, columns in PACKAGE.items()}
    tables["indicators"] = pa.table(
        {
            "target_id": ["S1", "S2", "S3"],
            "indicator_id": ["lit"] * 3,
            "value": [55.0, None, None],
            "date": ["2023-03-31"] * 3,
        }
    )
    portfolio = irisan.Portfolio(irisan.Tables.from_arrow(tables))
    report = irisan.audit(portfolio)
    (told,) = [p for p in report.problems if p.column == "value"]
    assert (told.level, told.rows) == ("warning", 2)
    (goal,) = report.goals.to_arrow().to_pylist()
    assert (goal["value"], goal["measured"]) == (55, 1)


def test_deliveries_needed_have_what_keeps_them(portfolio: irisan.Portfolio) -> None:
    rows = irisan.audit(portfolio).deliveries_needed.to_arrow().to_pylist()
    told = {(r["program_id"], r["target_id"]): r for r in rows}
    assert len(rows) == 3
    # Either gives the eight hours that S1 needs; Q is cheaper there.
    assert told["P", "S1"]["needed"] == "in_none"
    assert told["Q", "S1"]["needed"] == "in_all"
    assert (told["Q", "S1"]["alone"], told["Q", "S1"]["kept"]) == (True, True)
    # At S2 nothing was measured, so who gave it stays.
    assert told["Q", "S2"]["needed"] == "essential"
    assert told["Q", "S2"]["witness_target_id"] == "S2"
    off = irisan.audit(portfolio, rules={"redundancy.deliveries": False})
    assert len(off.deliveries_needed) == 0


def test_cover_says_what_would_do_and_why(portfolio: irisan.Portfolio) -> None:
    found = irisan.cover(portfolio)
    assert found.kept == ["Q"]
    assert (found.cost, found.bound, found.gap, found.proven) == (80, 80, 0, True)
    assert [r["program"] for r in found.spare.to_arrow().to_pylist()] == ["P"]
    (spare,) = found.spare.to_arrow().to_pylist()
    assert (spare["target_id"], spare["demand"], spare["kept"]) == ("S1", 1, 1)
    assert len(found.short) == 0
    assert found.partial is None
    assert repr(found) == "<irisan.Cover: 1 kept, cost 80 (proven)>"
    report = irisan.audit(portfolio)
    assert report.cover.rows.to_arrow() == found.rows.to_arrow()
    assert report.redundancy.to_arrow() == found.programs.to_arrow()


def test_cover_with_protected_programs_a_reserve_and_a_share(portfolio: irisan.Portfolio) -> None:
    assert irisan.cover(portfolio, keep=["P"]).kept == ["P", "Q"]
    reserve = irisan.cover(portfolio, reserve=1)
    assert reserve.kept == ["P", "Q"]
    assert (
        len(reserve.short) == 0
    )  # S2's only one was not measured: it stays, and is no row to add to
    part = irisan.cover(portfolio, share=0.5).partial
    assert part is not None
    assert part["share"] == "1/2"
    assert part["cost"] <= 80
    assert part["missing"] <= part["allowed"]
    with pytest.raises(irisan.RuleError, match="unknown program 'X'"):
        irisan.cover(portfolio, keep=["X"])
    with pytest.raises(irisan.RuleError, match=r"redundancy\.share"):
        irisan.cover(portfolio, share=1.5)


def recount(found: irisan.Cover, sets: dict[str, list[str]]) -> None:
    """Checks a cover by nothing but what it says and the sets."""
    rows = found.rows.to_arrow().to_pylist()
    for r in rows:
        have = [name for name, members in sets.items() if r["target_id"] in members]
        assert sorted(r["programs"]) == sorted(have)
        assert r["demand"] == min(r["asked"], len(have))
        assert r["kept"] == len(set(have) & set(found.kept)) >= r["demand"]
    programs = found.programs.to_arrow().to_pylist()
    assert found.cost == sum(p["cost"] for p in programs if p["kept"])
    kept = {r["target_id"]: r for r in rows}
    for p in programs:
        if p["kept"] and not p["protected"]:
            witness = kept[p["witness_target"]]
            assert p["witness_target"] in sets[p["program"]]
            assert witness["kept"] == witness["demand"]
    price = {r["target_id"]: r["price"] for r in rows}
    value = sum(r["demand"] * r["price"] for r in rows)
    for p in programs:
        rest = p["cost"] * found.scale - sum(price[e] for e in set(sets[p["program"]]))
        value += rest if p["protected"] else min(0, rest)
    step = found.scale * math.gcd(*(p["cost"] for p in programs))
    assert found.bound == max(0, -(-value // step)) * step // found.scale
    assert found.bound <= found.lower_bound <= found.cost


def test_minimal_cover_is_that_of_a_solver_and_can_be_recounted() -> None:
    scipy = pytest.importorskip("scipy.optimize")
    draw = random.Random(5)
    for _ in range(25):
        elements = [f"e{i}" for i in range(draw.randint(1, 25))]
        sets = {
            f"s{j}": draw.sample(elements, draw.randint(0, min(6, len(elements))))
            for j in range(30)
        }
        cost = {name: draw.randint(1, 20) for name in sets}
        demand = {e: draw.randint(0, 3) for e in elements}
        keep = draw.sample(list(sets), 2)
        found = irisan.minimal_cover(sets, cost=cost, demand=demand, keep=keep)
        recount(found, sets)
        assert set(keep) <= set(found.kept)
        a = np.array([[e in members for members in sets.values()] for e in elements], dtype=float)
        least = np.minimum([demand[e] for e in elements], a.sum(axis=1))
        solved = scipy.milp(
            list(cost.values()),
            constraints=scipy.LinearConstraint(a, lb=least),
            bounds=scipy.Bounds([float(name in keep) for name in sets], 1),
            integrality=np.ones(len(sets)),
        )
        assert found.proven
        assert found.cost == round(solved.fun)


def test_minimal_cover_lists_what_cannot_be_covered() -> None:
    found = irisan.minimal_cover({"a": ["1", "2"], "b": ["2"]}, demand={"1": 2, "2": 2, "3": 1})
    assert found.kept == ["a", "b"]
    short = found.short.to_arrow().to_pylist()
    assert [(r["target_id"], r["asked"], r["demand"]) for r in short] == [("1", 2, 1), ("3", 1, 0)]
    half = irisan.minimal_cover({"a": ["1", "2"], "b": ["3"]}, share="2/3", cost={"b": 5})
    assert half.partial is not None
    assert half.partial["kept"] == ["a"]
    with pytest.raises(irisan.RuleError, match="unknown set 'aa'; the nearest is 'a'"):
        irisan.minimal_cover({"a": ["1"]}, keep=["aa"])
    with pytest.raises(irisan.RuleError, match="a cost of -1"):
        irisan.minimal_cover({"a": ["1"]}, cost={"a": -1})
