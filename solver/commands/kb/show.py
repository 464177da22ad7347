"""The command `kb show`."""

import click

from kb.problems import Problem, Rejected, did_you_mean
from solver.commands.shared import AS_JSON, POLICIES, load, notice, print_json, say, width
from solver.render import knowledge


@click.command("show")
@click.argument("criterion", metavar="ID")
@AS_JSON
@POLICIES
def command(criterion: str, *, as_json: bool, policies: tuple[str, ...]) -> None:
    """Show a criterion, predicate or policy by ID.

    A criterion is shown with its prose, its clauses and the predicates that they use, a policy with its headings.

    \b
    Example:
      necessity kb show TSA-FUS-3
    """
    base = load(policies)
    found = knowledge.find(base, criterion)
    if found is None:
        hint = did_you_mean(criterion, knowledge.known_ids(base)) or "necessity kb list shows them all"
        raise Rejected(
            [Problem(code="N402", message=f"nothing is called {criterion[:60]}", file="knowledge base", hint=hint)]
        )
    if as_json:
        print_json(knowledge.show_json(base, found))
        return
    say(knowledge.show_text(base, found, width()), "", notice())
