"""A test with its case: what it sets, unsets and replaces in the case of its file.

Not here: how a file becomes tests (`solver.testing.files`), or what a test expects (`solver.testing.expect`).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct, json
from msgspec.structs import replace

from kb.case import Case
from kb.intake.case_file import case_of
from kb.intake.findings import DIRECT
from kb.intake.levels import Spine
from kb.intake.mistake import Mistake, Path, problems
from kb.intake.scope import Vocabulary
from kb.intake.structure import CaseForm, FindingForm
from kb.problems import Problem, Rejected
from kb.values import BadValue
from solver.testing.form import PolicyTestForm, SlotForm

Slot = tuple[str, frozenset[tuple[str, str]]]
REPLACED = ("lines", "documents")


class PolicyTest(Struct, frozen=True):
    """One test of a file, whose text is `text`. `path` is its place in the file, `line` its first line, `lines` the
    line of each of its expectations."""

    file: str
    text: str
    path: Path
    line: int
    lines: tuple[int, ...]
    base: CaseForm
    form: PolicyTestForm

    @property
    def name(self) -> str:
        """The sentence that names it."""
        return self.form.name

    def case(self, known: Vocabulary) -> Case:
        """The case that the test is about. Raises `Rejected` with problems that point into the file of tests."""
        kept = _kept(self, known.spine)
        found = tuple(_idle(self, known.spine)) or case_of(_changed(self, kept), known)
        if isinstance(found, Case):
            return found
        raise Rejected(self.problems(replace(m, path=_origin(self, kept, m.path)) for m in found))

    def tree(self, known: Vocabulary) -> dict[str, object]:
        """The case that the test is about, as a file would have it."""
        return _changed(self, _kept(self, known.spine))

    def problems(self, found: Iterable[Mistake]) -> tuple[Problem, ...]:
        """Mistakes as problems of the file."""
        return problems(found, self.file, self.text)


def slot(form: FindingForm | SlotForm, spine: Spine) -> Slot:
    """The slot that a finding is about, however its level is written."""
    direct = {name: getattr(form, name) for name in DIRECT}
    args = {name: raw for name, raw in {**direct, **form.at}.items() if raw is not None}
    return form.finding, frozenset((name, _level(str(raw), spine)) for name, raw in args.items())


def _level(raw: str, spine: Spine) -> str:
    try:
        return spine.level(raw)
    except BadValue:
        return raw


def _kept(test: PolicyTest, spine: Spine) -> tuple[int, ...]:
    """The places of the findings of the file's case that the test leaves as they are."""
    gone = {slot(form, spine) for form in test.form.set} | {slot(form, spine) for form in test.form.unset}
    return tuple(place for place, form in enumerate(test.base.findings) if slot(form, spine) not in gone)


def _idle(test: PolicyTest, spine: Spine) -> Iterator[Mistake]:
    """A mistake for each slot to unset of which the case says nothing."""
    said = {slot(form, spine) for form in test.base.findings}
    for place, form in enumerate(test.form.unset):
        if slot(form, spine) not in said:
            message, hint = "the case of the file says nothing of this slot", "a slot is known by all its arguments"
            yield Mistake(code="N501", path=("unset", place), message=message, found=form.finding, hint=hint)


def _changed(test: PolicyTest, kept: tuple[int, ...]) -> dict[str, object]:
    """The tree of the case as the test changes it."""
    base, form = _plain(test.base), _plain(test.form)
    findings = [*(base["findings"][place] for place in kept), *form["set"]]
    replaced = {name: form[name] for name in REPLACED if form[name] is not None}
    return {**base, **replaced, "findings": findings, "request": {**base["request"], **form["request"]}}


def _plain(form: Struct) -> dict[str, Any]:
    """A form as the tree of a file."""
    return json.decode(json.encode(form), type=dict)


def _origin(test: PolicyTest, kept: tuple[int, ...], path: Path) -> Path:
    """The place in the file of a place in the changed case."""
    match path:
        case ("unset", *_):
            return (*test.path, *path)
        case ("findings", int(place), *rest):
            made = place - len(kept)
            return (*test.path, "set", made, *rest) if made >= 0 else ("case", "findings", kept[place], *rest)
        case ("request", name, *_) if name in test.form.request:
            return (*test.path, *path)
        case (str(name), *_) if name in REPLACED and getattr(test.form, name) is not None:
            return (*test.path, *path)
        case _:
            return ("case", *path)
