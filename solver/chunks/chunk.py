"""A chunk of cases decided together: from what was read of each to its verdicts, in one evaluation of the program.

Not here: how records become cases (`intake`), or the rows of an output (`solver.batch`).
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import compress

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from kb.knowledge import KnowledgeBase
from solver.chunks.arrays import NOBODY, Numbers
from solver.chunks.bits import bit_sets, members, ways
from solver.chunks.cases import Cases
from solver.chunks.groups import Groups
from solver.chunks.numbering import Numbering
from solver.chunks.places import LINE, place_of
from solver.chunks.rows import Rows
from solver.chunks.verdicts import Verdict, Verdicts
from solver.engines.bitsets import BitSets, Tables, in_two
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


ROOM = 1_000_000_000
"""Bits of all sets of the cases that state something."""
KINDS = ("coding", "moot", "request", "because", "notes", "reasons", "missing")


class Decided(Struct, frozen=True):
    """The decisions on the cases of a chunk, in the order of cases, lines and policies: the places of the case and of
    the line, and the number of the decision."""

    cases: Numbers
    lines: Numbers
    numbers: Numbers
    decisions: list[Decision]

    def sorted(self, places: Sequence[int]) -> "Decided":
        """The same, in the order of the places of the cases."""
        order = np.argsort(np.array(places, np.int64)[self.cases], kind="stable")
        return Decided(self.cases[order], self.lines[order], self.numbers[order], self.decisions)


class Chunks:
    """Decides chunks of cases with all policies of a knowledge base."""

    def __init__(self, kb: KnowledgeBase, *, explain: bool = False) -> None:
        self.kb, self._sources, self._explain = kb, Sources(kb), explain
        self._everywhere = tuple(of_documents(kb))
        self._engines: dict[str | None, BitSets] = {}

    def decide(self, numbered: Groups, cases: Cases) -> Decided:
        """The decisions on cases. Those for which a single policy can have rules go together, and with the rules of
        that policy only."""
        none = np.zeros(0, np.int64)
        found, decisions = [(none, none, none)], list[Decision]()
        for policy, alike, groups, owners in _told(cases):
            given = stated(numbered, bit_sets(groups, owners, len(alike)))
            for verdict in self._verdicts(policy, given, len(alike)):
                some, numbers, made = _decisions(verdict, len(alike))
                line = np.full(len(some), place_of(verdict.line))
                found.append((alike[some], line, numbers + len(decisions)))
                decisions += made
        of_cases, lines, numbers = map(np.concatenate, zip(*found, strict=True))
        return Decided(of_cases, lines, numbers, decisions).sorted(range(cases.size))

    def _verdicts(self, policy: str | None, given: Tables, size: int) -> list[Verdict]:
        """The verdicts on so many cases, in the order of lines and policies."""
        everywhere = (1 << size) - 1
        for name, row in self._everywhere:
            given.setdefault(name, {})[row] = everywhere
        rows = Rows(self.kb, self._engine(policy).solve_all(given, everywhere), everywhere)
        return sorted(Verdicts(self._sources, rows, explain=self._explain).all(), key=_turn)

    def _engine(self, policy: str | None) -> BitSets:
        """The engine with the rules of one policy, or of all."""
        if policy not in self._engines:
            self._engines[policy] = BitSets(program(self.kb, None if policy is None else (policy,)))
        return self._engines[policy]


def _told(cases: Cases) -> Iterator[tuple[str | None, Numbers, Numbers, Numbers]]:
    """The cases for which the same policy alone can have rules, the groups of their facts, and beside each the number
    of its case among these."""
    numbers = Numbering[str | None]()
    found = np.array([numbers[policy] for policy in cases.policies], np.int64)
    for policy, number in numbers.items():
        for alike, groups, owners in _with_room(cases, np.flatnonzero(found == number)):
            yield policy, alike, groups, owners


def _with_room(cases: Cases, some: Numbers) -> Iterator[tuple[Numbers, Numbers, Numbers]]:
    """Some cases with the groups of their facts; in halves, where there is no room for so many bit sets."""
    numbers = np.full(cases.size, NOBODY)
    numbers[some] = np.arange(len(some))
    of_each = numbers[cases.places]
    there = of_each != NOBODY
    groups, owners = cases.groups[there], of_each[there]
    if len(some) > 1 and np.count_nonzero(np.bincount(groups)) * len(some) > ROOM:
        for half in np.array_split(some, 2):
            yield from _with_room(cases, half)
    else:
        yield some, groups, owners


def stated(numbered: Groups, held: Mapping[int, int]) -> Tables:
    """The facts of groups, each with the bit set of the cases that state it."""
    tables: Tables = {}
    said: dict[int, dict[int, int]] = {}
    for group, some in held.items():
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


def _turn(verdict: Verdict) -> tuple[int, str]:
    return place_of(verdict.line), verdict.policy or ""


def _decisions(verdict: Verdict, size: int) -> tuple[Numbers, Numbers, list[Decision]]:
    """The cases of a verdict, among so many, for each the number of its decision, and the decisions: those that come
    about in one way share it."""
    said = [getattr(verdict, kind) for kind in KINDS]
    sets = Numbering[int]()
    told_by = [([one for one, _ in found], [sets[some] for _, some in found]) for found in said]
    by_place = [number for texts, some in told_by for text, number in zip(texts, some, strict=True) if LINE in text]
    cases = members(verdict.cases)
    numbers, found = ways(list(sets), cases, size)
    told = zip(*(_told_in(texts, found[:, of_kind]) for texts, of_kind in told_by), strict=True)
    naming: list[bool] = np.any(found[:, by_place], axis=1).tolist()
    return cases, numbers, [_decision(verdict, way, names_lines=one) for way, one in zip(told, naming, strict=True)]


Told = tuple[str, ...]


def _told_in(texts: Sequence[str], found: NDArray[np.bool_]) -> list[Told]:
    """For each way the texts that are told in it: ways that tell the same share them."""
    if not texts:
        return [()] * len(found)
    packed = np.packbits(found, axis=1)
    width, signs = packed.shape[1], packed.tobytes()
    keys = [signs[begin : begin + width] for begin in range(0, len(signs), width)]
    places = dict(zip(keys, range(len(keys)), strict=True))
    made = {key: tuple(compress(texts, found[place].tolist())) for key, place in places.items()}
    return [made[key] for key in keys]


def _decision(verdict: Verdict, way: tuple[Told, ...], *, names_lines: bool) -> Decision:
    coding, moot, request, because, notes, reasons, missing = way
    alone = _only(coding), bool(moot), _only(request)
    return Decision(verdict.policy, verdict.verdict, *alone, because, notes, reasons, missing, names_lines)


def _only(found: Told) -> str | None:
    return found[0] if found else None
