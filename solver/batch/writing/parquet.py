"""Rows as Parquet. Parts are Arrow streams, which cost little to read again; joining them makes the file."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from solver.batch.libraries import library
from solver.batch.rows import Row

TEXTS = ("case", "line", "policy", "verdict", "coding", "knowledge", "digest")
LISTS = ("because", "flags", "reasons", "missing")
GROUP = 131_072
"""Rows of a group, at least."""
FILES = "Parquet files"


def encode(rows: Sequence[Row]) -> bytes:
    """The rows of a part."""
    arrow = library("pyarrow", FILES)
    known = schema()
    columns = [arrow.array([getattr(row, field.name) for row in rows], type=field.type) for field in known]
    sink = arrow.BufferOutputStream()
    with arrow.ipc.new_stream(sink, known) as stream:
        stream.write_batch(arrow.record_batch(columns, schema=known))
    return bytes(sink.getvalue().to_pybytes())


def join(parts: Iterable[bytes], file: BinaryIO) -> None:
    """Write all parts as one file, in groups of rows that depend on nothing but the rows."""
    arrow, parquet = library("pyarrow", FILES), library("pyarrow.parquet", FILES)
    with parquet.ParquetWriter(file, schema(), compression="zstd") as writer:
        waiting: list[Any] = []
        for part in parts:
            waiting.extend(arrow.ipc.open_stream(part))
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
                yield from (_row(found) for found in batch.to_pylist())
    except arrow.ArrowException as error:
        raise ValueError(str(error)) from None


def schema() -> Any:  # noqa: ANN401 - pyarrow has no types
    """The columns in the order of `Row`."""
    arrow = library("pyarrow", FILES)
    kinds = {**dict.fromkeys(TEXTS, arrow.string()), **dict.fromkeys(LISTS, arrow.list_(arrow.string()))}
    return arrow.schema([(name, kinds.get(name, arrow.bool_())) for name in Row.__struct_fields__])


def _row(found: dict[str, Any]) -> Row:
    lists = {name: None if found[name] is None else tuple(found[name]) for name in LISTS}
    return Row(**{**found, **lists})
