"""What the line to the store hub asks of the vault: the key under which the store's lanes mark a
buyer, which the hub itself never has.
"""

from typing import Protocol

from terminal.domain.identity import Digest


class HubKeys(Protocol):
    """One lane's; its methods block the thread of the line, never the counter's."""

    @property
    def public(self) -> str:
        """To this, others seal the key for this lane: 64 hex digits."""

    @property
    def check(self) -> str:
        """Of the key that this lane holds, 32 hex digits; nothing: it holds none."""

    def begin(self) -> None:
        """Hold a key, a new one if need be: durable. Raises `KnownFault`."""

    def open(self, sealed: str, check: str) -> bool:
        """Hold the key in the box instead of any other: durable. False: it is not that key.

        Raises `KnownFault`.
        """

    def seal(self, public: str) -> str:
        """The key in a box for the lane that showed this. ValueError when that is no public key."""

    def mark(self, digest: Digest) -> str:
        """How the store's lanes name a buyer to each other: 64 hex digits."""

    def lock(self, text: bytes, about: str) -> str:
        """What only the store's lanes read; `about` says what it is, and nothing else opens it."""

    def unlock(self, sealed: str, about: str) -> bytes | None:
        """None: it is sealed under another key, or about something else."""
