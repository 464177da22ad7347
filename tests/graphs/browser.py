"""A real browser that opens one page and tells what the page asked for and complained of."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
SIZE = (1280, 800)
OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
"""Without a sandbox, since a machine for tests runs everything as root; it opens our own pages only."""


class Browser:
    """What the tests do with a browser, in few words."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def open(self, page: Path, place: str = "") -> None:
        """Open a page, and forget what earlier ones logged."""
        self.driver.get("about:blank")
        self._log("browser")
        self._log("performance")
        self.driver.get(page.as_uri() + place)

    def all(self, selector: str) -> list[WebElement]:
        """The elements of a selector."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        """The first element of a selector."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def click(self, selector: str) -> None:
        """Click the first element of a selector, wherever it is scrolled to."""
        self.run("arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))", self.one(selector))

    def text(self, selector: str) -> str:
        """What the first element of a selector says, on show or not."""
        return str(self.run("return arguments[0].textContent", self.one(selector)))

    def run(self, script: str, *values: object) -> Any:
        """The value of a script."""
        return self.driver.execute_script(script, *values)

    def media(self, **features: str) -> None:
        """Show the page as for print (`media`), or to a reader with other wishes (`prefers_color_scheme`)."""
        medium = features.pop("media", "")
        wishes = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": medium, "features": wishes})

    def complaints(self) -> list[str]:
        """What the console says."""
        return [entry["message"] for entry in self._log("browser")]

    def requests(self) -> list[str]:
        """Every address that the page asked for, itself among them."""
        events = (json.loads(entry["message"])["message"] for entry in self._log("performance"))
        return [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]

    def _log(self, kind: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.driver.get_log(kind)  # type: ignore[no-untyped-call]
        return found


def shown(page: Browser, view: str = "outline") -> int:
    """How many steps a view shows."""
    return len(page.all(f"#{view} [data-step]"))


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    assert CHROMIUM and DRIVER
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for option in OPTIONS:
        options.add_argument(option)
    options.add_argument("--window-size={},{}".format(*SIZE))
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
