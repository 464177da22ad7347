"""A plot of cases a second over the number of cases, as SVG. Needs matplotlib."""

from importlib import import_module

from bench.batches.engines import ALL, ENGINES
from bench.batches.figures import rate
from bench.batches.results import Results

SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "necessity", "font.family": "sans-serif", "font.size": 9}
"""Texts stay texts, and the same figures give the same bytes."""


def draw(results: Results, path: str) -> None:
    """Draw all engines that decided cases of all policies, on one core."""
    import_module("matplotlib").use("svg")
    pyplot = import_module("matplotlib.pyplot")
    with pyplot.rc_context(SETTINGS):
        figure, axes = pyplot.subplots(figsize=(8, 5), layout="constrained")
        for name, title in ((engine.name, engine.title) for engine in ENGINES if engine.cases == ALL):
            points = sorted((one.cases, rate(one)) for one in results.measured if (one.engine, one.cores) == (name, 1))
            if points:
                axes.plot(*zip(*points, strict=True), marker="o", markersize=4, label=title)
        axes.set(xscale="log", yscale="log", xlabel="cases", ylabel="cases a second, one core")
        axes.grid(which="major", alpha=0.3)
        figure.legend(loc="outside right upper", frameon=False)
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
        pyplot.close(figure)
