"""Groups of interventions that share targets, and who lies inside whom."""

import itertools
import math
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import irisan

from .conftest import Package
from .long_calls import assert_ctrl_c_stops

# Rows: {0, 1}, {0, 1, 2}, {1, 2, 3}, {5}; target 4 is nobody's.
THREE = ([0, 2, 5, 8, 9], [0, 1, 0, 1, 2, 1, 2, 3, 5])
COLUMNS = [
    "group",
    "size",
    "programs",
    "shared",
    "exclusive",
    "cells",
    "expected",
    "lift",
    "ln_p_joint",
    "ln_p_productivity",
    "corrected_covered_area",
]

NULLS: tuple[Any, ...] = ("pooled", "stratified", "degrees")
FIGURES = ("expected", "lift", "ln_p")


def column(result: irisan.Result, name: str) -> list[Any]:
    values: list[Any] = result.to_arrow().column(name).to_pylist()
    return values


def rows_of(result: irisan.Result) -> list[tuple[Any, ...]]:
    return list(zip(*(column(result, n) for n in result.column_names), strict=True))


def source_of(rows: list[list[int]]) -> tuple[Any, Any]:
    flat = [t for row in rows for t in row]
    return np.cumsum([0, *map(len, rows)]), np.array(flat, dtype=np.int32)


def random_rows(programs: int, targets: int, share: float, seed: int) -> list[list[int]]:
    chosen = np.random.default_rng(seed).random((programs, targets)) < share
    return [np.flatnonzero(row).tolist() for row in chosen]


def closed_sets(rows: list[list[int]]) -> dict[tuple[int, ...], tuple[int, int]]:
    """Every choice of two programs or more that is closed: inclusive and exclusive targets."""
    sets = [set(row) for row in rows]
    everywhere = set().union(*sets)
    found = {}
    for size in range(2, len(sets) + 1):
        for chosen in itertools.combinations(range(len(sets)), size):
            shared = set.intersection(*(sets[p] for p in chosen))
            others = [s for p, s in enumerate(sets) if p not in chosen]
            if shared and not any(shared <= s for s in others):
                found[chosen] = (len(shared), len(shared & everywhere - set().union(*others)))
    return found


def ln_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


# Groups


def test_groups_by_eye() -> None:
    g = irisan.groups(THREE)
    assert g.column_names == COLUMNS
    assert column(g, "group") == [1, 2, 3]
    assert column(g, "programs") == [[0, 1], [0, 1, 2], [1, 2]]
    assert column(g, "size") == [2, 3, 2]
    assert column(g, "shared") == [2, 1, 2]
    assert column(g, "exclusive") == [1, 1, 1]
    assert column(g, "cells") == [4, 3, 4]
    # Sizes 2, 3, 3 of 6 targets.
    assert column(g, "expected") == [1, 0.5, 1.5]
    assert column(g, "lift") == [2, 2, 4 / 3]
    # Jaccard of the pairs; all three: 8 crossings at 4 targets of 3 programs.
    assert column(g, "corrected_covered_area") == [2 / 3, 0.5, 0.5]
    # C(3, 2) / C(6, 2) = 1/5; P(X >= 2) of 3 and 3 of 6 = 1/2.
    assert np.exp(g.column("ln_p_joint")[[0, 2]]) == pytest.approx([0.2, 0.5], rel=1e-13)
    # The first two share 2 with 1/5, 1 with 3/5; of so many, the third has none with 1/5 and 1/2.
    assert math.exp(g.column("ln_p_joint")[1]) == pytest.approx(0.2 * 0.8 + 0.6 * 0.5, rel=1e-13)
    # All but the first share 2, all but the second 1, all but the third 2; all three share 1.
    splits = [(2, 2), (1, 3), (2, 3)]
    worst = max(irisan.ln_p_overlap(shared=1, first=n, second=k, universe=6) for n, k in splits)
    assert g.column("ln_p_productivity")[1] == pytest.approx(worst, rel=1e-13)
    assert not g.truncated


