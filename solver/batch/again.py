"""A case of a batch once more: its rows in the output, its record in the input, and what has changed since.

Not here: the explanation of its verdict (`solver.render.why`).
"""

from collections.abc import Iterator

from msgspec import MsgspecError, Struct, json

from kb.intake.mistake import cut
from kb.intake.text import tree
from kb.knowledge import KnowledgeBase
from kb.problems import Problem, Rejected
from solver.batch.deciders import OneByOne
from solver.batch.reading.inputs import Inputs
from solver.batch.records import Record
from solver.batch.rows import Row
from solver.batch.writing.form import MODULES, by_ending, form
from solver.decide import Outcome

SHORT = 12
"""Signs of a digest that are shown."""
NOBODY = "no policy"


class _Named(Struct, frozen=True):
    """The part of a case that gives its name."""

    case: str | int


class Again(Struct, frozen=True):
    """A case of a batch: what was decided then, and now."""

    outcome: Outcome
    then: tuple[Row, ...]
    now: tuple[Row, ...]


def again(kb: KnowledgeBase, output: str, inputs: tuple[str, ...], case: str, line: str) -> Again:
    """Decide a case of a batch again: the first one with this id, or the one with this digest. Raises `Rejected` where
    the output has no verdict on the line, the input has no such case, or it cannot be read."""
    found = [row for row in _rows(output) if row.line == line and case in (row.case, row.digest)]
    if not found:
        raise Rejected([_nowhere(output, f"there is no verdict on line {cut(line)} of a case {cut(case)}")])
    case, digest = found[0].case, found[0].digest
    then = tuple(row for row in found if row.digest == digest)
    decider = OneByOne(kb)
    outcomes = _outcomes(decider, inputs, case)
    first = next(outcomes, None)
    if first is None:
        raise Rejected([_nowhere(", ".join(inputs), f"there is no case {cut(case)}")])
    outcome = next((one for one in (first, *outcomes) if one.case.digest == digest), first)
    return Again(outcome, then, tuple(row for row in decider.rows(outcome) if row.line == line))


def changes(then: Row, now: Row | None) -> tuple[str, ...]:
    """What has changed since, a sentence each."""
    if now is None:
        return (f"{then.policy or NOBODY} gave the verdict {then.verdict} then, and gives none now",)
    return tuple(_changes(then, now))


def _changes(then: Row, now: Row) -> Iterator[str]:
    if then.knowledge != now.knowledge:
        yield f"the policies changed: {then.knowledge[:SHORT]} then, {now.knowledge[:SHORT]} now"
    if then.digest != now.digest:
        yield f"the case changed: {then.digest[:SHORT]} then, {now.digest[:SHORT]} now"
    if then.verdict != now.verdict:
        yield f"the verdict changed: {then.verdict} then, {now.verdict} now"
    if then.coding != now.coding:
        yield f"the coding changed: {then.coding or 'not judged'} then, {now.coding or 'not judged'} now"
    if then.because != now.because:
        yield f"what decides changed: {_listed(then.because)} then, {_listed(now.because)} now"


def _listed(criteria: tuple[str, ...]) -> str:
    return ", ".join(criteria) or "nothing"


def _rows(output: str) -> Iterator[Row]:
    name = by_ending(output)
    if name is None:
        raise Rejected([_nowhere(output, "the output of a batch has another ending", ", ".join(MODULES))])
    try:
        yield from form(name).rows(output)
    except OSError as error:
        raise Rejected([_nowhere(output, f"it cannot be read: {error.strerror}")]) from None
    except ValueError:
        raise Rejected([_nowhere(output, "this is no output of a batch")]) from None


def _outcomes(decider: OneByOne, inputs: tuple[str, ...], case: str) -> Iterator[Outcome]:
    """The decisions on all cases with a name, which may stand several times."""
    for entry in Inputs(inputs).entries():
        if isinstance(entry, Record) and _name(entry) == case:
            yield decider.outcome(entry)


def _name(record: Record) -> str | None:
    """The name of a record's case, None where that cannot be read."""
    try:
        return str(json.decode(record.text, type=_Named).case)
    except (MsgspecError, UnicodeDecodeError):
        pass
    try:
        return str(tree(record.text.decode("utf-8-sig"), record.file).get("case"))
    except (Rejected, UnicodeDecodeError):
        return None


def _nowhere(file: str, message: str, expected: str | None = None) -> Problem:
    return Problem(code="N705", message=message, file=file, expected=expected)
