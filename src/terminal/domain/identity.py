"""Identifiers, each its own type so that one cannot stand for another."""

from typing import NewType

SaleId = NewType("SaleId", str)
"""A UUID, made before the first fact of the sale."""
LineId = NewType("LineId", int)
"""1, 2, 3 ... within one sale, never reused."""
TenderId = NewType("TenderId", int)
"""1, 2, 3 ... within one sale, never reused."""
LaneId = NewType("LaneId", str)
"""Two characters, as printed on receipts and sent in card references."""
StaffId = NewType("StaffId", str)
"""The number a person signs in with."""
AttemptRef = NewType("AttemptRef", str)
"""Our own reference of one card attempt, unique for ever; 14 characters (card-terminal.md 5)."""
JobId = NewType("JobId", str)
PickupId = NewType("PickupId", str)
"""A UUID: the idempotency key of one pickup on its way to the PhMS."""
TillId = NewType("TillId", str)
"""One session of one lane's till: `2-Z00041`."""
Digest = NewType("Digest", str)
"""SHA-256 in hex."""
EMPTY_DIGEST = Digest("")
