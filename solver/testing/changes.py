"""One change at a time to a clause: a premise dropped, negated or weakened, a bar moved, *and* and *or* swapped.

A change is the clauses that stand in the place of the one that is changed. Not here: other statements and code tables
(`solver.testing.mutants`), or which changes a knowledge base refuses (`solver.testing.mutation`).
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kb.clauses import Shape, names, variable_types, variables
from kb.knowledge import KnowledgeBase
from kb.language.printer import print_premise
from kb.language.syntax import Atom, Clause, Comparison, Count, Every, Literal, Premise, Symbol, Term, Var
from kb.values import Type
from solver.testing.steps import stepped
from solver.testing.thresholds import moved, opposite, recounted


class Change(Struct, frozen=True):
    """What a clause is changed to, and the change in words."""

    kind: str
    said: str
    clauses: tuple[Clause, ...]


def changes(kb: KnowledgeBase, shape: Shape) -> Iterator[Change]:
    """Every change of a clause."""
    name = "clause" if shape.rule.clause.body else "fact"
    yield Change(f"drop {name}", f"the {name} is dropped", ())
    yield from _without_a_premise(shape)
    yield from _rewritten(kb, shape)
    if len(shape.units) > 1 and kb.predicates[shape.rule.clause.head.predicate].kind != "relation":
        yield _any_of(shape)


def _without_a_premise(shape: Shape) -> Iterator[Change]:
    """The clause without one premise, and without a finding together with the tests on its value."""
    clause = shape.rule.clause
    groups = {(place,) for place, _ in enumerate(clause.body, 1)} | {
        tuple(place for place, _ in unit) for unit in shape.units
    }
    for places in sorted(groups):
        kept = tuple(p for place, p in enumerate(clause.body, 1) if place not in places)
        gone = ", ".join(print_premise(clause.body[place - 1]) for place in places)
        yield Change("drop premise", f"`{gone}` is dropped", (replace(clause, body=kept),))


def _rewritten(kb: KnowledgeBase, shape: Shape) -> Iterator[Change]:
    """The clause with one premise written otherwise."""
    clause = shape.rule.clause
    types = variable_types(kb, clause)
    for place, premise in enumerate(clause.body):
        for kind, other in _others(kb, types, premise):
            body = (*clause.body[:place], other, *clause.body[place + 1 :])
            said = f"`{print_premise(premise)}` becomes `{print_premise(other)}`"
            yield Change(kind, said, (replace(clause, body=body),))


def _others(kb: KnowledgeBase, types: dict[str, str], premise: Premise) -> Iterator[tuple[str, Premise]]:
    match premise:
        case Comparison():
            yield from (("threshold", other) for other in moved(kb, premise, types))
            yield "negate", opposite(premise)
        case Literal():
            yield from (("threshold", replace(premise, atom=atom)) for atom in _neighbours(kb, premise.atom))
            yield "negate", _negated(premise)
        case Every():
            yield "quantifier", Count("least", 1, premise.domain, (premise.claim,), premise.span)
            yield "negate", replace(premise, claim=_negated(premise.claim))
        case Count():
            yield from (("threshold", other) for other in recounted(premise))
            yield from (("negate", replace(premise, claims=other)) for other in _one_negated(premise.claims))
        case _:
            return


def _negated(literal: Literal) -> Literal:
    return replace(literal, negated=not literal.negated)


def _one_negated(claims: tuple[Literal, ...]) -> Iterator[tuple[Literal, ...]]:
    for place, claim in enumerate(claims):
        yield (*claims[:place], _negated(claim), *claims[place + 1 :])


def _neighbours(kb: KnowledgeBase, atom: Atom) -> Iterator[Atom]:
    """The atom with a rank of a scale replaced by one next to it."""
    declared = kb.predicates[atom.predicate]
    kinds = [kb.types[p.type] for p in (*declared.keys, *((declared.value,) if declared.value else ()))]
    for place, (term, kind) in enumerate(zip(atom.args, kinds, strict=True)):
        found = (_next(kb, term, kind, step) for step in (-1, 1))
        yield from (replace(atom, args=(*atom.args[:place], t, *atom.args[place + 1 :])) for t in found if t)


def _next(kb: KnowledgeBase, term: Term, kind: Type, step: int) -> Term | None:
    return stepped(kb, term, (kind,), step) if isinstance(term, Symbol) else None


def _any_of(shape: Shape) -> Change:
    """*And* becomes *or*: a clause for each premise, all under the same guards."""
    clause = shape.rule.clause
    units = [[premise for _, premise in unit] for unit in shape.units]
    bodies = [tuple(p for p in clause.body if p in shape.guards or p in unit) for unit in units]
    said = "any one of its premises is enough"
    return Change("and to or", said, tuple(replace(clause, body=body) for body in bodies))


def joined(one: Clause, other: Clause) -> Clause | None:
    """*Or* becomes *and*: one clause with the premises of both; None where they conclude different things, or one of
    them asks for nothing.
    """
    if not (one.body and other.body and print_premise(_claim(one)) == print_premise(_claim(other))):
        return None
    taken = {name for premise in one.body for name in variables(premise)} - set(names(other.head.args))
    said = set(map(print_premise, one.body))
    more = (premise for premise in other.body if print_premise(premise) not in said)
    return replace(one, body=(*one.body, *(_renamed(premise, taken) for premise in more)))


def _claim(clause: Clause) -> Literal:
    return Literal(clause.head, negated=False, rail=None, span=clause.span)


def _renamed(node: Any, taken: set[str]) -> Any:  # noqa: ANN401 - any node, and one of its kind
    """A node with other names for the variables that are taken."""
    match node:
        case Var(name=name):
            return replace(node, name=name + "2") if name in taken else node
        case tuple():
            return tuple(_renamed(part, taken) for part in node)
        case Struct():
            return replace(node, **{f: _renamed(getattr(node, f), taken) for f in node.__struct_fields__})
        case _:
            return node
