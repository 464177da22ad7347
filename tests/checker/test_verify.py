"""The command `verify`: what it prints, its exit status, and what it refuses."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main
from solver.render.notice import NOTICE

CASE = "examples/therapy_41_days.yaml"
Proof = dict[str, object]


def run(*args: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, args, input=given)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "proof.json"
    assert run("graph", CASE, "--format", "json", "-o", str(path)).exit_code == 0
    return path


def test_a_proof_is_accepted_and_what_it_proves_is_said(written: Path) -> None:
    found = run("verify", str(written), "--case", CASE)
    assert found.exit_code == 0
    assert found.stdout.startswith("accepted: all ")
    assert "under TSA, line 22633 is not necessary" in found.stdout
    assert " ".join(found.stdout.split()).endswith(NOTICE)


def test_a_proof_is_read_from_standard_input(written: Path) -> None:
    assert run("verify", "-", "--case", CASE, given=written.read_text(encoding="utf-8")).exit_code == 0


def test_as_data_an_accepted_proof_names_what_it_proves(written: Path) -> None:
    said = json.loads(run("verify", str(written), "--case", CASE, "--json").stdout)
    assert said["accepted"] is True and said["problems"] == [] and said["notice"] == NOTICE
    assert [one["text"] for one in said["proved"]] == ["under TSA, line 22633 is not necessary"]


def test_a_changed_proof_is_rejected_with_the_step_that_fails(written: Path) -> None:
    plain = json.loads(written.read_text(encoding="utf-8"))
    plain["nodes"][3]["value"] = "T" if plain["nodes"][3]["value"] != "T" else "F"
    written.write_text(json.dumps(plain), encoding="utf-8")
    found = run("verify", str(written), "--case", CASE)
    assert (found.exit_code, found.stdout) == (1, "")
    assert (
        f"N604 step that does not follow: its id is not the hash of what it says [{plain['nodes'][3]['id']}]"
        in found.stderr
    )
    said = json.loads(run("verify", str(written), "--case", CASE, "--json").stdout)
    assert (said["accepted"], said["proved"], [one["code"] for one in said["problems"]]) == (False, [], ["N604"])
    assert said["problems"][0]["node"] == plain["nodes"][3]["id"]


@pytest.mark.parametrize(
    ("field", "said", "code"),
    [
        ("text", "all is well", "N605"),
        ("citation", ["Another heading"], "N605"),
        ("note", "a field of no proof", "N601"),
        ("bindings", [], "N601"),
    ],
)
def test_what_people_read_is_checked_too(written: Path, field: str, said: object, code: str) -> None:
    plain = json.loads(written.read_text(encoding="utf-8"))
    next(node for node in plain["nodes"] if node["kind"] == "clause" and "bindings" not in node)[field] = said
    found = run("verify", "-", "--case", CASE, given=json.dumps(plain))
    assert found.exit_code == 1
    assert code in found.stderr


def test_a_proof_of_another_case_or_with_other_policies_is_not_looked_into(written: Path) -> None:
    other = run("verify", str(written), "--case", "examples/therapy_42_days.yaml")
    assert other.exit_code == 1 and "N602" in other.stderr and "N604" not in other.stderr
    changed = run("verify", str(written), "--case", CASE, "--policies", "examples/knees")
    assert changed.exit_code == 1 and "N603" in changed.stderr and "N604" not in changed.stderr


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"case": 1}', "[" * 100_000, '{"case": "\\ud800"}', "case: 1"]
)
def test_what_is_no_proof_is_refused(text: str) -> None:
    found = run("verify", "-", "--case", CASE, given=text)
    assert found.exit_code == 1
    assert "N601 no proof" in found.stderr and "Traceback" not in found.output


def test_a_file_that_is_not_there_is_refused() -> None:
    found = run("verify", "no-such-proof.json", "--case", CASE)
    assert found.exit_code == 1 and "N601" in found.stderr


def test_the_case_must_be_named(written: Path) -> None:
    assert run("verify", str(written)).exit_code == 2
