"""A new policy passes the checks and its own tests as it is written, and replaces nothing."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec import json

from cli import main
from kb.begin import is_id
from kb.load import check_files, load
from solver.testing.files import read_tests
from solver.testing.run import Runner
from solver.trace import trace

FILES = ("02_findings_oak_7.md", "oak_7.md", "tests/oak_7.yaml")


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["kb", "new", *words])
    return done.exit_code, done.output


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()))


def test_a_new_policy_has_no_problems_and_decides_as_its_tests_expect(folder: Path) -> None:
    assert run("OAK-7", "--title", "Vertebral  cooling\n", "-o", "oak")[0] == 0
    assert files(folder / "oak") == FILES
    assert check_files(sorted((folder / "oak").glob("*.md"))) == ()
    base = load(folder / "oak")
    tests = read_tests("oak/tests/oak_7.yaml")
    assert len(tests) == 5 and all(Runner(base).run(test)[0].passed for test in tests)
    (document,) = [document for document in base.documents if document.front["id"] == "OAK-7"]
    assert document.front["title"] == "Vertebral cooling"


def test_its_only_criterion_is_traced_and_its_services_are_a_frame(folder: Path) -> None:
    run("OAK-7", "-o", "oak")
    assert [row.id for row in trace(load(folder / "oak"), ()) if row.policy == "OAK-7"] == ["OAK-7-1"]


def test_without_a_folder_it_is_named_after_the_policy(folder: Path) -> None:
    status, printed = run("OAK-7", "--json")
    assert status == 0 and files(folder / "oak_7") == FILES
    assert sorted(json.decode(printed)["files"]) == [f"oak_7/{name}" for name in FILES]


def test_the_next_steps_are_told(folder: Path) -> None:
    printed = run("OAK-7", "-o", "oak")[1]
    assert "necessity kb check oak/*.md " in printed and "necessity kb test --policies oak " in printed


@pytest.mark.parametrize("there", FILES)
def test_no_file_is_replaced_and_none_is_written_beside_it(folder: Path, there: str) -> None:
    (folder / "oak" / there).parent.mkdir(parents=True)
    (folder / "oak" / there).write_text("mine", encoding="utf-8")
    status, printed = run("OAK-7", "-o", "oak")
    assert status == 1 and f"oak/{there}: N405" in printed and printed.count("N405") == 1
    assert files(folder / "oak") == (there,) and (folder / "oak" / there).read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["TSA", "tsa", "FINDINGS", "Findings-CAM"])
def test_an_id_that_is_taken_is_refused(folder: Path, name: str) -> None:
    status, printed = run(name)
    assert status == 1 and "N208" in printed and files(folder) == ()


def test_an_id_whose_symbol_is_a_word_of_the_language_is_refused(folder: Path) -> None:
    status, printed = run("FOR")
    assert status == 1 and "the reserved word `for`" in printed and files(folder) == ()


@pytest.mark.parametrize("name", ["7-OAK", "O AK", "../OAK", "OAK.7", "ÄHRE", "", "A" * 41, "OAK-", "OAK\n"])
def test_what_is_no_id_is_wrong_usage(folder: Path, name: str) -> None:
    assert not is_id(name) and run(name)[0] == 2 and files(folder) == ()


def test_a_folder_that_cannot_be_made_is_a_problem_and_no_traceback(folder: Path) -> None:
    (folder / "oak").write_text("a file", encoding="utf-8")
    status, printed = run("OAK-7", "-o", "oak/below")
    assert status == 1 and "N405" in printed
