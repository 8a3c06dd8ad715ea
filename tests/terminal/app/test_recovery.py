"""A power cut at any commit: what was on the screen is there again, no card is charged twice."""

from collections.abc import Callable

import pytest

from helpers.counter import ANA, BEN, BORN_LUIS, PLAIN, Counter, a_counter, approval, rung_up
from helpers.sales import CANDY, IBUPROFEN, LUIS, a_fill, patient
from terminal.app import effects as e
from terminal.app.inputs import Do, PrintState
from terminal.app.state import CardPage, DonePage, Msg, SalePage, SignInPage
from terminal.domain import facts as f
from terminal.domain.attempt import Outcome, QueryVerdict
from terminal.domain.obligation import Kind
from terminal.domain.sale import Sale
from terminal.presentation.views import DoneView

NEW = a_fill("6012346", 0, counselling=True, third_party=True)
FAMILY = a_fill("7000001", who=LUIS)


def combined_ticket() -> Counter:
    """A whole day's worth of steps: family, obligations, FSA in part, a void, a decline, cash."""
    counter = a_counter(PLAIN, NEW, FAMILY)
    assert patient(LUIS).household == patient().household
    counter.scan_item(CANDY)
    counter.pick_up(PLAIN)
    counter.press("F6")
    counter.enter(BORN_LUIS)
    counter.do(Do.PICKED_BY, "01")
    counter.scan_label(FAMILY)
    counter.do(Do.ADD_FILLS)
    counter.scan_item(IBUPROFEN)
    counter.counsel()
    counter.sign()
    counter.do(Do.LOCK)
    counter.sign_in()
    counter.press("F9")
    counter.press("F10")
    counter.card_says(Outcome.DECLINED)
    counter.press("F11")
    counter.card_approves("10.00", partial=True, fsa=True)
    counter.do(Do.GIVE_BACK, "2")
    counter.card_approves("10.00")
    counter.press("F11")
    counter.card_says(Outcome.UNKNOWN)
    counter.terminal_tells(QueryVerdict.FOUND, approval("20.00", partial=True, fsa=True))
    counter.press("F9")
    counter.printer_says(PrintState.PRINTED)
    return counter


@pytest.fixture(scope="module")
def day() -> Counter:
    counter = combined_ticket()
    assert isinstance(counter.page, DonePage)
    return counter


def tickets(state_sale: Sale | None, *others: Sale) -> list[tuple[object, ...]]:
    """What a person knows of each open ticket."""
    sales = [sale for sale in (state_sale, *others) if sale is not None]
    return [(sale.id, sale.lines, sale.tenders, sale.owed, sale.identities) for sale in sales]


def test_every_line_and_payment_is_back_after_a_crash_at_any_commit(day: Counter) -> None:
    shown = day.durable
    for count in range(1, len(day.journal.batches) + 1):
        before = shown[count - 1]
        again = day.crash(count)
        assert again.state.locked
        assert tickets(again.state.sale, *again.state.suspended) == tickets(
            before.sale, *before.suspended
        )
        assert again.state.counters == before.counters
    assert len(day.journal.batches) == len(shown) > 20


def test_a_crash_between_the_request_and_the_answer_asks_and_never_charges(day: Counter) -> None:
    asked = 0
    for count in range(1, len(day.journal.batches) + 1):
        again = day.crash(count)
        unsettled = [sale.pending for sale in again.state.suspended if sale.pending is not None]
        assert len(again.did(e.QueryCharge)) == len(unsettled)
        assert again.did(e.Charge) == again.did(e.VoidCharge) == ()
        again.sign_in()
        assert again.did(e.Charge) == again.did(e.VoidCharge) == ()
        assert isinstance(again.page, CardPage) is bool(unsettled)
        asked += len(unsettled)
    assert asked >= 4


def test_the_recovered_ticket_can_be_finished_from_any_commit(day: Counter) -> None:
    for count in range(2, len(day.journal.batches) + 1):
        again = finished(day.crash(count))
        handed = [fact.key for fact in again.facts if isinstance(fact, f.FillHandedOver)]
        assert len(handed) == len(set(handed))
        completed = again.recorded(f.SaleCompleted)
        assert len(completed) <= 1


