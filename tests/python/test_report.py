"""The audit and its report."""

import datetime
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

import irisan

from .conftest import Package


@pytest.fixture(scope="module")
def report(west_sumatra: Path) -> irisan.Report:
    return irisan.audit(west_sumatra)


def test_audit_of_path_tables_and_portfolio_are_the_same(
    west_sumatra: Path, report: irisan.Report
) -> None:
    tables = irisan.read(west_sumatra)
    assert irisan.audit(tables).to_json() == report.to_json()
    assert irisan.audit(irisan.Portfolio(tables)).to_json() == report.to_json()


def test_audit_is_the_same_bytes_for_any_number_of_threads(
    west_sumatra: Path, tmp_path: Path
) -> None:
    for threads in (1, 2):
        irisan.audit(west_sumatra, threads=threads).write(tmp_path / str(threads))
    for one in sorted((tmp_path / "1").iterdir()):
        assert one.read_bytes() == (tmp_path / "2" / one.name).read_bytes()


def test_json_names_what_the_columns_hold(report: irisan.Report) -> None:
    findings = json.loads(report.to_json())["findings"]
    table = report.findings.to_arrow()
    assert len(report.findings) == len(findings) > 0
    assert table["finding_id"].to_pylist() == [f["id"] for f in findings]
    assert table["kind"].to_pylist() == [f["kind"] for f in findings]
    assert table["planned"].to_pylist() == [f["planned"] for f in findings]
    assert table["programs"].to_pylist() == [f["programs"] for f in findings]
    assert table["target_ids"].to_pylist() == [f["targets"] for f in findings]
    assert table["rows"].to_pylist() == [f["rows"] for f in findings]
    assert table["value"].to_pylist() == [f["value"]["amount"] for f in findings]
    assert table["sentence_id"].to_pylist() == [f["sentence"]["id"] for f in findings]
    for name in ("shared", "certain", "possible", "people_most", "deliveries"):
        assert table[name].to_pylist() == [f["evidence"].get(name) for f in findings]
    strata = [f["evidence"].get("chance", {}).get("stratified", {}) for f in findings]
    for name in ("expected", "ln_p", "ln_q"):
        assert table[name].to_pylist() == [s.get(name) for s in strata]
        assert any(s.get(name) is not None for s in strata)
    for name in ("certain_days", "possible_days"):
        assert table[name].to_pylist() == [
            f["evidence"].get("time", {}).get(name) for f in findings
        ]
    days = [d and d.isoformat() for d in table["first_day"].to_pylist()]
    assert days == [f["first_day"] for f in findings]


def test_columns_are_numpy_arrays_of_their_own_type(report: irisan.Report) -> None:
    findings = report.findings
    assert findings.column("planned").dtype == np.bool_
    assert findings.column("targets").dtype == np.int64
    assert findings.column("first_day").dtype == np.dtype("datetime64[D]")
    assert findings.column("kind").dtype == object
    assert set(findings.column("kind")) <= {
        "duplication",
        "overlap",
        "double_reporting",
        "fragmentation",
        "undivided_mandate",
        "outside_mandate",
        "gap",
        "mistargeting",
        "redundancy",
        "crowding",
        "coordination_load",
    }
    decided = findings.column("decision")
    assert all(d is None or isinstance(d, str) for d in decided)
    shared = findings.column("shared")
    assert shared.dtype == np.float64
    assert np.isnan(shared[findings.column("kind") == "fragmentation"]).all()


def test_pairs_of_a_report_name_its_interventions(report: irisan.Report) -> None:
    pairs = report.pairs.to_arrow()
    assert set(pairs["first"].to_pylist()) <= set(report.interventions.column("id"))
    assert pa.types.is_dictionary(pairs["first"].type)
    assert pairs.column_names[:5] == ["first", "second", "shared", "first_size", "second_size"]
    assert pairs.column_names[-1] == "odds_ratio"


def test_pairs_are_those_of_the_file(report: irisan.Report, tmp_path: Path) -> None:
    from pyarrow import csv

    report.write(tmp_path)
    file = csv.read_csv(tmp_path / "pairs.csv")
    assert file.column_names == report.pairs.column_names
    assert file.to_pydict() == report.pairs.to_arrow().to_pydict()


def test_report_knows_its_day_title_and_rules(report: irisan.Report) -> None:
    assert report.as_of == datetime.date(2023, 11, 30)
    assert isinstance(report.title, str)
    assert report.rules == irisan.Rules()
    assert isinstance(report.problems, irisan.Problems)


