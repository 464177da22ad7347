"""The JSON text of a case, read from one opening brace to the next.

What stands between two of them, a *stretch*, mostly stood in a case before. A reader goes from state to state, each of
which knows what a stretch behind its brace comes to: an automaton that is made while it is used (Aho, Sethi and Ullman,
"Compilers", 1986, section 3.7). A new stretch is joined to what is before it until that is a piece of a case, which
then is read. So no text is taken for a case that is none: it is made up of pieces that are right, and between them
stands what JSON wants there.

Not here: what a piece comes to (`solver.chunks.parts`), or what makes up a case (`solver.chunks.intake`).
"""

import re
from abc import ABC, abstractmethod
from itertools import islice
from typing import NamedTuple

from kb.intake.limits import SIZE
from kb.intake.structure import ID, MOST
from solver.chunks.arrays import NOBODY, Numbers
from solver.chunks.numbering import Numbering
from solver.chunks.parts import Parts, Unusual
from solver.chunks.tables import Table

PIECES = {"request": "request", "lines": "line", "findings": "finding", "documents": "document"}
"""The fields of a case, and the kind of piece that they hold: the first a single one, the others lists."""
NONE = b"{}"
LONGEST, BRACES = 4000, 4
"""The most bytes of a stretch or a piece, and the most opening braces in it. More are left to a full reading."""


def _spaced(*signs: str) -> re.Pattern[bytes]:
    """The pattern of these signs, with or without spaces around them."""
    return re.compile(r"[ \t\n\r]*".join(("", *signs, "")).encode())


BEFORE = re.compile(rb"[ \t\n\r]*")
NAME = _spaced('"case"', ":", rf'(?:"({ID})"|(0|[1-9][0-9]{{0,8}}))')
MORE, CLOSE, END = _spaced(","), _spaced("]"), _spaced("}")
FIELD = _spaced(",", f'"({"|".join(PIECES)})"', ":", r"(\[)?", r"(\])?")
TO_EVIDENCE = re.compile(rb'"evidence"[ \t\n\r]*:[ \t\n\r]*\Z')
BEHIND = re.compile(rb'\}((?:[][:, \t\n\r]|"[a-z]+")*(?:\}[ \t\n\r]*)?)\Z')
"""The end of a piece, with what stands behind it."""

NOTHING, REQUEST, LINE, DOCUMENT, FINDING, EVIDENCE = range(6)
"""The kinds of what ends with a stretch; a finding ends before its evidence where that comes last."""
KINDS = {"request": REQUEST, "line": LINE, "document": DOCUMENT, "finding": FINDING}
Step = tuple["State", int]
"""What a stretch comes to: the state behind it, and the number of what ends there."""


class Ends(NamedTuple):
    """Of what ends with stretches the kinds, the numbers of the parts, and of findings those of their evidence; they
    are `NOBODY` where there is none, or it follows."""

    kind: Numbers
    number: Numbers
    evidence: Numbers


