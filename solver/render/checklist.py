"""A checklist of what to document: for each line the questions whose answers can still change its verdict, with their
criteria and the kinds of document that answer them.

Every point carries the steps of the proof that ask for it. Not here: how a checklist looks (`solver.render.filled`), or
which facts are decisive (`solver.alternatives.missing`).
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from solver.alternatives.changes import Explorer
from solver.alternatives.missing import missing
from solver.alternatives.question import Question, questions
from solver.alternatives.saying import missing_text, question_text
from solver.decide import LineDecision, Outcome
from solver.explain.wording import sentence
from solver.proof import Ground, Node
from solver.render.decision import policy_name
from solver.render.letter import nodes, requested
from solver.render.notice import NOTICE
from solver.render.sentence import Sentence, citation, full

MORE = "There is more that could matter than was looked at."
NOTHING = "Nothing more that is documented can change this."
UNGOVERNED = "No policy here has rules for this line."


class Point(Struct, frozen=True):
    """Something to document: the question, what is missing so far, and the kinds of document that answer it."""

    ask: Sentence
    missing: str
    documents: tuple[str, ...]


class LineChecklist(Struct, frozen=True):
    """What to document for a verdict on a line, or at one of its levels. `open` is what the request itself leaves open,
    `remark` says so where there is nothing to document."""

    line: str
    level: str | None
    policy: str | None
    verdict: str
    requested: Sentence
    open: tuple[Sentence, ...] = ()
    points: tuple[Point, ...] = ()
    wanted: Sentence | None = None
    remark: Sentence | None = None


class Checklist(Struct, frozen=True):
    """A checklist for a request."""

    case: str
    lines: tuple[LineChecklist, ...]
    notice: str = NOTICE


def checklist(explorer: Explorer, outcome: Outcome, chosen: Sequence[LineDecision]) -> Checklist:
    """The checklist for some verdicts of a decision."""
    return Checklist(outcome.case.id, tuple(one for decision in chosen for one in _line(explorer, outcome, decision)))


def _line(explorer: Explorer, outcome: Outcome, decision: LineDecision) -> Iterator[LineChecklist]:
    if decision.policy not in outcome.kb.policies:
        remark = Sentence(UNGOVERNED, nodes(decision))
        asked = requested(outcome, decision)
        yield LineChecklist(decision.line, None, None, decision.verdict, asked, remark=remark)
    else:
        for question in questions(decision):
            yield _question(explorer, outcome, question)


def _question(explorer: Explorer, outcome: Outcome, question: Question) -> LineChecklist:
    decision, proof = question.decision, outcome.proof
    found = missing(explorer, outcome, question)
    unstated = (Sentence(full(sentence(outcome.kb, proof, proof.nodes[node])), (node,)) for node in found.request)
    points = tuple(_point(outcome, question, slot) for slot in found.decisive)
    remark = Sentence(NOTHING if found.anyway is not None else MORE, question.goals or nodes(decision))
    return LineChecklist(
        decision.line,
        question.level,
        policy_name(outcome, decision.policy or ""),
        question.verdict,
        requested(outcome, decision),
        tuple(unstated),
        points,
        _wanted(decision),
        None if points or (found.request and found.complete) else remark,
    )


def _point(outcome: Outcome, question: Question, slot: Ground) -> Point:
    kb, policy = outcome.kb, question.decision.policy
    steps = [one for one in _below(outcome, question) if one.kind == "finding" and one.atom == slot]
    ids = tuple(node.id for node in steps) or question.goals
    criterion = next(filter(None, (_criterion(outcome, question, node) for node in steps)), None)
    ask = Sentence(
        question_text(kb, slot), ids, criterion=criterion, citation=citation(kb, criterion) if criterion else ""
    )
    kinds = tuple(kind.replace("_", " ") for kind in kb.record_kinds(policy, slot[0]))
    return Point(ask, full(missing_text(kb, slot)), kinds)


def _criterion(outcome: Outcome, question: Question, finding: Node) -> str | None:
    """The section whose clause looks at a finding."""
    clauses = (node for node in _below(outcome, question) if finding.id in node.children and node.rule)
    return next(((node.rule or "").rpartition("/")[0] for node in clauses), None)


def _below(outcome: Outcome, question: Question) -> Iterator[Node]:
    return (node for goal in question.goals for node in outcome.proof.walk(goal))


def _wanted(decision: LineDecision) -> Sentence | None:
    """The documents that the policy asks for by name."""
    items = ", ".join(item.replace("_", " ") for item in decision.wanted)
    return Sentence(full(f"The policy asks for documents on {items}"), nodes(decision)) if items else None
