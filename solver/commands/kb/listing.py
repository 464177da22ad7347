"""The command `kb list`."""

import click

from solver.commands.shared import AS_JSON, POLICIES, load, notice, print_json, say, width
from solver.render import documents


@click.command("list")
@click.option("--all", "shared", is_flag=True, help="Also the shared documents and the findings that a case may state.")
@AS_JSON
@POLICIES
def command(*, shared: bool, as_json: bool, policies: tuple[str, ...]) -> None:
    """List the policies and their criteria.

    \b
    Example:
      necessity kb list
    """
    base = load(policies)
    if as_json:
        print_json(documents.list_json(base, shared=shared))
        return
    say(documents.list_text(base, width(), shared=shared), "", notice())
