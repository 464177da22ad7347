"""The reader of console blocks finds all of them and sees every difference."""

from pathlib import Path

import pytest

from tests.docs.console import ROOT, Block, Step, blocks, copy_tree, difference, run, surroundings


def test_a_block_has_its_place_its_mark_and_its_steps() -> None:
    page = "# Title\n\n```console\n$ one\na\n\nb\n$ two\n```\n\n<!-- test -->\n```console\n$ three\n```\n"
    assert blocks("page.md", page) == (
        Block("page.md:3", "", (Step("one", ("a", "", "b")), Step("two", ()))),
        Block("page.md:12", "test", (Step("three", ()),)),
    )


def test_a_command_goes_on_after_a_backslash() -> None:
    (block,) = blocks("page.md", "```console\n$ one \\\n  two\nshown\n```\n")
    assert block.steps == (Step("one \\\n  two", ("shown",)),)


@pytest.mark.parametrize(
    "page", ["````markdown\n```console\n$ one\n```\n````\n", "```sh\n$ one\n```\n", "```\n$ one\n```\n"]
)
def test_only_a_fence_of_its_own_marked_console_is_a_block(page: str) -> None:
    assert blocks("page.md", page) == ()


@pytest.mark.parametrize("body", ["shown\n$ one\n", ""])
def test_a_block_that_does_not_begin_with_a_command_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match=r"page\.md:1: a console block begins with a command"):
        blocks("page.md", f"```console\n{body}```\n")


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ((), ""),
        (("a", "", "b"), "a\n\nb\n"),
        (("a", "...", "d"), "a\nb\nc\nd\n"),
        (("a", "...", "d"), "a\nd\n"),
        (("...",), "a\nb\n"),
        (("(a)", "...", "[b]", "..."), "(a)\nx\n[b]\n"),
    ],
)
def test_three_dots_stand_for_any_number_of_lines(shown: tuple[str, ...], printed: str) -> None:
    assert difference(Step("one", shown), printed) == ""


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ((), "a\n"),
        (("a",), ""),
        (("a",), "a\nb\n"),
        (("a", "b"), "a\n"),
        (("a.c",), "abc\n"),
        (("a",), "a \n"),
        (("a", "...", "d"), "a\nb\nc\n"),
        (("...", "b"), "ab\n"),
    ],
)
def test_every_other_difference_is_told_with_the_command(shown: tuple[str, ...], printed: str) -> None:
    assert difference(Step("one", shown), printed).startswith("$ one\n--- shown\n+++ printed\n")


def test_commands_run_in_a_copy_of_the_tree_that_leaves_the_tree_alone(tmp_path: Path) -> None:
    tree, variables = copy_tree(tmp_path), surroundings(tmp_path)
    printed = run("head -c 11 README.md; echo; echo new >README.md; echo told >&2", tree, variables)
    assert printed == "# Necessity\ntold\n"
    assert (
        (tree / "README.md").read_text(encoding="utf-8") == "new\n" != (ROOT / "README.md").read_text(encoding="utf-8")
    )
