"""A card payment that goes back before its batch is closed (same_batch.feature)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytest_bdd import given, parsers, scenarios, then, when

from drivers.simulator import card_terminal_script as pax
from drivers.simulator import nexo_script as nexo
from features.clerk import Clerk
from features.nexo_stand import NexoStand
from features.stand import Stand
from terminal.app.inputs import CardBatchNotClosed
from terminal.app.return_page import RefundPage, ReturnPage
from terminal.app.state import CardPage, SalePage, TenderPage, TerminalState
from terminal.app.step_done import SEEN_AFTER_S
from terminal.domain import facts as f
from terminal.store.journal import all_facts
from terminal.vault.secret import StoreSecret

scenarios("same_batch.feature")
PAID = 8_49
PART = 3_00
OTHERS = "99261120000001"
"""Another customer's payment, for the same amount, by another card."""


@pytest.fixture
def maker() -> str:
    return "PAX"


@pytest.fixture
def stand(
    prepared: Path, tmp_path: Path, secret: StoreSecret, qapp: QApplication, maker: str
) -> Iterator[Stand]:
    kind = NexoStand if maker == "nexo" else Stand
    with kind.copied(prepared, tmp_path / "lane", secret) as made:
        made.open()
        made.ready()
        yield made


def with_terminal(stand: Stand, on_pax: object, on_nexo: object) -> None:
    """Something happens to the terminal, on its own thread."""
    if isinstance(stand, NexoStand):
        assert callable(on_nexo)
        stand.host.call(on_nexo)
    else:
        assert callable(on_pax)
        stand.world.plugged.card_terminal.call(on_pax)


# --- before


@given(parsers.parse("the lane has the {which} card terminal"), target_fixture="maker")
def lane_has(which: str) -> str:
    return which


@given("ibuprofen was paid by card")
def paid(stand: Stand, clerk: Clerk) -> None:
    stand.world.hold_card(pax.CREDIT_CARD)
    clerk.sign_in()
    clerk.scan_item("ibuprofen")
    clerk.open_payment()
    clerk.press("F10")
    clerk.see_done()
    clerk.see_receipt()
    assert stand.charged_cents == [PAID]
    stand.pass_time(SEEN_AFTER_S)
    clerk.press("Enter")
    stand.until("the next customer", lambda s: isinstance(s.page, SalePage))


@given("a part of ibuprofen was paid by card")
def part_paid(stand: Stand, clerk: Clerk) -> None:
    stand.world.hold_card(pax.CREDIT_CARD)
    clerk.sign_in()
    clerk.scan_item("ibuprofen")
    clerk.open_payment()
    stand.fingers.type("3.00")
    clerk.press("F10")
    stand.until("the card has paid", lambda s: bool(s.sale and s.sale.anything_paid))
    stand.until("payment goes on", lambda s: isinstance(s.page, TenderPage))
    assert stand.charged_cents == [PART]


@given("the customer has no card at hand")
def no_card(stand: Stand) -> None:
    """Whoever asked for one would wait."""
    if isinstance(stand, NexoStand):
        stand.customer_waits()
    else:
        stand.world.card_terminal.auto_present_s = None


@given("the terminal numbers from 1 again, and another customer has paid")
def numbered_anew(stand: Stand) -> None:
    def on_pax() -> None:
        store = stand.world.card_terminal.store
        (mine,) = store.records()
        assert mine.number == 1
        store.close_batch()
        other = replace(mine, ref=OTHERS, last4="1234", host_ref="700000000001")
        store.charge(OTHERS, "5500000000001234", PAID)
        store.finish(other, OTHERS)

    def on_nexo() -> None:
        assert isinstance(stand, NexoStand)
        book = stand._book
        (mine,) = book._db.execute("SELECT sale_id, service_id FROM messages WHERE"
                                   " category = 'Payment'").fetchall()  # fmt: skip
        book._db.execute("DELETE FROM messages")
        book.charge(mine, OTHERS, "5500000000001234", PAID, ("OTHER", "2026-11-20T12:00:00Z"))

    with_terminal(stand, on_pax, on_nexo)


@given("the lane has heard that its batch may be closed")
def batch_in_doubt(stand: Stand) -> None:
    stand.counter.post(CardBatchNotClosed("the line went down", unknown=True))
    stand.until("it knows", lambda s: s.card_batch_at is not None)


