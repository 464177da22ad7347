"""`why` explains a case of a batch, and says what has changed since."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec import json

from cli import main
from tests.batch import kit
from tests.ours import FOLDER

CASE = "therapy-41-days"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a batch that is done."""
    monkeypatch.chdir(tmp_path)
    kit.written(tmp_path / "cases.jsonl", [b"no", kit.text("therapy_42_days"), kit.text("therapy_41_days")])
    assert kit.batch("cases.jsonl", "-o", "out.csv").exit_code == 3
    return tmp_path


def why(name: str, *options: str) -> Result:
    return CliRunner().invoke(main, ["why", name, "22633", *options])


def test_a_case_of_a_batch_is_explained_like_any_other(folder: Path) -> None:
    alone = CliRunner().invoke(main, ["why", str(FOLDER / "therapy_41_days.yaml"), "22633"])
    assert why(f"out.csv#{CASE}", "--input", "cases.jsonl").stdout == f"As in the batch.\n\n{alone.stdout}"


def test_a_case_that_changed_is_told_with_what_that_changes(folder: Path) -> None:
    text = kit.text("therapy_41_days").replace(b"41 days", b"42 days")
    kit.written(folder / "cases.jsonl", [text])
    told = why(f"out.csv#{CASE}", "--input", "cases.jsonl").stdout
    assert "Under TSA, the case changed: " in told and "the policies changed" not in told
    assert "Under TSA, the verdict changed: not_necessary then, necessary now." in told


def test_of_cases_with_one_name_the_one_that_was_decided_is_explained(folder: Path) -> None:
    text = kit.text("therapy_41_days")
    kit.written(folder / "cases.jsonl", [text.replace(b"41 days", b"42 days"), text])
    assert why(f"out.csv#{CASE}", "--input", "cases.jsonl").stdout.startswith("As in the batch.\n")


def test_each_of_several_cases_with_one_name_is_explained_by_its_digest(folder: Path) -> None:
    text = kit.text("therapy_41_days")
    kit.written(folder / "cases.jsonl", [text.replace(b"41 days", b"42 days"), text])
    assert kit.batch("cases.jsonl", "-o", "both.jsonl").exit_code == 0
    rows = [json.decode(row) for row in (folder / "both.jsonl").read_bytes().splitlines()]
    assert [row["verdict"] for row in rows if row["line"] == "22633"] == ["necessary", "not_necessary"]
    for name, verdict in ((CASE, "necessary"), *((row["digest"], row["verdict"]) for row in rows)):
        told = why(f"both.jsonl#{name}", "--input", "cases.jsonl").stdout
        assert told.startswith("As in the batch.\n") and f" is {verdict.replace('_', ' ')} under" in told


def test_policies_that_changed_are_told(folder: Path) -> None:
    (folder / "mine").mkdir()
    text = (kit.ROOT / "examples" / "knees" / "knees.md").read_text(encoding="utf-8")
    (folder / "mine" / "knees.md").write_text(text, encoding="utf-8")
    told = why(f"out.csv#{CASE}", "--input", "cases.jsonl", "--policies", "mine").stdout
    assert "Under TSA, the policies changed: " in told and "verdict changed" not in told


def test_json_has_what_changed_by_policy(folder: Path) -> None:
    found = json.decode(why(f"out.csv#{CASE}", "--input", "cases.jsonl", "--json").stdout)
    assert found["since"] == {"TSA": []} and found["verdict"] == "not_necessary"


@pytest.mark.parametrize("name", ["out.csv#none", "none.csv#x", "cases.jsonl#x", "out.txt#x"])
def test_what_cannot_be_found_is_told(name: str, folder: Path) -> None:
    done = why(name, "--input", "cases.jsonl")
    assert done.exit_code == 1 and "N705" in done.stderr


def test_a_case_that_is_in_the_output_only_is_told(folder: Path) -> None:
    kit.written(folder / "cases.jsonl", [kit.text("therapy_42_days")])
    done = why(f"out.csv#{CASE}", "--input", "cases.jsonl")
    assert (
        done.exit_code == 1
        and "cases.jsonl: N705 no such case in a batch: there is no case therapy-41-days" in done.stderr
    )


def test_without_a_name_it_is_wrong_usage(folder: Path) -> None:
    assert why("out.csv", "--input", "cases.jsonl").exit_code == 2


def test_without_an_input_it_is_wrong_usage(folder: Path) -> None:
    done = why(f"out.csv#{CASE}")
    assert done.exit_code == 2 and "needs --input" in done.stderr
