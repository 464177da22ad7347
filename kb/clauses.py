"""The anatomy of a clause, which compiler and prover share: the types of its variables, its guards, its premises.

A *guard* is a relation literal over entities: it decides whether the clause applies at all. Everything else in a body
is a premise with a truth value, and a relation literal that looks at the value of a finding is such a premise too.
"""

from collections.abc import Iterator

from msgspec import Struct

from kb.knowledge import KnowledgeBase, Rule
from kb.language.syntax import (
    Arithmetic,
    Atom,
    Clause,
    Comparison,
    Count,
    Every,
    Expression,
    Literal,
    Never,
    Parameter,
    Predicate,
    Premise,
    Term,
    Var,
)


def parameters(predicate: Predicate) -> tuple[Parameter, ...]:
    """All arguments of a predicate in order, the value last."""
    return predicate.keys if predicate.value is None else (*predicate.keys, predicate.value)


def atoms(premise: Premise) -> Iterator[Atom]:
    """The atoms of a premise, domain first."""
    match premise:
        case Literal():
            yield premise.atom
        case Every():
            yield premise.domain
            yield premise.claim.atom
        case Count():
            if premise.domain is not None:
                yield premise.domain
            yield from (claim.atom for claim in premise.claims)
        case Comparison() | Never():
            return


def claims(premise: Premise) -> tuple[Literal, ...]:
    """The literals of a premise that carry a truth value, without the domain they range over."""
    match premise:
        case Literal():
            return (premise,)
        case Every():
            return (premise.claim,)
        case Count():
            return premise.claims
        case _:
            return ()


def terms(expression: Expression) -> tuple[Term, ...]:
    """The terms of an expression from left to right."""
    if isinstance(expression, Arithmetic):
        return (*terms(expression.left), expression.right)
    return (expression,)


def variables(premise: Premise) -> tuple[str, ...]:
    """The named variables of a premise in order of appearance, each once."""
    if isinstance(premise, Comparison):
        found = (*terms(premise.left), *terms(premise.right))
    else:
        found = tuple(term for atom in atoms(premise) for term in atom.args)
    return names(found)


def names(found: tuple[Term, ...]) -> tuple[str, ...]:
    """The named variables among terms, each once."""
    return tuple(dict.fromkeys(t.name for t in found if isinstance(t, Var) and t.name != "_"))


class Shape(Struct, frozen=True):
    """A clause taken apart.

    `types` gives each variable its type, `values` each variable that stands for the value of a finding the literal that
    binds it. `guards` are the relation literals that decide whether the clause applies; `premises` is the rest with its
    places in the body, counted from 1; `units` are the premises in groups that have a truth value together: a finding
    with the tests on its value, or a premise alone. `nullable` are the variables that may stand for an unnamed member.
    """

    rule: Rule
    types: dict[str, str]
    values: dict[str, Literal]
    guards: tuple[Literal, ...]
    premises: tuple[tuple[int, Premise], ...]
    units: tuple[tuple[tuple[int, Premise], ...], ...]
    nullable: frozenset[str]


