"""What the tests in a browser share: the pages, written once, and one browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from solver.render.page.html import html
from tests.graphs.browser import Browser, browser
from tests.graphs.hostile import MARKUP, hostile_case, large_case
from tests.ours import example, solver

CASES = {
    "two_stage": lambda: example("two_stage"),
    "two_payers": lambda: example("two_payers"),
    "conflict": lambda: example("contradiction_one_level"),
    "coding": lambda: example("iom_cervical_tumour"),
    "hostile": lambda: hostile_case(MARKUP),
    "large": large_case,
}


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of each case, written to a file."""
    folder = tmp_path_factory.mktemp("pages")
    for name, case in CASES.items():
        outcome = solver().decide(case())
        (folder / f"{name}.html").write_text(html(outcome, outcome.lines), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in CASES}


@pytest.fixture(scope="session")
def running() -> Iterator[Browser]:
    """One browser for all tests."""
    with browser() as found:
        yield found


@pytest.fixture
def page(running: Browser, pages: dict[str, Path]) -> Iterator[Browser]:
    """The browser with the page of the two-stage case open; it must not complain until the test is over."""
    running.open(pages["two_stage"])
    yield running
    assert running.complaints() == []
    running.media()
