"""What the terminal stores for sync comes back as it was, or not at all."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.codec import decode_envelope, decode_fill, encode_envelope, encode_fill
from sync.messages import FillKey, Identification, PatientSnapshot, PhmsId, UndoEnvelope
from sync_support.samples import NOON, a_pickup, a_snapshot, event_id


def test_a_pickup_and_its_undoing_come_back_equal() -> None:
    pickup = a_pickup()
    undo = UndoEnvelope(event_id(2), event_id(1), pickup.phms_id, pickup.key, NOON, "wrong bag")
    assert decode_envelope(encode_envelope(pickup)) == pickup
    assert decode_envelope(encode_envelope(undo)) == undo


def test_a_fill_comes_back_equal() -> None:
    assert decode_fill(encode_fill(a_snapshot())) == a_snapshot()


def test_the_same_value_has_the_same_bytes() -> None:
    assert encode_fill(a_snapshot()) == encode_fill(a_snapshot())


@given(st.binary(max_size=200))
def test_any_other_bytes_are_refused(stored: bytes) -> None:
    with pytest.raises(ValueError, match="no envelope"):
        decode_envelope(stored)


def test_a_stored_value_that_could_not_be_made_is_refused() -> None:
    stored = encode_envelope(a_pickup()).replace(
        b'"copay_paid_cents":1500', b'"copay_paid_cents":-1'
    )
    with pytest.raises(ValueError, match="no envelope"):
        decode_envelope(stored)
    with pytest.raises(ValueError, match="schema 9"):
        decode_envelope(encode_envelope(a_pickup()).replace(b'"schema":1', b'"schema":9'))
    with pytest.raises(ValueError, match="not known here"):
        decode_envelope(encode_fill(a_snapshot()))


@pytest.mark.parametrize(
    ("rx", "number"), [("", 0), ("70 12", 0), ("7012345", -1), ("7012345", 100)]
)
def test_a_fill_is_named_by_an_rx_number_and_two_digits(rx: str, number: int) -> None:
    with pytest.raises(ValueError, match=r"Rx number|fill number"):
        FillKey(rx, number)


def test_a_patient_without_a_name_and_an_unknown_id_kind_cannot_exist() -> None:
    with pytest.raises(ValueError, match="has a name"):
        PatientSnapshot(PhmsId("p"), "", "", date(1990, 1, 1))
    with pytest.raises(ValueError, match="AIR04"):
        Identification("44", "T1", "NC")
