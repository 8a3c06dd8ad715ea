"""What is wrong with a row of a rule file, in plain words, and at which of its keys.

Rules that hold here: whoever reads it writes rule files and no programs; a reason that names no key
is pinned to the one key that it can be about, else to the whole row.
"""

import re
import typing
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields
from enum import Enum
from typing import Any, Final

_AT_KEY: Final = re.compile(r" - at `\$\.(\w+)[^`]*`")
_MISSING: Final = re.compile(r"missing required field `(\w+)`")
_TYPES: Final = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_ENUM: Final = re.compile(r"Invalid enum value '?([^']*)'?")
_NAMED_FIRST: Final = re.compile(r"(\w+): ")
_WORD: Final = re.compile(r"[a-z]+")
_PLAIN: Final = {
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "str": 'a text in quotes, like "this"',
    "date": "a day like 2026-01-31",
    "array": 'a list like ["one", "two"]',
    "object": "a table",
    "null": "nothing",
}


def in_words(error: str, terms: type[Any]) -> str:
    """The reason as msgspec or the terms gave it, without types and paths."""
    found = _AT_KEY.search(error)
    key = "" if found is None else found[1]
    reason = _reason(_AT_KEY.sub("", error), key, terms)
    return f"{key}: {reason}" if key else reason


def _reason(error: str, key: str, terms: type[Any]) -> str:
    missing = _MISSING.search(error)
    if missing is not None:
        return f"the row has no {missing[1]}, which every rule of this kind needs"
    types = _TYPES.search(error)
    if types is not None:
        wanted = " or ".join(_PLAIN.get(each, each) for each in types[1].split(" | "))
        return f"here stands {wanted}, not {_PLAIN.get(types[2], types[2])}"
    enum = _ENUM.search(error)
    if enum is not None:
        known = ", ".join(f'"{each}"' for each in _choices(key, terms))
        return f'"{enum[1]}" is not known here; choose of: {known}' if known else error
    return error


def _choices(key: str, terms: type[Any]) -> list[str]:
    hint = typing.get_type_hints(terms).get(key)
    return [] if hint is None else [str(each.value) for each in _enum_in(hint)]


def _enum_in(hint: Any) -> list[Enum]:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return list(hint)
    return next((found for each in typing.get_args(hint) if (found := _enum_in(each))), [])


def key_of(
    error: str,
    row: Mapping[str, Any],
    envelope: Collection[str],
    good: Callable[[dict[str, Any]], bool],
) -> str:
    """The key of `row` that it is about; empty where that cannot be said.

    `envelope`: the keys that every row has, which a reason is about less often than about the
    others. `good`: whether a row without one of its keys would do.
    """
    found = _AT_KEY.search(error) or _NAMED_FIRST.match(error)
    if found is not None and found[1] in row:
        return found[1]
    if _MISSING.search(error):
        return ""
    one = [key for key in row if good({k: value for k, value in row.items() if k != key})]
    if len(one) != 1:
        said = {each.removesuffix("s") for each in _WORD.findall(error.casefold())}
        named = [key for key in row if said & {each.removesuffix("s") for each in key.split("_")}]
        one = [key for key in named if key not in envelope] or named
    return one[0] if len(one) == 1 else ""


def names_of(terms: type[Any]) -> frozenset[str]:
    return frozenset(each.name for each in fields(terms))
