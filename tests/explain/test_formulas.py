"""Change sets equal brute force: on random formulas over slots that are silent, stated, contradictory, ordered, closed.

Every assignment of what the record could say is tried by the evaluator of `formulas`; the product has to find the same smallest sets of
slots and to allow the same values in them.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from random import Random

import pytest

from kb.case import Constant
from solver.alternatives.changes import Change, ChangeSet, Explorer, Target
from tests.explain.formulas import (
    FINDINGS,
    Formula,
    Maker,
    Records,
    Stated,
    Uncached,
    case_of,
    knowledge,
    meaning,
    ways,
)

Slot = tuple[str, tuple[Constant, ...]]
VERDICTS = {"T": "necessary", "F": "not_necessary", "N": "undetermined", "B": "review"}
RANK: Mapping[str, int] = {"undetermined": 1, "not_necessary": 2, "necessary": 3}
LENGTHS = (0, 1, 2, 13, 14, 15, 40, 41, 42, 43, 55, 56, 59, 60, 61, 100)
SCORES = (-30, -29, -26, -25, -24, -1, 0, 1, 19, 20, 21, 30)
TRIED: Mapping[str, tuple[Constant, ...]] = {"length": LENGTHS, "score": SCORES}
"""Values on both sides of every bar."""
MOST = 1000
"""Assignments that are tried for one formula."""
FORMULAS = 100
SEEDS = range(31)


class Unrun(Explorer):
    """Trusts what it finds, so that thousands of sets can be compared; that they are run is tested elsewhere."""

    def reaches(self, states: dict[int, int], target: Target) -> bool:  # noqa: ARG002
        """Always."""
        return True


def possible(slot: Slot, records: Records) -> list[Stated]:
    """What the record could say of a slot instead."""
    kind = FINDINGS[slot[0]]
    tried = [one for one in ways(slot[0]) if one[1] is None or one[1] in TRIED.get(kind.type, (one[1],))]
    return [one for one in tried if frozenset({one}) != records.of(*slot)]


def size(one: Formula, records: Records) -> int:
    """How many assignments there are."""
    number = 1
    for slot in one.slots():
        number *= 1 + len(possible(slot, records))
    return number


def drawn(maker: Maker, records: Records) -> tuple[Formula, ...]:
    """Formulas that can be tried in every way."""
    found: list[Formula] = []
    while len(found) < FORMULAS:
        one = maker.formula(maker.chance.randint(1, 3))
        if size(one, records) <= MOST:
            found.append(one)
    return tuple(found)


class Brute:
    """Everything that a formula can come to, by trying."""

    def __init__(self, one: Formula, records: Records) -> None:
        self.slots = sorted(one.slots(), key=str)
        self.found: dict[frozenset[tuple[Slot, Stated]], str] = {}
        states = [[None, *possible(slot, records)] for slot in self.slots]
        for way in product(*states):
            said = {slot: frozenset({one}) for slot, one in zip(self.slots, way, strict=True) if one is not None}
            value = meaning(one, Records({**records.said, **said}, records.supplied))
            self.found[frozenset((s, o) for s, o in zip(self.slots, way, strict=True) if o)] = VERDICTS[value]

    def minimal(self, verdict: str) -> dict[frozenset[Slot], set[frozenset[tuple[Slot, Stated]]]]:
        """The smallest sets of slots that reach a verdict, each with all assignments that do."""
        reached = [way for way, found in self.found.items() if found == verdict]
        sets: dict[frozenset[Slot], set[frozenset[tuple[Slot, Stated]]]] = {}
        for way in sorted(reached, key=len):
            slots = frozenset(slot for slot, _ in way)
            if not any(known < slots for known in sets):
                sets.setdefault(slots, set()).add(way)
        return sets

    def all_of(self, slots: frozenset[Slot]) -> Iterator[frozenset[tuple[Slot, Stated]]]:
        """Every assignment that changes just these slots."""
        return (way for way in self.found if frozenset(slot for slot, _ in way) == slots)


def allows(change: Change, said: Stated) -> bool:
    """Whether a change is made by a statement."""
    present, number = said
    if not present:
        return change.absent
    if number is None or not change.present:
        return change.present
    if not change.ranged:
        return number in change.values
    return (change.least is None or number >= change.least) and (change.most is None or number <= change.most)  # type: ignore[operator]


def admits(found: ChangeSet, way: frozenset[tuple[Slot, Stated]]) -> bool:
    """Whether a change set is made by an assignment."""
    said = dict(way)
    return all(allows(change, said[change.atom]) for change in found.changes)


@pytest.mark.parametrize("seed", SEEDS)
def test_change_sets_equal_brute_force(seed: int) -> None:
    """Where findings are compared with each other their values are listed and not all of them, so that only what is listed is
    compared."""
    maker = Maker(Random(seed), gaps=seed % 6 == 0)
    records = maker.records()
    formulas = drawn(maker, records)
    solver = Uncached(knowledge(formulas))
    case = case_of(formulas, records)
    stands = {str(line): int(rank) for _, line, rank in solver.decide(case).rows("verdict")}
    explorer = Unrun(solver, case, 10**8)
    for number, one in enumerate(formulas):
        brute = Brute(one, records)
        for verdict in RANK.keys() - {VERDICTS[meaning(one, records)]}:
            assert stands[f"l{number}"] != RANK[verdict]
            found = explorer.changes(("verdict", ("gen", f"l{number}", RANK[verdict])))
            assert found.complete
            compare(brute, verdict, found.sets, exactly=not maker.gaps)
            kinds = {change.atom: change.kind for each in found.sets for change in each.changes}
            assert kinds == {slot: "revise" if records.of(*slot) else "add" for slot in kinds}


def compare(brute: Brute, verdict: str, found: tuple[ChangeSet, ...], *, exactly: bool) -> None:
    """Compare change sets with what was found by trying: the same slots, and in them the same values, each once."""
    wanted = brute.minimal(verdict)
    assert {frozenset(change.atom for change in each.changes) for each in found} == set(wanted)
    for slots, reached in wanted.items():
        boxes = [each for each in found if {change.atom for change in each.changes} == slots]
        for way in brute.all_of(slots):
            times = sum(admits(box, way) for box in boxes)
            assert times == (way in reached) or (way in reached and not exactly), (way, boxes)
