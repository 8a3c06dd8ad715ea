"""Facts of a logged sale, with an invented buyer."""

from datetime import date

from store_support.tickets import SALE
from terminal.domain import pse_ticket as t
from terminal.domain.barcode import gtin
from terminal.domain.identity import Digest, LineId, SaleId, StaffId
from terminal.domain.pse import Offline
from terminal.domain.pse_buyer import PseBuyer
from terminal.domain.pse_content import Chemical, PseContent, Salt
from terminal.domain.shown_id import IdType

BUYER = PseBuyer(
    IdType.DRIVER_LICENCE,
    "S881234567",
    "TX",
    "Testa",
    "Rosalind",
    "100 Sample Street, Anytown TX 75001",
    date(1984, 3, 12),
    date(2029, 3, 12),
)
DOCUMENT, PERSON = BUYER.document_key, BUYER.person_key
DAY = date(2026, 3, 7)
CONTENT = PseContent(Chemical.PSE, Salt.HCL, 30_000, 24)
STAFF = StaffId("107")


def goods(packages: int = 1, line: int = 1) -> tuple[t.PseGoods, ...]:
    box = t.PseGoods(LineId(line), gtin("614141101986"), "Decongestant", packages, CONTENT)
    return (box,)


def requested(ref: str, sale: SaleId = SALE, day: date = DAY) -> t.PseInquiryRequested:
    return t.PseInquiryRequested(sale, ref, BUYER, goods(), day, STAFF)


def logged(
    ref: str,
    sale: SaleId = SALE,
    day: date = DAY,
    buyer: PseBuyer = BUYER,
    packages: int = 1,
    *,
    offline: Offline | None = None,
    overridden: bool = False,
) -> t.PseLogged:
    return t.PseLogged(
        sale,
        ref,
        buyer,
        goods(packages),
        day,
        STAFF,
        Digest("ab" * 32),
        "notice",
        "X1",
        offline,
        overridden,
        date(2028, 3, 7),
        (),
    )


def approved(ref: str, sale: SaleId = SALE) -> t.PseInquiryAnswered:
    return t.PseInquiryAnswered(sale, ref, t.Verdict.APPROVED, "X1")


PSE_FACTS = (
    requested("r0"),
    approved("r0"),
    t.PseWithdrawn(SALE, "r0"),
    requested("r1"),
    approved("r1"),
    logged("r1"),
    t.PseExchangeSettled(SALE, "r0", t.Settled.RETURNED, "X0"),
)
