"""The values of a finding that can make a difference: one for each way in which the program can tell values apart.

For a scale or a choice these are all its members. For a number or a day they are the values at which some comparison of
the program turns, and their neighbours. Not here: which values a change set allows (`changes`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from kb.knowledge import KnowledgeBase
from kb.language.syntax import Choice, Measure, Scale
from kb.values import DAYS_IN_A_MONTH_SLOT, MOST_STEPS, Calendar, is_unnamed, listed, month_slot
from solver import names
from solver.datalog import Atom, Constant, Facts, Program, Rule, Term, Test, Variable

Column = tuple[str, int]
Flows = Mapping[Column, set[str]]
Sources = Mapping[str, set[str]]
LIKELY = range(date(1900, 1, 1).toordinal(), date(2200, 1, 1).toordinal())
"""The days that are proposed; a comparison with a number that is no day gives others."""
SLOT = "__slot"
"""What the name of a variable ends in that stands for the month slot of a day (`solver.encode`)."""


class Breakpoints:
    """The values that matter, for the findings of a knowledge base under a program and the facts of a case. `rivals`
    are the findings with whose values those of a finding are compared."""

    def __init__(self, kb: KnowledgeBase, program: Program, given: Facts) -> None:
        self.kb, self._program = kb, program
        self._days = frozenset(row[0] for row in given.get(names.CALENDAR, ()) if isinstance(row[0], int))
        self._flows = self._followed()
        self._turns: dict[str, set[int]] = defaultdict(set)
        self.rivals: dict[str, set[str]] = defaultdict(set)
        self._find_turns(given)

    def values(self, finding: str) -> tuple[Constant, ...]:
        """The values of a finding that matter, in order; none for a finding without a value."""
        declared = self.kb.predicates[finding].value
        if declared is None:
            return ()
        match self.kb.types[declared.type]:
            case Scale() | Choice() as kind:
                return listed(kind)
            case Measure() as measure:
                low, high = _bounds(measure)
                return tuple(sorted({min(max(value, low), high) for value in _near(self._turns[finding]) or {low}}))
            case Calendar():
                near = {day for day in _near(self._turns[finding]) if day in LIKELY}
                return tuple(sorted(near or {max(self._days, default=LIKELY.start)}))
            case _:
                return ()

    def calendar(self) -> Iterator[tuple[int, int]]:
        """The rows of the calendar for every day that is stated or that matters."""
        dated = [name for name, found in self.kb.predicates.items() if found.value and found.value.type == "date"]
        days = {day for name in dated for day in self.values(name) if isinstance(day, int)}
        return ((day, month_slot(day)) for day in sorted(days | self._days))

    def _followed(self) -> dict[Column, set[str]]:
        """The columns of predicates into which the value of a finding can come."""
        flows: defaultdict[Column, set[str]] = defaultdict(set)
        for name, declared in self.kb.predicates.items():
            if declared.kind == "finding" and declared.value is not None:
                flows[names.supported(name), len(declared.keys)].add(name)
        grown = True
        while grown:
            grown = any([self._follow(rule, flows) for rule in self._program.rules])  # noqa: C419 - each rule is followed
        return flows

    def _follow(self, rule: Rule, flows: dict[Column, set[str]]) -> bool:
        sources = _sources(rule, flows)
        before = sum(map(len, flows.values()))
        for place, term in enumerate(rule.head.args):
            if isinstance(term, Variable) and sources.get(term.name):
                flows[rule.head.predicate, place] |= sources[term.name]
        return sum(map(len, flows.values())) > before

    def _find_turns(self, given: Facts) -> None:
        """Find the numbers at which the program treats the values of a finding otherwise. Where two findings are
        compared with each other, one turns where the other does, so everything is gone through twice."""
        rows = (*(row for found in given.values() for row in found), *_listed(self._program))
        listed, rivals = frozenset(_numbers(rows)), self._stated(given)
        for _ in range(2):
            for rule in self._program.rules:
                for finding, number in (*_joined(rule, self._flows, listed), *self._compared(rule, listed, rivals)):
                    self._turns[finding].add(number)
            rivals = {finding: known.union(_numbers([self.values(finding)])) for finding, known in rivals.items()}

    def _stated(self, given: Facts) -> dict[str, frozenset[int]]:
        """The numbers that the case states for each finding."""
        sides = {name: names.supported(name) for name, found in self.kb.predicates.items() if found.kind == "finding"}
        return {name: frozenset(_numbers(row[-1:] for row in given.get(side, ()))) for name, side in sides.items()}

    def _compared(
        self, rule: Rule, listed: frozenset[int], rivals: Mapping[str, frozenset[int]]
    ) -> Iterator[tuple[str, int]]:
        """The findings whose values a rule compares, each with the numbers at which a test turns."""
        sources = _sources(rule, self._flows)
        for test in (goal for goal in rule.body if isinstance(goal, Test)):
            for term, other, offset in ((test.left, test.right, test.offset), (test.right, test.left, -test.offset)):
                against = sources.get(_valued(other), set())
                known = frozenset[int]().union(*(rivals[one] for one in against)) if against else listed
                for finding in sources.get(_valued(term), ()):
                    self.rivals[finding] |= against
                    yield from ((finding, number) for number in self._reached(term, other, offset, known))

    def _reached(self, term: Term, other: Term, offset: int, known: frozenset[int]) -> Iterable[int]:
        if isinstance(term, Variable) and term.name.endswith(SLOT):
            days = (day for day in known if day in LIKELY)
            slots = map(month_slot, days) if isinstance(other, Variable) else [other]
            return [_day(slot + offset) for slot in slots if isinstance(slot, int)]
        if isinstance(other, Variable):
            return [number + offset for number in known]
        return [other + offset] if isinstance(other, int) else []


def _sources(rule: Rule, flows: Flows) -> Sources:
    """The findings whose values each variable of a rule can stand for."""
    found: dict[str, set[str]] = defaultdict(set)
    for goal in rule.body:
        if isinstance(goal, Atom) and not goal.negated:
            for place, term in enumerate(goal.args):
                if isinstance(term, Variable):
                    found[term.name] |= flows.get((goal.predicate, place), set())
    return found


def _joined(rule: Rule, flows: Flows, listed: frozenset[int]) -> Iterator[tuple[str, int]]:
    """The findings whose values a rule looks up in a table or writes out, each with the numbers that it may find."""
    sources = _sources(rule, flows)
    for goal in (goal for goal in rule.body if isinstance(goal, Atom) and goal.predicate != names.CALENDAR):
        for place, term in enumerate(goal.args):
            here = flows.get((goal.predicate, place), ())
            if isinstance(term, int):
                yield from ((finding, term) for finding in here)
            elif isinstance(term, Variable) and not here:
                yield from ((finding, number) for finding in sources.get(term.name, ()) for number in listed)


def _listed(program: Program) -> Iterator[tuple[Term, ...]]:
    """The facts that the documents themselves state."""
    return (rule.head.args for rule in program.rules if not rule.body)


def _numbers(rows: Iterable[Iterable[object]]) -> Iterator[int]:
    return (one for row in rows for one in row if isinstance(one, int) and not is_unnamed(one))


def _near(numbers: Iterable[int]) -> set[int]:
    return {number + step for number in numbers for step in (-1, 0, 1)}


def _valued(term: Term) -> str:
    """The name of the variable for a value, also where this one stands for its month slot; no name for a constant."""
    return term.name.removesuffix(SLOT) if isinstance(term, Variable) else ""


def _day(slot: int) -> int:
    """The day of a month slot; where the month is too short for it, its last."""
    months, day = divmod(slot, DAYS_IN_A_MONTH_SLOT)
    year, month = divmod(months, 12)
    for last in range(day + 1, 0, -1):
        try:
            return date(min(max(year, 1), 9999), month + 1, last).toordinal()
        except ValueError:
            continue
    raise AssertionError(slot)


def _bounds(measure: Measure) -> tuple[int, int]:
    if measure.low is None or measure.high is None:
        return 0, MOST_STEPS
    return measure.low * measure.units[0].steps, measure.high * measure.units[0].steps
