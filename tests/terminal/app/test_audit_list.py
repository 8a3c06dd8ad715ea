"""A payer's list as a file: the text encodings of the day, and nothing that is no text."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.app.audit_list import MAX_BYTES, text_of

LIST = "6012345\n6012301-02, é\n"


@pytest.mark.parametrize(
    "data",
    [
        LIST.encode(),
        LIST.encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + LIST.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + LIST.encode("utf-16-be"),
        LIST.replace("\n", "\r\n").encode(),
    ],
)
def test_a_list_is_read_in_each_encoding_that_says_what_it_is(data: bytes) -> None:
    assert text_of(data) == LIST


@pytest.mark.parametrize(
    "data", [b"\xff", b"6012345 \xe9", b"\xff\xfe6", b"\xff\xfe\x00\xd8", b"PK\x03\x04\x00"]
)
def test_what_is_no_text_is_none(data: bytes) -> None:
    assert text_of(data) is None


def test_a_letter_that_was_cut_with_the_file_does_not_spoil_it() -> None:
    text = text_of(("9" + "é" * MAX_BYTES).encode()[:MAX_BYTES])
    assert text is not None
    assert set(text) == {"9", "é"}


@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    text = text_of(data)
    assert text is None or "\0" not in text
