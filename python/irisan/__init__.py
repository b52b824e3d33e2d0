"""Finds where programs overlap, duplicate and leave gaps.

    import irisan

    report = irisan.audit("examples/west_sumatra")
    print(report.summary())
    report.findings.to_arrow()

Data flow one way: tables → portfolio → pairs → findings → report. Every result is a small class
around an Arrow table: `to_arrow()`, `column(name)`, `len`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from irisan._core import __version__
from irisan.errors import Error, InputError, MemoryLimitError, RuleError, Stopped, WriteError

if TYPE_CHECKING:
    from irisan.agreeing import find_agreeing_pairs
    from irisan.overlap_index import OverlapIndex
    from irisan.pair_plan import PairPlan, explain_pairs
    from irisan.pairs import Pairs, find_pairs, pair_details
    from irisan.partners import top_partners
    from irisan.portfolio import Incidence, Portfolio
    from irisan.problems import Problem, Problems
    from irisan.report import Findings, Interventions, Report, audit
    from irisan.result import Result
    from irisan.rules import Rules
    from irisan.tables import Tables, check, read
    from irisan.weighted import find_weighted_pairs

__all__ = [
    "Error",
    "Findings",
    "Incidence",
    "InputError",
    "Interventions",
    "MemoryLimitError",
    "OverlapIndex",
    "PairPlan",
    "Pairs",
    "Portfolio",
    "Problem",
    "Problems",
    "Report",
    "Result",
    "RuleError",
    "Rules",
    "Stopped",
    "Tables",
    "WriteError",
    "__version__",
    "audit",
    "check",
    "explain_pairs",
    "find_agreeing_pairs",
    "find_pairs",
    "find_weighted_pairs",
    "pair_details",
    "read",
    "top_partners",
]

# Loaded when first asked for: the command needs neither NumPy nor pyarrow, and NumPy's threads
# would take the Ctrl-C that the command waits for.
_home = {
    "Findings": "report",
    "Incidence": "portfolio",
    "Interventions": "report",
    "OverlapIndex": "overlap_index",
    "PairPlan": "pair_plan",
    "Pairs": "pairs",
    "Portfolio": "portfolio",
    "Problem": "problems",
    "Problems": "problems",
    "Report": "report",
    "Result": "result",
    "Rules": "rules",
    "Tables": "tables",
    "audit": "report",
    "check": "tables",
    "explain_pairs": "pair_plan",
    "find_agreeing_pairs": "agreeing",
    "find_pairs": "pairs",
    "find_weighted_pairs": "weighted",
    "pair_details": "pairs",
    "read": "tables",
    "top_partners": "partners",
}


def __getattr__(name: str) -> object:
    if name not in _home:
        raise AttributeError(f"module 'irisan' has no attribute {name!r}")
    value: object = getattr(import_module(f"irisan.{_home[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
