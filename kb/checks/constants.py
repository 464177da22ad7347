"""Whether a written constant is a value of a type: the right form (N203), a known unit (N212), within bounds (N204).

Symbols stand for the values of scales and choices and for policies, quoted texts for all other entities.
"""

from collections.abc import Iterator

from kb.checks.view import Place, View
from kb.language.printer import print_term
from kb.language.syntax import Choice, Day, Measure, Number, Scale, Symbol, Term, Text
from kb.problems import Problem, did_you_mean
from kb.values import BadValue, Calendar, Constant, Type, encode, expected

POLICY = "policy"
"""The entity whose members are the policies themselves."""


def encoded(view: View, term: Term, kind: Type) -> Constant | None:
    """The constant that the term stands for, or None if it is no value of the type."""
    if not isinstance(term, _form(kind)) or not _is_policy(view, term, kind):
        return None
    try:
        return encode(kind, raw(term))
    except BadValue:
        return None


def mistakes(view: View, place: Place, term: Term, kind: Type) -> Iterator[Problem]:
    """What is wrong with a constant in a place of the type: one problem or none."""
    if encoded(view, term, kind) is not None:
        return
    if not isinstance(term, _form(kind)):
        yield _refused(view, place, term, kind, "N203")
    elif isinstance(term, Number) and isinstance(kind, Measure) and not _has_unit(kind, term.unit):
        yield _unit(view, place, term, kind)
    else:
        yield _refused(view, place, term, kind, "N204")


def raw(term: Term) -> str:
    """A constant as `kb.values.encode` reads it."""
    match term:
        case Number(value=value, unit=unit):
            return f"{value} {unit}" if unit else value
        case Text(value=value):
            return value
        case Day(iso=iso):
            return iso
        case _:
            return term.name


def _form(kind: Type) -> type[Term]:
    """How a value of the type is written."""
    match kind:
        case Scale() | Choice():
            return Symbol
        case Measure():
            return Number
        case Calendar():
            return Day
        case _:
            return Symbol if kind.name == POLICY else Text


def _is_policy(view: View, term: Term, kind: Type) -> bool:
    return kind.name != POLICY or raw(term) in view.policies


def _members(view: View, kind: Type) -> tuple[str, ...]:
    if isinstance(kind, Scale | Choice):
        return tuple(member.name for member in kind.members)
    return view.policies if kind.name == POLICY else ()


def _refused(view: View, place: Place, term: Term, kind: Type, code: str) -> Problem:
    shown = print_term(term)
    wanted = "one of " + ", ".join(view.policies) if kind.name == POLICY else expected(kind)
    message = f"{shown} is no value of the type `{kind.name}`"
    return place.problem(code, message, term.span, found=f"`{shown}`", expected=wanted, hint=_hint(view, term, kind))


def _hint(view: View, term: Term, kind: Type) -> str:
    form = _form(kind)
    if form is Text and isinstance(term, Symbol):
        return f'write "{term.name}" in quotes'
    if form is Symbol and isinstance(term, Text):
        return f"write {term.value} without quotes"
    if isinstance(term, Number) and isinstance(kind, Measure) and not _has_unit(kind, term.unit):
        return "write the number with a unit of the measure"
    return did_you_mean(raw(term), _members(view, kind)) or f"correct the value, or what `{kind.name}` allows"


def _has_unit(kind: Measure, unit: str | None) -> bool:
    if unit is None:
        return len(kind.units) == 1
    return unit in _units(kind)


def _units(kind: Measure) -> tuple[str, ...]:
    return tuple(name for unit in kind.units for name in (unit.name, unit.name + "s"))


def _unit(view: View, place: Place, term: Number, kind: Measure) -> Problem:
    """A number without the unit it needs, with a unit of another measure, or with a unit that nobody declared."""
    others = (other for other in view.types.values() if isinstance(other, Measure))
    if term.unit is None or any(term.unit in _units(other) for other in others):
        return _refused(view, place, term, kind, "N203")
    message, found = f"nothing declares the unit `{term.unit}`", f"`{term.unit}`"
    hint = did_you_mean(term.unit, _units(kind)) or f"declare it with the measure `{kind.name}`"
    return place.problem("N212", message, term.span, found=found, expected=expected(kind), hint=hint)
