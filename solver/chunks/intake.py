"""Many cases as facts: each is put together from parts, most of which were read before.

Lines go by their place in the case, so that the facts of two cases are the same where the cases are. A case with
anything out of the ordinary is read like a single one, which also tells what is wrong with it. Not here: what a part
comes to (`solver.chunks.parts`), or how parts make up a case (`solver.chunks.assembly`).
"""

import gc
from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kb.case import Case
from kb.intake.case_file import case_from
from kb.intake.scope import vocabulary
from kb.intake.text import content
from kb.knowledge import KnowledgeBase
from solver import facts as stated
from solver.chunks import parts as kept
from solver.chunks.arrays import NOBODY, Numbers
from solver.chunks.assembly import Assembly, Held
from solver.chunks.cases import Read, Some, in_blocks
from solver.chunks.groups import Groups
from solver.chunks.parts import Parts, Unusual, only
from solver.chunks.places import line_placed
from solver.chunks.stretches import DOCUMENT, FINDING, LINE, REQUEST, Stretches


class Intake:
    """Reads cases for one knowledge base."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb, self._vocabulary, self.parts = kb, vocabulary(kb), Parts(kb)
        self._stretches = Stretches(self.parts)

    @property
    def numbered(self) -> Groups:
        """The facts by the numbers that the cases have."""
        return self.parts.groups

    def ordinary(self, texts: Sequence[bytes]) -> Some:
        """The places of the cases among texts that have nothing out of the ordinary, and what they are."""
        return in_blocks(len(texts), lambda block: self._ordinary(texts[block]))

    def full(self, text: bytes, file: str) -> Read:
        """The case in a text, whatever is in it. Raises `Rejected` with all problems of a text that is none."""
        return self.whole(case_from(content(file, text), file, self._vocabulary))

    def whole(self, case: Case) -> Read:
        """A case that was read by itself."""
        places = {one.id: place for place, one in enumerate(case.lines)}
        said = [self.parts.finding_placed(one, places) for one in case.findings]
        found = (
            *stated.of_request(self.kb, case.request),
            *map(stated.of_record, case.documents),
            *(fact for one in case.lines for fact in stated.of_line(self.kb, line_placed(one, places))),
            *(fact for one in said for fact in stated.of_finding(self.kb, one)),
            *stated.contradictions(said),
        )
        policy = only(self.parts.named(case.request), map(self.parts.for_line, case.lines))
        return Read(case.id, tuple(places), [self.numbered.number(found)], case.digest, policy)

    def forget(self) -> None:
        """Let go of what was kept, where that is much; the numbers of facts begin anew. For between two chunks."""
        if len(self.parts) > kept.MOST_KEPT or self.parts.kept > kept.MOST_BYTES:
            self.parts = Parts(self.kb)
            self._stretches = Stretches(self.parts)
            gc.collect()  # they refer to themselves

    def _ordinary(self, texts: Sequence[bytes]) -> Some:
        if len(self._stretches.ends) > kept.MOST_KEPT or self._stretches.kept > kept.MOST_BYTES:
            self._stretches = Stretches(self.parts)
            gc.collect()
        names, counts, ends = list[str](), list[int](), array("q")
        for text in texts:
            try:
                name, found = self._stretches.read(text)
            except Unusual:
                name, found = "", []
            names.append(name)
            counts.append(len(found))
            ends.fromlist(found)
        ended = np.array(ends, np.int64)
        owners, kinds = np.repeat(np.arange(len(names)), counts), self._stretches.ends.columns.kind[ended]
        requests, lines, documents = (self._held(owners, ended, kinds == kind) for kind in (REQUEST, LINE, DOCUMENT))
        flags = np.array(counts, np.int64) > 0
        return Assembly(self.parts, flags).cases(
            names, requests, lines, documents, self._findings(owners, ended, kinds)
        )

    def _held(self, owners: Numbers, ended: Numbers, some: NDArray[np.bool_]) -> Held:
        """The parts that some stretches end with."""
        return Held(owners[some], self._stretches.ends.columns.number[ended[some]])

    def _findings(self, owners: Numbers, ended: Numbers, kinds: Numbers) -> Held:
        """The findings with their evidence, which follows where it does not end with them."""
        columns, places = self._stretches.ends.columns, np.flatnonzero(kinds == FINDING)
        evidence = columns.evidence[ended[places]]
        follows = evidence == NOBODY
        evidence[follows] = columns.evidence[ended[places[follows] + 1]]
        return Held(owners[places], columns.number[ended[places]], evidence)
