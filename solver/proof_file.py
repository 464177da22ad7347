"""The file of a proof: its fields as structs, and how it is read. The published schema is made from these structs.

Not here: how a proof is written (`solver.render.proof_json`), or whether it holds (`solver.verify`).
"""

import os
import sys
from typing import Any

from msgspec import DecodeError, Struct, json

from kb.problems import Problem, Rejected
from solver.proof import Node

LARGEST = 500_000_000
"""Bytes: a proof of a million steps."""
STANDARD_INPUT = "-"


class Step(Node, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step with what people read of it: its sentence, and for a clause the headings above it."""

    text: str
    citation: tuple[str, ...] = ()


class ProofFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A proof, with the case and the knowledge base that it is about; `nodes` has premises before conclusions, `roots`
    the ids of what is to be proved."""

    case: str
    case_digest: str
    knowledge_base: str
    roots: tuple[str, ...]
    nodes: tuple[Step, ...]


def read_proof(source: str | os.PathLike[str], text: str | bytes | None = None) -> ProofFile:
    """The proof in a file; `-` is standard input, and `text` stands for the content of the file. Raises `Rejected`."""
    content = _content(source) if text is None else text
    try:
        found, plain = json.decode(content, type=ProofFile), json.decode(content)
    except (DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _rejected(source, str(error)) from None
    if json.decode(json.encode(found)) != plain:
        raise _rejected(source, "it has fields that no proof has, or fields that are empty")
    return found


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the file."""
    definitions = {name: _in_one_line(form) for name, form in json.schema(ProofFile)["$defs"].items()}
    whole = definitions.pop("ProofFile")
    dialect = "https://json-schema.org/draft/2020-12/schema"
    found = {"$schema": dialect, **whole, "title": "A proof of Necessity", "$defs": definitions}
    return json.decode(json.encode(found), type=dict)


def file_name(source: str | os.PathLike[str]) -> str:
    """What messages call the source."""
    return "standard input" if str(source) == STANDARD_INPUT else str(source)


def _content(source: str | os.PathLike[str]) -> bytes:
    try:
        if str(source) == STANDARD_INPUT:
            found = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with open(source, "rb") as file:
                found = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise _rejected(source, getattr(error, "strerror", None) or "this is no name of a file") from None
    if len(found) > LARGEST:
        raise _rejected(source, f"it is larger than {LARGEST} bytes")
    return found


def _rejected(source: str | os.PathLike[str], why: str) -> Rejected:
    hint = "write one with `necessity graph CASE --format json -o FILE`"
    return Rejected([Problem(code="N601", message=why, file=file_name(source), hint=hint)])


def _in_one_line(form: dict[str, Any]) -> dict[str, Any]:
    return {**form, "description": " ".join(form["description"].split())}
