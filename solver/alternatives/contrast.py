"""Why two cases get different verdicts: the smallest sets of slots that, taken over from the other case, carry a
verdict over. Each is decided again before it is told.

What the requests differ in (codes, levels, dates, policy, documents) is told apart, as it is no finding.
Not here: two versions of a policy (`contrast_policies`).
"""

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct, structs

from kb.candidates import candidates
from kb.case import Case
from kb.intake.digest import sealed
from solver.alternatives.changes import PRICE_OF_DECIDING
from solver.alternatives.completions import Completions
from solver.alternatives.diagrams import BUDGET, EXHAUSTED, Diagrams
from solver.alternatives.turning import Pair, Turn, pairs, turns
from solver.decide import Outcome, Solver
from solver.proof import Ground

NAMES = {"spans": "levels", "service_date": "service date"}


class Swap(Struct, frozen=True):
    """Slots that together carry the verdict over, and the criteria that turn with them."""

    slots: tuple[Ground, ...]
    turns: tuple[Turn, ...]


class Contrast(Struct, frozen=True):
    """Two different verdicts on the same line. `by_request` tells whether the request alone carries the verdict over.
    `swaps` are taken over into the first case; where that leads nowhere, and neither does the request alone, into the
    first case with the request of the other (`after_request`). `complete` is false where the budget was exhausted."""

    pair: Pair
    swaps: tuple[Swap, ...]
    by_request: bool
    after_request: bool
    complete: bool


class Difference(Struct, frozen=True):
    """What two requests differ in: the field, and what each of them says."""

    line: str | None
    field: str
    one: str
    other: str


def contrasts(solver: Solver, one: Outcome, other: Outcome, budget: int = BUDGET) -> tuple[Contrast, ...]:
    """Every verdict that differs, with what carries that of the other case over. A level that only one of them has is
    left to the line as a whole."""
    asked = solver.decide(sealed(structs.replace(other.case, findings=one.case.findings)))
    plain, after = (_Swapping(solver, base, other.case, budget) for base in (one, asked))
    both = (pair for pair in pairs(one, other) if pair.before and pair.after and pair.key[1])
    return tuple(_contrast(plain, after, pair) for pair in both if pair.flips)


def request_differences(one: Case, other: Case) -> tuple[Difference, ...]:
    """What two cases differ in besides their findings."""
    return (*_fields(None, one.request, other.request), *_lines(one, other), *_documents(one, other))


def _contrast(plain: "_Swapping", after: "_Swapping", pair: Pair) -> Contrast:
    (swaps, complete), by_request = plain.swaps(pair), after.holds(pair)
    if swaps or by_request or not complete:
        return Contrast(pair, swaps, by_request, after_request=False, complete=complete)
    swaps, complete = after.swaps(pair)
    return Contrast(pair, swaps, by_request, after_request=True, complete=complete)


class _Swapping:
    """A case with slots of another."""

    def __init__(self, solver: Solver, base: Outcome, other: Case, budget: int) -> None:
        self.solver, self.base, self.other, self.budget = solver, base, other, budget
        self._decided: dict[tuple[Ground, ...], Outcome] = {(): base}

    def holds(self, pair: Pair) -> bool:
        """Whether the case has the verdict of the other one as it is."""
        return self._same(self.base, pair).verdicts[1] == pair.verdicts[1]

    def swaps(self, pair: Pair) -> tuple[tuple[Swap, ...], bool]:
        """The smallest sets of slots that carry the verdict over, and whether these are all: deciding again counts
        towards the budget."""
        found: list[Swap] = []
        try:
            for slots in self._sets(pair):
                self._swapped.diagrams.pay(0 if slots in self._decided else PRICE_OF_DECIDING)
                found.append(self._checked(slots, pair))
        except EXHAUSTED:
            return tuple(found), False
        return tuple(found), True

    @cached_property
    def _swapped(self) -> Completions:
        program = self.solver.program(candidates(self.solver.kb, self.base.case))
        return Completions(self.solver.kb, program, self.base.case, Diagrams(self.budget), self.other)

    def _sets(self, pair: Pair) -> list[tuple[Ground, ...]]:
        assert pair.after is not None
        swapped = self._swapped
        swapped.diagrams.budget = self.budget
        condition = swapped.condition(*pair.after.target(self.solver.kb, pair.after.verdict))
        sets = sorted(map(sorted, swapped.diagrams.minimal_changes(condition)), key=lambda way: (len(way), way))
        return [tuple(swapped.slots[variable].atom for variable in way) for way in sets]

    def _checked(self, slots: tuple[Ground, ...], pair: Pair) -> Swap:
        if slots not in self._decided:
            self._decided[slots] = self.solver.decide(taken_over(self.base.case, self.other, slots))
        then = self._same(self._decided[slots], pair)
        assert then.verdicts[1] == pair.verdicts[1], "a swap must carry the verdict over"
        return Swap(slots, turns(self.base, self._decided[slots], then))

    def _same(self, outcome: Outcome, pair: Pair) -> Pair:
        """The question of a pair, asked of another decision."""
        return next((then for then in pairs(self.base, outcome) if then.key == pair.key), Pair(None, None))


def taken_over(one: Case, other: Case, slots: tuple[Ground, ...]) -> Case:
    """A case that says of some slots what another case says of them."""
    kept = (finding for finding in one.findings if (finding.predicate, finding.key) not in slots)
    taken = (finding for finding in other.findings if (finding.predicate, finding.key) in slots)
    return sealed(structs.replace(one, findings=(*kept, *taken)))


def _lines(one: Case, other: Case) -> Iterator[Difference]:
    mine, theirs = ({line.id: line for line in case.lines} for case in (one, other))
    for name in dict.fromkeys((*mine, *theirs)):
        if name in mine and name in theirs:
            yield from _fields(name, mine[name], theirs[name])
        else:
            yield Difference(name, "line", *("asked for" if name in lines else "-" for lines in (mine, theirs)))


def _documents(one: Case, other: Case) -> Iterator[Difference]:
    kinds = [", ".join(sorted({record.kind.replace("_", " ") for record in case.documents})) for case in (one, other)]
    if kinds[0] != kinds[1]:
        yield Difference(None, "documents", *(kind or "-" for kind in kinds))


def _fields(line: str | None, one: Struct, other: Struct) -> Iterator[Difference]:
    for field in one.__struct_fields__:
        mine, theirs = getattr(one, field), getattr(other, field)
        if mine != theirs:
            yield Difference(line, NAMES.get(field, field), _shown(mine), _shown(theirs))


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(top if top == bottom else f"{top}-{bottom}" for top, bottom in value) or "-"
    return "-" if value is None else str(value)
