"""The request, its lines and its documents, from their forms, with what `structure` cannot say checked.

A line has a code or a procedure, levels that exist, and a parent that is another line; a date is a day of the calendar;
no id stands twice. Not here: findings (`kb.intake.findings`).
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from kb.case import Line, Record, Request
from kb.intake.constants import bad, day, moment, reference
from kb.intake.mistake import Mistake, Path, cut
from kb.intake.scope import Scope
from kb.intake.structure import DocumentForm, LineForm, RequestForm
from kb.values import BadValue

Span = tuple[str, str]


def request(form: RequestForm) -> Request | tuple[Mistake, ...]:
    """The request, or what is wrong with it."""
    service = day(form.service_date, ("request", "service_date"))
    times = tuple(times_mistakes(form))
    if isinstance(service, Mistake):
        return (service, *times)
    return times or Request(text(form.policy), text(form.plan), service, form.review)


def times_mistakes(form: RequestForm) -> Iterator[Mistake]:
    """What is wrong with the times of a request: one that no clock shows, or a decision before the receipt."""
    given = {"received": form.received, "decided": form.decided}
    moments = {name: moment(written, ("request", name)) for name, written in given.items() if written is not None}
    yield from (found for found in moments.values() if isinstance(found, Mistake))
    first, last = moments.get("received"), moments.get("decided")
    if isinstance(first, datetime) and isinstance(last, datetime) and last < first:
        yield Mistake(
            code="N309",
            path=("request", "decided"),
            message="the request was decided before it came in",
            found=form.decided,
            expected=f"no earlier than {form.received}",
        )


def line(place: int, form: LineForm, scope: Scope) -> Line | tuple[Mistake, ...]:
    """The line at a place of the list, or all that is wrong with it."""
    path: Path = ("lines", place)
    spans = [_span(level, (*path, "levels", n), scope) for n, level in enumerate(form.levels)]
    parent = _parent(form, path, scope)
    wrong = [found for found in (*_unnamed(form, path), *spans, parent) if isinstance(found, Mistake)]
    if wrong:
        return tuple(wrong)
    right = tuple(span for span in spans if not isinstance(span, Mistake))
    named = (str(form.id), text(form.code), form.procedure, text(form.stage))
    return Line(*named, right, form.units, text(form.parent))


def record(place: int, form: DocumentForm) -> Record | tuple[Mistake, ...]:
    """The document at a place of the list, or what is wrong with it."""
    when = day(form.date, ("documents", place, "date"))
    if isinstance(when, Mistake):
        return (when,)
    return Record(str(form.id), form.kind, when, form.title)


def repeated(group: str, forms: Mapping[int, LineForm | DocumentForm]) -> Iterator[Mistake]:
    """A mistake for each id that an earlier member of the list has."""
    seen: set[str] = set()
    for place, form in forms.items():
        if (name := str(form.id)) in seen:
            yield Mistake(
                code="N312",
                path=(group, place, "id"),
                message="this id stands twice",
                found=cut(name),
                expected="a new id",
            )
        seen.add(name)


def circles(forms: Mapping[int, LineForm]) -> Iterator[Mistake]:
    """A mistake for each line that is its own parent, directly or through others."""
    parents = {str(form.id): text(form.parent) for form in forms.values()}
    for place, form in forms.items():
        if _is_own_ancestor(str(form.id), parents):
            yield Mistake(
                code="N311",
                path=("lines", place, "parent"),
                message="the line is its own parent, directly or through others",
                found=cut(str(form.parent)),
                expected="another line, which does not go back to this one",
            )


def text(name: str | int | None) -> str | None:
    """An id that may have been written as a number."""
    return None if name is None else str(name)


def _is_own_ancestor(name: str, parents: Mapping[str, str | None]) -> bool:
    ancestor = parents.get(name)
    seen: set[str] = set()
    while ancestor is not None and ancestor != name and ancestor not in seen:
        seen.add(ancestor)
        ancestor = parents.get(ancestor)
    return ancestor == name


def _span(level: str, path: Path, scope: Scope) -> Span | Mistake:
    try:
        return scope.vocabulary.spine.span(level)
    except BadValue as error:
        return bad(error, path, "N308", "this is no level")


def _parent(form: LineForm, path: Path, scope: Scope) -> str | Mistake | None:
    if form.parent is None:
        return None
    return reference(str(form.parent), (*path, "parent"), scope.names.lines, "line")


def _unnamed(form: LineForm, path: Path) -> Iterator[Mistake]:
    if form.code is None and form.procedure is None:
        yield Mistake(
            code="N304", path=path, message="the line asks for nothing", expected="a code, a procedure, or both"
        )
