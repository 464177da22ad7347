"""What the chart of a request can say: every slot that the rules look at, in every state that makes a difference, and
charts that lead to a wanted verdict.

Both are read off the conditional model of the request (`solver.alternatives.completions`): states hold the values on
both sides of each threshold, and a chart is a random way through the condition of a verdict. Not here: how a state is
written (`bench.generating.texts`).
"""

from collections.abc import Iterator
from random import Random

from msgspec import Struct

from bench.generating.chance import happens
from kb.candidates import candidates
from kb.case import Case
from kb.knowledge import KnowledgeBase
from solver import names
from solver.alternatives.completions import Completions, Slot
from solver.alternatives.diagrams import ALWAYS, BUDGET, EXHAUSTED, NEVER, Diagrams
from solver.alternatives.question import verdicts
from solver.decide import Solver

Chart = dict[int, int]
"""The state of each slot that a verdict rests on, by their numbers."""
APPROVED = 0.35
"""How many charts lead to an approval of as many lines as can be."""
SILENT = 0.3
"""How often a slot is left as it is where that, too, leads to the verdict."""


class Possible(Struct, frozen=True):
    """A request with its slots, and charts that lead to this or that verdict on its lines."""

    case: Case
    slots: tuple[Slot, ...]
    charts: tuple[Chart, ...]


def possible(solver: Solver, case: Case, charts: int, rng: Random) -> Possible | None:
    """What a chart can say of the request, with so many charts; None where that is too much to be told."""
    try:
        found = Completions(solver.kb, solver.program(candidates(solver.kb, case)), case, Diagrams(BUDGET))
        for name in _notes(solver.kb):
            found.rows(names.supported(name))
        return Possible(case, tuple(found.slots), tuple(_charts(found, charts, rng)))
    except EXHAUSTED:
        return None


def _notes(kb: KnowledgeBase) -> Iterator[str]:
    """Notes look at findings that no verdict rests on."""
    return (name for name, declared in kb.predicates.items() if declared.kind == "note" and name in kb.clauses)


def _charts(found: Completions, number: int, rng: Random) -> Iterator[Chart]:
    ways: dict[tuple[object, object], list[int]] = {}
    favoured = set[int]()
    for (policy, line, rank), condition in sorted(found.rows("verdict").items(), key=str):
        ways.setdefault((policy, line), []).append(condition)
        if rank == verdicts(found.kb).index("necessary"):
            favoured.add(condition)
    for _ in range(number):
        wanted = _wanted(found.diagrams, list(ways.values()), favoured if happens(rng, APPROVED) else set(), rng)
        yield _way(found.diagrams, wanted, rng)


def _wanted(diagrams: Diagrams, ways: list[list[int]], favoured: set[int], rng: Random) -> int:
    """The condition of a verdict on each line, as far as they go together; a line is asked before another by chance,
    and a verdict that is favoured before the others."""
    condition = ALWAYS
    for conditions in rng.sample(ways, len(ways)):
        turn = sorted(rng.sample(conditions, len(conditions)), key=lambda one: one not in favoured)
        both = (diagrams.both(condition, one) for one in turn)
        condition = next(one for one in both if one != NEVER)
    return condition


def _way(diagrams: Diagrams, condition: int, rng: Random) -> Chart:
    """A random way to make a condition hold; slots that it does not depend on are left out."""
    chart: Chart = {}
    for variable in sorted(diagrams.looks_at(condition)):
        for state in _in_turn(diagrams.sizes[variable], rng):
            rest = diagrams.given(condition, {variable: state})
            if rest != NEVER:
                break
        if rest != condition:
            chart[variable], condition = state, rest
    return chart


def _in_turn(states: int, rng: Random) -> list[int]:
    """The states of a slot in random order, with the one it is in first or last."""
    changed = rng.sample(range(1, states), states - 1)
    return [0, *changed] if happens(rng, SILENT) else [*changed, 0]
