"""YAML text as a plain tree of mappings, lists, texts, numbers, booleans and nulls, built from parser events.

No object is ever constructed from a tag, no alias is followed, and nothing nests deeper than the limit: each is refused
at its first event; where references are allowed, an alias stands for the value at its anchor, and no anchored value
holds one. Dates, `yes`, `0x1F` and `00100` stay text. PyYAML is slow to import, so this module is imported where it is
needed. Not here: what the tree means (`kb.intake.structure`).
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
Anchors = dict[str, object] | None
"""The values that aliases may name; None where anchors and aliases are refused."""


class Mark(Protocol):
    """A place as the parsers of PyYAML give it, both counted from 0."""

    line: int
    column: int


def tree(text: str, *, references: bool = False) -> object:
    """The tree of the only document in the text, None when there is no document; `references` allows anchors and
    aliases. Raises `Refusal`.
    """
    try:
        return _document(yaml.parse(text, Loader=LOADER), {} if references else None)
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


def _document(events: Events, anchors: Anchors) -> object:
    found: object = None
    seen = False
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if seen:
                raise Refusal("N303", "a file holds one document", _span(event.start_mark))
            seen, found = True, _node(next(events), events, 0, anchors)
    return found


def _node(event: yaml.Event, events: Events, depth: int, anchors: Anchors) -> object:
    if anchors is None:
        _refuse_reference(event)
    elif isinstance(event, yaml.AliasEvent):
        return _named(event, anchors)
    _refuse_tag(event)
    anchor = getattr(event, "anchor", None)
    found = _value(event, events, depth, None if anchor else anchors)
    if anchors is not None and anchor:
        anchors[anchor] = found
    return found


def _named(event: yaml.AliasEvent, anchors: dict[str, object]) -> object:
    if event.anchor not in anchors:
        raise Refusal("N303", "an alias (*) names no anchor (&) above it", _span(event.start_mark))
    return anchors[event.anchor]


def _value(event: yaml.Event, events: Events, depth: int, anchors: Anchors) -> object:
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if depth == DEPTH:
        too_deep(_span(event.start_mark))
    if isinstance(event, yaml.MappingStartEvent):
        return _entries(events, depth + 1, anchors)
    return _items(events, depth + 1, anchors)


def _items(events: Events, depth: int, anchors: Anchors) -> list[object]:
    items = []
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        items.append(_node(event, events, depth, anchors))
    return items


def _entries(events: Events, depth: int, anchors: Anchors) -> dict[str, object]:
    entries: dict[str, object] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = _key(event)
        if key in entries:
            raise Refusal("N303", "a field stands twice in one mapping", _span(event.start_mark))
        entries[key] = _node(next(events), events, depth, anchors)
    return entries


def _key(event: yaml.Event) -> str:
    _refuse_reference(event)
    _refuse_tag(event)
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
    """Refuse an alias or an anchor."""
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise Refusal(
            "N303", "anchors (&) and aliases (*) are refused", _span(event.start_mark), "write it out in full"
        )


def _refuse_tag(event: yaml.Event) -> None:
    if getattr(event, "tag", None):
        raise Refusal("N303", "tags (!) are refused", _span(event.start_mark), "put text that starts with ! in quotes")


def _span(mark: Mark | None) -> Span | None:
    return Span(mark.line + 1, mark.column + 1) if mark else None
