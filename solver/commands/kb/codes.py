"""The command `kb codes`."""

import click

from solver.commands.shared import AS_JSON, POLICIES, load, notice, print_json, say, width


@click.command("codes")
@click.argument("code", required=False)
@click.option("--on", metavar="DATE", help="Say how each listing stands on this day, such as 2024-10-01.")
@AS_JSON
@POLICIES
def command(code: str | None, *, on: str | None, as_json: bool, policies: tuple[str, ...]) -> None:
    """Look a CODE up in tables and clauses.

    Without CODE, count what the tables hold. Absence from a table is not coverage.

    \b
    Example:
      necessity kb codes M51.36 --on 2024-10-01
    """
    if on is not None and code is None:
        raise click.UsageError("--on needs a CODE")
    from solver import codes
    from solver.render import codes as render

    base = load(policies)
    if code is None:
        found, counted = codes.tables(base), codes.systems(base)
        shown, text = render.tables_json(found, counted), render.tables_text(found, counted, width())
    else:
        entry = codes.look_up(base, code, on)
        shown, text = render.entry_json(base, entry), render.entry_text(base, entry, width())
    if as_json:
        print_json(shown)
    else:
        say(text, "", notice())
