"""The engine for one case and for queries: pyDatalog, and the only module that knows it.

pyDatalog answers rules, one at a time and in stratum order; the answers become facts for the rules above. Where
predicates read each other, new rows are followed up in rounds: left to itself, pyDatalog never comes back from three
predicates in a circle. So every question reads one rule and facts, and a negation looks at facts only.

What keeps it safe: predicates are numbered (no name can meet a builtin), literals and clauses are built as objects
(nothing is ever parsed), comparisons are our own primitive, and every engine has a database of its own, in place for
the length of one call, so that neither another engine nor a user's pyDatalog program is ever seen or touched.
Not here: whether a program is in order (`wellformed`, `strata`), or what a comparison means (`comparison`).
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from threading import Lock
from typing import Any, get_args

from msgspec import Struct
from pyDatalog import Logic, pyEngine

from solver.comparison import holds
from solver.datalog import Atom, Facts, Goal, Model, Operator, Program, Row, Rule, Term, Variable
from solver.strata import steps
from solver.wellformed import arities, check_facts, check_rules

NONE: frozenset[Row] = frozenset()


class _Question:
    """An open goal that answers one rule for `predicate`, worth asking only when each of `needs` has rows.

    `follows` names the predicate of which the rule reads new rows only. The clause is made when it is first asked for:
    most cases need few of the rules.
    """

    __slots__ = ("_goal", "_make", "follows", "needs", "predicate")

    def __init__(self, predicate: str, make: Callable[[], Any], needs: tuple[str, ...], follows: str) -> None:
        self.predicate, self.needs, self.follows = predicate, needs, follows
        self._make = make
        self._goal: Any = None

    def answers(self) -> frozenset[Row]:
        """What the rule yields from the facts as they stand."""
        if self._goal is None:
            self._goal = self._make()
        return frozenset(self._goal.ask())


class _Component(Struct, frozen=True):
    """The questions of predicates that read each other, and those that follow up new rows until there are none."""

    first: tuple[_Question, ...]
    again: tuple[_Question, ...]


class _Tables(Struct, frozen=True):
    """The pyDatalog predicates that hold facts: all rows of a predicate, and the new rows of a recursive one."""

    rows: dict[str, Any]
    news: dict[str, Any]


class PyDatalog:
    """The model of a program by pyDatalog. Rules are prepared once; cases may follow one another, in any threads."""

    def __init__(self, program: Program) -> None:
        """Prepare the rules.

        Raises:
            IllFormed: an unsafe rule, or a predicate with two arities.
            NotStratified: a cycle through a negation.
        """
        if not program.order:
            check_rules(program)
        self._arities = arities(program)
        self._turn = Lock()
        self._logic = object.__new__(Logic)
        with _in_place(self._logic):
            pyEngine.clear()
            # predicates live as long as the engine, and pyDatalog's weak references to them are slow to look up
            self._logic.Pred_registry = dict(self._logic.Pred_registry)
            rules = _Rules(self._arities)
            self._components = rules.components(program)
            self._tables = rules.tables
            self._given = _given(program)
            for predicate, rows in self._given.items():
                _assert(self._tables.rows.get(predicate), rows)
        self._last = _Case(self._tables, {})

    def solve(self, facts: Facts) -> Model:
        """See `Engine.solve`."""
        check_facts(facts, self._arities)
        added = {predicate: rows - self._given.get(predicate, NONE) for predicate, rows in facts.items()}
        model = dict(self._given)
        with self._turn, _in_place(self._logic):
            self._last.forget()
            self._last = _Case(self._tables, model)
            self._last.evaluate(added, self._components)
        return model


class _Case:
    """One evaluation: the model as far as it has come, and the facts asserted for it."""

    def __init__(self, tables: _Tables, model: dict[str, frozenset[Row]]) -> None:
        self._tables = tables
        self._model = model
        self._told: list[Any] = []

    def evaluate(self, facts: Facts, components: tuple[_Component, ...]) -> None:
        """Complete the model, lower components first."""
        for predicate, rows in facts.items():
            if rows:
                self._learn(predicate, rows)
        for component in components:
            grown = self._ask(component.first)
            while component.again and grown:
                grown = self._follow(component.again, grown)

    def forget(self) -> None:
        """Take the facts of the case out of the database. The next case does that: the last one need not."""
        _retract(self._told)
        self._told = []

    def _follow(self, questions: Iterable[_Question], grown: Model) -> Model:
        """Ask what follows from the rows that the last round brought."""
        news: list[Any] = []
        try:
            for predicate, rows in grown.items():
                news += _assert(self._tables.news.get(predicate), rows)
            return self._ask(each for each in questions if each.follows in grown)
        finally:
            _retract(news)

    def _ask(self, questions: Iterable[_Question]) -> Model:
        """Put the answers into the model; the rows that are new in it."""
        grown: dict[str, frozenset[Row]] = {}
        for each in questions:
            if all(need in self._model for need in each.needs):
                new = each.answers() - self._model.get(each.predicate, NONE)
                if new:
                    grown[each.predicate] = grown.get(each.predicate, NONE) | new
                    self._learn(each.predicate, new)
        return grown

    def _learn(self, predicate: str, rows: frozenset[Row]) -> None:
        self._model[predicate] = self._model.get(predicate, NONE) | rows
        self._told += _assert(self._tables.rows.get(predicate), rows)


class _Rules:
    """Rules as pyDatalog clauses, and the `tables` that they read.

    A rule never adds to a table: its head is a predicate of its own, which nothing but its question reads.
    """

    def __init__(self, arity: dict[str, int]) -> None:
        self.tables = _Tables({}, {})
        self._arities = arity
        self._counter = count(1)
        self._tests = {operator: _primitive(operator) for operator in get_args(Operator)}

    def components(self, program: Program) -> tuple[_Component, ...]:
        """The questions, in evaluation order; every table that they will read is there from the start."""
        for goal in (goal for rule in program.rules for goal in rule.body if isinstance(goal, Atom)):
            self._table(self.tables.rows, goal.predicate)
        return tuple(self._component(rules, loop) for rules, loop in steps(program))

    def _component(self, rules: list[Rule], loop: tuple[str, ...]) -> _Component:
        first = tuple(self._question(rule) for rule in rules)
        return _Component(first, tuple(each for rule in rules for each in self._follow_ups(rule, loop)))

    def _follow_ups(self, rule: Rule, loop: tuple[str, ...]) -> Iterator[_Question]:
        """A question for each atom of the loop, which reads the new rows of its predicate and is asked first."""
        for place, goal in enumerate(rule.body):
            if isinstance(goal, Atom) and goal.predicate in loop:
                self._table(self.tables.news, goal.predicate)
                others = (*rule.body[:place], *rule.body[place + 1 :])
                yield self._question(Rule(rule.head, (goal, *others)), goal.predicate)

    def _question(self, rule: Rule, follows: str = "") -> _Question:
        positive = (goal.predicate for goal in rule.body if isinstance(goal, Atom) and not goal.negated)
        make = partial(self._clause, rule, follows)
        return _Question(rule.head.predicate, make, tuple(dict.fromkeys(positive)), follows)

    def _clause(self, rule: Rule, follows: str) -> Any:
        """Assert the clause of a rule; the open goal that asks it. With `follows`, its first atom reads new rows."""
        head = pyEngine.Literal(f"rule {next(self._counter)}", _terms(rule.head.args))
        body = [self._goal(goal) for goal in rule.body]
        if follows:
            body[0] = pyEngine.Literal(self.tables.news[follows], body[0].terms)
        pyEngine.assert_(pyEngine.Clause(head, body))
        return _open(head.pred, len(rule.head.args))

    def _goal(self, goal: Goal) -> Any:
        if not isinstance(goal, Atom):
            return pyEngine.Literal(self._tests[goal.operator], _terms((goal.left, goal.right, goal.offset)))
        table = self._table(self.tables.rows, goal.predicate)
        return pyEngine.Literal(f"~{table.name}" if goal.negated else table, _terms(goal.args))

    def _table(self, tables: dict[str, Any], predicate: str) -> Any:
        if predicate not in tables:
            literal = _open(f"facts {next(self._counter)}", self._arities[predicate])
            tables[predicate] = pyEngine.insert(literal.pred)
        return tables[predicate]


def _given(program: Program) -> Model:
    """The rows of rules without a body: they hold in every case, so they are asserted once."""
    found: dict[str, frozenset[Row]] = {}
    for rule in program.rules:
        if not rule.body:
            row = tuple(term for term in rule.head.args if not isinstance(term, Variable))
            found[rule.head.predicate] = found.get(rule.head.predicate, NONE) | {row}
    return found


@contextmanager
def _in_place(logic: Any) -> Iterator[None]:
    """Make `logic` the database of this thread, and put back whatever pyDatalog kept for the thread before."""
    stores = [vars(store) for store in (Logic.tl, pyEngine.Fresh_var.tl)]
    before = [dict(store) for store in stores]
    Logic.tl.logic, pyEngine.Fresh_var.tl.counter = logic, 0
    try:
        yield
    finally:
        for store, old in zip(stores, before, strict=True):
            store.clear()
            store.update(old)


def _assert(table: Any, rows: Iterable[Row]) -> list[Any]:
    """Assert rows as facts; nothing when there is no table because no rule reads it."""
    facts = (pyEngine.Literal(table, [pyEngine.Const(value) for value in row]) for row in rows) if table else ()
    return [pyEngine.assert_(pyEngine.Clause(fact, [])) for fact in facts]


def _retract(facts: Iterable[Any]) -> None:
    for fact in facts:
        pyEngine.retract(fact)


def _open(predicate: Any, arity: int) -> Any:
    """A goal whose arguments are distinct variables, for a pyDatalog predicate or its name."""
    return pyEngine.Literal(predicate, [pyEngine.Var(f"A{place}") for place in range(arity)])


def _terms(terms: tuple[Term, ...]) -> list[Any]:
    return [pyEngine.Var(term.name) if isinstance(term, Variable) else pyEngine.Const(term) for term in terms]


def _primitive(operator: Operator) -> Any:
    """A comparison of the first argument with the sum of the two others, in the database in place."""

    def compare(literal: Any, subgoal: Any) -> None:
        left, right, offset = (term.id for term in literal.terms)
        if holds(left, operator, right, offset):
            subgoal.fact(True)

    literal = pyEngine.Literal(f"test {operator}", [pyEngine.Const(0)] * 3)
    literal.pred.prim = compare
    return pyEngine.insert(literal.pred)
