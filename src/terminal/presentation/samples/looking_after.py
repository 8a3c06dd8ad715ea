"""The devices page in its states: health, tests, and finding a device."""

from dataclasses import replace
from datetime import timedelta

from terminal.app import inputs as i
from terminal.app.effects import FindDevices, TestDevice
from terminal.app.inputs import Condition, DeviceRole, Do, FoundDevice
from terminal.app.settings import Devices, OfflineApproval, Settings, StoreAndForward
from terminal.domain.attempt import CardResult, Outcome, StoredFate
from terminal.domain.barcode import EntryMethod
from terminal.domain.card_batch import BatchReport, CardClass, ClassTotal
from terminal.domain.eligibility_list import ListTaken
from terminal.domain.money import Money
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane, started
from terminal.presentation.samples.prompts import MET
from terminal.presentation.samples.selling import GOODS

WIRED = Devices(
    scanner="usb-serial:0C2E:0B6A:77A1B2C3D4",
    printer="tcp://192.168.1.20:9100",
    display="usb-serial:067B:2303@1-1.2?baud=9600",
    card_terminal="tcp://192.168.1.30:10009",
)

FOUND = (
    FoundDevice(
        "usb-serial:0C2E:0B6A:18102B4A3C",
        "Honeywell scanner",
        "/dev/ttyACM0 · serial number 18102B4A3C",
        DeviceRole.SCANNER,
    ),
    FoundDevice(
        "usb-serial:0403:6001@1-1.4",
        "USB serial cable (FTDI)",
        "/dev/ttyUSB0 · in use by another program (labelprint, process 812)",
        usable=False,
    ),
    FoundDevice("serial:/dev/ttyS0", "Serial port of the computer", "/dev/ttyS0"),
)
NEW = FoundDevice("usb-serial:067B:2303@1-1.2", "USB serial cable (Prolific)", "/dev/ttyUSB1")


SCANNED = i.ScanSeen(
    EntryMethod.SCANNED, "]d2", "0100614141101009 17281231 10ABC123<GS> 21SER1", "a retail code"
)
OPEN_IT = i.DrawerTaught("Open the drawer", "With its key, or here.", "It is open", may_pulse=True)


TOTALS = BatchReport(
    (
        ClassTotal(CardClass.CREDIT, 38, Money(1_204_19)),
        ClassTotal(CardClass.DEBIT, 11, Money(286_40)),
        ClassTotal(CardClass.EBT, 2, Money(31_75)),
    ),
    tid="12345678",
    mid="999000111",
    batch="207",
)


def _list_of(lane: SampleLane) -> ListTaken:
    return ListTaken("2026-11", lane.state.at - timedelta(days=5))


def _batch_samples(page: SampleLane) -> dict[str, SampleLane]:
    """Closing the card terminal's batch, in all that may become of it."""
    terminal = page.then(MET).choose(Do.CHOOSE_DEVICE, DeviceRole.CARD_TERMINAL.value)
    asked = terminal.press(Do.CLOSE_BATCH)
    closing = asked.press(Do.CONFIRM_BATCH)
    odd = replace(TOTALS, warning="out of balance")
    lost = "the terminal did not answer in time"
    return {
        "devices-card-terminal": replace(
            terminal, state=replace(terminal.state, eligibility_list=_list_of(terminal))
        ),
        "devices-batch-asked": asked,
        "devices-batch-closing": closing,
        "devices-batch-closed": closing.then(i.CardBatchReported(TOTALS)),
        "devices-batch-warning": closing.then(i.CardBatchReported(odd)),
        "devices-batch-refused": closing.then(i.CardBatchNotClosed("BATCH CLOSE FAILED")),
        "devices-batch-unknown": closing.then(i.CardBatchNotClosed(lost, unknown=True)),
    }


LIMITS = StoreAndForward(OfflineApproval.AUTOMATIC, 5_000, 20_000, 50_000, 20, 3)


