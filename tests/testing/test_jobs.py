"""Work is shared out among processes, and what goes wrong in one of them is told."""

import os

import pytest

from solver.testing.jobs import each


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_every_item_is_worked_on_once(jobs: int) -> None:
    assert sorted(each(lambda item: item * 2, range(7), jobs)) == [(place, place * 2) for place in range(7)]


def test_nothing_is_no_work() -> None:
    assert list(each(lambda item: item, [], 2)) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_goes_wrong_is_raised(jobs: int) -> None:
    with pytest.raises(ZeroDivisionError):
        list(each(lambda item: 1 // item, [1, 0, 1], jobs))


def test_a_process_that_dies_is_told() -> None:
    with pytest.raises(RuntimeError, match="ended before"):
        list(each(lambda item: os._exit(1) if item else item, [0, 1, 0, 1], 2))
