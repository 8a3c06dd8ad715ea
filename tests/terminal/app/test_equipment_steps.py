"""The devices page: health since when, tests that are answered, and assigning by confirmation."""

from dataclasses import replace

import pytest

from drivers.wire.urls import parse_url
from helpers.counter import ANA, MARY, SETTINGS, Counter, a_counter
from helpers.sales import CANDY
from helpers.screens import actions
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.equipment import typed_address
from terminal.app.inputs import (
    Condition,
    DeviceRole,
    Do,
    DrawerPosition,
    FoundDevice,
    PrintState,
)
from terminal.app.settings import Devices, DrawerSensor, ScannerKind
from terminal.app.state import DevicesPage, Msg, SalePage, SignInPage, TrialState
from terminal.app.step_testing import TEST_PATIENCE_S
from terminal.domain import facts as f
from terminal.domain.attempt import Outcome
from terminal.domain.barcode import EntryMethod
from terminal.domain.refusal import Why
from terminal.presentation.views import DevicesView

WIRED = replace(
    SETTINGS,
    devices=Devices(
        scanner="serial:/dev/ttyS0", printer="tcp://192.0.2.9:9100", card_terminal="tcp://192.0.2.8"
    ),
)
HONEYWELL = FoundDevice("usb-serial:0C2E:0B6A:A1", "Honeywell scanner", likely=DeviceRole.SCANNER)
CABLE = FoundDevice("usb-serial:0403:6001@1-1.4", "FTDI cable")
HELD = FoundDevice("serial:/dev/ttyS1", "Serial port", "in use by another program", usable=False)
EPSON = FoundDevice("usb-printer:04B8:0202:X1", "Epson printer", likely=DeviceRole.PRINTER)


def at_the_devices(role: DeviceRole = DeviceRole.SCANNER) -> Counter:
    counter = a_counter(person=MARY, settings=WIRED)
    counter.press("Ctrl+E")
    counter.do(Do.CHOOSE_DEVICE, role.value)
    return counter


def trying(found: FoundDevice = HONEYWELL) -> Counter:
    """A manager tries the scanner that was found."""
    counter = at_the_devices()
    counter.press("F6")
    counter.send(i.DevicesFound((found,)))
    counter.do(Do.TRY_DEVICE, found.address)
    return counter


def scanner_is(counter: Counter, condition: Condition, detail: str = "") -> None:
    counter.send(i.DeviceHealthChanged(DeviceRole.SCANNER, condition, detail))


# --- health


def test_the_page_opens_on_the_device_that_is_in_trouble() -> None:
    counter = a_counter(settings=WIRED)
    counter.send(i.DeviceHealthChanged(DeviceRole.PRINTER, Condition.DOWN, "paper out"))
    counter.press("Ctrl+E")
    assert counter.on(DevicesPage).role is DeviceRole.PRINTER
    assert counter.did(e.WatchScans) == (e.WatchScans(on=True),)


def test_since_when_counts_from_the_first_word_of_it() -> None:
    counter = a_counter(settings=WIRED)
    scanner_is(counter, Condition.DOWN, "not connected")
    began = counter.at
    counter.wait(30)
    scanner_is(counter, Condition.DOWN, "not connected")
    assert counter.state.device[DeviceRole.SCANNER].since == began
    scanner_is(counter, Condition.GOOD)
    assert counter.state.device[DeviceRole.SCANNER].since == counter.at


def test_it_does_not_open_over_a_customer_who_is_paying() -> None:
    counter = a_counter(settings=WIRED)
    counter.scan_item(CANDY)
    counter.press("F9")
    before = counter.page
    counter.do(Do.DEVICES)
    assert counter.page == before


def test_the_ticket_is_back_afterwards_and_scans_are_sold_again() -> None:
    counter = a_counter(settings=WIRED)
    counter.scan_item(CANDY)
    counter.press("Ctrl+E")
    counter.press("Esc")
    counter.on(SalePage)
    assert counter.did(e.WatchScans)[-1] == e.WatchScans(on=False)
    assert len(counter.sale.live_lines) == 1