def test_summary_is_in_the_language_asked(report: irisan.Report) -> None:
    indonesian = report.summary()
    assert report.summary(language="id") == indonesian
    english = report.summary(language="en")
    assert english != indonesian
    assert report.summary() == indonesian
    with pytest.raises(irisan.RuleError, match="language is id or en, not 'fr'"):
        report.summary(language="fr")  # type: ignore[arg-type]


def test_audit_takes_a_language(west_sumatra: Path, report: irisan.Report) -> None:
    english = irisan.audit(west_sumatra, language="en")
    assert english.summary() == report.summary(language="en")
    assert english.rules["language"] == "en"
    with pytest.raises(irisan.RuleError, match="'language' must be 'id' or 'en'"):
        irisan.audit(west_sumatra, language="fr")  # type: ignore[arg-type]


def test_write_puts_every_file_or_none(report: irisan.Report, tmp_path: Path) -> None:
    names = [
        "coverage.csv",
        "deliveries_needed.csv",
        "division.csv",
        "findings.csv",
        "page.html",
        "pairs.csv",
        "priorities.csv",
        "raci.csv",
        "ranks.csv",
        "redundancy.json",
        "register.json",
        "report.json",
        "summary.txt",
        "workplan.csv",
    ]
    report.write(tmp_path / "out")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == names
    assert (tmp_path / "out" / "report.json").read_text(encoding="utf-8") == report.to_json()
    assert (tmp_path / "out" / "page.html").read_text(encoding="utf-8") == report.to_html()
    report.write(tmp_path / "excel", excel=True)
    assert (tmp_path / "excel" / "findings.csv").read_bytes().startswith(b"\xef\xbb\xbffinding_id;")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(irisan.WriteError, match="file"):
        report.write(tmp_path / "file")


def test_to_html_is_one_page_that_asks_nobody(report: irisan.Report) -> None:
    html = report.to_html()
    assert html.startswith("<!doctype html>")
    assert "default-src 'none'" in html
    assert report.title in html


def test_audit_takes_dates_region_and_unit(package: Package) -> None:
    folder = package()
    day = datetime.date(2023, 3, 1)
    late = irisan.audit(folder, from_=day)
    assert late.interventions.column("id").tolist() == ["Q|B"]
    assert irisan.audit(folder, from_="2023-03-01").to_json() == late.to_json()
    assert irisan.audit(folder, to="2023-01-12").interventions.column("id").tolist() == ["P|A"]
    assert irisan.audit(folder, as_of=day).as_of == day
    assert irisan.audit(folder, region="R1", unit="A").findings.column("units")[0].tolist() == [
        "A",
        "B",
    ]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"from_": "yesterday"}, "from 'yesterday' is not a date"),
        ({"to": "2023-13"}, "to '2023-13' is not a date"),
        ({"as_of": "x"}, "as_of 'x' is not a date"),
        ({"from_": "2023-02", "to": "2023-01"}, "to '2023-01' lies before from '2023-02'"),
        ({"region": "r1"}, "unknown region 'r1'; the nearest is 'R1'"),
        ({"unit": "nobody"}, "unknown unit 'nobody'"),
        ({"threads": -1}, "threads lies from 0 to 1024"),
        ({"rules": {"overlap.window": 3}}, "unknown rule 'overlap.window'"),
    ],
)
def test_audit_refuses_arguments_that_cannot_be_followed(
    package: Package, arguments: dict[str, object], text: str
) -> None:
    with pytest.raises(irisan.RuleError, match=text):
        irisan.audit(package(), **arguments)  # type: ignore[arg-type]


def test_audit_stops_at_the_limit_of_pairs(west_sumatra: Path) -> None:
    with pytest.raises(irisan.MemoryLimitError, match="more than 3 pairs"):
        irisan.audit(west_sumatra, rules={"pairs.limit": 3})


def test_audit_raises_the_problems_of_tables(broken: Path) -> None:
    with pytest.raises(irisan.InputError) as caught:
        irisan.audit(broken)
    assert caught.value.problems.errors[0].value == "S33"


def test_rules_are_read_from_the_file_beside(package: Package) -> None:
    folder = package()
    (folder / "irisan.toml").write_text('language = "en"\n[overlap]\nwindow_days = 7\n')
    beside = irisan.audit(folder)
    assert beside.rules["overlap.window_days"] == 7
    assert irisan.audit(irisan.read(folder)).to_json() == beside.to_json()
    assert irisan.audit(irisan.Portfolio(folder)).to_json() == beside.to_json()
    assert irisan.audit(folder, rules=folder / "irisan.toml").to_json() == beside.to_json()
    assert irisan.audit(folder, rules=irisan.Rules()).rules["overlap.window_days"] == 365


