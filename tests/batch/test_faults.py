"""What stands in the way of a batch is told, and nothing that is half there looks like a result."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec import json
from msgspec.structs import replace

from kb.problems import Rejected
from solver.batch.part import Part
from solver.batch.plan import Plan
from solver.batch.reading.inputs import Seen
from solver.batch.tally import Tally
from solver.batch.unfinished import Manifest, Unfinished
from tests.batch import kit
from tests.batch.kit import batch

LINES = [b'{"case":"c%d","lines":[{"id":"1"}]}' % number for number in range(2000)]
PLAN = Plan("json_lines", "pydatalog", (), (), explain=False, timed=False, knowledge="k")
MANIFEST = Manifest(PLAN, (Seen("cases.jsonl", 10, 20),))
PART = Part((b"rows\n",), b"", Tally(decided=1))


@pytest.fixture
def bad(tmp_path: Path) -> str:
    """A file whose only case is refused, which takes no time."""
    return kit.written(tmp_path / "cases.jsonl", [b"no"])


def refused(manifest: Manifest, output: Path, *, resume: bool = True) -> str:
    with pytest.raises(Rejected) as found, Unfinished(str(output)).begun(manifest, resume=resume, keep=True):
        pass
    (problem,) = found.value.problems
    assert problem.code == "N703"
    return problem.message


def begin(output: Path) -> Unfinished:
    unfinished = Unfinished(str(output))
    with unfinished.begun(MANIFEST, resume=False, keep=True):
        unfinished.put(0, PART)
        unfinished.put(1, PART)
    return unfinished


def test_a_folder_that_is_not_there_is_told_before_anything_is_decided(bad: str, tmp_path: Path) -> None:
    done = batch(bad, "-o", tmp_path / "none" / "out.csv", "--rejects", tmp_path / "nor" / "rejects.jsonl")
    assert done.exit_code == 1 and done.stderr.count("N405") == done.stderr.count("its folder is not there") == 2


@pytest.mark.parametrize("name", ["-o", "--rejects", "--metrics"])
def test_an_output_that_would_replace_an_input_is_refused(name: str, bad: str, tmp_path: Path) -> None:
    os.symlink(bad, tmp_path / "link.jsonl")
    done = batch(bad, "-o", tmp_path / "out.jsonl", name, tmp_path / "link.jsonl")
    assert done.exit_code == 1 and "N405 output: it would replace an input" in done.stderr
    assert Path(bad).read_bytes() == b"no\n"


@pytest.mark.parametrize("name", ["-o", "--rejects", "--metrics"])
def test_an_output_takes_the_place_of_no_pipe_or_device(name: str, bad: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    done = batch(bad, "-o", tmp_path / "out.jsonl", name, tmp_path / "pipe.csv")
    assert done.exit_code == 1 and "no ordinary file" in done.stderr and (tmp_path / "pipe.csv").is_fifo()


def test_two_outputs_of_one_name_are_refused(bad: str, tmp_path: Path) -> None:
    done = batch(bad, "-o", tmp_path / "out.jsonl", "--rejects", tmp_path / "out.jsonl")
    assert done.exit_code == 1 and "two outputs have this name" in done.stderr


def test_an_ending_that_tells_no_format_is_refused(bad: str, tmp_path: Path) -> None:
    done = batch(bad, "-o", tmp_path / "out.xlsx")
    assert done.exit_code == 1 and "N405" in done.stderr and ".parquet" in done.stderr


@pytest.mark.parametrize("output", ["out.parquet", "out.jsonl"])
def test_a_library_that_is_not_installed_is_told_with_the_way_to_install_it(
    output: str, bad: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pyarrow", "pyarrow.parquet", "zstandard"):
        monkeypatch.setitem(sys.modules, name, None)
    (tmp_path / "cases.jsonl.zst").write_bytes(b"anything")
    done = batch(tmp_path / "cases.jsonl.zst" if output == "out.jsonl" else bad, "-o", tmp_path / output)
    assert done.exit_code == 1 and "N704" in done.stderr and "pip install 'necessity[batch]'" in done.stderr


def test_an_input_that_breaks_off_keeps_what_is_complete(tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "cases.jsonl.gz"
    path.write_bytes(gzip.compress(b"\n".join(LINES * 20))[:-8])
    status, _, told = kit.ended(kit.quick(path, "-o", "out.csv", cwd=tmp_path))
    assert status == 1 and "N701" in told and "cut off" in told
    assert not (tmp_path / "out.csv").exists() and list((tmp_path / "out.csv.parts").glob("*.part"))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_full_disk_is_told_and_the_batch_goes_on_when_there_is_room(jobs: str, tmp_path: Path) -> None:
    """The limit on the size of a file stands for the disk: what is joined at the end meets it, no part does."""
    kit.written(tmp_path / "cases.jsonl", LINES)
    limited = f"ulimit -f 100; exec {sys.executable} -m tests.batch.quick batch cases.jsonl -o out.jsonl --jobs {jobs}"
    variables = {**os.environ, "PYTHONPATH": str(kit.ROOT)}
    done = subprocess.run(
        ["bash", "-c", limited], cwd=tmp_path, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1 and "N405 output: File too large" in done.stderr and "--resume" in done.stderr
    assert sorted(os.listdir(tmp_path)) == ["begun", "cases.jsonl", "out.jsonl.parts"]
    assert kit.ended(kit.quick("cases.jsonl", "-o", "out.jsonl", "--resume", cwd=tmp_path))[0] == 0
    assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == len(LINES)


def test_a_disk_without_room_for_a_part_is_told(tmp_path: Path) -> None:
    kit.written(tmp_path / "cases.jsonl", LINES)
    script = f"mkdir small; mount -t tmpfs -o size=256k none small && exec {sys.executable} -m tests.batch.quick batch cases.jsonl -o small/out.jsonl"
    variables = {**os.environ, "PYTHONPATH": str(kit.ROOT)}
    done = subprocess.run(
        ["unshare", "-rm", "bash", "-c", script],
        cwd=tmp_path,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip("this system does not let us make a small disk")
    assert (
        done.returncode == 1 and "No space left on device" in done.stderr and "then go on with --resume" in done.stderr
    )


def test_what_is_complete_does_not_go_together_with_anything_else(tmp_path: Path) -> None:
    begin(tmp_path / "out.jsonl")
    other = Seen("cases.jsonl", 11, 20)
    changes = {
        "the policies changed": replace(PLAN, knowledge="other"),
        "--explain changed": replace(PLAN, explain=True),
        "--policy, --metrics changed": replace(PLAN, only=("TSA",), timed=True),
    }
    for told, plan in changes.items():
        assert told in refused(replace(MANIFEST, plan=plan), tmp_path / "out.jsonl")
    assert "the content of cases.jsonl changed" in refused(replace(MANIFEST, inputs=(other,)), tmp_path / "out.jsonl")
    assert "the inputs changed" in refused(replace(MANIFEST, inputs=(other, other)), tmp_path / "out.jsonl")


def test_parts_of_another_version_are_refused(tmp_path: Path) -> None:
    folder = Path(begin(tmp_path / "out.jsonl").folder)
    (folder / "manifest.json").write_bytes(json.encode(replace(MANIFEST, format=0)))
    assert "another version" in refused(MANIFEST, tmp_path / "out.jsonl")


@pytest.mark.parametrize("resume", [True, False])
def test_only_one_batch_is_at_work_on_an_output(resume: bool, tmp_path: Path) -> None:
    unfinished = begin(tmp_path / "out.jsonl")
    with unfinished.begun(MANIFEST, resume=True, keep=True):
        told = refused(MANIFEST, tmp_path / "out.jsonl", resume=resume)
    assert "another batch is at work" in told


def test_a_part_that_a_crash_left_damaged_is_no_part(tmp_path: Path) -> None:
    unfinished = begin(tmp_path / "out.jsonl")
    path = Path(unfinished.folder) / "000001.part"
    whole = path.read_bytes()
    assert unfinished.head(1) == replace(PART, rows=()) and unfinished.head(2) is None
    assert [b"".join(pieces) for pieces in unfinished.rows(2)] == [b"rows\n"] * 2
    for spoiled in (b"", whole[:3], whole[:-1], whole + b"\0", whole[:-1] + b"\1", b"\0" * len(whole)):
        path.write_bytes(spoiled)
        assert unfinished.head(1) is None
        with pytest.raises(Rejected, match="a part is damaged"):
            list(unfinished.heads(2))
        with pytest.raises(Rejected, match="a part is damaged"):
            list(map(list, unfinished.rows(2)))


def test_what_standard_input_left_is_removed_as_it_cannot_be_resumed(tmp_path: Path) -> None:
    unfinished = Unfinished(str(tmp_path / "out.jsonl"))
    with pytest.raises(KeyboardInterrupt), unfinished.begun(MANIFEST, resume=False, keep=False):
        raise KeyboardInterrupt
    assert not os.listdir(tmp_path)
