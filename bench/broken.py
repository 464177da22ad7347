"""Records that cannot be read, of twenty kinds, made from good ones; each kind with the problem code that it gets.

Writes JSON Lines of good and broken records in random order. Not part of the tests.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

from msgspec import Struct, json

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.generating.cases import cases  # noqa: E402
from kb.intake.limits import DEPTH  # noqa: E402
from kb.intake.structure import MOST  # noqa: E402
from kb.load import load  # noqa: E402

Tree = Any
"""A case as lists and mappings, to be spoiled."""


class Kind(Struct, frozen=True):
    """A kind of mistake: its name, the code of the problem, and how a good record comes to have it."""

    name: str
    code: str
    spoil: Callable[[str], bytes]


# How records are spoiled ----------------------------------------------------------------------------------------------


def _in_text(change: Callable[[str], str]) -> Callable[[str], bytes]:
    return lambda text: change(text).encode()


def _in_case(**fields: Tree) -> Callable[[str], bytes]:
    """Other fields of the case."""
    return lambda text: json.encode({**json.decode(text), **fields})


def _in_request(**fields: Tree) -> Callable[[str], bytes]:
    def spoil(text: str) -> bytes:
        tree = json.decode(text)
        return json.encode({**tree, "request": {**tree["request"], **fields}})

    return spoil


def _in_first_line(**fields: Tree) -> Callable[[str], bytes]:
    def spoil(text: str) -> bytes:
        tree = json.decode(text)
        first, *rest = tree["lines"]
        return json.encode({**tree, "lines": [{**first, **fields}, *rest]})

    return spoil


def _with_finding(**finding: Tree) -> Callable[[str], bytes]:
    def spoil(text: str) -> bytes:
        tree = json.decode(text)
        return json.encode({**tree, "findings": [*tree["findings"], finding]})

    return spoil


def _first_line_again(text: str) -> bytes:
    tree = json.decode(text)
    return json.encode({**tree, "lines": [*tree["lines"], tree["lines"][0]]})


def _own_parent(text: str) -> bytes:
    return _in_first_line(parent=json.decode(text)["lines"][0]["id"])(text)


def _latin(text: str) -> bytes:
    return _in_request(plan="ü")(text).decode().encode("latin-1")


def _nested(text: str) -> bytes:
    return _in_text(lambda good: good.replace("{", '{"deep":' + "[" * DEPTH + "]" * DEPTH + ",", 1))(text)


KINDS = (
    Kind("no JSON", "N302", _in_text(lambda text: f"case {text}")),
    Kind("cut off", "N302", _in_text(lambda text: text[: len(text) // 2])),
    Kind("unknown field", "N304", _in_case(priority="high")),
    Kind("wrong type", "N304", _in_request(review=1)),
    Kind("too many findings", "N304", _in_case(findings=[{"finding": "scoliosis"}] * (MOST + 1))),
    Kind("field twice", "N302", _in_text(lambda text: text.replace("{", '{"case":"other",', 1))),
    Kind("not a number", "N302", _in_text(lambda text: text.replace("{", '{"units":NaN,', 1))),
    Kind("not UTF-8", "N301", _latin),
    Kind("NUL byte", "N301", _in_text(lambda text: text.replace("{", "{\0", 1))),
    Kind("nested too deep", "N301", _nested),
    Kind("unknown finding", "N305", _with_finding(finding="stenosys")),
    Kind("missing argument", "N306", _with_finding(finding="stenosis", value="severe")),
    Kind("no unit", "N307", _with_finding(finding="physical_therapy", value=42)),
    Kind("out of range", "N307", _with_finding(finding="si_injection_relief", value="101 percent")),
    Kind("unknown level", "N308", _with_finding(finding="neural_compression", level="L6-L7")),
    Kind("no such day", "N309", _in_request(service_date="2025-02-30")),
    Kind("bad code", "N310", _in_first_line(code="2263")),
    Kind("unknown line", "N311", _with_finding(finding="days_requested", line="line-99", value=3)),
    Kind("own parent", "N311", _own_parent),
    Kind("line twice", "N312", _first_line_again),
)
"""Each of them has this one problem and no other, whatever good record it is made from."""


def mixed(good: Iterable[str], broken: int, rng: Random) -> Iterator[tuple[bytes, str | None]]:
    """All good records, and so many broken ones made from them, in random order; each with the code of its problem,
    None where it has none."""
    texts = list(good)
    kinds = cycle(KINDS)
    records: list[tuple[bytes, str | None]] = [(text.encode(), None) for text in texts]
    for kind, _ in zip(kinds, range(broken), strict=False):
        records.append((kind.spoil(rng.choice(texts)), kind.code))
    rng.shuffle(records)
    yield from records


def main() -> None:
    """Write good and broken records."""
    options = argparse.ArgumentParser(
        description="Good and broken records in random order, the same for the same seed."
    )
    options.add_argument("--cases", type=int, default=10_000, metavar="N", help="how many good ones (default: 10000)")
    options.add_argument("--broken", type=int, default=1_000, metavar="N", help="how many broken ones (default: 1000)")
    options.add_argument("--seed", type=int, default=1, help="where chance starts (default: 1)")
    chosen = options.parse_args()
    made = cases(load(), chosen.cases, chosen.seed)
    for record, _ in mixed(made, chosen.broken, Random(chosen.seed)):  # noqa: S311 - chance is no secret
        sys.stdout.buffer.write(record + b"\n")


if __name__ == "__main__":
    main()
