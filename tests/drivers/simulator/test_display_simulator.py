"""The simulated display reads DM-D commands by itself, from the document's table."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from drivers.simulator.display import DisplaySimulator
from drivers.simulator.display_logic_controls import LogicControlsSimulator


def reading(data: bytes) -> DisplaySimulator:
    display = DisplaySimulator()
    display.receive(data, 0.0)
    return display


def rows(data: bytes) -> tuple[str, str]:
    display = reading(data)
    assert display.unknown == 0
    first, second = display.lines
    return first.rstrip(), second.rstrip()


def test_characters_run_from_the_first_row_into_the_second_and_wrap() -> None:
    assert rows(b"a" * 20 + b"b" * 20) == ("a" * 20, "b" * 20)
    assert rows(b"a" * 20 + b"b" * 20 + b"c") == ("c" + "a" * 19, "b" * 20)


def test_positioning_clearing_and_home() -> None:
    assert rows(b"\x1f$\x03\x02xy") == ("", "  xy")
    assert rows(b"ab\x0c") == ("", "")
    assert rows(b"ab\x0bc") == ("cb", "")
    assert rows(b"ab\x1f$\x01\x02cd\x18e") == ("ab", "e")
    assert rows(b"ab\x08c\x09d\x0ae\x0df") == ("ac d", "f   e")


def test_a_scrolling_display_moves_the_second_row_up() -> None:
    assert rows(b"\x1f\x02" + b"a" * 20 + b"b" * 20 + b"c") == ("b" * 20, "c")


def test_code_pages_brightness_cursor_and_initialise() -> None:
    assert rows(b"\x1bt\x00\x82") == ("é", "")
    assert rows(b"\x1bt\x10\xe9") == ("é", "")
    display = reading(b"\x1fX\x02\x1fC\x00")
    assert (display.brightness, display.cursor_on) == (2, False)
    display.receive(b"\x1b@", 0.0)
    assert (display.brightness, display.cursor_on) == (4, True)


def test_what_is_no_command_is_counted() -> None:
    assert reading(b"\x1bZ\x07\x1f$\x15\x01\x1fX\x09").unknown == 4


@given(data=st.binary(max_size=300), cuts=st.lists(st.integers(0, 300)))
def test_commands_mean_the_same_in_any_split_and_nothing_raises(
    data: bytes, cuts: list[int]
) -> None:
    whole, split = reading(data), DisplaySimulator()
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    for start, stop in pairwise(places):
        split.receive(data[start:stop], 0.0)
    assert split.lines == whole.lines
    assert split.unknown == whole.unknown


# --- Logic Controls


def ld9000(data: bytes) -> LogicControlsSimulator:
    display = LogicControlsSimulator()
    display.receive(data, 0.0)
    return display


def test_an_ld9000_places_lights_and_resets_by_single_bytes() -> None:
    display = ld9000(b"ab\x10\x15cd\x14\x04\x40")
    assert display.lines == ("ab".ljust(20), " cd".ljust(20))
    assert (display.cursor_on, display.brightness, display.unknown) == (False, 2, 0)
    display.receive(b"\x1f", 0.0)
    assert display.lines == (" " * 20, " " * 20)
    assert (display.cursor_on, display.brightness) == (True, 4)


def test_an_ld9000_scrolls_and_moves() -> None:
    assert ld9000(b"\x12" + b"a" * 40 + b"b").lines == ("a" * 20, "b".ljust(20))
    assert ld9000(b"ab\x08c\x09d\x0ae\x0df").lines == ("ac d".ljust(20), "f   e".ljust(20))


def test_an_ld9000_counts_what_it_does_not_know() -> None:
    assert ld9000(b"\x1b\x0c\x10\x28\x04\x21").unknown == 4


@given(data=st.binary(max_size=300), cuts=st.lists(st.integers(0, 300)))
def test_an_ld9000_means_the_same_in_any_split(data: bytes, cuts: list[int]) -> None:
    whole, split = ld9000(data), LogicControlsSimulator()
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    for start, stop in pairwise(places):
        split.receive(data[start:stop], 0.0)
    assert (split.lines, split.unknown) == (whole.lines, whole.unknown)
