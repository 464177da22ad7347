"""How fast batches are decided, beside other engines on the same program and facts: clingo, SWI-Prolog and Soufflé
where they are installed, and a slice of the rules written by hand in SQL for DuckDB.

Every engine's verdicts are compared with those of the batch engine before a figure is believed. `--quick` is a first
look; `--page docs/performance.md` writes the figures and the plot into the page; `--results FILE` keeps what was
measured, and `--from FILE` writes the page from that. Needs Linux and `pip install 'necessity[bench]'`. Not part of
the tests.
"""

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.batches.engines import ALL, ENGINES  # noqa: E402
from bench.batches.made import Cases, averages  # noqa: E402
from bench.batches.measuring import Rounds  # noqa: E402
from bench.batches.page import blocks, updated  # noqa: E402
from bench.batches.plan import Plan  # noqa: E402
from bench.batches.plot import draw  # noqa: E402
from bench.batches.preparing import of_what_is_made, prepare  # noqa: E402
from bench.batches.results import Results, kept, known, machine  # noqa: E402
from kb.load import load  # noqa: E402
from solver.compile import compile_program  # noqa: E402

SIZES = (1, 1_000, 10_000, 100_000, 1_000_000)
ROUNDS = 3
QUICK_SIZES, QUICK_MOST, QUICK_ROUNDS = (1, 1_000), {"pydatalog": 50, "clingo-alone": 5}, 1
VERSIONS = {"swipl": "SWI-Prolog", "souffle": "Soufflé"}
"""Programs that are no Python packages, and what they are called."""
VERSION = re.compile(r"\d+(?:\.\d+)+")
LOOKED_AT = 1_000
"""Cases whose size is averaged."""


def main() -> None:
    """Measure and print."""
    chosen = options()
    results, faults = (known(chosen.source), []) if chosen.source else measured(chosen)
    if chosen.results:
        kept(results, chosen.results)
    if faults:
        sys.exit("\n".join(("no figures:", *faults)))
    if chosen.page:
        page = Path(chosen.page)
        page.write_text(updated(page.read_text(encoding="utf-8"), blocks(results)), encoding="utf-8")
        draw(results, str(page.with_suffix(".svg")))
    for name, block in blocks(results).items():
        print(f"{name.replace('_', ' ')}\n\n{block}\n")


def options() -> argparse.Namespace:
    """What was asked for on the command line."""
    names = [engine.name for engine in ENGINES]
    found = argparse.ArgumentParser(description="How fast batches are decided, beside other engines.")
    found.add_argument("--quick", action="store_true", help="a first look: few cases, one core, one round")
    found.add_argument("--sizes", type=int, nargs="+", metavar="N", help=f"numbers of cases (default: {SIZES})")
    found.add_argument("--most", nargs="+", default=[], metavar="ENGINE=N", help="so many cases at most for an engine")
    found.add_argument("--only", nargs="+", choices=names, metavar="ENGINE", help=f"some of {', '.join(names)}")
    found.add_argument("--cores", type=int, nargs="+", choices=[1, 2], help="(default: 1 2)")
    found.add_argument("--rounds", type=int, help=f"how often (default: {ROUNDS})")
    found.add_argument("--seed", type=int, default=1, help="where chance starts (default: 1)")
    found.add_argument("--folder", help="keep all files here, and use again those that are there")
    found.add_argument("--results", metavar="FILE", help="keep what was measured")
    found.add_argument("--from", dest="source", metavar="FILE", help="measure nothing; take what was kept")
    found.add_argument("--page", metavar="FILE", help="write the figures into this page, and a plot beside it")
    return found.parse_args()


def measured(chosen: argparse.Namespace) -> tuple[Results, list[str]]:
    """Run the benchmark: what was measured, and what was wrong."""
    with _folder(chosen.folder, chosen.seed) as folder:
        plan = _plan(chosen, folder)
        prepare(plan, _told)
        rounds = Rounds(plan, _told)
        found = rounds.run()
        rules = len(compile_program(load()).rules)
        return Results(machine(_versions()), rules, plan.seed, _of_the_cases(plan), found), rounds.faults


def _plan(chosen: argparse.Namespace, folder: Path) -> Plan:
    """The engines that can be run, with their limits."""
    quick = QUICK_MOST if chosen.quick else {}
    most = {**quick, **{name: int(number) for name, _, number in (one.partition("=") for one in chosen.most)}}
    wanted = [engine for engine in ENGINES if not chosen.only or engine.name in chosen.only]
    for engine in wanted:
        if not engine.there:
            _told(f"left out: {engine.title}, as {engine.needs} is not installed")
    return Plan(
        tuple((one, most.get(one.name, one.most)) for one in wanted if one.there),
        tuple(chosen.sizes or (QUICK_SIZES if chosen.quick else SIZES)),
        tuple(chosen.cores or ((1,) if chosen.quick else (1, 2))),
        chosen.rounds or (QUICK_ROUNDS if chosen.quick else ROUNDS),
        chosen.seed,
        folder,
    )


@contextmanager
def _folder(name: str | None, seed: int) -> Iterator[Path]:
    """A folder for the policies as they are, and the seed; one that is removed again if none is named."""
    if name is None:
        with TemporaryDirectory() as made:
            yield Path(made)
        return
    folder = Path(name).resolve() / f"{of_what_is_made(load())}-{seed}"
    folder.mkdir(parents=True, exist_ok=True)
    yield folder


def _of_the_cases(plan: Plan) -> tuple[tuple[str, float], ...]:
    """What the cases of all policies hold, by the first of them."""
    made = sorted(plan.folder.glob(f"{ALL}-*.jsonl"))
    return averages(Cases(str(made[0]), LOOKED_AT, plan.folder), load()) if made else ()


def _versions() -> Iterator[tuple[str, str]]:
    """The versions of programs that are installed, as they print them first."""
    for program, name in VERSIONS.items():
        if shutil.which(program):
            said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
            yield name, next(iter(VERSION.findall(said)), "")


def _told(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
