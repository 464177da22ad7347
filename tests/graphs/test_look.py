"""How the page looks in a real browser: without colour, by day and by night, on paper, in a narrow window, in time."""

import time
from base64 import b64decode
from pathlib import Path

import pytest

from tests.graphs.browser import CHROMIUM, DRIVER, Browser, shown

pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed")

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")


def test_the_four_values_differ_in_shape_without_colour(running: Browser, pages: dict[str, Path]) -> None:
    running.open(pages["conflict"])
    running.click("#unfold-all")
    script = "return [...document.querySelectorAll('#legend path:not(.edge)')].map((one) => one.getAttribute('d'))"
    assert len(set(running.run(script))) == 4
    signs = running.run(
        "return [...new Set([...document.querySelectorAll('#graph .head')].map((one) => one.textContent))]"
    )
    assert set(signs) == {"+ met", "- not met", "? not documented", "! conflicting"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["graph", "outline"])
@pytest.mark.parametrize("name", ["two_stage", "conflict"])
def test_every_text_stands_out_from_its_ground(
    running: Browser, pages: dict[str, Path], name: str, view: str, scheme: str
) -> None:
    running.media(prefers_color_scheme=scheme)
    running.open(pages[name])
    running.click("#unfold-all")
    running.click(f"#tab-{view}")
    running.run("find('stenosis'); show()")
    assert running.run(CONTRAST, 4.5) == []
    assert running.run(CONTRAST, 22), "the bound is looked at"
    running.media()


def test_print_shows_graph_and_outline_and_the_notice(page: Browser) -> None:
    page.run("dispatchEvent(new Event('beforeprint'))")
    page.media(media="print")
    assert all(page.one(part).is_displayed() for part in ("#graph", "#outline", "#step", ".notice"))
    assert not page.one(".tools").is_displayed()
    printed = page.driver.execute_cdp_cmd("Page.printToPDF", {})["data"]
    assert b64decode(printed).startswith(b"%PDF")


def test_a_proof_of_five_hundred_steps_stays_quick(running: Browser, pages: dict[str, Path]) -> None:
    running.open(pages["large"])
    assert running.run("return index().reached.length") >= 450
    started = time.monotonic()
    for tab in ("graph", "outline"):
        running.click(f"#tab-{tab}")
        running.click("#unfold-all")
        assert shown(running, tab) >= 450
    unfolded = time.monotonic() - started
    running.run("for (const id of shown().slice(0, 20)) choose(id, { focus: true })")
    chosen = time.monotonic() - started - unfolded
    assert unfolded < 5 and chosen < 5


def test_nothing_sticks_out_of_a_narrow_window(running: Browser, pages: dict[str, Path]) -> None:
    size = {"width": 400, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    running.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    running.open(pages["two_stage"])
    assert running.run("return document.documentElement.scrollWidth") <= 400
    running.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
