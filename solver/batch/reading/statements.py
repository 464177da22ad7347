"""What a row of the long form says: of the request, of a line, of a document, or a finding.

The predicate of a row is a finding, or names a field: `request.policy`, `line.code`, `line.level` (a row for each),
`document.kind`. Not here: whose row it is (`solver.batch.reading.long_form`).
"""

from collections.abc import Mapping

from msgspec import Struct

from kb.intake.mistake import cut, hidden

COLUMNS = ("case", "line", "predicate", "arguments", "value", "polarity", "evidence")
USED: Mapping[str, tuple[str, ...]] = {
    "request": ("value",),
    "line": ("line", "value"),
    "document": ("arguments", "value"),
}
"""What a row about a field says, besides whose case it is and which field."""
PRESENCE: Mapping[str, bool] = {"": True, "present": True, "absent": False}
NUMBERS = ("units", "page")
DIGITS = 9
"""A whole number with more of them is none that a field could hold."""
FLAGS: Mapping[str, bool] = {"true": True, "false": False}

Cell = str | dict[str, str]
"""What stands in a column: a text, or in Parquet a mapping."""
Fields = dict[str, object]


class Misfit(Exception):
    """A row that does not fit the form: what is wrong with it, in which column, and what should stand there."""

    def __init__(self, message: str, column: str, found: str | None = None, expected: str | None = None) -> None:
        super().__init__(message)
        self.message, self.column, self.expected = message, column, expected
        self.found = None if found is None else cut(found)


class Row(Struct, frozen=True):
    """A row with the number of its line: its cells by their columns, or as many as could be read where it has a
    `fault`."""

    number: int
    cells: dict[str, Cell]
    fault: str | None = None

    @property
    def case(self) -> str | None:
        """The case that it belongs to, where that can be read."""
        return owner(self.cells.get("case"))

    def text(self, column: str) -> str:
        """The text in a column. Raises `Misfit` where it is none."""
        found = self.cells[column]
        if isinstance(found, str):
            return found
        raise Misfit("this column holds a text", column)


def owner(found: Cell | None) -> str | None:
    """The name of a case in a cell, None where there is none."""
    return found if isinstance(found, str) and found and found.isprintable() else None


class Said(Struct, frozen=True):
    """What a row says: a field of the request, or of the line or document with a name; or `fields` of a finding."""

    part: str
    name: str = ""
    field: str = ""
    value: str = ""
    fields: Fields = {}


FINDING = "finding"


def said(row: Row) -> Said:
    """What a row says. Raises `Misfit`."""
    part, _, field = row.text("predicate").partition(".")
    if part not in USED or not field:
        return Said(FINDING, fields=_finding(row))
    value = _only(row, part)
    match part:
        case "line":
            return Said(part, _named(row.text("line"), "line"), field, value)
        case "document":
            return Said(part, _named(_pairs(row, "arguments").get("id", ""), "arguments", "id=…"), field, value)
    return Said(part, "", field, value)


def evidence(row: Row) -> Fields:
    """Where what a row says stands. Raises `Misfit`."""
    return {name: _typed(name, value) for name, value in _pairs(row, "evidence").items()}


class Draft:
    """A case in the making. What stands in its fields is checked later, like that of any case."""

    def __init__(self) -> None:
        self._request: Fields = {}
        self._lines: dict[str, Fields] = {}
        self._documents: dict[str, Fields] = {}
        self._findings: list[Fields] = []

    def case(self, name: str) -> Fields:
        """The case with a name."""
        lists = {
            "lines": list(self._lines.values()),
            "findings": self._findings,
            "documents": list(self._documents.values()),
        }
        return {"case": name, "request": self._request, **lists}

    def state(self, row: Row) -> None:
        """Add what a row says. Raises `Misfit`."""
        if row.fault is not None:
            raise Misfit(row.fault, "")
        if row.case is None:
            raise Misfit("the row does not say whose case it is", "case")
        found = said(row)
        match found.part:
            case "request":
                put(self._request, found)
            case "line":
                put(self._lines.setdefault(found.name, {"id": found.name}), found)
            case "document":
                put(self._documents.setdefault(found.name, {"id": found.name}), found)
            case _:
                self._findings.append(found.fields)


def put(fields: Fields, found: Said) -> None:
    """Add what is said of a part to its fields. Raises `Misfit` where that was said already."""
    if found.part == "line" and found.field == "level":
        levels = fields.setdefault("levels", [])
        if not isinstance(levels, list):
            raise Misfit("this is said twice", "predicate", "levels")
        levels.append(found.value)
        return
    if found.field in fields:
        raise Misfit("this is said twice", "predicate", found.field)
    fields[found.field] = _typed(found.field, found.value)


def _only(row: Row, part: str) -> str:
    """The value of a row that says nothing else than rows of its kind do."""
    for column in COLUMNS[3:] + ("line",):
        if column not in USED[part] and row.cells[column]:
            raise Misfit(f"a row about a {part} has nothing here", column)
    return _named(row.text("value"), "value")


def _named(text: str, column: str, expected: str | None = None) -> str:
    if not text:
        raise Misfit("this must not be empty", column, expected=expected)
    return text


def _typed(field: str, value: str) -> object:
    """The value as its field wants it; others stay text."""
    if field in NUMBERS and value.isascii() and value.isdigit() and len(value) <= DIGITS:
        return int(value)
    return FLAGS.get(value, value) if field == "expedited" else value


def _finding(row: Row) -> Fields:
    polarity = row.text("polarity")
    if polarity not in PRESENCE:
        raise Misfit("this is no polarity", "polarity", polarity, "present, absent, or nothing")
    where = evidence(row)
    stated = {
        "line": row.text("line"),
        "at": _pairs(row, "arguments"),
        "value": row.text("value"),
        "evidence": where,
    }
    name = _named(row.text("predicate"), "predicate")
    return {"finding": name, "present": PRESENCE[polarity], **{field: one for field, one in stated.items() if one}}


def _pairs(row: Row, column: str) -> dict[str, str]:
    """What a column says as `name=value; name=value`. In evidence, a note goes on to the end."""
    cell = row.cells[column]
    if isinstance(cell, dict):
        return cell
    found: dict[str, str] = {}
    rest = cell.strip()
    while rest:
        name, equals, value = rest.partition("=")
        if name.strip() in found:
            raise Misfit("this is said twice", column, name.strip())
        if not equals:
            seen = hidden(rest) if column == "evidence" else rest
            raise Misfit("this is no list of names with values", column, seen, "name=value; name=value")
        last = column == "evidence" and name.strip() == "note"
        value, _, rest = (value, "", "") if last else value.partition(";")
        found[name.strip()] = value.strip()
        rest = rest.strip()
    return found
