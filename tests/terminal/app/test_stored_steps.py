"""Sales that the terminal stored: told, uploaded once, asked about one by one, settled by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest

from helpers.counter import ANA, MARY, PLAIN, SETTINGS, Counter, a_counter, approval
from helpers.sales import CANDY
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import CardAbility, Condition, DeviceRole, Do
from terminal.app.settings import Devices, OfflineApproval, StoreAndForward, StoredUpload
from terminal.app.state import CardPage, DevicesPage, DonePage, Msg, SalePage, TenderPage
from terminal.app.step_stored import (
    ASK_AGAIN_S,
    MOST_ASKED,
    NO_ANSWER,
    NOT_WRITTEN,
    PATIENCE_S,
    QUIET_S,
    UPLOAD_AGAIN_S,
)
from terminal.domain import facts as f
from terminal.domain.attempt import CardResult, Outcome, QueryVerdict, StoredFate
from terminal.domain.evolve import replay
from terminal.domain.identity import AttemptRef
from terminal.domain.money import ZERO, Money
from terminal.domain.refusal import Why
from terminal.domain.sale import SaleStatus
from terminal.domain.staff import StaffMember
from terminal.domain.tender import CardTender

LIMITS = StoreAndForward(OfflineApproval.AUTOMATIC, 5_000, 20_000, 50_000, 20, 3)
WIRED = replace(
    SETTINGS, devices=Devices(card_terminal="tcp://192.0.2.8:10009"), store_and_forward=LIMITS
)
BY_HAND = replace(WIRED, store_and_forward=replace(LIMITS, upload=StoredUpload.BY_HAND))
SERIAL, OTHER = "53012345", "53099999"
MET = i.CardTerminalMet(SERIAL, frozenset(CardAbility))
PRICE = Money(4_25)
SENT = i.StoredSalesUploaded(1, PRICE, 0, ZERO)
LOST = i.StoredSalesNotUploaded("the terminal did not answer in time", unknown=True)


def a_lane(person: StaffMember = ANA, settings: object = WIRED) -> Counter:
    counter = a_counter(person=person, settings=settings)
    counter.send(MET)
    return counter


def offline(number: int = 5001, amount: str = "4.25") -> CardResult:
    return replace(approval(amount), offline=True, terminal_txn=str(number), auth="", host_ref="")


def sell(counter: Counter, result: CardResult) -> AttemptRef:
    """One candy bar by card, and the next customer."""
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F10")
    ref = counter.ref
    counter.card_says(result)
    counter.on(DonePage)
    counter.wait(1)
    counter.press("Enter")
    return ref


def store(counter: Counter, count: int = 1) -> tuple[AttemptRef, ...]:
    return tuple(sell(counter, offline(5001 + n)) for n in range(count))


def to_the_terminal(counter: Counter) -> Counter:
    counter.press("Ctrl+E")
    counter.do(Do.CHOOSE_DEVICE, DeviceRole.CARD_TERMINAL.value)
    return counter


def uploading(count: int = 1, person: StaffMember = ANA) -> Counter:
    counter = a_lane(person)
    store(counter, count)
    to_the_terminal(counter)
    counter.press("Ctrl+U")
    return counter


def found(ref: AttemptRef, fate: StoredFate, reason: str = "") -> i.StoredSaleFound:
    numbers = ("7", "123456", "H7") if fate is StoredFate.UPLOADED else ("", "", "")
    return i.StoredSaleFound(ref, fate, reason, *numbers)


def declined(counter: Counter) -> AttemptRef:
    """The one stored sale was uploaded, and the bank refused it."""
    (sale,) = counter.state.stored.sales
    counter.send(i.StoredSalesUploaded(0, ZERO, 1, PRICE))
    counter.send(i.StoredSalesFound((found(sale.ref, StoredFate.DECLINED, "DECLINED"),)))
    return sale.ref


def words(counter: Counter) -> str:
    return repr(counter.screen)


def strip(counter: Counter) -> list[str]:
    return [each.text for each in counter.screen.status.items if "card sale" in each.text]


def asked(counter: Counter) -> list[tuple[AttemptRef, ...]]:
    effects = counter.did(e.AskStoredSales)
    return [
        tuple(s.ref for s in each.sales) for each in effects if isinstance(each, e.AskStoredSales)
    ]


# --- what waits is told


def test_the_strip_tells_what_waits_and_nothing_else() -> None:
    counter = a_lane()
    sell(counter, approval("4.25"))
    assert strip(counter) == []
    store(counter, 1)
    assert strip(counter) == ["1 card sale waits in the terminal"]
    store(counter, 1)
    assert strip(counter) == ["2 card sales wait in the terminal"]


def test_the_devices_page_tells_how_many_their_sum_since_when_and_how_long_still() -> None:
    counter = a_lane()
    store(counter, 2)
    counter.wait(7200)
    counter.sign_in()
    to_the_terminal(counter)
    shown = words(counter)
    assert "2 sales of 8.50 wait since" in shown
    assert "'Waiting for the bank', amount='2, 8.50'" in shown
    assert "'The oldest since', amount='2 h ago'" in shown
    assert "'Upload within', amount='2 days'" in shown


def test_what_has_waited_too_long_is_said_so() -> None:
    counter = a_lane(settings=BY_HAND)
    store(counter, 1)
    counter.wait(3 * 86_400)
    assert strip(counter) == ["1 card sale waits in the terminal too long"]


def test_a_locked_screen_shows_no_amount_of_it() -> None:
    counter = a_lane()
    store(counter, 1)
    counter.do(Do.LOCK)
    assert strip(counter) == ["1 card sale waits in the terminal"]
    assert "4.25" not in words(counter)


def test_a_terminal_that_counts_otherwise_is_told() -> None:
    counter = to_the_terminal(a_lane())
    counter.send(i.StoredSalesCounted(2, Money(9_98), 0, ZERO))
    assert "'The terminal itself counts', amount='2, 9.98'" in words(counter)
    counter.press("Ctrl+U")
    counter.send(i.StoredSalesUploaded(2, Money(9_98), 0, ZERO))
    counter.send(i.StoredSalesCounted(0, ZERO, 0, ZERO))
    assert "counts" not in words(counter)
    assert not counter.can_press("Ctrl+U")


def test_a_terminal_that_refused_its_limits_can_still_be_emptied() -> None:
    counter = a_lane()
    store(counter)
    counter.card_terminal(Condition.ATTENTION)
    to_the_terminal(counter)
    assert counter.can_press("Ctrl+U")


def test_a_store_that_never_stores_sees_nothing_of_it() -> None:
    plain = replace(WIRED, store_and_forward=None)
    counter = to_the_terminal(a_lane(settings=plain))
    assert "Upload" not in words(counter)
    assert not counter.can_press("Ctrl+U")


def test_the_terminal_is_asked_for_its_count_when_it_is_met_and_when_it_is_looked_at() -> None:
    counter = a_lane()
    assert len(counter.did(e.CountStoredSales)) == 1
    counter.send(i.StoredSalesCounted(0, ZERO, 0, ZERO))
    counter.send(MET)
    assert len(counter.did(e.CountStoredSales)) == 1, "it is greeted every minute"
    to_the_terminal(counter)
    assert len(counter.did(e.CountStoredSales)) == 2
    counter.card_terminal(Condition.DOWN)
    counter.card_terminal()
    counter.send(MET)
    assert len(counter.did(e.CountStoredSales)) == 3, "it may be another one"


# --- the upload


def test_the_wish_is_durable_before_the_terminal_hears_of_it() -> None:
    counter = uploading()
    assert counter.recorded(f.StoredUploadRequested) == (f.StoredUploadRequested(SERIAL, False),)
    assert len(counter.did(e.UploadStoredSales)) == 1
    counter = a_lane()
    store(counter)
    to_the_terminal(counter)
    with counter.full_disk():
        counter.press("Ctrl+U")
    assert counter.told() is Msg.STORE_TROUBLE
    assert counter.did(e.UploadStoredSales) == ()


def test_one_upload_at_a_time() -> None:
    counter = uploading()
    assert not counter.can_press("Ctrl+U")
    counter.press("F9")
    assert counter.did(e.TestDevice) == (), "nor is it asked who it is"
    assert counter.told() is Msg.STORED_UNDER_WAY
    counter.do(Do.UPLOAD_STORED)
    counter.wait(QUIET_S + UPLOAD_AGAIN_S - PATIENCE_S)
    assert len(counter.did(e.UploadStoredSales)) == 1


def test_no_card_is_charged_meanwhile_and_nobody_has_to_wait_for_it_for_ever() -> None:
    counter = uploading()
    counter.press("Esc")
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F10")
    assert counter.told() is Msg.STORED_UNDER_WAY
    counter.on(TenderPage)
    counter.at += timedelta(seconds=PATIENCE_S)
    counter.now += PATIENCE_S
    counter.do(Do.DISMISS)  # somebody is here
    counter.send(i.ClockTicked())
    assert counter.recorded(f.StoredUploadFailed) == (
        f.StoredUploadFailed(SERIAL, NO_ANSWER, True),
    )
    counter.press("F10")
    counter.on(CardPage)


def test_the_answer_is_recorded_and_shown() -> None:
    counter = uploading()
    counter.send(i.StoredSalesUploaded(2, Money(8_50), 1, PRICE))
    answered = f.StoredUploadAnswered(SERIAL, 2, Money(8_50), 1, PRICE)
    assert counter.recorded(f.StoredUploadAnswered) == (answered,)
    assert "2 sent at" in words(counter)
    assert "1 declined" in words(counter)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (SENT, Msg.STORED_UPLOADED),
        (i.StoredSalesNotUploaded("COMM ERROR"), Msg.STORED_NOT_UPLOADED),
        (LOST, Msg.STORED_UNKNOWN),
    ],
)
def test_who_sells_on_meanwhile_is_told_where_it_is_met(answer: i.Input, said: Msg) -> None:
    counter = uploading()
    counter.press("Esc")
    counter.send(answer)
    assert counter.told() is said


def test_a_locked_screen_records_it_and_says_nothing() -> None:
    counter = uploading()
    counter.do(Do.LOCK)
    counter.send(SENT)
    assert counter.told() is None
    assert len(counter.recorded(f.StoredUploadAnswered)) == 1


def test_an_upload_that_failed_can_be_asked_for_again() -> None:
    counter = uploading()
    counter.send(i.StoredSalesNotUploaded("COMM ERROR"))
    assert counter.recorded(f.StoredUploadFailed) == (
        f.StoredUploadFailed(SERIAL, "COMM ERROR", False),
    )
    assert "The sales were not uploaded" in words(counter)
    assert asked(counter) == [], "nothing was sent"
    counter.press("Ctrl+U")
    assert len(counter.did(e.UploadStoredSales)) == 2


def test_an_answer_that_could_not_be_written_down_is_in_doubt_and_asked_about() -> None:
    counter = uploading()
    with counter.full_disk():
        counter.send(SENT)
    doubt = f.StoredUploadFailed(SERIAL, NOT_WRITTEN, unknown=True)
    assert counter.state.stored.upload == doubt
    counter.wait(ASK_AGAIN_S)
    (sale,) = counter.state.stored.sales
    assert asked(counter) == [(sale.ref,)]


# --- what became of each


def test_each_sale_is_asked_about_and_ends_in_the_journal_as_it_was() -> None:
    counter = uploading(2)
    taken, refused = (each.ref for each in counter.state.stored.sales)
    counter.send(i.StoredSalesUploaded(1, PRICE, 1, PRICE))
    assert asked(counter) == [(taken, refused)]
    counter.send(
        i.StoredSalesFound(
            (found(taken, StoredFate.UPLOADED), found(refused, StoredFate.DECLINED, "DECLINED"))
        )
    )
    (sent,) = counter.recorded(f.StoredSaleUploaded)
    assert sent == f.StoredSaleUploaded("2-000001", taken, "7", "123456", "H7")  # type: ignore[arg-type]
    (no,) = counter.recorded(f.StoredSaleDeclined)
    assert no == f.StoredSaleDeclined("2-000002", refused, "DECLINED")  # type: ignore[arg-type]
    assert strip(counter) == ["1 stored card sale to settle"]
    assert tender_of(counter, "2-000001").fate is StoredFate.UPLOADED
    assert tender_of(counter, "2-000002").fate is StoredFate.DECLINED


def tender_of(counter: Counter, ticket: str) -> CardTender:
    """As the journal tells of it."""
    facts = [each for each in counter.facts if getattr(each, "sale", "") == ticket]
    sale = replay([each for each in facts if isinstance(each, f.SaleFact)])
    assert sale.status is SaleStatus.COMPLETED
    (tender,) = (each for each in sale.tenders if isinstance(each, CardTender))
    assert tender.taken, "the ticket was closed, and stays so"
    return tender


def test_many_are_asked_about_in_portions() -> None:
    counter = uploading(MOST_ASKED + 1)
    refs = [each.ref for each in counter.state.stored.sales]
    counter.send(SENT)
    counter.send(
        i.StoredSalesFound(tuple(found(ref, StoredFate.UPLOADED) for ref in refs[:MOST_ASKED]))
    )
    assert [len(each) for each in asked(counter)] == [MOST_ASKED, 1]
    counter.send(i.StoredSalesFound((found(refs[-1], StoredFate.UPLOADED),)))
    assert strip(counter) == []
    assert len(asked(counter)) == 2


def test_a_question_that_could_not_be_put_is_put_again() -> None:
    counter = uploading()
    counter.send(LOST)
    counter.send(i.StoredSalesNotFound("the terminal is busy"))
    counter.wait(1)
    assert len(asked(counter)) == 1
    counter.wait(ASK_AGAIN_S)
    assert len(asked(counter)) == 2


def test_what_still_waits_is_no_fact() -> None:
    counter = uploading()
    (sale,) = counter.state.stored.sales
    counter.send(LOST)
    counter.send(i.StoredSalesFound((found(sale.ref, StoredFate.WAITING),)))
    assert counter.state.stored.waiting == (sale,)
    counter.press("Ctrl+U")
    assert len(counter.did(e.UploadStoredSales)) == 2


def test_a_terminal_that_sent_some_by_itself_is_asked_which() -> None:
    counter = a_lane()
    refs = store(counter, 2)
    counter.send(i.StoredSalesCounted(2, Money(8_50), 0, ZERO))
    assert asked(counter) == []
    counter.send(i.StoredSalesCounted(1, PRICE, 0, ZERO))
    assert asked(counter) == [refs]


def test_a_power_cut_in_the_middle_of_an_upload_loses_no_sale() -> None:
    counter = uploading(2)
    again = counter.crash()
    assert again.state.stored.sales == counter.state.stored.sales
    again.sign_in().card_terminal()
    again.send(MET)
    again.send(i.StoredSalesCounted(1, PRICE, 0, ZERO))
    assert asked(again) == [tuple(each.ref for each in counter.state.stored.sales)]


def test_an_answer_about_a_sale_that_nobody_stored_changes_nothing() -> None:
    counter = uploading()
    before = counter.state.stored.sales
    counter.send(i.StoredSalesFound((found(AttemptRef("02261120999999"), StoredFate.DECLINED),)))
    assert counter.state.stored.sales == before


# --- by itself


def quiet(counter: Counter) -> None:
    counter.wait(QUIET_S)


def test_it_is_uploaded_by_itself_once_the_bank_has_approved_another_sale() -> None:
    counter = a_lane()
    store(counter)
    quiet(counter)
    assert counter.did(e.UploadStoredSales) == (), "the bank is not reached"
    sell(counter, approval("4.25"))
    assert counter.did(e.UploadStoredSales) == (), "somebody was here a moment ago"
    quiet(counter)
    assert counter.recorded(f.StoredUploadRequested) == (f.StoredUploadRequested(SERIAL, True),)
    counter.send(SENT)
    assert counter.told() is None, "nobody had asked"


def test_never_while_a_ticket_is_open() -> None:
    counter = a_lane()
    store(counter)
    sell(counter, approval("4.25"))
    counter.scan_item(CANDY)
    quiet(counter)
    counter.press("F9")
    counter.press("F10")
    quiet(counter)
    assert counter.did(e.UploadStoredSales) == ()


def test_every_night_also_while_nobody_is_signed_in_and_not_before() -> None:
    counter = a_lane()
    store(counter)
    counter.do(Do.LOCK)
    local = counter.at.astimezone(counter.state.zone)
    three = local.replace(hour=3, minute=0, second=0, microsecond=0) + timedelta(days=1)
    counter.wait((three - local).total_seconds() - 60)
    assert counter.did(e.UploadStoredSales) == ()
    counter.wait(61)
    assert len(counter.did(e.UploadStoredSales)) == 1


def test_a_counter_that_was_off_at_night_makes_up_for_it() -> None:
    counter = a_lane()
    store(counter)
    counter.at += timedelta(days=1)
    again = counter.crash()
    again.card_terminal()
    again.send(MET)
    quiet(again)
    assert len(again.did(e.UploadStoredSales)) == 1


def test_a_terminal_that_is_back_is_tried() -> None:
    counter = a_lane()
    store(counter)
    counter.card_terminal(Condition.DOWN)
    quiet(counter)
    counter.card_terminal()
    counter.send(MET)
    quiet(counter)
    assert len(counter.did(e.UploadStoredSales)) == 1


def test_what_fails_by_itself_is_tried_again_later_and_tells_nobody() -> None:
    counter = a_lane()
    store(counter)
    counter.wait(86_400)
    assert len(counter.did(e.UploadStoredSales)) == 1
    counter.send(i.StoredSalesNotUploaded("COMM ERROR"))
    assert counter.told() is None
    counter.wait(UPLOAD_AGAIN_S - 1)
    assert len(counter.did(e.UploadStoredSales)) == 1
    counter.wait(1)
    assert len(counter.did(e.UploadStoredSales)) == 2


def test_by_hand_means_by_hand() -> None:
    counter = a_lane(settings=BY_HAND)
    store(counter)
    sell(counter, approval("4.25"))
    counter.wait(86_400)
    assert counter.did(e.UploadStoredSales) == ()


# --- the batch, and the terminal itself


def test_no_batch_is_closed_over_stored_sales() -> None:
    counter = a_lane(MARY)
    (ref,) = store(counter)
    to_the_terminal(counter)
    counter.press("Ctrl+B")
    assert counter.told() is Msg.BATCH_STORED
    assert not counter.on(DevicesPage).batch_asked
    counter.press("Ctrl+U")
    assert not counter.can_press("Ctrl+B"), "the terminal does one thing at a time"
    counter.send(SENT)
    counter.press("Ctrl+B")
    assert counter.told() is Msg.BATCH_STORED, "its record is the evidence that it was taken"
    counter.send(i.StoredSalesFound((found(ref, StoredFate.UPLOADED),)))
    counter.press("Ctrl+B")
    assert counter.on(DevicesPage).batch_asked


def test_another_terminal_is_not_kept_while_something_waits_in_this_one() -> None:
    counter = a_lane(MARY)
    store(counter)
    to_the_terminal(counter)
    counter.press("F6")
    counter.send(i.FieldSubmitted("address", "192.0.2.9"))
    counter.card_terminal()
    counter.send(i.CardTerminalMet(OTHER, frozenset(CardAbility)))
    counter.send(i.DeviceTested(DeviceRole.CARD_TERMINAL, good=True, words="It is there"))
    counter.press("F9")
    assert counter.told() is Msg.STORED_IN_TERMINAL
    assert counter.recorded(f.DeviceAssigned) == ()


def test_the_same_terminal_is_found_again_at_another_place() -> None:
    counter = a_lane(MARY)
    store(counter)
    to_the_terminal(counter)
    counter.press("F6")
    counter.send(i.FieldSubmitted("address", "192.0.2.9"))
    counter.card_terminal()
    counter.send(MET)
    counter.send(i.DeviceTested(DeviceRole.CARD_TERMINAL, good=True, words="It is there"))
    counter.press("F9")
    assert counter.told() is Msg.DEVICE_KEPT


def test_the_terminal_stays_while_it_uploads() -> None:
    counter = uploading(person=MARY)
    counter.press("F6")
    assert counter.told() is Msg.STORED_UNDER_WAY


# --- what the bank declined


def test_a_declined_sale_is_told_and_listed_for_a_manager() -> None:
    counter = uploading(person=MARY)
    counter.press("Esc")
    ref = declined(counter)
    assert counter.told() is Msg.STORED_DECLINED
    assert "2-000001, 4.25" in words(counter)
    to_the_terminal(counter)
    shown = words(counter)
    for each in ("Stored card sales to settle", "Ticket 2-000001", "4.25", ref, "DECLINED"):
        assert each in shown
    assert "0014" not in shown, "nothing of the card"


def test_a_cashier_does_not_see_the_list_and_may_not_settle() -> None:
    counter = uploading()
    ref = declined(counter)
    assert "Stored card sales to settle" not in words(counter)
    counter.do(Do.SETTLE_STORED, ref)
    assert counter.told() is Why.NOT_PERMITTED


@pytest.mark.parametrize(("key", "paid"), [("F9", True), ("F10", False)])
def test_a_manager_says_what_became_of_it(key: str, paid: bool) -> None:
    counter = uploading(person=MARY)
    ref = declined(counter)
    counter.press("Alt+1")
    assert "What became of it? Ticket 2-000001, 4.25" in words(counter)
    counter.press(key)
    (fact,) = counter.recorded(f.StoredSaleSettled)
    assert fact == f.StoredSaleSettled("2-000001", ref, MARY.id, paid)  # type: ignore[arg-type]
    assert counter.told() is Msg.STORED_SETTLED
    assert strip(counter) == []
    assert counter.crash().state.stored.sales == ()


def test_not_now_is_an_answer() -> None:
    counter = uploading(person=MARY)
    ref = declined(counter)
    counter.do(Do.SETTLE_STORED, ref)
    counter.press("Esc")
    assert counter.on(DevicesPage).settling is None
    counter.do(Do.STORED_OUTCOME, "paid")
    assert counter.recorded(f.StoredSaleSettled) == ()


def test_what_waits_in_a_terminal_that_answers_is_not_settled_by_hand() -> None:
    counter = a_lane(MARY)
    (ref,) = store(counter)
    to_the_terminal(counter)
    counter.do(Do.SETTLE_STORED, ref)
    assert counter.on(DevicesPage).settling is None
    counter.card_terminal(Condition.DOWN)
    counter.do(Do.SETTLE_STORED, ref)
    counter.press("F10")
    assert len(counter.recorded(f.StoredSaleSettled)) == 1


def test_a_sale_that_the_terminal_does_not_know_any_more_is_for_a_manager_too() -> None:
    counter = uploading(person=MARY)
    (sale,) = counter.state.stored.sales
    counter.send(SENT)
    counter.send(i.StoredSalesFound((found(sale.ref, StoredFate.MISSING, "no record"),)))
    assert len(counter.recorded(f.StoredSaleMissing)) == 1
    assert "not known" in words(counter)
    counter.press("Ctrl+B")
    assert counter.on(DevicesPage).batch_asked, "there is no evidence that could be lost"


def test_the_list_is_there_again_after_a_restart() -> None:
    counter = uploading(person=MARY)
    declined(counter)
    again = counter.crash().sign_in(MARY).card_terminal()
    again.send(MET)
    assert again.state.stored.sales == counter.state.stored.sales
    assert "Stored card sales to settle" in words(to_the_terminal(again))


# --- tickets that are not over


def suspended_with_stored() -> Counter:
    """The answer was lost, the ticket put aside; then the terminal found it among the stored."""
    counter = a_lane()
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F10")
    counter.card_says(Outcome.UNKNOWN)
    counter.press("F5")
    counter.on(SalePage)
    counter.terminal_tells(QueryVerdict.FOUND, offline())
    return counter


def test_a_payment_that_bounces_before_the_ticket_is_closed_pays_nothing() -> None:
    counter = suspended_with_stored()
    (sale,) = counter.state.stored.sales
    (ticket,) = counter.state.suspended
    assert ticket.due == ZERO
    counter.send(i.StoredSalesFound((found(sale.ref, StoredFate.DECLINED, "DECLINED"),)))
    (ticket,) = counter.state.suspended
    assert ticket.due == PRICE
    assert counter.state.stored.sales == (), "the ticket itself asks for another payment"
    again = counter.crash()
    assert again.state.suspended == counter.state.suspended
    assert again.state.stored.sales == ()
    counter.do(Do.RESUME, ticket.id)
    counter.press("F9")
    assert "declined by the bank afterwards" in words(counter)
    counter.press("F9")
    counter.on(DonePage)


def test_what_was_given_back_waits_for_nothing() -> None:
    counter = suspended_with_stored()
    (ticket,) = counter.state.suspended
    counter.do(Do.RESUME, ticket.id)
    counter.press("F9")
    counter.do(Do.GIVE_BACK, "1")
    counter.card_approves("4.25")
    assert counter.state.stored.sales == ()
    assert counter.crash().state.stored.sales == ()


def test_a_void_after_the_upload_names_the_new_record() -> None:
    counter = suspended_with_stored()
    (sale,) = counter.state.stored.sales
    counter.send(i.StoredSalesFound((found(sale.ref, StoredFate.UPLOADED),)))
    (ticket,) = counter.state.suspended
    counter.do(Do.RESUME, ticket.id)
    counter.press("F9")
    counter.do(Do.GIVE_BACK, "1")
    (void,) = counter.did(e.VoidCharge)
    assert isinstance(void, e.VoidCharge)
    assert void.payment.terminal_txn == "7"
    assert (void.payment.ref, void.payment.amount) == (sale.ref, PRICE)


def test_a_prescription_is_stored_like_anything_else_and_named_nowhere() -> None:
    counter = a_counter(PLAIN, settings=WIRED)
    counter.send(MET)
    counter.pick_up(PLAIN)
    counter.press("F9")
    counter.press("F10")
    counter.card_says(offline(amount="15.00"))
    counter.on(DonePage)
    assert len(counter.state.stored.sales) == 1


# --- settings


@pytest.mark.parametrize("wrong", ["3", "24:00", "03:60", "03:00:00", ""])
def test_the_hour_of_the_nightly_upload_is_a_time_of_the_day(wrong: str) -> None:
    with pytest.raises(ValueError, match="upload_at"):
        replace(LIMITS, upload_at=wrong)
