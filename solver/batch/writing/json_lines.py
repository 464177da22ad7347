"""Rows as JSON Lines: an object on each line, with the fields of `Row`."""

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from msgspec import MsgspecError, json

from solver.batch.rows import Row

_ENCODER = json.Encoder()


def encode(rows: Sequence[Row]) -> bytes:
    """The rows of a part."""
    return _ENCODER.encode_lines(rows)


def join(parts: Iterable[bytes], file: BinaryIO) -> None:
    """Write all parts."""
    file.writelines(parts)


def rows(path: str) -> Iterator[Row]:
    """The rows of a file. Raises `ValueError` where it holds something else."""
    decoder = json.Decoder(Row)
    with open(path, "rb") as file:
        for line in file:
            try:
                yield decoder.decode(line)
            except MsgspecError as error:
                raise ValueError(str(error)) from None
