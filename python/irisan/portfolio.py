"""The gate: tables that hold together."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from irisan import _core
from irisan._columns import to_table
from irisan._places import names_of
from irisan.entities import Activities, Programs, Reach, Regions, Targets, Units
from irisan.problems import Problems
from irisan.progress_bar import shows_progress
from irisan.result import Result
from irisan.tables import PathLike, Tables, read

if TYPE_CHECKING:
    from irisan._places import Names
    from irisan.flat import Assumptions, Columns
    from irisan.mapping import Mapping as SheetMapping


class Incidence:
    """Which intervention reaches which target: compressed sparse rows without values.

    Row p reaches `targets[offsets[p]:offsets[p + 1]]`, ascending, each once. It may lie in arrays
    that are the caller's, which it keeps alive: see `from_arrays`.
    """

    def __init__(self, core: _core.Incidence) -> None:
        self._core = core

    @staticmethod
    def from_arrays(
        offsets: ArrayLike, targets: ArrayLike, *, columns: int | None = None
    ) -> "Incidence":
        """From whole numbers: offsets of shape (rows + 1,), targets of shape (crossings,).

        Targets that are int32, contiguous, and ascending in each row, each once, are used where
        they lie, and int64 offsets too (others are copied, rows + 1 of them). Such arrays are read
        once to check them and must not change as long as the incidence is used: what is changed
        afterwards is not checked again, and may crash. Otherwise a row's targets may come in any
        order and repeat; they are put right in a copy.

        `columns` is the number of targets, the greatest and one more if not given. Raises
        ValueError where the two contradict each other, TypeError if they are not whole numbers.
        """
        at, reached = whole("offsets", offsets), whole("targets", targets)
        kind = np.int32 if reached.dtype == np.int32 else np.int64
        return Incidence(
            _core.Incidence(
                contiguous(at, np.int64),
                contiguous(reached, kind),
                -1 if columns is None else columns,
            )
        )

    @staticmethod
    def from_scipy(matrix: Any) -> "Incidence":
        """From a `scipy.sparse` matrix or array; entries that are zero cross nothing.

        A CSR matrix with int32 indices that are sorted, and without such zeros, is not copied; see
        `from_arrays`. The matrix itself is never changed.
        """
        m = matrix.tocsr()
        stored = int(m.indptr[-1])
        if not np.all(m.data[:stored]):
            m = m.copy()
            m.eliminate_zeros()
            stored = int(m.indptr[-1])
        # Arrays may be longer than what is stored.
        return Incidence.from_arrays(m.indptr, m.indices[:stored], columns=int(m.shape[1]))

    def to_scipy(self) -> Any:
        """A `scipy.sparse.csr_array` of ones; its indices are this memory, not a copy."""
        from scipy.sparse import csr_array

        ones = np.ones(len(self.targets), dtype=np.int32)
        return csr_array((ones, self.targets, self.offsets), shape=self.shape, copy=False)

    @property
    def offsets(self) -> NDArray[np.int64]:
        """Where each row begins in `targets`; shape (rows + 1,), read-only, not a copy."""
        return self._core.offsets

    @property
    def targets(self) -> NDArray[np.int32]:
        """The targets of all rows; shape (crossings,), read-only, not a copy."""
        return self._core.targets

    @property
    def shape(self) -> tuple[int, int]:
        """Interventions, targets."""
        return self._core.rows, self._core.columns

    def __len__(self) -> int:
        return self._core.rows

    def __repr__(self) -> str:
        rows, columns = self.shape
        return f"<irisan.Incidence: {rows} × {columns}, {len(self.targets)} crossings>"


class Portfolio:
    """A consistent set of programs, targets, units and deliveries; immutable.

    Made from `Tables` or from what `read` reads. Raises InputError with every problem if any is an
    error. `len` is the number of interventions: programs as one unit carries them out.
    """

    _rules_file: Path | None = None
    _mapping: "SheetMapping | None" = None
    _assumptions: "Assumptions | None" = None

    @shows_progress
    def __init__(self, source: PathLike | Tables, *, progress: bool | None = None) -> None:
        tables = source if isinstance(source, Tables) else read(source)
        self._core = _core.Portfolio(tables._core)
        self._rules_file = tables._rules_file

    @staticmethod
    @shows_progress
    def from_tables(
        *,
        regions: object = None,
        units: object = None,
        targets: object = None,
        activities: object = None,
        programs: object = None,
        deliveries: object = None,
        mandates: object = None,
        roles: object = None,
        agreements: object = None,
        memberships: object = None,
        budgets: object = None,
        indicators: object = None,
        needs: object = None,
        goals: object = None,
        capacities: object = None,
        sources: object = None,
        eligibility: object = None,
        successions: object = None,
        decisions: object = None,
        reflections: object = None,
        currency: str = "IDR",
        money_decimals: int = 0,
        progress: bool | None = None,
    ) -> "Portfolio":
        """From frames of any kind: pandas, Polars, DuckDB, pyarrow, Spark, or dicts of arrays.

        Anything that hands over Arrow streams will do, a cursor of ADBC too. Values are read as
        `Tables.from_arrow` says; what it repaired is in `problems`. `deliveries` alone name
        programs and targets by themselves. Raises InputError with every problem if any is an error,
        otherwise as `Tables.from_arrow`.

        >>> portfolio = Portfolio.from_tables(
        ...     deliveries={"program_id": ["P", "P", "Q"], "target_id": ["S1", "S2", "S2"]}
        ... )
        >>> len(portfolio.targets)
        2
        """
        given = {
            "regions": regions,
            "units": units,
            "targets": targets,
            "activities": activities,
            "programs": programs,
            "deliveries": deliveries,
            "mandates": mandates,
            "roles": roles,
            "agreements": agreements,
            "memberships": memberships,
            "budgets": budgets,
            "indicators": indicators,
            "needs": needs,
            "goals": goals,
            "capacities": capacities,
            "sources": sources,
            "eligibility": eligibility,
            "successions": successions,
            "decisions": decisions,
            "reflections": reflections,
        }
        tables = {name: table for name, table in given.items() if table is not None}
        return Portfolio(
            Tables.from_arrow(tables, currency=currency, money_decimals=money_decimals)
        )

    @staticmethod
    @shows_progress
    def from_flat(
        sheet: object,
        *,
        program: "Columns",
        target: "Columns",
        unit: "Columns | None" = None,
        region: "str | Sequence[str] | None" = None,
        activity: "Columns | None" = None,
        audience: "Columns | None" = None,
        start: "Columns | None" = None,
        end: "Columns | None" = None,
        quantity: "Columns | None" = None,
        quantity_unit: "Columns | None" = None,
        participants: "Columns | None" = None,
        cost: "Columns | None" = None,
        channel: "Columns | None" = None,
        status: "Columns | None" = None,
        reported_by: "Columns | None" = None,
        program_name: "Columns | None" = None,
        target_name: "Columns | None" = None,
        target_kind: "Columns | None" = None,
        target_level: "Columns | None" = None,
        latitude: "Columns | None" = None,
        longitude: "Columns | None" = None,
        unit_name: "Columns | None" = None,
        currency: str = "IDR",
        money_decimals: int = 0,
        progress: bool | None = None,
    ) -> "Portfolio":
        """From one flat sheet, a row for each delivery: a frame, a CSV, Parquet or Excel file.

        Each argument names a column of the sheet, several that are joined (`region=["Provinsi",
        "Kabupaten"]` makes a tree), or says how it is written, as in a mapping: `start={"column":
        "Tanggal", "date": "%d/%m/%Y"}`. The tables that the sheet lacks are made of it;
        `assumptions` lists what was assumed on the way, `mapping` is what was applied, and can be
        corrected and used again.

        A column of dates in several forms (`2024-03-01`, `15/03/2024`, `Maret 2024`) is read, each
        form being listed as a repair with its rows; a mapping holds one form only, so `mapping`
        takes the column as it was repaired. In 03/04/2024 a day after the 12th elsewhere in the
        column, or the `date` that was given, decides which is the day. If nothing does, that is one
        error with the rows.

        Raises RuleError for a column that is not there, InputError with every problem if any is an
        error, otherwise as `Tables.from_arrow`.

        >>> portfolio = Portfolio.from_flat(
        ...     {"Kegiatan": ["Tablet", "Buku", "Buku"], "npsn": [10300001.0, 10300001.0, None]},
        ...     program="Kegiatan", target="npsn",
        ... )
        >>> portfolio.targets.column("id").tolist()
        ['10300001']
        >>> portfolio.assumptions.column("text_en")[1]
        'no column says who carries a program out: units are not recorded'
        """
        from irisan.flat import flat_tables

        roles = {
            "program": program,
            "target": target,
            "unit": unit,
            "region": region,
            "activity": activity,
            "audience": audience,
            "start": start,
            "end": end,
            "quantity": quantity,
            "quantity_unit": quantity_unit,
            "participants": participants,
            "cost": cost,
            "channel": channel,
            "status": status,
            "reported_by": reported_by,
            "program_name": program_name,
            "target_name": target_name,
            "target_kind": target_kind,
            "target_level": target_level,
            "latitude": latitude,
            "longitude": longitude,
            "unit_name": unit_name,
        }
        tables, mapping, assumptions = flat_tables(
            sheet, roles, currency=currency, money_decimals=money_decimals
        )
        made = Portfolio(tables)
        made._mapping, made._assumptions = mapping, assumptions
        return made

    @property
    def assumptions(self) -> "Assumptions":
        """What `from_flat` assumed; empty for a portfolio of tables."""
        from irisan.flat import Assumptions

        if self._assumptions is not None:
            return self._assumptions
        texts = pa.array([], pa.large_string())
        names = ("table", "column", "text_en", "text_id")
        return Assumptions(pa.table(dict.fromkeys(names, texts)))

    @property
    def mapping(self) -> "SheetMapping | None":
        """The mapping that `from_flat` applied; None for a portfolio of tables."""
        return self._mapping

    def without(self, *programs: str) -> "Portfolio":
        """As if some programs, and those inside them, delivered nothing.

        Raises RuleError for an id that no program has. `compare` of the two audits says what
        changes.
        """
        return self._like(self._core.without(programs))

    def with_rows(self, more: Tables | Mapping[str, object]) -> "Portfolio":
        """With more rows: deliveries as a rule, by table name as in `Tables.from_arrow`.

        They pass the gate as all rows do: raises InputError with every problem if any is an error.
        """
        rows = more if isinstance(more, Tables) else Tables.from_arrow(more)
        return self._like(self._core.with_rows(rows._core))

    def filter(
        self,
        *,
        unit: "Names | None" = None,
        region: "Names | None" = None,
        theme: "Names | None" = None,
    ) -> "Portfolio":
        """With only the deliveries by some units, in some regions, on some themes.

        Each is an id or several; what lies below them counts. Registers stay as they are, and so do
        needs. Raises RuleError for an id that is not known.
        """
        asked = [[] if names is None else names_of(names) for names in (unit, region, theme)]
        return self._like(self._core.only(*asked))

    def to_tables(self) -> Tables:
        """What stands behind the gate, as tables that can be handed in again.

        Ids are those after `successions`; rows that did not count are not there.
        """
        return Tables(self._core.tables())

    def _like(self, core: _core.Portfolio) -> "Portfolio":
        made = Portfolio.__new__(Portfolio)
        made._core = core
        made._rules_file = self._rules_file
        return made

    @cached_property
    def problems(self) -> Problems:
        """Repairs and warnings found on the way in."""
        return Problems(self._core.problems())

    @cached_property
    def interventions(self) -> Result:
        """What pairs compare: `id` (`IKM|BPMP`), `program`, `unit`; in the order of the indices."""
        return Result(to_table(self._core.interventions()))._in(self)

    @cached_property
    def targets(self) -> Targets:
        """The register: `id`, `name`, `kind`, `level`, `region`; in the order of the indices."""
        return Targets(to_table(self._core.targets()))._in(self)

    @cached_property
    def regions(self) -> Regions:
        """Areas: `id`, `name`, `kind`, `parent`; in the order of the indices."""
        return Regions(to_table(self._core.regions()))._in(self)

    @cached_property
    def units(self) -> Units:
        """Offices and partners: `id`, `name`, `kind`, `parent`, `region`."""
        return Units(to_table(self._core.units()))._in(self)

    @cached_property
    def programs(self) -> Programs:
        """Programs: `id`, `name`, `unit` (the owner), `parent`."""
        return Programs(to_table(self._core.programs()))._in(self)

    @cached_property
    def activities(self) -> Activities:
        """The tree of what can be done: `id`, `name`, `parent`, `theme`, `kind`."""
        return Activities(to_table(self._core.activities()))._in(self)

    @cached_property
    def reach(self) -> Reach:
        """What is done where: `intervention`, `target`, `activity`, and how many `deliveries`.

        A row for each that occurs; positions in `interventions`, `targets` and `activities`, null
        where the activity is not known.
        """
        return Reach(to_table(self._core.reach()))._in(self)

    @cached_property
    def incidence(self) -> Incidence:
        """Which intervention reaches which target; members of groups are reached through them."""
        return Incidence(self._core.incidence())

    @property
    def title(self) -> str:
        """The title that the package gives itself; empty if it has none."""
        return self._core.title

    @property
    def _ids(self) -> pa.Array:
        return self.interventions.to_arrow().column("id").combine_chunks()

    def __len__(self) -> int:
        return len(self.interventions)

    def _repr_html_(self) -> str:
        from irisan.display import portfolio_html

        return portfolio_html(self)

    def __repr__(self) -> str:
        return f"<irisan.Portfolio: {len(self)} interventions, {self._core.deliveries} deliveries>"


def whole(name: str, given: ArrayLike) -> NDArray[Any]:
    array = np.asarray(given)
    if array.ndim != 1:
        raise ValueError(f"{name} has the shape {array.shape}, not one dimension")
    if array.size == 0:
        return array.astype(np.int64)
    if array.dtype.kind not in "iu":
        raise TypeError(f"{name} holds {array.dtype}, not whole numbers")
    if array.dtype == np.uint64 and array.max() > np.iinfo(np.int64).max:
        raise ValueError(f"{name} holds {array.max()}, which is too great")
    return array


def contiguous(array: NDArray[Any], kind: type[np.integer[Any]]) -> NDArray[Any]:
    """As the compiled part can use it where it lies; not a copy if it is so already."""
    return np.require(array, kind, ["C_CONTIGUOUS", "ALIGNED"])