def test_the_lock_leaves_the_page_and_everything_on_trial() -> None:
    counter = trying()
    counter.press("Ctrl+L")
    counter.on(SignInPage)
    assert counter.did(e.UseDevice)[-1] == e.UseDevice(DeviceRole.SCANNER, WIRED)
    assert counter.did(e.WatchScans)[-1] == e.WatchScans(on=False)
    counter.sign_in(MARY)
    counter.on(SalePage)


@pytest.mark.parametrize(
    ("role", "schemes"),
    [
        (DeviceRole.SCANNER, {"serial"}),
        (DeviceRole.PRINTER, {"tcp"}),
        (DeviceRole.DISPLAY, {"serial"}),
        (DeviceRole.CARD_TERMINAL, {"tcp"}),
    ],
)
def test_the_address_to_type_is_one_that_such_a_device_has(
    role: DeviceRole, schemes: set[str]
) -> None:
    counter = at_the_devices(role)
    counter.press("F6")
    view = counter.screen.page
    assert isinstance(view, DevicesView)
    assert view.field is not None
    examples = view.field.placeholder.removeprefix("for example ").split(" or ")
    addresses = [typed_address(role, each) for each in examples]
    assert {each.partition(":")[0] for each in addresses} == schemes
    assert all(parse_url(each) for each in addresses)


@pytest.mark.parametrize("typed", ["192.0.2.9:9100", "TCP://192.0.2.9:9100"])
def test_a_port_of_another_device_is_not_tried(typed: str) -> None:
    counter = at_the_devices(DeviceRole.CARD_TERMINAL)
    counter.press("F6")
    counter.enter(typed)
    assert counter.told() is Msg.ADDRESS_TAKEN
    assert counter.screen.notice is not None
    assert counter.screen.notice.title == "The printer of this lane is at that address"
    assert counter.did(e.UseDevice) == ()


def test_its_own_port_is_tried_again() -> None:
    counter = at_the_devices(DeviceRole.PRINTER)
    counter.press("F6")
    counter.enter("192.0.2.9:9100")
    assert len(counter.did(e.UseDevice)) == 1


def test_a_cashier_is_told_who_opens_the_drawer() -> None:
    counter = a_counter(settings=WIRED)
    counter.do(Do.DEVICES)
    counter.do(Do.CHOOSE_DEVICE, DeviceRole.DRAWER.value)
    for label in ("Open it", "Learn its sensor"):
        (grey,) = [each for each in actions(counter.screen.page) if each.label == label]
        assert grey.asks is not None
        counter.send(grey.asks)
        assert counter.screen.notice is not None
        assert counter.screen.notice.title == "Only a manager opens the drawer without a sale"
    assert counter.did(e.OpenDrawer) == counter.did(e.TeachDrawer) == ()


# --- tests


def test_a_test_is_asked_for_and_its_answer_is_shown() -> None:
    counter = at_the_devices(DeviceRole.CARD_TERMINAL)
    counter.press("F9")
    assert counter.effects[-1] == e.TestDevice(DeviceRole.CARD_TERMINAL)
    assert not counter.can_press("F9")
    answer = i.DeviceTested(DeviceRole.CARD_TERMINAL, good=True, words="Its serial number is 42")
    counter.send(answer)
    assert "Its serial number is 42" in str(counter.screen.page)
    assert counter.can_press("F9")


def test_a_test_that_nobody_answers_has_failed() -> None:
    counter = at_the_devices(DeviceRole.PRINTER)
    counter.press("F9")
    counter.wait(TEST_PATIENCE_S + 1)
    tested = counter.on(DevicesPage).tested
    assert tested is not None
    assert not tested.good


def test_the_answer_of_another_device_is_not_taken_for_this_one() -> None:
    counter = at_the_devices(DeviceRole.PRINTER)
    counter.press("F9")
    counter.send(i.DeviceTested(DeviceRole.SCANNER, good=True, words="It was told to beep"))
    assert counter.on(DevicesPage).tested is None


# --- which device is which


