"""What a lane is set up with: pure values; bootstrap reads them from the settings file."""

from dataclasses import dataclass, field
from enum import Enum
from zoneinfo import ZoneInfo

from terminal.domain.identity import LaneId
from terminal.domain.policy import FsaMode
from terminal.domain.rounding import CashRounding
from terminal.domain.rx_mask import rx_masks

LOCK_AFTER_S = 120.0
"""DESIGN.md section 8: inactivity of two minutes locks the screen."""


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


@dataclass(frozen=True, slots=True)
class Devices:
    """Where each device is, as a URL of drivers/wire; empty: none on this lane."""

    scanner: str = ""
    printer: str = ""
    display: str = ""
    card_terminal: str = ""


class ScannerKind(Enum):
    """What the scanner speaks: text, text that it wants answered, packets, reports, or keys."""

    PLAIN = "plain"
    HONEYWELL = "honeywell"
    HONEYWELL_HOST_ACKNOWLEDGE = "honeywell host acknowledge"
    ZEBRA_SSI = "zebra ssi"
    HID = "hid"
    KEYBOARD = "keyboard"


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
    scanner_prefix: str = ""
    """What a scanner that types sends first; empty: learned from the set-up barcode."""
    rx_masks: tuple[str, ...] = ()
    """How the PhMS prints its label codes (domain/rx_mask.py); empty: number and fill."""
    receipt_columns: int = 42
    printer_confirms: bool = True
    """Whether the printer names the job that is out (TM-T88IV and later do)."""
    drawer_open_when: DrawerSensor = DrawerSensor.HIGH
    devices: Devices = field(default_factory=Devices)
    phms_url: str = ""

    def __post_init__(self) -> None:
        if not self.lane or len(self.lane) > 2 or not self.lane.isalnum():
            raise ValueError("a lane is one or two letters or digits")
        if self.receipt_columns not in (42, 48):
            raise ValueError("a receipt has 42 or 48 columns")
        if not 10 <= self.lock_after_s <= 900:
            raise ValueError("the screen locks after 10 seconds to 15 minutes")
        rx_masks(self.rx_masks)
        ZoneInfo(self.time_zone)
