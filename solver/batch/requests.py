"""How the requests of a batch stand, and how long their decisions took, where the cases say when they came and when
they were decided.

Not here: what the lines of a request roll up to, which clauses say (`ADJUDICATION-ROLLUP`), or the yearly figures that
are made of it (`solver.batch.metrics`).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from math import ceil

from msgspec import MsgspecError, Struct, convert, json

from kb.intake.structure import RequestForm
from kb.intake.text import tree
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Clause, Symbol
from solver.batch.records import Record
from solver.batch.rows import Row
from solver.batch.tally import Request

REFUSED = "refused"


class _Timed(Struct, frozen=True):
    """The part of a case that tells of times."""

    request: RequestForm = RequestForm()


def requests(record: Record, rows: Sequence[Row]) -> Iterator[Request]:
    """What a decided case comes to under each policy that gives verdicts which count."""
    found = {row.policy: row.request for row in rows if row.policy is not None and row.request is not None}
    expedited, minutes = _times(record) if found else (False, None)
    for policy, result in found.items():
        yield Request(policy, result, expedited, minutes)


def refusing(kb: KnowledgeBase) -> frozenset[str]:
    """The verdicts that count as a refusal."""
    return frozenset(verdict for verdict, standing in map(_names, kb.facts("counts_as")) if standing == REFUSED)


def _names(fact: Clause) -> tuple[str, str]:
    verdict, standing = fact.head.args
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
