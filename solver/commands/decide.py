"""The command `decide`."""

import sys

import click

from kb.problems import Rejected
from solver.commands.shared import (
    AS_JSON,
    CASES,
    POLICIES,
    REFUSED,
    complain,
    load,
    notice,
    print_json,
    read,
    say,
    solver_of,
    width,
)


@click.command("decide")
@CASES
@AS_JSON
@POLICIES
def command(cases: tuple[str, ...], *, as_json: bool, policies: tuple[str, ...]) -> None:
    """Decide every line of each CASE: verdict, deciding criteria, and the roll-up per stage.

    A case that is refused does not keep the others from being decided.

    \b
    Example:
      necessity decide examples/two_stage.yaml
      necessity decide --json - < case.json
    """
    solver = solver_of(load(policies))
    refused = False
    found: list[object] = []
    for case in cases:
        try:
            outcome = solver.decide(read(case, solver.kb))
        except Rejected as rejected:
            complain(rejected.problems)
            refused = True
            continue
        if as_json:
            from solver.render.decision_json import decision_json

            found.append(decision_json(outcome))
        else:
            from solver.render.decision import decision_text

            say(decision_text(outcome, width()), "")
    if as_json:
        print_json(found[0] if len(cases) == 1 and found else found)
    elif not refused or len(cases) > 1:
        say(notice())
    if refused:
        sys.exit(REFUSED)
