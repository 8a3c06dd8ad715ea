"""What other lanes say of tickets is outside: what cannot be read is left where it is."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.sales import CANDY, NOW, usd
from sync.lanes import moves as m
from sync.lanes.codec import encoded
from terminal.app.elsewhere import AsideOffered
from terminal.domain.barcode import Gtin
from terminal.domain.catalog import Item
from terminal.domain.identity import LaneId, SaleId
from terminal.domain.move import Moved, Stays
from terminal.uplink.move_mapping import WORDS, arrived_of, aside_elsewhere, aside_of
from terminal.vault.hub_key import HubKeyring
from terminal.vault.secret import StoreSecret

MOVE = "00000000-0000-0000-0000-000000000007"
KEYS = HubKeyring(StoreSecret.new(), lambda _: None, None)
KEYS.begin()


def no_items(_gtins: Iterable[Gtin]) -> Iterable[Item]:
    return ()


def arriving(content: object, about: str = f"moved {MOVE}") -> m.Arriving:
    sealed = KEYS.lock(encoded(content), about)
    return m.Arriving(m.Away(MOVE, "1-000007", "2", sealed, KEYS.check), "1")


def label(**more: object) -> tuple[m.LaneAside, ...]:
    said = {"number": 7, "name": "cap", "reason": "", "since": None, "cents": 5, "lines": 1}
    sealed = KEYS.lock(encoded(said | more), "aside 1 1-000007")
    return (m.LaneAside("1", True, (m.AsideTicket("1-000007", sealed),)),)


PLAIN = {"by": "12", "goods": [], "fills": []}


@pytest.mark.parametrize(
    "content",
    [
        "text",
        {},
        PLAIN | {"goods": [{"gtin": "7", "quantity": 1}]},
        PLAIN | {"goods": [{"gtin": CANDY.gtin, "quantity": 0}]},
        PLAIN | {"goods": [{"gtin": CANDY.gtin, "quantity": 100_000}]},
        PLAIN | {"fills": [{"rx": "", "fill": 1}]},
        PLAIN | {"fills": [{"rx": "6012345", "fill": 100}]},
    ],
)
def test_what_is_no_ticket_is_not_taken(content: object) -> None:
    assert arrived_of(arriving(content), KEYS, no_items) is None
    assert arrived_of(arriving(PLAIN), KEYS, no_items) is not None


def test_a_ticket_that_is_sealed_for_another_move_is_not_taken() -> None:
    assert arrived_of(arriving(PLAIN, "moved 8"), KEYS, no_items) is None


@pytest.mark.parametrize(
    "more", [{"cents": 2**60}, {"number": "7"}, {"since": "2026-07-01T10:00:00"}]
)
def test_a_label_that_is_none_is_left_out(more: dict[str, object]) -> None:
    assert aside_elsewhere(label(**more), KEYS) == ()
    assert len(aside_elsewhere(label(), KEYS)) == 1


def test_a_reason_that_this_program_does_not_know_is_a_reason() -> None:
    (found,) = aside_elsewhere(label(stays="something new"), KEYS)
    assert found.stays is not None
    (found,) = aside_elsewhere(label(stays=Stays.RETURN.value), KEYS)
    assert found.stays is Stays.RETURN


@given(st.text(max_size=300), st.text(max_size=300))
def test_texts_are_bounded_and_can_be_printed(name: str, reason: str) -> None:
    (found,) = aside_elsewhere(label(name=name, reason=reason), KEYS)
    assert found.name.isprintable()
    assert len(found.name) <= 40
    assert len(found.reason) <= 80


def test_a_lane_with_very_many_tickets_tells_the_first_ones() -> None:
    many = [
        AsideOffered(SaleId(f"1-{n:06}"), n, "cap", "", NOW, usd("1.00"), 1, None)
        for n in range(m.MAX_ASIDE + 5)
    ]
    assert len(aside_of(many, LaneId("1"), KEYS)) == m.MAX_ASIDE


def test_every_word_has_its_own() -> None:
    assert {each.value for each in WORDS.values()} == {each.value for each in Moved}
