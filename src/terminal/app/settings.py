"""What a lane is set up with: pure values; bootstrap reads them from the settings file."""

import re
from dataclasses import dataclass, field
from datetime import time
from enum import Enum
from zoneinfo import ZoneInfo

from terminal.domain.attempt import Merchant
from terminal.domain.discount import DiscountPolicy
from terminal.domain.identity import LaneId
from terminal.domain.keyed import TenderRules
from terminal.domain.language import Language
from terminal.domain.policy import Certification, FsaMode, FsaOnCards, ResumedPrices
from terminal.domain.receipt_message import email_of
from terminal.domain.refund import ReturnRules
from terminal.domain.rounding import CashRounding
from terminal.domain.rx_mask import rx_masks
from terminal.domain.tax import MAX_AREAS

LOCK_AFTER_S = 120.0
"""DESIGN.md section 8: inactivity of two minutes locks the screen."""
DRAWER_ALARM_S = 60.0
"""A drawer that is open for a minute was forgotten: giving change takes seconds."""
DRAWER_PINS = (2, 5)
"""The pins of the printer's kick-out connector that drive a solenoid."""


CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
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
    language: Language = Language.ENGLISH
    """What a receipt is written in where nobody wants it otherwise."""
    return_policy_spanish: str = ""
    """Empty: the one above stands on Spanish paper too."""
    merchant_id: str = ""
    """As the processor gave it, on paper with a card payment; empty: it is not printed ..."""
    terminal_id: str = ""
    """... nor is that of this lane's terminal."""
    refund_signature: bool = True
    """Whether the receipt of a refund has a line for the customer's signature."""

    def __post_init__(self) -> None:
        if self.logo and (len(self.logo) != 2 or not (self.logo.isascii() and self.logo.isalnum())):
            raise ValueError("a logo is named by two letters or digits, as it was stored")

    @property
    def merchant(self) -> Merchant:
        return Merchant(self.name, self.merchant_id, self.terminal_id)

    def policy_in(self, language: Language) -> str:
        """What is said of returns; a store's words in another language go before none."""
        spanish = language is Language.SPANISH
        return (self.return_policy_spanish if spanish else "") or self.return_policy


@dataclass(frozen=True, slots=True)
class Devices:
    """Where each device is, as a URL of drivers/wire; empty: none on this lane."""

    scanner: str = ""
    printer: str = ""
    display: str = ""
    card_terminal: str = ""


class CardTerminalKind(Enum):
    """Which protocol the card terminal speaks; a PAX terminal's address is among the devices."""

    PAX = "pax"
    NEXO = "nexo"


@dataclass(frozen=True, slots=True)
class Nexo:
    """A terminal that speaks nexo Retailer JSON, as the vendor and the store set it up.

    The passphrase of its key is no setting: it is kept in the vault.
    """

    address: str
    """`https://192.0.2.12:8443/nexo`"""
    poi_id: str
    """The terminal, `<model>-<serial number>`."""
    key_identifier: str
    key_version: int
    certificate: str
    """A file with the certificate that signed the terminal's, and no other; PEM."""
    certificate_name: str = ""
    """The name in the terminal's certificate; empty: as the vendor names a live terminal."""
    sale_id: str = ""
    """This till as the terminal knows it; empty: `LANE` and the lane."""
    leave_out_fsa: bool = False
    """Cards may pay for eligible goods although the FSA/HSA amounts cannot be sent with them."""


class StoredUpload(Enum):
    """Who sees to it that stored sales are uploaded."""

    AUTOMATIC = "automatic"
    BY_HAND = "by hand"


class OfflineApproval(Enum):
    """When the card terminal approves without the bank."""

    NEVER = "never"
    ALWAYS = "always"
    UNTIL_BATCH = "until batch"
    AUTOMATIC = "automatic"


@dataclass(frozen=True, slots=True)
class StoreAndForward:
    """What a PAX terminal may approve while the bank cannot be reached, and send later.

    The bank may decline it then: the store's loss. Without the table the terminal is told nothing;
    NEVER switches off what it was told before, and has no limits.
    """

    mode: OfflineApproval
    floor_cents: int = 0
    """The largest sale."""
    card_ceiling_cents: int = 0
    """All that may wait of one card brand."""
    total_ceiling_cents: int = 0
    max_count: int = 0
    max_age_days: int = 0
    upload: StoredUpload = StoredUpload.AUTOMATIC
    """When the bank is there again, and every night."""
    upload_at: str = "03:00"
    """Every night at this time of the store, or as soon afterwards as the lane is quiet."""

    def __post_init__(self) -> None:
        if not CLOCK.fullmatch(self.upload_at):
            raise ValueError('upload_at is a time of the day, such as "03:00"')

    @property
    def nightly(self) -> time:
        return time.fromisoformat(self.upload_at)


