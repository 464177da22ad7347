"""Constants are compared in one total order."""

import pytest

from solver.comparison import holds


@pytest.mark.parametrize("right", ["", "1", "a"])
def test_every_number_comes_before_every_text(right: str) -> None:
    assert holds(10, "<", right)
    assert holds(right, ">=", 10)
    assert holds(10, "!=", right)
    assert not holds(1, "=", right)


def test_numbers_compare_by_size_and_texts_by_character() -> None:
    assert holds(-10, "<", -9)
    assert holds(9, "<", 10)
    assert holds("10", "<", "9")
    assert holds("Z", "<", "a")
    assert holds("é", ">", "z")


def test_an_offset_is_added_on_the_right() -> None:
    assert holds(5, "=", 2, 3)
    assert holds(5, ">=", 8, -3)
    assert not holds(5, ">", 8, -3)


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "=", "!="])
def test_a_text_plus_an_offset_compares_with_nothing(operator: str) -> None:
    assert not holds(1, operator, "a", 1)  # type: ignore[arg-type]
    assert not holds("a", operator, "a", 1)  # type: ignore[arg-type]