def test_rules_are_a_mapping_that_changes_into_another() -> None:
    rules = irisan.Rules({"overlap.window_days": 0, "mandate.exempt_kinds": ["partner", "donor"]})
    assert rules["overlap.window_days"] == 0
    assert rules["mandate.exempt_kinds"] == ["partner", "donor"]
    assert rules["language"] == "id"
    assert len(rules) == len(dict(rules)) == len(irisan.Rules())
    assert rules.changed({"overlap.window_days": 365})["overlap.window_days"] == 365
    assert rules["overlap.window_days"] == 0
    assert repr(irisan.Rules()) == "Rules()"
    assert "overlap.window_days" in repr(rules)
    with pytest.raises(KeyError):
        rules["overlap"]


def test_rules_go_to_toml_and_back(tmp_path: Path) -> None:
    rules = irisan.Rules({"language": "en", "severity.high_targets": 99})
    (tmp_path / "irisan.toml").write_text(rules.to_toml(), encoding="utf-8")
    assert irisan.Rules.read(tmp_path / "irisan.toml") == rules


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"overlap.window_day": 1}, "unknown rule .*; the nearest is 'overlap.window_days'"),
        ({"overlap.window_days": -1}, "is -1, not from 0 to 36500"),
        ({"overlap.window_days": 2**70}, "not from 0 to 36500"),
        ({"overlap.window_days": 1.5}, "must be a whole number"),
        ({"overlap.window_days": True}, "must be a whole number"),
        ({"region.level": ""}, "must be a text"),
        ({"mandate.exempt_kinds": "partner"}, "must be a list of texts"),
        ({"mandate.exempt_kinds": [1]}, "must hold texts only"),
        ({"severity.high_targets": 2}, "is below 'severity.medium_targets'"),
        ({"together": "A"}, "must be a list of {'activities'"),
        ({"together": ["A"]}, r"together\[0\] must be {'activities'"),
        ({"together": [{"activities": ["A", "B"]}]}, r"together\[0\] must have a 'reason'"),
        ({"together": [{"activities": ["A"], "reason": "x"}]}, "the ids of two"),
        ({"together": [{"activities": ["A", "A"], "reason": "x"}]}, "together with itself"),
        ({"together": [{"activities": "AB", "reason": "x"}]}, "must be the ids of two"),
        ({"together": [{"activity": ["A", "B"], "reason": "x"}]}, "unknown key 'activity' in"),
    ],
)
def test_rules_refuse_what_cannot_be(changes: dict[str, object], text: str) -> None:
    with pytest.raises(irisan.RuleError, match=text):
        irisan.Rules(changes)


def test_what_belongs_together_is_told_by_a_file_or_by_a_dict(
    package: Package, tmp_path: Path
) -> None:
    folder = package(
        activities="activity_id,name,parent_id\n"
        "T,Curriculum,\nK,Training,T\nA,Workshop,K\nB,Webinar,K\n",
        deliveries="program_id,target_id,activity_id,audience,start,end\n"
        + "".join(
            f"{program},{school},{activity},teacher,2023-07-01,2023-07-05\n"
            for program, activity in (("P", "A"), ("Q", "B"))
            for school in ("S1", "S2")
        ),
    )
    block = {"activities": ["A", "C"], "reason": "one course"}
    with pytest.raises(irisan.RuleError, match=r"together\[0\]: unknown activity 'C'"):
        irisan.audit(folder, rules={"together": [block]})
    block["activities"] = ["A", "B"]
    changes = {"overlap.nulls": [], "together": [block]}
    by_dict = irisan.Rules(changes)
    assert by_dict["together"] == [block]
    assert by_dict.changed({"together": []}) == irisan.Rules({"overlap.nulls": []})
    file = tmp_path / "irisan.toml"
    file.write_text(
        '[overlap]\nnulls = []\n[[together]]\nactivities = ["A", "B"]\nreason = "one course"\n'
    )
    assert irisan.Rules.read(file) == by_dict
    by_file = irisan.audit(folder, rules=file)
    assert irisan.audit(folder, rules=changes).to_json() == by_file.to_json()
    overlap = by_file.findings.filter(kind="overlap").to_arrow()
    assert overlap["planned"].to_pylist() == [True]
    assert "one course" in str(overlap["planned_by_en"][0])


def test_a_file_of_rules_says_its_line(tmp_path: Path) -> None:
    (tmp_path / "irisan.toml").write_text("[overlap]\nwindow_day = 3\n")
    with pytest.raises(irisan.RuleError, match="line 2"):
        irisan.Rules.read(tmp_path / "irisan.toml")
