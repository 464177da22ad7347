"""What every engine offers: built once from a program, then asked for the model of one case after another."""

from typing import Protocol

from solver.datalog import Facts, Model


class Engine(Protocol):
    """An object built from a `Program`. It keeps nothing of a case once `solve` has returned."""

    def solve(self, facts: Facts) -> Model:
        """All that holds: the given rows and the derived ones.

        Args:
            facts: rows per predicate; a predicate that is missing has no rows.

        Returns:
            Rows per predicate, given and derived alike. A predicate without rows is left out.

        Raises:
            IllFormed: a row has the wrong length or a constant that is neither `str` nor `int`.
        """
        ...
