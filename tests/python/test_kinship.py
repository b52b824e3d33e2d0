"""How alike programs are in kind, by what they are called, and in time."""

import math
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import irisan

from .conftest import Package

# T holds K, K holds A and B: contents 0, 1 - ln 3 / ln 4, 1, 1.
TREE = "activity_id,name,parent_id\nT,Theme,\nK,Kind,T\nA,One,K\nB,Other,K\n"
HEADER = "delivery_id,program_id,target_id,activity_id,audience,start,end,participants\n"


def rows_of(result: irisan.Result) -> list[tuple[Any, ...]]:
    table = result.to_arrow()
    return list(zip(*(table.column(n).to_pylist() for n in table.column_names), strict=True))


def with_deliveries(package: Package, *rows: str, **tables: str) -> irisan.Portfolio:
    deliveries = HEADER + "".join(f"{row}\n" for row in rows)
    return irisan.Portfolio(package(activities=TREE, deliveries=deliveries, **tables))


def named(package: Package, *names: str) -> Path:
    rows = "".join(f'P{i},"{name}",A\n' for i, name in enumerate(names))
    deliveries = HEADER + "".join(f"{i},P{i},S1,,,,,\n" for i in range(len(names)))
    return package(programs="program_id,name,unit_id\n" + rows, deliveries=deliveries)


# Kinship


def test_kinship_by_eye(package: Package) -> None:
    p = with_deliveries(
        package,
        "1,P,S1,A,teacher,,,",
        "2,P,S1,A,principal,,,",
        "3,Q,S1,A,teacher,,,",
        "4,Q,S2,B,,,,",
    )
    k = irisan.kinship(p, irisan.find_pairs(p))
    assert k.column_names == ["first", "second", "activities", "ancestors", "audiences", "least"]
    [(first, second, activities, ancestors, audiences, least)] = rows_of(k)
    assert (first, second) == ("P|A", "Q|B")
    # A finds A; of A and B one finds A, the other its sister under K.
    sisters = 1 - math.log(3) / math.log(4)
    assert activities == pytest.approx((1 + (1 + sisters) / 2) / 2, rel=1e-13)
    assert (ancestors, audiences, least) == (3 / 4, 1 / 2, 1 / 2)
    # Leaves of two: above A lie three, above K two.
    other = irisan.kinship(p, irisan.find_pairs(p), content="sanchez")
    content_k, content_a = -math.log10(2 / 3), -math.log10(1 / 3)
    assert other.column("activities")[0] == pytest.approx(
        (1 + (1 + content_k / content_a) / 2) / 2, rel=1e-13
    )


def test_kinship_is_null_where_something_is_not_recorded(package: Package) -> None:
    p = with_deliveries(package, "1,P,S1,A,teacher,,,", "2,Q,S1,,teacher,,,")
    k = irisan.kinship(p, irisan.find_pairs(p))
    assert rows_of(k) == [("P|A", "Q|B", None, None, 1.0, None)]
    assert np.isnan(k.column("activities")[0])


def test_kinship_of_a_path_and_of_some_pairs(package: Package, west_sumatra: Path) -> None:
    pairs = irisan.find_pairs(package())
    assert len(irisan.kinship(package(), pairs)) == 1
    every = irisan.find_pairs(west_sumatra)
    some = irisan.find_pairs(west_sumatra, top=3)
    of_some = {r[:2]: r for r in rows_of(irisan.kinship(west_sumatra, some))}
    of_every = {r[:2]: r for r in rows_of(irisan.kinship(west_sumatra, every, threads=2))}
    assert len(of_some) == 3
    assert len(of_every) == len(every) > 3
    assert of_some == {pair: of_every[pair] for pair in of_some}
    for name in ("activities", "ancestors", "audiences"):
        values = [v for v in irisan.kinship(west_sumatra, every).column(name) if not np.isnan(v)]
        assert values
        assert 0 <= min(values) <= max(values) <= 1


