"""Code tables as data: which table lists a code, in which system, and from when to when.

A table is a CSV file with the columns `table, system, code, valid_from, valid_to, label`; empty dates are open ends,
and a label is ours. No descriptors: those of CPT are licensed. Not here: what a listing means (the policies say that).
"""

from collections.abc import Iterable

from msgspec import Struct

from kb.values import ordinal

COLUMNS = ("table", "system", "code", "valid_from", "valid_to", "label")
FIRST_DAY = ordinal("0001-01-01")
LAST_DAY = ordinal("9999-12-31")


class Listing(Struct, frozen=True, array_like=True):
    """One row: a code in a table. Dates are ISO, None where the table prints none."""

    table: str
    system: str
    code: str
    valid_from: str | None
    valid_to: str | None
    label: str | None

    @property
    def days(self) -> tuple[int, int]:
        """The first and the last day on which the row is valid, as ordinals."""
        first = FIRST_DAY if self.valid_from is None else ordinal(self.valid_from)
        return first, LAST_DAY if self.valid_to is None else ordinal(self.valid_to)


def listings(text: str) -> tuple[Listing, ...]:
    """The rows of one CSV text. Raises `ValueError` for other columns and `kb.values.BadValue` for a bad date."""
    import csv  # remembered rows need no reader
    from io import StringIO

    rows = csv.DictReader(StringIO(text))
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise ValueError(f"expected the columns {', '.join(COLUMNS)}")
    found = tuple(Listing(*(row[name] or None for name in COLUMNS)) for row in rows)  # type: ignore[arg-type]
    for listing in found:
        assert listing.days
    return found


def by_code(found: Iterable[Listing]) -> dict[str, tuple[Listing, ...]]:
    """The rows for each code."""
    index: dict[str, tuple[Listing, ...]] = {}
    for listing in found:
        index[listing.code] = (*index.get(listing.code, ()), listing)
    return index
