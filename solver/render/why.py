"""What `why` prints: the verdict in a sentence, the deciding criteria, every reason, the criteria table, the proof."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from solver.decide import LineDecision, Outcome
from solver.explain.leaves import section_of
from solver.explain.reasons import Reason, summary
from solver.proof import Ground, Node
from solver.render.decision import because_lines, other_side, policy_name, requested_levels, type_words
from solver.render.table import coloured, paragraph, table
from solver.render.tree import WORDS, evidence_text, outline

Bearings = Mapping[Ground, str]
"""What silent slots mean to the verdicts of a line (`solver.alternatives.missing`)."""
UNKNOWN: Bearings = MappingProxyType({})


def why_text(
    outcome: Outcome, decision: LineDecision, width: int, depth: int | None, bearings: Bearings = UNKNOWN
) -> str:
    """The explanation of one verdict, without the notice."""
    parts = [_headline(outcome, decision), _deciding(decision, width), _notes(decision, width)]
    if decision.goals:
        parts += [reasons_table(outcome, decision, width, bearings), _criteria(outcome, decision, width)]
    if decision.proof is not None:
        parts.append(_heading("Proof") + "\n" + outline(outcome.kb, outcome.proof, decision.proof, depth))
    return "\n\n".join(part for part in parts if part)


def headline(outcome: Outcome, decision: LineDecision) -> str:
    """The verdict in one sentence."""
    line = next(known for known in outcome.case.lines if known.id == decision.line)
    what = line.code if line.code not in (None, line.id) else (line.procedure or "").replace("_", " ")
    levels = ", ".join(requested_levels(line.spans))
    described = ", ".join(text for text in (what, levels) if text)
    name = f"Line {decision.line}" + (f" ({described})" if described else "")
    if decision.policy is None:
        return f"{name} is out of scope: no policy here applies to it."
    moot = ", and moot because what it depends on is refused" if decision.moot else ""
    verdict = decision.verdict.replace("_", " ")
    return f"{name} is {verdict} under {policy_name(outcome, decision.policy)}{moot}."


def _headline(outcome: Outcome, decision: LineDecision) -> str:
    text, verdict = headline(outcome, decision), decision.verdict.replace("_", " ")
    return text.replace(f" is {verdict} ", f" is {coloured(decision.verdict, verdict)} ", 1)


def _deciding(decision: LineDecision, width: int) -> str:
    found = [
        paragraph(f"  {text}", width, "    ") for text in (*because_lines(decision.because), *other_side(decision))
    ]
    return "\n".join((_heading("Deciding"), *found)) if found else ""


def _notes(decision: LineDecision, width: int) -> str:
    found = [paragraph(f"  {note.criterion}: {note.text}", width, "    ") for note in decision.notes]
    return "\n".join((_heading("For information"), *found)) if found else ""


def reasons_table(outcome: Outcome, decision: LineDecision, width: int, bearings: Bearings = UNKNOWN) -> str:
    """Every reason for what a line comes to, as a table under a heading; of a silence it says whether it matters."""
    rows = [
        (reason.criterion, _type(outcome, reason, bearings), reason.text + _sources(reason))
        for reason in outcome.reasons(decision)
    ]
    return _heading("Every reason") + "\n" + table(("criterion", "type", "reason"), rows, width) if rows else ""


def bearing(outcome: Outcome, reason: Reason, bearings: Bearings) -> str | None:
    """What the silence that a reason rests on means to the verdict."""
    node = outcome.proof.nodes[reason.node]
    return bearings.get(node.atom) if node.kind == "finding" and node.atom is not None else None


def _type(outcome: Outcome, reason: Reason, bearings: Bearings) -> str:
    found = bearing(outcome, reason, bearings)
    return f"{type_words(reason)}\n({found})" if found else type_words(reason)


def _sources(reason: Reason) -> str:
    return "".join(f" [{evidence_text(source)}]" for source in reason.evidence)


def _criteria(outcome: Outcome, decision: LineDecision, width: int) -> str:
    rows = [(r.criterion, coloured(WORDS[r.value], type_words(r)), r.text) for r in criteria(outcome, decision)]
    return _heading("Criteria") + "\n" + table(("criterion", "value", "finding"), rows, width) if rows else ""


def criteria(outcome: Outcome, decision: LineDecision) -> tuple[Reason, ...]:
    """Each criterion below the verdict with its value, in reading order."""
    proof = outcome.proof
    found = (
        summary(outcome.kb, proof, section, node)
        for goal in decision.goals
        for node in proof.walk(goal)
        for section in _sections(outcome, node)
    )
    return tuple(dict.fromkeys(found))


def _sections(outcome: Outcome, node: Node) -> Iterator[str]:
    """The sections that a criterion's goal is cited by, without those that only gather others."""
    if node.kind != "goal" or node.atom is None or outcome.kb.predicates[node.atom[0]].kind != "criterion":
        return
    below = (section_of(clause) for clause in outcome.proof.children(node))
    yield from dict.fromkeys(s for s in below if "gathers" not in outcome.kb.sections[s].marks)


def _heading(text: str) -> str:
    return coloured(text)
