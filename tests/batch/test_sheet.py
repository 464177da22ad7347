"""Rows that are held together are the rows that went in, in every format."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import json
from msgspec.structs import astuple

from solver.batch.rows import Judged, Reject, Row
from solver.batch.sheet import together
from solver.batch.writing.form import form, kind

NAMES = st.sampled_from("ab")
TEXTS = st.sampled_from(["", "x", 'a "digest":"" in quotes', '{"case":"","line":""', "ü;\n"])
ROWS = st.builds(
    Row,
    NAMES,
    NAMES,
    st.none() | TEXTS,
    TEXTS,
    st.none() | TEXTS,
    st.lists(TEXTS, max_size=2).map(tuple),
    st.lists(TEXTS, max_size=2).map(tuple),
    st.none() | st.lists(TEXTS, max_size=2).map(tuple),
    st.none(),
    NAMES,
    NAMES,
    st.booleans(),
    st.none() | TEXTS,
)
REJECTS = st.lists(st.builds(Reject, NAMES, st.none(), NAMES, st.none(), NAMES), min_size=1, max_size=2)
JUDGED = st.lists(st.lists(ROWS, max_size=3).map(tuple) | REJECTS.map(tuple), max_size=5)


@given(JUDGED)
def test_what_was_put_together_comes_apart(found: list[Judged]) -> None:
    assert together(found).each() == found


@given(JUDGED, st.sampled_from(["", "x"]))
def test_only_some_policies(found: list[Judged], policy: str) -> None:
    rows = together(found).rows
    kept = rows.only([policy])
    assert list(kept) == [row for row in rows if row.policy == policy]
    assert [(place, len(said)) for place, said in kept.by_case().items()] == [
        (place, count) for place in range(len(found)) if (count := kept.places.count(place))
    ]


def in_json(rows: Sequence[Row]) -> bytes:
    return json.Encoder().encode_lines(rows)


def in_csv(rows: Sequence[Row]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([[_cell(cell) for cell in astuple(row)] for row in rows])
    return text.getvalue().encode()


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ";".join(value) if isinstance(value, tuple) else str(value or "")


@given(JUDGED)
def test_rows_are_written_as_each_would_be(found: list[Judged]) -> None:
    rows = together(found).rows
    assert b"".join(form("json_lines").encode(rows)) == in_json(list(rows))
    assert b"".join(form("rows_csv").encode(rows)) == in_csv(list(rows))


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet"])
@settings(deadline=None)  # importing pyarrow takes longer
@given(found=st.lists(JUDGED, max_size=3))
def test_rows_are_read_as_they_were_written(
    name: str, found: list[list[Judged]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path, parts = Path(tmp_path_factory.mktemp("rows")) / name, [together(one).rows for one in found]
    used = form(kind(name))
    with path.open("wb") as file:
        used.join((used.encode(rows) for rows in parts), file)
    assert list(used.rows(str(path))) == [row for rows in parts for row in rows]