def finished(counter: Counter) -> Counter:
    """The clerk goes on: what was asked at the terminal was not processed, the rest is cash."""
    counter.sign_in().card_terminal()
    if counter.state.sale is None:
        return counter
    pending = counter.sale.pending
    if pending is not None:
        ref = pending.ref if pending.void is None else pending.void.ref
        counter.terminal_tells(QueryVerdict.NOT_PROCESSED, ref=ref)
        counter.do(Do.BACK)
    if Kind.COUNSELLING in {each.kind for each in counter.state.open_obligations}:
        counter.counsel()
    if any(each.kind is Kind.SIGNATURE for each in counter.state.open_obligations):
        counter.sign()
    counter.press("F9")
    counter.press("F9")
    assert isinstance(counter.page, DonePage)
    return counter


def test_the_numbers_go_on_after_a_crash(day: Counter) -> None:
    again = day.crash()
    again.sign_in()
    again.scan_item(CANDY)
    assert again.sale.number == 2


def test_an_empty_store_begins_at_one() -> None:
    counter = Counter()
    assert counter.state.counters.ticket == 1
    assert counter.told() is None
    assert counter.effects == []


def test_what_is_kept_is_told_before_anybody_signs_in() -> None:
    again = rung_up(PLAIN).crash()
    assert again.told() is Msg.TICKET_RECOVERED
    assert again.on(SignInPage).number is None
    assert again.screen.page.notice.title == "Tickets kept from before: 1"  # type: ignore[union-attr]


def test_the_open_ticket_comes_back_to_its_owner_by_itself() -> None:
    again = rung_up(PLAIN).crash().sign_in()
    assert again.total == "23.54"
    assert again.on(SalePage) == SalePage()


def test_the_open_ticket_waits_while_somebody_else_works() -> None:
    again = rung_up(PLAIN).crash().sign_in(BEN)
    assert again.state.sale is None
    assert [sale.staff for sale in again.state.suspended] == [ANA.id]


def put_aside(counter: Counter) -> None:
    counter.press("F5")


def locked_away(counter: Counter) -> None:
    counter.do(Do.LOCK)


@pytest.mark.parametrize(("what", "back"), [(put_aside, False), (locked_away, True)])
def test_only_what_its_owner_did_not_put_aside_comes_back_by_itself(
    what: Callable[[Counter], None], back: bool
) -> None:
    counter = rung_up(PLAIN)
    what(counter)
    again = counter.crash().sign_in()
    assert (again.state.sale is not None) is back


def test_a_receipt_that_was_printing_is_asked_about_first() -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F9")
    again = counter.crash().printer().sign_in()
    assert again.on(DonePage).sale == "2-000001"
    view = again.screen.page
    assert isinstance(view, DoneView)
    assert [notice.title for notice in view.notices] == ["Did the receipt come out?"]
    again.press("F10")
    assert again.last_batch() == ("ReceiptMoved", "ReceiptRequested", "ReceiptMoved")
    copy = again.did(e.PrintReceipt)[-1]
    assert isinstance(copy, e.PrintReceipt)
    assert copy.job == "2-000001/2"


def test_a_receipt_that_came_out_is_not_asked_about() -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F9")
    counter.printer_says(PrintState.PRINTED)
    again = counter.crash().sign_in()
    assert again.on(SalePage) == SalePage()


def test_a_settled_answer_before_anybody_signs_in_is_recorded() -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F10")
    again = counter.crash()
    again.terminal_tells(QueryVerdict.FOUND, approval("23.54"), ref=counter.ref)
    assert again.last_batch() == ("ChargeResolved",)
    assert again.journal.batches[-1].actor is None
    twice = again.crash().sign_in().card_terminal()
    assert str(twice.sale.due) == "0.00"
    twice.press("F9")
    twice.press("F9")
    assert len(twice.recorded(f.SaleCompleted)) == 1
    assert len(twice.recorded(f.FillHandedOver)) == 1
