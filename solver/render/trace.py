"""What `kb trace` prints: criteria with their encoding and tests, as text, JSON or CSV; and numbered ambiguities.

Not here: who looks at what (`solver.trace`).
"""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from io import StringIO
from itertools import groupby

from solver.render.table import coloured, paragraph, table
from solver.trace import Look, Row, Trap

COLUMNS = ("policy", "section", "id", "encoded", "reason", "clauses", "tests")
MANY = "; "
UNSEEN = "none"


def trace_text(rows: Sequence[Row], width: int) -> str:
    """The criteria of each policy with the numbers of their clauses and tests, and a summary; a single criterion with
    their names."""
    if len(rows) == 1:
        return _row_text(rows[0], width)
    parts = [table(("id", "encoded", "clauses", "tests", "section"), map(_cells, of), width) for of in _policies(rows)]
    return "\n\n".join((*parts, _summary(rows, width)))


def trace_json(rows: Iterable[Row]) -> list[dict[str, object]]:
    """The criteria as plain data."""
    return [
        {
            "policy": row.policy,
            "section": list(row.section),
            "id": row.id,
            "encoded": row.encoded,
            "reason": row.reason,
            "clauses": list(row.clauses),
            "tests": _tests_json(row.tests),
        }
        for row in rows
    ]


def trace_csv(rows: Iterable[Row]) -> str:
    """The criteria as CSV; lists are joined by semicolons."""
    return _csv(COLUMNS, map(_fields, rows))


def traps_text(traps: Sequence[Trap], width: int) -> str:
    """The ambiguities with the names of their tests."""
    rows = [(t.id, "\n".join(look.name for look in t.tests) or _unseen()) for t in traps]
    told = f"{len(traps)} ambiguities; {sum(not t.tests for t in traps)} without a test."
    return f"{table(('id', 'tests'), rows, width)}\n\n{told}"


def traps_json(traps: Iterable[Trap]) -> list[dict[str, object]]:
    """The ambiguities as plain data."""
    return [{"id": trap.id, "tests": _tests_json(trap.tests)} for trap in traps]


def traps_csv(traps: Iterable[Trap]) -> str:
    """The ambiguities as CSV."""
    return _csv(("id", "tests"), ((trap.id, MANY.join(map(_test, trap.tests))) for trap in traps))


def _row_text(row: Row, width: int) -> str:
    """One criterion with the names of its clauses and tests."""
    shown = (("policy", row.policy), ("section", " > ".join(row.section)), ("encoded", row.encoded))
    because = (("reason", " ".join(row.reason.split())),) if row.reason else ()
    clauses = (("clauses", "\n".join(row.clauses)),) if row.clauses else ()
    tests = (("tests", "\n".join(map(_test, row.tests)) or UNSEEN),)
    return table((row.id, row.section[-1]), (*shown, *because, *clauses, *tests), width)


def _policies(rows: Iterable[Row]) -> Iterable[Iterable[Row]]:
    return (list(found) for _, found in groupby(rows, lambda row: row.policy))


def _cells(row: Row) -> tuple[str, ...]:
    encoded = coloured("not met", row.encoded) if row.encoded == "nothing" else row.encoded
    return row.id, encoded, str(len(row.clauses)), str(len(row.tests)) if row.tests else _unseen(), _told(row)


def _told(row: Row) -> str:
    """The headings of a criterion; of one without clauses the reason too."""
    reason = f"\n{' '.join(row.reason.split())}" if row.reason else ""
    return " > ".join(row.section) + reason


def _unseen() -> str:
    return coloured("not documented", UNSEEN)


def _summary(rows: Sequence[Row], width: int) -> str:
    counted = Counter(row.encoded for row in rows)
    ways = ", ".join(f"{number} as {encoded}" for encoded, number in counted.most_common())
    return paragraph(f"{len(rows)} criteria: {ways}; {_untested(rows)}.", width)


def _untested(rows: Sequence[Row]) -> str:
    untested = [row.id for row in rows if not row.tests]
    if len(untested) == len(rows):
        return "none has a test (--tests says where tests are)"
    return f"{len(untested)} without a test{': ' if untested else ''}{', '.join(untested)}"


def _fields(row: Row) -> tuple[str, ...]:
    section, clauses, tests = " > ".join(row.section), MANY.join(row.clauses), MANY.join(map(_test, row.tests))
    return row.policy, section, row.id, row.encoded, row.reason or "", clauses, tests


def _test(look: Look) -> str:
    return f"{look.file}: {look.name}"


def _tests_json(tests: Iterable[Look]) -> list[dict[str, str]]:
    return [{"file": look.file, "name": look.name} for look in tests]


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return written.getvalue()
