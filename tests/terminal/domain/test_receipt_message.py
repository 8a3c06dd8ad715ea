"""Addresses by their form, and how they are shown again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.domain.receipt_message import (
    Via,
    address_of,
    bound_to,
    email_of,
    masked,
    phone_of,
)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("sam@example.com", "sam@example.com"),
        (" Sam.O'Neil+rx@Mail.EXAMPLE.com ", "Sam.O'Neil+rx@mail.example.com"),
    ],
)
def test_an_address_keeps_its_local_part_and_its_domain_is_small(typed: str, address: str) -> None:
    assert email_of(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        *("", "sam", "@example.com", "sam@", "sam@example", "sam@@example.com", "a b@example.com"),
        *(".sam@example.com", "sam.@example.com", "sam@-example.com", "sam@example..com"),
        *("sam@127.0.0.1", "sam@example.com\r\nBcc: x@y.zz", f"{'a' * 65}@example.com"),
        "sám@example.com",
    ],
)
def test_what_cannot_be_an_address_is_none(typed: str) -> None:
    assert email_of(typed) is None


@pytest.mark.parametrize(
    "typed", ["5125550104", "(512) 555-0104", "+1 512.555.0104", "1-512-555-0104"]
)
def test_a_number_is_kept_in_one_way(typed: str) -> None:
    assert phone_of(typed) == "+15125550104"


@pytest.mark.parametrize("typed", ["", "555-0104", "0125550104", "5120550104", "51255501045", "a"])
def test_what_cannot_be_a_number_is_none(typed: str) -> None:
    assert phone_of(typed) is None


@given(st.text(max_size=60))
def test_no_text_is_a_bug_and_no_control_sign_is_in_an_address(typed: str) -> None:
    for via in Via:
        address = address_of(via, typed)
        assert address is None or (address.isprintable() and " " not in address)


def test_what_is_shown_again_is_masked() -> None:
    assert masked(Via.EMAIL, "sam@example.com") == "s•••@example.com"
    assert masked(Via.TEXT, "+15125550104") == "••• 0104"


def test_the_agreement_is_bound_to_each_part_of_what_was_sent() -> None:
    parts = (Via.EMAIL, "a@example.com", "subject", "text")
    others = [
        (Via.TEXT, "a@example.com", "subject", "text"),
        (Via.EMAIL, "b@example.com", "subject", "text"),
        (Via.EMAIL, "a@example.com", "other", "text"),
        (Via.EMAIL, "a@example.com", "subject", "other"),
    ]
    assert bound_to(*parts) == bound_to(*parts)
    assert len({bound_to(*parts), *(bound_to(*each) for each in others)}) == 5
