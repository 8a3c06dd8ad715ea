"""What a register is to the counter: its name, the days asked for, and the rows that came."""

import re
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

REGISTERS: Final = MappingProxyType(
    {
        "signatures": "Signature log",
        "npp": "Privacy notices",
        "counselling": "Counselling log",
        "controlled": "IDs for controlled fills",
        "questions": "Questions before handing out",
        "exceptions": "Exceptions at pickup",
        "pickups": "Pickups",
        "notices": "Notices handed over",
        "schedule-v": "Schedule V record book",
        "pse": "PSE log",
        "ages": "Ages checked",
        "waivers": "Copays waived or left owed",
        "iias": "IIAS archive",
        "benefits": "Benefit cards, by programme",
        "voids": "Voided tickets",
        "no-sales": "Drawer opened, no sale",
        "untaxed": "Sales without tax",
        "sent-receipts": "Receipts sent to customers",
        "consents": "Consent to messages",
        "calls": "Calls about waiting bags",
        "settled": "Matters settled by a person",
        "views": "Patient records looked at",
        "sign-ins": "Sign-ins and locks",
        "staff": "Staff and training",
        "removed": "Records removed and held",
        "returns": "Returns and refunds",
        "returners": "Returns without a receipt",
    }
)
"""Each register by its key, in the order of the page; what it tells is read by the store."""
STOPS_PASSED_OVER: Final = "stops passed over"
"""What `rxlane pse duress` is recorded as. No page shows these words (section 10)."""
AUDIT: Final = "audit"
RULES: Final = "rules"
PAGES: Final = MappingProxyType(
    {**REGISTERS, AUDIT: "Proof for a payer's audit", RULES: "Rules in force"}
)
"""What stands on the left: the registers, then what goes with them."""


_HASH: Final = re.compile(r"[0-9a-f]{64}")
HASH_SHOWN: Final = 12


def shortened(cell: str) -> str:
    """The beginning of a hash is enough to find it; a CSV has it whole."""
    return f"{cell[:HASH_SHOWN]} …" if _HASH.fullmatch(cell) else cell


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line; `seq` and `hash` are its place in the chain of the journal."""

    seq: int
    hash: str
    cells: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """What a register says of some days. `more`: there were more rows than may be shown."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[RegisterRow, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class RegisterQuestion:
    """Which rows: both days are in it; `number` tells a late answer from that of a newer one."""

    number: int
    register: str
    since: date
    until: date
    sought: str = field(default="", repr=False)
