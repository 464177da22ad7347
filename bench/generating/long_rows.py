"""Cases in the long form, a row for each statement, as Parquet.

Not here: what the rows mean (`solver.batch.reading.statements`).
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from msgspec import json

from solver.batch.libraries import library
from solver.batch.reading.statements import COLUMNS

AT_ONCE = 4096
"""Cases that are written together."""
Row = tuple[str | None, ...]
Tree = Any
"""A case as lists and mappings."""


def write_parquet(made: Iterable[str], output: str) -> None:
    """Write cases, given as JSON."""
    arrow, parquet = library("pyarrow", "Parquet files"), library("pyarrow.parquet", "Parquet files")
    schema = arrow.schema([(name, arrow.string()) for name in COLUMNS])
    waiting = iter(made)
    with parquet.ParquetWriter(output, schema) as writer:
        while some := [row for case in islice(waiting, AT_ONCE) for row in rows(json.decode(case))]:
            columns = [list(column) for column in zip(*some, strict=True)]
            writer.write_table(arrow.table(dict(zip(COLUMNS, columns, strict=True)), schema=schema))


def rows(case: Tree) -> Iterator[Row]:
    """The rows of a case."""
    name = case["case"]
    for field, value in case["request"].items():
        yield (name, None, f"request.{field}", None, str(value), None, None)
    for line in case["lines"]:
        for field, value in _fields(line):
            yield (name, line["id"], f"line.{field}", None, value, None, None)
    for finding in case["findings"]:
        yield (name, *_finding(finding))
    for document in case["documents"]:
        for field, value in _fields(document):
            yield (name, None, f"document.{field}", f"id={document['id']}", value, None, None)


def _fields(part: Tree) -> Iterator[tuple[str, str]]:
    """What is said of a line or document besides its id; each level by itself."""
    for field, value in part.items():
        if field == "levels":
            yield from (("level", level) for level in value)
        elif field != "id":
            yield field, str(value)


def _finding(finding: Tree) -> Row:
    at = {**finding.get("at", {}), **{name: finding[name] for name in ("level", "stage") if name in finding}}
    line = at.pop("line", finding.get("line"))
    value = str(finding["value"]) if "value" in finding else None
    polarity = "present" if finding.get("present", True) else "absent"
    return (line, finding["finding"], _pairs(at), value, polarity, _pairs(finding.get("evidence", {})))


def _pairs(named: Tree) -> str | None:
    return "; ".join(f"{name}={value}" for name, value in named.items()) or None
