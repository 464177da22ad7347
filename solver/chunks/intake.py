"""Many cases as facts: each is put together from parts, most of which were read before.

Lines go by their place in the case, so that the facts of two cases are the same where the cases are. A case with
anything out of the ordinary is read like a single one, which also tells what is wrong with it. Not here: what a part
comes to (`solver.chunks.parts`).
"""

from typing import Any

from msgspec import Struct

from kb.case import Case
from kb.intake.case_file import case_from
from kb.intake.digest import digest
from kb.intake.scope import vocabulary
from kb.intake.text import content
from kb.knowledge import KnowledgeBase
from solver import facts as stated
from solver.chunks import parts as kept
from solver.chunks.groups import Groups
from solver.chunks.parts import DocumentPart, FindingPart, LinePart, Parts, RequestPart, Unusual, only
from solver.chunks.places import line_placed
from solver.chunks.stretches import Piece, Stretches


class Read(Struct, frozen=True):
    """A case as it was read: its id, the ids of its lines, its facts by the numbers of their groups (`Groups`), its
    digest, and the only policy that can have rules for it, if there is such a one."""

    name: str
    lines: tuple[str, ...]
    groups: list[int]
    digest: str
    policy: str | None


class Intake:
    """Reads cases for one knowledge base."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb, self._vocabulary, self.parts = kb, vocabulary(kb), Parts(kb)
        self._stretches = Stretches(self.parts)

    @property
    def numbered(self) -> Groups:
        """The facts by the numbers that the cases have."""
        return self.parts.groups

    def read(self, text: bytes, file: str) -> Read:
        """The case in a text. Raises `Rejected` with all problems of a text that is none."""
        try:
            return self._from_parts(text)
        except Unusual:
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
        if len(self.parts) > kept.MOST_KEPT or self._stretches.kept > kept.MOST_BYTES:
            self.parts = Parts(self.kb)
            self._stretches = Stretches(self.parts)

    def _from_parts(self, text: bytes) -> Read:
        name, steps = self._stretches.read(text)
        _, groups, marks, pieces, referred = zip(*steps, strict=True)
        found: dict[type[Piece], list[Any]] = {RequestPart: [], LinePart: [], FindingPart: [], DocumentPart: []}
        for piece in filter(None, pieces):
            found[type(piece)].append(piece)
        (request,), lines, findings, documents = found.values()
        places = {one.line.id: place for place, one in enumerate(lines)}
        supplied = {one.name for one in documents}
        if not lines or len(places) < len(lines) or len(supplied) < len(documents):
            raise Unusual
        if not supplied.issuperset(filter(None, referred)):
            raise Unusual
        of_case = [self.parts.line_at(one, place, places) for place, one in enumerate(lines)]
        of_case += filter(None, groups)
        of_case += [self.parts.finding_at(one, lines, places) for one in findings]
        policy = only(request.policies, [one.policies for one in lines])
        return Read(name, tuple(places), of_case, digest(name, b"".join(marks)), policy)
