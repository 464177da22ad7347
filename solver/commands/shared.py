"""What the commands share: their options, reading what they name, printing what they found."""

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from kb.problems import Problem

if TYPE_CHECKING:
    from kb.case import Case
    from kb.knowledge import KnowledgeBase
    from solver.decide import Outcome

REFUSED = 1
STOPPED = 130
"""The exit status after Ctrl-C."""
CASES = click.argument("cases", nargs=-1, required=True, metavar="CASE...")
CASE = click.argument("case", metavar="CASE")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines (see docs/api.md).")
OUTPUT = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, writable=True),
    default="-",
    help="The file to write (default: -).",
)
POLICIES = click.option(
    "--policies",
    multiple=True,
    metavar="DIR",
    help="A folder of policies that adds to ours or replaces them; may be repeated.",
)


def complain(problems: Iterable[Problem]) -> None:
    """Print problems on standard error."""
    for problem in problems:
        head, *rest = str(problem).split("\n")
        click.echo("\n".join((click.style(head, fg="red"), *rest)), err=True)


def load(policies: tuple[str, ...]) -> "KnowledgeBase":
    """The knowledge base of our policies and those of further folders."""
    from kb.load import load

    return load(*policies)


def solver_of(base: "KnowledgeBase") -> Any:  # noqa: ANN401 - imported late
    """The solver of a knowledge base."""
    from solver.decide import Solver

    return Solver(base)


def read(case: str, base: "KnowledgeBase") -> "Case":
    """The case in a file."""
    from kb.intake.case_file import read_case

    return read_case(case, base)


def decided(case: str, policies: tuple[str, ...]) -> "Outcome":
    """The decision on the case in a file."""
    solver = solver_of(load(policies))
    found: Outcome = solver.decide(read(case, solver.kb))
    return found


def width() -> int:
    """The columns that output may take."""
    if sys.stdout is None or not sys.stdout.isatty():
        return 120
    from shutil import get_terminal_size

    return get_terminal_size((120, 24)).columns


def say(*texts: str) -> None:
    """Print texts, a line each."""
    for text in texts:
        click.echo(text)


def notice() -> str:
    """The notice that ends every output for people."""
    from solver.render.notice import NOTICE
    from solver.render.table import paragraph

    return paragraph(NOTICE, width())


def json_text(data: object) -> str:
    """Data as JSON text."""
    from msgspec import json

    return json.format(json.encode(data), indent=2).decode() + "\n"


def print_json(data: object) -> None:
    """Print data as JSON."""
    click.echo(json_text(data), nl=False)


def write(output: str, text: str) -> None:
    """Write text to a file, which appears as a whole, or to standard output where the name is `-`. What is there and is
    no ordinary file, such as a pipe, is written to and stays what it is."""
    as_a_whole = output != "-" and (os.path.isfile(output) or not os.path.exists(output))
    with click.open_file(output, "w", encoding="utf-8", atomic=as_a_whole) as stream:
        stream.write(text)
