"""Groups of commands that import a command only when it is called, and print the problems of a refused input."""

import errno
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from kb.problems import Problem, Rejected
from solver.commands.shared import REFUSED, STOPPED, complain


class Group(click.Group):
    """A group of commands by name, each the `command` of a module."""

    def __init__(self, *args: Any, modules: Mapping[str, str], **kwargs: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*args, **kwargs)
        self.modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click declares it
        """The names of the commands, in the order in which they were given."""
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - likewise
        """A command by its name."""
        if cmd_name not in self.modules:
            return None
        found: click.Command = import_module(self.modules[cmd_name]).command
        return found


class Refusing(Group):
    """A group that prints the problems of a refused input and leaves with status 1."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click declares it
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Rejected as rejected:
            complain(rejected.problems)
            ctx.exit(REFUSED)
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
            ctx.exit(STOPPED)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            complain([Problem(code="N405", message=error.strerror or "it cannot be written", file="output")])
            _abandon_output()
            ctx.exit(REFUSED)


def _abandon_output() -> None:
    """Give up what standard output still holds when it takes no more."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
