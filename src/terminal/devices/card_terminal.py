"""The card terminal: charges become commands of the driver, its words become results.

An answer that wants confirming ("verify R02", card-terminal.md section 7) is held back until the
terminal was asked whether it holds a record after all: the counter hears one word, the last.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, assert_never

from drivers.card_terminal import messages as m
from drivers.card_terminal.pax_cancel import PaxCancel
from drivers.card_terminal.pax_timings import PaxTimings
from drivers.card_terminal.protocol import PaxTerminal, WireUse
from drivers.wire.link import LinkDown, LinkEvent, LinkIdle, LinkUp, ProtocolBug
from drivers.wire.runner import DeviceRunner
from terminal.app.effects import Charge, QueryCharge, VoidCharge
from terminal.app.inputs import (
    CardTerminalMet,
    ChargeAcknowledged,
    ChargeAnswered,
    ChargeQueried,
    Condition,
    DeviceHealthChanged,
    DeviceRole,
    Input,
)
from terminal.domain.attempt import CardResult, Outcome, QueryResult, QueryVerdict
from terminal.domain.identity import AttemptRef
from terminal.domain.money import ZERO, Money

ANSWERED_AGE_S: Final = 86_400.0
"""The exchange of an answered request is over: "not found" counts at once (section 10.2)."""
MAX_SAME_VOID: Final = 10
"""An unknown void is asked again under a new reference: `...V0` to `...V9`."""


@dataclass(frozen=True, slots=True)
class _Void:
    """A void under way: whose it is at the counter, and what it gives back."""

    ref: AttemptRef
    amount: Money
    asked_again: bool


class CardTerminal:
    """The card terminal of this lane. Methods are called by one thread, events come on another."""

    def __init__(
        self, url: str, post: Callable[[Input], None], waits: PaxTimings | None = None
    ) -> None:
        self._post = post
        self._lock = threading.Lock()
        self._held: dict[str, m.Result] = {}
        self._amounts: dict[str, int] = {}
        self._voids: dict[str, _Void] = {}
        self._void_count = 0
        over_tcp = url.startswith("tcp:")
        wire = WireUse.PER_EXCHANGE if over_tcp else WireUse.ALWAYS
        self._runner: DeviceRunner[m.Command, m.Event] = DeviceRunner(
            "card terminal", url, PaxTerminal(wire, waits), self._happened
        )
        self._canceller: DeviceRunner[m.Cancel, m.Event] | None = None
        if over_tcp:
            self._canceller = DeviceRunner("card cancel", url, PaxCancel(), _ignore)

    def start(self) -> None:
        self._runner.start()
        if self._canceller is not None:
            self._canceller.start()
        self._runner.send(m.Initialize())

    def stop(self) -> None:
        self._runner.stop()
        if self._canceller is not None:
            self._canceller.stop()

    # --- what the counter asks

    def charge(self, effect: Charge) -> None:
        fsa = None
        if effect.healthcare > ZERO:
            fsa = m.FsaAmounts(effect.healthcare.cents, effect.rx.cents)
        with self._lock:
            self._amounts[effect.ref] = effect.amount.cents
        self._runner.send(
            m.Sale(
                effect.ref,
                effect.amount.cents,
                fsa=fsa,
                clerk=effect.clerk,
                invoice=effect.invoice,
            )
        )

    def void(self, effect: VoidCharge) -> None:
        self._void(effect.ref, effect.ref, effect.amount, effect.terminal_txn, again=False)

    def cancel(self) -> None:
        if self._canceller is not None:
            self._canceller.send(m.Cancel())
        self._runner.send(m.Cancel())

    def query(self, effect: QueryCharge, at: datetime | None = None) -> None:
        """Ask about a charge; an unknown void is simply done again: "already voided" is done."""
        if effect.void_of:
            with self._lock:
                self._void_count += 1
                again = f"{effect.ref}V{self._void_count % MAX_SAME_VOID}"
            self._void(again, effect.ref, effect.amount, effect.void_of, again=True)
            return
        age = (at or datetime.now(UTC)) - effect.asked_at
        self._runner.send(
            m.Query(
                effect.ref,
                effect.amount.cents,
                max(0.0, age.total_seconds()),
                effect.terminal,
            )
        )

    def _void(
        self, wire_ref: str, ref: AttemptRef, amount: Money, txn: str, *, again: bool
    ) -> None:
        with self._lock:
            self._voids[wire_ref] = _Void(ref, amount, again)
        self._runner.send(m.Void(wire_ref, txn))

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
                self._post(CardTerminalMet(serial))
                self._post(DeviceHealthChanged(DeviceRole.CARD_TERMINAL, Condition.GOOD))
            case m.TerminalHealth():
                self._post(_health(event))
            case m.FrameProblem() | LinkUp() | LinkIdle():
                return
            case (
                m.BalanceRead()
                | m.BatchClosed()
                | m.SignatureCaptured()
                | m.StoreAndForwardSet()
                | m.StoredCounted()
                | m.StoredUploaded()
                | m.NotDone()
            ):
                return  # the counter asks for none of these
            case LinkDown():
                self._post(_down("not connected"))
            case ProtocolBug():
                self._post(_down("driver fault"))
            case _:
                assert_never(event)

    def _outcome(self, event: m.Outcome) -> None:
        with self._lock:
            void = self._voids.pop(event.ref, None)
            amount = self._amounts.pop(event.ref, 0)
            if void is None and event.result.confirm_by_query and amount:
                self._held[event.ref] = event.result
                confirming = True
            else:
                confirming = False
        if void is not None:
            self._void_answered(void, event.result)
        elif confirming:
            self._runner.send(m.Query(event.ref, amount, ANSWERED_AGE_S))
        else:
            self._post(ChargeAnswered(AttemptRef(event.ref), result_of(event.result)))

    def _void_answered(self, void: _Void, said: m.Result) -> None:
        result = result_of(said, given_back=void.amount)
        if void.asked_again:
            verdict = QueryVerdict.FOUND if result.settled else QueryVerdict.UNRESOLVED
            answer = QueryResult(verdict, result if result.settled else None, said.text)
            self._post(ChargeQueried(void.ref, answer))
        else:
            self._post(ChargeAnswered(void.ref, result))

    def _queried(self, event: m.QueryAnswered) -> None:
        ref = AttemptRef(event.ref)
        with self._lock:
            held = self._held.pop(event.ref, None)
        if held is None:
            self._post(ChargeQueried(ref, _query_result(event.answer)))
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


def _ignore(_event: m.Event | LinkEvent) -> None:
    """A cancel has no answer of its own."""


def _down(detail: str) -> DeviceHealthChanged:
    return DeviceHealthChanged(DeviceRole.CARD_TERMINAL, Condition.DOWN, detail)


_CONDITIONS: Final = {
    m.HealthState.READY: Condition.GOOD,
    m.HealthState.BUSY: Condition.GOOD,
    m.HealthState.OFFLINE: Condition.DOWN,
    m.HealthState.WRONG_TERMINAL: Condition.DOWN,
}


def _health(said: m.TerminalHealth) -> DeviceHealthChanged:
    condition = _CONDITIONS[said.state]
    detail = "" if condition is Condition.GOOD else "; ".join(said.reasons) or said.state.value
    return DeviceHealthChanged(DeviceRole.CARD_TERMINAL, condition, detail)


_OUTCOMES: Final = {
    m.Verdict.APPROVED: Outcome.APPROVED,
    m.Verdict.PARTIAL: Outcome.PARTIAL,
    m.Verdict.DECLINED: Outcome.DECLINED,
    m.Verdict.ABORTED: Outcome.ABORTED,
    m.Verdict.UNKNOWN: Outcome.UNKNOWN,
    m.Verdict.CONFIG_ERROR: Outcome.CONFIG_ERROR,
}


def result_of(said: m.Result, given_back: Money | None = None) -> CardResult:
    """The driver's result in the counter's terms; an approved void gives its amount back."""
    outcome = _OUTCOMES[said.outcome]
    approved = ZERO
    if said.moved_money:
        approved = Money(said.approved_cents) if given_back is None else given_back
    return CardResult(
        outcome=outcome,
        approved=approved,
        text=said.text,
        code=said.code,
        auth=said.auth,
        host_ref=said.host_ref,
        terminal_txn=said.terminal_txn,
        batch=said.batch,
        last4=said.last4,
        brand=said.brand,
        entry=said.entry,
        cvm=said.cvm,
        emv=said.emv,
        is_fsa=said.is_fsa,
    )


def _query_result(answer: m.QueryAnswer) -> QueryResult:
    match answer:
        case m.Found(result=result):
            return QueryResult(QueryVerdict.FOUND, result_of(result))
        case m.NotProcessed():
            return QueryResult(QueryVerdict.NOT_PROCESSED)
        case m.Unresolved():
            return QueryResult(QueryVerdict.UNRESOLVED, reason=answer.text or answer.reason.value)
        case _:
            assert_never(answer)
