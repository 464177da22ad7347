"""How codes are written, and what somebody meant who wrote one otherwise.

A procedure has a CPT code (five digits, or four and a letter, as in Category III) or a HCPCS code (a letter and four
digits); a diagnosis has an ICD-10-CM code of 3 to 7 characters, with a point behind the third and `X` where a place is
left free. Not here: which codes there are (`kb.code_tables`), or what they are for (the policies).
"""

import re
from collections.abc import Iterator

PROCEDURE = r"[0-9]{5}|[0-9]{4}[A-HJ-NP-Z]|[A-HJ-NP-Z][0-9]{4}"
"""No letter that would be taken for a digit: no I and no O."""
DIAGNOSIS = r"[A-Z][0-9][0-9A-HJ-NP-Z](?:\.[0-9A-HJ-NP-Z]{1,4})?"
"""The same, but for the first place, which is never a digit."""
ANY = f"{PROCEDURE}|{DIAGNOSIS}"

PROCEDURE_FORM = "5 digits, 4 digits and a capital letter, or a capital letter and 4 digits"
ANY_FORM = f"{PROCEDURE_FORM}; or a diagnosis such as M51.360"

SYSTEM = re.compile(r"\s*(?:CPT|HCPCS|ICD[- ]?10(?:[- ]?CM)?)[\s:#-]*")
MODIFIER = re.compile(r"(?<=\w{5})[-\s]+[0-9A-Z]{2}")
UNDOTTED = re.compile(r"([A-Z][0-9][0-9A-Z])([0-9A-Z]{1,4})")
LOST_ZERO = re.compile(r"^[0-9]{3}[A-Z]$")
LONGEST = 40


def is_code(text: str, form: str = ANY) -> bool:
    """Whether a text is written as a code of a form."""
    return re.fullmatch(form, text, re.ASCII) is not None


def hint(text: str, form: str = ANY) -> str | None:
    """What may have been meant by a text that has another form: a code, or a code in another place."""
    if form == PROCEDURE and is_code(text.upper(), DIAGNOSIS):
        return "this is written as a diagnosis, and a procedure is asked for"
    found = next((guess for guess in _guesses(text[:LONGEST]) if is_code(guess, form)), None)
    return f"did you mean {found}?" if found else None


def _guesses(text: str) -> Iterator[str]:
    """The text without the name of a system, in capitals, without a modifier, with its zeros and its point; the first
    zero is what a spreadsheet drops."""
    bare = SYSTEM.sub("", text.upper(), count=1).strip()
    for guess in (bare, MODIFIER.sub("", bare)):
        yield guess
        yield guess[:1] + guess[1:].replace("O", "0").replace("I", "1")
        yield guess.replace("O", "0")
        yield UNDOTTED.sub(r"\1.\2", guess)
        yield LOST_ZERO.sub(r"0\g<0>", guess)
