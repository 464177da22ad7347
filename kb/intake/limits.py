"""What a case file may not exceed, and how a reader refuses the file as a whole.

Not here: limits of single fields (`kb.intake.structure`).
"""

from math import isfinite
from typing import NoReturn

from kb.language.syntax import Span

SIZE = 5_000_000
DEPTH = 40
DIGITS = 15
"""A number with more digits would lose some of them; 5.99999999999999999 must not become 6."""


class Refusal(Exception):
    """A text that cannot become a tree: a problem code, a message, a hint, and the place where that is known."""

    def __init__(self, code: str, message: str, span: Span | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.span, self.hint = code, message, span, hint


def too_deep(span: Span | None = None) -> NoReturn:
    """Refuse a text whose lists and mappings are nested deeper than `DEPTH`."""
    raise Refusal("N301", f"lists and mappings are nested more than {DEPTH} deep", span)


def number(written: str) -> int | float:
    """The number as written, whole when it is whole (`1.0` is 1). Raises `Refusal` where digits would be lost."""
    short = sum(map(str.isdigit, written)) <= DIGITS
    value = float(written) if short else 0.0
    if not short or not isfinite(value) or abs(value) >= 10**DIGITS:
        raise Refusal(
            "N302", f"a number may have at most {DIGITS} digits", hint="put it in quotes if it is no quantity"
        )
    return int(value) if value.is_integer() else value
