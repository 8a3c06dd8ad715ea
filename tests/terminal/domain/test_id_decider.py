"""Who picks up, and the patient's objection to anybody else."""

from dataclasses import replace

from helpers.sales import MARIA, PHARMACIST, a_fill, given, known, patient
from terminal.domain import commands as c
from terminal.domain.barcode import EntryMethod
from terminal.domain.obligation import Kind
from terminal.domain.pickup import Relationship
from terminal.domain.refusal import Why

PLAIN = a_fill()
OBJECTING = replace(PLAIN, patient=replace(patient(), patient_only=True))


def test_where_the_patient_objects_nobody_else_is_given_a_fill() -> None:
    identity, picker = known()
    add = c.AddFill(OBJECTING, EntryMethod.SCANNED)
    assert given(identity, c.NamePicker(MARIA, Relationship.SPOUSE)).why(add) is Why.PATIENT_ONLY
    assert given(identity, picker).do(add)


def test_an_objection_that_comes_while_it_is_on_the_ticket_closes_payment() -> None:
    identity, _ = known()
    spouse = c.NamePicker(MARIA, Relationship.SPOUSE)
    ticket = given(
        identity,
        spouse,
        c.AddFill(PLAIN, EntryMethod.SCANNED),
        c.ScanBag(PLAIN.key, EntryMethod.SCANNED),
    )
    assert ticket.open_kinds() == []
    ticket.do(c.RefreshFill(OBJECTING, None))
    assert ticket.open_kinds() == [Kind.IDENTITY]
    assert ticket.why(c.NamePicker(MARIA, Relationship.CAREGIVER)) is Why.PATIENT_ONLY
    assert ticket.why(c.ReleaseObjection(MARIA, PHARMACIST, " ")) is Why.NOTE_MISSING
    ticket.do(c.ReleaseObjection(MARIA, PHARMACIST, "the patient called"))
    assert ticket.open_kinds() == []
