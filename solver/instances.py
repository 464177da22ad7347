"""The instances of a clause in a model: every way in which its guards hold, and where they fail.

Not here: the truth of the other premises (`prove`).
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from kb.clauses import Shape, apart_from, is_open, parameters, variables
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Atom, Literal, Var
from kb.values import Constant, is_unnamed
from solver import names
from solver.datalog import Model, Row
from solver.encode import constant

Bindings = Mapping[str, Constant]
FEW = 16
"""Rows that are gone through as fast as an index is looked up."""


class Instance(Struct, frozen=True):
    """One way through the guards; `held` are those that hold in it. `failed` is the guard that does not hold, `unsure`
    the one that would look at an unnamed member; with neither, the clause applies."""

    bindings: dict[str, Constant]
    held: tuple[Literal, ...] = ()
    failed: Literal | None = None
    unsure: Literal | None = None


class Rows:
    """A model's rows in a fixed order, each predicate sorted once."""

    def __init__(self, kb: KnowledgeBase, model: Model) -> None:
        self.kb, self.model = kb, model
        self._sorted: dict[str, tuple[Row, ...]] = {}
        self._by_part: dict[tuple[str, int], dict[Constant, list[Row]]] = {}

    def of(self, predicate: str) -> tuple[Row, ...]:
        """The rows of a predicate in order."""
        if predicate not in self._sorted:
            self._sorted[predicate] = tuple(sorted(self.model.get(predicate, ()), key=_order))
        return self._sorted[predicate]

    def has(self, predicate: str, row: Row) -> bool:
        """Whether a row is in the model."""
        return row in self.model.get(predicate, ())

    def matches(self, atom: Atom, bindings: Bindings, name: str | None = None) -> Iterator[dict[str, Constant]]:
        """The bindings under which the atom, or the same atom under another name, is in the model."""
        for row in self.near(atom, bindings, name):
            if (found := unify(self.kb, atom, row, bindings)) is not None:
                yield found

    def near(self, atom: Atom, bindings: Bindings, name: str | None = None) -> Sequence[Row]:
        """The rows that an atom may match, in order: of many, only those that agree in one variable that is bound."""
        rows = self.of(name or atom.predicate)
        if len(rows) <= FEW:
            return rows
        bound = ((place, bindings.get(a.name)) for place, a in enumerate(atom.args) if isinstance(a, Var))
        place, part = next(((place, part) for place, part in bound if part is not None), (0, None))
        return rows if part is None else self._by(name or atom.predicate, place).get(part, ())

    def _by(self, predicate: str, place: int) -> dict[Constant, list[Row]]:
        if (predicate, place) not in self._by_part:
            index = self._by_part[predicate, place] = {}
            for row in self.of(predicate):
                index.setdefault(row[place], []).append(row)
        return self._by_part[predicate, place]

    def nobody_named(self, atom: Atom, bindings: Bindings) -> bool:
        """Whether an atom of an open relation is matched by its unnamed member only."""
        if not is_open(self.kb.predicates[atom.predicate]):
            return False
        return next(self.matches(atom, bindings, names.given(atom.predicate)), None) is None


def unify(kb: KnowledgeBase, atom: Atom, row: Row, bindings: Bindings) -> dict[str, Constant] | None:
    """The bindings extended so that the atom is the row, or None."""
    found: dict[str, Constant] | None = None
    for place, argument in enumerate(atom.args):
        if not isinstance(argument, Var):
            if constant(kb, argument, parameters(kb.predicates[atom.predicate])[place].type) != row[place]:
                return None
        elif argument.name != "_":
            known = (found or bindings).get(argument.name)
            if known is None:
                found = dict(bindings) if found is None else found
                found[argument.name] = row[place]
            elif known != row[place]:
                return None
    return dict(bindings) if found is None else found


def instances(rows: Rows, shape: Shape, bindings: Bindings) -> Iterator[Instance]:
    """The instances of a clause that extend `bindings`, in a fixed order."""
    yield from _through(rows, shape, 0, dict(bindings))


def _through(rows: Rows, shape: Shape, place: int, bound: dict[str, Constant]) -> Iterator[Instance]:
    held = shape.guards[:place]
    if place == len(shape.guards):
        yield Instance(bound, held)
        return
    guard = shape.guards[place]
    nobody = next((n for n in variables(guard) if n in shape.nullable and is_unnamed(bound.get(n))), None)
    if nobody is not None:
        apart = apart_from(shape.guards[place:], set(bound) - {nobody}, nobody)
        failing = _failing(rows, apart, bound)
        yield Instance(bound, held, failed=failing, unsure=None if failing else guard)
        return
    matches = _matches(rows, guard, bound)
    if not matches:
        yield Instance(bound, held, failed=guard)
    for found in once(matches):
        yield from _through(rows, shape, place + 1, found)


def _failing(rows: Rows, guards: tuple[Literal, ...], bound: dict[str, Constant]) -> Literal | None:
    """The first guard that no way through the guards gets past, or None when there is a way."""
    ways = [bound]
    for guard in guards:
        found = [more for way in ways for more in _matches(rows, guard, way)]
        if not found:
            return guard
        ways = found
    return None


def _matches(rows: Rows, guard: Literal, bound: dict[str, Constant]) -> list[dict[str, Constant]]:
    matches = list(rows.matches(guard.atom, bound))
    if guard.negated:
        return [] if matches else [bound]
    return matches


def once(matches: list[dict[str, Constant]]) -> list[dict[str, Constant]]:
    """The matches without repetitions, which `_` can bring about."""
    return matches if len(matches) == 1 else [m for i, m in enumerate(matches) if m not in matches[:i]]


def _order(row: Row) -> tuple[tuple[bool, Constant], ...]:
    return tuple((isinstance(part, str), part) for part in row)
