"""What arrays come to is what one would find row by row."""

from hashlib import sha256
from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.intake.digest import digest
from solver.chunks import digests
from solver.chunks.arrays import NOBODY, Keys, Numbers, changes, distinct, ranks, sequences
from solver.chunks.bits import bit_sets, members, ways
from solver.chunks.digests import Hashes
from solver.engines.bitsets import places

SMALL = st.lists(st.integers(0, 5), max_size=30)
PAIRS = st.lists(st.tuples(st.integers(0, 5), st.integers(-1, 5)), max_size=30)
SIZE = 70
"""The cases of a chunk: more than a word, and no whole number of bytes."""
SETS = st.integers(0, (1 << SIZE) - 1)


def array(found: list[int]) -> Numbers:
    return np.array(found, np.int64)


def columns(pairs: list[tuple[int, int]]) -> tuple[Numbers, Numbers]:
    return array([one for one, _ in pairs]), array([other for _, other in pairs])


@given(SMALL)
def test_changes_are_where_another_number_begins(found: list[int]) -> None:
    expected = [place for place, one in enumerate(found) if place == 0 or found[place - 1] != one]
    assert changes(array(found)).tolist() == expected


@given(SMALL)
def test_ranks_count_what_is_the_same_before(found: list[int]) -> None:
    expected: list[int] = []
    for place, one in enumerate(found):
        expected.append(expected[-1] + 1 if place and found[place - 1] == one else 0)
    assert ranks(array(found)).tolist() == expected


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), min_size=1, max_size=30))
def test_owners_with_the_same_sequence_have_the_same_number(pairs: list[tuple[int, int]]) -> None:
    names = sorted({owner for owner, _ in pairs})
    of_each = array([names.index(owner) for owner, _ in pairs])
    found = sequences(of_each, array([number for _, number in pairs]), len(names))
    expected = [tuple(number for owner, number in pairs if owner == name) for name in names]
    assert [found.each[number] for number in found.numbers.tolist()] == expected
    assert len(found.each) == len(set(expected))


@given(PAIRS, PAIRS)
def test_pairs_are_found_where_they_stand(there: list[tuple[int, int]], wanted: list[tuple[int, int]]) -> None:
    keys = Keys(*columns(there))
    for pair, place in zip(wanted, keys.find(*columns(wanted)).tolist(), strict=True):
        assert (there[place] == pair) if place != NOBODY else pair not in there
    assert set(keys.twice.tolist()) == {pair[0] for pair in there if there.count(pair) > 1}


@given(PAIRS)
def test_distinct_rows_are_there_once(pairs: list[tuple[int, int]]) -> None:
    each, numbers = distinct(*columns(pairs))
    assert [each[number] for number in numbers.tolist()] == pairs
    assert len(each) == len(set(pairs))


@given(st.lists(st.tuples(st.integers(0, 1 << 17), st.integers(0, SIZE - 1)), max_size=60))
def test_bit_sets_hold_the_cases_beside_a_number_in_any_order(pairs: list[tuple[int, int]]) -> None:
    numbers, cases = columns(pairs)
    expected: dict[int, int] = {}
    for number, case in pairs:
        expected[number] = expected.get(number, 0) | 1 << case
    assert bit_sets(numbers, cases, SIZE) == expected


@given(SETS)
def test_members_are_the_places_of_a_bit_set(cases: int) -> None:
    assert members(cases).tolist() == places(cases)


@given(st.lists(SETS, max_size=70), SETS)
def test_a_way_is_to_be_in_the_same_sets(sets: list[int], cases: int) -> None:
    some = members(cases)
    numbers, each = ways(sets, some, SIZE)
    expected = [tuple(bool(one >> case & 1) for one in sets) for case in some.tolist()]
    assert [tuple(each[number].tolist()) for number in numbers.tolist()] == expected
    assert len(each) == len(set(expected))


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9), st.integers(0, 9)), max_size=40))
def test_digests_of_many_are_those_of_each(rows: list[tuple[int, int, int]]) -> None:
    hashes, names = Hashes(), [f"case-{case}" for case in range(7)]
    each = [sha256(bytes([one])).digest() for one in range(10)]
    numbers = [hashes[one] for one in each]
    cases, said = array([case for case, *_ in rows]), array([numbers[said] for _, said, _ in rows])
    with patch.object(digests, "AT_ONCE", 3):
        found = hashes.digests(names, cases, said, array([numbers[proof] for *_, proof in rows]))
    expected = [b"".join(each[said] + each[proof] for one, said, proof in rows if one == case) for case in range(7)]
    assert found == [digest(name, marks) for name, marks in zip(names, expected, strict=True)]
