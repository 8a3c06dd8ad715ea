"""The lane's line to the exchange: one thread asks for the counter and tells what was sold.

Rules that hold here (pickup-and-compliance.md section 10):

1. A question gets exactly one `PseExchangeAnswered`. Questions go before what only has to be told.
2. What was sold or given back is told until the exchange has answered, also after a restart: the
   store's rows are the queue, and each is known to the exchange by our own reference.
3. The exchange is told one thing at a time: a return never overtakes its own inquiry.
4. A demo store talks to this machine alone.
5. Times are told as the store's own clock shows them: the limit of a day is one of the buyer's day,
   and in the evening the day in Greenwich is another.
"""

import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sync.http import Exchange, HttpAnswer, HttpRequest, Transport, drive
from sync.messages import utc_now
from sync.pse import exchange
from sync.pse.exchange import Answer
from sync.pse.messages import Buyer, Inquiry, Product, Purchase, Silence, State
from sync.transport import Destination, HttpxTransport, is_loopback
from terminal.app.effects import AskPseExchange
from terminal.app.faults import KnownFault
from terminal.app.inputs import Input, PseExchangeAnswered
from terminal.app.pse_store import PseStore, ToTell, Waiting
from terminal.app.settings import PseExchange
from terminal.domain.pse_ticket import (
    PseExchangeSettled,
    PseGoods,
    PseInquiryRequested,
    Settled,
    Verdict,
)
from terminal.uplink.faults import BadAddress, DemoKeepsToItself

REQUEST_TIMEOUT_S: Final = 5.0
"""A person waits; with looking up our reference first, two requests stay below the page's 15 s."""
IDLE_S: Final = 10.0
"""How often the store's rows are looked at when nobody wakes us."""
RETRY_S: Final = 5.0
MAX_RETRY_S: Final = 600.0
MANY: Final = 20
JOIN_TIMEOUT_S: Final = 20.0
NOT_SET_UP: Final = "no exchange is set up"
E5_PER_UG: Final = 100_000

_VERDICTS: Final = {
    State.APPROVED: Verdict.APPROVED,
    State.PURCHASED: Verdict.APPROVED,
    State.STOPPED: Verdict.STOPPED,
    State.RETURNED: Verdict.STOPPED,  # it was withdrawn: nothing is sold under it any more
}


