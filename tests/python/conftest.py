"""Packages small enough to count by eye, written where a test may write."""

from collections.abc import Callable
from pathlib import Path

import pytest

Package = Callable[..., Path]

TWO_OFFICES = {
    "regions": "region_id,name,kind\nR1,Agam,city_or_regency\n",
    "units": "unit_id,name\nA,Office A\nB,Office B\n",
    "targets": "target_id,name,region_id\nS1,SD 1,R1\nS2,SD 2,R1\nS3,SD 3,R1\n",
    "activities": "activity_id,name\nworkshop,Workshop\n",
    "programs": "program_id,name,unit_id\nP,Tablets,A\nQ,Books,B\n",
    "deliveries": (
        "program_id,target_id,activity_id,audience,start,end,cost\n"
        "P,S1,workshop,teacher,2023-01-10,2023-01-20,1000\n"
        "P,S2,workshop,teacher,2023-01-10,2023-01-20,\n"
        "Q,S2,workshop,teacher,2023-01-15,2023-01-25,500\n"
        "Q,S3,workshop,principal,2023-03-01,2023-03-02,\n"
    ),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-golden", action="store_true", help="write golden files anew")


@pytest.fixture(scope="session")
def west_sumatra() -> Path:
    return Path(__file__).parents[2] / "examples" / "west_sumatra"


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """Writes two offices that meet at S2; a keyword replaces a table."""

    def write(**changes: str) -> Path:
        folder = tmp_path / "package"
        folder.mkdir(exist_ok=True)
        for name, text in {**TWO_OFFICES, **changes}.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def broken(package: Package) -> Path:
    """A package whose fourth delivery, on line 5, names a target that is not there."""
    deliveries = TWO_OFFICES["deliveries"].replace("Q,S3", "Q,S33")
    return package(deliveries=deliveries)
