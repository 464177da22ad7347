"""What `contrast --policy` prints: the sections in which two versions differ, and those that carry each verdict over.

Not here: which sections those are (`solver.alternatives.contrast_policies`).
"""

from collections.abc import Iterator

from solver.alternatives.contrast_policies import PolicyContrast, PolicyContrasts, SectionSwap
from solver.alternatives.hybrids import TABLES
from solver.render.contrast import EXHAUSTED, NOWHERE, heading
from solver.render.notice import NOTICE
from solver.render.table import coloured, paragraph, table
from solver.render.turning import pair_json, turn_json, turn_lines


def policies_text(found: PolicyContrasts, width: int) -> str:
    """A case under two versions, without the notice."""
    named = ", ".join(found.differing) or "no section that bears on this case"
    parts = [paragraph(f"Case {found.old.case.id}; the versions differ in {named}.", width)]
    parts += [_contrast(found, one, width) for one in found.found] or ["no verdict differs"]
    return "\n\n".join((*parts, *(() if found.complete else (EXHAUSTED,))))


def _contrast(found: PolicyContrasts, one: PolicyContrast, width: int) -> str:
    head = (
        f"{heading(found.old, one.pair)} under the old version, {coloured(one.pair.verdicts[1] or '-')} under the new"
    )
    rows = [row for number, swap in enumerate(one.swaps, 1) for row in _rows(found, number, swap)]
    told = table(("way", "taken over from the new version"), rows, width) if rows else NOWHERE
    return f"{paragraph(head, width)}\n\n{told}"


def _rows(found: PolicyContrasts, number: int, swap: SectionSwap) -> Iterator[tuple[str, ...]]:
    for place, name in enumerate(swap.sections):
        yield (str(number) if place == 0 else "", ("and " if place else "") + _titled(found, name))
    yield from (("", f"through {line}") for line in turn_lines(swap.turns))


def _titled(found: PolicyContrasts, name: str) -> str:
    return ", ".join((name, *_path(found, name)))


def _path(found: PolicyContrasts, name: str) -> tuple[str, ...]:
    """The headings of a section that differs; none for the code tables."""
    if name == TABLES:
        return ()
    section = found.new.kb.sections.get(name) or found.old.kb.sections[name]
    return (" > ".join(section.path),)


def policies_json(found: PolicyContrasts) -> dict[str, object]:
    """A case under two versions, as plain data."""
    return {
        "case": found.old.case.id,
        "knowledge_bases": [found.old.kb.digest, found.new.kb.digest],
        "differing": list(found.differing),
        "complete": found.complete,
        "contrasts": [_contrast_json(found, one) for one in found.found],
        "notice": NOTICE,
    }


def _contrast_json(found: PolicyContrasts, one: PolicyContrast) -> dict[str, object]:
    pair = pair_json(found.new, one.pair, ())
    del pair["through"]
    sets = [
        {"sections": list(swap.sections), "through": [turn_json(turn) for turn in swap.turns]} for swap in one.swaps
    ]
    return {**pair, "sets": sets}
