"""A case as facts: the relations that the request states, and what the chart says of each slot, on two sides.

The facts of a case are those of its parts, taken by themselves, and the slots on which the chart contradicts itself.
Not here: how a file becomes a case (`kb.intake`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kb.case import Case, Finding, Line, Record, Request
from kb.clauses import is_open
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Day, Text
from kb.values import Calendar, month_slot, ordinal
from solver import names
from solver.datalog import Constant, Facts, Row

Fact = tuple[str, Row]
NAMED_HERE = ("line", "stage")
"""The types of what the case itself gives names to."""


def facts(kb: KnowledgeBase, case: Case) -> Facts:
    """All facts of a case under the names that the compiled program reads."""
    found: defaultdict[str, set[Row]] = defaultdict(set)
    for name, row in _all(kb, case):
        found[name].add(row)
    return {read_as(kb, name): frozenset(rows) for name, rows in found.items()}


def read_as(kb: KnowledgeBase, name: str) -> str:
    """The name under which the program reads a fact: an open relation adds its unnamed member to what is given."""
    return names.given(name) if name in kb.predicates and is_open(kb.predicates[name]) else name


def _all(kb: KnowledgeBase, case: Case) -> Iterator[Fact]:
    yield from of_documents(kb)
    yield from of_request(kb, case.request)
    for record in case.documents:
        yield of_record(record)
    for line in case.lines:
        yield from of_line(kb, line)
    for finding in case.findings:
        yield from of_finding(kb, finding)
    yield from contradictions(case.findings)


def of_documents(kb: KnowledgeBase) -> Iterator[Fact]:
    """What every case takes from the documents of the knowledge base: the calendar of the days that they state."""
    dated = (term.iso for rule in kb.rules for term in rule.clause.head.args if isinstance(term, Day))
    return _calendar(map(ordinal, dated))


def of_request(kb: KnowledgeBase, request: Request) -> Iterator[Fact]:
    """The facts of a request: policy, plan, day and kind of review."""
    if request.policy is not None:
        yield "policy_named", (kb.symbol(request.policy),)
    if request.plan is not None:
        yield "plan", (_plan(kb, request.plan),)
    if request.service_date is not None:
        day = ordinal(request.service_date)
        yield "service_date", (day,)
        yield from _calendar((day,))
    yield "review", (request.review,)


def of_record(record: Record) -> Fact:
    """The fact of a document that was supplied."""
    return "supplied", (record.kind,)


def of_line(kb: KnowledgeBase, line: Line) -> Iterator[Fact]:
    """The facts of a line, with the rows of the code tables for its code."""
    yield "line", (line.id,)
    stated = {
        "code": line.code,
        "procedure": line.procedure,
        "stage": line.stage,
        "parent": line.parent,
        "units": line.units,
    }
    yield from ((name, (line.id, value)) for name, value in stated.items() if value is not None)
    yield from (("requested_span", (line.id, top, bottom)) for top, bottom in line.spans)
    yield from _listings(kb, (line.code,))


def of_finding(kb: KnowledgeBase, finding: Finding) -> Iterator[Fact]:
    """The facts of a finding, with the rows of the code tables for the codes that it names, and its days."""
    yield names.told(finding.predicate), finding.key
    if finding.present:
        value: tuple[Constant, ...] = () if finding.value is None else (finding.value,)
        yield names.supported(finding.predicate), (*finding.key, *value)
    else:
        yield names.refuted(finding.predicate), finding.key
    yield from _listings(kb, _said(kb, finding))
    yield from _calendar(_days(kb, finding))


def contradictions(findings: Iterable[Finding]) -> Iterator[Fact]:
    """The slots on which the record says two different things."""
    said: defaultdict[tuple[str, Row], set[tuple[bool, Constant | None]]] = defaultdict(set)
    for finding in findings:
        said[finding.predicate, finding.key].add((finding.present, finding.value))
    return ((names.conflicting(name), key) for (name, key), things in said.items() if len(things) > 1)


def contradicted(slot: Fact) -> Fact:
    """What holds of a slot, given as told, of which two different things are said."""
    name, key = slot
    return names.conflicting(names.finding_of(name)), key


def _plan(kb: KnowledgeBase, name: str) -> str:
    """A plan as a policy that it uses spells it; capitals make no difference."""
    spelled = (clause.head.args[0] for clause in kb.facts("uses"))
    known = {term.value.casefold(): term.value for term in spelled if isinstance(term, Text)}
    return known.get(name.casefold(), name)


def _listings(kb: KnowledgeBase, mentioned: Iterable[Constant | None]) -> Iterator[Fact]:
    """The rows of the code tables for what may be a code."""
    for code in mentioned:
        for listing in kb.codes.get(code, ()) if isinstance(code, str) else ():
            yield "code_row", (listing.table, listing.code, *listing.days)
            yield from _calendar(listing.days)


def _said(kb: KnowledgeBase, finding: Finding) -> Iterator[Constant | None]:
    """What a finding names, apart from lines and stages: their names are the case's own, whatever else they mean."""
    declared = kb.predicates[finding.predicate]
    keys = zip(declared.keys, finding.key, strict=True)
    yield from (part for parameter, part in keys if parameter.type not in NAMED_HERE)
    if declared.value is not None and declared.value.type not in NAMED_HERE:
        yield finding.value


def _days(kb: KnowledgeBase, finding: Finding) -> Iterator[Constant | None]:
    """The days that a finding names."""
    declared = kb.predicates[finding.predicate]
    if declared.value is not None and isinstance(kb.types[declared.value.type], Calendar):
        yield finding.value
    dated = zip(declared.keys, finding.key, strict=True)
    yield from (part for parameter, part in dated if isinstance(kb.types[parameter.type], Calendar))


def _calendar(days: Iterable[Constant | None]) -> Iterator[Fact]:
    return ((names.CALENDAR, (day, month_slot(day))) for day in days if isinstance(day, int))
