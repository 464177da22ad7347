"""On a cluster of Spark a batch comes to the same bytes as on one machine, and what Spark lacks is told.

The cluster is a real one of a master and two workers, each a process with executors of its own, on this machine. That
works with what PySpark installs, and unlike threads it shows what has to be sent.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bench.broken import mixed
from kb.problems import Rejected
from solver.batch import run, spark
from solver.batch.deciders import ENGINES
from solver.batch.plan import Plan
from solver.batch.records import Record, chunks
from solver.batch.table import decide_table
from solver.batch.unfinished import Unfinished
from tests.batch import kit
from tests.batch.kit import batch
from tests.batch.test_table import cases
from tests.ours import FOLDER

QUICK = "-XX:TieredStopAtLevel=1"
"""Java begins sooner and does not become as fast."""
CLUSTER = (
    "--master local-cluster[2,1,1024] --conf spark.ui.enabled=false "
    f"--driver-java-options {QUICK} --conf spark.executor.extraJavaOptions={QUICK} pyspark-shell"
)
CHUNK = 7
PAGE = FOLDER.parent / "docs" / "api.md"
ALONE = "SPARK"
pytestmark = pytest.mark.skipif(
    ALONE not in os.environ,
    reason="Spark leaves threads behind, which other tests must not fork: SPARK=1 pytest tests/batch/test_spark.py",
)
needs_spark = pytest.mark.skipif(
    shutil.which("java") is None or find_spec("pyspark") is None, reason="needs Java and PySpark"
)


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_SUBMIT_ARGS", CLUSTER)
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        yield


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few cases in each chunk, so that there are several rounds of them."""
    monkeypatch.setattr(run, "ENGINES", dict.fromkeys(ENGINES, CHUNK))


@pytest.fixture
def input_(tmp_path: Path) -> str:
    """Good records and broken ones."""
    good = [kit.text(kit.SMALL[number % len(kit.SMALL)]).decode() for number in range(30)]
    return kit.written(tmp_path / "cases.jsonl", [record for record, _ in mixed(good, 20, Random(1))])


def outputs(folder: Path, name: str, ending: str) -> list[str]:
    """The options for all outputs."""
    files = {"-o": ending, "--rejects": "rejects", "--metrics": "metrics"}
    return [part for option, end in files.items() for part in (option, str(folder / f"{name}.{end}"))]


def written(folder: Path, name: str, ending: str) -> list[bytes]:
    return [(folder / f"{name}.{end}").read_bytes() for end in (ending, "rejects", "metrics")]


def counts(told: str) -> str:
    """A summary without its times."""
    return re.sub(r"in [0-9.]+ s: .*", "", told)


class Stopped(KeyboardInterrupt):
    """Somebody presses Ctrl-C."""


@needs_spark
@pytest.mark.usefixtures("small_chunks")
def test_a_cluster_gives_the_same_bytes_rejects_and_summary_as_one_machine(input_: str, tmp_path: Path) -> None:
    here = batch(input_, *outputs(tmp_path, "here", "parquet"), "--explain")
    there = batch(input_, *outputs(tmp_path, "there", "parquet"), "--explain", "--engine", "spark", jobs=2)
    assert here.exit_code == there.exit_code == 3, there.output
    assert written(tmp_path, "here", "parquet") == written(tmp_path, "there", "parquet")
    assert counts(here.stderr) == counts(there.stderr) and "50 cases = 30 decided + 20 rejected" in there.stderr


