"""What the status bits mean (scanners-printers-displays.md section 11), merged into one value.

Rules: what no byte has said yet is unknown, never "ok"; a later byte overrides an earlier one,
whichever way it came; nothing here knows time.
"""

from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from typing import Final, assert_never


class Presence(StrEnum):
    """Whether the printer can be talked to; UNHEARD: only written to, and nothing can be known."""

    ONLINE = "online"
    OFFLINE = "offline"
    SILENT = "silent"
    ABSENT = "absent"
    UNHEARD = "unheard"


class Paper(StrEnum):
    """What the paper sensors say."""

    OK = "ok"
    LOW = "low"
    OUT = "out"
    UNKNOWN = "unknown"


class PrinterError(StrEnum):
    """What stops the mechanism: cutter jam, broken, or hot (recovers by itself)."""

    NONE = "none"
    CUTTER = "cutter"
    UNRECOVERABLE = "unrecoverable"
    AUTO = "auto"
    UNKNOWN = "unknown"


class Question(Enum):
    """`n` of DLE EOT n."""

    PRINTER = 1
    OFFLINE_CAUSE = 2
    ERROR_CAUSE = 3
    PAPER = 4


@dataclass(frozen=True, slots=True)
class Condition:
    """The printer's own account of itself; None and UNKNOWN until it has spoken."""

    offline: bool | None = None
    cover_open: bool | None = None
    paper: Paper = Paper.UNKNOWN
    error: PrinterError = PrinterError.UNKNOWN
    drawer_pin_high: bool | None = None

    @property
    def healthy(self) -> bool:
        """Whether all that must be known before printing is known and good."""
        return (
            self.cover_open is False
            and self.paper in (Paper.OK, Paper.LOW)
            and self.error is PrinterError.NONE
            and self.offline is not True
        )

    @property
    def stopped(self) -> bool:
        """Whether the printer said that it does not print now."""
        known_error = self.error not in (PrinterError.NONE, PrinterError.UNKNOWN)
        return bool(self.offline or self.cover_open or known_error) or self.paper is Paper.OUT


UNHEARD: Final = Condition()

# DLE EOT 1
DRAWER_PIN_HIGH: Final = 0x04
OFFLINE: Final = 0x08
# DLE EOT 2
COVER_OPEN: Final = 0x04
PAPER_END_STOP: Final = 0x20
# DLE EOT 3, and byte 2 of ASB
CUTTER: Final = 0x08
UNRECOVERABLE: Final = 0x20
AUTO_RECOVERABLE: Final = 0x40
# DLE EOT 4
NEAR_END: Final = 0x0C
PAPER_END: Final = 0x60
# ASB
ASB_COVER_OPEN: Final = 0x20
ASB_NEAR_END: Final = 0x03
ASB_PAPER_END: Final = 0x0C


def _error(byte: int) -> PrinterError:
    if byte & UNRECOVERABLE:
        return PrinterError.UNRECOVERABLE
    if byte & CUTTER:
        return PrinterError.CUTTER
    return PrinterError.AUTO if byte & AUTO_RECOVERABLE else PrinterError.NONE


def _paper(byte: int, near_end: int, end: int) -> Paper:
    if byte & end:
        return Paper.OUT
    return Paper.LOW if byte & near_end else Paper.OK


def answered(condition: Condition, question: Question, byte: int) -> Condition:
    """The condition after the answer to DLE EOT n.

    n = 2 alone never says that the paper is OK, only that printing stopped for want of it; its
    error bit has no kind, so n = 3 tells the error.
    """
    match question:
        case Question.PRINTER:
            return replace(
                condition,
                offline=bool(byte & OFFLINE),
                drawer_pin_high=bool(byte & DRAWER_PIN_HIGH),
            )
        case Question.OFFLINE_CAUSE:
            ended = Paper.OUT if byte & PAPER_END_STOP else condition.paper
            return replace(condition, cover_open=bool(byte & COVER_OPEN), paper=ended)
        case Question.ERROR_CAUSE:
            return replace(condition, error=_error(byte))
        case Question.PAPER:
            return replace(condition, paper=_paper(byte, NEAR_END, PAPER_END))
        case _:
            assert_never(question)


def told(first: int, second: int, third: int) -> Condition:
    """The condition that one Automatic Status Back tells: all of it."""
    return Condition(
        offline=bool(first & OFFLINE),
        cover_open=bool(first & ASB_COVER_OPEN),
        paper=_paper(third, ASB_NEAR_END, ASB_PAPER_END),
        error=_error(second),
        drawer_pin_high=bool(first & DRAWER_PIN_HIGH),
    )