def test_only_a_manager_assigns() -> None:
    counter = a_counter(person=ANA, settings=WIRED)
    counter.press("Ctrl+E")
    assert not counter.can_press("F6")
    counter.do(Do.FIND_DEVICES)
    assert counter.told() is Why.NOT_PERMITTED
    assert counter.did(e.FindDevices) == ()


def test_what_fits_is_offered_the_likely_first_and_the_held_one_not_at_all() -> None:
    counter = at_the_devices()
    counter.press("F6")
    counter.send(i.DevicesFound((CABLE, HELD, EPSON, HONEYWELL)))
    found = counter.on(DevicesPage).found
    assert found is not None
    assert [each.name for each in found] == ["Honeywell scanner", "FTDI cable", "Serial port"]
    counter.do(Do.TRY_DEVICE, HELD.address)
    assert counter.on(DevicesPage).trial is None


def test_what_is_plugged_in_now_is_marked_and_first() -> None:
    counter = at_the_devices()
    counter.press("F6")
    counter.send(i.DevicesFound((HONEYWELL,)))
    counter.send(i.DevicesFound((HONEYWELL, CABLE)))
    found = counter.on(DevicesPage).found
    assert found is not None
    assert [(each.name, each.fresh) for each in found] == [
        ("FTDI cable", True),
        ("Honeywell scanner", False),
    ]


def test_a_device_is_tried_in_its_place_before_anything_is_kept() -> None:
    counter = trying()
    used = counter.effects[-1]
    assert isinstance(used, e.UseDevice)
    assert used.settings.devices.scanner == HONEYWELL.address
    assert counter.state.settings == WIRED
    scanner_is(counter, Condition.GOOD)
    assert counter.effects[-1] == e.TestDevice(DeviceRole.SCANNER)
    assert not counter.offers(Do.KEEP_DEVICE)
    counter.do(Do.KEEP_DEVICE)
    assert counter.state.settings == WIRED, "nobody has seen yet that it is the right one"
    counter.send(i.DeviceTested(DeviceRole.SCANNER, good=True, words="It was told to beep"))
    counter.press("F9")
    assert counter.state.settings.devices.scanner == HONEYWELL.address
    assert counter.recorded(f.DeviceAssigned) == (f.DeviceAssigned("scanner", HONEYWELL.address),)
    assert e.KeepDevices(counter.state.settings) in counter.effects
    assert counter.told() is Msg.DEVICE_KEPT


def test_the_kind_is_chosen_during_the_trial() -> None:
    counter = trying()
    scanner_is(counter, Condition.GOOD)
    counter.press("Ctrl+2")
    used = counter.did(e.UseDevice)[-1]
    assert isinstance(used, e.UseDevice)
    assert used.settings.scanner_kind is ScannerKind.HONEYWELL
    assert used.settings.devices.scanner == HONEYWELL.address


def test_a_device_that_does_not_work_cannot_be_kept_and_the_old_one_comes_back() -> None:
    counter = trying()
    scanner_is(counter, Condition.DOWN, "not connected")
    trial = counter.on(DevicesPage).trial
    assert trial is not None
    assert trial.state is TrialState.FAILED
    assert not counter.offers(Do.KEEP_DEVICE)
    counter.press("Esc")
    assert counter.effects[-1] == e.UseDevice(DeviceRole.SCANNER, WIRED)
    assert counter.recorded(f.DeviceAssigned) == ()
    counter.press("Esc")
    counter.press("Esc")
    counter.on(SalePage)


def test_a_full_disk_keeps_the_old_device() -> None:
    counter = trying()
    scanner_is(counter, Condition.GOOD)
    counter.send(i.DeviceTested(DeviceRole.SCANNER, good=True, words="It was told to beep"))
    with counter.full_disk():
        counter.press("F9")
    assert counter.told() is Msg.STORE_TROUBLE
    assert counter.state.settings == WIRED
    assert counter.did(e.KeepDevices) == ()


def test_a_typed_address_is_one_of_the_network() -> None:
    counter = at_the_devices(DeviceRole.PRINTER)
    counter.press("F6")
    counter.enter("192.0.2.77")
    used = counter.effects[-1]
    assert isinstance(used, e.UseDevice)
    assert used.settings.devices.printer == "tcp://192.0.2.77:9100"


