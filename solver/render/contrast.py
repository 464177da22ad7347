"""What `contrast` prints of two cases: what the requests differ in, and what carries each verdict over.

Not here: which sets those are (`solver.alternatives.contrast`).
"""

from collections.abc import Iterator, Sequence

from msgspec import to_builtins

from solver.alternatives.contrast import Contrast, Swap, request_differences
from solver.alternatives.stated import said_by_slot, slot_text
from solver.alternatives.turning import Pair
from solver.decide import Outcome
from solver.proof import Ground
from solver.render.missing import about, key_json
from solver.render.notice import NOTICE
from solver.render.table import coloured, paragraph, table
from solver.render.turning import pair_json, turn_json, turn_lines

EXHAUSTED = "budget exhausted: there are more sets than were looked at; --budget looks further"
ALONE = "the request alone carries the verdict over"
ALIKE = "no verdict on the same line under the same policy differs"
NOWHERE = "nothing that is taken over carries the verdict over"


def contrast_text(one: Outcome, other: Outcome, found: Sequence[Contrast], width: int) -> str:
    """Two cases side by side, without the notice."""
    parts = [f"{one.case.id} and {other.case.id}", _requests(one, other, width)]
    parts += [_contrast(one, other, contrast, width) for contrast in found]
    return "\n\n".join(part for part in parts if part) + ("" if found else f"\n\n{ALIKE}")


def _requests(one: Outcome, other: Outcome, width: int) -> str:
    rows = [
        (f"line {apart.line}" if apart.line else "request", apart.field, apart.one, apart.other)
        for apart in request_differences(one.case, other.case)
    ]
    return "The requests differ in\n" + table(("", "what", one.case.id, other.case.id), rows, width) if rows else ""


def _contrast(one: Outcome, other: Outcome, found: Contrast, width: int) -> str:
    head = paragraph(f"{heading(one, found.pair)} in {one.case.id}, {_after(found.pair)} in {other.case.id}", width)
    told = [ALONE] if found.by_request else []
    if not found.complete:
        told.append(EXHAUSTED)
    if found.swaps:
        told.append(_swaps(one, other, found, width))
    return "\n\n".join((head, *(told or [NOWHERE])))


def heading(outcome: Outcome, pair: Pair) -> str:
    """What a pair is about, with its verdict before."""
    return f"{about(outcome, pair.question)}: {coloured(pair.verdicts[0] or '-')}"


def _after(pair: Pair) -> str:
    return coloured(pair.verdicts[1] or "-")


def _swaps(one: Outcome, other: Outcome, found: Contrast, width: int) -> str:
    where = f"{one.case.id} with the request of {other.case.id}" if found.after_request else one.case.id
    head = paragraph(f"Taken over into {where}, each of these carries the verdict over:", width)
    rows = [row for number, swap in enumerate(found.swaps, 1) for row in _rows(one, other, number, swap)]
    return f"{head}\n" + table(("way", "what"), rows, width)


def _rows(one: Outcome, other: Outcome, number: int, swap: Swap) -> Iterator[tuple[str, ...]]:
    for place, slot in enumerate(swap.slots):
        mine, theirs = _both(one, other, slot)
        yield (str(number) if place == 0 else "", f"{'and ' if place else ''}{theirs} (instead of: {mine})")
    yield from (("", f"through {line}") for line in turn_lines(swap.turns))


def _both(one: Outcome, other: Outcome, slot: Ground) -> tuple[str, str]:
    """What the two cases say of a slot."""
    mine, theirs = (slot_text(one.kb, slot, said_by_slot(each.case).get(slot, ())) for each in (one, other))
    return mine, theirs


def contrast_json(one: Outcome, other: Outcome, found: Sequence[Contrast]) -> dict[str, object]:
    """Two cases side by side, as plain data."""
    return {
        "cases": [one.case.id, other.case.id],
        "request": [to_builtins(apart) for apart in request_differences(one.case, other.case)],
        "contrasts": [_contrast_json(one, other, contrast) for contrast in found],
        "notice": NOTICE,
    }


def _contrast_json(one: Outcome, other: Outcome, found: Contrast) -> dict[str, object]:
    pair = pair_json(one, found.pair, ())
    del pair["through"]
    return {
        **pair,
        "by_request": found.by_request,
        "after_request": found.after_request,
        "complete": found.complete,
        "sets": [
            {
                "findings": [_slot_json(one, other, slot) for slot in swap.slots],
                "through": [turn_json(turn) for turn in swap.turns],
            }
            for swap in found.swaps
        ],
    }


def _slot_json(one: Outcome, other: Outcome, slot: Ground) -> dict[str, object]:
    mine, theirs = _both(one, other, slot)
    return {"finding": slot[0], "at": key_json(one.kb, slot), "from": mine, "to": theirs}
