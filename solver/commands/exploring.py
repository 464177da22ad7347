"""The course that commands share which look at what a case could be: read, decide, choose verdicts, look further."""

from typing import NamedTuple

import click

from solver.alternatives.changes import Explorer
from solver.alternatives.diagrams import BUDGET as ENOUGH
from solver.commands.lines import decisions
from solver.commands.shared import load, read, solver_of
from solver.decide import LineDecision, Outcome
from solver.render.why import headline

BUDGET = click.option(
    "--budget",
    type=click.IntRange(min=1),
    default=ENOUGH,
    show_default=True,
    help="How far to look before giving up.",
)
POLICY = click.option("--policy", help="The policy to ask, where several give a verdict.")


class Explored(NamedTuple):
    """A decided case, the verdicts that are asked about, and what the case could be."""

    outcome: Outcome
    chosen: list[LineDecision]
    explorer: Explorer

    @property
    def governed(self) -> list[LineDecision]:
        """The verdicts that a policy gives."""
        return [decision for decision in self.chosen if decision.policy is not None]

    def say_ungoverned(self) -> None:
        """Say of each line that no policy has rules for that this is so."""
        for decision in self.chosen:
            if decision.policy is None:
                click.echo(f"{headline(self.outcome, decision)}\n")


def explored(
    case: str, line: str | None, policy: str | None, policies: tuple[str, ...], budget: int = ENOUGH
) -> Explored:
    """The case in a file, decided, with the verdicts on a line or on all, of a policy or of all. Raises `Rejected`."""
    solver = solver_of(load(policies))
    outcome = solver.decide(read(case, solver.kb))
    return Explored(outcome, decisions(outcome, line, policy), Explorer(solver, outcome.case, budget))
