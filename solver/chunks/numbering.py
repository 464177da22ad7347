"""Numbers for things, in the order in which they come up."""

from typing import TypeVar

Kind = TypeVar("Kind")


class Numbering(dict[Kind, int]):
    """The number of each thing that has come up; looking up another gives it the next."""

    def __missing__(self, one: Kind) -> int:
        self[one] = number = len(self)
        return number
