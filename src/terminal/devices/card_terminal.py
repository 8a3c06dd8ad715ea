"""The card terminal: charges become commands of its driver, whichever it is, and answers results.

Rules that hold here:

1. An answer that wants confirming ("verify R02", card-terminal.md section 7) is held back until the
   terminal was asked whether it holds a record after all: the counter hears one word, the last.
2. A void without an answer is done again. Only what proves that the first was done, or was not, is
   told as its answer (`card_answers.void_again_result`).
3. A terminal is asked about its own payments only; another's "not found" would prove nothing.
4. What it may approve without the bank it is told whenever it is met: it may be another one.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, assert_never

from drivers.card_terminal import messages as m
from drivers.wire.errors import WireFault
from drivers.wire.link import LinkDown, LinkEvent, LinkIdle, LinkUp, ProtocolBug
from terminal.app.effects import Charge, CreditCard, QueryCharge, Secret, VoidCharge
from terminal.app.inputs import (
    CardTerminalMet,
    ChargeAcknowledged,
    ChargeAnswered,
    ChargeQueried,
    Condition,
    DeviceHealthChanged,
    Input,
)
from terminal.app.settings import Settings
from terminal.devices.card_answers import (
    BOOKS,
    health,
    health_of,
    query_result,
    result_of,
    unresolved,
    void_again_result,
)
from terminal.devices.card_lines import CardWaits, Frames, card_line
from terminal.devices.card_services import CardServices, abilities_of, void_again_ref
from terminal.devices.health import NOT_CONNECTED
from terminal.devices.store_and_forward import offline_rules
from terminal.domain.attempt import CardResult, HeldPayment, Outcome
from terminal.domain.identity import AttemptRef
from terminal.domain.money import ZERO

ANSWERED_AGE_S: Final = 86_400.0
"""The exchange of an answered request is over: "not found" counts at once (section 10.2)."""
_NO_NUMBER: Final = "the terminal's number of this payment is not known; void it at the terminal"


@dataclass(frozen=True, slots=True)
class _Void:
    """A void under way: whose it is at the counter, and what it gives back."""

    ref: AttemptRef
    payment: HeldPayment
    asked_again: bool


class CardTerminal:
    """The card terminal of this lane. Methods are called by one thread, events come on another."""

    def __init__(
        self,
        settings: Settings,
        post: Callable[[Input], None],
        passphrase: Secret | None = None,
        waits: CardWaits | None = None,
        frames: Frames | None = None,
    ) -> None:
        self._post = post
        self._lock = threading.Lock()
        self._held: dict[str, m.Result] = {}
        self._asked: dict[str, m.Sale | m.Refund] = {}
        self._voids: dict[str, _Void] = {}
        self._void_count = 0
        self._wire_trouble = ""
        """Why there is no wire: what a driver says of a terminal without one is no news."""
        self._offline_rules = offline_rules(settings)
        self._line = card_line(settings, passphrase, waits, self._happened, frames)
        self._can = abilities_of(self._line.capabilities)
        self.services = CardServices(post, self._line.send)

    def start(self) -> None:
        self._line.start()
        if self._line.identity:
            self._post(CardTerminalMet(self._line.identity, self._can))
        self._line.send(m.Initialize())

    def look_again(self) -> None:
        self._line.look_again()

    def stop(self) -> None:
        self._line.stop()

    # --- what the counter asks

    def initialize(self) -> None:
        """Ask the terminal who it is."""
        self._line.send(m.Initialize())

    def charge(self, effect: Charge) -> None:
        fsa = None
        if effect.healthcare > ZERO:
            fsa = m.FsaAmounts(effect.healthcare.cents, effect.rx.cents)
        sale = m.Sale(
            effect.ref,
            effect.amount.cents,
            BOOKS[effect.kind],
            fsa=fsa,
            clerk=effect.clerk,
            invoice=effect.invoice,
        )
        with self._lock:
            self._asked[effect.ref] = sale
        self._line.send(sale)

    def credit(self, effect: CreditCard) -> None:
        """The customer presents the card again; no FSA/HSA amounts travel with it (section 16)."""
        refund = m.Refund(
            effect.ref,
            effect.amount.cents,
            BOOKS[effect.kind],
            clerk=effect.clerk,
            invoice=effect.invoice,
        )
        with self._lock:
            self._asked[effect.ref] = refund
        self._line.send(refund)

    def void(self, effect: VoidCharge) -> None:
        elsewhere = self._elsewhere(effect.payment.terminal)
        if elsewhere:
            declined = CardResult(Outcome.DECLINED, text=elsewhere)
            self._post(ChargeAnswered(effect.ref, declined))
            return
        self._void(effect.ref, _Void(effect.ref, effect.payment, asked_again=False))

    def cancel(self) -> None:
        self._line.send(m.Cancel())

    def query(self, effect: QueryCharge, at: datetime | None = None) -> None:
        """Ask about a charge; an unknown void is simply done again: "already voided" is done."""
        elsewhere = self._elsewhere(effect.terminal)
        if elsewhere:
            self._post(ChargeQueried(effect.ref, unresolved(elsewhere)))
            return
        if effect.void_of is not None:
            with self._lock:
                self._void_count += 1
                again = void_again_ref(effect.ref, self._void_count)
            self._void(again, _Void(effect.ref, effect.void_of, asked_again=True))
            return
        age = (at or datetime.now(UTC)) - effect.asked_at
        serial = "" if self._line.identity else effect.terminal
        age_s = max(0.0, age.total_seconds())
        healthcare = effect.healthcare.cents
        self._line.send(m.Query(effect.ref, effect.amount.cents, age_s, serial, healthcare))

    def _elsewhere(self, terminal: str) -> str:
        """Why a payment cannot be asked about here, where that is known without asking."""
        identity = self._line.identity
        if not identity or terminal in {"", identity}:
            return ""
        return f"paid at {terminal}, and the lane is set up as {identity} now"

    def _void(self, wire_ref: str, void: _Void) -> None:
        """The driver asks whether the terminal still holds that very payment, and voids it."""
        payment, txn = void.payment, void.payment.terminal_txn
        serial = "" if self._line.identity else payment.terminal
        if not (txn.isascii() and txn.isdigit()):
            self._post(ChargeAnswered(void.ref, CardResult(Outcome.ABORTED, text=_NO_NUMBER)))
            return
        with self._lock:
            self._voids[wire_ref] = void
        original = m.Original(payment.ref, payment.amount.cents, payment.last4, serial)
        kind = BOOKS[payment.kind]
        self._line.send(m.Void(wire_ref, txn, kind, void.asked_again, original))

    # --- what the terminal says

    def _happened(self, event: m.Event | LinkEvent) -> None:
        match event:
            case m.AttemptSent(ref=ref):
                if ref not in self._voids:
                    self._post(ChargeAcknowledged(AttemptRef(ref)))
            case m.Outcome():
                self._outcome(event)
            case m.QueryAnswered():
                self._queried(event)
            case m.TerminalReady(serial=serial):
                self._post(CardTerminalMet(self._line.identity or serial, self._can))
                self._post(health(Condition.GOOD))
                self._tell_offline_rules()
            case m.TerminalHealth():
                self._post(self._health(event))
            case LinkUp() | LinkIdle():
                self._wire_trouble = ""
            case m.FrameProblem():
                return
            case (
                m.BalanceRead()
                | m.BatchClosed()
                | m.SignatureCaptured()
                | m.StoreAndForwardSet()
                | m.StoredCounted()
                | m.StoredUploaded()
                | m.StoredAsked()
                | m.NotDone()
            ):
                self.services.heard(event)
            case LinkDown(reason=reason):
                self._wire_trouble = reason
                self._post(health(Condition.DOWN, NOT_CONNECTED, reason))
            case ProtocolBug():
                self._post(health(Condition.DOWN, "driver fault"))
            case _:
                assert_never(event)

    def _health(self, said: m.TerminalHealth) -> DeviceHealthChanged:
        """An unplugged terminal stays just that, whatever is tried meanwhile."""
        told = health_of(said)
        if told.condition is Condition.DOWN and self._wire_trouble:
            return health(Condition.DOWN, NOT_CONNECTED, self._wire_trouble)
        return told

    def _tell_offline_rules(self) -> None:
        if self._offline_rules is None:
            return
        with suppress(WireFault):  # the counter is being closed
            self._line.send(m.SetStoreAndForward(self._offline_rules))

    def _outcome(self, event: m.Outcome) -> None:
        with self._lock:
            void = self._voids.pop(event.ref, None)
            sale = self._asked.pop(event.ref, None)
            confirming = sale if void is None and event.result.confirm_by_query else None
            if confirming is not None:
                self._held[event.ref] = event.result
        if void is not None:
            self._void_answered(void, event.result)
        elif confirming is not None:
            self._confirm(confirming)
        else:
            self._post(ChargeAnswered(AttemptRef(event.ref), result_of(event.result)))

    def _confirm(self, sale: m.Sale | m.Refund) -> None:
        ref = sale.ref
        fsa = sale.fsa if isinstance(sale, m.Sale) else None
        healthcare = fsa.healthcare_cents if fsa is not None else 0
        asking = m.Query(ref, sale.amount_cents, ANSWERED_AGE_S, healthcare_cents=healthcare)
        try:
            self._line.send(asking)
        except WireFault as fault:  # the counter is being closed; it asks again at its next start
            with self._lock:
                self._held.pop(ref, None)
            unknown = CardResult(Outcome.UNKNOWN, text=str(fault))
            self._post(ChargeAnswered(AttemptRef(ref), unknown))

    def _void_answered(self, void: _Void, said: m.Result) -> None:
        if void.asked_again:
            self._post(ChargeQueried(void.ref, void_again_result(said, void.payment.amount)))
        else:
            self._post(ChargeAnswered(void.ref, result_of(said, given_back=void.payment.amount)))

    def _queried(self, event: m.QueryAnswered) -> None:
        ref = AttemptRef(event.ref)
        with self._lock:
            held = self._held.pop(event.ref, None)
        if held is None:
            self._post(ChargeQueried(ref, query_result(event.answer)))
            return
        match event.answer:
            case m.Found(result=result):
                self._post(ChargeAnswered(ref, result_of(result)))
            case m.NotProcessed():
                self._post(ChargeAnswered(ref, result_of(held)))
            case m.Unresolved():
                self._post(ChargeAnswered(ref, CardResult(Outcome.UNKNOWN, text=event.answer.text)))
            case _:
                assert_never(event.answer)
