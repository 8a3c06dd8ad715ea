"""A simulated nexo terminal: the other end of the network, with its own reading of the protocol.

Rules that hold here (card-terminal.md section 13):

1. What a card was charged is in the store before any byte of the answer leaves.
2. A line that goes away stops nothing: the customer still stands there, and the card may still be
   charged. This is what makes recovery necessary.
3. A ServiceID is served once per till: a second one is refused and charges nothing.
4. One payment at a time; meanwhile the terminal is busy, but answers status requests and aborts.
5. A debit card wants its PIN; a wrong one is refused before any money is looked at.
"""

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from drivers.simulator import nexo_answers as answers
from drivers.simulator.card_terminal_screen import WELCOME, Screen
from drivers.simulator.card_terminal_script import CREDIT_CARD, DEBIT_CARD, Card
from drivers.simulator.nexo_answers import Asked
from drivers.simulator.nexo_bank import NexoBank
from drivers.simulator.nexo_envelope import HttpAnswer, read_request, write_answer
from drivers.simulator.nexo_payment import Payment, Reply, Stage
from drivers.simulator.nexo_script import NO_FAULTS, Fail, Faults, PowerCut, Scenario, Script
from drivers.simulator.nexo_secrets import NotOurs, Secrets
from drivers.simulator.nexo_store import NexoStore

POI_ID = "V400m-123456789"
HOST_DELAY_S = 0.4  # a quick bank
CARD_TIMEOUT_S = 100.0  # the terminal's own prompt; ends as cancelled
MAX_REMEMBERED = 1000
BAD_REQUEST, OK = 400, 200


@dataclass(frozen=True, slots=True)
class _Held:
    """An answer that leaves later."""

    at: float
    reply: Reply
    answer: HttpAnswer | None


