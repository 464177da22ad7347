"""Which silent slots still matter to a verdict, which no longer do, and whether they can make any difference at all.

A silent slot is *decisive* if documenting it, along with other silent slots, can change the verdict while everything
that is documented stays as it is; it is *moot* if the explanation shows it as silent, nothing hangs on it any more, and the request leaves nothing open.
A verdict is *decided anyway* where every way of documenting all that is silent comes to one verdict. Not here: what
would have to be revised (`changes`).
"""

from collections.abc import Iterator

from msgspec import Struct

from solver.decide import Outcome
from solver.explain.changes import Explorer
from solver.explain.diagrams import EXHAUSTED
from solver.explain.question import Question, verdicts
from solver.proof import Ground, Node


class Missing(Struct, frozen=True):
    """What is missing for a verdict.

    - `decisive`, `moot`: slots on which the record is silent.
    - `request`: nodes that say what the request itself leaves open, such as the levels of a line.
    - `later`: slots that nobody can name, or that may come to matter, once the request is complete.
    - `anyway`: the verdict that every completion of the record comes to, or None.
    - `complete`: false where the budget was exhausted, so that nobody can tell what is decisive and what is moot.
    """

    decisive: tuple[Ground, ...]
    moot: tuple[Ground, ...]
    request: tuple[str, ...]
    later: tuple[Ground, ...]
    anyway: str | None
    complete: bool = True


class _Left(Struct, frozen=True):
    """What the silent slots leave open: those that matter, and the verdict that all of them come to."""

    decisive: tuple[Ground, ...]
    anyway: str | None


def missing(explorer: Explorer, outcome: Outcome, question: Question) -> Missing:
    """What is missing for the verdict that a question is about."""
    shown = tuple(dict.fromkeys(_silent(outcome, question)))
    request = tuple(dict.fromkeys(node.id for node in _unstated(outcome, question)))
    try:
        left = _left(explorer, outcome, question)
    except EXHAUSTED:
        return Missing((), (), request, (), None, complete=False)
    idle = tuple(slot for slot in shown if slot not in left.decisive)
    moot, later = ((), idle) if request else (idle, ())
    return Missing(left.decisive, moot, request, later, None if request else left.anyway)


def _left(explorer: Explorer, outcome: Outcome, question: Question) -> _Left:
    completions, diagrams = explorer.completions, explorer.completions.diagrams
    diagrams.budget = explorer.budget
    stated = {variable: 0 for variable, slot in enumerate(completions.slots) if slot.stated}
    targets = ((verdict, question.target(outcome.kb, verdict)) for verdict in verdicts(outcome.kb))
    left = {verdict: diagrams.given(completions.condition(*target), stated) for verdict, target in targets}
    looked_at = {variable for condition in left.values() for variable in diagrams.looks_at(condition)}
    anyway = next((verdict for verdict, condition in left.items() if diagrams.always(condition)), None)
    return _Left(tuple(completions.slots[variable].atom for variable in sorted(looked_at)), anyway)


def _nodes(outcome: Outcome, question: Question) -> Iterator[Node]:
    return (node for goal in question.goals for node in outcome.proof.walk(goal))


def _silent(outcome: Outcome, question: Question) -> Iterator[Ground]:
    """The slots that the proof shows as silent, in reading order."""
    found = (node for node in _nodes(outcome, question) if node.kind == "finding" and not node.children)
    return (node.atom for node in found if node.atom is not None)


def _unstated(outcome: Outcome, question: Question) -> Iterator[Node]:
    """What the proof shows to be left open by the request."""
    return (node for node in _nodes(outcome, question) if node.kind == "relation" and node.value == "N")
