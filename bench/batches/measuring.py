"""The rounds of a benchmark: all engines take turns, on everything that they are to be run on.

After the first round the verdicts of each are compared with those of the batch engine. Not here: what is run
(`bench.batches.plan`), or what the figures say (`bench.batches.figures`).
"""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from subprocess import CalledProcessError

from msgspec import json

from bench.batches.agreement import Agreement
from bench.batches.engines import Job
from bench.batches.plan import Plan, Task, reference
from bench.batches.preparing import Told, python
from bench.batches.results import Measured
from bench.batches.runs import Failed, Usage, run

KILO = 1024
NOTHING = Agreement(0, criteria=False, differing=())


class Disagreement(Exception):
    """Two engines gave different verdicts, or one gave none that can be read."""


class Rounds:
    """All tasks of a plan in all its rounds. An engine that fails at a task, or gives other verdicts, is left out of
    what was measured there; `faults` are those that no figure should be shown with: any disagreement, and any failure
    of an engine of our own."""

    def __init__(self, plan: Plan, told: Told) -> None:
        self._plan, self._told = plan, told
        self._usages: dict[Task, list[Usage]] = {task: [] for task in plan.tasks()}
        self._agreements: dict[Task, Agreement] = {}
        self.faults: list[str] = []

    def run(self) -> tuple[Measured, ...]:
        """Run everything."""
        _warm(self._plan, tuple(self._usages))
        for number in range(self._plan.rounds):
            for task in tuple(self._usages):
                self._told(f"round {number + 1}: {task.name} {self._take(task, compare=number == 0)}")
        return tuple(self._measured(task, usages) for task, usages in self._usages.items())

    def _take(self, task: Task, *, compare: bool) -> str:
        """Run a task; what is to be said of it."""
        try:
            usage = _run(self._plan, task)
            if compare and task.engine.writes:
                self._agreements[task] = _compared(self._plan, task)
        except (Disagreement, Failed) as fault:
            del self._usages[task]
            if isinstance(fault, Disagreement) or task.engine.writes == "rows":
                self.faults.append(f"{task.name}: {fault}")
            return f"left out: {fault}"
        self._usages[task].append(usage)
        return f"{usage.seconds:.2f} s, {usage.peak // KILO} MB"

    def _measured(self, task: Task, usages: list[Usage]) -> Measured:
        found = self._agreements.get(task, NOTHING)
        return Measured(task.engine.name, task.cases, task.cores, tuple(usages), found.verdicts, found.criteria)


def _warm(plan: Plan, tasks: Sequence[Task]) -> None:
    """Run each of our own engines once on few cases, so that what they keep between runs is there."""
    first = {task.engine.name: task for task in reversed(tasks) if task.engine.writes == "rows"}
    for task in first.values():
        with suppress(Failed):  # the first round will tell
            _run(plan, task)


def _run(plan: Plan, task: Task) -> Usage:
    out = plan.folder / "out" / task.name
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    job = Job(plan.given(task.engine.cases, task.cases), out, task.cores)
    return run(task.engine.commands(job), task.cores, str(plan.folder / "cache"))


def _compared(plan: Plan, task: Task) -> Agreement:
    """Compare with the batch engine on the same cases; of the batch engine itself nothing is said."""
    other = Task(reference(task.engine), task.cases, 1)
    if task == other:
        return NOTHING
    folder = plan.folder / "out"
    sides = (other.engine.writes, str(folder / other.name), task.engine.writes, str(folder / task.name))
    try:
        found = json.decode(python("bench.batches.agreement", *sides), type=Agreement)
    except CalledProcessError as error:
        raise Disagreement(f"not to be compared with {other.name}") from error
    if found.differing:
        raise Disagreement(f"differs from {other.name}:\n" + "\n".join(found.differing))
    shutil.rmtree(folder / task.name)
    return found
