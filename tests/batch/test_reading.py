"""Files become records: one case a line, a file each, packed or not; what cannot be read is told."""

import gzip
from pathlib import Path

import pytest
import zstandard

from kb.intake.limits import SIZE
from kb.problems import Rejected
from solver.batch.reading.inputs import Inputs
from solver.batch.records import Record
from tests.batch import kit

LINES = [b'{"case":"a"}', b'{"case":"b"}', b"no JSON at all", b'{"case":"\xff"}']


def problem(*paths: Path) -> str:
    with pytest.raises(Rejected) as refused:
        kit.entries(*paths)
    (found,) = refused.value.problems
    assert found.code == "N701"
    return str(found)


def test_a_record_is_a_line_as_it_stands_with_its_number(tmp_path: Path) -> None:
    path = kit.written(tmp_path / "cases.jsonl", LINES)
    assert kit.records(path) == [Record(path, number, line) for number, line in enumerate(LINES, 1)]


def test_blank_lines_are_skipped_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "cases.ndjson"
    path.write_bytes(b"\n" + LINES[0] + b"\r\n  \n\n" + LINES[1])
    assert [(one.line, one.text.strip()) for one in kit.records(path)] == [(2, LINES[0]), (5, LINES[1])]


def test_a_line_that_is_too_long_is_cut_where_that_shows_and_the_next_is_whole(tmp_path: Path) -> None:
    path = kit.written(tmp_path / "cases.jsonl", [b"x" * SIZE, b"x" * (SIZE + 1), b"x" * (3 * SIZE), LINES[0]])
    assert [(one.line, len(one.text)) for one in kit.records(path)][:1] == [(1, SIZE)]
    assert all(len(one.text) > SIZE for one in kit.records(path)[1:3])
    assert kit.records(path)[3] == Record(path, 4, LINES[0])


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_a_packed_file_holds_the_same(ending: str, tmp_path: Path) -> None:
    plain = Path(kit.written(tmp_path / "cases.jsonl", LINES * 1000)).read_bytes()
    pack = {"gz": gzip.compress, "zst": zstandard.ZstdCompressor().compress}[ending]
    half = len(plain) // 2
    packed = tmp_path / f"cases.jsonl.{ending}"
    packed.write_bytes(pack(plain[:half]) + pack(plain[half:]))
    assert [one.text for one in kit.records(packed)] == LINES * 1000


@pytest.mark.parametrize("ending", ["gz", "zst"])
@pytest.mark.parametrize("spoil", [lambda _: b"", lambda data: data[:-3], lambda data: data[:20] + b"????" + data[24:]])
def test_a_packed_file_that_is_cut_off_or_damaged_is_told(ending: str, spoil: object, tmp_path: Path) -> None:
    assert callable(spoil)
    plain = b"".join(b'{"case":"%d"}\n' % number for number in range(20_000))
    pack = {"gz": gzip.compress, "zst": zstandard.ZstdCompressor(write_checksum=True).compress}[ending]
    path = tmp_path / f"cases.jsonl.{ending}"
    path.write_bytes(spoil(pack(plain)))
    assert "it is damaged, or cut off" in problem(path)


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.json", "c.YML", "notes.txt"):
        (tmp_path / name).write_text(f"case: {name}\n", encoding="utf-8")
    found = kit.records(tmp_path)
    assert [(Path(one.file).name, one.line) for one in found] == [("a.json", None), ("b.yaml", None), ("c.YML", None)]


def test_a_file_of_a_folder_that_cannot_be_read_does_not_keep_others_from_it(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    (tmp_path / "b.yaml").write_text("case: b\n", encoding="utf-8")
    (tmp_path / "c.yaml").write_bytes(b"case: \xff\n")
    (tmp_path / "d.yaml").symlink_to("nowhere")
    (tmp_path / "e.yaml").touch(0o000)
    first, second, third, *others = kit.entries(tmp_path)
    assert [one.code for one in kit.refused(first)] == ["N301"]
    assert isinstance(second, Record)
    assert [(one.code, one.line) for one in kit.refused(third)] == [("N301", 1)]
    assert [one.code for entry in others for one in kit.refused(entry)] == ["N301", "N301"]


def test_inputs_are_read_one_after_the_other(tmp_path: Path) -> None:
    one, two = (kit.written(tmp_path / name, [LINES[0]]) for name in ("2.jsonl", "1.jsonl"))
    assert [record.file for record in kit.records(one, two, one)] == [one, two, one]


def test_what_cannot_be_an_input_is_told_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "cases.txt").touch()
    (tmp_path / "cases.yaml.gz").touch()
    assert "there is no such file or folder" in problem(tmp_path / "none.jsonl")
    assert "there is no such file or folder" in problem(tmp_path / "none")
    assert "nothing is known of files with this ending" in problem(tmp_path / "cases.txt")
    assert "nothing is known of files with this ending" in problem(tmp_path / "cases.yaml.gz")
    assert "the folder holds no case" in problem(tmp_path / "empty")


def test_a_file_that_is_no_parquet_is_told(tmp_path: Path) -> None:
    assert "no Parquet file" in problem(Path(kit.written(tmp_path / "cases.parquet", LINES)))


def test_how_far_inputs_are_read_grows_to_their_size(tmp_path: Path) -> None:
    inputs = Inputs((kit.written(tmp_path / "a.jsonl", LINES * 50_000), kit.written(tmp_path / "b.jsonl", LINES)))
    positions = [inputs.position for _ in inputs.entries()]
    assert positions == sorted(positions) and len(set(positions)) > 2
    assert inputs.position == inputs.total and inputs.entries_read == len(positions) == 200_004
