"""Each policy decides its own cases as their files expect. What stands in such a file: `docs/testing_policies.md`."""

from functools import cache
from pathlib import Path

import pytest

from solver.testing.cases import PolicyTest
from solver.testing.files import files, read_tests
from solver.testing.report import difference_lines
from solver.testing.run import Runner
from tests.ours import knowledge_base

TESTS = [test for file in files([str(Path(__file__).parent)]) for test in read_tests(file)]


@cache
def runner() -> Runner:
    return Runner(knowledge_base())


@pytest.mark.parametrize("test", TESTS, ids=[f"{Path(test.file).stem}: {test.name}" for test in TESTS])
def test_a_policy_decides_as_its_cases_expect(test: PolicyTest) -> None:
    result, _ = runner().run(test)
    found = (line for difference in result.differences for line in difference_lines(test, difference))
    assert result.passed, "\n".join((*map(str, result.problems), *found))
