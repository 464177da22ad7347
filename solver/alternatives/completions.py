"""Every completion and revision of a case at once: what the compiled program derives, and under which condition.

The program that decides a case is evaluated over conditional facts: a row comes with a decision diagram over the slots
of findings, which tells in which states of the slots it holds. A slot is met when a rule looks at it. So there is no
second semantics: what holds in one state of all slots is what an engine finds for the case in that state. What the
request states stays as it is, and members that nobody named are not made up. Not here: what is read off (`changes`).
"""

from collections.abc import Iterable, Iterator
from itertools import product

from msgspec import Struct

from kb.case import Case
from kb.knowledge import KnowledgeBase
from kb.values import is_unnamed, listed
from solver import names
from solver.alternatives.breakpoints import Breakpoints
from solver.alternatives.diagrams import ALWAYS, NEVER, Diagrams
from solver.comparison import holds
from solver.datalog import Atom, Constant, Facts, Goal, Program, Row, Rule, Term, Test, Variable
from solver.facts import facts
from solver.proof import Ground
from solver.strata import components, recursive
from solver.wellformed import rules_by_predicate

Bindings = dict[str, Constant]
Table = dict[Row, int]
Fact = tuple[str, Row]
SIDES = (names.supported, names.refuted, names.told, names.conflicting)
VERDICTS = ("verdict", "level_verdict")
"""What is evaluated at once; the rest when it is asked for."""
MOST_KEYS = 256
"""Slots met at once for an atom whose arguments are not all bound."""


class State(Struct, frozen=True):
    """What the record says of a slot: as in the case (`as_is`) or in the `other` one, that it is absent, or that it is
    there, with a value if the finding has one."""

    kind: str
    value: Constant | None = None


class Slot(Struct, frozen=True):
    """A slot of a finding and the states that it can be in; the first is that of the case. `stated` tells whether the
    case says anything about it."""

    atom: Ground
    states: tuple[State, ...]
    stated: bool


