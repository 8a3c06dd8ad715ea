"""Facts come back from their bytes as they were, and foreign bytes are refused by name."""

import pytest
from hypothesis import given, settings

from store_support.every_fact import every_fact
from store_support.tickets import ADDED, APPROVED, OPENED, READY, resolved
from terminal.domain.barcode import EntryMethod
from terminal.domain.facts import FACTS, Fact, FillAdded
from terminal.domain.identity import LineId
from terminal.domain.money import Money
from terminal.domain.tax import NO_TAX
from terminal.store.codec import UnreadableFact, decode, encode


@settings(max_examples=len(FACTS) * 12, deadline=None)
@given(every_fact)
def test_every_fact_comes_back_as_it_was_recorded(fact: Fact) -> None:
    body = encode(fact)
    again = decode(type(fact).__name__, body)
    assert again == fact
    assert encode(again) == body


def test_encoding_is_canonical() -> None:
    assert encode(OPENED) == (
        b'{"lane":"01","number":482,"sale":"5a1e0000-0000-4000-8000-000000000001","staff":"107"}'
    )


def test_an_instant_keeps_its_offset() -> None:
    fact = FillAdded(OPENED.sale, LineId(1), READY, Money(1500), NO_TAX, EntryMethod.SCANNED)
    again = decode("FillAdded", encode(fact))
    assert isinstance(again, FillAdded)
    assert again.fill.read_at.isoformat() == READY.read_at.isoformat()


def test_a_card_payment_of_before_offline_approvals_was_the_banks() -> None:
    fact = resolved(APPROVED)
    old = encode(fact).replace(b'"offline":false,', b"")
    assert b"offline" not in old
    assert decode("ChargeResolved", old) == fact


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("SaleVanished", encode(OPENED), "does not know"),
        ("SaleOpened", encode(OPENED)[:-1], "not those of this kind"),
        ("SaleOpened", b"\xff\xfe", "not those of this kind"),
        ("SaleOpened", b'{"lane":"01","number":482,"staff":"107"}', "not those of this kind"),
        ("SaleOpened", encode(OPENED)[:-1] + b',"tip":5}', "does not have"),
        ("ItemAdded", encode(ADDED).replace(b'"cents":849', b'"cents":849,"of":1'), "not have"),
    ],
)
def test_what_was_not_written_by_us_is_refused(name: str, body: bytes, why: str) -> None:
    with pytest.raises(UnreadableFact, match=why):
        decode(name, body)


def test_a_refused_body_is_not_quoted() -> None:
    with pytest.raises(UnreadableFact) as refused:
        decode("PatientViewed", b'{"patient":{"name":"Rosenthal"}}')
    assert "Rosenthal" not in f"{refused.value}{refused.value.__cause__!r}"
