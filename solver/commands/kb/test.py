"""The command `kb test`."""

import sys
from typing import TYPE_CHECKING

import click

from kb.problems import Problem
from solver.commands.kb.testing import JOBS, meant, progress, tests_in
from solver.commands.shared import AS_JSON, POLICIES, REFUSED, complain, load, notice, print_json, say, width, write

if TYPE_CHECKING:
    from solver.testing.coverage import Coverage
    from solver.testing.run import Ran


@click.command("test")
@click.argument("paths", nargs=-1)
@click.option("--coverage", "covered", is_flag=True, help="Say what the tests have not seen of the clauses.")
@click.option("--min", "least", type=click.FloatRange(0, 100), help="The least coverage of each policy, in percent.")
@click.option("--junit", type=click.Path(dir_okay=False), help="Write the results as JUnit XML, too.")
@click.option("--policy", "names", multiple=True, metavar="ID", help="Cover this policy only; may be repeated.")
@JOBS
@AS_JSON
@POLICIES
def command(
    *,
    paths: tuple[str, ...],
    covered: bool,
    least: float | None,
    junit: str | None,
    names: tuple[str, ...],
    jobs: int,
    as_json: bool,
    policies: tuple[str, ...],
) -> None:
    """Run the tests in PATHS, files or folders of YAML: does each policy decide its cases as they expect?

    With --coverage or --min, say what they have seen of the clauses of each policy that decides a line in them.

    Without PATHS, the tests are those in the folder tests of each --policies, else those in tests/policies. Status 1
    when a test fails or is refused, or a policy is covered less than --min.

    \b
    Example:
      necessity kb test tests/policies/cgs --coverage
    """
    from solver.testing.chosen import named
    from solver.testing.coverage import coverage, lowest
    from solver.testing.run import run_all

    tests, unreachable, problems = tests_in(meant(paths, policies))
    kb = load(policies)
    policies_to_cover = named(kb, names)
    with progress("tests", len(tests)) as told:
        ran, seen = run_all(kb, tests, jobs, told)
    touched = tuple(policy for policy in policies_to_cover if names or policy in seen.policies)
    found = coverage(kb, seen, touched, unreachable) if covered or least is not None else ()
    if junit is not None:
        from solver.testing.junit import junit as junit_text

        write(junit, junit_text(ran))
    complain(problems)
    _show(ran, problems, found, as_json=as_json)
    low = least is not None and lowest(found) < least
    if low or problems or not all(one.result.passed for one in ran):
        sys.exit(REFUSED)


def _show(
    ran: tuple["Ran", ...], problems: tuple[Problem, ...], found: tuple["Coverage", ...], *, as_json: bool
) -> None:
    """Print the results, and the coverage where there is one."""
    from solver.testing.report import coverage_json, coverage_text, problem_json, results_json, results_text

    if as_json:
        extra = {"problems": [problem_json(one) for one in problems], "coverage": coverage_json(found)}
        print_json({**results_json(ran), **extra})
    else:
        say(results_text(ran, width()), "", *((coverage_text(found, width()), "") if found else ()), notice())
