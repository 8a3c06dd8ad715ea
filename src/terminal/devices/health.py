"""What the wire itself says, as the health of a device."""

from typing import Final

from drivers.wire.link import LinkDown, LinkEvent, LinkUp, ProtocolBug
from terminal.app.inputs import Condition, DeviceHealthChanged, DeviceRole

NOT_CONNECTED: Final = "not connected"


def link_health(role: DeviceRole, event: LinkEvent) -> DeviceHealthChanged | None:
    """The device's health after a link event; None when the event says nothing about it."""
    match event:
        case LinkUp():
            return DeviceHealthChanged(role, Condition.GOOD)
        case LinkDown(reason=reason):
            return DeviceHealthChanged(role, Condition.DOWN, NOT_CONNECTED, reason)
        case ProtocolBug():
            return DeviceHealthChanged(role, Condition.DOWN, "driver fault")
        case _:
            return None
