"""`kb test` and `kb mutate` on a folder of policies of one's own."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result
from msgspec import json

from cli import main
from tests.testing import small

WRONG = "  - {name: a wrong hope, expect: [{line: left, verdict: review}]}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the small policy, and an empty folder of tests beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "mine" / "tests").mkdir(parents=True)
    (tmp_path / "mine" / "knees.md").write_text(small.POLICY, encoding="utf-8")
    return tmp_path / "mine"


def write(folder: Path, *entries: str) -> None:
    (folder / "tests" / "knees.yaml").write_text(small.HEAD + "".join(entries), encoding="utf-8")


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["kb", *args, "--policies", "mine", "--jobs", "1"])


def test_tests_beside_the_policies_are_found_and_pass(folder: Path) -> None:
    write(folder, small.MET, small.REFUSED)
    done = run("test")
    assert done.exit_code == 0 and "2 tests in 1 file: 2 passed" in done.output
    assert done.output.endswith("recommendation needs a clinician's review.\n")


def test_a_test_that_fails_shows_what_was_expected_and_found(folder: Path) -> None:
    write(folder, small.MET, WRONG)
    done = run("test")
    assert done.exit_code == 1
    assert "a wrong hope" in done.output and "1 failed, 1 passed" in done.output
    assert "expected: review" in done.output and "found:    necessary" in done.output
    assert "because KNEES-1: " in done.output


def test_a_file_that_is_refused_does_not_keep_others_from_being_run(folder: Path) -> None:
    write(folder, small.MET)
    (folder / "tests" / "bad.yaml").write_text("tests: 1\n", encoding="utf-8")
    done = run("test")
    assert done.exit_code == 1 and "N304" in done.output and "1 passed" in done.output


@pytest.mark.parametrize(("least", "status"), [("50", 0), ("50.1", 1)])
def test_coverage_below_the_least_is_a_failure(folder: Path, least: str, status: int) -> None:
    write(folder, small.MET)
    done = run("test", "--min", least)
    assert done.exit_code == status and "50.0 %" in done.output
    assert "KNEES-1/1: never refuted (only supported): knee_hurts(Line) :-" in done.output


def test_results_as_json(folder: Path) -> None:
    write(folder, small.MET, WRONG)
    found = json.decode(run("test", "--json", "--coverage").output)
    assert (found["passed"], found["failed"], found["problems"]) == (1, 1, [])
    wrong = found["tests"][1]
    assert (wrong["name"], wrong["passed"]) == ("a wrong hope", False)
    assert wrong["line"] == wrong["differences"][0]["line"] == small.HEAD.count("\n") + 2
    (policy, _) = found["coverage"]
    assert (policy["policy"], policy["percent"], policy["wanted"], policy["missing"]) == ("knees", 50.0, 18, 9)


def test_results_as_junit(folder: Path) -> None:
    write(folder, small.MET, WRONG, "  - {name: odd, expect: [{line: left, because: [NO]}]}\n")
    assert run("test", "--junit", "found.xml").exit_code == 1
    root = ET.parse("found.xml").getroot()  # noqa: S314 - written just now
    (suite,) = root
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "1", "1")
    assert [[child.tag for child in case] for case in suite] == [[], ["failure"], ["error"]]


def test_mutants_that_survive_are_listed(folder: Path) -> None:
    write(folder, small.MET, small.REFUSED)
    done = run("mutate", "KNEES", "--min", "99")
    assert done.exit_code == 1
    assert "KNEES-1/1: survived: `Length >= 6 weeks` becomes `Length >= 41 days`" in done.output


def test_mutation_as_json_is_the_same_for_one_seed(folder: Path) -> None:
    write(folder, small.MET)
    first, again = (run("mutate", "knees", "--json", "--sample", "9", "--seed", "4").output for _ in range(2))
    found = json.decode(first)
    assert first == again and found["seed"] == 4
    (policy,) = found["policies"]
    assert policy["mutants"] == 9 == policy["noticed"] + policy["survived"] + policy["refused"]
    assert len(found["survivors"]) == policy["survived"]


def test_without_tests_the_command_is_used_wrongly(folder: Path) -> None:
    (folder / "tests").rmdir()
    done = run("test")
    assert done.exit_code == 2 and "Name the files or folders of tests" in done.output


def test_an_unknown_policy_is_refused(folder: Path) -> None:
    write(folder, small.MET)
    done = run("mutate", "KNES")
    assert done.exit_code == 1 and "N404" in done.output and "did you mean knees?" in done.output