def test_groups_of_two_are_tested_as_pairs() -> None:
    rows = random_rows(8, 60, 0.3, seed=1)
    g = irisan.groups(source_of(rows), min_programs=2)
    both = [i for i, n in enumerate(column(g, "size")) if n == 2]
    assert len(both) > 10
    for i in both:
        p, q = column(g, "programs")[i]
        ln_p = irisan.ln_p_overlap(
            shared=column(g, "shared")[i],
            first=len(rows[p]),
            second=len(rows[q]),
            universe=max(map(max, rows)) + 1,
        )
        assert g.column("ln_p_joint")[i] == pytest.approx(ln_p, rel=1e-12, abs=1e-14)
        assert g.column("ln_p_productivity")[i] == pytest.approx(ln_p, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize(("targets", "share"), [(12, 0.4), (40, 0.15), (8, 0.8)])
def test_groups_are_those_of_every_choice(targets: int, share: float, threads: int) -> None:
    rows = random_rows(9, targets, share, seed=targets)
    g = irisan.groups(source_of(rows), threads=threads)
    expected = closed_sets(rows)
    assert len(expected) > 10
    found = {
        tuple(programs): (shared, exclusive)
        for programs, shared, exclusive in zip(
            column(g, "programs"), column(g, "shared"), column(g, "exclusive"), strict=True
        )
    }
    assert found == expected
    assert list(found) == sorted(found)
    every = max(map(max, rows)) + 1
    for programs, (shared, _), mean, lift, area in zip(
        found,
        found.values(),
        column(g, "expected"),
        column(g, "lift"),
        column(g, "corrected_covered_area"),
        strict=True,
    ):
        by_hand = math.prod(len(rows[p]) for p in programs) / every ** (len(programs) - 1)
        assert mean == pytest.approx(by_hand, rel=1e-12)
        assert lift == pytest.approx(shared / by_hand, rel=1e-12)
        union = len(set().union(*(rows[p] for p in programs)))
        crossings = sum(len(rows[p]) for p in programs)
        assert area == pytest.approx((crossings - union) / (union * (len(programs) - 1)))


def test_groups_are_compared_with_the_nulls_asked_for() -> None:
    rows = random_rows(7, 40, 0.4, seed=5)
    source = source_of(rows)
    strata = [t // 10 for t in range(max(map(max, rows)) + 1)]
    g = irisan.groups(source, nulls=("pooled", "stratified", "degrees"), strata=strata)
    added = [f"{f}_{n}" for n in ("pooled", "stratified", "degrees") for f in FIGURES]
    assert g.column_names == COLUMNS + added
    # One kind of target, open to all: the joint overlap.
    assert column(g, "expected_pooled") == pytest.approx(column(g, "expected"), rel=1e-13)
    assert column(g, "ln_p_pooled") == pytest.approx(column(g, "ln_p_joint"), rel=1e-12)
    pairs = irisan.find_pairs(source)
    chance = irisan.chance(source, pairs, strata=strata).to_arrow().to_pylist()
    of_pair = {(row["first"], row["second"]): row for row in chance}
    two = 0
    for row in g.to_arrow().to_pylist():
        expected = 0.0
        for stratum in range(4):
            inside = [t for t, s in enumerate(strata) if s == stratum]
            sizes = [len(set(rows[p]) & set(inside)) for p in row["programs"]]
            expected += math.prod(sizes) / len(inside) ** (len(sizes) - 1)
        assert row["expected_stratified"] == pytest.approx(expected, rel=1e-12)
        assert row["lift_stratified"] == pytest.approx(row["shared"] / expected, rel=1e-12)
        if row["size"] == 2:
            pair = of_pair[tuple(row["programs"])]
            for null in ("pooled", "stratified", "degrees"):
                for figure in ("expected", "ln_p"):
                    name = f"{figure}_{null}"
                    assert row[name] == pytest.approx(pair[name], rel=1e-12, abs=1e-14), name
            two += 1
    assert two > 10
    assert g.column_names == irisan.groups(source, nulls=NULLS, strata=strata).column_names


def test_groups_of_three_within_strata_have_the_p_of_drawing_them() -> None:
    # Three programs in two strata of four targets; all share target 0.
    reached = [0, 1, 4, 0, 2, 4, 0, 3, 5]
    incidence = irisan.Incidence.from_arrays([0, 3, 6, 9], reached, columns=8)
    strata = np.repeat([0, 1], 4)
    g = irisan.groups(incidence, min_programs=3, nulls="stratified", strata=strata)
    at_least = total = 0
    pairs_of_four, one_of_four = list(itertools.combinations(range(4), 2)), range(4)
    for a, b, c in itertools.product(pairs_of_four, repeat=3):
        for d, e, f in itertools.product(one_of_four, repeat=3):
            total += 1
            at_least += len(set(a) & set(b) & set(c)) + (d == e == f) >= 1
    assert math.exp(g.column("ln_p_stratified")[0]) == pytest.approx(at_least / total, rel=1e-12)


def test_groups_of_a_portfolio_are_compared_within_its_strata(west_sumatra: Path) -> None:
    portfolio = irisan.Portfolio(west_sumatra)
    g = irisan.groups(portfolio, nulls=NULLS)
    pairs = irisan.chance(portfolio, irisan.find_pairs(portfolio)).to_arrow().to_pylist()
    of_pair = {(row["first"], row["second"]): row for row in pairs}
    two = 0
    for row in g.to_arrow().to_pylist():
        if row["size"] == 2:
            pair = of_pair[tuple(row["programs"])]
            for name in (f"{f}_{n}" for f in ("expected", "ln_p") for n in NULLS):
                if pair[name] is None:
                    assert row[name] is None, name
                else:
                    # Of a pair, what decides nothing is approximated: to 1e-4 at most.
                    rel = 1e-4 if name in ("ln_p_stratified", "ln_p_degrees") else 1e-12
                    assert row[name] == pytest.approx(pair[name], rel=rel, abs=1e-14), name
            two += 1
    assert two > 5


def test_groups_refuse_nulls_that_cannot_be() -> None:
    with pytest.raises(irisan.RuleError, match="unknown null 'random'; there are pooled"):
        irisan.groups(THREE, nulls=["random"])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="there are 2 strata for 6 targets"):
        irisan.groups(THREE, nulls="stratified", strata=[0, 1])
    with pytest.raises(TypeError, match="named by words"):
        irisan.groups(pa.table({"p": ["A"], "t": ["x"]}), nulls="pooled", kinds=[0])


def test_groups_productivity_is_the_greatest_of_every_split() -> None:
    rows = random_rows(7, 30, 0.5, seed=3)
    g = irisan.groups(source_of(rows), min_programs=3)
    assert len(g) > 20
    sets = [set(row) for row in rows]
    every = max(map(max, rows)) + 1
    for programs, shared, ln_p in zip(
        column(g, "programs"), column(g, "shared"), column(g, "ln_p_productivity"), strict=True
    ):
        splits = [
            irisan.ln_p_overlap(
                shared=shared,
                first=len(set.intersection(*(sets[q] for q in programs if q != p))),
                second=len(sets[p]),
                universe=every,
            )
            for p in programs
        ]
        assert ln_p == pytest.approx(max(splits), rel=1e-12, abs=1e-15)


def test_groups_p_of_sets_drawn_without_a_common_cause_is_that_of_drawing_them() -> None:
    # Sizes 4, 5, 6 of 8: every draw of the second and the third against a fixed first.
    first, universe, shared = set(range(4)), range(8), 2
    at_least = draws = 0
    for second in itertools.combinations(universe, 5):
        for third in itertools.combinations(universe, 6):
            draws += 1
            at_least += len(first & set(second) & set(third)) >= shared
    rows = [[0, 1, 2, 3], [0, 1, 4, 5, 6], [0, 1, 4, 5, 6, 7]]
    g = irisan.groups(source_of(rows), min_programs=3)
    assert column(g, "shared") == [shared]
    assert math.exp(g.column("ln_p_joint")[0]) == pytest.approx(at_least / draws, rel=1e-13)


def test_groups_without_a_choice_have_no_p() -> None:
    # The first is at all targets, so that the two share whatever the second has.
    g = irisan.groups(([0, 4, 6], [0, 1, 2, 3, 0, 1]))
    assert column(g, "shared") == [2]
    assert column(g, "ln_p_joint") == [None]
    assert column(g, "ln_p_productivity") == [None]
    assert np.isnan(g.column("ln_p_joint")[0])
    # Nearest: one target more, which the first does not reach.
    a = irisan.Incidence.from_arrays([0, 4, 6], [0, 1, 2, 3, 0, 1], columns=5)
    assert math.exp(irisan.groups(a).column("ln_p_joint")[0]) == pytest.approx(0.6, rel=1e-13)


def test_groups_beyond_the_limit_of_steps_have_no_joint_p() -> None:
    # All three share 3 000: that it could be up to 15 000 makes a long sum.
    large = [list(range(15_000)), list(range(12_000, 27_000)), list(range(10_000, 25_000))]
    few = irisan.groups(source_of(large))
    assert column(few, "programs") == [[0, 1, 2], [0, 2], [1, 2]]
    assert not np.isnan(few.column("ln_p_joint")).any()
    # So many groups that each may take less; the others are small, and none of them takes long.
    rng = np.random.default_rng(1)
    small = [np.unique(rng.integers(50_000, 50_060, 25)).tolist() for _ in range(40)]
    many = irisan.groups(source_of(large + small))
    assert len(many) > 5_000
    untested = np.isnan(many.column("ln_p_joint"))
    told = column(many, "programs")
    assert [told[i] for i in np.flatnonzero(untested)] == [[0, 1, 2]]
    # What takes no such sum is known all the same.
    assert not np.isnan(many.column("ln_p_productivity")).any()


def test_groups_of_one_program_are_no_overlap() -> None:
    g = irisan.groups(THREE, min_programs=1)
    alone = list(zip(column(g, "programs"), column(g, "lift"), strict=True))
    assert ([3], 1.0) in alone
    i = column(g, "programs").index([3])
    for name in ("ln_p_joint", "ln_p_productivity", "corrected_covered_area"):
        assert column(g, name)[i] is None


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("by", ["cells", "lift"])
def test_groups_top_are_the_first_of_all(by: Any, threads: int) -> None:
    rows = random_rows(10, 25, 0.4, seed=4)
    every = irisan.groups(source_of(rows), min_targets=2)
    assert len(every) > 20
    order = sorted(
        range(len(every)), key=lambda i: (-every.column(by)[i], column(every, "programs")[i])
    )
    top = irisan.groups(source_of(rows), min_targets=2, top=7, by=by, threads=threads)
    assert top.column(by) == pytest.approx(every.column(by)[order[:7]], rel=1e-12)
    if by == "cells":
        assert column(top, "programs") == [column(every, "programs")[i] for i in order[:7]]
    known = dict(zip(map(tuple, column(every, "programs")), rows_of(every), strict=True))
    assert [r[3:] for r in rows_of(top)] == [known[tuple(r[2])][3:] for r in rows_of(top)]
    assert column(top, "group") == [1, 2, 3, 4, 5, 6, 7]
    assert not top.truncated


def test_groups_thresholds_keep_what_passes() -> None:
    rows = random_rows(9, 20, 0.5, seed=5)
    every = rows_of(irisan.groups(source_of(rows)))
    some = rows_of(irisan.groups(source_of(rows), min_programs=3, min_targets=3))
    kept = [r[1:6] for r in every if r[1] >= 3 and r[3] >= 3]
    assert [r[1:6] for r in some] == kept
    assert 0 < len(kept) < len(every)


def test_groups_with_one_of_some() -> None:
    def programs(any_of: Any) -> list[list[int]]:
        return column(irisan.groups(THREE, any_of=any_of), "programs")

    assert programs([0]) == programs(0) == programs(np.int64(0)) == [[0, 1], [0, 1, 2]]
    assert programs(np.array([0, 2])) == programs(None) == [[0, 1], [0, 1, 2], [1, 2]]
    assert programs([3]) == []
    with pytest.raises(irisan.RuleError, match="any_of names no intervention"):
        programs([])
    with pytest.raises(irisan.RuleError, match="program lies from 0 to 3, not at 4"):
        programs([4])
    with pytest.raises(TypeError, match="row numbers, no ids: 'P'"):
        programs("P")


def test_groups_of_more_than_most_say_so() -> None:
    rows = random_rows(12, 30, 0.5, seed=6)
    every = irisan.groups(source_of(rows))
    assert len(every) > 50
    assert not every.truncated
    some = irisan.groups(source_of(rows), most=50)
    assert some.truncated
    assert len(some) == 50
    assert {tuple(p) for p in column(some, "programs")} <= {
        tuple(p) for p in column(every, "programs")
    }
    for threads in (1, 2, 3):
        again = irisan.groups(source_of(rows), most=50, threads=threads)
        assert again.to_arrow() == some.to_arrow()
    exactly = irisan.groups(source_of(rows), most=len(every))
    assert not exactly.truncated
    assert exactly.column("programs")[-1].tolist() == every.column("programs")[-1].tolist()


def test_groups_of_a_portfolio_have_ids() -> None:
    table = pa.table({"who": ["a", "a", "b", "b", "b", "c", "c", "c"], "where": list("01012123")})
    g = irisan.groups(table)
    assert column(g, "programs") == [["a", "b"], ["a", "b", "c"], ["b", "c"]]
    assert isinstance(g.column("programs")[0], np.ndarray)
    assert rows_of(g.members()) == [
        (1, "a"),
        (1, "b"),
        (2, "a"),
        (2, "b"),
        (2, "c"),
        (3, "b"),
        (3, "c"),
    ]
    assert column(irisan.groups(table, any_of=["a"]), "programs") == [["a", "b"], ["a", "b", "c"]]
    assert column(irisan.groups(table, any_of="c"), "group") == [1, 2]
    with pytest.raises(irisan.RuleError, match="unknown intervention 'A'; the nearest is 'a'"):
        irisan.groups(table, any_of="A")
    with pytest.raises(TypeError, match="the id of an intervention is a text, not 0"):
        irisan.groups(table, any_of=[0])


def test_groups_of_a_package_name_interventions(package: Package) -> None:
    g = irisan.groups(package())
    assert column(g, "programs") == [["P|A", "Q|B"]]
    assert column(g, "expected") == [4 / 3]
    assert repr(g) == "<irisan.Groups: 1 rows, 11 columns>"


def test_groups_members_of_an_incidence_are_row_numbers() -> None:
    members = irisan.groups(THREE).members()
    assert members.column_names == ["group", "program"]
    assert members.column("program").dtype == np.int32
    assert rows_of(members)[:2] == [(1, 0), (1, 1)]


def test_groups_are_the_same_in_any_order_of_rows() -> None:
    rows = random_rows(10, 40, 0.35, seed=7)
    order = np.random.default_rng(7).permutation(10)

    def told(g: irisan.Groups, back: Any) -> set[tuple[Any, ...]]:
        return {
            (tuple(sorted(int(back[p]) for p in r[2])), *r[3:6], *(f"{x:.9g}" for x in r[6:]))
            for r in rows_of(g)
        }

    mixed = irisan.groups(source_of([rows[p] for p in order]))
    assert told(mixed, order) == told(irisan.groups(source_of(rows)), range(10))


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (5, 0), (1, 1), (3, 4)])
def test_groups_and_containment_of_nothing_are_none(shape: tuple[int, int]) -> None:
    sparse = pytest.importorskip("scipy.sparse")
    empty = sparse.csr_array(shape, dtype=np.int32)
    g = irisan.groups(empty)
    assert len(g) == len(g.members()) == len(irisan.groups(empty, top=3)) == 0
    assert g.column_names == COLUMNS
    inside = irisan.containment(empty)
    assert len(inside) == len(inside.groups) == inside.containments == 0


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"min_programs": 0}, "min_programs lies from 1 to 2147483647, not at 0"),
        ({"min_programs": 2**31}, "min_programs lies from 1"),
        ({"min_targets": 0}, "min_targets is at least 1, not 0"),
        ({"most": 0}, "most lies from 1"),
        ({"top": 0}, "top lies from 1"),
        ({"by": "size"}, "by cells or lift, not by 'size'"),
        ({"threads": -1}, "threads lies from 0"),
    ],
)
def test_groups_refuse_what_cannot_be(arguments: dict[str, Any], text: str) -> None:
    with pytest.raises(irisan.RuleError, match=text):
        irisan.groups(THREE, **arguments)
    with pytest.raises(TypeError, match="positional"):
        irisan.groups(THREE, 2)  # type: ignore[call-arg]


