"""A batch as a table: a column of cases goes in, their rows and rejects come out, for engines that speak Arrow.

Not here: how an engine shares tables out (`solver.batch.spark` is one that does), or files.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from msgspec import Struct, structs

from kb.load import load
from kb.problems import Problem, Rejected
from solver.batch.deciders import ENGINES, Together
from solver.batch.libraries import library
from solver.batch.records import Chunk, Record, chunks
from solver.batch.rows import Judged, Reject, Row
from solver.batch.sheet import AllJudged
from solver.batch.writing import parquet

if TYPE_CHECKING:
    import pyarrow as pa

TABLE = "table"
"""The file of a case that names none."""
TABLES = "tables of cases"


def decide_table(table: "pa.Table", *, policies: Iterable[str] = (), explain: bool = False) -> "pa.Table":
    """Decide the cases of a table, one in each row, and give a table by `schema`.

    The column `record` holds cases as JSON, as text or bytes; `file` and `line`, both optional, tell where each comes
    from. Other columns are passed over. `policies` are folders of further policies, `explain` asks for reasons and for
    what is missing. The engine is made once in a process, and may be used by several threads.

    Raises `Rejected` where the table has no such columns, or the policies have problems. A case that has problems
    becomes rows with a reject instead.
    """
    asked = _engine(tuple(policies), explain=explain)
    parts = [_decided(asked, chunk) for chunk in chunks(_records(_whole(table)), ENGINES["batch"])]
    return library("pyarrow", TABLES).Table.from_batches(parts, schema())


def schema() -> "pa.Schema":
    """The columns of a decided table: those of an output, null in a reject; the reject, null in a row; then where the
    record came from, and the place of the row among those of its record. These last three restore the order."""
    arrow = library("pyarrow", TABLES)
    reject = arrow.struct([(name, _kind(name)) for name in Reject.__struct_fields__])
    places = [("record_file", arrow.string()), ("record_line", arrow.int64()), ("row", arrow.int64())]
    return arrow.schema([*parquet.schema(), ("reject", reject), *places])


def judged(table: "pa.Table") -> Iterator[Judged]:
    """What became of each record of a decided table in its first order."""
    rejects, places = table["reject"].to_pylist(), table["row"].to_pylist()
    record: list[Any] = []
    for row, reject, place in zip(parquet.rows_of(table), rejects, places, strict=True):
        if place == 0 and record:
            yield tuple(record)
            record = []
        record.append(row if reject is None else Reject(**reject))
    if record:
        yield tuple(record)


class _Engine(Struct, frozen=True):
    """An engine, and whose turn it is."""

    decider: Together
    turn: Lock


@cache
def _engine(folders: tuple[str, ...], *, explain: bool) -> _Engine:
    return _Engine(Together(load(*folders), explain=explain), Lock())


def _whole(table: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    """A table, also of a single batch. Raises `Rejected` where it is neither."""
    arrow = library("pyarrow", TABLES)
    if isinstance(table, arrow.RecordBatch):
        return arrow.Table.from_batches([table])
    if not isinstance(table, arrow.Table):
        raise Rejected([_problem(f"this is no table of Arrow but a {type(table).__name__}")])
    return table


def _records(table: Any) -> Iterator[Record]:  # noqa: ANN401 - pyarrow has no types
    """The cases of a table; one that is null is empty, and so has a problem."""
    arrow = library("pyarrow", TABLES)
    texts = _column(table, "record", arrow.large_binary())
    files, lines = _column(table, "file", arrow.string()), _column(table, "line", arrow.int64())
    for text, file, line in zip(texts, files, lines, strict=True):
        yield Record(TABLE if file is None else file, line, text or b"")


def _column(table: Any, name: str, kind: Any) -> list[Any]:  # noqa: ANN401 - likewise
    """A column as values of a type; one that may be missing is null. Raises `Rejected` where it is not of that type."""
    arrow = library("pyarrow", TABLES)
    try:
        if name == "record" or name in table.column_names:
            return [value for part in table[name].chunks for value in part.cast(kind).to_pylist()]
    except KeyError:
        raise Rejected([_problem(f"there is no single column {name}")]) from None
    except arrow.ArrowException:
        raise Rejected([_problem(f"the column {name} cannot be read as {kind}")]) from None
    return [None] * table.num_rows


def _problem(message: str) -> Problem:
    expected = "a column record of texts, and maybe file, texts too, and line, whole numbers"
    return Problem(code="N701", message=message, file=TABLE, expected=expected)


def _decided(engine: _Engine, chunk: Chunk) -> Any:  # noqa: ANN401 - likewise
    """The rows of the records of a chunk."""
    with engine.turn:
        found = engine.decider.judge(chunk)
    arrow, known = library("pyarrow", TABLES), schema()
    entries = list(_entries(found))
    numbers = arrow.array([number for _, _, number, _ in entries], arrow.int64())
    rejects = [None if reject is None else structs.asdict(reject) for *_, reject in entries]
    records = [chunk.records[place] for place, *_ in entries]
    within = [among for _, among, *_ in entries]
    others = (rejects, [one.file for one in records], [one.line for one in records], within)
    kinds = known.types[len(Row.__struct_fields__) :]
    return arrow.record_batch(
        [
            *(column.take(numbers) for column in parquet.columns(found.rows)),
            *(arrow.array(one, kind) for one, kind in zip(others, kinds, strict=True)),
        ],
        schema=known,
    )


def _entries(found: AllJudged) -> Iterator[tuple[int, int, int | None, Reject | None]]:
    """The rows and the rejects of records in order: the place of the record, the place among those of the record, the
    number of the row or the reject."""
    rows: dict[int, list[int]] = {}
    for number, place in enumerate(found.rows.places):
        rows.setdefault(place, []).append(number)
    for place in range(found.size):
        yield from ((place, among, number, None) for among, number in enumerate(rows.get(place, ())))
        yield from ((place, among, None, reject) for among, reject in enumerate(found.refused.get(place, ())))


def _kind(name: str) -> Any:  # noqa: ANN401 - likewise
    """The type of a field of a reject."""
    arrow = library("pyarrow", TABLES)
    return arrow.int64() if name == "line" else arrow.string()
