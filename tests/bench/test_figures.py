"""Ratios are those of the rounds, tables have every engine, and a page keeps all but its figures."""

import re
from pathlib import Path

import pytest

from bench.batches.engines import ALL
from bench.batches.figures import engine_table, memory, rate, ratio_table, ratios, shown
from bench.batches.page import blocks, updated
from bench.batches.results import Machine, Measured, Results, kept, known
from bench.batches.runs import Usage

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
MACHINE = Machine("a processor", 2, 8, "Linux", "3.11", (("clingo", "5.8"),), "2025-01-01")


def measured(engine: str, cases: int, *seconds: float, cores: int = 1, peak: int = 2048, verdicts: int = 0) -> Measured:
    return Measured(engine, cases, cores, tuple(Usage(one, one, peak, 0) for one in seconds), verdicts, criteria=False)


def results(*found: Measured) -> Results:
    return Results(MACHINE, 3, 1, (("lines", 2.0),), found)


def by_title(*found: Measured) -> dict[str, tuple[float, bool | None]]:
    return {one.claim.title: (one.middle, one.kept) for one in ratios(results(*found))}


def test_a_ratio_is_the_median_of_the_ratios_of_the_rounds() -> None:
    # per round 1/1, 4/2, 20/2: the ratio of the medians would be 4/2 over other rounds
    (ratio,) = ratios(results(measured("batch", 100, 1, 2, 2), measured("pydatalog", 10, 0.1, 0.4, 2.0)))
    assert (ratio.low, ratio.middle, ratio.high) == pytest.approx((1, 2, 10))
    assert ratio.kept is False


def test_each_side_is_taken_at_the_most_cases_that_count() -> None:
    ours = [measured("batch", 10_000, 1), measured("batch", 100_000, 8), measured("batch", 1_000_000, 110)]
    found = by_title(
        *ours, measured("pydatalog", 1_000, 20), measured("decode", 1_000_000, 1), measured("decode", 100_000, 2)
    )
    assert found == {
        "times as fast as the pyDatalog engine": (pytest.approx(250), True),
        "times the time of merely reading and decoding": (pytest.approx(4), True),
        "times the cost of a case, a million over ten thousand": (pytest.approx(1.1), True),
        "times the memory, a million over a hundred thousand": (1, True),
    }


@pytest.mark.parametrize(("peak", "kept_"), [(129, True), (130, True), (131, False)])
def test_a_promise_is_kept_up_to_its_bound(peak: int, kept_: bool) -> None:
    found = by_title(measured("batch", 100_000, 1, peak=100), measured("batch", 1_000_000, 10, peak=peak))
    assert found["times the memory, a million over a hundred thousand"][1] is kept_


def test_what_nobody_promised_is_neither_kept_nor_broken() -> None:
    assert by_title(measured("batch", 10, 1), measured("batch", 10, 0.5, cores=2)) == {
        "times as fast on two cores as on one": (2, None)
    }


def test_an_engine_without_runs_has_no_ratio_and_no_row() -> None:
    alone = results(measured("batch", 10, 1))
    assert list(ratios(alone)) == []
    assert engine_table(alone, ALL, 1, rate) == "|  | 10 |\n| --- | --: |\n| batch engine | 10 |"


def test_a_table_has_a_column_for_each_number_of_cases() -> None:
    found = results(measured("batch", 1_000, 2, 4, 8), measured("clingo", 10, 1), measured("batch", 1_000, 1, cores=2))
    assert engine_table(found, ALL, 1, rate).splitlines()[0] == "|  | 10 | 1,000 |"
    assert "| batch engine |  | 250 |" in engine_table(found, ALL, 1, rate)
    assert "| clingo | 2 |  |" in engine_table(found, ALL, 1, memory)
    assert "clingo" not in engine_table(found, ALL, 2, rate)


@pytest.mark.parametrize(
    ("number", "text"), [(0.5744, "0.574"), (12.34, "12.3"), (123.4, "123"), (1234567.0, "1,234,567")]
)
def test_numbers_have_as_many_places_as_they_have_meaning(number: float, text: str) -> None:
    assert shown(number) == text


def test_what_was_measured_is_read_back(tmp_path: Path) -> None:
    written = results(measured("batch", 10, 1, 2, verdicts=7))
    kept(written, str(tmp_path / "results.json"))
    assert known(str(tmp_path / "results.json")) == written


def test_only_what_stands_between_the_marks_is_written_anew() -> None:
    page = "before\n<!-- figures: one -->\nold\n<!-- end of figures -->\nafter\n<!-- figures: two -->\n<!-- end of figures -->\n"
    once = updated(page, {"one": r"new \1", "two": "figures"})
    assert once == page.replace("old", r"new \1").replace("two -->\n", "two -->\nfigures\n")
    assert updated(once, {"one": r"new \1", "two": "figures"}) == once


def test_a_block_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for three"):
        updated("<!-- figures: one -->\n<!-- end of figures -->\n", {"one": "", "three": ""})


def test_our_page_has_a_place_for_each_block_and_nothing_else() -> None:
    page = PAGE.read_text(encoding="utf-8")
    found = blocks(results(measured("batch", 10, 1), measured("decode", 10, 1)))
    assert re.findall(r"<!-- figures: (\w+) -->", page) == re.findall(r"<!-- figures: (\w+) -->", updated(page, found))
    assert ratio_table(results(measured("batch", 10, 1), measured("decode", 10, 1))) in updated(page, found)
