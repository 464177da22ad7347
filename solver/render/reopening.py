"""What would re-open a verdict, for a letter: what the request leaves open, what to document, and what the record would
have to say otherwise.

Not here: which changes there are (`solver.alternatives.changes`).
"""

from collections.abc import Iterable

from msgspec import Struct, structs

from solver.alternatives.changes import Change, ChangeSet, Explorer, Found
from solver.alternatives.missing import missing
from solver.alternatives.question import Question
from solver.alternatives.saying import change_text, question_text
from solver.decide import Outcome
from solver.explain.wording import sentence, slot_sentence
from solver.proof import Ground, Node
from solver.render.sentence import Sentence, evidence_below, full, sources

MOST_WAYS = 4
"""Ways that a letter lists; all of them are told by `necessity changes`."""
NO_DOCUMENT = "No further document on the patient can change this; it would take another request."
MORE_WAYS = "There are further ways, which this letter does not list."


class Reopening(Struct, frozen=True):
    """What would re-open a verdict, at a level or on the whole line.

    - `open`: what the request itself leaves open.
    - `standing`: what the record says now and would have to say otherwise.
    - `needed`: what to document in any case; `either`: sets of which one is to be documented besides.
    - `remarks`: what else is to be said.
    """

    level: str | None
    open: tuple[Sentence, ...] = ()
    standing: tuple[Sentence, ...] = ()
    needed: tuple[Sentence, ...] = ()
    either: tuple[tuple[Sentence, ...], ...] = ()
    remarks: tuple[Sentence, ...] = ()


def reopening(explorer: Explorer, outcome: Outcome, question: Question) -> Reopening:
    """What would make a question's verdict `necessary`."""
    told = _Telling(outcome, question)
    lacking = missing(explorer, outcome, question)
    found = explorer.changes(question.target(outcome.kb, "necessary"))
    if lacking.request:
        return _besides(told, question, found, tuple(map(told.unstated, lacking.request)))
    if not (found.complete or found.sets):
        asked = tuple(told.asked(slot) for slot in lacking.decisive)
        return Reopening(question.level, needed=asked, remarks=(told.remark(MORE_WAYS),))
    return _reopening(told, question, found)


def _besides(told: "_Telling", question: Question, found: Found, unnamed: tuple[Sentence, ...]) -> Reopening:
    """What the request leaves open, and besides only what adds to the record: once more is named, there are other ways,
    and none of them may have to contradict it."""
    adding = tuple(way for way in found.sets if not _revisions(way))
    ways = _reopening(told, question, Found(adding, complete=False)) if adding else Reopening(question.level)
    return structs.replace(ways, open=unnamed)


def _reopening(told: "_Telling", question: Question, found: Found) -> Reopening:
    if not found.sets:
        return Reopening(question.level, remarks=(told.remark(NO_DOCUMENT),))
    ways = _gentlest(found.sets)
    shared = [one for one in ways[0].changes if found.complete and all(one in way.changes for way in ways)]
    others = [tuple(change for change in way.changes if change not in shared) for way in ways]
    either = [tuple(map(told.change, one)) for one in others if one][:MOST_WAYS]
    return Reopening(
        question.level,
        standing=tuple(told.revised(change) for change in shared if change.kind == "revise"),
        needed=tuple(told.change(change) for change in shared if change.kind == "add"),
        either=tuple(either),
        remarks=(told.remark(MORE_WAYS),) if len(others) > MOST_WAYS or not found.complete else (),
    )


def _gentlest(sets: Iterable[ChangeSet]) -> tuple[ChangeSet, ...]:
    """The sets that contradict the record least: those that only add, where there are any."""
    every = tuple(sets)
    fewest = min(map(_revisions, every))
    return tuple(way for way in every if _revisions(way) == fewest)


def _revisions(way: ChangeSet) -> int:
    return sum(change.kind == "revise" for change in way.changes)


class _Telling:
    """Sentences about slots, each with the steps of the proof in which a slot stands."""

    def __init__(self, outcome: Outcome, question: Question) -> None:
        self.outcome, self.kb, self.case = outcome, outcome.kb, outcome.case
        self.question = question
        self._slots: dict[Ground, list[Node]] = {}
        for node in (one for goal in question.goals for one in outcome.proof.walk(goal)):
            if node.kind == "finding" and node.atom:
                self._slots.setdefault(node.atom, []).append(node)

    def asked(self, slot: Ground) -> Sentence:
        """What to ask about a slot."""
        return Sentence(question_text(self.kb, slot) + self._shown_by(slot), self._nodes(slot))

    def change(self, change: Change) -> Sentence:
        """What to document, or what would have to be documented otherwise."""
        if change.kind == "revise":
            return self.revised(change)
        text = f"{question_text(self.kb, change.atom)} Needed: {full(change_text(self.kb, change))}"
        return Sentence(text + self._shown_by(change.atom), self._nodes(change.atom))

    def revised(self, change: Change) -> Sentence:
        """What the record says now, and what it would have to say."""
        found = self._slots.get(change.atom, ())
        now = full(slot_sentence(self.kb, self.outcome.proof, found[0])) if found else ""
        text = " ".join(filter(None, (now, f"It would have to be shown instead that {change_text(self.kb, change)}.")))
        evidence = evidence_below(self.outcome, found)
        return Sentence(text, self._nodes(change.atom), evidence=evidence, sources=sources(self.case, evidence))

    def unstated(self, node: str) -> Sentence:
        """What the request leaves open."""
        proof = self.outcome.proof
        return Sentence(full(sentence(self.kb, proof, proof.nodes[node])), (node,))

    def remark(self, text: str) -> Sentence:
        """A sentence about the verdict itself."""
        return Sentence(text, self._verdict())

    def _nodes(self, slot: Ground) -> tuple[str, ...]:
        return tuple(node.id for node in self._slots.get(slot, ())) or self._verdict()

    def _verdict(self) -> tuple[str, ...]:
        return self.question.goals or tuple(filter(None, (self.question.decision.proof,)))

    def _shown_by(self, slot: Ground) -> str:
        """The kinds of document that must speak of a slot."""
        kinds = self.kb.record_kinds(self.question.decision.policy, slot[0])
        return f" To be shown by: {' or '.join(kind.replace('_', ' ') for kind in kinds)}." if kinds else ""
