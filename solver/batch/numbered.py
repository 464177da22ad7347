"""The cases of a slice, read by numbers: what their rows say is looked up, and put together in arrays.

A case with anything out of the ordinary is left to a full reading, row by row. Not here: how a table is cut into slices
(`solver.batch.reading.slices`), what a single statement comes to (`solver.batch.distinct`), or how parts make up a case
(`solver.chunks.assembly`).
"""

import re
from collections.abc import Sequence

import numpy as np

from kb.intake.limits import SIZE
from kb.intake.structure import ID, MOST
from solver.batch.distinct import KINDS, ODD, STATED, WHERE, Proofs, Statements
from solver.batch.layout import owners
from solver.batch.reading.coded import coded, together
from solver.batch.reading.long_form import LONGEST, case
from solver.batch.reading.long_parquet import rows
from solver.batch.records import Entry, Slice, Span
from solver.chunks.arrays import BITS, NOBODY, Numbers, changes, sequences
from solver.chunks.assembly import Assembly, Held
from solver.chunks.cases import Some, in_blocks
from solver.chunks.parts import Parts

NAME = re.compile(ID, re.ASCII)
"""The id of a case; another is left to a full reading."""
LARGE = SIZE // 2
"""With so many bytes of findings, a case may be too large as a record."""
MANY = 500
"""Rows about the request, the lines and the documents with which a case is left to a full reading."""
REQUEST, LINE, DOCUMENT, FINDING = range(len(KINDS))


class Numbered:
    """The cases of a slice."""

    def __init__(self, parts: Parts, whole: Slice) -> None:
        self._parts, self._slice, self._table = parts, whole, whole.table
        stated, where = together([coded(self._table.column(name)) for name in STATED]), coded(self._table.column(WHERE))
        self._statements, self._proofs = Statements(parts, stated.cells), Proofs(parts, where.cells)
        self._stated, self._where = stated.numbers, where.numbers

    def entry(self, place: int) -> Entry:
        """A case put together row by row."""
        span, first = self._slice.spans[place], self._slice.line
        held = self._table.slice(span.begin, span.end - span.begin)
        return case(rows([held], first + span.begin), self._slice.file, apart=span.apart)

    def ordinary(self) -> Some:
        """The places of the cases that have nothing out of the ordinary, and what they are."""
        spans = self._slice.spans
        return in_blocks(len(spans), lambda block: self._ordinary(spans[block]))

    def _ordinary(self, spans: Sequence[Span]) -> Some:
        rows_of = slice(spans[0].begin, spans[-1].end)
        of_case, stated, where = owners(spans), self._stated[rows_of], self._where[rows_of]
        flags = np.array([_is_ordinary(one) for one in spans], np.bool_)
        flags[self._odd(of_case, stated, where)] = False
        some = (of_case != NOBODY) & flags[of_case]
        if not some.all():
            of_case, stated, where = of_case[some], stated[some], where[some]
        kinds = self._statements.kinds[stated]
        requests, lines, documents = (
            self._described(of_case[there], stated[there]) for there in (kinds == kind for kind in range(FINDING))
        )
        found = kinds == FINDING
        findings = Held(of_case[found], self._statements.parts[stated[found]], self._proofs.parts[where[found]])
        names = [span.name or "" for span in spans]
        return Assembly(self._parts, flags).cases(names, requests, lines, documents, findings)

    def _odd(self, of_case: Numbers, stated: Numbers, where: Numbers) -> Numbers:
        """The cases that have something odd in their rows, or are large."""
        some = of_case != NOBODY
        of_case, stated, where = of_case[some], stated[some], where[some]
        kinds = self._statements.kinds[stated]
        sizes, findings = self._statements.sizes[stated] + self._proofs.sizes[where], kinds == FINDING
        odd = [of_case[ODD[kinds, self._proofs.kinds[where]]]]
        for of_each, most in ((sizes, LARGE), (findings, MOST), (~findings, MANY)):
            odd.append(np.flatnonzero(np.bincount(of_case, of_each) > most))
        return np.concatenate(odd)

    def _described(self, of_case: Numbers, stated: Numbers) -> Held:
        """The requests, lines or documents that rows describe: each belongs to a case, and all rows that have the same
        name are about the same."""
        keys = (of_case << BITS) + self._statements.names[stated]
        begins = changes(keys)
        _, firsts, numbers = np.unique(keys[begins], return_index=True, return_inverse=True)
        of_row = np.repeat(numbers, np.diff(np.append(begins, len(keys))))
        found, first = sequences(of_row, stated, len(firsts)), begins[firsts]
        order = np.lexsort((first, of_case[first]))
        parts = np.array([self._statements.part(each) for each in found.each], np.int64)
        return Held(of_case[first[order]], parts[found.numbers[order]])


def _is_ordinary(one: Span) -> bool:
    """Whether a case may be read by numbers, as far as its span tells."""
    is_whole = one.whole and not one.apart and one.end - one.begin <= LONGEST
    return is_whole and one.name is not None and NAME.fullmatch(one.name) is not None
