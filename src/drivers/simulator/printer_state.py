"""What a simulated receipt printer is and how it is: its model, its sensors, and the status bytes.

Written from scanners-printers-displays.md section 11; the bytes are put together here and nowhere
else, so that DLE EOT, ASB and GS r cannot contradict each other.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Roll(StrEnum):
    """What the paper sensors see."""

    OK = "ok"
    LOW = "low"
    OUT = "out"


class Fault(StrEnum):
    """What the mechanism suffers from."""

    NONE = "none"
    CUTTER = "cutter"
    UNRECOVERABLE = "unrecoverable"
    HOT = "hot"


@dataclass(frozen=True, slots=True)
class Model:
    """Which printer is simulated; `dots_per_s` 0 prints in no time."""

    dots: int = 512
    dots_per_s: int = 1_000
    names_processes: bool = True
    answers_status: bool = True
    drawer_open_high: bool = True
    maker: str = "EPSON"
    name: str = "TM-T88VI"

    def identity(self, which: int) -> bytes:
        """The answer to GS I n."""
        texts = {65: "1.00", 66: self.maker, 67: self.name, 68: "SIM0000001"}
        if which in texts:
            return b"\x5f" + texts[which].encode("ascii") + b"\x00"
        return b"\x02"


@dataclass(frozen=True, slots=True)
class DrawerPulse:
    """A solenoid was driven."""

    pin: int
    on_ms: int
    real_time: bool


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture in the printer's own memory: packed rows, 1 is black."""

    width: int
    height: int
    bits: bytes


FAULT_BITS: Final = {Fault.NONE: 0x00, Fault.CUTTER: 0x08, Fault.UNRECOVERABLE: 0x20,
                     Fault.HOT: 0x40}  # fmt: skip
PAPER_BYTES: Final = {Roll.OK: 0x00, Roll.LOW: 0x03, Roll.OUT: 0x0F}


@dataclass(frozen=True, slots=True)
class Condition:
    """Everything that the printer's status bytes are made of."""

    roll: Roll = Roll.OK
    fault: Fault = Fault.NONE
    cover_open: bool = False
    drawer_open: bool = False
    feeding: bool = False
    """Somebody holds the FEED button, and the paper moves."""

    @property
    def offline(self) -> bool:
        """Whether the mechanism is stopped, or busy with what a person does."""
        return self.stopped or self.feeding

    @property
    def stopped(self) -> bool:
        """Whether nothing can be printed until a person has done something."""
        return self.cover_open or self.roll is Roll.OUT or self.fault is not Fault.NONE

    def real_time(self, which: int, *, pin_high: bool) -> int | None:
        """The answer to DLE EOT n, or None where there is none."""
        faulty = self.fault is not Fault.NONE
        out = self.roll is Roll.OUT
        low = self.roll is not Roll.OK
        causes = {
            1: 0x04 * pin_high | 0x08 * self.offline | 0x40 * self.feeding,
            2: 0x04 * self.cover_open | 0x08 * self.feeding | 0x20 * out | 0x40 * faulty,
            3: FAULT_BITS[self.fault],
            4: 0x0C * low | 0x60 * out,
        }
        return 0x12 | causes[which] if which in causes else None

    def automatic(self, *, pin_high: bool) -> bytes:
        """The four bytes of ASB."""
        first = (
            0x10
            | 0x04 * pin_high
            | 0x08 * self.offline
            | 0x20 * self.cover_open
            | 0x40 * self.feeding
        )
        second = FAULT_BITS[self.fault] | 0x02 * self.feeding
        return bytes((first, second, PAPER_BYTES[self.roll], 0x0F))
