import os
from collections.abc import Sequence
from typing import Any, Never, TypeAlias, final, overload

import numpy as np
from numpy.typing import NDArray

from irisan._columns import Column, EncodedColumn
from irisan._texts import Found
from irisan.rules import RuleValue

__version__: str

_Path: TypeAlias = str | os.PathLike[str]
_Threshold: TypeAlias = str | tuple[int, int]

_Sheet: TypeAlias = tuple[
    str, str, Sequence[EncodedColumn], bool, NDArray[np.int64], Sequence[NDArray[np.uint8]]
]

class _Compiled(type): ...  # pybind11's own

@final
class Tables(metaclass=_Compiled):
    def __init__(self, *args: Never, **kwargs: Never) -> None: ...  # made by functions
    @staticmethod
    def from_columns(
        tables: Sequence[tuple[str, Sequence[EncodedColumn], str, NDArray[np.int64]]],
        bare: bool,
        currency: str,
        money_decimals: int,
        found: Sequence[Found],
    ) -> Tables: ...
    def names(self) -> list[str]: ...
    def columns(self, name: str) -> dict[str, Column]: ...
    def check(self) -> dict[str, Column]: ...
    @property
    def title(self) -> str: ...
    @property
    def bare(self) -> bool: ...

@final
class Portfolio(metaclass=_Compiled):
    def __init__(self, tables: Tables) -> None: ...
    def without(self, programs: Sequence[str]) -> Portfolio: ...
    def only(
        self, units: Sequence[str], regions: Sequence[str], activities: Sequence[str]
    ) -> Portfolio: ...
    def with_rows(self, more: Tables) -> Portfolio: ...
    def tables(self) -> Tables: ...
    def problems(self) -> dict[str, Column]: ...
    def interventions(self) -> dict[str, Column]: ...
    def targets(self) -> dict[str, Column]: ...
    def regions(self) -> dict[str, Column]: ...
    def units(self) -> dict[str, Column]: ...
    def programs(self) -> dict[str, Column]: ...
    def activities(self) -> dict[str, Column]: ...
    def reach(self) -> dict[str, Column]: ...
    def incidence(self) -> Incidence: ...
    def owners(self) -> NDArray[np.int32]: ...
    @property
    def deliveries(self) -> int: ...
    @property
    def title(self) -> str: ...

@final
class Incidence(metaclass=_Compiled):
    @overload
    def __init__(
        self, offsets: NDArray[np.int64], targets: NDArray[np.int32], columns: int = -1
    ) -> None: ...
    @overload
    def __init__(
        self, offsets: NDArray[np.int64], targets: NDArray[np.int64], columns: int = -1
    ) -> None: ...
    @property
    def offsets(self) -> NDArray[np.int64]: ...
    @property
    def targets(self) -> NDArray[np.int32]: ...
    @property
    def rows(self) -> int: ...
    @property
    def columns(self) -> int: ...

@final
class Rules(metaclass=_Compiled):
    def __init__(self) -> None: ...
    def changed(self, changes: dict[str, Any]) -> Rules: ...
    def values(self) -> dict[str, RuleValue]: ...

@final
class Cover(metaclass=_Compiled):
    def __init__(
        self, *args: Never, **kwargs: Never
    ) -> None: ...  # made by cover_needs, cover_sets
    @property
    def cost(self) -> int: ...
    @property
    def bound(self) -> int: ...
    @property
    def lower_bound(self) -> int: ...
    @property
    def proven(self) -> bool: ...
    @property
    def scale(self) -> int: ...
    @property
    def by_money(self) -> bool: ...
    @property
    def partial(self) -> dict[str, Any] | None: ...
    def programs(self) -> dict[str, Column]: ...
    def rows(self) -> dict[str, Column]: ...
    def spare(self) -> dict[str, Column]: ...

@final
class Report(metaclass=_Compiled):
    def __init__(self, *args: Never, **kwargs: Never) -> None: ...  # made by audit
    def findings(self) -> dict[str, Column]: ...
    def pairs(self) -> dict[str, Column]: ...
    def interventions(self) -> dict[str, Column]: ...
    def coverage(self) -> dict[str, Column]: ...
    def coverage_totals(self) -> dict[str, Column]: ...
    def redundancy(self) -> dict[str, Column]: ...
    def deliveries_needed(self) -> dict[str, Column]: ...
    def cover(self) -> Cover: ...
    def equity(self) -> dict[str, Column]: ...
    def goals(self) -> dict[str, Column]: ...
    def division(self) -> dict[str, Column]: ...
    def workplan(self) -> dict[str, Column]: ...
    def raci(self) -> dict[str, Column]: ...
    def before_after(self) -> dict[str, Column]: ...
    def problems(self) -> dict[str, Column]: ...
    @property
    def rules(self) -> Rules: ...
    @property
    def title(self) -> str: ...
    @property
    def as_of(self) -> str: ...
    @property
    def counts(self) -> tuple[int, int]: ...

