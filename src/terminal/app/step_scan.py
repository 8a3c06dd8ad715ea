"""A scan, one that was turned away, a scanner that was set up: given to the page that is open."""

from dataclasses import replace

from terminal.app import inputs as i
from terminal.app.effects import KeepScannerPrefix
from terminal.app.scanning import Takes, not_taken, taken_here, wrong
from terminal.app.state import DonePage, IdPage, Msg, PickupPage, Said, TerminalState
from terminal.app.step_controlled import id_scanned
from terminal.app.step_id_card import card_read
from terminal.app.step_pickup import bag_scanned_here
from terminal.app.step_sale import act_on, next_customer
from terminal.app.stepping import Step
from terminal.domain.barcode import Meaning, NotUnderstood, RxLabel
from terminal.domain.id_card import IdCard


def on_scan(
    state: TerminalState,
    what: i.CodeScanned | i.ScanRefused | i.ScanTurnedAway | i.PrefixTaught,
) -> Step:
    """A scan goes to the page that takes it, and to no other (scanning.py)."""
    match what:
        case i.ScanRefused():
            return wrong(state, Said(Msg.SCAN_GARBAGE, what.reason))
        case i.ScanTurnedAway():
            return not_taken(state)
        case i.PrefixTaught():
            return _prefix_taught(state, what.prefix)
    match taken_here(state):
        case Takes.NOTHING:
            return not_taken(state)
        case Takes.SHOWN:
            return Step(state)  # the page shows it, when the scanner's diagnostics tell of it
        case Takes.PICKUP:
            assert isinstance(state.page, PickupPage)
            return _at_pickup(state, state.page, what.meaning)
        case Takes.ID_CARD:
            assert isinstance(state.page, IdPage)
            return id_scanned(state, state.page, what.meaning)
        case Takes.ALL:
            customer = next_customer(state) if isinstance(state.page, DonePage) else state
            return act_on(customer, what.meaning)


def _at_pickup(state: TerminalState, page: PickupPage, meaning: Meaning) -> Step:
    match meaning:
        case RxLabel():
            return bag_scanned_here(state, page, meaning)
        case IdCard():
            return card_read(state, page, meaning)
        case NotUnderstood():
            return wrong(state, Said(Msg.CODE_NOT_UNDERSTOOD, meaning.title, meaning.remedy))
        case _:
            return not_taken(state)


def _prefix_taught(state: TerminalState, prefix: str) -> Step:
    if not prefix:
        return wrong(state, Said(Msg.SCANNER_SENDS_NO_PREFIX))
    told = replace(state, said=Said(Msg.SCANNER_LEARNED, prefix))
    return Step(told, (), (KeepScannerPrefix(prefix),))
