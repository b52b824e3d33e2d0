"""How far programs of a group cover each other, from Python."""

from collections.abc import Mapping
from typing import Any

import pytest

import irisan

# {0, 1, 2}, {0, 1}, {2, 3}
SOURCE = [0, 3, 5, 7], [0, 1, 2, 0, 1, 2, 3]


def package(eligibility: Mapping[str, list[Any]] | None = None) -> irisan.Portfolio:
    tables: dict[str, Mapping[str, list[Any]]] = {
        "regions": {"region_id": ["13"]},
        "units": {"unit_id": ["U"]},
        "programs": {"program_id": ["P", "Q"], "unit_id": ["U", "U"]},
        "targets": {"target_id": ["S1", "S2"], "region_id": ["13", "13"]},
        "deliveries": {"program_id": ["P", "P", "Q"], "target_id": ["S1", "S2", "S1"]},
    }
    if eligibility is not None:
        tables["eligibility"] = eligibility
    return irisan.Portfolio.from_tables(**tables)


def test_covered_area_by_eye() -> None:
    # N = 7 crossings at r = 4 targets of c = 3 programs: (7 - 4) / (12 - 4).
    area = irisan.covered_area(SOURCE, [0, 1, 2])
    assert area == irisan.CoveredArea(7, 4, 3, 0, 3 / 8)
    assert irisan.covered_area(SOURCE, [0, 1]).corrected == 2 / 3  # Jaccard
    assert irisan.covered_area(SOURCE, [0]).corrected is None


def test_covered_area_leaves_out_what_could_not_be() -> None:
    # The second could not be at 3, nor at 0, where it is all the same.
    impossible = [0, 0, 2, 2], [0, 3]
    area = irisan.covered_area(SOURCE, [0, 1, 2], impossible=impossible)
    assert area == irisan.CoveredArea(7, 4, 3, 1, 3 / 7)
    held = irisan.Incidence.from_arrays(*impossible)
    assert irisan.covered_area(SOURCE, [0, 1, 2], impossible=held) == area


def test_covered_area_of_a_portfolio_knows_who_is_eligible() -> None:
    assert irisan.covered_area(package(), ["P|U", "Q|U"]).corrected == 0.5
    closed = package({"program_id": ["Q"], "target_id": ["S2"], "state": ["not_eligible"]})
    area = irisan.covered_area(closed, ["P|U", "Q|U"])
    assert (area.impossible, area.corrected) == (1, 1.0)
    nothing = irisan.Incidence.from_arrays([0, 0, 0], [], columns=2)
    assert irisan.covered_area(closed, ["P|U", "Q|U"], impossible=nothing).corrected == 0.5


def test_covered_area_refuses_groups_that_cannot_be() -> None:
    with pytest.raises(irisan.RuleError, match="program lies from 0 to 2, not at 3"):
        irisan.covered_area(SOURCE, [0, 3])
    with pytest.raises(irisan.RuleError, match="stands twice"):
        irisan.covered_area(SOURCE, [1, 1])
    with pytest.raises(irisan.RuleError, match="unknown intervention 'R'"):
        irisan.covered_area(package(), ["P|U", "R"])
    with pytest.raises(irisan.RuleError, match="impossible cells of 1 interventions"):
        irisan.covered_area(SOURCE, [0, 1], impossible=([0, 1], [1]))
