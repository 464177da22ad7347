"""Console blocks of the README and of docs print what they show; `.ci/run` runs those that make environments."""

from pathlib import Path

import pytest

from tests.docs.console import PAGES, Block, blocks_of, copy_tree, difference, marked, run, surroundings

BLOCKS = [block for page in PAGES for block in blocks_of(page) if not block.mark]


@pytest.mark.parametrize("block", BLOCKS, ids=[block.place for block in BLOCKS])
def test_a_console_block_prints_what_it_shows(block: Block, tmp_path: Path) -> None:
    tree, variables = copy_tree(tmp_path), surroundings(tmp_path)
    for step in block.steps:
        if found := difference(step, run(step.command, tree, variables)):
            pytest.fail(f"{block.place}: the output differs\n{found}", pytrace=False)


@pytest.mark.parametrize("mark", ["set-up", "test"])
def test_the_readme_says_once_how_to_set_up_and_to_test(mark: str) -> None:
    assert all(step.command.startswith("python3 -m venv ") for step in marked(mark).steps)
