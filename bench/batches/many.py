"""The exported program and facts for many cases at once: a case argument before the others.

Only predicates that hang on what a case states get one; tables of the policies stay as they are. So an engine reads the
program once and grounds many cases together. Not here: any dialect.
"""

from collections.abc import Iterator

from solver.datalog import Atom, Facts, Goal, Program, Row, Rule, Test, Variable

CASE = "case__number"
"""Holds the cases."""
NUMBER = Variable("Case__number")
Fact = tuple[str, Row]


def with_case(program: Program) -> Program:
    """The same program over many cases."""
    hanging = hanging_on_facts(program)
    rules = (_rule(rule, hanging) if rule.head.predicate in hanging else rule for rule in program.rules)
    inputs = ((name, arity + 1) for name, arity in program.inputs)
    return Program(tuple(rules), ((CASE, 1), *inputs))


def of_case(number: int, facts: Facts, known: frozenset[str]) -> Iterator[Fact]:
    """The facts of one case among these predicates, with its number."""
    yield CASE, (number,)
    yield from ((name, (number, *row)) for name, row in in_order(facts, known))


def in_order(facts: Facts, known: frozenset[str]) -> Iterator[Fact]:
    """The facts about these predicates, always in the same order."""
    for name in sorted(facts.keys() & known):
        yield from ((name, row) for row in sorted(facts[name], key=str))


def inputs(program: Program) -> frozenset[str]:
    """The predicates that only facts fill; there are facts about others, which the program does not read."""
    return frozenset(name for name, _ in program.inputs)


def hanging_on_facts(program: Program) -> frozenset[str]:
    """The predicates that facts fill, and all that are derived from them."""
    found = set(inputs(program))
    grown = True
    while grown:
        more = {rule.head.predicate for rule in program.rules if _mentions(rule, found)} - found
        found |= more
        grown = bool(more)
    return frozenset(found)


def _mentions(rule: Rule, names: set[str]) -> bool:
    return any(isinstance(goal, Atom) and goal.predicate in names for goal in rule.body)


def _rule(rule: Rule, hanging: frozenset[str]) -> Rule:
    body = tuple(_goal(goal, hanging) for goal in rule.body)
    bound = any(isinstance(goal, Atom) and not goal.negated and NUMBER in goal.args for goal in body)
    return Rule(_atom(rule.head), body if bound else (Atom(CASE, (NUMBER,)), *body))


def _goal(goal: Goal, hanging: frozenset[str]) -> Goal:
    return goal if isinstance(goal, Test) or goal.predicate not in hanging else _atom(goal)


def _atom(atom: Atom) -> Atom:
    return Atom(atom.predicate, (NUMBER, *atom.args), atom.negated)
