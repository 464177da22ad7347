"""What comes out of a batch: a row for each verdict, and a reject for each problem of a case that was refused.

Not here: the formats in which they are written (`solver.batch.writing`).
"""

from collections.abc import Iterable
from typing import TypeGuard

from msgspec import Struct

from kb.problems import Problem


class Row(Struct, frozen=True):
    """The verdict on a line of a case under one policy. `policy` is its id, None where none has rules for the line;
    `coding` what the coding comes to, None where the policy does not judge it. `because` are the deciding criteria in
    their order, `flags` the criteria of notes. `reasons` and `missing` are None where nobody asked for them.
    `knowledge` and `digest` are those of the knowledge base and the case. `request` is what all lines of the case roll
    up to under the policy, None where no line counts."""

    case: str
    line: str
    policy: str | None
    verdict: str
    coding: str | None
    because: tuple[str, ...]
    flags: tuple[str, ...]
    reasons: tuple[str, ...] | None
    missing: tuple[str, ...] | None
    knowledge: str
    digest: str
    moot: bool = False
    request: str | None = None


class Reject(Struct, frozen=True):
    """A problem of a case that could not be decided, as `kb.problems.Problem` has it, with the line of its record. It
    holds nothing of the case but what problems show, which is cut short."""

    file: str
    line: int | None
    code: str
    field: str | None
    message: str
    found: str | None = None
    expected: str | None = None
    hint: str | None = None


Judged = tuple[Row, ...] | tuple[Reject, ...]
"""What became of a case: its rows, or all its problems."""


def is_decided(judged: Judged) -> TypeGuard[tuple[Row, ...]]:
    """Whether a case has rows; there may be none where it was decided."""
    return not judged or isinstance(judged[0], Row)


def is_refused(judged: Judged) -> TypeGuard[tuple[Reject, ...]]:
    """Whether a case has problems."""
    return not is_decided(judged)


def rejects(problems: Iterable[Problem], file: str, line: int | None) -> tuple[Reject, ...]:
    """The problems of a record that stands in a line of a file; without a line, each has its own."""
    return tuple(
        Reject(
            file=file,
            line=one.span.line if line is None and one.span else line,
            code=one.code,
            field=one.field,
            message=one.message,
            found=one.found,
            expected=one.expected,
            hint=one.hint,
        )
        for one in problems
    )
