"""Where a reader allows anchors and aliases, an alias is the value at its anchor, and nothing can multiply."""

import pytest

from kb.intake.text import tree
from kb.problems import Rejected

TEXTS = ("a: &x [1]\nb: *x\n", "a: &x 1\n", "a: *x\n")


def test_an_alias_stands_for_the_value_at_its_anchor() -> None:
    assert tree("a: &x [1, {b: 2}]\nc: *x\nd: &y text\ne: [*y, *x]\n", "file.yaml", references=True) == {
        "a": [1, {"b": 2}],
        "c": [1, {"b": 2}],
        "d": "text",
        "e": ["text", [1, {"b": 2}]],
    }


@pytest.mark.parametrize("text", TEXTS)
def test_they_are_refused_unless_they_are_allowed(text: str) -> None:
    with pytest.raises(Rejected) as rejected:
        tree(text, "file.yaml")
    assert [problem.code for problem in rejected.value.problems] == ["N303"]


@pytest.mark.parametrize(
    "text",
    [
        "a: *x\n",  # no anchor above
        "a: &x [*x]\n",  # itself
        "a: &x [1]\nb: &y [*x, *x]\n",  # an anchored value that holds an alias
        "a: &x !!str 1\n",
        "&x a: 1\n",
    ],
)
def test_what_could_multiply_or_mean_nothing_is_refused_all_the_same(text: str) -> None:
    with pytest.raises(Rejected) as rejected:
        tree(text, "file.yaml", references=True)
    assert [problem.code for problem in rejected.value.problems] == ["N303"]
