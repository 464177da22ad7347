"""The long form says all that a case can say, and a row that does not fit spoils its own case and no other."""

import csv
import io
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json
from pyarrow import parquet

from bench.generating.long_rows import rows
from kb.intake.case_file import case_from
from kb.intake.scope import vocabulary
from kb.problems import Rejected
from solver.batch.reading.long_form import cases
from solver.batch.reading.statements import COLUMNS, Cell, Row
from solver.batch.reading.together import Together
from solver.batch.records import Entry, Record
from tests.batch import kit
from tests.ours import knowledge_base

HEADER = ",".join(COLUMNS)
WHOLE: dict[str, object] = {"documents": [], "findings": [], "request": {}}
PAIRS = ("arguments", "evidence")
GOOD = ["a,1,line.code,,22633,,", "b,1,line.code,,22633,,", "c,1,line.code,,22633,,"]


def table(tmp_path: Path, *lines: str, header: str = HEADER) -> list[Entry]:
    path = tmp_path / "cases.csv"
    path.write_bytes("\n".join((header, *lines, "")).encode("utf-8", "surrogateescape"))
    return kit.entries(path)


def said(entry: Entry) -> dict[str, object]:
    assert isinstance(entry, Record), entry
    return json.decode(entry.text, type=dict[str, object])


def digest(text: bytes) -> str:
    return case_from(text.decode(), "case.json", vocabulary(knowledge_base())).digest


def _cell(column: str, text: str | None) -> object:
    """A cell of a table that has mappings where CSV has pairs."""
    if text is None or column not in PAIRS:
        return text
    return dict(part.split("=", 1) for part in text.split("; "))


def as_csv(texts: list[bytes]) -> bytes:
    found = io.StringIO()
    writer = csv.writer(found)
    writer.writerow(COLUMNS)
    writer.writerows(row for text in texts for row in rows({**WHOLE, **json.decode(text)}))
    return found.getvalue().encode()


def test_every_example_is_the_same_case_in_csv(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_bytes(as_csv(kit.every()))
    assert [digest(one.text) for one in kit.records(tmp_path / "cases.csv")] == [digest(one) for one in kit.every()]


def test_every_example_is_the_same_case_in_parquet_with_mappings(tmp_path: Path) -> None:
    path = tmp_path / "cases.parquet"
    pairs = pa.map_(pa.string(), pa.string())
    found = [row for text in kit.every() for row in rows({**WHOLE, **json.decode(text)})]
    columns = {name: [_cell(name, row[place]) for row in found] for place, name in enumerate(COLUMNS)}
    kinds = {name: pairs if name in PAIRS else pa.string() for name in COLUMNS}
    parquet.write_table(pa.table({n: pa.array(c, kinds[n]) for n, c in columns.items()}), path)
    assert [digest(one.text) for one in kit.records(path)] == [digest(one) for one in kit.every()]


def test_columns_stand_in_any_order_and_a_record_has_the_line_of_its_first_row(tmp_path: Path) -> None:
    found = table(
        tmp_path,
        ",22633,1,line.code,a,,",
        "",
        ",22633,1,line.code,b,,",
        header="evidence,value,line,predicate,case,polarity,arguments",
    )
    assert [(one.line, said(one)["case"]) for one in found if isinstance(one, Record)] == [(2, "a"), (4, "b")]


def test_each_field_of_a_case_has_its_row(tmp_path: Path) -> None:
    (found,) = table(
        tmp_path,
        "a,,request.policy,,TSA,,",
        "a,,request.expedited,,true,,",
        "a,1,line.code,,22633,,",
        "a,1,line.level,,L2-L4,,",
        "a,1,line.level,,L5-S1,,",
        "a,1,line.units,,2,,",
        "a,,document.kind,id=mri,imaging_report,,",
        "a,1,planned,level=L4-L5,,absent,",
        'a,,stenosis,level=L4-L5,severe,,"document=mri; page=2; note=a; b=c"',
    )
    assert said(found) == {
        "case": "a",
        "request": {"policy": "TSA", "expedited": True},
        "lines": [{"id": "1", "code": "22633", "levels": ["L2-L4", "L5-S1"], "units": 2}],
        "documents": [{"id": "mri", "kind": "imaging_report"}],
        "findings": [
            {"finding": "planned", "present": False, "line": "1", "at": {"level": "L4-L5"}},
            {
                "finding": "stenosis",
                "present": True,
                "at": {"level": "L4-L5"},
                "value": "severe",
                "evidence": {"document": "mri", "page": 2, "note": "a; b=c"},
            },
        ],
    }


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("b,,stenosis,L4-L5,severe,,", "arguments", "no list of names"),
        ("b,,stenosis,level=a; level=b,severe,,", "arguments", "said twice"),
        ("b,,stenosis,,severe,maybe,", "polarity", "no polarity"),
        ("b,,stenosis,,severe,,mri", "evidence", "no list of names"),
        ("b,,,,severe,,", "predicate", "must not be empty"),
        ("b,1,request.policy,,TSA,,", "line", "nothing here"),
        ("b,,request.policy,,,,", "value", "must not be empty"),
        ("b,,line.units,,1,,", "line", "must not be empty"),
        ("b,1,line.code,,22848,,", "predicate", "said twice"),
        ("b,1,line.id,,22848,,", "predicate", "said twice"),
        ("b,,document.kind,,note,,", "arguments", "must not be empty"),
        ("b,1,line.units,,1,present,", "polarity", "nothing here"),
        ("b,1,line.units,,1,", None, "6 cells instead of 7"),
        ("b,1,line.units,,1,,,", None, "8 cells instead of 7"),
        ('b,1,line.units,,"1,,', None, "no CSV"),
        ("b,1,line.units,,\udcff,,", None, "not UTF-8"),
        ("b,1,line.units,,\0,,", None, "NUL byte"),
    ],
)
def test_a_row_that_does_not_fit_refuses_its_case_alone(
    row: str, column: str | None, message: str, tmp_path: Path
) -> None:
    first, second, third = table(tmp_path, GOOD[0], GOOD[1], row, GOOD[2])
    (problem,) = kit.refused(second)
    assert (problem.code, problem.line, problem.field) == ("N702", 4, column) and message in problem.message
    assert said(first)["case"] == "a" and said(third)["case"] == "c"


