"""What `decide` prints: one row per line with its verdict and deciding criteria, then the roll-up per stage."""

from collections.abc import Iterator, Mapping

from kb.knowledge import is_policy
from kb.problems import did_you_mean
from kb.values import UNNAMED
from solver.decide import GroupDecision, LineDecision, Outcome
from solver.explain.reasons import Because, Reason, Type
from solver.explain.wording import word
from solver.names import WHOLE
from solver.render.table import coloured, paragraph, table

REOPENABLE = "silent, so not met; re-openable"
BY_SILENCE = "met, as the record is silent"
TYPES: Mapping[Type, str] = {
    "met": "met",
    "not_met": "not met",
    "absent": "documented absent",
    "silent": "not documented",
    "conflict": "conflicting",
    "excluded": "excluded",
}


def decision_text(outcome: Outcome, width: int) -> str:
    """The decision on a case as a table and its roll-up, without the notice."""
    several = len({decision.policy for decision in outcome.lines}) > 1
    rows = [_row(outcome, decision, several=several) for decision in outcome.lines]
    lines = table(("line", "code", "levels", *(("policy",) if several else ()), "verdict", "because"), rows, width)
    groups = "\n".join(_group(outcome, group, width) for group in outcome.groups)
    conflicts = "\n".join(paragraph(f"conflict: {text}", width) for text in outcome.conflicts)
    return "\n\n".join(part for part in (f"Case {outcome.case.id}", lines, groups, conflicts) if part)


def _row(outcome: Outcome, decision: LineDecision, *, several: bool) -> tuple[str, ...]:
    line = next(known for known in outcome.case.lines if known.id == decision.line)
    levels = [level for level in decision.levels if level.level != UNNAMED]
    named = "\n".join(level.level for level in levels) or ", ".join(requested_levels(line.spans)) or "-"
    return (
        decision.line,
        line.code or line.procedure or "-",
        named,
        *((policy_name(outcome, decision.policy) if decision.policy else "-",) if several else ()),
        _verdict(decision),
        "\n".join(_because(outcome, decision)),
    )


def requested_levels(spans: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Levels as they were requested: `L2-L4`, or `L3` for a single vertebra."""
    return tuple(top if top == bottom else f"{top}-{bottom}" for top, bottom in spans)


def _verdict(decision: LineDecision) -> str:
    return coloured(decision.verdict) + (" (moot)" if decision.moot else "")


def _because(outcome: Outcome, decision: LineDecision) -> Iterator[str]:
    yield from because_lines(decision.because)
    yield from other_side(decision)
    if decision.verdict == "out_of_scope":
        yield out_of_scope(outcome, decision)
    for level in decision.levels:
        if len({one.verdict for one in decision.levels}) > 1:
            yield f"at {level.level}: {coloured(level.verdict)}"
    yield from (f"note {note.criterion}: {note.text}" for note in decision.notes)


def other_side(decision: LineDecision) -> Iterator[str]:
    """The side of the line that does not give its verdict: the coding with its reasons, or what the criteria say."""
    if decision.prevailing is not decision.criteria:
        yield f"criteria: {coloured(decision.criteria.verdict)}"
        yield from (f"  {text}" for text in because_lines(decision.criteria.because))
    elif decision.coding is not None:
        yield f"coding: {coloured(decision.coding.verdict)}"
        if decision.coding.verdict != "accepted":
            yield from (f"  {text}" for text in because_lines(decision.coding.because))


def because_lines(why: Because) -> Iterator[str]:
    """The deciding criteria, one line each, and the lines followed."""
    yield from (reason_line(reason) for reason in why.criteria)
    if why.follows:
        yield "follows " + ", ".join(why.follows)


def reason_line(reason: Reason) -> str:
    """A reason as one line: criterion, text, type."""
    said = f" ({type_words(reason)})" if reason.by_silence else ""
    return f"{reason.criterion}: {reason.text}{said}"


def type_words(reason: Reason) -> str:
    """The type of a reason in words. Silence that counts as not met never reads like a documented absence."""
    if reason.by_silence:
        return REOPENABLE if reason.reopenable else BY_SILENCE
    return TYPES[reason.type]


def out_of_scope(outcome: Outcome, decision: LineDecision) -> str:
    """Why no policy, or not the named one, says anything of a line."""
    if decision.policy is None:
        return "no policy here applies to it"
    if decision.policy not in outcome.kb.policies:
        return unknown_policy(outcome, decision.policy)
    ruled = (decision.policy, decision.line) in outcome.model.get("in_scope", ())
    return f"{policy_name(outcome, decision.policy)} {'does not apply to it' if ruled else 'has no rules for it'}"


def unknown_policy(outcome: Outcome, name: str) -> str:
    """What to say of a policy that is named and not there."""
    hint = did_you_mean(name, (document.front["id"] for document in outcome.kb.documents if is_policy(document)))
    return f"no policy here is called {name[:60]}" + (f" ({hint})" if hint else "")


def policy_name(outcome: Outcome, symbol: str) -> str:
    """The id of a policy by its symbol."""
    return word(outcome.kb, "policy", symbol)


def _group(outcome: Outcome, group: GroupDecision, width: int) -> str:
    name = "Request" if group.group == WHOLE else f"Stage {group.group}"
    none = "" if group.approved or group.verdict != "partial" else ", no line approved"
    head = f"{name} under {policy_name(outcome, group.policy)}: {coloured(group.verdict)}{none}"
    if not group.wanted or group.group == WHOLE:
        return head
    items = "; ".join(item.replace("_", " ") for item in group.wanted)
    return f"{head}\n" + paragraph(f"  documents to request: {items}", width, "  ")
