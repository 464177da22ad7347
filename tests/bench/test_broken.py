"""Broken records: each kind gets the problem code that it is listed with, whatever good record it is made from."""

from random import Random

import pytest

from bench.broken import KINDS, Kind, mixed
from bench.generating.cases import cases
from kb.intake.case_file import case_from
from kb.intake.scope import vocabulary
from kb.intake.text import content
from kb.problems import Rejected
from tests.ours import knowledge_base

NAME = "record.json"


@pytest.fixture(scope="module")
def good() -> list[str]:
    return list(cases(knowledge_base(), 30, 3))


def codes(record: bytes) -> list[str]:
    """The codes of the problems of a record."""
    try:
        case_from(content(NAME, record), NAME, vocabulary(knowledge_base()))
    except Rejected as rejected:
        return [problem.code for problem in rejected.problems]
    return []


def test_there_are_twenty_kinds_with_names_of_their_own() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS) == 20


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_record_has_this_one_problem_and_stays_on_its_line(kind: Kind, good: list[str]) -> None:
    assert all(codes(kind.spoil(text)) == [kind.code] for text in good)
    assert not any(b"\n" in kind.spoil(text) for text in good)


def test_good_and_broken_records_are_mixed_and_none_is_lost(good: list[str]) -> None:
    records = list(mixed(good, 40, Random(1)))
    assert sorted(record for record, code in records if code is None) == sorted(text.encode() for text in good)
    assert sorted(code for _, code in records if code) == sorted(2 * [kind.code for kind in KINDS])
    assert [code for _, code in records] != sorted((code for _, code in records), key=str)
    assert all(codes(record) == ([code] if code else []) for record, code in records)
