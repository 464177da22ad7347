"""What proving and explaining a case costs over deciding it, pass by pass; and what many proofs leave behind.

Start-up is left out: the solver is made before anything is measured. Prints figures and judges none; not part of the
tests.
"""

import argparse
import gc
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time

from msgspec.structs import replace

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from kb.case import Case  # noqa: E402
from kb.intake.case_file import read_case  # noqa: E402
from kb.intake.digest import sealed  # noqa: E402
from kb.load import load  # noqa: E402
from solver.alternatives.changes import Explorer  # noqa: E402
from solver.alternatives.missing import missing  # noqa: E402
from solver.alternatives.question import Question, questions  # noqa: E402
from solver.decide import Outcome, Solver  # noqa: E402

CASE = "examples/two_stage.yaml"
TIMES = 9
BOUND = 3.0
LATER = 100
"""Cases after which the objects are counted first."""


def passes(solver: Solver, case: Case) -> Iterator[tuple[str, Callable[[], object]]]:
    """The passes over every line of a case, in order; each rests on those before it."""
    outcome, explorer = solver.decide(case), Explorer(solver, case)
    asked = [one for line in outcome.lines if line.policy for one in questions(line)]
    fresh = solver.decide(case)
    yield "decide", lambda: solver.decide(case)
    yield "prove", lambda: (fresh.lines, fresh.proof)
    yield "reasons", lambda: [fresh.reasons(line) for line in fresh.lines]
    yield "completions", lambda: explorer.completions
    yield "missing", lambda: [missing(explorer, outcome, one) for one in asked]


def seconds(work: Callable[[], object]) -> float:
    """The CPU time of some work."""
    start = process_time()
    work()
    return process_time() - start


def measured(solver: Solver, case: Case, times: int) -> dict[str, float]:
    """The median of each pass."""
    runs = [{name: seconds(work) for name, work in passes(solver, case)} for _ in range(times)]
    return {name: median(run[name] for run in runs) for name in runs[0]}


def each_set(solver: Solver, case: Case) -> tuple[int, float]:
    """How many change sets lead to an approval of the lines, and how long finding and deciding them again takes."""
    outcome, explorer = solver.decide(case), Explorer(solver, case)
    targets = [Question(one).target(solver.kb, "necessary") for one in outcome.lines if one.policy]
    start = process_time()
    found = sum(len(explorer.changes(target).sets) for target in targets)
    return found, process_time() - start


def left_behind(solver: Solver, case: Case, cases: int) -> tuple[int, int]:
    """The objects that are there after the first cases were proved, and after all."""
    counts = []
    for number in range(cases):
        prove(solver.decide(sealed(replace(case, id=f"case-{number}"))))
        if number in (min(LATER, cases) - 1, cases - 1):
            gc.collect()
            counts.append(len(gc.get_objects()))
    return counts[0], counts[-1]


def prove(outcome: Outcome) -> None:
    """Prove every line."""
    for line in outcome.lines:
        outcome.reasons(line)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description="What proving and explaining costs, over what deciding costs.")
    options.add_argument("--times", type=int, default=TIMES, help=f"how often to measure (default: {TIMES})")
    options.add_argument("--cases", type=int, default=0, help="prove so many cases and count objects (default: none)")
    options.add_argument("--json", action="store_true", help="print JSON")
    chosen = options.parse_args()
    solver = Solver(load())
    case = read_case(str(ROOT / CASE), solver.kb)
    figures = measured(solver, case, chosen.times)
    share = {name: round(figure / figures["decide"], 2) for name, figure in figures.items() if name != "decide"}
    sets, took = each_set(solver, case)
    found: dict[str, object] = {"bound": BOUND, "decide": round(figures["decide"], 4), "share": share}
    found |= {
        "total": round(sum(share.values()), 2),
        "sets": sets,
        "per_set": round(took / sets / figures["decide"], 2),
    }
    if chosen.cases:
        found["objects"] = left_behind(solver, case, chosen.cases)
    print(json.dumps(found, indent=2) if chosen.json else "\n".join(_lines(found)))


def _lines(found: dict[str, object]) -> Iterator[str]:
    share = found["share"]
    assert isinstance(share, dict)
    yield f"deciding {CASE}: {found['decide']} s of CPU time; explaining all its lines, in multiples of that:"
    yield from (f"  {name}: {figure}" for name, figure in share.items())
    yield f"  together: {found['total']} (bound {found['bound']})"
    yield f"{found['sets']} change sets, each found and decided again in {found['per_set']} times a decision"
    objects = found.get("objects")
    if isinstance(objects, list | tuple):
        yield f"objects after the first cases and after all: {' and '.join(map(str, objects))}"


if __name__ == "__main__":
    main()
