"""The command `graph`."""

import click

from solver.commands.lines import decisions
from solver.commands.shared import CASE, OUTPUT, POLICIES, decided, json_text, write


@click.command("graph")
@CASE
@click.argument("line", required=False)
@click.option(
    "--format", "form", type=click.Choice(["dot", "json"]), default="dot", show_default=True, help="The form to write."
)
@OUTPUT
@POLICIES
def command(case: str, line: str | None, form: str, output: str, policies: tuple[str, ...]) -> None:
    """Write the proof graph of a CASE, or of one LINE of it.

    \b
    Example:
      necessity graph examples/two_stage.yaml 22848 --format dot | dot -Tsvg > proof.svg
    """
    outcome = decided(case, policies)
    root = decisions(outcome, line, None)[0].proof if line is not None else None
    if form == "json":
        from solver.render.proof_json import proof_json

        write(output, json_text(proof_json(outcome, root)))
        return
    from solver.render.dot import dot

    write(output, dot(outcome, root))
