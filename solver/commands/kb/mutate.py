"""The command `kb mutate`."""

import sys

import click

from kb.problems import Rejected
from solver.commands.kb.testing import JOBS, meant, progress, tests_in
from solver.commands.shared import AS_JSON, POLICIES, REFUSED, load, notice, print_json, say, width

TESTS = click.option("--tests", multiple=True, metavar="PATH", help="A file or folder of tests; may be repeated.")
SAMPLE = click.option("--sample", type=click.IntRange(1), help="Try so many mutants, chosen by chance (default: all).")
SEED = click.option("--seed", type=int, default=0, help="What the choice follows from (default: 0).")
LEAST = click.option("--min", "least", type=click.FloatRange(0, 100), help="The least part to be noticed, in percent.")


@click.command("mutate")
@click.argument("names", nargs=-1, metavar="[POLICY]...")
@TESTS
@SAMPLE
@SEED
@LEAST
@JOBS
@AS_JSON
@POLICIES
def command(
    *,
    names: tuple[str, ...],
    tests: tuple[str, ...],
    sample: int | None,
    seed: int,
    least: float | None,
    jobs: int,
    as_json: bool,
    policies: tuple[str, ...],
) -> None:
    """Change one thing at a time in each POLICY and run its tests: which changes do they not notice?

    Without a POLICY, every policy that the tests decide by; `shared` stands for the shared documents. The tests are
    those that `kb test` would run. Status 1 when less is noticed than --min.

    \b
    Example:
      necessity kb mutate CGS --sample 200 --seed 1
    """
    from solver.testing.chosen import named, sampled
    from solver.testing.mutants import mutants
    from solver.testing.mutation import Bench, judge
    from solver.testing.survivors import mutation_json, mutation_text, tally

    found, _, problems = tests_in(meant(tests, policies))
    if problems:
        raise Rejected(problems)
    kb = load(policies)
    benches = [Bench(kb, policy) for policy in named(kb, names)]
    own = [bench.own(found) for bench in benches]
    with progress("tests", sum(map(len, own))) as told:
        for bench, tests_of_policy in zip(benches, own, strict=True):
            bench.prepare(tests_of_policy, jobs, told)
    kept = [bench for bench in benches if bench.tests or names]
    chosen = sampled([mutant for bench in kept for mutant in mutants(bench.kb, bench.policy)], sample, seed)
    with progress("mutants", len(chosen)) as told:
        judged = tuple(judge(kept, chosen, jobs, told))
    tallies = tally(judged, {bench.policy: len(bench.tests) for bench in kept})
    if as_json:
        print_json(mutation_json(judged, tallies, seed))
    else:
        say(mutation_text(judged, tallies, width()), "", notice())
    if least is not None and tallies[-1].percent < least:
        sys.exit(REFUSED)
