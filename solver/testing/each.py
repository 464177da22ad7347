"""One entry that stands for several tests: `each` lists values, and `{name}` stands for one of them in turn.

Lists of several names go side by side, so they are of one length. Not here: what a test is (`solver.testing.form`).
"""

import re
from collections.abc import Iterator

from msgspec import ValidationError, convert
from msgspec.structs import replace

from kb.intake import shape
from kb.intake.mistake import Mistake, Path
from kb.problems import did_you_mean
from solver.testing.form import EachForm

FIELD = "each"
PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)\}")
Values = dict[str, str | int | float]
Entry = dict[str, object]


def expanded(entry: Entry, path: Path) -> tuple[Entry, ...] | tuple[Mistake, ...]:
    """The entries that an entry stands for, itself where it has no `each`; or what is wrong with its lists."""
    if FIELD not in entry:
        return (entry,)
    rest = {name: part for name, part in entry.items() if name != FIELD}
    rows = _rows(entry, (*path, FIELD))
    wrong = tuple(row for row in rows if isinstance(row, Mistake)) or tuple(_unknown(rest, entry[FIELD], path))
    if wrong:
        return wrong
    return tuple(_filled_entry(rest, row) for row in rows if not isinstance(row, Mistake))


def _rows(entry: Entry, path: Path) -> tuple[Values | Mistake, ...]:
    only = {FIELD: entry[FIELD]}
    try:
        lists = convert(only, EachForm).each
    except ValidationError:
        return tuple(replace(m, path=(*path, *m.path[1:])) for m in shape.mistakes(only, EachForm))
    lengths = {len(values) for values in lists.values()}
    if len(lengths) > 1:
        return (Mistake(code="N501", path=path, message="the lists of `each` go side by side", expected="one length"),)
    return tuple(dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True))


def _filled_entry(entry: Entry, row: Values) -> Entry:
    """The entry with values in the place of names; a title that uses none is told apart by the values."""
    made = {key: _filled(part, row) for key, part in entry.items()}
    if made.get("name") == entry.get("name"):
        made["name"] = f"{entry.get('name')} ({', '.join(map(str, row.values()))})"
    return made


def _filled(part: object, row: Values) -> object:
    match part:
        case str():
            whole = PLACEHOLDER.fullmatch(part)
            return row[whole[1]] if whole else PLACEHOLDER.sub(lambda found: str(row[found[1]]), part)
        case list():
            return [_filled(one, row) for one in part]
        case dict():
            return {key: _filled(one, row) for key, one in part.items()}
        case _:
            return part


def _unknown(part: object, lists: object, path: Path) -> Iterator[Mistake]:
    """A mistake for each placeholder that `each` has no list for."""
    assert isinstance(lists, dict)
    if isinstance(part, str):
        for name in dict.fromkeys(PLACEHOLDER.findall(part)):
            if name not in lists:
                hint = did_you_mean(name, lists)
                message = "`each` has no list of this name"
                yield Mistake(code="N501", path=path, message=message, found=f"{{{name[:60]}}}", hint=hint)
    members = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for step, one in members:
        yield from _unknown(one, lists, (*path, step))
