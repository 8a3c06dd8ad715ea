"""The notice of privacy practices is asked for once: what the journal says of it is remembered."""

from dataclasses import replace
from pathlib import Path

import pytest

from store_support.stores import commit, open_store
from store_support.tickets import OPENED, READY, SALE
from terminal.domain.facts import LeftUnsigned, SignatureTaken
from terminal.domain.identity import Digest, LineId, StaffId
from terminal.domain.pickup import Relationship, SignatureKind, Unsigned
from terminal.domain.prescription import Patient, PatientId
from terminal.store import fills, will_call
from terminal.store.fills import FillUpdate
from terminal.store.notices import with_register
from terminal.store.rebuild import rebuild
from terminal.store.store import Store

KEY = bytes(range(32))
WHO = READY.patient.id
OLD, NEW = "2024-02", "2026-01"
STROKES = Digest("ab" * 32)


def signed(notice: str, who: PatientId = WHO) -> SignatureTaken:
    return SignatureTaken(
        SALE, (), SignatureKind.NOTICE, Relationship.PATIENT, "I received it", "1", STROKES,
        STROKES, STROKES, ("us-privacy-notice@2003-04-14",), who, notice,
    )  # fmt: skip


def unsigned(notice: str, why: Unsigned) -> LeftUnsigned:
    return LeftUnsigned(
        SALE, (), SignatureKind.NOTICE, why, "does not want to", StaffId("107"), "1",
        ("us-privacy-notice@2003-04-14",), WHO, notice,
    )  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = open_store(tmp_path / "store.db", KEY)
    commit(opened, OPENED)
    opened.writer.wait(lambda c: fills.apply(c, [FillUpdate(READY, READY.read_at)]))
    return opened


def patient(store: Store) -> Patient:
    """The patient as a bag scanned now shows them."""
    fill = store.reader.wait(lambda c: will_call.known(c, READY.key))
    assert fill is not None
    return fill.patient


def test_a_signature_is_remembered_per_patient_and_version(store: Store) -> None:
    with store:
        assert patient(store) == READY.patient
        commit(store, signed(NEW), signed(NEW, PatientId("somebody-else")))
        assert (patient(store).acknowledged, patient(store).tried) == ((NEW,), ())
        commit(store, signed(OLD))
        assert patient(store).acknowledged == (OLD, NEW)


def test_a_refusal_is_an_answer_and_an_effort_is_none(store: Store) -> None:
    with store:
        commit(store, unsigned(OLD, Unsigned.REFUSED), unsigned(NEW, Unsigned.NOT_PRESENT))
        assert (patient(store).acknowledged, patient(store).tried) == ((OLD,), (NEW,))


def test_a_later_answer_replaces_an_effort_and_an_effort_replaces_nothing(store: Store) -> None:
    with store:
        commit(store, unsigned(NEW, Unsigned.NOT_PRESENT), unsigned(NEW, Unsigned.REFUSED))
        assert patient(store).acknowledged == (NEW,)
        commit(store, signed(NEW), unsigned(NEW, Unsigned.NOT_PRESENT))
        assert (patient(store).acknowledged, patient(store).tried) == ((NEW,), ())


def test_what_the_phms_says_stands_beside_it(store: Store) -> None:
    with store:
        commit(store, signed(NEW))
        told = replace(READY, patient=replace(READY.patient, acknowledged=(OLD, NEW)))
        (fill,) = store.reader.wait(lambda c: with_register(c, (told,)))
        assert fill.patient.acknowledged == (OLD, NEW)
        (found,) = store.reader.wait(lambda c: will_call.find(c, "rosen", READY.read_at))
        assert found.patient.acknowledged == (NEW,)


def test_another_signature_says_nothing_of_a_notice(store: Store) -> None:
    with store:
        payer = replace(
            signed(""), kind=SignatureKind.THIRD_PARTY, lines=(LineId(1),), patient=None
        )
        commit(store, payer)
        assert patient(store) == READY.patient


def test_the_register_is_made_again_from_the_journal(store: Store) -> None:
    with store:
        commit(store, unsigned(OLD, Unsigned.NOT_PRESENT), signed(NEW))
        before = patient(store)
        store.writer.wait(lambda c: c.exec_driver_sql("DELETE FROM notice").rowcount)
        assert patient(store) == READY.patient
        store.writer.wait(rebuild)
        assert patient(store) == before
