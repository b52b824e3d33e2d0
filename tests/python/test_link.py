"""Linking two lists: an id decides, names only suggest."""

import os
import random
import subprocess
import sys
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pytest

import irisan
from irisan import display
from irisan.assignment import best_assignment
from irisan.names import NameForms, known_id

pytest.importorskip("rapidfuzz")

forms = NameForms()
names = Path(
    os.environ.get("IRISAN_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")
).joinpath("names", "sma_npsn_name_pairs.csv")


def decided(links: irisan.Links) -> dict[tuple[str, str], str]:
    table = links.to_arrow()
    pairs = zip(table["left_id"].to_pylist(), table["right_id"].to_pylist(), strict=True)
    return dict(zip(pairs, table["decision"].to_pylist(), strict=True))


def linked(left: list[str], right: list[str], **changes: Any) -> dict[tuple[str, str], str]:
    """Names of one regency, linked one to one."""
    table = [{"name": n, "region": ["Kab. Agam"] * len(n)} for n in (left, right)]
    return decided(irisan.link(*table, one_to_one=True, **changes))


# Normal forms


@pytest.mark.parametrize(
    "written",
    [
        "SMAN 1 Lubuk Basung",
        "SMA NEGERI 1 LUBUK BASUNG",
        "SMA N 01 Lubuk Basung",
        "SMA N I Lubuk Basung",
        "SMAN1 LUBUK\u00a0BASUNG",
        "S.M.A.N. 1 Lubuk Basung",
        "UPTD SMAN 1 Lubuk Basung",
        "Sekolah Menengah Atas Negeri 1 Lubuk\u2060 Basung",
        "  sma  negeri 1, lubuk-basung. ",
        "\ufeffSMAN Ⅰ LUBUK BASUNG",
        "ＳＭＡＮ １ LUBUK BASUNG",
        "SMA\u00adN 1 Lúbuk Basung",
    ],
)
def test_spellings_of_one_school_have_one_normal_form(written: str) -> None:
    assert forms(written).text == "sma negeri 1 lubuk basung"


def test_forms_keep_apart_what_differs() -> None:
    written = [
        "SMAN 1 X",
        "SMAN 11 X",
        "SMKN 1 X",
        "SMA 1 X",
        "SMAS 1 X",
        "SMAN 1 X Barat",
        "MAN 1 X",
    ]
    assert len({forms(w).text for w in written}) == len(written)


def test_roman_numerals_count_but_not_at_the_start_of_a_name() -> None:
    assert forms("SMA PGRI IV").numbers == (4,)
    assert forms("SMA PGRI XXIX").numbers == (29,)
    assert forms("Vi Mandiri").numbers == ()
    assert forms("SMA Xaverius IIII").numbers == ()


def test_forms_of_names_without_words_do_not_fail() -> None:
    for odd in (
        "",
        " ",
        "\u2060",
        "'",
        "...",
        "١٢",
        "1" * 5000,
        "\ud83c\udfeb",
        "=SUM(A1)",
        "\x00",
    ):
        forms(odd)


def test_a_form_is_its_own_form() -> None:
    source = random.Random(7)
    words = ["sman", "smp", "uptd", "kota", "kec", "barat", "07", "al", "qur'an", "st", "&"]
    for _ in range(500):
        form = forms(" ".join(source.choices(words, k=source.randint(1, 6))))
        again = forms(form.text)
        assert set(again.words) | {again.kind, again.status} >= set(form.words), form
        assert sorted(again.numbers) == sorted(form.numbers)


def test_users_replace_the_abbreviations(tmp_path: Path) -> None:
    mine = tmp_path / "mine.tsv"
    mine.write_text("# mine\nelementary school\tes\tkind\nes\tes\tkind\n", encoding="utf-8")
    left, right = ["Elementary School 5 North"], ["ES 5 North"]
    assert linked(left, right, name_forms=mine) == {(left[0], right[0]): "accepted"}
    more = NameForms(more={"disparbud": "dinas pariwisata kebudayaan"})
    assert more("Disparbud Agam").run == more("Dinas Pariwisata dan Kebudayaan Agam").run


def test_a_broken_list_of_abbreviations_names_its_line(tmp_path: Path) -> None:
    mine = tmp_path / "mine.tsv"
    mine.write_text("sma\tsma\tkind\nsman\tsma negeri\todd\n", encoding="utf-8")
    with pytest.raises(irisan.RuleError, match=r"mine.tsv, line 2: unknown 'odd'"):
        NameForms(mine)
    mine.write_text("sman\tsma negeri\nsman\tsma\n", encoding="utf-8")
    with pytest.raises(irisan.RuleError, match=r"line 2: 'sman' already means 'sma negeri'"):
        NameForms(mine)
    with pytest.raises(irisan.Error, match=r"nowhere.tsv: No such file"):
        NameForms(tmp_path / "nowhere.tsv")


