"""A mistake in the tree of a case, known by its path, and how mistakes become problems with a line of the file.

What messages show of the input is cut, and left out where it may tell of a person. Not here: what counts as a mistake
(`kb.intake.shape`, `kb.intake.lines`, `kb.intake.findings`).
"""

from collections.abc import Iterable

from msgspec import Struct

from kb.problems import Problem

Path = tuple[str | int, ...]

LONGEST = 60
LONGEST_FORM = 25
"""The signs of a time with its zone: no level, date or code has more."""
LARGE = 1_000_000
"""In a longer text, looking for lines would cost more than reading it."""


class Mistake(Struct, frozen=True, kw_only=True):
    """What is wrong at a path, before the file and the line are known."""

    code: str
    path: Path
    message: str
    found: str | None = None
    expected: str | None = None
    hint: str | None = None


def cut(text: str) -> str:
    """The text as messages may show it: short and printable."""
    head = text[:LONGEST]
    shown = head if head.isprintable() else ascii(head)[1:-1][:LONGEST]
    return shown if len(text) <= LONGEST else shown[: LONGEST - 1] + "…"


def shown(value: object) -> str:
    """What a field holds, for `found`: a single value, or merely the kind of thing."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case dict():
            return f"a mapping of {len(value)}"
        case list():
            return f"a list of {len(value)}"
        case _:
            return cut(str(value)) or "empty text"


def form(text: str) -> str:
    """What stands where only a level, a date or a code may; what is longer than any of them is no such thing."""
    return shown(text) if len(text) <= LONGEST_FORM else hidden(text)


def hidden(value: str | float) -> str:
    """What a field holds, where it may tell of a person."""
    return f"text of {len(value)} characters" if isinstance(value, str) else "a number"


def field(path: Path) -> str:
    """The path as people write it: `lines[2].levels[0]`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{cut(step)}" for step in path)
    return "".join(steps).removeprefix(".")


def problems(mistakes: Iterable[Mistake], file: str, text: str) -> tuple[Problem, ...]:
    """The mistakes as problems of the file, each once, in the order of their lines."""
    from kb.intake import yaml_text

    root = yaml_text.places(text) if len(text) <= LARGE else None
    found = [
        Problem(
            code=mistake.code,
            message=mistake.message,
            file=file,
            span=yaml_text.place(root, mistake.path) if root else None,
            field=field(mistake.path) or None,
            found=mistake.found,
            expected=mistake.expected,
            hint=mistake.hint,
        )
        for mistake in dict.fromkeys(mistakes)
    ]
    return tuple(sorted(found, key=lambda problem: problem.span.line if problem.span else 0))
