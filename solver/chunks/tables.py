"""What arrays look up of parts by their numbers: groups of facts, and the numbers of names, hashes, sets of policies.

Not here: how a part comes to have them (`solver.chunks.parts`).
"""

from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np

from solver.chunks.arrays import Numbers

Columns = TypeVar("Columns", bound="tuple[Any, ...]")


class RequestColumns(NamedTuple):
    """Of requests the numbers of both hashes of their marks, the groups of their facts, and the numbers of the policies
    that can have rules for their lines."""

    said: Numbers
    proof: Numbers
    group: Numbers
    policies: Numbers


class LineColumns(NamedTuple):
    """Of lines the same hashes, their names, their stages, the names of their parents, and the policies that can have
    rules for them."""

    said: Numbers
    proof: Numbers
    name: Numbers
    stage: Numbers
    parent: Numbers
    policies: Numbers


class DocumentColumns(NamedTuple):
    """Of documents the same hashes, the groups of their facts, and their names."""

    said: Numbers
    proof: Numbers
    group: Numbers
    name: Numbers


class FindingColumns(NamedTuple):
    """Of findings, without their evidence, the hashes of what they say, the groups of their facts where these are the
    same in any case, and the line and the stage that they name."""

    said: Numbers
    group: Numbers
    line: Numbers
    stage: Numbers


class EvidenceColumns(NamedTuple):
    """The hashes of evidence, and the names of the documents that it refers to."""

    said: Numbers
    refers: Numbers


class Table(Generic[Columns]):
    """Rows of numbers, one after the other, that are looked up as columns."""

    def __init__(self, kind: type[Columns]) -> None:
        self._kind, self._new = kind, list[tuple[int, ...]]()
        self._rows = np.zeros((len(kind.__annotations__), 0), np.int64)

    def add(self, *row: int) -> int:
        """Add a row; its number."""
        self._new.append(row)
        return len(self) - 1

    def __len__(self) -> int:
        return self._rows.shape[1] + len(self._new)

    @property
    def columns(self) -> Columns:
        """All rows, by column."""
        if self._new:
            self._rows = np.hstack((self._rows, np.array(self._new, np.int64).T))
            self._new.clear()
        return self._kind(*self._rows)
