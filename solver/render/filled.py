"""Letters and checklists as text, Markdown or HTML, from templates. What comes from a case or a policy is escaped.

Not here: what they say (`letter`, `checklist`).
"""

import os
import re
from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import Any
from typing import Literal as OneOf

from msgspec import Struct, to_builtins

Form = OneOf["text", "markdown", "html"]
ENDINGS: Mapping[Form, str] = {"text": "txt", "markdown": "md", "html": "html"}
TEMPLATES = os.path.join(os.path.dirname(__file__), "templates")
WIDTH = 100
MARKDOWN = re.compile(r"([\\`*_\[\]<>&#|~])")


def filled(name: str, form: Form, what: Struct) -> str:
    """The template with a name, in a form, filled with a letter or a checklist."""
    data = to_builtins(what)
    template = _environment().get_template(f"{name}.{ENDINGS[form]}")
    text: str = template.render(it=_escaped(data) if form == "markdown" else data)
    return text


def _environment() -> Any:  # noqa: ANN401 - imported late
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(wrapped=_wrapped, place=_place)
    return made


def _wrapped(text: str, first: str = "", rest: str = "") -> str:
    """A text in lines of a letter's width, with an indent for the first and for the rest."""
    return fill(" ".join(text.split()), WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def _place(sentence: Mapping[str, Any]) -> str:
    """Where the policy and the record say what a sentence says: in square brackets, or nothing."""
    cited = [", ".join(filter(None, (sentence["criterion"], sentence["citation"])))]
    found: Sequence[str] = [text for text in (*cited, *sentence["sources"]) if text]
    return f"[{'; '.join(found)}]" if found else ""


def _escaped(data: Any) -> Any:  # noqa: ANN401 - plain data of any kind
    """The data with every text such that Markdown shows it as it is."""
    if isinstance(data, str):
        return MARKDOWN.sub(r"\\\1", data)
    if isinstance(data, Mapping):
        return {name: _escaped(part) for name, part in data.items()}
    return [_escaped(part) for part in data] if isinstance(data, list | tuple) else data
