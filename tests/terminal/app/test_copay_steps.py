"""A copay that cannot be paid: asked from the ticket or from payment, signed where it must be."""

from dataclasses import replace

from helpers.counter import ANA, MARY, PHIL, Counter, a_counter
from helpers.sales import a_fill, usd
from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.state import CopayPage, DonePage, Msg, PharmacistPage, SalePage
from terminal.domain import facts as f
from terminal.domain.copay import Relief
from terminal.domain.payer import Payer, PayerKind
from terminal.domain.prescription import Fill
from terminal.domain.refusal import Why
from terminal.presentation.views import PromptView

MEDICAID = replace(a_fill(), payer=Payer(PayerKind.MEDICAID))
OTHER = replace(a_fill("6012399"), payer=Payer(PayerKind.COMMERCIAL))


def ticket_of(*fills: Fill, person: object = ANA) -> Counter:
    counter = a_counter(*fills, person=person)  # type: ignore[arg-type]
    counter.pick_up(fills[0])
    return counter


def test_a_medicaid_patient_who_cannot_pay_gets_the_medicine() -> None:
    counter = ticket_of(MEDICAID)
    counter.press("F9")
    counter.press("Ctrl+W")
    counter.press("Ctrl+1")
    counter.press("Ctrl+1")
    assert counter.told() is Msg.COPAY_RELIEVED
    (owed,) = counter.recorded(f.CopayLeftOwed)
    assert isinstance(owed, f.CopayLeftOwed)
    assert (owed.by, owed.reason) == (ANA.id, "the patient cannot pay now")
    counter.press("F9")
    counter.press("F9")
    assert isinstance(counter.page, DonePage)
    (handed,) = counter.recorded(f.FillHandedOver)
    assert isinstance(handed, f.FillHandedOver)
    assert handed.owed == usd("15.00")


def test_a_manager_approves_a_waiver_with_own_pin() -> None:
    counter = ticket_of(OTHER)
    counter.press("Ctrl+W")
    counter.press("Ctrl+1")
    counter.press("Ctrl+2")
    assert isinstance(counter.page, PharmacistPage)
    counter.pharmacist_signs(PHIL)
    assert counter.told() is Msg.NOT_A_MANAGER
    assert not counter.recorded(f.CopayWaived)
    counter.pharmacist_signs(MARY)
    (waived,) = counter.recorded(f.CopayWaived)
    assert isinstance(waived, f.CopayWaived)
    assert (waived.by, waived.reason) == (MARY.id, "could not be collected before")
    assert counter.total == "0.00"


def test_no_answer_is_a_default() -> None:
    counter = ticket_of(MEDICAID)
    counter.press("Ctrl+W")
    counter.do(Do.ANSWER, "made up")
    assert counter.on(CopayPage).relief is None
    counter.press("Ctrl+1")
    counter.enter("  ")
    assert counter.told() is Why.NOTE_MISSING
    counter.do(Do.ANSWER, "made up")
    assert counter.on(CopayPage).relief is Relief.OWED
    counter.enter("lost the job")
    (owed,) = counter.recorded(f.CopayLeftOwed)
    assert isinstance(owed, f.CopayLeftOwed)
    assert owed.reason == "lost the job"


def test_of_several_prescriptions_one_is_chosen_first() -> None:
    counter = ticket_of(MEDICAID, OTHER)
    counter.press("Ctrl+W")
    assert counter.on(CopayPage).line is None
    counter.do(Do.ANSWER, Relief.WAIVED.value)
    assert counter.on(CopayPage).relief is None
    counter.press("Ctrl+1")
    counter.press("Ctrl+1")
    counter.press("Ctrl+1")
    assert counter.total == "15.00"


def test_the_way_back_asks_again_and_then_leaves() -> None:
    counter = ticket_of(MEDICAID)
    counter.press("Ctrl+W")
    counter.press("Ctrl+2")
    counter.do(Do.BACK)
    assert counter.on(CopayPage).relief is None
    counter.do(Do.BACK)
    assert isinstance(counter.page, SalePage)
    assert counter.total == "15.00"


def test_it_is_not_offered_where_nothing_is_to_be_paid_or_something_is() -> None:
    free = ticket_of(replace(MEDICAID, copay=usd("0.00")))
    assert not free.can_press("Ctrl+W")
    free.do(Do.COPAY)
    assert free.told() is Why.NOTHING_DUE
    paid = ticket_of(a_fill(copay=usd("15.00")))
    paid.press("F9")
    paid.enter("5")
    assert not paid.can_press("Ctrl+W")
    paid.do(Do.COPAY)
    assert paid.told() is Why.TENDERS_TAKEN


def test_after_a_part_is_paid_the_rest_of_a_medicaid_copay_stays_owed() -> None:
    counter = ticket_of(MEDICAID)
    counter.press("F9")
    counter.enter("5")
    counter.press("Ctrl+W")
    view = counter.screen.page
    assert isinstance(view, PromptView)
    assert [row.amount for row in view.rows] == ["10.00"]
    assert [each.label for each in view.choices] == ["Hand it out, the copay stays owed"]
    counter.press("Ctrl+1")
    counter.press("Ctrl+1")
    assert counter.sale.due == usd("0.00")
    counter.press("F9")
    counter.do(Do.COMPLETE)
    counter.on(DonePage)
    (handed,) = counter.recorded(f.FillHandedOver)
    assert isinstance(handed, f.FillHandedOver)
    assert handed.owed == usd("10.00")


def test_what_is_no_answer_changes_nothing() -> None:
    counter = ticket_of(a_fill(copay=usd("5.00")))
    counter.do(Do.COPAY)
    before = counter.state.page
    counter.do(Do.ANSWER, "nothing")
    counter.do(Do.ADD_FILLS)
    counter.send(i.FieldEdited("note", "x"), i.FieldSubmitted("note", ""))
    assert counter.state.page == before
