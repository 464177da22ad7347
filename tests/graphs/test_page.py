"""The page holds everything it needs, and nothing that a case says can become part of it."""

import json
import re
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest

from solver.decide import Outcome
from solver.render.notice import NOTICE
from solver.render.page.html import ASSETS, html
from solver.render.roots import roots
from tests.graphs.hostile import MARKUP, SIGNS, hostile_case
from tests.ours import EXAMPLES, example, solver

NAMES = [path.stem for path in EXAMPLES]


class _Tags(HTMLParser):
    """The tags of a page with their attributes, as a browser reads them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@cache
def _page(name: str) -> tuple[Outcome, str]:
    outcome = solver().decide(example(name))
    return outcome, html(outcome, outcome.lines)


def _data(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def _structure(page: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(tag, tuple(attributes)) for tag, attributes in _Tags(page).found]


@pytest.mark.parametrize("text", [MARKUP, SIGNS])
def test_a_case_adds_no_tag_and_no_attribute(text: str) -> None:
    outcome = solver().decide(hostile_case(text))
    page = html(outcome, outcome.lines)
    assert _structure(page) == _structure(_page("therapy_42_days")[1])
    assert _data(page)["lines"][0]["line"] == outcome.lines[0].line


def test_the_page_names_no_other_file() -> None:
    addresses = [a[name] for _, a in _Tags(_page("two_stage")[1]).found for name in ("src", "href") if a.get(name)]
    assert addresses == ["data:,", "#proof"]


def test_the_page_forbids_every_script_and_style_but_its_own() -> None:
    tags = _Tags(_page("two_stage")[1]).found
    (policy,) = (a["content"] for tag, a in tags if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None and policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy and "http" not in policy
    assert not [name for _, attributes in tags for name in attributes if name.startswith("on") or name == "style"]


def test_the_page_holds_the_licence_of_the_library_that_it_holds() -> None:
    _, page = _page("si_three_of_five")
    with open(f"{ASSETS}/dagre.min.js.LEGAL.txt", encoding="utf-8") as file:
        assert file.read() in page
    assert "sourceMappingURL" not in page


@pytest.mark.parametrize("name", NAMES)
def test_the_page_has_the_notice_every_verdict_and_every_reason_with_its_step(name: str) -> None:
    outcome, page = _page(name)
    data = _data(page)
    assert NOTICE.replace("'", "&#x27;") in page
    assert [(line["line"], next(iter(line["roots"]), None)) for line in data["lines"]] == [
        (d.line, d.proof) for d in outcome.lines
    ]
    known = {*data["steps"], *data["told"]}
    for decision in outcome.lines:
        sides = (decision.criteria, *([decision.coding] if decision.coding else []))
        assert {reason.node for side in sides for reason in side.because.criteria} <= known


@pytest.mark.parametrize("name", NAMES)
def test_every_step_of_the_proof_is_on_the_page_or_told_on_the_line_of_another(name: str) -> None:
    outcome, page = _page(name)
    data, proof = _data(page), outcome.proof
    wanted = {node.id for decision in outcome.lines for root in roots(proof, decision) for node in proof.walk(root)}
    idle = {i for i in wanted if proof.nodes[i].kind == "comparison" and proof.nodes[i].value == "N"}
    missing = wanted - idle - {*data["steps"], *data["told"]}
    assert not missing


@pytest.mark.parametrize("name", NAMES)
def test_the_decisive_steps_lead_from_the_verdict_to_its_reasons(name: str) -> None:
    data = _data(_page(name)[1])
    for line in data["lines"]:
        decisive, seen = set(line["decisive"]), set[str]()
        waiting = [root for root in line["roots"] if root in decisive]
        while waiting:
            here = waiting.pop()
            seen.add(here)
            waiting.extend(child for child in data["steps"][here]["below"] if child in decisive and child not in seen)
        reasons = [reason["node"] for side in line["sides"] for reason in side["reasons"]]
        assert {data["told"].get(node, node) for node in reasons} <= seen


def test_both_sides_of_a_line_stand_apart_with_their_verdicts_and_reasons() -> None:
    outcome, page = _page("iom_cervical_tumour")
    told = [
        [(side["name"], side["verdict"], len(side["reasons"])) for side in line["sides"]]
        for line in _data(page)["lines"]
    ]
    assert told == [
        [
            (name, side.verdict.replace("_", " "), len(side.because.criteria))
            for name, side in (("Criteria", decision.criteria), ("Coding", decision.coding))
            if side is not None
        ]
        for decision in outcome.lines
    ]
    assert any(decision.coding for decision in outcome.lines)


def test_lines_of_several_policies_name_theirs() -> None:
    _, page = _page("two_payers")
    assert [(line["line"], line["policy"]) for line in _data(page)["lines"]] == [
        ("fusion", "CAM401HB"),
        ("fusion", "TSA"),
    ]
