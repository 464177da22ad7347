"""A literate policy file becomes a document: front matter, headings with ids, prose, and the statements in its fences.

Any order of prose and fences under a heading is read; one is canonical, and `print_document` writes it:

    front matter            every `key: value` line in its order
    # heading {#ID .mark}   one empty line around everything
    prose                   as it stands in the file, without the empty lines at its ends
    one fence               the statements of all fences of the section, in their order

Prose between two fences is joined to the prose before by an empty line. What stands above the first heading makes a
section of depth 0 without id, if it says anything. Fences of other kinds are prose: nothing inside them is a heading.
A fence of rules that does not close ends at the next heading or fence, so that the rest of the file is still read.
Line ends may be of any system; a byte order mark is dropped.

Not here: what stands in a fence (`parser`), or whether ids and statements make sense (`checks`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Literal as OneOf

from msgspec import Struct
from msgspec.structs import replace

from kb.language.parser import parse_statements
from kb.language.passage import Passage, in_order
from kb.language.syntax import Document, Section, Span, Statement
from kb.problems import Problem

_FRONT_LINE = re.compile(r"([A-Za-z][A-Za-z0-9_-]*):(.*)")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?")
_LABEL = re.compile(r"\{([^{}]*)\}$")
_ID_AND_MARKS = re.compile(r"#([A-Za-z0-9][A-Za-z0-9._-]*)((?:[ \t]+\.[A-Za-z][A-Za-z0-9_-]*)*)")
_FENCE = re.compile(r"\s*(?:(`{3,})([^`]*)|(~{3,})(.*))")

Lines = Sequence[str]


class _Block(Struct, frozen=True):
    """Lines `start` to `end`, counted from 0, `end` not included, without the markers of a fence of rules. `unclosed`
    is the line of a marker that nothing closes.
    """

    kind: OneOf["heading", "prose", "rules"]
    start: int
    end: int
    unclosed: int | None = None


def read_document(text: str, source: str) -> tuple[Document, tuple[Problem, ...]]:
    """The document as far as it can be read, and every mistake in it in the order of the file.

    `source` is the name that messages use. Problems are N102 for the front matter, N103 and N104 for the rest. Raises
    nothing.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    passage = Passage(source, lines)
    front, body, problems = _front(passage)
    sections: list[Section] = []
    for heading, blocks in _outline(_blocks(lines, body)):
        opened, bad_heading = _opened(passage, heading, sections)
        filled, bad_blocks = _filled(passage, opened, blocks)
        if heading or filled.prose or filled.statements:
            sections.append(filled)
        problems += [*bad_heading, *bad_blocks]
    return Document(source, front, tuple(sections)), in_order(problems)


# Front matter ---------------------------------------------------------------------------------------------------------


def _front(passage: Passage) -> tuple[dict[str, str], int, list[Problem]]:
    """The front matter, the line behind it, and its mistakes."""
    lines = passage.lines
    if not _is_rule(lines[0]):
        return {}, 0, [_front_problem(passage, 0, "the file does not begin with its front matter", "`---`")]
    end = next((at for at in range(1, len(lines)) if _is_rule(lines[at]) or _opens_a_block(lines[at])), len(lines))
    entries = [(at, _FRONT_LINE.fullmatch(lines[at])) for at in range(1, end) if lines[at].strip()]
    front = {entry[1]: entry[2].strip() for _, entry in entries if entry}
    problems = [*_bad_entries(passage, entries)]
    if not front.get("id"):
        problems.append(_front_problem(passage, 0, "the front matter has no id", "`id: NAME`"))
    if end < len(lines) and _is_rule(lines[end]):
        return front, end + 1, problems
    return front, end, [*problems, _front_problem(passage, 0, "the front matter does not close", "a second `---`")]


