"""Which intervention lies inside which."""

from collections.abc import Mapping

import pyarrow as pa

from irisan import _core
from irisan._columns import Column, to_array
from irisan._query import Method, ids_of, incidence_of, named
from irisan.progress_bar import shows_progress
from irisan.result import Result


class Containments(Result):
    """Interventions that lie directly inside another: all their targets are the other's, which has
    more, and no third lies between.

    `inner`, `outer`: ids (row numbers if they came from an incidence) · `inner_size`,
    `outer_size`: their targets. Of those with the same targets only the first is here.
    """

    def __init__(
        self,
        columns: Mapping[str, Column],
        groups: Mapping[str, Column],
        containments: int,
        ids: pa.Array | None,
    ) -> None:
        super().__init__(_named_table(columns, ("inner", "outer"), ids))
        self._groups = Result(_named_table(groups, ("group", "member"), ids))
        self._containments = containments

    @property
    def groups(self) -> Result:
        """Identical interventions: a row for each member of each group of two or more.

        `group`, the first of them, which stands for all, and `member`.
        """
        return self._groups

    @property
    def containments(self) -> int:
        """How many containments there are, direct or by way of others."""
        return self._containments


@shows_progress
def containment(
    source: object,
    *,
    method: Method = "fastest",
    memory: int | None = None,
    threads: int = 0,
    progress: bool | None = None,
) -> Containments:
    """The containment order: who lies directly inside whom, and who has the same targets.

    A ⊂ B where |A ∩ B| = |A| < |B|. Identical interventions are brought together; of the others'
    containments only the direct ones are kept, from which all follow (transitive reduction: Aho,
    Garey, Ullman 1972, doi 10.1137/0201008). An intervention without targets lies inside none.
    Sorted by inner, then outer.

    `source`, `method`, `memory`, `threads` and `progress` are those of `find_pairs`, and so is what
    it raises.
    """
    portfolio, incidence = incidence_of(source)
    options = _core.PairOptions(method, memory, threads)
    columns, identical, containments = _core.find_containments(incidence._core, options)
    return Containments(columns, identical, containments, ids_of(portfolio))


def _named_table(
    columns: Mapping[str, Column], names: tuple[str, ...], ids: pa.Array | None
) -> pa.Table:
    arrays = {name: to_array(column) for name, column in columns.items()}
    for name in names:
        arrays[name] = named(arrays[name], ids)
    return pa.table(arrays)
