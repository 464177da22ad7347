"""The commands `kb …`: look at the policies, test them, begin one."""

import click

from solver.commands.group import Group

MODULES = {
    "list": "solver.commands.kb.listing",
    "show": "solver.commands.kb.show",
    "check": "solver.commands.kb.check",
    "export": "solver.commands.kb.export",
}


@click.group("kb", cls=Group, modules=MODULES)
def command() -> None:
    """Look at the policies: list, show, check, export."""
