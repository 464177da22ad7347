"""A chunk of cases decided together: from what was read of each to its verdicts, in one evaluation of the program.

Not here: how records become cases (`intake`), or the rows of an output (`solver.batch`).
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from kb.knowledge import KnowledgeBase
from solver.chunks.intake import LINE, Intake, Read, place_of
from solver.chunks.rows import Rows
from solver.chunks.verdicts import Verdict, Verdicts
from solver.compile import compile_program
from solver.engines.bitsets import BitSets, Tables, places
from solver.facts import of_documents
from solver.prove import Sources


class Decision(Struct, frozen=True):
    """What one line comes to under one policy, without the case and the line: many lines share it. Other lines go by
    their places (`intake.at_place`)."""

    policy: str | None
    verdict: str
    coding: str | None
    because: tuple[str, ...]
    notes: tuple[str, ...]
    moot: bool
    reasons: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def names_lines(self) -> bool:
        """Whether a text names a line by its place."""
        return any(LINE in text for text in (*self.reasons, *self.missing))


Way = tuple[tuple[str, str], ...]
KINDS = ("coding", "because", "notes", "reasons", "missing")
Decided = list[tuple[int, Decision]]
"""The decisions on a case, each with the place of its line, in order."""


class Chunks:
    """Decides chunks of cases with all policies of a knowledge base."""

    def __init__(self, kb: KnowledgeBase, *, explain: bool = False) -> None:
        self.kb, self._sources, self._explain = kb, Sources(kb), explain
        self._engine = BitSets(compile_program(kb))
        self._everywhere = tuple(of_documents(kb))

    def decide(self, intake: Intake, cases: Sequence[Read]) -> list[Decided]:
        """The decisions on each case."""
        everywhere = (1 << len(cases)) - 1
        given = _gathered(intake, cases)
        for name, row in self._everywhere:
            given.setdefault(name, {})[row] = everywhere
        rows = Rows(self.kb, self._engine.solve_all(given, everywhere), everywhere)
        found: list[Decided] = [[] for _ in cases]
        for verdict in sorted(Verdicts(self._sources, rows, explain=self._explain).all(), key=_turn):
            line = place_of(verdict.line)
            for decision, some in _decisions(verdict):
                decided = line, decision
                for place in places(some):
                    found[place].append(decided)
        return found


def _gathered(intake: Intake, cases: Sequence[Read]) -> Tables:
    """The facts of a chunk, each with the bit set of the cases that state it."""
    width = len(cases) // 8 + 1
    stated: dict[int, bytearray] = {}
    for place, case in enumerate(cases):
        byte, bit = place >> 3, 1 << (place & 7)
        for number in case.facts:
            held = stated.get(number)
            if held is None:
                held = stated[number] = bytearray(width)
            held[byte] |= bit
    tables: Tables = {}
    for number, held in stated.items():
        name, row = intake.facts[number]
        tables.setdefault(name, {})[row] = int.from_bytes(held, "little")
    return tables


def _turn(verdict: Verdict) -> tuple[int, str]:
    return place_of(verdict.line), verdict.policy or ""


def _decisions(verdict: Verdict) -> Iterator[tuple[Decision, int]]:
    """The ways in which a verdict comes about, each with its cases."""
    ways: list[tuple[Way, int]] = [((), verdict.cases)]
    for kind in KINDS:
        for said, cases in getattr(verdict, kind):
            there = [((*way, (kind, said)), some & cases) for way, some in ways]
            ways = [one for one in (*there, *((way, some & ~cases) for way, some in ways)) if one[1]]
    for way, some in ways:
        yield from _settled(verdict, way, some)


def _settled(verdict: Verdict, way: Way, cases: int) -> Iterator[tuple[Decision, int]]:
    """The decisions of one way, for the cases in which the question arises and for those in which it does not."""
    said = {kind: tuple([one for of, one in way if of == kind]) for kind in KINDS}
    coding = next(iter(said.pop("coding")), None)
    for moot, some in ((True, cases & verdict.moot), (False, cases & ~verdict.moot)):
        if some:
            yield Decision(policy=verdict.policy, verdict=verdict.verdict, coding=coding, moot=moot, **said), some
