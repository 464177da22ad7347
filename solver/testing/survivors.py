"""What `kb mutate` prints: how many changes of each policy the tests notice, and those that none does.

Not here: how that is found out (`solver.testing.mutation`).
"""

from collections.abc import Sequence

from msgspec import Struct

from solver.render.table import coloured, paragraph, table
from solver.testing.mutation import Judged

HEADERS = ("policy", "tests", "mutants", "refused", "noticed", "survived", "noticed of those that ran")


class Tally(Struct, frozen=True):
    """How the mutants of a policy fared with its tests; `policy` is None for all together."""

    policy: str | None
    tests: int
    mutants: int
    refused: int
    survived: int

    @property
    def noticed(self) -> int:
        """The mutants that a test notices."""
        return self.mutants - self.refused - self.survived

    @property
    def percent(self) -> float:
        """The part that was noticed of those that were not refused, cut to a tenth."""
        ran = self.mutants - self.refused
        return (1000 * self.noticed // ran) / 10 if ran else 100.0


def tally(judged: Sequence[Judged], tests: dict[str, int]) -> tuple[Tally, ...]:
    """A tally for each policy, by the number of its tests, and one for all."""
    found = [
        _tally(policy, number, [one for one in judged if one.mutant.policy == policy])
        for policy, number in tests.items()
    ]
    return (*found, _tally(None, sum(tests.values()), judged))


def _tally(policy: str | None, tests: int, judged: Sequence[Judged]) -> Tally:
    fates = [one.fate for one in judged]
    return Tally(policy, tests, len(fates), fates.count("refused"), fates.count("survived"))


def mutation_text(judged: Sequence[Judged], tallies: Sequence[Tally], width: int) -> str:
    """The figures, and each mutant that no test notices."""
    lines = [paragraph(_survivor(one), width, "    ") for one in judged if one.fate == "survived"]
    return "\n\n".join(part for part in (table(HEADERS, map(_row, tallies), width), "\n".join(lines)) if part)


def _survivor(one: Judged) -> str:
    found = one.mutant
    place = f"{found.file}:{found.line}" if found.line else found.file
    return f"{place}: {found.of}: {coloured('not met', 'survived')}: {found.said}"


def _row(one: Tally) -> tuple[str, ...]:
    counts = (one.tests, one.mutants, one.refused, one.noticed, one.survived)
    return (one.policy or "all", *map(str, counts), f"{one.percent:.1f} %")


def mutation_json(judged: Sequence[Judged], tallies: Sequence[Tally], seed: int) -> dict[str, object]:
    """The same as plain data."""
    return {
        "seed": seed,
        "percent": tallies[-1].percent,
        "policies": [
            {
                "policy": one.policy,
                "tests": one.tests,
                "mutants": one.mutants,
                "refused": one.refused,
                "noticed": one.noticed,
                "survived": one.survived,
                "percent": one.percent,
            }
            for one in tallies[:-1]
        ],
        "survivors": [_survivor_json(one) for one in judged if one.fate == "survived"],
    }


def _survivor_json(one: Judged) -> dict[str, object]:
    found = one.mutant
    return {
        "policy": found.policy,
        "clause": found.of,
        "file": found.file,
        "line": found.line or None,
        "kind": found.kind,
        "change": found.said,
    }
