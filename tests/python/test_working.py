"""Results as frames, filtered by trees, as networks; documented examples that run."""

import doctest
import importlib
import pkgutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import igraph
import networkx as nx
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import irisan


@pytest.fixture(scope="module")
def report(west_sumatra: Path) -> irisan.Report:
    return irisan.audit(west_sumatra)


@pytest.fixture(scope="module")
def portfolio(west_sumatra: Path) -> irisan.Portfolio:
    return irisan.Portfolio(west_sumatra)


def test_every_module_documents_itself_with_examples_that_run() -> None:
    tried = 0
    for found in pkgutil.iter_modules(irisan.__path__):
        if found.name in ("_core", "__main__"):
            continue
        module = importlib.import_module(f"irisan.{found.name}")
        result = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
        assert result.failed == 0, found.name
        tried += result.attempted
    assert tried >= 8


def test_results_are_frames(report: irisan.Report) -> None:
    for result in (report.findings, report.pairs, report.coverage, report.problems, report.equity):
        table = result.to_arrow()
        frame, polars = result.to_pandas(), result.to_polars()
        assert list(frame.columns) == polars.columns == table.column_names
        assert len(frame) == len(polars) == len(result)
    findings = report.findings.to_pandas()
    assert findings["needy"].dtype == pd.Int64Dtype()
    assert findings["targets"].sum() == sum(report.findings.to_arrow()["targets"].to_pylist())
    assert report.findings.to_polars()["first_day"].dtype == pl.Date


def below(table: pa.Table, top: str) -> set[str]:
    """The slow obvious version."""
    parent = dict(zip(table["id"].to_pylist(), table["parent"].to_pylist(), strict=True))

    def inside(id_: str | None) -> bool:
        return id_ is not None and (id_ == top or inside(parent[id_]))

    return {id_ for id_ in parent if inside(id_)}


def test_filter_follows_the_tree_of_regions(
    report: irisan.Report, portfolio: irisan.Portfolio
) -> None:
    inside = below(portfolio.regions.to_arrow(), "13.06")
    in_it = {t["id"] for t in portfolio.targets.to_arrow().to_pylist() if t["region"] in inside}
    assert 0 < len(in_it) < len(portfolio.targets)
    expected = [
        f["finding_id"]
        for f in report.findings.to_arrow().to_pylist()
        if f["region_id"] in inside or in_it & set(f["target_ids"] or ())
    ]
    kept = report.findings.filter(region="13.06")
    assert isinstance(kept, irisan.Findings)
    assert kept.column("finding_id").tolist() == expected
    assert 0 < len(expected) < len(report.findings)
    coverage = report.coverage.filter(region="13.06").to_arrow()
    assert set(coverage["target_id"].to_pylist()) <= in_it
    assert len(portfolio.targets.filter(region="13.06")) == len(in_it)


def test_filter_follows_units_and_themes(
    report: irisan.Report, portfolio: irisan.Portfolio
) -> None:
    kept = report.findings.filter(unit="BGP", kind=["overlap", "duplication"]).to_arrow()
    rows = report.findings.to_arrow().to_pylist()
    units = below(portfolio.units.to_arrow(), "BGP")
    expected = [
        f["finding_id"]
        for f in rows
        if units & set(f["units"] or ()) and f["kind"] in ("overlap", "duplication")
    ]
    assert kept["finding_id"].to_pylist() == expected
    assert expected
    pairs = report.pairs.filter(unit="BGP")
    assert isinstance(pairs, irisan.Pairs)
    ends = [(p["first"], p["second"]) for p in pairs.to_arrow().to_pylist()]
    assert 0 < len(ends) < len(report.pairs)
    assert all("|BGP" in a or "|BGP" in b for a, b in ends)
    assert len(irisan.find_pairs(portfolio).filter(unit="BGP")) == len(pairs)
    theme = portfolio.activities.to_arrow()["theme"][0].as_py()
    themes = below(portfolio.activities.to_arrow(), theme)
    assert report.findings.filter(theme=theme).column("finding_id").tolist() == [
        f["finding_id"] for f in rows if f["activity_id"] in themes
    ]


def test_groups_are_filtered_with_their_members(portfolio: irisan.Portfolio) -> None:
    groups = irisan.groups(portfolio)
    kept = groups.filter(unit="BGP")
    assert 0 < len(kept) < len(groups)
    members = kept.members().to_arrow()
    assert members.num_rows == sum(kept.column("size"))
    listed = kept.to_arrow().to_pylist()
    assert [str(m) for g in listed for m in g["programs"]] == [
        str(m) for m in members["program"].to_pylist()
    ]


def test_filter_says_what_it_cannot_tell(report: irisan.Report) -> None:
    with pytest.raises(irisan.RuleError, match=r"unknown region '13\.60'"):
        report.findings.filter(region="13.60")
    with pytest.raises(irisan.RuleError, match="unknown kind 'overlapp'; the nearest is 'overlap'"):
        report.findings.filter(kind="overlapp")
    with pytest.raises(ValueError, match="Equity has no column of regions"):
        report.equity.filter(region="13.06")
    with pytest.raises(ValueError, match="Pairs has no column of kinds"):
        report.pairs.filter(kind="overlap")
    with pytest.raises(ValueError, match="does not know its portfolio"):
        report.problems.filter(region="13.06")


