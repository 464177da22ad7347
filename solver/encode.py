"""Terms and comparisons of the clause language as terms and tests of plain Datalog.

A comparison becomes one test `left op right + offset` over whole numbers. Arithmetic in months or years runs over month
slots (`kb.values.month_slot`), which the fact `calendar__slot(Day, Slot)` supplies for each day that the case names.
"""

from collections.abc import Mapping

from kb.clauses import terms
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Arithmetic, Comparison, Day, Expression, Number, Symbol, Term, Text, Var
from kb.values import DAYS_IN_A_MONTH_SLOT, encode
from solver.datalog import Atom, Constant, Goal, Operator, Test, Variable
from solver.datalog import Term as Plain
from solver.names import CALENDAR

FLIPPED: Mapping[Operator, Operator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
OPPOSITE: Mapping[Operator, Operator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
MONTHS: Mapping[str, int] = {"month": 1, "months": 1, "year": 12, "years": 12}

Types = Mapping[str, str]


def constant(kb: KnowledgeBase, term: Term, type_name: str) -> Constant:
    """The constant that a ground term stands for as a value of the type."""
    match term:
        case Symbol(name=raw) | Text(value=raw) | Day(iso=raw):
            return encode(kb.types[type_name], raw)
        case Number(value=raw, unit=unit):
            return encode(kb.types[type_name], f"{raw} {unit}" if unit else raw)
        case Var():
            raise TypeError(f"{term.name} is a variable")


def term(kb: KnowledgeBase, argument: Term, type_name: str) -> Plain:
    """An argument as a plain term; each `_` becomes a variable of its own."""
    if isinstance(argument, Var):
        own = f"Any_{argument.span.line}_{argument.span.column}"
        return Variable(own if argument.name == "_" else argument.name)
    return constant(kb, argument, type_name)


def comparison(kb: KnowledgeBase, types: Types, test: Comparison) -> tuple[tuple[Goal, ...], Test]:
    """The test for a comparison, with the calendar atoms that it needs."""
    monthly = _monthly(types, test)
    first, second, offset = _line_up(kb, types, test, monthly=monthly)
    operator = test.operator
    if first is None:
        assert second is not None
        first, second, operator = second, None, FLIPPED[operator]
        offset = -offset if isinstance(offset, int) else offset
    slot = _slot if monthly else Variable
    calendar = tuple(_calendar(name) for name in (first, second) if name is not None and monthly)
    if second is None:
        return calendar, Test(slot(first), operator, offset)
    assert isinstance(offset, int)
    return calendar, Test(slot(first), operator, slot(second), offset)


def opposite(test: Test) -> Test:
    """The test that holds exactly where this one does not."""
    return Test(test.left, OPPOSITE[test.operator], test.right, test.offset)


def _line_up(
    kb: KnowledgeBase, types: Types, test: Comparison, *, monthly: bool
) -> tuple[str | None, str | None, Constant]:
    """`first - second op offset`: the variable that counts for the left, the one against it, and the rest."""
    signed = (*_signed(test.left, 1), *((-sign, t) for sign, t in _signed(test.right, 1)))
    plus = [t.name for sign, t in signed if isinstance(t, Var) and sign > 0]
    minus = [t.name for sign, t in signed if isinstance(t, Var) and sign < 0]
    kind = _type_of_constants(types, test)
    constants = [(sign, _amount(kb, t, kind, monthly=monthly)) for sign, t in signed if not isinstance(t, Var)]
    first, second = next(iter(plus), None), next(iter(minus), None)
    if len(constants) == 1 and isinstance(constants[0][1], str):
        return first, second, constants[0][1]
    return first, second, sum(-sign * int(amount) for sign, amount in constants)


def _signed(expression: Expression, sign: int) -> tuple[tuple[int, Term], ...]:
    if isinstance(expression, Arithmetic):
        own = sign if expression.operator == "+" else -sign
        return (*_signed(expression.left, sign), (own, expression.right))
    return ((sign, expression),)


def _monthly(types: Types, test: Comparison) -> bool:
    found = (*terms(test.left), *terms(test.right))
    dated = any(isinstance(t, Var) and types[t.name] == "date" for t in found)
    return dated and any(isinstance(t, Number) and t.unit in MONTHS for t in found)


def _type_of_constants(types: Types, test: Comparison) -> str:
    return next(types[t.name] for t in (*terms(test.left), *terms(test.right)) if isinstance(t, Var))


def _amount(kb: KnowledgeBase, value: Term, kind: str, *, monthly: bool) -> Constant:
    if monthly and isinstance(value, Number):
        return int(value.value) * MONTHS[value.unit or ""] * DAYS_IN_A_MONTH_SLOT
    if kind == "date" and isinstance(value, Number):
        return constant(kb, value, "duration")
    return constant(kb, value, kind)


def _slot(name: str) -> Variable:
    return Variable(name + "__slot")


def _calendar(name: str) -> Atom:
    return Atom(CALENDAR, (Variable(name), _slot(name)))
