"""The page of problems has a section for every code, and its examples have that problem or do not."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner

from cli import main
from kb.code_tables import listings
from kb.intake.case_file import read_case
from kb.load import OURS, load_texts, read_texts
from kb.problems import TITLES, Rejected
from solver.testing.files import read_tests
from tests.docs.console import ROOT
from tests.ours import knowledge_base

PAGE = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (N\d+)[^\n]*\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
PARTS = ("Avoid", "Prefer", "Why")
EXAMPLE = re.compile(r"^\*\*(Avoid|Prefer)\*\*\n(?P<ticks>`{3,})text\n(.*?)^(?P=ticks)$", re.MULTILINE | re.DOTALL)
EXAMPLES = [(code, found[1], found[3]) for code, text in SECTIONS.items() for found in EXAMPLE.finditer(text)]
FRONT = "---\nid: PAGE\n---\n"
LINES = 'lines: [{id: 1, code: "22633"}]\n'
WHOLE_CASES = ("N301", "N302", "N303")
SCRATCH = re.compile(r"(?<![\w/])(proof\.json|draft\.csv|verdicts\.)")
"""Names of files that the commands of an example share."""
HIDDEN = {"N704": ("pyarrow", "pyarrow.parquet")}
"""Libraries that are not there for the examples of a problem."""


def codes(code: str, example: str) -> set[str]:
    """The problems that an example has, read as a command, a code table, a case or a policy."""
    if "necessity " in example:
        with pytest.MonkeyPatch.context() as patched:
            for name in HIDDEN.get(code, ()):
                patched.setitem(sys.modules, name, None)
            return _of_command(example)
    if code == "N105":
        return _of_table(example)
    try:
        if code == "N501":
            read_tests("example.yaml", example)
        elif code >= "N3":
            read_case("example.yaml", knowledge_base(), text=_case(code, example))
        else:
            load_texts({**read_texts((OURS,)), "page.md": _policy(code, example)})
    except Rejected as rejected:
        return {problem.code for problem in rejected.problems}
    return set()


def _of_command(example: str) -> set[str]:
    """What the last of some commands complains of."""
    with TemporaryDirectory() as folder:
        lines = [shlex.split(SCRATCH.sub(rf"{folder}/\1", line)) for line in example.splitlines()]
        for line in lines[:-1]:
            _run(line)
        done = CliRunner().invoke(main, lines[-1][1:])
    assert done.exit_code in (0, 1), done.output
    return set(re.findall(r"\bN\d{3}\b", done.output)) if done.exit_code else set()


def _run(line: list[str]) -> None:
    if line[0] == "necessity":
        assert CliRunner().invoke(main, line[1:]).exit_code == 0
    else:
        subprocess.run(line, check=True)


def _of_table(example: str) -> set[str]:
    try:
        listings(example)
    except ValueError:
        return {"N105"}
    return set()


def _case(code: str, example: str) -> str:
    if code in WHOLE_CASES:
        return example
    return "case: example\n" + ("" if example.startswith("lines") else LINES) + example


def _policy(code: str, example: str) -> str:
    if code == "N102":
        return example
    return FRONT + (example if example.startswith("#") else f"# Page {{#PAGE-1 .output}}\n```datalog\n{example}```\n")


def test_every_code_has_one_section_with_its_title_in_order() -> None:
    titles = re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
    assert titles == [f"{code} {title}" for code, title in TITLES.items()]


@pytest.mark.parametrize("code", TITLES)
def test_a_section_says_what_to_avoid_what_to_prefer_and_why(code: str) -> None:
    assert tuple(re.findall(r"^\*\*(\w+)\*\*", SECTIONS[code], re.MULTILINE)) == PARTS


@pytest.mark.parametrize("code", TITLES)
def test_a_section_has_an_example_on_both_sides(code: str) -> None:
    assert [part for known, part, _ in EXAMPLES if known == code] == ["Avoid", "Prefer"]


@pytest.mark.parametrize(("code", "part", "example"), EXAMPLES, ids=[f"{code}-{part}" for code, part, _ in EXAMPLES])
def test_an_example_to_avoid_has_this_problem_alone_and_one_to_prefer_has_none(
    code: str, part: str, example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert codes(code, example) == ({code} if part == "Avoid" else set())
