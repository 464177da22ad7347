"""The benchmark from end to end, on a few cases: everybody reads what is written for them, and gives the same verdicts."""

import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from msgspec.structs import replace

from bench.batches.engines import ENGINES, Engine, Job
from bench.batches.measuring import Rounds
from bench.batches.plan import Plan
from bench.batches.preparing import prepare
from bench.batches.results import Measured
from bench.batches.runs import Command

FEW, SOME = 12, 150
OURS = ("batch", "parquet", "explain", "pydatalog")
PEERS = ("clingo", "prolog", "souffle")
SLICE = ("slice-parquet", "duckdb", "duckdb-long", "duckdb-wide")


def engine(name: str) -> Engine:
    return next(one for one in ENGINES if one.name == name)


def run(
    folder: Path, engines: list[Engine], cases: int, cores: tuple[int, ...] = (1,)
) -> tuple[dict[str, Measured], list[str]]:
    plan = Plan(tuple((one, cases) for one in engines), (cases,), cores, 1, 1, folder)
    prepare(plan, print)
    rounds = Rounds(plan, print)
    return {f"{one.engine}-{one.cores}": one for one in rounds.run()}, rounds.faults


def test_all_engines_give_the_same_verdicts_on_two_cores_as_the_batch_engine_on_one(tmp_path: Path) -> None:
    wanted = [one for one in map(engine, (*OURS, *PEERS)) if one.there]
    found, faults = run(tmp_path, wanted, FEW, (2,))
    assert faults == []
    lines = (tmp_path / "out" / f"batch-{FEW}-1" / "verdicts.jsonl").read_text().count("\n")
    assert {one.name for one in wanted} == {one.engine for one in found.values()}
    assert {one.verdicts for name, one in found.items() if name != "batch-1"} == {lines}
    assert {one.engine for one in found.values() if one.criteria} == set(OURS)


@pytest.mark.skipif(find_spec("duckdb") is None, reason="DuckDB is not installed")
def test_the_slice_by_hand_gives_the_same_verdicts_from_every_source(tmp_path: Path) -> None:
    found, faults = run(tmp_path, list(map(engine, SLICE)), SOME)
    assert faults == []
    printed = (tmp_path / "out" / f"slice-batch-{SOME}-1" / "verdicts.jsonl").read_text().splitlines()
    assert {one.verdicts for name, one in found.items() if name != "slice-batch-1"} == {len(printed)}
    for verdict in ("necessary", "not_necessary", "undetermined", "review"):
        assert sum(f'"verdict":"{verdict}"' in line for line in printed) >= 5, verdict


def saying(text: str) -> Callable[[Job], list[Command]]:
    def commands(job: Job) -> list[Command]:
        return [((sys.executable, "-c", f"print({text!r})"), str(job.out / "verdicts.tsv"))]

    return commands


def failing(job: Job) -> list[Command]:
    return [((sys.executable, "-c", "raise SystemExit('out of memory')"), str(job.out / "printed"))]


def test_an_engine_that_says_something_else_is_a_fault(tmp_path: Path) -> None:
    found, faults = run(tmp_path, [replace(engine("clingo"), commands=saying("1\tline-1"))], 1)
    assert set(found) == {"batch-1"}
    assert len(faults) == 1 and "only the second: 1 line-1 None out_of_scope" in faults[0]


def test_an_engine_that_says_nothing_readable_is_a_fault(tmp_path: Path) -> None:
    found, faults = run(tmp_path, [replace(engine("clingo"), commands=saying("a\tb\tc"))], 1)
    assert (set(found), faults) == ({"batch-1"}, ["clingo-1-1: not to be compared with batch-1-1"])


def test_a_peer_that_fails_is_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found, faults = run(tmp_path, [replace(engine("clingo"), commands=failing)], 1)
    assert (set(found), faults) == ({"batch-1"}, [])
    assert "left out: " in (said := capsys.readouterr().out) and "out of memory" in said


def test_that_an_engine_of_ours_fails_is_a_fault(tmp_path: Path) -> None:
    found, faults = run(tmp_path, [replace(engine("explain"), commands=failing)], 1)
    assert set(found) == {"batch-1"}
    assert len(faults) == 1 and "out of memory" in faults[0]


def test_the_script_writes_the_page_and_the_plot_from_what_it_has_kept(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    page, kept = tmp_path / "page.md", tmp_path / "results.json"
    root = Path(__file__).parents[2]
    page.write_text((root / "docs" / "performance.md").read_text(encoding="utf-8"), encoding="utf-8")
    measured = ("--sizes", "1", "--rounds", "1", "--cores", "1", "--only", "decode", "batch", "--results", str(kept))
    written = []
    for arguments in (measured, ("--from", str(kept)), ("--from", str(kept))):
        command = (sys.executable, "bench/batch.py", *arguments, "--page", str(page))
        subprocess.run(command, cwd=root, check=True, capture_output=True)
        written.append((page.read_bytes(), page.with_suffix(".svg").read_bytes()))
    assert written[0] == written[1] == written[2]
    assert b"| batch engine |" in written[0][0]
    assert b"merely reading and decoding" in written[0][1]
