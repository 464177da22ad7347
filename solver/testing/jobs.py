"""The same work on many items in several processes, which start as copies of this one: what it has loaded they have.

Not here: what the work is.
"""

from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import wait
from typing import Any, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


def each(work: Callable[[Item], Made], items: Sequence[Item], jobs: int) -> Iterator[tuple[int, Made]]:
    """The results of `work` with the places of their items, as they come; in this process where there is one job, or
    where processes cannot be copied. Raises what `work` raises, and `RuntimeError` where a process dies.
    """
    if min(jobs, len(items)) <= 1 or "fork" not in get_all_start_methods():
        yield from ((place, work(item)) for place, item in enumerate(items))
        return
    readers = [_start(work, items, range(first, len(items), jobs)) for first in range(min(jobs, len(items)))]
    left = len(items)
    while readers:
        for reader in wait(readers):
            answer = _received(reader)
            if answer is None:
                readers.remove(reader)
                continue
            place, made, failed = answer
            if failed is not None:
                raise failed
            left -= 1
            yield place, made
    if left:
        raise RuntimeError("a process ended before its work was done")


def _received(reader: Any) -> tuple[int, Any, BaseException | None] | None:  # noqa: ANN401 - a connection
    """A place, what was made there, and what went wrong; None when the process has ended."""
    try:
        answer: tuple[int, Any, BaseException | None] = reader.recv()
        return answer
    except EOFError:
        return None


def _start(work: Callable[[Item], Made], items: Sequence[Item], places: range) -> Any:  # noqa: ANN401 - a connection
    context = get_context("fork")
    reader, writer = context.Pipe(duplex=False)
    context.Process(target=_serve, args=(writer, work, items, places), daemon=True).start()
    writer.close()
    return reader


def _serve(writer: Any, work: Callable[[Item], Made], items: Sequence[Item], places: range) -> None:  # noqa: ANN401
    for place in places:
        try:
            writer.send((place, work(items[place]), None))
        except Exception as error:  # noqa: BLE001 - whatever it is, the first process raises it
            writer.send((place, None, error))
