"""The type of every column, for dialects that want one: numbers or texts, found by propagation through the rules.

Places that must agree form one class: the columns and variables of a rule that meet, and the two sides of a comparison.
A class that holds numbers only is of numbers; every other one is of texts. Where both occur, numbers are written as
texts (`#5`, and a text that begins with `#` gets another one), so that a number still differs from every text.
Not here: how a type is written (`souffle`).
"""

from collections.abc import Iterator

from msgspec import Struct

from solver.datalog import Atom, Constant, Facts, Goal, Program, Rule, Term, Test, Variable
from solver.wellformed import IllFormed

Column = tuple[str, int]
Place = tuple[str, str | int, str | int]
NUMBERS, BOTH = frozenset({int}), frozenset({int, str})


class Typed(Struct, frozen=True):
    """The program and the facts with mixed columns written as texts; `numeric` and `mixed` hold columns."""

    program: Program
    facts: Facts
    numeric: frozenset[Column]
    mixed: frozenset[Column]


def settle(program: Program, facts: Facts) -> Typed:
    """Give every column one type.

    Raises:
        IllFormed: numbers and texts meet where they are compared by size.
    """
    classes = _Classes()
    for predicate, rows in sorted(facts.items()):
        for row in rows:
            for column, value in enumerate(row):
                classes.hold(("column", predicate, column), value)
    for number, rule in enumerate(program.rules):
        for place, term in _occurrences(number, rule):
            classes.meet(place, number, term)
    _refuse_mixed_sizes(program, classes)
    written = _program(program, classes), _facts(facts, classes)
    return Typed(*written, classes.columns(NUMBERS), classes.columns(BOTH))


class _Classes:
    """Places with the class they belong to, and the kinds of constant that each class holds."""

    def __init__(self) -> None:
        self._above: dict[Place, Place] = {}
        self._kinds: dict[Place, set[type]] = {}

    def hold(self, place: Place, value: Constant) -> None:
        self._kinds.setdefault(self._top(place), set()).add(type(value))

    def meet(self, place: Place, rule: int, term: Term) -> None:
        if isinstance(term, Variable):
            self._join(place, ("variable", rule, term.name))
        else:
            self.hold(place, term)

    def mixed(self, place: Place) -> bool:
        return self._kinds_of(place) == BOTH

    def columns(self, kinds: frozenset[type]) -> frozenset[Column]:
        """The columns whose class holds exactly `kinds`."""
        places = [place for place in self._above if place[0] == "column" and self._kinds_of(place) == kinds]
        return frozenset((str(predicate), int(column)) for _, predicate, column in places)

    def _kinds_of(self, place: Place) -> set[type]:
        return self._kinds.get(self._top(place), set())

    def _join(self, one: Place, other: Place) -> None:
        top, below = self._top(one), self._top(other)
        if top != below:
            self._above[below] = top
            self._kinds.setdefault(top, set()).update(self._kinds.pop(below, ()))

    def _top(self, place: Place) -> Place:
        above = self._above.setdefault(place, place)
        while above != place:
            self._above[place] = self._above[above]
            place, above = above, self._above[above]
        return place


def _occurrences(number: int, rule: Rule) -> Iterator[tuple[Place, Term]]:
    """Every term of a rule with the place it stands in; both sides of a test stand in one place."""
    for position, goal in enumerate((rule.head, *rule.body)):
        if isinstance(goal, Atom):
            yield from ((("column", goal.predicate, column), term) for column, term in enumerate(goal.args))
        else:
            yield from ((("test", number, position), term) for term in (goal.left, goal.right, *_offset(goal)))


def _offset(test: Test) -> tuple[int, ...]:
    return (test.offset,) if test.offset else ()


def _refuse_mixed_sizes(program: Program, classes: _Classes) -> None:
    for number, rule in enumerate(program.rules):
        for position, goal in enumerate((rule.head, *rule.body)):
            by_size = isinstance(goal, Test) and (goal.offset or goal.operator not in ("=", "!="))
            if by_size and classes.mixed(("test", number, position)):
                raise IllFormed(f"numbers and texts are compared by size in a rule for {rule.head.predicate}")


def _program(program: Program, classes: _Classes) -> Program:
    return Program(tuple(_rule(number, rule, classes) for number, rule in enumerate(program.rules)), program.inputs)


def _rule(number: int, rule: Rule, classes: _Classes) -> Rule:
    body = (_goal(goal, ("test", number, position), classes) for position, goal in enumerate(rule.body, 1))
    return Rule(_atom(rule.head, classes), tuple(body))


def _goal(goal: Goal, place: Place, classes: _Classes) -> Goal:
    if isinstance(goal, Atom):
        return _atom(goal, classes)
    left, right = (_written(term, place, classes) for term in (goal.left, goal.right))
    return Test(left, goal.operator, right, goal.offset)


def _atom(atom: Atom, classes: _Classes) -> Atom:
    places = ((("column", atom.predicate, column), term) for column, term in enumerate(atom.args))
    return Atom(atom.predicate, tuple(_written(term, place, classes) for place, term in places), atom.negated)


def _facts(facts: Facts, classes: _Classes) -> Facts:
    return {
        predicate: frozenset(
            tuple(_constant(value, ("column", predicate, column), classes) for column, value in enumerate(row))
            for row in rows
        )
        for predicate, rows in facts.items()
    }


def _written(term: Term, place: Place, classes: _Classes) -> Term:
    return term if isinstance(term, Variable) else _constant(term, place, classes)


def _constant(value: Constant, place: Place, classes: _Classes) -> Constant:
    if not classes.mixed(place):
        return value
    return f"#{value}" if isinstance(value, int) or value.startswith("#") else value
