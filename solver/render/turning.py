"""Verdicts that flip and what turns them, as the cells of a table and as plain data.

Not here: which those are (`solver.alternatives.turning`).
"""

from collections.abc import Iterable, Iterator

from solver.alternatives.turning import Pair, Turn
from solver.decide import Outcome
from solver.render.decision import policy_name
from solver.render.table import coloured, table
from solver.render.tree import WORDS

HEADERS = ("line", "level", "policy", "from", "to", "through")


def flips_table(outcome: Outcome, found: Iterable[tuple[Pair, tuple[Turn, ...]]], width: int) -> str:
    """The verdicts that flip, each with the criteria that turn."""
    return table(HEADERS, (_row(outcome, pair, turns) for pair, turns in found), width)


def _row(outcome: Outcome, pair: Pair, turns: tuple[Turn, ...]) -> tuple[str, ...]:
    question, (before, after) = pair.question, pair.verdicts
    policy = question.decision.policy
    return (
        question.decision.line,
        question.level or "-",
        policy_name(outcome, policy) if policy else "-",
        coloured(before or "-"),
        coloured(after or "-"),
        "\n".join(turn_lines(turns)) or "-",
    )


def turn_lines(turns: Iterable[Turn]) -> Iterator[str]:
    """Each criterion that turns, in a line."""
    for turn in turns:
        yield f"{', '.join(turn.clauses)}: {turn.text} ({WORDS[turn.before]} before, now {WORDS[turn.after]})"


def pair_json(outcome: Outcome, pair: Pair, turns: Iterable[Turn]) -> dict[str, object]:
    """A verdict before and after, and what turns."""
    question, (before, after) = pair.question, pair.verdicts
    policy = question.decision.policy
    return {
        "line": question.decision.line,
        "level": question.level,
        "policy": None if policy is None else policy_name(outcome, policy),
        "from": before,
        "to": after,
        "through": [turn_json(turn) for turn in turns],
    }


def turn_json(turn: Turn) -> dict[str, object]:
    """A criterion that turns."""
    return {
        "criterion": turn.criterion,
        "clauses": list(turn.clauses),
        "text": turn.text,
        "from": turn.before,
        "to": turn.after,
        "node": turn.node,
    }
