"""What a lane is set up with: pure values; bootstrap reads them from the settings file."""

from dataclasses import dataclass, field
from enum import Enum
from zoneinfo import ZoneInfo

from terminal.domain.identity import LaneId
from terminal.domain.policy import FsaMode
from terminal.domain.rounding import CashRounding

LOCK_AFTER_S = 120.0
"""DESIGN.md section 8: inactivity of two minutes locks the screen."""


PAPER_COLUMNS = {80: (42, 48, 56, 64), 58: (32, 42)}
"""How many columns a receipt has, by the width of the paper in mm: what printers have."""


class Profile(Enum):
    """What kind of place the lane is; pages and sizes follow it."""

    COUNTER = "counter"
    DRIVE_THROUGH = "drive-through"


@dataclass(frozen=True, slots=True)
class StoreDetails:
    """The head of the receipt."""

    name: str
    address: tuple[str, ...]
    phone: str
    return_policy: str = ""
    logo: str = ""
    """The two signs under which the printer keeps the store's logo; none: no logo."""

    def __post_init__(self) -> None:
        if self.logo and (len(self.logo) != 2 or not (self.logo.isascii() and self.logo.isalnum())):
            raise ValueError("a logo is named by two letters or digits, as it was stored")


@dataclass(frozen=True, slots=True)
class Devices:
    """Where each device is, as a URL of drivers/wire; empty: none on this lane."""

    scanner: str = ""
    printer: str = ""
    display: str = ""
    card_terminal: str = ""


class ScannerKind(Enum):
    """Which bytes the scanner takes from the counter: none, beeps, or Zebra's packets."""

    PLAIN = "plain"
    HONEYWELL = "honeywell"
    ZEBRA_SSI = "zebra ssi"


class DrawerSensor(Enum):
    """The level of the drawer's sensor while it is open; it depends on the wiring."""

    HIGH = "high"
    LOW = "low"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Settings:
    store: StoreDetails
    lane: LaneId = LaneId("1")
    profile: Profile = Profile.COUNTER
    jurisdiction: str = "US-TX"
    time_zone: str = "America/Chicago"
    rounding: CashRounding = CashRounding.OFF
    fsa: FsaMode = FsaMode.IIAS
    theme: str = "light"
    lock_after_s: float = LOCK_AFTER_S
    scanner_kind: ScannerKind = ScannerKind.PLAIN
    receipt_columns: int = 42
    paper_mm: int = 80
    printer_confirms: bool = True
    """Whether the printer names the job that is out (TM-T88IV and later do)."""
    drawer_open_when: DrawerSensor = DrawerSensor.HIGH
    devices: Devices = field(default_factory=Devices)
    phms_url: str = ""

    def __post_init__(self) -> None:
        if not self.lane or len(self.lane) > 2 or not self.lane.isalnum():
            raise ValueError("a lane is one or two letters or digits")
        if self.receipt_columns not in PAPER_COLUMNS.get(self.paper_mm, ()):
            raise ValueError(
                "a receipt has 42, 48, 56 or 64 columns on 80 mm paper, 32 or 42 on 58 mm"
            )
        if not 10 <= self.lock_after_s <= 900:
            raise ValueError("the screen locks after 10 seconds to 15 minutes")
        ZoneInfo(self.time_zone)
