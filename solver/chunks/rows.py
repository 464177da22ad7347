"""The rows of a chunk's model, looked up by a pattern: which bindings an atom can have, and in which cases.

Not here: how the model is found (`solver.engines.bitsets`).
"""

from collections.abc import Mapping

from kb.clauses import is_open, parameters
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Atom, Term, Var
from solver import names
from solver.datalog import Constant, Model, Row
from solver.encode import constant
from solver.engines.bitsets import Tables, either
from solver.engines.loops import Table

Bindings = Mapping[str, Constant]
Pattern = tuple[tuple[str | None, Constant | None], ...]
"""For each argument of an atom the variable that stands there, or None and the constant; `_` is neither."""


class Rows:
    """The rows of a chunk by pattern. `everywhere` are all cases of the chunk."""

    def __init__(self, kb: KnowledgeBase, tables: Tables, everywhere: int) -> None:
        self.kb, self.tables, self.everywhere = kb, tables, everywhere
        self._patterns: dict[int, Pattern] = {}
        self._indexes: dict[tuple[str, tuple[int, ...]], dict[Row, list[tuple[Row, int]]]] = {}

    def table(self, predicate: str) -> Table:
        """The rows of a predicate with their cases."""
        return self.tables.get(predicate, {})

    def cases(self, predicate: str, row: Row) -> int:
        """The cases in which a row holds."""
        return self.table(predicate).get(row, 0)

    def pattern(self, atom: Atom) -> Pattern:
        """The arguments of an atom."""
        made = self._patterns.get(id(atom))
        if made is None:
            kinds = parameters(self.kb.predicates[atom.predicate])
            made = tuple(self._argument(term, kind.type) for term, kind in zip(atom.args, kinds, strict=False))
            self._patterns[id(atom)] = made
        return made

    def _argument(self, term: Term, kind: str) -> tuple[str | None, Constant | None]:
        if isinstance(term, Var):
            return (None if term.name == "_" else term.name), None
        return None, constant(self.kb, term, kind)

    def matches(self, atom: Atom, bindings: Bindings, name: str | None = None) -> list[tuple[dict[str, Constant], int]]:
        """The bindings under which an atom, or the same atom under another name, holds, each once, with their cases."""
        pattern = self.pattern(atom)
        known = [bindings.get(variable) if variable else fixed for variable, fixed in pattern]
        given = tuple(place for place, part in enumerate(known) if part is not None)
        found: dict[tuple[Constant, ...], tuple[dict[str, Constant], int]] = {}
        for row, cases in self.near(name or atom.predicate, given, tuple(known[place] for place in given)):
            if (bound := _bound(pattern, row, bindings)) is not None:
                key = tuple(bound.values())
                before = found.get(key)
                found[key] = (bound, cases if before is None else before[1] | cases)
        return list(found.values())

    def holding(self, atom: Atom, bindings: Bindings, name: str | None = None) -> int:
        """The cases in which an atom holds under some bindings."""
        return either(cases for _, cases in self.matches(atom, bindings, name))

    def nobody_named(self, atom: Atom, bindings: Bindings) -> int:
        """The cases in which an atom of an open relation is matched by its unnamed member at most."""
        if not is_open(self.kb.predicates[atom.predicate]):
            return 0
        return self.everywhere & ~self.holding(atom, bindings, names.given(atom.predicate))

    def near(self, predicate: str, given: tuple[int, ...], key: tuple[Constant | None, ...]) -> list[tuple[Row, int]]:
        """The rows that have these constants in these places."""
        index = self._indexes.get((predicate, given))
        if index is None:
            index = self._indexes[predicate, given] = {}
            for row, cases in self.table(predicate).items():
                index.setdefault(tuple([row[place] for place in given]), []).append((row, cases))
        return index.get(key, [])  # type: ignore[arg-type] # a key has no None


def alone(kb: KnowledgeBase, model: Model) -> Rows:
    """The rows of one case, as a chunk of its own."""
    return Rows(kb, {name: dict.fromkeys(rows, 1) for name, rows in model.items()}, 1)


def _bound(pattern: Pattern, row: Row, bindings: Bindings) -> dict[str, Constant] | None:
    """The bindings extended so that a pattern is a row, or None."""
    found = dict(bindings)
    for (variable, _), part in zip(pattern, row, strict=True):
        if variable is not None and found.setdefault(variable, part) != part:
            return None
    return found


def ground(pattern: Pattern, bindings: Bindings) -> tuple[Constant, ...]:
    """A pattern under bindings; what is open stays `_`."""
    return tuple(
        bindings.get(variable, "_") if variable is not None else "_" if fixed is None else fixed
        for variable, fixed in pattern
    )
