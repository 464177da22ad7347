"""What a benchmark runs: engines on so many cases and cores, in the order of a round.

Not here: which engines there are (`bench.batches.engines`), or running them (`bench.batches.measuring`).
"""

from itertools import product
from pathlib import Path

from msgspec import Struct

from bench.batches.engines import ALL, BASELINE, ENGINES, SLICE, Engine

REFERENCES = {ALL: BASELINE, SLICE: "slice-batch"}


class Task(Struct, frozen=True):
    """An engine on so many cases and cores."""

    engine: Engine
    cases: int
    cores: int

    @property
    def name(self) -> str:
        """What the task is called in folders and on the screen."""
        return f"{self.engine.name}-{self.cases}-{self.cores}"


class Plan(Struct, frozen=True):
    """What is measured: engines with the greatest number of cases of each, sizes, cores, rounds, where chance starts,
    and the folder for all files."""

    engines: tuple[tuple[Engine, int], ...]
    sizes: tuple[int, ...]
    cores: tuple[int, ...]
    rounds: int
    seed: int
    folder: Path

    def tasks(self) -> tuple[Task, ...]:
        """Everything in a round, small numbers of cases first, and for each number the batch engine before others."""
        found = [
            Task(engine, min(size, most), cores)
            for engine, most in self.engines
            for size, cores in product(self.sizes, self.cores)
            if cores == 1 or engine.on_two
        ]
        compared = [Task(reference(task.engine), task.cases, 1) for task in found if task.engine.writes]
        order = [engine.name for engine in ENGINES]
        turns = {
            task: (task.cases, task.cores, task not in compared, order.index(task.engine.name))
            for task in (*found, *compared)
        }
        return tuple(sorted(turns, key=lambda task: turns[task]))

    def given(self, cases: str, size: int) -> Path:
        """The folder with what engines read."""
        return self.folder / f"{cases}-{size}"


def reference(engine: Engine) -> Engine:
    """Whose verdicts are compared with those of an engine."""
    return next(one for one in ENGINES if one.name == REFERENCES[engine.cases])