@dataclass(frozen=True, slots=True)
class PseExchange:
    """The state's exchange for pseudoephedrine and its like (pickup-and-compliance.md 10)."""

    address: str
    """`https://.../`, as the exchange gave it."""
    store_id: str
    """The store as the exchange knows it."""


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


class DrawerPulse(Enum):
    """How the drawer is opened; buffered only for printers that do not know the other."""

    REAL_TIME = "real time"
    BUFFERED = "buffered"


class DisplayKind(Enum):
    """Whose commands the customer's line display takes."""

    EPSON = "epson"
    LOGIC_CONTROLS = "logic controls"


@dataclass(frozen=True, slots=True)
class Forms:
    """The store's own forms, printed as they are on a page printer of this computer."""

    medicare_rights: str = ""
    """A PDF file with the notice CMS-10147; empty: the store hands out its printed stock."""
    printer: str = ""
    """The printer's name in the system; empty: its default printer."""


class MailSecurity(Enum):
    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"  # a server on this computer alone


LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Mail:
    """The store's mail server, for receipts. The password is no setting: `rxlane key mail`."""

    host: str
    sender: str
    """The address that receipts come from."""
    port: int = 587
    security: MailSecurity = MailSecurity.STARTTLS
    user: str = ""
    """Whom it lets in; empty: it asks for nobody."""

    def __post_init__(self) -> None:
        if not self.host or email_of(self.sender) is None:
            raise ValueError("mail has a host, and a sender that is an e-mail address")
        if not 1 <= self.port <= 65_535:
            raise ValueError("a port of a mail server is 1 to 65535")
        if self.security is MailSecurity.NONE and self.host not in LOOPBACK:
            raise ValueError("only a mail server on this computer may be used without TLS")


@dataclass(frozen=True, slots=True)
class Texts:
    """A gateway for text messages (uplink/README.md). Its key is no setting: `rxlane key texts`."""

    address: str
    """`https://.../`"""
    sender: str = ""
    """The number that they come from, where the gateway asks for it."""


