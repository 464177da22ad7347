"""A case as facts: the relations that the request states, and what the chart says of each slot, on two sides.

Not here: how a file becomes a case (`kb.intake`).
"""

from collections import defaultdict

from kb.case import Case, Finding
from kb.clauses import is_open
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Day, Text
from kb.values import Calendar, month_slot, ordinal
from solver import names
from solver.datalog import Constant, Facts, Row


def facts(kb: KnowledgeBase, case: Case) -> Facts:
    """All facts of a case under the names that the compiled program reads."""
    found: defaultdict[str, set[Row]] = defaultdict(set)
    _state_request(kb, case, found)
    _state_lines(case, found)
    for finding in case.findings:
        _state_finding(finding, found)
    _state_conflicts(found, case)
    _state_codes(kb, case, found)
    _state_calendar(kb, case, found)
    return {_given(kb, name): frozenset(rows) for name, rows in found.items()}


def _given(kb: KnowledgeBase, name: str) -> str:
    """The name that a fact goes under: an open relation adds its unnamed member to what is given."""
    return names.given(name) if name in kb.predicates and is_open(kb.predicates[name]) else name


def _state_request(kb: KnowledgeBase, case: Case, found: defaultdict[str, set[Row]]) -> None:
    request = case.request
    if request.policy is not None:
        found["policy_named"].add((kb.symbol(request.policy),))
    if request.plan is not None:
        found["plan"].add((_plan(kb, request.plan),))
    if request.service_date is not None:
        found["service_date"].add((ordinal(request.service_date),))
    found["review"].add((request.review,))
    found["supplied"].update((document.kind,) for document in case.documents)


def _plan(kb: KnowledgeBase, name: str) -> str:
    """A plan as a policy that it uses spells it; capitals make no difference."""
    spelled = (clause.head.args[0] for clause in kb.facts("uses"))
    known = {term.value.casefold(): term.value for term in spelled if isinstance(term, Text)}
    return known.get(name.casefold(), name)


def _state_lines(case: Case, found: defaultdict[str, set[Row]]) -> None:
    for line in case.lines:
        found["line"].add((line.id,))
        stated = {
            "code": line.code,
            "procedure": line.procedure,
            "stage": line.stage,
            "parent": line.parent,
            "units": line.units,
        }
        for name, value in stated.items():
            if value is not None:
                found[name].add((line.id, value))
        found["requested_span"].update((line.id, top, bottom) for top, bottom in line.spans)


def _state_finding(finding: Finding, found: defaultdict[str, set[Row]]) -> None:
    found[names.told(finding.predicate)].add(finding.key)
    if not finding.present:
        found[names.refuted(finding.predicate)].add(finding.key)
        return
    value: tuple[Constant, ...] = () if finding.value is None else (finding.value,)
    found[names.supported(finding.predicate)].add((*finding.key, *value))


def _state_conflicts(found: defaultdict[str, set[Row]], case: Case) -> None:
    """The slots on which the record says two different things."""
    said: defaultdict[tuple[str, Row], set[tuple[bool, Constant | None]]] = defaultdict(set)
    for finding in case.findings:
        said[finding.predicate, finding.key].add((finding.present, finding.value))
    for (name, key), things in said.items():
        if len(things) > 1:
            found[names.conflicting(name)].add(key)


def _state_codes(kb: KnowledgeBase, case: Case, found: defaultdict[str, set[Row]]) -> None:
    """The rows of the code tables for every code that the case mentions."""
    mentioned = {line.code for line in case.lines} | {str(part) for finding in case.findings for part in finding.key}
    mentioned |= {finding.value for finding in case.findings if isinstance(finding.value, str)}
    listed = (listing for code in sorted(filter(None, mentioned)) for listing in kb.codes.get(code, ()))
    found["code_row"].update((listing.table, listing.code, *listing.days) for listing in listed)


def _state_calendar(kb: KnowledgeBase, case: Case, found: defaultdict[str, set[Row]]) -> None:
    days = {row[0] for row in found["service_date"]}
    for finding in case.findings:
        declared = kb.predicates[finding.predicate].value
        if declared is not None and isinstance(kb.types[declared.type], Calendar) and finding.value is not None:
            days.add(finding.value)
        dated = zip(kb.predicates[finding.predicate].keys, finding.key, strict=True)
        days.update(part for parameter, part in dated if isinstance(kb.types[parameter.type], Calendar))
    days.update(day for row in found["code_row"] for day in row[2:])
    days.update(ordinal(term.iso) for rule in kb.rules for term in rule.clause.head.args if isinstance(term, Day))
    found[names.CALENDAR].update((day, month_slot(day)) for day in days if isinstance(day, int))
