"""The audit and its report."""

import datetime
from collections.abc import Iterable
from functools import cached_property
from typing import Literal

import pyarrow as pa

from irisan import _core
from irisan._columns import to_table
from irisan.covers import Cover, Redundancy
from irisan.division import BeforeAfter, Division, Raci, Workplan
from irisan.pairs import Pairs, pairs_from
from irisan.portfolio import Portfolio
from irisan.problems import Problems
from irisan.progress_bar import shows_progress
from irisan.result import Result
from irisan.rules import Date, GivenRules, Rules, date_text, rules_from
from irisan.tables import PathLike, Tables

Language = Literal["id", "en"]


class Findings(Result):
    """Findings, what matters most first: facts with their evidence, and whom to ask.

    Columns are those of `findings.csv`, with sentences in both languages (`_en`, `_id`) and lists
    as lists. `targets` counts, `target_ids` names. `value` is in the smallest unit of the package's
    money. A count that does not apply to a kind of finding is null.
    """


class Interventions(Result):
    """Interventions of an audit: `id`, `program`, `unit`, `targets`, `deliveries`."""


class Coverage(Result):
    """Needs that hold, each beside what is delivered against it.

    `counts`: something is required, and the score, if there is one, reaches `need.min_score`.
    `state`: `served`, `not_served`, `not_eligible`, `not_reported`. Amounts are in the need's unit
    of quantity; without a required amount, one delivery is asked. `supplied` and `met` are at
    least; `unmet_least` to `unmet_most` is what not measuring and not reporting leave open.
    `may_be_more`: somebody who works on it has not reported there.
    """


class CoverageTotals(Result):
    """Needs summed by region, activity and unit of quantity; columns as in `report.json`.

    `served`, `not_served`, `not_reported` and `not_eligible` add up to `needy`. A surplus at one
    target never offsets a shortage at another.
    """


class Equity(Result):
    """How what is delivered for a kind of need lies among those who need it more and less.

    `inclusion_error`: of the served, those without need; `exclusion_error`: of the needy, those not
    served; `coady_grosh_hoddinott`: what the needy got, by their share of all (above 1: better than
    alike for all); `neediest_fifth`: their share of all amounts; each with `_least` and `_most`,
    whatever is true of what was not reported. `concentration`: above 0, the needier got more. Null
    where it is 0/0.
    """


class DeliveriesNeeded(Result):
    """Deliveries against the recorded needs of their targets; as in `deliveries_needed.csv`.

    `needed`: `essential` (without it some need is met less), else in which of the cheapest choices
    that keep every need met as it is: `in_all`, `in_some`, `in_none`; `not_assessed` says `why`:
    `shared` by several targets in need, or `too_large`. `alone`: it can go if all others stay; not
    `kept`: it can go at once with all others that are not. Costs are money where all of a target's
    are known, else each delivery counts one. `together`: so many stay or go with it, since the same
    work is listed twice. A delivery to no recorded need is not here.
    """


class Goals(Result):
    """Goals beside where their regions stand; `way` is 0 at the baseline and 1 at the goal.

    `value` is the region's own (`of_region`) or the mean of its targets with a value (`measured`).
    No proof of what caused it.
    """