def test_the_card_terminal_stays_while_a_payment_waits_for_its_word() -> None:
    counter = a_counter(person=MARY, settings=WIRED)
    counter.scan_item(CANDY)
    counter.press("F10")
    counter.press("F10")
    counter.card_says(Outcome.UNKNOWN)
    counter.press("F5")
    counter.press("Ctrl+E")
    counter.do(Do.CHOOSE_DEVICE, DeviceRole.CARD_TERMINAL.value)
    counter.press("F6")
    assert counter.told() is Msg.CARD_TERMINAL_NEEDED
    counter.do(Do.REMOVE_DEVICE)
    assert counter.told() is Msg.CARD_TERMINAL_NEEDED
    assert counter.recorded(f.DeviceAssigned) == ()


def test_a_device_is_taken_off_as_it_is_assigned_tried_first_and_then_kept() -> None:
    counter = at_the_devices(DeviceRole.PRINTER)
    counter.press("Ctrl+N")
    used = counter.effects[-1]
    assert isinstance(used, e.UseDevice)
    assert used.settings.devices.printer == ""
    assert counter.state.settings == WIRED, "one key alone takes nothing off"
    counter.send(i.DeviceHealthChanged(DeviceRole.PRINTER, Condition.ABSENT))
    counter.press("F9")
    assert counter.state.settings.devices.printer == ""
    assert counter.recorded(f.DeviceAssigned) == (f.DeviceAssigned("printer", ""),)
    assert counter.told() is Msg.DEVICE_REMOVED


def trying_another_printer() -> Counter:
    """The drawer stands open at the old printer, and a receipt waits for its paper."""
    counter = a_counter(person=MARY, settings=WIRED).printer(Condition.DOWN, "paper out")
    counter.send(i.DrawerMoved(DrawerPosition.OPEN))
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F9")
    counter.press("Ctrl+E")
    counter.do(Do.CHOOSE_DEVICE, DeviceRole.PRINTER.value)
    counter.press("F6")
    counter.send(i.DevicesFound((EPSON,)))
    counter.do(Do.TRY_DEVICE, EPSON.address)
    counter.send(
        i.DeviceHealthChanged(DeviceRole.PRINTER, Condition.GOOD),
        i.DrawerMoved(DrawerPosition.CLOSED),
        i.TestPrinted(PrintState.PRINTED),
    )
    counter.wait(5)
    return counter


def test_a_printer_on_trial_gets_its_test_page_and_no_receipt() -> None:
    counter = trying_another_printer()
    (job,) = counter.state.prints
    counter.do(Do.PRINT_WAITING, job.job)
    counter.wait(5)
    assert counter.did(e.PrintReceipt) == ()
    counter.press("F9")
    counter.wait(5)
    assert len(counter.did(e.PrintReceipt)) == 1, "kept, it is the printer of the lane"


def test_the_drawer_of_another_printer_was_not_opened_with_a_key() -> None:
    counter = trying_another_printer()
    before = counter.recorded(f.DrawerSeen)
    counter.press("Esc")
    counter.send(i.DrawerMoved(DrawerPosition.OPEN))
    seen = counter.recorded(f.DrawerSeen)[len(before) :]
    sights = [each.sight for each in seen if isinstance(each, f.DrawerSeen)]
    assert f.DrawerSight.OPENED_UNASKED not in sights


def test_what_the_device_on_trial_said_is_not_the_old_ones() -> None:
    counter = trying_another_printer()
    counter.press("Esc")
    assert counter.on(DevicesPage).tested is None
    assert DeviceRole.PRINTER not in counter.state.device


def test_who_holds_the_port_is_said_where_there_is_room_for_it() -> None:
    counter = at_the_devices()
    held = "/dev/ttyS0 is in use by another program (labelprint, process 812)"
    counter.send(i.DeviceHealthChanged(DeviceRole.SCANNER, Condition.DOWN, "not connected", held))
    assert held in str(counter.screen.page)
    counter = trying()
    counter.send(i.DeviceHealthChanged(DeviceRole.SCANNER, Condition.DOWN, "not connected", held))
    assert held in str(counter.screen.page)


