"""`batch` decides what `decide` would, writes it in each format, counts it, and rejects what cannot be read."""

import csv
import io
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from msgspec import json

from bench.broken import KINDS, mixed
from cli import main
from kb.load import load
from solver.batch.rows import Reject, Row
from solver.batch.writing.form import form, kind
from solver.explain.short import Order
from tests.batch import kit
from tests.batch.kit import batch
from tests.ours import EXAMPLES

GOOD, BROKEN = 10_000, 1_000


@pytest.fixture
def small(tmp_path: Path) -> str:
    """A file with four examples."""
    return kit.written(tmp_path / "small.jsonl", map(kit.text, kit.SMALL))


def rows(path: Path | str) -> list[Row]:
    return list(form(kind(str(path))).rows(str(path)))


def test_rows_say_what_decide_says(tmp_path: Path) -> None:
    path = kit.written(tmp_path / "cases.jsonl", kit.every())
    done = batch(path, "-o", tmp_path / "out.jsonl")
    assert done.exit_code == 0 and not done.stdout
    paths = [str(one) for one in EXAMPLES]
    order = Order(load())
    told = json.decode(CliRunner().invoke(main, ["decide", "--json", *paths]).stdout)
    expected = [
        Row(
            case["case"],
            line["line"],
            line["policy"],
            line["verdict"],
            line["by_coding"] and line["by_coding"]["verdict"],
            order.sort(reason["criterion"] for reason in line["deciding"]),
            order.sort(note["criterion"] for note in line["notes"]),
            None,
            None,
            case["knowledge_base"],
            case["case_digest"],
            line["moot"],
            {one["policy"]: one["verdict"] for one in case["groups"] if one["group"] == "request"}.get(line["policy"]),
        )
        for case in told
        for line in case["lines"]
    ]
    assert rows(tmp_path / "out.jsonl") == expected


@pytest.mark.parametrize("name", ["out.csv", "out.parquet", "out.NDJSON"])
def test_every_format_holds_the_same_rows(name: str, small: str, tmp_path: Path) -> None:
    assert batch(small, "-o", tmp_path / name).exit_code == 0
    assert batch(small, "-o", tmp_path / "out.jsonl").exit_code == 0
    assert rows(tmp_path / name) == rows(tmp_path / "out.jsonl") != []


def test_lists_in_csv_are_joined_and_nothing_is_empty(small: str, tmp_path: Path) -> None:
    batch(small, "-o", tmp_path / "out.csv")
    (line,) = [
        one
        for one in csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8")))
        if one["case"] == "therapy-41-days"
    ]
    (expected,) = [one for one in rows(tmp_path / "out.csv") if one.case == "therapy-41-days"]
    assert (
        line["because"] == ";".join(expected.because)
        and line["coding"] == line["reasons"] == ""
        and line["moot"] == "false"
    )


def test_standard_input_and_output_are_json_lines(small: str, tmp_path: Path) -> None:
    batch(small, "-o", tmp_path / "out.jsonl")
    done = batch("-", "-o", "-", stdin=Path(small).read_bytes())
    assert done.exit_code == 0 and done.stdout_bytes == (tmp_path / "out.jsonl").read_bytes()
    assert "4 cases = 4 decided + 0 rejected" in done.stderr


def test_two_runs_give_the_same_bytes_and_shuffled_input_the_same_rows(small: str, tmp_path: Path) -> None:
    shuffled = Path(small).read_bytes().splitlines()
    Random(1).shuffle(shuffled)
    inputs = (small, small, kit.written(tmp_path / "shuffled.jsonl", shuffled))
    once, again, other = (batch(path, "-o", "-").stdout_bytes.splitlines() for path in inputs)
    assert once == again != other and sorted(once) == sorted(other)


def test_explain_adds_reasons_and_what_is_missing(tmp_path: Path) -> None:
    path = kit.written(tmp_path / "one.jsonl", [kit.text("si_two_of_five")])
    (row,) = (json.decode(line, type=Row) for line in batch(path, "-o", "-", "--explain").stdout_bytes.splitlines())
    (plain,) = (json.decode(line, type=Row) for line in batch(path, "-o", "-").stdout_bytes.splitlines())
    assert row.reasons and all(reason.startswith("TSA-") and ": " in reason for reason in row.reasons)
    assert row.missing is not None
    assert plain.reasons is plain.missing is None and plain.because == row.because


def test_one_policy_alone_is_written(tmp_path: Path) -> None:
    path = kit.written(tmp_path / "one.jsonl", [kit.text("two_payers"), kit.text("therapy_41_days")])
    everything, of_one = batch(path, "-o", "-"), batch(path, "-o", "-", "--policy", "CAM401HB")
    found = [json.decode(line, type=Row) for line in everything.stdout_bytes.splitlines()]
    assert {row.policy for row in found} == {"CAM401HB", "TSA"}
    assert [json.decode(line, type=Row) for line in of_one.stdout_bytes.splitlines()] == [
        row for row in found if row.policy == "CAM401HB"
    ]
    assert "2 cases = 2 decided + 0 rejected" in of_one.stderr
    assert batch(path, "-o", "-", "--policy", "cam401hb").stdout_bytes == of_one.stdout_bytes
    unknown = batch(path, "-o", "-", "--policy", "CAM401")
    assert unknown.exit_code == 1 and "N404" in unknown.stderr and "did you mean CAM401HB?" in unknown.stderr


