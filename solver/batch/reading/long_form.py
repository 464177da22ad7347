"""The long form of cases: a table with a row for each statement, and the rows of a case together.

All rows of a case become one case as JSON. A row that does not fit the form refuses its case; where it does not even
tell whose it is, the cases on both sides, since either may lack it. Not here: how a file becomes rows, what a row says
(`solver.batch.reading.statements`), or whether it makes sense (`kb.intake`).
"""

from collections.abc import Iterable, Iterator

from msgspec import json

from solver.batch.reading.statements import Draft, Misfit, Row
from solver.batch.reading.together import Together
from solver.batch.records import Entry, Record
from solver.batch.rows import Reject

LONGEST = 50_000
"""The most rows of a case that are looked at."""


def cases(rows: Iterable[Row], file: str, gone: Together | None = None) -> Iterator[Entry]:
    """The rows of a file as cases; `gone` are the names that have gone by."""
    gone = gone or Together()
    for group in _groups(rows):
        first = _owned(group)
        yield _entry(group, file, apart=first is not None and not gone.is_new(first.case or ""))


def case(rows: Iterable[Row], file: str, *, apart: bool) -> Entry:
    """The rows of a single case, which may be `apart` from others of the same name."""
    return _entry(next(_groups(rows)), file, apart=apart)


def _owned(group: list[Row]) -> Row | None:
    """The first row that tells whose it is."""
    return next((row for row in group if row.case is not None), None)


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows of each case. A row that nobody owns is among those before it and those behind it."""
    group: list[Row] = []
    astray: list[Row] = []
    owner: str | None = None
    for row in rows:
        if row.case is None:
            astray = _with(astray, row)
            continue
        if owner is not None and row.case != owner:
            yield [*group, *astray]
            group = []
        group, astray, owner = _with([*group, *astray] if astray else group, row), [], row.case
    if group or astray:
        yield [*group, *astray]


def _with(group: list[Row], row: Row) -> list[Row]:
    """The same list with a row more, unless it is too long already."""
    if len(group) < LONGEST:
        group.append(row)
    elif len(group) == LONGEST:
        group.append(Row(row.number, {}, f"a case has at most {LONGEST} rows"))
    return group


def _entry(group: list[Row], file: str, *, apart: bool) -> Entry:
    draft = Draft()
    rejects = [reject for row in group for reject in _stated(draft, row, file)]
    first = _owned(group)
    if first is not None and apart:
        rejects.append(_reject(file, first.number, Misfit("its rows do not stand together", "case")))
    if rejects:
        return tuple(rejects)
    assert first is not None
    return Record(file, group[0].number, json.encode(draft.case(first.case or "")))


def _stated(draft: Draft, row: Row, file: str) -> Iterator[Reject]:
    """Put a row into the draft, or say why that cannot be."""
    try:
        draft.state(row)
    except Misfit as misfit:
        yield _reject(file, row.number, misfit)


def _reject(file: str, number: int, misfit: Misfit) -> Reject:
    return Reject(file, number, "N702", misfit.column or None, misfit.message, misfit.found, misfit.expected)
