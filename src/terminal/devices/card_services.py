"""What the card terminal does beside payments: its driver's services as the counter's inputs.

Rules that hold here:

1. Every request of the counter is answered once, under its own number.
2. One signature at a time: the driver takes a second request for a repetition of the first, and
   would answer it with the first one's drawing.
3. What is drawn is in no log: it becomes an input at once, and nothing of it stays here.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from drivers.card_terminal import messages as m
from terminal.app.effects import AskStoredSales, CloseCardBatch
from terminal.app.inputs import (
    CardAbility,
    CardBatchNotClosed,
    CardBatchReported,
    Condition,
    Input,
    SignatureCaptured,
    SignatureNotCaptured,
    StoredInput,
    StoredSaleFound,
    StoredSalesCounted,
    StoredSalesFound,
    StoredSalesNotFound,
    StoredSalesNotUploaded,
    StoredSalesUploaded,
)
from terminal.devices.card_answers import health
from terminal.domain.attempt import StoredFate
from terminal.domain.card_batch import BatchReport, CardClass, ClassTotal
from terminal.domain.identity import AttemptRef
from terminal.domain.money import Money
from terminal.domain.terminal_signature import on_the_pad

MAX_SAME_VOID: Final = 10
"""An unknown void is asked again under a new reference: `...V0` to `...V9`."""
_STILL_SIGNING: Final = "the terminal is still busy with the signature before"
_LIMITS_REFUSED: Final = "refused the limits of [store_and_forward]: {text}"
_UNUSABLE: Final = "what was drawn is no signature"


def void_again_ref(ref: AttemptRef, count: int) -> str:
    """The reference under which a void is sent once more."""
    return f"{ref}V{count % MAX_SAME_VOID}"


def abilities_of(can: m.Capabilities) -> frozenset[CardAbility]:
    """What the counter offers of what the driver can do."""
    has = {
        CardAbility.SIGN: can.signature,
        CardAbility.CLOSE_BATCH: can.batch_close,
        CardAbility.STORE: can.store_and_forward,
        CardAbility.EBT: can.kinds >= m.EBT_KINDS,
        CardAbility.DEBIT: m.Kind.DEBIT in can.kinds and can.own_debit,
    }
    return frozenset(ability for ability, there in has.items() if there)


@dataclass(slots=True)
class _Signing:
    """A signature under way."""

    request: int
    cancelled: bool = False


@dataclass(slots=True)
class CardServices:
    """Methods are called by one thread, `heard` on another."""

    post: Callable[[Input], None]
    send: Callable[[m.Command], None]
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _signing: _Signing | None = None

    def capture_signature(self, request: int) -> None:
        """Raises `WireFault`, as every request to a device does."""
        with self._lock:
            busy = self._signing is not None
            if not busy:
                self._signing = _Signing(request)
        if busy:
            self.post(SignatureNotCaptured(request, _STILL_SIGNING))
            return
        try:
            self.send(m.CaptureSignature())
        except BaseException:
            self._signed()
            raise

    def cancel_signature(self) -> None:
        """Once for each signature, and never to what else the terminal may be doing."""
        with self._lock:
            signing = self._signing
            if signing is None or signing.cancelled:
                return
            signing.cancelled = True
        self.send(m.Cancel())

    def close_batch(self, effect: CloseCardBatch) -> None:
        self.send(m.CloseBatch(effect.at, _known_as(effect.settled)))

    def count_stored(self) -> None:
        self.send(m.CountStored())

    def upload_stored(self) -> None:
        self.send(m.UploadStored())

    def ask_stored(self, effect: AskStoredSales) -> None:
        sales = tuple(
            m.StoredSale(each.ref, each.amount.cents, each.terminal_txn) for each in effect.sales
        )
        self.send(m.AskStored(sales, effect.terminal))

    def heard(self, event: m.ServiceEvent) -> None:
        """Take in what became of a service."""
        match event:
            case m.SignatureCaptured(strokes=drawn):
                strokes = on_the_pad(drawn)
                request = self._signed()
                if request is None:
                    return
                if strokes is None:
                    self.post(SignatureNotCaptured(request, _UNUSABLE))
                else:
                    self.post(SignatureCaptured(request, strokes))
            case m.NotDone(command=m.CaptureSignature(), text=text):
                request = self._signed()
                if request is not None:
                    self.post(SignatureNotCaptured(request, text))
            case m.BatchClosed():
                self.post(CardBatchReported(_report(event)))
            case m.NotDone(command=m.CloseBatch(), text=text, verdict=verdict):
                self.post(CardBatchNotClosed(text, unknown=verdict is m.Verdict.UNKNOWN))
            case m.StoredCounted() | m.StoredUploaded() | m.StoredAsked():
                self.post(_stored(event))
            case m.NotDone(command=m.UploadStored(), text=text, verdict=verdict):
                self.post(StoredSalesNotUploaded(text, unknown=verdict is m.Verdict.UNKNOWN))
            case m.NotDone(command=m.AskStored(), text=text):
                self.post(StoredSalesNotFound(text))
            case m.NotDone(command=m.SetStoreAndForward(), text=text, code=code) if code:
                self.post(health(Condition.ATTENTION, _LIMITS_REFUSED.format(text=text)))
            case _:
                return  # a terminal that did not answer is down, and is told again when it is met

    def _signed(self) -> int | None:
        with self._lock:
            signing, self._signing = self._signing, None
        return None if signing is None else signing.request


def _known_as(settled: tuple[AttemptRef, ...]) -> tuple[str, ...]:
    """Every reference under which the driver may know what was decided: a void may have several."""
    again = (void_again_ref(ref, n) for ref in settled for n in range(MAX_SAME_VOID))
    return (*settled, *again)


_FATES: Final = {
    m.StoredFate.WAITING: StoredFate.WAITING,
    m.StoredFate.UPLOADED: StoredFate.UPLOADED,
    m.StoredFate.DECLINED: StoredFate.DECLINED,
    m.StoredFate.UNKNOWN: StoredFate.MISSING,
}


def _stored(said: m.StoredCounted | m.StoredUploaded | m.StoredAsked) -> StoredInput:
    match said:
        case m.StoredCounted():
            waits, failed = Money(said.waiting_cents), Money(said.failed_cents)
            return StoredSalesCounted(said.waiting_count, waits, said.failed_count, failed)
        case m.StoredUploaded():
            sent, failed = Money(said.uploaded_cents), Money(said.failed_cents)
            return StoredSalesUploaded(said.uploaded_count, sent, said.failed_count, failed)
        case m.StoredAsked():
            return StoredSalesFound(tuple(map(_found, said.answers)))


def _found(said: m.StoredAnswer) -> StoredSaleFound:
    fate = _FATES[said.fate]
    numbers = (said.terminal_txn, said.auth, said.host_ref)
    return StoredSaleFound(AttemptRef(said.ref), fate, said.text, *numbers)


def _report(said: m.BatchClosed) -> BatchReport:
    totals = tuple(
        ClassTotal(CardClass(each.card_class.value), each.count, Money(each.amount_cents))
        for each in said.totals
    )
    return BatchReport(totals, said.tid, said.mid, said.batch, said.closed_at, said.warning)
