"""Decision diagrams over variables with a few states each: a condition as a graph, equal conditions as one number.

A diagram is a whole number; `NEVER` and `ALWAYS` are the two that look at no variable. State 0 of a variable stands for
*unchanged*. After Bryant (1986), with many states as in Srinivasan et al. (1990). Not here: what a variable means.
"""

from collections.abc import Collection, Iterator, Mapping

NEVER, ALWAYS = 0, 1
LAST = 1 << 60
"""Above every variable: where a diagram that looks at none stands in the order."""


BUDGET = 500_000
"""Steps of a search: diagrams made, sets compared, cases decided again at their own price."""


class TooLarge(RuntimeError):
    """More work than the budget allows."""


EXHAUSTED = (TooLarge, RecursionError)
"""What ends a search that grows too large: its budget, or a condition on more variables than Python can descend."""
COMPARED_AT_ONCE = 200
"""Comparisons of two sets that cost as much as one diagram."""


class Diagrams:
    """A store of diagrams. Each is made once, so two conditions are the same exactly when their numbers are."""

    def __init__(self, budget: int = BUDGET) -> None:
        self.budget = budget
        self.sizes: list[int] = []
        self._nodes: list[tuple[int, tuple[int, ...]]] = [(LAST, ()), (LAST, ())]
        self._known: dict[tuple[int, tuple[int, ...]], int] = {}
        self._both: dict[tuple[int, int], int] = {}
        self._contrary: dict[int, int] = {NEVER: ALWAYS, ALWAYS: NEVER}

    def pay(self, amount: int) -> None:
        """Take from the budget. Raises `TooLarge`."""
        self.budget -= amount
        if self.budget < 0:
            raise TooLarge

    def variable(self, states: int) -> int:
        """A new variable, last in the order."""
        self.sizes.append(states)
        return len(self.sizes) - 1

    def states(self, variable: int, allowed: Collection[int]) -> int:
        """The condition that a variable is in one of the states."""
        return self._node(variable, tuple(int(state in allowed) for state in range(self.sizes[variable])))

    def contrary(self, one: int) -> int:
        """Where the condition does not hold."""
        if one not in self._contrary:
            variable, below = self._nodes[one]
            self._contrary[one] = self._node(variable, tuple(map(self.contrary, below)))
        return self._contrary[one]

    def both(self, one: int, other: int) -> int:
        """Where both conditions hold."""
        if other in (one, ALWAYS) or one == NEVER:
            return one
        if one == ALWAYS or other == NEVER:
            return other
        key = (one, other) if one < other else (other, one)
        if key not in self._both:
            variable = min(self._nodes[one][0], self._nodes[other][0])
            pairs = zip(self._below(one, variable), self._below(other, variable), strict=True)
            self._both[key] = self._node(variable, tuple(self.both(a, b) for a, b in pairs))
        return self._both[key]

    def either(self, one: int, other: int) -> int:
        """Where one of the conditions holds."""
        return self.contrary(self.both(self.contrary(one), self.contrary(other)))

    def given(self, one: int, fixed: Mapping[int, int]) -> int:
        """The condition on the other variables when these are in the states given."""
        found: dict[int, int] = {NEVER: NEVER, ALWAYS: ALWAYS}

        def walk(node: int) -> int:
            if node not in found:
                variable, below = self._nodes[node]
                state = fixed.get(variable)
                found[node] = self._node(variable, tuple(map(walk, below))) if state is None else walk(below[state])
            return found[node]

        return walk(one)

    def always(self, one: int) -> bool:
        """Whether the condition holds whenever every variable is changed in some way."""
        found: dict[int, bool] = {NEVER: False, ALWAYS: True}

        def walk(node: int) -> bool:
            if node not in found:
                found[node] = all(map(walk, dict.fromkeys(self._nodes[node][1][1:])))
            return found[node]

        return walk(one)

    def within(self, one: int, allowed: Mapping[int, Collection[int]]) -> int:
        """The condition, and that each variable is unchanged or in one of the states allowed to it."""
        for variable, states in allowed.items():
            one = self.both(one, self.states(variable, {0, *states}))
        return one

    def looks_at(self, one: int) -> frozenset[int]:
        """The variables that the condition depends on."""
        seen, waiting, found = {NEVER, ALWAYS}, [one], set()
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                variable, below = self._nodes[node]
                found.add(variable)
                waiting.extend(below)
        return frozenset(found)

    def holds(self, one: int, states: Mapping[int, int]) -> bool:
        """Whether the condition holds in these states; a variable that is not named is unchanged."""
        while one not in (NEVER, ALWAYS):
            variable, below = self._nodes[one]
            one = below[states.get(variable, 0)]
        return one == ALWAYS

    def minimal_changes(self, one: int) -> frozenset[frozenset[int]]:
        """All inclusion-minimal sets of variables that, changed in some way, make the condition hold while every other
        variable is unchanged."""
        found: dict[int, frozenset[frozenset[int]]] = {NEVER: frozenset(), ALWAYS: frozenset((frozenset(),))}

        def walk(node: int) -> frozenset[frozenset[int]]:
            if node not in found:
                variable, (kept, *changed) = self._nodes[node]
                without = walk(kept)
                ways = {way | {variable} for child in dict.fromkeys(changed) for way in walk(child)}
                self._pay_for_pairs(len(without) + len(ways))
                found[node] = _minimal(without | ways)
            return found[node]

        return walk(one)

    def boxes(self, one: int, variables: frozenset[int]) -> Iterator[dict[int, frozenset[int]]]:
        """The ways in which the condition holds while only these variables change, each as the states that it allows to
        each of them: disjoint boxes whose union is the condition."""
        rest = {v: 0 for v in range(len(self.sizes)) if v not in variables}

        def walk(node: int) -> Iterator[dict[int, frozenset[int]]]:
            if node == ALWAYS:
                self.pay(1)
                yield {}
            elif node != NEVER:
                variable, below = self._nodes[node]
                for child in dict.fromkeys(below):
                    states = frozenset(state for state, other in enumerate(below) if other == child)
                    yield from ({variable: states, **more} for more in walk(child))

        found = list(walk(self.given(one, rest)))
        self._pay_for_pairs(len(found))
        yield from _merged(found)

    def _below(self, one: int, variable: int) -> tuple[int, ...]:
        own, below = self._nodes[one]
        return below if own == variable else (one,) * self.sizes[variable]

    def _node(self, variable: int, below: tuple[int, ...]) -> int:
        if all(child == below[0] for child in below):
            return below[0]
        key = (variable, below)
        if key not in self._known:
            self.pay(1)
            self._nodes.append(key)
            self._known[key] = len(self._nodes) - 1
        return self._known[key]

    def _pay_for_pairs(self, number: int) -> None:
        """Pay for comparing each of so many sets with each other."""
        self.pay(number * number // COMPARED_AT_ONCE)


def _minimal(sets: Collection[frozenset[int]]) -> frozenset[frozenset[int]]:
    """The sets that contain no other of them."""
    kept: list[frozenset[int]] = []
    for one in sorted(sets, key=len):
        if not any(other <= one for other in kept):
            kept.append(one)
    return frozenset(kept)


def _merged(boxes: list[dict[int, frozenset[int]]]) -> list[dict[int, frozenset[int]]]:
    """Boxes that differ in one variable alone, put together."""
    kept: list[dict[int, frozenset[int]]] = []
    waiting = boxes[::-1]
    while waiting:
        box = waiting.pop()
        other = next((one for one in kept if len(_apart(box, one)) == 1), None)
        if other is None:
            kept.append(box)
        else:
            kept.remove(other)
            (variable,) = _apart(box, other)
            waiting.append({**box, variable: box[variable] | other[variable]})
    return kept


def _apart(box: dict[int, frozenset[int]], other: dict[int, frozenset[int]]) -> tuple[int, ...]:
    """The variables in which two boxes differ; none where they are not about the same ones."""
    return tuple(v for v in box if box[v] != other[v]) if box.keys() == other.keys() else ()
