"""Which cases of a table have gone by, in eight bytes each, so that rows that stand apart are noticed.

Two names that agree in these bytes would be taken for one; among a million cases the odds are one in forty million.
"""

from array import array
from hashlib import blake2b

BYTES = 8
FIRST = 1024
"""Places at the beginning, a power of two; there are always twice as many as names."""


class Together:
    """The names that have gone by: a table of hashes with open addressing."""

    def __init__(self) -> None:
        self._places, self._count = _empty(FIRST), 0

    def is_new(self, name: str) -> bool:
        """Whether the name has not gone by; from now on it has."""
        key = int.from_bytes(blake2b(name.encode("utf-8", "replace"), digest_size=BYTES).digest(), "big") or 1
        place = _place(self._places, key)
        if self._places[place]:
            return False
        self._places[place] = key
        self._count += 1
        if self._count * 2 > len(self._places):
            self._grow()
        return True

    def _grow(self) -> None:
        larger = _empty(2 * len(self._places))
        for key in filter(None, self._places):
            larger[_place(larger, key)] = key
        self._places = larger


def _empty(size: int) -> "array[int]":
    return array("Q", bytes(size * BYTES))


def _place(places: "array[int]", key: int) -> int:
    """Where a key stands, or would."""
    last = len(places) - 1
    place = key & last
    while places[place] not in (0, key):
        place = place + 1 & last
    return place
