"""The command `what-if`."""

import click

from kb.case import Case
from kb.intake.written import not_stated, written_findings, written_slots
from kb.knowledge import KnowledgeBase
from kb.problems import Rejected
from solver.alternatives.what_if import slot, supposed
from solver.commands.shared import AS_JSON, CASE, POLICIES, load, notice, print_json, read, say, solver_of, width
from solver.render.what_if import what_if_json, what_if_text


@click.command("what-if")
@CASE
@click.option("--set", "added", multiple=True, metavar="FINDING", help="Say this of a slot; may be repeated.")
@click.option("--unset", multiple=True, metavar="FINDING", help="Say nothing of a slot; may be repeated.")
@AS_JSON
@POLICIES
def command(
    case: str, *, added: tuple[str, ...], unset: tuple[str, ...], as_json: bool, policies: tuple[str, ...]
) -> None:
    """Change findings of a CASE and see which verdicts flip, and through which clauses.

    A FINDING is written NAME[KEY, KEY]=VALUE, with the keys in the order of its declaration. Without a value it is
    documented as present, with =absent as absent; to be silent, unset it.

    \b
    Example:
      necessity what-if examples/two_stage_documented.yaml --set "stenosis[L4-L5]=moderate"
      necessity what-if examples/two_stage_documented.yaml --unset "stenosis[L4-L5]" --set "scoliosis=absent"
    """
    if not (added or unset):
        raise click.UsageError("Name something to --set or to --unset.")
    solver = solver_of(load(policies))
    stated = read(case, solver.kb)
    before, after = solver.decide(stated), solver.decide(_changed(stated, solver.kb, added, unset))
    if as_json:
        print_json(what_if_json(before, after))
        return
    say(what_if_text(before, after, width()), "", notice())


def _changed(case: Case, kb: KnowledgeBase, added: tuple[str, ...], unset: tuple[str, ...]) -> Case:
    slots = written_slots(unset, kb, case)
    stated = {slot(finding) for finding in case.findings}
    wrong = [not_stated(text) for text, one in zip(unset, slots, strict=True) if one not in stated]
    if wrong:
        raise Rejected(wrong)
    return supposed(case, written_findings(added, kb, case), slots)
