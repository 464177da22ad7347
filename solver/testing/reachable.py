"""Which values a clause or premise can have at all: `never` cannot be met, and a clause without premises cannot fail.

What the clauses say is looked at, not what a chart could say: a finding can always be met and refuted. Not here: which
values tests have seen (`solver.testing.seen`).
"""

from kb.clauses import Shape, Shapes, is_open, names
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Count, Every, Literal, Never, Premise, Var

Sides = tuple[bool, bool]
"""Whether something can be supported, and whether it can be refuted."""


class Reachable:
    """The sides that criteria, clauses and premises of a knowledge base can have."""

    def __init__(self, kb: KnowledgeBase, shapes: Shapes) -> None:
        self._kb, self._shapes = kb, shapes
        self._criteria: dict[str, Sides] = {}

    def clause(self, shape: Shape) -> Sides:
        """A clause is supported with all its premises, and refuted with one of them."""
        sides = [self.unit(unit) for unit in shape.units]
        return all(up for up, _ in sides), any(down for _, down in sides)

    def unit(self, unit: tuple[tuple[int, Premise], ...]) -> Sides:
        """A premise, or those that look at one value, which are tests of findings."""
        return self._premise(unit[0][1]) if len(unit) == 1 else (True, True)

    def _premise(self, premise: Premise) -> Sides:
        match premise:
            case Never():
                return False, True
            case Literal():
                return self._literal(premise)
            case Every(claim=claim):
                return self._literal(claim)
            case Count(bound=bound, claims=claims):
                up, down = zip(*map(self._literal, claims), strict=True)
                return (any(up), any(down)) if bound == "least" else (any(down), any(up))
            case _:
                return True, True

    def _literal(self, literal: Literal) -> Sides:
        up, down = self._predicate(literal.atom.predicate)
        return (down, up) if literal.negated else (up, down)

    def _predicate(self, name: str) -> Sides:
        """A criterion is refuted where each of its clauses can be, or need not apply."""
        if self._kb.predicates[name].kind != "criterion":
            return True, True
        if name not in self._criteria:
            shapes = [self._shapes[rule] for rule in self._kb.clauses.get(name, ())]
            sides = [(shape, self.clause(shape)) for shape in shapes]
            down = all(down or self._may_not_apply(shape) for shape, (_, down) in sides)
            self._criteria[name] = any(up for _, (up, _) in sides), down
        return self._criteria[name]

    def _may_not_apply(self, shape: Shape) -> bool:
        """Whether a guard can fail, as any can but one that asks an open relation for a member: there always is one."""
        known = set(names(shape.rule.clause.head.args))
        for guard in shape.guards:
            *key, member = guard.atom.args or (None,)
            asks = is_open(self._kb.predicates[guard.atom.predicate]) and not guard.negated
            if (
                not asks
                or not isinstance(member, Var)
                or not known.issuperset(names(tuple(key)))
                or member.name in known
            ):
                return True
            known.add(member.name)
        return False
