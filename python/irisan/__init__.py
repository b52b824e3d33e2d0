"""Finds where programs overlap, duplicate and leave gaps.

    import irisan

    report = irisan.audit("examples/west_sumatra")
    print(report.summary())
    report.findings.to_arrow()

Data flow one way: tables → portfolio → pairs → findings → report. Every result is a small class
around an Arrow table: `to_arrow()`, `to_pandas()`, `filter(…)`, `column(name)`, `len`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from irisan._core import __version__
from irisan.errors import Error, InputError, MemoryLimitError, RuleError, Stopped, WriteError

if TYPE_CHECKING:
    from irisan import display as display
    from irisan import plots as plots
    from irisan.agreeing import find_agreeing_pairs
    from irisan.containments import Containments, containment
    from irisan.covered_areas import CoveredArea, covered_area
    from irisan.covers import Cover, CoverRows, Redundancy, SpareRows, cover, minimal_cover
    from irisan.division import BeforeAfter, Division, Raci, Workplan
    from irisan.entities import Activities, Programs, Reach, Regions, Targets, Units
    from irisan.excel import read_excel
    from irisan.excel_writing import write_excel, write_excel_template
    from irisan.flat import Assumptions
    from irisan.linking import link
    from irisan.links import Links, Review
    from irisan.mapping import Mapping
    from irisan.names import NameForms, name_forms_file
    from irisan.networks import to_igraph, to_networkx, write_graphml
    from irisan.overlap_chance import Chance, chance, ln_p_overlap
    from irisan.overlap_index import OverlapIndex
    from irisan.overlap_samples import sample_overlaps
    from irisan.pair_plan import PairPlan, explain_pairs
    from irisan.pairs import Pairs, find_pairs, pair_details
    from irisan.partners import top_partners
    from irisan.portfolio import Incidence, Portfolio
    from irisan.problems import Problem, Problems
    from irisan.program_clusters import Clusters, bipartite_modularity, clusters
    from irisan.program_kinship import KinSuggestions, glossary_file, kinship, suggest_kin
    from irisan.progress_bar import progress
    from irisan.report import (
        Change,
        Coverage,
        CoverageTotals,
        DeliveriesNeeded,
        Equity,
        Findings,
        Goals,
        Interventions,
        Report,
        audit,
        compare,
    )
    from irisan.result import Result
    from irisan.rules import Rules
    from irisan.shared_groups import Groups, groups
    from irisan.spellings import suggest_synonyms
    from irisan.splink import links_from_splink
    from irisan.tables import Tables, check, read
    from irisan.times_in_common import pair_times
    from irisan.weighted import find_weighted_pairs

__all__ = [
    "Activities",
    "Assumptions",
    "BeforeAfter",
    "Chance",
    "Change",
    "Clusters",
    "Containments",
    "Cover",
    "CoverRows",
    "Coverage",
    "CoverageTotals",
    "CoveredArea",
    "DeliveriesNeeded",
    "Division",
    "Equity",
    "Error",
    "Findings",
    "Goals",
    "Groups",
    "Incidence",
    "InputError",
    "Interventions",
    "KinSuggestions",
    "Links",
    "Mapping",
    "MemoryLimitError",
    "NameForms",
    "OverlapIndex",
    "PairPlan",
    "Pairs",
    "Portfolio",
    "Problem",
    "Problems",
    "Programs",
    "Raci",
    "Reach",
    "Redundancy",
    "Regions",
    "Report",
    "Result",
    "Review",
    "RuleError",
    "Rules",
    "SpareRows",
    "Stopped",
    "Tables",
    "Targets",
    "Units",
    "Workplan",
    "WriteError",
    "__version__",
    "audit",
    "bipartite_modularity",
    "chance",
    "check",
    "clusters",
    "compare",
    "containment",
    "cover",
    "covered_area",
    "explain_pairs",
    "find_agreeing_pairs",
    "find_pairs",
    "find_weighted_pairs",
    "glossary_file",
    "groups",
    "kinship",
    "link",
    "links_from_splink",
    "ln_p_overlap",
    "minimal_cover",
    "name_forms_file",
    "pair_details",
    "pair_times",
    "progress",
    "read",
    "read_excel",
    "sample_overlaps",
    "suggest_kin",
    "suggest_synonyms",
    "to_igraph",
    "to_networkx",
    "top_partners",
    "write_excel",
    "write_excel_template",
    "write_graphml",
]

# Loaded when first asked for: the command needs neither NumPy nor pyarrow, and NumPy's threads
# would take the Ctrl-C that the command waits for.
_home = {
    "Activities": "entities",
    "Assumptions": "flat",
    "BeforeAfter": "division",
    "Chance": "overlap_chance",
    "Change": "report",
    "Clusters": "program_clusters",
    "Containments": "containments",
    "Cover": "covers",
    "CoverRows": "covers",
    "Coverage": "report",
    "CoverageTotals": "report",
    "DeliveriesNeeded": "report",
    "CoveredArea": "covered_areas",
    "Division": "division",
    "Equity": "report",
    "Findings": "report",
    "Goals": "report",
    "Groups": "shared_groups",
    "Incidence": "portfolio",
    "Interventions": "report",
    "KinSuggestions": "program_kinship",
    "Links": "links",
    "Mapping": "mapping",
    "NameForms": "names",
    "OverlapIndex": "overlap_index",
    "PairPlan": "pair_plan",
    "Pairs": "pairs",
    "Portfolio": "portfolio",
    "Problem": "problems",
    "Problems": "problems",
    "Programs": "entities",
    "Raci": "division",
    "Reach": "entities",
    "Redundancy": "covers",
    "Regions": "entities",
    "Report": "report",
    "Result": "result",
    "Review": "links",
    "Rules": "rules",
    "SpareRows": "covers",
    "Tables": "tables",
    "Targets": "entities",
    "Units": "entities",
    "Workplan": "division",
    "audit": "report",
    "bipartite_modularity": "program_clusters",
    "chance": "overlap_chance",
    "check": "tables",
    "clusters": "program_clusters",
    "compare": "report",
    "containment": "containments",
    "cover": "covers",
    "covered_area": "covered_areas",
    "explain_pairs": "pair_plan",
    "find_agreeing_pairs": "agreeing",
    "find_pairs": "pairs",
    "find_weighted_pairs": "weighted",
    "glossary_file": "program_kinship",
    "groups": "shared_groups",
    "kinship": "program_kinship",
    "link": "linking",
    "links_from_splink": "splink",
    "ln_p_overlap": "overlap_chance",
    "minimal_cover": "covers",
    "name_forms_file": "names",
    "pair_details": "pairs",
    "pair_times": "times_in_common",
    "progress": "progress_bar",
    "read": "tables",
    "read_excel": "excel",
    "sample_overlaps": "overlap_samples",
    "suggest_kin": "program_kinship",
    "suggest_synonyms": "spellings",
    "to_igraph": "networks",
    "to_networkx": "networks",
    "top_partners": "partners",
    "write_excel": "excel_writing",
    "write_excel_template": "excel_writing",
    "write_graphml": "networks",
}

_modules = ("display", "plots")


def __getattr__(name: str) -> object:
    if name in _modules:
        return import_module(f"irisan.{name}")
    if name not in _home:
        raise AttributeError(f"module 'irisan' has no attribute {name!r}")
    value: object = getattr(import_module(f"irisan.{_home[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_modules})
