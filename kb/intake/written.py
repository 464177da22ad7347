"""Findings as they are written on the command line: `NAME[KEY, KEY]=VALUE`, keys in the order of the declaration.

They go through the same checks as the findings of a case file. Not here: what becomes of a case with them
(`solver.alternatives.what_if`).
"""

import re
from collections.abc import Callable, Iterable, Mapping

from msgspec import ValidationError, convert, structs

from kb.case import Case, Evidence, Finding
from kb.intake.findings import finding
from kb.intake.mistake import Mistake, cut
from kb.intake.scope import UNSTAGED, Names, Scope, vocabulary
from kb.intake.structure import FindingForm
from kb.knowledge import KnowledgeBase
from kb.problems import Problem, Rejected

WRITTEN = re.compile(r"\s*(?P<name>[^\[\]=\s]+)\s*(?:\[(?P<keys>[^\[\]]*)\]\s*)?(?:=\s*(?P<value>.*?)\s*)?", re.DOTALL)
FORM = "NAME[KEY, KEY]=VALUE, as stenosis[L4-L5]=severe; =absent where its absence is documented"
SLOT = "NAME[KEY, KEY], as stenosis[L4-L5]"
PRESENCE: Mapping[str, bool] = {"present": True, "absent": False}
Reader = Callable[[str, Scope], Finding | tuple[Mistake, ...]]
SUPPOSED = Evidence(note="supposed")
"""Where a finding stands that no document states."""


def written_findings(texts: Iterable[str], kb: KnowledgeBase, case: Case) -> tuple[Finding, ...]:
    """The findings in texts; their names may refer to lines and stages of the case. Raises `Rejected`."""
    return _all(texts, kb, case, _finding)


def written_slots(texts: Iterable[str], kb: KnowledgeBase, case: Case) -> tuple[tuple[str, tuple[str | int, ...]], ...]:
    """The slots in texts: names of findings with their keys. Raises `Rejected`."""
    return tuple((one.predicate, one.key) for one in _all(texts, kb, case, _slot))


def not_stated(text: str) -> Problem:
    """What is wrong with a slot that is to be unset and of which the record says nothing."""
    return _problem(text, Mistake(code="N407", path=(), message="the record says nothing of it", found=cut(text)))


def _all(texts: Iterable[str], kb: KnowledgeBase, case: Case, read: Reader) -> tuple[Finding, ...]:
    known = _scope(kb, case)
    found = [(text, read(text, known)) for text in texts]
    wrong = [_problem(text, mistake) for text, one in found if isinstance(one, tuple) for mistake in one]
    if wrong:
        raise Rejected(wrong)
    return tuple(one for _, one in found if isinstance(one, Finding))


def _scope(kb: KnowledgeBase, case: Case) -> Scope:
    stages = frozenset(line.stage or UNSTAGED for line in case.lines)
    return Scope(vocabulary(kb), Names(frozenset(line.id for line in case.lines), stages, frozenset()))


def _finding(text: str, known: Scope) -> Finding | tuple[Mistake, ...]:
    match = WRITTEN.fullmatch(text)
    if match is None:
        return (_unreadable(text, FORM),)
    value = match["value"]
    present = PRESENCE.get(value or "present")
    stated: dict[str, object] = {"present": present} if present is not None else {"value": value}
    return _checked(match["name"], match["keys"], stated, known)


def _slot(text: str, known: Scope) -> Finding | tuple[Mistake, ...]:
    """A slot, as an absence that is documented there: every finding can be absent."""
    match = WRITTEN.fullmatch(text)
    if match is None or match["value"] is not None:
        return (_unreadable(text, SLOT),)
    return _checked(match["name"], match["keys"], {"present": False}, known)


def _checked(name: str, keys: str | None, stated: dict[str, object], known: Scope) -> Finding | tuple[Mistake, ...]:
    declared = known.vocabulary.predicates.get(name)
    parameters = [parameter.name.lower() for parameter in declared.keys] if declared else []
    given = [key.strip() for key in keys.split(",")] if keys and keys.strip() else []
    if declared is not None and declared.kind == "finding" and len(given) > len(parameters):
        return (_unreadable(keys or "", f"{len(parameters)} of them: {', '.join(parameters)}"),)
    tree = {"finding": name, "at": dict(zip(parameters, given, strict=False)), **stated}
    try:
        found = finding(0, convert(tree, FindingForm), known)
    except ValidationError:
        from kb.intake import shape

        return tuple(shape.mistakes(tree, FindingForm))
    return structs.replace(found, evidence=SUPPOSED, number=0) if isinstance(found, Finding) else found


def _unreadable(text: str, expected: str) -> Mistake:
    return Mistake(
        code="N407", path=(), message="this is not how a finding is written", found=cut(text), expected=expected
    )


def _problem(text: str, mistake: Mistake) -> Problem:
    return Problem(
        code=mistake.code,
        message=mistake.message,
        file="command line",
        field=cut(text),
        found=mistake.found,
        expected=mistake.expected,
        hint=mistake.hint,
    )
