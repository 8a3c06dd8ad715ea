"""A receipt printer that cannot print (bad_printer.feature)."""

from pytest_bdd import given, parsers, scenarios, then, when

from drivers.simulator.printer import Model, Roll
from features.clerk import Clerk
from features.stand import Stand
from terminal.app.inputs import DeviceRole, PrintState
from terminal.app.state import TerminalState
from terminal.app.step_done import SEEN_AFTER_S

scenarios("bad_printer.feature")
FEW_LINES_DOTS = 120
SLOW_DOTS_PER_S = 400


@given(parsers.parse("the printer {trouble}"))
def in_trouble(stand: Stand, trouble: str) -> None:
    printer, host = stand.world.printer, stand.world.plugged.printer
    match trouble:
        case "has no paper":
            host.call(lambda: printer.set_roll(Roll.OUT))
        case "has an open cover":
            host.call(printer.open_cover)
        case "is unplugged":
            host.unplug()
        case "says nothing":
            host.call(lambda: setattr(printer, "silent", True))
        case "prints slowly":
            host.call(lambda: setattr(printer, "model", Model(dots_per_s=SLOW_DOTS_PER_S)))
        case _:
            raise ValueError(trouble)


@given("the paper ends after a few lines")
def paper_ends(stand: Stand) -> None:
    printer = stand.world.printer
    stand.world.plugged.printer.call(lambda: setattr(printer, "stock_dots", FEW_LINES_DOTS))


@when("the printer's cable is pulled")
def pulled(stand: Stand) -> None:
    stand.world.plugged.printer.unplug()


@when("the printer is put right again")
def put_right(stand: Stand) -> None:
    printer, host = stand.world.printer, stand.world.plugged.printer
    host.replug()

    def mend() -> None:
        printer.silent = False
        printer.close_cover()
        printer.set_roll(Roll.OK)

    host.call(mend)


@when("the next customer pays in cash too")
def next_one_pays(stand: Stand, clerk: Clerk) -> None:
    stand.pass_time(SEEN_AFTER_S)
    clerk.scan_item("sunscreen")
    clerk.pay_exact_cash()


@when("the counter is started again")
def started_again(stand: Stand, clerk: Clerk) -> None:
    stand.close()
    stand.open()
    clerk._fingers = stand.fingers
    clerk.sign_in()


@when("the clerk lets it print")
def lets_print(clerk: Clerk) -> None:
    clerk.press("Ctrl+R")


@when("the clerk asks for the receipt")
def asks(stand: Stand, clerk: Clerk) -> None:
    stand.ready(DeviceRole.PRINTER)
    clerk.press("F10")


@then("the original comes out by itself, exactly once")
@then("the original of the first ticket is on the paper, exactly once")
def on_paper(stand: Stand) -> None:
    stand.until_true("the first ticket is on paper", lambda: bool(receipts_of(stand, "2-000001")))
    stand.until("every receipt is settled", _settled)
    (paper,) = receipts_of(stand, "2-000001")
    assert "DUPLICATE" not in paper
    assert "8.49" in paper


@then("the original of the second ticket comes out by itself")
def second_on_paper(stand: Stand) -> None:
    stand.until("the receipt is printed", _settled)
    (paper,) = receipts_of(stand, "2-000002")
    assert "DUPLICATE" not in paper
    assert receipts_of(stand, "2-000001") == []


def receipts_of(stand: Stand, ticket: str) -> list[str]:
    return [text for text in stand.receipts() if f"Ticket {ticket}" in text and "TOTAL" in text]


@then("the clerk is told whether the receipt came out")
def told(stand: Stand) -> None:
    stand.until("the job is settled", _settled)
    assert stand.state.receipt is not None
    if stand.state.receipt.state is PrintState.UNKNOWN:
        assert "Did the receipt come out?" in stand.words


def _settled(state: TerminalState) -> bool:
    settled = (PrintState.PRINTED, PrintState.FAILED, PrintState.UNKNOWN)
    return state.receipt is not None and state.receipt.state in settled
