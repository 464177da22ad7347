"""Plain stratified Datalog: the small typed program that every engine and every dialect can run.

Constants are `str` or `int` and nothing else; a test compares two terms with a whole-number offset. Not here: what the
predicates mean (`compile`), or how they are evaluated (`engines`).
"""

from collections.abc import Mapping
from typing import Literal as OneOf

from msgspec import Struct

Constant = str | int
Row = tuple[Constant, ...]
Operator = OneOf["<", "<=", ">", ">=", "=", "!="]


class Variable(Struct, frozen=True, tag=True, array_like=True):
    """A variable of a rule, by name."""

    name: str


Term = Variable | str | int


class Atom(Struct, frozen=True, tag=True, array_like=True):
    """A predicate with its arguments; `negated` is negation as failure over a lower stratum."""

    predicate: str
    args: tuple[Term, ...]
    negated: bool = False


class Test(Struct, frozen=True, tag=True, array_like=True):
    """`left operator right + offset`; the offset is non-zero only between numbers."""

    left: Term
    operator: Operator
    right: Term
    offset: int = 0


Goal = Atom | Test


class Rule(Struct, frozen=True, array_like=True):
    """`head :- body.` Binding atoms come first, then tests, then negations: any engine can read left to right."""

    head: Atom
    body: tuple[Goal, ...]


class Program(Struct, frozen=True, array_like=True):
    """Rules in a fixed order, and the predicates (with arity) that only facts fill. Where its maker has checked the
    rules (`wellformed`) and found the order of evaluation (`strata.components`), that stands in `order`."""

    rules: tuple[Rule, ...]
    inputs: tuple[tuple[str, int], ...]
    order: tuple[tuple[str, ...], ...] = ()


Facts = Mapping[str, frozenset[Row]]
Model = Mapping[str, frozenset[Row]]
