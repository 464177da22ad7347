"""Every criterion of the sources is traced: none missing, none twice, each encoded or with the reason why it is not."""

from collections import Counter
from pathlib import Path

import pytest

from solver.trace import Row, trace
from tests.ours import knowledge_base

INVENTORY = (Path(__file__).parent / "inventory.txt").read_text(encoding="utf-8").split()
"""The id of every criterion of the sources, in their order of reading."""
POLICIES = tuple(dict.fromkeys(criterion.partition("-")[0] for criterion in INVENTORY))


def rows(policy: str) -> list[Row]:
    return [row for row in trace(knowledge_base(), ()) if row.policy == policy]


def test_the_inventory_has_every_criterion_once() -> None:
    assert Counter(criterion.partition("-")[0] for criterion in INVENTORY) == {
        "CAM401HB": 47,
        "TSA": 42,
        "IOM": 81,
        "CGS": 64,
    }
    assert len(set(INVENTORY)) == len(INVENTORY) == 234


def test_only_the_policies_of_the_inventory_are_traced() -> None:
    assert {row.policy for row in trace(knowledge_base(), ())} == set(POLICIES)


@pytest.mark.parametrize("policy", POLICIES)
def test_every_criterion_of_the_inventory_has_one_row(policy: str) -> None:
    wanted = [criterion for criterion in INVENTORY if criterion.partition("-")[0] == policy]
    assert Counter(row.id for row in rows(policy)) == Counter(wanted)


@pytest.mark.parametrize("policy", POLICIES)
def test_every_criterion_is_encoded_or_says_why_not(policy: str) -> None:
    assert [row.id for row in rows(policy) if row.encoded == "nothing"] == []
    assert [row.id for row in rows(policy) if not row.clauses and not row.reason] == []
