"""The modules of Code 128, against another maker's table and another maker's reader."""

import pytest
import zxingcpp
from barcode.codex import Code128  # type: ignore[import-untyped]  # no types are published with it
from hypothesis import given
from hypothesis import strategies as st

from terminal.presentation.code128 import QUIET, modules

PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=18)


@given(st.text(st.sampled_from("ABCDEFGH-"), min_size=1, max_size=18))
def test_the_modules_are_those_of_the_python_barcode_package(text: str) -> None:
    """Of letters alone: it writes digits in pairs, by set C."""
    theirs = Code128(text).build()[0]
    assert "".join("1" if dark else "0" for dark in modules(text)) == theirs


@given(PRINTABLE)
def test_a_reader_reads_what_was_written(text: str) -> None:
    row = [False] * QUIET + list(modules(text)) + [False] * QUIET
    dots = bytes(0 if dark else 255 for dark in row for _ in range(3))
    image = memoryview(dots * 40).cast("B", (40, len(dots)))
    assert [each.text for each in zxingcpp.read_barcodes(image)] == [text]


def test_a_sign_beyond_ascii_is_no_barcode() -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        modules("Ñ")
