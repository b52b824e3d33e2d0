"""The strongest partners of every intervention."""

from typing import Unpack

import pyarrow as pa
from numpy.typing import ArrayLike

from irisan import _core
from irisan._columns import to_array
from irisan._query import (
    Measure,
    Method,
    Thresholds,
    ids_of,
    incidence_of,
    named,
    owners_of,
    query,
    spelled_out,
)
from irisan.progress_bar import shows_progress
from irisan.result import Result


@shows_progress
@spelled_out
def top_partners(
    source: object,
    k: int,
    *,
    by: Measure = "shared",
    apart: ArrayLike | bool | None = None,
    method: Method = "fastest",
    memory: int | None = None,
    threads: int = 0,
    progress: bool | None = None,
    **thresholds: Unpack[Thresholds],
) -> Result:
    """For every intervention, the k others for which a measure is greatest.

    Arguments are those of `find_pairs`. Columns: `program` · `rank` from 1 to k at most, the
    strongest first, ties in the order of the pairs · `partner` · `shared` · `program_size` ·
    `partner_size`; ids for tables and portfolios, row numbers for incidences. Sorted by program,
    then rank; who has no partner has no row. A pair stands at both of its ends, or at one.

    Raises as `find_pairs` does.
    """
    portfolio, incidence = incidence_of(source)
    asked = query(
        thresholds,
        owners=owners_of(apart, portfolio),
    )
    options = _core.PairOptions(method, memory, threads)
    columns = _core.top_partners(incidence._core, asked, options, k, by)
    arrays = {name: to_array(column) for name, column in columns.items()}
    for name in ("program", "partner"):
        arrays[name] = named(arrays[name], ids_of(portfolio))
    return Result(pa.table(arrays))