def _bad_entries(passage: Passage, entries: Iterable[tuple[int, re.Match[str] | None]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for at, entry in entries:
        if entry is None:
            yield _front_problem(passage, at, "this line has no key", "`key: value`")
        elif entry[1] in seen:
            yield _front_problem(passage, at, f"the key `{entry[1]}` stands here twice", "each key once")
        else:
            seen.add(entry[1])


def _front_problem(passage: Passage, at: int, message: str, expected: str) -> Problem:
    return passage.problem("N102", message, _whole_line(passage.lines, at), expected=expected)


def _is_rule(line: str) -> bool:
    return line.rstrip() == "---"


def _whole_line(lines: Lines, at: int) -> Span:
    return Span(at + 1, 1, max(1, len(lines[at])))


# Blocks ---------------------------------------------------------------------------------------------------------------


def _blocks(lines: Lines, at: int) -> Iterator[_Block]:
    """Every line from `at` on is in a block, but for the markers of fences of rules."""
    while at < len(lines):
        fence = _FENCE.fullmatch(lines[at])
        if fence:
            block, at = _fenced(lines, at, fence)
            yield block
            continue
        yield _Block("heading" if _HEADING.fullmatch(lines[at]) else "prose", at, at + 1)
        at += 1


def _fenced(lines: Lines, at: int, fence: re.Match[str]) -> tuple[_Block, int]:
    """The block that the marker in line `at` opens, and the line behind it."""
    marker, info = fence[1] or fence[3], fence[2] or fence[4] or ""
    is_rules = info.split()[:1] == ["datalog"]
    end = at + 1
    while end < len(lines) and not _closes(lines[end], marker) and not (is_rules and _opens_a_block(lines[end])):
        end += 1
    closed = end < len(lines) and _closes(lines[end], marker)
    behind = end + closed
    unclosed = None if closed else at
    return (_Block("rules", at + 1, end, unclosed) if is_rules else _Block("prose", at, behind, unclosed)), behind


def _closes(line: str, marker: str) -> bool:
    stripped = line.strip()
    return stripped.startswith(marker) and not stripped.strip(marker[0])


def _opens_a_block(line: str) -> bool:
    return bool(_HEADING.fullmatch(line) or _FENCE.fullmatch(line))


def _outline(blocks: Iterable[_Block]) -> Iterator[tuple[_Block | None, tuple[_Block, ...]]]:
    """Every heading with the blocks under it; None in its place for what stands above the first."""
    heading = None
    under: list[_Block] = []
    for block in blocks:
        if block.kind != "heading":
            under.append(block)
            continue
        yield heading, tuple(under)
        heading, under = block, []
    yield heading, tuple(under)


# Sections -------------------------------------------------------------------------------------------------------------


def _opened(passage: Passage, heading: _Block | None, before: Sequence[Section]) -> tuple[Section, tuple[Problem, ...]]:
    """A section that has only its heading yet, and what is wrong with its label."""
    if heading is None:
        return Section(None, "", 0, (), (), "", (), Span(1, 1)), ()
    line = passage.lines[heading.start].strip()
    words = line.lstrip("#")
    label = _LABEL.search(words)
    title = words[: label.start() if label else None].strip()
    named = _ID_AND_MARKS.fullmatch(label[1].strip()) if label else None
    id_, marks = (named[1], tuple(mark[1:] for mark in named[2].split())) if named else (None, ())
    depth = len(line) - len(words)
    path = (*_path_above(depth, before), title)
    section = Section(id_, title, depth, path, marks, "", (), _whole_line(passage.lines, heading.start))
    return section, () if named or not label else (_bad_label(passage, heading.start, label[0]),)


def _path_above(depth: int, before: Sequence[Section]) -> tuple[str, ...]:
    return next((section.path for section in reversed(before) if section.depth < depth), ())


def _bad_label(passage: Passage, at: int, label: str) -> Problem:
    span = Span(at + 1, passage.lines[at].rindex(label) + 1, len(label))
    message = "the braces behind this heading hold no id"
    return passage.problem("N104", message, span, found=f"`{label}`", expected="`{#ID}` or `{#ID .mark}`")


def _filled(passage: Passage, section: Section, blocks: Sequence[_Block]) -> tuple[Section, list[Problem]]:
    """The section with its prose and its statements."""
    within = replace(passage, section=section.id)
    prose = "\n\n".join(filter(None, _prose(passage.lines, blocks)))
    statements: list[Statement] = []
    problems = [_unclosed(within, block.unclosed) for block in blocks if block.unclosed is not None]
    for block in blocks:
        if block.kind == "rules":
            read, mistakes = _statements(within, block)
            statements += read
            problems += mistakes
    return replace(section, prose=prose, statements=tuple(statements)), problems


def _statements(within: Passage, block: _Block) -> tuple[tuple[Statement, ...], tuple[Problem, ...]]:
    text = "\n".join(within.lines[block.start : block.end])
    return parse_statements(text, source=within.source, first_line=block.start + 1, section=within.section)


def _unclosed(within: Passage, at: int) -> Problem:
    return within.problem("N104", "this fence does not close", _whole_line(within.lines, at))


def _prose(lines: Lines, blocks: Sequence[_Block]) -> Iterator[str]:
    """The prose between fences of rules, piece by piece."""
    for is_prose, run in groupby(blocks, lambda block: block.kind == "prose"):
        if is_prose:
            yield "\n".join(_trimmed([line for block in run for line in lines[block.start : block.end]]))


def _trimmed(lines: Lines) -> Lines:
    """The lines without the empty ones at both ends."""
    said = [at for at, line in enumerate(lines) if line.strip()]
    return lines[said[0] : said[-1] + 1] if said else []
