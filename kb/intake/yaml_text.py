"""YAML text as a plain tree of mappings, lists, texts, numbers, booleans and nulls, built from parser events.

No object is ever constructed from a tag, no alias is followed, and nothing nests deeper than the limit: each is refused
at its first event. Dates, `yes`, `0x1F` and `00100` stay text. PyYAML is slow to import, so this module is imported
where it is needed. Not here: what the tree means (`kb.intake.structure`).
"""

import re
from collections.abc import Iterator
from typing import Protocol

import yaml

from kb.intake.limits import DEPTH, Refusal, number, too_deep
from kb.language.syntax import Span

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)
WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}

Events = Iterator[yaml.Event]


class Mark(Protocol):
    """A place as the parsers of PyYAML give it, both counted from 0."""

    line: int
    column: int


def tree(text: str) -> object:
    """The tree of the only document in the text, None when there is no document. Raises `Refusal`."""
    try:
        return _document(yaml.parse(text, Loader=LOADER))
    except yaml.MarkedYAMLError as error:
        raise Refusal("N302", f"this is not YAML: {error.problem}", _span(error.problem_mark)) from None
    except yaml.YAMLError:
        raise Refusal("N302", "this is not YAML: it holds a character that no text may hold") from None


def places(text: str) -> yaml.Node | None:
    """The text as nodes that know where they stand, for `place`; None when it cannot be read that way. JSON is YAML,
    too."""
    try:
        return yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError:
        return None


def place(root: yaml.Node, path: tuple[str | int, ...]) -> Span:
    """Where the field at the path stands, or the last part of the path that exists."""
    node, mark = root, root.start_mark
    for step in path:
        if isinstance(node, yaml.MappingNode):
            entry = next(((key, value) for key, value in node.value if key.value == step), None)
            if entry is None:
                break
            mark, node = entry[0].start_mark, entry[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            mark = node.start_mark
    return Span(mark.line + 1, mark.column + 1)


def _document(events: Events) -> object:
    found: object = None
    seen = False
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if seen:
                raise Refusal("N303", "a case file holds one document", _span(event.start_mark))
            seen, found = True, _node(next(events), events, 0)
    return found


def _node(event: yaml.Event, events: Events, depth: int) -> object:
    _refuse_reference(event)
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if depth == DEPTH:
        too_deep(_span(event.start_mark))
    if isinstance(event, yaml.MappingStartEvent):
        return _entries(events, depth + 1)
    return _items(events, depth + 1)


def _items(events: Events, depth: int) -> list[object]:
    items = []
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        items.append(_node(event, events, depth))
    return items


def _entries(events: Events, depth: int) -> dict[str, object]:
    entries: dict[str, object] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = _key(event)
        if key in entries:
            raise Refusal("N303", "a field stands twice in one mapping", _span(event.start_mark))
        entries[key] = _node(next(events), events, depth)
    return entries


def _key(event: yaml.Event) -> str:
    _refuse_reference(event)
    if not isinstance(event, yaml.ScalarEvent):
        raise Refusal("N303", "the name of a field must be plain text", _span(event.start_mark))
    return str(event.value)


def _scalar(event: yaml.ScalarEvent) -> str | int | float | bool | None:
    written = str(event.value)
    if not event.implicit[0]:
        return written
    if written in WORDS:
        return WORDS[written]
    try:
        return number(written) if NUMBER.fullmatch(written) else written
    except Refusal as refusal:
        raise Refusal(refusal.code, refusal.message, _span(event.start_mark), refusal.hint) from None


def _refuse_reference(event: yaml.Event) -> None:
    """Refuse aliases, anchors and tags."""
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise Refusal(
            "N303", "anchors (&) and aliases (*) are refused", _span(event.start_mark), "write it out in full"
        )
    if getattr(event, "tag", None):
        raise Refusal("N303", "tags (!) are refused", _span(event.start_mark), "put text that starts with ! in quotes")


def _span(mark: Mark | None) -> Span | None:
    return Span(mark.line + 1, mark.column + 1) if mark else None
