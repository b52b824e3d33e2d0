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
    from irisan.pairs import Pairs, find_pairs, pair_details
    from irisan.portfolio import Incidence, Portfolio
    from irisan.problems import Problem, Problems
    from irisan.report import Findings, Interventions, Report, audit
    from irisan.result import Result
    from irisan.rules import Rules
    from irisan.tables import Tables, check, read

__all__ = [
    "Error",
    "Findings",
    "Incidence",
    "InputError",
    "Interventions",
    "MemoryLimitError",
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
    "find_pairs",
    "pair_details",
    "read",
]

# Loaded when first asked for: the command needs neither NumPy nor pyarrow, and NumPy's threads
# would take the Ctrl-C that the command waits for.
_home = {
    "Findings": "report",
    "Incidence": "portfolio",
    "Interventions": "report",
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
    "find_pairs": "pairs",
    "pair_details": "pairs",
    "read": "tables",
}


def __getattr__(name: str) -> object:
    if name not in _home:
        raise AttributeError(f"module 'irisan' has no attribute {name!r}")
    value: object = getattr(import_module(f"irisan.{_home[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
