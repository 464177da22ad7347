"""The command `kb check`."""

import sys

import click
from msgspec import to_builtins

from kb.load import check_files
from kb.problems import TITLES
from solver.commands.shared import AS_JSON, REFUSED, complain, print_json, say


@click.command("check")
@click.argument("files", nargs=-1, type=click.Path())
@AS_JSON
def command(files: tuple[str, ...], *, as_json: bool) -> None:
    """Check policy FILES together with ours; without FILES, check ours alone. Status 1 when there are problems.

    \b
    Example:
      necessity kb check my_policy.md
    """
    problems = check_files(files)
    if as_json:
        print_json([{**to_builtins(problem), "title": TITLES[problem.code]} for problem in problems])
    elif problems:
        complain(problems)
    else:
        say("no problems")
    if problems:
        sys.exit(REFUSED)
