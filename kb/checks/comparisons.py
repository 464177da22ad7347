"""Both sides of a comparison have one type (N203), and its constants are values of that type (N203, N204, N212).

A comparison is read as a sum: terms with a sign, the right side's turned round. At most one variable counts for the
left side and one against it, because that is what a rule of plain Datalog can test. Not here: whether the variables are
bound (`safety`), or whether the comparison can hold (`contradictions`).
"""

from collections.abc import Iterator, Mapping

from kb.checks.constants import mistakes
from kb.checks.view import Place, View
from kb.language.printer import print_premise
from kb.language.syntax import Arithmetic, Choice, Comparison, Entity, Expression, Measure, Number, Term, Var
from kb.problems import Problem
from kb.values import Calendar, Type

DURATION = "duration"
MONTHS = frozenset({"month", "months", "year", "years"})

Signed = tuple[tuple[int, Term], ...]


def check(view: View) -> Iterator[Problem]:
    """Look at every comparison whose variables have known types."""
    for place, clause in view.clauses:
        types: Mapping[str, str] | None = None
        for premise in clause.body:
            if isinstance(premise, Comparison):
                types = view.variable_types(clause) if types is None else types
                yield from _comparison(view, place, premise, types)


def signed(comparison: Comparison) -> Signed:
    """The terms of a comparison, each with 1 if it counts for the left side and -1 if it counts against it."""
    return (*_signed(comparison.left, 1), *_signed(comparison.right, -1))


def _signed(expression: Expression, sign: int) -> Signed:
    if isinstance(expression, Arithmetic):
        own = sign if expression.operator == "+" else -sign
        return (*_signed(expression.left, sign), (own, expression.right))
    return ((sign, expression),)


def _comparison(view: View, place: Place, premise: Comparison, types: Mapping[str, str]) -> Iterator[Problem]:
    variables = [(sign, term) for sign, term in signed(premise) if isinstance(term, Var)]
    if not variables or any(term.name not in types for _, term in variables):
        return
    kinds = tuple(dict.fromkeys(types[term.name] for _, term in variables))
    signs = [sign for sign, _ in variables]
    if len(kinds) > 1:
        message, hint = f"{' and '.join(kinds)} cannot be compared", "compare values of one type"
        yield _problem(place, premise, message, "two sides of one type", hint)
    elif max(signs.count(1), signs.count(-1)) > 1:
        message, hint = "variables cannot be added up", "move one of the variables to the other side, or out"
        yield _problem(place, premise, message, "at most one variable for each side", hint)
    else:
        yield from _of_one_type(view, place, premise, view.types[kinds[0]])


def _of_one_type(view: View, place: Place, premise: Comparison, kind: Type) -> Iterator[Problem]:
    if isinstance(kind, Calendar):
        yield from _dated(view, place, premise)
        return
    if not isinstance(kind, Measure) and _calculates(premise):
        message, hint = f"nobody can calculate with `{kind.name}`", "compare the variable with a value"
        yield _problem(place, premise, message, "`+` and `-` only between measures or dates", hint)
        return
    if isinstance(kind, Choice | Entity) and premise.operator not in ("=", "!="):
        hint = f"declare `{kind.name}` as a scale if its values have an order"
        yield _problem(place, premise, f"the values of `{kind.name}` have no order", "`=` or `!=`", hint)
    for _, term in signed(premise):
        if not isinstance(term, Var):
            yield from mistakes(view, place, term, kind)


def _calculates(premise: Comparison) -> bool:
    return isinstance(premise.left, Arithmetic) or isinstance(premise.right, Arithmetic)


def _dated(view: View, place: Place, premise: Comparison) -> Iterator[Problem]:
    """Two dates and the time between them."""
    dates = [sign for sign, term in signed(premise) if not isinstance(term, Number)]
    constants = [term for _, term in signed(premise) if not isinstance(term, Var)]
    if sorted(dates) != [-1, 1]:
        message, hint = "a date is compared with no other date", "write it as in `Service - Start >= 6 weeks`"
        yield _problem(place, premise, message, "two dates, with a duration between them if need be", hint)
    elif any(_counts_months(term) for term in constants):
        yield from (problem for term in constants for problem in _months(place, premise, term))
    else:
        yield from (problem for term in constants for problem in _days(view, place, term))


def _counts_months(term: Term) -> bool:
    return isinstance(term, Number) and term.unit in MONTHS


def _months(place: Place, premise: Comparison, term: Term) -> Iterator[Problem]:
    """Months have no fixed length, so nothing else can be added to them."""
    if not isinstance(term, Number) or term.unit not in MONTHS:
        message, hint = "months have no fixed number of days", "write all of it in months and years, or none of it"
        yield _problem(place, premise, message, "two variables, and nothing but months and years", hint)
    elif not term.value.lstrip("-").isdecimal():
        message, found = "months and years are counted whole", f"`{term.value} {term.unit}`"
        hint = "write a part of a year in months, a part of a month in days"
        yield place.problem("N204", message, term.span, found=found, expected="a whole number", hint=hint)


def _days(view: View, place: Place, term: Term) -> Iterator[Problem]:
    """A date, or a number of a duration."""
    kind = view.types.get(DURATION) if isinstance(term, Number) else Calendar()
    if kind is None:
        message, wanted = "nothing declares how time is counted", f"a measure named {DURATION}"
        hint = f"declare `measure {DURATION}: day = 1, week = 7`"
        yield place.problem("N212", message, term.span, found="no such measure", expected=wanted, hint=hint)
    else:
        yield from mistakes(view, place, term, kind)


def _problem(place: Place, premise: Comparison, message: str, expected: str, hint: str) -> Problem:
    shown = f"`{print_premise(premise)}`"
    return place.problem("N203", message, premise.span, found=shown, expected=expected, hint=hint)
