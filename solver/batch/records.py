"""What a reader hands on: one case as it was read, and many of them at a time.

Not here: how files are read (`solver.batch.reading`), or what becomes of a record (`solver.batch.deciders`).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct, msgpack

from solver.batch.libraries import library
from solver.batch.rows import Reject

LARGEST = 128_000_000
"""Bytes of text after which no further case joins them."""


class Record(Struct, frozen=True, array_like=True):
    """One case as it was read. `file` is how messages call the source, `line` its line there: in Parquet the number of
    its first row, None in a file that holds one case. `text` is JSON, or YAML where `file` ends so."""

    file: str
    line: int | None
    text: bytes


Entry = Record | tuple[Reject, ...]
"""A record, or the problems for which there is none."""


class Span(Struct, frozen=True, array_like=True):
    """Rows of a slice that belong to one case, whose name is None where none of them tells it. A case that is not
    `whole` has among them rows that nobody owns; a case is `apart` where it came up before."""

    name: str | None
    begin: int
    end: int
    whole: bool = True
    apart: bool = False


class Slice(Struct, frozen=True, array_like=True):
    """Whole cases of a table in the long form that are read together: the columns as a batch of Arrow, or as a stream
    of it where they come from another process. `file` is how messages call the table, `line` the number of the first
    row in it."""

    file: str
    line: int
    spans: tuple[Span, ...]
    columns: Any

    @property
    def table(self) -> Any:  # noqa: ANN401 - pyarrow has no types
        """The rows as a batch."""
        if not isinstance(self.columns, bytes):
            return self.columns
        (batch,) = library("pyarrow.ipc", "Parquet files").open_stream(self.columns)
        return batch


class Chunk(Struct, frozen=True, array_like=True):
    """Entries that go through a decider together: the records, and by their places among all entries those that are
    none; or a slice, whose cases are the entries."""

    records: tuple[Record, ...]
    unread: dict[int, tuple[Reject, ...]]
    slice: Slice | None = None

    @property
    def size(self) -> int:
        """The number of entries."""
        return len(self.records) + len(self.unread) if self.slice is None else len(self.slice.spans)


def chunks(entries: Iterable[Entry | Slice], most: int, largest: int = LARGEST) -> Iterator[Chunk]:
    """All entries in order, never more than `most` at a time, and fewer where they are large; a slice is a chunk by
    itself. What stands in which chunk depends on nothing but the entries."""
    records: list[Record] = []
    unread: dict[int, tuple[Reject, ...]] = {}
    size = count = 0
    for entry in entries:
        if isinstance(entry, Slice):
            if count:
                yield Chunk(tuple(records), unread)
            yield Chunk((), {}, entry)
            records, unread, size, count = [], {}, 0, 0
            continue
        if isinstance(entry, Record):
            records.append(entry)
            size += len(entry.text)
        else:
            unread[count] = entry
        count += 1
        if count == most or size >= largest:
            yield Chunk(tuple(records), unread)
            records, unread, size, count = [], {}, 0, 0
    if count:
        yield Chunk(tuple(records), unread)


def packed(chunk: Chunk) -> bytes:
    """A chunk as it goes between processes."""
    return msgpack.encode(chunk, enc_hook=_stream)


def unpacked(data: bytes) -> Chunk:
    """The chunk that another process sent."""
    return msgpack.decode(data, type=Chunk)


def _stream(batch: Any) -> bytes:  # noqa: ANN401 - pyarrow has no types
    """A batch as an Arrow stream."""
    stream = library("pyarrow", "Parquet files").BufferOutputStream()
    with library("pyarrow.ipc", "Parquet files").new_stream(stream, batch.schema) as writer:
        writer.write_batch(batch)
    made: bytes = stream.getvalue().to_pybytes()
    return made