def _stored_samples(settings: Settings, lane: SampleLane) -> dict[str, SampleLane]:
    """Sales that the card terminal approved without the bank, until the last one is settled."""
    storing = replace(settings, store_and_forward=LIMITS)
    lane = started(storing, lane.state.policy).then(MET).sign_in(stock.MANAGER)
    for number in (5001, 5002):
        paid = lane.scan(stock.CHOCOLATE).press(Do.CARD).press(Do.CARD)
        assert paid.state.sale is not None
        offline = CardResult(
            Outcome.APPROVED,
            paid.state.sale.total,
            terminal_txn=str(number),
            last4="0014",
            brand="VISA",
            offline=True,
        )
        lane = paid.card_says(offline).after(2).press(Do.NEXT_CUSTOMER).after(5400)
        lane = lane.sign_in(stock.MANAGER)
    page = lane.press(Do.DEVICES).choose(Do.CHOOSE_DEVICE, DeviceRole.CARD_TERMINAL.value)
    uploading = page.press(Do.UPLOAD_STORED)
    taken, refused = uploading.state.stored.sales
    sums = (1, taken.amount, 1, refused.amount)
    told = (
        i.StoredSaleFound(taken.ref, StoredFate.UPLOADED, "", "7", "123456", "632212345678"),
        i.StoredSaleFound(refused.ref, StoredFate.DECLINED, "DECLINED"),
    )
    listed = uploading.then(i.StoredSalesUploaded(*sums), i.StoredSalesFound(told))
    return {
        "sale-stored-waits": lane,
        "devices-stored": page,
        "devices-stored-uploading": uploading,
        "devices-stored-refused": uploading.then(i.StoredSalesNotUploaded("COMM ERROR")),
        "devices-stored-declined": listed,
        "devices-stored-settling": listed.press(Do.SETTLE_STORED, refused.ref),
    }


def device_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: nobody is signed in yet."""
    settings = replace(lane.state.settings, devices=WIRED)
    lane = started(settings, lane.state.policy).sign_in(stock.MANAGER)
    low = i.DeviceHealthChanged(DeviceRole.PRINTER, Condition.ATTENTION, "paper low")
    page = lane.after(60).then(low).after(35).press(Do.DEVICES)
    scanner = page.choose(Do.CHOOSE_DEVICE, DeviceRole.SCANNER.value)
    looking = scanner.holding(FindDevices).press(Do.FIND_DEVICES)
    found = looking.then(i.DevicesFound(FOUND), i.DevicesFound((*FOUND, NEW)))
    tried = found.holding(TestDevice).press(Do.TRY_DEVICE, FOUND[0].address)
    good = i.DeviceHealthChanged(DeviceRole.SCANNER, Condition.GOOD)
    down = i.DeviceHealthChanged(DeviceRole.SCANNER, Condition.DOWN, "not connected")
    beeped = i.DeviceTested(DeviceRole.SCANNER, good=True, words="It was told to beep")
    printed = i.DeviceTested(DeviceRole.PRINTER, good=True, words="The test print is out")
    drawer = page.choose(Do.CHOOSE_DEVICE, DeviceRole.DRAWER.value)
    lesson = drawer.press(Do.LEARN_DRAWER, "begin").then(OPEN_IT)
    return (
        {
            "devices": page,
            "devices-testing": page.holding(TestDevice).press(Do.TEST_DEVICE),
            "devices-tested": page.press(Do.TEST_DEVICE).then(printed),
            "devices-drawer": drawer,
            "devices-drawer-lesson": lesson,
            "devices-scan": scanner.then(SCANNED),
            "devices-receipts": _receipts_wait(lane),
            "devices-looking": looking,
            "devices-found": found,
            "devices-nothing-found": looking.then(i.DevicesFound(())),
            "devices-trying": tried.then(good),
            "devices-answered": tried.then(good, beeped),
            "devices-failed": tried.then(down),
        }
        | _batch_samples(page)
        | _stored_samples(settings, lane)
    )


def _receipts_wait(lane: SampleLane) -> SampleLane:
    """The paper is out, and a customer has gone without a receipt."""
    out = lane.then(i.DeviceHealthChanged(DeviceRole.PRINTER, Condition.DOWN, "paper out"))
    paid = out.scan(*GOODS).press(Do.CASH).press(Do.CASH)
    again = paid.after(2).press(Do.NEXT_CUSTOMER).scan(*GOODS).press(Do.CASH).press(Do.CASH)
    return again.after(2).press(Do.NEXT_CUSTOMER).press(Do.DEVICES)
