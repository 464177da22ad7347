"""Parquet read by columns gives the rows and rejects of the same table read row by row, and of the same cases in JSON
Lines."""

import random
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from msgspec import json
from pyarrow import parquet

from bench.generating.cases import cases
from bench.generating.long_rows import rows
from kb.knowledge import KnowledgeBase
from kb.load import load
from solver.batch.deciders import Together
from solver.batch.reading import slices
from solver.batch.reading.inputs import Inputs
from solver.batch.reading.statements import COLUMNS
from solver.batch.records import Record, Slice, chunks
from solver.batch.rows import Judged, Row
from tests.batch import kit

Cells = tuple[Any, ...]
WHOLE: dict[str, object] = {"documents": [], "findings": [], "request": {}}
PAIRS = ("arguments", "evidence")
GROUP = 37
"""Rows of a row group: cases go across their borders."""
CASE = ("{}", None, "request.policy", None, "TSA", None, None), ("{}", "1", "line.code", None, "22633", None, None)
STATEMENTS = [
    # of findings that depend on the case
    (None, "stenosis", "level=L4-L5", "severe", None, "document=d1"),
    ("1", "device_use_approved", None, None, "present", None),
    ("2", "device_use_approved", None, None, "present", None),
    (None, "device_use_approved", "line=1", None, "absent", None),
    ("1", "device_use_approved", "line=1", None, None, None),
    (None, "document.kind", "id=d1", "imaging_report", None, None),
    (None, "document.date", "id=d1", "2025-02-30", None, None),
    ("2", "line.code", None, "22848", None, None),
    ("2", "line.parent", None, "1", None, None),
    ("1", "line.parent", None, "2", None, None),
    ("1", "line.stage", None, "2", None, None),
    # that contradict one another, or say the same twice
    (None, "stenosis", "level=L4-L5", None, "absent", None),
    (None, "stenosis", "level=l4/5", "severe", "present", "page=1; note=a; b=c"),
    (None, "stenosis", "level=L4-L5", "mild", None, "document=d2"),
    # that are wrong in themselves
    (None, "stenosis", "level=L4-L5", "frightful", None, None),
    (None, "stenosis", "L4-L5", "severe", None, None),
    (None, "stenosis", "level=L4-L5; side=left", "severe", None, None),
    (None, "stenosis", "level=L4-L5", "severe", "maybe", None),
    (None, "stenosis", "level=L4-L5", "severe", None, "page=0"),
    (None, "stenosis", "level=L4-L5", "severe", None, "pages=1"),
    (None, "stenosis", "level=L4-L5", "severe", None, "date=2025-02-30"),
    (None, "stenosis", "level=L4-L5", "severe", None, "mri"),
    (None, "nothing_known", None, None, None, None),
    (None, None, None, None, None, None),
    # of fields
    (None, "request.plan", None, "Gold", None, None),
    (None, "request.policy", None, "TSA", None, None),
    (None, "request.colour", None, "red", None, None),
    (None, "request.expedited", None, "true", None, None),
    (None, "request.received", None, "2025-03-10T09:30Z", None, None),
    (None, "request.decided", None, "2025-03-12T16:00Z", None, None),
    (None, "request.decided", None, "soon", None, None),
    ("1", "request.service_date", None, "2025-01-01", None, None),
    (None, "request.service_date", None, "2025-01-01", None, "page=1"),
    ("1", "line.units", None, "2", None, None),
    ("1", "line.units", None, "many", None, None),
    ("1", "line.level", None, "L4-L5", None, None),
    ("1", "line.level", None, "L9", None, None),
    ("1", "line.levels", None, "L4-L5", None, None),
    ("1", "line.id", None, "2", None, None),
    (None, "line.units", None, "1", None, None),
    ("3", "line.units", None, "1", None, None),
    (None, "document.kind", None, "imaging_report", None, None),
]


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load()


def of_cases(texts: Sequence[bytes]) -> list[Cells]:
    return [row for text in texts for row in rows({**WHOLE, **json.decode(text)})]


