"""Chunks become parts in this process, or in several that are started anew, and come back in the order of the chunks.

The processes end by themselves when this one is gone. Not here: what a part is (`solver.batch.part`).
"""

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import islice
from multiprocessing import get_context
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING, Any

from msgspec import msgpack

from kb.knowledge import KnowledgeBase
from kb.problems import Problem, Rejected
from solver.batch.part import Maker, Part
from solver.batch.plan import Plan
from solver.batch.records import Chunk, packed, unpacked

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

AHEAD = 2
"""Chunks that a process has been given and has not answered: one that it works on and one that waits."""
GRACE = 0.5
"""Seconds that a process has to end."""


def parts(plan: Plan, kb: KnowledgeBase, chunks: Iterable[Chunk], jobs: int) -> Iterator[Part]:
    """The parts of all chunks, in order, made by so many processes; by this one where there is a single chunk.

    Raises what making a part raises, and `RuntimeError` where a process dies.
    """
    left = iter(chunks)
    first = deque(islice(left, jobs))
    crew = min(jobs, len(first))
    if crew <= 1:
        yield from map(Maker(plan, kb).part, _handed(first, left))
        return
    workers = [_Worker(plan) for _ in range(crew)]
    try:
        yield from _shared_out(workers, _handed(first, left))
    finally:
        for worker in workers:
            worker.dismiss()


def _handed(first: deque[Chunk], left: Iterator[Chunk]) -> Iterator[Chunk]:
    """The first chunks and the others, none of which is held any longer."""
    while first:
        yield first.popleft()
    yield from left


def _shared_out(crew: "list[_Worker]", chunks: Iterator[Chunk]) -> Iterator[Part]:
    """Each chunk in turn goes to the worker after the last, who are asked for their parts in the same order."""
    waiting: deque[_Worker] = deque()
    for number, chunk in enumerate(chunks):
        if len(waiting) == AHEAD * len(crew):
            yield waiting.popleft().answer()
        worker = crew[number % len(crew)]
        worker.give(chunk)
        waiting.append(worker)
    while waiting:
        yield waiting.popleft().answer()


class _Worker:
    """A process that makes parts. A thread of this process, which has little else to do, hands it its chunks, so that
    nobody waits here while it takes them in, and the next one is there when it has answered."""

    def __init__(self, plan: Plan) -> None:
        context = get_context("spawn")
        theirs, self._tasks = context.Pipe(duplex=False)
        self._answers, ours = context.Pipe(duplex=False)
        self._process = context.Process(target=_serve, args=(msgpack.encode(plan), theirs, ours), daemon=True)
        with _undisturbed():
            self._process.start()
        theirs.close()
        ours.close()
        self._waiting: Queue[Chunk | None] = Queue()
        Thread(target=self._hand_over, daemon=True).start()

    def give(self, chunk: Chunk) -> None:
        """Hand over a chunk."""
        self._waiting.put(chunk)

    def _hand_over(self) -> None:
        """Send what is given, until there is no more or nobody takes it: the answer will tell."""
        with suppress(OSError), self._tasks:
            while (chunk := self._waiting.get()) is not None:
                self._tasks.send_bytes(packed(chunk))

    def answer(self) -> Part:
        """The part of the chunk that was handed over first."""
        try:
            data = self._answers.recv_bytes()
        except EOFError:
            raise RuntimeError("a process ended before its work was done") from None
        return understood(data)

    def dismiss(self) -> None:
        """Let the process end, and see to it that it does."""
        self._waiting.put(None)
        self._answers.close()
        self._process.join(GRACE)
        self._process.kill()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """What is started here takes no notice of Ctrl-C: the first process says when to stop."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


FAILED = b"\xc1"
"""Begins an answer that holds problems; no part begins so."""


def answer(maker: Callable[[], Maker], chunk: bytes) -> bytes:
    """The part of a chunk as it goes between processes, or the problems for which there is none."""
    try:
        return msgpack.encode(maker().part(unpacked(chunk)))
    except Rejected as rejected:
        return FAILED + msgpack.encode(rejected.problems)


def understood(answer: bytes) -> Part:
    """The part that an answer holds. Raises the `Rejected` that it holds instead."""
    if answer.startswith(FAILED):
        raise Rejected(msgpack.decode(answer[len(FAILED) :], type=tuple[Problem, ...]))
    return msgpack.decode(answer, type=Part)


def _serve(plan: bytes, tasks: "Connection[Any, Any]", answers: "Connection[Any, Any]") -> None:
    """Answer chunks until there are no more, or nobody asks."""
    with suppress(BrokenPipeError):
        known = msgpack.decode(plan, type=Plan)
        maker = cache(lambda: Maker(known, known.knowledge_base()))
        for data in _received(tasks):
            answers.send_bytes(answer(maker, data))


def _received(tasks: "Connection[Any, Any]") -> Iterator[bytes]:
    """What comes in, until there is no more."""
    with suppress(EOFError, OSError):
        while True:
            yield tasks.recv_bytes()