class Shapes:
    """The shapes of a knowledge base's clauses, each made when it is first asked for."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._open = frozenset(p.keys[-1].type for p in kb.predicates.values() if is_open(p))
        self._made: dict[str, Shape] = {}

    def __getitem__(self, rule: Rule) -> Shape:
        if rule.id not in self._made:
            self._made[rule.id] = self._make(rule)
        return self._made[rule.id]

    def _make(self, rule: Rule) -> Shape:
        body = rule.clause.body
        types, values = variable_types(self._kb, rule.clause), _values(self._kb, rule.clause)
        guards = tuple(p for p in body if isinstance(p, Literal) and _is_guard(self._kb, p, values))
        premises = tuple((place, p) for place, p in enumerate(body, 1) if not _is_guard(self._kb, p, values))
        nullable = frozenset(name for name, kind in types.items() if kind in self._open and name not in values)
        return Shape(rule, types, values, guards, premises, _units(premises, values), nullable)


def _units(
    premises: tuple[tuple[int, Premise], ...], values: dict[str, Literal]
) -> tuple[tuple[tuple[int, Premise], ...], ...]:
    """Premises that share the value of a finding, together; in order of the first of each."""
    groups: list[tuple[set[str], list[tuple[int, Premise]]]] = []
    for place, premise in premises:
        looked_at = values.keys() & set(variables(premise))
        joined = [group for group in groups if group[0] & looked_at]
        merged = (set(looked_at).union(*(g[0] for g in joined)), [*(p for g in joined for p in g[1]), (place, premise)])
        groups = [group for group in groups if group not in joined] + [merged]
    ordered = sorted((sorted(members, key=_place) for _, members in groups), key=lambda unit: unit[0][0])
    return tuple(tuple(unit) for unit in ordered)


def _place(placed: tuple[int, Premise]) -> int:
    return placed[0]


def late_relations(kb: KnowledgeBase) -> frozenset[str]:
    """The relations that look at criteria, directly or through others."""
    return _looking_at(kb, frozenset(("criterion",)))


def varying_relations(kb: KnowledgeBase) -> frozenset[str]:
    """The relations that look at findings or criteria, directly or through others: what is documented can change them,
    the request being the same."""
    return _looking_at(kb, frozenset(("criterion", "finding")))


def _looking_at(kb: KnowledgeBase, kinds: frozenset[str]) -> frozenset[str]:
    relations = ((name, rules) for name, rules in kb.clauses.items() if kb.predicates[name].kind == "relation")
    uses = {
        name: {atom.predicate for rule in rules for premise in rule.clause.body for atom in atoms(premise)}
        for name, rules in relations
    }
    looking = {name for name, found in uses.items() if any(kb.predicates[one].kind in kinds for one in found)}
    while more := {name for name, found in uses.items() if found & looking} - looking:
        looking |= more
    return frozenset(looking)


def apart_from(guards: tuple[Literal, ...], known: set[str], unnamed: str) -> tuple[Literal, ...]:
    """The guards that can be looked at although one variable is unnamed: those without it, and without what only a
    guard with it would bind.
    """
    lost = {unnamed}
    kept: list[Literal] = []
    for guard in guards:
        seen = set(variables(guard))
        if seen & lost:
            lost |= seen - known
        else:
            kept.append(guard)
            known = known | seen
    return tuple(kept)


def is_open(declared: Predicate) -> bool:
    """Whether a predicate is an open relation, which has an unnamed member wherever none is named."""
    return declared.kind == "relation" and declared.world == "open"


def is_test(kb: KnowledgeBase, premise: Premise) -> bool:
    """Whether a premise looks at values: a comparison, or a relation over the value of a finding."""
    return isinstance(premise, Comparison) or _is_relation(kb, premise)


def _is_relation(kb: KnowledgeBase, premise: Premise) -> bool:
    return isinstance(premise, Literal) and kb.predicates[premise.atom.predicate].kind == "relation"


def _is_guard(kb: KnowledgeBase, premise: Premise, values: dict[str, Literal]) -> bool:
    return _is_relation(kb, premise) and values.keys().isdisjoint(variables(premise))


def variable_types(kb: KnowledgeBase, clause: Clause) -> dict[str, str]:
    """The type of each variable of a clause, from the declarations of the predicates that it stands in."""
    places = (clause.head, *(atom for premise in clause.body for atom in atoms(premise)))
    return {
        term.name: parameter.type
        for atom in places
        for term, parameter in zip(atom.args, parameters(kb.predicates[atom.predicate]), strict=True)
        if isinstance(term, Var)
    }


def _values(kb: KnowledgeBase, clause: Clause) -> dict[str, Literal]:
    found: dict[str, Literal] = {}
    for premise in clause.body:
        if isinstance(premise, Literal) and kb.predicates[premise.atom.predicate].value is not None:
            value = premise.atom.args[-1]
            if isinstance(value, Var) and value.name != "_":
                found.setdefault(value.name, premise)
    return found
