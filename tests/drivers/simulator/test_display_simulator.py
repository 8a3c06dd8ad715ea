"""The simulated display reads DM-D commands by itself, from the document's table."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from drivers.simulator.display import DisplaySimulator


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
