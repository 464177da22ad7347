"""A run of lines of a file, and the problems that point into it.

Not here: what is wrong with the lines (`lexer`, `parser` and `literate` say that).
"""

from collections.abc import Sequence

from msgspec import Struct

from kb.language.syntax import Span
from kb.problems import Problem


class Passage(Struct, frozen=True):
    """Lines that start at `first_line` of the file `source`, under the heading with the id `section`, if any."""

    source: str
    lines: Sequence[str]
    first_line: int = 1
    section: str | None = None

    def problem(
        self,
        code: str,
        message: str,
        span: Span,
        *,
        found: str | None = None,
        expected: str | None = None,
        hint: str | None = None,
    ) -> Problem:
        """A problem at `span`, with its line as the excerpt. Tabs show as one space, so that the caret stands right."""
        return Problem(
            code=code,
            message=message,
            file=self.source,
            span=span,
            section=self.section,
            excerpt=self.lines[span.line - self.first_line].replace("\t", " "),
            found=found,
            expected=expected,
            hint=hint,
        )


def in_order(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Problems in the order in which a reader of the file meets them."""
    return tuple(sorted(problems, key=lambda p: (p.span.line, p.span.column) if p.span else (0, 0)))
