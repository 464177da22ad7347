"""A letter about the verdicts on a request, for a clinician to review and sign: what was requested, what was found and
why, and what would re-open it. Nobody is named in it; there are places to fill in.

Every sentence carries the steps of the proof that say it. Not here: how a letter looks (`solver.render.filled`).
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from kb.knowledge import is_policy, policy_symbol
from kb.values import UNNAMED
from solver.alternatives.changes import Explorer
from solver.alternatives.question import questions
from solver.decide import LineDecision, Note, Outcome
from solver.explain.decisive import decisive
from solver.explain.leaves import section_of
from solver.explain.reasons import Reason
from solver.render.decision import out_of_scope, policy_name, requested_levels
from solver.render.documents import title
from solver.render.notice import NOTICE
from solver.render.reopening import Reopening, reopening
from solver.render.sentence import Sentence, citation, full, of_reason

OUTCOMES: Mapping[str, str] = {
    "necessary": "The criteria are met. We recommend approval.",
    "not_necessary": "On the record as it stands, the criteria are not met. We recommend that a clinician review this "
    "before anything is refused.",
    "undetermined": "This cannot be decided yet, because the record leaves open what the criteria ask.",
    "review": "The record says different things about what decides. A clinician has to review it.",
    "incidental": "This goes with the other services requested and is not decided by itself.",
    "not_separately_reimbursed": "Under the policy this is part of another service and is not paid apart from it. We "
    "recommend that a clinician review this.",
    "investigational": "The policy counts this as investigational. We recommend that a clinician review this.",
    "not_covered": "The policy excludes this from coverage. We recommend that a clinician review this.",
    "coding_error": "The code does not fit the service or the day, whatever the criteria say. We recommend that a "
    "clinician review this.",
}
UNSETTLED = (
    "The criteria are met, but the coding stands in the way of an approval. Both are shown; a person has to decide."
)
ADVERSE = frozenset(OUTCOMES) - {"necessary", "undetermined", "incidental"}
AT_LEVEL: Mapping[str, str] = {
    "necessary": "the criteria are met",
    "not_necessary": "the criteria are not met",
    "undetermined": "it cannot be decided yet",
    "review": "the record disagrees",
}
REOPENED = frozenset({"not_necessary", "undetermined", "review"})
FAULTS = frozenset({"over_limit", "not_covered", "coding_error"})
CODING: Mapping[str, str] = {
    "accepted": "The coding is in order.",
    "undetermined": "Whether the coding is in order cannot be told from the record.",
    "review": "The record disagrees about the coding.",
    "over_limit": "More is asked for than is paid.",
    "not_covered": "A code that comes with this line is excluded.",
    "coding_error": "The coding is not in order.",
}


class Block(Struct, frozen=True):
    """Sentences under a title. `kind` is a word for machines, `level` the level that they are about, if one."""

    kind: str
    title: str
    sentences: tuple[Sentence, ...]
    level: str | None = None


class LineLetter(Struct, frozen=True):
    """What a letter says of one verdict on a line: what was requested, what was found, and blocks on why and on what
    would re-open it."""

    line: str
    policy: str | None
    verdict: str
    requested: Sentence
    found: tuple[Sentence, ...]
    blocks: tuple[Block, ...]


class Letter(Struct, frozen=True):
    """A letter. `adverse` is the sentence that asks for a clinician's review, where something is not approved."""

    case: str
    service_date: str | None
    review: str
    adverse: Sentence | None
    lines: tuple[LineLetter, ...]
    notice: str = NOTICE


def letter(explorer: Explorer, outcome: Outcome, chosen: Sequence[LineDecision]) -> Letter:
    """The letter about some verdicts of a decision."""
    lines = tuple(_line(explorer, outcome, decision) for decision in chosen)
    asked = outcome.case.request
    return Letter(outcome.case.id, asked.service_date, asked.review, _adverse(chosen), lines)


def _adverse(chosen: Sequence[LineDecision]) -> Sentence | None:
    against = [decision for decision in chosen if decision.verdict in ADVERSE or _faulty(decision)]
    if not against:
        return None
    lines = ", ".join(dict.fromkeys(f"line {decision.line}" for decision in against))
    said = f"What is recommended on {lines} is adverse, so a clinician has to review it before it is sent"
    return Sentence(full(said), tuple(node for decision in against for node in nodes(decision)))


def _line(explorer: Explorer, outcome: Outcome, decision: LineDecision) -> LineLetter:
    found, asked = tuple(_found(outcome, decision)), requested(outcome, decision)
    blocks = tuple(block for block in _blocks(explorer, outcome, decision) if block.sentences)
    policy = None if decision.policy is None else policy_name(outcome, decision.policy)
    return LineLetter(decision.line, policy, decision.verdict, asked, found, blocks)


def _blocks(explorer: Explorer, outcome: Outcome, decision: LineDecision) -> Iterator[Block]:
    yield Block("reasons", "Why", tuple(of_reason(outcome, reason) for reason in _reasons(decision)))
    asked = questions(decision) if decision.policy in outcome.kb.policies else ()
    for question in asked:
        if question.verdict in REOPENED:
            yield from _reopened(reopening(explorer, outcome, question))
    yield Block("coding", "Coding", tuple(_coding(outcome, decision)))
    yield Block("notes", "For information", tuple(_note(outcome, note) for note in decision.notes))
    yield Block("judgement", "A matter of judgement", tuple(_judgement(outcome, decision)))


