"""A lane whose scanner types, from the key presses to the ticket and back after a restart."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication

from features.clerk import Clerk
from features.stand import Stand
from terminal.app.inputs import DeviceRole
from terminal.app.settings import ScannerKind
from terminal.domain.barcode import EntryMethod
from terminal.vault.secret import StoreSecret

REST = (DeviceRole.PRINTER, DeviceRole.CARD_TERMINAL)
IBUPROFEN, SUNSCREEN = "0614141101009", "0614141104154"


def clerk_of(stand: Stand) -> Clerk:
    return Clerk(stand.fingers, lambda: stand.state, stand.until, stand.world.scan)


def open_counter(stand: Stand, prefix: str = "") -> Clerk:
    assert stand.settings is not None
    stand.settings = replace(
        stand.settings, scanner_kind=ScannerKind.KEYBOARD, scanner_prefix=prefix
    )
    stand.open()
    stand.ready(*REST)
    return Clerk(stand.fingers, lambda: stand.state, stand.until, stand.world.scan)


def scan(stand: Stand, label: str) -> None:
    """As quick as the program takes it; the person beside it is slower."""
    stand.fingers.type(label)
    stand.fingers.press("Enter")
    stand.pass_time(0.2)


def test_what_a_scanner_types_is_a_line_and_never_a_number_or_a_pin(
    prepared: Path, tmp_path: Path, secret: StoreSecret, qapp: QApplication
) -> None:
    with Stand.copied(prepared, tmp_path / "lane", secret) as stand:
        clerk = open_counter(stand, "~")
        scan(stand, f"~{IBUPROFEN}")
        clerk.sign_in()
        scan(stand, f"~]E0{IBUPROFEN}")
        clerk.see_lines(1)
        clerk.open_payment()
        scan(stand, f"~{SUNSCREEN}")
        stand.until_said("The scan was not taken: payment is open")
        clerk.see_lines(1)
        clerk.press("Esc")
        scan(stand, f"~{SUNSCREEN}")
        clerk.see_lines(2)
        assert stand.state.sale is not None
        assert {line.entry for line in stand.state.sale.lines} == {EntryMethod.WEDGE}
        clerk.pay_exact_cash()


def test_a_prefix_that_was_learned_is_known_after_a_restart(
    prepared: Path, tmp_path: Path, secret: StoreSecret, qapp: QApplication
) -> None:
    with Stand.copied(prepared, tmp_path / "lane", secret) as stand:
        clerk = open_counter(stand, "~")
        clerk.sign_in()
        scan(stand, "~RXLANE-SETUP")
        stand.until_said("The scanner is set up")
        kept = tmp_path / "lane" / "scanner-prefix"
        stand.until_true("the prefix is kept", lambda: kept.exists() and kept.read_text() == "~\n")
        stand.close()

        clerk = open_counter(stand)
        clerk.sign_in()
        scan(stand, f"~{IBUPROFEN}")
        clerk.see_lines(1)
