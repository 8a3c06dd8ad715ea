"""The messages as JSON. Decoding validates as construction does; ValueError for anything else.

A field that is not known is passed over: lanes and hub are updated one after the other.
"""

from typing import TypeVar

import msgspec

ValueT = TypeVar("ValueT")

_ENCODER = msgspec.json.Encoder(order="deterministic")


def encoded(value: object) -> bytes:
    """The bytes of a message."""
    return _ENCODER.encode(value)


def decoded(body: bytes, kind: type[ValueT]) -> ValueT:
    """The message of that kind. Its error never quotes what could not be read."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise ValueError(f"not a {kind.__name__}") from None
