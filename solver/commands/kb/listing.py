"""The command `kb list`."""

import click

from solver.commands.shared import AS_JSON, POLICIES, load, notice, print_json, say, width
from solver.render import knowledge


@click.command("list")
@AS_JSON
@POLICIES
def command(*, as_json: bool, policies: tuple[str, ...]) -> None:
    """List the policies and their criteria.

    \b
    Example:
      necessity kb list
    """
    base = load(policies)
    if as_json:
        print_json(knowledge.list_json(base))
        return
    say(knowledge.list_text(base, width()), "", notice())
