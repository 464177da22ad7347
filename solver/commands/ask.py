"""The command `ask`."""

import click

from solver.commands.shared import AS_JSON, CASES, POLICIES, load, notice, print_json, read, say, width
from solver.query import Query
from solver.render.table import table


@click.command("ask")
@click.argument("query")
@CASES
@AS_JSON
@POLICIES
def command(query: str, cases: tuple[str, ...], *, as_json: bool, policies: tuple[str, ...]) -> None:
    """Put a Datalog QUERY to the knowledge base and the cases.

    A query is a clause body. A criterion or finding is read as supported unless `refuted` stands before it.

    \b
    Example:
      necessity ask 'line_level(Line, Level), refuted significant_stenosis(Level)' examples/two_stage.yaml
    """
    kb = load(policies)
    found = Query(kb, query).answers([read(case, kb) for case in cases])
    if as_json:
        print_json({"columns": ["case", *found.columns], "rows": [list(row) for row in found.rows]})
        return
    counted = f"{len(found.rows)} answer{'' if len(found.rows) == 1 else 's'}"
    say(table(("case", *found.columns), found.rows, width()), "", counted, "", notice())
