"""Small changes of a test on values: its strictness, its bar, its sense.

`>= 6 weeks` and `> 41 days` say the same, so of the two ways to move a bar by a step only the one is made that
strictness does not make. Not here: which values are next to each other (`solver.testing.steps`).
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from msgspec.structs import replace

from kb.clauses import variables
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Arithmetic, Comparator, Comparison, Count, Expression, Var
from kb.values import Type
from solver.testing.steps import stepped

OTHER_STRICTNESS: Mapping[Comparator, Comparator] = MappingProxyType({">=": ">", ">": ">=", "<=": "<", "<": "<="})
OPPOSITE: Mapping[Comparator, Comparator] = MappingProxyType(
    {">=": "<", "<": ">=", "<=": ">", ">": "<=", "=": "!=", "!=": "="}
)


def moved(kb: KnowledgeBase, test: Comparison, types: Mapping[str, str]) -> Iterator[Comparison]:
    """The test with the other strictness, and with its bar moved by a step."""
    if test.operator in OTHER_STRICTNESS:
        yield replace(test, operator=OTHER_STRICTNESS[test.operator])
    kinds = [kb.types[types[name]] for name in variables(test) if name in types]
    for step in _steps(test):
        left, right = (_stepped(kb, side, kinds, step) for side in (test.left, test.right))
        if left is not None or right is not None:
            yield replace(test, left=left or test.left, right=right or test.right)


def _steps(test: Comparison) -> tuple[int, ...]:
    """The steps to move the constant by: the one that strictness does not make, or both where there is none."""
    if test.operator not in OTHER_STRICTNESS:
        return (-1, 1)
    on_the_left = _ends_in_constant(test.left)
    side = test.left if on_the_left else test.right
    taken_off = isinstance(side, Arithmetic) and side.operator == "-"
    rising_is_stricter = (test.operator in (">", ">=")) != (on_the_left != taken_off)
    inclusive = test.operator in (">=", "<=")
    return (-1,) if inclusive == rising_is_stricter else (1,)


def _ends_in_constant(side: Expression) -> bool:
    return not isinstance(side.right if isinstance(side, Arithmetic) else side, Var)


def _stepped(kb: KnowledgeBase, side: Expression, kinds: list[Type], step: int) -> Expression | None:
    if isinstance(side, Arithmetic):
        right = stepped(kb, side.right, kinds, step)
        return None if right is None else replace(side, right=right)
    return stepped(kb, side, kinds, step)


def recounted(count: Count) -> Iterator[Count]:
    """A count with one more and one fewer."""
    yield from (replace(count, number=number) for number in (count.number - 1, count.number + 1) if number > 0)


def opposite(test: Comparison) -> Comparison:
    """The test that passes where this one does not."""
    return replace(test, operator=OPPOSITE[test.operator])
