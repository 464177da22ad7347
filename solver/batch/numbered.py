"""The cases of a slice, read by numbers: what their rows say is looked up, and put together in arrays.

A case with anything out of the ordinary is left to a full reading, row by row. Not here: how a table is cut into slices
(`solver.batch.reading.slices`), what a single statement comes to (`solver.batch.distinct`), or several about the same
thing (`solver.batch.described`).
"""

import re
from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from kb.intake.limits import SIZE
from kb.intake.structure import ID, MOST
from solver.batch.described import Described, described
from solver.batch.distinct import KINDS, ODD, STATED, WHERE, Proofs, Statements
from solver.batch.layout import NOBODY, Keys, Numbers, distinct, owners, ranks, sequences
from solver.batch.reading.coded import coded, together
from solver.batch.reading.long_form import LONGEST, case
from solver.batch.reading.long_parquet import rows
from solver.batch.records import Entry, Slice, Span
from solver.chunks.cases import Cases, joined
from solver.chunks.digests import HASH, Hashes
from solver.chunks.groups import NOTHING
from solver.chunks.intake import Intake
from solver.chunks.numbering import Numbering
from solver.chunks.parts import only

NAME = re.compile(ID, re.ASCII)
"""The id of a case; another is left to a full reading."""
LARGE = SIZE // 2
"""With so many bytes of findings, a case may be too large as a record."""
MANY = 500
"""Rows about the request, the lines and the documents with which a case is left to a full reading."""
AT_ONCE = 8192
"""Cases of a block."""
REQUEST, LINE, DOCUMENT, FINDING = range(len(KINDS))
EMPTY = b"{}"
Columns = tuple[Numbers, ...]


class Told(Struct, frozen=True):
    """Rows: the case of each, the number of what is stated, and that of where it stands."""

    cases: Numbers
    stated: Numbers
    where: Numbers

    def only(self, some: NDArray[np.bool_]) -> "Told":
        """Some of them."""
        if some.all():
            return self
        return Told(self.cases[some], self.stated[some], self.where[some])


class Numbered:
    """The cases of a slice, whose parts are those of an intake."""

    def __init__(self, intake: Intake, whole: Slice) -> None:
        self.known, self._slice, self._table = intake.parts, whole, whole.table
        self.names, self.hashes = Numbering[str](), Hashes()
        stated, where = together([coded(self._table.column(name)) for name in STATED]), coded(self._table.column(WHERE))
        self.statements = Statements(self.known, stated.cells, self.names, self.hashes)
        self.proofs = Proofs(self.known, where.cells, self.names, self.hashes)
        self.stated, self.where = stated.numbers, where.numbers

    def entry(self, place: int) -> Entry:
        """A case put together row by row."""
        span, first = self._slice.spans[place], self._slice.line
        held = self._table.slice(span.begin, span.end - span.begin)
        return case(rows([held], first + span.begin), self._slice.file, apart=span.apart)

    def read(self) -> tuple[list[int], Cases]:
        """The places of the ordinary cases, and what they are."""
        spans, places, found = self._slice.spans, list[int](), list[Cases]()
        for begin in range(0, len(spans), AT_ONCE):
            some, cases = _Block(self, spans[begin : begin + AT_ONCE]).read()
            places += [begin + place for place in some]
            found.append(cases)
        return places, joined(found)


