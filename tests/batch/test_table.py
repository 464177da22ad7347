"""A table of cases becomes a table of the rows and rejects that the command gives, whatever engine hands it over."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from msgspec import json

from kb.problems import Rejected
from solver.batch import table
from solver.batch.rows import Reject, Row
from solver.batch.table import decide_table, judged, schema
from tests.batch import kit
from tests.batch.kit import batch
from tests.ours import FOLDER

TEXTS = [kit.text("therapy_41_days"), b"no", kit.text("two_payers"), b'{"case":"c","lines":[{"id":"1"},{"id":"1"}]}']


def cases(texts: Sequence[bytes | None] = TEXTS, file: str = "cases.jsonl") -> pa.Table:
    """A table of cases as a reader of files makes it."""
    return pa.table(
        {
            "record": pa.array(texts, pa.binary()),
            "file": [file] * len(texts),
            "line": pa.array(range(1, len(texts) + 1), pa.int64()),
        }
    )


def rows(decided: pa.Table) -> Iterator[Row]:
    """The rows of a decided table."""
    return (one for record in judged(decided) for one in record if isinstance(one, Row))


def rejects(decided: pa.Table) -> Iterator[Reject]:
    """Its rejects."""
    return (one for record in judged(decided) for one in record if isinstance(one, Reject))


@pytest.mark.parametrize("explain", [(), ("--explain",)])
def test_a_decided_table_holds_the_rows_and_the_rejects_of_the_command(explain: Sequence[str], tmp_path: Path) -> None:
    path = kit.written(tmp_path / "cases.jsonl", TEXTS)
    batch(path, "-o", tmp_path / "out.jsonl", "--rejects", tmp_path / "rejects.jsonl", *explain)
    decided = decide_table(cases(file=path), explain=bool(explain))
    out, refused = ((tmp_path / name).read_bytes().splitlines() for name in ("out.jsonl", "rejects.jsonl"))
    assert list(rows(decided)) == [json.decode(line, type=Row) for line in out] != []
    assert list(rejects(decided)) == [json.decode(line, type=Reject) for line in refused] != []
    assert all(one.reasons for one in rows(decided)) is bool(explain)


def test_rows_tell_their_record_and_stand_in_its_order() -> None:
    decided = decide_table(cases())
    places = list(zip(*(decided[name].to_pylist() for name in ("record_file", "record_line", "row")), strict=True))
    assert places == [
        ("cases.jsonl", line, row) for line, record in enumerate(judged(decided), 1) for row in range(len(record))
    ]
    assert len({line for _, line, _ in places}) == len(TEXTS) < len(places)


def test_the_order_can_be_restored() -> None:
    decided = decide_table(cases())
    order = list(range(decided.num_rows))
    Random(1).shuffle(order)
    restored = decided.take(order).sort_by([(name, "ascending") for name in ("record_file", "record_line", "row")])
    assert restored.equals(decided) and not decided.take(order).equals(decided)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view(), pa.binary_view()])
def test_cases_may_be_any_kind_of_text(kind: pa.DataType) -> None:
    given = cases()
    other = given.set_column(0, "record", pa.array([text.decode() for text in TEXTS], kind))
    assert decide_table(other).equals(decide_table(given))


def test_file_and_line_may_be_missing_and_other_columns_are_passed_over() -> None:
    decided = decide_table(pa.table({"mine": [1.5, 2.5], "record": [TEXTS[0], None]}))
    assert set(decided["record_file"].to_pylist()) == {"table"} and set(decided["record_line"].to_pylist()) == {None}
    assert [one.case for one in rows(decided)] == ["therapy-41-days"]
    assert [(one.code, one.file, one.line) for one in rejects(decided)] == [("N301", "table", None)]


def test_a_case_of_a_yaml_file_is_read_as_yaml() -> None:
    text = (FOLDER / "therapy_41_days.yaml").read_bytes()
    (row,) = rows(decide_table(cases([text], "therapy_41_days.yaml")))
    assert row == next(rows(decide_table(cases())))


def test_a_large_table_is_decided_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = decide_table(cases())
    monkeypatch.setattr(table, "ENGINES", {"batch": 3})
    in_chunks = decide_table(cases())
    assert in_chunks["case"].num_chunks == 2 and in_chunks.equals(whole)


def test_an_empty_table_gives_an_empty_one() -> None:
    assert decide_table(cases([])).equals(schema().empty_table())


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (pa.table({"case": ["x"]}), "no single column record"),
        (pa.Table.from_arrays([pa.array(["x"])] * 2, ["record", "record"]), "no single column record"),
        (pa.table({"record": [1]}), "the column record cannot be read as large_binary"),
        (pa.table({"record": ["x"], "line": ["first"]}), "the column line cannot be read as int64"),
        ([{"record": "x"}], "this is no table of Arrow but a list"),
    ],
)
def test_a_table_of_something_else_is_refused(wrong: Any, told: str) -> None:
    with pytest.raises(Rejected, match=told) as found:
        decide_table(wrong)
    assert [problem.code for problem in found.value.problems] == ["N701"]


def test_a_single_batch_is_a_table_too() -> None:
    whole = cases([kit.text("therapy_41_days")])
    (batch,) = whole.to_batches()
    assert decide_table(batch).equals(decide_table(whole))


def test_further_policies_are_read_and_their_problems_told(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("no policy", encoding="utf-8")
    with pytest.raises(Rejected, match="N102"):
        decide_table(cases(), policies=[str(tmp_path)])


def test_threads_take_turns() -> None:
    expected = decide_table(cases())
    with ThreadPoolExecutor(4) as pool:
        assert all(found.equals(expected) for found in pool.map(decide_table, [cases()] * 12))


def test_the_engine_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    decide_table(cases())
    monkeypatch.setattr(table, "load", None)
    assert decide_table(cases()).num_rows
