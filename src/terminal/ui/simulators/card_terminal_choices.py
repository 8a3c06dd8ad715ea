"""What the window of a simulated card terminal offers for the next payment, by its make."""

from dataclasses import dataclass
from typing import Final

from drivers.simulator import stand_card_terminal as pax
from drivers.simulator import stand_nexo as nexo
from drivers.simulator.stand_card_terminal import CardTerminalStand
from drivers.simulator.stand_nexo import NexoStand

Choices = tuple[tuple[str, str], ...]
"""What a person reads, and what is said to the device."""

PARTIAL: Final = "partial"


@dataclass(frozen=True, slots=True)
class NextChoices:
    """How the payment ends, and what happens on the way."""

    outcomes: Choices
    ways: Choices


_PAX: Final = NextChoices(
    (
        ("Approved", "approve"),
        ("Approved in part: only", PARTIAL),
        ("Declined", "decline"),
        ("No card in time", "timeout"),
        ("Cancelled at the terminal", "abort"),
        ("The bank is not reached", "host-down"),
        ("Host charged, answer lost, reversed", "host-error"),
        ("Approved offline", "offline"),
        ("Taken for a duplicate", "duplicate"),
    ),
    (
        ("and the line is good", ""),
        ("and it says nothing at all", "no-ack"),
        ("... and charges nothing", "no-ack, uncharged"),
        ("and it NAKs once", "nak 1"),
        ("and it NAKs four times", "nak 4"),
        ("and two check bytes are wrong", "bad-check 2"),
        ("and four check bytes are wrong", "bad-check 4"),
        ("and it drips byte by byte", "drip"),
        ("with noise before the answer", "noise"),
        ("with reports before the answer", "status 3"),
        ("with ACK and answer in one", "one-write"),
        ("with EOT instead of the answer", "eot"),
        ("and the line drops after the ACK", "drop-after-ack"),
        ("and the line drops after the answer", "drop-after-answer"),
        *((f"and power fails {name.replace('-', ' ')}", f"power-cut {name}") for name in pax.CUTS),
        ("with newer, longer answers", "newer"),
        ("with trimmed answers", "trimmed"),
    ),
)
_NEXO: Final = NextChoices(
    (
        ("Approved", "approve"),
        ("Approved in part: only", PARTIAL),
        ("Declined", "decline"),
        ("No card in time", "timeout"),
        ("Cancelled at the terminal", "abort"),
        ("The bank is not reached", "host-down"),
        ("Approved offline", "offline"),
        ("A card is still inserted", "fail InsertedCard"),
        ("Logged out", "fail LoggedOut"),
    ),
    (
        ("and the network is good", ""),
        ("and it never answers", "silent"),
        ("and nothing arrives", "lost"),
        ("and the line breaks at once", "drop-at-once"),
        ("and the line breaks before the answer", "drop-after"),
        ("and the answer breaks off", "reset-at 200"),
        ("and the answer stops for 5 s", "stall 100 5s"),
        ("and the answer is 5 s late", "late 5s"),
        ("and the answer of before comes", "stale"),
        ("and an abort comes too late", "abort-loses"),
        ("with a seal that does not fit", "wrong-hmac"),
        ("with an answer without a seal", "in-clear"),
        ("with garbage for an answer", "garbage"),
        ("with HTTP status 500", "status 500"),
        ("with another request's answer", "other-service"),
        ("with another terminal's answer", "other-terminal"),
        *((f"and power fails {name.replace('-', ' ')}", f"power-cut {name}") for name in nexo.CUTS),
        ("and it restarts after the bank", "power-cut after-host, reboot 3s"),
    ),
)


def choices_of(stand: CardTerminalStand | NexoStand) -> NextChoices:
    """Those of this make."""
    return _NEXO if isinstance(stand, NexoStand) else _PAX
