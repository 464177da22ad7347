"""Cases of a slice read by numbers: Arrow tells which statements are the same, and each of them is read once.

A case is then a few lists of numbers. One that has anything out of the ordinary is put together row by row, as a record
or as the problems of its rows. Not here: how a table is cut into slices (`solver.batch.reading.slices`), or what a
single statement comes to (`solver.batch.distinct`).
"""

import re
from operator import add
from typing import Any

from kb.intake.digest import digest
from kb.intake.limits import SIZE
from kb.intake.structure import ID, MOST
from solver.batch.distinct import KINDS, ODD, STATED, WHERE, Proofs, Statements
from solver.batch.layout import Layout, added, among, among_pairs, apart, both, each, of_each
from solver.batch.libraries import library
from solver.batch.reading.coded import coded, together
from solver.batch.reading.long_form import LONGEST, case
from solver.batch.reading.long_parquet import rows
from solver.batch.reading.statements import FINDING
from solver.batch.records import Entry, Slice
from solver.chunks.groups import NOTHING
from solver.chunks.intake import Intake, Read
from solver.chunks.parts import LinePart, Unusual, only
from solver.chunks.places import Places

NAME = re.compile(ID, re.ASCII)
"""The id of a case; another is left to a full reading."""
LARGE = SIZE // 2
"""With so many bytes of findings, a case may be too large as a record."""
NO_DOCUMENT = frozenset([None])
PARTS = ("request", "line", "document")
Numbers = list[int]


class Numbered:
    """The cases of a slice, whose parts are those of an intake."""

    def __init__(self, intake: Intake, whole: Slice) -> None:
        self._known, self._slice, self._table = intake.parts, whole, table(whole)
        stated = together([coded(self._table.column(name)) for name in STATED])
        where = coded(self._table.column(WHERE))
        self._statements, proofs = Statements(self._known, stated.cells), Proofs(self._known, where.cells)
        self._parts: dict[tuple[str, tuple[int, ...]], Any] = {}
        layout, kinds = Layout(whole.spans), of_each(self._statements.kinds, stated.numbers)
        sizes = added(of_each(self._statements.sizes, stated.numbers), of_each(proofs.sizes, where.numbers))
        odd = among_pairs(kinds, of_each(proofs.kinds, where.numbers), ODD)
        self._odd = layout.over(odd) | layout.over(sizes, LARGE)
        about = {name: among(kinds, [kind]) for kind, name in enumerate(KINDS)}
        self._about = {name: layout.held(stated.numbers, about[name]) for name in PARTS}
        placed = both(about[FINDING], among(of_each(self._statements.groups, stated.numbers), [NOTHING]))
        self._placed = layout.held(stated.numbers, placed)
        self._groups = each(layout.held(stated.numbers, apart(about[FINDING], placed)), self._statements.groups)
        findings, found_in = (layout.held(one.numbers, about[FINDING]) for one in (stated, where))
        self._refers = each(found_in, proofs.refers)
        self._marks = each(findings, self._statements.marks), each(found_in, proofs.marks)

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
        lines = {one: self._part("line", one, numbers) for one, numbers in self._by_name("line", place).items()}
        documents = self._by_name("document", place)
        if not lines or max(len(lines), len(documents)) > MOST or not self._refers_to(place) <= documents.keys():
            raise Unusual
        places = {one: number for number, one in enumerate(lines)}
        supplied = [self._part("document", *one) for one in documents.items()]
        groups = self._chart(place, lines, places)
        groups += [self._known.line_at(one, number, places) for number, one in enumerate(lines.values())]
        groups += [part.group for part in (request, *supplied)]
        marks = [request.mark, *[one.mark for one in lines.values()], *[one.mark for one in supplied]]
        policy = only(request.policies, [one.policies for one in lines.values()])
        return Read(name, tuple(lines), groups, digest(name, b"".join(marks + self._findings(place))), policy)

    def _refers_to(self, place: int) -> set[str | None]:
        """The documents that evidence refers to."""
        return set(self._refers.of(place)) - NO_DOCUMENT

    def _findings(self, place: int) -> list[bytes]:
        """The marks of the findings of a case."""
        found = list(map(add, *(one.of(place) for one in self._marks)))
        if len(found) > MOST:
            raise Unusual
        return found

    def _chart(self, place: int, lines: dict[str, LinePart], places: Places) -> Numbers:
        """The groups of the findings of a case."""
        groups, findings = self._groups.of(place), self._statements.findings
        for number in self._placed.of(place):
            part = findings[number]
            assert part is not None
            groups.append(self._known.finding_at(part, lines.values(), places))
        return groups

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

    def _part(self, kind: str, name: str, stated: Numbers) -> Any:  # noqa: ANN401 - by its kind
        """The request, a line, or a document."""
        key = kind, tuple(stated)
        if key not in self._parts:
            self._parts[key] = self._known.piece(kind, self._statements.written(name, stated))
        return self._parts[key]


def table(whole: Slice) -> Any:  # noqa: ANN401 - pyarrow has no types
    """The rows of a slice, in one piece."""
    (batch,) = library("pyarrow.ipc", "Parquet files").open_stream(whole.columns)
    return batch
