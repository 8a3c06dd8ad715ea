"""What lies on the demo's counter to be scanned: bags of prescriptions, goods, cards, odd labels.

Everything in it is invented. Names and birth dates stand beside the bags, so that whoever plays
the customer knows what to answer.
"""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from sync.messages import FillStatus
from sync.simulator.demo_fills import DemoFill, DemoPatient, demo_pharmacy
from terminal.paths import resource_root
from terminal.presentation.views import Tone
from terminal.ui.simulators.scanner import ShelfItem

BAGS, GOODS, OTHER = "Bags", "Goods", "Other"
ADULT: Final = 18
CARD_YEARS: Final = 4
DATAMATRIX_GTIN: Final = "00614141101009"
MARKS: Final = {
    FillStatus.ON_HOLD: "on hold",
    FillStatus.CANCELLED: "cancelled",
    FillStatus.SOLD: "sold",
    FillStatus.PREPARING: "not ready",
}


def shelf(today: date | None = None) -> tuple[ShelfItem, ...]:
    """All of it, as it lies there on that day."""
    day = today or date.today()  # noqa: DTZ011  the demo's day is the store's own
    return (*_bags(day), *_goods(), *_cards(day), *_odd_labels(day))


def _bags(day: date) -> Iterator[ShelfItem]:
    pharmacy = demo_pharmacy(day)
    for fill in pharmacy.fills:
        person = pharmacy.patient(fill.patient)
        yield ShelfItem(
            BAGS,
            f"Rx {fill.rx}-{fill.fill:02}  {person.given} {person.family}",
            f"{fill.drug}; born {person.birth_date:%m/%d/%Y}",
            "]C0",
            f"{fill.rx}-{fill.fill:02}",
            *_mark(fill),
        )


def _mark(fill: DemoFill) -> tuple[Tone, str]:
    if fill.status in MARKS:
        return Tone.ATTENTION, MARKS[fill.status]
    if fill.schedule is not None:
        return Tone.INFO, "controlled"
    return Tone.PLAIN, ""


def _goods() -> Iterator[ShelfItem]:
    path = resource_root() / "resources" / "catalogue" / "sample.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            restricted = row["restriction"] != "none"
            yield ShelfItem(
                GOODS,
                row["name"],
                f"{row['gtin']}, {row['price']}",
                "]E0",
                row["gtin"].rjust(13, "0"),
                Tone.ATTENTION,
                row["restriction"].replace("pseudoephedrine", "PSE") if restricted else "",
            )


def _cards(day: date) -> Iterator[ShelfItem]:
    for person in demo_pharmacy(day).patients:
        age = (day - person.birth_date).days // 365
        if person.name in ("rosalind", "orville"):
            yield _card(person, day + timedelta(days=365 * CARD_YEARS), "ID card")
        elif person.name == "casimir":
            yield _card(person, day - timedelta(days=30), "ID card, expired")
        elif age < ADULT:
            yield _card(person, day + timedelta(days=365 * CARD_YEARS), "ID card, under age")


def _card(person: DemoPatient, expires: date, name: str) -> ShelfItem:
    """The barcode at the back of a card (scanners-printers-displays.md section 8)."""
    elements = [
        f"DAQS{person.birth_date:%y%m%d}01",
        f"DCS{person.family.upper()}",
        f"DAC{person.given.upper()}",
        f"DBB{person.birth_date:%m%d%Y}",
        f"DBA{expires:%m%d%Y}",
        "DAG100 SAMPLE ST",
        "DAIANYTOWN",
        "DAJTX",
        "DAK750010000  ",
        "DCGUSA",
    ]
    body = "DL" + "\n".join(elements) + "\r"
    start = len("@\n\x1e\rANSI 636000090001") + len("DL00000000")
    card = f"@\n\x1e\rANSI 636000090001DL{start:04}{len(body):04}{body}"
    detail = f"{person.given} {person.family}, born {person.birth_date:%m/%d/%Y}"
    return ShelfItem(OTHER, name, detail, "]L2", _typed(card))


def _odd_labels(day: date) -> Iterator[ShelfItem]:
    expiry = day + timedelta(days=500)
    matrix = f"01{DATAMATRIX_GTIN}17{expiry:%y%m%d}10LOT42A\x1d21SER0001"
    past = f"01{DATAMATRIX_GTIN}17{day - timedelta(days=40):%y%m%d}10LOT17B\x1d21SER0002"
    yield ShelfItem(
        OTHER, "GS1 DataMatrix", f"ibuprofen, lot LOT42A, until {expiry:%m/%Y}", "]d2",
        _typed(matrix),
    )  # fmt: skip
    yield ShelfItem(OTHER, "GS1 DataMatrix, expired", "ibuprofen, lot LOT17B", "]d2", _typed(past))
    yield ShelfItem(OTHER, "A wrong check digit", "614141101019", "]E0", "0614141101019")
    yield ShelfItem(OTHER, "Goods nobody knows", "a code that is in no catalogue", "]E0",
                    "0614141999996")  # fmt: skip
    yield ShelfItem(OTHER, "A bag nobody knows", "Rx 6099999", "]C0", "6099999-00")
    yield ShelfItem(OTHER, "A web address", "a QR code of a leaflet", "]Q1",
                    "https://example.test/leaflet")  # fmt: skip


def _typed(data: str) -> str:
    """Bytes of a label as the scanner's console takes them."""
    signs = {"\\": r"\\", "\n": r"\n", "\r": r"\r", "\x1d": r"\x1d", "\x1e": r"\x1e"}
    return "".join(signs.get(sign, sign) for sign in data)
