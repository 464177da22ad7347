"""The page in a real browser: it opens without a complaint and without a request, and does what its keys say."""

from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests.graphs.browser import CHROMIUM, DRIVER, Browser, shown
from tests.graphs.conftest import CASES
from tests.graphs.hostile import MARKUP

pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed")


def _chosen(page: Browser) -> str:
    return page.text("#step .sentence")


def _press(page: Browser, *keys: str) -> None:
    for key in keys:
        page.driver.switch_to.active_element.send_keys(key)


@pytest.mark.parametrize("name", CASES)
def test_the_page_opens_without_a_complaint_and_asks_for_nothing_else(
    running: Browser, pages: dict[str, Path], name: str
) -> None:
    running.open(pages[name])
    assert running.all("#graph .step") and running.text("#verdict h2")
    assert running.complaints() == []
    assert [address for address in running.requests() if not address.startswith("data:")] == [pages[name].as_uri()]


def test_markup_in_a_case_is_text_on_the_page(running: Browser, pages: dict[str, Path]) -> None:
    running.open(pages["hostile"])
    running.click("#unfold-all")
    running.click("#tab-outline")
    assert running.run("return window.hacked") is None
    assert running.all("img") == [] and len(running.all("script")) == 2
    assert MARKUP in running.text("h1") and MARKUP in running.text("#lines") and MARKUP in running.text("#outline")


def test_the_page_opens_at_the_first_reason_with_its_clause_prose_and_wordings(page: Browser) -> None:
    assert page.text("#step pre").startswith("significant_stenosis(Level) :-")
    assert "Clause TSA-FUS-2a/1" in page.text("#step")
    assert "Moderate-to-severe or severe. Plain moderate stays below the bar." in page.text("#step")
    assert "Stage 1: fusion of L2-L4 > Stenosis with compression > Grade of stenosis" in page.text("#step")
    assert len(page.all("#step .wordings dd")) == 4
    assert page.text("#step .wordings dd.current").startswith(_chosen(page))


def test_a_click_on_a_step_shows_its_clause(page: Browser) -> None:
    for step in page.run("return shown().slice(0, 12)"):
        page.click(f'#graph [data-step="{step}"] .shape')
        assert page.text("#step .seal code") == step
        rule = page.run("return steps.get(arguments[0]).rule", step)
        assert bool(page.all("#step pre")) == bool(rule)
        assert rule is None or f"Clause {rule}" in page.text("#step")


def test_a_statement_of_the_chart_shows_document_page_date_and_note(page: Browser) -> None:
    page.click("#tab-outline")
    page.click("#unfold-all")
    step = page.run("return index().reached.find((id) => steps.get(id).source)")
    page.click(f'#outline [data-step="{step}"]')
    said = page.text("#step")
    assert "mri (imaging report), page 2, 2025-01-14" in said and "no significant canal or foraminal narrowing" in said


@pytest.mark.parametrize("view", ["graph", "outline"])
def test_a_step_folds_and_unfolds(page: Browser, view: str) -> None:
    page.click(f"#tab-{view}")
    before = shown(page, view)
    top = page.run("return shown()[1]")
    handle = ".handle" if view == "graph" else ".fold"
    opened = next(s for s in (top, page.run("return shown()[0]")) if page.run("return isOpen(arguments[0])", s))
    page.click(f'#{view} [data-step="{opened}"] {handle}')
    folded = shown(page, view)
    page.click(f'#{view} [data-step="{opened}"] {handle}')
    assert folded < before == shown(page, view)


def test_the_proof_unfolds_wholly_and_not_at_all(page: Browser) -> None:
    page.click("#unfold-all")
    assert shown(page, "graph") == page.run("return index().reached.length")
    page.click("#unfold-none")
    assert shown(page, "graph") == len(page.run("return line().roots"))