@final
class PairQuery(metaclass=_Compiled):
    def __init__(
        self,
        min_shared: int,
        min_jaccard: _Threshold,
        min_containment: _Threshold,
        min_dice: _Threshold,
        min_cosine: _Threshold,
        min_overlap_coefficient: _Threshold,
        intervention: int,
        owners: NDArray[np.int32] | None,
    ) -> None: ...

@final
class PairOptions(metaclass=_Compiled):
    def __init__(self, method: str, memory: int | None, threads: int) -> None: ...

@final
class OverlapIndex(metaclass=_Compiled):
    def __init__(self, incidence: Incidence) -> None: ...
    def pairs_with(self, intervention: int, query: PairQuery) -> tuple[dict[str, Column], int]: ...
    def pairs_with_targets(
        self, targets: NDArray[np.int32], query: PairQuery
    ) -> tuple[dict[str, Column], int]: ...
    def upsert(self, delivery: int, intervention: int, target: int) -> None: ...
    def remove(self, delivery: int) -> None: ...
    def incidence(self) -> Incidence: ...
    @property
    def rows(self) -> int: ...

@final
class Mapping(metaclass=_Compiled):
    def __init__(self, *args: Never, **kwargs: Never) -> None: ...  # made by parse
    @staticmethod
    def parse(text: str, file: str) -> Mapping: ...
    def to_toml(self) -> str: ...
    def sheets(self) -> list[tuple[str, str, int, int, int, bool]]: ...
    def with_counts(self, sample: _Path) -> tuple[Mapping, list[str]]: ...
    def with_formats(self, sample: _Path) -> Mapping: ...
    @property
    def file(self) -> str: ...

