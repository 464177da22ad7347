"""Every Python session of the README and of docs prints what it shows; those of a page go on from one another."""

import doctest
import re
from pathlib import Path

import pytest

from tests.docs.console import PAGES, ROOT

SESSION = re.compile(r"^```pycon\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPOKEN = [page for page in PAGES if SESSION.search(page.read_text(encoding="utf-8"))]


def sessions(text: str) -> str:
    """The sessions of a page and nothing else, each in its own lines of the page."""
    kept, end = [], 0
    for found in SESSION.finditer(text):
        kept.append("\n" * text.count("\n", end, found.start(1)) + found[1])
        end = found.end(1)
    return "".join(kept)


@pytest.mark.parametrize("page", SPOKEN, ids=[page.name for page in SPOKEN])
def test_python_sessions_print_what_they_show(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    name = page.relative_to(ROOT).as_posix()
    told: list[str] = []
    session = doctest.DocTestParser().get_doctest(sessions(page.read_text(encoding="utf-8")), {}, name, name, 0)
    done = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(session, out=told.append)
    assert done.attempted and not done.failed, "".join(told)


def test_sessions_keep_their_lines() -> None:
    assert (
        sessions("# A\n\n```pycon\n>>> 1\n1\n```\ntext\n\n```pycon\n>>> 2\n```\n") == "\n\n\n>>> 1\n1\n\n\n\n\n>>> 2\n"
    )


def test_the_pages_that_speak_python_are_found() -> None:
    assert {"api.md", "tour.md"} <= {page.name for page in SPOKEN}
