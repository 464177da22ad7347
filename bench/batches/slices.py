"""Cases of one slice of the rules: stimulation of the spinal cord under CGS, asked for before the service.

They are made from the cases of `bench.generating`: other lines, and what is said of them, are left out. Not here: the
slice decided by hand (`bench/batches/peers/slice.sql`).
"""

import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

from msgspec import json

from bench.generating.cases import cases
from kb.knowledge import KnowledgeBase
from kb.load import load

POLICY = "CGS"
CODES = ("63650", "63685")
FIELDS = ("id", "code", "stage")
"""What is kept of a line."""
ENDLESS = 10**12
Tree = Any
"""A case as lists and mappings."""


def slice_cases(kb: KnowledgeBase, number: int, seed: int) -> Iterator[str]:
    """So many cases as JSON without line breaks."""
    mentioning = (text for text in cases(kb, ENDLESS, seed, (POLICY,)) if any(f'"{code}"' in text for code in CODES))
    fitting = (case for case in map(json.decode, mentioning) if any(map(_inside, case["lines"])))
    for place, case in enumerate(islice(fitting, number), 1):
        yield json.encode(_cut(case, f"case-{place:07}")).decode()


def _cut(case: Tree, name: str) -> Tree:
    lines = [{field: line[field] for field in FIELDS if field in line} for line in case["lines"] if _inside(line)]
    ids, stages = ({line.get(field) for line in lines} for field in ("id", "stage"))
    findings = [one for one in case["findings"] if _at(one, "line", ids) and _at(one, "stage", stages)]
    request = {**case["request"], "policy": POLICY, "review": "prospective"}
    return {**case, "case": name, "request": request, "lines": lines, "findings": findings}


def _inside(line: Tree) -> bool:
    return line.get("code") in CODES


def _at(finding: Tree, argument: str, kept: set[str | None]) -> bool:
    """Whether a finding is about what is kept, or about no line or stage at all."""
    place = finding.get(argument, finding.get("at", {}).get(argument))
    return place is None or place in kept


def main() -> None:
    """Write so many cases: arguments NUMBER SEED FILE."""
    number, seed, output = sys.argv[1:]
    with open(output, "w", encoding="utf-8") as file:
        file.writelines(f"{case}\n" for case in slice_cases(load(), int(number), int(seed)))


if __name__ == "__main__":
    main()
