"""A signature's picture shows its strokes, whatever they are, to a reader that is not ours."""

from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from terminal.domain.signature import Point, Strokes
from terminal.domain.signature_picture import HEIGHT, UNITS, WIDTH, png_of

BLACK, WHITE = 0, 255
places = st.integers(-UNITS, 2 * UNITS)
strokes = st.lists(
    st.lists(st.builds(Point, places, places, st.integers(0, 9_999)), max_size=8).map(tuple),
    max_size=4,
).map(lambda drawn: Strokes(tuple(drawn)))


def picture(drawn: Strokes) -> Image.Image:
    return Image.open(BytesIO(png_of(drawn))).convert("L")


def test_a_line_across_the_pad_is_a_line_across_the_picture() -> None:
    shown = picture(Strokes(((Point(0, UNITS // 2, 0), Point(UNITS, UNITS // 2, 90)),)))
    row = [shown.getpixel((x, (HEIGHT - 1) // 2)) for x in range(WIDTH)]
    assert set(row) == {BLACK}
    assert shown.getpixel((WIDTH // 2, 3)) == WHITE


def test_between_two_strokes_the_pen_was_up() -> None:
    left = (Point(0, 0, 0), Point(UNITS // 4, 0, 5))
    right = (Point(UNITS * 3 // 4, 0, 9), Point(UNITS, 0, 12))
    shown = picture(Strokes((left, right)))
    assert shown.getpixel((WIDTH // 8, 0)) == BLACK
    assert shown.getpixel((WIDTH // 2, 0)) == WHITE


@given(drawn=strokes)
def test_any_strokes_make_a_picture_that_another_reader_opens(drawn: Strokes) -> None:
    assert picture(drawn).size == (WIDTH, HEIGHT)
