"""Many cases as facts: what was read once is not read again.

A part of a case (a line, a finding, its evidence, a document) that is written as one before it is not checked a second
time: what it comes to was kept. Lines go by their place in the case, so that the facts of two cases are the same where
the cases are. A case with anything out of the ordinary is read like a single one, which also tells what is wrong with
it. Not here: how parts are checked (`kb.intake`), or what is true of them (`solver.facts`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeGuard

from msgspec import UNSET, DecodeError, Struct, ValidationError, convert, json
from msgspec.structs import replace

from kb.case import Case, Constant, Finding, Line
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

FIELD = b'":'
"""What stands after the name of a field. A text that has more of them than its parts have fields is read in full."""
NAME = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
"""The id of a case; another is left to a full reading."""
MOST_KEPT = 100_000
"""Parts of a kind that are kept; then they are forgotten, so that memory has a bound."""
LINE = "@"
"""Begins the name of a line in a chunk; no text of a case or a policy has it."""
NAMED = re.compile(LINE + r"([0-9]+)")
Places = dict[str, int]
Given = Any
"""A part as it is given, see `forms`."""


class Unusual(Exception):
    """A case that cannot be put together from parts."""


class Read(Struct, frozen=True):
    """A case as it was read: its id, the ids of its lines, its facts by their numbers (`Intake.facts`), its digest."""

    name: str
    lines: tuple[str, ...]
    facts: list[int]
    digest: str


class Part(Struct, frozen=True):
    """What a part comes to: with how many fields it is written, its canonical form, its facts."""

    fields: int
    canonical: bytes
    facts: tuple[int, ...] = ()


class FindingPart(Struct, frozen=True):
    """What a finding comes to. `facts` begin with its slot and what is said of it, and hang on the place of the `line`
    that it names; `stage` is the stage that it names."""

    fields: int
    canonical: bytes
    finding: Finding
    line: str | None
    stage: str | None
    facts: dict[int | None, tuple[int, ...]]


class _Chart(Struct, frozen=True):
    """What the findings of a case come to."""

    fields: int
    canonical: list[bytes]
    facts: list[int]


class Intake:
    """Reads cases for one knowledge base. `facts` are all facts met so far, in the order of their numbers."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb, self._vocabulary = kb, vocabulary(kb)
        self.facts: list[stated.Fact] = []
        self._numbers: dict[stated.Fact, int] = {}
        self._decode = json.Decoder(forms.Case).decode
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
        return Read(case.id, tuple(places), list(self._numbered(found)), case.digest)

    def forget(self) -> None:
        """Let go of what was kept, where that is much; the numbers of facts begin anew. For between two chunks."""
        if max(len(self._parts), len(self._findings), len(self.facts)) > MOST_KEPT:
            for kept in (self._parts, self._findings, self._numbers, self.facts):
                kept.clear()

    def _from_parts(self, text: bytes) -> Read:
        case = self._decoded(text)
        documents, said = _listed(case.documents), _listed(case.findings)
        places = {str(one.id): place for place, one in enumerate(case.lines)}
        names = Names(
            frozenset(places),
            frozenset([UNSTAGED if one.stage is UNSET else str(one.stage) for one in case.lines]),
            frozenset([str(one.id) for one in documents]),
        )
        if len(places) < len(case.lines) or len(names.documents or ()) < len(documents):
            raise Unusual
        request = self._request(forms.NO_REQUEST if case.request is UNSET else case.request)
        lines = [self._line(one, place, places) for place, one in enumerate(case.lines)]
        supplied = [self._document(one) for one in documents]
        chart = self._chart(said, names, places)
        parts = (request, *lines, *supplied)
        if len(forms.given(case)) + sum([part.fields for part in parts]) + chart.fields != text.count(FIELD):
            raise Unusual
        facts = [number for part in parts for number in part.facts] + chart.facts
        lists = ([one.canonical for one in lines], chart.canonical, [one.canonical for one in supplied])
        name = str(case.case)
        return Read(name, tuple(places), facts, digest(name, request.canonical, *lists))

    def _chart(self, said: list[Given], names: Names, places: Places) -> "_Chart":
        """All findings of a case."""
        fields, canonical, facts, slots = 0, [], list[int](), list[tuple[int, int]]()
        for given in said:
            part = self._finding(given, names)
            source = self._evidence(given.evidence, names)
            place = None if part.line is None else places.get(part.line)
            own = part.facts.get(place) or self._at_place(part, places)
            fields += part.fields + source.fields + (given.evidence is not UNSET)
            canonical.append(part.canonical + source.canonical + END)
            facts += own
            slots.append((own[0], own[1]))
        facts.extend(self._contradictions(slots))
        return _Chart(fields, canonical, facts)

    def _decoded(self, text: bytes) -> Given:
        if len(text) > SIZE:
            raise Unusual
        try:
            case = self._decode(text)
        except (DecodeError, UnicodeDecodeError):
            raise Unusual from None
        lists = (_listed(case.lines), _listed(case.findings), _listed(case.documents))
        if not lists[0] or any(len(members) > MOST for members in lists) or not NAME.fullmatch(str(case.case)):
            raise Unusual
        return case

    # Parts ------------------------------------------------------------------------------------------------------------

    def _request(self, given: Given) -> Part:
        if given not in self._parts:
            found = _sound(lines_intake.request(_form(given, RequestForm)))
            self._parts[given] = self._part(given, canonical(found), stated.of_request(self.kb, found))
        return self._parts[given]

    def _document(self, given: Given) -> Part:
        if given not in self._parts:
            found = _sound(lines_intake.record(0, _form(given, DocumentForm)))
            self._parts[given] = self._part(given, canonical(found), [stated.of_record(found)])
        return self._parts[given]

    def _line(self, given: Given, place: int, places: Places) -> Part:
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

    def _evidence(self, given: Given, names: Names) -> Part:
        given = forms.NO_EVIDENCE if given is UNSET else given
        if given.document is not UNSET and str(given.document) not in (names.documents or ()):
            raise Unusual
        if given not in self._parts:
            scope = Scope(self._vocabulary, names)
            found = _sound(findings_intake.evidence(_form(given, EvidenceForm), (), scope))
            self._parts[given] = self._part(given, canonical(found), ())
        return self._parts[given]

    def _finding(self, given: Given, names: Names) -> FindingPart:
        at = () if given.at is UNSET else tuple(given.at.items())
        key = given.finding, given.level, given.line, given.stage, at, given.value, given.present
        part = self._findings.get(key)
        if part is None:
            bare = replace(given, evidence=UNSET)
            scope = Scope(self._vocabulary, names)
            found = _sound(findings_intake.finding(0, _form(bare, FindingForm), scope))
            part = self._findings[key] = FindingPart(
                len(forms.given(bare)) + len(at),
                without_evidence(found),
                found,
                self._named(found, "line"),
                self._named(found, "stage"),
                {},
            )
        elif part.stage is not None and part.stage not in (names.stages or ()):
            raise Unusual
        return part

    def _at_place(self, part: FindingPart, places: Places) -> tuple[int, ...]:
        """The facts of a finding, with the line that it names at its place."""
        place = None if part.line is None else places.get(part.line)
        if part.line is not None and place is None:
            raise Unusual
        found = self._placed(part.finding, places)
        facts = part.facts[place] = tuple(self._numbered(stated.of_finding(self.kb, found)))
        return facts

    def _part(self, given: Given, whole: bytes, facts: Iterable[stated.Fact]) -> Part:
        return Part(len(forms.given(given)), whole, tuple(self._numbered(facts)))

    def _contradictions(self, said: list[tuple[int, int]]) -> Iterator[int]:
        """The slots of which two different things are said; slot and thing are the first two facts of a finding."""
        different = set(said)
        slots = dict(different)
        if len(slots) < len(different):
            torn = dict.fromkeys(slot for slot, thing in said if slots[slot] != thing)
            yield from self._numbered(stated.contradicted(self.facts[slot]) for slot in torn)

    def _numbered(self, found: Iterable[stated.Fact]) -> Iterator[int]:
        """The numbers of facts, each under the name that the program reads."""
        for name, row in dict.fromkeys(found):
            fact = stated.read_as(self.kb, name), row
            number = self._numbers.setdefault(fact, len(self.facts))
            if number == len(self.facts):
                self.facts.append(fact)
            yield number

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
