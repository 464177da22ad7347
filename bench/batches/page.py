"""The figures on a page of documentation: what stands between two marks is written anew, and nothing else is touched.

<!-- figures: ratios -->
...
<!-- end of figures -->
"""

import re
from collections.abc import Mapping

from bench.batches.engines import ALL, SLICE
from bench.batches.figures import engine_table, memory, rate, ratio_table
from bench.batches.results import Results

BLOCK = re.compile(r"(<!-- figures: (\w+) -->\n).*?(<!-- end of figures -->)", re.DOTALL)


def updated(page: str, blocks: Mapping[str, str]) -> str:
    """A page with its figures written anew.

    Raises:
        KeyError: the page has a block that there is nothing for.
        ValueError: a block has no place on the page.
    """
    places = [name for _, name, _ in BLOCK.findall(page)]
    missing = blocks.keys() - set(places)
    if missing:
        raise ValueError(f"the page has no place for {', '.join(sorted(missing))}")
    return BLOCK.sub(lambda found: f"{found[1]}{blocks[found[2]]}\n{found[3]}", page)


def blocks(results: Results) -> dict[str, str]:
    """All that is written on the page, by the names of its marks."""
    return {
        "machine": machine_text(results),
        "ratios": ratio_table(results),
        "one_core": engine_table(results, ALL, 1, rate),
        "two_cores": engine_table(results, ALL, 2, rate),
        "memory": engine_table(results, ALL, 1, memory),
        "slice": engine_table(results, SLICE, 1, rate),
        "slice_on_two": engine_table(results, SLICE, 2, rate),
        "slice_memory": engine_table(results, SLICE, 1, memory),
        "agreement": agreement_text(results),
    }


def machine_text(results: Results) -> str:
    """The machine, the versions and the cases."""
    one, runs = results.machine, max(len(measured.runs) for measured in results.measured)
    versions = ", ".join(f"{name} {number}" for name, number in one.packages)
    sizes = "; ".join(f"{name} {amount:,.1f}" for name, amount in results.size)
    return (
        f"{one.day}: {one.processor}, {one.cores} cores, {one.memory} GB of memory, {one.system}; "
        f"Python {one.python}, {versions}. The exported program has {results.rules:,} rules. "
        f"A case has on average: {sizes}. Rounds: {runs}; seed: {results.seed}."
    )


def agreement_text(results: Results) -> str:
    """How many verdicts were compared."""
    compared = [one for one in results.measured if one.verdicts]
    criteria = sum(one.verdicts for one in compared if one.criteria)
    engines = len({one.engine for one in compared})
    return (
        f"{sum(one.verdicts for one in compared):,} verdicts of {engines} engines were compared with those of the "
        f"batch engine on JSON Lines, {criteria:,} of them with their deciding criteria: no difference."
    )
