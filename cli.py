"""The command `necessity`: read, call, print. What it decides and how stands in `solver` and `kb`.

Exit status: 0 done, 1 an input was refused (its problems are on standard error), 2 the command was used wrongly.
"""

import errno
import gc
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from kb.problems import TITLES, Problem, Rejected, did_you_mean

if TYPE_CHECKING:
    from kb.case import Case
    from kb.knowledge import KnowledgeBase
    from solver.decide import LineDecision, Outcome

REFUSED = 1
QUIET = 100_000
"""Objects between two searches for garbage: at the usual 700 a short call spends a twentieth of its time searching."""
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


class Refusing(click.Group):
    """A group that prints the problems of a refused input and leaves with status 1."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click declares it
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Rejected as rejected:
            complain(rejected.problems)
            ctx.exit(REFUSED)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            complain([Problem(code="N405", message=error.strerror or "it cannot be written", file="output")])
            _abandon_output()
            ctx.exit(REFUSED)


@click.group(cls=Refusing, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="necessity", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Decide whether requested procedures are medically necessary under a payer's policy, and prove it.

    \b
    Example:
      necessity decide examples/two_stage.yaml

    Exit status: 0 done, 1 an input was refused, 2 wrong usage. CASE is a YAML or JSON file, - is standard input.
    """
    gc.set_threshold(QUIET)
    if os.environ.get("NO_COLOR"):
        ctx.color = False


@main.command()
@CASES
@AS_JSON
@POLICIES
def decide(cases: tuple[str, ...], *, as_json: bool, policies: tuple[str, ...]) -> None:
    """Decide every line of each CASE: verdict, deciding criteria, and the roll-up per stage.

    A case that is refused does not keep the others from being decided.

    \b
    Example:
      necessity decide examples/two_stage.yaml
      necessity decide --json - < case.json
    """
    solver = _solver(_load(policies))
    refused = False
    found: list[object] = []
    for case in cases:
        try:
            outcome = solver.decide(_read(case, solver.kb))
        except Rejected as rejected:
            complain(rejected.problems)
            refused = True
            continue
        if as_json:
            from solver.render.decision_json import decision_json

            found.append(decision_json(outcome))
        else:
            from solver.render.decision import decision_text

            _say(decision_text(outcome, _width()), "")
    if as_json:
        _print_json(found[0] if len(cases) == 1 and found else found)
    elif not refused or len(cases) > 1:
        _say(_notice())
    if refused:
        sys.exit(REFUSED)


@main.command()
@CASE
@click.argument("line")
@click.option("--depth", type=click.IntRange(min=0), help="Show the proof this many steps deep (default: whole).")
@click.option("--policy", help="The policy to explain, where several give a verdict.")
@AS_JSON
@POLICIES
def why(
    case: str, line: str, *, depth: int | None, policy: str | None, as_json: bool, policies: tuple[str, ...]
) -> None:
    """Explain the verdict on one LINE of a CASE: every reason, the criteria, the proof.

    \b
    Example:
      necessity why examples/two_stage.yaml stage-1-fusion
    """
    outcome = _outcome(case, policies)
    chosen = _decisions(outcome, line, policy)
    if as_json:
        from solver.render.decision_json import why_json

        _print_json(
            [why_json(outcome, decision) for decision in chosen] if len(chosen) > 1 else why_json(outcome, chosen[0])
        )
        return
    from solver.render.why import why_text

    _say(*(text for decision in chosen for text in (why_text(outcome, decision, _width(), depth), "")), _notice())


@main.command()
@CASE
@click.argument("line", required=False)
@click.option(
    "--format", "form", type=click.Choice(["dot", "json"]), default="dot", show_default=True, help="The form to write."
)
@OUTPUT
@POLICIES
def graph(case: str, line: str | None, form: str, output: str, policies: tuple[str, ...]) -> None:
    """Write the proof graph of a CASE, or of one LINE of it.

    \b
    Example:
      necessity graph examples/two_stage.yaml 22848 --format dot | dot -Tsvg > proof.svg
    """
    outcome = _outcome(case, policies)
    root = _decisions(outcome, line, None)[0].proof if line is not None else None
    if form == "json":
        from solver.render.proof_json import proof_json

        _write(output, _json(proof_json(outcome, root)))
        return
    from solver.render.dot import dot

    _write(output, dot(outcome, root))


@main.command()
@click.argument("query")
@CASES
@AS_JSON
@POLICIES
def ask(query: str, cases: tuple[str, ...], *, as_json: bool, policies: tuple[str, ...]) -> None:
    """Put a Datalog QUERY to the knowledge base and the cases.

    A query is a clause body. A criterion or finding is read as supported unless `refuted` stands before it.

    \b
    Example:
      necessity ask 'line_level(Line, Level), refuted significant_stenosis(Level)' examples/two_stage.yaml
    """
    from solver.query import Query

    kb = _load(policies)
    found = Query(kb, query).answers([_read(case, kb) for case in cases])
    if as_json:
        _print_json({"columns": ["case", *found.columns], "rows": [list(row) for row in found.rows]})
        return
    from solver.render.table import table

    counted = f"{len(found.rows)} answer{'' if len(found.rows) == 1 else 's'}"
    _say(table(("case", *found.columns), found.rows, _width()), "", counted, "", _notice())


