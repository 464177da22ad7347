"""The next value to a constant of a clause: one rank up a scale, one finest step of a measure, one day.

Not here: in which direction a test becomes stricter (`solver.testing.thresholds`).
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from kb.knowledge import KnowledgeBase
from kb.language.syntax import Day, Measure, Number, Scale, Symbol, Term
from kb.values import Calendar, Type

LAST = date.max.toordinal()
CALENDAR_UNITS = ("month", "year")
"""Between dates these follow the calendar, so that only a whole one is the next."""


def stepped(kb: KnowledgeBase, term: Term, kinds: Iterable[Type], step: int) -> Term | None:
    """The constant `step` steps away from `term`, which stands beside values of the given types; None for a variable,
    a text, and at the end of a scale."""
    kind = next(iter(kinds), None)
    match term:
        case Symbol() if isinstance(kind, Scale):
            return _ranked(kind, term, step)
        case Day(iso=iso):
            day = date.fromisoformat(iso).toordinal() + step
            return Day(date.fromordinal(day).isoformat(), term.span) if 0 < day <= LAST else None
        case Number():
            between_dates = isinstance(kind, Calendar)
            measure = kb.types.get("duration") if between_dates else kind
            return _counted(measure, term, step, calendar=between_dates) if isinstance(measure, Measure) else None
        case _:
            return None


def _ranked(scale: Scale, term: Symbol, step: int) -> Symbol | None:
    names = [member.name for member in scale.members]
    rank = names.index(term.name) + step
    return Symbol(names[rank], term.span) if 0 <= rank < len(names) else None


def _counted(measure: Measure, term: Number, step: int, *, calendar: bool) -> Number:
    """A quantity in the unit that has the fewest steps; what follows the calendar keeps its unit."""
    unit = next((u for u in measure.units if term.unit in (u.name, u.name + "s")), measure.units[0])
    finest = min(measure.units, key=lambda one: one.steps)
    if calendar and unit.name in CALENDAR_UNITS:
        return Number(str(Decimal(term.value) + step), term.unit, term.span)
    amount = (Decimal(term.value) * unit.steps + step) / finest.steps
    written = term.unit if unit == finest else finest.name + ("" if amount == 1 else "s")
    return Number(format(amount.normalize(), "f"), written, term.span)
