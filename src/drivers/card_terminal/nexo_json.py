"""JSON with exact numbers: money goes from cents to text and back and is never a float.

Rules that hold here:

1. A number is kept as it was written (`Number`); `amount` and `cents_of` are the only conversions.
2. Whatever the bytes are, `decode` answers with an object or raises `BadJson`, which holds no byte.
3. Reading from a tree never raises: what is not there, or is of another kind, is None or "".
"""

import json
import re
from collections.abc import Mapping
from typing import Final

MAX_TEXT: Final = 64
"""The longest value that is kept from an answer; the vendor's transaction numbers have 36."""
# Cents up to the port's nine digits; more decimals only if they are zeroes. No exponents: nobody
# writes money so.
_MONEY: Final = re.compile(r"(\d{1,7})(?:\.(\d{1,2})0*)?", re.ASCII)
# A card number has 12 to 19 digits, perhaps in groups; in a text for people it has no place.
_CARD_LIKE: Final = re.compile(r"\d(?:[ -]?\d){11,18}", re.ASCII)


class Number(str):
    """A JSON number exactly as it is written."""

    __slots__ = ()


class BadJson(Exception):
    """The bytes are not one JSON object."""


def encode(value: object) -> bytes:
    """Write a tree of dict, list, str, bool, int and `Number`."""
    return _write(value).encode("utf-8")


def _write(value: object) -> str:
    match value:
        case Number():
            return str(value)
        case bool() | int() | str():
            return json.dumps(value)
        case dict():
            return "{" + ",".join(f"{_write(k)}:{_write(v)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ",".join(map(_write, value)) + "]"
    raise TypeError(f"{type(value).__name__} has no place in a message")


def decode(data: bytes) -> dict[str, object]:
    """Read one object; the same name twice in one object is refused."""
    try:
        tree = json.loads(
            data.decode("utf-8"),
            parse_int=Number,
            parse_float=Number,
            parse_constant=_no_constant,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError):
        raise BadJson from None
    if not isinstance(tree, dict):
        raise BadJson
    return tree


def _no_constant(_name: str) -> object:
    raise BadJson  # NaN and Infinity are not JSON


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise BadJson
    return made


def amount(cents: int) -> Number:
    """Whole cents as decimal major units."""
    if cents < 0:
        raise ValueError("an amount is not negative")
    return Number(f"{cents // 100}.{cents % 100:02d}")


def cents_of(value: object) -> int | None:
    """The cents of a JSON number; None if it is none, or no whole number of cents."""
    found = _MONEY.fullmatch(value) if isinstance(value, Number) else None
    if found is None:
        return None
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def at(tree: object, *path: str) -> object:
    """What stands at the end of the path, or None."""
    for name in path:
        if not isinstance(tree, Mapping):
            return None
        tree = tree.get(name)
    return tree


def text_at(tree: object, *path: str) -> str:
    """The text at the end of the path, in printable ASCII and not over `MAX_TEXT`, or ""."""
    return plain(at(tree, *path))


def whole_text_at(tree: object, *path: str) -> str:
    """The text at the end of the path, uncut, or ""."""
    found = at(tree, *path)
    return str(found) if isinstance(found, str) else ""


def plain(value: object) -> str:
    """A text reduced to printable ASCII and `MAX_TEXT` characters; "" for anything else."""
    if not isinstance(value, str):
        return ""
    return "".join(c for c in value if c.isascii() and c.isprintable())[:MAX_TEXT].strip()


def masked(text: str) -> str:
    """A text for people, without anything that could be a card number."""
    return _CARD_LIKE.sub("****", text)
