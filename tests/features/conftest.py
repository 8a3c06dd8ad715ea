"""The counter of a scenario, and the words that the scenarios share."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytest_bdd import given, parsers, then, when

from features.clerk import MANAGER, Clerk
from features.stand import Stand, prepare
from terminal.domain.money import Money
from terminal.presentation.views import SaleView, TenderView
from terminal.vault.secret import StoreSecret

if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def secret() -> StoreSecret:
    return StoreSecret.new()


@pytest.fixture(scope="session")
def prepared(
    tmp_path_factory: pytest.TempPathFactory, secret: StoreSecret, qapp: QApplication
) -> Path:
    """A demo store that has been open for a day: people, catalogue, the PhMS's fills."""
    folder = tmp_path_factory.mktemp("prepared") / "lane"
    prepare(folder, secret)
    return folder


@pytest.fixture
def stand(
    prepared: Path, tmp_path: Path, secret: StoreSecret, qapp: QApplication
) -> Iterator[Stand]:
    """The counter, open, with every device and the PhMS in order."""
    with Stand.copied(prepared, tmp_path / "lane", secret) as made:
        made.open()
        made.ready()
        yield made


@pytest.fixture
def clerk(stand: Stand) -> Clerk:
    return Clerk(stand.fingers, lambda: stand.state, stand.until, stand.world.scan)


# --- given


@given("A. Rivera is signed in at the counter")
def signed_in(clerk: Clerk) -> None:
    clerk.sign_in()


@given(parsers.parse("{goods} is on the ticket"))
@when(parsers.parse("the cashier scans {goods}"))
def scan_goods(clerk: Clerk, goods: str) -> None:
    clerk.scan_item(goods)


@given("a manager is signed in at the counter")
def manager_signed_in(clerk: Clerk) -> None:
    clerk.sign_in(MANAGER)


@given("the bag 6012345-00 is on the ticket, counselled and signed for")
def bag_ready(clerk: Clerk) -> None:
    clerk.pick_up("6012345-00", "Ctrl+1")
    clerk.meet_obligations()


# --- when


@when(parsers.re(r"the patient picks up the bag (?P<label>\S+)"))
def patient_takes(clerk: Clerk, label: str) -> None:
    clerk.pick_up(label, "Ctrl+1")


@when(parsers.re(r"a parent picks up the bag (?P<label>\S+)"))
def parent_takes(clerk: Clerk, label: str) -> None:
    clerk.pick_up(label, "Ctrl+2")


@when(parsers.parse("the customer hands over {amount} in cash"))
def cash(clerk: Clerk, amount: str) -> None:
    clerk.pay_cash(amount)


@when("the customer pays in cash")
def exact_cash(clerk: Clerk) -> None:
    clerk.pay_exact_cash()


@when(parsers.re(r"the scanner reads (?P<symbology>\]\S\S) (?P<data>\S+)"))
def scanner_reads(stand: Stand, symbology: str, data: str) -> None:
    stand.world.scan(symbology, data)


# --- then


@then(parsers.parse('the screen says "{text}"'))
def screen_says(stand: Stand, text: str) -> None:
    stand.until_said(text)


@then(parsers.parse("{count:d} lines are on the ticket"))
@then(parsers.parse("{count:d} line is on the ticket"))
def lines_on_ticket(stand: Stand, count: int) -> None:
    view = stand.screen.page
    assert isinstance(view, SaleView | TenderView)
    assert len([line for line in view.ticket.lines if not line.struck]) == count


@then("the ticket is closed")
def closed(clerk: Clerk) -> None:
    clerk.see_done()


@then(parsers.parse("the PhMS holds the pickup of {key} exactly once"))
def pickup_once(stand: Stand, key: str) -> None:
    stand.until_true(f"the PhMS holds {key} once", lambda: stand.handed_over_once(key))


@then("the ticket can be finished")
def finish(clerk: Clerk) -> None:
    clerk.pay_exact_cash()


@then(parsers.parse("exactly {amount} stands against the card"))
def stands(stand: Stand, amount: str) -> None:
    assert stand.charged_cents == [Money.parse(amount).cents]


@then("no card was charged")
def no_charge(stand: Stand) -> None:
    assert stand.charged_cents == []


@then("the journal verifies")
def journal_verifies(stand: Stand) -> None:
    assert stand.journal().good
