"""The NDC: segments are kept, digits without hyphens keep all their readings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.domain.barcode import GtinCode, gtin, gtins_of_ndc, meaning_of_typed
from terminal.domain.ndc import (
    NdcCandidate,
    NdcLayout,
    eleven_digit_readings,
    ten_digit_readings,
    typed_readings,
)

DIGITS = "0123456789"
TEN_DIGITS = [NdcLayout.L442, NdcLayout.L532, NdcLayout.L541]


def candidates(*layouts: NdcLayout) -> st.SearchStrategy[NdcCandidate]:
    return st.sampled_from(layouts or tuple(NdcLayout)).flatmap(
        lambda layout: st.builds(
            NdcCandidate,
            st.just(layout),
            *(st.text(DIGITS, min_size=size, max_size=size) for size in layout.value),
        )
    )


@pytest.mark.parametrize(
    ("layout", "hyphenated", "eleven", "twelve"),
    [
        (NdcLayout.L442, "1234-5678-90", "01234567890", "001234567890"),
        (NdcLayout.L532, "12345-678-90", "12345067890", "012345067890"),
        (NdcLayout.L541, "12345-6789-0", "12345678900", "012345678900"),
        (NdcLayout.L632, "123456-789-01", "12345678901", "123456078901"),
        (NdcLayout.L641, "123456-7890-1", "12345678901", "123456789001"),
    ],
)
def test_each_layout_of_the_table(
    layout: NdcLayout, hyphenated: str, eleven: str, twelve: str
) -> None:
    (reading,) = typed_readings(hyphenated)
    assert reading.layout is layout
    assert reading.hyphenated() == hyphenated
    assert (reading.eleven(), reading.twelve()) == (eleven, twelve)


def test_the_vector_of_the_document() -> None:
    readings = ten_digit_readings("0378451793")
    assert [(each.eleven(), each.twelve()) for each in readings] == [
        ("00378451793", "000378451793"),
        ("03784051793", "003784051793"),
        ("03784517903", "003784517903"),
    ]


@given(candidates(*TEN_DIGITS))
def test_the_billing_form_leads_back_to_the_ten_digits(ndc: NdcCandidate) -> None:
    back = eleven_digit_readings(ndc.eleven())
    assert ndc in back
    assert all(each.eleven() == ndc.eleven() for each in back)


@given(candidates(NdcLayout.L632, NdcLayout.L641))
def test_eleven_digits_are_also_read_in_the_new_layouts(ndc: NdcCandidate) -> None:
    assert ndc in eleven_digit_readings(ndc.plain())


@given(candidates())
def test_hyphens_leave_one_layout(ndc: NdcCandidate) -> None:
    assert typed_readings(ndc.hyphenated()) == (ndc,)


def test_eleven_digits_with_two_padded_segments_cannot_be_told_apart() -> None:
    layouts = {each.layout for each in eleven_digit_readings("00378051793")}
    assert layouts == {NdcLayout.L442, NdcLayout.L532, NdcLayout.L632, NdcLayout.L641}


def test_a_billing_form_with_its_hyphens_is_read_without_its_zeros() -> None:
    assert [each.hyphenated() for each in typed_readings("00378-4517-93")] == ["0378-4517-93"]
    assert [each.hyphenated() for each in typed_readings("000378-4517-93")] == ["0378-4517-93"]
    assert typed_readings("12345-6789-10") == ()


@pytest.mark.parametrize("text", ["", "0378451793", "555-123-4567", "1-2-3", "123456-789-0", "x"])
def test_what_is_no_ndc_has_no_reading(text: str) -> None:
    assert typed_readings(text) == ()


@pytest.mark.parametrize("digits", ["", "123", "1234567890", "1234567890x", "\u0663" * 11])
def test_eleven_digits_are_eleven_digits(digits: str) -> None:
    with pytest.raises(ValueError, match="11 digits"):
        eleven_digit_readings(digits)


def test_segments_that_do_not_fit_their_layout_are_refused() -> None:
    for segments in (("123", "4567", "89"), ("1234", "56", "789"), ("12x4", "5678", "90")):
        with pytest.raises(ValueError, match="segments"):
            NdcCandidate(NdcLayout.L442, *segments)
    with pytest.raises(ValueError, match="10 digits"):
        ten_digit_readings("123")


def test_a_typed_ndc_finds_the_pack() -> None:
    unit = gtin("303784517932")
    assert gtins_of_ndc(typed_readings("0378-4517-93")) == (unit,)
    for typed in ("0378-4517-93", "00378-4517-93"):
        assert meaning_of_typed(typed) == GtinCode((unit,))
    assert gtins_of_ndc(typed_readings("123456-789-01")) == ()
