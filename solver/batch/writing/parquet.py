"""Rows as Parquet. Parts are Arrow streams, which cost little to read again; joining them makes the file."""

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from solver.batch.libraries import library
from solver.batch.rows import Row
from solver.batch.sheet import Sheet

TEXTS = ("case", "line", "policy", "verdict", "coding", "knowledge", "digest", "request")
LISTS = ("because", "flags", "reasons", "missing")
GROUP = 131_072
"""Rows of a group, at least."""
FILES = "Parquet files"


def encode(rows: Sheet) -> Iterator[bytes]:
    """The rows of a part."""
    arrow = library("pyarrow", FILES)
    known = schema()
    sink = arrow.BufferOutputStream()
    with arrow.ipc.new_stream(sink, known) as stream:
        stream.write_batch(arrow.record_batch(columns(rows), schema=known))
    yield sink.getvalue().to_pybytes()


def join(parts: Iterable[Iterable[bytes]], file: BinaryIO) -> None:
    """Write all parts as one file, in groups of rows that depend on nothing but the rows."""
    arrow, parquet = library("pyarrow", FILES), library("pyarrow.parquet", FILES)
    with parquet.ParquetWriter(file, schema(), compression="zstd") as writer:
        waiting: list[Any] = []
        for part in parts:
            waiting.extend(arrow.ipc.open_stream(b"".join(part)))
            if sum(batch.num_rows for batch in waiting) >= GROUP:
                writer.write_table(arrow.Table.from_batches(waiting, schema()))
                waiting = []
        if waiting:
            writer.write_table(arrow.Table.from_batches(waiting, schema()))


def rows(path: str) -> Iterator[Row]:
    """The rows of a file. Raises `ValueError` where it holds something else."""
    arrow, parquet = library("pyarrow", FILES), library("pyarrow.parquet", FILES)
    try:
        with parquet.ParquetFile(path) as file:
            if not file.schema_arrow.equals(schema()):
                raise ValueError("the columns are not those of a batch")
            for batch in file.iter_batches():
                yield from rows_of(batch)
    except arrow.ArrowException as error:
        raise ValueError(str(error)) from None


def schema() -> Any:  # noqa: ANN401 - pyarrow has no types
    """The columns in the order of `Row`."""
    arrow = library("pyarrow", FILES)
    kinds = {**dict.fromkeys(TEXTS, arrow.string()), **dict.fromkeys(LISTS, arrow.list_(arrow.string()))}
    return arrow.schema([(name, kinds.get(name, arrow.bool_())) for name in Row.__struct_fields__])


def columns(rows: Sheet) -> list[Any]:
    """The columns of rows."""
    arrow = library("pyarrow", FILES)
    own = {"case": rows.cases, "line": rows.lines, "digest": rows.digests}
    numbers = arrow.array(rows.numbers, arrow.int64())
    return [
        arrow.array(own[field.name], field.type)
        if field.name in own
        else arrow.array([getattr(one, field.name) for one in rows.said], field.type).take(numbers)
        for field in schema()
    ]


def rows_of(columns: Any) -> Iterator[Row]:  # noqa: ANN401 - a table or a batch of pyarrow
    """The rows that stand in the columns of a row, whatever other columns there are."""
    values = [columns[name].to_pylist() for name in Row.__struct_fields__]
    found: tuple[Any, ...]
    for found in zip(*values, strict=True):
        yield Row(*map(_field, found))


def _field(value: Any) -> Any:  # noqa: ANN401 - likewise
    return tuple(value) if isinstance(value, list) else value
