"""How a printer is, in the words of the status strip; pages say the same in a sentence."""

import pytest

from drivers.cash_drawer.codec import Drawer
from drivers.receipt_printer.messages import PrinterStatus
from drivers.receipt_printer.status import Paper, Presence, PrinterError
from terminal.app.inputs import Condition, DeviceHealthChanged
from terminal.devices import printer
from terminal.presentation.text import printer_trouble


def health_with(error: PrinterError) -> DeviceHealthChanged:
    status = PrinterStatus(
        Presence.OFFLINE, cover_open=False, paper=Paper.OK, error=error, drawer=Drawer.UNKNOWN
    )
    return printer._health(status)


@pytest.mark.parametrize(
    ("error", "strip", "page"),
    [
        (PrinterError.CUTTER, "cutter stuck", "The cutter is stuck"),
        (PrinterError.UNRECOVERABLE, "broken", "The printer is broken"),
        (PrinterError.AUTO, "busy with itself", "The printer is busy with itself"),
        (PrinterError.NONE, "offline", "The printer is offline"),
    ],
)
def test_the_strip_and_the_page_name_the_same_trouble(
    error: PrinterError, strip: str, page: str
) -> None:
    health = health_with(error)

    assert (health.condition, health.detail) == (Condition.DOWN, strip)
    assert health.reachable
    assert printer_trouble(strip) == page
