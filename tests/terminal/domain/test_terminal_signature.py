"""A signature from a card terminal on our pad: inside it, in its proportions, or not at all."""

from hypothesis import given
from hypothesis import strategies as st

from terminal.domain.signature import MAX_POINTS
from terminal.domain.signature_picture import HEIGHT, UNITS, WIDTH, png_of
from terminal.domain.terminal_signature import MARGIN, Drawn, on_the_pad

points = st.tuples(st.integers(0, 65_535), st.integers(0, 65_535))
strokes = st.lists(points, min_size=1, max_size=8).map(tuple)
drawings = st.lists(strokes, min_size=1, max_size=4).map(tuple)
UNIT_X, UNIT_Y = UNITS // WIDTH + 1, UNITS // HEIGHT + 1
"""A dot of the picture is so many units."""


def spread(numbers: list[int]) -> int:
    return max(numbers) - min(numbers)


def reach(points: tuple[tuple[int, int], ...]) -> int:
    return max(spread([point[axis] for point in points]) for axis in (0, 1))


@given(drawings)
def test_it_lies_inside_the_margins_stroke_by_stroke_and_point_by_point(drawn: Drawn) -> None:
    laid = on_the_pad(drawn)
    if laid is None:
        assert all(reach(stroke) * 8 <= reach(sum(drawn, ())) for stroke in drawn)
        return
    assert [len(stroke) for stroke in laid.strokes] == [len(stroke) for stroke in drawn]
    for point in (point for stroke in laid.strokes for point in stroke):
        assert MARGIN * UNITS // WIDTH <= point.x <= UNITS - MARGIN * UNITS // WIDTH
        assert MARGIN * UNITS // HEIGHT <= point.y <= UNITS - MARGIN * UNITS // HEIGHT
        assert point.ms == 0
    assert png_of(laid)


@given(drawings)
def test_it_keeps_its_proportions_on_a_pad_that_is_no_square(drawn: Drawn) -> None:
    laid = on_the_pad(drawn)
    if laid is None:
        return
    wide, high = (spread([point[axis] for stroke in drawn for point in stroke]) for axis in (0, 1))
    across = spread([point.x for stroke in laid.strokes for point in stroke]) * WIDTH
    down = spread([point.y for stroke in laid.strokes for point in stroke]) * HEIGHT
    rounding = (WIDTH * high + HEIGHT * wide) * 2
    assert abs(across * high - down * wide) <= rounding


def test_it_is_as_large_as_the_pad_allows_and_in_its_middle() -> None:
    laid = on_the_pad((((0, 0), (300, 10)),))
    assert laid is not None
    left, right = laid.strokes[0]
    assert (left.x, right.x) == (MARGIN * UNITS // WIDTH, UNITS - MARGIN * UNITS // WIDTH - 1)
    assert abs((left.y + right.y) // 2 - UNITS // 2) <= 1


def test_dots_and_nothing_are_no_signature() -> None:
    assert on_the_pad(()) is None
    assert on_the_pad((((5, 5),), ((9, 9),))) is None


def test_a_point_that_did_not_move_is_no_signature() -> None:
    assert on_the_pad((((7, 7), (7, 7)),)) is None


def test_more_points_than_a_signature_has_are_none() -> None:
    stroke = tuple((n % 300, n % 200) for n in range(MAX_POINTS + 1))
    assert on_the_pad((stroke,)) is None
    assert on_the_pad((stroke[1:],)) is not None