# Ids


def test_an_id_decides_whatever_the_names_say() -> None:
    left = {"id": ["1", "2"], "name": ["SMAN 1 A", "SMAN 2 B"]}
    right = {"id": ["2", "1"], "name": ["SMAN 1 A", "SMAN 2 B"]}
    links = irisan.link(left, right)
    assert decided(links) == {("1", "1"): "accepted", ("2", "2"): "accepted"}
    assert "numbers differ" in links.column("reasons_en")[0]


def test_unknown_ids_never_equal() -> None:
    unknown = [None, "", " ", "0", "-", "#N/A", "nan", "\u2060", "None"]
    assert [known_id(u) for u in unknown] == [None] * len(unknown)
    left = {"id": unknown, "name": [f"SMA Alpha{chr(97 + i) * 5}" for i in range(9)]}
    right = {"id": unknown, "name": [f"SMK Omega{chr(107 + i) * 5}" for i in range(9)]}
    assert len(irisan.link(left, right).accepted) == 0


def test_ids_that_a_spreadsheet_made_numbers_are_ids() -> None:
    left = {"id": [20325309.0, None], "name": ["A", "B"]}
    right = {"id": ["20325309", "0"], "name": ["C", "D"]}
    assert irisan.link(left, right).to_dict() == {"20325309": "20325309"}


def test_known_ids_that_differ_are_never_accepted() -> None:
    left = {"id": ["7"], "name": ["SMAN 1 Ampek Angkek"], "region": ["Kab. Agam"]}
    right = {
        "id": ["8", "9"],
        "name": ["SMAN 1 Ampek Angkek", "SMAN 2 Ampek Angkek"],
        "region": 2 * ["Kab. Agam"],
    }
    links = irisan.link(left, right)
    assert links.counts() == {"accepted": 0, "review": 1, "rejected": 0}
    assert "ids differ: 7, 8" in links.review.column("reasons_en")[0]
    left["id"] = [""]
    assert irisan.link(left, right).counts()["accepted"] == 1


# Names


def test_numbers_decide_between_schools() -> None:
    left = [f"SMAN {n} Padang" for n in (1, 2, 11, 12, 21)]
    right = [f"SMA Negeri {n} Padang" for n in (11, 1, 12, 3, 111)]
    accepted = {p for p, d in linked(left, right).items() if d == "accepted"}
    assert accepted == {(f"SMAN {n} Padang", f"SMA Negeri {n} Padang") for n in (1, 11, 12)}


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("SMAN 1 Baso", "SMAN 11 Baso", "numbers differ: 1, 11"),
        ("SMAN 1 Baso", "SMKN 1 Baso", "kinds differ: sma, smk"),
        ("SMAN 1 Baso", "SMAS 1 Baso", "status differs: negeri, swasta"),
        ("SMAN 1 Kamang Timur", "SMAN 1 Kamang Barat", "differ: timur, barat"),
        ("SLB A Harapan", "SLB B Harapan", "differ: a, b"),
        ("SMA Islam Harapan", "SMA Kristen Harapan", "differ: islam, kristen"),
    ],
)
def test_what_contradicts_is_rejected_with_the_reason(first: str, second: str, why: str) -> None:
    links = irisan.link({"name": [first]}, {"name": [second]}, review=0.1)
    assert links.counts()["accepted"] == links.counts()["review"] == 0
    # Kinds lie in different blocks if both are known.
    assert len(links) == 0 or why in links.column("reasons_en")[0]


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("SMAN Baso", "SMAN 1 Baso", "number on one side only: 1"),
        ("SMA Baso", "SMAN Baso", "status on one side only: negeri"),
        ("SMAN 1 Kamang", "SMAN 1 Kamang Timur", "on one side only: timur"),
        ("SMAN 3 Banyuasin I", "SMAN 1 Banyuasin III", "numbers in another order"),
        ("SMAN 4", "SMAN 4 Agam", "a name without words of its own"),
        ("Baso", "SMA Baso", "kind on one side only: sma"),
    ],
)
def test_what_stands_on_one_side_only_needs_a_look(first: str, second: str, why: str) -> None:
    table = [{"name": [n], "region": ["Kab. Agam"]} for n in (first, second)]
    links = irisan.link(*table)
    assert links.counts() == {"accepted": 0, "review": 1, "rejected": 0}
    assert why in links.review.column("reasons_en")[0]


