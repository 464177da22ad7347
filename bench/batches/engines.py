"""Who takes part: what each engine reads, on how many cases it is run at most, and its commands.

Not here: running them (`bench.batches.runs`), or writing what they read (`bench.batches.inputs`).
"""

import shutil
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from msgspec import Struct

from bench.batches.runs import ROOT, Command

PEERS = Path(__file__).with_name("peers")
BASELINE = "batch"
ALL, SLICE = "all", "slice"
"""The two sets of cases: about all policies, and about a slice of one that was written by hand in SQL."""
NO_LIMIT = 10**9
AT_ONCE = 2_000
"""Cases that clingo grounds together."""


class Job(Struct, frozen=True):
    """One run: the folder with what engines read, the folder for what this one writes, and how many cores it has."""

    given: Path
    out: Path
    cores: int


class Engine(Struct, frozen=True):
    """`name` is for the command line, `title` for people. `reads` are kinds of input (`bench.batches.inputs`), `writes`
    the form of the verdicts: as `bench.batches.agreement` knows them, or nothing. `most` is the greatest
    number of cases that it is run on, `needs` a program or a Python package without which it cannot be run."""

    name: str
    title: str
    cases: str
    reads: tuple[str, ...]
    writes: str
    commands: Callable[[Job], list[Command]]
    most: int = NO_LIMIT
    needs: str = ""
    on_two: bool = True

    @property
    def there(self) -> bool:
        """Whether it can be run here."""
        return not self.needs or shutil.which(self.needs) is not None or find_spec(self.needs) is not None


def _decode(job: Job) -> list[Command]:
    script = str(Path(__file__).with_name("decode.py"))
    return [((sys.executable, script, str(job.given / "cases.jsonl")), str(job.out / "printed"))]


def _batch(name: str, *options: str) -> Callable[[Job], list[Command]]:
    def commands(job: Job) -> list[Command]:
        given, output = str(job.given / name), str(job.out / "verdicts.jsonl")
        words = (sys.executable, str(ROOT / "cli.py"), "batch", given, "-o", output, "--jobs", str(job.cores))
        return [((*words, *options), str(job.out / "printed"))]

    return commands


def _shared_out(job: Job, ending: str) -> list[tuple[str, str]]:
    """The facts of all cases, or on two cores those of every other case, each with a file for its verdicts."""
    parts = ("",) if job.cores == 1 else ("0.", "1.")
    return [(str(job.given / f"facts.{part}{ending}"), str(job.out / f"verdicts.{part}tsv")) for part in parts]


def _clingo(at_once: int) -> Callable[[Job], list[Command]]:
    def commands(job: Job) -> list[Command]:
        words = (sys.executable, str(PEERS / "clingo_run.py"), str(job.given / "program.lp"))
        return [((*words, facts, out, str(at_once)), f"{out}.printed") for facts, out in _shared_out(job, "lp")]

    return commands


def _prolog(job: Job) -> list[Command]:
    words = ("swipl", str(PEERS / "prolog_run.pl"), "--", str(job.given / "program.pl"))
    return [((*words, facts, out), f"{out}.printed") for facts, out in _shared_out(job, "pl")]


def _souffle(job: Job) -> list[Command]:
    words = ("souffle", "-w", f"-j{job.cores}", "-F", str(job.given / "souffle"), "-D", str(job.out))
    return [((*words, str(job.given / "program.dl")), str(job.out / "printed"))]


def _duckdb(source: str, name: str) -> Callable[[Job], list[Command]]:
    def commands(job: Job) -> list[Command]:
        files = (source, str(job.given / name), str(job.out / "verdicts.tsv"), str(job.cores))
        return [((sys.executable, str(PEERS / "duckdb_run.py"), *files), str(job.out / "printed"))]

    return commands


ENGINES = (
    Engine("decode", "merely reading and decoding", ALL, ("jsonl",), "", _decode, on_two=False),
    Engine(BASELINE, "batch engine", ALL, ("jsonl",), "rows", _batch("cases.jsonl")),
    Engine("parquet", "batch engine, from Parquet", ALL, ("long",), "rows", _batch("cases.parquet")),
    Engine("explain", "batch engine, --explain", ALL, ("jsonl",), "rows", _batch("cases.jsonl", "--explain")),
    Engine(
        "pydatalog", "pyDatalog engine", ALL, ("jsonl",), "rows", _batch("cases.jsonl", "--engine", "pydatalog"), 1_000
    ),
    Engine("clingo", "clingo", ALL, ("clingo",), "numbers", _clingo(AT_ONCE), 10_000, "clingo"),
    Engine(
        "clingo-alone",
        "clingo, a program for each case",
        ALL,
        ("clingo",),
        "numbers",
        _clingo(1),
        50,
        "clingo",
        on_two=False,
    ),
    Engine("prolog", "SWI-Prolog", ALL, ("prolog",), "numbers", _prolog, 10_000, "swipl"),
    Engine("souffle", "Soufflé, interpreted", ALL, ("souffle",), "tables", _souffle, 100_000, "souffle"),
    Engine("slice-decode", "merely reading and decoding", SLICE, ("jsonl",), "", _decode, on_two=False),
    Engine("slice-batch", "batch engine", SLICE, ("jsonl",), "rows", _batch("cases.jsonl")),
    Engine("slice-parquet", "batch engine, from Parquet", SLICE, ("long",), "rows", _batch("cases.parquet")),
    Engine("duckdb", "DuckDB", SLICE, ("jsonl",), "slice", _duckdb("jsonl", "cases.jsonl"), needs="duckdb"),
    Engine(
        "duckdb-long",
        "DuckDB, from Parquet",
        SLICE,
        ("long",),
        "slice",
        _duckdb("long", "cases.parquet"),
        needs="duckdb",
    ),
    Engine(
        "duckdb-wide",
        "DuckDB, from a wide table in Parquet",
        SLICE,
        ("jsonl", "wide"),
        "slice",
        _duckdb("wide", "wide.parquet"),
        needs="duckdb",
    ),
)
