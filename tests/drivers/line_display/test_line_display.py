"""The customer display: latest text wins, ten times a second, in the bytes of either maker."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.line_display.cells import COLUMNS, CharacterSet, row
from drivers.line_display.codec import EPSON, LOGIC_CONTROLS, Dialect
from drivers.line_display.messages import Brightness, Clear, DisplayCommand, Show, ShowTest
from drivers.line_display.protocol import PAINT_INTERVAL_S, TEST_S, LineDisplayProtocol
from drivers.simulator.display import DisplaySimulator
from drivers.simulator.display_logic_controls import LogicControlsSimulator
from drivers.simulator.host import SimulatorHost
from drivers.wire.runner import DeviceRunner
from wire_support.slow_line import GARBAGE, held_bytes

BLANK = (" " * 20, " " * 20)
PATIENCE_S = 30.0


MAKERS = (
    (EPSON, DisplaySimulator, CharacterSet.CP437),
    (LOGIC_CONTROLS, LogicControlsSimulator, CharacterSet.ASCII),
)
makers = pytest.mark.parametrize(
    ("dialect", "glass", "characters"), MAKERS, ids=["epson", "logic controls"]
)
both = pytest.mark.parametrize(
    ("dialect", "glass"), [each[:2] for each in MAKERS], ids=["epson", "logic controls"]
)
Glass = type[DisplaySimulator]


def connected(dialect: Dialect = EPSON) -> LineDisplayProtocol:
    protocol = LineDisplayProtocol(dialect)
    protocol.connected(1.0)
    protocol.outgoing()
    return protocol


def seen(data: bytes, glass: Glass = DisplaySimulator) -> tuple[str, str]:
    display = glass()
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
    assert row(text, CharacterSet.CP437).decode("cp437") == shown.ljust(20)


@pytest.mark.parametrize(
    ("text", "shown"), [("Café crème ½", "Cafe creme 1?2"), ("10¢", "10?"), ("ß", "?")]
)
def test_a_display_of_unknown_characters_gets_plain_ones(text: str, shown: str) -> None:
    assert row(text, CharacterSet.ASCII).decode("ascii") == shown.ljust(20)


@given(text=st.text(), characters=st.sampled_from(CharacterSet))
def test_any_text_is_exactly_twenty_cells_and_none_of_them_a_control_byte(
    text: str, characters: CharacterSet
) -> None:
    cells = row(text, characters)
    assert len(cells) == COLUMNS
    assert all(byte >= 0x20 and byte != 0x7F for byte in cells)


@makers
@given(line1=st.text(), line2=st.text(), level=st.integers(1, 4))
def test_no_text_commands_the_display(
    dialect: Dialect,
    glass: Glass,
    characters: CharacterSet,
    line1: str,
    line2: str,
    level: int,
) -> None:
    display = glass()
    display.receive(dialect.hello(level) + dialect.screen(line1, line2), 0.0)
    assert display.unknown == 0
    assert display.brightness == level
    assert not display.cursor_on
    shown = (row(line1, characters).decode("cp437"), row(line2, characters).decode("cp437"))
    assert display.lines == shown


def test_the_bytes_of_epson_are_those_of_its_table() -> None:
    assert EPSON.hello(3) == bytes.fromhex("1b 40 1b 74 00 1f 01 1f 43 00 1f 58 03")
    assert EPSON.brightness(1) == bytes.fromhex("1f 58 01")
    assert EPSON.clear() == bytes.fromhex("0c")
    first, second = bytes.fromhex("1f 24 01 01"), bytes.fromhex("1f 24 01 02")
    assert EPSON.screen("a", "b") == first + b"a" + b" " * 19 + second + b"b" + b" " * 19


def test_the_bytes_of_logic_controls_are_those_of_its_table() -> None:
    assert LOGIC_CONTROLS.hello(1) == bytes.fromhex("1f 11 14 04 20")
    assert [LOGIC_CONTROLS.brightness(level).hex() for level in (2, 3, 4)] == [
        "0440", "0460", "04ff",
    ]  # fmt: skip
    assert LOGIC_CONTROLS.screen("a", "b") == b"\x10\x00a" + b" " * 19 + b"\x10\x14b" + b" " * 19


@both
def test_clearing_leaves_nothing_to_read(dialect: Dialect, glass: Glass) -> None:
    text = "é a ticket of somebody"
    assert seen(dialect.hello(4) + dialect.screen(text, text), glass) != BLANK
    assert seen(dialect.hello(4) + dialect.screen(text, text) + dialect.clear(), glass) == BLANK


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


@both
@given(
    moves=st.lists(
        st.tuples(st.floats(0, 0.3), st.sampled_from([Show("a", ""), Show("b", "c"), Clear()])),
        max_size=60,
    )
)
def test_no_flood_of_texts_and_clears_piles_up_and_the_last_one_stays(
    dialect: Dialect, glass: Glass, moves: list[tuple[float, Show | Clear]]
) -> None:
    protocol, now, sent, wanted = connected(dialect), 1.0, bytearray(), BLANK
    for gap, command in moves:
        now += gap
        protocol.tick(now)
        protocol.command(command, now)
        sent += protocol.outgoing()
        wanted = BLANK
        if isinstance(command, Show):
            wanted = (command.line1.ljust(20), command.line2.ljust(20))
    protocol.tick(now + PAINT_INTERVAL_S)
    sent += protocol.outgoing()
    screens = (now - 1.0) / PAINT_INTERVAL_S + 2
    assert len(sent) <= screens * (len(dialect.screen("", "")) + len(dialect.clear()))
    assert seen(bytes(sent), glass) == wanted


def test_a_blank_display_is_not_cleared_again() -> None:
    protocol = connected()
    protocol.command(Clear(), 1.2)
    assert protocol.outgoing() == b""


def test_a_test_pattern_lights_every_cell_and_goes_by_itself() -> None:
    protocol = connected()
    protocol.command(Show("Total", "25.46"), 1.2)
    protocol.outgoing()
    protocol.command(ShowTest(), 2.0)
    first, second = seen(protocol.outgoing())
    assert " " not in first
    assert (len(first), len(second), first == second) == (20, 20, False)
    assert protocol.deadline() == 2.0 + TEST_S
    protocol.tick(2.0 + TEST_S)
    assert seen(protocol.outgoing()) == ("Total".ljust(20), "25.46".ljust(20))
    assert protocol.deadline() is None


@pytest.mark.parametrize("command", [Show("Candy bar", "1.29"), Clear()])
def test_what_the_customer_is_to_see_comes_before_a_test(command: Show | Clear) -> None:
    protocol = connected()
    protocol.command(ShowTest(), 2.0)
    protocol.outgoing()
    protocol.command(command, 2.2)
    shown = ("Candy bar".ljust(20), "1.29".ljust(20)) if command != Clear() else BLANK
    assert seen(protocol.outgoing()) == shown
    protocol.tick(2.0 + TEST_S)
    assert protocol.outgoing() == b""


def test_a_test_without_a_display_is_not_kept_for_later() -> None:
    protocol = LineDisplayProtocol()
    protocol.command(ShowTest(), 1.0)
    protocol.connected(1.5)
    assert seen(protocol.outgoing()) == BLANK


def test_clear_goes_out_at_once_and_takes_back_what_was_waiting() -> None:
    protocol = connected()
    protocol.command(Show("a ticket", "of somebody"), 1.2)
    protocol.command(Show("a ticket", "of somebody else"), 1.21)
    protocol.command(Clear(), 1.22)
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


@both
@given(
    texts=st.lists(st.text("ABCdef 123.$", max_size=20), min_size=1, max_size=4),
    lost=st.integers(0, 400),
)
def test_a_byte_lost_on_the_way_spoils_no_later_text(
    dialect: Dialect, glass: Glass, texts: list[str], lost: int
) -> None:
    protocol, display = LineDisplayProtocol(dialect), glass()
    protocol.connected(1.0)
    display.receive(protocol.outgoing(), 1.0)
    sent = bytearray()
    for number, text in enumerate(texts):
        protocol.command(Show(text, str(number)), 2.0 + number)
        sent += protocol.outgoing()
    display.receive(bytes(byte for n, byte in enumerate(sent) if n != lost), 10.0)
    protocol.command(Show("Total", "25.46"), 20.0)
    display.receive(protocol.outgoing(), 20.0)
    assert display.lines == ("Total".ljust(20), "25.46".ljust(20))


@both
@given(garbage=GARBAGE, at=st.integers(0, 3))
def test_whatever_a_display_seems_to_say_it_is_shown_the_next_text(
    dialect: Dialect, glass: Glass, garbage: bytes, at: int
) -> None:
    protocol = connected(dialect)
    held = held_bytes(protocol)
    for number in range(4):
        protocol.receive(garbage * (number == at), 2.0 + number)
    assert held_bytes(protocol) == held
    protocol.command(Show("Total", "25.46"), 10.0)
    assert seen(protocol.outgoing(), glass) == ("Total".ljust(20), "25.46".ljust(20))


def test_a_write_only_device_has_no_news() -> None:
    protocol = connected()
    protocol.receive(b"\xff\x00", 1.0)
    assert protocol.events() == ()
    assert protocol.wants_wire()


@pytest.mark.parametrize("level", [0, 5])
def test_a_brightness_the_display_lacks_cannot_be_asked_for(level: int) -> None:
    with pytest.raises(ValueError, match="brightness"):
        Brightness(level)
    with pytest.raises(ValueError, match="brightness"):
        LineDisplayProtocol(EPSON, level)


@both
def test_the_customer_reads_it_on_a_real_port_and_again_after_a_replug(
    tmp_path: Path, dialect: Dialect, glass: Glass
) -> None:
    display = glass()
    with SimulatorHost(display, f"pty:{tmp_path / 'display'}?baud=9600") as host:
        runner: DeviceRunner[DisplayCommand, object] = DeviceRunner(
            "display", host.url, LineDisplayProtocol(dialect), lambda _: None
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
