"""Made-up cases in any number, the same for the same seed: the vocabulary of all policies, every verdict, values on
both sides of each threshold, silence and contradictions.

Writes JSON Lines of cases, or Parquet in the long form; `--count` decides them instead and prints the verdicts. Not
part of the tests.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.generating.cases import cases  # noqa: E402
from bench.generating.long_rows import write_parquet  # noqa: E402
from bench.generating.vocabulary import vocabulary  # noqa: E402
from kb.intake.case_file import case_from  # noqa: E402
from kb.intake.scope import vocabulary as known_to_the_intake  # noqa: E402
from kb.knowledge import KnowledgeBase  # noqa: E402
from kb.load import load  # noqa: E402
from solver.decide import Solver  # noqa: E402

STDOUT = "-"
SEED = 1


def main() -> None:
    """Write cases, or count their verdicts."""
    base = load()
    ids = [words.id for words in vocabulary(base).policies]
    options = argparse.ArgumentParser(description="Made-up cases, the same for the same seed.")
    options.add_argument("--cases", type=int, required=True, metavar="N", help="how many")
    options.add_argument("--seed", type=int, default=SEED, help=f"where chance starts (default: {SEED})")
    options.add_argument(
        "--policy", nargs="+", choices=ids, default=[], help="only lines of these policies, and others beside them"
    )
    options.add_argument("-o", "--output", default=STDOUT, metavar="FILE", help="the file to write (default: -)")
    options.add_argument("--format", choices=["jsonl", "parquet"], default="jsonl", help="(default: jsonl)")
    options.add_argument(
        "--count", action="store_true", help="decide the cases and print how many lines get which verdict"
    )
    chosen = options.parse_args()
    if chosen.format == "parquet" and chosen.output == STDOUT and not chosen.count:
        options.error("Parquet needs a file: -o FILE")
    made = cases(base, chosen.cases, chosen.seed, tuple(chosen.policy))
    if chosen.count:
        print("\n".join(_table(verdicts(base, made))))
    elif chosen.format == "parquet":
        write_parquet(made, chosen.output)
    else:
        write_lines(made, chosen.output)


def write_lines(made: Iterable[str], output: str) -> None:
    """Write cases as JSON Lines."""
    with nullcontext(sys.stdout.buffer) if output == STDOUT else open(output, "wb") as file:
        for case in made:
            file.write(case.encode() + b"\n")


def verdicts(base: KnowledgeBase, made: Iterable[str]) -> Counter[tuple[str, str]]:
    """How many lines get which verdict under which policy."""
    solver, known = Solver(base), known_to_the_intake(base)
    outcomes = (solver.decide(case_from(case, "made-up.json", known)) for case in made)
    return Counter((line.policy or "none", line.verdict) for outcome in outcomes for line in outcome.lines)


def _table(found: Counter[tuple[str, str]]) -> Iterator[str]:
    for (policy, verdict), number in sorted(found.items(), key=lambda item: (item[0][0], -item[1])):
        yield f"{policy:<12}{verdict:<28}{number:>9}"


if __name__ == "__main__":
    main()
