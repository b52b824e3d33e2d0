"""Writes the pages that tests/page looks at: make_reports.py COMMAND FOLDER."""

import json
import random
import subprocess
import sys
from pathlib import Path

COMMAND, OUT = sys.argv[1], Path(sys.argv[2])
ROOT = Path(__file__).resolve().parents[2]


def irisan(*arguments: object) -> None:
    subprocess.run(
        [COMMAND, *map(str, arguments)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def hostile() -> Path:
    """Names that try to leave their place."""
    folder = OUT / "hostile-tables"
    folder.mkdir()
    name = "</script><script>window.broken=1</script><img src=x onerror=window.broken=1> \u202egnol\u202c ''"
    tables = {
        "regions": f"region_id,name,kind\nR1,{name},city_or_regency\nR2,{name} 2,city_or_regency\n",
        "units": f'unit_id,name\nA,{name} A\nB,"B ""quoted"" & <b>bold</b>"\n',
        "targets": f"target_id,name,region_id\nS1,{name} S1,R1\nS2,=cmd|' /C calc'!A0,R2\n",
        "activities": f"activity_id,name\nW,{name} W\n",
        "programs": f"program_id,name,unit_id\nP,{name} P,A\nQ,{name} Q,B\n",
        "deliveries": "program_id,target_id,activity_id,audience,start,end\n"
        + "".join(f"{p},S{s},W,teacher,2023-01-10,2023-01-20\n" for p in "PQ" for s in (1, 2)),
    }
    for table, text in tables.items():
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    (folder / "irisan.toml").write_text("[overlap]\nnulls = []\n")
    outline = [[[100, 0], [101, 0], [101, 1], [100, 1], [100, 0]]]
    features = [
        {
            "type": "Feature",
            "properties": {"region_id": f"R{r}"},
            "geometry": {"type": "Polygon", "coordinates": [[[x + r, y] for x, y in outline[0]]]},
        }
        for r in (1, 2)
    ]
    (folder / "regions.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features})
    )
    return folder


def divided() -> None:
    """A report with a division of responsibility, made of the example's own ids."""
    report = json.loads((OUT / "west_sumatra/report.json").read_text())

    def both(text: str) -> dict[str, str]:
        return {"en": text, "id": text}

    piece = {
        "id": "KM-KOMPETENSI|teacher|13.06",
        "activity": "KM-KOMPETENSI",
        "audience": "teacher",
        "region": "13.06",
        "level": None,
        "targets": 30,
        "deliveries": 60,
        "cost": 1000,
        "needy": 8,
        "not_served": 2,
        "state": "decided",
        "lead": "BGP",
        "supports": ["BPMP"],
        "today": [{"unit": u, "targets": 20, "deliveries": 30} for u in ("BGP", "BPMP")],
        "hands_over": ["BPMP"],
        "runner_up": "BPMP",
        "difference": 5,
        "agreement": None,
        "reason": both("BGP reaches more of them"),
        "would_change": both("half the capacity of BGP"),
    }
    report["division"] = {
        "weighed_by": "targets",
        "cost": 10,
        "lower_bound": 10,
        "proven": True,
        "excess": 0,
        "short": None,
        "pieces": [
            piece,
            {
                **piece,
                "id": "open",
                "region": "13.71",
                "state": "open",
                "lead": None,
                "supports": [],
            },
        ],
        "units": [
            {
                "unit": u,
                "load_now": 50,
                "load_then": 40,
                "capacity": 60,
                "pieces_now": 2,
                "pieces_then": 1,
                "regions_now": ["13.06"],
                "regions_then": ["13.06"],
                "gains": [],
                "hands_over": [],
            }
            for u in ("BGP", "BPMP")
        ],
        "authorities": [
            {
                "authority": "PEMDA-13.06",
                "activity": "KM",
                "units_now": ["BGP", "BPMP"],
                "units_then": ["BGP"],
            }
        ],
        "before_after": [
            {"figure": f, "before": 10, "after": 4}
            for f in (
                "overlaps",
                "overlap_targets",
                "duplications",
                "duplication_targets",
                "value_at_stake",
                "contacts",
                "meetings",
                "units_per_theme_and_region",
                "needs_not_served",
            )
        ],
        "transition": [
            {
                "step": 1,
                "piece": piece["id"],
                "from": "BPMP",
                "to": "BGP",
                "needy": 8,
                "reason": both("most in need"),
            }
        ],
        "raci": [
            {
                "activity": "KM",
                "kind": "KM-KOMPETENSI",
                "audience": "teacher",
                "region": "13.06",
                "accountable": "BGP",
                "responsible": ["BGP"],
                "support": ["BPMP"],
            }
        ],
    }
    report["workplan"] = [
        {
            "unit": u,
            "period": "2024",
            "role": role,
            "activity": "KM-KOMPETENSI",
            "audience": "teacher",
            "region": "13.06",
            "targets": ["10300269"],
            "quantity": 8,
            "quantity_unit": "jp",
            "cost": 2000000,
            "indicator": None,
            "goal": None,
            "due": "2024-06-30",
            "coordinate_with": [other],
            "why": both("need first"),
        }
        for u, other, role in (("BGP", "BPMP", "lead"), ("BPMP", "BGP", "support"))
    ]
    folder = OUT / "divided"
    folder.mkdir()
    (folder / "report.json").write_text(json.dumps(report))
    (folder / "register.json").write_bytes((OUT / "west_sumatra/register.json").read_bytes())
    irisan("page", folder)
    irisan("page", folder, "--for", "unit=BPMP", "-o", folder / "bpmp.html")


def large(targets: int, programs: int, findings: int) -> None:
    """A report of national size: 34 provinces, 514 regencies, what irisan would write of them."""
    draw = random.Random(1)
    report = json.loads((OUT / "west_sumatra/report.json").read_text())
    small = json.loads((OUT / "west_sumatra/register.json").read_text())
    register = {
        name: {"rows": 0, "refers": t["refers"], "columns": {c: [] for c in t["columns"]}}
        for name, t in small.items()
    }

    def fill(table: str, rows: int, **columns: object) -> None:
        t = register[table]
        t["rows"] = rows
        for column in t["columns"]:
            make = columns.get(column, -1 if column in t["refers"] else None)
            t["columns"][column] = (
                [make(i) for i in range(rows)] if callable(make) else [make] * rows
            )

    words = [
        "province",
        "city_or_regency",
        "school",
        "SD",
        "SMP",
        "teacher",
        "principal",
        "done",
        "planned",
        "local_government",
    ]
    fill("words", len(words), id=words.__getitem__)
    provinces, regencies, units = 34, 514, 80
    fill(
        "regions",
        provinces + regencies,
        id=lambda i: f"{i + 11}" if i < provinces else f"R{i}",
        name=lambda i: f"Provinsi {i}" if i < provinces else f"Kabupaten Contoh {i}",
        kind=lambda i: int(i >= provinces),
        parent=lambda i: -1 if i < provinces else i % provinces,
        latitude=lambda i: draw.uniform(-10, 5),
        longitude=lambda i: draw.uniform(95, 140),
    )
    fill(
        "units", units, id=lambda i: f"U{i}", name=lambda i: f"Balai Contoh {i}", kind=lambda i: -1
    )
    fill(
        "targets",
        targets,
        id=lambda i: f"{10000000 + i}",
        name=lambda i: f"SD Negeri {i} Contoh",
        kind=lambda i: 2,
        level=lambda i: 3 + i % 2,
        region=lambda i: provinces + i % regencies,
        students=lambda i: 100 + i % 400,
        teachers=lambda i: 5 + i % 30,
    )
    fill(
        "activities",
        60,
        id=lambda i: f"A{i}",
        name=lambda i: f"Kegiatan contoh {i}",
        parent=lambda i: i % 6 if i >= 6 else -1,
        theme=lambda i: i % 6,
        kind=lambda i: i,
    )
    fill(
        "programs",
        programs,
        id=lambda i: f"P{i}",
        name=lambda i: f"Program contoh {i}",
        unit=lambda i: i % units,
    )
    reached = sorted({(draw.randrange(programs), draw.randrange(targets)) for _ in range(600_000)})
    fill(
        "periods",
        300,
        start=lambda i: 19358 + i,
        start_by=lambda i: 19358 + i,
        end_from=lambda i: 19360 + i,
        end=lambda i: 19360 + i,
    )
    fill(
        "deliveries",
        len(reached),
        key=lambda i: f"D{i}",
        program=lambda i: reached[i][0],
        unit=lambda i: reached[i][0] % units,
        target=lambda i: reached[i][1],
        activity=lambda i: i % 60,
        audience=lambda i: 5 + i % 2,
        when=lambda i: i * 7 % 300,
        participants=lambda i: 1 + i % 30,
        cost=lambda i: 1000 * (i % 900),
        status=lambda i: 7,
    )
    fill(
        "interventions",
        programs,
        program=lambda i: i,
        unit=lambda i: i % units,
        cluster=lambda i: i // 50,
    )
    fill(
        "reached",
        len(reached),
        intervention=lambda i: reached[i][0],
        target=lambda i: reached[i][1],
    )
    kinds = [k["kind"] for k in report["figures"]["findings"]]
    pattern = report["findings"][0]
    sentence = pattern["sentence"]
    report["findings"] = [
        {
            **pattern,
            "id": f"{kinds[i % 11]}-{i:016x}",
            "kind": kinds[i % 11],
            "programs": [f"P{i % programs}", f"P{i * 7 % programs}"],
            "units": [f"U{i % units}", f"U{i * 7 % units}"],
            "activity": f"A{i % 60}",
            "region": f"R{provinces + i % regencies}",
            "severity": ("high", "medium", "low")[i % 3],
            "targets": [f"{10000000 + (i * 31 + k * regencies) % targets}" for k in range(12)],
            "target_count": 12,
            "rows": [f"D{(i * 13 + k) % len(reached)}" for k in range(8)],
            "sentence": {lang: f"{text} ({i})" for lang, text in sentence.items()},
        }
        for i in range(findings)
    ]
    for k in report["figures"]["findings"]:
        k["all"] = k["not_yet_planned"] = k["open"] = findings // 11
    report["most_important"] = [f["id"] for f in report["findings"][:5]]
    row = report["coverage"][0]
    report["coverage"] = [
        {**row, "region": f"R{provinces + r}", "needy": 20 + r % 30, "not_served": r % 20}
        for r in range(regencies)
    ]
    report["interventions"], report["goals"] = [], []
    report["title"] = "Laporan ukuran nasional (buatan)"
    folder = OUT / "large"
    folder.mkdir()
    (folder / "report.json").write_text(json.dumps(report))
    (folder / "register.json").write_text(json.dumps(register))
    irisan("page", folder)


def since() -> None:
    """West Sumatra as it was known in August, and what has changed by the end; for all and for one reader."""
    earlier, later = OUT / "earlier", OUT / "since"
    irisan(
        "audit",
        ROOT / "examples/west_sumatra",
        "--to",
        "2023-08-31",
        "--as-of",
        "2023-08-31",
        "-o",
        earlier,
    )
    irisan("audit", ROOT / "examples/west_sumatra", "--since", earlier, "-o", later)
    irisan("page", later, "--for", "unit=BGP", "-o", later / "bgp.html")


def main() -> None:
    irisan("audit", ROOT / "examples/west_sumatra", "-o", OUT / "west_sumatra")
    irisan("audit", ROOT / "examples/three_w", "-o", OUT / "three_w")
    irisan(
        "audit",
        ROOT / "examples/west_sumatra",
        "--without",
        "PSP",
        "--lang",
        "en",
        "-o",
        OUT / "without",
    )
    since()
    irisan("audit", hostile(), "-o", OUT / "hostile")
    for reader, file in (
        ("unit=BGP", "unit"),
        ("region=13.71", "region"),
        ("target=XSD00139", "target"),
    ):
        irisan("page", OUT / "west_sumatra", "--for", reader, "-o", OUT / f"{file}.html")
    divided()
    large(200_000, 10_000, 50_000)


main()
