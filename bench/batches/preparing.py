"""Write all cases and what the engines read, once for any number of rounds.

Not here: what is written (`bench.batches.inputs`).
"""

import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from bench.batches.engines import ALL, SLICE
from bench.batches.plan import Plan
from bench.batches.runs import ROOT
from kb.knowledge import KnowledgeBase

GENERATORS = {
    ALL: ("bench.generate", "--cases", "{0}", "--seed", "{1}", "-o", "{2}"),
    SLICE: ("bench.batches.slices", "{0}", "{1}", "{2}"),
}
MAKERS = (
    "generate.py",
    "generating/*.py",
    "batches/inputs.py",
    "batches/made.py",
    "batches/many.py",
    "batches/slices.py",
    "batches/tables.py",
    "batches/peers/wide.sql",
)
"""The files of this folder on which it depends what is written."""
Told = Callable[[str], None]


def of_what_is_made(kb: KnowledgeBase) -> str:
    """A hash of the policies and of everything that makes cases and inputs of them."""
    texts = [path.read_bytes() for maker in MAKERS for path in sorted((ROOT / "bench").glob(maker))]
    return sha256(b"".join((kb.digest.encode(), *texts))).hexdigest()[:12]


def prepare(plan: Plan, told: Told) -> None:
    """Write all cases and all inputs that are not there yet."""
    tasks = plan.tasks()
    for cases in dict.fromkeys(task.engine.cases for task in tasks):
        sizes = sorted({task.cases for task in tasks if task.engine.cases == cases})
        path = plan.folder / f"{cases}-{sizes[-1]}.jsonl"
        if not path.exists():
            told(f"generate {sizes[-1]:,} cases ({cases})")
            module, *arguments = GENERATORS[cases]
            python(module, *(one.format(sizes[-1], plan.seed, f"{path}.part") for one in arguments))
            Path(f"{path}.part").rename(path)
        for size in sizes:
            kinds = [task.engine.reads for task in tasks if task.engine.cases == cases and task.cases == size]
            _write(
                plan.given(cases, size), path, size, list(dict.fromkeys(kind for some in kinds for kind in some)), told
            )


def _write(folder: Path, path: Path, size: int, kinds: list[str], told: Told) -> None:
    folder.mkdir(exist_ok=True)
    left = [kind for kind in kinds if not (folder / f"{kind}.done").exists()]
    if left:
        told(f"write {', '.join(left)} for {size:,} cases")
        python("bench.batches.inputs", str(path), str(size), str(folder), *left)
        for kind in left:
            (folder / f"{kind}.done").touch()


def python(module: str, *arguments: str) -> bytes:
    """What a module prints that is run as a process of its own."""
    words = [sys.executable, "-m", module, *arguments]
    return subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