def test_levels_are_said_one_by_one(tmp_path: Path) -> None:
    (entry,) = table(tmp_path, GOOD[0], "a,1,line.levels,,L4-L5,,", "a,1,line.level,,L4-L5,,")
    (problem,) = kit.refused(entry)
    assert (problem.code, problem.line, problem.field) == ("N702", 4, "predicate")


@pytest.mark.parametrize("row", [",1,line.units,,1,,", '"b,1,line.units,,1,,', "\udcff,1,line.units,,1,,"])
def test_a_row_that_nobody_owns_refuses_the_cases_on_both_sides(row: str, tmp_path: Path) -> None:
    entries = table(tmp_path, *GOOD[:2], row, GOOD[2], "d,1,line.code,,22633,,")
    assert [isinstance(entry, Record) for entry in entries] == [True, False, False, True]
    assert {problem.line for entry in entries[1:3] for problem in kit.refused(entry)} == {4}


def test_a_row_that_nobody_owns_within_a_case_refuses_it_alone(tmp_path: Path) -> None:
    entries = table(tmp_path, GOOD[0], GOOD[1], ",,,,,,", "b,1,line.units,,1,,", GOOD[2])
    assert [isinstance(entry, Record) for entry in entries] == [True, False, True]


def test_a_file_of_rows_that_nobody_owns_is_one_refused_case(tmp_path: Path) -> None:
    (entry,) = table(tmp_path, ",,,,,,", ",,,,,,")
    assert [problem.line for problem in kit.refused(entry)] == [2, 3]


def test_rows_of_a_case_that_stand_apart_are_noticed(tmp_path: Path) -> None:
    entries = table(tmp_path, *GOOD, "a,,scoliosis,,,,")
    assert [isinstance(entry, Record) for entry in entries] == [True, True, True, False]
    assert "do not stand together" in kit.refused(entries[3])[0].message


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("", "missing: case, line"),
        ("case,line", "missing: predicate"),
        (HEADER + ",more", "not known: more"),
        (HEADER + ",value", "there twice: value"),
        (HEADER.replace("polarity", "present"), "missing: polarity; not known: present"),
    ],
)
def test_other_columns_are_refused_as_a_whole(header: str, hint: str, tmp_path: Path) -> None:
    with pytest.raises(Rejected) as refused:
        table(tmp_path, *GOOD, header=header)
    (problem,) = refused.value.problems
    assert problem.code == "N702"
    assert problem.hint is not None and problem.hint.startswith(hint)


def test_a_case_of_endless_rows_is_refused_and_not_kept() -> None:
    row: dict[str, Cell] = {**dict.fromkeys(COLUMNS, ""), "case": "a", "predicate": "scoliosis"}
    endless = (Row(number, row) for number in range(60_000))
    (entry,) = cases(endless, "cases.csv")
    assert "at most 50000 rows" in kit.refused(entry)[0].message


@given(st.lists(st.text(max_size=3), max_size=3000))
def test_a_name_is_new_once(names: list[str]) -> None:
    together, gone = Together(), set[str]()
    for name in names:
        assert together.is_new(name) == (name not in gone)
        gone.add(name)