# The knowledge base ---------------------------------------------------------------------------------------------------


@main.group()
def kb() -> None:
    """Look at the policies: list, show, check, export."""


@kb.command("list")
@AS_JSON
@POLICIES
def kb_list(*, as_json: bool, policies: tuple[str, ...]) -> None:
    """List the policies and their criteria.

    \b
    Example:
      necessity kb list
    """
    from solver.render import knowledge

    base = _load(policies)
    if as_json:
        _print_json(knowledge.list_json(base))
        return
    _say(knowledge.list_text(base, _width()), "", _notice())


@kb.command("show")
@click.argument("criterion", metavar="ID")
@AS_JSON
@POLICIES
def kb_show(criterion: str, *, as_json: bool, policies: tuple[str, ...]) -> None:
    """Show one criterion, predicate or policy by its ID: prose, clauses, citation, predicates.

    \b
    Example:
      necessity kb show TSA-FUS-3
    """
    from solver.render import knowledge

    base = _load(policies)
    found = knowledge.find(base, criterion)
    if found is None:
        hint = did_you_mean(criterion, knowledge.known_ids(base)) or "necessity kb list shows them all"
        raise Rejected(
            [Problem(code="N402", message=f"nothing is called {criterion[:60]}", file="knowledge base", hint=hint)]
        )
    if as_json:
        _print_json(knowledge.show_json(base, found))
        return
    _say(knowledge.show_text(base, found, _width()), "", _notice())


@kb.command("check")
@click.argument("files", nargs=-1, type=click.Path())
@AS_JSON
def kb_check(files: tuple[str, ...], *, as_json: bool) -> None:
    """Check policy FILES together with ours; without FILES, check ours alone. Status 1 when there are problems.

    \b
    Example:
      necessity kb check my_policy.md
    """
    from kb.load import check_files

    problems = check_files(files)
    if as_json:
        from msgspec import to_builtins

        _print_json([{**to_builtins(problem), "title": TITLES[problem.code]} for problem in problems])
    elif problems:
        complain(problems)
    else:
        _say("no problems")
    if problems:
        sys.exit(REFUSED)


@kb.command("export")
@click.option(
    "--dialect", type=click.Choice(["clingo", "souffle", "prolog"]), required=True, help="The engine to write for."
)
@click.option("--case", "case", metavar="FILE", help="Add the facts of this case.")
@OUTPUT
@POLICIES
def kb_export(dialect: str, case: str | None, output: str, policies: tuple[str, ...]) -> None:
    """Write the compiled program as text that another engine runs as it stands.

    \b
    Example:
      necessity kb export --dialect clingo --case examples/two_stage.yaml | clingo
    """
    from solver.export import export

    base = _load(policies)
    _write(output, export(base, dialect, None if case is None else _read(case, base)))


# What the commands share ----------------------------------------------------------------------------------------------


def complain(problems: Iterable[Problem]) -> None:
    """Print problems on standard error."""
    for problem in problems:
        head, *rest = str(problem).split("\n")
        click.echo("\n".join((click.style(head, fg="red"), *rest)), err=True)


def _abandon_output() -> None:
    """Give up what standard output still holds when it takes no more."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _load(policies: tuple[str, ...]) -> "KnowledgeBase":
    from kb.load import load

    return load(*policies)


def _solver(base: "KnowledgeBase") -> Any:  # noqa: ANN401 - imported late
    from solver.decide import Solver

    return Solver(base)


def _read(case: str, base: "KnowledgeBase") -> "Case":
    from kb.intake.case_file import read_case

    return read_case(case, base)


def _outcome(case: str, policies: tuple[str, ...]) -> "Outcome":
    solver = _solver(_load(policies))
    found: Outcome = solver.decide(_read(case, solver.kb))
    return found


def _decisions(outcome: "Outcome", line: str, policy: str | None) -> "list[LineDecision]":
    wanted = [d for d in outcome.lines if d.line == line]
    if not wanted:
        known = [known.id for known in outcome.case.lines]
        hint = did_you_mean(line, known)
        listed = ", ".join(known[:20])
        raise Rejected(
            [Problem(code="N401", message="the case has no such line", file="command line", expected=listed, hint=hint)]
        )
    from solver.render.decision import policy_name

    chosen = [
        d for d in wanted if policy is None or (d.policy is not None and policy_name(outcome, d.policy) == policy)
    ]
    if not chosen:
        raise Rejected([Problem(code="N404", message="that policy gives no verdict on this line", file="command line")])
    return chosen


def _width() -> int:
    if sys.stdout is None or not sys.stdout.isatty():
        return 120
    from shutil import get_terminal_size

    return get_terminal_size((120, 24)).columns


def _say(*texts: str) -> None:
    for text in texts:
        click.echo(text)


def _notice() -> str:
    from solver.render.notice import NOTICE
    from solver.render.table import paragraph

    return paragraph(NOTICE, _width())


def _json(data: object) -> str:
    from msgspec import json

    return json.format(json.encode(data), indent=2).decode() + "\n"


def _print_json(data: object) -> None:
    click.echo(_json(data), nl=False)


def _write(output: str, text: str) -> None:
    with click.open_file(output, "w", encoding="utf-8", atomic=output != "-") as stream:
        stream.write(text)


if __name__ == "__main__":
    main()
