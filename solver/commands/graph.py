"""The command `graph`."""

from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

import click

from kb.problems import Problem, Rejected
from solver.commands.lines import decisions
from solver.commands.shared import CASE, OUTPUT, POLICIES, decided, json_text, write

if TYPE_CHECKING:
    from solver.decide import LineDecision, Outcome

DRAWN = ("dot", "graphml", "mermaid", "prov")
"""Each is a function in the module of `solver.render` with its name, and takes a proof graph."""


@click.command("graph")
@CASE
@click.argument("line", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice([*DRAWN, "json", "html"]),
    default="dot",
    show_default=True,
    help="The form to write.",
)
@click.option("--policy", help="The policy of the verdict, where several give one.")
@click.option(
    "--depth",
    type=click.IntRange(min=0),
    help="Leave out what is more steps below a verdict; a page holds it folded (default: whole).",
)
@OUTPUT
@POLICIES
def command(
    case: str,
    line: str | None,
    *,
    form: str,
    policy: str | None,
    depth: int | None,
    output: str,
    policies: tuple[str, ...],
) -> None:
    """Write the proof graph of a CASE, or of one LINE of it.

    \b
    Example:
      necessity graph examples/two_stage.yaml --format html -o two_stage.html
      necessity graph examples/two_stage.yaml 22848 --depth 4 | dot -Tsvg > proof.svg
    """
    if policy is not None and line is None:
        raise click.UsageError("--policy needs a LINE.")
    if form == "json" and depth is not None:
        raise click.UsageError("JSON is the whole proof, so that it can be checked: it takes no --depth.")
    outcome = decided(case, policies)
    chosen = list(outcome.lines) if line is None else decisions(outcome, line, policy)
    write(output, _text(outcome, chosen, form, depth, whole=line is None))


def _text(outcome: "Outcome", chosen: "list[LineDecision]", form: str, depth: int | None, *, whole: bool) -> str:
    if form == "html":
        from solver.render.page.html import html

        return html(outcome, chosen, depth)
    if not (whole or any(decision.proof for decision in chosen)):
        _refuse("no policy has rules for this line, so there is no proof")
    if form == "json":
        from solver.render.proof_json import proof_json

        return json_text(proof_json(outcome, None if whole else _only(chosen).proof))
    return _drawn(outcome, chosen, form, depth)


def _drawn(outcome: "Outcome", chosen: "list[LineDecision]", form: str, depth: int | None) -> str:
    from msgspec.structs import replace

    from solver.graph import graph
    from solver.render.roots import roots

    starts = tuple(start for decision in chosen for start in roots(outcome.proof, decision))
    renderer = getattr(import_module(f"solver.render.{form}"), form)
    text: str = renderer(outcome, graph(replace(outcome.proof, roots=starts), depth=depth))
    return text


def _only(chosen: "list[LineDecision]") -> "LineDecision":
    if len(chosen) > 1:
        _refuse("several policies give a verdict on this line", "name one with --policy")
    return chosen[0]


def _refuse(message: str, hint: str | None = None) -> NoReturn:
    raise Rejected([Problem(code="N404", message=message, file="command line", hint=hint)])
