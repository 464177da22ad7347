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

from kb.intake.limits import SIZE
from kb.intake.structure import ID, MOST
from solver.chunks.groups import NOTHING
from solver.chunks.parts import DocumentPart, FindingPart, LinePart, Parts, RequestPart, Unusual

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
EVIDENCE = re.compile(rb'"evidence"[ \t\n\r]*:[ \t\n\r]*\Z')
BEHIND = re.compile(rb'\}((?:[][:, \t\n\r]|"[a-z]+")*(?:\}[ \t\n\r]*)?)\Z')
"""The end of a piece, with what stands behind it."""

Piece = RequestPart | LinePart | FindingPart | DocumentPart
Step = tuple["State", int, bytes, Piece | None, str | None]
"""What a stretch comes to: the state behind it; a group of facts; a mark, or half of one; the piece that ends there,
unless it is a finding whose facts are the same in any case; the name of a document that evidence refers to."""


class Stretches:
    """Reads texts of cases, with the parts that they have. `kept` are the bytes of all stretches that it knows."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.kept, self._begin = parts, 0, Begin(self)
        self._fields: dict[tuple[str, frozenset[str]], Field] = {}
        self._ends: dict[frozenset[str], End] = {}

    def read(self, text: bytes) -> tuple[str, list[Step]]:
        """The name of a case, and what its stretches come to. Raises `Unusual`."""
        stretches = text.split(b"{")
        if len(text) > SIZE or not 1 < len(stretches) <= MOST or not BEFORE.fullmatch(stretches[0]):
            raise Unusual
        name = _met(NAME.match(stretches[1]))
        step = self._begin[stretches[1][name.end() :]]
        steps = [step := step[0][stretch] for stretch in islice(stretches, 2, None)]
        end = step[0]
        if not isinstance(end, End):
            raise Unusual
        if "request" not in end.seen:
            steps.append(self.step(end, self.parts.request(NONE)))
        return (name[1] or name[2]).decode(), steps

    def after(self, seen: frozenset[str], rest: bytes, begin: int = 0) -> "State":
        """The state behind what leads to the next piece of a case that has had some fields, or to its end."""
        if END.fullmatch(rest, begin):
            return self._ends.setdefault(seen, End(self, seen))
        found = _met(FIELD.match(rest, begin))
        field, opened, closed = found[1].decode(), found[2] is not None, found[3] is not None
        if field in seen or opened is (field == "request") or (closed and not opened):
            raise Unusual
        if closed:
            return self.after(seen | {field}, rest, found.end())
        if found.end() < len(rest):
            raise Unusual
        return self._fields.setdefault((field, seen), Field(self, field, seen | {field}))

    def step(self, after: "State", part: Piece) -> Step:
        """What a piece comes to that has no evidence."""
        match part:
            case LinePart():
                return after, NOTHING, part.mark, part, None
            case FindingPart():
                return after, part.group, part.mark + self.parts.evidence(NONE).mark, placed(part), None
            case _:
                return after, part.group, part.mark, part, None


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
        return going_on(self.reader.after(frozenset(), stretch))


class End(State):
    """Behind the last brace, in a case that has had the fields `seen`."""

    def __init__(self, reader: Stretches, seen: frozenset[str]) -> None:
        super().__init__(reader)
        self.seen = seen

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
        if self.name == "findings" and EVIDENCE.search(text):
            return self._before_evidence(text)
        behind = BEHIND.search(text)
        part = self._part(text[: behind.start() + 1]) if behind else None
        if behind is None or part is None:
            return going_on(Inside(self, text + b"{"))
        return self.reader.step(self.after(behind[1]), part)

    def _before_evidence(self, text: bytes) -> Step:
        """What a finding comes to before its evidence."""
        part = self._part(text + NONE + b"}") if self._evidence_last else None
        if isinstance(part, FindingPart):
            return self._evidence, part.group, part.mark, placed(part), None
        return going_on(Middle(self, text + NONE))

    def _part(self, text: bytes) -> Piece | None:
        """What a piece comes to; None where the text is none, or not yet."""
        try:
            found: Piece = self.reader.parts.piece(PIECES[self.name], text)
        except Unusual:
            return None
        return found

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
        proof = self.reader.parts.evidence(b"{" + where + b"}")
        end = END.match(rest)
        if end is None:
            self._field.more_than_evidence()
            raise Unusual
        after = self._field.after(rest[end.end() :])
        return after, NOTHING, proof.mark, None, proof.refers


class Middle(State):
    """Behind the brace of evidence that more of a finding may follow, and so is kept apart from that."""

    keeps = False

    def __init__(self, field: Field, before: bytes) -> None:
        super().__init__(field.reader)
        self._behind = Inside(field, before)

    def _read(self, stretch: bytes) -> Step:
        where, _, rest = stretch.partition(b"}")
        proof = self.reader.parts.evidence(b"{" + where + b"}")
        state, group, mark, part, _ = self._behind[rest]
        if not mark:
            raise Unusual
        return state, group, mark[: -len(proof.mark)] + proof.mark, part, proof.refers


def going_on(state: State) -> Step:
    """A stretch that comes to nothing yet."""
    return state, NOTHING, b"", None, None


def placed(part: FindingPart) -> FindingPart | None:
    """A finding whose facts depend on its case."""
    return part if part.group == NOTHING else None


def _met(found: re.Match[bytes] | None) -> re.Match[bytes]:
    """What a pattern must find. Raises `Unusual` where it does not."""
    if found is None:
        raise Unusual
    return found
