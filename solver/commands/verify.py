"""The command `verify`."""

from typing import TYPE_CHECKING

import click

from solver.commands.shared import AS_JSON, POLICIES, REFUSED, complain, load, notice, print_json, read, say, width

if TYPE_CHECKING:
    from kb.problems import Problem
    from solver.proof_file import ProofFile


@click.command("verify")
@click.argument("proof", metavar="PROOF")
@click.option("--case", required=True, metavar="CASE", help="The case that the proof is about.")
@AS_JSON
@POLICIES
@click.pass_context
def command(ctx: click.Context, proof: str, *, case: str, as_json: bool, policies: tuple[str, ...]) -> None:
    """Check a PROOF: every step must follow from the policies and the case.

    PROOF is what `necessity graph CASE --format json` writes, - is standard input. The checker shares no code with what
    decided the case. Exit status: 0 accepted, 1 rejected or refused.

    \b
    Example:
      necessity graph examples/two_stage.yaml --format json -o proof.json
      necessity verify proof.json --case examples/two_stage.yaml
    """
    from solver.proof_file import file_name, read_proof
    from solver.verify import verify

    base = load(policies)
    found = read_proof(proof)
    problems = verify(base, read(case, base), found, file_name(proof))
    if as_json:
        print_json(_data(found, problems))
    elif problems:
        complain(problems)
    else:
        say(*_accepted(found), "", notice())
    ctx.exit(REFUSED if problems else 0)


def _accepted(proof: "ProofFile") -> tuple[str, ...]:
    from solver.render.table import coloured, paragraph

    headline = f"accepted: all {len(proof.nodes)} steps follow from the policies and the case {proof.case}"
    return (coloured("necessary", headline), *(paragraph(f"  {text}", width(), "    ") for _, text in _proved(proof)))


def _proved(proof: "ProofFile") -> list[tuple[str, str]]:
    texts = {step.id: step.text for step in proof.nodes}
    return [(root, texts.get(root, "")) for root in proof.roots]


def _data(proof: "ProofFile", problems: "tuple[Problem, ...]") -> dict[str, object]:
    from solver.render.notice import NOTICE

    return {
        "accepted": not problems,
        "case": proof.case,
        "case_digest": proof.case_digest,
        "knowledge_base": proof.knowledge_base,
        "steps": len(proof.nodes),
        "proved": [{"node": node, "text": text} for node, text in _proved(proof)] if not problems else [],
        "problems": [{"code": one.code, "node": one.field, "message": one.message} for one in problems],
        "notice": NOTICE,
    }
