"""What the parts of cases come to: a request, a line, a document, a finding, the evidence for it.

A part that is written as one before it is not read a second time: what it comes to was kept under its text. Findings
are much alike, and where they stand is not, so that evidence is kept by itself. Not here: how parts make up a case
(`solver.chunks.intake`), how they are checked (`kb.intake`), or what is true of them (`solver.facts`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from msgspec import DecodeError, Struct
from msgspec.structs import replace

from kb.case import Finding, Line
from kb.intake import findings as findings_intake
from kb.intake import lines as lines_intake
from kb.intake.digest import NOWHERE, mark, stated_mark
from kb.intake.scope import UNSTAGED, Names, Scope, vocabulary
from kb.intake.structure import EvidenceForm
from kb.knowledge import KnowledgeBase
from solver import facts as stated
from solver.chunks import forms
from solver.chunks.groups import Groups
from solver.chunks.places import Places, at_place, line_placed

EVIDENCE, CLOSE = b'"evidence":', b"}"
"""How evidence begins in the text of a finding, and where it ends at the earliest."""
HOLE = b"\0"
"""Stands in the text of a finding for its evidence; no text of a case holds it."""
MOST_KEPT = 100_000
"""Parts of a kind that are kept; then they are forgotten, so that memory has a bound."""
NO_EVIDENCE = EvidenceForm()
ANY = Names(None, None, None)
"""A part alone does not tell which other parts there are."""
NO_GROUP = -1
"""The group of a finding that says another thing in another case."""
Kept = TypeVar("Kept")


class Unusual(Exception):
    """A case that cannot be put together from parts."""


class Marked(Struct, frozen=True):
    """A part with its mark (`kb.intake.digest`)."""

    mark: bytes


class Part(Marked, frozen=True):
    """A request or a document, by its `name`: the group of its facts."""

    group: int
    name: str = ""


class LinePart(Marked, frozen=True):
    """A line, its stage, and the groups of its facts at its place and that of its parent."""

    line: Line
    stage: str
    at: dict[tuple[int, int | None], int]


class Proof(Marked, frozen=True):
    """Evidence, and the document that it refers to."""

    refers: str | None


class FindingPart(Marked, frozen=True):
    """A finding without its evidence, and the group of its facts, which is the same anywhere, or that `at` the place of
    the `line` that it names, in a case with the `stage` that it names."""

    finding: Finding
    line: str | None
    stage: str | None
    group: int
    at: dict[int | None, int]


class Parts:
    """The parts of cases for one knowledge base, each from its text. All raise `Unusual` where it is not right."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb, self.groups = kb, Groups(kb)
        self._scope = Scope(vocabulary(kb), ANY)
        findings = (one for one in kb.predicates.values() if one.kind == "finding")
        self._reader = forms.Reader({parameter.name.lower() for one in findings for parameter in one.keys})
        self._requests: dict[bytes, Part] = {}
        self._documents: dict[bytes, Part] = {}
        self._lines: dict[bytes, LinePart] = {}
        self._findings: dict[bytes, FindingPart] = {}
        self._proofs: dict[bytes, Proof] = {b"": Proof(mark(NOWHERE), None)}
        self._beginnings: dict[bytes, FindingPart] = {}
        self._endings: dict[bytes, Proof] = {}

    def __len__(self) -> int:
        kept = (self._requests, self._documents, self._lines, self._findings, self._proofs)
        return max(len(self.groups), *[len(one) for one in kept])

    def pieces(self, text: bytes) -> forms.Pieces:
        """The pieces of a case."""
        return _decoded(self._reader.pieces, text)

    def request(self, text: bytes) -> Part:
        """What a request comes to."""
        return self._requests.get(text) or self._request(text)

    def document(self, text: bytes) -> Part:
        """What a document comes to."""
        return self._documents.get(text) or self._document(text)

    def line(self, text: bytes) -> LinePart:
        """What a line comes to, apart from its place."""
        return self._lines.get(text) or self._line(text)

    def evidence(self, text: bytes) -> Proof:
        """What evidence comes to."""
        where = text.removesuffix(CLOSE)
        return self._proofs.get(where) or self._proof(where)

    def chart(self, texts: Sequence[bytes]) -> tuple[list[FindingPart], list[Proof]]:
        """What findings come to, and the evidence for each."""
        split = [text.partition(EVIDENCE) for text in texts]
        beginnings, endings = self._beginnings, self._endings
        try:
            return [beginnings[before] for before, _, _ in split], [endings[rest] for _, _, rest in split]
        except KeyError:
            found = [self._evidenced(*one) for one in split]
        return [part for part, _ in found], [proof for _, proof in found]

    def _evidenced(self, before: bytes, sign: bytes, rest: bytes) -> tuple[FindingPart, Proof]:
        """What a finding comes to, and its evidence. Where that stands last, or nowhere, what is before it and what is
        behind tell them."""
        where, _, after = rest.partition(CLOSE)
        key = before + HOLE + after
        part = self._findings.get(key) or self._finding(key, before + sign + rest, where)
        proof = self._proofs.get(where) or self._proof(where)
        if not sign or after == CLOSE:
            self._beginnings[before], self._endings[rest] = part, proof
        return part, proof

    # What was not kept ------------------------------------------------------------------------------------------------

    def _request(self, text: bytes) -> Part:
        found = _sound(lines_intake.request(self._form("request", text)))
        facts = self.groups.number(stated.of_request(self.kb, found))
        return _kept(self._requests, text, Part(mark(found), facts))

    def _document(self, text: bytes) -> Part:
        found = _sound(lines_intake.record(0, self._form("document", text)))
        facts = self.groups.number([stated.of_record(found)])
        return _kept(self._documents, text, Part(mark(found), facts, found.id))

    def _line(self, text: bytes) -> LinePart:
        found = _sound(lines_intake.line(0, self._form("line", text), self._scope))
        stage = UNSTAGED if found.stage is None else found.stage
        return _kept(self._lines, text, LinePart(mark(found), found, stage, {}))

    def _proof(self, where: bytes) -> Proof:
        form = self._form("evidence", where + CLOSE)
        found = _sound(findings_intake.evidence(form, (), self._scope))
        return _kept(self._proofs, where, Proof(mark(found), found.document))

    def _finding(self, key: bytes, text: bytes, where: bytes) -> FindingPart:
        """What a finding comes to, of whose text the evidence is `where`, which is seen to be so."""
        form = self._form("finding", text)
        if form.evidence != (self._form("evidence", where + CLOSE) if where else NO_EVIDENCE):
            raise Unusual
        found = _sound(findings_intake.finding(0, form, self._scope))
        line, stage = self._named(found, "line"), self._named(found, "stage")
        group = self.groups.finding(found) if line is None and stage is None else NO_GROUP
        part = FindingPart(stated_mark(found), found, line, stage, group, {})
        return _kept(self._findings, key, part)

    def _form(self, kind: str, text: bytes) -> Any:  # noqa: ANN401 - a form of `kb.intake.structure`
        return _decoded(lambda written: self._reader.part(kind, written), text)

    # Places -----------------------------------------------------------------------------------------------------------

    def line_at(self, part: LinePart, place: int, places: Places) -> int:
        """The group of the facts of a line at its place among those of a case; its parent stands before it."""
        parent = None if part.line.parent is None else places.get(part.line.parent, place)
        if parent is not None and parent >= place:
            raise Unusual
        group = part.at.get((place, parent))
        if group is None:
            group = part.at[place, parent] = self.groups.number(stated.of_line(self.kb, line_placed(part.line, places)))
        return group

    def finding_at(self, part: FindingPart, lines: Iterable[LinePart], places: Places) -> int:
        """The group of the facts of a finding that names a line, or a stage, with the line at its place."""
        place = None if part.line is None else places.get(part.line)
        if place is None and part.line is not None:
            raise Unusual
        if part.stage is not None and part.stage not in [one.stage for one in lines]:
            raise Unusual
        if place not in part.at:
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


def _kept(kept: dict[bytes, Kept], key: bytes, part: Kept) -> Kept:
    kept[key] = part
    return part


def _decoded(decode: Callable[[bytes], Kept], text: bytes) -> Kept:
    try:
        return decode(text)
    except (DecodeError, UnicodeDecodeError):
        raise Unusual from None


def _sound(found: Any) -> Any:  # noqa: ANN401 - a part of a case, or mistakes
    if isinstance(found, tuple):
        raise Unusual
    return found
