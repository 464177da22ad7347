"""The command `letter`."""

from typing import TYPE_CHECKING

import click

from solver.commands.shared import AS_JSON, CASE, OUTPUT, POLICIES
from solver.commands.writing import FORMAT, LINE, Asked, write_out

if TYPE_CHECKING:
    from solver.render.filled import Form


@click.command("letter")
@CASE
@LINE
@FORMAT
@OUTPUT
@AS_JSON
@POLICIES
def command(
    case: str, *, line: str | None, form: "Form", output: str, as_json: bool, policies: tuple[str, ...]
) -> None:
    """Write a letter about a CASE for a clinician to review and sign: what was requested, what was found and why, and
    what would re-open it.

    \b
    Example:
      necessity letter examples/two_stage.yaml --format html -o letter.html
    """
    from solver.render.letter import letter

    write_out("letter", Asked(case, line, form, output, as_json, policies), letter)
