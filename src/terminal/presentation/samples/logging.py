"""The way to a logged sale, in all its states: document, limits, exchange, signature."""

from datetime import date

from terminal.app import inputs as i
from terminal.app.effects import AskPseExchange, ReadPseLedger
from terminal.app.inputs import Do, SignatureDrawn
from terminal.domain.obligation import Kind
from terminal.domain.pse import Purchase
from terminal.domain.pse_ticket import Verdict
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane
from terminal.presentation.samples.prompts import STROKES

BUYER = (
    "S88 1234 567",
    "TX",
    "Specimen",
    "Harriet Josephine",
    "4710 North Sample Boulevard, Apartment 12, Austin TX 78701",
    "01301951",
    "01302030",
)


def _says(lane: SampleLane, verdict: Verdict | None, reason: str = "") -> SampleLane:
    assert lane.state.sale is not None
    inquiry = lane.state.sale.pse.inquiry
    assert inquiry is not None
    return lane.then(i.PseExchangeAnswered(inquiry.ref, verdict, "X1", reason))


def _known(lane: SampleLane, *earlier: Purchase) -> SampleLane:
    page = lane.state.page
    buyer = getattr(page, "buyer", None)
    assert buyer is not None
    return lane.then(i.PseLedgerRead(buyer.document_key, earlier, True))


def pse_samples(lane: SampleLane) -> dict[str, SampleLane]:
    goods = lane.scan(stock.TWELVE_HOURS)
    asked = goods.holding(ReadPseLedger, AskPseExchange).press(Do.MEET, Kind.PSE.value)
    typing = asked.press(Do.ANSWER, "driver licence")
    address = typing.enter(*BUYER[:4])
    expiry = typing.enter(*BUYER[:6])
    whole = typing.enter(*BUYER)
    compared = _known(whole)
    assert stock.TWELVE_HOURS.pse is not None
    content = stock.TWELVE_HOURS.pse
    today = lane.state.day
    full = _known(whole, Purchase.of(content, 2, today), Purchase.of(content, 2, date(2026, 11, 2)))
    waiting = compared.press(Do.ANSWER, "matches")
    approved = _says(waiting, Verdict.APPROVED)
    signed = approved.then(SignatureDrawn(STROKES))
    return {
        "log-open": goods,
        "log-document": asked,
        "log-address": address.key_in("4710 North Sam"),
        "log-expiry": expiry,
        "log-reading": whole,
        "log-compare": compared,
        "log-limit": full,
        "log-asking": waiting,
        "log-stopped": _says(waiting, Verdict.STOPPED),
        "log-down": _says(waiting, None, "no connection"),
        "log-sign": approved,
        "log-signed": signed,
        "log-met": signed.press(Do.SIGN),
        "log-paying": signed.press(Do.SIGN).press(Do.CASH),
    }
