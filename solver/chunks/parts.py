"""What the parts of cases come to: a request, a line, a document, a finding, the evidence for it.

A part that is written as one before it is not read a second time: what it comes to was kept under its text. Findings
are much alike, and where they stand is not, so that evidence is kept by itself. Not here: where the parts of a case
stand in its text (`solver.chunks.stretches`), how they are checked (`kb.intake`), or what is true of them
(`solver.facts`).
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec import DecodeError, Struct
from msgspec.structs import replace

from kb.candidates import asked_for, carries
from kb.case import Finding, Line, Request
from kb.intake import findings as findings_intake
from kb.intake import lines as lines_intake
from kb.intake.digest import hashed, mark
from kb.intake.digest import stated as said
from kb.intake.scope import UNSTAGED, Names, Scope, vocabulary
from kb.intake.structure import DocumentForm, EvidenceForm, FindingForm, LineForm, RequestForm
from kb.knowledge import KnowledgeBase
from solver import facts as stated
from solver.chunks import forms
from solver.chunks.groups import NOTHING, Groups
from solver.chunks.places import Places, at_place, line_placed

MOST_KEPT, MOST_BYTES = 100_000, 16_000_000
"""Parts, and bytes of texts, that are kept; then all are forgotten, so that memory has a bound."""
NO_EVIDENCE = EvidenceForm()
ANY = Names(None, None, None)
"""A part alone does not tell which other parts there are."""


class Unusual(Exception):
    """A case that cannot be put together from parts."""


class RequestPart(Struct, frozen=True):
    """A request: its mark (`kb.intake.digest`), the group of its facts, and the policies that can have rules for its
    lines, None where it names no policy."""

    mark: bytes
    group: int
    policies: frozenset[str] | None


class DocumentPart(Struct, frozen=True):
    """A document by its `name`: its mark, and the group of its facts."""

    mark: bytes
    group: int
    name: str


class LinePart(Struct, frozen=True):
    """A line, its mark, its stage, the policies that can have rules for it, and the groups of its facts at its place
    and that of its parent."""

    mark: bytes
    line: Line
    stage: str
    policies: frozenset[str]
    at: dict[tuple[int, int | None], int]


class Proof(Struct, frozen=True):
    """The hash of evidence, and the document that it refers to."""

    mark: bytes
    refers: str | None


class FindingPart(Struct, frozen=True):
    """A finding without its evidence, the hash of what it says, and the group of its facts, which is the same anywhere,
    or that `at` the place of the `line` that it names, in a case with the `stage` that it names."""

    mark: bytes
    finding: Finding
    line: str | None
    stage: str | None
    group: int
    at: dict[int | None, int]


class Parts:
    """The parts of cases for one knowledge base, each from its text. All raise `Unusual` where it is not right."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb, self.groups = kb, Groups(kb)
        self._scope, self._asked = Scope(vocabulary(kb), ANY), {one: asked_for(kb, one) for one in kb.policies}
        findings = (one for one in kb.predicates.values() if one.kind == "finding")
        self._reader = forms.Reader({parameter.name.lower() for one in findings for parameter in one.keys})
        self._kept: dict[tuple[str, bytes], Any] = {}
        self._made: dict[str, Callable[[Any], Any]] = {
            "request": self._request,
            "document": self._document,
            "line": self._line,
            "evidence": self._evidence,
            "finding": self._finding,
        }

    def __len__(self) -> int:
        return max(len(self.groups), len(self._kept))

    def piece(self, kind: str, text: bytes) -> Any:  # noqa: ANN401 - by its kind, as below
        """What a part of some kind comes to."""
        key = kind, text
        if key not in self._kept:
            self._kept[key] = self._made[kind](self._form(kind, text))
        return self._kept[key]

    def request(self, text: bytes) -> RequestPart:
        """What a request comes to."""
        found: RequestPart = self.piece("request", text)
        return found

    def evidence(self, text: bytes) -> Proof:
        """What evidence comes to."""
        found: Proof = self.piece("evidence", text)
        return found

    def finding(self, text: bytes) -> FindingPart:
        """What a finding comes to, in whose text there is no evidence, or an empty one."""
        found: FindingPart = self.piece("finding", text)
        return found

    # What was not kept ------------------------------------------------------------------------------------------------

    def _form(self, kind: str, text: bytes) -> Any:  # noqa: ANN401 - a form of `kb.intake.structure`
        try:
            return self._reader.part(kind, text)
        except (DecodeError, UnicodeDecodeError):
            raise Unusual from None

    def _request(self, form: RequestForm) -> RequestPart:
        found = _sound(lines_intake.request(form))
        return RequestPart(mark(found), self.groups.number(stated.of_request(self.kb, found)), self.named(found))

    def _document(self, form: DocumentForm) -> DocumentPart:
        found = _sound(lines_intake.record(0, form))
        return DocumentPart(mark(found), self.groups.number([stated.of_record(found)]), found.id)

    def _line(self, form: LineForm) -> LinePart:
        found = _sound(lines_intake.line(0, form, self._scope))
        stage = UNSTAGED if found.stage is None else found.stage
        return LinePart(mark(found), found, stage, self.for_line(found), {})

    def _evidence(self, form: EvidenceForm) -> Proof:
        found = _sound(findings_intake.evidence(form, (), self._scope))
        return Proof(hashed(found), found.document)

    def _finding(self, form: FindingForm) -> FindingPart:
        if form.evidence != NO_EVIDENCE:
            raise Unusual
        found = _sound(findings_intake.finding(0, form, self._scope))
        line, stage = self._named(found, "line"), self._named(found, "stage")
        group = self.groups.finding(found) if line is None and stage is None else NOTHING
        return FindingPart(hashed(said(found)), found, line, stage, group, {})

    # Policies ---------------------------------------------------------------------------------------------------------

    def named(self, request: Request) -> frozenset[str] | None:
        """The policy that a request names, if it is there; None where it names none."""
        return None if request.policy is None else frozenset(self._asked.keys() & {self.kb.symbol(request.policy)})

    def for_line(self, line: Line) -> frozenset[str]:
        """The policies that can have rules for a line."""
        return frozenset(policy for policy, wanted in self._asked.items() if carries(line, wanted))

    # Places -----------------------------------------------------------------------------------------------------------

    def line_at(self, part: LinePart, place: int, places: Places) -> int:
        """The group of the facts of a line at its place among those of a case; its parent stands before it."""
        parent = None if part.line.parent is None else places.get(part.line.parent, place)
        if parent is not None and parent >= place:
            raise Unusual
        return self.line_group(part, place, parent)

    def line_group(self, part: LinePart, place: int, parent: int | None) -> int:
        """The group of the facts of a line at a place, whose parent, if it has one, stands at another."""
        if (place, parent) not in part.at:
            places = {str(part.line.parent): parent or 0, part.line.id: place}
            found = stated.of_line(self.kb, line_placed(part.line, places))
            part.at[place, parent] = self.groups.number(found)
        return part.at[place, parent]

    def finding_at(self, part: FindingPart, lines: Iterable[LinePart], places: Places) -> int:
        """The group of the facts of a finding that names a line, or a stage, with the line at its place."""
        place = None if part.line is None else places.get(part.line)
        if place is None and part.line is not None:
            raise Unusual
        if part.stage is not None and part.stage not in [one.stage for one in lines]:
            raise Unusual
        return self.finding_group(part, place)

    def finding_group(self, part: FindingPart, place: int | None) -> int:
        """The group of the facts of a finding that names a line at a place, or a stage only."""
        if place not in part.at:
            places = {} if part.line is None or place is None else {part.line: place}
            part.at[place] = self.groups.finding(self.finding_placed(part.finding, places))
        return part.at[place]

    def finding_placed(self, found: Finding, places: Places) -> Finding:
        """A finding with the lines that it names at their places."""
        if not any(of == "line" for _, of in self._typed(found)):
            return found
        *key, value = (at_place(places[str(part)]) if of == "line" else part for part, of in self._typed(found))
        return replace(found, key=tuple(key), value=value)

    def _named(self, found: Finding, kind: str) -> str | None:
        """The only line, or the only stage, that a finding names."""
        named = dict.fromkeys(str(part) for part, of in self._typed(found) if of == kind)
        if len(named) > 1:
            raise Unusual
        return next(iter(named), None)

    def _typed(self, found: Finding) -> Iterator[tuple[Any, str]]:
        """The key and the value of a finding, with their types."""
        declared = self.kb.predicates[found.predicate]
        yield from zip(found.key, (parameter.type for parameter in declared.keys), strict=True)
        yield found.value, declared.value.type if declared.value and found.value is not None else ""


def only(named: frozenset[str] | None, for_lines: Iterable[frozenset[str]]) -> str | None:
    """The only policy that can have rules for a case; None where there are several, or none."""
    policies = frozenset[str]().union(*for_lines) if named is None else named
    return next(iter(policies)) if len(policies) == 1 else None


def _sound(found: Any) -> Any:  # noqa: ANN401 - a part of a case, or mistakes
    if isinstance(found, tuple):
        raise Unusual
    return found
