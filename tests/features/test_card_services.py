"""What the card terminal does beside payments (card_services.feature)."""

from typing import Final

from pytest_bdd import given, scenarios, then, when

from drivers.simulator.card_terminal_script import Faults
from drivers.simulator.card_terminal_store import NORMAL
from features.clerk import Clerk
from features.stand import Stand
from terminal.app.inputs import DeviceRole
from terminal.app.state import CardPage, DonePage, SalePage, SignPage, TerminalState
from terminal.domain.facts import SignatureTaken
from terminal.domain.signature_picture import png_of
from terminal.domain.terminal_signature import on_the_pad
from terminal.presentation.views import SignView
from terminal.store.journal import all_facts, attachment

scenarios("card_services.feature")
DRAWN: Final = (((20, 60), (40, 20), (60, 60), (80, 20)), ((90, 40), (120, 44)))
"""What the customer draws, in the terminal's own units."""


# --- signing


@given("the bag 6012345-00 is on the ticket and counselled")
def counselled(clerk: Clerk) -> None:
    clerk.pick_up("6012345-00", "Ctrl+1")
    clerk.counsel()


@when("the clerk lets the customer sign on the card terminal")
def asks_to_sign(stand: Stand, clerk: Clerk) -> None:
    stand.world.card_terminal.auto_present_s = None
    clerk.press("F8")
    stand.until("the signature page", lambda s: isinstance(s.page, SignPage))
    clerk.press("F10")
    stand.until_true("the customer is asked to sign", lambda: waits_for_signature(stand))


def waits_for_signature(stand: Stand) -> bool:
    terminal = stand.world.card_terminal
    return stand.world.plugged.card_terminal.call(lambda: terminal.waiting_for_signature)


@when("the customer signs there")
def signs_there(stand: Stand) -> None:
    stand.world.plugged.card_terminal.sign(DRAWN)


@when("the customer presses the red key")
def red_key(stand: Stand) -> None:
    stand.world.plugged.card_terminal.cancel_by_customer()


@when("the customer signs on the pad")
def signs_here(stand: Stand, clerk: Clerk) -> None:
    stand.fingers.sign()
    keep(stand, clerk)


@when("the clerk keeps the signature")
def keep(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Enter")
    stand.until("it is signed", lambda s: isinstance(s.page, SalePage))


@when("the clerk locks the screen")
def locks(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Ctrl+L")
    stand.until("it is locked", lambda s: s.locked)


@then("what was signed there is on the pad")
def on_pad(stand: Stand) -> None:
    def shown() -> bool:
        view = stand.screen.page
        return isinstance(view, SignView) and view.strokes == on_the_pad(DRAWN)

    stand.until_true("the drawing is on the pad", shown)


@then("the ticket holds exactly that signature")
def held(stand: Stand) -> None:
    strokes = on_the_pad(DRAWN)
    assert strokes is not None
    (fact,) = signatures(stand)
    reader = stand.counter.store.reader
    assert reader.wait(lambda each: attachment(each, fact.strokes)) == strokes.canonical()
    assert reader.wait(lambda each: attachment(each, fact.picture)) == png_of(strokes)


@then("the card terminal asks for nothing any more")
def asks_nothing(stand: Stand) -> None:
    stand.until_true("the prompt is gone", lambda: not waits_for_signature(stand))


@then("nothing was signed")
def unsigned(stand: Stand) -> None:
    assert signatures(stand) == []
    assert isinstance(stand.state.behind, SignPage)
    assert not stand.state.behind.strokes


def signatures(stand: Stand) -> list[SignatureTaken]:
    facts = stand.counter.store.reader.wait(lambda connection: list(all_facts(connection)))
    return [each.fact for each in facts if isinstance(each.fact, SignatureTaken)]


# --- the batch


@given("ibuprofen was paid by card")
def paid(stand: Stand, clerk: Clerk) -> None:
    clerk.scan_item("ibuprofen")
    clerk.open_payment()
    clerk.press("F10")
    stand.until("it is paid", lambda s: isinstance(s.page, DonePage))


@given("a card payment was put aside, not confirmed")
def put_aside(stand: Stand, clerk: Clerk) -> None:
    """The customer stands at the terminal still, so that asking again settles nothing."""
    stand.world.card_terminal.auto_present_s = None
    clerk.scan_item("ibuprofen")
    clerk.open_payment()
    clerk.press("F10")
    stand.until("it is not confirmed", _not_confirmed)
    clerk.press("F5")
    stand.until("the counter is free", lambda s: isinstance(s.page, SalePage) and s.sale is None)
    stand.ready(DeviceRole.CARD_TERMINAL)


def _not_confirmed(state: TerminalState) -> bool:
    return isinstance(state.page, CardPage) and state.page.next_query is not None


@given("the cable is pulled when the terminal has closed its batch")
def pulled(stand: Stand) -> None:
    terminal = stand.world.card_terminal
    faults = Faults(drop_after_ack=True)
    stand.world.plugged.card_terminal.call(lambda: terminal.expect("B00", faults=faults))


@when("the terminal is plugged in again")
def replugged(stand: Stand) -> None:
    stand.world.plugged.card_terminal.replug()
    stand.ready(DeviceRole.CARD_TERMINAL)


@when("the manager asks for the batch to be closed")
def ask(clerk: Clerk) -> None:
    clerk.look_at_card_terminal()
    clerk.press("Ctrl+B")


@when("the manager confirms it")
def confirm(stand: Stand, clerk: Clerk) -> None:
    stand.until_said("Close the batch?")
    clerk.press("F9")
    stand.until("it is asked for", lambda s: s.card_batch is not None)


@then("the terminal's records are empty")
def emptied(stand: Stand) -> None:
    terminal, host = stand.world.card_terminal, stand.world.plugged.card_terminal
    assert host.call(lambda: terminal.store.records(NORMAL)) == []


@then("no batch was closed")
def not_closed(stand: Stand) -> None:
    terminal, host = stand.world.card_terminal, stand.world.plugged.card_terminal
    assert "B00" not in host.call(lambda: list(terminal.requests))
    assert stand.state.card_batch is None
