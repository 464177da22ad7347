"""The clauses that bear on an atom in a chunk: every way through their guards, with the cases that go it.

What `solver.instances` does for one case, with bit sets in place of single answers. Not here: what premises come to
(`solver.chunks.weighing`).
"""

from collections.abc import Iterator

from msgspec import Struct

from kb.clauses import Shape, apart_from, variables
from kb.knowledge import Rule
from kb.language.syntax import Atom, Literal
from kb.values import is_unnamed
from solver.chunks.rows import Rows
from solver.datalog import Constant, Row
from solver.engines.bitsets import either
from solver.prove import Sources

Ground = tuple[str, Row]
Bound = dict[str, Constant]


class Applied(Struct, frozen=True):
    """A clause under bindings: the cases in which it applies (of these `unsure` the ones in which it would look at a
    member that nobody named), or does not, because of the guard `failing`; `held` are the guards that hold."""

    shape: Shape
    bindings: dict[str, Constant]
    applies: int
    unsure: int = 0
    fails: int = 0
    failing: Literal | None = None
    held: tuple[Literal, ...] = ()

    @property
    def rule(self) -> Rule:
        """The clause."""
        return self.shape.rule


def instances(sources: Sources, rows: Rows, atom: Ground) -> Iterator[Applied]:
    """The clauses that bear on an atom, in every way in which they apply or do not."""
    name, row = atom
    for rule in sources.kb.clauses.get(name, ()):
        bound = _unified(rows, rule.clause.head, row)
        if bound is not None:
            yield from _through(rows, sources.shapes[rule], 0, bound, rows.everywhere)


def _unified(rows: Rows, head: Atom, row: Row) -> Bound | None:
    found: Bound = {}
    for (variable, fixed), part in zip(rows.pattern(head), row, strict=True):
        if fixed not in (None, part) or (variable and found.setdefault(variable, part) != part):
            return None
    return found


def _through(rows: Rows, shape: Shape, place: int, bound: Bound, cases: int) -> Iterator[Applied]:
    """The ways through the guards, from one of them on, in these cases."""
    if place == len(shape.guards):
        yield Applied(shape, bound, cases, held=shape.guards)
        return
    guard = shape.guards[place]
    nobody = next((n for n in variables(guard) if n in shape.nullable and is_unnamed(bound.get(n))), None)
    if nobody is not None:
        apart = apart_from(shape.guards[place:], set(bound) - {nobody}, nobody)
        passing = cases
        for failing, missed in _missed(rows, apart, bound):
            yield Applied(shape, bound, 0, fails=passing & missed, failing=failing)
            passing &= ~missed
        yield Applied(shape, bound, passing, passing, held=shape.guards[:place])
        return
    ways = _ways_past(rows, guard, bound)
    held = either(some for _, some in ways)
    if missed := cases & ~held:
        yield Applied(shape, bound, 0, fails=missed, failing=guard)
    for found, some in ways:
        if cases & some:
            yield from _through(rows, shape, place + 1, found, cases & some)


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