def test_reasons_are_given_in_both_languages() -> None:
    region = {"region": ["Kab. Agam"]}

    def reasons(first: str, second: str) -> tuple[str, str]:
        links = irisan.link({"name": [first], **region}, {"name": [second], **region}, review=0.1)
        return links.column("reasons_en")[0], links.column("reasons_id")[0]

    for first, second, en, id_ in [
        ("SMAN 1 Baso", "SMAN 11 Baso", "numbers differ: 1, 11", "nomor berbeda: 1, 11"),
        ("SMAN Baso", "SMAN 1 Baso", "number on one side only: 1", "nomor hanya di satu sisi: 1"),
        ("SMAN 1 Baso", "SMA N 1 BASO", "same name in normal form", "nama sama dalam bentuk baku"),
        ("SMAN 1 Baso", "SMAN 1 Basso", "baso ~ basso", "baso ~ basso"),
        ("SMAN 1 Dwi Saka", "SMAN 1 Dwisaka", "the same but for blanks", "sama kecuali spasi"),
    ]:
        said = reasons(first, second)
        assert en in said[0]
        assert id_ in said[1]
        assert len(said[0].split("; ")) == len(said[1].split("; "))
    links = irisan.link({"id": ["1"]}, {"id": ["1"]})
    assert links.column("reasons_id").tolist() == ["id sama"]


def test_links_are_shown_with_the_reasons_of_the_reader() -> None:
    links = irisan.link({"id": ["1"]}, {"id": ["1"]})
    try:
        for language, shown, hidden in (
            ("en", "same id", "id sama"),
            ("id", "id sama", "same id"),
        ):
            display.set_language(language)  # type: ignore[arg-type]
            page = links._repr_html_()
            assert f"<td>{shown}</td>" in page
            assert f"<td>{hidden}</td>" not in page
    finally:
        display.set_language(None)


@pytest.mark.parametrize("one_to_one", [True, False])
def test_two_schools_of_one_name_are_left_to_people(one_to_one: bool) -> None:
    left = {"name": ["SMA Darul Ulum"], "region": ["Kab. Agam"]}
    right = {
        "key": ["x", "y"],
        "name": ["SMA Darul Ulum", "SMAS DARUL ULUM"],
        "region": 2 * ["Kab. Agam"],
    }
    links = irisan.link(left, right, one_to_one=one_to_one)
    assert links.counts() == {"accepted": 0, "review": 2, "rejected": 0}
    assert "as near: y" in links.review.column("reasons_en")[0]


def test_names_are_compared_within_region_and_level_only() -> None:
    left = {"name": ["SD Harapan", "SD Harapan"], "region": ["Kab. Agam", "Kota Padang"]}
    right = {"name": ["SD Harapan"], "region": ["KAB.  AGAM"]}
    assert decided(irisan.link(left, right)) == {
        ("SD Harapan, Kab. Agam", "SD Harapan"): "accepted"
    }
    left = {"name": ["Harapan"], "level": ["SD"]}
    right = {"name": ["Harapan"], "level": ["SMP"]}
    assert len(irisan.link(left, right)) == 0
    right["level"] = ["Sekolah Dasar"]
    assert irisan.link(left, right).counts()["accepted"] == 1


def test_an_unknown_region_is_no_region_of_its_own() -> None:
    left = {"name": ["SMAN 1 Baso"], "region": [None]}
    right = {"name": ["SMAN 1 Baso", "SMAN 1 Baso"], "region": ["Kab. Agam", "Kab. Solok"]}
    links = irisan.link(left, right)
    assert links.counts() == {"accepted": 0, "review": 2, "rejected": 0}
    assert "region known on one side only" in links.column("reasons_en")[0]


def test_a_city_is_not_the_regency_of_its_name() -> None:
    left = {"name": ["SMAN 1"], "region": ["Kota Kediri"]}
    right = {"name": ["SMAN 1"], "region": ["Kab. Kediri"]}
    assert len(irisan.link(left, right)) == 0
    left["region"] = ["Kediri"]
    assert irisan.link(left, right).counts()["accepted"] == 0
    assert len(irisan.link(left, right)) == 1


