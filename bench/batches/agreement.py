"""Whether two engines gave the same verdicts: python -m bench.batches.agreement FORM FOLDER FORM FOLDER.

Two outputs of our own must have the same deciding criteria as well; peers give verdicts only. It runs as a process of
its own, so that the one that measures stays small.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from msgspec import Struct, json

from bench.batches.made import number_of
from bench.batches.slices import POLICY
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Scale
from kb.load import load
from solver.explain.wording import word

SHOWN = 5
"""Differences that are told."""
Verdict = tuple[int, str, str | None, str, tuple[str, ...]]
"""The number of a case, a line, a policy or None, what it comes to, and the criteria that decide."""


class Agreement(Struct, frozen=True):
    """How many verdicts were compared, and the first of those that only one side has."""

    verdicts: int
    criteria: bool
    differing: tuple[str, ...]


class _Row(Struct):
    case: str
    line: str
    policy: str | None
    verdict: str
    because: tuple[str, ...]


def main() -> None:
    """Print the agreement as JSON."""
    one, its_folder, other, other_folder = sys.argv[1:]
    kb = load()
    found = agreement(
        FORMS[one](Path(its_folder), kb), FORMS[other](Path(other_folder), kb), criteria=one == other == "rows"
    )
    print(json.encode(found).decode())


def agreement(one: Iterator[Verdict], other: Iterator[Verdict], *, criteria: bool) -> Agreement:
    """Compare verdicts in any order, as often as each is given."""
    counts = Counter(_told(verdict, criteria=criteria) for verdict in one)
    number = counts.total()
    counts.subtract(Counter(_told(verdict, criteria=criteria) for verdict in other))
    differing = (
        f"{'only the first' if count > 0 else 'only the second'}: {told}" for told, count in counts.items() if count
    )
    return Agreement(number, criteria, tuple(islice(differing, SHOWN)))


def _told(verdict: Verdict, *, criteria: bool) -> str:
    number, line, policy, name, because = verdict
    return f"{number} {line} {policy} {name}{' ' + ';'.join(because) if criteria else ''}"


def _rows(folder: Path, _: KnowledgeBase) -> Iterator[Verdict]:
    """The output of a batch."""
    decoder = json.Decoder(_Row)
    with open(folder / "verdicts.jsonl", "rb") as file:
        for row in map(decoder.decode, file):
            yield number_of(row.case), row.line, row.policy, row.verdict, row.because


def _numbers(folder: Path, kb: KnowledgeBase) -> Iterator[Verdict]:
    """Rows of a case, a line, and where a policy has rules for it the policy and the rank of the verdict."""
    for path in sorted(folder.glob("verdicts.*tsv")):
        yield from (_verdict(kb, *cells) for cells in _cells(path))


def _tables(folder: Path, kb: KnowledgeBase) -> Iterator[Verdict]:
    """The same as tables of the two predicates."""
    for case, policy, line, rank in _cells(folder / "verdict.csv"):
        yield _verdict(kb, case, line, policy, rank)
    yield from (_verdict(kb, *cells) for cells in _cells(folder / "ungoverned.csv"))


def _slice(folder: Path, _: KnowledgeBase) -> Iterator[Verdict]:
    """Rows of a case, a line and a verdict under the policy of the slice."""
    for case, line, verdict in _cells(folder / "verdicts.tsv"):
        yield number_of(case), line, POLICY, verdict, ()


def _cells(path: Path) -> Iterator[list[str]]:
    with open(path, encoding="utf-8") as file:
        yield from (line.rstrip("\n").split("\t") for line in file)


def _verdict(kb: KnowledgeBase, case: str, line: str, policy: str | None = None, rank: str | None = None) -> Verdict:
    if policy is None or rank is None:
        return int(case), line, None, "out_of_scope", ()
    kinds = kb.types["verdict_kind"]
    assert isinstance(kinds, Scale)
    return int(case), line, word(kb, "policy", policy), kinds.members[int(rank)].name, ()


FORMS: Mapping[str, Callable[[Path, KnowledgeBase], Iterator[Verdict]]] = {
    "rows": _rows,
    "numbers": _numbers,
    "tables": _tables,
    "slice": _slice,
}

if __name__ == "__main__":
    main()
