"""Pulses that open a cash drawer, and what the printer's drawer pin says about it.

Rules (scanners-printers-displays.md sections 10, 11 and 15):

1. A solenoid is driven for at most 510 ms, on one pin, never on both.
2. The buffered pulse takes its turn among what is printed; the real-time pulse works while the
   printer is offline or its buffer full, but not while it prints.
3. Whether a HIGH pin means an open drawer depends on the wiring: it is a setting, learnt at
   installation. Without a sensor the drawer's state is unknown, never "closed".
"""

from enum import Enum, StrEnum

MAX_PULSE_MS = 510
"""Longest time a solenoid may be driven (ESC p: t1 = 255 units of 2 ms; section 15)."""

BUFFERED_UNIT_MS = 2
"""ESC p counts t1 and t2 in units of 2 ms (section 10)."""

REAL_TIME_UNIT_MS = 100
"""DLE DC4 fn 1 counts t in units of 100 ms, 1 to 8 (section 10); more than 5 would pass 510 ms."""

USUAL_ON_MS = 50
USUAL_OFF_MS = 500
"""The usual pulse is 1B 70 00 19 FA: 50 ms on, 500 ms off (section 10)."""


class Pin(Enum):
    """The connector pin whose solenoid is driven; the value is `m` of both commands."""

    TWO = 0
    FIVE = 1


class PinLevel(StrEnum):
    """The level of the drawer sensor, pin 3 of the connector."""

    HIGH = "high"
    LOW = "low"


class PulseForm(StrEnum):
    """How a pulse reaches the printer.

    Real time is the rule. Some printers that only resemble an Epson do not know it: theirs is
    buffered, and does nothing while they are out of paper.
    """

    REAL_TIME = "real time"
    BUFFERED = "buffered"


class Drawer(StrEnum):
    """What is known about the drawer."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


def buffered_pulse(
    pin: Pin = Pin.TWO, on_ms: int = USUAL_ON_MS, off_ms: int = USUAL_OFF_MS
) -> bytes:
    """ESC p m t1 t2: opens the drawer when the printer reaches it in its buffer."""
    for name, value_ms in (("on_ms", on_ms), ("off_ms", off_ms)):
        if not BUFFERED_UNIT_MS <= value_ms <= MAX_PULSE_MS:
            raise ValueError(f"{name} must be {BUFFERED_UNIT_MS} to {MAX_PULSE_MS}: {value_ms}")
    units = (on_ms // BUFFERED_UNIT_MS, off_ms // BUFFERED_UNIT_MS)
    return bytes((0x1B, 0x70, pin.value, *units))


def real_time_pulse(pin: Pin = Pin.TWO, on_ms: int = REAL_TIME_UNIT_MS) -> bytes:
    """DLE DC4 1 m t: opens the drawer now, past whatever waits in the printer's buffer."""
    if not REAL_TIME_UNIT_MS <= on_ms <= MAX_PULSE_MS or on_ms % REAL_TIME_UNIT_MS:
        raise ValueError(f"on_ms must be 100, 200, 300, 400 or 500: {on_ms}")
    return bytes((0x10, 0x14, 0x01, pin.value, on_ms // REAL_TIME_UNIT_MS))


def pin_level(pin_high: bool | None) -> PinLevel | None:
    """The sensor pin as the printer told it, whatever it means; None: it has not told it yet."""
    if pin_high is None:
        return None
    return PinLevel.HIGH if pin_high else PinLevel.LOW


def drawer_state(pin_high: bool | None, open_when: PinLevel | None) -> Drawer:
    """Read the sensor pin by the wiring's polarity; no sensor or no answer is UNKNOWN."""
    if pin_high is None or open_when is None:
        return Drawer.UNKNOWN
    is_open = pin_high is (open_when is PinLevel.HIGH)
    return Drawer.OPEN if is_open else Drawer.CLOSED
