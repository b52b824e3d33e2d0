"""Clusters of interventions that overlap."""

import itertools
from typing import Any, get_args

import numpy as np
import pyarrow as pa
import pytest

import irisan
from irisan.program_clusters import Quality

from .conftest import Package
from .long_calls import assert_ctrl_c_stops

# Two triples that share two targets each, joined by one target; a program by itself.
TWO = [[0, 1, 2], [0, 1, 3], [0, 1, 4], [10, 11, 2], [10, 11, 12], [10, 11, 13], [20]]


def source_of(rows: list[list[int]]) -> tuple[Any, Any]:
    flat = [t for row in rows for t in row]
    return np.cumsum([0, *map(len, rows)]), np.array(flat, dtype=np.int32)


def rows_of(result: irisan.Result) -> list[tuple[Any, ...]]:
    table = result.to_arrow()
    return list(zip(*(table.column(n).to_pylist() for n in table.column_names), strict=True))


def labels(c: irisan.Clusters) -> list[int]:
    found: list[int] = c.column("cluster").tolist()
    return found


def planted(seed: int, groups: int = 4, of: int = 8) -> list[list[int]]:
    """Groups of programs that choose most of their targets from a region of their own."""
    rng = np.random.default_rng(seed)
    return [
        np.unique(
            np.concatenate([rng.integers(40 * g, 40 * g + 40, 40), rng.integers(0, 160, 4)])
        ).tolist()
        for g in range(groups)
        for _ in range(of)
    ]


