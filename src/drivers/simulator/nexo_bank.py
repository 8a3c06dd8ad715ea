"""The bank behind a simulated nexo terminal: what a card is charged, and what is given back.

Rules that hold here (card-terminal.md section 13):

1. What a card was charged is in the store before there is an answer.
2. An FSA card is charged like any other: how a terminal is told of healthcare amounts is not known.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from drivers.simulator import nexo_answers as answers
from drivers.simulator.card_terminal_script import Card
from drivers.simulator.nexo_answers import Asked, Granted
from drivers.simulator.nexo_script import ApproveOffline, ApprovePart, Fail, Faults, Script
from drivers.simulator.nexo_store import NexoStore

FIRST_AUTH = 123455


class NexoBank:
    """Decides; what stands is in the store."""

    def __init__(self, store: NexoStore, wall_clock: Callable[[], datetime]) -> None:
        self._store = store
        self._wall_clock = wall_clock

    def pay(
        self, asked: Asked, cents: int, card: Card, script: Script, faults: Faults
    ) -> dict[str, Any]:
        """The body of the answer to a payment or refund of `cents`, which is booked by now."""
        if isinstance(script, Fail):
            return answers.failure(script.condition, script.text)
        if card.ebt or card.gift:
            return answers.failure("InvalidCard", "Card not supported")
        request = asked.body["PaymentRequest"]
        refund = request.get("PaymentData", {}).get("PaymentType") == "Refund"
        granted = self._granted(cents, card, script, refund=refund)
        if granted <= 0:
            return answers.failure("Refusal", "Not enough balance")
        number = self._store.next_number()
        told = Granted(
            granted if faults.other_cents is None else faults.other_cents,
            faults.other_currency or request["PaymentTransaction"]["AmountsReq"]["Currency"],
            f"{FIRST_AUTH + number:06d}",
            f"BV0q{number:015d}.VK9DRSLLRCQ2WN82",
            f"{self._wall_clock():%Y-%m-%dT%H:%M:%S}.{number % 1000:03d}Z",
            online=not isinstance(script, ApproveOffline),
        )
        ref = request["SaleData"]["SaleTransactionID"]["TransactionID"]
        signed = -granted if refund else granted
        self._store.charge(asked.key, ref, card.number, signed, (told.number, told.stamp))
        return answers.payment(asked, told, card, cents)

    def reverse(self, asked: Asked, script: Script) -> dict[str, Any]:
        """The body of the answer to a reversal."""
        if isinstance(script, Fail):
            return answers.failure(script.condition, script.text)
        name = asked.body["ReversalRequest"]["OriginalPOITransaction"]["POITransactionID"]
        done = self._store.reverse(name["TransactionID"], name["TimeStamp"])
        if done:
            return {"Response": {"Result": "Success"}}
        if done is None:
            return answers.failure("NotFound")
        return answers.failure("NotAllowed", "Already reversed")

    def _granted(self, cents: int, card: Card, script: Script, *, refund: bool) -> int:
        limits = [cents]
        if card.balance_cents is not None and not refund:
            limits.append(card.balance_cents - self._store.spent(card.number))
        if isinstance(script, ApprovePart):
            limits.append(script.cents)
        return min(limits)
