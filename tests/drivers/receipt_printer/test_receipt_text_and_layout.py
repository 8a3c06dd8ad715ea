"""Transliteration, columns, wrapping, and the bounds of a document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.receipt_printer.document import (
    MAX_ELEMENTS,
    Align,
    Code128,
    Cut,
    Document,
    Feed,
    Logo,
    Qr,
    Rule,
    Size,
    Text,
)
from drivers.receipt_printer.layout import layout
from drivers.receipt_printer.text import CodePage, printable


@pytest.mark.parametrize(
    ("text", "cp437", "cp858"),
    [
        ("Tylenol® 500 mg", "Tylenol(R) 500 mg", "Tylenol® 500 mg"),
        ("Refresh™ Tears", "RefreshTM Tears", "RefreshTM Tears"),
        ("€ 5 × 2", "EUR 5 x 2", "€ 5 × 2"),
        ("½ µg ±1°", "½ µg ±1°", "½ µg ±1°"),
        ("μg", "µg", "µg"),
        ("“Mom’s” – best…", '"Mom\'s" - best...', '"Mom\'s" - best...'),
        ("Łódź Đặng Ørsted", "Lódz Dang Orsted", "Lódz Dang Ørsted"),
        ("Nguyễn", "Nguyen", "Nguyen"),
        ("é", "é", "é"),
        ("日本 💊", "?? ?", "?? ?"),
        ("a\u200bb\u00adc\x00d\x1be", "abcde", "abcde"),
        ("a\tb\nc\u00a0d", "a b c d", "a b c d"),
        ("ﬁne ½ ⅓", "fine ½ 1/3", "fine ½ 1/3"),
    ],
)
def test_a_name_becomes_its_closest_printable_form(text: str, cp437: str, cp858: str) -> None:
    assert printable(text, CodePage.CP437) == cp437
    assert printable(text, CodePage.CP858) == cp858


@given(st.text(st.characters(exclude_categories=())), st.sampled_from(CodePage))
def test_every_text_encodes_and_printing_it_again_changes_nothing(
    text: str, page: CodePage
) -> None:
    once = printable(text, page)
    assert len(once.encode(page.codec)) == len(once)
    assert printable(once, page) == once


def lines(*elements: Text | Rule | Feed | Qr | Code128 | Logo | Cut) -> list[str]:
    return layout(Document(elements), 20)


def test_the_amount_stands_at_the_right_edge_of_the_first_line() -> None:
    assert lines(Text("Candy bar", "1.29")) == ["Candy bar       1.29"]
    assert lines(Text("Ibuprofen 200 mg tablets", "12.49")) == [
        "Ibuprofen 200  12.49",
        "mg tablets",
    ]


def test_a_long_word_breaks_and_the_indent_stays() -> None:
    assert lines(Text("  Hydrochlorothiazidetablets", "9.99")) == [
        "  Hydrochloroth 9.99",
        "  iazidetablets",
    ]


def test_an_amount_too_long_to_share_a_line_gets_its_own() -> None:
    assert lines(Text("Total of everything", "USD 1,234,567.89")) == [
        "Total of everything",
        "    USD 1,234,567.89",
    ]


def test_alignment_and_double_size_keep_to_the_paper() -> None:
    assert lines(Text("MID", align=Align.CENTER)) == ["        MID"]
    assert lines(Text("END", align=Align.RIGHT)) == ["                 END"]
    assert lines(Text("TOTAL", "25.46", size=Size.DOUBLE)) == ["TOTAL", "               25.46"]
    assert lines(Text("DUE", "25", size=Size.DOUBLE)) == ["DUE", "                  25"]
    assert lines(Text("a b c d e f g h i j k", size=Size.DOUBLE)) == ["a b c d e", "f g h i j", "k"]


def test_what_is_not_text_is_told_in_brackets() -> None:
    assert lines(Rule(), Feed(2), Qr("abc"), Code128("1"), Logo("A1"), Cut()) == [
        "-" * 20,
        "",
        "",
        "   [QR code: abc]",
        "    [barcode: 1]",
        "     [logo A1]",
        "- - - - - - - - - -",
    ]


def test_invalid_elements_cannot_exist() -> None:
    for make in (
        lambda: Text("x" * 1001),
        lambda: Text("a", "b", align=Align.CENTER),
        lambda: Feed(0),
        lambda: Qr(""),
        lambda: Qr("x" * 513),
        lambda: Code128(""),
        lambda: Code128("x" * 19),
        lambda: Logo("abc"),
        lambda: Document((Cut(),) * (MAX_ELEMENTS + 1)),
    ):
        with pytest.raises(ValueError, match=r"."):
            make()
