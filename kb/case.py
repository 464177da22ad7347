"""A request for prior authorisation as immutable records: lines, findings with their evidence, documents supplied.

Values are already encoded by the vocabulary (`kb.values`): a grade is its rank, a duration its days. Not here: how a
file becomes a case (`kb.intake`), or how a case becomes facts (`solver.facts`).
"""

from typing import Literal as OneOf

from msgspec import Struct

Constant = str | int


class Evidence(Struct, frozen=True):
    """Where a finding stands: a document of the case, page, date (ISO) and a short note."""

    document: str | None = None
    page: int | None = None
    date: str | None = None
    note: str | None = None


class Finding(Struct, frozen=True):
    """One statement of the chart about a slot, `predicate(key…)`. `present` False documents absence; `value` is
    encoded. `number` is its place in the file, counted from 1."""

    predicate: str
    key: tuple[Constant, ...]
    present: bool
    value: Constant | None
    evidence: Evidence
    number: int


class Line(Struct, frozen=True):
    """One requested service. `spans` are pairs of vertebrae from above to below, as asked for: L2-L4 is ("L2", "L4");
    a single vertebra is ("L3", "L3")."""

    id: str
    code: str | None
    procedure: str | None
    stage: str | None
    spans: tuple[tuple[str, str], ...]
    units: int | None
    parent: str | None


class Record(Struct, frozen=True):
    """A document that came with the request."""

    id: str
    kind: str
    date: str | None
    title: str | None


class Request(Struct, frozen=True):
    """What is asked for, under which policy or plan, and when. `review` is before or after the service."""

    policy: str | None
    plan: str | None
    service_date: str | None
    review: OneOf["prospective", "retrospective"]


class Case(Struct, frozen=True):
    """A whole request. `digest` is a hash of its content (`kb.intake.digest`): no order of its lists changes it."""

    id: str
    request: Request
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]
    documents: tuple[Record, ...]
    digest: str
