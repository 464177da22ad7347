"""Many cases as facts: what was read once is not read again.

A part of a case (a line, a finding, its evidence, a document) that is written as one before it is not checked a second
time: what it comes to was kept. Lines go by their place in the case, so that the facts of two cases are the same where
the cases are. A case with anything out of the ordinary is read like a single one, which also tells what is wrong with
it. Not here: how parts are checked (`kb.intake`), or what is true of them (`solver.facts`).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeGuard, TypeVar

from msgspec import UNSET, DecodeError, Struct, ValidationError, convert
from msgspec.structs import replace

from kb.case import Case, Constant, Evidence, Finding, Line
from kb.intake import findings as findings_intake
from kb.intake import lines as lines_intake
from kb.intake.case_file import case_from
from kb.intake.digest import END, canonical, digest, without_evidence
from kb.intake.limits import SIZE
from kb.intake.scope import UNSTAGED, Names, Scope, vocabulary
from kb.intake.structure import MOST, DocumentForm, EvidenceForm, FindingForm, LineForm, RequestForm
from kb.intake.text import content
from kb.knowledge import KnowledgeBase
from solver import facts as stated
from solver.chunks import forms
from solver.chunks.forms import Given

FIELD = b'":'
"""What stands after the name of a field. A text that has more of them than its parts have fields is read in full."""
NAME = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
"""The id of a case; another is left to a full reading."""
MOST_KEPT = 100_000
"""Parts of a kind that are kept; then they are forgotten, so that memory has a bound."""
LINE = "\0"
"""Begins the name of a line in a chunk; no text of a case or a policy can hold it."""
NAMED = re.compile(LINE + r"([0-9]+)")
Places = dict[str, int]
Said = tuple[int, int, int]
"""The group of the facts of a finding, and in it its slot and what is said of that."""
Kind = TypeVar("Kind")


class Unusual(Exception):
    """A case that cannot be put together from parts."""


class Read(Struct, frozen=True):
    """A case as it was read: its id, the ids of its lines, its facts by the numbers of their groups (`Intake.groups`),
    its digest."""

    name: str
    lines: tuple[str, ...]
    groups: list[int]
    digest: str


class Part(Struct, frozen=True):
    """What a part comes to: with how many fields it is written, its canonical form, the group of its facts. Evidence
    counts the field that it stands in, and `refers` to a document."""

    fields: int
    canonical: bytes
    group: int = 0
    refers: str | None = None


class FindingPart(Struct, frozen=True):
    """What a finding comes to: the same `anywhere`, or `at` the place of the `line` that it names, in a case with the
    `stage` that it names."""

    fields: int
    canonical: bytes
    finding: Finding
    line: str | None
    stage: str | None
    anywhere: Said | None
    at: dict[int | None, Said]


class _Chart(Struct, frozen=True):
    """What the findings of a case come to."""

    fields: int
    canonical: list[bytes]
    groups: list[int]


class Intake:
    """Reads cases for one knowledge base. `facts` are all facts met so far and `groups` those that came together, both
    in the order of their numbers."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb, self._vocabulary = kb, vocabulary(kb)
        self.facts: list[stated.Fact] = []
        self.groups: list[tuple[int, ...]] = []
        self._numbers: dict[stated.Fact, int] = {}
        self._group_numbers: dict[tuple[int, ...], int] = {}
        self._torn: dict[int, int] = {}
        findings = (one for one in kb.predicates.values() if one.kind == "finding")
        self._reader = forms.Reader({parameter.name.lower() for one in findings for parameter in one.keys})
        self.nowhere = canonical(Evidence()) + END
        self._parts: dict[Given, Part] = {}
        self._findings: dict[Given, FindingPart] = {}

    def read(self, text: bytes, file: str) -> Read:
        """The case in a text. Raises `Rejected` with all problems of a text that is none."""
        try:
            return self._from_parts(text)
        except Unusual:
            return self.whole(case_from(content(file, text), file, self._vocabulary))

    def whole(self, case: Case) -> Read:
        """A case that was read by itself."""
        places = {one.id: place for place, one in enumerate(case.lines)}
        said = [self._placed(one, places) for one in case.findings]
        found = (
            *stated.of_request(self.kb, case.request),
            *map(stated.of_record, case.documents),
            *(fact for one in case.lines for fact in stated.of_line(self.kb, _line_placed(one, places))),
            *(fact for one in said for fact in stated.of_finding(self.kb, one)),
            *stated.contradictions(said),
        )
        return Read(case.id, tuple(places), [self._group(found)], case.digest)

    def forget(self) -> None:
        """Let go of what was kept, where that is much; the numbers of facts begin anew. For between two chunks."""
        if max(len(self._parts), len(self._findings), len(self.facts), len(self.groups)) > MOST_KEPT:
            for kept in (self._parts, self._findings, self._numbers, self._group_numbers, self._torn):
                kept.clear()
            self.facts, self.groups = [], []

    def _from_parts(self, text: bytes) -> Read:
        case, sources = self._decoded(text)
        documents = _listed(case.documents)
        places = {str(one.id): place for place, one in enumerate(case.lines)}
        names = Names(
            frozenset(places),
            frozenset([UNSTAGED if one.stage is UNSET else str(one.stage) for one in case.lines]),
            frozenset([str(one.id) for one in documents]),
        )
        if len(places) < len(case.lines) or len(names.documents or ()) < len(documents):
            raise Unusual
        request = self.request(forms.NO_REQUEST if case.request is UNSET else case.request)
        lines = [self.line(one, place, places) for place, one in enumerate(case.lines)]
        supplied = [self.document(one) for one in documents]
        chart = self._chart(_listed(case.findings), sources, names, places)
        parts = (request, *lines, *supplied)
        own = sum([getattr(case, name) is not UNSET for name in case.__struct_fields__])
        if own + chart.fields + sum([part.fields for part in parts]) != text.count(FIELD):
            raise Unusual
        groups = [part.group for part in parts] + chart.groups
        lists = ([one.canonical for one in lines], chart.canonical, [one.canonical for one in supplied])
        name = str(case.case)
        return Read(name, tuple(places), groups, digest(name, request.canonical, *lists))

    def _chart(self, said: list[Given], sources: list[forms.Sourced], names: Names, places: Places) -> _Chart:
        """All findings of a case."""
        fields, canonical, groups = 0, list[bytes](), list[int]()
        things, torn = dict[int, int](), dict[int, None]()
        known, kept = self._findings.get, self._parts.get
        for given, source in zip(said, sources, strict=True):
            part = known(given) or self.finding(given, names)
            group, slot, thing = part.anywhere or self.at_place_of(part, names.stages or (), places)
            groups.append(group)
            fields += part.fields
            if things.setdefault(slot, thing) != thing:
                torn[slot] = None
            if source.evidence is UNSET:
                canonical.append(part.canonical + self.nowhere)
                continue
            proof = kept(source.evidence) or self.evidence(source.evidence, names)
            if proof.refers is not None and proof.refers not in (names.documents or ()):
                raise Unusual
            fields += proof.fields
            canonical.append(part.canonical + proof.canonical)
        groups += map(self.torn_slot, torn)
        return _Chart(fields, canonical, groups)

    def _decoded(self, text: bytes) -> tuple[Given, list[forms.Sourced]]:
        """The case as it is given, and the evidence of its findings."""
        if len(text) > SIZE:
            raise Unusual
        try:
            case, sources = self._reader.case(text), self._reader.sources(text).findings
        except (DecodeError, UnicodeDecodeError):
            raise Unusual from None
        lists = (_listed(case.lines), _listed(case.findings), _listed(case.documents))
        if not lists[0] or any(len(members) > MOST for members in lists) or not NAME.fullmatch(str(case.case)):
            raise Unusual
        return case, sources

    # Parts, which raise `Unusual` where they are not right ------------------------------------------------------------

    def given(self, kind: str, fields: dict[str, object]) -> Given:
        """The part that has these fields."""
        try:
            return self._reader.part(kind, fields)
        except ValidationError:
            raise Unusual from None

    def request(self, given: Given) -> Part:
        """What a request comes to."""
        if given not in self._parts:
            found = _sound(lines_intake.request(_form(given, RequestForm)))
            self._parts[given] = self._part(given, canonical(found), stated.of_request(self.kb, found))
        return self._parts[given]

    def document(self, given: Given) -> Part:
        """What a document comes to."""
        if given not in self._parts:
            found = _sound(lines_intake.record(0, _form(given, DocumentForm)))
            self._parts[given] = self._part(given, canonical(found), [stated.of_record(found)])
        return self._parts[given]

    def line(self, given: Given, place: int, places: Places) -> Part:
        """What a line comes to at its place among those of the case."""
        parent = None if given.parent is UNSET else places.get(str(given.parent))
        if given.parent is not UNSET and (parent is None or parent >= place):
            raise Unusual
        key = given, place, parent
        if key not in self._parts:
            names = Names(frozenset(places), frozenset(), frozenset())
            found = _sound(lines_intake.line(0, _form(given, LineForm), Scope(self._vocabulary, names)))
            placed = _line_placed(found, {**places, found.id: place})
            self._parts[key] = self._part(given, canonical(found), stated.of_line(self.kb, placed))
        return self._parts[key]

    def evidence(self, given: Given, names: Names) -> Part:
        """What evidence comes to."""
        if given in self._parts:
            return self._parts[given]
        found = _sound(findings_intake.evidence(_form(given, EvidenceForm), (), Scope(self._vocabulary, names)))
        part = self._parts[given] = Part(forms.fields(given) + 1, canonical(found) + END, refers=found.document)
        return part

    def finding(self, given: Given, names: Names) -> FindingPart:
        """What a finding comes to, in a case with such names or in any."""
        if given in self._findings:
            return self._findings[given]
        found = _sound(findings_intake.finding(0, _form(given, FindingForm), Scope(self._vocabulary, names)))
        line, stage = self._named(found, "line"), self._named(found, "stage")
        anywhere = self._said(found) if line is None and stage is None else None
        part = FindingPart(forms.fields(given), without_evidence(found), found, line, stage, anywhere, {})
        self._findings[given] = part
        return part

    def at_place_of(self, part: FindingPart, stages: Collection[str], places: Places) -> Said:
        """A finding that names a line, or a stage, with the line at its place."""
        place = None if part.line is None else places.get(part.line)
        if (place is None and part.line is not None) or (part.stage and part.stage not in stages):
            raise Unusual
        if place not in part.at:
            part.at[place] = self._said(self._placed(part.finding, places))
        return part.at[place]

    def _said(self, found: Finding) -> Said:
        group = self._group(stated.of_finding(self.kb, found))
        slot, thing, *_ = self.groups[group]
        return group, slot, thing

    def _part(self, given: Given, whole: bytes, facts: Iterable[stated.Fact]) -> Part:
        return Part(forms.fields(given), whole, self._group(facts))

    def torn_slot(self, slot: int) -> int:
        """The group of the fact that two different things are said of a slot."""
        if slot not in self._torn:
            self._torn[slot] = self._group([stated.contradicted(self.facts[slot])])
        return self._torn[slot]

    def _group(self, found: Iterable[stated.Fact]) -> int:
        """The number of facts that come together, each under the name that the program reads."""
        named = ((stated.read_as(self.kb, name), row) for name, row in dict.fromkeys(found))
        group = tuple([_number(self._numbers, self.facts, fact) for fact in named])
        return _number(self._group_numbers, self.groups, group)

    # Places -----------------------------------------------------------------------------------------------------------

    def _named(self, found: Finding, kind: str) -> str | None:
        """The only line, or the only stage, that a finding names."""
        named = dict.fromkeys(str(part) for part, of in self._typed(found) if of == kind)
        if len(named) > 1:
            raise Unusual
        return next(iter(named), None)

    def _placed(self, found: Finding, places: Places) -> Finding:
        """A finding with the lines that it names at their places."""
        if not any(of == "line" for _, of in self._typed(found)):
            return found
        *key, value = (at_place(places[str(part)]) if of == "line" else part for part, of in self._typed(found))
        return replace(found, key=tuple(key), value=value)

    def _typed(self, found: Finding) -> Iterator[tuple[Any, str]]:
        """The key and the value of a finding, with their types."""
        declared = self.kb.predicates[found.predicate]
        yield from zip(found.key, (parameter.type for parameter in declared.keys), strict=True)
        yield found.value, declared.value.type if declared.value and found.value is not None else ""


