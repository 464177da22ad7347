"""How the requests of a batch stand, and how long their decisions took, where the cases say when they came and when
they were decided.

Lines roll up as the policies' own adjudication does it (`ADJUDICATION-ROLLUP`), for the request as a whole. Not here:
the yearly figures that are made of it (`solver.batch.metrics`).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from math import ceil

from msgspec import MsgspecError, Struct, convert, json

from kb.intake.structure import RequestForm
from kb.intake.text import tree
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Scale, Symbol
from solver.batch.records import Record
from solver.batch.rows import Row
from solver.batch.tally import Request

PARTIAL = "partial"
PENDING = "pending"
APPROVED = "approved"
REFUSED = "refused"


class _Timed(Struct, frozen=True):
    """The part of a case that tells of times."""

    request: RequestForm = RequestForm()


class Standings:
    """How requests stand by the facts that a knowledge base states."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._counts = dict(_names(clause.head.args) for clause in kb.facts("counts_as"))
        coding = kb.types["coding_kind"]
        assert isinstance(coding, Scale)
        self._accepted = (None, coding.members[0].name)

    @property
    def refusing(self) -> frozenset[str]:
        """The verdicts that count as a refusal."""
        return frozenset(verdict for verdict, standing in self._counts.items() if standing == REFUSED)

    def requests(self, record: Record, rows: Sequence[Row]) -> Iterator[Request]:
        """How a decided case stands under each policy that gives verdicts which count."""
        counting: dict[str, set[str]] = {}
        for row in rows:
            if row.policy is not None and not row.moot and row.verdict in self._counts:
                counting.setdefault(row.policy, set()).add(self._standing(row))
        expedited, minutes = _times(record) if counting else (False, None)
        for policy, standings in counting.items():
            yield Request(policy, PARTIAL if len(standings) > 1 else standings.pop(), expedited, minutes)

    def _standing(self, row: Row) -> str:
        found = self._counts[row.verdict]
        return PENDING if found == APPROVED and row.coding not in self._accepted else found


def _names(args: Sequence[object]) -> tuple[str, str]:
    verdict, standing = args
    assert isinstance(verdict, Symbol) and isinstance(standing, Symbol)
    return verdict.name, standing.name


def _times(record: Record) -> tuple[bool, int | None]:
    """Whether the request of a decided case was expedited, and the minutes until its decision; a minute that was begun
    counts."""
    asked = _request(record)
    if asked.received is None or asked.decided is None:
        return asked.expedited, None
    took = datetime.fromisoformat(asked.decided) - datetime.fromisoformat(asked.received)
    return asked.expedited, ceil(took.total_seconds() / 60)


def _request(record: Record) -> RequestForm:
    try:
        return json.decode(record.text, type=_Timed).request
    except MsgspecError:  # YAML, or JSON with a byte order mark
        return convert(tree(record.text.decode("utf-8-sig"), record.file), _Timed).request
