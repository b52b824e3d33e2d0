"""The overlaps of random incidences, and bipartite modularity, from Python."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import irisan

from .long_calls import assert_ctrl_c_stops

COLUMNS = ["first", "second", "shared", "samples", "at_least", "at_most", "mean"]
COLUMNS += ["p_at_least", "p_at_most"]


def random_source(programs: int, targets: int, share: float, seed: int) -> tuple[Any, Any]:
    chosen = np.random.default_rng(seed).random((programs, targets)) < share
    columns = np.nonzero(chosen)[1]
    offsets = np.concatenate([[0], np.cumsum(chosen.sum(axis=1))])
    return offsets, columns.astype(np.int32)


def rows_of(result: irisan.Result) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = result.to_arrow().to_pylist()
    return rows


# Samples


def test_samples_are_counted_and_the_same_for_a_seed() -> None:
    source = random_source(6, 30, 0.4, seed=1)
    pairs = irisan.find_pairs(source)
    once = irisan.sample_overlaps(source, pairs, samples=200, seed=3)
    assert once.column_names == COLUMNS
    assert rows_of(once) == rows_of(irisan.sample_overlaps(source, pairs, samples=200, seed=3))
    assert rows_of(once) != rows_of(irisan.sample_overlaps(source, pairs, samples=200, seed=4))
    for row in rows_of(once):
        assert row["samples"] == 200
        assert row["at_least"] + row["at_most"] >= 200
        assert row["p_at_least"] == (row["at_least"] + 1) / 201
        assert row["p_at_most"] == (row["at_most"] + 1) / 201


def test_samples_agree_with_the_exact_null_of_one_realisation() -> None:
    # Nested rows have one realisation only: every sample is what is observed.
    source = [0, 3, 5, 6], [0, 1, 2, 0, 1, 0]
    for row in rows_of(irisan.sample_overlaps(source, irisan.find_pairs(source), samples=20)):
        assert (row["at_least"], row["at_most"], row["mean"]) == (20, 20, row["shared"])


def test_samples_of_two_programs_have_the_hypergeometric_tail() -> None:
    # Thirty programs more leave the two about as free as their sizes do.
    rng = np.random.default_rng(5)
    first, second = rng.permutation(40)[:12], rng.permutation(40)[:14]
    fillers = [rng.permutation(40)[:20] for _ in range(30)]
    rows = [np.sort(x) for x in (first, second, *fillers)]
    source = np.cumsum([0, *map(len, rows)]), np.concatenate(rows).astype(np.int32)
    pairs = irisan.find_pairs(source)
    sampled = rows_of(irisan.sample_overlaps(source, pairs, samples=2000))[0]
    exact = rows_of(irisan.chance(source, pairs))[0]
    assert (sampled["first"], sampled["second"]) == (0, 1)
    assert sampled["mean"] == pytest.approx(exact["expected_degrees"], abs=0.35)
    assert sampled["p_at_least"] == pytest.approx(np.exp(exact["ln_p_degrees"]), abs=0.08)


def test_samples_end_for_a_pair_that_is_settled() -> None:
    source = random_source(8, 40, 0.4, seed=2)
    pairs = irisan.find_pairs(source)
    rows = rows_of(irisan.sample_overlaps(source, pairs, samples=500, enough=10))
    settled = [r for r in rows if r["samples"] < 500]
    assert settled
    assert all(min(r["at_least"], r["at_most"]) == 10 for r in settled)


def test_samples_keep_sizes_within_strata() -> None:
    # Both programs lie in the first of two strata, where they leave chance no choice.
    source = irisan.Incidence.from_arrays([0, 2, 4], [0, 1, 0, 1], columns=8)
    pairs = irisan.find_pairs(source)
    strata = [0, 0, 1, 1, 1, 1, 1, 1]
    row = rows_of(irisan.sample_overlaps(source, pairs, samples=20, strata=strata))[0]
    assert row["mean"] == 2


def test_samples_of_a_package(west_sumatra: Path) -> None:
    portfolio = irisan.Portfolio(west_sumatra)
    pairs = irisan.find_pairs(portfolio)
    found = irisan.sample_overlaps(portfolio, pairs, samples=3)
    assert len(found) == len(pairs)
    assert set(found.column("samples")) == {3}


def test_samples_refuse_what_cannot_be() -> None:
    source = [0, 2, 3], [0, 1, 0]
    pairs = irisan.find_pairs(source)
    with pytest.raises(irisan.RuleError, match="at least one sample is needed, not 0"):
        irisan.sample_overlaps(source, pairs, samples=0)
    with pytest.raises(irisan.RuleError, match="a seed is a whole number from 0, not -1"):
        irisan.sample_overlaps(source, pairs, seed=-1)
    with pytest.raises(irisan.RuleError, match="enough is a whole number from 0, not -2"):
        irisan.sample_overlaps(source, pairs, enough=-2)
    with pytest.raises(ValueError, match="there are 1 strata for 2 targets"):
        irisan.sample_overlaps(source, pairs, strata=[0])


LONG = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
import numpy as np
import irisan
rng = np.random.default_rng(1)
chosen = rng.random((200, 4000)) < 0.3
offsets = np.concatenate([[0], np.cumsum(chosen.sum(axis=1))])
source = offsets, np.nonzero(chosen)[1].astype(np.int32)
pairs = irisan.find_pairs(source)
print("begun", flush=True)
try:
    irisan.sample_overlaps(source, pairs, samples=1000000)
except KeyboardInterrupt:
    sys.exit(7)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT")
def test_ctrl_c_stops_sampling() -> None:
    assert_ctrl_c_stops(LONG, after=0.3, within=2)


# Bipartite modularity


def test_bipartite_modularity_by_eye() -> None:
    apart = [0, 2, 4, 6], [0, 1, 0, 1, 2, 3]
    assert irisan.bipartite_modularity(apart, [1, 1, 2], [1, 1, 2, 2]) == pytest.approx(4 / 9)
    assert irisan.bipartite_modularity(apart, [1, 1, 1], [1, 1, 1, 1]) == pytest.approx(0)
    assert irisan.bipartite_modularity(([0, 0], []), [1]) is None


def test_bipartite_modularity_finds_the_clusters_of_targets() -> None:
    source = random_source(8, 20, 0.3, seed=3)
    programs = [0, 0, 0, 1, 1, 2, 2, 2]
    best = irisan.bipartite_modularity(source, programs)
    assert best is not None
    rng = np.random.default_rng(4)
    for _ in range(300):
        q = irisan.bipartite_modularity(
            source, programs, rng.integers(0, 4, int(max(source[1])) + 1)
        )
        assert q is not None
        assert q <= best + 1e-12


def test_bipartite_modularity_takes_clusters() -> None:
    source = random_source(8, 20, 0.3, seed=3)
    found = irisan.clusters(source)
    labels = found.column("cluster")
    assert irisan.bipartite_modularity(source, found) == irisan.bipartite_modularity(source, labels)


def test_bipartite_modularity_refuses_what_cannot_be() -> None:
    source = [0, 2, 3], [0, 1, 0]
    with pytest.raises(irisan.RuleError, match="1 labels for 2 programs"):
        irisan.bipartite_modularity(source, [1])
    with pytest.raises(irisan.RuleError, match="3 labels for 2 targets"):
        irisan.bipartite_modularity(source, [1, 1], [1, 1, 1])
    with pytest.raises(irisan.RuleError, match="a resolution is a number from 0"):
        irisan.bipartite_modularity(source, [1, 1], resolution=-1)
