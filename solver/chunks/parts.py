"""What the parts of cases come to: a request, a line, a document, a finding, the evidence for it.

A part that is written as one before it is not read a second time: it has a number, under which stands what it comes to.
Findings are much alike, and where they stand is not, so that evidence is kept by itself. Not here: where the parts of a
case stand in its text (`solver.chunks.stretches`), how they are checked (`kb.intake`), what is true of them
(`solver.facts`), or how they are put together (`solver.chunks.assembly`).
"""

from collections.abc import Callable, Iterable, Iterator, Sized
from typing import Any

from msgspec import DecodeError
from msgspec.structs import replace

from kb.candidates import asked_for, carries
from kb.case import Finding, Line, Record, Request
from kb.intake import findings as findings_intake
from kb.intake import lines as lines_intake
from kb.intake.digest import HASH, hashed, mark
from kb.intake.digest import stated as said
from kb.intake.scope import UNSTAGED, Names, Scope, vocabulary
from kb.intake.structure import DocumentForm, EvidenceForm, FindingForm, LineForm, RequestForm
from kb.knowledge import KnowledgeBase
from solver import facts as stated
from solver.chunks import forms
from solver.chunks.arrays import NOBODY
from solver.chunks.digests import Hashes
from solver.chunks.groups import NOTHING, Groups
from solver.chunks.numbering import Numbering
from solver.chunks.places import Places, at_place, line_placed
from solver.chunks.tables import DocumentColumns, EvidenceColumns, FindingColumns, LineColumns, RequestColumns, Table

MOST_KEPT, MOST_BYTES = 100_000, 16_000_000
"""Parts or stretches, and bytes of texts, that are kept; then all are forgotten, so that memory has a bound."""
NO_EVIDENCE = EvidenceForm()
ANY = Names(None, None, None)
"""A part alone does not tell which other parts there are."""


class Unusual(Exception):
    """A case that cannot be put together from parts."""


class Parts:
    """The parts of cases for one knowledge base. Names, hashes and sets of policies have numbers, too; None among the
    policies stands for a request that names none. `kept` are the bytes of all texts of parts."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb, self.groups, self.kept = kb, Groups(kb), 0
        self.names, self.hashes = Numbering[str](), Hashes()
        self.policies = Numbering[frozenset[str] | None]({None: 0})
        self.requests, self.lines = Table(RequestColumns), Table(LineColumns)
        self.documents, self.findings = Table(DocumentColumns), Table(FindingColumns)
        self.evidence = Table(EvidenceColumns)
        self._scope, self._asked = Scope(vocabulary(kb), ANY), {one: asked_for(kb, one) for one in kb.policies}
        findings = (one for one in kb.predicates.values() if one.kind == "finding")
        self._reader = forms.Reader({parameter.name.lower() for one in findings for parameter in one.keys})
        self._kept: dict[tuple[str, bytes], int] = {}
        self._lines, self._findings = dict[int, Line](), dict[int, Finding]()
        self._placed: dict[tuple[int, ...], int] = {}
        self._made: dict[str, Callable[[Any], int]] = {
            "request": self._request,
            "document": self._document,
            "line": self._line,
            "evidence": self._evidence,
            "finding": self._finding,
        }

    def __len__(self) -> int:
        kept: tuple[Sized, ...] = self.groups, self._kept, self._placed, self.names, self.hashes, self.policies
        return max(map(len, kept))

    def piece(self, kind: str, text: bytes) -> int:
        """The number of a part of some kind, by its text. Raises `Unusual` where that is not right."""
        key = kind, text
        if key not in self._kept:
            self._kept[key] = self._made[kind](self._form(kind, text))
            self.kept += len(text)
        return self._kept[key]

    # What was not kept ------------------------------------------------------------------------------------------------

    def _form(self, kind: str, text: bytes) -> Any:  # noqa: ANN401 - a form of `kb.intake.structure`
        try:
            return self._reader.part(kind, text)
        except (DecodeError, UnicodeDecodeError):
            raise Unusual from None

    def _request(self, form: RequestForm) -> int:
        found = _sound(lines_intake.request(form))
        group = self.groups.number(stated.of_request(self.kb, found))
        return self.requests.add(*self._mark(found), group, self.policies[self.named(found)])

    def _document(self, form: DocumentForm) -> int:
        found = _sound(lines_intake.record(0, form))
        group = self.groups.number([stated.of_record(found)])
        return self.documents.add(*self._mark(found), group, self.names[found.id])

    def _line(self, form: LineForm) -> int:
        found = _sound(lines_intake.line(0, form, self._scope))
        stage = UNSTAGED if found.stage is None else found.stage
        named = self.names[found.id], self.names[stage], self._name(found.parent)
        number = self.lines.add(*self._mark(found), *named, self.policies[self.for_line(found)])
        self._lines[number] = found
        return number

    def _evidence(self, form: EvidenceForm) -> int:
        found = _sound(findings_intake.evidence(form, (), self._scope))
        return self.evidence.add(self.hashes[hashed(found)], self._name(found.document))

    def _finding(self, form: FindingForm) -> int:
        if form.evidence != NO_EVIDENCE:
            raise Unusual
        found = _sound(findings_intake.finding(0, form, self._scope))
        line, stage = self._named(found, "line"), self._named(found, "stage")
        group = self.groups.finding(found) if line is None and stage is None else NOTHING
        number = self.findings.add(self.hashes[hashed(said(found))], group, self._name(line), self._name(stage))
        self._findings[number] = found
        return number

    def _mark(self, found: Request | Line | Record) -> tuple[int, int]:
        made = mark(found)
        return self.hashes[made[:HASH]], self.hashes[made[HASH:]]

    def _name(self, name: str | None) -> int:
        return NOBODY if name is None else self.names[name]

    # Policies ---------------------------------------------------------------------------------------------------------

    def named(self, request: Request) -> frozenset[str] | None:
        """The policy that a request names, if it is there; None where it names none."""
        return None if request.policy is None else frozenset(self._asked.keys() & {self.kb.symbol(request.policy)})

    def for_line(self, line: Line) -> frozenset[str]:
        """The policies that can have rules for a line."""
        return frozenset(policy for policy, wanted in self._asked.items() if carries(line, wanted))

    # Places -----------------------------------------------------------------------------------------------------------

    def line_group(self, number: int, place: int, parent: int) -> int:
        """The group of the facts of a line at its place among those of a case, and with the place of its parent."""
        key = number, place, parent
        if key not in self._placed:
            line = self._lines[number]
            placed = line_placed(line, {str(line.parent): parent, line.id: place})
            self._placed[key] = self.groups.number(stated.of_line(self.kb, placed))
        return self._placed[key]

    def finding_group(self, number: int, place: int) -> int:
        """The group of the facts of a finding that names a line at a place, or a stage only."""
        key = number, place
        if key not in self._placed:
            found = self._findings[number]
            places = {str(self._named(found, "line")): place}
            self._placed[key] = self.groups.finding(self.finding_placed(found, places))
        return self._placed[key]

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
