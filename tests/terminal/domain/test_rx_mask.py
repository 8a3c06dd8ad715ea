"""Label masks: the installer's patterns, and none that could hold up a scan."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.domain.barcode import NotUnderstood, RxLabel, RxNumber, rx_label
from terminal.domain.rx_mask import DEFAULT_RX_MASKS, LABEL_MAX, rx_mask, rx_masks

FULL = r"^(?P<rx>\d{6,8})(?:[-, ]?(?P<fill>\d{1,2}))?(?P<store>\d{4})?(?P<price>\d{5})?$"


@pytest.mark.parametrize(
    ("pattern", "code", "rx", "fill"),
    [
        (FULL, "6012345-02", "6012345", 2),
        (FULL, "6012345-02123400599", "6012345", 2),
        (r"(?P<rx>\d{8})(?P<store>\d{4})", "601234560012", "60123456", None),
        (r"(?P<rx>\d{7}),(?P<name>[A-Z' -]{1,20}),\d{1,5}", "6012345,SAMPLE,1500", "6012345", None),
        (r"RX#?(?P<rx>\d{6,7})/(?P<fill>\d\d)\.", "RX#6012345/11.", "6012345", 11),
        (r"(?:A|B)(?P<rx>\w{4,8})", "B6012345", "6012345", None),
    ],
)
def test_a_mask_takes_the_number_and_the_fill(
    pattern: str, code: str, rx: str, fill: int | None
) -> None:
    assert rx_label(code, (rx_mask(pattern),)) == RxLabel(RxNumber(rx), fill)


@pytest.mark.parametrize("code", ["x6012345-02", "6012345-02x", "6012345-02\n", ""])
def test_a_mask_fits_a_whole_code_or_none(code: str) -> None:
    assert rx_label(code, (rx_mask(r"(?P<rx>\d{7})-(?P<fill>\d{2})"),)) is None


def test_masks_that_read_differently_leave_it_to_a_person() -> None:
    both = rx_masks([r"(?P<rx>\d{7})(?P<fill>\d)", r"(?P<rx>\d{8})"])
    meaning = rx_label("60123450", both)
    assert isinstance(meaning, NotUnderstood)
    assert "Type the prescription number" in meaning.remedy


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        (r"(?P<rx>\d{6})?x", "x"),
        (r"(?P<rx>\d{30})", "1" * 30),
        (r"(?P<rx>\d{6})(?P<fill>[A-Z]{2})", "601234AB"),
        (r"(?P<rx>\d{1,80})", "1" * (LABEL_MAX + 1)),
    ],
)
def test_a_reading_that_is_no_prescription_is_none(pattern: str, code: str) -> None:
    assert rx_label(code, (rx_mask(pattern),)) is None


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"(?P<rx>\d{6}", "no pattern"),
        (r"\d{6}", "no group"),
        (r"(?P<rx>\d{6})(?P<patient>.)", "patient"),
        (r"(?P<rx>\d{6})" + "x" * 200, "at most"),
        (r"(?P<rx>(\d+)+)x", "too long"),
        (r"(?P<rx>\d*\d*\d*)", "too long"),
        (r"(?P<rx>\d{6}){2}", "too long"),
        (r"(?P<rx>\d{6})(?:a|b)*", "too long"),
        (r"(?P<rx>\d{6})(?=x)", "too long"),
        (r"(?P<rx>\d)(?P<fill>(?P=rx))", "too long"),
        (r"(?P<rx>\d{0,99999999999})", "no pattern"),
        (r"(?P<rx>.{0,30000})", "too long"),
    ],
)
def test_a_bad_mask_is_refused_in_words(pattern: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        rx_mask(pattern)


def test_a_lane_without_masks_has_the_usual_ones() -> None:
    assert rx_masks([]) is DEFAULT_RX_MASKS


PIECES = st.sampled_from(
    [r"\d", "x", "[0-9a]", r"(\d)", "(?:x|y)", "|", "?", "*", "+", "{2}", "{1,9}", "{3,}", r"\-"]
)


@given(st.lists(PIECES, max_size=14))
def test_a_mask_that_is_taken_comes_to_an_end(pieces: list[str]) -> None:
    """The worst codes there are for it: all but the last letter fits."""
    pattern = "(?P<rx>" + "".join(pieces) + ")!"
    try:
        mask = rx_mask(pattern)
    except ValueError:
        return
    for letter in ("1", "x", "a"):
        assert mask.reading(letter * (LABEL_MAX - 1) + "?") is None


@given(st.text(max_size=40))
def test_any_text_is_refused_in_words_or_is_a_mask(pattern: str) -> None:
    try:
        mask = rx_mask(f"(?P<rx>{pattern})")
    except ValueError:
        return
    assert "rx" in mask.pattern.groupindex
