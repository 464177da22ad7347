"""Two versions of a policy and a case: the smallest sets of sections that carry a verdict over, each decided."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from msgspec import json

from cli import main
from kb.intake.case_file import read_case
from kb.load import load
from solver.alternatives.contrast_policies import PolicyContrasts, contrast_policies
from solver.alternatives.hybrids import Versions
from solver.decide import Solver
from tests.explain.fusion import PATH, POLICIES
from tests.explain.fusion import solver as old_version

POLICY = (Path(POLICIES) / "fusion.md").read_text(encoding="utf-8")
LOWER = ("Grade >= moderate_to_severe", "Grade >= mild")
WITHOUT = (",\n  instability_documented(Level), physical", ", physical")
PART = """
## Waiver {#FUSION-2}
A progressive deficit waives it all.

```datalog
criterion level_waived(Level: level)
  holds    "a waiver applies at {Level}"
  fails    "no waiver applies at {Level}"
  silent   "whether a waiver applies at {Level} is not documented"
  conflict "the record disagrees about a waiver at {Level}".

level_waived(Level) :- stenosis(Level, Grade), Grade >= mild.
```
"""
BY_PART = (
    "fit_for_fusion(Level) :- stenosis",
    "fit_for_fusion(Level) :- level_waived(Level).\nfit_for_fusion(Level) :- stenosis",
)


@pytest.fixture
def version(tmp_path: Path) -> Callable[..., str]:
    """A file with a version of the example's policy: some texts replaced, some added."""

    def write(*changes: tuple[str, str], more: str = "") -> str:
        text = POLICY
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        path = tmp_path / "fusion.md"
        path.write_text(text + more, encoding="utf-8")
        return str(path)

    return write


def contrasted(path: str, budget: int = 200) -> PolicyContrasts:
    old, new = old_version(), Solver(load(files=(path,)))
    return contrast_policies(old, new, (read_case(PATH, old.kb), read_case(PATH, new.kb)), budget)


def sets(found: PolicyContrasts) -> dict[str | None, list[tuple[str, ...]]]:
    return {one.pair.question.level: [swap.sections for swap in one.swaps] for one in found.found}


def test_the_section_that_changed_carries_the_verdict_over(version: Callable[..., str]) -> None:
    found = contrasted(version(WITHOUT))
    assert found.differing == ("FUSION-1",) and found.complete
    assert sets(found) == {"L4-L5": [("FUSION-1",)]}
    (contrast,) = found.found
    assert contrast.pair.verdicts == ("undetermined", "necessary")
    assert [turn.criterion for turn in contrast.swaps[0].turns] == ["FUSION-1"]


def test_a_section_that_needs_a_new_one_is_taken_over_with_it(version: Callable[..., str]) -> None:
    found = contrasted(version(BY_PART, more=PART))
    assert set(found.differing) == {"FUSION-1", "FUSION-2"}
    assert sets(found) == {level: [("FUSION-1", "FUSION-2")] for level in (None, "L2-L3", "L4-L5")}


def test_prose_and_order_are_no_difference(version: Callable[..., str]) -> None:
    found = contrasted(version(("All of it, at the level itself", "At the level itself, all of it")))
    assert found.differing == () and found.found == () and found.complete


def test_a_change_that_does_not_bear_on_the_verdict_is_told_as_a_difference_only(version: Callable[..., str]) -> None:
    found = contrasted(version(LOWER))
    assert found.differing == ("FUSION-1",) and found.found == ()


def test_a_budget_that_is_too_small_is_said_to_be(version: Callable[..., str]) -> None:
    found = contrasted(version(BY_PART, more=PART), budget=1)
    assert not found.complete


def test_all_sections_taken_over_decide_as_the_new_version(version: Callable[..., str]) -> None:
    old, new = old_version().kb, load(files=(version(BY_PART, WITHOUT, more=PART),))
    versions = Versions(old, new, ("fusion",))
    mixed = versions.hybrid(versions.differing)
    assert mixed is not None
    decided = [Solver(kb).decide(read_case(PATH, kb)).lines[0] for kb in (mixed, new)]
    assert decided[0].verdict == decided[1].verdict
    assert [one.verdict for one in decided[0].levels] == [one.verdict for one in decided[1].levels]


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["contrast", "--policy", POLICIES, *words, PATH])


def test_the_command_takes_a_file_and_a_folder(version: Callable[..., str]) -> None:
    path = version(WITHOUT)
    by_file, by_folder = run(path), run(str(Path(path).parent))
    assert by_file.exit_code == 0 and by_file.output == by_folder.output
    assert "FUSION-1, Criteria > Fusion at a level" in by_file.output and "FUSION-1/1" in by_file.output


def test_the_json_has_the_sections_and_what_turns(version: Callable[..., str]) -> None:
    found: dict[str, Any] = json.decode(run(version(WITHOUT), "--json").stdout)
    (told,) = found["contrasts"]
    assert found["complete"] and found["differing"] == ["FUSION-1"]
    assert [way["sections"] for way in told["sets"]] == [["FUSION-1"]]


def test_a_version_that_is_not_there_is_a_problem() -> None:
    done = run("no-such-policy.md")
    assert done.exit_code == 1 and "N101" in done.stderr and "folder" not in done.stderr
