"""The summary of a batch, as text and as plain data: verdicts, what denies most, flags, what was rejected, how fast.

Not here: the counts themselves (`solver.batch.tally`), or the notice below them.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import TypeVar

from msgspec import Struct, to_builtins

from kb.problems import TITLES
from solver.batch.rows import Reject
from solver.batch.tally import Tally
from solver.render.notice import NOTICE
from solver.render.table import coloured, paragraph, table

MOST = 10
"""Criteria and flags that the text shows."""
MOST_VERDICTS = 60
"""Verdicts that the text shows: more than our policies have, as many names as requests may give to others."""
NONE = "-"
Key = TypeVar("Key")


class Summary(Struct, frozen=True):
    """What there is to say of a batch that is done: its counts, the verdicts that deny, the seconds it took and the
    cases that it decided in them, and whether somebody keeps the rejects."""

    tally: Tally
    denying: Collection[str]
    seconds: float
    here: int
    kept: bool

    @property
    def rate(self) -> float:
        """Cases per second."""
        return self.here / max(self.seconds, 0.001)


def summary_text(found: Summary, width: int) -> str:
    """The summary for people."""
    counts = found.tally
    cases, rows = _number(counts.records, "case"), _number(counts.rows, "row")
    parts = [
        f"{cases} = {counts.decided:,} decided + {counts.rejected:,} rejected; {rows}",
        _verdicts(counts, width),
        _criteria(found, width),
        _flags(counts, width),
        _rejects(found, width),
        f"{_number(found.here, 'case')} in {found.seconds:,.1f} s: {found.rate:,.0f} cases per second",
    ]
    return "\n\n".join(part for part in parts if part)


def summary_json(found: Summary) -> dict[str, object]:
    """The summary for machines."""
    counts = found.tally
    return {
        "cases": counts.records,
        "decided": counts.decided,
        "rejected": counts.rejected,
        "rows": counts.rows,
        "verdicts": [{"policy": p, "verdict": v, "rows": n} for (p, v), n in _by_count(counts.verdicts)],
        "criteria": [
            {"criterion": c, "policy": p, "verdict": v, "rows": n} for (p, c, v), n in _by_count(counts.criteria)
        ],
        "flags": [{"criterion": flag, "rows": n} for flag, n in _by_count(counts.flags)],
        "rejects": [{"code": code, "title": TITLES[code], "cases": n} for code, n in _by_count(counts.rejects)],
        "first_rejects": to_builtins(counts.first),
        "seconds": round(found.seconds, 3),
        "cases_per_second": round(found.rate, 1),
        "notice": NOTICE,
    }


def _verdicts(counts: Tally, width: int) -> str:
    rows = [
        (policy or NONE, coloured(verdict), f"{count:,}", _share(count, counts.rows))
        for (policy, verdict), count in _by_count(counts.verdicts)
    ]
    more = [f"and {len(rows) - MOST_VERDICTS:,} more"] if len(rows) > MOST_VERDICTS else []
    shown = table(("policy", "verdict", "rows", "share"), rows[:MOST_VERDICTS], width)
    return "\n".join((shown, *more)) if rows else ""


def _criteria(found: Summary, width: int) -> str:
    denying = {key: count for key, count in found.tally.criteria.items() if key[2] in found.denying}
    rows = [
        (criterion, policy or NONE, coloured(verdict), f"{count:,}")
        for (policy, criterion, verdict), count in _by_count(denying)[:MOST]
    ]
    return table(("denies most", "policy", "verdict", "rows"), rows, width) if rows else ""


def _flags(counts: Tally, width: int) -> str:
    rows = [(flag, f"{count:,}") for flag, count in _by_count(counts.flags)[:MOST]]
    return table(("flag", "rows"), rows, width) if rows else ""


def _rejects(found: Summary, width: int) -> str:
    counts = found.tally
    rows = [(f"{code} {TITLES[code]}", f"{count:,}") for code, count in _by_count(counts.rejects)]
    if not rows:
        return ""
    shown = () if found.kept else (paragraph(text, width, "    ") for text in _first(counts))
    return "\n".join((table(("rejected", "cases"), rows, width), *shown))


def _first(counts: Tally) -> Iterator[str]:
    """The first problems, where nobody keeps them all."""
    yield "\nthe first problems (--rejects FILE keeps all):"
    yield from map(_problem, counts.first)


def _problem(reject: Reject) -> str:
    place = reject.file if reject.line is None else f"{reject.file}:{reject.line}"
    where = f" [{reject.field}]" if reject.field else ""
    found = f"; found: {reject.found}" if reject.found else ""
    return f"{place}: {reject.code} {TITLES[reject.code]}: {reject.message}{where}{found}"


def _number(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def _share(count: int, total: int) -> str:
    return f"{100 * count / total:.1f} %"


def _by_count(counts: Mapping[Key, int]) -> list[tuple[Key, int]]:
    """The greatest first, those alike in the order of their names."""
    return sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
