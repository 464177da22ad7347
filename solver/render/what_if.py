"""What `what-if` prints: what is supposed, which verdicts flip through which clauses, and how the request stands then.

Not here: which case is supposed (`solver.alternatives.what_if`).
"""

from collections.abc import Iterator

from solver.alternatives.stated import said_by_slot, slot_text
from solver.alternatives.turning import pairs, turns
from solver.decide import GroupDecision, Outcome
from solver.names import WHOLE
from solver.proof import Ground
from solver.render.decision import policy_name
from solver.render.notice import NOTICE
from solver.render.table import coloured, paragraph, table
from solver.render.turning import flips_table, pair_json


def what_if_text(before: Outcome, after: Outcome, width: int) -> str:
    """What becomes of a case, without the notice."""
    every = pairs(before, after)
    flipped = [(pair, turns(before, after, pair)) for pair in every if pair.flips]
    stay = f"{len(every) - len(flipped)} of {len(every)} verdicts stay as they are"
    head = [f"Case {before.case.id}, if", *(paragraph(f"  {text}", width, "    ") for text in _supposed(before, after))]
    parts = (
        "\n".join(head),
        flips_table(after, flipped, width) if flipped else "",
        stay,
        _groups(before, after, width),
    )
    return "\n\n".join(part for part in parts if part)


def what_if_json(before: Outcome, after: Outcome) -> dict[str, object]:
    """The same as plain data."""
    found = ((pair, turns(before, after, pair)) for pair in pairs(before, after))
    return {
        "case": before.case.id,
        "supposed": [_slot_json(before, after, slot) for slot in _changed(before, after)],
        "verdicts": [{**pair_json(after, pair, through), "flips": pair.flips} for pair, through in found],
        "groups": [
            {"group": new.group, "policy": policy_name(after, new.policy), "from": old.verdict, "to": new.verdict}
            for old, new in _same_groups(before, after)
        ],
        "notice": NOTICE,
    }


def _changed(before: Outcome, after: Outcome) -> tuple[Ground, ...]:
    """The slots of which the two cases say different things."""
    old, new = said_by_slot(before.case), said_by_slot(after.case)
    return tuple(slot for slot in dict.fromkeys((*old, *new)) if old.get(slot) != new.get(slot))


def _supposed(before: Outcome, after: Outcome) -> Iterator[str]:
    said, was = said_by_slot(after.case), said_by_slot(before.case)
    for slot in _changed(before, after):
        now, then = (slot_text(after.kb, slot, one.get(slot, ())) for one in (said, was))
        yield f"{now} (as it is: {then})"


def _slot_json(before: Outcome, after: Outcome, slot: Ground) -> dict[str, object]:
    from solver.render.missing import key_json

    old, new = (slot_text(after.kb, slot, said_by_slot(one.case).get(slot, ())) for one in (before, after))
    return {"finding": slot[0], "at": key_json(after.kb, slot), "from": old, "to": new}


def _same_groups(before: Outcome, after: Outcome) -> list[tuple[GroupDecision, GroupDecision]]:
    old = {(group.group, group.policy): group for group in before.groups}
    return [(old[key], group) for group in after.groups if (key := (group.group, group.policy)) in old]


def _groups(before: Outcome, after: Outcome, width: int) -> str:
    rows = [
        (
            "Request" if new.group == WHOLE else f"Stage {new.group}",
            policy_name(after, new.policy),
            coloured(old.verdict),
            coloured(new.verdict),
        )
        for old, new in _same_groups(before, after)
        if old.verdict != new.verdict
    ]
    return table(("as a whole", "policy", "from", "to"), rows, width) if rows else ""