@needs_spark
@pytest.mark.usefixtures("small_chunks")
def test_a_batch_that_is_stopped_goes_on_where_it_was(
    input_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch(input_, *outputs(tmp_path, "here", "csv"))
    command = (input_, *outputs(tmp_path, "there", "csv"), "--engine", "spark")
    put = Unfinished.put

    def put_two(self: Unfinished, number: int, part: Any) -> None:
        if number == 2:
            raise Stopped
        put(self, number, part)

    with monkeypatch.context() as patch:
        patch.setattr(Unfinished, "put", put_two)
        assert batch(*command).exit_code == 130
    kept = sorted(path.name for path in (tmp_path / "there.csv.parts").glob("*.part"))
    assert kept == ["000000.part", "000001.part"] and not (tmp_path / "there.csv").exists()
    done = batch(*command, "--resume")
    assert done.exit_code == 3 and f"{50 - 2 * CHUNK} cases in" in done.stderr
    assert written(tmp_path, "here", "csv") == written(tmp_path, "there", "csv")


@needs_spark
def test_what_goes_wrong_on_a_worker_is_told() -> None:
    plan = Plan("json_lines", "spark", (), (), explain=False, timed=False, knowledge="other")
    records = [Record("cases.jsonl", 1, b"no")]
    with pytest.raises(Rejected, match="policies changed"):
        list(spark.parts(plan, chunks(records, 1), 1))


@needs_spark
def test_the_function_of_the_page_gives_on_a_cluster_what_it_gives_here() -> None:
    from pyspark.sql import SparkSession

    (block,) = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    given = cases()
    session = SparkSession.builder.config("spark.log.level", "ERROR").getOrCreate()
    try:
        assert str(session.sparkContext.master).startswith("local-cluster")
        frame = session.createDataFrame(given).repartition(2)
        names: dict[str, Any] = {"__name__": "__main__", "spark": session, "cases": frame}
        exec(block, names)  # noqa: S102 - the block of our own page
        found = names["decided"].orderBy("record_file", "record_line", "row").toArrow()
        refused = names["rejects"].toArrow().to_pylist()
    finally:
        session.stop()
    expected = decide_table(given)
    assert found.to_pylist() == expected.to_pylist()
    assert sorted(refused, key=str) == sorted(filter(None, expected["reject"].to_pylist()), key=str) != []


@needs_spark
def test_a_worker_without_our_libraries_is_told(input_: str, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.write_text(f'#!/bin/sh\nexec {sys.executable} -S "$@"\n', encoding="utf-8")
    bare.chmod(0o755)
    done = command(input_, {"PYSPARK_PYTHON": str(bare), "PYSPARK_SUBMIT_ARGS": "--master local[1] pyspark-shell"})
    assert (
        done.returncode == 1 and "Traceback (most recent call last):\n  File" not in done.stderr.split("Spark: N704")[1]
    )
    assert "a worker of Spark lacks a library" in done.stderr and "pip install 'necessity[spark]'" in done.stderr


@needs_spark
def test_a_spark_that_does_not_start_is_told(input_: str) -> None:
    done = command(input_, {"PYSPARK_SUBMIT_ARGS": "--master nonsense pyspark-shell"})
    assert done.returncode == 1 and "java: N704" in done.stderr and "Java 17" in done.stderr
    assert "Traceback" not in done.stderr and done.stdout == ""


@pytest.mark.parametrize("name", ["pyspark", "pandas", "pyarrow"])
def test_a_library_that_is_missing_is_told_before_anything_begins(
    name: str, input_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    done = batch(input_, "-o", tmp_path / "out.csv", "--engine", "spark")
    assert done.exit_code == 1 and f"{name}: N704" in done.stderr and "pip install 'necessity[spark]'" in done.stderr
    assert os.listdir(tmp_path) == ["cases.jsonl"]


@pytest.mark.parametrize("variables", [{"PATH": "nowhere"}, {"JAVA_HOME": "nowhere"}])
def test_java_that_is_missing_is_told(
    variables: dict[str, str], input_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyspark")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    done = batch(input_, "-o", tmp_path / "out.csv", "--engine", "spark")
    assert done.exit_code == 1 and "java: N704" in done.stderr and "openjdk-17-jre-headless" in done.stderr
    assert os.listdir(tmp_path) == ["cases.jsonl"]


def test_an_empty_input_needs_no_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "see_ready", lambda: None)
    monkeypatch.setenv("PATH", "nowhere")
    path = kit.written(tmp_path / "none.jsonl", [])
    done = batch(path, "-o", tmp_path / "out.csv", "--engine", "spark")
    assert done.exit_code == 0 and (tmp_path / "out.csv").exists()


def command(input_: str, variables: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run the command in a process of its own."""
    args = [sys.executable, "-m", "cli", "batch", input_, "-o", "-", "--engine", "spark"]
    env = {**os.environ, **variables}
    return subprocess.run(args, cwd=FOLDER.parent, env=env, capture_output=True, text=True, check=False)
