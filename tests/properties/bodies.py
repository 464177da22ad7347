"""The bodies of clauses taken apart for `evaluator`: their terms, their variables, sums over two sides."""

import operator
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from kb.case import Constant
from kb.language.syntax import (
    Arithmetic,
    Atom,
    Comparison,
    Count,
    Every,
    Expression,
    Literal,
    Number,
    Premise,
    Term,
    Var,
)

T = TypeVar("T")
Bindings = Mapping[str, Constant]
OPERATORS: Mapping[str, Any] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
MONTHS = {"month": 1, "months": 1, "year": 12, "years": 12}


def by_month(signed: list[tuple[int, Term]], bindings: Bindings) -> tuple[tuple[int, int], tuple[int, int]]:
    """The date that counts for the left side, and the other one moved by whole months with its day kept."""
    months = sum(-sign * int(t.value) * MONTHS[t.unit or ""] for sign, t in signed if isinstance(t, Number))
    days = {sign: date.fromordinal(int(bindings[t.name])) for sign, t in signed if isinstance(t, Var)}
    left, right = days[1], days[-1]
    return (left.year * 12 + left.month, left.day), (right.year * 12 + right.month + months, right.day)


def signed(expression: Expression, sign: int) -> list[tuple[int, Term]]:
    if isinstance(expression, Arithmetic):
        return [*signed(expression.left, sign), (sign if expression.operator == "+" else -sign, expression.right)]
    return [(sign, expression)]


def variables(premise: Premise) -> list[str]:
    if isinstance(premise, Comparison):
        return names(tuple(t for side in (premise.left, premise.right) for _, t in signed(side, 1)))
    return names(tuple(t for atom in atoms(premise) for t in atom.args))


def atoms(premise: Premise) -> list[Atom]:
    match premise:
        case Literal():
            return [premise.atom]
        case Every() | Count():
            claims = (premise.claim,) if isinstance(premise, Every) else premise.claims
            return [*([] if premise.domain is None else [premise.domain]), *(claim.atom for claim in claims)]
        case _:
            return []


def grouped(premises: tuple[Premise, ...], values: Mapping[str, Literal]) -> tuple[tuple[Premise, ...], ...]:
    """The premises in groups connected by the values that they look at."""
    groups: list[list[Premise]] = []
    for premise in premises:
        looked_at = values.keys() & set(variables(premise))
        joined = [group for group in groups if any(looked_at & set(variables(other)) for other in group)]
        groups = [group for group in groups if group not in joined]
        groups.append([*(other for group in joined for other in group), premise])
    return tuple(tuple(group) for group in groups)


def names(terms: tuple[Term, ...]) -> list[str]:
    return once(term.name for term in terms if isinstance(term, Var) and term.name != "_")


def once(found: Iterable[T]) -> list[T]:
    """Without repetitions; not by hash, as ways are dictionaries."""
    kept: list[T] = []
    for one in found:
        if one not in kept:
            kept.append(one)
    return kept