class Report:
    """One audit: what was found, from what, by which rules; immutable."""

    def __init__(self, core: _core.Report, portfolio: Portfolio | None = None) -> None:
        self._core = core
        self._portfolio = portfolio

    @cached_property
    def findings(self) -> Findings:
        """What was found, what matters most first."""
        return Findings(to_table(self._core.findings()))._in(self._portfolio)

    @cached_property
    def pairs(self) -> Pairs:
        """Every pair that shares targets, with details."""
        return pairs_from(self._core.pairs(), self._ids, len(self._ids))._in(self._portfolio)

    @cached_property
    def interventions(self) -> Interventions:
        """The interventions in scope, by id of program and unit."""
        return Interventions(to_table(self._core.interventions()))._in(self._portfolio)

    @cached_property
    def coverage(self) -> Coverage:
        """Every need that holds, and what is delivered against it; as in `coverage.csv`."""
        return Coverage(to_table(self._core.coverage()))._in(self._portfolio)

    @cached_property
    def coverage_totals(self) -> CoverageTotals:
        """Needs by region at the rules' level, activity and unit of quantity."""
        return CoverageTotals(to_table(self._core.coverage_totals()))._in(self._portfolio)

    @cached_property
    def redundancy(self) -> Redundancy:
        """Which programs the recorded needs could do without."""
        return Redundancy(to_table(self._core.redundancy()))._in(self._portfolio)

    @cached_property
    def cover(self) -> Cover:
        """The cover behind `redundancy`: rows, prices, and what shows that programs can go."""
        return Cover(self._core.cover())

    @cached_property
    def deliveries_needed(self) -> DeliveriesNeeded:
        """Which deliveries the needs of their targets could do without."""
        table = to_table(self._core.deliveries_needed())
        return DeliveriesNeeded(table)._in(self._portfolio)

    @cached_property
    def equity(self) -> Equity:
        """Targeting and equity of each kind of need."""
        return Equity(to_table(self._core.equity()))._in(self._portfolio)

    @cached_property
    def goals(self) -> Goals:
        """Each goal, and where its region stands."""
        return Goals(to_table(self._core.goals()))._in(self._portfolio)

    @cached_property
    def division(self) -> Division:
        """Who should do what, a row for each piece of work; no rows without mandates."""
        return Division(to_table(self._core.division()))

    @cached_property
    def workplan(self) -> Workplan:
        """A draft for each unit: what it leads and what it supports."""
        return Workplan(to_table(self._core.workplan()))

    @cached_property
    def raci(self) -> Raci:
        """Who is accountable, who carries out and who supports, by theme."""
        return Raci(to_table(self._core.raci()))

    @cached_property
    def before_after(self) -> BeforeAfter:
        """What the division changes, counted before and after."""
        return BeforeAfter(to_table(self._core.before_after()))

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

    def to_html(self) -> str:
        """The report as a page: one HTML file that needs no server and no network.

        Byte for byte what `irisan audit -o` writes as `page.html`.
        """
        return _core.to_html(self._core)

    def summary(self, language: Language | None = None) -> str:
        """The summary for people on one page of plain text; in the rules' language if None."""
        return _core.summary(self._core, language or "")

    def write(
        self, folder: PathLike, *, excel: bool = False, since: PathLike | None = None
    ) -> None:
        """Writes what `irisan audit -o` writes to a folder; all of it or nothing.

        `excel`: CSV with BOM, `;` and decimal comma, formulas neutralised. `since`: the folder of
        an earlier report; what has changed since stands in the summary, the page, `report.json`
        and `change.csv`. Raises WriteError, and Error for a folder without a report.
        """
        _core.write(self._core, folder, excel, "" if since is None else since)

    @property
    def _ids(self) -> pa.Array:
        return self.interventions.to_arrow().column("id").combine_chunks()

    def _repr_html_(self) -> str:
        from irisan.display import report_html

        return report_html(self)

    def __repr__(self) -> str:
        findings, pairs = self._core.counts
        return f"<irisan.Report: {findings} findings, {pairs} pairs>"


@shows_progress
def audit(
    source: PathLike | Tables | Portfolio,
    *,
    rules: GivenRules = None,
    as_of: Date | None = None,
    from_: Date | None = None,
    to: Date | None = None,
    region: str | None = None,
    unit: str | None = None,
    without: Iterable[str] = (),
    language: Language | None = None,
    threads: int = 0,
    progress: bool | None = None,
) -> Report:
    """The whole audit: pairs, their details and findings, by one set of rules.

    `rules` is an `irisan.toml`, `Rules`, or changes to the defaults by name; None means the
    `irisan.toml` beside what was read, if there is one. Dates may be `2023`, `2023-07` or a day:
    deliveries that may end on or after `from_` and start on or before `to` count; `as_of` decides
    validity and expiry, the latest delivery if not given. `region` keeps deliveries at targets in
    it, `unit` the findings that concern it. `without` takes programs away, with those inside them,
    to see what if. `language` is that of the summary.

    The same report for any number of `threads`; 0 means all. `progress`: whether a bar is shown;
    None as `irisan.progress` around the call says. Raises InputError for tables with
    errors, RuleError for arguments that cannot be followed, MemoryLimitError if there are more
    pairs than the rule `pairs.limit` allows.
    """
    portfolio = source if isinstance(source, Portfolio) else Portfolio(source)
    held = rules_from(rules, portfolio._rules_file)
    if language is not None:
        held = held.changed({"language": language})
    return Report(
        _core.audit(
            portfolio._core,
            held._core,
            date_text(as_of),
            date_text(from_),
            date_text(to),
            region or "",
            unit or "",
            list(without),
            threads,
        ),
        portfolio,
    )


class Change(Result):
    """What differs between two reports: `figure`, `before`, `after`, `change`.

    `kind` is of findings; `region_id`, `activity_id` and `quantity_unit` are of coverage, empty for
    figures of the whole. A fact, not a proof of cause.
    """


def compare(before: Report | PathLike, after: Report) -> Change:
    """What differs between two reports: of what is and what if, or of last year and this one.

    `before` may be the folder that an earlier audit wrote. Findings are the same if their ids are,
    so one whose evidence grew stays. What is gone while somebody it names has not reported is not
    counted as closed or ended: it is `findings_not_reported`, `programs_not_reported`.
    """
    if isinstance(before, Report):
        return Change(to_table(_core.compare(before._core, after._core)))
    return Change(to_table(_core.compare_with_files(before, after._core)))
