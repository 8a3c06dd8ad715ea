"""Envelopes and fills as bytes, for whoever keeps them: canonical JSON with a kind and a schema.

Rules: a kind's schema number goes up when a field changes its meaning, and every number ever
written stays readable; decoding validates as construction does; ValueError for anything else.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from sync.messages import Envelope, FillSnapshot, PickupEnvelope, UndoEnvelope

SCHEMA = 1
ValueT = TypeVar("ValueT")


class _Letter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: str
    schema: int
    body: msgspec.Raw


_ENCODER = msgspec.json.Encoder(order="deterministic")
_OPEN = msgspec.json.Decoder(_Letter)
_PICKUP = msgspec.json.Decoder(PickupEnvelope)
_UNDO = msgspec.json.Decoder(UndoEnvelope)
_FILL = msgspec.json.Decoder(FillSnapshot)


def encode_envelope(envelope: Envelope) -> bytes:
    """What an outbox row keeps."""
    kind = "pickup" if isinstance(envelope, PickupEnvelope) else "undo"
    return _seal(kind, envelope)


def decode_envelope(stored: bytes) -> Envelope:
    """The envelope of an outbox row."""
    readers: dict[str, Callable[[Any], Envelope]] = {"pickup": _PICKUP.decode, "undo": _UNDO.decode}
    return _open(stored, readers)


def encode_fill(fill: FillSnapshot) -> bytes:
    """What the cache of fills keeps."""
    return _seal("fill", fill)


def decode_fill(stored: bytes) -> FillSnapshot:
    """A cached fill."""
    return _open(stored, {"fill": _FILL.decode})


def _seal(kind: str, value: object) -> bytes:
    return _ENCODER.encode(_Letter(kind, SCHEMA, msgspec.Raw(_ENCODER.encode(value))))


def _open(stored: bytes, readers: dict[str, Callable[[Any], ValueT]]) -> ValueT:
    try:
        letter = _OPEN.decode(stored)
        if letter.schema != SCHEMA or letter.kind not in readers:
            raise ValueError(f"{letter.kind} of schema {letter.schema} is not known here")
        return readers[letter.kind](letter.body)
    except msgspec.MsgspecError as error:  # its text may quote what it could not read
        raise ValueError("stored bytes that are no envelope and no fill") from error
