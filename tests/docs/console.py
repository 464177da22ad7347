"""Console blocks of Markdown pages: commands with what they print, run in a copy of the tree and compared.

A line `$ command` starts a step, and a command that ends in a backslash goes on in the next line. The lines below it
are what the command prints; `...` alone on a line stands for any number of them. A block that makes an environment is
under `<!-- set-up -->` or `<!-- test -->` and carries that mark. Nothing here needs more than Python itself, since the
marked blocks are read before there is an environment. Not here: which blocks are run when.
"""

import difflib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
ANY_LINES = "..."
LEFT_OUT = shutil.ignore_patterns(".git", ".venv*", ".*_cache", ".hypothesis", "__pycache__")
FENCE = re.compile(
    r"^(?:<!-- (?P<mark>set-up|test) -->\n+)?(?P<ticks>`{3,})(?P<language>[^`\n]*)\n(?P<body>.*?)^(?P=ticks)`*[ ]*$",
    re.MULTILINE | re.DOTALL,
)
STEP = re.compile(r"^\$ (?P<command>(?:.*\\\n)*.*)\n(?P<shown>(?:(?!\$ ).*\n)*)", re.MULTILINE)


class Step(NamedTuple):
    """A command and the lines that it prints."""

    command: str
    shown: tuple[str, ...]


class Block(NamedTuple):
    """A console block: where it stands (`README.md:12`), its mark or an empty text, and its steps."""

    place: str
    mark: str
    steps: tuple[Step, ...]


def blocks(page: str, text: str) -> tuple[Block, ...]:
    """The console blocks of a page's text. Raises `ValueError` for one that does not begin with a command."""
    found = (match for match in FENCE.finditer(text) if match["language"].strip() == "console")
    return tuple(_block(f"{page}:{text.count(chr(10), 0, match.start('ticks')) + 1}", match) for match in found)


def blocks_of(path: Path) -> tuple[Block, ...]:
    """The console blocks of a file of this project, placed by its path from the root."""
    return blocks(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def marked(mark: str) -> Block:
    """The one block of the README with this mark. Raises `ValueError` when there is none, or more."""
    (found,) = (block for block in blocks_of(ROOT / "README.md") if block.mark == mark)
    return found


def copy_tree(folder: Path) -> Path:
    """A copy of the project's files in a new folder of `folder`, without environments, caches and history."""
    return Path(shutil.copytree(ROOT, folder / "tree", ignore=LEFT_OUT))


def surroundings(folder: Path) -> dict[str, str]:
    """The variables for commands: this environment's scripts come first, caches stay in `folder`, text is plain."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
    return {**os.environ, "PATH": path, "XDG_CACHE_HOME": str(folder / "cache"), "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}


def run(command: str, folder: Path, variables: dict[str, str], errors: int | None = subprocess.STDOUT) -> str:
    """What a command prints in `folder`. `errors` says what becomes of standard error; by default it is part of it."""
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    return done.stdout


def difference(step: Step, printed: str) -> str:
    """A unified diff of what is shown and what was printed, empty when they agree."""
    lines = printed.splitlines()
    pattern = "".join("(?:.*\n)*?" if line == ANY_LINES else re.escape(line) + "\n" for line in step.shown)
    if re.fullmatch(pattern, "".join(line + "\n" for line in lines)):
        return ""
    return "\n".join((f"$ {step.command}", *difflib.unified_diff(step.shown, lines, "shown", "printed", lineterm="")))


def _block(place: str, match: re.Match[str]) -> Block:
    body = match["body"]
    if not body.startswith("$ "):
        raise ValueError(f"{place}: a console block begins with a command: $ ...")
    steps = (Step(step["command"], tuple(step["shown"].splitlines())) for step in STEP.finditer(body))
    return Block(place, match["mark"] or "", tuple(steps))
