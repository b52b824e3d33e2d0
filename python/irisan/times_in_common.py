"""How much interventions are at the same targets at the same time."""

from irisan import _core
from irisan._columns import to_array
from irisan._query import portfolio_of
from irisan.pairs import Pairs
from irisan.progress_bar import shows_progress
from irisan.result import Result


@shows_progress
def pair_times(
    source: object,
    pairs: Pairs,
    *,
    tolerance_days: int = 0,
    threads: int = 0,
    progress: bool | None = None,
) -> Result:
    """For each pair, how much both are at their shared targets at the same time.

    `source` is a `Portfolio`, `Tables` or a path, `pairs` are its pairs. A date may be known to the
    month or the year, or not at all: certain is what holds however it was, possible what may be.

    Columns: `first`, `second` · `certain_targets`, `possible_targets`: shared targets with a day in
    common · `certain_days`, `possible_days`: days in common, summed over the shared targets
    (target-days) · `certain_person_days`, `possible_person_days`: the most person-days with the
    same people, Σ over these days of min(participants of the one, of the other), summed over the
    targets at which all participants are known · `targets_without_participants`: targets that may
    have a day in common and where somebody's participants are not known.

    Null where nothing bounds a number. Runs of at most `tolerance_days` days in common, as when
    one hands over to the other, count as none. The same for any number of `threads`.

    Raises ValueError if the pairs are of another portfolio, RuleError unless `tolerance_days` lies
    from 0 to 36 500, TypeError for a source without dates, InputError for tables with errors.
    """
    portfolio = portfolio_of(source)
    columns = _core.pair_times(
        portfolio._core, *pairs._counts_in(portfolio), tolerance_days, threads
    )
    table = pairs._table.select(["first", "second"])
    for name, column in columns.items():
        table = table.append_column(name, to_array(column))
    return Result(table)
