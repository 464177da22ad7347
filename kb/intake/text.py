"""From a file, standard input or a text to a plain tree: size, encoding and format are settled here.

Whatever the bytes are, the result is a mapping or one clear problem, at a cost that the size limit bounds. Not here:
what the fields of the tree are (`kb.intake.structure`).
"""

import os
import sys
from typing import NoReturn

import msgspec.json

from kb.intake.limits import SIZE, Refusal
from kb.language.syntax import Span
from kb.problems import Problem, Rejected

STANDARD_INPUT = "-"
AS_UTF_8 = "save the file as UTF-8"


def content(source: str | os.PathLike[str], given: str | bytes | None = None) -> str:
    """The text of a case: `given`, or what the file (`-` for standard input) holds, read no further than the limit.

    Raises `Rejected` when it cannot be read, is empty, too large, or not UTF-8.
    """
    try:
        return _decoded(_bytes(source) if given is None else _encoded(given))
    except Refusal as refusal:
        _reject(refusal, file_name(source))


def tree(text: str, file: str, *, references: bool = False) -> dict[str, object]:
    """The text as a mapping; it is JSON when it starts with `{` or `[` or the file is called so, else YAML, in which
    `references` allows anchors and aliases.

    Raises `Rejected` when it is neither, or no mapping.
    """
    try:
        return _mapping(_parsed(text, file, references=references))
    except Refusal as refusal:
        _reject(refusal, file)


def file_name(source: str | os.PathLike[str]) -> str:
    """What messages call the source."""
    return "standard input" if str(source) == STANDARD_INPUT else str(source)


def _bytes(source: str | os.PathLike[str]) -> bytes:
    """At most one byte more than the limit: enough to see that there are too many."""
    if str(source) == STANDARD_INPUT:
        return sys.stdin.buffer.read(SIZE + 1)
    try:
        with open(source, "rb") as file:
            return file.read(SIZE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "this is no name of a file"
        raise Refusal("N301", f"the file cannot be read: {reason}") from None


def _encoded(given: str | bytes) -> bytes:
    head = given[: SIZE + 1]
    return head.encode("utf-8", "surrogatepass") if isinstance(head, str) else head


def _decoded(raw: bytes) -> str:
    if len(raw) > SIZE:
        raise Refusal("N301", f"a case may have at most {SIZE // 1_000_000} MB")
    if not raw.strip():
        raise Refusal("N301", "the file is empty")
    if b"\0" in raw:
        raise Refusal("N301", "the text holds a NUL byte", _line(raw, raw.index(b"\0")), AS_UTF_8)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal("N301", "the text is not UTF-8", _line(raw, error.start), AS_UTF_8) from None


def _line(raw: bytes, offset: int) -> Span:
    """The line of a byte; the column counts bytes."""
    before = raw[:offset]
    return Span(before.count(b"\n") + 1, offset - before.rfind(b"\n"))


def _parsed(text: str, file: str, *, references: bool) -> object:
    if file.lower().endswith(".json") or text.lstrip().startswith(("{", "[")):
        from kb.intake import json_text

        return json_text.tree(text)
    from kb.intake import yaml_text

    return yaml_text.tree(text, references=references)


def _mapping(found: object) -> dict[str, object]:
    if found is None:
        raise Refusal("N301", "the file holds no case")
    if not isinstance(found, dict):
        shape = "a list" if isinstance(found, list) else "a single value"
        raise Refusal("N304", f"a case is a mapping with fields such as case and lines, but this is {shape}")
    try:
        msgspec.json.encode(found)
    except UnicodeEncodeError:
        raise Refusal("N302", "a \\u escape stands for half a character") from None
    return found


def _reject(refusal: Refusal, file: str) -> NoReturn:
    problem = Problem(code=refusal.code, message=refusal.message, file=file, span=refusal.span, hint=refusal.hint)
    raise Rejected([problem]) from None
