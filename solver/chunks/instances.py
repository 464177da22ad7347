"""The clauses that bear on an atom in a chunk: every way through their guards, with the cases that go it.

What `solver.instances` does for one case, with bit sets in place of single answers. Not here: what premises come to
(`solver.chunks.weighing`).
"""

from collections.abc import Iterator

from msgspec import Struct

from kb.clauses import Shape, apart_from, parameters, variables
from kb.knowledge import Rule
from kb.language.syntax import Atom, Literal
from kb.values import is_unnamed, listed
from solver.chunks.rows import Rows
from solver.datalog import Constant, Row
from solver.engines.bitsets import either
from solver.prove import Sources

Ground = tuple[str, Row]
Bound = dict[str, Constant]
MOST_WAYS = 256
"""Ways of filling the open arguments of an atom that are gone through."""


class Applied(Struct, frozen=True):
    """A clause under bindings: the cases in which it applies (of these `unsure` the ones in which it would look at a
    member that nobody named), or does not, because of the guard `failing`; `held` are the guards that hold, `unchecked`
    those that nobody looked at."""

    shape: Shape
    bindings: dict[str, Constant]
    applies: int
    unsure: int = 0
    fails: int = 0
    failing: Literal | None = None
    held: tuple[Literal, ...] = ()
    unchecked: tuple[Literal, ...] = ()

    @property
    def rule(self) -> Rule:
        """The clause."""
        return self.shape.rule


def instances(sources: Sources, rows: Rows, atom: Ground, varying: frozenset[str] = frozenset()) -> Iterator[Applied]:
    """The clauses that bear on an atom, in every way in which they apply or do not. Guards of `varying` relations are
    left unchecked where what binds them is known without them."""
    name, row = atom
    for rule in sources.kb.clauses.get(name, ()):
        bound = _unified(rows, rule.clause.head, row)
        if bound is not None:
            yield from _Ways(rows, sources.shapes[rule], varying).through(0, bound, rows.everywhere)


def _unified(rows: Rows, head: Atom, row: Row) -> Bound | None:
    found: Bound = {}
    for (variable, fixed), part in zip(rows.pattern(head), row, strict=True):
        if fixed not in (None, part) or (variable and found.setdefault(variable, part) != part):
            return None
    return found


class _Ways(Struct, frozen=True):
    """The ways through the guards of a clause."""

    rows: Rows
    shape: Shape
    varying: frozenset[str]

    def through(self, place: int, bound: Bound, cases: int, unchecked: tuple[Literal, ...] = ()) -> Iterator[Applied]:
        """Those from one of the guards on, in these cases."""
        if place == len(self.shape.guards):
            yield Applied(self.shape, bound, cases, held=self.shape.guards, unchecked=unchecked)
            return
        guard = self.shape.guards[place]
        if any(map(is_unnamed, bound.values())) and (nobody := self._nobody(guard, bound)):
            yield from self._past_nobody(place, bound, cases, nobody)
            return
        if guard.atom.predicate in self.varying and (known := self._known(guard, bound)):
            for found in known:
                yield from self.through(place + 1, found, cases, (*unchecked, guard))
            return
        ways = _ways_past(self.rows, guard, bound)
        held = either(some for _, some in ways)
        if missed := cases & ~held:
            yield Applied(self.shape, bound, 0, fails=missed, failing=guard)
        for found, some in ways:
            if cases & some:
                yield from self.through(place + 1, found, cases & some, unchecked)

    def _nobody(self, guard: Literal, bound: Bound) -> str | None:
        """The variable of a guard that stands for a member which nobody named."""
        return next((n for n in variables(guard) if n in self.shape.nullable and is_unnamed(bound.get(n))), None)

    def _past_nobody(self, place: int, bound: Bound, cases: int, nobody: str) -> Iterator[Applied]:
        """A guard that looks at a member which nobody named: those apart from it can fail."""
        apart = apart_from(self.shape.guards[place:], set(bound) - {nobody}, nobody)
        passing = cases
        for failing, missed in _missed(self.rows, apart, bound):
            yield Applied(self.shape, bound, 0, fails=passing & missed, failing=failing)
            passing &= ~missed
        yield Applied(self.shape, bound, passing, passing, held=self.shape.guards[:place])

    def _known(self, guard: Literal, bound: Bound) -> list[Bound]:
        """The bindings under which a guard can be looked at, each member of a choice or a scale in turn; none where
        they hang on the guard itself."""
        ways = [bound]
        kinds = parameters(self.rows.kb.predicates[guard.atom.predicate])
        for (variable, fixed), kind in zip(self.rows.pattern(guard.atom), kinds, strict=True):
            if variable is None and fixed is None:
                return []
            if variable is not None and variable not in bound:
                some = () if guard.negated else listed(self.rows.kb.types[kind.type])
                ways = [{**way, variable: member} for way in ways for member in some]
                if len(ways) > MOST_WAYS:
                    return []
        return ways


def _missed(rows: Rows, guards: tuple[Literal, ...], bound: Bound) -> Iterator[tuple[Literal, int]]:
    """Each of these guards with the cases in which no way leads past it."""
    ways = [(bound, rows.everywhere)]
    for guard in guards:
        ways = [(more, cases & some) for way, cases in ways for more, some in _ways_past(rows, guard, way)]
        yield guard, rows.everywhere & ~either(cases for _, cases in ways)


def _ways_past(rows: Rows, guard: Literal, bound: Bound) -> list[tuple[Bound, int]]:
    if guard.negated:
        return [(bound, rows.everywhere & ~rows.holding(guard.atom, bound))]
    return rows.matches(guard.atom, bound)
