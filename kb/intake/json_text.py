"""JSON text as a plain tree, with repeated fields, lost digits and deep nesting refused.

Not here: what the tree means (`kb.intake.structure`).
"""

import json
import re
from typing import NoReturn

from kb.intake.limits import DEPTH, Refusal, number, too_deep
from kb.language.syntax import Span

BRACKET = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
"""A string, which hides the brackets inside it, or a bracket. Possessive, so that no text makes it slow."""


def tree(text: str) -> object:
    """The tree of the text. Raises `Refusal`."""
    _refuse_depth(text)
    try:
        return json.loads(
            text, parse_int=number, parse_float=number, parse_constant=_refuse_constant, object_pairs_hook=_mapping
        )
    except json.JSONDecodeError as error:
        raise Refusal("N302", f"this is not JSON: {error.msg}", Span(error.lineno, error.colno)) from None


def _refuse_depth(text: str) -> None:
    depth = 0
    for found in BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found.group(), 0)
        if depth > DEPTH:
            too_deep()


def _mapping(pairs: list[tuple[str, object]]) -> dict[str, object]:
    mapping: dict[str, object] = {}
    for name, value in pairs:
        if name in mapping:
            raise Refusal("N302", f"the field {name[:60]!a} stands twice in one mapping")
        mapping[name] = value
    return mapping


def _refuse_constant(written: str) -> NoReturn:
    raise Refusal("N302", f"{written} is no JSON number")
