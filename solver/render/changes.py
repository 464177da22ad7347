"""What `changes` and `why-not` print: every way to another verdict, each change as an addition or a revision.

Not here: which ways there are (`solver.alternatives.changes`).
"""

from collections.abc import Iterator

from kb.knowledge import KnowledgeBase
from kb.values import show
from solver.alternatives.changes import Change, ChangeSet, Found
from solver.alternatives.missing import unstated
from solver.alternatives.question import Question
from solver.alternatives.saying import change_text
from solver.datalog import Constant
from solver.decide import Outcome
from solver.explain.wording import sentence
from solver.render.missing import EXHAUSTED, about, about_json, key_json, request_json
from solver.render.table import coloured, table


def changes_text(outcome: Outcome, question: Question, verdict: str, found: Found, width: int) -> str:
    """The ways from one verdict to another, as a heading and a table."""
    head = f"{about(outcome, question)}: {coloured(question.verdict)}, to be {coloured(verdict)}"
    return f"{head}\n\n{_ways(outcome, question, verdict, found, width)}"


def _ways(outcome: Outcome, question: Question, verdict: str, found: Found, width: int) -> str:
    if question.verdict == verdict:
        return "nothing has to change"
    number, within = len(found.sets), _within(outcome, question)
    count = f"{number} way{'' if number == 1 else 's'}, and no others{within}" if found.complete else EXHAUSTED
    if not found.sets:
        return _no_way(verdict, within) if found.complete else count
    rows = [row for place, way in enumerate(found.sets, 1) for row in _rows(outcome.kb, place, way)]
    return f"{table(('way', 'change', 'so that the record says'), rows, width)}\n\n{count}"


def _within(outcome: Outcome, question: Question) -> str:
    """Within what the ways are all there are: no member is made up that nobody named."""
    proof = outcome.proof
    unnamed = [sentence(outcome.kb, proof, proof.nodes[node]) for node in unstated(outcome, question)]
    return "\n  ".join((" as long as this is open:", *unnamed)) if unnamed else ""


def _no_way(verdict: str, within: str) -> str:
    if verdict == "review":
        return "a review follows from a record that contradicts itself, which no change is proposed to bring about"
    return f"no change of the record leads there{within or ': it would take another request or another policy'}"


def _rows(kb: KnowledgeBase, number: int, way: ChangeSet) -> Iterator[tuple[str, ...]]:
    for place, change in enumerate(way.changes):
        yield (str(number) if place == 0 else "", ("and " if place else "") + change.kind, change_text(kb, change))


def changes_json(outcome: Outcome, question: Question, verdict: str, found: Found) -> dict[str, object]:
    """The ways from one verdict to another, as plain data."""
    return {
        **about_json(outcome, question),
        "from": question.verdict,
        "to": verdict,
        "complete": found.complete,
        "request": request_json(outcome, unstated(outcome, question)),
        "sets": [[_change_json(outcome.kb, change) for change in way.changes] for way in found.sets],
    }


def _change_json(kb: KnowledgeBase, change: Change) -> dict[str, object]:
    return {
        "change": change.kind,
        "finding": change.atom[0],
        "at": key_json(kb, change.atom),
        "present": change.present,
        "absent": change.absent,
        "values": [_value(kb, change, value) for value in change.values],
        "at_least": _value(kb, change, change.least) if change.ranged else None,
        "at_most": _value(kb, change, change.most) if change.ranged else None,
        "text": change_text(kb, change),
    }


def _value(kb: KnowledgeBase, change: Change, value: Constant | None) -> str | None:
    declared = kb.predicates[change.atom[0]].value
    return None if declared is None or value is None else show(kb.types[declared.type], value)
