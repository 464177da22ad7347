"""What a clause is made of, as the checker reads it: its guards, its premises, and which of them are judged together.

A relation literal that looks at no value of a finding is a *guard*: it says whether a clause applies. Everything else
is a premise; a finding and the tests on its value are judged together. Not here: what holds.
"""

from collections.abc import Iterator

from msgspec import Struct

from kb.knowledge import KnowledgeBase, Rule
from kb.language.syntax import Atom, Comparison, Count, Every, Literal, Never, Premise, Rail, Var
from solver.checking.comparisons import compared
from solver.checking.terms import ANY, Name, Pattern, pattern, types


class Claim(Struct, frozen=True):
    """A literal."""

    of: Pattern
    negated: bool
    rail: Rail | None

    @property
    def names(self) -> tuple[str, ...]:
        """The variables."""
        return self.of.names


class Test(Struct, frozen=True):
    """A comparison."""

    of: Comparison

    @property
    def names(self) -> tuple[str, ...]:
        """The variables."""
        return compared(self.of)


class Quantified(Struct, frozen=True):
    """`for every`, where `bound` is None, or a count; without a domain, over the list of its claims."""

    bound: str | None
    number: int
    domain: Pattern | None
    claims: tuple[Claim, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The variables of domain and claims."""
        domain = () if self.domain is None else self.domain.names
        return tuple(dict.fromkeys((*domain, *(name for claim in self.claims for name in claim.names))))


class Impossible(Struct, frozen=True):
    """`never`."""

    names: tuple[str, ...] = ()


Part = Claim | Test | Quantified | Impossible


class Body(Struct, frozen=True):
    """A clause. `parts` are all its literals and premises by their places, from 1; `guards` and `premises` divide them;
    `units` are the places of premises that are judged together. `values` maps a variable for the value of a finding to
    the slot, `types` each variable to its type; `nullable` are the variables that may stand for an unnamed member."""

    rule: Rule
    head: Pattern
    parts: dict[int, Part]
    guards: tuple[Claim, ...]
    premises: tuple[int, ...]
    units: tuple[tuple[int, ...], ...]
    values: dict[str, Pattern]
    types: dict[str, str]
    nullable: frozenset[str]


class Bodies:
    """The clauses of a knowledge base taken apart, each when it is first asked for. `late` are the relations that look
    at criteria."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb, self.late = kb, _over_criteria(kb)
        self._open = frozenset(p.keys[-1].type for p in kb.predicates.values() if is_open(kb, p.name))
        self._made: dict[str, Body] = {}

    def __getitem__(self, rule: Rule) -> Body:
        if rule.id not in self._made:
            self._made[rule.id] = self._make(rule)
        return self._made[rule.id]

    def of(self, predicate: str) -> tuple[Body, ...]:
        """The clauses that conclude a predicate."""
        return tuple(self[rule] for rule in self.kb.clauses.get(predicate, ()))

    def is_test(self, part: Part) -> bool:
        """Whether a premise looks at values: a comparison, or a relation over the value of a finding."""
        return isinstance(part, Test) or (isinstance(part, Claim) and _is_relation(self.kb, part))

    def _make(self, rule: Rule) -> Body:
        parts = dict(enumerate((_part(self.kb, premise) for premise in rule.clause.body), 1))
        values, kinds = dict(_values(self.kb, parts)), dict(_types(self.kb, rule))
        guards = {place: p for place, p in parts.items() if _is_guard(self.kb, p, values)}
        premises = tuple(place for place in parts if place not in guards)
        return Body(
            rule=rule,
            head=pattern(self.kb, rule.clause.head),
            parts=parts,
            guards=tuple(p for p in guards.values() if isinstance(p, Claim)),
            premises=premises,
            units=_units(premises, parts, frozenset(values)),
            values=values,
            types=kinds,
            nullable=frozenset(name for name, kind in kinds.items() if kind in self._open and name not in values),
        )


def is_open(kb: KnowledgeBase, predicate: str) -> bool:
    """Whether a predicate is an open relation, which has an unnamed member wherever none is named."""
    declared = kb.predicates[predicate]
    return declared.kind == "relation" and declared.world == "open"


def _over_criteria(kb: KnowledgeBase) -> frozenset[str]:
    """The relations that look at criteria, directly or through others."""
    reads = {
        name: {atom.predicate for rule in rules for premise in rule.clause.body for atom in _atoms(premise)}
        for name, rules in kb.clauses.items()
        if kb.predicates[name].kind == "relation"
    }
    found = {name for name, read in reads.items() if any(kb.predicates[one].kind == "criterion" for one in read)}
    while more := {name for name, read in reads.items() if read & found} - found:
        found |= more
    return frozenset(found)


def _part(kb: KnowledgeBase, premise: Premise) -> Part:
    match premise:
        case Comparison():
            return Test(premise)
        case Literal():
            return _claim(kb, premise)
        case Every():
            return Quantified(None, 0, pattern(kb, premise.domain), (_claim(kb, premise.claim),))
        case Count():
            domain = None if premise.domain is None else pattern(kb, premise.domain)
            return Quantified(premise.bound, premise.number, domain, tuple(_claim(kb, one) for one in premise.claims))
        case Never():
            return Impossible()


def _claim(kb: KnowledgeBase, literal: Literal) -> Claim:
    return Claim(pattern(kb, literal.atom), literal.negated, literal.rail)


def _atoms(premise: Premise) -> Iterator[Atom]:
    match premise:
        case Literal():
            yield premise.atom
        case Every():
            yield from (premise.domain, premise.claim.atom)
        case Count():
            yield from (() if premise.domain is None else (premise.domain,))
            yield from (claim.atom for claim in premise.claims)
        case _:
            return


def _values(kb: KnowledgeBase, parts: dict[int, Part]) -> Iterator[tuple[str, Pattern]]:
    """The variables for values of findings, each with the literal that gives it first."""
    for part in reversed(parts.values()):
        if isinstance(part, Claim) and kb.predicates[part.of.predicate].value is not None:
            last = part.of.args[-1]
            if isinstance(last, Name) and last != ANY:
                yield last, part.of


def _types(kb: KnowledgeBase, rule: Rule) -> Iterator[tuple[str, str]]:
    for atom in (rule.clause.head, *(atom for premise in rule.clause.body for atom in _atoms(premise))):
        for term, kind in zip(atom.args, types(kb.predicates[atom.predicate]), strict=True):
            if isinstance(term, Var) and term.name != ANY:
                yield term.name, kind


def _is_relation(kb: KnowledgeBase, claim: Claim) -> bool:
    return kb.predicates[claim.of.predicate].kind == "relation"


def _is_guard(kb: KnowledgeBase, part: Part, values: dict[str, Pattern]) -> bool:
    return isinstance(part, Claim) and _is_relation(kb, part) and values.keys().isdisjoint(part.names)


def _units(premises: tuple[int, ...], parts: dict[int, Part], values: frozenset[str]) -> tuple[tuple[int, ...], ...]:
    """Places of premises that share the value of a finding, together."""
    groups: list[set[int]] = []
    for place in premises:
        looked_at = values.intersection(parts[place].names)
        joined = [group for group in groups if any(looked_at.intersection(parts[other].names) for other in group)]
        groups = [group for group in groups if group not in joined] + [{place}.union(*joined)]
    return tuple(tuple(sorted(group)) for group in groups)
