"""Whether a comparison holds, in whole steps; days that lie months apart are compared by month and day."""

import operator as python
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from kb.case import Constant
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Arithmetic, Comparator, Comparison, Expression, Number, Term, Var
from kb.values import is_unnamed
from solver.checking.terms import Bindings, constant

Compare = Callable[[Any, Any], bool]
Summands = tuple[tuple[int, Term], ...]
OPERATORS: Mapping[Comparator, Compare] = MappingProxyType(
    {"<": python.lt, "<=": python.le, ">": python.gt, ">=": python.ge, "=": python.eq, "!=": python.ne}
)
MONTHS: Mapping[str | None, int] = MappingProxyType({"month": 1, "months": 1, "year": 12, "years": 12})


def compared(test: Comparison) -> tuple[str, ...]:
    """The variables of a comparison."""
    return tuple(dict.fromkeys(term.name for _, term in _summands(test) if isinstance(term, Var)))


def holds(kb: KnowledgeBase, types: Mapping[str, str], test: Comparison, bindings: Bindings) -> bool:
    """Whether a comparison holds under bindings that cover its variables."""
    summands, compare = _summands(test), OPERATORS[test.operator]
    kind = next(types[term.name] for _, term in summands if isinstance(term, Var))
    if kind == "date" and any(isinstance(term, Number) and term.unit in MONTHS for _, term in summands):
        return _by_month(summands, compare, bindings)
    amounts = [(sign, _amount(kb, kind, term, bindings)) for sign, term in summands]
    if any(isinstance(amount, str) for _, amount in amounts):
        (_, left), (_, right) = amounts
        return compare(left, right)
    return compare(sum(sign * int(amount) for sign, amount in amounts), 0)


def _summands(test: Comparison) -> Summands:
    """Both sides as one sum against nothing."""
    return (*_signed(test.left, 1), *((-sign, term) for sign, term in _signed(test.right, 1)))


def _signed(expression: Expression, sign: int) -> Summands:
    if not isinstance(expression, Arithmetic):
        return ((sign, expression),)
    own = sign if expression.operator == "+" else -sign
    return (*_signed(expression.left, sign), (own, expression.right))


def _amount(kb: KnowledgeBase, kind: str, term: Term, bindings: Bindings) -> Constant:
    if isinstance(term, Var):
        return bindings[term.name]
    return constant(kb, term, "duration" if kind == "date" and isinstance(term, Number) else kind)


def _by_month(summands: Summands, compare: Compare, bindings: Bindings) -> bool:
    """One day against another moved by months, its day of the month kept; never for a day that nobody named."""
    days = {sign: bindings[term.name] for sign, term in summands if isinstance(term, Var)}
    if any(map(is_unnamed, days.values())):
        return False
    months = sum(-sign * int(t.value) * MONTHS[t.unit] for sign, t in summands if isinstance(t, Number))
    left, right = (date.fromordinal(int(days[sign])) for sign in (1, -1))
    return compare((left.year * 12 + left.month, left.day), (right.year * 12 + right.month + months, right.day))
