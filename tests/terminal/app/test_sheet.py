"""A paper is made again from its words and the faces of its lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.app.sheet import Sheet, SheetLine, SheetRow, SheetSymbol, Symbology, sheet_from

COLUMNS = 42
WORDS = st.text("AÑz9 .-[]", max_size=COLUMNS // 2)


@st.composite
def lines(draw: st.DrawFn) -> SheetLine:
    """As the layout makes them: no blanks at the end, none around what is centred."""
    text, centred = draw(WORDS).rstrip(), draw(st.booleans())
    bold, double = draw(st.booleans()), draw(st.booleans())
    return SheetLine(text.strip() if centred else text, bold, double, centred)


symbols = st.builds(
    SheetSymbol, st.sampled_from(Symbology), st.from_regex("[0-9A-Z-]{1,20}", fullmatch=True)
)
rows: st.SearchStrategy[SheetRow] = lines() | symbols


@given(st.lists(rows, max_size=12))
def test_words_and_faces_are_the_whole_paper(each: list[SheetRow]) -> None:
    sheet = Sheet(COLUMNS, tuple(each))
    assert sheet_from(sheet.text, sheet.faces, COLUMNS) == sheet


def test_words_of_another_paper_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        sheet_from("one\ntwo\n", ("",), COLUMNS)
