"""The command `kb new`."""

import os

import click

from kb.begin import begin, is_id
from kb.knowledge import symbol_of
from solver.commands.shared import AS_JSON, notice, print_json, say


def _id(_: click.Context, __: click.Parameter, value: str) -> str:
    if is_id(value):
        return value
    raise click.BadParameter("a letter, then at most 39 letters and digits, in parts joined by - or _, such as OAK-7")


@click.command("new")
@click.argument("name", metavar="ID", callback=_id)
@click.option("--title", default="Untitled policy", show_default=True, help="The title of the policy.")
@click.option("-o", "--output", metavar="DIR", help="The folder to write into (default: the id in lower case).")
@AS_JSON
def command(name: str, *, title: str, output: str | None, as_json: bool) -> None:
    """Begin a policy, with its first tests.

    A policy file, its findings and its tests are written, and pass as they are. Nothing is replaced.

    \b
    Example:
      necessity kb new OAK-7 --title "Vertebral cooling" -o oak
    """
    folder = output or symbol_of(name)
    written = begin(name, title, folder)
    if as_json:
        print_json({"files": list(written)})
        return
    say(*(f"wrote {path}" for path in written), "", "Next", *_steps(folder, name), "", notice())


def _steps(folder: str, name: str) -> tuple[str, ...]:
    steps = (
        (f"necessity kb check {os.path.join(folder, '*.md')}", "what is wrong in the files"),
        (f"necessity kb test --policies {folder}", "whether the policy decides as its tests expect"),
        (f"necessity kb trace {name} --policies {folder}", "which criteria have clauses and tests"),
    )
    size = max(len(step) for step, _ in steps)
    return tuple(f"  {step.ljust(size)}  {effect}" for step, effect in steps)
