"""Cases of a slice read by numbers: Arrow tells which statements are the same, and each of them is read once.

A case is then a few lists of numbers. One that has anything out of the ordinary is put together row by row, as a record
or as the problems of its rows. Not here: how a table is cut into slices (`solver.batch.reading.slices`), or what a
single statement comes to (`solver.batch.distinct`).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import UNSET, Struct

from kb.intake.digest import digest_of
from kb.intake.limits import SIZE
from kb.intake.scope import UNSTAGED
from kb.intake.structure import MOST
from solver.batch.distinct import KINDS, NO_GROUP, ODD, STATED, WHERE, Proofs, Statements
from solver.batch.layout import Layout, among, among_pairs, both, each, of_each
from solver.batch.libraries import library
from solver.batch.reading.coded import coded, together
from solver.batch.reading.long_form import LONGEST, case
from solver.batch.reading.long_parquet import rows
from solver.batch.reading.statements import FINDING
from solver.batch.records import Entry, Slice
from solver.chunks.forms import Given
from solver.chunks.intake import NAME, Intake, Part, Places, Read, Unusual

LARGE = SIZE // 2
"""With so many bytes of findings in its canonical form, a case may be too large as a record."""
NO_DOCUMENT = frozenset([None])
PARTS = ("request", "line", "document")
Numbers = list[int]


class _Line(Struct, frozen=True):
    """A line as it was given, its stage, and what it comes to at each place where it has stood, if it has no parent."""

    given: Given
    stage: str
    at: dict[int, Part]


class Numbered:
    """The cases of a slice, whose parts are those of an intake."""

    def __init__(self, intake: Intake, whole: Slice) -> None:
        self._intake, self._slice, self._table = intake, whole, table(whole)
        stated = together([coded(self._table.column(name)) for name in STATED])
        where = coded(self._table.column(WHERE))
        self._statements, proofs = Statements(intake, stated.cells), Proofs(intake, where.cells)
        self._parts: dict[tuple[str, tuple[int, ...]], Part] = {}
        self._lines: dict[tuple[int, ...], _Line] = {}
        layout, kinds = Layout(whole.spans), of_each(self._statements.kinds, stated.numbers)
        self._odd = layout.having(among_pairs(kinds, of_each(proofs.kinds, where.numbers), ODD))
        about = {name: among(kinds, [kind]) for kind, name in enumerate(KINDS)}
        self._about = {name: layout.held(stated.numbers, about[name]) for name in PARTS}
        placed = among(of_each(self._statements.groups, stated.numbers), [NO_GROUP])
        self._placed = layout.held(stated.numbers, both(about[FINDING], placed))
        by_form = (stated.numbers, ranks(self._statements.canonical)), (where.numbers, ranks(proofs.canonical))
        findings, found_in = layout.sorted(about[FINDING], *by_form)
        self._groups, self._refers = each(findings, self._statements.groups), each(found_in, proofs.refers)
        self._canonical = each(findings, self._statements.canonical), each(found_in, proofs.canonical)

    def entry(self, place: int) -> Entry:
        """A case put together row by row."""
        span, first = self._slice.spans[place], self._slice.line
        held = self._table.slice(span.begin, span.end - span.begin)
        return case(rows([held], first + span.begin), self._slice.file, apart=span.apart)

    def read(self, place: int) -> Read:
        """A case. Raises `Unusual`."""
        span = self._slice.spans[place]
        ordinary = span.whole and not span.apart and span.end - span.begin <= LONGEST and place not in self._odd
        if not ordinary or span.name is None or not NAME.fullmatch(span.name):
            raise Unusual
        return self._read(span.name, place)

    def _read(self, name: str, place: int) -> Read:
        request = self._part("request", "", self._about["request"].of(place))
        lines = {one: self._line(one, numbers) for one, numbers in self._by_name("line", place).items()}
        documents = self._by_name("document", place)
        if not lines or max(len(lines), len(documents)) > MOST or not self._refers_to(place) <= documents.keys():
            raise Unusual
        places = {one: number for number, one in enumerate(lines)}
        asked = [self._at(one, number, places) for number, one in enumerate(lines.values())]
        supplied = [self._part("document", *one) for one in documents.items()]
        groups = self._chart(place, lines, places)
        groups.extend([part.group for part in (request, *asked, *supplied)])
        lists = (_joined(asked), self._findings(place), _joined(supplied))
        return Read(name, tuple(lines), groups, digest_of(name, request.canonical, *lists))

    def _refers_to(self, place: int) -> set[str | None]:
        """The documents that evidence refers to."""
        return set(self._refers.of(place)) - NO_DOCUMENT

    def _findings(self, place: int) -> bytes:
        """The findings of a case in their canonical form."""
        begins, ends = (one.of(place) for one in self._canonical)
        if len(begins) > MOST:
            raise Unusual
        pieces = [b","] * (3 * len(begins))
        pieces[::3], pieces[1::3] = begins, ends
        found = b"".join(pieces[:-1])
        if len(found) > LARGE:
            raise Unusual
        return found

    def _chart(self, place: int, lines: "dict[str, _Line]", places: Places) -> Numbers:
        """The groups of the findings of a case."""
        groups, slots, findings = set(self._groups.of(place)), self._statements.slots, self._statements.findings
        for number in self._placed.of(place):
            part = findings[number]
            assert part is not None
            known = None if part.stage else part.at.get(places.get(part.line or ""))
            group, slot, _ = known or self._intake.at_place_of(part, [one.stage for one in lines.values()], places)
            slots[group] = slot
            groups.add(group)
        groups.discard(NO_GROUP)
        found = list(groups)
        said = [slots[group] for group in found]
        if len(set(said)) < len(said):
            found += map(self._intake.torn_slot, _repeated(said))
        return found

    # Parts ------------------------------------------------------------------------------------------------------------

    def _by_name(self, kind: str, place: int) -> dict[str, Numbers]:
        """The statements of a case about each line, or each document, in the order in which they come up."""
        found: dict[str, Numbers] = {}
        names = self._statements.names
        for number in self._about[kind].of(place):
            name = names[number]
            if name in found:
                found[name].append(number)
            else:
                found[name] = [number]
        return found

    def _part(self, kind: str, name: str, stated: Numbers) -> Part:
        """The request, or a document."""
        key = kind, tuple(stated)
        if key not in self._parts:
            read = self._intake.document if name else self._intake.request
            self._parts[key] = read(self._statements.given(kind, name, stated))
        return self._parts[key]

    def _line(self, name: str, stated: Numbers) -> _Line:
        key = tuple(stated)
        if key not in self._lines:
            given = self._statements.given("line", name, stated)
            self._lines[key] = _Line(given, UNSTAGED if given.stage is UNSET else str(given.stage), {})
        return self._lines[key]

    def _at(self, line: _Line, place: int, places: Places) -> Part:
        """A line at its place."""
        if place not in line.at or line.given.parent is not UNSET:
            line.at[place] = self._intake.line(line.given, place, places)
        return line.at[place]


def ranks(canonical: list[bytes]) -> Numbers:
    """The place of each form among all in order."""
    found = [0] * len(canonical)
    for rank, number in enumerate(sorted(range(len(canonical)), key=canonical.__getitem__)):
        found[number] = rank
    return found


def _repeated(numbers: Numbers) -> Iterator[int]:
    """The numbers that stand among these more than once."""
    seen = set[int]()
    for one in numbers:
        if one in seen:
            yield one
        seen.add(one)


def _joined(parts: Iterable[Part]) -> bytes:
    return b",".join(sorted([one.canonical for one in parts]))


def table(whole: Slice) -> Any:  # noqa: ANN401 - pyarrow has no types
    """The rows of a slice, in one piece."""
    (batch,) = library("pyarrow.ipc", "Parquet files").open_stream(whole.columns)
    return batch
