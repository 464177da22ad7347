"""Reading single cases as a batch does."""

from solver.chunks.cases import Read
from solver.chunks.intake import Intake
from solver.chunks.parts import Unusual


def from_parts(intake: Intake, text: bytes) -> Read:
    """The case in a text, put together from its parts. Raises `Unusual` where that cannot be."""
    places, found = intake.ordinary([text])
    if not places:
        raise Unusual
    (name,), (lines,), (digest,), (policy,) = found.names, found.lines, found.digests, found.policies
    return Read(name, lines, found.groups.tolist(), digest, policy)


def read(intake: Intake, text: bytes, file: str = "c.json") -> Read:
    """The same, in full where it is unusual. Raises `Rejected`."""
    try:
        return from_parts(intake, text)
    except Unusual:
        return intake.full(text, file)
