"""A batch from its inputs to its outputs: read, decide, write, and count, a chunk at a time.

Not here: what the steps are (a module each), or what is shown of them (`solver.commands.batch`).
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from itertools import count
from typing import BinaryIO

from msgspec import Struct

from kb.knowledge import KnowledgeBase
from kb.problems import Problem, Rejected
from solver.batch import spark, workers
from solver.batch.deciders import ENGINES, IN_SLICES
from solver.batch.metrics import metrics
from solver.batch.part import Part
from solver.batch.plan import Plan
from solver.batch.reading.inputs import Inputs
from solver.batch.records import Chunk, chunks
from solver.batch.tally import Tally, add
from solver.batch.unfinished import Manifest, Unfinished
from solver.batch.writing.form import form, whole


class Batch(Struct, frozen=True):
    """A batch: what is to be done, with what, by how many processes, and the files for its output (unless that is a
    stream), the rejects and the metrics."""

    plan: Plan
    kb: KnowledgeBase
    inputs: Inputs
    jobs: int
    output: str
    rejects: str | None
    metrics: str | None


class Count(Struct):
    """The counts so far, and how many records were decided or rejected by this run."""

    tally: Tally
    here: int = 0


Told = Callable[[Count], None]
"""Is called after each part."""


def to_file(batch: Batch, told: Told, *, resume: bool) -> Count:
    """Run a batch to its file, which appears after all others.

    Raises `Rejected` where it cannot begin or an input cannot be read on, and `OSError` where an output cannot be
    written. The parts that are complete by then stay for a batch that resumes it, unless its input does not.
    """
    unfinished, found, number = Unfinished(batch.output), Count(Tally()), 0
    with unfinished.begun(Manifest(batch.plan, batch.inputs.seen), resume=resume, keep=batch.inputs.stay):
        for number, (part, is_new) in enumerate(_parts(batch, unfinished), start=1):
            if is_new:
                unfinished.put(number - 1, part)
            _count(found, part, told, here=is_new)
        _see_complete(batch.inputs, found.tally)
        if batch.rejects is not None:
            with whole(batch.rejects) as file:
                file.writelines(head.rejects for head in unfinished.heads(number))
        _write_metrics(batch, found.tally)
        with whole(batch.output) as file:
            form(batch.plan.form).join(unfinished.rows(number), file)
        unfinished.remove()
    return found


def to_stream(batch: Batch, stream: BinaryIO, told: Told) -> Count:
    """Run a batch and write its rows to a stream as they come. Raises as `to_file` does."""
    found = Count(Tally())
    with nullcontext() if batch.rejects is None else whole(batch.rejects) as rejects:
        for part in _made(batch, _chunks(batch)):
            stream.writelines(part.rows)
            if rejects is not None:
                rejects.write(part.rejects)
            _count(found, part, told, here=True)
        stream.flush()
        _see_complete(batch.inputs, found.tally)
    _write_metrics(batch, found.tally)
    return found


def _parts(batch: Batch, unfinished: Unfinished) -> Iterator[tuple[Part, bool]]:
    """All parts in order, and whether they are new. The input is read again from its beginning."""
    left = _chunks(batch)
    for number in count():
        head = unfinished.head(number)
        if head is None:
            break
        if head.tally.records != next(left, Chunk((), {})).size:
            raise Rejected([_other_input(unfinished.folder)])
        yield head, False
    yield from ((part, True) for part in _made(batch, left))


def _made(batch: Batch, left: Iterable[Chunk]) -> Iterator[Part]:
    """The parts of chunks, in order."""
    if batch.plan.engine == spark.ENGINE:
        return spark.parts(batch.plan, left, batch.jobs)
    return workers.parts(batch.plan, batch.kb, left, batch.jobs)


def _chunks(batch: Batch) -> Iterator[Chunk]:
    most, in_slices = ENGINES[batch.plan.engine], batch.plan.engine == IN_SLICES
    return chunks(batch.inputs.sliced(most) if in_slices else batch.inputs.entries(), most)


def _count(found: Count, part: Part, told: Told, *, here: bool) -> None:
    add(found.tally, part.tally)
    found.here += part.tally.records if here else 0
    told(found)


def _see_complete(inputs: Inputs, found: Tally) -> None:
    """See that no record was lost and none came twice. Raises `RuntimeError`."""
    if inputs.entries_read != found.records:
        raise RuntimeError(f"{inputs.entries_read} cases came in, {found.records} were decided or rejected")


def _write_metrics(batch: Batch, found: Tally) -> None:
    if batch.metrics is not None:
        with whole(batch.metrics) as file:
            file.write(metrics(found))


def _other_input(folder: str) -> Problem:
    return Problem(code="N703", message="these parts were made of another input", file=folder)
