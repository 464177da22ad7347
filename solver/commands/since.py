"""A case of a batch as `why` takes it: decided again, with what has changed since."""

import click

from solver.batch.again import NOBODY, again, changes
from solver.commands.shared import load
from solver.decide import Outcome
from solver.render.table import paragraph

SIGN = "#"


def decided_again(
    name: str, line: str, inputs: tuple[str, ...], policies: tuple[str, ...]
) -> tuple[Outcome, dict[str, tuple[str, ...]]]:
    """The case that `OUTPUT#CASE` names, decided, and for each policy with a verdict on the line what has changed.

    Raises `Rejected` where it cannot be found.
    """
    output, sign, case = name.rpartition(SIGN)
    if not sign:
        raise click.UsageError("With --input, the case of a batch is named OUTPUT#CASE.")
    found = again(load(policies), output, inputs, case, line)
    now = {row.policy: row for row in found.now}
    return found.outcome, {then.policy or NOBODY: changes(then, now.get(then.policy)) for then in found.then}


def since_text(since: dict[str, tuple[str, ...]], width: int) -> str:
    """What has changed, for people."""
    told = [f"  Under {policy}, {change}." for policy, found in since.items() for change in found]
    return "\n".join(
        ("Since the batch:", *(paragraph(text, width, "    ") for text in told)) if told else ("As in the batch.",)
    )