class PseLine:
    """`post` may be called from our thread and must not block. Raises `KnownFault` for an address
    that cannot be used."""

    def __init__(
        self,
        settings: PseExchange | None,
        store: PseStore,
        post: Callable[[Input], None],
        *,
        zone: ZoneInfo,
        demo: bool,
        clock: Callable[[], datetime] = utc_now,
        timeout_s: float = REQUEST_TIMEOUT_S,
        retry_s: float = RETRY_S,
    ) -> None:
        self._settings = settings
        self._store = store
        self._post = post
        self._zone = zone
        self._clock = clock
        self._timeout_s = timeout_s
        self._retry_s = retry_s
        self._changed = threading.Condition()
        self._asked: deque[AskPseExchange] = deque()
        self._woken = True
        self._stopping = False
        self._transport: Transport | None = None
        self._thread: threading.Thread | None = None
        self._destination = None if settings is None else _destination(settings.address, demo=demo)

    def start(self) -> None:
        if self._destination is not None:
            self._thread = threading.Thread(target=self._run, name="pse-exchange")
            self._thread.start()

    def stop(self) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(JOIN_TIMEOUT_S)
            assert not self._thread.is_alive(), "the exchange's thread did not end"

    def ask(self, question: AskPseExchange) -> None:
        """Answered soon, by an input."""
        if self._destination is None:
            self._post(PseExchangeAnswered(question.ref, None, reason=NOT_SET_UP))
            return
        with self._changed:
            self._asked.append(question)
            self._changed.notify()

    def wake(self) -> None:
        """Something was sold or given back."""
        with self._changed:
            self._woken = True
            self._changed.notify()

    # --- our thread

    def _run(self) -> None:
        try:
            while True:
                with self._changed:
                    if not (self._asked or self._woken or self._stopping):
                        self._changed.wait(IDLE_S)
                    question = self._asked.popleft() if self._asked else None
                    if self._stopping and question is None:
                        return
                    self._woken = False
                if question is not None:
                    self._answer(question)
                else:
                    self._tell_what_waits()
        finally:
            if self._transport is not None:
                self._transport.close()

    def _answer(self, question: AskPseExchange) -> None:
        try:
            said = self._inquire(question)
        except KnownFault as fault:
            self._post(PseExchangeAnswered(question.ref, None, reason=fault.title))
            return
        if isinstance(said, Silence):
            self._post(PseExchangeAnswered(question.ref, None, reason=said.reason))
        else:
            self._post(PseExchangeAnswered(said.ref, _VERDICTS[said.state], said.exchange_id))

    def _inquire(self, question: AskPseExchange) -> Answer:
        found = self._store.inquiry(question.ref)
        if found is None:
            return Silence("the store does not know this inquiry")
        fact, lane, at = found
        return self._carry(exchange.inquire(self._inquiry(fact, lane, at), again=question.again))

    def _tell_what_waits(self) -> None:
        """A full or broken disk is met again at the next look."""
        try:
            for row in self._store.waiting(self._clock(), MANY):
                with self._changed:
                    if self._asked or self._stopping:
                        self._woken = True
                        return
                self._tell(row)
        except KnownFault:
            return

    def _tell(self, row: Waiting) -> None:
        said = self._carry(self._exchange_of(row))
        if isinstance(said, Silence) and not said.refused:
            wait = min(self._retry_s * 2 ** min(row.tries, 10), MAX_RETRY_S)
            self._store.put_off(row.ref, self._clock() + timedelta(seconds=wait), said.reason)
            return
        sale = row.inquiry.sale
        if isinstance(said, Silence):
            fact = PseExchangeSettled(sale, row.ref, Settled.REFUSED, "", said.reason)
        else:
            outcome = Settled.PURCHASED if row.tell is ToTell.PURCHASE else Settled.RETURNED
            fact = PseExchangeSettled(sale, row.ref, outcome, said.exchange_id)
        self._store.settle(fact, row.lane, self._clock().astimezone())

    def _exchange_of(self, row: Waiting) -> Exchange[Answer]:
        if row.tell is ToTell.RETURN:
            return exchange.give_back(row.ref)
        inquiry = self._inquiry(row.inquiry, row.lane, row.at)
        return exchange.confirm(Purchase(inquiry, inquiry.at, row.offline, row.overridden))

    def _carry(self, what: Exchange[Answer]) -> Answer:
        if self._transport is None:
            assert self._destination is not None
            self._transport = HttpxTransport(self._destination)
        transport = self._transport

        def carry(request: HttpRequest) -> HttpAnswer:
            return transport.send(request, self._timeout_s)

        return drive(what, carry)

    def _inquiry(self, fact: PseInquiryRequested, lane: str, at: datetime) -> Inquiry:
        assert self._settings is not None
        buyer = fact.buyer
        return Inquiry(
            fact.ref,
            at.astimezone(self._zone),
            self._settings.store_id,
            lane,
            fact.by,
            Buyer(
                buyer.id_type.air04,
                buyer.number,
                buyer.jurisdiction,
                buyer.family,
                buyer.given,
                buyer.address,
                buyer.birth_date,
            ),
            tuple(_product(each) for each in fact.goods),
        )


def _product(goods: PseGoods) -> Product:
    """Rounded up to a whole microgram: the exchange is never told less than there is."""
    base = -(-goods.content.base * goods.packages // E5_PER_UG)
    return Product(goods.gtin, goods.name, goods.content.chemical.value, goods.packages, base)


def _destination(address: str, *, demo: bool) -> Destination:
    """A typed address may lack its last slash. Raises `KnownFault`."""
    base_url = address if address.endswith("/") else f"{address}/"
    try:
        destination = Destination(base_url)
    except ValueError as error:
        raise BadAddress(str(error), "exchange") from error
    if demo and not is_loopback(base_url):
        raise DemoKeepsToItself("exchange")
    return destination
