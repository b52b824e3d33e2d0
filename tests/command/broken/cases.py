"""Packages that are broken in one way each, and what the command must say about them.

Each case changes a package that is right. `says` is what stands in the message, `where` the file and
line it names; `check` is the exit code of `irisan check`: 1 where the tables have a problem, 2 where
they could not be read at all.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

RIGHT = {
    "regions.csv": "region_id,name,parent_id,kind\n13,Sumatera Barat,,province\n13.06,Agam,13,city_or_regency\n",
    "units.csv": "unit_id,name,kind\nBPMP,BPMP,technical_unit\nBGP,BGP,technical_unit\n",
    "targets.csv": "target_id,name,kind,region_id,teachers\n10300001,SD 1,school,13.06,10\n10300002,SD 2,school,13.06,12\n",
    "activities.csv": "activity_id,name,parent_id\nT,Kurikulum,\nK,Pelatihan,T\nA,Lokakarya,K\n",
    "programs.csv": "program_id,name,unit_id\nP,Program P,BPMP\nQ,Program Q,BGP\n",
    "deliveries.csv": "delivery_id,program_id,target_id,activity_id,audience,start,end,participants,cost,status\n"
    "D1,P,10300001,A,teacher,2023-07-01,2023-07-05,8,500000,done\n"
    "D2,Q,10300001,A,teacher,2023-07-03,2023-07-09,6,700000,done\n",
}


def write_right(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in RIGHT.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


@dataclass
class Case:
    name: str
    breaks: Callable[[Path], None]
    says: str
    where: str = ""
    check: int = 1
    arguments: list[str] = field(default_factory=list)


def text(file: str, content: str | bytes) -> Callable[[Path], None]:
    data = content.encode() if isinstance(content, str) else content
    return lambda folder: (folder / file).write_bytes(data)


def swap(file: str, old: str, new: str | bytes) -> Callable[[Path], None]:
    """Replaces the first occurrence of a piece of a file."""

    def breaks(folder: Path) -> None:
        data = (folder / file).read_bytes()
        assert old.encode() in data, (file, old)
        data = data.replace(old.encode(), new.encode() if isinstance(new, str) else new, 1)
        (folder / file).write_bytes(data)

    return breaks


def package(content: object) -> Callable[[Path], None]:
    return text("datapackage.json", content if isinstance(content, str) else json.dumps(content))


def resources(**changes: dict) -> dict:
    """A description of the right package; a resource may be changed by its name."""
    names = [name.removesuffix(".csv") for name in RIGHT]
    return {"resources": [{"name": n, "path": n + ".csv", **changes.get(n, {})} for n in names]}


def remove(file: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).unlink()


def as_folder(file: str) -> Callable[[Path], None]:
    def breaks(folder: Path) -> None:
        (folder / file).unlink(missing_ok=True)
        (folder / file).mkdir()

    return breaks


JUNK = bytes((i * 7919 + i // 3) % 256 for i in range(5000))
DELIVERIES = RIGHT["deliveries.csv"]

CASES = [
    # bytes that are no text
    Case(
        "latin-1 as UTF-8",
        swap("targets.csv", "SD 2", b"SD caf\xe9"),
        "is not UTF-8",
        "targets.csv, line 3",
    ),
    Case(
        "UTF-16",
        text("deliveries.csv", DELIVERIES.encode("utf-16")),
        "UTF-16",
        "deliveries.csv, line 1",
    ),
    Case(
        "UTF-16 without a mark",
        text("deliveries.csv", DELIVERIES.encode("utf-16-le")),
        "0x00",
        "deliveries.csv, line 1",
    ),
    Case("zero bytes", swap("targets.csv", "SD 2", b"SD\x00 2"), "0x00", "targets.csv, line 3"),
    Case(
        "zero bytes in the header",
        swap("targets.csv", "name", b"na\x00me"),
        "0x00",
        "targets.csv, line 1",
    ),
    Case("binary junk", text("deliveries.csv", JUNK), "", "deliveries.csv, line"),
    Case(
        "a picture in place of a table",
        text("units.csv", b"\x89PNG\r\n\x1a\n" + JUNK),
        "is not UTF-8",
        "units.csv, line 1",
    ),
    Case(
        "a zip (an Excel workbook) in place of a table",
        text("units.csv", b"PK\x03\x04" + JUNK),
        "",
        "units.csv, line",
    ),
    Case(
        "half a character at the end",
        swap("deliveries.csv", "700000,done\n", b"700000,\xc3"),
        "is not UTF-8",
        "deliveries.csv, line 3",
    ),
    # the form of the table
    Case(
        "an open quote", swap("targets.csv", "SD 1", '"SD 1'), "never closed", "targets.csv, line 2"
    ),
    Case(
        "an open quote in the last cell",
        swap("deliveries.csv", "700000,done\n", '700000,"'),
        "never closed",
        "deliveries.csv, line 3",
    ),
    Case(
        "text behind a quote",
        swap("targets.csv", "SD 1", '"SD" 1'),
        "behind a closing quote",
        "targets.csv, line 2",
    ),
    Case(
        "a short row",
        swap(
            "deliveries.csv", "D2,Q,10300001,A,teacher,2023-07-03,2023-07-09,6,700000,done", "D2,Q"
        ),
        "2 cells, the header 10",
        "deliveries.csv, line 3",
    ),
    Case(
        "a long row",
        swap("units.csv", "BGP,BGP,technical_unit", "BGP,BGP,technical_unit,x,y"),
        "5 cells, the header 3",
        "units.csv, line 3",
    ),
    Case(
        "a comma that was not quoted",
        swap("targets.csv", "SD 2", "SD 2, Agam"),
        "6 cells, the header 5",
        "targets.csv, line 3",
    ),
    Case(
        "a header that stands twice",
        swap("units.csv", "name,kind", "name,name"),
        "'name' stands twice",
        "units.csv, line 1",
    ),
    Case("an empty file", text("deliveries.csv", ""), "no header", "deliveries.csv, line 1"),
    Case("blank lines only", text("deliveries.csv", "\n\n\r\n"), "no header", "deliveries.csv"),
    Case("a mark alone", text("deliveries.csv", b"\xef\xbb\xbf"), "no header", "deliveries.csv"),
    Case(
        "no header at all",
        swap("units.csv", "unit_id,name,kind\n", ""),
        "column 'unit_id' is missing",
        "units.csv",
    ),
    Case(
        "another delimiter in the rows",
        swap("units.csv", "BPMP,BPMP,technical_unit", "BPMP;BPMP;technical_unit"),
        "1 cells, the header 3",
        "units.csv, line 2",
    ),
    # tables and columns
    Case("a table is missing", remove("targets.csv"), "table 'targets' is missing"),
    Case(
        "a column is missing",
        swap("programs.csv", "unit_id", "unit"),
        "column 'unit_id' is missing",
        "programs.csv",
    ),
    Case(
        "a required cell is empty",
        swap("programs.csv", "Program Q,BGP", "Program Q,"),
        "unit_id",
        "programs.csv, line 3",
    ),
    Case(
        "the table of deliveries is missing",
        remove("deliveries.csv"),
        "table 'deliveries' is missing",
    ),
    # keys
    Case(
        "an unknown target",
        swap("deliveries.csv", "Q,10300001", "Q,10300009"),
        "unknown target '10300009'; the nearest is",
        "deliveries.csv, line 3",
    ),
    Case(
        "an unknown program",
        swap("deliveries.csv", "D1,P,", "D1,X,"),
        "unknown program 'X'",
        "deliveries.csv, line 2",
    ),
    Case(
        "an unknown unit",
        swap("programs.csv", "Q,BGP", "Q,BGPP"),
        "unknown unit 'BGPP'; the nearest is 'BGP'",
        "programs.csv, line 3",
    ),
    Case(
        "an unknown region",
        swap("targets.csv", "school,13.06", "school,13.99"),
        "unknown region '13.99'",
        "targets.csv, line 2",
    ),
    Case(
        "an unknown activity",
        swap("deliveries.csv", "10300001,A,", "10300001,Z,"),
        "unknown activity 'Z'",
        "deliveries.csv, line 2",
    ),
    Case(
        "an id stripped of its zeros",
        lambda f: (
            swap("targets.csv", "10300001", "00300001")(f),
            swap("deliveries.csv", "P,10300001", "P,300001")(f),
        ),
        "unknown target '300001'",
        "deliveries.csv, line 2",
    ),
    Case(
        "an id that a spreadsheet made a number",
        swap("deliveries.csv", "P,10300001", "P,1.03E+07"),
        "unknown target '1.03E+07'",
        "deliveries.csv, line 2",
    ),
    Case(
        "a key that stands twice",
        swap("targets.csv", "10300002", "10300001"),
        "target '10300001' is listed 2 times",
        "targets.csv, line 2",
    ),
    Case(
        "a delivery that stands twice",
        swap("deliveries.csv", "D2,", "D1,"),
        "delivery 'D1' is listed 2 times",
        "deliveries.csv, line 2",
    ),
    # trees
    Case(
        "a circle of regions",
        swap("regions.csv", "Sumatera Barat,,", "Sumatera Barat,13.06,"),
        "run in a circle: 13 → 13.06 → 13",
        "regions.csv, line 2",
    ),
    Case(
        "a region inside itself",
        swap("regions.csv", "Agam,13,", "Agam,13.06,"),
        "run in a circle",
        "regions.csv, line 3",
    ),
    Case(
        "a circle of activities",
        swap("activities.csv", "T,Kurikulum,", "T,Kurikulum,A"),
        "run in a circle",
        "activities.csv, line 4",
    ),
    Case(
        "groups within each other",
        text("memberships.csv", "group_id,member_id\n10300001,10300002\n10300002,10300001\n"),
        "run in a circle",
        "memberships.csv, line",
    ),
    Case(
        "a succession that leads back",
        text("successions.csv", "table,old_id,new_id\nunits,X,Y\nunits,Y,X\n"),
        "after itself",
        "successions.csv, line",
    ),
    # values
    Case(
        "an end before its start",
        swap("deliveries.csv", "2023-07-05", "2023-06-05"),
        "ends '2023-06-05' before it starts '2023-07-01'",
        "deliveries.csv, line 2",
    ),
    Case(
        "a negative cost",
        swap("deliveries.csv", "500000", "-500000"),
        "'-500000' is negative",
        "deliveries.csv, line 2",
    ),
    Case(
        "a negative count",
        swap("targets.csv", "13.06,10", "13.06,-10"),
        "'-10' is negative",
        "targets.csv, line 2",
    ),
    Case(
        "a cost that is no number",
        swap("deliveries.csv", "500000", "banyak"),
        "'banyak' is not a number",
        "deliveries.csv, line 2",
    ),
    Case(
        "a cost with undeclared marks",
        swap("deliveries.csv", "500000", "500.000.000"),
        "'500.000.000' is not a number",
        "deliveries.csv, line 2",
    ),
    Case(
        "a cost that does not fit",
        swap("deliveries.csv", "500000", "9" * 40),
        "does not fit",
        "deliveries.csv, line 2",
    ),
    Case(
        "a cost with a fraction",
        swap("deliveries.csv", "500000", "500000.50"),
        "decimals",
        "deliveries.csv, line 2",
    ),
    Case(
        "infinite participants",
        swap("deliveries.csv", "2023-07-05,8,", "2023-07-05,inf,"),
        "'inf' is not a number",
        "deliveries.csv, line 2",
    ),
    Case(
        "a date that is none",
        swap("deliveries.csv", "2023-07-01", "2023-02-30"),
        "'2023-02-30' is not a date",
        "deliveries.csv, line 2",
    ),
    Case(
        "a date in another order",
        swap("deliveries.csv", "2023-07-01", "01/07/2023"),
        "'01/07/2023' is not a date",
        "deliveries.csv, line 2",
    ),
    Case(
        "a status that is none",
        swap("deliveries.csv", ",done", ",selesai"),
        "'selesai' is none of planned, done, cancelled",
        "deliveries.csv, line 2",
    ),
    Case(
        "a latitude off the earth",
        swap(
            "regions.csv",
            "kind\n13,Sumatera Barat,,province",
            "kind,latitude\n13,Sumatera Barat,,province,-91",
        ),
        "",
        "regions.csv, line",
    ),
    Case(
        "an id of two hundred thousand letters",
        swap("deliveries.csv", "P,10300001", "P," + "x" * 200_000),
        "unknown target",
        "deliveries.csv, line 2",
    ),
    Case(
        "a row of two hundred thousand cells",
        swap("deliveries.csv", ",done\n", "," * 200_000 + "\n"),
        "200009 cells, the header 10",
        "deliveries.csv, line 2",
    ),
    Case(
        "a plan that is its own",
        lambda f: text(
            "deliveries.csv",
            "delivery_id,program_id,target_id,status,plan_of\nD1,P,10300001,planned,D1\n",
        )(f),
        "plan of itself",
        "deliveries.csv, line 2",
    ),
    # the description
    Case(
        "a description that is no JSON",
        package('{"resources": [\n{"name": "units",}\n]}'),
        "is not JSON",
        "datapackage.json",
        check=2,
    ),
    Case(
        "a description that breaks off",
        package('{"resources": ['),
        "is not JSON",
        "datapackage.json",
        check=2,
    ),
    Case("an empty description", package(""), "is not JSON", "datapackage.json", check=2),
    Case(
        "a description that is a list", package([]), "is not an object", "datapackage.json", check=2
    ),
    Case(
        "a description deeper than any",
        package("[" * 100_000),
        "is not JSON",
        "datapackage.json",
        check=2,
    ),
    Case(
        "a description without resources",
        package({"name": "x"}),
        "resources",
        "datapackage.json",
        check=2,
    ),
    Case(
        "a file that is not there",
        package(resources(units={"path": "offices.csv"})),
        "file 'offices.csv' does not exist",
        "datapackage.json",
        check=2,
    ),
    Case(
        "a path outside",
        package(resources(units={"path": "../units.csv"})),
        "must lie inside the package",
        "datapackage.json",
        check=2,
    ),
    Case(
        "a path from the root",
        package(resources(units={"path": "/etc/passwd"})),
        "must lie inside the package",
        "datapackage.json",
        check=2,
    ),
    Case(
        "a path on the web",
        package(resources(units={"path": "https://example.org/units.csv"})),
        "must lie inside the package",
        "datapackage.json",
        check=2,
    ),
    Case(
        "an encoding that is not known",
        package(resources(units={"encoding": "utf-99"})),
        "encoding 'utf-99'",
        "datapackage.json",
        check=2,
    ),
    Case(
        "the wrong delimiter declared",
        package(resources(units={"dialect": {"delimiter": "|"}})),
        "column 'unit_id' is missing",
        "units.csv",
    ),
    Case(
        "a header row that is not there",
        package(resources(units={"dialect": {"headerRows": [9]}})),
        "no header",
        "units.csv",
    ),
    Case(
        "columns declared too few for a file without a header",
        package(
            resources(
                units={"dialect": {"header": False}, "schema": {"fields": [{"name": "unit_id"}]}}
            )
        ),
        "3 cells, the header 1",
        "units.csv, line 1",
    ),
    Case(
        "a mapping that is not there",
        package({**resources(), "irisan:mapping": "none.toml"}),
        "none.toml",
        check=2,
    ),
    Case(
        "a folder in place of a file",
        lambda f: (as_folder("units.csv")(f), package(resources())(f)),
        "is a folder",
        check=2,
    ),
    Case(
        "a folder in place of the description",
        as_folder("datapackage.json"),
        "is a folder",
        "datapackage.json",
        check=2,
    ),
    # rules and mappings
    Case(
        "rules that are no TOML",
        text("irisan.toml", "[overlap\nwindow_days = 3\n"),
        "irisan.toml, line 1",
        check=0,
    ),
    Case(
        "a rule that is not known",
        text("irisan.toml", "[overlap]\nwindow_day = 3\n"),
        "the nearest is 'overlap.window_days'",
        "irisan.toml, line 2",
        check=0,
    ),
    Case(
        "a rule out of range",
        text("irisan.toml", "[overlap]\nwindow_days = -3\n"),
        "not from 0 to 36500",
        "irisan.toml, line 2",
        check=0,
    ),
    Case("rules that are no text", text("irisan.toml", JUNK), "irisan.toml, line", check=0),
    Case(
        "a folder in place of the rules",
        as_folder("irisan.toml"),
        "is a folder",
        "irisan.toml",
        check=0,
    ),
    # the whole
    Case(
        "a folder without any table",
        lambda f: [p.unlink() for p in f.iterdir()],
        "no table of irisan",
        check=2,
    ),
]
