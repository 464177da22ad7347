"""The commands `kb …`: look at the policies, test them, begin one."""

import click

from solver.commands.group import Group

MODULES = {
    "list": "solver.commands.kb.listing",
    "show": "solver.commands.kb.show",
    "check": "solver.commands.kb.check",
    "export": "solver.commands.kb.export",
    "test": "solver.commands.kb.test",
    "mutate": "solver.commands.kb.mutate",
    "codes": "solver.commands.kb.codes",
    "trace": "solver.commands.kb.trace",
    "new": "solver.commands.kb.new",
}


@click.group("kb", cls=Group, modules=MODULES)
def command() -> None:
    """Look at the policies and their codes, check and export them, begin a new one."""