def test_kinship_and_times_refuse_what_cannot_be(package: Package) -> None:
    p = irisan.Portfolio(package())
    pairs = irisan.find_pairs(p)
    others = irisan.find_pairs(pa.table({"who": ["x", "y"], "where": ["s", "s"]}))
    for ask in (irisan.kinship, irisan.pair_times):
        with pytest.raises(ValueError, match="the pairs are of another portfolio"):
            ask(p, others)
        with pytest.raises(ValueError, match="the pairs are of another portfolio"):
            ask(p, irisan.find_pairs(([0, 1, 2], [0, 0])))
        with pytest.raises(TypeError, match="a portfolio, tables or a path is needed here, not tu"):
            ask(([0, 1, 2], [0, 0]), pairs)
        with pytest.raises(irisan.RuleError, match="threads lies from 0"):
            ask(p, pairs, threads=-1)
        assert len(ask(p, pairs)) == 1
    with pytest.raises(irisan.RuleError, match="seco or sanchez, not 'resnik'"):
        irisan.kinship(p, pairs, content="resnik")  # type: ignore[arg-type]
    for days in (-1, 36_501):
        with pytest.raises(irisan.RuleError, match=f"from 0 to 36500, not at {days}"):
            irisan.pair_times(p, pairs, tolerance_days=days)


# Suggestions


def test_suggest_kin_of_names_that_differ_in_their_year(package: Package) -> None:
    found = irisan.suggest_kin(named(package, "BOS 2023", "Literasi", "bos 2024"))
    assert found.column_names == [
        "first",
        "second",
        "similarity",
        "shared_numbers",
        "first_numbers",
        "second_numbers",
        "same_numbers",
    ]
    assert rows_of(found) == [("P0", "P2", 1.0, 0, 1, 1, False)]
    same = irisan.suggest_kin(named(package, "BOS 2023", "BOS: 2023"))
    assert rows_of(same) == [("P0", "P1", 1.0, 1, 1, 1, True)]


def test_suggest_kin_says_that_it_only_suggests(package: Package, tmp_path: Path) -> None:
    found = irisan.suggest_kin(named(package, "BOS 2023", "BOS 2024"))
    assert "never evidence" in found.note
    assert found.note in repr(found)
    assert "1 rows" in repr(found)
    assert found.to_arrow().schema.metadata == {b"note": found.note.encode()}
    assert "never evidence" in (irisan.KinSuggestions.__doc__ or "")
    assert len(found.problems) == 0


def test_suggest_kin_from_a_least_similarity_on(package: Package) -> None:
    folder = named(package, "Pelatihan Guru", "Pelatihan Guru Penggerak", "Gizi Anak")
    every = irisan.suggest_kin(folder, min_similarity=0.01)
    similarity = dict(zip((r[:2] for r in rows_of(every)), every.column("similarity"), strict=True))
    between = similarity["P0", "P1"]
    assert 0.5 < between < 1
    assert len(irisan.suggest_kin(folder, min_similarity=between)) == 1
    assert len(irisan.suggest_kin(folder, min_similarity=between + 1e-9)) == 0
    for bad in (0, -1, 1.5, float("nan")):
        with pytest.raises(irisan.RuleError, match="above 0 and at most 1"):
            irisan.suggest_kin(folder, min_similarity=bad)


def test_suggest_kin_by_descriptions(package: Package) -> None:
    folder = package(
        programs="program_id,name,unit_id,description\n"
        "P,Literasi Dasar,A,Buku bacaan untuk murid\nQ,Numerasi,B,Buku bacaan bagi murid\n"
    )

    def pairs(text: Any, **more: Any) -> list[tuple[Any, ...]]:
        return [r[:2] for r in rows_of(irisan.suggest_kin(folder, text=text, **more))]

    assert pairs("names") == []
    assert pairs("descriptions") == [("P", "Q")]
    assert pairs("names_and_descriptions", min_similarity=0.2) == [("P", "Q")]
    with pytest.raises(irisan.RuleError, match="or names_and_descriptions, not 'titles'"):
        pairs("titles")


def test_suggest_kin_with_a_glossary(package: Package, tmp_path: Path) -> None:
    folder = named(package, "Webinar for Teachers", "Lokakarya Daring untuk Guru")
    terms = tmp_path / "terms.tsv"
    terms.write_text("lokakarya daring\twebinar\nguru\tteachers\nno tab here\n2023\tyear\n")
    assert len(irisan.suggest_kin(folder)) == 0
    found = irisan.suggest_kin(folder, glossary=terms)
    assert [r[:2] for r in rows_of(found)] == [("P0", "P1")]
    assert [p.text_en for p in found.problems] == [
        "terms.tsv, line 3: not two terms with a tab between them: 'no tab here'",
        "terms.tsv, line 4: not two terms with a tab between them: '2023\tyear'",
    ]
    assert [p.level for p in found.problems] == ["warning", "warning"]
    with pytest.raises(irisan.Error, match=r"none\.tsv: No such file"):
        irisan.suggest_kin(folder, glossary=tmp_path / "none.tsv")


