"""Ctrl-C ends any command with its own exit status, and no traceback."""

from unittest.mock import patch

import click
from click.testing import CliRunner

from cli import main


def test_ctrl_c_is_told_apart_from_a_refusal() -> None:
    with patch.object(click.Command, "invoke", side_effect=KeyboardInterrupt):
        done = CliRunner().invoke(main, ["decide", "examples/two_stage.yaml"])
    assert (done.exit_code, done.stderr, done.stdout) == (130, "Stopped.\n", "")