def test_decisive_only_leaves_the_steps_that_decide(page: Browser) -> None:
    page.click("#unfold-all")
    whole = shown(page, "graph")
    page.click("#decisive")
    kept = set(page.run("return [...document.querySelectorAll('#graph [data-step]')].map((one) => one.dataset.step)"))
    assert kept <= set(page.run("return line().decisive")) and 0 < len(kept) < whole
    assert set(page.run("return reasons()")) <= kept


def test_search_finds_steps_and_goes_from_one_to_the_next(page: Browser) -> None:
    page.one("#search").send_keys("neural tissue")
    assert page.text("#found") == f"{page.run('return state.found.length')} found"
    page.one("#search").send_keys(Keys.ENTER)
    first = page.text("#step .seal code")
    page.one("#search").send_keys(Keys.ENTER)
    assert "neural tissue" in _chosen(page) and first != page.text("#step .seal code")
    assert page.text("#found").startswith("2 of ")
    page.one("#search").send_keys(Keys.SHIFT, Keys.ENTER)
    assert page.text("#step .seal code") == first


def test_a_search_without_a_match_says_so(page: Browser) -> None:
    page.one("#search").send_keys("zzz", Keys.ENTER)
    assert page.text("#found") == "0 found"


@pytest.mark.parametrize("view", ["graph", "outline"])
def test_every_step_can_be_reached_with_the_keyboard(page: Browser, view: str) -> None:
    page.click(f"#tab-{view}")
    page.run("document.querySelector(`#${arguments[0]} [tabindex='0']`).focus()", view)
    _press(page, Keys.HOME)
    assert page.text("#step .seal code") == page.run("return line().roots[0]")
    _press(page, Keys.ARROW_LEFT)
    assert shown(page, view) == 1
    _press(page, Keys.ARROW_RIGHT)
    assert shown(page, view) > 1
    _press(page, Keys.ARROW_RIGHT)
    assert page.text("#step .seal code") == page.run("return below(line().roots[0])[0]")
    _press(page, Keys.ARROW_DOWN, Keys.ARROW_UP)
    assert page.text("#step .seal code") == page.run("return below(line().roots[0])[0]")
    _press(page, Keys.ARROW_LEFT, Keys.ARROW_LEFT)
    assert page.text("#step .seal code") == page.run("return line().roots[0]")


def test_letters_are_shortcuts_outside_the_search_only(page: Browser) -> None:
    page.one("body").send_keys("o")
    assert page.one("#tab-outline").get_attribute("aria-selected") == "true"
    page.one("body").send_keys("/")
    _press(page, "g")
    assert page.run("return document.activeElement.id") == "search"
    assert page.one("#tab-outline").get_attribute("aria-selected") == "true"


def test_a_line_shows_its_own_verdict_reasons_and_proof(page: Browser) -> None:
    for place, one in enumerate(page.run("return data.lines.map((one) => [one.sentence, one.roots[0]])")):
        page.click(f'[data-line="{place}"]')
        assert page.text("#verdict h2") == one[0]
        assert page.all(f'#graph [data-step="{one[1]}"]')


def test_each_side_and_its_proof_is_on_the_page(running: Browser, pages: dict[str, Path]) -> None:
    running.open(pages["coding"])
    place = running.run(
        "return data.lines.findIndex((one) => one.sides.some((side) => side.name === 'Coding' && side.reasons.length))"
    )
    running.click(f'[data-line="{place}"]')
    assert [text.split(":")[0] for text in (one.text for one in running.all(".side h3"))] == ["Criteria", "Coding"]
    go = running.all(".side:nth-of-type(2) [data-go]")
    assert go
    running.run("arguments[0].click()", go[0])
    assert running.text("#step .seal code") == go[0].get_attribute("data-go")


def test_an_address_with_a_step_opens_it(page: Browser, pages: dict[str, Path]) -> None:
    page.click('[data-line="5"]')
    place = page.run("return location.hash")
    said = _chosen(page)
    page.open(pages["two_stage"], place)
    assert (_chosen(page), page.run("return location.hash")) == (said, place)