def written(path: Path, found: Sequence[Cells], kinds: dict[str, pa.DataType] | None = None) -> str:
    """A table of statements in small row groups."""
    kinds = {**dict.fromkeys(COLUMNS, pa.string()), **(kinds or {})}
    columns = {name: [cell(row[place], kinds[name]) for row in found] for place, name in enumerate(COLUMNS)}
    table = pa.table({name: pa.array(column, kinds[name]) for name, column in columns.items()})
    parquet.write_table(table, path, row_group_size=GROUP)
    return str(path)


def cell(text: str | None, kind: pa.DataType) -> Any:
    """A cell of a column that has another type than texts."""
    if text is not None and pa.types.is_integer(kind):
        return int(text)
    return dict(part.split("=", 1) for part in text.split("; ")) if text and pa.types.is_nested(kind) else text


def by_columns(kb: KnowledgeBase, path: str, most: int) -> Iterator[Judged]:
    """What becomes of every case, slice by slice."""
    together = Together(kb, explain=True)
    for chunk in chunks(Inputs((path,)).sliced(most), most):
        if chunk.slice is not None:
            yield from together.judge(chunk).each()
        else:
            decided = iter(together.decide(chunk.records))
            yield from (chunk.unread.get(place) or next(decided) for place in range(chunk.size))


def expected(kb: KnowledgeBase, path: str) -> list[Judged]:
    """What becomes of every case, row by row."""
    entries = kit.entries(path)
    decided = iter(Together(kb, explain=True).decide([one for one in entries if isinstance(one, Record)]))
    return [next(decided) if isinstance(one, Record) else one for one in entries]


def compared(kb: KnowledgeBase, path: str, sizes: Sequence[int] = (1000, 7)) -> list[Judged]:
    """See that columns give what rows give, in slices of several sizes."""
    found = expected(kb, path)
    for most in sizes:
        for one, other in zip(by_columns(kb, path, most), found, strict=True):
            assert one == other
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_generated_cases_give_the_rows_of_json_lines(kb: KnowledgeBase, seed: int, tmp_path: Path) -> None:
    texts = [*kit.every(), *(text.encode() for text in cases(kb, 120, seed))]
    found = compared(kb, written(tmp_path / "cases.parquet", of_cases(texts)))
    records = [Record("cases.jsonl", number, text) for number, text in enumerate(texts, 1)]
    assert found == Together(kb, explain=True).decide(records)
    assert sum(isinstance(one, Row) for judged in found for one in judged) > 120


def test_slices_say_which_rows_are_theirs(tmp_path: Path, kb: KnowledgeBase) -> None:
    texts = [text.encode() for text in cases(kb, 20, 1)]
    path = written(tmp_path / "cases.parquet", of_cases(texts))
    found = [one for one in Inputs((path,)).sliced(7) if isinstance(one, Slice)]
    assert [len(one.spans) for one in found] == [7, 7, 6]
    begins = [one.line + span.begin for one in found for span in one.spans]
    assert begins == [record.line for record in kit.records(path)]


@pytest.mark.parametrize("seed", range(4))
def test_statements_of_all_kinds_give_the_same_rows_and_rejects(
    seed: int, tmp_path: Path, kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "AT_ONCE", 23)
    chance = random.Random(seed)
    found: list[Cells] = []
    for number in range(150):
        name = f"case-{number}" if chance.random() < 0.97 else f"case-{number // 2}"
        said = chance.sample(STATEMENTS, chance.randrange(5))
        case = [(name, *row[1:]) for row in CASE] + [(name, *row) for row in said]
        found += chance.sample(case, len(case)) if chance.random() < 0.5 else case
        if chance.random() < 0.05:
            found.append((chance.choice([None, "", "a\x07"]), *chance.choice(STATEMENTS)))
    judged = compared(kb, written(tmp_path / "cases.parquet", found), (1000, 7, 1))
    codes = {getattr(one, "code", None) for one in chain.from_iterable(judged)}
    assert {None, "N304", "N305", "N306", "N307", "N309", "N311", "N702"} <= codes


