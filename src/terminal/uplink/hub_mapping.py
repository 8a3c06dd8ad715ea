"""What lane and hub say to each other, in the words of either side."""

import uuid
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Final, TypeVar

from sync.lanes import messages as m
from terminal.app.counselling_elsewhere import AwaitedCounselling
from terminal.app.elsewhere import FillElsewhere, TicketElsewhere
from terminal.app.hub_store import LoggedSale, ReturnedSale
from terminal.app.inputs import CounsellingAnswered
from terminal.domain.barcode import RxNumber
from terminal.domain.counselling import Mode, Trigger
from terminal.domain.elsewhere import CounselledElsewhere, Delivery
from terminal.domain.identity import Digest, LaneId, SaleId, StaffId
from terminal.domain.pickup import Counselling
from terminal.domain.prescription import FillKey
from terminal.domain.pse import Purchase
from terminal.domain.pse_content import BaseE5, Chemical
from terminal.presentation.text import short_name

PURCHASES: Final = uuid.UUID("0f1c3a52-2f0f-4d1e-8d3d-5a7c3a1f6b60")
"""The name space of purchases' ids."""
EnumT = TypeVar("EnumT", bound=Enum)

DELIVERIES: Final = {
    m.Accepted.ON_ITS_WAY: Delivery.ON_ITS_WAY,
    m.Accepted.ANSWERED: Delivery.ANSWERED,
    m.Accepted.OVER: Delivery.OVER,
    m.Accepted.SILENT: Delivery.SILENT,
}
OUTCOMES: Final = {
    Delivery.TAKEN: m.Outcome.TAKEN,
    Delivery.ANSWERED: m.Outcome.ANSWERED,
    Delivery.OVER: m.Outcome.OVER,
    Delivery.REFUSED: m.Outcome.REFUSED,
}
"""What a lane says of an answer that was brought to it."""


def waiting_of(awaited: Sequence[AwaitedCounselling]) -> tuple[m.WaitingTicket, ...]:
    """By ticket, no more than a message holds; what is left out waits until others are answered."""
    tickets: dict[SaleId, list[m.WaitingFill]] = {}
    for each in awaited:
        try:
            key = m.RxFill(each.key.rx, each.key.fill)
            name = short_name(each.patient)[: m.MAX_NAME]
            fill = m.WaitingFill(key, name, each.trigger.value, each.mode.value)
        except ValueError:
            continue  # a number as no other lane would show it: it waits here alone
        tickets.setdefault(each.sale, []).append(fill)
    return tuple(
        m.WaitingTicket(sale, tuple(fills[: m.MAX_FILLS]))
        for sale, fills in list(tickets.items())[: m.MAX_TICKETS]
    )


def tickets_of(lanes: Sequence[m.LaneWaiting]) -> tuple[TicketElsewhere, ...]:
    """A word that this program does not know is read as what asks for more."""
    return tuple(
        TicketElsewhere(
            LaneId(lane.lane),
            SaleId(ticket.ticket),
            tuple(
                FillElsewhere(
                    _key(each.key),
                    each.patient,
                    _word(Trigger, each.trigger, Trigger.FLAGGED),
                    _word(Mode, each.mode, Mode.MUST_CONSULT),
                )
                for each in ticket.fills
            ),
        )
        for lane in lanes
        for ticket in lane.tickets
    )


def answer_of(fact: CounselledElsewhere) -> m.Answer:
    return m.Answer(
        fact.answer,
        fact.lane,
        fact.ticket,
        tuple(m.RxFill(key.rx, key.fill) for key in fact.keys),
        fact.result.value,
        fact.by,
        "".join(each if each.isprintable() else " " for each in fact.note)[: m.MAX_TEXT],
    )


def answered_of(brought: m.Brought) -> CounsellingAnswered | None:
    """None: an answer that this program does not know."""
    answer = brought.answer
    result = next((each for each in Counselling if each.value == answer.result), None)
    if result is None:
        return None
    return CounsellingAnswered(
        SaleId(answer.ticket),
        tuple(_key(each) for each in answer.keys),
        result,
        StaffId(answer.pharmacist),
        answer.note,
        LaneId(brought.by_lane),
        answer.id,
    )


def logged_of(sale: LoggedSale, store: str, mark: Callable[[Digest], str]) -> tuple[m.Logged, ...]:
    """One for each product; its id follows from its place, so that it is the same for ever.

    `store` tells this lane's store from every other, also from one that was cloned; `mark` names
    the buyer as the lanes do to each other.
    """
    fact = sale.fact
    return tuple(
        m.Logged(
            str(uuid.uuid5(PURCHASES, f"{store}/{sale.epoch}/{sale.seq}/{place}")),
            sale.seq,
            fact.sale,
            each.line,
            mark(fact.buyer.document_key),
            mark(fact.buyer.person_key),
            m.Purchase(
                fact.day,
                each.content.chemical.value,
                each.content.base * each.packages,
                each.packages,
                each.content.pieces * each.packages,
            ),
        )
        for place, each in enumerate(fact.goods)
    )


def returned_of(back: ReturnedSale, store: str) -> m.Returned:
    return m.Returned(
        str(uuid.uuid5(PURCHASES, f"{store}/{back.epoch}/{back.seq}")),
        back.seq,
        back.ticket,
        tuple(back.lines),
    )


def purchases_of(bought: Sequence[m.Purchase]) -> tuple[Purchase, ...] | None:
    """None: one of them is of a chemical that this program does not know."""
    known = {each.value: each for each in Chemical}
    if any(each.chemical not in known for each in bought):
        return None
    return tuple(
        Purchase(each.day, known[each.chemical], BaseE5(each.base), each.packages, each.pieces)
        for each in bought
    )


def _key(key: m.RxFill) -> FillKey:
    return FillKey(RxNumber(key.rx), key.fill)


def _word(kind: type[EnumT], text: str, otherwise: EnumT) -> EnumT:
    return next((each for each in kind if each.value == text), otherwise)