def test_twenty_kinds_of_broken_records_are_rejected_with_their_codes_and_the_rest_is_decided(tmp_path: Path) -> None:
    good = [kit.text(kit.SMALL[number % len(kit.SMALL)]).decode() for number in range(GOOD)]
    made = list(mixed(good, BROKEN, Random(1)))
    path = kit.written(tmp_path / "mixed.jsonl", [record for record, _ in made])
    done = batch(path, "-o", tmp_path / "out.jsonl", "--rejects", tmp_path / "rejects.jsonl")
    assert len(KINDS) == 20
    assert done.exit_code == 3 and f"{GOOD + BROKEN:,} cases = {GOOD:,} decided + {BROKEN:,} rejected" in done.stderr
    rejects = [json.decode(line, type=Reject) for line in (tmp_path / "rejects.jsonl").read_bytes().splitlines()]
    expected = {number: {code} for number, (_, code) in enumerate(made, 1) if code}
    found: dict[int | None, set[str]] = {}
    for one in rejects:
        found.setdefault(one.line, set()).add(one.code)
    assert found == expected and {one.file for one in rejects} == {path}
    assert len(rows(tmp_path / "out.jsonl")) == sum(code is None for _, code in made)


def test_the_first_rejects_are_shown_where_nobody_keeps_them(tmp_path: Path) -> None:
    path = kit.written(tmp_path / "bad.jsonl", [b"no"] * 7)
    shown, kept = batch(path, "-o", "-"), batch(path, "-o", "-", "--rejects", tmp_path / "rejects.jsonl")
    assert shown.exit_code == kept.exit_code == 3
    told = " ".join(shown.stderr.split())  # the width decides where long paths break
    assert told.count("N302 not YAML or JSON: this is not JSON") == 5 and f"{path}:5: N302" in told
    assert "this is not JSON" not in kept.stderr and "N302 not YAML or JSON  7" in kept.stderr


def test_an_empty_input_gives_an_empty_output(tmp_path: Path) -> None:
    path = kit.written(tmp_path / "none.jsonl", [])
    for name in ("out.jsonl", "out.csv", "out.parquet"):
        assert batch(path, "-o", tmp_path / name).exit_code == 0 and rows(tmp_path / name) == []


def test_a_case_may_stand_twice(tmp_path: Path) -> None:
    path = kit.written(tmp_path / "twice.jsonl", [kit.text("therapy_41_days")] * 2)
    first, second = batch(path, "-o", "-").stdout_bytes.splitlines()
    assert first == second


def test_the_summary_is_data_too(small: str, tmp_path: Path) -> None:
    done = batch(small, "-o", tmp_path / "out.jsonl", "--json")
    told = json.decode(done.stdout)
    assert not done.stderr and (told["cases"], told["decided"], told["rejected"]) == (4, 4, 0)
    found = rows(tmp_path / "out.jsonl")
    assert told["rows"] == len(found) == sum(one["rows"] for one in told["verdicts"])
    assert {(one["policy"], one["verdict"]) for one in told["verdicts"]} == {(row.policy, row.verdict) for row in found}
    assert told["notice"].startswith("Decision support")


def test_the_summary_ends_with_the_notice_and_says_what_denies_most(small: str, tmp_path: Path) -> None:
    told = batch(small, "-o", tmp_path / "out.jsonl").stderr
    assert told.endswith("recommendation needs a clinician's review.\n") and "cases per second" in told
    denied = [row for row in rows(tmp_path / "out.jsonl") if row.verdict == "not_necessary"]
    assert denied and all(f"\n{criterion}" in told for row in denied for criterion in row.because)


def test_a_policy_that_is_named_and_not_there_is_told_and_not_all_of_a_thousand(tmp_path: Path) -> None:
    texts = [b'{"case":"a","request":{"policy":"P%d"},"lines":[{"id":"1","code":"22633"}]}' % n for n in range(1000)]
    path = kit.written(tmp_path / "unknown.jsonl", texts)
    told = batch(path, "-o", tmp_path / "out.jsonl").stderr
    assert {(row.policy, row.verdict) for row in rows(tmp_path / "out.jsonl")} == {
        (f"P{n}", "out_of_scope") for n in range(1000)
    }
    assert "\nP0 " in told and "and 940 more" in told and "P999" not in told


@pytest.mark.parametrize("options", [["--json"], ["--resume"]])
def test_what_needs_a_file_is_refused_without_one(options: list[str], small: str) -> None:
    assert batch(small, "-o", "-", *options).exit_code == 2


def test_standard_input_cannot_be_resumed(tmp_path: Path) -> None:
    assert batch("-", "-o", tmp_path / "out.jsonl", "--resume", stdin=b"").exit_code == 2
