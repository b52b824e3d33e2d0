"""The audit and its report."""

import datetime
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from irisan import _core
from irisan._columns import to_table
from irisan.pairs import Pairs, pairs_from
from irisan.portfolio import Portfolio
from irisan.problems import Problems
from irisan.result import Result
from irisan.rules import Rules
from irisan.tables import PathLike, Tables

Date = str | datetime.date
Language = Literal["id", "en"]


class Findings(Result):
    """Findings, what matters most first: facts with their evidence, and whom to ask.

    Columns are those of `findings.csv`, with sentences in both languages (`_en`, `_id`) and lists
    as lists. `targets` counts, `target_ids` names. `value` is in the smallest unit of the package's
    money. A count that does not apply to a kind of finding is null.
    """


class Interventions(Result):
    """Interventions of an audit: `id`, `program`, `unit`, `targets`, `deliveries`."""


class Report:
    """One audit: what was found, from what, by which rules; immutable."""

    def __init__(self, core: _core.Report) -> None:
        self._core = core

    @cached_property
    def findings(self) -> Findings:
        """What was found, what matters most first."""
        return Findings(to_table(self._core.findings()))

    @cached_property
    def pairs(self) -> Pairs:
        """Every pair that shares targets, with details."""
        return pairs_from(self._core.pairs(), self._ids, len(self._ids))

    @cached_property
    def interventions(self) -> Interventions:
        """The interventions in scope, by id of program and unit."""
        return Interventions(to_table(self._core.interventions()))

    @cached_property
    def problems(self) -> Problems:
        """Repairs and warnings in the tables."""
        return Problems(self._core.problems())

    @cached_property
    def rules(self) -> Rules:
        """The rules that held."""
        return Rules._of(self._core.rules)

    @property
    def title(self) -> str:
        """The title of the tables; empty if they have none."""
        return self._core.title

    @property
    def as_of(self) -> datetime.date | None:
        """The day that decided validity and expiry; None if no delivery names a day."""
        text = self._core.as_of
        return datetime.date.fromisoformat(text) if text else None

    def to_json(self) -> str:
        """The report as JSON, byte for byte what `irisan audit -o` writes as `report.json`."""
        return _core.to_json(self._core)

    def summary(self, language: Language | None = None) -> str:
        """The summary for people on one page of plain text; in the rules' language if None."""
        return _core.summary(self._core, language or "")

    def write(self, folder: PathLike, *, excel: bool = False) -> None:
        """Writes findings.csv, pairs.csv, report.json and summary.txt; all of them or none.

        `excel`: CSV with BOM, `;` and decimal comma, formulas neutralised. Raises WriteError.
        """
        _core.write(self._core, folder, excel)

    @property
    def _ids(self) -> pa.Array:
        return self.interventions.to_arrow().column("id").combine_chunks()

    def __repr__(self) -> str:
        findings, pairs = self._core.counts
        return f"<irisan.Report: {findings} findings, {pairs} pairs>"


def audit(
    source: PathLike | Tables | Portfolio,
    *,
    rules: PathLike | Rules | Mapping[str, Any] | None = None,
    as_of: Date | None = None,
    from_: Date | None = None,
    to: Date | None = None,
    region: str | None = None,
    unit: str | None = None,
    language: Language | None = None,
    threads: int = 0,
) -> Report:
    """The whole audit: pairs, their details and findings, by one set of rules.

    `rules` is an `irisan.toml`, `Rules`, or changes to the defaults by name; None means the
    `irisan.toml` beside what was read, if there is one. Dates may be `2023`, `2023-07` or a day:
    deliveries that may end on or after `from_` and start on or before `to` count; `as_of` decides
    validity and expiry, the latest delivery if not given. `region` keeps deliveries at targets in
    it, `unit` the findings that concern it. `language` is that of the summary.

    The same report for any number of `threads`; 0 means all. Raises InputError for tables with
    errors, RuleError for arguments that cannot be followed, MemoryLimitError if there are more
    pairs than the rule `pairs.limit` allows.
    """
    portfolio = source if isinstance(source, Portfolio) else Portfolio(source)
    held = _rules(rules, portfolio._rules_file)
    if language is not None:
        held = held.changed({"language": language})
    return Report(
        _core.audit(
            portfolio._core,
            held._core,
            _date(as_of),
            _date(from_),
            _date(to),
            region or "",
            unit or "",
            threads,
        )
    )


def _rules(given: PathLike | Rules | Mapping[str, Any] | None, beside: Path | None) -> Rules:
    if isinstance(given, Rules):
        return given
    if isinstance(given, Mapping):
        return Rules(given)
    if given is None:
        return Rules() if beside is None else Rules.read(beside)
    return Rules.read(given)


def _date(given: Date | None) -> str:
    if given is None:
        return ""
    return given.isoformat() if isinstance(given, datetime.date) else given
