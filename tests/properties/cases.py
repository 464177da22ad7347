"""Random cases in the real vocabulary: lines with the codes of a policy, findings that it reads, in every state of the record.

Not here: what is asserted of them.
"""

from collections.abc import Iterator, Sequence

from hypothesis import strategies as some
from msgspec import Struct
from msgspec.structs import replace

from kb.case import Case, Constant, Evidence, Finding, Line, Record, Request
from kb.clauses import atoms, parameters, terms
from kb.intake.digest import sealed
from kb.knowledge import KnowledgeBase, policy_symbol
from kb.language.syntax import Choice, Comparison, Measure, Number, Predicate, Scale, Symbol, Text
from kb.values import Calendar, encode, ordinal
from solver.encode import constant
from tests.ours import knowledge_base

SPANS = (("L2", "L4"), ("L3", "L4"), ("L4", "L5"), ("L4", "S1"), ("L5", "S1"))
LEVELS = ("L2-L3", "L3-L4", "L4-L5", "L5-S1")
STAGES = ("1", "2")
DAYS = tuple(map(ordinal, ("2024-02-29", "2024-10-01", "2025-03-09", "2025-03-10", "2025-03-11")))
NOWHERE = Evidence()
EVERY = 40
"""Of the codes that stand in tables and not in clauses, one in so many is tried."""


class Words(Struct, frozen=True):
    """What a policy speaks of: its codes and procedures, and the findings that its clauses read."""

    id: str
    codes: tuple[str, ...]
    procedures: tuple[str, ...]
    findings: tuple[Predicate, ...]


def words(kb: KnowledgeBase) -> tuple[Words, ...]:
    """The words of each policy."""
    documents = [document for document in kb.documents if policy_symbol(document) in kb.policies]
    return tuple(_words(kb, document.front["id"], policy_symbol(document)) for document in documents)


def _words(kb: KnowledgeBase, name: str, symbol: str) -> Words:
    rules = [rule for rule in kb.rules if rule.policy == symbol]
    found = [atom for rule in rules for premise in rule.clause.body for atom in atoms(premise)]
    read = {atom.predicate for atom in found if kb.predicates[atom.predicate].kind == "finding"}
    stated = [
        (parameter.type, str(constant(kb, term, parameter.type)))
        for rule in rules
        for atom in (rule.clause.head, *(atom for premise in rule.clause.body for atom in atoms(premise)))
        for term, parameter in zip(atom.args, parameters(kb.predicates[atom.predicate]), strict=True)
        if isinstance(term, Text)
    ]
    codes = tuple(sorted({text for kind, text in stated if kind == "code"} | {*sorted(kb.codes)[::EVERY]}))
    procedures = tuple(sorted({text for kind, text in stated if kind == "procedure_name"}))
    return Words(name, codes, procedures, tuple(kb.predicates[each] for each in sorted(read)))


# Values ---------------------------------------------------------------------------------------------------------------


def _bars(kb: KnowledgeBase, measure: str) -> Iterator[int]:
    """The bars that clauses set for a measure, in steps."""
    for rule in kb.rules:
        for premise in rule.clause.body:
            if isinstance(premise, Comparison):
                yield from _steps(kb, measure, premise)


def _steps(kb: KnowledgeBase, measure: str, test: Comparison) -> Iterator[int]:
    kind = kb.types[measure]
    assert isinstance(kind, Measure)
    known = {unit.name for unit in kind.units} | {unit.name + "s" for unit in kind.units}
    for term in (*terms(test.left), *terms(test.right)):
        if isinstance(term, Number) and (term.unit in known or (term.unit is None and len(known) == 2)):
            yield int(encode(kind, f"{term.value} {term.unit or ''}"))


def _values(kb: KnowledgeBase, kind: str) -> some.SearchStrategy[Constant]:
    found = kb.types[kind]
    match found:
        case Scale(members=members):
            return some.integers(0, len(members) - 1)
        case Choice(members=members):
            return some.sampled_from([_name(member) for member in members])
        case Measure(low=low, high=high, units=units):
            near = {bar + step for bar in _bars(kb, kind) for step in (-1, 0, 1)} | {0}
            bounds = (0 if low is None else low * units[0].steps, 10**9 if high is None else high * units[0].steps)
            return some.sampled_from(sorted(bar for bar in near if bounds[0] <= bar <= bounds[1]))
        case Calendar():
            return some.sampled_from(DAYS)
        case _:
            return some.sampled_from(["22633", "63052", "other"])


