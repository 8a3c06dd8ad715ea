"""After payment: the receipt as a job of its own, copies, the next customer; what devices say."""

from dataclasses import replace

import pytest

from helpers.counter import PLAIN, Counter, rung_up
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Condition, DeviceRole, Do, DrawerPosition, PrintState
from terminal.app.print_ids import process_id
from terminal.app.receipt import TextRow
from terminal.app.state import DonePage, Msg, SalePage
from terminal.app.step_done import SEEN_AFTER_S
from terminal.domain import facts as f
from terminal.domain.identity import JobId
from terminal.domain.prescription import FillKey
from terminal.presentation.views import DoneView


@pytest.fixture
def done() -> Counter:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F9")
    return counter


def words(counter: Counter) -> str:
    view = counter.screen.page
    assert isinstance(view, DoneView)
    return " ".join([*(row.title for row in view.rows), *(each.title for each in view.notices)])


def test_the_receipt_is_a_job_on_disk_before_its_first_byte(done: Counter) -> None:
    requested = done.recorded(f.ReceiptRequested)
    assert requested == (
        f.ReceiptRequested(done.on(DonePage).sale, JobId("2-000001/1"), 1, process_id(1)),
    )
    assert done.recorded(f.ReceiptMoved) == (f.ReceiptMoved(JobId("2-000001/1"), "sending", ""),)


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (PrintState.SENT, "Receipt: sent, this printer does not confirm"),
        (PrintState.PRINTED, "Receipt: printed"),
        (PrintState.UNKNOWN, "Did the receipt come out?"),
    ],
)
def test_what_became_of_the_receipt_is_recorded_and_shown(
    done: Counter, state: PrintState, shown: str
) -> None:
    done.printer_says(state, "paper out")
    assert done.recorded(f.ReceiptMoved)[-1] == f.ReceiptMoved(
        JobId("2-000001/1"), state.value, "paper out"
    )
    assert shown in words(done)


@pytest.mark.parametrize("state", [PrintState.QUEUED, PrintState.SENDING])
def test_what_was_recorded_before_is_not_recorded_again(done: Counter, state: PrintState) -> None:
    moves = len(done.recorded(f.ReceiptMoved))
    done.printer_says(state)
    assert len(done.recorded(f.ReceiptMoved)) == moves


def test_the_cashier_can_say_that_it_came_out(done: Counter) -> None:
    done.printer_says(PrintState.UNKNOWN)
    done.press("F9")
    assert done.recorded(f.ReceiptMoved)[-1] == f.ReceiptMoved(
        JobId("2-000001/1"), "printed", "seen by the cashier"
    )
    assert "Receipt: printed" in words(done)


def test_every_copy_is_numbered_and_headed_duplicate(done: Counter) -> None:
    for _ in range(2):
        done.printer_says(PrintState.PRINTED)
        done.press("F10")
    heads = [
        effect.receipt.rows[0] for effect in done.effects if isinstance(effect, e.PrintReceipt)
    ]
    assert [head.left for head in heads if isinstance(head, TextRow)] == [
        "Elm Street Pharmacy", "*** DUPLICATE 1 ***", "*** DUPLICATE 2 ***",
    ]  # fmt: skip
    marks = [each.process_id for each in done.effects if isinstance(each, e.PrintReceipt)]
    assert len(set(marks)) == 3


def test_a_copy_bears_the_time_of_the_sale(done: Counter) -> None:
    done.printer_says(PrintState.PRINTED)
    done.wait(60)
    done.press("F10")
    first, second = (each for each in done.effects if isinstance(each, e.PrintReceipt))
    assert first.receipt.rows[5] == second.receipt.rows[6]


def test_an_older_job_that_moves_is_recorded_and_not_shown(done: Counter) -> None:
    done.press("F10")
    done.send(i.PrintJobMoved(JobId("2-000001/1"), PrintState.PRINTED))
    assert done.recorded(f.ReceiptMoved)[-2:] == (
        f.ReceiptMoved(JobId("2-000001/1"), "printed", ""),
        f.ReceiptMoved(JobId("2-000001/2"), "sending", ""),
    )
    assert done.state.receipt is not None
    assert done.state.receipt.state is PrintState.SENDING


@pytest.mark.parametrize("key", ["Enter", "Esc"])
def test_the_next_customer_finds_an_empty_counter(done: Counter, key: str) -> None:
    done.wait(SEEN_AFTER_S + 0.1)
    done.press(key)
    assert done.on(SalePage) == SalePage()
    assert done.state.sale is None
    assert done.effects[-1] == e.ShowOnDisplay("", "")


def test_the_second_press_of_a_double_enter_leaves_the_change_on_the_screen(
    done: Counter,
) -> None:
    done.press("Enter")
    done.on(DonePage)


def test_a_key_of_another_page_does_nothing_here(done: Counter) -> None:
    done.do(Do.CASH)
    done.send(i.FieldSubmitted("amount", "5"))
    assert done.on(DonePage).sale == "2-000001"


def test_the_receipt_is_asked_about_only_where_there_is_one(done: Counter) -> None:
    done.engine._state = replace(done.state, prints=())
    done.do(Do.RECEIPT_CAME_OUT)
    assert done.state.receipt is None
    done.do(Do.HELP)
    assert "Receipt" not in words(done)


# --- what devices and the PhMS say


def test_a_device_is_known_by_its_last_word(done: Counter) -> None:
    done.send(
        i.DeviceHealthChanged(DeviceRole.PRINTER, Condition.DOWN, "open"),
        i.DeviceHealthChanged(DeviceRole.PRINTER, Condition.ATTENTION, "paper low"),
        i.DrawerMoved(DrawerPosition.OPEN),
    )
    assert done.state.device[DeviceRole.PRINTER].detail == "paper low"
    assert len(done.state.devices) == 2, "the card terminal and the printer"
    assert done.state.drawer is DrawerPosition.OPEN


def test_the_phms_keeps_when_it_last_answered(done: Counter) -> None:
    done.send(i.PhmsHealthChanged(Condition.GOOD, "", done.at))
    done.send(i.PhmsHealthChanged(Condition.DOWN, "503"))
    done.send(i.OutboxCounted(3, 1))
    phms = done.state.phms
    assert (phms.condition, phms.last_good, phms.waiting, phms.stuck) == (
        Condition.DOWN, done.at, 3, 1,
    )  # fmt: skip


def test_a_dispute_of_the_phms_is_told_but_not_on_a_locked_screen(done: Counter) -> None:
    key = FillKey(PLAIN.key.rx, 2)
    done.send(i.PickupSettled(key))
    assert done.told() is None
    done.do(Do.LOCK)
    done.send(i.PickupSettled(key, "sold elsewhere"))
    assert done.told() is None
    done.sign_in()
    done.send(i.PickupSettled(key, "sold elsewhere"))
    assert done.told() is Msg.PHMS_DISPUTES


def test_the_serial_number_of_the_card_terminal_is_kept(done: Counter) -> None:
    done.send(i.CardTerminalMet("1240000001"))
    assert done.state.card_terminal == "1240000001"
