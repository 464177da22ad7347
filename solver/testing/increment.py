"""Running a program that differs in a few rules from one whose models are known: only what hangs on those rules is
asked again.

Not here: what the rules mean, or why they differ (`solver.testing.mutants`).
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from solver.datalog import Atom, Facts, Model, Program, Rule
from solver.engines.pydatalog import PyDatalog


class Increment:
    """The part of a program that a difference from a known one, or from the known facts, can alter."""

    def __init__(self, known: frozenset[Rule], program: Program, also: Iterable[str] = ()) -> None:
        """Prepare the part: `known` are the rules of the known program, `also` the inputs whose facts differ."""
        self.changed = frozenset({rule.head.predicate for rule in known ^ frozenset(program.rules)} | set(also))
        self.altered = _above(self.changed, program.rules)
        self.derived = frozenset(rule.head.predicate for rule in program.rules)
        self._program, self._first = program, _Part(program, self.changed)
        self._in_turn = not (self._first.reads & (self.altered - self.changed))

    @cached_property
    def _whole(self) -> "_Part":
        return _Part(self._program, self.altered)

    def solve(self, facts: Facts, known: Model) -> Model:
        """The model of the program, from the facts of a case and the model that the known program gives it. Where the
        changed rules yield what they yielded, nothing above them is asked.
        """
        if self._in_turn:
            found = self._first.solve(facts, known)
            if not self.alters(found, known):
                return found
        return self._whole.solve(facts, known)

    def alters(self, one: Model, other: Model) -> bool:
        """Whether two models of a case differ."""
        return any(one.get(name) != other.get(name) for name in self.altered)


class _Part:
    """The rules for some predicates of a program, on top of what is known of the others."""

    def __init__(self, program: Program, predicates: frozenset[str]) -> None:
        rules = tuple(rule for rule in program.rules if rule.head.predicate in predicates)
        inputs = _inputs(rules)
        order = tuple(kept for one in program.order if (kept := tuple(p for p in one if p in predicates)))
        self.reads, self._predicates = frozenset(inputs), predicates
        self._engine = PyDatalog(Program(rules, tuple(inputs.items()), order))

    def solve(self, facts: Facts, known: Model) -> Model:
        """The known model with the predicates of this part found anew."""
        kept = {name: rows for name, rows in known.items() if name not in self._predicates}
        read = {name: rows for name, rows in kept.items() if name in self.reads}
        given = {name: rows for name, rows in facts.items() if name in self._predicates}
        return {**kept, **given, **self._engine.solve({**read, **given})}


def _above(changed: frozenset[str], rules: tuple[Rule, ...]) -> frozenset[str]:
    """The predicates that hang on those that changed, and these themselves."""
    readers: defaultdict[str, set[str]] = defaultdict(set)
    for rule in rules:
        for goal in rule.body:
            if isinstance(goal, Atom):
                readers[goal.predicate].add(rule.head.predicate)
    found, waiting = set(changed), list(changed)
    while waiting:
        more = readers[waiting.pop()] - found
        found |= more
        waiting.extend(more)
    return frozenset(found)


def _inputs(rules: tuple[Rule, ...]) -> dict[str, int]:
    """The predicates that rules read and none of them defines, with their arities."""
    heads = {rule.head.predicate for rule in rules}
    goals = (goal for rule in rules for goal in rule.body if isinstance(goal, Atom))
    return {goal.predicate: len(goal.args) for goal in goals if goal.predicate not in heads}