def test_synonyms_serve_regions_and_names() -> None:
    left = {"name": ["SMAN 1 Mbay", "Sekolah Ibu"], "region": 2 * ["Kab. Nagakeo"]}
    right = {"name": ["SMAN 1 MBAY", "SMAS Bunda"], "region": 2 * ["Kab. Nagekeo"]}
    assert len(irisan.link(left, right)) == 0
    synonyms = {"Kab. Nagakeo": "Kab. Nagekeo", "Sekolah Ibu": "SMAS Bunda"}
    links = irisan.link(left, right, synonyms=synonyms)
    assert links.to_dict() == {"SMAN 1 Mbay": "SMAN 1 MBAY", "Sekolah Ibu": "SMAS Bunda"}


# Order, threads, one to one


def a_random_list(source: random.Random, size: int) -> dict[str, list[str | None]]:
    kinds = ["SMAN", "SMA NEGERI", "SMAS", "SMKN", "UPTD SMAN", ""]
    words = [
        "Baso",
        "Lubuk",
        "Basung",
        "Kamang",
        "Timur",
        "Harapan",
        "Bunda",
        "Al-Ikhlas",
        "Ikhlas",
    ]
    regions = ["Kab. Agam", "Kota Padang", "Padang", None]
    rows: dict[str, list[str | None]] = {"id": [], "name": [], "region": []}
    for _ in range(size):
        number = source.choice(["", "1", "2", "11", "II", "02"])
        chosen = source.sample(words, source.randint(0, 3))
        rows["name"].append(" ".join([source.choice(kinds), number, *chosen]))
        rows["id"].append(source.choice([None, "", *map(str, range(1, 3 * size))]))
        rows["region"].append(source.choice(regions))
    return rows


@pytest.mark.parametrize("seed", range(12))
def test_links_are_the_same_for_any_order_and_threads(seed: int) -> None:
    source = random.Random(seed)
    left, right = a_random_list(source, 40), a_random_list(source, 50)
    one_to_one = seed % 2 == 0
    links = irisan.link(left, right, one_to_one=one_to_one, threads=1)
    mixed = []
    for rows in (left, right):
        order = source.sample(range(len(rows["id"])), len(rows["id"]))
        mixed.append({name: [column[i] for i in order] for name, column in rows.items()})
    again = irisan.link(*mixed, one_to_one=one_to_one, threads=2)
    assert again.to_arrow().equals(links.to_arrow())


@pytest.mark.parametrize("seed", range(12))
def test_no_accepted_link_breaks_the_rules(seed: int) -> None:
    source = random.Random(100 + seed)
    left, right = a_random_list(source, 60), a_random_list(source, 60)
    for one_to_one in (True, False):
        links = irisan.link(left, right, one_to_one=one_to_one)
        by_name = [
            r for r in links.accepted.to_arrow().to_pylist() if "same id" not in r["reasons_en"]
        ]
        for row in by_name:
            first, second = forms(row["left_name"]), forms(row["right_name"])
            assert first.numbers == second.numbers
            assert row["score"] >= 0.9
        if one_to_one:
            for side in ("left_id", "right_id"):
                assert len({r[side] for r in by_name}) == len(by_name)


@pytest.mark.parametrize("seed", range(60))
def test_the_assignment_is_as_good_as_the_best_of_all(seed: int) -> None:
    source = random.Random(seed)
    rows, columns = source.randint(1, 5), source.randint(1, 5)
    weights = {
        (i, j): source.randint(1, 9)
        for i in range(rows)
        for j in range(columns)
        if source.random() < 0.6
    }
    chosen = best_assignment(weights)
    assert len({i for i, _ in chosen}) == len({j for _, j in chosen}) == len(chosen)
    spare = [*range(columns), *range(100, 100 + rows)]
    best = max(
        sum(weights.get((i, j), 0) for i, j in enumerate(p)) for p in permutations(spare, rows)
    )
    assert sum(weights[p] for p in chosen) == best


def test_one_to_one_takes_the_best_as_a_whole() -> None:
    left, right = ["SMAS Bina Umat Mandiri"], ["SMAS Bina Umat Mandiri", "SMAS Bina Umat Mandiry"]
    answer = linked(left * 1, right)
    assert answer[left[0], right[0]] == "accepted"
    assert answer.get((left[0], right[1])) in (None, "rejected", "review")


# Review


def a_review() -> irisan.Links:
    left = {
        "id": ["", "", "003"],
        "name": ["SMAN Baso", "SMAN 4", "SMA X"],
        "key": ["01", "02", "3"],
    }
    right = {
        "id": ["a", "b", "003"],
        "name": ["SMAN 1 Baso", "SMAN 4 Agam", "SMA Y"],
        "key": ["a", "b", "c"],
    }
    for rows in (left, right):
        rows["region"] = 3 * ["Kab. Agam"]
    return irisan.link(left, right, one_to_one=True)


