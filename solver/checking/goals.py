"""Checks of goals: all ways in which the clauses of a criterion apply are there, and no others, and each has the value
that its premises give it.

A criterion and the steps up to the next goals, findings and records are checked together, since a clause's tests and
quantifiers have no meaning outside of it. A relation that looks at criteria is proved by one clause that yields it.
Not here: the leaves (`leaves`).
"""

from collections.abc import Iterator

from solver.checking import premises, records
from solver.checking.bodies import Body, Claim
from solver.checking.ground import Ground, Wrong, same, shown
from solver.checking.terms import Bindings, match, written
from solver.checking.ways import Way, ways
from solver.proof import Ground as Atom
from solver.proof import Node
from solver.values import Value, conjunction, disjunction, value

REFUTING = frozenset({"F", "B"})


def goal(of: Ground, node: Node) -> None:
    """A goal of a criterion, a note or a relation."""
    assert node.atom is not None
    declared = of.kb.predicates.get(node.atom[0])
    if declared is None or declared.kind == "finding" or len(declared.keys) != len(node.atom[1]):
        raise Wrong(f"{shown(node.atom)} is no criterion and no relation of this knowledge base")
    if any(child.kind not in ("clause", "inapplicable") for child in of.children(node)):
        raise Wrong("a goal rests on clauses")
    if declared.kind == "relation":
        _derived(of, node)
    else:
        of.rests(node, lambda: _criterion(of, node))


def _criterion(of: Ground, node: Node) -> None:
    assert node.atom is not None
    found = list(_ways(of, node.atom))
    applicable = [way for way in found if way.failed is None]
    expected = {_key(way.body.rule.id, way.bindings): way for way in applicable or found}
    below = of.children(node)
    for key in expected.keys() - {_key(child.rule, dict(child.bindings)) for child in below}:
        raise Wrong(
            f"{key[0]} {'applies' if applicable else 'is there'} {_under(expected[key].bindings)} and is missing"
        )
    for child in below:
        way = expected.pop(_key(child.rule, dict(child.bindings)), None)
        if way is None:
            raise Wrong(f"{child.rule} {_under(dict(child.bindings))} is there twice or has no place here")
        _instance(of, child, way)
    same("the value", node.value, disjunction(child.value for child in below) if applicable else "F")


def _ways(of: Ground, atom: Atom) -> Iterator[Way]:
    for body in of.bodies.of(atom[0]):
        bindings = match(body.head, atom[1], {})
        if bindings is not None:
            yield from ways(of.relations, body, bindings)


def _key(rule: str | None, bindings: Bindings) -> tuple[str | None, frozenset[tuple[str, object]]]:
    return rule, frozenset(bindings.items())


def _under(bindings: Bindings) -> str:
    return "for " + ", ".join(f"{name} = {part}" for name, part in bindings.items()) if bindings else "as it stands"


# Clauses --------------------------------------------------------------------------------------------------------------


def _instance(of: Ground, node: Node, way: Way) -> None:
    """A clause in one way through its guards."""
    named = f"{node.rule} {_under(way.bindings)}"
    if way.failed is not None:
        same(f"{named}: the step", node.kind, "inapplicable")
        records.check(of, node, way.bindings, (way.failed,), hold=False)
        same(f"{named}: the value", node.value, "F")
        return
    same(f"{named}: the step", node.kind, "clause")
    records.check(of, node, way.bindings, way.held, hold=True)
    same(f"{named}: the number of premises", len(node.children), 0 if way.unsure else len(way.body.premises))
    below = {} if way.unsure else dict(zip(way.body.premises, of.children(node), strict=True))
    for place, child in below.items():
        premises.check(of, way, place, child)
    same(f"{named}: the value", node.value, "N" if way.unsure else _together(of, way, below))


def _together(of: Ground, way: Way, below: dict[int, Node]) -> Value:
    """All premises together; what rests on an unnamed member supports nothing."""
    found = conjunction(_unit(of, way, unit, below) for unit in way.body.units)
    nobody = any(not g.negated and of.relations.is_nobody(g.of, way.bindings) for g in way.held)
    return "N" if found == "T" and nobody else found


def _unit(of: Ground, way: Way, unit: tuple[int, ...], below: dict[int, Node]) -> Value:
    """A premise alone, or a finding with the tests on its value, which one documented value must pass together."""
    if len(unit) == 1:
        return below[unit[0]].value
    tests = [part for place in unit if of.bodies.is_test(part := way.body.parts[place])]
    values = premises.values_of(of, way, tuple(dict.fromkeys(name for test in tests for name in test.names)))
    met = any(all(premises.passes(of, way.body, test, one) for test in tests) for one in values)
    return value(supported=met, refuted=any(below[place].value in REFUTING for place in unit))


# Relations that look at criteria --------------------------------------------------------------------------------------


def _derived(of: Ground, node: Node) -> None:
    """One clause yields the row: its records hold, its tests pass, and the criteria that it reads have the values that
    it asks for.
    """
    same("the value", node.value, "T")
    same("the number of clauses", len(node.children), 1)
    (clause,) = of.children(node)
    body, bindings = _body(of, node, clause), dict(clause.bindings)
    same(f"{clause.rule}: the step", (clause.kind, clause.value), ("clause", "T"))
    records.check(of, clause, bindings, body.guards, hold=True)
    read = [claim for place in body.premises if (claim := _over_criterion(of, body, place))]
    same(f"{clause.rule}: the premises", tuple(child.atom for child in of.children(clause)), _atoms(read, bindings))
    for place in body.premises:
        if not of.relations.is_true(body, body.parts[place], bindings):
            raise Wrong(f"{clause.rule}: premise {place} is not true {_under(bindings)}")


def _body(of: Ground, node: Node, clause: Node) -> Body:
    assert node.atom is not None
    body = next((body for body in of.bodies.of(node.atom[0]) if body.rule.id == clause.rule), None)
    if body is None:
        raise Wrong(f"{clause.rule} does not conclude {node.atom[0]}")
    same(f"{clause.rule}: what it concludes", written(body.head, dict(clause.bindings)), node.atom[1])
    same(f"{clause.rule}: the variables", {name for name, _ in clause.bindings}, set(body.types))
    return body


def _over_criterion(of: Ground, body: Body, place: int) -> Claim | None:
    part = body.parts[place]
    criterion = isinstance(part, Claim) and of.kb.predicates[part.of.predicate].kind == "criterion"
    return part if isinstance(part, Claim) and criterion else None


def _atoms(read: list[Claim], bindings: Bindings) -> tuple[Atom, ...]:
    return tuple(dict.fromkeys((claim.of.predicate, written(claim.of, bindings)) for claim in read))
