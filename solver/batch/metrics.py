"""The counts of a batch as a table for spreadsheets, with the figures that payers in the United States publish yearly.

CMS-0057-F asks for the share of requests that were approved and denied, for standard and expedited ones, and the mean
and median time to a decision, which is due within 7 calendar days, or 72 hours where it is expedited. Not here: how the
counts came about (`solver.batch.tally`, `solver.batch.requests`).
"""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import TypeVar

from solver.batch.tally import Request, Tally

COLUMNS = ("figure", "policy", "name", "result", "count", "share", "hours")
ALL = "all policies"
LIMITS = {"standard": 7 * 24 * 60, "expedited": 72 * 60}
"""Minutes within which a decision is due."""
RESULTS = {"necessary": "approved", "not_necessary": "denied", "undetermined": "pended", "partial": "partial"}
TIMES = ("in time", "late", "no times")

Line = tuple[str, str, str, str, int | str, str, str]
Counted = dict[Request, int]
Key = TypeVar("Key")


def metrics(found: Tally) -> bytes:
    """The table as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows((COLUMNS, *_lines(found)))
    return text.getvalue().encode()


def _lines(found: Tally) -> Iterator[Line]:
    lines: dict[str | None, int] = {}
    for (policy, _), count in found.verdicts.items():
        lines[policy] = lines.get(policy, 0) + count
    for (policy, verdict), count in _sorted(found.verdicts):
        yield _line("verdict", policy, "", verdict, count, lines[policy])
    for (policy, criterion, verdict), count in _sorted(found.criteria):
        yield _line("criterion", policy, criterion, verdict, count, lines[policy])
    for flag, count in _sorted(found.flags):
        yield _line("flag", "", flag, "", count, found.rows)
    for code, count in _sorted(found.rejects):
        yield _line("reject", "", code, "", count, found.records)
    for policy in (*sorted({one.policy for one in found.requests}), ALL):
        chosen = {one: count for one, count in found.requests.items() if policy in (one.policy, ALL)}
        for name in LIMITS:
            of_kind = {one: count for one, count in chosen.items() if one.expedited == (name == "expedited")}
            if of_kind or policy == ALL:
                yield from _yearly(policy, name, of_kind)


def _yearly(policy: str, name: str, requests: Counted) -> Iterator[Line]:
    """The figures for the standard or the expedited requests under a policy."""
    total = sum(requests.values())
    for rollup, result in RESULTS.items():
        count = sum(count for one, count in requests.items() if one.result == rollup)
        yield _line("request", policy, name, result, count, total)
    for result in TIMES:
        count = sum(count for one, count in requests.items() if _time(one, LIMITS[name]) == result)
        yield _line("time", policy, name, result, count, total)
    took = sorted((one.minutes, count) for one, count in requests.items() if one.minutes is not None)
    if took:
        known = sum(count for _, count in took)
        yield _hours(policy, name, "mean", known, sum(minutes * count for minutes, count in took) / known)
        yield _hours(policy, name, "median", known, _median(took, known))


def _time(request: Request, limit: int) -> str:
    if request.minutes is None:
        return "no times"
    return "in time" if request.minutes <= limit else "late"


def _median(took: list[tuple[int, int]], known: int) -> float:
    """The median of minutes with their counts, in order."""
    return (_at(took, (known - 1) // 2) + _at(took, known // 2)) / 2


def _at(took: list[tuple[int, int]], place: int) -> int:
    for minutes, count in took:
        place -= count
        if place < 0:
            return minutes
    raise IndexError(place)


def _line(figure: str, policy: str | None, name: str, result: str, count: int, total: int) -> Line:
    return figure, policy or "", name, result, count, f"{count / total:.4f}" if total else "", ""


def _hours(policy: str, name: str, result: str, known: int, minutes: float) -> Line:
    return "hours", policy, name, result, known, "", f"{minutes / 60:.2f}"


def _sorted(counts: dict[Key, int]) -> Iterable[tuple[Key, int]]:
    return sorted(counts.items(), key=lambda item: str(item[0]))
