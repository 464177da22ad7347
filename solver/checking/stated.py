"""What a case states: the rows of the relations that the request fills, and what the chart says of each slot."""

from collections import defaultdict
from collections.abc import Iterator

from msgspec import Struct

from kb.case import Case, Constant, Evidence, Finding
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Rail, Text
from kb.values import is_unnamed, ordinal, show
from solver.checking.terms import Row
from solver.proof import Ground
from solver.values import Value, value


class Said(Struct, frozen=True, order=True):
    """One statement of the chart as a leaf of a proof says it."""

    value: Value
    shown: tuple[str, ...]
    evidence: Evidence


def rows(kb: KnowledgeBase, case: Case) -> dict[str, set[Row]]:
    """The rows of each relation that a case fills."""
    found: defaultdict[str, set[Row]] = defaultdict(set)
    for name, row in (*_request(kb, case), *_lines(case), *_listed(kb, case)):
        found[name].add(row)
    return found


def _request(kb: KnowledgeBase, case: Case) -> Iterator[tuple[str, Row]]:
    request = case.request
    yield "review", (request.review,)
    yield from (("supplied", (document.kind,)) for document in case.documents)
    if request.policy is not None:
        yield "policy_named", (kb.symbol(request.policy),)
    if request.service_date is not None:
        yield "service_date", (ordinal(request.service_date),)
    if request.plan is not None:
        yield "plan", (_spelled(kb, request.plan),)


def _spelled(kb: KnowledgeBase, plan: str) -> str:
    """A plan as the policies that it uses spell it."""
    known = [clause.head.args[0] for clause in kb.facts("uses")]
    alike = [one.value for one in known if isinstance(one, Text) and one.value.casefold() == plan.casefold()]
    return (alike or [plan])[-1]


def _lines(case: Case) -> Iterator[tuple[str, Row]]:
    for line in case.lines:
        yield "line", (line.id,)
        yield from (("requested_span", (line.id, *span)) for span in line.spans)
        for name in ("code", "procedure", "stage", "parent", "units"):
            if (said := getattr(line, name)) is not None:
                yield name, (line.id, said)


def _listed(kb: KnowledgeBase, case: Case) -> Iterator[tuple[str, Row]]:
    """The rows of code tables for whatever the case mentions."""
    mentioned = {*(line.code for line in case.lines), *(part for f in case.findings for part in (f.value, *f.key))}
    for code in kb.codes.keys() & mentioned:
        yield from (("code_row", (listing.table, listing.code, *listing.days)) for listing in kb.codes[code])


class Chart:
    """What the chart says of the slots of findings, and how a policy reads a slot on which it is silent."""

    def __init__(self, kb: KnowledgeBase, case: Case) -> None:
        self.kb = kb
        self._kinds = frozenset(document.kind for document in case.documents)
        self._slots: defaultdict[Ground, list[Finding]] = defaultdict(list)
        for finding in case.findings:
            self._slots[finding.predicate, finding.key].append(finding)

    def show(self, predicate: str, found: Constant | None) -> tuple[str, ...]:
        """A value of a finding as a proof shows it; nothing where there is none."""
        declared = self.kb.predicates[predicate].value
        return () if found is None or declared is None else (show(self.kb.types[declared.type], found),)

    def said(self, slot: Ground) -> list[Said]:
        """The statements about a slot, in a fixed order."""
        found = self._slots.get(slot, ())
        said = [Said("T" if f.present else "F", self.show(slot[0], f.value), f.evidence) for f in found]
        return sorted(said, key=repr)

    def values(self, slot: Ground) -> list[Constant]:
        """The different values that are documented for a slot."""
        return list(dict.fromkeys(f.value for f in self._slots.get(slot, ()) if f.present and f.value is not None))

    def read(self, policy: str | None, slot: Ground, shown: tuple[str, ...]) -> Value:
        """The value of a slot as a policy reads it; `shown` is the value that is insisted on, if any."""
        fits = [said.value == "T" and shown in ((), said.shown) for said in self.said(slot)]
        refuted = not all(fits) if fits else self._silence_refutes(policy, slot)
        return value(supported=any(fits), refuted=refuted)

    def rows(self, rail: Rail, predicate: str) -> set[Row]:
        """The slots of a finding that the record alone has on one of its sides, for the supported one with values."""
        slots = [(key, said) for (name, key), said in self._slots.items() if name == predicate]
        if rail == "conflicting":
            return {key for key, said in slots if len({(one.present, one.value) for one in said}) > 1}
        if rail == "refuted":
            return {key for key, said in slots if not all(one.present for one in said)}
        present = [(key, one.value) for key, said in slots for one in said if one.present]
        return {key if value is None else (*key, value) for key, value in present}

    def _silence_refutes(self, policy: str | None, slot: Ground) -> bool:
        name, key = slot
        world = self.kb.world(policy, name)
        if world == "record":
            heard = not self._kinds.isdisjoint(self.kb.record_kinds(policy, name))
        else:
            heard = world in ("closed", "exception")
        return heard and not any(map(is_unnamed, key))
