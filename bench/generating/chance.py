"""Chance as the generator uses it."""

from random import Random


def happens(rng: Random, share: float) -> bool:
    """Whether something happens that happens so often."""
    return rng.random() < share
