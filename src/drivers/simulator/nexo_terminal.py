"""A simulated nexo terminal: the other end of the network, with its own reading of the protocol.

Rules that hold here (card-terminal.md section 13):

1. What a card was charged is in the store before any byte of the answer leaves.
2. A line that goes away stops nothing: the customer still stands there, and the card may still be
   charged. This is what makes recovery necessary.
3. A ServiceID is served once per till: a second one is refused and charges nothing.
4. One payment at a time; meanwhile the terminal is busy, but answers status requests and aborts.
"""

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from drivers.simulator import nexo_answers as answers
from drivers.simulator.card_terminal_script import CREDIT_CARD, Card
from drivers.simulator.nexo_answers import Asked, Granted
from drivers.simulator.nexo_envelope import HttpAnswer, read_request, write_answer
from drivers.simulator.nexo_script import (
    NO_FAULTS,
    Approve,
    ApproveOffline,
    ApprovePart,
    Fail,
    Faults,
    PowerCut,
    Script,
)
from drivers.simulator.nexo_secrets import NotOurs, Secrets
from drivers.simulator.nexo_store import NexoStore

POI_ID = "V400m-123456789"
HOST_DELAY_S = 0.4  # a quick bank
CARD_TIMEOUT_S = 100.0  # the terminal's own prompt; ends as cancelled
MAX_REMEMBERED = 1000
WELCOME = "Welcome"
BAD_REQUEST, OK = 400, 200


Reply = Callable[[HttpAnswer | None], None]
"""Called at most once; with None the line is cut."""


@dataclass(slots=True)
class _Payment:
    """The payment under way. `due`: when the card comes, then when the bank has answered."""

    asked: Asked
    cents: int
    script: Script
    faults: Faults
    reply: Reply | None
    due: float | None
    gives_up: float
    at_host: bool = False


@dataclass(frozen=True, slots=True)
class _Held:
    """An answer that leaves later."""

    at: float
    reply: Reply
    answer: HttpAnswer | None


