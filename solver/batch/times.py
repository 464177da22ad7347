"""The times of the requests in a slice, as records that say nothing else.

Times are no part of what is decided, and a slice is read without them. Not here: what is made of them
(`solver.batch.requests`).
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress

import numpy as np
from msgspec import json

from solver.batch.layout import bounds
from solver.batch.reading.coded import coded
from solver.batch.reading.long_parquet import rows
from solver.batch.reading.statements import Fields, Misfit, Row, put, said
from solver.batch.records import Record, Slice

NAMES = ("request.received", "request.decided", "request.expedited")


def times(whole: Slice) -> Iterator[Record]:
    """A record for each case of a slice."""
    held = whole.table
    predicates = coded(held.column("predicate"))
    some = np.isin(predicates.numbers, [number for number, one in enumerate(predicates.cells) if one in NAMES])
    told = list(rows([held.take(np.flatnonzero(some))]))
    for span, (begin, end) in zip(whole.spans, bounds(whole.spans, some), strict=True):
        yield Record(whole.file, whole.line + span.begin, json.encode({"request": _request(told[begin:end])}))


def _request(told: Iterable[Row]) -> Fields:
    """What rows say of a request, as far as they fit."""
    fields: Fields = {}
    for row in told:
        with suppress(Misfit):
            put(fields, said(row))
    return fields
