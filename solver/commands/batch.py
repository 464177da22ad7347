"""The command `batch`."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import click

from kb.problems import Rejected
from solver.batch import spark
from solver.batch.deciders import ENGINES
from solver.batch.plan import Plan, policies_of
from solver.batch.reading.inputs import Inputs
from solver.batch.requests import refusing
from solver.batch.run import Batch, Count, Told, to_file, to_stream
from solver.batch.summary import Summary, summary_json, summary_text
from solver.batch.writing.form import STANDARD_OUTPUT, kind, unwritable
from solver.batch.writing.targets import check
from solver.commands.kb.testing import JOBS
from solver.commands.shared import AS_JSON, POLICIES, STOPPED, load, notice, print_json, width

SOME_REJECTED = 3


@click.command("batch")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False), help="A .jsonl, .csv or .parquet file.")
@click.option(
    "--engine", type=click.Choice(tuple(ENGINES)), default=next(iter(ENGINES)), show_default=True, help="What decides."
)
@JOBS
@click.option("--policy", "only", multiple=True, metavar="ID", help="Write this policy's verdicts; may be repeated.")
@click.option("--explain", is_flag=True, help="Add the reasons of each verdict, and the silent facts among them.")
@click.option("--rejects", type=click.Path(dir_okay=False), help="A file for the problems of cases that are refused.")
@click.option("--metrics", type=click.Path(dir_okay=False), help="A CSV file for counts and yearly figures.")
@click.option("--resume", is_flag=True, help="Go on with a batch that was stopped.")
@AS_JSON
@POLICIES
def command(  # noqa: PLR0913 - it has as many as it has options
    *,
    inputs: tuple[str, ...],
    output: str,
    engine: str,
    jobs: int,
    only: tuple[str, ...],
    explain: bool,
    rejects: str | None,
    metrics: str | None,
    resume: bool,
    as_json: bool,
    policies: tuple[str, ...],
) -> None:
    """Decide all cases of each INPUT and write a row for each verdict.

    An INPUT is a file of cases (.jsonl, also .gz or .zst), a table of statements (.csv, .parquet), a folder of cases,
    a case, or - for cases on standard input, a line each. The output appears when it is whole; - is standard output.

    \b
    Example:
      necessity batch requests.jsonl -o verdicts.parquet --rejects rejects.jsonl

    Exit status: 0 all decided, 3 some were rejected, 1 no output, 2 wrong usage, 130 stopped.
    """
    if output == STANDARD_OUTPUT and (as_json or resume):
        raise click.UsageError("--json and --resume need a file for the output: -o FILE.")
    if STANDARD_OUTPUT in (rejects, metrics):
        raise click.UsageError("--rejects and --metrics need a file; standard output is for -o -.")
    found = Inputs(inputs)
    if resume and not found.stay:
        raise click.UsageError("--resume reads the input again, and standard input cannot be read again.")
    check([path for path in (output, rejects, metrics) if path and path != STANDARD_OUTPUT], found.files)
    for path, others in ((rejects, (".csv", ".parquet")), (metrics, (".jsonl", ".ndjson", ".parquet"))):
        if path is not None and path.lower().endswith(others):
            raise Rejected([unwritable(path, "this file is written in another format", hint="choose another ending")])
    if engine == spark.ENGINE:
        spark.see_ready()
    form, kb = kind(output), load(policies)
    only = policies_of(kb, only)
    plan = Plan(form, engine, policies, only, explain, metrics is not None, kb.digest)
    started = monotonic()
    count = _run(Batch(plan, kb, found, jobs, output, rejects, metrics), resume=resume)
    summary = Summary(count.tally, refusing(kb), monotonic() - started, count.here, rejects is not None)
    if as_json:
        print_json(summary_json(summary))
    else:
        click.echo(f"{summary_text(summary, width())}\n\n{notice()}", err=True)
    if count.tally.rejected:
        sys.exit(SOME_REJECTED)


def _run(batch: Batch, *, resume: bool) -> Count:
    """Run a batch; on Ctrl-C, say what becomes of it and leave."""
    try:
        with _progress(batch.inputs) as told:
            if batch.output == STANDARD_OUTPUT:
                return to_stream(batch, sys.stdout.buffer, told)
            return to_file(batch, told, resume=resume)
    except KeyboardInterrupt:
        click.echo(_stopped(batch), err=True)
        sys.exit(STOPPED)
    except OSError as error:
        if error.errno == errno.EPIPE or batch.output == STANDARD_OUTPUT:
            raise
        hint = "put that right, then go on with --resume" if batch.inputs.stay else None
        name = str(error.filename or batch.output)
        raise Rejected([unwritable(name, error.strerror or "it cannot be written", hint=hint)]) from None


def _stopped(batch: Batch) -> str:
    if batch.output == STANDARD_OUTPUT or not batch.inputs.stay:
        return "Stopped. There is nothing to go on with: begin again."
    return f"Stopped. The same command with --resume goes on with {batch.output}."


def _shown(item: str | None) -> str:
    return item or ""


@contextmanager
def _progress(inputs: Inputs) -> Iterator[Told]:
    """What to call with the counts so far: on a terminal, a bar shows on standard error how much of the input has been
    decided, how fast, and the time left."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    started, shown = monotonic(), 0
    unknown: Iterator[str] = iter(str, "")  # no items, and nobody knows that
    with click.progressbar(unknown, inputs.total, "batch", file=sys.stderr, item_show_func=_shown) as bar:

        def told(count: Count) -> None:
            nonlocal shown
            rate = count.here / max(monotonic() - started, 0.001)
            bar.update(inputs.position - shown, f"{count.tally.records:,} cases, {rate:,.0f} a second")
            shown = inputs.position

        yield told
