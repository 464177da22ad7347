"""What was measured as ratios and tables.

A ratio is taken within each round, so that whatever slows a machine for a while slows both sides, and the median of the
rounds counts. Not here: where tables stand (`bench.batches.page`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from statistics import median

from msgspec import Struct

from bench.batches.engines import BASELINE, ENGINES, Engine
from bench.batches.results import Measured, Results
from bench.batches.runs import Usage

TEN_THOUSAND, HUNDRED_THOUSAND, MILLION = 10_000, 100_000, 1_000_000
MEGABYTE = 1024
"""Kilobytes in it."""
ENOUGH = 100
"""From here on a ratio needs no decimals."""


class Side(Struct, frozen=True):
    """One side of a ratio: an engine on the greatest number of cases that it was run on, up to a limit."""

    engine: str
    most: int = HUNDRED_THOUSAND
    cores: int = 1


class Claim(Struct, frozen=True):
    """A ratio of two sides: how many times as fast the one is as the other, or what it costs or takes over the other.
    `least` or `most` is what was promised, if anything was."""

    title: str
    of: str
    one: Side
    other: Side
    least: float | None = None
    most: float | None = None


class Ratio(Struct, frozen=True):
    """A claim as measured: the median of the rounds, the least and the greatest."""

    claim: Claim
    one: Measured
    other: Measured
    middle: float
    low: float
    high: float

    @property
    def kept(self) -> bool | None:
        """Whether the promise is kept; None where there is none."""
        if self.claim.least is not None:
            return self.middle >= self.claim.least
        return None if self.claim.most is None else self.middle <= self.claim.most


SPEED, COST, MEMORY = "speed", "cost", "memory"
QUANTITIES: Mapping[str, Callable[[Usage, int], float]] = {
    SPEED: lambda usage, cases: cases / usage.seconds,
    COST: lambda usage, cases: usage.seconds / cases,
    MEMORY: lambda usage, _: usage.peak,
}
OURS, TEN_OF_OURS, MILLION_OF_OURS = Side(BASELINE), Side(BASELINE, TEN_THOUSAND), Side(BASELINE, MILLION)
CLAIMS = (
    Claim("times as fast as the pyDatalog engine", SPEED, OURS, Side("pydatalog"), least=200),
    Claim("times as fast as clingo", SPEED, OURS, Side("clingo"), least=10),
    Claim("times as fast as SWI-Prolog", SPEED, OURS, Side("prolog")),
    Claim("times as fast as Soufflé", SPEED, OURS, Side("souffle")),
    Claim("times the time of merely reading and decoding", COST, OURS, Side("decode"), most=6),
    Claim("times as fast from Parquet as from JSON Lines", SPEED, Side("parquet"), OURS, least=2),
    Claim("times the cost of a case, a million over ten thousand", COST, MILLION_OF_OURS, TEN_OF_OURS, most=1.2),
    Claim("times the memory, a million over a hundred thousand", MEMORY, MILLION_OF_OURS, OURS, most=1.3),
    Claim("times the time with `--explain`", COST, Side("explain"), OURS, most=1.5),
    Claim("times as fast on two cores as on one", SPEED, Side(BASELINE, cores=2), OURS),
    Claim("slice: times as fast as DuckDB, both from JSON Lines", SPEED, Side("slice-batch"), Side("duckdb")),
    Claim("slice: times as fast as DuckDB, both from Parquet", SPEED, Side("slice-parquet"), Side("duckdb-long")),
    Claim("slice: times as fast as DuckDB from a wide table", SPEED, Side("slice-parquet"), Side("duckdb-wide")),
)  # fmt: skip


def ratios(results: Results) -> Iterator[Ratio]:
    """Every claim whose two sides were measured, and are not the same runs."""
    for claim in CLAIMS:
        one, other = (_measured(results, side) for side in (claim.one, claim.other))
        if one is not None and other is not None and one != other:
            yield _ratio(claim, one, other)


def _measured(results: Results, side: Side) -> Measured | None:
    found = (one for one in results.measured if one.engine == side.engine and one.cores == side.cores)
    return max((one for one in found if one.cases <= side.most), key=lambda one: one.cases, default=None)


def _ratio(claim: Claim, one: Measured, other: Measured) -> Ratio:
    quantity = QUANTITIES[claim.of]
    pairs = zip(one.runs, other.runs, strict=True)
    found = [quantity(mine, one.cases) / quantity(theirs, other.cases) for mine, theirs in pairs]
    return Ratio(claim, one, other, median(found), min(found), max(found))


def rate(measured: Measured) -> float:
    """Cases a second, the median of the rounds."""
    return median(QUANTITIES[SPEED](usage, measured.cases) for usage in measured.runs)


def memory(measured: Measured) -> float:
    """Peak memory in megabytes, the median of the rounds."""
    return median(usage.peak for usage in measured.runs) / MEGABYTE


def ratio_table(results: Results) -> str:
    """The claims."""
    head = ("", "ratio", "from, to", "promised", "kept", "cases")
    return table(head, map(_ratio_row, ratios(results)))


def _ratio_row(ratio: Ratio) -> tuple[str, ...]:
    claim = ratio.claim
    promised = (
        ""
        if claim.least is claim.most is None
        else f"at least {claim.least:g}"
        if claim.least
        else f"at most {claim.most:g}"
    )
    kept = {None: "", True: "yes", False: "no"}[ratio.kept]
    sizes = dict.fromkeys(f"{one.cases:,}" for one in (ratio.one, ratio.other))
    spread = f"{shown(ratio.low)}, {shown(ratio.high)}"
    return claim.title, f"**{shown(ratio.middle)}**", spread, promised, kept, " and ".join(sizes)


def engine_table(results: Results, cases: str, cores: int, figure: Callable[[Measured], float]) -> str:
    """A figure of all engines that decided a set of cases, a row for each and a column for each number of cases."""
    engines = [engine for engine in ENGINES if engine.cases == cases]
    names = {engine.name for engine in engines}
    found = {(one.engine, one.cases): one for one in results.measured if one.cores == cores and one.engine in names}
    sizes = sorted({size for _, size in found})
    return table(("", *(f"{size:,}" for size in sizes)), _rows(engines, sizes, found, figure))


def _rows(
    engines: list[Engine],
    sizes: list[int],
    found: Mapping[tuple[str, int], Measured],
    figure: Callable[[Measured], float],
) -> Iterator[tuple[str, ...]]:
    for engine in engines:
        cells = [found.get((engine.name, size)) for size in sizes]
        if any(cells):
            yield engine.title, *("" if one is None else shown(figure(one)) for one in cells)


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table in Markdown, whose first column is text."""
    rule = ("---", *("--:" for _ in head[1:]))
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def shown(number: float) -> str:
    """A number with as many places as it has meaning."""
    return f"{number:,.0f}" if number >= ENOUGH else f"{number:.3g}"
