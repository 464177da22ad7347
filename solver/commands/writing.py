"""The options and the course that `letter` and `checklist` share: decide, choose the lines, fill a template."""

from typing import TYPE_CHECKING

import click
from msgspec import Struct

from solver.commands.exploring import explored
from solver.commands.shared import json_text, write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from solver.alternatives.changes import Explorer
    from solver.decide import LineDecision, Outcome
    from solver.render.filled import Form

FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html"]),
    default="text",
    show_default=True,
    help="The form to write.",
)
LINE = click.option("--line", help="One line only (default: all).")


class Asked(Struct, frozen=True):
    """What a command was called with."""

    case: str
    line: str | None
    form: "Form"
    output: str
    as_json: bool
    policies: tuple[str, ...]


def write_out(name: str, asked: Asked, make: "Callable[[Explorer, Outcome, Sequence[LineDecision]], Struct]") -> None:
    """Write what `make` makes of the verdicts that are asked for, by the template with a name or as JSON."""
    from msgspec import to_builtins

    from solver.render.filled import filled

    looked = explored(asked.case, asked.line, None, asked.policies)
    found = make(looked.explorer, looked.outcome, looked.chosen)
    write(asked.output, json_text(to_builtins(found)) if asked.as_json else filled(name, asked.form, found))
