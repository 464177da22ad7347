"""Checks of a clause's premises in one way through its guards: literals, tests on documented values, quantifiers."""

from collections.abc import Iterator
from itertools import product

from kb.case import Constant
from kb.values import is_unnamed
from solver.checking import records
from solver.checking.bodies import Body, Claim, Impossible, Part, Quantified, Test
from solver.checking.comparisons import holds
from solver.checking.ground import Ground, Wrong, same
from solver.checking.says import About, asked, said
from solver.checking.terms import Bindings, once, written
from solver.checking.ways import Way
from solver.proof import Node
from solver.values import Value, at_least, conjunction, opposite, value


def check(of: Ground, way: Way, place: int, node: Node) -> None:
    """A step stands for the premise at a place of a clause."""
    part = way.body.parts[place]
    if isinstance(part, Claim) and not of.bodies.is_test(part):
        expected = asked(of.relations, way.body, part, way.bindings)
        if said(of.nodes, node) != expected:
            raise Wrong(f"{way.body.rule.id}: premise {place} is {expected}, and the step {node.id} is not about it")
        return
    kind = "never" if isinstance(part, Impossible) else _kind(part)
    named = f"{way.body.rule.id}, premise {place}: the"
    same(f"{named} step", (node.kind, node.rule, node.place), (kind, way.body.rule.id, place))
    bound = {name: way.bindings[name] for name in part.names if name in way.bindings}
    same(f"{named} bindings", dict(node.bindings), bound)
    if isinstance(part, Quantified):
        same(f"{named} value", node.value, _quantified(of, way, part, node))
    elif not isinstance(part, Impossible):
        same(f"{named} value", node.value, _tested(of, way, part, node))


def _kind(part: Part) -> str:
    if isinstance(part, Quantified):
        return "every" if part.bound is None else "count"
    return "comparison"


# Tests ----------------------------------------------------------------------------------------------------------------


def _tested(of: Ground, way: Way, part: Claim | Test, node: Node) -> Value:
    """A test is supported by a documented value that passes, and refuted by one that fails."""
    wanted = [name for name in part.names if name in way.body.values]
    nobody = any(is_unnamed(way.bindings.get(name)) for name in part.names)
    found = [] if nobody else list(values_of(of, way, part.names))
    shown = [", ".join(_shown(of, way.body, name, one[name]) for name in wanted) for one in found if wanted]
    same(f"{way.body.rule.id}: what is compared", sorted(node.shown), sorted(shown))
    passing = [passes(of, way.body, part, one) for one in found]
    return value(supported=any(passing), refuted=not all(passing))


def _shown(of: Ground, body: Body, name: str, found: Constant) -> str:
    return of.chart.show(body.values[name].predicate, found)[0]


def values_of(of: Ground, way: Way, names: tuple[str, ...]) -> Iterator[dict[str, Constant]]:
    """The bindings with documented values for those of the variables that stand for values, in every combination."""
    wanted = [name for name in names if name in way.body.values]
    documented = []
    for name in wanted:
        slot = way.body.values[name]
        keys = slot.keys(len(of.kb.predicates[slot.predicate].keys))
        documented.append(of.chart.values((slot.predicate, written(keys, way.bindings))))
    for chosen in product(*documented):
        yield {**way.bindings, **dict(zip(wanted, chosen, strict=True))}


def passes(of: Ground, body: Body, part: Part, bindings: Bindings) -> bool:
    """Whether a test passes; never of a member that nobody named."""
    if any(is_unnamed(bindings.get(name)) for name in part.names):
        return False
    if isinstance(part, Test):
        return holds(of.kb, body.types, part.of, bindings)
    assert isinstance(part, Claim)
    return part.negated != bool(of.relations.matches(part.of, bindings))


# Quantifiers ----------------------------------------------------------------------------------------------------------


def _quantified(of: Ground, way: Way, part: Quantified, node: Node) -> Value:
    """A quantifier makes its claim of every member, and of nothing else."""
    members = [way.bindings] if part.domain is None else once(of.relations.matches(part.domain, way.bindings))
    expected = [asked(of.relations, way.body, claim, member) for claim in part.claims for member in members]
    below = of.children(node)
    _same_claims(way, [said(of.nodes, child) for child in below], expected)
    records.check(of, node, way.bindings, _over_nobody(of, way, part) if members else (), hold=True)
    domain = () if part.domain is None else part.domain.names
    if any(is_unnamed(way.bindings.get(name)) for name in domain):
        return "N"
    return _quantity(part, [child.value for child in below])


def _over_nobody(of: Ground, way: Way, part: Quantified) -> tuple[Claim, ...]:
    """The domain of a quantifier where nobody named a member of it."""
    if part.domain is None or not of.relations.is_nobody(part.domain, way.bindings):
        return ()
    return (Claim(part.domain, negated=False, rail=None),)


def _same_claims(way: Way, found: list[About | None], expected: list[About]) -> None:
    left = list(found)
    for about in expected:
        if about not in left:
            raise Wrong(f"{way.body.rule.id}: the claim {about} is missing")
        left.remove(about)
    if left:
        raise Wrong(f"{way.body.rule.id}: the claim {left[0] or 'of a step'} has no place here")


def _quantity(part: Quantified, values: list[Value]) -> Value:
    """`for every` of nothing settles nothing; at most n is the opposite of at least n + 1."""
    if part.bound is None:
        return conjunction(values) if values else "N"
    if part.bound == "least":
        return at_least(part.number, values)
    return opposite(at_least(part.number + 1, values))