def _reopened(found: Reopening) -> Iterator[Block]:
    where = f" at {found.level}" if found.level not in (None, UNNAMED) else ""
    yield Block("open", f"What the request leaves open{where}", found.open, found.level)
    yield Block("standing", f"What the record says against it{where}", found.standing, found.level)
    yield Block("needed", f"What to document{where}", found.needed, found.level)
    for number, way in enumerate(found.either, 1):
        title = f"{'One of these' if number == 1 else 'Or'}{where}: {number}"
        yield Block("either", title, way, found.level)
    yield Block("remarks", f"To be said besides{where}", found.remarks, found.level)


def _unsettled(decision: LineDecision) -> bool:
    """Whether the criteria are met and the coding is not in order."""
    return decision.verdict == "necessary" and decision.coding is not None and decision.coding.verdict != "accepted"


def _faulty(decision: LineDecision) -> bool:
    """Whether the coding speaks against the line."""
    return decision.coding is not None and decision.coding.verdict in FAULTS


def requested(outcome: Outcome, decision: LineDecision) -> Sentence:
    """What a line asks for."""
    line = next(known for known in outcome.case.lines if known.id == decision.line)
    what = ", ".join(
        filter(None, (line.code and f"code {line.code}", line.procedure and line.procedure.replace("_", " ")))
    )
    levels = ", ".join(requested_levels(line.spans))
    told = (
        f"Line {line.id} asks for {what}",
        f"at {levels}" if levels else "",
        f"with {line.units} units" if line.units else "",
        f"in stage {line.stage}" if line.stage else "",
        f"as an addition to line {line.parent}" if line.parent else "",
    )
    return Sentence(full(" ".join(filter(None, told))), nodes(decision))


def nodes(decision: LineDecision) -> tuple[str, ...]:
    """The step that proves a verdict; none where no policy speaks of the line."""
    return () if decision.proof is None else (decision.proof,)


def policy_title(outcome: Outcome, decision: LineDecision) -> str:
    """The policy of a verdict with its title and first day."""
    known = [d for d in outcome.kb.documents if is_policy(d) and policy_symbol(d) == decision.policy]
    return title(outcome.kb, known[0]) if known else policy_name(outcome, decision.policy or "")


def _found(outcome: Outcome, decision: LineDecision) -> Iterator[Sentence]:
    if decision.verdict == "out_of_scope":
        yield Sentence(full(f"This was not decided: {out_of_scope(outcome, decision)}"), nodes(decision))
        return
    yield Sentence(full(f"This was judged by {policy_title(outcome, decision)}"), nodes(decision))
    yield Sentence(UNSETTLED if _unsettled(decision) else OUTCOMES[decision.verdict], nodes(decision))
    if decision.moot:
        yield Sentence("The question does not arise, because what it depends on is refused.", nodes(decision))
    if decision.because.follows:
        others = ", ".join(decision.because.follows)
        yield Sentence(full(f"It follows what was found for line {others}"), decision.goals or nodes(decision))
    yield from _levels(decision)


def _levels(decision: LineDecision) -> Iterator[Sentence]:
    """The verdict at each level, where they differ."""
    if len({one.verdict for one in decision.levels}) > 1:
        for one in decision.levels:
            if one.level != UNNAMED:
                yield Sentence(full(f"At {one.level} {AT_LEVEL[one.verdict]}"), (one.goal,))


def _reasons(decision: LineDecision) -> tuple[Reason, ...]:
    """The deciding reasons of the line, and of each level whose verdict is another one."""
    own = decision.because.criteria
    told = {reason.node for reason in own}
    apart = (one for one in decision.levels if one.verdict != decision.verdict)
    return (*own, *(reason for one in apart for reason in one.because if reason.node not in told))


def _coding(outcome: Outcome, decision: LineDecision) -> Iterator[Sentence]:
    if decision.coding is None:
        return
    yield Sentence(CODING[decision.coding.verdict], decision.coding.goals or nodes(decision))
    if decision.coding is decision.prevailing:
        criteria = f"By its criteria alone it would be {decision.criteria.verdict.replace('_', ' ')}"
        yield Sentence(full(criteria), decision.criteria.goals or nodes(decision))
    elif decision.coding.verdict != "accepted":
        yield from (of_reason(outcome, reason) for reason in decision.coding.because.criteria)


def _note(outcome: Outcome, note: Note) -> Sentence:
    cited = citation(outcome.kb, note.criterion)
    return Sentence(full(note.text), (note.node,), criterion=note.criterion, citation=cited)


def _judgement(outcome: Outcome, decision: LineDecision) -> Iterator[Sentence]:
    """Where the policy can be read otherwise, for the clauses that decide."""
    if decision.proof is None:
        return
    steps = decisive(outcome.kb, outcome.proof, (decision.proof,), decision.goals)
    clauses = (node for name in steps if (node := outcome.proof.nodes[name]).kind == "clause")
    by_rule = {node.rule: node for node in clauses if node.rule and outcome.kb.rule(node.rule).clause.judgement}
    for rule, node in by_rule.items():
        section = section_of(node)
        text = f"Another reading is defensible here: {outcome.kb.rule(rule or '').clause.judgement}"
        yield Sentence(full(text), (node.id,), "Judgement", section, citation(outcome.kb, section))
