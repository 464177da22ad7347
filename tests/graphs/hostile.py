"""Cases that try to become part of what shows them, and one with a large proof."""

from msgspec.structs import replace

from kb.case import Case, Line
from tests.ours import example

MARKUP = (
    "</script><script>window.hacked = 1</script>"
    '<img src="https://example.org/x" onerror="window.hacked = 1"><!--<script '
)
"""Markup in the place of plain text; it also asks for something that is not in the page."""

SIGNS = '"quoted" \\ {braces} [x] %% `tick` $y #35; &amp; | a-->b \u2028 \ufffe end'
"""Signs that one format or another gives a meaning to."""


def hostile_case(text: str) -> Case:
    """A case with a text in every field that holds one, which no intake would let pass."""
    case = example("therapy_42_days")
    documents = {known.id: f"{known.id} {text}" for known in case.documents}
    renamed = {line.id: f"{line.id} {text}" for line in case.lines}
    findings = (
        replace(
            found,
            evidence=replace(found.evidence, document=documents.get(found.evidence.document or ""), note=text),
        )
        for found in case.findings
    )
    return replace(
        case,
        id=text,
        lines=tuple(replace(line, id=renamed[line.id]) for line in case.lines),
        findings=tuple(findings),
        documents=tuple(replace(known, id=documents[known.id], title=text) for known in case.documents),
    )


def large_case() -> Case:
    """A fusion of the whole spine: about 500 steps of proof on the page."""
    line = Line("long", "22633", None, None, (("C1", "S1"),), None, None)
    return replace(example("therapy_42_days"), id="large", lines=(line,))