@given("the answer to the next request is lost")
def answer_lost(stand: Stand) -> None:
    def on_pax() -> None:
        stand.world.card_terminal.script(faults=pax.Faults(eot_instead=True))

    def on_nexo() -> None:
        assert isinstance(stand, NexoStand)
        stand.terminal.script(nexo.Approve(), nexo.Faults(cut_after=True))

    with_terminal(stand, on_pax, on_nexo)


# --- it comes back


@when("all of it comes back")
def comes_back(stand: Stand, clerk: Clerk) -> None:
    stand.world.scan("]C0", "2-000001")
    stand.until("the ticket is there", _there)
    clerk.press("Enter")
    stand.until("the line is chosen", lambda s: _page(s).line is not None)
    clerk.press("Ctrl+1")
    stand.until("it is on the ticket", lambda s: bool(s.sale and s.sale.return_lines))
    clerk.press("Esc")
    stand.until("back on the ticket", lambda s: isinstance(s.page, SalePage))
    clerk.press("F9")
    stand.until("the refund's page", lambda s: isinstance(s.page, RefundPage))


def _there(state: TerminalState) -> bool:
    return isinstance(state.page, ReturnPage) and state.page.original is not None


def _page(state: TerminalState) -> ReturnPage:
    assert isinstance(state.page, ReturnPage)
    return state.page


@when("the money goes back over the card terminal")
@when("the customer's card is credited")
def over_terminal(stand: Stand, clerk: Clerk) -> None:
    stand.until("the refund's page", lambda s: isinstance(s.page, RefundPage))
    stand.pass_time(SEEN_AFTER_S)
    clerk.press("F10")


@when("the last payment is given back")
def given_back(stand: Stand, clerk: Clerk) -> None:
    stand.pass_time(SEEN_AFTER_S)
    clerk.press("Ctrl+B")


@when("the rest is paid in cash")
def rest_in_cash(stand: Stand, clerk: Clerk) -> None:
    stand.pass_time(SEEN_AFTER_S)
    clerk.pay_exact_cash()


@when("the clerk asks the terminal until it knows")
def asks(clerk: Clerk) -> None:
    clerk.ask_terminal_until_known()


@when("the counter dies once the terminal has voided")
def dies(stand: Stand, clerk: Clerk) -> None:
    clerk.press("F10")
    stand.until_true("the bank has it", lambda: stand.charged_cents == [])
    assert isinstance(stand.state.page, CardPage)
    stand.close()


@when("the counter starts again")
def starts_again(stand: Stand, clerk: Clerk) -> None:
    stand.open()
    clerk.back_at(stand.fingers)
    stand.ready()
    clerk.sign_in()


# --- what became of it


@then("the payment is void at the bank and nothing was credited")
def void_at_bank(stand: Stand) -> None:
    assert stand.charged_cents == []
    assert stand.journal().good
    (asked,) = _facts(stand, f.RefundRequested)
    assert isinstance(asked, f.RefundRequested)
    assert asked.void_of is not None


@then("the receipt says that the payment is void")
def receipt(stand: Stand, clerk: Clerk) -> None:
    clerk.see_receipt()
    (charged,) = _facts(stand, f.ChargeRequested)
    assert isinstance(charged, f.ChargeRequested)
    paper = stand.receipts()[-1]
    assert "VOID" in paper
    assert f"OF PAYMENT {charged.ref}" in paper
    assert "****0014" in paper


@then("no card has paid anything")
def nothing_charged(stand: Stand) -> None:
    assert stand.charged_cents == []
    assert len(_facts(stand, f.VoidRequested)) == 1
    assert stand.journal().good


@then("both parts stand")
def both_parts_stand(stand: Stand) -> None:
    assert sorted(stand.charged_cents) == [PART, PAID]


@then("both payments stand")
def both_stand(stand: Stand) -> None:
    assert sorted(stand.charged_cents) == [PAID, PAID]


@then("nothing is left of the payment, and the other one stands")
def other_stands(stand: Stand) -> None:
    assert stand.standing[OTHERS] == [PAID]
    assert sum(stand.charged_cents) == PAID
    assert stand.journal().good


@then("the payment stands at the bank beside its credit")
def beside_credit(stand: Stand) -> None:
    assert sorted(stand.charged_cents) == [-PAID, PAID]


@then("the refund is settled by asking")
def settled(stand: Stand) -> None:
    stand.until("it is settled", lambda s: bool(s.sale) and not s.unconfirmed)


def _facts(stand: Stand, kind: type[f.Fact]) -> list[f.Fact]:
    store = stand.counter.store
    recorded = store.reader.wait(lambda c: [each.fact for each in all_facts(c)])
    return [each for each in recorded if isinstance(each, kind)]