def test_groups_of_many_programs_have_an_infinite_lift_rather_than_a_wrong_one() -> None:
    a = irisan.Incidence.from_arrays(np.arange(101), np.zeros(100, np.int32), columns=100_000)
    g = irisan.groups(a)
    assert column(g, "size") == [100]
    assert g.column("expected")[0] == 0
    assert g.column("lift")[0] == np.inf
    # 99 others that each meet the one target with 1 in 100 000.
    assert g.column("ln_p_joint")[0] == pytest.approx(-99 * math.log(100_000), rel=1e-12)


LONG = """
import signal, sys, numpy as np, irisan
# A background job inherits SIGINT as ignored; a terminal does not.
signal.signal(signal.SIGINT, signal.default_int_handler)
chosen = np.random.default_rng(1).random((150, 600)) < 0.5
offsets = np.concatenate([[0], np.cumsum(chosen.sum(axis=1))])
targets = np.nonzero(chosen)[1].astype(np.int32)
print("begun", flush=True)
try:
    irisan.groups((offsets, targets), top=3, by="lift", threads=1)
except KeyboardInterrupt:
    sys.exit(7)
"""


def test_ctrl_c_stops_a_search_for_groups() -> None:
    assert_ctrl_c_stops(LONG, after=0.5, within=10)


