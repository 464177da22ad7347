"""The command `contrast`."""

import os
from typing import TYPE_CHECKING

import click

from solver.commands.shared import AS_JSON, POLICIES, load, notice, print_json, read, say, solver_of, width

if TYPE_CHECKING:
    from kb.case import Case
    from kb.knowledge import KnowledgeBase
    from solver.decide import Outcome


@click.command("contrast")
@click.argument("cases", nargs=-1, required=True, metavar="CASE [CASE]")
@click.option(
    "--policy",
    "versions",
    nargs=2,
    metavar="OLD NEW",
    help="Contrast two versions of a policy on one CASE: policy files, or folders of them.",
)
@click.option("--budget", type=click.IntRange(min=1), help="How far to look.")
@AS_JSON
@POLICIES
def command(
    cases: tuple[str, ...],
    *,
    versions: tuple[str, str] | None,
    budget: int | None,
    as_json: bool,
    policies: tuple[str, ...],
) -> None:
    """Say why two cases get different verdicts, or one CASE under two versions of a policy.

    Of two cases: the smallest sets of findings that, taken over from the second into the first, carry a verdict over.
    Of two versions: the smallest sets of sections. Each set is decided before it is shown.

    \b
    Example:
      necessity contrast examples/therapy_41_days.yaml examples/therapy_42_days.yaml
      necessity contrast --policy kb/policies/tsa.md drafts/tsa.md examples/therapy_42_days.yaml
    """
    if len(cases) != (1 if versions else 2):
        raise click.UsageError("Name two cases, or one case and --policy with two versions.")
    if versions is not None:
        _policies(cases[0], versions, budget, policies, as_json=as_json)
    else:
        _cases(cases[0], cases[1], budget, policies, as_json=as_json)


def _cases(first: str, second: str, budget: int | None, policies: tuple[str, ...], *, as_json: bool) -> None:
    from solver.alternatives.contrast import contrasts
    from solver.alternatives.diagrams import BUDGET
    from solver.render.contrast import contrast_json, contrast_text

    solver = solver_of(load(policies))
    one, other = (solver.decide(read(case, solver.kb)) for case in (first, second))
    found = contrasts(solver, one, other, budget or BUDGET)
    if as_json:
        print_json(contrast_json(one, other, found))
        return
    say(contrast_text(one, other, found, width()), "", notice())


def _policies(
    case: str, versions: tuple[str, str], budget: int | None, policies: tuple[str, ...], *, as_json: bool
) -> None:
    from solver.alternatives.contrast_policies import BUDGET, contrast_policies
    from solver.render.contrast_policies import policies_json, policies_text

    old, new = (solver_of(_version(version, policies)) for version in versions)
    found = contrast_policies(old, new, (read(case, old.kb), read(case, new.kb)), budget or BUDGET, _once)
    if as_json:
        print_json(policies_json(found))
        return
    say(policies_text(found, width()), "", notice())


def _version(place: str, policies: tuple[str, ...]) -> "KnowledgeBase":
    """The knowledge base with a version of a policy: a file, or a folder."""
    from kb.load import load

    return load(*policies, place) if os.path.isdir(place) else load(*policies, files=(place,))


def _once(base: "KnowledgeBase", case: "Case") -> "Outcome":
    """The decision on a case under a knowledge base that is not needed again, so that nothing is kept of it."""
    from solver.compile import compile_program
    from solver.decide import Solver
    from solver.engines.pydatalog import PyDatalog

    return Solver(base, PyDatalog(compile_program(base))).decide(case)