def test_a_portfolio_is_filtered_by_its_deliveries(portfolio: irisan.Portfolio) -> None:
    kept = portfolio.filter(unit="BGP", region="13.06")
    inside = below(portfolio.regions.to_arrow(), "13.06")
    region = dict(
        zip(portfolio.targets.column("id"), portfolio.targets.column("region"), strict=True)
    )
    all_rows = portfolio.to_tables()["deliveries"].to_pylist()
    expected = [r for r in all_rows if r["unit_id"] == "BGP" and region[r["target_id"]] in inside]
    rows = kept.to_tables()["deliveries"].to_pylist()
    assert [(r["program_id"], r["target_id"], r["start"]) for r in rows] == [
        (r["program_id"], r["target_id"], r["start"]) for r in expected
    ]
    assert expected
    with pytest.raises(irisan.RuleError, match="unknown unit 'BGPP'; the nearest is 'BGP'"):
        portfolio.filter(unit="BGPP")


def test_reach_counts_every_delivery(portfolio: irisan.Portfolio) -> None:
    reach = portfolio.reach.to_arrow().to_pylist()
    ids = {
        name: getattr(portfolio, name).to_arrow()["id"].to_pylist()
        for name in ("interventions", "targets", "activities")
    }
    counted: dict[Any, int] = {}
    for row in portfolio.to_tables()["deliveries"].to_pylist():
        key = (f"{row['program_id']}|{row['unit_id']}", row["target_id"], row["activity_id"])
        counted[key] = counted.get(key, 0) + 1
    told = {
        (
            ids["interventions"][r["intervention"]],
            ids["targets"][r["target"]],
            None if r["activity"] is None else ids["activities"][r["activity"]],
        ): r["deliveries"]
        for r in reach
    }
    assert told == counted
    assert len(reach) == len(told)


def test_networks_are_the_same_for_every_tool(portfolio: irisan.Portfolio, tmp_path: Path) -> None:
    graph = irisan.to_networkx(portfolio)
    kinds = nx.get_node_attributes(graph, "kind")
    assert {kind: list(kinds.values()).count(kind) for kind in set(kinds.values())} == {
        "unit": len(portfolio.units),
        "program": len(portfolio.programs),
        "target": len(portfolio.targets),
    }
    reached = {
        (row["program_id"], row["target_id"])
        for row in portfolio.to_tables()["deliveries"].to_pylist()
    }
    edges = [(a, b) for a, b, e in graph.edges(data=True) if e["relation"] == "reaches"]
    assert sorted(edges) == sorted((f"program:{p}", f"target:{t}") for p, t in reached)
    total = sum(e["deliveries"] for _, _, e in graph.edges(data=True) if e["relation"] == "reaches")
    assert total == portfolio.to_tables()["deliveries"].num_rows
    other = irisan.to_igraph(portfolio)
    assert isinstance(other, igraph.Graph)
    assert (other.vcount(), other.ecount()) == (graph.number_of_nodes(), graph.number_of_edges())
    assert sorted(other.vs["name"]) == sorted(graph.nodes)
    irisan.write_graphml(tmp_path / "p.graphml", portfolio)
    read = nx.read_graphml(tmp_path / "p.graphml")
    assert dict(read.nodes(data=True)) == dict(graph.nodes(data=True))
    assert sorted(map(str, read.edges(data="deliveries"))) == sorted(
        map(str, graph.edges(data="deliveries"))
    )


def test_networks_of_pairs_have_their_measures(portfolio: irisan.Portfolio, tmp_path: Path) -> None:
    pairs = irisan.find_pairs(portfolio)
    graph = irisan.to_networkx(pairs)
    assert graph.number_of_edges() == len(pairs)
    first = pairs.to_arrow().to_pylist()[0]
    edge = graph.edges[f"intervention:{first['first']}", f"intervention:{first['second']}"]
    assert edge["shared"] == first["shared"]
    assert edge["jaccard"] == pytest.approx(first["jaccard"])
    irisan.write_graphml(tmp_path / "pairs.graphml", pairs)
    assert nx.read_graphml(tmp_path / "pairs.graphml").number_of_edges() == len(pairs)
    with pytest.raises(TypeError, match="not int"):
        irisan.to_networkx(7)  # type: ignore[arg-type]


def test_graphml_keeps_hostile_names(tmp_path: Path) -> None:
    portfolio = irisan.Portfolio.from_tables(
        deliveries={"program_id": ['<P & "Q">', "\x0bR"], "target_id": ["S", "S"]}
    )
    irisan.write_graphml(tmp_path / "g.graphml", portfolio)
    root = ElementTree.parse(tmp_path / "g.graphml").getroot()
    assert len(root.findall(".//{*}node")) == 3
    assert len(list(nx.read_graphml(tmp_path / "g.graphml").nodes)) == 3
