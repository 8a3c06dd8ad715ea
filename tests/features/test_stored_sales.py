"""Card sales that the terminal approved without the bank (stored_sales.feature)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytest_bdd import given, parsers, scenarios, then, when

from drivers.simulator.card_terminal_script import Faults, PowerCut
from features.clerk import MANAGER, Clerk
from features.stand import Stand
from features.stored_stand import (
    allow_offline,
    at_terminal,
    ever_charged,
    sell,
    sell_offline,
    until_nothing_waits,
    until_told,
    uploaded,
)
from terminal.app import step_stored
from terminal.app.inputs import DeviceRole
from terminal.app.state import DevicesPage
from terminal.vault.secret import StoreSecret

scenarios("stored_sales.feature")


@pytest.fixture
def stand(
    prepared: Path, tmp_path: Path, secret: StoreSecret, qapp: QApplication
) -> Iterator[Stand]:
    with Stand.copied(prepared, tmp_path / "lane", secret) as made:
        allow_offline(made)
        made.open()
        until_told(made)
        made.ready()
        yield made


def hands(stand: Stand) -> Clerk:
    """Those of the counter that is open now."""
    return Clerk(stand.fingers, lambda: stand.state, stand.until, stand.world.scan)


def expect(stand: Stand, faults: Faults) -> None:
    terminal = stand.world.card_terminal
    at_terminal(stand, lambda: terminal.expect("B08", faults=faults))


@given("a manager is signed in where the store allows approvals without the bank")
def signed_in(stand: Stand) -> None:
    hands(stand).sign_in(MANAGER)


@given("a moment without a customer is enough")
def hardly_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step_stored, "QUIET_S", 0.0)


@when(parsers.parse("{count:d} card sales are approved without the bank"))
@when(parsers.parse("{count:d} card sale is approved without the bank"))
def offline(stand: Stand, count: int) -> None:
    for _ in range(count):
        sell_offline(stand, hands(stand))


@when("another card is approved by the bank")
def online(stand: Stand) -> None:
    sell(stand, hands(stand))


@when(parsers.parse("the bank will decline {count:d} of them"))
def declines(stand: Stand, count: int) -> None:
    office = stand.world.card_terminal.office
    at_terminal(stand, lambda: setattr(office, "declines_at_upload", count))


@when("the cable will be pulled when the terminal has uploaded")
def pulled(stand: Stand) -> None:
    expect(stand, Faults(drop_after_ack=True))


@when("the terminal will lose its power after the first one")
def loses_power(stand: Stand) -> None:
    expect(stand, Faults(power_cut=PowerCut.BEFORE_HOST, reboot_s=0.5, halfway=True))


@when("the cable is back")
def replugged(stand: Stand) -> None:
    stand.world.plugged.card_terminal.replug()
    stand.ready(DeviceRole.CARD_TERMINAL)


@when("somebody looks at the card terminal")
def looks(stand: Stand) -> None:
    hands(stand).look_at_card_terminal()


@when("the stored sales are uploaded")
def upload(stand: Stand) -> None:
    hands(stand).upload_stored()
    stand.until("the terminal has answered", lambda s: not step_stored.upload_under_way(s))


@when("the manager settles it as the store's loss")
def settles(stand: Stand) -> None:
    hands(stand).press("Alt+1")
    stand.until_said("What became of it?")
    hands(stand).press("F10")


@when("the manager asks for the batch")
def asks_for_batch(stand: Stand) -> None:
    hands(stand).look_at_card_terminal()
    hands(stand).press("Ctrl+B")


@when("the manager confirms the batch")
def confirms_batch(stand: Stand) -> None:
    stand.until_said("Close the batch?")
    hands(stand).press("F9")


@when("the counter is started again")
def restarted(stand: Stand) -> None:
    stand.close()
    stand.open()
    stand.ready()
    hands(stand).sign_in(MANAGER)


@then("the bank has heard of none")
def none_charged(stand: Stand) -> None:
    assert ever_charged(stand) == []


@then("nothing waits any more")
def nothing_waits(stand: Stand) -> None:
    until_nothing_waits(stand)


@then("nothing is left to settle")
def nothing_to_settle(stand: Stand) -> None:
    stand.until("nothing is left", lambda s: s.stored.sales == ())


@then("the bank has each sale once")
def once_each(stand: Stand) -> None:
    charged = ever_charged(stand)
    assert len(charged) > 1
    assert all(len(each) == 1 for each in charged)


@then("the journal tells that each was uploaded")
def recorded(stand: Stand) -> None:
    told = uploaded(stand)
    assert len(told) == len(ever_charged(stand))
    assert set(told.values()) == {1}


@then("nobody is told of it")
def untold(stand: Stand) -> None:
    assert stand.state.said is None
    assert not isinstance(stand.state.page, DevicesPage)
