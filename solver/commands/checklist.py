"""The command `checklist`."""

from typing import TYPE_CHECKING

import click

from solver.commands.shared import AS_JSON, CASE, OUTPUT, POLICIES
from solver.commands.writing import FORMAT, LINE, Asked, write_out

if TYPE_CHECKING:
    from solver.render.filled import Form


@click.command("checklist")
@CASE
@LINE
@FORMAT
@OUTPUT
@AS_JSON
@POLICIES
def command(
    case: str, *, line: str | None, form: "Form", output: str, as_json: bool, policies: tuple[str, ...]
) -> None:
    """List what to document for a CASE: the questions whose answers can still change a verdict, with boxes to tick.

    \b
    Example:
      necessity checklist examples/two_stage.yaml --format html -o checklist.html
    """
    from solver.render.checklist import checklist

    write_out("checklist", Asked(case, line, form, output, as_json, policies), checklist)
