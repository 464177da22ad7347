"""Plain tables and trees for a terminal: aligned columns, wrapped cells, colour only where the reader's terminal shows
it.

`click.style` marks the colours; whoever prints decides whether they stay. Not here: what stands in the cells.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from textwrap import wrap

from click import style

GAP = "  "
NARROWEST = 24
COLOURS: Mapping[str, str] = {
    "necessary": "green",
    "not_necessary": "red",
    "not_covered": "red",
    "investigational": "red",
    "not_separately_reimbursed": "red",
    "coding_error": "red",
    "undetermined": "yellow",
    "partial": "yellow",
    "review": "magenta",
    "incidental": "cyan",
    "met": "green",
    "not met": "red",
    "not documented": "yellow",
    "conflicting": "magenta",
    "valid": "green",
    "not yet valid": "red",
    "no longer valid": "red",
}
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def coloured(word: str, text: str | None = None) -> str:
    """`text` in the colour that stands for `word`."""
    shown = word if text is None else text
    return style(shown, fg=COLOURS[word]) if word in COLOURS else shown


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], width: int) -> str:
    """Aligned columns; the last one is wrapped to what is left of `width`. A cell may hold several lines."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [
        max(len(header), *(_length(line) for row in cells for line in row[i].split("\n") or [""]), 0)
        for i, header in enumerate(headers)
    ]
    room = max(NARROWEST, width - sum(widths[:-1]) - len(GAP) * (len(widths) - 1))
    body = [line for row in cells for line in _row(row, widths, room)]
    widths[-1] = min(widths[-1], room)
    head = style(GAP.join(_pad(header, size) for header, size in zip(headers, widths, strict=True)).rstrip(), bold=True)
    rule = GAP.join("-" * size for size in widths)
    return "\n".join((head, rule, *body))


def paragraph(text: str, width: int, indent: str = "") -> str:
    """A text wrapped to `width`, later lines indented."""
    return "\n".join(wrap(text, max(NARROWEST, width), subsequent_indent=indent)) or text


def _row(row: Sequence[str], widths: Sequence[int], room: int) -> list[str]:
    columns = [cell.split("\n") for cell in row[:-1]]
    last = [part for line in row[-1].split("\n") for part in (wrap(line, room, subsequent_indent="    ") or [""])]
    lines = zip_longest(*columns, last, fillvalue="")
    return [GAP.join(_pad(cell, size) for cell, size in zip(line, widths, strict=True)).rstrip() for line in lines]


def _pad(cell: str, size: int) -> str:
    return cell + " " * (size - _length(cell))


def _length(cell: str) -> int:
    return len(ESCAPE.sub("", cell))
