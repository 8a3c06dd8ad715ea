"""The pulses and the sensor of scanners-printers-displays.md sections 10, 11 and 15."""

import pytest

from drivers.cash_drawer.codec import (
    Drawer,
    Pin,
    PinLevel,
    buffered_pulse,
    drawer_state,
    real_time_pulse,
)


def test_the_usual_buffered_pulse_is_50_ms_on_and_500_ms_off_on_pin_2() -> None:
    assert buffered_pulse() == bytes.fromhex("1b 70 00 19 fa")
    assert buffered_pulse(Pin.FIVE) == bytes.fromhex("1b 70 01 19 fa")


def test_the_real_time_pulse_counts_in_tenths_of_a_second() -> None:
    assert real_time_pulse() == bytes.fromhex("10 14 01 00 01")
    assert real_time_pulse(Pin.FIVE, 500) == bytes.fromhex("10 14 01 01 05")


@pytest.mark.parametrize("on_ms", [0, 1, 511, 800])
def test_no_solenoid_is_driven_longer_than_510_ms(on_ms: int) -> None:
    with pytest.raises(ValueError, match="on_ms"):
        buffered_pulse(on_ms=on_ms)
    with pytest.raises(ValueError, match="on_ms"):
        real_time_pulse(on_ms=on_ms)


@pytest.mark.parametrize(
    ("pin_high", "open_when", "drawer"),
    [
        (True, PinLevel.HIGH, Drawer.OPEN),
        (False, PinLevel.HIGH, Drawer.CLOSED),
        (True, PinLevel.LOW, Drawer.CLOSED),
        (False, PinLevel.LOW, Drawer.OPEN),
        (None, PinLevel.LOW, Drawer.UNKNOWN),
        (True, None, Drawer.UNKNOWN),
        (False, None, Drawer.UNKNOWN),
    ],
)
def test_the_wiring_decides_what_the_pin_means_and_no_sensor_means_unknown(
    pin_high: bool | None, open_when: PinLevel | None, drawer: Drawer
) -> None:
    assert drawer_state(pin_high, open_when) is drawer