class Stretches:
    """Reads texts of cases, with the parts that they have. `kept` are the bytes of all stretches that it knows, `ends`
    what ends with them, and `parts_of` the numbers of the parts among these."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.kept, self._begin = parts, 0, Begin(self)
        self.ends, self._numbers = Table(Ends), Numbering[tuple[int, int, int]]()
        self.parts_of: list[int] = []
        self.nothing = self.end(NOTHING)
        self._fields: dict[tuple[str, frozenset[str]], Field] = {}
        self._end = End(self)

    def end(self, kind: int, number: int = NOBODY, evidence: int = NOBODY) -> int:
        """The number of what ends with a stretch."""
        key = kind, number, evidence
        found = self._numbers[key]
        if found == len(self.ends):
            self.ends.add(*key)
            self.parts_of.append(number)
        return found

    def read(self, text: bytes) -> tuple[str, list[int]]:
        """The name of a case, and the numbers of what ends with its stretches. Raises `Unusual`."""
        stretches = text.split(b"{")
        if len(text) > SIZE or not 1 < len(stretches) <= MOST or not BEFORE.fullmatch(stretches[0]):
            raise Unusual
        name = _met(NAME.match(stretches[1]))
        step = self._begin[stretches[1][name.end() :]]
        found = [(step := step[0][stretch])[1] for stretch in islice(stretches, 2, None)]
        if not isinstance(step[0], End):
            raise Unusual
        return (name[1] or name[2]).decode(), found

    def after(self, seen: frozenset[str], rest: bytes, begin: int = 0) -> "State":
        """The state behind what leads to the next piece of a case that has had some fields, or to its end."""
        if END.fullmatch(rest, begin):
            return self._end
        found = _met(FIELD.match(rest, begin))
        field, opened, closed = found[1].decode(), found[2] is not None, found[3] is not None
        if field in seen or opened is (field == "request") or (closed and not opened):
            raise Unusual
        if closed:
            return self.after(seen | {field}, rest, found.end())
        if found.end() < len(rest):
            raise Unusual
        return self._fields.setdefault((field, seen), Field(self, field, seen | {field}))


class State(dict[bytes, Step], ABC):
    """Behind an opening brace of a text: what a stretch that follows comes to. `keeps` tells whether that is kept."""

    keeps = True

    def __init__(self, reader: Stretches) -> None:
        super().__init__()
        self.reader = reader

    def __missing__(self, stretch: bytes) -> Step:
        if len(stretch) > LONGEST:
            raise Unusual
        step = self._read(stretch)
        if self.keeps:
            self[stretch] = step
            self.reader.kept += len(stretch)
        return step

    @abstractmethod
    def _read(self, stretch: bytes) -> Step:
        """What a stretch that is new comes to. Raises `Unusual`."""


class Begin(State):
    """Behind the first brace, and the name of the case."""

    def _read(self, stretch: bytes) -> Step:
        return self.reader.after(frozenset(), stretch), self.reader.nothing


class End(State):
    """Behind the last brace."""

    def _read(self, stretch: bytes) -> Step:  # noqa: ARG002 - nothing may follow
        raise Unusual


class Field(State):
    """Where a piece begins that is in a field, in a case that has had the fields `seen`."""

    def __init__(self, reader: Stretches, name: str, seen: frozenset[str]) -> None:
        super().__init__(reader)
        self.name, self._seen, self._evidence = name, seen, Evidence(self)
        self._evidence_last = True

    def _read(self, stretch: bytes) -> Step:
        return self.piece(b"{" + stretch)

    def piece(self, text: bytes) -> Step:
        """What the text of a piece comes to, as far as that has been read."""
        if len(text) > LONGEST or text.count(b"{") > BRACES:
            raise Unusual
        if self.name == "findings" and TO_EVIDENCE.search(text):
            return self._before_evidence(text)
        behind = BEHIND.search(text)
        part = self._part(text[: behind.start() + 1]) if behind else None
        if behind is None or part is None:
            return Inside(self, text + b"{"), self.reader.nothing
        kind = KINDS[PIECES[self.name]]
        evidence = self.reader.parts.piece("evidence", NONE) if kind == FINDING else NOBODY
        return self.after(behind[1]), self.reader.end(kind, part, evidence)

    def _before_evidence(self, text: bytes) -> Step:
        """What a finding comes to before its evidence."""
        part = self._part(text + NONE + b"}") if self._evidence_last else None
        if part is not None:
            return self._evidence, self.reader.end(FINDING, part)
        return Middle(self, text + NONE), self.reader.nothing

    def _part(self, text: bytes) -> int | None:
        """The number of a piece; None where the text is none, or not yet."""
        try:
            return self.reader.parts.piece(PIECES[self.name], text)
        except Unusual:
            return None

    def more_than_evidence(self) -> None:
        """From now on, expect that something follows evidence: programs write their findings all in one way."""
        self._evidence_last = False
        self.clear()

    def after(self, behind: bytes) -> State:
        """The state after a piece, by what stands behind it. Raises `Unusual`."""
        if self.name == "request":
            return self.reader.after(self._seen, behind)
        if MORE.fullmatch(behind):
            return self
        return self.reader.after(self._seen, behind, _met(CLOSE.match(behind)).end())


class Inside(State):
    """Inside a piece, of which there is a text `before`."""

    def __init__(self, field: Field, before: bytes) -> None:
        super().__init__(field.reader)
        self._field, self._before = field, before

    def _read(self, stretch: bytes) -> Step:
        return self._field.piece(self._before + stretch)


class Evidence(State):
    """Behind the brace of evidence that is the last in a finding."""

    def __init__(self, field: Field) -> None:
        super().__init__(field.reader)
        self._field = field

    def _read(self, stretch: bytes) -> Step:
        where, _, rest = stretch.partition(b"}")
        evidence = self.reader.parts.piece("evidence", b"{" + where + b"}")
        end = END.match(rest)
        if end is None:
            self._field.more_than_evidence()
            raise Unusual
        return self._field.after(rest[end.end() :]), self.reader.end(EVIDENCE, evidence=evidence)


class Middle(State):
    """Behind the brace of evidence that more of a finding may follow, and so is kept apart from that."""

    keeps = False

    def __init__(self, field: Field, before: bytes) -> None:
        super().__init__(field.reader)
        self._behind = Inside(field, before)

    def _read(self, stretch: bytes) -> Step:
        where, _, rest = stretch.partition(b"}")
        evidence = self.reader.parts.piece("evidence", b"{" + where + b"}")
        state, end = self._behind[rest]
        if end == self.reader.nothing:
            raise Unusual
        return state, self.reader.end(FINDING, self.reader.parts_of[end], evidence)


def _met(found: re.Match[bytes] | None) -> re.Match[bytes]:
    """What a pattern must find. Raises `Unusual` where it does not."""
    if found is None:
        raise Unusual
    return found
