"""Problems as values: what is wrong, where, what was found, what was expected, and a hint.

Every reader collects all problems of its input and reports them at once, by raising `Rejected`. Not here: what counts
as a problem (each check says that), or colours (`cli`). The page `docs/problems.md` has a section for every code in
`TITLES`.
"""

from collections.abc import Iterable

from msgspec import Struct

from kb.language.syntax import Span

TITLES = {
    # reading a policy file
    "N101": "unreadable file",
    "N102": "front matter",
    "N103": "stray character",
    "N104": "syntax",
    "N105": "code table",
    # checking a knowledge base
    "N201": "unknown predicate",
    "N202": "wrong number of arguments",
    "N203": "wrong type of argument",
    "N204": "value outside its scale, choice or range",
    "N205": "unsafe variable",
    "N206": "cycle through not",
    "N207": "recursion among criteria",
    "N208": "duplicate id",
    "N209": "missing wording",
    "N210": "unreachable clause",
    "N211": "declared twice",
    "N212": "unknown type or unit",
    "N213": "literal out of place",
    "N214": "clause without a section",
    # reading a case
    "N301": "unreadable case",
    "N302": "not YAML or JSON",
    "N303": "refused YAML",
    "N304": "field",
    "N305": "unknown finding",
    "N306": "argument of a finding",
    "N307": "value of a finding",
    "N308": "level",
    "N309": "date",
    "N310": "code",
    "N311": "reference to nothing",
    "N312": "duplicate id in a case",
    # asking
    "N401": "no such line",
    "N402": "no such criterion",
    "N403": "query",
    "N404": "no such policy",
    "N405": "output",
    "N406": "no such verdict",
    "N407": "finding on the command line",
    # testing policies
    "N501": "test",
    "N502": "no tests",
    # checking a proof
    "N601": "no proof",
    "N602": "proof of another case",
    "N603": "proof with other policies",
    "N604": "step that does not follow",
    "N605": "altered sentence",
    # batches
    "N701": "input of a batch",
    "N702": "long form",
    "N703": "unfinished batch",
    "N704": "library that is not installed",
    "N705": "no such case in a batch",
}


class Problem(Struct, frozen=True, kw_only=True):
    """One mistake. `field` is a path into a case (`lines[2].levels[0]`), `section` the heading id in a policy,
    `excerpt` the source line that the caret points into. None of them may hold an identifier of a person."""

    code: str
    message: str
    file: str
    span: Span | None = None
    field: str | None = None
    section: str | None = None
    excerpt: str | None = None
    found: str | None = None
    expected: str | None = None
    hint: str | None = None

    def __str__(self) -> str:
        """The problem as people read it, several lines."""
        return "\n".join(line for line in (self._headline(), *self._caret(), *self._details()) if line)

    def _headline(self) -> str:
        place = f"{self.file}:{self.span.line}:{self.span.column}" if self.span else self.file
        where = f" [{self.field}]" if self.field else ""
        section = f" (in {self.section})" if self.section else ""
        return f"{place}: {self.code} {TITLES[self.code]}: {self.message}{where}{section}"

    def _caret(self) -> tuple[str, ...]:
        if self.span is None or self.excerpt is None:
            return ()
        shown = max(1, min(self.span.length, len(self.excerpt) - self.span.column + 1))
        return (f"    {self.excerpt}", "    " + " " * (self.span.column - 1) + "^" * shown)

    def _details(self) -> tuple[str, ...]:
        named = (("found", self.found), ("expected", self.expected), ("hint", self.hint))
        return tuple(f"    {name}: {text}" for name, text in named if text)


class Rejected(Exception):
    """An input that cannot be used, with every problem that was found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """A hint that names the closest of `known`, or None when nothing is close."""
    from difflib import get_close_matches  # only where something is wrong

    close = get_close_matches(name, list(known), n=1)
    return f"did you mean {close[0]}?" if close else None
