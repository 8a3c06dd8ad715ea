"""Buyers at the hub stand under a key that it does not have, and no purchase is forgotten."""

import hashlib
import time
from collections.abc import Callable
from uuid import UUID

import pytest

from helpers.pse import BUYER, DAY
from hub_support.fixtures import hub, server
from hub_support.store import Hub
from sync.lanes import client
from sync.lanes.messages import Logged, Mark, Publication, Purchase, Report
from terminal.app.pse_store import BoughtElsewhere
from terminal.domain.likeness import key_of, letters, signs
from terminal.uplink.hub_link import _at_once
from terminal.vault.hub_key import HubKeyring
from terminal.vault.secret import StoreSecret
from uplink_support.lines import PATIENCE_S, Line, Shelf, a_sale, bought, lines

__all__ = ["hub", "lines", "server"]
pytestmark = pytest.mark.peer
PLAIN = (BUYER.document_key, BUYER.person_key)


def explained() -> set[str]:
    """What somebody who guessed the right number or name could compute without the key."""
    texts = (BUYER.number, signs(BUYER.number), BUYER.family, letters(BUYER.family))
    plain = {hashlib.sha256(text.encode()).hexdigest() for text in texts}
    born = BUYER.birth_date.isoformat()
    return plain | {
        *PLAIN,
        key_of("document", signs(BUYER.number)),
        key_of(letters(BUYER.family), letters(BUYER.given), born),
    }


def test_no_plain_digest_explains_what_the_hub_holds(hub: Hub, lines: Callable[..., Line]) -> None:
    one, two = lines("1", Shelf(sales=[a_sale(3)])), lines("2", Shelf(sales=[a_sale(4)]))
    assert one.until_complete() == two.until_complete() == BoughtElsewhere((bought(2),), True)
    held = hub.everything()
    assert "1-000003" in held
    assert not [each for each in explained() if each in held]
    for line in (one, two):
        assert line.kept[-1].text not in held, "the key is the lanes' alone"
    assert one.kept[-1] == two.kept[-1]


def test_a_lane_that_sold_without_a_hub_agrees_from_the_moment_it_joins(
    hub: Hub, lines: Callable[..., Line]
) -> None:
    two = lines("2")
    assert two.until_complete().complete
    alone = lines("1", Shelf(sales=[a_sale(3)]))
    alone.connected()
    end = time.monotonic() + PATIENCE_S
    while two.until_complete().purchases != (bought(2),):
        assert time.monotonic() < end
    assert hub.desk.totals().purchases == 1


def as_before(hub: Hub, sale: int) -> None:
    """A lane 1 of an earlier version told of a sale, under plain digests, and closed."""
    old = hub.add("1", 1)
    _, (new,), _ = _at_once([a_sale(sale)], f"{Shelf().device}/1", lambda each: each)
    assert (new.document, new.person) == PLAIN
    old.say(client.publish(Publication(1, Mark(), Mark(1, sale), (new,))))
    old.say(client.report(Report(1, pending=False, closing=True)))
    old.close()


def test_what_was_told_under_plain_digests_counts_on_and_is_marked(
    hub: Hub, lines: Callable[..., Line]
) -> None:
    as_before(hub, 3)
    assert PLAIN[0] in hub.everything()
    two = lines("2")
    assert two.until_complete() == BoughtElsewhere((bought(2),), complete=True)
    assert not [each for each in explained() if each in hub.everything()]


def test_what_a_lane_that_is_gone_for_good_told_plain_counts_on(
    hub: Hub, lines: Callable[..., Line]
) -> None:
    as_before(hub, 3)
    hub.desk.remove_lane("1")
    assert lines("2").until_complete() == BoughtElsewhere((bought(2),), complete=True)


def test_many_buyers_of_before_are_marked_in_several_turns(
    hub: Hub, lines: Callable[..., Line]
) -> None:
    old = hub.add("1", 1)
    many = tuple(
        Logged(
            str(UUID(int=seq)), seq, f"1-{seq:06}", 1,
            hashlib.sha256(f"document {seq}".encode()).hexdigest(),
            hashlib.sha256(f"person {seq}".encode()).hexdigest(),
            Purchase(DAY, "pseudoephedrine", 1, 1, 1),
        )
        for seq in range(1, 251)
    )  # fmt: skip
    old.say(client.publish(Publication(1, Mark(), Mark(1, 250), many)))
    old.say(client.report(Report(1, pending=False, closing=True)))
    assert lines("2").until_complete() == BoughtElsewhere((), complete=True)
    held = hub.everything()
    assert not [each for each in many if each.document in held or each.person in held]


def test_a_lane_whose_key_is_not_the_stores_takes_the_stores(
    hub: Hub, lines: Callable[..., Line]
) -> None:
    two = lines("2")
    assert two.until_complete().complete
    stray = HubKeyring(StoreSecret.new(), lambda _: None, None)
    stray.begin()
    one = lines("1", Shelf(sales=[a_sale(3)]), stray)
    assert one.until_complete().complete
    assert stray.check == two.keys.check
    assert two.until_complete().purchases == (bought(2),)
