"""What `missing` prints: for each verdict the silent facts that still matter, those that no longer do, and what to ask.

Not here: which those are (`solver.alternatives.missing`).
"""

from collections.abc import Iterable, Iterator

from kb.knowledge import KnowledgeBase
from kb.values import show
from solver.alternatives.missing import Missing
from solver.alternatives.question import Question
from solver.alternatives.saying import missing_text, question_text
from solver.decide import Outcome
from solver.explain.wording import sentence
from solver.proof import Ground
from solver.render.decision import policy_name
from solver.render.table import coloured, table

EXHAUSTED = "budget exhausted: there is more than was looked at; --budget looks further"
KINDS = {
    "request": "open in the request",
    "decisive": "decisive",
    "moot": "moot: changes nothing",
    "later": "once more is known",
}


def missing_table(outcome: Outcome, question: Question, found: Missing, width: int) -> str:
    """What is missing for one verdict, as a heading and a table."""
    head = f"{about(outcome, question)}: {coloured(question.verdict)}"
    if found.anyway is not None:
        head += f"; decided anyway, whatever more is documented: {coloured(found.anyway)}"
    if not found.complete:
        return f"{head}\n\n{EXHAUSTED}"
    rows = list(_rows(outcome, found))
    return f"{head}\n\n" + (table(("missing", "what"), rows, width) if rows else "nothing is missing")


def about(outcome: Outcome, question: Question) -> str:
    """What a question is about: the line, its level, the policy."""
    decision = question.decision
    under = f" under {policy_name(outcome, decision.policy)}" if decision.policy else ""
    return f"Line {decision.line}{f' at {question.level}' if question.level else ''}{under}"


def _rows(outcome: Outcome, found: Missing) -> Iterator[tuple[str, ...]]:
    kb, proof = outcome.kb, outcome.proof
    yield from ((KINDS["request"], sentence(kb, proof, proof.nodes[node])) for node in found.request)
    asked = (f"{missing_text(kb, slot)}\n{question_text(kb, slot)}" for slot in found.decisive)
    yield from ((KINDS["decisive"], text) for text in asked)
    for kind, slots in (("moot", found.moot), ("later", found.later)):
        yield from ((KINDS[kind], missing_text(kb, slot)) for slot in slots)


def missing_json(outcome: Outcome, question: Question, found: Missing) -> dict[str, object]:
    """What is missing for one verdict, as plain data."""
    kb, decision = outcome.kb, question.decision
    return {
        **about_json(outcome, question),
        "verdict": question.verdict,
        "complete": found.complete,
        "decided_anyway": found.anyway,
        "decisive": [{**slot_json(kb, slot), "ask": question_text(kb, slot)} for slot in found.decisive],
        "moot": [slot_json(kb, slot) for slot in found.moot],
        "request": request_json(outcome, found.request),
        "later": [slot_json(kb, slot) for slot in found.later],
        "documents_wanted": list(decision.wanted),
    }


def about_json(outcome: Outcome, question: Question) -> dict[str, object]:
    """What a question is about, as plain data."""
    policy = question.decision.policy
    return {
        "line": question.decision.line,
        "level": question.level,
        "policy": None if policy is None else policy_name(outcome, policy),
    }


def request_json(outcome: Outcome, nodes: Iterable[str]) -> list[dict[str, str]]:
    """What the request leaves open, as plain data."""
    proof = outcome.proof
    return [{"node": node, "text": sentence(outcome.kb, proof, proof.nodes[node])} for node in nodes]


def slot_json(kb: KnowledgeBase, slot: Ground) -> dict[str, object]:
    """A slot on which the record is silent."""
    return {"finding": slot[0], "at": key_json(kb, slot), "text": missing_text(kb, slot)}


def key_json(kb: KnowledgeBase, slot: Ground) -> dict[str, str]:
    """The arguments of a slot by name, as a case writes them."""
    named = zip(kb.predicates[slot[0]].keys, slot[1], strict=True)
    return {parameter.name.lower(): show(kb.types[parameter.type], value) for parameter, value in named}
