"""The customer display: latest text wins, ten times a second, in code page 437."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.line_display import codec
from drivers.line_display.messages import Brightness, Clear, DisplayCommand, Show
from drivers.line_display.protocol import PAINT_INTERVAL_S, LineDisplayProtocol
from drivers.simulator.display import DisplaySimulator
from drivers.simulator.host import SimulatorHost
from drivers.wire.runner import DeviceRunner

BLANK = (" " * 20, " " * 20)
PATIENCE_S = 5.0


def connected() -> LineDisplayProtocol:
    protocol = LineDisplayProtocol()
    protocol.connected(1.0)
    protocol.outgoing()
    return protocol


def seen(data: bytes) -> tuple[str, str]:
    display = DisplaySimulator()
    display.receive(data, 0.0)
    assert display.unknown == 0
    return display.lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ibuprofen 200 mg", "Ibuprofen 200 mg"),
        ("Total         24.78 $", "Total         24.78 "),
        ("Café crème ½", "Café crème ½"),
        ("Tőzsér Šárka", "Tozsér Sárka"),
        ("Advil™ “PM”…", 'AdvilTM "PM"...'),
        ("Cafe\u0301", "Café"),
        ("日本", "??"),
        ("pill 💊!", "pill ?!"),
        ("a\tb\u00a0c", "a b c"),
        ("\x1b@\x0c\x07\x7f", "?@ ??"),
    ],
)
def test_text_becomes_what_the_display_can_show(text: str, shown: str) -> None:
    assert codec.row(text).decode("cp437") == shown.ljust(20)


@given(line1=st.text(), line2=st.text())
def test_no_text_commands_the_display(line1: str, line2: str) -> None:
    display = DisplaySimulator()
    display.receive(codec.hello(3) + codec.screen(line1, line2), 0.0)
    assert display.unknown == 0
    assert display.brightness == 3
    assert not display.cursor_on
    assert display.lines == (codec.row(line1).decode("cp437"), codec.row(line2).decode("cp437"))


def test_the_first_text_goes_out_at_once() -> None:
    protocol = LineDisplayProtocol()
    protocol.connected(1.0)
    protocol.outgoing()
    protocol.command(Show("Ibuprofen", "8.49"), 1.0 + PAINT_INTERVAL_S)
    assert seen(protocol.outgoing()) == ("Ibuprofen".ljust(20), "8.49".ljust(20))


def test_of_many_quick_texts_the_latest_is_painted_within_a_tenth_of_a_second() -> None:
    protocol = connected()
    for count in range(50):
        protocol.command(Show(f"item {count}", ""), 1.001 + count / 1000)
    assert protocol.outgoing() == b""
    assert protocol.deadline() == 1.0 + PAINT_INTERVAL_S
    protocol.tick(1.0 + PAINT_INTERVAL_S)
    assert seen(protocol.outgoing())[0].rstrip() == "item 49"
    assert protocol.deadline() is None


@given(gaps=st.lists(st.floats(0, 0.3), max_size=60))
def test_the_display_is_never_painted_more_than_ten_times_a_second(gaps: list[float]) -> None:
    protocol = connected()
    now, painted = 1.0, [1.0]
    for count, gap in enumerate(gaps):
        until = now + gap
        deadline = protocol.deadline()
        if deadline is not None and deadline <= until:
            protocol.tick(deadline)
            painted += [deadline] if protocol.outgoing() else []
        now = until
        protocol.command(Show(str(count), ""), now)
        painted += [now] if protocol.outgoing() else []
    assert all(later - earlier >= PAINT_INTERVAL_S - 1e-9 for earlier, later in pairwise(painted))


def test_a_text_that_is_no_longer_due_is_not_painted() -> None:
    protocol = connected()
    protocol.tick(5.0)
    assert protocol.outgoing() == b""


def test_clear_goes_out_at_once_and_takes_back_what_was_waiting() -> None:
    protocol = connected()
    protocol.command(Show("a ticket", "of somebody"), 1.01)
    protocol.command(Clear(), 1.02)
    assert seen(protocol.outgoing()) == BLANK
    assert protocol.deadline() is None


def test_a_display_that_comes_back_shows_what_it_should() -> None:
    protocol = connected()
    protocol.command(Brightness(2), 1.0)
    protocol.disconnected(1.1)
    protocol.command(Show("Total", "25.46"), 1.2)
    assert protocol.outgoing() == b""
    assert protocol.deadline() is None
    protocol.connected(9.0)
    display = DisplaySimulator()
    display.receive(protocol.outgoing(), 9.0)
    assert display.lines == ("Total".ljust(20), "25.46".ljust(20))
    assert display.brightness == 2


def test_a_write_only_device_has_no_news() -> None:
    protocol = connected()
    protocol.receive(b"\xff\x00", 1.0)
    assert protocol.events() == ()
    assert protocol.wants_wire()


@pytest.mark.parametrize("level", [0, 5])
def test_a_brightness_the_display_lacks_cannot_be_asked_for(level: int) -> None:
    with pytest.raises(ValueError, match="brightness"):
        Brightness(level)


def test_the_customer_reads_it_on_a_real_port_and_again_after_a_replug(tmp_path: Path) -> None:
    display = DisplaySimulator()
    with SimulatorHost(display, f"pty:{tmp_path / 'display'}?baud=9600") as host:
        runner: DeviceRunner[DisplayCommand, object] = DeviceRunner(
            "display", host.url, LineDisplayProtocol(), lambda _: None
        )
        runner.start()
        runner.send(Show("Candy bar", "1.29"))
        wanted = ("Candy bar".ljust(20), "1.29".ljust(20))
        wait_for(host, display, wanted)
        host.unplug()
        display.power_cycle()
        host.replug()
        wait_for(host, display, wanted)
        runner.send(Clear())
        runner.stop()
        wait_for(host, display, BLANK)


def wait_for(host: SimulatorHost, display: DisplaySimulator, wanted: tuple[str, str]) -> None:
    """Poll a real port, with a bound."""
    give_up = time.monotonic() + PATIENCE_S
    while host.call(lambda: display.lines) != wanted:
        assert time.monotonic() < give_up, "the display never showed it"
        time.sleep(0.002)