class Completions:
    """The conditional model of a case under a compiled program. Where another case is given, a slot is either as it is
    or as it is there, in the state `other`. Raises `TooLarge` when diagrams exceed their budget."""

    def __init__(
        self, kb: KnowledgeBase, program: Program, case: Case, diagrams: Diagrams, other: Case | None = None
    ) -> None:
        self.kb, self.case, self.diagrams = kb, case, diagrams
        self._findings = (*case.findings, *(other.findings if other else ()))
        self._other = None if other is None else facts(kb, other)
        self.slots: list[Slot] = []
        self.tables: dict[str, Table] = {}
        self._met: set[Ground] = set()
        self._scanned: set[str] = set()
        self._evaluated: set[str] = set()
        self._order, self._rules = program.order or components(program), rules_by_predicate(program)
        self._loops = recursive(program, self._order)
        findings = (name for name, declared in kb.predicates.items() if declared.kind == "finding")
        self._sides = {side(name): name for name in findings for side in SIDES}
        given = facts(kb, case)
        self.breakpoints = Breakpoints(kb, program, given)
        self._given = {name: rows for name, rows in given.items() if name in self._sides}
        self._state(given, program)
        self._facts = dict(self.tables)
        self._evaluate(*VERDICTS)

    def condition(self, predicate: str, row: Row) -> int:
        """The diagram of when a row of a predicate holds. Raises `TooLarge`."""
        return self.rows(predicate).get(row, NEVER)

    def rows(self, predicate: str) -> Table:
        """The rows that a predicate can have, each with the diagram of when. Raises `TooLarge`."""
        if predicate not in self._evaluated:
            self._evaluate(predicate)
        return self.tables.get(predicate, {})

    # Facts ------------------------------------------------------------------------------------------------------------

    def _state(self, given: Facts, program: Program) -> None:
        for name, rows in given.items():
            if name not in self._sides:
                self.tables[name] = dict.fromkeys(sorted(rows, key=str), ALWAYS)
        self.tables[names.CALENDAR] = dict.fromkeys(self.breakpoints.calendar(), ALWAYS)
        for name in (names.CALENDAR, "code_row") if self._other else ():
            self.tables.setdefault(name, {}).update(dict.fromkeys((self._other or {}).get(name, ()), ALWAYS))
        read = {goal.predicate for rule in program.rules for goal in rule.body if isinstance(goal, Atom)}
        for finding in self._findings:
            if any(side(finding.predicate) in read for side in SIDES):
                self._meet(finding.predicate, finding.key)

    def _meet(self, name: str, key: Row) -> None:
        """Make a slot known, with its rows in each of its states."""
        if (name, key) in self._met or any(map(is_unnamed, key)):
            return
        self._met.add((name, key))
        as_is = _said(self._given, name, key)
        other = [(state, rows) for state, rows in self._alternatives(name, key) if rows != as_is]
        self.slots.append(Slot((name, key), (State("as_is"), *(state for state, _ in other)), bool(as_is)))
        variable = self.diagrams.variable(1 + len(other))
        by_state = [as_is, *(rows for _, rows in other)]
        for side, row in dict.fromkeys(fact for rows in by_state for fact in sorted(rows, key=str)):
            holding = [place for place, rows in enumerate(by_state) if (side, row) in rows]
            self.tables.setdefault(side, {})[row] = self.diagrams.states(variable, holding)

    def _alternatives(self, name: str, key: Row) -> Iterator[tuple[State, frozenset[Fact]]]:
        """What the record could say of a slot, each with its facts."""
        if self._other is not None:
            yield State("other"), _said(self._other, name, key)
            return
        told = (names.told(name), key)
        yield State("absent"), frozenset((told, (names.refuted(name), key)))
        if self.kb.predicates[name].value is None:
            yield State("present"), frozenset((told, (names.supported(name), key)))
        for value in self.breakpoints.values(name):
            yield State("present", value), frozenset((told, (names.supported(name), (*key, value))))

    # Rules ------------------------------------------------------------------------------------------------------------

    def _evaluate(self, *predicates: str) -> None:
        """Evaluate predicates, with all that they rest on. Where a rule went over every slot of a finding before all of
        them were met, it is gone through again."""
        needed = self._evaluated | self._below(predicates)
        waiting = needed - self._evaluated
        while waiting:
            met = len(self.slots)
            self.tables.update({name: dict(self._facts.get(name, {})) for name in waiting & self._rules.keys()})
            for component in self._order:
                if component[0] in waiting:
                    self._apply_all(component)
            late = any(slot.atom[0] in self._scanned for slot in self.slots[met:])
            waiting = needed if late else set()
        self._evaluated = needed

    def _below(self, predicates: Iterable[str]) -> set[str]:
        """These predicates and those that they rest on."""
        waiting, found = list(predicates), set[str]()
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                bodies = (rule.body for rule in self._rules.get(name, ()))
                waiting.extend(goal.predicate for body in bodies for goal in body if isinstance(goal, Atom))
        return found

    def _apply_all(self, component: tuple[str, ...]) -> None:
        again = True
        while again:
            grown = [self._apply(rule) for name in component for rule in self._rules[name]]
            again = component[0] in self._loops and any(grown)

    def _apply(self, rule: Rule) -> bool:
        """Add what a rule yields; whether that was anything new."""
        table = self.tables.setdefault(rule.head.predicate, {})
        grown = False
        for bindings, condition in list(self._join(rule.body, {}, ALWAYS)):
            row = tuple(_ground(term, bindings) for term in rule.head.args)
            before = table.get(row, NEVER)
            table[row] = self.diagrams.either(before, condition)
            grown = grown or table[row] != before
        return grown

    def _join(self, body: tuple[Goal, ...], bindings: Bindings, condition: int) -> Iterator[tuple[Bindings, int]]:
        """The instances of a body with the conditions under which they hold."""
        if condition == NEVER:
            return
        if not body:
            yield bindings, condition
            return
        goal, rest = body[0], body[1:]
        if isinstance(goal, Test):
            if _passes(goal, bindings):
                yield from self._join(rest, bindings, condition)
        elif goal.negated:
            holding = NEVER
            for _, one in self._matching(goal, bindings):
                holding = self.diagrams.either(holding, one)
            yield from self._join(rest, bindings, self.diagrams.both(condition, self.diagrams.contrary(holding)))
        else:
            for found, one in self._matching(goal, bindings):
                yield from self._join(rest, {**bindings, **found}, self.diagrams.both(condition, one))

    def _matching(self, goal: Atom, bindings: Bindings) -> list[tuple[Bindings, int]]:
        """The rows that an atom can stand for, as bindings of its free variables."""
        if goal.predicate in self._sides:
            self._meet_all(goal, bindings)
        table = self.tables.get(goal.predicate, {})
        terms = [bindings.get(t.name, t) if isinstance(t, Variable) else t for t in goal.args]
        if not any(isinstance(term, Variable) for term in terms):
            row = tuple(term for term in terms if not isinstance(term, Variable))
            return [({}, table[row])] if row in table else []
        matched = ((_matched(terms, row), condition) for row, condition in table.items())
        return [(found, condition) for found, condition in matched if found is not None]

    def _meet_all(self, goal: Atom, bindings: Bindings) -> None:
        """Meet the slots that an atom looks at; a free argument stands for each member of its type, if it is a list."""
        name = self._sides[goal.predicate]
        keys = self.kb.predicates[name].keys
        ways = [self._members(t, p.type, bindings) for t, p in zip(goal.args, keys, strict=False)]
        found = list(product(*ways))
        if not all(ways) or len(found) > MOST_KEYS:
            self._scanned.add(name)
        else:
            for key in found:
                self._meet(name, key)

    def _members(self, term: Term, kind: str, bindings: Bindings) -> tuple[Constant, ...]:
        bound = bindings.get(term.name) if isinstance(term, Variable) else term
        if bound is not None:
            return (bound,)
        if kind == "line":
            return tuple(line.id for line in self.case.lines)
        return listed(self.kb.types[kind])


def _said(given: Facts, name: str, key: Row) -> frozenset[Fact]:
    """What facts say of a slot, on all its sides."""
    sides = [side(name) for side in SIDES]
    return frozenset((side, row) for side in sides for row in given.get(side, ()) if row[: len(key)] == key)


def _ground(term: Term, bindings: Bindings) -> Constant:
    return bindings[term.name] if isinstance(term, Variable) else term


def _passes(test: Test, bindings: Bindings) -> bool:
    return holds(_ground(test.left, bindings), test.operator, _ground(test.right, bindings), test.offset)


def _matched(terms: list[Term], row: Row) -> Bindings | None:
    """What the free variables are in a row, or None where the row does not fit."""
    found: Bindings = {}
    for term, constant in zip(terms, row, strict=True):
        if isinstance(term, Variable):
            if found.setdefault(term.name, constant) != constant:
                return None
        elif term != constant:
            return None
    return found
