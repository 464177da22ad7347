"""What was measured: every run of every engine, and the machine. It is kept as JSON, from which the page is written.

Not here: ratios and tables (`bench.batches.figures`).
"""

import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from msgspec import Struct, json

from bench.batches.runs import Usage

PACKAGES = ("msgspec", "pyarrow", "pyDatalog", "clingo", "duckdb")


class Measured(Struct, frozen=True):
    """The runs of an engine on so many cases and cores, the first of each round first, and how many of its verdicts
    were found to be those of the batch engine; `criteria` tells whether their deciding criteria were compared too."""

    engine: str
    cases: int
    cores: int
    runs: tuple[Usage, ...]
    verdicts: int = 0
    criteria: bool = False


class Machine(Struct, frozen=True):
    """Where and when it was measured."""

    processor: str
    cores: int
    memory: int
    system: str
    python: str
    packages: tuple[tuple[str, str], ...]
    day: str


class Results(Struct, frozen=True):
    """All of one run of the benchmark."""

    machine: Machine
    rules: int
    seed: int
    size: tuple[tuple[str, float], ...]
    measured: tuple[Measured, ...]


def machine(programs: Iterable[tuple[str, str]]) -> Machine:
    """This machine; `programs` are those that are no Python packages, with their versions."""
    packages = [(name, found) for name in PACKAGES if (found := _version(name))]
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        packages=(*packages, *programs),
        day=datetime.now(tz=UTC).date().isoformat(),
    )


def kept(results: Results, path: str) -> None:
    """Write results to a file."""
    Path(path).write_bytes(json.format(json.encode(results), indent=1) + b"\n")


def known(path: str) -> Results:
    """The results in a file."""
    return json.decode(Path(path).read_bytes(), type=Results)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