def _name(member: Symbol) -> str:
    return member.name


# Cases ----------------------------------------------------------------------------------------------------------------


@some.composite
def cases(draw: some.DrawFn, *, contradictions: bool = True) -> Case:
    """A request of up to seven lines with up to 25 findings; without `contradictions` each slot is stated at most once."""
    kb = knowledge_base()
    policy = draw(some.sampled_from(words(kb)))
    lines = tuple(draw(_line(policy, number)) for number in range(draw(some.integers(1, 7))))
    lines = tuple(
        replace(line, parent=draw(some.sampled_from([None, None, *_ids(lines[:at])]))) for at, line in enumerate(lines)
    )
    findings = draw(some.lists(_finding(policy, lines), max_size=25))
    if not contradictions:
        findings = list({(one.predicate, one.key): one for one in findings}.values())
    kinds = draw(some.lists(some.sampled_from(_document_kinds(kb)), unique=True, max_size=3))
    service = draw(some.sampled_from(["2025-03-10", None]))
    named = draw(some.sampled_from([policy.id, policy.id, None]))
    review = draw(some.sampled_from(["prospective", "retrospective"]))
    request = Request(named, None, service, review)  # type: ignore[arg-type]
    documents = tuple(Record(f"d{place}", kind, None, None) for place, kind in enumerate(kinds))
    return sealed(Case("random", request, lines, _numbered(findings), documents, ""))


def _ids(lines: Sequence[Line]) -> list[str]:
    return [line.id for line in lines]


def _numbered(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(replace(one, number=place) for place, one in enumerate(findings, 1))


def _document_kinds(kb: KnowledgeBase) -> list[str]:
    declared = {kind for one in kb.predicates.values() for kind in one.documents}
    read = {kind for one in kb.readings.values() for kind in one.documents}
    return sorted(declared | read | {"office_note"})


@some.composite
def _line(draw: some.DrawFn, policy: Words, number: int) -> Line:
    code = draw(some.sampled_from([*policy.codes, "99213"])) if policy.codes else "99213"
    procedure = draw(some.sampled_from([None, None, *policy.procedures]))
    spans = tuple(draw(some.lists(some.sampled_from(SPANS), unique=True, max_size=2)))
    stage = draw(some.sampled_from([None, *STAGES, *STAGES]))
    return Line(
        f"line-{number}", None if procedure else code, procedure, stage, spans, draw(some.none() | some.just(2)), None
    )


@some.composite
def _finding(draw: some.DrawFn, policy: Words, lines: tuple[Line, ...]) -> Finding:
    kb = knowledge_base()
    declared = draw(some.sampled_from(policy.findings))
    key = tuple(draw(_key(kb, parameter.type, lines)) for parameter in declared.keys)
    present = draw(some.integers(0, 3)) > 0
    value = draw(_values(kb, declared.value.type)) if declared.value is not None and present else None
    return Finding(declared.name, key, present, value, draw(_evidence()), 1)


def _key(kb: KnowledgeBase, kind: str, lines: tuple[Line, ...]) -> some.SearchStrategy[Constant]:
    known = {"level": LEVELS, "line": tuple(_ids(lines)), "stage": STAGES}
    return some.sampled_from(known[kind]) if kind in known else _values(kb, kind)


@some.composite
def _evidence(draw: some.DrawFn) -> Evidence:
    if draw(some.booleans()):
        return NOWHERE
    return Evidence(None, draw(some.integers(1, 3)), draw(some.sampled_from([None, "2025-01-14"])), None)


@some.composite
def additions(draw: some.DrawFn, case: Case) -> Finding:
    """A finding on which the record of the case is silent, and which every policy reads as open."""
    kb = knowledge_base()
    policy = next((one for one in words(kb) if one.id == case.request.policy), words(kb)[0])
    said = {(one.predicate, one.key) for one in case.findings}
    finding = draw(_finding(policy, case.lines).filter(lambda one: (one.predicate, one.key) not in said))
    return replace(finding, number=len(case.findings) + 1)


def always_open(kb: KnowledgeBase, predicate: str) -> bool:
    """Whether silence on a finding settles nothing, in the vocabulary and in every policy."""
    worlds = {kb.predicates[predicate].world, *(r.world for (_, name), r in kb.readings.items() if name == predicate)}
    return worlds <= {"open", "advisory"}