def test_a_review_is_filled_in_and_read_back() -> None:
    links = a_review()
    assert links.counts() == {"accepted": 1, "review": 2, "rejected": 0}
    table = links.review.to_arrow()
    filled = table.set_column(5, "decision", pa.array(["accepted", "Tolak"]))
    after = links.apply(filled)
    assert after.counts() == {"accepted": 2, "review": 0, "rejected": 1}
    assert after.to_dict() == {"01": "a", "3": "c"}
    assert "decided by hand" in after.accepted.column("reasons_en")[0]
    assert "diputuskan oleh orang" in after.accepted.column("reasons_id")[0]
    assert after.unlinked("left").column("id").tolist() == ["02"]
    assert links.counts()["review"] == 2


def test_an_empty_review_changes_nothing() -> None:
    links = a_review()
    assert links.apply(links.review).to_arrow().equals(links.to_arrow())


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_review_survives_csv_and_a_spreadsheet(tmp_path: Path, delimiter: str) -> None:
    links = a_review()
    path = tmp_path / "review.csv"
    links.review.write_csv(path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    text = path.read_text(encoding="utf-8-sig")
    assert '"01","a"' in text
    header, *rows = text.splitlines()
    # A spreadsheet takes quotes and the zero before a number away.
    rows = [row.replace('"01"', "1").replace('"02"', "2.0") for row in rows]
    rows = [row.replace(",,", ',"ya",', 1) for row in rows]
    path.write_text("\n".join([header, *rows]).replace(",", delimiter), encoding="utf-8-sig")
    assert links.apply(path).to_dict() == {"01": "a", "02": "b", "3": "c"}
    assert links.apply(str(path)).counts()["accepted"] == 3


def test_a_review_holds_no_formulas(tmp_path: Path) -> None:
    left = {"id": ["=1+1"], "name": ["=cmd()SMAN Baso"], "region": ["Agam"]}
    right = {"key": ["-r"], "name": ["cmd SMAN 1 Baso"], "region": ["Agam"]}
    links = irisan.link(left, right, by={"key": ("id", "key"), "name": "name", "region": "region"})
    path = tmp_path / "review.csv"
    links.review.write_csv(path)
    text = path.read_text(encoding="utf-8-sig")
    assert '"\'=1+1","\'-r","\'=cmd()SMAN Baso"' in text
    path.write_text(text.replace(",,", ',"yes",', 1), encoding="utf-8-sig")
    assert links.apply(path).to_dict() == {"=1+1": "-r"}


def test_a_person_may_add_a_pair_that_was_not_suggested() -> None:
    links = a_review()
    added = {"left_id": ["01"], "right_id": ["b"], "decision": ["accept"]}
    after = links.apply(added)
    assert after.to_dict() == {"01": "b", "3": "c"}
    assert decided(after)["01", "a"] == "rejected"
    assert decided(after)["02", "b"] == "rejected"


def test_a_review_that_cannot_be_followed_names_its_rows() -> None:
    links = a_review()
    rows = {"left_id": ["01", "9"], "right_id": ["a", "a"], "decision": ["perhaps", "accepted"]}
    with pytest.raises(irisan.InputError) as error:
        links.apply(rows)
    assert str(error.value).splitlines() == [
        "reviewed, row 1, column decision: 'perhaps' is not accepted, rejected or empty",
        "reviewed, row 2, column left_id: unknown id '9'",
    ]
    rows = {"left_id": ["01", "02"], "right_id": ["a", "a"], "decision": ["accepted", "accepted"]}
    with pytest.raises(irisan.InputError, match="'a' is accepted for 01 and 02"):
        links.apply(rows)
    rows = {"left_id": ["01", "01"], "right_id": ["a", "a"], "decision": ["accepted", "rejected"]}
    with pytest.raises(irisan.InputError, match="decided twice, differently"):
        links.apply(rows)
    with pytest.raises(
        irisan.InputError, match="no column 'decision'; there are left_id, right_id"
    ):
        links.apply({"left_id": ["01"], "right_id": ["a"]})


# Spellings of one agency

thirty = [
    "BPMP Sumatera Barat",
    "BPMP Provinsi Sumatera Barat",
    "BPMP Prov. Sumbar",
    "B.P.M.P. Sumbar",
    "bpmp sumbar",
    "BPMP  SUMATERA\u00a0BARAT",
    "BPMP Sumatra Barat",
    "Balai Penjaminan Mutu Pendidikan Sumatera Barat",
    "Balai Penjaminan Mutu Pendidikan (BPMP) Provinsi Sumatera Barat",
    "Balai Penjamin Mutu Pendidikan Sumbar",
    "BALAI PENJAMINAN MUTU PENDIDIKAN PROV SUMATERA BARAT",
    "UPT BPMP Sumatera Barat",
    "BPMP-Sumbar",
    "BPMP Sumatera\u2060 Barat",
    "BPMP, Sumatera Barat",
    "BPMP/Sumbar",
    "Bpmp Prop. Sumatera Barat",
    "BPMP Sumatera Barat ",
    "BPMP Sumaterabarat",
    "Balai Penjaminan Mutu Pendidikan, Provinsi Sumatera Barat",
    "BPMP (Sumatera Barat)",
    '"BPMP Sumatera Barat"',
    "B P M P Sumatera Barat",
    "BPMP SumBar",
    "BPMP Sumatera Barat.",
    "BPMP Propinsi Sumbar",
    "\uff22pmp Sumatera Barat",
    "BPMP `Sumatera Barat'",
    "Unit Pelaksana Teknis BPMP Sumbar",
    "BPMP SUMATERA - BARAT",
]
others = ["BPMP Sumatera Utara", "BBPMP Jawa Barat", "BGP Sumatera Barat", "LPMP Sumatera Barat"]


def test_thirty_spellings_of_one_agency_are_one_and_no_other() -> None:
    assert len(set(thirty)) == 30
    listed = thirty + others + ["BPMP Sumatera Barat"] * 5
    links = irisan.suggest_synonyms(listed)
    assert set(links.synonyms().values()) == {"BPMP Sumatera Barat"}
    assert len(links.review) == 0
    random.Random(5).shuffle(listed)
    assert irisan.suggest_synonyms(listed).to_arrow().equals(links.to_arrow())
    register = {"id": ["U1", "U2"], "name": ["BPMP Sumatera Barat", "BPMP Sumatera Utara"]}
    to_register = irisan.link({"name": thirty}, register)
    assert set(to_register.to_dict().values()) == {"U1"}
    assert to_register.counts()["accepted"] == len({" ".join(t.split()) for t in thirty}) - 1
    assert {to_register.to_dict()[spelling] for spelling in thirty} == {"U1"}


# As they stand in a sheet: word-joiners, double and odd blanks, case.
in_the_sheet = [
    *thirty,
    "\u2060BPMP Sumatera\u2060 Barat",
    "BPMP  Sumatera   Barat",
    "\tBPMP Sumatera Barat\u00a0",
    "bpmp  SUMATERA\u200b barat",
    "BPMP Sumatera Utara\u2060",
    "BPMP Sumatera Utara",
    None,
]


def renamed(units: list[str | None], links: irisan.Links) -> list[str | None]:
    synonyms = links.synonyms()
    return [None if u is None else synonyms.get(u, u) for u in units]


def test_synonyms_rename_a_column_as_it_stands_in_the_sheet() -> None:
    units = [*in_the_sheet, *["BPMP Sumatera Barat"] * 5]
    links = irisan.suggest_synonyms(units)
    wanted = ["BPMP Sumatera Barat"] * 34 + ["BPMP Sumatera Utara"] * 2 + [None]
    wanted += ["BPMP Sumatera Barat"] * 5
    assert renamed(units, links) == wanted
    # Nothing that is a name by itself is renamed, and what was renamed stays.
    assert not {"BPMP Sumatera Barat", "BPMP Sumatera Utara"} & set(links.synonyms())
    assert renamed(wanted, links) == wanted
    assert irisan.suggest_synonyms(wanted).synonyms() == {}


def test_synonyms_are_what_a_column_of_pandas_and_of_polars_replaces_by() -> None:
    links = irisan.suggest_synonyms(in_the_sheet + ["BPMP Sumatera Barat"] * 5)
    wanted = {"BPMP Sumatera Barat", "BPMP Sumatera Utara"}
    pandas = pytest.importorskip("pandas")
    column = pandas.Series(in_the_sheet, index=range(7, 7 + len(in_the_sheet)))
    replaced = column.replace(links.synonyms())
    assert set(replaced.dropna()) == wanted
    assert (replaced.index == column.index).all()
    polars = pytest.importorskip("polars")
    replaced = polars.Series("unit", in_the_sheet).replace(links.synonyms())
    assert set(replaced.drop_nulls()) == wanted


def test_synonyms_keep_the_spellings_of_the_sheet_after_a_review() -> None:
    units = ["Dinas Pendidikan Kab. Solok", "Dinas Pendidikan Kota Solok"] * 2
    units += ["Disdik  Solok\u2060", "Disdik Solok"]
    links = irisan.suggest_synonyms(units)
    assert links.synonyms() == {"Disdik  Solok\u2060": "Disdik Solok"}
    row = {"left_id": ["Disdik Solok"], "right_id": ["Dinas Pendidikan Kota Solok"]}
    applied = links.apply({**row, "decision": ["accepted"]})
    assert applied.synonyms() == dict.fromkeys(units[4:], "Dinas Pendidikan Kota Solok")


def test_synonyms_of_two_lists_are_keyed_by_the_spellings_of_the_left_one() -> None:
    left = {"name": ["SMAN  1\u2060 Baso", "sman 1 baso", "SMAN 9  Palupuah"]}
    links = irisan.link(left, {"name": ["SMA NEGERI  1 BASO", "SMKN 2 Matur"]})
    assert links.synonyms() == {
        "SMAN 1 Baso": "SMA NEGERI 1 BASO",
        "SMAN  1\u2060 Baso": "SMA NEGERI 1 BASO",
        "sman 1 baso": "SMA NEGERI 1 BASO",
    }


def test_a_spelling_that_fits_two_offices_is_for_review() -> None:
    offices = ["Dinas Pendidikan Kab. Solok", "Dinas Pendidikan Kota Solok", "Disdik Solok"]
    links = irisan.suggest_synonyms(offices * 2)
    assert links.counts() == {"accepted": 0, "review": 1, "rejected": 0}
    assert "as near" in links.column("reasons_en")[0]


# Tables of every kind


def _dictionary(column: list[Any]) -> Any:
    return pa.array(column).dictionary_encode()


def _chunked(column: list[Any]) -> Any:
    return pa.chunked_array([column[:1], [], column[1:]], type=pa.string())


def _view(column: list[Any]) -> Any:
    return pa.array(column, pa.string_view())


@pytest.mark.parametrize("kind", [pa.array, np.array, _dictionary, _chunked, _view])
def test_columns_of_any_kind_link_alike(kind: Callable[[list[Any]], Any]) -> None:
    left = {"id": kind(["1", "2"]), "name": kind(["SMAN 1 Baso", "SMAN 2 Baso"])}
    right = pa.table({"id": ["1", "2"], "name": ["SMAN 1 BASO", "SMAN 2 BASO"]})
    assert irisan.link(left, right).to_dict() == {"1": "1", "2": "2"}
    assert irisan.link(right.slice(1), left).to_dict() == {"2": "2"}


def test_pandas_and_polars_frames_link_alike() -> None:
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    rows = {"npsn": ["1", None], "nama": ["SMAN 1 Baso", "SMAN 2 Baso"]}
    by = {"id": ("npsn", "id"), "name": ("nama", "name")}
    right = {"id": ["1", "2"], "name": ["SMAN 1 BASO", "SMAN 2 BASO"]}
    for frame in (pandas.DataFrame(rows), polars.DataFrame(rows)):
        assert irisan.link(frame, right, by=by).to_dict() == {"1": "1", "SMAN 2 Baso": "2"}


def test_empty_lists_link_nothing() -> None:
    empty: dict[str, list[str]] = {"id": [], "name": []}
    links = irisan.link(empty, {"id": ["1"], "name": ["A"]})
    assert len(links) == 0
    assert links.unlinked("right").column("id").tolist() == ["1"]
    assert repr(links) == "<irisan.Links: 0 accepted, 0 review, 0 rejected>"


def test_arguments_that_cannot_be_followed_say_why() -> None:
    rows = {"id": ["1"], "name": ["A"]}
    with pytest.raises(irisan.InputError, match="left: no column 'npsn'; there are id, name"):
        irisan.link(rows, rows, by={"id": "npsn"})
    with pytest.raises(irisan.InputError, match="unknown 'nama'"):
        irisan.link(rows, rows, by={"nama": "name"})
    with pytest.raises(irisan.InputError, match="both one of names"):
        irisan.link({"a": ["1"]}, rows)
    with pytest.raises(irisan.RuleError, match=r"review 0.9, accept 0.5"):
        irisan.link(rows, rows, accept=0.5, review=0.9)
    twice = {"key": ["k", "k"], "name": ["A", "B"]}
    with pytest.raises(irisan.InputError, match="left, row 2, column key: 'k' stands in row 1"):
        irisan.link(twice, rows, by={"key": ("key", "id"), "name": "name"})
    with pytest.raises(TypeError, match="int is no table"):
        irisan.link(3, rows)


def test_without_rapidfuzz_the_error_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['rapidfuzz'] = None\n"
        "import irisan\n"
        "try: irisan.link({'name': ['A']}, {'name': ['A']})\n"
        "except ImportError as e: print(e)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "linking names needs RapidFuzz: pip install 'irisan[link]'"


# Splink


def predictions(**changes: Any) -> dict[str, Any]:
    table: dict[str, Any] = {
        "match_weight": [10.0, 1.0, -5.0, 9.0],
        "match_probability": [0.999, 2 / 3, 1 / 33, 0.998],
        "unique_id_l": ["1", "2", "3", "2"],
        "unique_id_r": ["a", "b", "c", "a"],
        "name_l": ["A", "B", "C", "B"],
        "name_r": ["A", "B", "D", "A"],
        "match_key": ["0", "1", "0", "0"],
    }
    return {**table, **changes}


def test_splinks_table_becomes_links() -> None:
    links = irisan.links_from_splink(predictions(), name="name")
    assert decided(links) == {
        ("1", "a"): "accepted",
        ("2", "b"): "review",
        ("2", "a"): "accepted",
        ("3", "c"): "rejected",
    }
    assert links.column("reasons_en")[0] == "Splink: match weight 10.00"
    assert links.column("left_name")[0] == "A"
    whole = irisan.links_from_splink(predictions(), one_to_one=True)
    assert whole.to_dict() == {"1": "a"}
    assert decided(whole)["2", "a"] == "rejected"
    filled = {"left_id": ["2"], "right_id": ["b"], "decision": ["accepted"]}
    assert whole.apply(filled).to_dict() == {"1": "a", "2": "b"}


def test_splinks_weight_is_the_log_of_the_odds() -> None:
    table = predictions()
    del table["match_probability"]
    scores = irisan.links_from_splink(table).column("score")
    by_weight = {10.0: 1024 / 1025, 1.0: 2 / 3, -5.0: 1 / 33, 9.0: 512 / 513}
    assert sorted(scores) == pytest.approx(sorted(by_weight.values()), rel=1e-12)
    table["match_weight"] = [5000.0, -5000.0, 0.0, 0.0]
    assert irisan.links_from_splink(table).column("score").max() == 1.0


def test_a_table_that_is_not_splinks_says_why() -> None:
    with pytest.raises(irisan.InputError, match="row 2, column unique_id_r: unknown id"):
        irisan.links_from_splink(predictions(unique_id_r=["a", None, "c", "a"]))
    with pytest.raises(irisan.InputError, match=r"row 1, column match_probability: 1.5 is no prob"):
        irisan.links_from_splink(predictions(match_probability=[1.5, 0, 0, 0]))
    with pytest.raises(irisan.InputError, match="no column 'id_l'"):
        irisan.links_from_splink(predictions(), id="id")


# Two registers that nobody here wrote


@pytest.mark.skipif(not names.exists(), reason="the registers are not here")
@pytest.mark.parametrize("kept", [1.0, 0.7])
@pytest.mark.parametrize("one_to_one", [True, False])
def test_two_registers_link_by_names_alone(kept: float, one_to_one: bool) -> None:
    text = names.read_bytes().decode("utf-8", "replace").encode()
    rows = pa.csv.read_csv(
        pa.BufferReader(text),
        convert_options=pa.csv.ConvertOptions(column_types={"npsn": pa.string()}),
    )
    source = np.random.default_rng(11)
    left, right = (rows.filter(pa.array(source.random(len(rows)) < kept)) for _ in range(2))
    links = irisan.link(
        left,
        right,
        by={
            "key": "npsn",
            "name": ("name_dapodik", "name_sekolahdata"),
            "region": ("regency_dapodik", "kabupaten_sekolahdata"),
        },
        one_to_one=one_to_one,
    )
    accepted = links.accepted.to_arrow()
    right_ones = sum(a == b for a, b in zip(accepted["left_id"], accepted["right_id"], strict=True))
    there = len(set(left["npsn"].to_pylist()) & set(right["npsn"].to_pylist()))
    assert right_ones / len(accepted) >= 0.99
    assert right_ones / there >= 0.95
