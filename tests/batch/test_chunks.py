"""Chunks hold all entries in order, processes give the same parts as one alone, and counts of parts add up."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import msgpack

from solver.batch.part import Maker, Part
from solver.batch.plan import Plan
from solver.batch.records import Chunk, Entry, Record, chunks, packed, unpacked
from solver.batch.rows import Judged, Reject, Row
from solver.batch.sheet import together
from solver.batch.tally import COUNTS, Request, Tally, add, tally
from solver.batch.workers import parts
from tests.batch import kit
from tests.ours import knowledge_base

PLAN = Plan("json_lines", "pydatalog", (), (), explain=False, timed=True, knowledge=knowledge_base().digest)
UNREAD = (Reject("cases.csv", 3, "N702", None, "made up"),)
NAMES = st.sampled_from("ab")
ROWS = st.builds(
    Row,
    NAMES,
    NAMES,
    st.none() | NAMES,
    NAMES,
    st.none(),
    st.tuples(NAMES),
    st.tuples(NAMES),
    st.none(),
    st.none(),
    NAMES,
    NAMES,
)
REJECTS = st.builds(Reject, NAMES, st.none(), NAMES, st.none(), NAMES)
REQUESTS = st.builds(Request, NAMES, NAMES, st.booleans(), st.none() | st.integers(0, 3))
TALLIES = st.builds(
    tally,
    st.lists(ROWS, max_size=4).map(lambda rows: together([(row,) for row in rows]).rows),
    st.integers(0, 9),
    st.lists(st.lists(REJECTS, min_size=1, max_size=3), max_size=3),
    st.lists(REQUESTS, max_size=3),
)


def entries() -> list[Entry]:
    """Records that are decided, one that is refused, and what could not be read."""
    texts = [kit.text(name) for name in ("therapy_41_days", "therapy_42_days")] + [b"no"]
    found: list[Entry] = [Record("cases.jsonl", number, text) for number, text in enumerate(texts, 1)]
    return [UNREAD, *found, UNREAD, found[0]]


@given(st.lists(st.integers(0, 30) | st.none(), max_size=40), st.integers(1, 7), st.integers(1, 60))
def test_chunks_hold_every_entry_in_order_and_never_too_many(sizes: list[int | None], most: int, largest: int) -> None:
    given_: list[Entry] = [
        UNREAD if size is None else Record("x", place, b"." * size) for place, size in enumerate(sizes)
    ]
    found = list(chunks(given_, most, largest))
    assert [entry for chunk in found for entry in in_order(chunk)] == given_
    assert all(0 < chunk.size <= most for chunk in found)
    assert all(sum(len(one.text) for one in chunk.records[:-1]) < largest for chunk in found)
    assert found == [unpacked(packed(chunk)) for chunk in found]


def in_order(chunk: Chunk) -> list[Entry]:
    records = iter(chunk.records)
    return [chunk.unread[place] if place in chunk.unread else next(records) for place in range(chunk.size)]


class Losing:
    """Brings back one record less than it was given."""

    def decide(self, records: Sequence[Record]) -> list[Judged]:
        return [() for _ in records[1:]]


def test_a_record_that_is_lost_on_the_way_is_noticed() -> None:
    (chunk,) = chunks(entries(), 9)
    with pytest.raises(ValueError, match="of 4 cases 3 came back"):
        Maker(PLAN, knowledge_base(), Losing()).part(chunk)


def test_several_processes_give_the_same_parts_in_the_same_order_as_one() -> None:
    alone, shared = (list(parts(PLAN, knowledge_base(), chunks(entries(), 1), jobs)) for jobs in (1, 2))
    assert alone == shared and len(alone) == 6
    assert [part.tally.decided for part in alone] == [0, 1, 1, 0, 0, 1]


def test_rejects_stand_in_the_order_of_their_entries() -> None:
    (part,) = parts(PLAN, knowledge_base(), chunks(entries(), 9), 1)
    assert part.rejects.count(b"\n") == 3 and part.tally.rejected == 3
    first, second, third = part.rejects.splitlines()
    assert first == third and b"N702" in first and b"N302" in second


def test_what_goes_wrong_in_a_process_is_told() -> None:
    from msgspec.structs import replace

    from kb.problems import Rejected

    with pytest.raises(Rejected, match="policies changed"):
        list(parts(replace(PLAN, knowledge="other"), knowledge_base(), chunks(entries(), 1), 2))


@given(st.lists(TALLIES, max_size=5))
def test_counts_of_parts_add_up_to_those_of_the_whole(found: list[Tally]) -> None:
    whole = Tally()
    for part in found:
        add(whole, msgpack.decode(msgpack.encode(part), type=Tally))
    assert (whole.decided, whole.rejected, whole.rows) == tuple(
        sum(getattr(part, name) for part in found) for name in ("decided", "rejected", "rows")
    )
    for name in COUNTS:
        assert getattr(whole, name) == sum((Counter(getattr(part, name)) for part in found), Counter())
    assert whole.first == tuple(one for part in found for one in part.first)[:5]


def test_a_part_keeps_its_content() -> None:
    part = Part(
        (b"some ", b"rows"),
        b"rejects",
        Tally(requests={Request("TSA", "approved", True, None): 2}, verdicts={(None, "out_of_scope"): 1}),
    )
    assert msgpack.decode(msgpack.encode(part), type=Part) == part
