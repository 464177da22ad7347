"""What the dialects share: the order of a program's text, legal names, and the shape of facts and rules.

The text depends on nothing but the program, the facts and the outputs. Not here: anything only one dialect has.
"""

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping

from msgspec import Struct

from solver.datalog import Constant, Facts, Goal, Program, Row, Rule, Term, Test, Variable
from solver.wellformed import IllFormed, arities, check_facts, check_rules, rules_by_predicate, variables

LEGAL_PREDICATE = re.compile(r"[a-z][A-Za-z0-9_]*", re.ASCII)
LEGAL_VARIABLE = re.compile(r"[A-Z][A-Za-z0-9_]*", re.ASCII)
LEAST, MOST = -(2**31), 2**31 - 1


class Style(Struct, frozen=True):
    """How a dialect writes the parts of a rule. `test` gets the test and its two terms, written."""

    comment: str
    negation: str
    nullary: str
    constant: Callable[[Constant], str]
    test: Callable[[Test, str, str], str]
    reserved: Container[str]


class Layout(Struct, frozen=True):
    """A checked program with facts; `names` says how each predicate is written, in the order of the text."""

    style: Style
    rules: Mapping[str, tuple[Rule, ...]]
    facts: Facts
    arity: Mapping[str, int]
    names: Mapping[str, str]

    def groups(self) -> tuple[str, ...]:
        """One block of lines for each predicate that has facts or rules: a comment, its facts sorted, its rules."""
        written = (name for name in self.names if self.has_text(name))
        return tuple("\n".join((self._title(name), *self._statements(name))) for name in written)

    def has_text(self, predicate: str) -> bool:
        """Whether there is a fact or a rule for `predicate`."""
        return predicate in self.rules or bool(self.facts.get(predicate))

    def atom(self, predicate: str, args: Iterable[str]) -> str:
        """An atom from written arguments."""
        listed = ", ".join(args)
        return self.names[predicate] + (f"({listed})" if listed else self.style.nullary)

    def indicator(self, predicate: str) -> str:
        """The predicate as it is written, with its arity: `reach/2`."""
        return f"{self.names[predicate]}/{self.arity[predicate]}"

    def _title(self, predicate: str) -> str:
        renamed = "" if predicate == self.names[predicate] else f", here {self.names[predicate]}"
        return f"{self.style.comment} {predicate}/{self.arity[predicate]}{renamed}"

    def _statements(self, predicate: str) -> list[str]:
        rows = sorted(self.facts.get(predicate, ()), key=_in_order)
        written = (self.atom(predicate, map(self.style.constant, row)) for row in rows)
        return [*(f"{fact}." for fact in written), *map(self._rule, self.rules.get(predicate, ()))]

    def _rule(self, rule: Rule) -> str:
        names = _variables(rule)
        body = ", ".join(self._goal(goal, names) for goal in rule.body)
        return self._goal(rule.head, names) + (f" :- {body}." if body else ".")

    def _goal(self, goal: Goal, names: Mapping[str, str]) -> str:
        if isinstance(goal, Test):
            return self.style.test(goal, self._term(goal.left, names), self._term(goal.right, names))
        atom = self.atom(goal.predicate, (self._term(term, names) for term in goal.args))
        return f"{self.style.negation}{atom}" if goal.negated else atom

    def _term(self, term: Term, names: Mapping[str, str]) -> str:
        return names[term.name] if isinstance(term, Variable) else self.style.constant(term)


def lay_out(style: Style, program: Program, facts: Facts | None, outputs: tuple[str, ...]) -> Layout:
    """Check the parts and choose the names.

    Raises:
        IllFormed: an unsafe rule, arities that differ, an output that is no predicate, or a name that is no identifier.
    """
    check_rules(program)
    arity = arities(program)
    rows = facts or {}
    check_facts(rows, arity)
    arity |= {name: len(next(iter(rows[name]))) for name in sorted(rows) if rows[name] and name not in arity}
    bad = [name for name in (*arity, *outputs) if name not in arity or not LEGAL_PREDICATE.fullmatch(name)]
    if bad:
        raise IllFormed(f"not a predicate, or not a name that can be written: {', '.join(bad)}")
    return Layout(style, rules_by_predicate(program), rows, arity, _names(tuple(arity), style.reserved))


def compared(test: Test, left: str, right: str) -> str:
    """The test as most dialects write it: `left < right + 3`."""
    return f"{left} {test.operator} {right}{shifted(test.offset)}"


def shifted(offset: int) -> str:
    """An offset as the end of a sum: ` + 3`, ` - 3` or nothing."""
    return f" {'+' if offset > 0 else '-'} {in_range(abs(offset))}" if offset else ""


def in_range(number: int) -> str:
    """A number that fits 32 bits with its sign, which is what the dialects agree on.

    Raises:
        IllFormed: it does not fit.
    """
    if LEAST <= number <= MOST:
        return str(number)
    raise IllFormed(f"{number} does not fit 32 bits")


def quoted(text: str, escapes: Mapping[int, str]) -> str:
    """A text in double quotes.

    Raises:
        IllFormed: it holds the character NUL, which no dialect can write.
    """
    if "\0" in text:
        raise IllFormed("a text with the character NUL cannot be written")
    return f'"{text.translate(escapes)}"'


def _in_order(row: Row) -> tuple[tuple[bool, Constant], ...]:
    return tuple((isinstance(value, str), value) for value in row)


def _names(predicates: tuple[str, ...], reserved: Container[str]) -> dict[str, str]:
    """Each predicate under its own name, with `_` after it as often as it takes to be free."""
    names = {name: name for name in predicates}
    for name in predicates:
        while names[name] in reserved or (names[name] != name and names[name] in names):
            names[name] += "_"
    return names


def _variables(rule: Rule) -> dict[str, str]:
    """Each variable under its own name if that is legal, otherwise `V1`, `V2`...; `_` for one that stands alone."""
    counts = Counter(name for goal in (rule.head, *rule.body) for name in variables(goal))
    free = (name for name in (f"V{number}" for number in range(1, 2 * len(counts) + 1)) if name not in counts)
    legal = {name: name if LEGAL_VARIABLE.fullmatch(name) else next(free) for name in counts}
    return {name: "_" if counts[name] == 1 else legal[name] for name in counts}
