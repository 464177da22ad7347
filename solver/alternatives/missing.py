"""Which silent slots still matter to a verdict, which no longer do, and whether they can make any difference at all.

A silent slot is *decisive* if documenting it, along with other silent slots, can change the verdict while everything
that is documented stays as it is, and if the explanation shows it or it can do so alone; where it comes into play only
after others, it matters *later*. It is *moot* if the explanation shows it as silent and nothing hangs on it any more.
A verdict is *decided anyway* where every way of documenting all that is silent comes to one verdict and nobody is left
unnamed; a member that nobody named, such as the level of a line, is *open in the request* where something hangs on it.
Not here: what would have to be revised (`changes`).
"""

from collections.abc import Collection, Iterator

from msgspec import Struct

from kb.clauses import is_open
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Choice
from solver.alternatives.changes import Explorer
from solver.alternatives.diagrams import EXHAUSTED, Diagrams
from solver.alternatives.question import Question, questions, verdicts
from solver.decide import LineDecision, Outcome
from solver.proof import Ground, Node, Proof


class Missing(Struct, frozen=True):
    """What is missing for a verdict.

    - `decisive`, `moot`: slots on which the record is silent.
    - `request`: nodes that say what the request itself leaves open, such as the levels of a line.
    - `later`: slots that may come to matter once the request is complete, or once something decisive is documented.
    - `anyway`: the verdict that every completion of the record comes to, or None; None also where the proof looks at a
      member that nobody named.
    - `complete`: false where the budget was exhausted, so that nobody can tell what is decisive and what is moot.
    """

    decisive: tuple[Ground, ...]
    moot: tuple[Ground, ...]
    request: tuple[str, ...]
    later: tuple[Ground, ...]
    anyway: str | None
    complete: bool = True


class _Left(Struct, frozen=True):
    """What the silent slots leave open: those that can matter, of them those that can by themselves, and the verdict
    that all of them come to."""

    matter: tuple[Ground, ...]
    alone: frozenset[Ground]
    anyway: str | None


def missing(explorer: Explorer, outcome: Outcome, question: Question) -> Missing:
    """What is missing for the verdict that a question is about."""
    shown = tuple(dict.fromkeys(_silent(outcome, question)))
    unnamed = unstated(outcome, question)
    request = _undecided(outcome, question, unnamed)
    try:
        left = _left(explorer, outcome, question)
    except EXHAUSTED:
        return Missing((), (), request, (), None, complete=False)
    decisive = tuple(slot for slot in left.matter if slot in shown or slot in left.alone)
    idle = tuple(slot for slot in shown if slot not in decisive)
    later = tuple(slot for slot in (*left.matter, *(idle if request else ())) if slot not in decisive)
    return Missing(decisive, () if request else idle, request, later, None if unnamed else left.anyway)


def bearings(explorer: Explorer, outcome: Outcome, decision: LineDecision) -> dict[Ground, str]:
    """What each silent slot of a line means to its verdicts: `decisive`, `moot`, or that it matters `later`; where its
    levels differ, what it means to the one to which it matters most. Empty where the budget was exhausted."""
    found: dict[Ground, str] = {}
    asked = [missing(explorer, outcome, question) for question in questions(decision) if decision.policy is not None]
    if all(one.complete for one in asked):
        for kind in ("moot", "later", "decisive"):
            found.update((slot, kind) for one in asked for slot in getattr(one, kind))
    return found


def _left(explorer: Explorer, outcome: Outcome, question: Question) -> _Left:
    slots, diagrams = explorer.completions.slots, explorer.completions.diagrams
    diagrams.budget = explorer.budget
    stated = {variable: 0 for variable, slot in enumerate(slots) if slot.stated}
    targets = ((verdict, question.target(outcome.kb, verdict)) for verdict in verdicts(outcome.kb))
    left = {verdict: diagrams.given(explorer.completions.condition(*target), stated) for verdict, target in targets}
    matter = sorted({variable for condition in left.values() for variable in diagrams.looks_at(condition)})
    alone = (v for v in matter if any(diagrams.looks_at(_only(diagrams, one, v)) for one in left.values()))
    anyway = next((verdict for verdict, condition in left.items() if diagrams.always(condition)), None)
    return _Left(tuple(slots[v].atom for v in matter), frozenset(slots[v].atom for v in alone), anyway)


def _only(diagrams: Diagrams, condition: int, variable: int) -> int:
    """A condition when every variable but one is unchanged."""
    return diagrams.given(condition, dict.fromkeys(diagrams.looks_at(condition) - {variable}, 0))


def _nodes(outcome: Outcome, question: Question) -> Iterator[Node]:
    return (node for goal in question.goals for node in outcome.proof.walk(goal))


def _silent(outcome: Outcome, question: Question) -> Iterator[Ground]:
    """The slots that the proof shows as silent, in reading order."""
    found = (node for node in _nodes(outcome, question) if node.kind == "finding" and not node.children)
    return (node.atom for node in found if node.atom is not None)


def unstated(outcome: Outcome, question: Question) -> tuple[str, ...]:
    """The nodes that say that nobody named a member, wherever the proof looks at one."""
    found = (node for node in _nodes(outcome, question) if node.kind == "relation" and node.value == "N")
    return tuple(dict.fromkeys(node.id for node in found if node.atom and _is_named(outcome.kb, node.atom[0])))


def _is_named(kb: KnowledgeBase, name: str) -> bool:
    """Whether the members of an open relation have to be named: those of a choice are known, and findings tell which of
    them it has."""
    predicate = kb.predicates[name]
    return is_open(predicate) and not isinstance(kb.types[predicate.keys[-1].type], Choice)


def _undecided(outcome: Outcome, question: Question, records: Collection[str]) -> tuple[str, ...]:
    """Those records on which a clause hangs that nothing else refutes."""
    proof, found = outcome.proof, set[str]()
    for clause in (node for node in _nodes(outcome, question) if node.kind == "clause"):
        below = proof.children(clause)
        here = {*clause.guards, *(one for child in below for one in child.guards)}.intersection(records)
        if here and not any(_is_refuted(proof, child) for child in below):
            found |= here
    return tuple(record for record in records if record in found)


def _is_refuted(proof: Proof, premise: Node) -> bool:
    """Whether a premise is refuted, whoever is named and whatever is documented besides."""
    if premise.value != "F" or premise.guards:
        return False
    return all(node.children for node in proof.walk(premise.id) if node.kind == "finding")