@dataclass(frozen=True, slots=True)
class Settings:
    store: StoreDetails
    lane: LaneId = LaneId("1")
    profile: Profile = Profile.COUNTER
    jurisdiction: str = "US-TX"
    tax_areas: tuple[str, ...] = ()
    """County, city and districts whose sales tax adds to the state's."""
    time_zone: str = "America/Chicago"
    rounding: CashRounding = CashRounding.OFF
    fsa: FsaMode = FsaMode.IIAS
    fsa_certification: Certification = Certification.PENDING
    """Nobody is certified by leaving it out."""
    theme: str = "light"
    lock_after_s: float = LOCK_AFTER_S
    scanner_kind: ScannerKind = ScannerKind.PLAIN
    scanner_prefix: str = ""
    """What a scanner that types sends first; empty: learned from the set-up barcode."""
    rx_masks: tuple[str, ...] = ()
    """How the PhMS prints its label codes (domain/rx_mask.py); empty: number and fill."""
    receipt_columns: int = 42
    paper_mm: int = 80
    printer_confirms: bool = True
    """Whether the printer names the job that is out (TM-T88IV and later do)."""
    drawer_open_when: DrawerSensor = DrawerSensor.NONE
    """NONE until it was learnt: a wrong level would alarm over a closed drawer."""
    drawer_pin: int = 2
    drawer_pulse: DrawerPulse = DrawerPulse.REAL_TIME
    drawer_alarm_s: float = DRAWER_ALARM_S
    """The drawer may stand open so long; 0: no alarm."""
    display_kind: DisplayKind = DisplayKind.EPSON
    display_brightness: int = 4
    customer_screen: str = ""
    """The screen for the customer: none, "second" or a screen's own name."""
    devices: Devices = field(default_factory=Devices)
    card_terminal_kind: CardTerminalKind = CardTerminalKind.PAX
    log_card_frames: bool = False
    """Write the card terminal's conversation into the technical log, masked: for support."""
    nexo: Nexo | None = None
    store_and_forward: StoreAndForward | None = None
    """None: a card is approved by the bank alone."""
    phms_url: str = ""
    pse_exchange: PseExchange | None = None
    """None: where a rule asks for the exchange, nothing of it is sold."""
    pse_only_lane: bool = False
    """Whether this lane alone sells what is logged: then its ledger is that of the store."""
    schedule_v_only_lane: bool = False
    """Whether this lane alone sells Schedule V over the counter: its book is not told to others."""
    forms: Forms = field(default_factory=Forms)
    tenders: TenderRules = field(default_factory=TenderRules)
    ask_picker_name: bool = False
    """Ask for the name of whoever picks up for somebody else, whatever the rules want."""
    ask_telephone: bool = True
    """Offer the last four digits of the telephone as a second identifier at pickup."""
    discounts: DiscountPolicy = field(default_factory=DiscountPolicy)
    resumed_prices: ResumedPrices = ResumedPrices.KEPT
    """Of a ticket that was put aside and is taken up on another day."""
    returns: ReturnRules = field(default_factory=ReturnRules)
    """What the store takes back."""
    till_required: bool = True
    """Nothing is paid before somebody has opened the till with a counted float."""
    till_float_cents: int = 15_000
    """What stays in the drawer at the close, for the next opening."""
    till_opens_itself: bool = False
    """For a demo alone: whoever signs in finds the till open, with its float."""

    mail: Mail | None = None
    """None: no receipt is e-mailed."""
    texts: Texts | None = None
    """None: none is sent as a text message."""

    def __post_init__(self) -> None:
        if not self.lane or len(self.lane) > 2 or not self.lane.isalnum():
            raise ValueError("a lane is one or two letters or digits")
        if self.receipt_columns not in PAPER_COLUMNS.get(self.paper_mm, ()):
            raise ValueError(
                "a receipt has 42, 48, 56 or 64 columns on 80 mm paper, 32 or 42 on 58 mm"
            )
        if not 10 <= self.lock_after_s <= 900:
            raise ValueError("the screen locks after 10 seconds to 15 minutes")
        if self.drawer_pin not in DRAWER_PINS:
            raise ValueError("a drawer is opened over pin 2 or pin 5")
        if self.drawer_alarm_s and not 5 <= self.drawer_alarm_s <= 3600:
            raise ValueError("the drawer's alarm comes after 5 seconds to 1 hour; 0 is never")
        if not 1 <= self.display_brightness <= 4:
            raise ValueError("the display's brightness goes from 1 to 4")
        areas = (self.jurisdiction, *self.tax_areas)
        if len(set(areas)) != len(areas) or len(areas) > MAX_AREAS:
            raise ValueError(f"a store lies in at most {MAX_AREAS} tax areas, each named once")
        if not 0 <= self.till_float_cents <= 100_000:
            raise ValueError("till_float_cents is the next float, 0 to 100000: at most 1,000.00")
        rx_masks(self.rx_masks)
        ZoneInfo(self.time_zone)
        if self.card_terminal_kind is CardTerminalKind.NEXO:
            if self.store_and_forward is not None:
                raise ValueError(
                    "a nexo terminal approves nothing without the bank; leave the table"
                    " [store_and_forward] out"
                )
            if self.nexo is None:
                raise ValueError('card_terminal_kind = "nexo" needs a table [nexo]')
            if self.devices.card_terminal:
                raise ValueError(
                    "the address of a nexo terminal is nexo.address; leave devices.card_terminal"
                    " empty"
                )

    @property
    def has_card_terminal(self) -> bool:
        return bool(self.devices.card_terminal) or self.card_terminal_kind is CardTerminalKind.NEXO

    @property
    def fsa_on_cards(self) -> FsaOnCards:
        """What becomes of FSA/HSA amounts: how nexo writes them is not confirmed by the vendor
        (card-terminal.md section 19).
        """
        if self.card_terminal_kind is CardTerminalKind.PAX or self.nexo is None:
            return FsaOnCards.SENT
        return FsaOnCards.LEFT_OUT if self.nexo.leave_out_fsa else FsaOnCards.REFUSED
