"""Facts as canonical bytes and back: sorted keys, no spaces, one encoding of each value.

Rules that hold here:

1. The set of facts is `terminal.domain.facts.FACTS`; a name outside it is not read.
2. What was written is read back whole: an unknown field is trouble, never dropped, because it
   would mean that another program wrote it.
3. An instant keeps the offset it was recorded with.
"""

from typing import Any, Final

import msgspec

from terminal.app.faults import KnownFault
from terminal.domain.facts import FACTS, Fact

_ENCODER: Final = msgspec.json.Encoder(order="sorted")
_NAMES: Final = {fact.__name__: fact for fact in FACTS}
assert len(_NAMES) == len(FACTS), "two facts share a name"

_decoders: dict[str, msgspec.json.Decoder[Fact]] = {}
"""Built on first use: start-up reads only the few kinds that open tickets hold."""


class UnreadableFact(KnownFault):
    """A journal row that this program cannot read. The body itself is never quoted."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            "The journal holds something this program cannot read",
            f"{name}: {why}.",
            "Update the program; the journal itself is kept as it is.",
        )


def encode(fact: Fact) -> bytes:
    return _ENCODER.encode(fact)


def canonical(value: object) -> bytes:
    """Any value that msgspec knows, in the same canonical form."""
    return _ENCODER.encode(value)


def decode(name: str, body: bytes) -> Fact:
    """The fact `name` that `body` holds. Raises `UnreadableFact`."""
    kind = _NAMES.get(name)
    if kind is None:
        raise UnreadableFact(_printable(name), "a kind of fact that it does not know")
    try:
        fact = _decoder(name, kind).decode(body)
    except msgspec.DecodeError:  # its text may quote what it could not read
        raise UnreadableFact(name, "its fields are not those of this kind") from None
    again = encode(fact)
    if again != body and not _holds(msgspec.json.decode(again), msgspec.json.decode(body)):
        raise UnreadableFact(name, "it has fields that this kind does not have")
    return fact


def _decoder(name: str, kind: type[Fact]) -> msgspec.json.Decoder[Fact]:
    decoder = _decoders.get(name)
    if decoder is None:
        decoder = _decoders[name] = msgspec.json.Decoder(kind)
    return decoder


def _printable(name: str) -> str:
    return ascii(name[:40])


def _holds(whole: Any, part: Any) -> bool:
    """Whether every field of `part` is also in `whole`; defaults may have been added since."""
    match whole, part:
        case dict(), dict():
            return all(key in whole and _holds(whole[key], part[key]) for key in part)
        case list(), list():
            return len(whole) == len(part) and all(map(_holds, whole, part))
        case _:
            return bool(whole == part)
