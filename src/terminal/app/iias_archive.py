"""The IIAS archive: what an audit of a card payment with eligible amounts asks for, payment by
payment (money-tax-iias.md section 6.10).

Rules that hold here:

1. A record is read from the facts of its ticket. A payment of before `Merchant` was recorded has no
   store, MID or TID of its own: what is set today is not what was then.
2. A prescription has its number, its day and its copay: never a medicine, never a patient.
3. The lines that the card may not pay stand there too, on their own: that they were left out is
   what the audit is about.
"""

from collections.abc import Iterator
from datetime import UTC
from typing import Final, assert_never

from terminal.app.dates import day_of, on_paper
from terminal.domain import facts as f
from terminal.domain.attempt import CardKind, CardResult, Outcome
from terminal.domain.catalog import Eligibility
from terminal.domain.deposit import DepositLine
from terminal.domain.iias import NOTHING
from terminal.domain.lines import ItemLine, Line, RxLine
from terminal.domain.money import ZERO, total
from terminal.domain.refund import ReturnLine
from terminal.domain.sale import Sale
from terminal.domain.tender import CardTender, Tender

COLUMNS: Final = (
    *("reference", "amount", "eligible", "prescriptions", "outcome"),
    *("approved", "given back", "stays paid"),
    *("ticket", "store", "MID", "TID", "terminal", "UTC time"),
    *("card", "brand", "auth code", "host reference", "transaction", "batch"),
    *("eligible lines", "other lines"),
)
_UNANSWERED: Final = CardResult(Outcome.UNKNOWN)


def cells(fact: f.Fact, sale: Sale | None) -> tuple[str, ...] | None:
    """None: the card was told of nothing eligible. `sale` is None where its facts are gone."""
    assert isinstance(fact, f.ChargeRequested | f.RefundRequested)
    if isinstance(fact, f.ChargeRequested):
        return _charged(fact, sale) if fact.healthcare or fact.rx else None
    return _given_back(fact, sale) if fact.kind is CardKind.FSA_HSA else None


def _charged(fact: f.ChargeRequested, sale: Sale | None) -> tuple[str, ...]:
    lines = () if sale is None else sale.live_lines
    return (
        fact.ref,
        str(fact.amount),
        str(fact.healthcare),
        str(fact.rx),
        _outcome(_card(sale, fact)),
        *_kept(_card(sale, fact)),
        *_known(fact, sale),
        "\n".join(_line(line) for line in lines if line.buckets.eligible),
        "\n".join(_line(line) for line in lines if not line.buckets.eligible),
    )


def _given_back(fact: f.RefundRequested, sale: Sale | None) -> tuple[str, ...]:
    """What went back to the card, for which earlier ticket."""
    part = sum((each.part for each in fact.shares), start=NOTHING)
    card = _card(sale, fact)
    given = () if card is None else card.refunded
    deed = "refund" if fact.void_of is None else f"void of {fact.void_of.ref}"
    back = () if sale is None else sale.return_lines
    return (
        fact.ref,
        str(-fact.amount),
        str(-part.eligible),
        str(-part.rx_eligible),
        f"{deed} {_outcome(card)}".rstrip(),
        *("", str(total(each.amount for each in given)) if given else "", ""),
        *_known(fact, sale),
        "\n".join(_line(line) for line in back),
        "",
    )


def _card(sale: Sale | None, fact: f.ChargeRequested | f.RefundRequested) -> CardTender | None:
    tender: Tender | None = None if sale is None else sale.tender(fact.tender)
    return tender if isinstance(tender, CardTender) else None


def _outcome(card: CardTender | None) -> str:
    return "" if card is None or card.result is None else card.result.outcome.value.lower()


def _kept(card: CardTender | None) -> tuple[str, str, str]:
    """What the card was charged, what of it went back, and what stays: gross, back, net."""
    if card is None or card.result is None or not card.approved:
        return "", "", ""
    gross = card.result.approved
    back = ZERO if card.taken else gross
    return str(gross), str(back) if back else "", str(gross - back)


def _known(fact: f.ChargeRequested | f.RefundRequested, sale: Sale | None) -> tuple[str, ...]:
    """Which ticket, where, when; then what the terminal and its host called the payment."""
    card = _card(sale, fact)
    said = _UNANSWERED if card is None or card.result is None else card.result
    return (
        "" if sale is None else f"{sale.lane}-{sale.number:06}",
        fact.merchant.store,
        fact.merchant.mid,
        fact.merchant.tid,
        fact.terminal,
        on_paper(fact.asked_at.astimezone(UTC)),
        f"****{said.last4}" if said.last4 else "",
        said.brand,
        said.auth,
        said.host_ref,
        said.terminal_txn,
        said.batch,
    )


# --- the lines


def _line(line: Line) -> str:
    return ", ".join(_parts(line))


def _parts(line: Line) -> Iterator[str]:
    match line:
        case ItemLine():
            yield from _item(line)
        case RxLine():
            yield from _prescription(line)
        case ReturnLine():
            yield f"{line.name} of ticket {line.returned.ticket}"
            yield f"{line.returned.quantity} back, {line.net}, tax {line.tax.amount}"
            yield line.returned.eligibility.value
        case DepositLine():
            yield f"{line.kind.value} {line.net}"
            yield Eligibility.NONE.value
        case _:
            assert_never(line)


def _item(line: ItemLine) -> Iterator[str]:
    item, less = line.item, line.extended - line.net
    off = f", less {less} = {line.net}" if less else ""
    yield f"{item.gtin} {item.name}"
    yield f"{line.quantity} x {line.unit_price} = {line.extended}{off}"
    yield f"tax {line.tax.amount}"
    yield item.eligibility.value
    yield " ".join(part for part in (item.eligibility_source.value, item.list_version) if part)


def _prescription(line: RxLine) -> Iterator[str]:
    """Its day: filled, or what was adjudicated for it."""
    day = line.fill.filled or line.fill.adjudicated
    relief = "" if line.relief is None else f" ({line.relief.value} {line.copay})"
    yield f"Rx {line.fill.key}" + ("" if day is None else f" of {day_of(day)}")
    yield f"patient pay {line.net}{relief}"
    yield f"tax {line.tax.amount}"
    yield Eligibility.RX.value
