"""The lanes of a store share one key for buyers; the hub carries it and cannot open it."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.app.effects import Secret
from terminal.app.faults import KnownFault
from terminal.domain.identity import Digest
from terminal.domain.likeness import key_of
from terminal.vault.hub_key import HubKeyring
from terminal.vault.secret import StoreSecret

NUMBER = "S881234567"
DOCUMENT = key_of("document", "driver licence", "tx", NUMBER.casefold())


class Lane:
    """A lane's vault, as far as the key goes; `again` is its next start."""

    def __init__(self, secret: StoreSecret | None = None) -> None:
        self.secret = secret or StoreSecret.new()
        self.kept: list[Secret] = []
        self.keys = self.again()

    def again(self) -> HubKeyring:
        return HubKeyring(self.secret, self.kept.append, self.kept[-1] if self.kept else None)


def test_two_lanes_of_a_store_mark_a_buyer_alike() -> None:
    one, two = Lane(), Lane()
    one.keys.begin()
    assert two.keys.open(one.keys.seal(two.keys.public), one.keys.check)
    assert two.keys.check == one.keys.check
    assert two.keys.mark(DOCUMENT) == one.keys.mark(DOCUMENT)


def test_a_lane_alone_makes_a_key_by_chance_and_keeps_it() -> None:
    one, two = Lane(), Lane()
    for each in (one, two):
        each.keys.begin()
    assert one.keys.mark(DOCUMENT) != two.keys.mark(DOCUMENT)
    check = one.keys.check
    one.keys.begin()
    assert (one.keys.check, one.again().check, len(one.kept)) == (check, check, 1)


def test_a_mark_is_no_digest_that_somebody_could_compute() -> None:
    lane = Lane()
    lane.keys.begin()
    mark = lane.keys.mark(DOCUMENT)
    for guess in (NUMBER, NUMBER.casefold(), DOCUMENT):
        assert mark != hashlib.sha256(guess.encode()).hexdigest()
    assert mark != lane.keys.mark(Digest(DOCUMENT[::-1]))


def test_a_box_opens_for_its_own_lane_and_its_own_key_alone() -> None:
    one, two, other = Lane(), Lane(), Lane()
    one.keys.begin()
    box = one.keys.seal(two.keys.public)
    assert not other.keys.open(box, one.keys.check)
    assert not two.keys.open(box, "0" * 32)
    assert not two.keys.open(f"{box[:-2]}00", one.keys.check)
    assert (two.keys.check, other.keys.check) == ("", "")


def test_a_lane_that_lost_its_file_opens_the_box_that_lies_at_the_hub_again() -> None:
    one = Lane()
    one.keys.begin()
    box, check = one.keys.seal(one.keys.public), one.keys.check
    lost = Lane(one.secret)
    assert lost.keys.open(box, check)
    assert lost.keys.mark(DOCUMENT) == one.keys.mark(DOCUMENT)


def test_what_is_no_key_on_the_disk_is_none() -> None:
    for text in ("", "00", "zz" * 32):
        assert HubKeyring(StoreSecret.new(), lambda _: None, Secret(text)).check == ""


def test_a_key_that_cannot_be_kept_is_not_used() -> None:
    def full(_: Secret) -> None:
        raise OSError("no space")

    keys = HubKeyring(StoreSecret.new(), full, None)
    with pytest.raises(KnownFault):
        keys.begin()
    assert keys.check == ""


def test_nothing_is_sealed_to_what_is_no_public_key() -> None:
    lane = Lane()
    lane.keys.begin()
    for bad in ("00" * 32, "ab", "zz" * 32):
        with pytest.raises(ValueError, match=r".*"):
            lane.keys.seal(bad)


@given(st.binary(max_size=300).map(bytes.hex) | st.text(max_size=20), st.text(max_size=40))
def test_whatever_the_hub_brings_nothing_raises(box: str, check: str) -> None:
    lane = Lane()
    assert not lane.keys.open(box, check)


def test_what_lanes_tell_each_other_is_read_by_lanes_with_the_key_alone() -> None:
    one, two, other = Lane(), Lane(), Lane()
    one.keys.begin()
    sealed = one.keys.lock(b"two candy bars", "moved 7")
    assert two.keys.unlock(sealed, "moved 7") is None
    two.keys.open(one.keys.seal(two.keys.public), one.keys.check)
    other.keys.begin()
    assert two.keys.unlock(sealed, "moved 7") == b"two candy bars"
    assert two.keys.unlock(sealed, "moved 8") is None
    assert other.keys.unlock(sealed, "moved 7") is None
    assert one.keys.lock(b"two candy bars", "moved 7") == sealed
    assert one.keys.lock(b"two candy bars", "moved 8") != sealed


@given(st.text(max_size=200))
def test_whatever_the_hub_brings_as_sealed_nothing_raises(sealed: str) -> None:
    one = Lane()
    one.keys.begin()
    assert one.keys.unlock(sealed, "moved 7") is None