@pytest.mark.parametrize("statement", STATEMENTS, ids=str)
def test_each_statement_alone(statement: Cells, tmp_path: Path, kb: KnowledgeBase) -> None:
    found = [tuple(one and one.format(name) for one in row) for name in "ab" for row in CASE]
    compared(kb, written(tmp_path / "cases.parquet", [*found, ("b", *statement)]), (10,))


@pytest.mark.parametrize(
    "kinds",
    [
        dict.fromkeys(PAIRS, pa.map_(pa.string(), pa.string())),
        {
            "arguments": pa.struct([(name, pa.string()) for name in ("level", "id", "stage", "line")]),
            "evidence": pa.struct([("document", pa.string()), ("note", pa.string())]),
        },
        {"value": pa.large_string(), "polarity": pa.dictionary(pa.int8(), pa.string())},
        {"line": pa.int32()},
        {"case": pa.string_view(), "value": pa.string_view()},
        {"case": pa.dictionary(pa.int16(), pa.string())},
        {"case": pa.large_string()},
    ],
    ids=["maps", "structs", "texts", "numbers", "views", "numbered names", "long names"],
)
def test_columns_of_other_types(kinds: dict[str, pa.DataType], tmp_path: Path, kb: KnowledgeBase) -> None:
    found: list[Cells] = [tuple(one and one.format(name) for one in row) for name in "abc" for row in CASE]
    found.insert(2, ("a", None, "document.kind", "id=d1", "imaging_report", None, None))
    found += [("c", *row) for row in (STATEMENTS[0], STATEMENTS[3], STATEMENTS[7], STATEMENTS[11], STATEMENTS[5])]
    judged = compared(kb, written(tmp_path / "cases.parquet", found, kinds), (10, 1))
    assert all(isinstance(one, Row) for case in judged for one in case)


def test_a_case_without_an_end_is_read_row_by_row(
    tmp_path: Path, kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "MOST_ROWS", 60)
    monkeypatch.setattr(slices, "AT_ONCE", 20)
    found = [tuple(one and one.format(name) for one in row) for name in "abcd" for row in CASE]
    endless = [("e", None, "request.policy", None, "TSA", None, None)] * 90
    path = written(tmp_path / "cases.parquet", [*found, *endless, *found])
    kinds = [isinstance(one, Slice) for one in Inputs((path,)).sliced(1000)]
    assert kinds[0] and not any(kinds[1:]) and len(kinds) == 6
    compared(kb, path)


def test_a_damaged_text_is_a_problem_of_the_file(tmp_path: Path) -> None:
    path = written(tmp_path / "cases.parquet", [("a", "1", "line.code", None, "22633", None, "note=xyzzy")])
    data = Path(path).read_bytes()
    Path(path).write_bytes(data.replace(b"xyzzy", b"xy\xffzy"))
    result = kit.batch(path, "-o", tmp_path / "out.jsonl")
    assert result.exit_code == 1 and "N701" in result.output


def test_the_command_gives_the_same_bytes_and_explains_any_of_them(tmp_path: Path, kb: KnowledgeBase) -> None:
    from click.testing import CliRunner

    from cli import main

    texts = [text.encode() for text in cases(kb, 60, 3)]
    table = written(tmp_path / "cases.parquet", [*of_cases(texts), ("case-x", "1", "line.code", None, "", None, None)])
    outputs = []
    for source, jobs in ((table, 1), (table, 2), (kit.written(tmp_path / "cases.jsonl", texts), 1)):
        out, metrics = tmp_path / "out.jsonl", tmp_path / "metrics.csv"
        result = kit.batch(source, "-o", out, "--metrics", metrics, jobs=jobs)
        assert result.exit_code == (3 if source == table else 0), result.output
        outputs.append((out.read_bytes(), [one for one in metrics.read_text().splitlines() if "reject" not in one]))
    assert outputs[0] == outputs[1] == outputs[2]
    first = json.decode(outputs[0][0].splitlines()[0])
    args = ["why", f"{tmp_path / 'out.jsonl'}#{first['case']}", first["line"], "--input", table]
    told = CliRunner().invoke(main, args)
    assert told.exit_code == 0 and told.output.startswith("As in the batch.")
