"""Names, days and places out of a portfolio's tables, for pictures."""

import calendar
import datetime
from typing import Any

import pyarrow as pa

from irisan._query import portfolio_of
from irisan.errors import RuleError
from irisan.portfolio import Portfolio
from irisan.tables import Tables


class Register:
    """The tables of a portfolio, by id."""

    def __init__(self, source: object) -> None:
        self.portfolio: Portfolio = portfolio_of(source)
        self.tables: Tables = self.portfolio.to_tables()

    def names(self, table: str, key: str) -> dict[str, str]:
        """The name of each row by its id; the id where there is no name."""
        if table not in self.tables:
            return {}
        t = self.tables[table]
        ids = t[key].to_pylist()
        names = t["name"].to_pylist() if "name" in t.column_names else ids
        return {i: n or i for i, n in zip(ids, names, strict=True)}

    def parents(self, table: str, key: str) -> dict[str, str | None]:
        """What each row lies inside, by id."""
        if table not in self.tables:
            return {}
        t = self.tables[table]
        return dict(zip(t[key].to_pylist(), t["parent_id"].to_pylist(), strict=True))

    def inside(self, region: str) -> set[str]:
        """A region and all regions in it; raises RuleError for an unknown one."""
        parents = self.parents("regions", "region_id")
        if region not in parents:
            raise RuleError(f"unknown region {region!r}")
        return {r for r in parents if region in chain(r, parents)}

    def themes(self) -> dict[str, str]:
        """The topmost activity that each lies inside, by id."""
        parents = self.parents("activities", "activity_id")
        return {a: chain(a, parents)[-1] for a in parents}

    def deliveries(self, *columns: str) -> pa.Table:
        """Deliveries with their target's region; one without a unit has its program's."""
        t = self.tables["deliveries"]
        owners = self.tables["programs"].select(["program_id", "unit_id"])
        owner = dict(zip(*(owners[c].to_pylist() for c in owners.column_names), strict=True))
        programs, units = t["program_id"].to_pylist(), t["unit_id"].to_pylist()
        worked = [u if u is not None else owner[p] for p, u in zip(programs, units, strict=True)]
        region = self.target_column("region_id")
        at = [region.get(target) for target in t["target_id"].to_pylist()]
        kept = t.select([c for c in columns if c not in ("unit_id", "region_id")])
        kept = kept.append_column("unit_id", pa.array(worked, pa.large_string()))
        return kept.append_column("region_id", pa.array(at, pa.large_string()))

    def target_column(self, name: str) -> dict[str, Any]:
        """One column of the targets, by their ids; raises RuleError if there is none so named."""
        t = self.tables["targets"]
        if name not in t.column_names:
            raise RuleError(f"targets have no column {name!r}: {', '.join(t.column_names)}")
        return dict(zip(t["target_id"].to_pylist(), t[name].to_pylist(), strict=True))

    def points(self) -> dict[str, tuple[float, float, str | None]]:
        """Latitude and longitude of each target, its own or those of the nearest region around it,
        whose id is third then. Targets without either are not there.
        """
        t = self.tables["targets"]
        own = _located(t, "target_id")
        around: dict[str, tuple[float, float]] = {}
        if "regions" in self.tables:
            around = _located(self.tables["regions"], "region_id")
        parents = self.parents("regions", "region_id")
        points: dict[str, tuple[float, float, str | None]] = {}
        for target, region in self.target_column("region_id").items():
            if target in own:
                points[target] = (*own[target], None)
                continue
            for r in chain(region, parents):
                if r in around:
                    points[target] = (*around[r], r)
                    break
        return points


def chain(start: str | None, parents: dict[str, str | None]) -> list[str]:
    """A row and what it lies inside, from the inside out."""
    held: list[str] = []
    while start is not None and start not in held:
        held.append(start)
        start = parents.get(start)
    return held


def days(text: str | None) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last day that `2023`, `2023-07` or a day may mean."""
    if not text:
        return None
    part = [int(p) for p in text.split("-")]
    year, month = part[0], part[1] if len(part) > 1 else None
    if month is None:
        return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    if len(part) > 2:
        day = datetime.date(year, month, part[2])
        return day, day
    last = calendar.monthrange(year, month)[1]
    return datetime.date(year, month, 1), datetime.date(year, month, last)


def _located(table: pa.Table, key: str) -> dict[str, tuple[float, float]]:
    if not {"latitude", "longitude"} <= set(table.column_names):
        return {}
    columns = (table[c].to_pylist() for c in (key, "latitude", "longitude"))
    return {i: (float(a), float(o)) for i, a, o in zip(*columns, strict=True) if a and o}
