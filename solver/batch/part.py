"""A chunk of records becomes a part of the output: rows and rejects as bytes, and what is counted.

This is what processes share out among them. Not here: in which of them it runs (`solver.batch.workers`), or how parts
become files (`solver.batch.parts`).
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct, json

from kb.knowledge import KnowledgeBase
from solver.batch.deciders import Decider, Together
from solver.batch.plan import Plan
from solver.batch.records import Chunk
from solver.batch.requests import requests
from solver.batch.rows import Judged, Row, is_decided, is_refused
from solver.batch.tally import Request, Tally, tally
from solver.batch.times import times
from solver.batch.writing.form import form


class Part(Struct, frozen=True, array_like=True):
    """A part of the output: rows in its format, rejects as JSON Lines."""

    rows: bytes
    rejects: bytes
    tally: Tally


class Maker:
    """Makes parts by a plan, with the decider that it asks for unless there is another."""

    def __init__(self, plan: Plan, kb: KnowledgeBase, decider: Decider | None = None) -> None:
        self._decider, self._form, self._only = decider or plan.decider(kb), form(plan.form), frozenset(plan.only)
        self._timed = plan.timed

    def part(self, chunk: Chunk) -> Part:
        """The part that a chunk becomes. Raises `ValueError` where the decider loses a record."""
        found = self._found(chunk)
        if len(found) != chunk.size - len(chunk.unread):
            raise ValueError(f"of {chunk.size - len(chunk.unread)} cases {len(found)} came back")
        decided = [rows for rows in map(self._rows, found) if rows is not None]
        refused = [problems for problems in _all(chunk, found) if is_refused(problems)]
        rows = [row for each in decided for row in each]
        return Part(
            self._form.encode(rows),
            json.Encoder().encode_lines([problem for each in refused for problem in each]),
            tally(rows, len(decided), refused, self._requests(chunk, found)),
        )

    def _found(self, chunk: Chunk) -> list[Judged]:
        if chunk.slice is None:
            return self._decider.decide(chunk.records)
        assert isinstance(self._decider, Together)
        return self._decider.decide_slice(chunk.slice)

    def _rows(self, decided: Judged) -> tuple[Row, ...] | None:
        """The rows of a record that are asked for, None where it was refused."""
        if not is_decided(decided):
            return None
        return tuple(row for row in decided if row.policy in self._only) if self._only else decided

    def _requests(self, chunk: Chunk, found: Sequence[Judged]) -> Iterator[Request]:
        """What the requests come to, where that is asked for."""
        if self._timed:
            records = chunk.records if chunk.slice is None else times(chunk.slice)
            for record, decided in zip(records, found, strict=True):
                yield from requests(record, self._rows(decided) or ())


def _all(chunk: Chunk, found: Sequence[Judged]) -> Iterator[Judged]:
    """What became of each entry of a chunk, in order."""
    decided = iter(found)
    for place in range(chunk.size):
        yield chunk.unread[place] if place in chunk.unread else next(decided)
