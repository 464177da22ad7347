"""The command `kb export`."""

import click

from solver.commands.shared import OUTPUT, POLICIES, load, read, write
from solver.export import export


@click.command("export")
@click.option(
    "--dialect", type=click.Choice(["clingo", "souffle", "prolog"]), required=True, help="The engine to write for."
)
@click.option("--case", "case", metavar="FILE", help="Add the facts of this case.")
@OUTPUT
@POLICIES
def command(dialect: str, case: str | None, output: str, policies: tuple[str, ...]) -> None:
    """Write the compiled program as text that another engine runs as it stands.

    \b
    Example:
      necessity kb export --dialect clingo --case examples/two_stage.yaml | clingo
    """
    base = load(policies)
    write(output, export(base, dialect, None if case is None else read(case, base)))
