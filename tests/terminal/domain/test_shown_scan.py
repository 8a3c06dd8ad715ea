"""What the diagnostics show of a scan: the code of a pack, and nothing of a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.cards import an_id_card
from terminal.domain.barcode import (
    GiftCode,
    GtinCode,
    Meaning,
    NotUnderstood,
    RxLabel,
    RxNumber,
    StaffBadge,
    TicketCode,
    gtin,
)
from terminal.domain.coupon import CouponCode
from terminal.domain.shown_scan import SHOWN_MAX, kind_of_code, shown_scan

CARD = b"@\n\x1e\rANSI 636000090001DL00310028DLDAQD12345678\nDBB01311970\r"
PACK = gtin("303784517932")


@pytest.mark.parametrize(
    ("symbology", "data", "shown"),
    [
        ("]E0", b"303784517932", "303784517932"),
        ("", b"303784517932", "303784517932"),
        ("]d2", b"010030378451793210ABC\x1d21S", "010030378451793210ABC<GS>21S"),
        ("]I1", b"10303784517939", "10303784517939"),
        (
            "]C1",
            b"\x00\x04\t\n\r\x1c\x1d\x1e\x1f\xff",
            "<00><EOT><TAB><LF><CR><FS><GS><RS><US><FF>",
        ),
        ("]C0", b"6012345-02", "60#####-##"),
        ("]A0", b"RX6012345 SAMPLE", "xx60##### xxxxxx"),
        ("]Q1", "6012345,Gómez".encode(), "60#####,xxxxxx"),
        ("", b"6012345-02", "60#####-##"),
        ("", b"601234560012", "60##########"),
        ("", b"96385074", "96######"),
        ("]L2", CARD, "ID card, 58 characters"),
        ("", CARD, "ID card, 58 characters"),
        ("]L0", b"anything", "ID card, 8 characters"),
    ],
)
def test_a_pack_is_in_clear_and_a_label_is_not(symbology: str, data: bytes, shown: str) -> None:
    assert shown_scan(symbology, data) == shown


def test_a_long_code_is_cut() -> None:
    shown = shown_scan("]d2", b"0" * 4000)
    assert shown.startswith("0" * SHOWN_MAX)
    assert "4000" in shown
    assert len(shown) < SHOWN_MAX + 30


LABELS = st.text("0123456789ABCxyzé-, #/", max_size=60).map(lambda text: text.encode("latin-1"))


@given(st.sampled_from(["]C0", "]A0", "]Q1", "]d1", "]X0", "]F0"]), LABELS)
def test_of_a_label_two_digits_are_seen_and_no_letter(symbology: str, data: bytes) -> None:
    shown = shown_scan(symbology, data)
    assert sum(sign.isdigit() for sign in shown) <= 2
    assert {sign for sign in shown if sign.isalpha()} <= {"x"}
    assert len(shown) == len(data)


@pytest.mark.parametrize(
    ("meaning", "words"),
    [
        (GtinCode((PACK,)), "an item's code"),
        (GtinCode((PACK, PACK)), "an item's code with two readings"),
        (RxLabel(RxNumber("6012345"), 2), "a prescription label"),
        (StaffBadge("201"), "a staff badge"),
        (TicketCode("2-000482"), "a receipt of ours"),
        (an_id_card(), "an ID card"),
        (CouponCode("8110", "0614141"), "a coupon"),
        (GiftCode("7050001234567"), "a gift card"),
        (NotUnderstood("The check digit is wrong", "Again."), "The check digit is wrong"),
    ],
)
def test_what_it_was_taken_for_holds_nothing_of_it(meaning: Meaning, words: str) -> None:
    assert kind_of_code(meaning) == words
