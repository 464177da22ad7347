"""How much CPU time a decision of one case takes, as a multiple of importing its libraries alone.

Both are measured in pairs, one straight after the other and in turning order, so that a busy machine slows both alike.
Prints figures and judges none; not part of the tests. Needs a Unix, for the CPU time of a child.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
CASE = "examples/two_stage.yaml"
LIBRARIES = "import click, yaml, pyDatalog.pyDatalog"
BASELINE = (sys.executable, "-c", LIBRARIES)
DECIDE = (sys.executable, "-c", "from cli import main; main(prog_name='necessity')", "decide", CASE)
PAIRS = 15
BOUND = 2.5


def cpu_seconds(command: tuple[str, ...], cache: str) -> float:
    """User and system time of a command run from the root with this cache folder. Leaves if the command fails."""
    variables = {**os.environ, "XDG_CACHE_HOME": cache}
    with subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command} left with status {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def on_a_cold_cache(command: tuple[str, ...]) -> float:
    """CPU seconds of a command that finds an empty cache folder."""
    with tempfile.TemporaryDirectory() as cache:
        return cpu_seconds(command, cache)


def ratios(measure: Callable[[tuple[str, ...]], float], pairs: int) -> list[float]:
    """Decision over baseline, for each pair; every other pair begins with the decision."""
    found = []
    for number in range(pairs):
        order = (BASELINE, DECIDE) if number % 2 else (DECIDE, BASELINE)
        seconds = {command: measure(command) for command in order}
        found.append(seconds[DECIDE] / seconds[BASELINE])
    return found


def measured(pairs: int) -> dict[str, list[float]]:
    """The ratios on a warm and on a cold cache."""
    with tempfile.TemporaryDirectory() as cache:
        for command in (BASELINE, DECIDE):
            cpu_seconds(command, cache)
        warm = ratios(lambda command: cpu_seconds(command, cache), pairs)
    return {"warm": warm, "cold": ratios(on_a_cold_cache, pairs)}


def summary(found: list[float]) -> dict[str, float]:
    """Median, least and greatest, to two places."""
    return {"median": round(median(found), 2), "min": round(min(found), 2), "max": round(max(found), 2)}


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description="CPU time of one decision over that of importing its libraries.")
    options.add_argument("--pairs", type=int, default=PAIRS, help=f"how many pairs to measure (default: {PAIRS})")
    options.add_argument("--json", action="store_true", help="print JSON")
    chosen = options.parse_args()
    figures = {cache: summary(found) for cache, found in measured(chosen.pairs).items()}
    if chosen.json:
        print(json.dumps({"pairs": chosen.pairs, "bound": BOUND, **figures}, indent=2))
        return
    print(f"CPU time of `necessity decide {CASE}` over `python -c '{LIBRARIES}'`, {chosen.pairs} pairs, bound {BOUND}")
    for cache, figure in figures.items():
        print(f"{cache} cache: {figure['median']:.2f} times (from {figure['min']:.2f} to {figure['max']:.2f})")


if __name__ == "__main__":
    main()
