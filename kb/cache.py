"""A cache of derived data under the XDG cache folder, addressed by content.

An entry's name is the hash of everything that it was made from, and it starts with the hash of its own bytes: a stale,
cut or broken entry is never used, it is made again. A cache that cannot be written is done without.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import TypeVar

import msgspec

T = TypeVar("T")

FORMAT = "3"
"""Part of every name: raise it when the same texts are made into something else, by the compiler for instance."""
DIGEST_SIZE = 32
LARGEST = 100_000_000
"""Bytes of the largest entry; what is longer was not written here."""


def folder() -> str:
    """`$XDG_CACHE_HOME/necessity`, or `~/.cache/necessity`."""
    base = os.environ.get("XDG_CACHE_HOME") or ""
    return os.path.join(base if os.path.isabs(base) else os.path.expanduser("~/.cache"), "necessity")


def digest(*parts: str) -> str:
    """The SHA-256 of texts, each kept apart from the next."""
    found = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        found.update(len(data).to_bytes(8, "big") + data)
    return found.hexdigest()


def remembered(kind: type[T], name: str, key: str, make: Callable[[], T]) -> T:
    """The value of `make`, from the cache when an intact entry for `key` is there. `kind` is the type to decode."""
    place = os.path.join(folder(), f"{name}-{digest(FORMAT, key)[:40]}.msgpack")
    found = _read(kind, place)
    if found is not None:
        return found
    made = make()
    _write(place, msgspec.msgpack.encode(made))
    return made


def _read(kind: type[T], place: str) -> T | None:
    try:
        with open(place, "rb") as file:
            data = file.read(LARGEST)
        if sha256(data[DIGEST_SIZE:]).digest() != data[:DIGEST_SIZE]:
            return None
        return msgspec.msgpack.decode(data[DIGEST_SIZE:], type=kind)
    except (OSError, msgspec.MsgspecError):
        return None


def _write(place: str, data: bytes) -> None:
    temporary = f"{place}.{os.getpid()}"
    try:
        os.makedirs(folder(), exist_ok=True)
        with open(temporary, "wb") as file:
            file.write(sha256(data).digest() + data)
        os.replace(temporary, place)
    except OSError:
        with suppress(OSError):
            os.remove(temporary)