def test_a_disk_that_refuses_is_told() -> None:
    counter = at_the_devices()
    counter.send(i.DevicesNotKept("Permission denied."))
    assert counter.told() is Msg.DEVICES_NOT_KEPT


# --- the scanner's diagnostics


def test_a_scan_is_shown_and_not_sold() -> None:
    counter = at_the_devices()
    seen = i.ScanSeen(EntryMethod.SCANNED, "]E0", "0614141101009", "a retail code")
    counter.send(seen)
    counter.scan_item(CANDY)
    assert "0614141101009" in str(counter.screen.page)
    assert counter.state.sale is None
    assert counter.did(e.LookUpItem) == ()


def test_a_scan_proves_the_scanner_on_trial() -> None:
    counter = trying()
    scanner_is(counter, Condition.GOOD)
    counter.send(i.ScanSeen(EntryMethod.SCANNED, "]C0", "60•••••-••", "a label"))
    assert counter.offers(Do.KEEP_DEVICE)


def test_a_hid_scanner_is_of_its_own_kind() -> None:
    hid = FoundDevice("hid:0C2E:0B6A:A1", "Honeywell scanner", likely=DeviceRole.SCANNER)
    counter = trying(hid)
    used = counter.did(e.UseDevice)[-1]
    assert isinstance(used, e.UseDevice)
    assert used.settings.scanner_kind is ScannerKind.HID
    assert not counter.can_press("Ctrl+1")


# --- the paper, and the drawer's sensor


def test_the_paper_is_chosen_while_the_printer_is_tried() -> None:
    counter = at_the_devices(DeviceRole.PRINTER)
    counter.press("F6")
    counter.send(i.DevicesFound((EPSON,)))
    counter.do(Do.TRY_DEVICE, EPSON.address)
    counter.do(Do.TRY_KIND, "58 mm, 32 columns")
    used = counter.did(e.UseDevice)[-1]
    assert isinstance(used, e.UseDevice)
    assert (used.settings.paper_mm, used.settings.receipt_columns) == (58, 32)


def test_what_the_drawer_taught_is_kept_and_used_at_once() -> None:
    counter = at_the_devices(DeviceRole.DRAWER)
    counter.press("F6")
    assert counter.did(e.TeachDrawer)[-1] == e.TeachDrawer(e.LessonMove.BEGIN)
    counter.send(i.DrawerTaught("Close the drawer", "Push it in.", "It is closed"))
    counter.press("F9")
    assert counter.did(e.TeachDrawer)[-1] == e.TeachDrawer(e.LessonMove.SAID)
    counter.send(i.DrawerTaught("The sensor is known", "", over=True, open_when="low"))
    counter.press("F9")
    assert counter.state.settings.drawer_open_when is DrawerSensor.LOW
    assert counter.recorded(f.DeviceAssigned) == (f.DeviceAssigned("drawer", "open when low"),)
    assert e.KeepDevices(counter.state.settings) in counter.effects
    assert e.UseDevice(DeviceRole.PRINTER, counter.state.settings) in counter.effects
    assert counter.state.drawer_lesson is None


def test_a_lesson_ends_with_the_page() -> None:
    counter = at_the_devices(DeviceRole.DRAWER)
    counter.press("F6")
    counter.send(i.DrawerTaught("Close the drawer", "Push it in.", "It is closed"))
    counter.press("Esc")
    assert counter.state.drawer_lesson is None
    counter.on(DevicesPage)
    counter.press("F6")
    counter.do(Do.CHOOSE_DEVICE, DeviceRole.PRINTER.value)
    assert counter.state.drawer_lesson is None
    assert counter.did(e.TeachDrawer)[-1] == e.TeachDrawer(e.LessonMove.END)


def test_receipts_on_their_way_are_listed_at_the_printer() -> None:
    counter = a_counter(person=MARY, settings=WIRED).printer(Condition.DOWN)
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F9")
    counter.press("Ctrl+E")
    counter.do(Do.CHOOSE_DEVICE, DeviceRole.PRINTER.value)
    assert "Ticket 2-000001" in str(counter.screen.page)
