"""How a single value of a case is read: as a constant of its type, a reference, or a day; or why it is none.

Not here: which value stands where (`kb.intake.findings`, `kb.intake.lines`).
"""

import re
from datetime import datetime

from kb import code_form
from kb.intake.mistake import Mistake, Path, cut, form
from kb.intake.scope import Scope
from kb.intake.structure import END, NAME, NAME_FORM
from kb.language.syntax import Entity
from kb.problems import did_you_mean
from kb.values import BadValue, Calendar, Constant, Type, encode, ordinal

Raw = str | float
FORMS = ("N308", "N309", "N310")
"""The problems of what has one short form."""


def constant(kind: Type, raw: Raw, path: Path, scope: Scope, otherwise: str) -> Constant | Mistake:
    """The value as a constant, or the mistake that it is. `otherwise` is the code for types that have none of their
    own."""
    match kind:
        case Entity(name="line"):
            return reference(str(raw), path, scope.names.lines, "line")
        case Entity(name="stage"):
            return reference(str(raw), path, scope.names.stages, "stage")
    try:
        return _entity(kind.name, str(raw), scope) if isinstance(kind, Entity) else encode(kind, raw)
    except BadValue as error:
        return bad(error, path, _code(kind, otherwise), f"this is no {kind.name.replace('_', ' ')}")


def reference(name: str, path: Path, known: frozenset[str] | None, what: str) -> str | Mistake:
    """The name, if it is one of the known; nothing is known when that is None."""
    if known is None or name in known:
        return name
    return Mistake(
        code="N311",
        path=path,
        message=f"the case has no such {what}",
        found=cut(name),
        expected=f"a {what} of the case",
        hint=did_you_mean(cut(name), known),
    )


def day(iso: str | None, path: Path) -> str | Mistake | None:
    """The date, if the calendar has it."""
    try:
        if iso is not None:
            ordinal(iso)
        return iso
    except BadValue as error:
        return bad(error, path, "N309", "the calendar has no such day")


def moment(written: str, path: Path) -> datetime | Mistake:
    """The date and time, if calendar and clock have them."""
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        error = BadValue(written, "a date, a time and its zone, such as 2025-03-10T09:30Z")
        return bad(error, path, "N309", "calendar and clock have no such time")


def bad(error: BadValue, path: Path, code: str, message: str) -> Mistake:
    """A bad value as the mistake at a path."""
    hint = code_form.hint(error.found) if code == "N310" else None
    found = form(error.found) if code in FORMS else cut(error.found)
    return Mistake(code=code, path=path, message=message, found=found, expected=error.expected, hint=hint)


def _entity(kind: str, raw: str, scope: Scope) -> str:
    match kind:
        case "level":
            return scope.vocabulary.spine.level(raw)
        case "code":
            return _written(rf"^({code_form.ANY}){END}", raw, code_form.ANY_FORM)
        case _:
            return _written(NAME, raw, NAME_FORM)


def _written(pattern: str, raw: str, expected: str) -> str:
    if not re.search(pattern, raw):
        raise BadValue(raw, expected)
    return raw


def _code(kind: Type, otherwise: str) -> str:
    if isinstance(kind, Calendar):
        return "N309"
    return {"level": "N308", "code": "N310"}.get(kind.name, otherwise) if isinstance(kind, Entity) else otherwise
