"""The command `kb trace`."""

from collections.abc import Iterator
from typing import NamedTuple

import click

from kb.problems import Problem, Rejected, did_you_mean
from solver.commands.kb.testing import meant, tests_in
from solver.commands.shared import AS_JSON, POLICIES, load, notice, print_json, say, width
from solver.render import trace as render
from solver.testing.form import ExpectForm
from solver.trace import Look, Row, trace, traps


@click.command("trace")
@click.argument("wanted", metavar="[ID]", required=False)
@click.option("--tests", multiple=True, metavar="PATH", help="A file or folder of tests; default as in kb test.")
@click.option("--traps", "numbered", is_flag=True, help="List the numbered ambiguities that tests are named after.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@AS_JSON
@POLICIES
def command(
    wanted: str | None,
    *,
    tests: tuple[str, ...],
    numbered: bool,
    as_csv: bool,
    as_json: bool,
    policies: tuple[str, ...],
) -> None:
    """Trace each criterion to its clauses and tests.

    The rows follow the sections of the source. ID picks a policy or one criterion.

    \b
    Example:
      necessity kb trace TSA-FUS-2a
    """
    if (as_csv and as_json) or (numbered and wanted is not None):
        raise click.UsageError("--csv excludes --json, and --traps takes no ID")
    looks = tuple(_looks(tests, policies))
    shown = _traps(looks) if numbered else _rows(_chosen(trace(load(policies), looks), wanted))
    if as_json:
        print_json(shown.data)
    elif as_csv:
        click.echo(shown.csv, nl=False)
    else:
        say(shown.text, "", notice())


class _Shown(NamedTuple):
    """What is found in each of its forms."""

    text: str
    csv: str
    data: object


def _rows(found: tuple[Row, ...]) -> _Shown:
    return _Shown(render.trace_text(found, width()), render.trace_csv(found), render.trace_json(found))


def _traps(looks: tuple[Look, ...]) -> _Shown:
    found = traps(looks)
    return _Shown(render.traps_text(found, width()), render.traps_csv(found), render.traps_json(found))


def _chosen(rows: tuple[Row, ...], wanted: str | None) -> tuple[Row, ...]:
    """The rows of a policy, or of one criterion. Raises `Rejected` where nothing is called so."""
    found = tuple(row for row in rows if wanted in (None, row.policy, row.id))
    if found:
        return found
    hint = did_you_mean(wanted or "", {name for row in rows for name in (row.policy, row.id)})
    message = f"no criterion is called {ascii(wanted)[1:-1][:60]}"
    raise Rejected([Problem(code="N402", message=message, file="knowledge base", hint=hint)])


def _looks(paths: tuple[str, ...], policies: tuple[str, ...]) -> Iterator[Look]:
    """What each test looks at. Raises `Rejected` for a file that is none of tests."""
    tests, _, problems = tests_in(_meant(paths, policies))
    if problems:
        raise Rejected(problems)
    for test in tests:
        expected = (name for wanted in test.form.expect for name in _named(wanted))
        yield Look(test.file, test.name, frozenset(expected))


def _meant(paths: tuple[str, ...], policies: tuple[str, ...]) -> tuple[str, ...]:
    """The tests that `kb test` would run. Where it knows of none, policies can be traced all the same."""
    try:
        return meant(paths, policies)
    except click.UsageError:
        return ()


def _named(wanted: ExpectForm) -> Iterator[str]:
    """The ids of the criteria and notes that an expectation names."""
    single = () if wanted.criterion is None else (wanted.criterion,)
    yield from map(str, (*(wanted.because or ()), *wanted.notes, *wanted.without, *single))
