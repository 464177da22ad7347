"""The published schema and the reader accept the same trees."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kb.intake import shape
from kb.intake.structure import CaseForm, schema
from kb.intake.text import tree
from kb.problems import Rejected
from tests.intake.conftest import GOOD

PUBLISHED = Path(__file__).parents[2] / "docs" / "case.schema.json"

NASTY = st.sampled_from(
    ["L4-L5", "l4/5", "L4-L5\n", "22633", "22633\n", "0275T", "٢٢٦٣٣", "2024-13-01", "2024-1-1", "a" * 64, "é" * 64]
    + ["a" * 65, "", "a\n", "A", "_", "🙂" * 64, "\x1b", "retrospective", "review", "\u2028", 0, 1, -1, 99_999, 100_000]
    + ["_a", "unnamed", "unnamed_"]
    + [999_999_999, 10**9, 10**14, 0.5, 1.0, True, False, None, [], {}, ["L3"], {"a": 1}, [[]], [None]]
)
KEYS = (
    st.sampled_from(["id", "code", "level", "at", "note", "value", "stage", "lines", "x", "", "Side", "side"])
    | st.text()
)
JSON = st.recursive(
    NASTY | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner)
)


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(place for step, member in members for place in places(member, (*path, step)))]


@st.composite
def mutated(draw: Callable[..., Any]) -> Any:
    """A good tree with a few parts replaced, removed or added."""
    found: Any = {"case": deepcopy(tree(GOOD, "good.yaml"))}
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from(places(found)[1:]))
        node = found
        for step in path[:-1]:
            node = node[step]
        change = draw(st.sampled_from(["replace", "remove", "add"]))
        if change == "replace":
            node[path[-1]] = deepcopy(draw(JSON))
        elif change == "add" and isinstance(node, dict):
            node[draw(KEYS)] = deepcopy(draw(JSON))
        elif len(path) > 1:
            del node[path[-1]]
    return found["case"]


def fits_the_structs(found: object) -> bool:
    try:
        msgspec.convert(found, CaseForm)
    except msgspec.ValidationError:
        return False
    return True


def test_the_published_schema_is_the_one_of_the_structs() -> None:
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == schema()


def test_the_schema_is_a_schema_and_describes_every_part() -> None:
    Draft202012Validator.check_schema(schema())
    parts = [schema(), *schema()["$defs"].values()]
    assert all(part["description"] and "\n" not in part["description"] for part in parts)
    assert "$id" not in schema()


@settings(max_examples=500)
@given(found=mutated() | JSON)
@example(found={"case": "c", "lines": [{"id": "a\n"}]})
@example(found={"case": 10**9, "lines": [{"id": 0}]})
def test_the_reader_and_the_schema_accept_the_same_trees(found: object) -> None:
    try:
        read = tree(json.dumps(found), "case.json")
    except Rejected:
        assume(False)
    assert fits_the_structs(read) == (not list(shape.mistakes(read)))


def test_the_trees_of_the_comparison_are_of_both_kinds() -> None:
    good = tree(GOOD, "good.yaml")
    assert fits_the_structs(good) and not list(shape.mistakes(good))
    assert not fits_the_structs({}) and len(list(shape.mistakes({}))) >= 1
