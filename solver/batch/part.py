"""A chunk of records becomes a part of the output: rows and rejects as bytes, and what is counted.

This is what processes share out among them. Not here: in which of them it runs (`solver.batch.workers`), or how parts
become files (`solver.batch.parts`).
"""

from collections.abc import Iterator

from msgspec import Struct, json

from kb.knowledge import KnowledgeBase
from solver.batch.deciders import Decider, Together
from solver.batch.plan import Plan
from solver.batch.records import Chunk
from solver.batch.requests import requests
from solver.batch.rows import Reject
from solver.batch.sheet import AllJudged, Sheet, together
from solver.batch.tally import Request, Tally, tally
from solver.batch.times import times
from solver.batch.writing.form import form


class Part(Struct, frozen=True, array_like=True):
    """A part of the output: rows in its format, in pieces, and rejects as JSON Lines."""

    rows: tuple[bytes, ...]
    rejects: bytes
    tally: Tally


class Maker:
    """Makes parts by a plan, with the decider that it asks for unless there is another."""

    def __init__(self, plan: Plan, kb: KnowledgeBase, decider: Decider | None = None) -> None:
        self._decider, self._form, self._only = decider or plan.decider(kb), form(plan.form), frozenset(plan.only)
        self._timed = plan.timed

    def part(self, chunk: Chunk) -> Part:
        """The part that a chunk becomes. Raises `ValueError` where the decider loses a record."""
        found, size = self._judged(chunk), chunk.size - len(chunk.unread)
        if found.size != size:
            raise ValueError(f"of {size} cases {found.size} came back")
        rows, refused = found.rows.only(self._only) if self._only else found.rows, _refused(chunk, found)
        return Part(
            tuple(self._form.encode(rows)),
            json.Encoder().encode_lines([problem for each in refused for problem in each]),
            tally(rows, size - len(found.refused), refused, self._requests(chunk, rows)),
        )

    def _judged(self, chunk: Chunk) -> AllJudged:
        if isinstance(self._decider, Together):
            return self._decider.judge(chunk)
        assert chunk.slice is None
        return together(self._decider.decide(chunk.records))

    def _requests(self, chunk: Chunk, rows: Sheet) -> Iterator[Request]:
        """What the requests come to, where that is asked for."""
        if self._timed:
            records = chunk.records if chunk.slice is None else tuple(times(chunk.slice))
            for place, said in rows.by_case().items():
                yield from requests(records[place], said)


def _refused(chunk: Chunk, found: AllJudged) -> list[tuple[Reject, ...]]:
    """The problems of the entries of a chunk that were refused, in order."""
    judged = iter(range(found.size))
    each = (chunk.unread.get(place) or found.refused.get(next(judged)) for place in range(chunk.size))
    return [problems for problems in each if problems]