class NexoTerminalSimulator:
    """Tell it what to do with `script` and `expect`; a person acts by `present`, `enter_pin` and
    `cancel_by_customer`.

    `auto_present_s`: a customer who does everything after so many seconds; None: a person does.
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
        self._bank = NexoBank(self.store, wall_clock)
        self._scenario = Scenario()
        self._payment: Payment | None = None
        self._held: list[_Held] = []
        self._said_before: HttpAnswer | None = None
        self._screen = Screen()
        self._powered = False
        self._back_at: float | None = None
        self.power_on()

    # --- what a person or a test does

    def script(self, outcome: Script, faults: Faults = NO_FAULTS) -> None:
        """What the next payment or reversal comes to."""
        self._scenario.script(outcome, faults)

    def expect(self, category: str, faults: Faults) -> None:
        """What goes wrong with the next `TransactionStatus`, `Abort` or `Diagnosis`."""
        self._scenario.expect(category, faults)

    def present(self, card: Card, now: float) -> None:
        """The customer presents a card."""
        payment = self._payment
        self.card = card
        if payment is None or payment.stage is not Stage.CARD:
            return
        if card.number == DEBIT_CARD.number:
            payment.stage, payment.gives_up = Stage.PIN, now + CARD_TIMEOUT_S
            payment.due = None if self.auto_present_s is None else now
        else:
            self._go_to_host(payment, now)

    def enter_pin(self, pin: str, now: float) -> None:
        """The customer types the PIN and the green key."""
        payment = self._payment
        if payment is None or payment.stage is not Stage.PIN:
            return
        if pin != self.card.pin:
            self._finish_payment(answers.failure("WrongPIN", "Wrong PIN"), now)
        else:
            self._go_to_host(payment, now)

    def cancel_by_customer(self, now: float) -> None:
        """The customer presses the red key."""
        if self._payment is not None and self._payment.with_customer:
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
        self._said_before = None

    def power_on(self) -> None:
        """What was under way is ended and reversed."""
        self._powered, self._back_at = True, None
        self._screen.show(WELCOME)
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
    def waiting_for_card(self) -> bool:
        """Whether a card is asked for."""
        return self._payment is not None and self._payment.stage is Stage.CARD

    @property
    def waiting_for_pin(self) -> bool:
        """Whether a PIN is asked for."""
        return self._payment is not None and self._payment.stage is Stage.PIN

    @property
    def screen(self) -> str:
        """What the customer reads now."""
        if not self._powered:
            return ""
        return self._screen.text if self._payment is None else self._payment.words

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
                self._abort(asked, reply, now)
            case "Diagnosis":
                faults = self._scenario.next_of(asked.category)
                self._tell(asked, self._diagnosis(), faults, reply, now)
            case _:
                self._tell(asked, answers.failure("NotAllowed"), NO_FAULTS, reply, now)

    def tick(self, now: float) -> None:
        """Let time pass."""
        if self._back_at is not None and now >= self._back_at:
            self.power_on()
        self._screen.tick(now)
        due = [one for one in self._held if now >= one.at]
        self._held = [one for one in self._held if now < one.at]
        for one in due:
            one.reply(one.answer)
        payment = self._payment
        if payment is None:
            return
        if payment.due is not None and now >= payment.due:
            self._act(payment, now)
        elif payment.with_customer and now >= payment.gives_up:
            self._finish_payment(answers.failure("Cancel", "Timed out"), now)

    def deadline(self) -> float | None:
        """When `tick` matters next for anybody who waits for an answer."""
        moments = [one.at for one in self._held]
        if self._payment is not None:
            moments.append(self._payment.next_at)
        return min(moments, default=None)

    # --- requests

    def _money(self, asked: Asked, reply: Reply, now: float) -> None:
        script, faults = self._scenario.next_money()
        if faults.lost:
            reply(None)
        elif faults.busy or self.occupied or self._payment is not None:
            self._tell(asked, answers.failure("Busy"), faults, reply, now)
        elif faults.power_cut is PowerCut.BEFORE_NOTED:
            self._lose_power(faults, now)
            reply(None)
        elif not self.store.note(*asked.key, asked.category):
            refused = answers.failure("MessageFormat", "ServiceID is not unique")
            self._tell(asked, refused, faults, reply, now)
        elif asked.category == "Reversal":
            self._reverse(asked, script, faults, reply, now)
        elif isinstance(script, Fail) and script.at_once:
            body = answers.failure(script.condition, script.text)
            self._keep_and_tell(asked, body, faults, reply, now)
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
        self._payment = Payment(
            asked,
            int(Decimal(wanted["RequestedAmount"]) * 100),
            script,
            faults,
            listener,
            comes_at,
            now + CARD_TIMEOUT_S,
        )
        if faults.power_cut is PowerCut.WAITING_FOR_CARD:
            self._lose_power(faults, now)

    def _act(self, payment: Payment, now: float) -> None:
        """What is due: a customer whom nobody plays does the next thing, or the bank answers."""
        match payment.stage:
            case Stage.CARD:
                self.present(self.card, now)
            case Stage.PIN:
                self.enter_pin(self.card.pin, now)
            case Stage.HOST:
                self._ask_bank(payment, now)

    def _go_to_host(self, payment: Payment, now: float) -> None:
        payment.stage, payment.due = Stage.HOST, now + self._host_delay_s

    def _ask_bank(self, payment: Payment, now: float) -> None:
        body = self._bank.pay(
            payment.asked, payment.cents, self.card, payment.script, payment.faults
        )
        if payment.faults.power_cut is PowerCut.AFTER_HOST:
            self._lose_power(payment.faults, now)
            return
        self._finish_payment(body, now)

    def _finish_payment(self, body: dict[str, Any], now: float) -> None:
        payment, self._payment = self._payment, None
        assert payment is not None, "only what runs can end"
        self._screen.flash(answers.in_words(body), now)
        reply = payment.reply or _nobody
        self._keep_and_tell(payment.asked, body, payment.faults, reply, now)

    def _reverse(
        self, asked: Asked, script: Script, faults: Faults, reply: Reply, now: float
    ) -> None:
        body = self._bank.reverse(asked, script)
        if faults.power_cut in {PowerCut.WAITING_FOR_CARD, PowerCut.AFTER_HOST}:
            self._lose_power(faults, now)
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
            self._lose_power(faults, now)
            reply(None)
            return
        self._tell(asked, body, faults, reply, now)
        if faults.power_cut is PowerCut.AFTER_ANSWER:
            self._lose_power(faults, now)

    def _status(self, asked: Asked, reply: Reply, now: float) -> None:
        faults = self._scenario.next_of(asked.category)
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

    def _abort(self, asked: Asked, reply: Reply, now: float) -> None:
        faults = self._scenario.next_of(asked.category)
        if faults.lost:
            reply(None)
            return
        reference = asked.body["AbortRequest"]["MessageReference"]
        payment = self._payment
        if (
            payment is not None
            and payment.with_customer
            and payment.asked.service_id == reference["ServiceID"]
        ):
            if payment.faults.abort_loses:
                self._go_to_host(payment, now)
            else:
                self._finish_payment(answers.failure("Aborted", "Aborted by the till"), now)
        self._send(HttpAnswer(OK, b"", faults.travel), faults, reply, now)

    def _diagnosis(self) -> dict[str, Any]:
        state = "Busy" if self._payment is not None or self.occupied else "OK"
        return {"Response": {"Result": "Success"}, "POIStatus": {"GlobalStatus": state}}

    # --- answers

    def _tell(
        self, asked: Asked, body: dict[str, Any], faults: Faults, reply: Reply, now: float
    ) -> None:
        answer = write_answer(self._secrets, asked, body, faults)
        before, self._said_before = self._said_before, answer
        if faults.stale and before is not None:
            answer = replace(before, travel=faults.travel)
        self._send(answer, faults, reply, now)

    def _send(self, answer: HttpAnswer, faults: Faults, reply: Reply, now: float) -> None:
        if faults.silent:
            self._held.append(_Held(float("inf"), reply, None))
            return
        told = None if faults.cut_after or faults.lost else answer
        if faults.late_s:
            self._held.append(_Held(now + faults.late_s, reply, told))
        else:
            reply(told)

    def _lose_power(self, faults: Faults, now: float) -> None:
        self.power_off()
        if faults.reboot_s is not None:
            self._back_at = now + faults.reboot_s


def _nobody(_answer: HttpAnswer | None) -> None:
    """The line is gone."""