def potts(c: irisan.Clusters, resolution: float) -> float:
    found = labels(c)
    inside: float = sum(w for p, q, w, _ in rows_of(c.edges) if found[p] == found[q])
    sizes = np.bincount(found)
    return inside - resolution * float((sizes * (sizes - 1) // 2).sum())


def test_clusters_by_eye() -> None:
    c = irisan.clusters(source_of(TWO))
    assert c.column_names == ["program", "cluster", "agreement"]
    assert rows_of(c) == [(p, n, 1.0) for p, n in enumerate([1, 1, 1, 2, 2, 2, 3])]
    assert c.different == 1
    # Three pairs of Jaccard 2/4 in each, less 0.2 for each pair.
    assert c.quality == pytest.approx(6 * (0.5 - 0.2), rel=1e-12)
    assert c.edges.column_names == ["first", "second", "weight", "agreement"]
    assert [r for r in rows_of(c.edges) if r[3] == 0] == [(0, 3, 1 / 5, 0.0)]
    assert len(c.edges) == 7
    assert c.column("cluster").dtype == np.int32


def test_clusters_of_a_low_resolution_are_one_and_of_a_high_one_all() -> None:
    source = source_of(TWO)
    assert labels(irisan.clusters(source, resolution=0.001)) == [1, 1, 1, 1, 1, 1, 2]
    assert labels(irisan.clusters(source, resolution=0.49)) == [1, 1, 1, 2, 2, 2, 3]
    assert labels(irisan.clusters(source, resolution=0.51)) == [1, 2, 3, 4, 5, 6, 7]


def test_clusters_by_components_are_what_edges_lead_to() -> None:
    c = irisan.clusters(source_of(TWO), method="components")
    assert labels(c) == [1, 1, 1, 1, 1, 1, 2]
    assert c.quality is None
    assert c.different == 1
    assert c.column("agreement").tolist() == [1.0] * 7
    pairs = irisan.find_pairs(source_of(TWO), min_shared=2)
    assert labels(irisan.clusters(pairs, method="components")) == [1, 1, 1, 2, 2, 2, 3]
    assert labels(irisan.clusters(source_of(TWO), pairs, method="components")) == [
        1, 1, 1, 2, 2, 2, 3,
    ]  # fmt: skip


def test_clusters_find_what_was_planted() -> None:
    truth = [1 + p // 8 for p in range(32)]
    for quality in get_args(Quality):
        c = irisan.clusters(source_of(planted(1)), quality=quality)
        assert labels(c) == truth
        assert c.column("agreement").min() > 0.9


def test_clusters_modularity_is_that_of_the_formula() -> None:
    c = irisan.clusters(source_of(planted(2)), quality="modularity", resolution=1.25)
    found = labels(c)
    edges = rows_of(c.edges)
    every = sum(w for _, _, w, _ in edges)
    degree = np.zeros(max(found) + 1)
    for p, q, w, _ in edges:
        degree[found[p]] += w
        degree[found[q]] += w
    inside = sum(w for p, q, w, _ in edges if found[p] == found[q])
    by_hand = inside / every - 1.25 * ((degree / (2 * every)) ** 2).sum()
    assert c.quality == pytest.approx(by_hand, rel=1e-12)


@pytest.mark.parametrize("resolution", [0.05, 0.2, 0.4])
def test_clusters_constant_potts_is_as_good_as_any_of_every_clustering(resolution: float) -> None:
    rows = [np.flatnonzero(r).tolist() for r in np.random.default_rng(3).random((7, 15)) < 0.4]
    c = irisan.clusters(source_of(rows), resolution=resolution, runs=20)
    assert c.quality == pytest.approx(potts(c, resolution), rel=1e-12, abs=1e-12)
    weight = {r[:2]: r[2] for r in rows_of(c.edges)}
    best = 0.0
    for given in itertools.product(range(7), repeat=7):
        # Each clustering once: labels in the order of their first nodes.
        if any(x > max(given[:i], default=-1) + 1 for i, x in enumerate(given)):
            continue
        gain = sum(
            weight.get((p, q), 0) - resolution
            for p, q in itertools.combinations(range(7), 2)
            if given[p] == given[q]
        )
        best = max(best, gain)
    assert c.quality == pytest.approx(best, rel=1e-9, abs=1e-9)


def test_clusters_agreement_is_counted_over_the_runs() -> None:
    # A ring of eight, each overlapping with the next two alike: runs cut it at different places.
    rows = [[p % 16, (p + 1) % 16, (p + 2) % 16] for p in range(16)]
    c = irisan.clusters(source_of(rows), resolution=0.15, runs=12)
    assert c.different > 1
    runs = [
        labels(irisan.clusters(source_of(rows), resolution=0.15, seed=s, runs=1))
        for s in range(1, 13)
    ]
    assert len({tuple(r) for r in runs}) == c.different
    for p, q, _, agreement in rows_of(c.edges):
        assert agreement == pytest.approx(sum(r[p] == r[q] for r in runs) / 12)
    best = labels(c)
    for p in range(16):
        others = [q for q in range(16) if q != p and best[q] == best[p]]
        together = [r[p] == r[q] for r in runs for q in others]
        assert c.column("agreement")[p] == pytest.approx(np.mean(together))


def test_clusters_are_the_same_for_any_threads_and_a_seed() -> None:
    rows = [np.flatnonzero(r).tolist() for r in np.random.default_rng(4).random((80, 60)) < 0.1]
    one = irisan.clusters(source_of(rows), threads=1, runs=6)
    for threads in (2, 3):
        other = irisan.clusters(source_of(rows), threads=threads, runs=6)
        assert other.to_arrow() == one.to_arrow()
        assert other.edges.to_arrow() == one.edges.to_arrow()
        assert (other.quality, other.different) == (one.quality, one.different)
    pairs = irisan.find_pairs(source_of(rows))
    assert irisan.clusters(pairs, runs=6).to_arrow() == one.to_arrow()


@pytest.mark.parametrize("weight", ["shared", "jaccard", "dice", "cosine", "overlap_coefficient"])
def test_clusters_weigh_edges_by_a_measure(weight: Any) -> None:
    pairs = irisan.find_pairs(source_of(TWO))
    c = irisan.clusters(pairs, weight=weight, resolution=0.3)
    assert [r[:2] for r in rows_of(c.edges)] == [
        r[:2] for r in zip(*(pairs.column(n).tolist() for n in ("first", "second")), strict=True)
    ]
    assert c.edges.column("weight").tolist() == pairs.column(weight).tolist()


def test_clusters_weigh_edges_by_containment_lift_and_numbers() -> None:
    source = source_of([[0, 1, 2, 3], [0, 1], [3, 5]])
    c = irisan.clusters(source, weight="containment")
    assert c.edges.column("weight").tolist() == [1, 0.5]
    # 2 · 6 / (4 · 2) and 1 · 6 / (4 · 2) of six targets.
    lift = irisan.clusters(source, weight="lift", resolution=1)
    assert lift.edges.column("weight").tolist() == [1.5, 0.75]
    assert labels(lift) == [1, 1, 2]
    own = irisan.clusters(source, weight=[0, 7], resolution=1)
    assert rows_of(own.edges) == [(0, 2, 7, 1)]
    unknown = irisan.clusters(source, weight=np.array([np.nan, 2]), resolution=1)
    assert rows_of(unknown.edges) == [(0, 2, 2, 1)]
    pairs = irisan.find_pairs(source)
    surprise = irisan.clusters(
        pairs, weight=-irisan.chance(source, pairs).column("ln_p_pooled"), resolution=0.1
    )
    assert len(surprise.edges) <= 2


def test_clusters_of_a_portfolio_have_ids(package: Package) -> None:
    c = irisan.clusters(package())
    assert rows_of(c) == [("P|A", 1, 1.0), ("Q|B", 1, 1.0)]
    assert rows_of(c.edges) == [("P|A", "Q|B", 1 / 3, 1.0)]
    assert repr(c) == "<irisan.Clusters: 2 rows, 3 columns>"
    portfolio = irisan.Portfolio(package())
    pairs = irisan.find_pairs(portfolio)
    assert rows_of(irisan.clusters(pairs)) == rows_of(irisan.clusters(portfolio, pairs))
    assert rows_of(irisan.clusters(pairs)) == rows_of(c)


def test_clusters_are_the_same_in_any_order_of_rows() -> None:
    table = pa.table(
        {
            "who": [f"p{p:02}" for p, row in enumerate(planted(5)) for _ in row],
            "where": [f"t{t}" for row in planted(5) for t in row],
        }
    )
    mixed = table.take(np.random.default_rng(5).permutation(len(table)))
    one, other = irisan.clusters(table), irisan.clusters(mixed)
    assert rows_of(one) == rows_of(other)
    assert one.quality == other.quality


def test_clusters_of_nothing() -> None:
    none = irisan.clusters(([0], []))
    assert len(none) == len(none.edges) == 0
    apart = irisan.clusters(([0, 1, 2], [0, 1]))
    assert labels(apart) == [1, 2]
    assert apart.quality == 0
    assert irisan.clusters(([0, 1, 2], [0, 1]), quality="modularity").quality is None


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        ({"weight": "beauty", "resolution": 1}, irisan.RuleError, "unknown weight 'beauty'; there"),
        ({"weight": "shared"}, irisan.RuleError, "needs a resolution in the unit"),
        ({"weight": "lift"}, irisan.RuleError, "needs a resolution in the unit"),
        ({"weight": [1.0] * 7}, irisan.RuleError, "needs a resolution in the unit"),
        ({"weight": [1.0], "resolution": 1}, ValueError, "1 weights for 7 pairs"),
        ({"weight": [-1.0] * 7, "resolution": 1}, irisan.RuleError, "number from 0, not -1"),
        ({"weight": [np.inf] * 7, "resolution": 1}, irisan.RuleError, "number from 0, not inf"),
        ({"method": "louvain"}, irisan.RuleError, "leiden or components, not by 'louvain'"),
        ({"quality": "beauty"}, irisan.RuleError, "constant_potts or modularity, not 'beauty'"),
        ({"resolution": -0.5}, irisan.RuleError, "a resolution is a number from 0, not -0.5"),
        ({"resolution": float("nan")}, irisan.RuleError, "a resolution is a number from 0"),
        ({"seed": -1}, irisan.RuleError, "a seed is a whole number from 0, not -1"),
        ({"runs": 0}, irisan.RuleError, "runs lies from 1 to 100000, not at 0"),
        ({"threads": 2000}, irisan.RuleError, "threads lies from 0"),
    ],
)
def test_clusters_refuse_what_cannot_be(
    arguments: dict[str, Any], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        irisan.clusters(source_of(TWO), **arguments)


def test_clusters_refuse_pairs_of_something_else(package: Package) -> None:
    pairs = irisan.find_pairs(source_of(TWO))
    with pytest.raises(ValueError, match="the pairs are of another source"):
        irisan.clusters(([0, 1, 2], [0, 0]), pairs)
    with pytest.raises(ValueError, match="the pairs are of another source"):
        irisan.clusters(package(), irisan.find_pairs(([0, 1, 2], [0, 0])))
    with pytest.raises(TypeError, match="clusters takes pairs once"):
        irisan.clusters(pairs, pairs)
    with pytest.raises(TypeError, match="'lift' needs the source"):
        irisan.clusters(pairs, weight="lift", resolution=1)
    assert len(irisan.clusters(source_of(TWO), pairs, weight="lift", resolution=1)) == 7
    grouped = irisan.find_pairs(([0, 1, 2, 3], [0, 0, 0]), group_identical=True)
    with pytest.raises(ValueError, match="pairs of representatives leave out the others"):
        irisan.clusters(grouped)
    alone = irisan.find_pairs(source_of(TWO), group_identical=True)
    assert labels(irisan.clusters(alone)) == labels(irisan.clusters(pairs))


LONG = """
import signal, sys, numpy as np, irisan
# A background job inherits SIGINT as ignored; a terminal does not.
signal.signal(signal.SIGINT, signal.default_int_handler)
chosen = np.random.default_rng(1).random((1500, 300)) < 0.1
offsets = np.concatenate([[0], np.cumsum(chosen.sum(axis=1))])
pairs = irisan.find_pairs((offsets, np.nonzero(chosen)[1].astype(np.int32)))
print("begun", flush=True)
try:
    irisan.clusters(pairs, runs=10_000, threads=1)
except KeyboardInterrupt:
    sys.exit(7)
"""


def test_ctrl_c_stops_clusters() -> None:
    assert_ctrl_c_stops(LONG, after=0.5, within=20)
