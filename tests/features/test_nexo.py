"""The other card terminal, in the pharmacy's words (nexo.feature, nexo_fsa.feature)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytest_bdd import given, parsers, scenarios, then, when

from drivers.simulator.card_terminal_script import CREDIT_CARD
from drivers.simulator.nexo_script import Approve, Fail, Faults, PowerCut
from features.clerk import Clerk
from features.nexo_stand import NexoStand
from terminal.app.state import CardPage, TenderPage
from terminal.domain.money import Money
from terminal.store.database import Connection
from terminal.vault.secret import StoreSecret

scenarios("nexo.feature", "nexo_fsa.feature")
IDENTITY = "V400m-123456789/LANE02"


@pytest.fixture
def leave_out_fsa() -> bool:
    """What the store chose."""
    return True


@pytest.fixture
def stand(
    prepared: Path, tmp_path: Path, secret: StoreSecret, qapp: QApplication, leave_out_fsa: bool
) -> Iterator[NexoStand]:
    """The counter with this terminal, open, with every device and the PhMS in order."""
    made = NexoStand.copied(prepared, tmp_path / "lane", secret)
    made.leave_out_fsa = leave_out_fsa
    with made:
        made.open()
        made.ready()
        yield made


@given("a store that did not choose to leave FSA/HSA amounts out", target_fixture="leave_out_fsa")
def strict() -> bool:
    return False


@given("the bank declines the next card")
def declines(stand: NexoStand) -> None:
    stand.script(Fail("Refusal", "Not enough balance"))


@given(parsers.parse("the customer's card holds {amount}"))
def holds(stand: NexoStand, amount: str) -> None:
    card = replace(CREDIT_CARD, balance_cents=Money.parse(amount).cents)
    stand.host.call(lambda: setattr(stand.terminal, "card", card))


@given("the customer takes long to present a card")
def slow_customer(stand: NexoStand) -> None:
    stand.customer_waits()


@given("the network breaks instead of the next answer")
def breaks(stand: NexoStand) -> None:
    stand.script(Approve(), Faults(cut_after=True))


@given("the terminal's power fails once the bank has charged the card")
def power_fails(stand: NexoStand) -> None:
    stand.script(Approve(), Faults(power_cut=PowerCut.AFTER_HOST))


@when("the clerk asks for a card payment")
def card(clerk: Clerk) -> None:
    clerk.open_payment()
    clerk.press("F10")


@when("the clerk asks for an FSA card payment")
def fsa_card(clerk: Clerk) -> None:
    clerk.open_payment()
    clerk.press("F11")


@when("the terminal asks for the card")
def terminal_asks(stand: NexoStand) -> None:
    stand.until_card_is_asked()


@when("the clerk cancels")
def cancels(stand: NexoStand, clerk: Clerk) -> None:
    stand.until("the card page is here", lambda s: isinstance(s.page, CardPage))
    clerk.press("Esc")


@when("the customer presses the red key")
def red_key(stand: NexoStand) -> None:
    stand.cancel_by_customer()


@when("the customer presents the card")
def presents(stand: NexoStand) -> None:
    stand.present(CREDIT_CARD)
    stand.until_true("it is charged", lambda: bool(stand.charged_cents))


@when("the clerk asks the terminal until it knows")
def asks(clerk: Clerk) -> None:
    clerk.ask_terminal_until_known()


@when("the terminal is switched on again")
def switched_on(stand: NexoStand) -> None:
    stand.host.call(stand.terminal.power_on)
    stand.ready()


@when("the clerk gives the card payment back")
def gives_back(stand: NexoStand, clerk: Clerk) -> None:
    stand.until("payment is open", lambda s: isinstance(s.page, TenderPage))
    clerk.press("Ctrl+B")


@then("the receipt names the card and is printed once")
def receipt(stand: NexoStand, clerk: Clerk) -> None:
    clerk.see_receipt()
    (paper,) = stand.receipts()
    assert "****0014" in paper
    assert "Amoxicillin" not in paper


@then("the journal names the terminal and verifies")
def journal(stand: NexoStand) -> None:
    def bodies(connection: Connection) -> str:
        rows = connection.exec_driver_sql("SELECT body FROM journal WHERE name='ChargeRequested'")
        return "".join(body.decode() for (body,) in rows)

    assert IDENTITY in stand.counter.store.reader.wait(bodies)
    assert stand.journal().good


@then("the terminal was asked for no payment")
def not_asked(stand: NexoStand) -> None:
    assert "Payment" not in stand.asked
    assert stand.charged_cents == []


@then("the terminal was asked for one payment")
def asked_once(stand: NexoStand) -> None:
    assert stand.asked.count("Payment") == 1
