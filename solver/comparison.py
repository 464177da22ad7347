"""The meaning of a comparison between two constants.

One total order, the same in every engine and dialect: numbers by size, then texts by code point. A number never equals
a text. A text plus an offset is nothing, and no comparison with it holds.
"""

import operator as python
from collections.abc import Callable, Mapping
from types import MappingProxyType

from solver.datalog import Constant, Operator

Ranked = tuple[bool, Constant]
OPERATORS: Mapping[Operator, Callable[[Ranked, Ranked], bool]] = MappingProxyType(
    {"<": python.lt, "<=": python.le, ">": python.gt, ">=": python.ge, "=": python.eq, "!=": python.ne}
)


def holds(left: Constant, operator: Operator, right: Constant, offset: int = 0) -> bool:
    """Whether `left operator right + offset` holds."""
    if offset and isinstance(right, str):
        return False
    return OPERATORS[operator](_rank(left), _rank(right + offset if isinstance(right, int) else right))


def _rank(value: Constant) -> Ranked:
    return isinstance(value, str), value
