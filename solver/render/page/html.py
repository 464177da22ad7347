"""The page for an auditor: one file that holds the verdicts, their proofs and what shows them, and asks for nothing.

What the case says goes in as data, escaped, and the page's scripts make plain text of it. A content security policy
names the page's own scripts and style by their hashes and forbids everything else. Not here: what stands in the data
(`lines`, `steps`), or how it is shown (`assets`).
"""

import os
import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from string import Template

from solver.decide import LineDecision, Outcome
from solver.render.notice import NOTICE
from solver.render.page.lines import line_data
from solver.render.page.steps import step_data
from solver.render.roots import roots
from solver.render.tree import SIGNS, WORDS

ASSETS = os.path.join(os.path.dirname(__file__), "assets")
LIBRARY = ("dagre.min.js.LEGAL.txt", "dagre.min.js")
SCRIPTS = ("elements.js", "proof.js", "outline.js", "drawing.js", "step.js", "lines.js", "page.js")
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


def html(outcome: Outcome, chosen: Sequence[LineDecision], depth: int | None = None) -> str:
    """The page for some verdicts on a case. Proofs are unfolded `depth` steps deep, or as far as the reasons."""
    script = "\n".join((SOURCE_MAP.sub("", _assets(LIBRARY)), _assets(SCRIPTS)))
    style = _assets(("page.css",))
    return Template(_assets(("page.html",))).substitute(
        title=escape(f"Case {outcome.case.id}"),
        notice=escape(NOTICE),
        case_digest=outcome.case.digest,
        knowledge_base=outcome.kb.digest,
        data=_embedded(_data(outcome, chosen, depth)),
        script=script,
        style=style,
        script_hash=_hash(script),
        style_hash=_hash(style),
    )


def _data(outcome: Outcome, chosen: Sequence[LineDecision], depth: int | None) -> dict[str, object]:
    return {
        "values": {value: {"word": WORDS[value], "sign": SIGNS[value]} for value in WORDS},
        "depth": depth,
        **line_data(outcome, chosen),
        **step_data(outcome, (start for decision in chosen for start in roots(outcome.proof, decision))),
    }


def _assets(names: Sequence[str]) -> str:
    found = []
    for name in names:
        with open(os.path.join(ASSETS, name), encoding="utf-8") as file:
            found.append(file.read())
    return "\n".join(found)


def _embedded(data: object) -> str:
    """JSON without any sign that HTML gives a meaning to."""
    from msgspec import json

    text = json.encode(data).decode()
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
