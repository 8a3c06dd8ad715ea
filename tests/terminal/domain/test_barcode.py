"""What a scan means: the symbology routes, check digits refuse, two readings are never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.domain.barcode import (
    GiftCode,
    GtinCode,
    NotUnderstood,
    RxLabel,
    RxNumber,
    StaffBadge,
    check_digit,
    expand_upc_e,
    gift_code,
    gtin,
    is_gtin,
    meaning_of_scan,
    meaning_of_typed,
    ndc_candidates,
    rx_label,
)
from terminal.domain.id_card import IdCard
from terminal.domain.ndc import NdcLayout
from terminal.domain.rx_mask import DEFAULT_RX_MASKS, rx_mask

UPC_E = [
    ("01234505", "012000003455"),
    ("01234514", "012100003454"),
    ("01234523", "012200003453"),
    ("01234531", "012300000451"),
    ("01234543", "012340000053"),
    ("01234558", "012345000058"),
    ("01234565", "012345000065"),
    ("01234596", "012345000096"),
]
CASE = "10303784517939"
UNIT = "00303784517932"


def only(meaning: object) -> str:
    assert isinstance(meaning, GtinCode)
    (code,) = meaning.candidates
    return code


@pytest.mark.parametrize(
    ("body", "check"),
    [("1234567", "0"), ("30378451793", "2"), ("400638133393", "1"), ("1030378451793", "9")],
)
def test_the_check_digit_of_every_length(body: str, check: str) -> None:
    assert check_digit(body) == check
    assert gtin(body + check) == (body + check).zfill(14)


@given(st.text("0123456789", min_size=13, max_size=13), st.integers(1, 9))
def test_a_wrong_check_digit_is_refused_never_repaired(body: str, off: int) -> None:
    right = check_digit(body)
    assert is_gtin(body + right)
    assert not is_gtin(body + str((int(right) + off) % 10))


@pytest.mark.parametrize(
    "text", ["", "1", "303784517931", "3037845179320", "30378451793x", "\u0663" * 12, "-0000000"]
)
def test_what_is_no_gtin_raises(text: str) -> None:
    with pytest.raises(ValueError, match="GTIN"):
        gtin(text)


@pytest.mark.parametrize(("short", "upc_a"), UPC_E)
def test_upc_e_expands_by_its_last_digit(short: str, upc_a: str) -> None:
    assert expand_upc_e(short) == gtin(upc_a)
    assert expand_upc_e(short[:7]) == gtin(upc_a)
    assert expand_upc_e(short[1:7]) == gtin(upc_a)


def test_number_system_1_is_a_upc_e_too() -> None:
    assert expand_upc_e("1123450")[2] == "1"


@pytest.mark.parametrize(
    "text", ["01234506", "2123450", "12345", "123456789", "12345x", "\u0661" * 6]
)
def test_what_is_no_upc_e_raises(text: str) -> None:
    with pytest.raises(ValueError, match=r"UPC-E|check digit"):
        expand_upc_e(text)


@pytest.mark.parametrize("code", [UNIT, CASE])
def test_a_drug_code_has_three_ndc_readings(code: str) -> None:
    readings = {each.layout: each for each in ndc_candidates(gtin(code))}
    assert {layout: (r.eleven(), r.twelve()) for layout, r in readings.items()} == {
        NdcLayout.L442: ("00378451793", "000378451793"),
        NdcLayout.L532: ("03784051793", "003784051793"),
        NdcLayout.L541: ("03784517903", "003784517903"),
    }


def test_a_code_outside_the_drug_range_has_no_ndc() -> None:
    assert ndc_candidates(gtin("012345000058")) == ()


@pytest.mark.parametrize(
    ("symbology", "data", "code"),
    [
        ("]E0", "4006381333931", "04006381333931"),
        ("]E0", "0303784517932", UNIT),
        ("]E0", "303784517932", UNIT),
        ("]E0", "01234558", "00012345000058"),
        ("]E0", "0123455", "00012345000058"),
        ("]E0", "123455", "00012345000058"),
        ("]E0", "303784517932]C1810101234", UNIT),
        ("]E4", "96385074", "00000096385074"),
        ("]I1", CASE, CASE),
        ("]I3", UNIT, UNIT),
    ],
)
def test_a_retail_scan_is_one_gtin(symbology: str, data: str, code: str) -> None:
    assert only(meaning_of_scan(symbology, data.encode())) == code


@pytest.mark.parametrize(
    ("symbology", "data"),
    [
        ("]E0", "303784517931"),
        ("]E0", "01234559"),
        ("]E4", "96385075"),
        ("]I1", "10303784517930"),
        ("", "303784517931"),
    ],
)
def test_a_wrong_check_digit_is_told_as_such(symbology: str, data: str) -> None:
    meaning = meaning_of_scan(symbology, data.encode())
    assert isinstance(meaning, NotUnderstood)
    assert "check digit" in meaning.title


@pytest.mark.parametrize(
    ("symbology", "data"),
    [
        pytest.param("]E0", "12345", id="too short"),
        pytest.param("]E0", "30378451793X", id="a letter in a UPC"),
        pytest.param("]E0", "", id="nothing"),
        pytest.param("]E4", "9638507", id="seven digits of an EAN-8"),
        pytest.param("]E4", "9638507X", id="a letter in an EAN-8"),
        pytest.param("]I1", "123455", id="a short ITF is no UPC-E"),
        pytest.param("]I1", "01234558", id="an eight-digit ITF is no UPC-E"),
        pytest.param("]C1", "17281231", id="a GS1 expiry is no prescription"),
        pytest.param("]d2", "17281231", id="nor in a DataMatrix"),
        pytest.param("]A0", "303784517932", id="a UPC in Code 39 is no UPC"),
        pytest.param("]L0", "@\rANSI 636", id="control characters"),
        pytest.param("]L0", "6012345", id="a PDF417 that is no licence"),
        pytest.param("]E3", "12345", id="an add-on"),
        pytest.param("]X0", "6012345", id="other"),
        pytest.param("]z0", "6012345", id="Aztec"),
        pytest.param("", "hello", id="words"),
        pytest.param("", "9" * 4096, id="four kilobytes"),
    ],
)
def test_what_the_counter_does_not_know_is_not_understood(symbology: str, data: str) -> None:
    meaning = meaning_of_scan(symbology, data.encode())
    assert isinstance(meaning, NotUnderstood)
    assert "not one the counter knows" in meaning.title


@given(st.sampled_from(["", "]E0", "]C0", "]A0", "]d1"]), st.binary(max_size=40))
def test_garbage_never_raises_and_is_never_repeated(symbology: str, data: bytes) -> None:
    meaning = meaning_of_scan(symbology, data)
    if isinstance(meaning, NotUnderstood):
        assert meaning in (meaning_of_scan("]E0", b""), meaning_of_scan("]E4", b"00000001"))


@pytest.mark.parametrize(
    "data", [b"601234\xff", b"6012345\r", b"\x00" * 8, "６０１２３４５".encode()]
)
def test_bytes_that_are_not_printable_ascii_are_not_understood(data: bytes) -> None:
    assert isinstance(meaning_of_scan("]C0", data), NotUnderstood)


@pytest.mark.parametrize("symbology", ["]C0", "]A0", "]A2", "]Q1", "]F0", "]G0", "]d1"])
@pytest.mark.parametrize(
    ("data", "label"),
    [
        ("6012345-02", RxLabel(RxNumber("6012345"), 2)),
        ("6012345,11", RxLabel(RxNumber("6012345"), 11)),
        ("RX6012345 0", RxLabel(RxNumber("6012345"), 0)),
        ("6012345", RxLabel(RxNumber("6012345"), None)),
        ("96385074", RxLabel(RxNumber("96385074"), None)),
    ],
)
def test_a_label_code_is_a_prescription(symbology: str, data: str, label: RxLabel) -> None:
    assert meaning_of_scan(symbology, data.encode()) == label


PRICED = rx_mask(r"(?P<rx>\d{6})(?P<fill>\d{2})")


def test_a_label_that_two_masks_read_differently_is_refused() -> None:
    meaning = meaning_of_scan("]C0", b"60123402", (*DEFAULT_RX_MASKS, PRICED))
    assert isinstance(meaning, NotUnderstood)
    assert "two ways" in meaning.title


def test_two_masks_that_agree_are_one_reading() -> None:
    same = rx_mask(r"(?P<rx>\d{7})")
    assert rx_label("6012345", (*DEFAULT_RX_MASKS, same)) == RxLabel(RxNumber("6012345"), None)


@pytest.mark.parametrize("symbology", ["]C0", "]A0", ""])
def test_a_staff_badge_is_known_by_its_prefix(symbology: str) -> None:
    assert meaning_of_scan(symbology, b"STAFF-201") == StaffBadge("201")


@pytest.mark.parametrize("data", [b"STAFF-1", b"STAFF-1234567", b"staff-201"])
def test_what_only_looks_like_a_badge_is_none(data: bytes) -> None:
    assert isinstance(meaning_of_scan("]C0", data), NotUnderstood)


def test_eight_digits_without_symbology_keep_both_readings() -> None:
    both = meaning_of_scan("", b"01234565")
    label = RxLabel(RxNumber("01234565"), None)
    assert both == GtinCode((gtin("01234565"), expand_upc_e("01234565")), label=label)


def test_eight_digits_with_one_valid_reading_are_that_one() -> None:
    assert only(meaning_of_scan("", b"96385074")) == "00000096385074"
    assert only(meaning_of_typed("01234505")) == "00012000003455"


def test_eight_zeros_are_listed_once_each() -> None:
    assert only(meaning_of_typed("00000000")) == "0" * 14


@pytest.mark.parametrize(
    ("typed", "rx", "fill"),
    [(" 6012345 ", "6012345", None), ("601234", "601234", None), ("6012345-02", "6012345", 2)],
)
def test_a_short_typed_number_is_a_prescription(typed: str, rx: str, fill: int | None) -> None:
    assert meaning_of_typed(typed) == RxLabel(RxNumber(rx), fill)


def test_eight_typed_digits_that_are_no_retail_code_are_a_prescription() -> None:
    assert meaning_of_typed("60123456") == RxLabel(RxNumber("60123456"), None)


def test_a_typed_upc_is_a_gtin() -> None:
    assert only(meaning_of_typed("303784517932")) == UNIT


@pytest.mark.parametrize("typed", ["６０１２３４５", "\u0661" * 12, "aspirin", "", "12345"])
def test_typed_text_that_is_no_number_of_ours_is_not_understood(typed: str) -> None:
    assert isinstance(meaning_of_typed(typed), NotUnderstood)


LICENCE = b"@\n\x1e\rANSI 636000090001DL00310028DLDAQD12345678\nDBB01311970\r"


@pytest.mark.parametrize("symbology", ["]L0", "]L1", "]L2", ""])
def test_a_licence_is_a_card_by_its_symbology_or_its_first_letter(symbology: str) -> None:
    assert isinstance(meaning_of_scan(symbology, LICENCE), IdCard)


def test_a_licence_in_another_symbology_is_no_card() -> None:
    assert isinstance(meaning_of_scan("]Q1", LICENCE), NotUnderstood)


@pytest.mark.parametrize("unreadable", [LICENCE[:50], LICENCE.replace(b"01311970", b"13311970")])
def test_an_unreadable_card_says_so_and_what_to_do(unreadable: bytes) -> None:
    meaning = meaning_of_scan("]L2", unreadable)
    assert isinstance(meaning, NotUnderstood)
    assert "card" in meaning.title
    assert "type" in meaning.remedy


# --- gift cards of the store


@pytest.mark.parametrize("symbology", ["]C0", "]A0", "]Q1", "]F0", ""])
def test_a_gift_card_is_known_by_the_stores_prefix_and_never_shown(symbology: str) -> None:
    found = gift_code(symbology, b"9800123456782207", "98")
    assert found == GiftCode("9800123456782207")
    assert "9800" not in repr(found)


@pytest.mark.parametrize(
    ("symbology", "data"),
    [
        ("]E0", b"9800123456782207"),
        ("]C1", b"9800123456782207"),
        ("]C0", b"4761730000000014"),
        ("]C0", b"9800-1234"),
        ("]C0", b"9801234"),
        ("]C0", b"98" * 10),
        ("]C0", b"98001234567822\xff7"),
        ("", b"981234567890"),
        ("", b"9812345678901"),
    ],
)
def test_what_is_no_gift_card_of_the_store_is_none(symbology: str, data: bytes) -> None:
    assert gift_code(symbology, data, "98") is None
