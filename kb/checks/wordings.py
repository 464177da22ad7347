"""An explanation needs a sentence for every value that a predicate can have (N209), about nothing but its arguments.

Not here: what the sentences become (`solver.render`).
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from kb.checks.view import Place, View
from kb.clauses import parameters
from kb.language.syntax import Kind, Predicate, Wordings
from kb.problems import Problem, did_you_mean

NEEDED: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        "finding": ("holds", "fails", "silent", "conflict", "ask"),
        "criterion": ("holds", "fails", "silent", "conflict"),
        "relation": ("holds", "fails"),
        "note": ("holds", "fails"),
    }
)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check(view: View) -> Iterator[Problem]:
    """Look at the wordings of every predicate."""
    for place, predicate in view.declared:
        said = _said(predicate.wordings)
        if not said.keys() >= {*NEEDED[predicate.kind]}:
            yield _missing(place, predicate, said)
        for text in said.values():
            yield from _placeholders(place, predicate, text)


def _said(wordings: Wordings) -> dict[str, str]:
    every = ((name, getattr(wordings, name)) for name in wordings.__struct_fields__)
    return {name: text for name, text in every if text is not None}


def _missing(place: Place, predicate: Predicate, said: Mapping[str, str]) -> Problem:
    needed = NEEDED[predicate.kind]
    missing = [name for name in needed if name not in said]
    return place.problem(
        "N209",
        f"`{predicate.name}` does not say what to write for {', '.join(missing)}",
        predicate.span,
        found=", ".join(said) or "no wording",
        expected=", ".join(needed),
        hint=f'add `{missing[0]} "…"` behind the arguments',
    )


def _placeholders(place: Place, predicate: Predicate, text: str) -> Iterator[Problem]:
    known = [parameter.name for parameter in parameters(predicate)]
    for name in _PLACEHOLDER.findall(text):
        if name not in known:
            yield place.problem(
                "N209",
                f"a wording of `{predicate.name}` speaks of an argument that it does not have",
                predicate.span,
                found=f"{{{name}}}",
                expected=" or ".join(f"{{{each}}}" for each in known) or "no braces",
                hint=did_you_mean(name, known),
            )
