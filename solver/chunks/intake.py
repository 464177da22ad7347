"""Many cases as facts: each is put together from parts, most of which were read before.

Lines go by their place in the case, so that the facts of two cases are the same where the cases are. A case with
anything out of the ordinary is read like a single one, which also tells what is wrong with it. Not here: what a part
comes to (`solver.chunks.parts`).
"""

import re
from operator import add, attrgetter

from msgspec import Struct

from kb.case import Case
from kb.intake.case_file import case_from
from kb.intake.digest import digest
from kb.intake.limits import SIZE
from kb.intake.scope import vocabulary
from kb.intake.structure import MOST
from kb.intake.text import content
from kb.knowledge import KnowledgeBase
from solver import facts as stated
from solver.chunks import parts as kept
from solver.chunks.forms import Pieces
from solver.chunks.groups import Groups
from solver.chunks.parts import NO_GROUP, FindingPart, LinePart, Parts, Unusual
from solver.chunks.places import Places, line_placed

NAME = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
"""The id of a case; another is left to a full reading."""
MARK, REFERS = attrgetter("mark"), attrgetter("refers")


class Read(Struct, frozen=True):
    """A case as it was read: its id, the ids of its lines, its facts by the numbers of their groups (`Groups`), its
    digest."""

    name: str
    lines: tuple[str, ...]
    groups: list[int]
    digest: str


class Intake:
    """Reads cases for one knowledge base."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb, self._vocabulary, self.parts = kb, vocabulary(kb), Parts(kb)

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
        return Read(case.id, tuple(places), [self.numbered.number(found)], case.digest)

    def forget(self) -> None:
        """Let go of what was kept, where that is much; the numbers of facts begin anew. For between two chunks."""
        if len(self.parts) > kept.MOST_KEPT:
            self.parts = Parts(self.kb)

    def _from_parts(self, text: bytes) -> Read:
        case, parts = self._pieces(text), self.parts
        request, lines = parts.request(case.request), list(map(parts.line, case.lines))
        supplied = list(map(parts.document, case.documents))
        findings, proofs = parts.chart(case.findings)
        places = {one.line.id: place for place, one in enumerate(lines)}
        documents = {one.name for one in supplied}
        if len(places) < len(lines) or len(documents) < len(supplied) or not documents.issuperset(_referred(proofs)):
            raise Unusual
        groups = [parts.line_at(one, place, places) for place, one in enumerate(lines)]
        groups += [request.group, *[one.group for one in supplied]]
        groups += self._groups_of(findings, lines, places)
        said = list(map(add, map(MARK, findings), map(MARK, proofs)))
        marks = digest(case.name, request.mark, list(map(MARK, lines)), said, list(map(MARK, supplied)))
        return Read(case.name, tuple(places), groups, marks)

    def _pieces(self, text: bytes) -> Pieces:
        """The pieces of a case that is of an ordinary size."""
        if len(text) > SIZE:
            raise Unusual
        case = self.parts.pieces(text)
        longest = max(len(case.lines), len(case.documents), len(case.findings))
        if not case.lines or longest > MOST or not NAME.fullmatch(case.name):
            raise Unusual
        return case

    def _groups_of(self, findings: list[FindingPart], lines: list[LinePart], places: Places) -> list[int]:
        groups = [one.group for one in findings]
        if NO_GROUP in groups:
            at = self.parts.finding_at
            groups = [at(one, lines, places) if one.group == NO_GROUP else one.group for one in findings]
        return groups


def _referred(proofs: list[kept.Proof]) -> set[str | None]:
    """The documents that evidence refers to."""
    referred = set(map(REFERS, proofs))
    referred.discard(None)
    return referred
