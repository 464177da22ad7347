"""What every reader of a Datalog program may rely on: one arity per predicate, and no variable read before it is bound.

Not here: stratification (`strata`), or checks on the clauses that people write (`kb`).
"""

from collections.abc import Iterable, Iterator, Mapping

from solver.datalog import Atom, Facts, Goal, Program, Rule, Term, Variable

TERMS = frozenset({Variable, str, int})


class IllFormed(ValueError):
    """A program or its facts break a rule that every engine and dialect relies on."""


def terms(goal: Goal) -> tuple[Term, ...]:
    """The terms of an atom or a test, left to right."""
    return goal.args if isinstance(goal, Atom) else (goal.left, goal.right)


def variables(goal: Goal) -> Iterator[str]:
    """The names of the variables of a goal, left to right, with repetitions."""
    return (term.name for term in terms(goal) if isinstance(term, Variable))


def arities(program: Program) -> dict[str, int]:
    """Every predicate of the program with its arity, inputs first, then in order of appearance.

    Raises:
        IllFormed: a predicate has two arities.
    """
    found = dict(program.inputs)
    for atom in _atoms(program):
        if found.setdefault(atom.predicate, len(atom.args)) != len(atom.args):
            raise IllFormed(f"{atom.predicate} has {found[atom.predicate]} and {len(atom.args)} arguments")
    return found


def rules_by_predicate(program: Program) -> dict[str, tuple[Rule, ...]]:
    """The rules for each derived predicate, in program order."""
    found: dict[str, list[Rule]] = {}
    for rule in program.rules:
        found.setdefault(rule.head.predicate, []).append(rule)
    return {predicate: tuple(rules) for predicate, rules in found.items()}


def check_rules(program: Program) -> None:
    """Refuse rules that cannot be read left to right.

    Raises:
        IllFormed: a head, test or negation uses a variable that no positive atom before it binds; a head is negated;
            or a constant is neither `str` nor `int`.
    """
    _check_terms((term for rule in program.rules for goal in (rule.head, *rule.body) for term in terms(goal)), "a rule")
    for rule in program.rules:
        unbound = next(_unbound(rule), None)
        if unbound is not None:
            raise IllFormed(f"unsafe variable {unbound} in a rule for {rule.head.predicate}")
        if rule.head.negated:
            raise IllFormed(f"negated head {rule.head.predicate}")


def check_facts(facts: Facts, arity: Mapping[str, int]) -> None:
    """Refuse rows that do not fit; a predicate that `arity` does not list may have rows of any one length.

    Raises:
        IllFormed: a row has the wrong length, or a constant is neither `str` nor `int` (a `bool` is not an `int` here).
    """
    for predicate, rows in facts.items():
        lengths = {len(row) for row in rows} | ({arity[predicate]} if predicate in arity else set())
        if len(lengths) > 1:
            raise IllFormed(f"{predicate} has rows of {sorted(lengths)} arguments")
        _check_terms((value for row in rows for value in row), f"a fact of {predicate}")


def _check_terms(found: Iterable[Term], where: str) -> None:
    odd = next((type(term) for term in found if type(term) not in TERMS), None)
    if odd is not None:
        raise IllFormed(f"{where} holds a {odd.__name__}")


def _atoms(program: Program) -> Iterator[Atom]:
    for rule in program.rules:
        yield rule.head
        yield from (goal for goal in rule.body if isinstance(goal, Atom))


def _unbound(rule: Rule) -> Iterator[str]:
    bound: set[str] = set()
    for goal in rule.body:
        if isinstance(goal, Atom) and not goal.negated:
            bound.update(variables(goal))
        else:
            yield from (name for name in variables(goal) if name not in bound)
    yield from (name for name in variables(rule.head) if name not in bound)
