"""The overlaps of random incidences: a check of what chance says."""

from collections.abc import Sequence

from numpy.typing import ArrayLike

from irisan import _core
from irisan._columns import to_array
from irisan._query import incidence_of
from irisan.overlap_chance import _label_columns, _strata_words
from irisan.pairs import Pairs
from irisan.result import Result


def sample_overlaps(
    source: object,
    pairs: Pairs,
    *,
    samples: int = 1000,
    enough: int = 0,
    seed: int = 1,
    strata: Sequence[str] | ArrayLike = ("region", "level"),
    region_level: str = "city_or_regency",
    kinds: ArrayLike | None = None,
) -> Result:
    """Compares the overlap of each pair with those of random incidences of the same degrees.

    A Monte-Carlo check of `chance`, not a replacement: programs trade the targets that one of two
    has and the other has not, within each stratum, so that the size of each program in each stratum
    and the number of programs at each target stay as they are, and every such incidence is equally
    likely in the long run (fastball: Godard, Neal 2022, doi 10.1093/comnet/cnac049). Before each
    sample it trades until it wanders about, and no fewer than ten times a program.

    `source`, `pairs`, `strata`, `region_level` and `kinds` as in `chance`. At most so many
    `samples`. With `enough`, a pair is settled, and not looked at again, when so many samples reach
    its overlap on the rarer side (Besag, Clifford 1991, doi 10.1093/biomet/78.2.301); 0: never. The
    same for a `seed`; in one thread. Ctrl-C stops it.

    Columns: `first`, `second`, `shared` as in the pairs · `samples` looked at · `at_least`,
    `at_most`: in how many of them the pair shares as many or more, as many or fewer · `mean` shared
    targets · `p_at_least`, `p_at_most`: (b + 1) / (n + 1) for b of n samples, never 0.

        >>> from irisan import find_pairs
        >>> source = [0, 2, 4, 6], [0, 1, 0, 1, 2, 3]
        >>> found = sample_overlaps(source, find_pairs(source), samples=99)
        >>> found.column("samples").tolist()
        [99]

    Raises RuleError for fewer than one sample and a seed below 0, otherwise as `chance`.
    """
    portfolio, incidence = incidence_of(source)
    if portfolio is None:
        columns = _core.samples_of_incidence(
            incidence._core,
            *pairs._count_columns(),
            *_label_columns(kinds, strata, incidence.shape[1]),
            samples,
            enough,
            seed,
        )
    else:
        words = _strata_words(kinds, strata)
        columns = _core.samples_of_portfolio(
            portfolio._core,
            incidence._core,
            *pairs._counts_in(portfolio),
            words,
            region_level,
            samples,
            enough,
            seed,
        )
    table = pairs._table.select(["first", "second", "shared"])
    for name, column in columns.items():
        table = table.append_column(name, to_array(column))
    return Result(table)
