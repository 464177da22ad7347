"""The comparison of verdicts sees every difference, and reads what each kind of engine writes."""

from pathlib import Path

import pytest

from bench.batches.agreement import FORMS, Verdict, agreement
from tests.ours import knowledge_base

ONE: Verdict = (1, "a", "TSA", "necessary", ("TSA-FUS-1",))
OTHER: Verdict = (1, "b", None, "out_of_scope", ())


def test_the_same_verdicts_in_another_order_agree() -> None:
    found = agreement(iter([ONE, OTHER]), iter([OTHER, ONE]), criteria=True)
    assert (found.verdicts, found.differing) == (2, ())


@pytest.mark.parametrize(
    "given",
    [
        [ONE],
        [ONE, OTHER, OTHER],
        [ONE, (2, *OTHER[1:])],
        [ONE, (1, "c", *OTHER[2:])],
        [ONE, (1, "b", "TSA", *OTHER[3:])],
        [ONE, (1, "b", None, "review", ())],
    ],
)
def test_whatever_is_missing_added_or_different_is_told(given: list[Verdict]) -> None:
    assert agreement(iter([ONE, OTHER]), iter(given), criteria=False).differing
    assert agreement(iter(given), iter([ONE, OTHER]), criteria=False).differing


def test_deciding_criteria_count_where_both_sides_have_them() -> None:
    changed: Verdict = (*ONE[:4], ("TSA-FUS-2",))
    assert agreement(iter([ONE]), iter([changed]), criteria=True).differing == (
        "only the first: 1 a TSA necessary TSA-FUS-1",
        "only the second: 1 a TSA necessary TSA-FUS-2",
    )
    assert agreement(iter([ONE]), iter([changed]), criteria=False).differing == ()


@pytest.mark.parametrize(
    ("form", "files", "expected"),
    [
        (
            "rows",
            {
                "verdicts.jsonl": '{"case":"case-0000001","line":"a","policy":"TSA","verdict":"necessary","because":["TSA-FUS-1"],"digest":"x"}\n'
                '{"case":"case-0000001","line":"b","policy":null,"verdict":"out_of_scope","because":[]}\n'
            },
            [ONE, OTHER],
        ),
        ("numbers", {"verdicts.tsv": "1\ta\ttsa\t3\n1\tb\n"}, [(*ONE[:4], ()), OTHER]),
        ("numbers", {"verdicts.0.tsv": "1\ta\ttsa\t3\n", "verdicts.1.tsv": "1\tb\n"}, [(*ONE[:4], ()), OTHER]),
        ("tables", {"verdict.csv": "1\ttsa\ta\t3\n", "ungoverned.csv": "1\tb\n"}, [(*ONE[:4], ()), OTHER]),
        ("slice", {"verdicts.tsv": "case-0000001\ta\treview\n"}, [(1, "a", "CGS", "review", ())]),
    ],
)
def test_each_form_of_output_is_read(form: str, files: dict[str, str], expected: list[Verdict], tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert list(FORMS[form](tmp_path, knowledge_base())) == expected