class _Block:
    """Some cases of a slice, so few that their arrays are at hand."""

    def __init__(self, whole: Numbered, spans: Sequence[Span]) -> None:
        self._whole, self._spans, self._known = whole, spans, whole.known
        self._ordinary = np.array([_is_ordinary(one) for one in spans], np.bool_)

    def read(self) -> tuple[list[int], Cases]:
        """The places of the ordinary cases, and what they are."""
        statements, proofs = self._whole.statements, self._whole.proofs
        told = self._owned()
        kinds = statements.kinds[told.stated]
        requests, lines, documents = (self._described(told.only(kinds == kind)) for kind in (REQUEST, LINE, DOCUMENT))
        requests = requests.with_default(len(self._ordinary), self._known.request(EMPTY))
        self._drop(np.setdiff1d(np.flatnonzero(self._ordinary), lines.cases))
        findings = told.only(kinds == FINDING)
        self._see_supplied(findings.cases, proofs.refers[findings.where], documents)
        groups = statements.groups[findings.stated]
        held = [
            (findings.cases, groups),
            self._placed(findings.only(groups == NOTHING), lines),
            self._of_lines(lines),
            *((one.cases, one.each(lambda part: part.group)) for one in (requests, documents)),
        ]
        marks = [
            (findings.cases, statements.said[findings.stated], proofs.marks[findings.where]),
            *map(self._marks, (requests, lines, documents)),
        ]
        return self._put_together(requests, lines, held, marks)

    # Rows -------------------------------------------------------------------------------------------------------------

    def _drop(self, cases: Numbers) -> None:
        """Leave cases to a full reading."""
        self._ordinary[cases] = False

    def _owned(self) -> Told:
        """The rows of ordinary cases; no other case has anything odd in its rows, or is large."""
        statements, proofs = self._whole.statements, self._whole.proofs
        begin, end = self._spans[0].begin, self._spans[-1].end
        told = Told(owners(self._spans), self._whole.stated[begin:end], self._whole.where[begin:end])
        told = told.only(told.cases != NOBODY)
        self._drop(told.cases[ODD[statements.kinds[told.stated], proofs.kinds[told.where]]])
        findings = statements.kinds[told.stated] == FINDING
        sizes = statements.sizes[told.stated] + proofs.sizes[told.where]
        for of_each, most in ((sizes, LARGE), (findings, MOST), (~findings, MANY)):
            self._drop(np.flatnonzero(np.bincount(told.cases, of_each) > most))
        return told.only(self._ordinary[told.cases])

    def _described(self, told: Told) -> Described:
        """What rows of one kind describe."""
        statements = self._whole.statements
        found = described(told.cases, statements.names[told.stated], told.stated, statements.part)
        self._drop(found.wrong)
        return found.only(self._ordinary[found.cases])

    def _see_supplied(self, cases: Numbers, refers: Numbers, documents: Described) -> None:
        """See that the documents are there to which findings refer."""
        there = refers != NOBODY
        found = Keys(documents.cases, documents.names).find(cases[there], refers[there])
        self._drop(cases[there][found == NOBODY])

    # Facts ------------------------------------------------------------------------------------------------------------

    def _of_lines(self, lines: Described) -> Columns:
        """The groups of the facts of lines, beside their cases; the parent of a line stands before it."""
        places, parents = ranks(lines.cases), lines.each(lambda part: self._number(part.line.parent))
        above = _placed_at(Keys(lines.cases, lines.names).find(lines.cases, parents), places)
        self._drop(lines.cases[(parents != NOBODY) & ((above == NOBODY) | (above >= places))])
        some = self._ordinary[lines.cases]
        each, numbers = distinct(lines.numbers[some], places[some], above[some])
        groups = [self._known.line_group(lines.parts[one], place, _or_none(parent)) for one, place, parent in each]
        return lines.cases[some], np.array(groups, np.int64)[numbers]

    def _placed(self, told: Told, lines: Described) -> Columns:
        """The groups of the facts of findings that name a line or a stage, beside their cases."""
        statements = self._whole.statements
        named, staged = statements.lines[told.stated], statements.stages[told.stated]
        at = _placed_at(Keys(lines.cases, lines.names).find(told.cases, named), ranks(lines.cases))
        stages = Keys(lines.cases, lines.each(lambda part: self._whole.names[part.stage])).find(told.cases, staged)
        self._drop(told.cases[((named != NOBODY) & (at == NOBODY)) | ((staged != NOBODY) & (stages == NOBODY))])
        some = self._ordinary[told.cases]
        each, numbers = distinct(told.stated[some], at[some])
        groups = [self._known.finding_group(statements.finding(one), _or_none(place)) for one, place in each]
        return told.cases[some], np.array(groups, np.int64)[numbers]

    def _number(self, name: str | None) -> int:
        return NOBODY if name is None else self._whole.names[name]

    # Cases ------------------------------------------------------------------------------------------------------------

    def _marks(self, found: Described) -> Columns:
        """The hashes of the marks of what is described, beside its cases."""
        said = found.each(lambda part: self._whole.hashes[part.mark[:HASH]])
        return found.cases, said, found.each(lambda part: self._whole.hashes[part.mark[HASH:]])

    def _put_together(
        self, requests: Described, lines: Described, held: list[Columns], marks: list[Columns]
    ) -> tuple[list[int], Cases]:
        places = np.flatnonzero(self._ordinary).tolist()
        names = [self._spans[place].name or "" for place in places]
        owned, groups = self._kept(held)
        has_facts = groups != NOTHING
        return places, Cases(
            names,
            self._ids(lines, len(places)),
            self._whole.hashes.digests(names, *self._kept(marks)),
            self._policies(requests, lines, len(places)),
            owned[has_facts],
            groups[has_facts],
        )

    def _kept(self, found: list[Columns]) -> Columns:
        """The rows of ordinary cases, one after the other; the cases by their numbers among these."""
        cases, *others = map(np.concatenate, zip(*found, strict=True))
        some = self._ordinary[cases]
        return (np.cumsum(self._ordinary) - 1)[cases[some]], *(other[some] for other in others)

    def _ids(self, lines: Described, size: int) -> list[tuple[str, ...]]:
        """The ids of the lines of each ordinary case."""
        texts = list(self._whole.names)
        cases, names = self._kept([(lines.cases, lines.names)])
        ids, ends = [texts[name] for name in names.tolist()], np.cumsum(np.bincount(cases, minlength=size)).tolist()
        return [tuple(ids[begin:end]) for begin, end in zip([0, *ends], ends, strict=False)]

    def _policies(self, requests: Described, lines: Described, size: int) -> list[str | None]:
        """For each ordinary case the only policy that can have rules for it, if there is such a one."""
        sets = Numbering[frozenset[str] | None]({None: 0})
        cases, of_lines = self._kept([(lines.cases, lines.each(lambda part: sets[part.policies]))])
        asked = np.zeros(size, np.int64)
        of_each, policies = self._kept([(requests.cases, requests.each(lambda part: sets[part.policies]))])
        asked[of_each] = policies
        found, known = sequences(cases, of_lines, size), list(sets)
        each, numbers = distinct(asked, found.numbers)
        alone = [only(known[one], [known[n] or frozenset() for n in found.each[other]]) for one, other in each]
        return [alone[number] for number in numbers.tolist()]


def _is_ordinary(one: Span) -> bool:
    """Whether a case may be read by numbers, as far as its span tells."""
    is_whole = one.whole and not one.apart and one.end - one.begin <= LONGEST
    return is_whole and one.name is not None and NAME.fullmatch(one.name) is not None


def _placed_at(found: Numbers, places: Numbers) -> Numbers:
    """The places of what was found."""
    return np.where(found == NOBODY, NOBODY, places[found]) if len(places) else found


def _or_none(number: int) -> int | None:
    return None if number == NOBODY else number
