"""Whether an outcome is as a test expects: each difference, with what was expected and what was found.

Not here: what an expectation may say (`solver.testing.form`), or names in it that mean nothing
(`solver.testing.names`).
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from kb.intake.levels import Spine
from solver.decide import GroupDecision, LevelDecision, LineDecision, Outcome
from solver.explain.leaves import section_of
from solver.explain.reasons import Reason
from solver.render.decision import because_lines, policy_name, reason_line
from solver.render.tree import WORDS
from solver.testing.form import ExpectForm

NONE = "none"


class Difference(Struct, frozen=True):
    """What an expectation says of one `field` and what was found. `about` names the line or group, `because` are its
    deciding criteria in words, `line` is the line of the expectation in its file."""

    line: int
    about: str
    field: str
    expected: str
    found: str
    because: tuple[str, ...] = ()


Found = tuple[str, str, str]
"""A field, what was expected, what was found."""


def differences(outcome: Outcome, wanted: ExpectForm, spine: Spine, line: int) -> Iterator[Difference]:
    """Each difference between an outcome and one expectation, which stands in a line of its file."""
    about, decided = _about(wanted), _decided(outcome, wanted)
    if len(decided) != 1:
        names = (policy_name(outcome, d.policy) if d.policy else NONE for d in decided)
        found = f"decisions under {', '.join(names)}" if decided else "no decision"
        yield Difference(line, about, "policy", str(wanted.policy or "one decision"), found)
        return
    (decision,) = decided
    if isinstance(decision, GroupDecision):
        yield from (Difference(line, about, *found) for found in _of_group(decision, wanted))
        return
    level = _level(decision, wanted, spine)
    if wanted.level is not None and level is None:
        judged = _listed(one.level for one in decision.levels)
        yield Difference(line, about, "level", wanted.level, judged)
        return
    why = tuple(because_lines(decision.because)) if level is None else tuple(map(reason_line, level.because))
    yield from (Difference(line, about, *found, why) for found in _of_line(outcome, decision, level, wanted))


def _about(wanted: ExpectForm) -> str:
    named = f"group {wanted.group}" if wanted.line is None else f"line {wanted.line}"
    return (
        named + (f" at {wanted.level}" if wanted.level else "") + (f" under {wanted.policy}" if wanted.policy else "")
    )


def _decided(outcome: Outcome, wanted: ExpectForm) -> list[LineDecision] | list[GroupDecision]:
    """The decisions that an expectation can be about."""
    named = None if wanted.policy is None else str(wanted.policy)

    def meant(policy: str | None) -> bool:
        return named is None or named == policy_name(outcome, policy or "")

    if wanted.line is None:
        return [d for d in outcome.groups if d.group == str(wanted.group) and meant(d.policy)]
    return [d for d in outcome.lines if d.line == str(wanted.line) and meant(d.policy)]


def _level(decision: LineDecision, wanted: ExpectForm, spine: Spine) -> LevelDecision | None:
    """The decision at the expected level, if one is named and the line is judged there."""
    level = None if wanted.level is None else spine.level(wanted.level)
    return next((d for d in decision.levels if d.level == level), None)


def _of_line(
    outcome: Outcome, decision: LineDecision, level: LevelDecision | None, wanted: ExpectForm
) -> Iterator[Found]:
    yield from _same("verdict", wanted.verdict, level.verdict if level else decision.verdict)
    yield from _same("criteria", wanted.criteria, decision.criteria.verdict)
    yield from _same("coding", wanted.coding, decision.coding.verdict if decision.coding else NONE)
    reasons = level.because if level else _reasons(decision, wanted)
    yield from _same_set("because", wanted.because, (reason.criterion for reason in reasons))
    yield from _same_set("follows", wanted.follows, decision.because.follows)
    yield from _noted(decision, wanted)
    yield from _same_set("wanted", wanted.wanted, decision.wanted)
    yield from _same("moot", wanted.moot, decision.moot)
    if wanted.criterion is not None:
        found = value_of(outcome, decision, str(wanted.criterion), level.level if level else None)
        yield from _same(str(wanted.criterion), wanted.value, found or "not asked")


def _reasons(decision: LineDecision, wanted: ExpectForm) -> tuple[Reason, ...]:
    """The deciding criteria of the verdict; where only one side is named, those of that side."""
    if wanted.verdict is None and wanted.criteria is not None:
        return decision.criteria.because.criteria
    if wanted.verdict is None and wanted.coding is not None and decision.coding is not None:
        return decision.coding.because.criteria
    return decision.because.criteria


def _noted(decision: LineDecision, wanted: ExpectForm) -> Iterator[Found]:
    found = {note.criterion for note in decision.notes}
    if missing := set(map(str, wanted.notes)) - found:
        yield "notes", _listed(missing), _listed(found)
    if surplus := set(map(str, wanted.without)) & found:
        yield "without", _listed(surplus), _listed(found)


def _of_group(decision: GroupDecision, wanted: ExpectForm) -> Iterator[Found]:
    yield from _same("verdict", wanted.verdict, decision.verdict)
    yield from _same("approved", wanted.approved, decision.approved)
    yield from _same_set("wanted", wanted.wanted, decision.wanted)


def value_of(outcome: Outcome, decision: LineDecision, criterion: str, level: str | None = None) -> str | None:
    """The value of the topmost goal that a criterion's section decides, at a level where one is given, in words."""
    proof = outcome.proof
    starts = (*decision.goals, *((decision.proof,) if decision.proof else ()))
    goals = (node for start in starts for node in proof.walk(start) if node.kind == "goal" and node.atom)
    there = (node for node in goals if level is None or (node.atom and level in node.atom[1]))
    return next((WORDS[g.value] for g in there if criterion in map(section_of, proof.children(g))), None)


def _same(field: str, expected: str | bool | None, found: str | bool) -> Iterator[Found]:  # noqa: FBT001 - values
    if expected is not None and expected != found:
        yield field, _word(expected), _word(found)


def _word(value: str | bool) -> str:  # noqa: FBT001 - a value
    return value if isinstance(value, str) else str(value).lower()


def _same_set(field: str, expected: Iterable[str | int] | None, found: Iterable[str]) -> Iterator[Found]:
    names = set(found)
    if expected is not None and set(map(str, expected)) != names:
        yield field, _listed(map(str, expected)), _listed(names)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or NONE
