"""Element strings and Digital Links: what is believed of them, and what is not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.devices.scans import meaning_of
from terminal.domain.barcode import EntryMethod, GtinCode, NotUnderstood, gtin
from terminal.domain.rx_mask import DEFAULT_RX_MASKS

PACK = gtin("00303784517932")
ITEM, EXPIRY, LOT, SERIAL = "0100303784517932", "17281231", "10ABC123", "21SER1"
LAST_DAY = date(2028, 12, 31)
GS = "\x1d"


def read(text: str, symbology: str = "]d2", entry: EntryMethod = EntryMethod.SCANNED) -> object:
    return meaning_of(symbology, text.encode("latin-1"), DEFAULT_RX_MASKS, entry)


def code(**what: object) -> GtinCode:
    return GtinCode((PACK,), **what)  # type: ignore[arg-type]


@pytest.mark.parametrize("symbology", ["]C1", "]d2", "]e0", "]Q3"])
def test_a_pack_tells_its_item_expiry_lot_and_serial(symbology: str) -> None:
    whole = code(expires=LAST_DAY, lot="ABC123", serial="SER1")
    assert read(ITEM + EXPIRY + LOT + GS + SERIAL, symbology) == whole


@pytest.mark.parametrize(
    "text",
    [
        ITEM + SERIAL + GS + LOT + GS + EXPIRY,
        ITEM + LOT + GS + SERIAL + GS + EXPIRY,
        EXPIRY + ITEM + LOT + GS + SERIAL,
        GS + ITEM + EXPIRY + SERIAL + GS + LOT,
    ],
)
def test_the_order_is_free(text: str) -> None:
    assert read(text) == code(expires=LAST_DAY, lot="ABC123", serial="SER1")


@pytest.mark.parametrize(
    ("element", "last"),
    [
        ("17281231", date(2028, 12, 31)),
        ("17280200", date(2028, 2, 29)),
        ("17270200", date(2027, 2, 28)),
        ("17270401", date(2027, 4, 1)),
    ],
)
def test_day_00_is_the_last_of_the_month(element: str, last: date) -> None:
    assert read(ITEM + element) == code(expires=last)


def test_without_a_separator_what_looks_like_a_lot_is_not_taken() -> None:
    assert read(ITEM + EXPIRY + "10ABC12321SER1") == code(expires=LAST_DAY)
    assert read(ITEM + "21SER110ABC12317281231") == code()


def test_a_scanner_that_types_brings_no_lot_even_with_separators() -> None:
    text = ITEM + EXPIRY + LOT + GS + SERIAL
    assert read(text, entry=EntryMethod.WEDGE) == code(expires=LAST_DAY)


def test_a_lot_longer_than_any_is_not_taken() -> None:
    assert read(ITEM + EXPIRY + "10" + "A" * 21 + GS + SERIAL) == code(expires=LAST_DAY)


def test_the_ndc_element_is_read_as_it_stands() -> None:
    assert read(ITEM + "715" + "0378451793" + GS + LOT) == code(ndc="0378451793", lot="ABC123")


def test_an_expiry_that_is_no_date_leaves_the_item() -> None:
    for wrong in ("17281331", "17280230", "1728", "17x81231"):
        assert read(ITEM + wrong) == code()


def test_a_case_is_its_own_item() -> None:
    assert read("0110303784517939") == GtinCode((gtin("10303784517939"),))


@pytest.mark.parametrize("link", [
    "https://id.gs1.org/01/00303784517932/10/ABC123/21/SER1?17=281231",
    "HTTPS://EXAMPLE.COM/01/00303784517932/10/ABC123/21/SER1?17=281231",
])  # fmt: skip
@pytest.mark.parametrize("symbology", ["]Q1", "]Q3", "]d1", ""])
def test_a_digital_link_tells_the_same(link: str, symbology: str) -> None:
    assert read(link, symbology) == code(expires=LAST_DAY, lot="ABC123", serial="SER1")


@pytest.mark.parametrize(
    ("text", "symbology", "words"),
    [
        ("https://example.com/offer", "]Q1", "no item number"),
        ("https://[", "]Q1", "no item number"),
        ("00106141412345678908", "]C1", "no item number"),
        ("17281231", "]d2", "no item number"),
        ("0100303784517931", "]d2", "check digit"),
        ("https://id.gs1.org/01/00303784517931", "]Q1", "no item number|check digit"),
        ("8110106141416543213150110000310123196000", "]e0", "coupon"),
        ("8110106141416543213150112", "]e0", "coupon"),
        ("81010006141410", "]C1", "coupon"),
        ("01é", "]d2", "no item number"),
    ],
)
def test_what_names_no_item_says_so(text: str, symbology: str, words: str) -> None:
    meaning = read(text, symbology)
    assert isinstance(meaning, NotUnderstood)
    assert any(word in meaning.title for word in words.split("|"))


def test_without_a_symbology_only_what_can_be_nothing_else_is_gs1() -> None:
    assert read(ITEM + EXPIRY, "") == code(expires=LAST_DAY)
    assert read(ITEM + EXPIRY, "", EntryMethod.WEDGE) == code(expires=LAST_DAY)
    assert not isinstance(read("0112345", ""), GtinCode)


def test_a_label_in_code_128_is_never_an_item() -> None:
    assert not isinstance(read(ITEM + EXPIRY, "]C0"), GtinCode)


PARTS = st.sampled_from([ITEM, EXPIRY, LOT, SERIAL, GS, "17", "01", "715", "8110", "392", "\x00"])


@given(
    st.one_of(
        st.lists(PARTS, max_size=8).map("".join).map(lambda text: text.encode("latin-1")),
        st.binary(max_size=60),
        st.text(max_size=30).map(lambda text: ("https://" + text).encode()),
    ),
    st.sampled_from(["]C1", "]d2", "]e0", "]Q3", "]Q1", ""]),
    st.sampled_from([EntryMethod.SCANNED, EntryMethod.WEDGE]),
)
def test_nothing_raises_and_no_lot_is_believed_without_a_separator(
    data: bytes, symbology: str, entry: EntryMethod
) -> None:
    meaning = meaning_of(symbology, data, DEFAULT_RX_MASKS, entry)
    if isinstance(meaning, GtinCode) and not data.lower().startswith(b"http"):
        separated = b"\x1d" in data and entry is EntryMethod.SCANNED
        assert separated or not (meaning.lot or meaning.serial)
        assert max(len(meaning.lot), len(meaning.serial), len(meaning.ndc)) <= 20