class NexoTerminalSimulator:
    """Tell it what to do with `script`, `misbehave_on_status`, `present`, `cancel_by_customer`.

    `auto_present_s`: a customer who presents a card after so many seconds; None: `present` decides.
    """

    def __init__(
        self,
        secrets: Secrets,
        store: NexoStore | None = None,
        *,
        poi_id: str = POI_ID,
        card: Card = CREDIT_CARD,
        auto_present_s: float | None = None,
        host_delay_s: float = HOST_DELAY_S,
        wall_clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.store = store or NexoStore()
        self.poi_id = poi_id
        self.card = card
        self.auto_present_s = auto_present_s
        self.occupied = False  # somebody is in the terminal's own menu
        # The categories that were read whole, for tests and windows.
        self.requests: deque[str] = deque(maxlen=MAX_REMEMBERED)
        self._secrets = secrets
        self._host_delay_s = host_delay_s
        self._wall_clock = wall_clock
        self._scripts: deque[Script] = deque()
        self._faults: deque[Faults] = deque()
        self._status_faults: deque[Faults] = deque()
        self._payment: _Payment | None = None
        self._held: list[_Held] = []
        self._powered = False
        self.power_on()

    # --- what a person or a test does

    def script(self, outcome: Script, faults: Faults = NO_FAULTS) -> None:
        """What the next payment or reversal comes to."""
        self._scripts.append(outcome)
        self._faults.append(faults)

    def misbehave_on_status(self, faults: Faults) -> None:
        """What goes wrong with the next status request."""
        self._status_faults.append(faults)

    def present(self, card: Card, now: float) -> None:
        """The customer presents a card."""
        self.card = card
        if self._payment is not None and not self._payment.at_host:
            self._payment.due = now

    def cancel_by_customer(self, now: float) -> None:
        """The customer presses the red key."""
        if self._payment is not None and not self._payment.at_host:
            self._finish_payment(answers.failure("Cancel"), now)

    def power_off(self) -> None:
        """Pull the plug: every line is cut, what is not in the store is gone."""
        self._powered = False
        payment, self._payment = self._payment, None
        if payment is not None and payment.reply is not None:
            payment.reply(None)
        held, self._held = self._held, []
        for one in held:
            one.reply(None)

    def power_on(self) -> None:
        """What was under way is ended and reversed."""
        self._powered = True
        for sale_id, service_id, category in self.store.unfinished():
            asked = Asked(category, service_id, sale_id, self.poi_id, {})
            self.store.undo(sale_id, service_id)
            ended = answers.response_to(asked, answers.failure("Aborted", "Power failure"))
            self.store.keep(sale_id, service_id, json.dumps(ended))

    @property
    def powered(self) -> bool:
        """Whether it is switched on."""
        return self._powered

    @property
    def screen(self) -> str:
        """What the customer reads now."""
        payment = self._payment
        if not self._powered:
            return ""
        if payment is None:
            return WELCOME
        if payment.at_host:
            return "Please wait"
        return f"USD {payment.cents // 100}.{payment.cents % 100:02d}\nPresent card"

    # --- the network

    def post(self, body: bytes, reply: Reply, now: float) -> None:
        """Take a request; `reply` may be called now, later or never."""
        if not self._powered:
            reply(None)
            return
        try:
            asked = read_request(self._secrets, self.poi_id, body)
        except (NotOurs, ValueError, KeyError, TypeError, RecursionError):
            reply(HttpAnswer(BAD_REQUEST, b""))
            return
        self.requests.append(asked.category)
        match asked.category:
            case "Payment" | "Reversal":
                self._money(asked, reply, now)
            case "TransactionStatus":
                self._status(asked, reply, now)
            case "Abort":
                self._abort(asked, now)
                reply(HttpAnswer(OK, b""))
            case "Diagnosis":
                self._tell(asked, self._diagnosis(), NO_FAULTS, reply, now)
            case _:
                self._tell(asked, answers.failure("NotAllowed"), NO_FAULTS, reply, now)

    def tick(self, now: float) -> None:
        """Let time pass."""
        due = [one for one in self._held if now >= one.at]
        self._held = [one for one in self._held if now < one.at]
        for one in due:
            one.reply(one.answer)
        payment = self._payment
        if payment is None:
            return
        if payment.at_host:
            if payment.due is not None and now >= payment.due:
                self._bank(payment, now)
        elif payment.due is not None and now >= payment.due:
            payment.at_host, payment.due = True, now + self._host_delay_s
        elif now >= payment.gives_up:
            self._finish_payment(answers.failure("Cancel", "Timed out"), now)

    def deadline(self) -> float | None:
        """When `tick` matters next."""
        moments = [one.at for one in self._held]
        if self._payment is not None:
            moments.append(
                self._payment.gives_up if self._payment.due is None else self._payment.due
            )
        return min(moments, default=None)

    # --- requests

    def _money(self, asked: Asked, reply: Reply, now: float) -> None:
        script = self._scripts.popleft() if self._scripts else Approve()
        faults = self._faults.popleft() if self._faults else NO_FAULTS
        if faults.lost:
            reply(None)
        elif faults.busy or self.occupied or self._payment is not None:
            self._tell(asked, answers.failure("Busy"), faults, reply, now)
        elif faults.power_cut is PowerCut.BEFORE_NOTED:
            self.power_off()
            reply(None)
        elif not self.store.note(*asked.key, asked.category):
            refused = answers.failure("MessageFormat", "ServiceID is not unique")
            self._tell(asked, refused, faults, reply, now)
        elif asked.category == "Reversal":
            self._reverse(asked, script, faults, reply, now)
        else:
            self._begin_payment(asked, script, faults, reply, now)

    def _begin_payment(
        self, asked: Asked, script: Script, faults: Faults, reply: Reply, now: float
    ) -> None:
        wanted = asked.body["PaymentRequest"]["PaymentTransaction"]["AmountsReq"]
        comes_at = None if self.auto_present_s is None else now + self.auto_present_s
        listener: Reply | None = reply
        if faults.cut_at_once:
            reply(None)
            listener = None
        self._payment = _Payment(
            asked,
            int(Decimal(wanted["RequestedAmount"]) * 100),
            script,
            faults,
            listener,
            comes_at,
            now + CARD_TIMEOUT_S,
        )
        if faults.power_cut is PowerCut.WAITING_FOR_CARD:
            self.power_off()

    def _bank(self, payment: _Payment, now: float) -> None:
        """The bank decides; the book is written before anything else."""
        script, faults, asked = payment.script, payment.faults, payment.asked
        if isinstance(script, Fail):
            self._finish_payment(answers.failure(script.condition, script.text), now)
            return
        request = asked.body["PaymentRequest"]
        refund = request.get("PaymentData", {}).get("PaymentType") == "Refund"
        cents = self._granted(payment, refund=refund)
        if cents <= 0:
            self._finish_payment(answers.failure("Refusal", "Not enough balance"), now)
            return
        number = self.store.next_number()
        granted = Granted(
            cents if faults.other_cents is None else faults.other_cents,
            faults.other_currency or request["PaymentTransaction"]["AmountsReq"]["Currency"],
            f"{123455 + number:06d}",
            f"BV0q{number:015d}.VK9DRSLLRCQ2WN82",
            f"{self._wall_clock():%Y-%m-%dT%H:%M:%S}.{number % 1000:03d}Z",
            online=not isinstance(script, ApproveOffline),
        )
        ref = request["SaleData"]["SaleTransactionID"]["TransactionID"]
        name = (granted.number, granted.stamp)
        signed = -cents if refund else cents
        self.store.charge(asked.key, ref, self.card.number, signed, name)
        if faults.power_cut is PowerCut.AFTER_HOST:
            self.power_off()
            return
        self._finish_payment(answers.payment(asked, granted, self.card, payment.cents), now)

    def _granted(self, payment: _Payment, *, refund: bool) -> int:
        limits = [payment.cents]
        if self.card.balance_cents is not None and not refund:
            limits.append(self.card.balance_cents - self.store.spent(self.card.number))
        if isinstance(payment.script, ApprovePart):
            limits.append(payment.script.cents)
        return min(limits)

    def _finish_payment(self, body: dict[str, Any], now: float) -> None:
        payment, self._payment = self._payment, None
        assert payment is not None, "only what runs can end"
        reply = payment.reply or _nobody
        self._keep_and_tell(payment.asked, body, payment.faults, reply, now)

    def _reverse(
        self, asked: Asked, script: Script, faults: Faults, reply: Reply, now: float
    ) -> None:
        if isinstance(script, Fail):
            body = answers.failure(script.condition, script.text)
        else:
            name = asked.body["ReversalRequest"]["OriginalPOITransaction"]["POITransactionID"]
            done = self.store.reverse(name["TransactionID"], name["TimeStamp"])
            if done:
                body = {"Response": {"Result": "Success"}}
            elif done is None:
                body = answers.failure("NotFound")
            else:
                body = answers.failure("NotAllowed", "Already reversed")
        if faults.power_cut in {PowerCut.WAITING_FOR_CARD, PowerCut.AFTER_HOST}:
            self.power_off()
            reply(None)
            return
        if faults.cut_at_once:
            reply(None)
            reply = _nobody
        self._keep_and_tell(asked, body, faults, reply, now)

    def _keep_and_tell(
        self, asked: Asked, body: dict[str, Any], faults: Faults, reply: Reply, now: float
    ) -> None:
        self.store.keep(*asked.key, json.dumps(answers.response_to(asked, body)))
        if faults.power_cut is PowerCut.AFTER_KEPT:
            self.power_off()
            reply(None)
            return
        self._tell(asked, body, faults, reply, now)
        if faults.power_cut is PowerCut.AFTER_ANSWER:
            self.power_off()

    def _status(self, asked: Asked, reply: Reply, now: float) -> None:
        faults = self._status_faults.popleft() if self._status_faults else NO_FAULTS
        if faults.lost:
            reply(None)
            return
        reference = asked.body["TransactionStatusRequest"]["MessageReference"]
        sale_id = reference.get("SaleID", asked.sale_id)
        message = self.store.message(sale_id, reference["ServiceID"])
        if faults.busy:
            body = answers.failure("Busy")
        elif message is None:
            body = answers.failure("NotFound")
        elif message.answer is None:
            body = answers.failure("InProgress")
        else:
            body = answers.repeated(json.loads(message.answer))
        self._tell(asked, body, faults, reply, now)

    def _abort(self, asked: Asked, now: float) -> None:
        reference = asked.body["AbortRequest"]["MessageReference"]
        payment = self._payment
        if payment is None or payment.at_host:
            return
        if payment.asked.service_id == reference["ServiceID"]:
            self._finish_payment(answers.failure("Aborted", "Aborted by the till"), now)

    def _diagnosis(self) -> dict[str, Any]:
        state = "Busy" if self._payment is not None or self.occupied else "OK"
        return {"Response": {"Result": "Success"}, "POIStatus": {"GlobalStatus": state}}

    # --- answers

    def _tell(
        self, asked: Asked, body: dict[str, Any], faults: Faults, reply: Reply, now: float
    ) -> None:
        if faults.silent:
            self._held.append(_Held(float("inf"), reply, None))
            return
        answer = None if faults.cut_after else write_answer(self._secrets, asked, body, faults)
        if faults.late_s:
            self._held.append(_Held(now + faults.late_s, reply, answer))
        else:
            reply(answer)


def _nobody(_answer: HttpAnswer | None) -> None:
    """The line is gone."""
