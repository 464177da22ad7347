"""Libraries that only some batches need: imported when they are, and a problem with a hint where they are missing."""

from importlib import import_module
from typing import Any

from kb.problems import Problem, Rejected


def library(name: str, purpose: str, extra: str = "batch") -> Any:  # noqa: ANN401 - a module without types
    """The module with a name. Raises `Rejected` where it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        raise Rejected([missing(name, purpose, extra)]) from None


def missing(name: str, purpose: str, extra: str) -> Problem:
    """The problem of a library that is not installed."""
    return Problem(
        code="N704",
        message=f"{purpose} need {name}, which is not installed",
        file=name,
        hint=f"pip install 'necessity[{extra}]'",
    )