def at_place(place: int) -> str:
    """The name that a line goes by in a chunk; no line of a case can be called so."""
    return f"{LINE}{place + 1}"


def place_of(name: str) -> int:
    """The place of a line that goes by a name of a chunk."""
    return int(name.removeprefix(LINE)) - 1


def is_line(part: Constant) -> TypeGuard[str]:
    """Whether a constant is the name of a line in a chunk."""
    return isinstance(part, str) and part.startswith(LINE)


def with_lines(text: str, lines: Sequence[str]) -> str:
    """A text with the ids of lines for the names that they go by in a chunk."""
    return NAMED.sub(lambda found: lines[int(found[1]) - 1], text)


def _number(numbers: dict[Kind, int], every: list[Kind], one: Kind) -> int:
    """The number of one of its kind, the next where it is new."""
    number = numbers.setdefault(one, len(every))
    if number == len(every):
        every.append(one)
    return number


def _line_placed(found: Line, places: Places) -> Line:
    parent = None if found.parent is None else at_place(places[found.parent])
    return replace(found, id=at_place(places[found.id]), parent=parent)


def _listed(given: Given) -> list[Given]:
    return [] if given is UNSET else given


def _form(given: Given, form: Any) -> Any:  # noqa: ANN401 - a form of `kb.intake.structure`
    try:
        return convert(forms.given(given), form)
    except ValidationError:
        raise Unusual from None


def _sound(found: Any) -> Any:  # noqa: ANN401 - a part of a case, or mistakes
    if isinstance(found, tuple):
        raise Unusual
    return found
