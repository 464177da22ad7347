"""A rule as nested loops: Python source, made once, which joins the bit sets of its atoms.

    h(X, Y) :- a(X, Z), b(Z, Y), not c(Y).       becomes       for (X, Z), cases1 in a.get((), ()):
                                                                   for (Y,), some in b.get((Z,), ()):
                                                                       if cases2 := cases1 & some:
                                                                           if cases3 := cases2 & ~c.get((Y,), 0):
                                                                               found[(X, Y)] = ...

The atom with the most columns known comes next; a test or a negation as soon as its variables are; a column that
nothing else looks at is cut from the index. Not here: tables and indexes (`bitsets`).
"""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from msgspec import Struct

from solver.comparison import holds
from solver.datalog import Atom, Goal, Row, Rule, Term, Test, Variable
from solver.wellformed import variables

Table = dict[Row, int]
Index = dict[Row, list[tuple[Row, int]]]
Columns = tuple[int, ...]
STEP = "    "


class Lookup(Struct, frozen=True):
    """How an atom reads its predicate: by the columns that are `given`, for those that are `wanted`; with all columns
    given, in the table itself (`whole`)."""

    predicate: str
    given: Columns
    wanted: Columns
    whole: bool


class Loops(Struct, frozen=True):
    """The function of a rule, `run(found, everywhere, *tables)`, and what it reads, in the order of `tables`."""

    run: Callable[..., None]
    lookups: tuple[Lookup, ...]
    source: str


def loops(rule: Rule) -> Loops:
    """The function that adds to `found` the rows which a rule yields, with their cases."""
    writer = _Writer(rule)
    source = writer.source()
    return Loops(_function(source), tuple(writer.lookups), source)


@cache
def _function(source: str) -> Callable[..., None]:
    """The function of a text, which many rules share: it names no predicate."""
    space: dict[str, Any] = {"holds": holds}
    exec(compile(source, "<rule>", "exec"), space)  # noqa: S102 - our own text, see `_term`
    run: Callable[..., None] = space["run"]
    return run


class _Writer:
    """Writes one function, line by line, a level deeper for each goal."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.lookups: list[Lookup] = []
        self._lines: list[str] = []
        self._depth, self._cases = 1, "everywhere"
        self._names: dict[str, str] = {}
        self._waiting = list(rule.body)
        self._uses = Counter(name for goal in (rule.head, *rule.body) for name in variables(goal))

    def source(self) -> str:
        """The text of the function."""
        while self._waiting:
            self._write(self._next())
        head = self._row(self.rule.head.args)
        self._line(f"row = {head}")
        self._line(f"found[row] = found.get(row, 0) | {self._cases}")
        tables = "".join(f", table{number}" for number in range(len(self.lookups)))
        return "\n".join((f"def run(found, everywhere{tables}):", *self._lines, ""))

    def _next(self) -> Goal:
        """A goal that only cuts down what is there, else the atom with the most columns known."""
        known = self._names.keys()
        ready = (goal for goal in self._waiting if not _binds(goal) and known >= set(variables(goal)))
        binding = (goal for goal in self._waiting if isinstance(goal, Atom) and not goal.negated)
        chosen = next(ready, None) or max(binding, key=self._known)
        self._waiting.remove(chosen)
        return chosen

    def _known(self, atom: Atom) -> tuple[bool, int]:
        known = sum(self._is_known(term) for term in atom.args)
        return known == len(atom.args), known

    def _is_known(self, term: Term) -> bool:
        return not isinstance(term, Variable) or term.name in self._names

    def _write(self, goal: Goal) -> None:
        if isinstance(goal, Test):
            self._line(f"if {_test(goal, self._term(goal.left), self._term(goal.right))}:")
            self._depth += 1
        elif goal.negated:
            self._keep(f"{self._cases} & ~{self._found(goal)}")
        elif all(map(self._is_known, goal.args)):
            found = self._found(goal)
            self._keep(found if self._cases == "everywhere" else f"{self._cases} & {found}")
        else:
            self._loop(goal)

    def _found(self, atom: Atom) -> str:
        """The cases of a row that is known."""
        every = tuple(range(len(atom.args)))
        return f"{self._table(Lookup(atom.predicate, every, (), whole=True))}.get({self._row(atom.args)}, 0)"

    def _loop(self, atom: Atom) -> None:
        open_ones = [place for place, term in enumerate(atom.args) if not self._is_known(term)]
        given = tuple(place for place in range(len(atom.args)) if place not in open_ones)
        wanted = tuple(place for place in open_ones if self._is_used(atom.args[place]))
        table = self._table(Lookup(atom.predicate, given, wanted, whole=False))
        key = self._row(tuple(atom.args[place] for place in given))
        same = list(self._bind(tuple(atom.args[place] for place in wanted)))
        row = "".join(f"{name}, " for name, _ in same)
        first = self._cases == "everywhere"
        held = self._fresh() if first else "some"
        before, self._cases = self._cases, held if first else self._cases
        self._line(f"for ({row}), {held} in {table}.get({key}, ()):")
        self._depth += 1
        if not first:
            self._keep(f"{before} & some")
        for name, other in same:
            if other is not None:
                self._line(f"if {name} == {other}:")
                self._depth += 1

    def _bind(self, terms: tuple[Term, ...]) -> Iterator[tuple[str, str | None]]:
        """A name for each column; where its variable stands there again, with the name that it must equal."""
        for term in terms:
            assert isinstance(term, Variable)
            name = f"v{len(self._names)}"
            if term.name in self._names:
                yield f"again{name}", self._names[term.name]
            else:
                self._names[term.name] = name
                yield name, None

    def _is_used(self, term: Term) -> bool:
        return not isinstance(term, Variable) or self._uses[term.name] > 1

    def _keep(self, cases: str) -> None:
        """Go on with these cases, if there are any."""
        name = self._fresh()
        self._line(f"if {name} := {cases}:")
        self._cases = name
        self._depth += 1

    def _fresh(self) -> str:
        return f"cases{self._depth}"

    def _table(self, lookup: Lookup) -> str:
        if lookup not in self.lookups:
            self.lookups.append(lookup)
        return f"table{self.lookups.index(lookup)}"

    def _row(self, terms: tuple[Term, ...]) -> str:
        return "(" + "".join(f"{self._term(term)}, " for term in terms) + ")"

    def _term(self, term: Term) -> str:
        """A name that we made, or a constant as Python writes it: no text of a policy is ever read as code."""
        return self._names[term.name] if isinstance(term, Variable) else repr(term)

    def _line(self, text: str) -> None:
        self._lines.append(STEP * self._depth + text)


def _binds(goal: Goal) -> bool:
    return isinstance(goal, Atom) and not goal.negated


def _test(test: Test, left: str, right: str) -> str:
    """Whether a test holds; two terms are equal or not whatever their order."""
    if test.operator in ("=", "!=") and not test.offset:
        return f"{left} {'==' if test.operator == '=' else '!='} {right}"
    return f"holds({left}, {test.operator!r}, {right}, {test.offset})"
