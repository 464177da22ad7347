"""The marked blocks of the README for `.ci/run`: `show test` prints its commands, `run set-up` runs it and compares.

Works before there is an environment. Not here: reading and running blocks (`tests.docs.console`).
"""

import os
import sys
import tempfile
from pathlib import Path

from tests.docs.console import copy_tree, difference, marked, run


def main(action: str, mark: str) -> str:
    """What `show` or `run` of the marked block has to tell. Leaves with status 1 where the output differs."""
    block = marked(mark)
    if action == "show":
        return "\n".join(step.command for step in block.steps)
    with tempfile.TemporaryDirectory() as folder:
        tree, variables = copy_tree(Path(folder)), {**os.environ, "XDG_CACHE_HOME": f"{folder}/cache"}
        found = [difference(step, run(step.command, tree, variables, errors=None)) for step in block.steps]
    if any(found):
        sys.exit("\n".join((f"{block.place}: the output differs", *filter(None, found))))
    return f"{block.place}: runs as shown"


if __name__ == "__main__":
    print(main(*sys.argv[1:]))