def test_suggest_kin_with_the_ready_made_glossary(package: Package) -> None:
    file = irisan.glossary_file()
    assert file.is_file()
    assert file == Path(str(resources.files("irisan") / "glossary_id_en.tsv"))
    assert file.read_text(encoding="utf-8").count("\t") > 50
    folder = named(package, "Teacher training", "Pelatihan guru")
    assert len(irisan.suggest_kin(folder)) == 0
    found = irisan.suggest_kin(folder, glossary=file)
    assert rows_of(found) == [("P0", "P1", 1.0, 0, 0, 0, True)]
    assert [str(p) for p in found.problems] == []


def test_suggest_kin_is_the_same_in_any_order_and_for_any_threads(package: Package) -> None:
    rng = np.random.default_rng(1)
    words = ["Pelatihan", "Guru", "Kepala Sekolah", "Literasi", "2023", "BOS"]
    programs = [f"P{i:02},{' '.join(rng.choice(words, rng.integers(1, 4)))},A\n" for i in range(40)]

    def found(order: Any, threads: int) -> pa.Table:
        folder = package(
            programs="program_id,name,unit_id\n" + "".join(programs[i] for i in order),
            deliveries=HEADER + "1,P00,S1,,,,,\n",
        )
        return irisan.suggest_kin(folder, min_similarity=0.3, threads=threads).to_arrow()

    one = found(range(40), 1)
    assert len(one) > 20
    assert found(rng.permutation(40), 1) == one
    assert found(range(40), 3) == one


# Times


def test_pair_times_by_eye(package: Package) -> None:
    p = with_deliveries(
        package,
        "1,P,S1,,,2023-07-01,2023-07-10,20",
        "2,Q,S1,,,2023-07-08,2023-07-20,30",
        "3,P,S2,,,2023-07-01,2023-07-10,20",
        "4,Q,S2,,,2023-07-10,2023-07-10,5",
        "5,P,S3,,,2023-07-01,2023-07-10,20",
        "6,Q,S3,,,2023-07-11,2023-07-12,5",
    )
    pairs = irisan.find_pairs(p)
    times = irisan.pair_times(p, pairs)
    assert times.column_names == [
        "first",
        "second",
        "certain_targets",
        "possible_targets",
        "certain_days",
        "possible_days",
        "certain_person_days",
        "possible_person_days",
        "targets_without_participants",
    ]
    # S1: three days with at most 20 people; S2: one day with at most 5; at S3 they only touch.
    assert rows_of(times) == [("P|A", "Q|B", 2, 2, 4, 4, 65, 65, 0)]
    one_day = irisan.pair_times(p, pairs, tolerance_days=1)
    assert rows_of(one_day) == [("P|A", "Q|B", 1, 1, 3, 3, 60, 60, 0)]
    assert rows_of(irisan.pair_times(p, pairs, tolerance_days=3))[0][2:] == (0,) * 7


def test_pair_times_without_bound_are_null(package: Package) -> None:
    p = with_deliveries(
        package,
        "1,P,S1,,,2023-07,2023-07,2",
        "2,Q,S1,,,2023-07-01,2023-07-31,30",
        "3,P,S2,,,,,2",
        "4,Q,S2,,,,,2",
    )
    times = irisan.pair_times(p, irisan.find_pairs(p))
    assert rows_of(times) == [("P|A", "Q|B", 1, 2, 1, None, 0, None, 0)]
    assert np.isnan(times.column("possible_days")[0])


def test_pair_times_without_participants_count_targets(package: Package) -> None:
    p = with_deliveries(
        package, "1,P,S1,,,2023-07-01,2023-07-10,", "2,Q,S1,,,2023-07-08,2023-07-20,30"
    )
    times = irisan.pair_times(p, irisan.find_pairs(p))
    assert rows_of(times) == [("P|A", "Q|B", 1, 1, 3, 3, 0, 0, 1)]


def test_pair_times_are_the_same_for_any_threads(west_sumatra: Path) -> None:
    p = irisan.Portfolio(west_sumatra)
    pairs = irisan.find_pairs(p)
    one = irisan.pair_times(p, pairs, threads=1)
    assert irisan.pair_times(p, pairs, threads=3).to_arrow() == one.to_arrow()
    assert (one.column("certain_targets") <= one.column("possible_targets")).all()
    assert (one.column("possible_targets") <= pairs.column("shared")).all()
    assert one.column("possible_targets").max() > 0