# Containment


def test_containment_by_eye() -> None:
    # {0} in {0, 1} in {0, 1, 2}; {0, 1} twice; {3} in none; an empty one in none.
    source = source_of([[0], [0, 1], [0, 1, 2], [0, 1], [3], []])
    inside = irisan.containment(source)
    assert inside.column_names == ["inner", "outer", "inner_size", "outer_size"]
    assert rows_of(inside) == [(0, 1, 1, 2), (1, 2, 2, 3)]
    assert inside.containments == 3
    assert rows_of(inside.groups) == [(1, 1), (1, 3)]
    assert inside.column("inner").dtype == np.int32


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("method", ["fastest", "counters", "prefix"])
def test_containment_is_that_of_every_two(method: Any, threads: int) -> None:
    rows = random_rows(60, 7, 0.4, seed=8)
    sets = [frozenset(row) for row in rows]
    first = {s: p for p, s in reversed(list(enumerate(sets))) if s}
    below = [(p, q) for s, p in first.items() for t, q in first.items() if s < t]
    direct = [
        (p, q)
        for p, q in below
        if not any((p, r) in below and (r, q) in below for r in first.values())
    ]
    inside = irisan.containment(source_of(rows), method=method, threads=threads)
    assert [r[:2] for r in rows_of(inside)] == sorted(direct)
    assert inside.containments == len(below) > len(direct) > 0
    assert [r[2:] for r in rows_of(inside)] == [
        (len(sets[p]), len(sets[q])) for p, q in sorted(direct)
    ]
    groups: dict[int, list[int]] = {}
    for p, s in enumerate(sets):
        if s:
            groups.setdefault(first[s], []).append(p)
    expected = [(g, p) for g, of in sorted(groups.items()) if len(of) > 1 for p in of]
    assert rows_of(inside.groups) == expected


def test_containment_of_a_portfolio_has_ids() -> None:
    table = pa.table({"who": list("xyyzz"), "where": list("sstst")})
    inside = irisan.containment(table)
    assert rows_of(inside) == [("x", "y", 1, 2)]
    assert rows_of(inside.groups) == [("y", "y"), ("y", "z")]
    with pytest.raises(irisan.RuleError, match="unknown method 'best'"):
        irisan.containment(table, method="best")  # type: ignore[arg-type]
