"""What of each policy the tests reach: every clause and every premise seen supported and refuted, where it can be;
every clause of a relation used; every note raised, and withheld where a test says so.

Clauses of shared documents count apart. Not here: how proofs are looked at (`solver.testing.seen`), or how the result
is printed (`solver.testing.report`).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal as OneOf

from msgspec import Struct
from msgspec.structs import replace

from kb.clauses import Shapes
from kb.knowledge import KnowledgeBase, Rule
from kb.language.printer import print_premise, print_statement
from kb.language.syntax import Premise
from solver.testing.form import UnreachableForm
from solver.testing.reachable import Reachable, Sides
from solver.testing.seen import Seen
from solver.values import Value

SHARED = "shared"
Side = OneOf["supported", "refuted", "used", "raised", "withheld"]
Reasons = Mapping[tuple[str, int, str], str]
"""Why no case can reach a side of a clause, or of the premise at a place of its body."""
VALUE: dict[Value, str] = {"T": "supported", "F": "refuted", "N": "silent", "B": "conflicting"}


class Part(Struct, frozen=True):
    """A clause (`place` 0) or one of its premises, by the place of that in the body: what it says, which sides are to
    be seen and which were, in the order of `VALUE` where they are values."""

    place: int
    line: int
    text: str
    wanted: tuple[str, ...]
    seen: tuple[str, ...]
    why: str
    unreachable: tuple[tuple[str, str], ...] = ()
    """Sides that no case can reach, each with the reason; what was seen nevertheless is no such side."""

    @property
    def missing(self) -> tuple[str, ...]:
        """What was to be seen and was not."""
        return tuple(side for side in self.wanted if side not in self.seen)


class Clause(Struct, frozen=True):
    """A clause with its parts, itself first."""

    rule: str
    file: str
    parts: tuple[Part, ...]


class Coverage(Struct, frozen=True):
    """What the tests have seen of one policy, or of the shared documents."""

    policy: str
    clauses: tuple[Clause, ...]

    @property
    def wanted(self) -> int:
        """How much there is to be seen."""
        return sum(len(part.wanted) for clause in self.clauses for part in clause.parts)

    @property
    def missing(self) -> int:
        """How much of it was not."""
        return sum(len(part.missing) for clause in self.clauses for part in clause.parts)

    @property
    def percent(self) -> float:
        """The part that was seen, cut to a tenth, so that only everything is 100."""
        return (1000 * (self.wanted - self.missing) // self.wanted) / 10 if self.wanted else 100.0

    def count(self, side: str) -> int:
        """The clauses that were seen with a value."""
        return sum(side in clause.parts[0].seen for clause in self.clauses)


def coverage(
    kb: KnowledgeBase, seen: Seen, policies: tuple[str, ...], unreachable: Iterable[UnreachableForm] = ()
) -> tuple[Coverage, ...]:
    """What tests have seen of each of the policies, and of the shared documents, which come last; what is out of reach
    is not asked for."""
    shapes = Shapes(kb)
    reasons: Reasons = {(one.clause, one.premise, one.side): one.because for one in unreachable}
    of = _Goals(kb, seen, shapes, Reachable(kb, shapes), reasons)
    sources = {section.id or d.front["id"]: d.source for d in kb.documents for section in d.sections}
    return tuple(
        Coverage(
            policy,
            tuple(
                Clause(rule.id, sources[rule.section], tuple(of.parts(rule)))
                for rule in kb.rules
                if (rule.policy or SHARED) == policy
            ),
        )
        for policy in dict.fromkeys((*policies, SHARED))
    )


def lowest(found: tuple[Coverage, ...]) -> float:
    """The coverage of the policy that is covered least; shared documents do not count."""
    return min((one.percent for one in found if one.policy != SHARED), default=100.0)


class _Goals(Struct, frozen=True):
    """What there is to be seen of a clause, beside what was seen."""

    kb: KnowledgeBase
    seen: Seen
    shapes: Shapes
    reachable: Reachable
    reasons: Reasons

    def parts(self, rule: Rule) -> Iterator[Part]:
        """The clause and its premises."""
        match self.kb.predicates[rule.clause.head.predicate].kind:
            case "criterion":
                shape = self.shapes[rule]
                yield self._valued(rule, 0, (), self.reachable.clause(shape))
                for unit in shape.units:
                    yield self._valued(rule, unit[0][0], tuple(p for _, p in unit), self.reachable.unit(unit))
            case "note":
                yield self._note(rule)
            case _:
                yield self._used(rule)

    def _valued(self, rule: Rule, place: int, unit: tuple[Premise, ...], sides: Sides) -> Part:
        values = self.seen.values.get((rule.id, place), set())
        seen = tuple(word for value, word in VALUE.items() if value in values)
        named = {side: self.reasons.get((rule.id, place, side)) for side in ("supported", "refuted")}
        beyond = tuple((side, why) for side, why in named.items() if why is not None and side not in seen)
        wanted = tuple(side for side, can in zip(named, sides, strict=True) if can and side not in dict(beyond))
        why = f"only {', '.join(seen)}" if seen else self._unseen(rule)
        if not unit:
            return replace(self._clause(rule, wanted, seen, why), unreachable=beyond)
        return Part(place, unit[0].span.line, ", ".join(map(print_premise, unit)), wanted, seen, why, beyond)

    def _used(self, rule: Rule) -> Part:
        """A clause of a relation, or a fact."""
        seen, why = rule.id in self.seen.used, self.reasons.get((rule.id, 0, "used"))
        beyond = (("used", why),) if why is not None and not seen else ()
        part = self._clause(rule, () if beyond else ("used",), ("used",) * seen, "it yields nothing that is looked at")
        return replace(part, unreachable=beyond)

    def _unseen(self, rule: Rule) -> str:
        """Why a clause of a criterion was never looked at."""
        if rule.clause.head.predicate not in self.seen.asked:
            return "no test raises this question"
        return "its guards never held" if not self.seen.values.get((rule.id, 0)) else "nobody was named"

    def _note(self, rule: Rule) -> Part:
        raised = ("raised",) if "T" in self.seen.values.get((rule.id, 0), ()) else ()
        withheld = ("withheld",) if rule.section in self.seen.withheld else ()
        why = f"no test expects a line `without` {rule.section}" if raised else "no test raises it"
        return self._clause(rule, ("raised", "withheld"), (*raised, *withheld), why)

    def _clause(self, rule: Rule, wanted: tuple[str, ...], seen: tuple[str, ...], why: str) -> Part:
        text = " ".join(print_statement(replace(rule.clause, judgement=None)).split())
        return Part(0, rule.clause.span.line, text, wanted, seen, why)
