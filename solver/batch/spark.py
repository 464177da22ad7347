"""Chunks become parts on Spark, and come back in the order of the chunks.

Each worker decides tables as `decide_table` does, so what comes out is what any other engine gets that calls it. What
and where the cluster is stands in Spark's own configuration; without any it is this machine. Not here: what a part is
(`solver.batch.part`).
"""

import os
import shutil
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache, partial
from itertools import islice
from typing import Any

from msgspec import msgpack
from msgspec.structs import replace

from kb.problems import Problem, Rejected
from solver.batch.libraries import library
from solver.batch.part import Maker, Part
from solver.batch.plan import Plan
from solver.batch.records import Chunk, Record, packed
from solver.batch.rows import Judged
from solver.batch.table import decide_table, judged
from solver.batch.workers import answer, understood

ENGINE = "spark"
PURPOSE = "batches on Spark"
AHEAD = 2
"""Rounds that Spark has been given and has not answered."""
ANSWERS = "number long, answer binary"
SETTINGS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1",  # a worker holds one chunk at a time
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


def parts(plan: Plan, chunks: Iterable[Chunk], jobs: int) -> Iterator[Part]:
    """The parts of all chunks, in order, in rounds of so many tasks.

    Raises `Rejected` where Spark, here or on a worker, lacks what it needs, and what making a part raises.
    """
    left, waiting = iter(chunks), deque[Future[list[Part]]]()
    plan = replace(plan, folders=tuple(map(os.path.abspath, plan.folders)))
    first = list(islice(left, jobs))
    with ThreadPoolExecutor(AHEAD) as pool, _session(first) as spark:
        for around in _rounds(first, left, jobs):
            waiting.append(pool.submit(_decided, spark, plan, around))
            if len(waiting) > AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def see_ready() -> None:
    """See that the libraries and Java are there. Raises `Rejected`."""
    for name in ("pyarrow", "pandas", "pyspark"):
        library(name, PURPOSE, ENGINE)
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=os.path.join(home, "bin") if home else None) is None:
        raise Rejected([_java(f"{PURPOSE} need Java, which is not installed")])


def _rounds(first: list[Chunk], left: Iterator[Chunk], jobs: int) -> Iterator[list[Chunk]]:
    while first:
        yield first
        first = list(islice(left, jobs))


@contextmanager
def _session(first: Sequence[Chunk]) -> Iterator[Any]:
    """A session of Spark, unless there is nothing to do."""
    if not first:
        yield None
        return
    see_ready()
    errors = library("pyspark.errors", PURPOSE, ENGINE)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = library("pyspark.sql", PURPOSE, ENGINE).SparkSession.builder.appName("necessity batch")
    try:
        spark = builder.config(map=SETTINGS).getOrCreate()
    except errors.PySparkException:
        raise Rejected([_java("Spark did not start; what it says stands above")]) from None
    try:
        yield spark
    finally:
        spark.stop()


def _decided(spark: Any, plan: Plan, chunks: Sequence[Chunk]) -> list[Part]:  # noqa: ANN401 - pyspark is not there
    """The parts of a round."""
    errors, arrow = library("pyspark.errors", PURPOSE, ENGINE), library("pyarrow", PURPOSE, ENGINE)
    sent = arrow.table({"number": range(len(chunks)), "chunk": [packed(chunk) for chunk in chunks]})
    try:
        found = spark.createDataFrame(sent).mapInArrow(partial(_answers, msgpack.encode(plan)), ANSWERS).toArrow()
    except errors.PythonException as error:
        if "ModuleNotFoundError" not in str(error):
            raise
        raise Rejected([_lacking(str(error))]) from None
    return [understood(one) for one in found.sort_by("number")["answer"].to_pylist()]


def _answers(plan: bytes, batches: Iterable[Any]) -> Iterator[Any]:
    """What a worker makes of its chunks, or the problems for which it cannot."""
    arrow = library("pyarrow", PURPOSE, ENGINE)
    for batch in batches:
        found = [answer(partial(_maker, plan), chunk) for chunk in batch["chunk"].to_pylist()]
        yield arrow.record_batch({"number": batch["number"], "answer": arrow.array(found, arrow.binary())})


@cache
def _maker(plan: bytes) -> Maker:
    known = msgpack.decode(plan, type=Plan)
    return Maker(known, known.knowledge_base(), _Tables(known))


class _Tables:
    """Decides records by way of a table."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def decide(self, records: Sequence[Record]) -> list[Judged]:
        """The rows or the problems of each record."""
        arrow = library("pyarrow", PURPOSE, ENGINE)
        table = arrow.table(
            {
                "record": arrow.array([one.text for one in records], arrow.binary()),
                "file": arrow.array([one.file for one in records], arrow.string()),
                "line": arrow.array([one.line for one in records], arrow.int64()),
            }
        )
        return list(judged(decide_table(table, policies=self._plan.folders, explain=self._plan.explain)))


def _java(message: str) -> Problem:
    hint = "install Java 17 or newer, such as openjdk-17-jre-headless, or set JAVA_HOME"
    return Problem(code="N704", message=message, file="java", hint=hint)


def _lacking(error: str) -> Problem:
    """The problem of a worker that says which module it does not have."""
    told = next(line for line in error.splitlines() if "ModuleNotFoundError" in line)
    hint = "pip install 'necessity[spark]' on every worker, and set PYSPARK_PYTHON to its Python"
    message = "a worker of Spark lacks a library"
    return Problem(code="N704", message=message, file="Spark", found=told.strip(), hint=hint)
