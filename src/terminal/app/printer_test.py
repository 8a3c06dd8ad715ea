"""A page that shows what the printer can do, printed when a person asks whether it works.

Rules: it is nobody's receipt: no ticket, no copy, no place in the queue or in the store. Its
process ids begin with a sign that no receipt's has, so that a late answer confirms none.
"""

from datetime import datetime
from typing import Final

from terminal.app.dates import on_paper
from terminal.app.effects import PrintTest
from terminal.app.equipment import confirms_prints
from terminal.app.inputs import DeviceRole, DeviceTested, PrintState, TestPrinted
from terminal.app.print_ids import spare_id
from terminal.app.receipt import (
    BarcodeRow,
    LogoRow,
    QrRow,
    Receipt,
    ReceiptRow,
    RuleRow,
    Style,
    TextRow,
)
from terminal.app.settings import Settings
from terminal.app.state import TerminalState
from terminal.app.stepping import Step
from terminal.domain.identity import JobId

TEST: Final = "test/"
"""How the job of such a page is named; a receipt's begins with its lane."""
SIGNS: Final = "é è ü ñ ç Å ½ µ ± ° £ € ® ™"
"""Of the code page, with three that only some printers have: they become EUR, (R) and TM."""


def print_test(state: TerminalState) -> Step:
    """Print the page now; asked twice within a second it prints once."""
    number = int(state.at.timestamp())
    sample = sample_page(state.settings, state.at.astimezone(state.zone))
    effect = PrintTest(JobId(f"{TEST}{number}"), spare_id(number), sample)
    return Step(state, (), (effect,))


_TOLD: Final = {
    PrintState.PRINTED: "The printer says that the test page is out",
    PrintState.SENT: "The test page was sent; this printer does not say more",
    PrintState.UNKNOWN: "The printer did not say that the test page is out",
    PrintState.FAILED: "The test page was not printed",
}


def tested_by_page(what: TestPrinted) -> DeviceTested | None:
    """What the page proves of the printer; None while it is on its way."""
    words = _TOLD.get(what.state)
    if words is None:
        return None
    if what.state is PrintState.FAILED and what.reason:
        words = f"{words}: {what.reason}"
    good = what.state in (PrintState.PRINTED, PrintState.SENT)
    return DeviceTested(DeviceRole.PRINTER, good, words)


def sample_page(settings: Settings, at: datetime) -> Receipt:
    """Ruler, code page, faces, amounts, codes; `at` is the store's local time."""
    columns, lane = settings.receipt_columns, settings.lane
    kind = "Confirms each print" if confirms_prints(settings) else "Cannot confirm a print"
    logo: tuple[ReceiptRow, ...] = (LogoRow(settings.store.logo),) if settings.store.logo else ()
    return Receipt(
        (
            *logo,
            TextRow("PRINTER TEST", style=Style.LARGE),
            TextRow(settings.store.name, style=Style.CENTRED),
            TextRow(f"Lane {lane}", on_paper(at)),
            TextRow(f"{columns} columns, {settings.paper_mm} mm paper"),
            TextRow(kind),
            RuleRow(),
            TextRow(_ruler(columns)),
            TextRow("Left edge", "right edge"),
            TextRow(SIGNS),
            TextRow("Bold", "1,234.56", Style.BOLD),
            TextRow("LARGE", "56.78", Style.LARGE),
            RuleRow(),
            TextRow(""),
            QrRow(f"RXLANE TEST LANE {lane} {at:%Y-%m-%dT%H:%M:%S}"),
            TextRow(""),  # a QR code is read by the white around it
            BarcodeRow(f"TEST-{lane}"),
            TextRow("Cut below this line", style=Style.CENTRED),
        )
    )


def _ruler(columns: int) -> str:
    """`1234567890123...`, as wide as the paper: a wrapped or a cut line shows at once."""
    return "".join(str(place % 10) for place in range(1, columns + 1))
