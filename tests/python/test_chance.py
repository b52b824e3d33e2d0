"""Whether an overlap is more than chance, from Python."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import irisan

from .conftest import Package

NULLS = ("pooled", "stratified", "degrees")

# zpneal/backbone's 3 x 4 matrix.
BACKBONE = ([0, 3, 4, 6], [0, 2, 3, 1, 0, 3])


def rows_of(result: irisan.Result) -> list[tuple[Any, ...]]:
    table = result.to_arrow()
    return list(zip(*(table.column(n).to_pylist() for n in table.column_names), strict=True))


def cell(result: irisan.Result, name: str, row: int = 0) -> Any:
    return result.to_arrow().column(name)[row].as_py()


def two_programs(*strata: tuple[int, int, int, int]) -> tuple[irisan.Incidence, list[int]]:
    """Two programs with so many targets in each stratum: (universe, first, second, shared)."""
    first: list[int] = []
    second: list[int] = []
    labels: list[int] = []
    for number, (universe, n, k, shared) in enumerate(strata):
        begin = len(labels)
        first += range(begin, begin + n)
        second += range(begin + n - shared, begin + n - shared + k)
        labels += [number] * universe
    offsets = [0, len(first), len(first) + len(second)]
    return irisan.Incidence.from_arrays(offsets, first + second, columns=len(labels)), labels


def random_rows(programs: int, targets: int, share: float, seed: int) -> list[list[int]]:
    chosen = np.random.default_rng(seed).random((programs, targets)) < share
    return [np.flatnonzero(row).tolist() for row in chosen]


def incidence_of(rows: list[list[int]], targets: int) -> irisan.Incidence:
    flat = np.array([t for row in rows for t in row], dtype=np.int32)
    return irisan.Incidence.from_arrays(np.cumsum([0, *map(len, rows)]), flat, columns=targets)


# One pair


@pytest.mark.parametrize(
    ("shared", "first", "universe", "second", "ln_p"),
    [
        # Exact decimal summation to 60 digits.
        (1, 2, 10, 2, -0.973449145714103677141),
        (26, 26, 100, 26, -54.90475969837460422267),
        (0, 26, 100, 26, 0),
        (2, 3, 4, 2, -0.693147180559945309417),
        (72, 101, 18196, 137, -317.0136896830988326353),
        (8000, 20000, 100000, 20000, -2767.906633984925118494),
        (4000, 20000, 100000, 20000, -0.686232609697061505255),
        (40000, 60000, 200000, 40000, -61889.19687825374096042),
        (144100, 180000, 200000, 160000, -3.438229056145028513773),
        (2000, 2000, 200000, 2000, -11195.59246470354405356),
        (10, 10, 10, 10, 0),
    ],
)
def test_ln_p_overlap_is_that_of_exact_summation(
    shared: int, first: int, universe: int, second: int, ln_p: float
) -> None:
    found = irisan.ln_p_overlap(shared=shared, first=first, second=second, universe=universe)
    assert found == pytest.approx(ln_p, rel=1e-12, abs=0)
    turned = irisan.ln_p_overlap(shared=shared, first=second, second=first, universe=universe)
    assert turned == pytest.approx(ln_p, rel=1e-12, abs=0)


@pytest.mark.parametrize(
    ("shared", "first", "second", "universe"),
    [(3, 2, 5, 10), (0, 1, 1, 1), (-1, 2, 2, 10), (1, -2, 2, 10), (1, 11, 2, 10), (0, 0, 0, -1)],
)
def test_ln_p_overlap_refuses_what_cannot_be(
    shared: int, first: int, second: int, universe: int
) -> None:
    with pytest.raises(irisan.RuleError):
        irisan.ln_p_overlap(shared=shared, first=first, second=second, universe=universe)


def test_ln_p_overlap_takes_names_only() -> None:
    with pytest.raises(TypeError):
        irisan.ln_p_overlap(1, 2, 2, 10)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        irisan.ln_p_overlap(shared=1.5, first=2, second=2, universe=10)  # type: ignore[arg-type]


# All pairs


def test_chance_columns() -> None:
    pairs = irisan.find_pairs(BACKBONE)
    columns = ["first", "second", "shared"]
    for null in NULLS:
        columns += [f"expected_{null}", f"ln_p_{null}", f"ln_q_{null}"]
    found = irisan.chance(BACKBONE, pairs)
    assert found.column_names == [*columns, "odds_ratio"]
    assert len(found) == len(pairs) == 1
    below = irisan.chance(BACKBONE, pairs, below=True)
    assert set(below.column_names) - set(columns) == {
        "odds_ratio",
        *(f"ln_p_below_{null}" for null in NULLS),
    }


def test_chance_within_strata_is_that_of_r() -> None:
    # R 4.2.2, mantelhaen.test(exact = TRUE), phyper.
    a, strata = two_programs(
        (100, 30, 20, 10), (250, 40, 60, 12), (60, 5, 50, 5), (400, 100, 10, 4)
    )
    pairs = irisan.find_pairs(a)
    hidden = irisan.chance(a, pairs, strata=strata, degrees=False, below=True)
    assert math.exp(cell(hidden, "ln_p_stratified")) == pytest.approx(
        0.010031292002586591, rel=1e-12
    )
    assert math.exp(cell(hidden, "ln_p_below_stratified")) == pytest.approx(
        0.995327737993978, rel=1e-12
    )
    assert math.exp(cell(hidden, "ln_p_pooled")) == pytest.approx(0.4716528389689505, rel=1e-12)
    # R looks for it to 1e-4 only.
    assert cell(hidden, "odds_ratio") == pytest.approx(1.95493618732328, rel=1e-4)
    a, strata = two_programs((100, 80, 80, 64), (900, 10, 10, 0))
    invented = irisan.chance(a, irisan.find_pairs(a), strata=strata, degrees=False)
    assert math.exp(cell(invented, "ln_p_stratified")) == pytest.approx(
        0.6319061235591368, rel=1e-12
    )
    assert cell(invented, "ln_p_pooled") == pytest.approx(-132.1533227823927, rel=1e-12)


def test_chance_by_degrees_is_that_of_the_published_example() -> None:
    found = irisan.chance(BACKBONE, irisan.find_pairs(BACKBONE), below=True)
    assert rows_of(found)[0][:3] == (0, 2, 2)
    assert math.exp(cell(found, "ln_p_degrees")) == pytest.approx(0.5552887964173971, rel=1e-12)
    assert math.exp(cell(found, "ln_p_below_degrees")) == pytest.approx(
        0.8557559211817832, rel=1e-12
    )
    assert math.exp(cell(found, "ln_p_pooled")) == pytest.approx(0.5, rel=1e-14)
    assert cell(found, "expected_pooled") == 1.5


def test_chance_of_full_programs_is_null_and_not_insignificant() -> None:
    # {0, 1, 2, 3}, {0, 1}, {0, 1}, {} of four targets.
    source = ([0, 4, 6, 8, 8], [0, 1, 2, 3, 0, 1, 0, 1])
    pairs = irisan.find_pairs(source)
    found = irisan.chance(source, pairs)
    assert found.to_arrow().column("ln_p_pooled").to_pylist()[:2] == [None, None]
    assert np.isnan(found.column("ln_p_degrees")[0])
    assert cell(found, "expected_stratified") == 2
    assert math.exp(cell(found, "ln_p_pooled", 2)) == pytest.approx(1 / 6)
    # 1/6 can never reach 5 %: no test, and no q.
    assert found.tests == {"pooled": 0, "stratified": 0, "degrees": 1}
    assert cell(found, "ln_q_pooled", 2) is None
    whole = irisan.chance(source, pairs, remove_unattainable=False)
    assert whole.tests == {"pooled": 1, "stratified": 1, "degrees": 1}
    assert math.exp(cell(whole, "ln_q_pooled", 2)) == pytest.approx(1 / 6)


def test_chance_p_are_those_of_single_pairs_and_q_those_of_benjamini_hochberg() -> None:
    a = incidence_of(random_rows(25, 60, 0.15, seed=1), 60)
    pairs = irisan.find_pairs(a)
    assert len(pairs) < 300
    found = irisan.chance(a, pairs, remove_unattainable=False)
    ln_p = found.column("ln_p_pooled")
    for i in range(len(pairs)):
        by_hand = irisan.ln_p_overlap(
            shared=int(pairs.column("shared")[i]),
            first=int(pairs.column("first_size")[i]),
            second=int(pairs.column("second_size")[i]),
            universe=60,
        )
        assert ln_p[i] == pytest.approx(by_hand, rel=1e-12, abs=1e-15)
    # All 300 are tests; those that share nothing have p = 1.
    assert found.tests["pooled"] == 300
    for adjustment, factor in [
        ("benjamini_hochberg", 1.0),
        ("benjamini_yekutieli", sum(1 / i for i in range(1, 301))),
    ]:
        q = irisan.chance(
            a,
            pairs,
            remove_unattainable=False,
            adjustment=adjustment,  # type: ignore[arg-type]
        ).column("ln_q_pooled")
        order = np.argsort(ln_p, kind="stable")
        rising = np.exp(ln_p[order]) * factor * 300 / np.arange(1, len(order) + 1)
        expected = np.minimum.accumulate(rising[::-1])[::-1].clip(max=1)
        assert np.exp(q[order]) == pytest.approx(expected, rel=1e-9)


def test_chance_without_a_null_leaves_it_null() -> None:
    a = incidence_of(random_rows(10, 40, 0.3, seed=2), 40)
    pairs = irisan.find_pairs(a)
    every, fewer = irisan.chance(a, pairs), irisan.chance(a, pairs, degrees=False)
    assert fewer.tests["degrees"] == 0
    assert np.isnan(fewer.column("ln_p_degrees")).all()
    assert fewer.column("ln_p_pooled").tolist() == every.column("ln_p_pooled").tolist()
    assert not np.isnan(every.column("ln_p_degrees")).any()


def test_chance_is_the_same_for_any_threads() -> None:
    a = incidence_of(random_rows(60, 300, 0.1, seed=3), 300)
    strata = np.arange(300) % 7
    pairs = irisan.find_pairs(a)
    one = irisan.chance(a, pairs, strata=strata, threads=1)
    for threads in (2, 3):
        other = irisan.chance(a, pairs, strata=strata, threads=threads)
        assert other.to_arrow() == one.to_arrow()
        assert other.tests == one.tests


def test_chance_is_the_same_in_any_order_of_rows_and_targets() -> None:
    rows = random_rows(30, 120, 0.2, seed=4)
    strata = np.arange(120) % 5
    kinds = (np.arange(120) % 5) // 3
    rng = np.random.default_rng(4)
    order, places = rng.permutation(30), rng.permutation(120)
    one = incidence_of(rows, 120)
    other = incidence_of([sorted(places[rows[p]].tolist()) for p in order], 120)
    moved_strata, moved_kinds = np.empty_like(strata), np.empty_like(kinds)
    moved_strata[places] = strata
    moved_kinds[places] = kinds

    def told(a: irisan.Incidence, back: Any, **labels: Any) -> dict[Any, Any]:
        found = irisan.chance(a, irisan.find_pairs(a), **labels)
        return {
            tuple(sorted((int(back[r[0]]), int(back[r[1]])))): [x for x in r[2:] if x is not None]
            for r in rows_of(found)
        }

    x = told(one, range(30), strata=strata, kinds=kinds)
    y = told(other, order, strata=moved_strata, kinds=moved_kinds)
    assert len(x) > 300
    assert x.keys() == y.keys()
    for pair in x:
        assert y[pair] == pytest.approx(x[pair], rel=1e-9, abs=1e-12)


def test_chance_of_kinds_counts_the_targets_of_a_kind_only() -> None:
    # Both keep to the first ten of a thousand targets.
    a = irisan.Incidence.from_arrays([0, 5, 10], [0, 1, 2, 3, 4, 3, 4, 5, 6, 7], columns=1000)
    pairs = irisan.find_pairs(a)
    kinds = [0] * 10 + [1] * 990
    alone = irisan.chance(a, pairs, kinds=kinds)
    assert cell(alone, "ln_p_pooled") == pytest.approx(
        irisan.ln_p_overlap(shared=2, first=5, second=5, universe=10), rel=1e-12
    )
    assert cell(alone, "expected_pooled") == 2.5
    assert cell(irisan.chance(a, pairs), "expected_pooled") == 25 / 1000


def test_chance_of_some_pairs_and_of_none() -> None:
    a = incidence_of(random_rows(20, 50, 0.2, seed=5), 50)
    every = irisan.chance(a, irisan.find_pairs(a))
    some = irisan.chance(a, irisan.find_pairs(a, top=5))
    ln_p = {r[:2]: p for r, p in zip(rows_of(every), every.column("ln_p_degrees"), strict=True)}
    assert [ln_p[r[:2]] for r in rows_of(some)] == pytest.approx(
        some.column("ln_p_degrees").tolist(), rel=1e-3
    )
    assert some.tests == every.tests
    none = irisan.chance(a, irisan.find_pairs(a, min_shared=50))
    assert len(none) == 0
    assert "ln_p_pooled" in none.column_names
    assert len(irisan.chance(([0], []), irisan.find_pairs(([0], [])))) == 0


def test_chance_of_a_portfolio(package: Package, west_sumatra: Path) -> None:
    found = irisan.chance(package(), irisan.find_pairs(package()))
    assert rows_of(found)[0][:3] == ("P|A", "Q|B", 1)
    # Two and two of three schools share one at least.
    assert cell(found, "expected_pooled") == pytest.approx(4 / 3)
    p = irisan.Portfolio(west_sumatra)
    pairs = irisan.find_pairs(p)
    one = irisan.chance(p, pairs, threads=1)
    assert len(one) == len(pairs)
    assert irisan.chance(p, pairs, threads=2).to_arrow() == one.to_arrow()
    assert irisan.chance(p, pairs, strata=("level", "region")).to_arrow() == one.to_arrow()
    by_level = irisan.chance(p, pairs, strata="level")
    assert by_level.column("ln_p_stratified").tolist() != one.column("ln_p_stratified").tolist()
    known = one.column("ln_p_pooled")[~np.isnan(one.column("ln_p_pooled"))]
    assert len(known) > 0
    assert (known <= 0).all()


def test_chance_of_a_portfolio_is_the_same_in_any_order_of_rows() -> None:
    rows = random_rows(12, 40, 0.3, seed=6)
    table = pa.table(
        {
            "who": [f"p{p:02}" for p, row in enumerate(rows) for _ in row],
            "where": [f"t{t:02}" for row in rows for t in row],
        }
    )
    mixed = table.take(np.random.default_rng(6).permutation(len(table)))
    one = irisan.chance(table, irisan.find_pairs(table))
    other = irisan.chance(mixed, irisan.find_pairs(mixed))
    assert one.to_arrow() == other.to_arrow()
    assert one.tests == other.tests


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        ({"alpha": 0}, irisan.RuleError, "alpha lies between 0 and 1"),
        ({"alpha": 1}, irisan.RuleError, "alpha lies between 0 and 1"),
        ({"alpha": float("nan")}, irisan.RuleError, "alpha lies between 0 and 1"),
        ({"adjustment": "holm"}, irisan.RuleError, "unknown adjustment 'holm'; there are"),
        ({"threads": -1}, irisan.RuleError, "threads lies from 0"),
        ({"strata": [0, 0]}, ValueError, "there are 2 strata for 4 targets"),
        ({"kinds": [0] * 5}, ValueError, "there are 5 kinds for 4 targets"),
        ({"strata": [0.5] * 4}, TypeError, "not whole numbers"),
        ({"kinds": ["a"] * 4}, TypeError, "not whole numbers"),
    ],
)
def test_chance_refuses_what_cannot_be(
    arguments: dict[str, Any], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        irisan.chance(BACKBONE, irisan.find_pairs(BACKBONE), **arguments)
    with pytest.raises(TypeError, match="positional"):
        irisan.chance(BACKBONE, irisan.find_pairs(BACKBONE), "region")  # type: ignore[call-arg]


def test_chance_of_a_portfolio_refuses_what_cannot_be(package: Package) -> None:
    p = irisan.Portfolio(package())
    pairs = irisan.find_pairs(p)
    with pytest.raises(irisan.RuleError, match="size"):
        irisan.chance(p, pairs, strata="size")
    with pytest.raises(TypeError, match="its strata are named by words"):
        irisan.chance(p, pairs, strata=[0, 0, 0])
    with pytest.raises(TypeError, match="the targets of a portfolio have kinds"):
        irisan.chance(p, pairs, kinds=[0, 0, 0])
    others = irisan.find_pairs(pa.table({"who": ["x", "y"], "where": ["s", "s"]}))
    with pytest.raises(ValueError, match="the pairs are of another portfolio"):
        irisan.chance(p, others)
    far = irisan.find_pairs(([0, 1, 2, 3], [0, 1, 1]))
    with pytest.raises(ValueError, match="no pair of interventions: 1, 2"):
        irisan.chance(([0, 1, 2], [0, 0]), far)
