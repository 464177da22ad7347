"""Sentences for letters and checklists: each with the steps of the proof that say it, its criterion and its evidence.

They are short and say what kind of reason they give, so that *documented absent* and *not documented* never read the
same. Notes and titles of documents are left out, since they may tell of a person. Not here: which sentences a letter
has (`letter`, `checklist`).
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, structs

from kb.case import Case, Evidence
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Comparison, Literal, Var
from solver.decide import Outcome
from solver.explain.leaves import Leaves
from solver.explain.reasons import Reason, Type, every_reason
from solver.explain.wording import slot_sentence
from solver.proof import Node

LABELS: Mapping[Type, str] = {
    "met": "Met",
    "not_met": "Not met",
    "absent": "Documented absent",
    "silent": "Not documented",
    "conflict": "The record disagrees",
    "excluded": "Excluded by the policy",
}
READ_AS_NOT_SO = "Not documented, and therefore read as not so"
BY_SILENCE = "Met, as the record is silent"


class Sentence(Struct, frozen=True):
    """A sentence. `nodes` are the steps of the proof that say it; `label` says what kind of reason it is, `criterion`
    and `citation` where the policy says so, `evidence` where the record does. `below` are the reasons behind it."""

    text: str
    nodes: tuple[str, ...]
    label: str = ""
    criterion: str | None = None
    citation: str = ""
    evidence: tuple[Evidence, ...] = ()
    sources: tuple[str, ...] = ()
    below: tuple["Sentence", ...] = ()


def full(text: str) -> str:
    """A wording as a sentence: with a capital, and a full stop unless it ends in a sign of its own."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def of_reason(outcome: Outcome, reason: Reason) -> Sentence:
    """A deciding criterion, with the leaves that settle it behind it."""
    alone = _of_leaf(outcome, reason.node, reason)
    behind = tuple(one for one in _behind(outcome, reason) if one.text != alone.text)
    return structs.replace(alone, below=behind, **(_no_evidence() if behind else {}))


def _no_evidence() -> dict[str, tuple[()]]:
    return {"evidence": (), "sources": ()}


def _behind(outcome: Outcome, reason: Reason) -> Iterator[Sentence]:
    kb, proof = outcome.kb, outcome.proof
    settling = {leaf.id for leaf in Leaves(kb, proof).settling(proof.nodes[reason.node])}
    found = (leaf for leaf in every_reason(kb, proof, reason.node) if leaf.node in settling)
    placed = (structs.replace(leaf, criterion=leaf.criterion or reason.criterion) for leaf in found)
    return (_of_leaf(outcome, reason.node, leaf) for leaf in placed)


def _of_leaf(outcome: Outcome, root: str, reason: Reason) -> Sentence:
    kb, node = outcome.kb, outcome.proof.nodes[reason.node]
    compared = _compared(outcome, root, node) if node.kind == "comparison" else ()
    shown = (
        *(slot_sentence(kb, outcome.proof, one) for one in compared),
        _bar(reason.text) if compared else reason.text,
    )
    evidence = reason.evidence or evidence_below(outcome, compared)
    return Sentence(
        full("; ".join(shown)),
        (reason.node, *(one.id for one in compared)),
        _label(reason),
        reason.criterion,
        citation(kb, reason.criterion),
        evidence,
        sources(outcome.case, evidence),
    )


def _label(reason: Reason) -> str:
    if reason.by_silence:
        return READ_AS_NOT_SO if reason.reopenable else BY_SILENCE
    return LABELS[reason.type]


def _bar(text: str) -> str:
    """What a test asks for, without the value that a finding already says."""
    asked, found, _ = text.partition(" is asked for")
    return asked + found


def _compared(outcome: Outcome, root: str, test: Node) -> tuple[Node, ...]:
    """The findings whose value a test below a goal looks at."""
    rule = outcome.kb.rule(test.rule or "")
    premise = rule.clause.body[(test.place or 1) - 1]
    if not isinstance(premise, Comparison):
        return ()
    named = {term.name for term in (premise.left, premise.right) if isinstance(term, Var)}
    read = {
        one.atom.predicate
        for one in rule.clause.body
        if isinstance(one, Literal) and any(isinstance(t, Var) and t.name in named for t in one.atom.args[-1:])
    }
    clauses = [node for node in outcome.proof.walk(root) if test.id in node.children]
    found = (child for clause in clauses for child in outcome.proof.children(clause))
    return tuple(dict.fromkeys(n for n in found if n.kind == "finding" and n.children and n.atom and n.atom[0] in read))


def evidence_below(outcome: Outcome, findings: Iterable[Node]) -> tuple[Evidence, ...]:
    """Where the record says what some findings say."""
    below = (one for node in findings for one in outcome.proof.children(node))
    return tuple(dict.fromkeys(one.evidence for one in below if one.evidence))


def sources(case: Case, evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """Evidence as a reader finds it: kind and id of the document, page, day."""
    return tuple(dict.fromkeys(filter(None, (_source(case, one) for one in evidence))))


def _source(case: Case, evidence: Evidence) -> str:
    kinds = (known.kind.replace("_", " ") for known in case.documents if known.id == evidence.document)
    kind = next(kinds, None)
    named = f"{kind} ({evidence.document})" if kind else evidence.document
    page = f"page {evidence.page}" if evidence.page else None
    return ", ".join(filter(None, (named, page, evidence.date)))


def citation(kb: KnowledgeBase, criterion: str) -> str:
    """The headings of a criterion from the top down."""
    return " > ".join(kb.sections[criterion].path)
