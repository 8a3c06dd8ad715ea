"""Which settings say what stands where on this lane, and how one of them is changed."""

from dataclasses import replace
from typing import Final

from terminal.app.inputs import DeviceRole, FoundDevice
from terminal.app.settings import CardTerminalKind, ScannerKind, Settings

ROLES: Final = (
    DeviceRole.SCANNER,
    DeviceRole.PRINTER,
    DeviceRole.DRAWER,
    DeviceRole.DISPLAY,
    DeviceRole.CARD_TERMINAL,
)
"""In the order in which they are shown."""
_NETWORK_PORTS: Final = {DeviceRole.PRINTER: 9100, DeviceRole.CARD_TERMINAL: 10009}
"""Where devices of the kind listen unless somebody set them otherwise."""


def has_address(role: DeviceRole) -> bool:
    """The drawer hangs on the printer: it is tested, and never assigned."""
    return role is not DeviceRole.DRAWER


def assignable(settings: Settings, role: DeviceRole) -> bool:
    """A nexo terminal is set up with its certificate and passphrase, not by its address alone."""
    nexo = settings.card_terminal_kind is CardTerminalKind.NEXO
    return has_address(role) and not (nexo and role is DeviceRole.CARD_TERMINAL)


def address_of(settings: Settings, role: DeviceRole) -> str:
    """Empty: there is none on this lane."""
    if role is DeviceRole.CARD_TERMINAL and settings.card_terminal_kind is CardTerminalKind.NEXO:
        return "" if settings.nexo is None else settings.nexo.address
    wired = role if has_address(role) else DeviceRole.PRINTER
    return str(getattr(settings.devices, wired.value))


def with_address(settings: Settings, role: DeviceRole, address: str) -> Settings:
    assert has_address(role), "a drawer has no address of its own"
    return replace(settings, devices=replace(settings.devices, **{role.value: address}))


def typed_address(role: DeviceRole, text: str) -> str:
    """`192.168.1.20` or `printer:9100` as a network address; whole addresses stay as they are."""
    text = text.strip()
    scheme, colon, rest = text.partition(":")
    if colon and not (rest.isdigit() and len(rest) <= 5):
        return text
    port = rest if colon else str(_NETWORK_PORTS.get(role, ""))
    return f"tcp://{scheme}:{port}"


def kinds(role: DeviceRole) -> tuple[str, ...]:
    """What a person must say of a device because no wire tells it."""
    return tuple(each.value for each in ScannerKind) if role is DeviceRole.SCANNER else ()


def kind_in(settings: Settings, role: DeviceRole) -> str:
    return settings.scanner_kind.value if role is DeviceRole.SCANNER else ""


def with_kind(settings: Settings, role: DeviceRole, kind: str) -> Settings:
    assert kind in kinds(role), "only what was offered"
    return replace(settings, scanner_kind=ScannerKind(kind))


def usable_for(role: DeviceRole, found: tuple[FoundDevice, ...]) -> tuple[FoundDevice, ...]:
    """What could be this device: the likely ones first, then what came just now."""
    if not has_address(role):
        return ()
    fitting = [each for each in found if each.likely in (None, role)]
    return tuple(sorted(fitting, key=lambda each: (not each.fresh, each.likely is None)))
