"""Every fence of the guide for analysts is a piece of the example that it builds."""

import re

import pytest

from tests.docs.console import FENCE, ROOT

GUIDE = (ROOT / "docs" / "writing_a_policy.md").read_text(encoding="utf-8")
EXAMPLE = sorted(path for path in (ROOT / "examples" / "oak").rglob("*") if path.suffix in (".md", ".yaml", ".csv"))
TEXTS = tuple(path.read_text(encoding="utf-8") for path in EXAMPLE)
SOURCE = "OAKFIELD HEALTH"
PIECES = tuple(f["body"] for f in FENCE.finditer(GUIDE) if f["language"] != "console" and SOURCE not in f["body"])


@pytest.mark.parametrize("piece", PIECES, ids=[piece.split("\n")[0][:40] for piece in PIECES])
def test_a_fence_of_the_guide_stands_in_the_example(piece: str) -> None:
    assert any(piece in text for text in TEXTS)


def test_the_guide_has_a_piece_of_every_kind_of_file() -> None:
    shown = {path.suffix for path, text in zip(EXAMPLE, TEXTS, strict=True) if any(piece in text for piece in PIECES)}
    assert shown == {".md", ".yaml", ".csv"} and len(PIECES) > 10


def test_every_statement_of_the_made_up_source_has_a_heading() -> None:
    source = next(found["body"] for found in FENCE.finditer(GUIDE) if SOURCE in found["body"])
    letters = [f"1{letter}" for letter in re.findall(r"^   ([a-d]) ", source, re.MULTILINE)]
    numbers = [number for number in re.findall(r"^(\d) ", source, re.MULTILINE) if number != "1"]
    assert [*letters, *numbers] == ["1a", "1b", "1c", "1d", "2", "3", "4", "5"]
    assert all(f"{{#OAK-7-{name}" in "".join(TEXTS) for name in (*letters, *numbers))
