"""The command `necessity`. What its commands do stands in `solver.commands`, what they decide in `solver` and `kb`.

Exit status: 0 done, 1 an input was refused (its problems are on standard error), 2 the command was used wrongly,
130 stopped by Ctrl-C.
"""

import atexit
import gc
import os

import click

from solver.commands.group import Refusing

QUIET = 100_000
"""Objects between two searches for garbage: at the usual 700 a short call spends a twentieth of its time searching."""
MODULES = {
    "decide": "solver.commands.decide",
    "why": "solver.commands.why",
    "why-not": "solver.commands.why_not",
    "missing": "solver.commands.missing",
    "changes": "solver.commands.changes",
    "what-if": "solver.commands.what_if",
    "contrast": "solver.commands.contrast",
    "letter": "solver.commands.letter",
    "checklist": "solver.commands.checklist",
    "graph": "solver.commands.graph",
    "verify": "solver.commands.verify",
    "ask": "solver.commands.ask",
    "batch": "solver.commands.batch",
    "kb": "solver.commands.kb.group",
}


@click.group(cls=Refusing, modules=MODULES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="necessity", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Decide whether requested procedures are medically necessary under a payer's policy, and prove it.

    \b
    Example:
      necessity decide examples/two_stage.yaml

    Exit status: 0 done, 1 an input was refused, 2 wrong usage, 130 stopped. CASE is a YAML or JSON
    file, - is standard input.
    """
    gc.set_threshold(QUIET)
    atexit.register(gc.freeze)  # or the end is a last search of everything for garbage: a tenth of a short call
    if os.environ.get("NO_COLOR"):
        ctx.color = False


if __name__ == "__main__":
    main()
