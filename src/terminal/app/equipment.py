"""Which settings say what stands where on this lane, and how one of them is changed."""

import re
from dataclasses import replace
from typing import Final

from terminal.app.inputs import DeviceRole, FoundDevice
from terminal.app.settings import (
    PAPER_COLUMNS,
    CardTerminalKind,
    DisplayKind,
    ScannerKind,
    Settings,
)

ROLES: Final = (
    DeviceRole.SCANNER,
    DeviceRole.PRINTER,
    DeviceRole.DRAWER,
    DeviceRole.DISPLAY,
    DeviceRole.CUSTOMER_SCREEN,
    DeviceRole.CARD_TERMINAL,
)
"""In the order in which they are shown."""
_COM: Final = re.compile(r"COM\d{1,3}", re.IGNORECASE)
HID_SCHEME: Final = "hid:"
SPOOL_SCHEME: Final = "spool:"
_NETWORK_PORTS: Final = {DeviceRole.PRINTER: 9100, DeviceRole.CARD_TERMINAL: 10009}
"""Where devices of the kind listen unless somebody set them otherwise."""


def has_address(role: DeviceRole) -> bool:
    """The drawer hangs on the printer, and the customer's screen on the computer."""
    return role not in (DeviceRole.DRAWER, DeviceRole.CUSTOMER_SCREEN)


def assignable(settings: Settings, role: DeviceRole) -> bool:
    """A nexo terminal is set up with its certificate and passphrase, not by its address alone."""
    nexo = settings.card_terminal_kind is CardTerminalKind.NEXO
    return has_address(role) and not (nexo and role is DeviceRole.CARD_TERMINAL)


def address_of(settings: Settings, role: DeviceRole) -> str:
    """Empty: there is none on this lane."""
    if role is DeviceRole.CARD_TERMINAL and settings.card_terminal_kind is CardTerminalKind.NEXO:
        return "" if settings.nexo is None else settings.nexo.address
    if role is DeviceRole.CUSTOMER_SCREEN:
        return settings.customer_screen
    wired = role if has_address(role) else DeviceRole.PRINTER
    return str(getattr(settings.devices, wired.value))


def held_by(settings: Settings, role: DeviceRole, places: frozenset[str]) -> DeviceRole | None:
    """Which other device of the lane is at one of these addresses, whatever the line's speed."""
    bare = {place.partition("?")[0].casefold() for place in places} - {""}
    others = (each for each in ROLES if has_address(each) and each is not role)
    at = {each: address_of(settings, each).partition("?")[0].casefold() for each in others}
    return next((each for each, address in at.items() if address in bare), None)


def types_scans(settings: Settings, role: DeviceRole) -> bool:
    """Whether this is a scanner that types: it is there without an address."""
    return role is DeviceRole.SCANNER and settings.scanner_kind is ScannerKind.KEYBOARD


def terminal_name(identity: str) -> str:
    """A card terminal as its label names it: what a nexo terminal is recorded as goes on with this
    till's own name (devices/nexo_lane.py, rule 2).
    """
    return identity.partition("/")[0]


def confirms_prints(settings: Settings) -> bool:
    """Whether this lane's printer says that a receipt is out; through Windows it says nothing."""
    return settings.printer_confirms and not settings.devices.printer.startswith(SPOOL_SCHEME)


def with_address(settings: Settings, role: DeviceRole, address: str) -> Settings:
    assert has_address(role), "a drawer has no address of its own"
    settings = replace(settings, devices=replace(settings.devices, **{role.value: address}))
    if role is not DeviceRole.SCANNER:
        return settings
    if address.startswith(HID_SCHEME):
        return replace(settings, scanner_kind=ScannerKind.HID)
    if settings.scanner_kind in _TYPED:
        return replace(settings, scanner_kind=ScannerKind.PLAIN)
    return settings


def typed_address(role: DeviceRole, text: str) -> str:
    """`192.168.1.20` or `printer:9100` as a network address, `COM3` or `/dev/ttyS0` as a port."""
    text = text.strip()
    if text.startswith("/dev/") or _COM.fullmatch(text):
        return f"serial:{text}"
    scheme, colon, rest = text.partition(":")
    if colon and not (rest.isdigit() and len(rest) <= 5):
        return text
    port = rest if colon else str(_NETWORK_PORTS.get(role, ""))
    return f"tcp://{scheme}:{port}"


_PAPERS: Final = {
    f"{mm} mm, {count} columns": (mm, count)
    for mm, counts in PAPER_COLUMNS.items()
    for count in counts
}
_TYPED: Final = (ScannerKind.HID, ScannerKind.KEYBOARD)
"""Not chosen among the others: HID has addresses of its own, and a keyboard has none."""


def kinds(settings: Settings, role: DeviceRole) -> tuple[str, ...]:
    """What a person must say of a device because no wire tells it."""
    match role:
        case DeviceRole.SCANNER if settings.devices.scanner.startswith(HID_SCHEME):
            return ()
        case DeviceRole.SCANNER:
            return tuple(each.value for each in ScannerKind if each not in _TYPED)
        case DeviceRole.PRINTER:
            return tuple(_PAPERS)
        case DeviceRole.DISPLAY:
            return tuple(each.value for each in DisplayKind)
        case _:
            return ()


def kind_in(settings: Settings, role: DeviceRole) -> str:
    match role:
        case DeviceRole.SCANNER:
            return settings.scanner_kind.value
        case DeviceRole.PRINTER:
            paper = (settings.paper_mm, settings.receipt_columns)
            return next(words for words, each in _PAPERS.items() if each == paper)
        case DeviceRole.DISPLAY:
            return settings.display_kind.value
        case DeviceRole.CARD_TERMINAL:
            return settings.card_terminal_kind.value
        case _:
            return ""


def with_kind(settings: Settings, role: DeviceRole, kind: str) -> Settings:
    assert kind in kinds(settings, role), "only what was offered"
    match role:
        case DeviceRole.SCANNER:
            return replace(settings, scanner_kind=ScannerKind(kind))
        case DeviceRole.PRINTER:
            mm, count = _PAPERS[kind]
            return replace(settings, paper_mm=mm, receipt_columns=count)
        case _:
            return replace(settings, display_kind=DisplayKind(kind))


def usable_for(role: DeviceRole, found: tuple[FoundDevice, ...]) -> tuple[FoundDevice, ...]:
    """What could be this device: the likely ones first, then what came just now."""
    if not has_address(role):
        return ()
    fitting = [each for each in found if each.likely in (None, role)]
    return tuple(sorted(fitting, key=lambda each: (not each.fresh, each.likely is None)))