def find_pairs(
    incidence: Incidence, query: PairQuery, options: PairOptions, top: int | None, by: str
) -> dict[str, Column]: ...
def find_grouped_pairs(
    incidence: Incidence, query: PairQuery, options: PairOptions, top: int | None, by: str
) -> tuple[dict[str, Column], dict[str, Column]]: ...
def top_partners(
    incidence: Incidence, query: PairQuery, options: PairOptions, k: int, by: str
) -> dict[str, Column]: ...
def find_weighted_pairs(
    incidence: Incidence,
    weights: NDArray[np.int64],
    query: PairQuery,
    min_shared_weight: int,
    min_weighted_jaccard: _Threshold,
    options: PairOptions,
) -> dict[str, Column]: ...
def find_agreeing_pairs(
    offsets: NDArray[np.int64],
    targets: NDArray[np.int32],
    labels: NDArray[np.int32] | None,
    starts: NDArray[np.int32] | None,
    ends: NDArray[np.int32] | None,
    query: PairQuery,
    options: PairOptions,
) -> dict[str, Column]: ...
def explain_pairs(
    incidence: Incidence, query: PairQuery, options: PairOptions
) -> tuple[str, str, int, int, float, int, float, int, tuple[tuple[str, float, int], ...]]: ...
def pair_details(
    portfolio: Portfolio,
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    shared: NDArray[np.int32],
    first_size: NDArray[np.int32],
    second_size: NDArray[np.int32],
    window_days: int,
    threads: int,
) -> dict[str, Column]: ...
def ln_p_overlap(*, shared: int, first: int, second: int, universe: int) -> float: ...
def chance_of_portfolio(
    portfolio: Portfolio,
    incidence: Incidence,
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    shared: NDArray[np.int32],
    first_size: NDArray[np.int32],
    second_size: NDArray[np.int32],
    strata: Sequence[str],
    region_level: str,
    degrees: bool,
    below: bool,
    alpha: float,
    adjustment: str,
    remove_unattainable: bool,
    threads: int,
) -> tuple[dict[str, Column], int, int, int]: ...
def chance_of_incidence(
    incidence: Incidence,
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    shared: NDArray[np.int32],
    first_size: NDArray[np.int32],
    second_size: NDArray[np.int32],
    kinds: NDArray[np.int32],
    strata: NDArray[np.int32],
    degrees: bool,
    below: bool,
    alpha: float,
    adjustment: str,
    remove_unattainable: bool,
    threads: int,
) -> tuple[dict[str, Column], int, int, int]: ...
def find_groups(
    incidence: Incidence,
    min_programs: int,
    min_targets: int,
    any_of: NDArray[np.int32],
    most: int,
    top: int | None,
    by: str,
    threads: int,
) -> tuple[dict[str, Column], bool]: ...
def chance_of_groups_in_portfolio(
    portfolio: Portfolio,
    incidence: Incidence,
    offsets: NDArray[np.int64],
    members: NDArray[np.int32],
    shared: NDArray[np.int64],
    nulls: Sequence[str],
    strata: Sequence[str],
    region_level: str,
    threads: int,
) -> dict[str, Column]: ...
def chance_of_groups_in_incidence(
    incidence: Incidence,
    offsets: NDArray[np.int64],
    members: NDArray[np.int32],
    shared: NDArray[np.int64],
    nulls: Sequence[str],
    kinds: NDArray[np.int32],
    strata: NDArray[np.int32],
    threads: int,
) -> dict[str, Column]: ...
def samples_of_portfolio(
    portfolio: Portfolio,
    incidence: Incidence,
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    shared: NDArray[np.int32],
    first_size: NDArray[np.int32],
    second_size: NDArray[np.int32],
    strata: Sequence[str],
    region_level: str,
    samples: int,
    enough: int,
    seed: int,
) -> dict[str, Column]: ...
def samples_of_incidence(
    incidence: Incidence,
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    shared: NDArray[np.int32],
    first_size: NDArray[np.int32],
    second_size: NDArray[np.int32],
    kinds: NDArray[np.int32],
    strata: NDArray[np.int32],
    samples: int,
    enough: int,
    seed: int,
) -> dict[str, Column]: ...
def covered_area(
    incidence: Incidence, programs: NDArray[np.int32], impossible: Incidence | None
) -> tuple[int, int, int, int, float | None]: ...
def covered_area_in_portfolio(
    portfolio: Portfolio, incidence: Incidence, programs: NDArray[np.int32]
) -> tuple[int, int, int, int, float | None]: ...
def find_containments(
    incidence: Incidence, options: PairOptions
) -> tuple[dict[str, Column], dict[str, Column], int]: ...
def kinship(
    portfolio: Portfolio,
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    shared: NDArray[np.int32],
    first_size: NDArray[np.int32],
    second_size: NDArray[np.int32],
    content: str,
    threads: int,
) -> dict[str, Column]: ...
def suggest_kin(
    portfolio: Portfolio,
    text: str,
    min_similarity: float,
    glossary: bytes | None,
    file: str,
    threads: int,
) -> tuple[dict[str, Column], dict[str, Column]]: ...
def pair_times(
    portfolio: Portfolio,
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    shared: NDArray[np.int32],
    first_size: NDArray[np.int32],
    second_size: NDArray[np.int32],
    tolerance_days: int,
    threads: int,
) -> dict[str, Column]: ...
def find_clusters(
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    shared: NDArray[np.int32],
    first_size: NDArray[np.int32],
    second_size: NDArray[np.int32],
    interventions: int,
    targets: int,
    weight: str | NDArray[np.float64],
    method: str,
    quality: str,
    resolution: float,
    seed: int,
    runs: int,
    threads: int,
) -> tuple[dict[str, Column], dict[str, Column], float | None, int]: ...
def bipartite_modularity(
    incidence: Incidence,
    programs: NDArray[np.int32],
    targets: NDArray[np.int32] | None,
    resolution: float,
) -> float | None: ...
def measure(
    name: str,
    shared: NDArray[np.int32],
    first_size: NDArray[np.int32],
    second_size: NDArray[np.int32],
) -> NDArray[np.float64]: ...
def measures() -> list[str]: ...
def nearest(text: str, candidates: Sequence[str]) -> str: ...
def cover_needs(portfolio: Portfolio, rules: Rules, as_of: str) -> Cover: ...
def cover_sets(
    sets: Sequence[str],
    elements: Sequence[str],
    demand: NDArray[np.int32],
    cost: NDArray[np.int64],
    set_of: NDArray[np.int32],
    element_of: NDArray[np.int32],
    keep: NDArray[np.int32],
    share: str,
    weights: NDArray[np.int64],
    work: int,
) -> Cover: ...
def audit(
    portfolio: Portfolio,
    rules: Rules,
    as_of: str,
    from_: str,
    to: str,
    region: str,
    unit: str,
    without: Sequence[str],
    threads: int,
) -> Report: ...
def compare(before: Report, after: Report) -> dict[str, Column]: ...
def compare_with_files(before: _Path, after: Report) -> dict[str, Column]: ...
def read_tables(path: _Path, mapping: _Path, header: bool | None) -> Tables: ...
def read_rules(path: _Path) -> Rules: ...
def rules_toml(rules: Rules) -> str: ...
def to_json(report: Report) -> str: ...
def to_html(report: Report) -> str: ...
def summary(report: Report, language: str) -> str: ...
def write(report: Report, folder: _Path, excel: bool, since: _Path) -> None: ...
def holds_counts(texts: list[str]) -> bool: ...
def suggest_mapping(header: Sequence[str], tags: Sequence[str]) -> tuple[Mapping, list[str]]: ...
def map_sheets(
    mapping: Mapping,
    sheets: Sequence[_Sheet],
    bare: bool,
    currency: str,
    money_decimals: int,
    found: Sequence[Found],
) -> Tables: ...
def schemas() -> list[tuple[str, str, bool, list[tuple[str, str, bool, bool, str, str, str]]]]: ...
def run_cli(arguments: Sequence[str], given: Tables | None = None) -> int: ...
