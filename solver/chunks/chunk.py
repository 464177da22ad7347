"""A chunk of cases decided together: from what was read of each to its verdicts, in one evaluation of the program.

Not here: how records become cases (`intake`), or the rows of an output (`solver.batch`).
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from kb.knowledge import KnowledgeBase
from solver.chunks.groups import Groups
from solver.chunks.intake import Intake, Read
from solver.chunks.places import LINE, place_of
from solver.chunks.rows import Rows
from solver.chunks.verdicts import Verdict, Verdicts
from solver.engines.bitsets import BitSets, Tables, in_two, places
from solver.facts import Fact, contradicted, of_documents
from solver.programs import program
from solver.prove import Sources


class Decision(Struct, frozen=True):
    """What one line comes to under one policy, without the case and the line: many lines share it. `names_lines` tells
    whether a text names one, which goes by its place (`places.at_place`)."""

    policy: str | None
    verdict: str
    coding: str | None
    moot: bool
    request: str | None
    because: tuple[str, ...]
    notes: tuple[str, ...]
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    names_lines: bool = False


KINDS = ("coding", "moot", "request", "because", "notes", "reasons", "missing")
Decided = list[tuple[int, Decision]]
"""The decisions on a case, each with the place of its line, in order."""


class Chunks:
    """Decides chunks of cases with all policies of a knowledge base."""

    def __init__(self, kb: KnowledgeBase, *, explain: bool = False) -> None:
        self.kb, self._sources, self._explain = kb, Sources(kb), explain
        self._everywhere = tuple(of_documents(kb))
        self._engines: dict[str | None, BitSets] = {}

    def decide(self, intake: Intake, cases: Sequence[Read]) -> list[Decided]:
        """The decisions on each case. Those for which a single policy can have rules go together, and with the rules of
        that policy only."""
        together: dict[str | None, list[int]] = {}
        for place, case in enumerate(cases):
            together.setdefault(case.policy, []).append(place)
        found: list[Decided] = [[] for _ in cases]
        for policy, members in together.items():
            alike = [cases[place] for place in members]
            for place, line, decision in self._decisions(policy, stated(intake.numbered, alike), len(alike)):
                found[members[place]].append((line, decision))
        return found

    def _decisions(self, policy: str | None, given: Tables, size: int) -> Iterator[tuple[int, int, Decision]]:
        """The decisions on so many cases, each with the places of the case and of the line, in the order of lines."""
        everywhere = (1 << size) - 1
        for name, row in self._everywhere:
            given.setdefault(name, {})[row] = everywhere
        rows = Rows(self.kb, self._engine(policy).solve_all(given, everywhere), everywhere)
        for verdict in sorted(Verdicts(self._sources, rows, explain=self._explain).all(), key=_turn):
            line = place_of(verdict.line)
            for place, decision in _decisions(verdict):
                yield place, line, decision

    def _engine(self, policy: str | None) -> BitSets:
        """The engine with the rules of one policy, or of all."""
        if policy not in self._engines:
            self._engines[policy] = BitSets(program(self.kb, None if policy is None else (policy,)))
        return self._engines[policy]


def stated(numbered: Groups, cases: Sequence[Read]) -> Tables:
    """The facts of a chunk, each with the bit set of the cases that state it."""
    tables: Tables = {}
    said: dict[int, dict[int, int]] = {}
    for group, held in _groups(cases).items():
        some = int.from_bytes(held, "little")
        for number in numbered.groups[group]:
            _hold(tables, numbered.facts[number], some)
        if group in numbered.said:
            slot, thing = numbered.said[group]
            said.setdefault(slot, {})[thing] = some
    for slot, things in said.items():
        if torn := in_two(things.values()):
            _hold(tables, contradicted(numbered.facts[slot]), torn)
    return tables


def _hold(tables: Tables, fact: Fact, cases: int) -> None:
    """Let a fact hold in these cases, too."""
    name, row = fact
    table = tables.setdefault(name, {})
    table[row] = table.get(row, 0) | cases


def _groups(cases: Sequence[Read]) -> dict[int, bytearray]:
    """The groups of facts of a chunk, each with the bits of the cases that have it."""
    width = len(cases) // 8 + 1
    found: dict[int, bytearray] = {}
    for place, case in enumerate(cases):
        byte, bit = place >> 3, 1 << (place & 7)
        for group in case.groups:
            held = found.get(group)
            if held is None:
                held = found[group] = bytearray(width)
            held[byte] |= bit
    return found


def _turn(verdict: Verdict) -> tuple[int, str]:
    return place_of(verdict.line), verdict.policy or ""


def _decisions(verdict: Verdict) -> Iterator[tuple[int, Decision]]:
    """The cases of a verdict, each with its decision; those that come about in one way share it.

    A way is told by the numbers of the sets that a case is in: the cases of which a thing is said, or of which it is
    not, if they are fewer.
    """
    said = [(kind, one, cases & verdict.cases) for kind in KINDS for one, cases in getattr(verdict, kind)]
    fewer = {cases: min(cases, verdict.cases ^ cases, key=int.bit_count) for _, _, cases in said}
    numbers = {cases: (number, fewer[cases] == cases) for number, cases in enumerate(fewer)}
    ways: dict[int, list[int]] = {place: [] for place in places(verdict.cases)}
    for number, cases in enumerate(fewer.values()):
        for place in places(cases):
            ways[place].append(number)
    told = [(kind, one, *numbers[cases]) for kind, one, cases in said]
    made: dict[tuple[int, ...], Decision] = {}
    for place, way in ways.items():
        key = tuple(way)
        decision = made.get(key)
        if decision is None:
            of_way = [(kind, one) for kind, one, number, there in told if (number in way) is there]
            decision = made[key] = _decision(verdict, of_way)
        yield place, decision


def _decision(verdict: Verdict, told: list[tuple[str, str]]) -> Decision:
    said: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for kind, one in told:
        said[kind].append(one)
    coding, moot, request, because, notes, reasons, missing = map(tuple, said.values())
    by_place = any(LINE in text for text in (*reasons, *missing))
    alone = _only(coding), bool(moot), _only(request)
    return Decision(verdict.policy, verdict.verdict, *alone, because, notes, reasons, missing, by_place)


def _only(found: tuple[str, ...]) -> str | None:
    return found[0] if found else None
