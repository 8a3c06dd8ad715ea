"""The page of the till: counted blind, cash moved with a reason, taken over, closed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from helpers.counter import ANA, BEN, MARY, PHIL, SETTINGS, Counter, a_counter, approval, pin_of
from helpers.sales import CANDY, IBUPROFEN, POLICY, ROUNDED
from helpers.screens import texts
from helpers.tills import check_till
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Do, PrintState
from terminal.app.receipt import TextRow
from terminal.app.return_page import RefundPage
from terminal.app.state import DonePage, Msg, SalePage, SignInPage, TenderPage
from terminal.app.till_page import TillMode, TillPage
from terminal.domain import facts as f
from terminal.domain import till_facts as t
from terminal.domain.attempt import Outcome
from terminal.domain.cash_count import amount_of
from terminal.domain.facts import DrawerReason
from terminal.domain.gift import GiftRules
from terminal.domain.keyed import TenderRules
from terminal.domain.money import Money
from terminal.domain.refusal import Why
from terminal.domain.report import Report
from terminal.domain.staff import StaffMember
from terminal.domain.three_way import BatchMatch, CardSums, CloseSheet, WaitingWord
from terminal.domain.till_ledger import Account
from terminal.presentation.views import Row, TillView

REAL = replace(SETTINGS, till_required=True)


def a_till(person: StaffMember = ANA, **more: object) -> Counter:
    """A real lane whose till was opened with fifteen tens."""
    counter = a_counter(person=person, settings=REAL, **more)
    counter.press("Down")
    counter.press("Down")
    counter.press("Down")
    counter.enter("15")
    counter.press("F9")
    assert counter.told() is Msg.TILL_OPENED
    return counter


def sell(counter: Counter, tendered: str = "") -> None:
    """Candy, in cash."""
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.enter(tendered)
    counter.wait(1)
    counter.press("Enter")


def go(counter: Counter, mode: TillMode) -> None:
    if not isinstance(counter.page, TillPage):
        counter.press("Ctrl+J")
    counter.do(Do.TILL, mode.value)


def count(counter: Counter, hundreds: str, cents: str = "") -> None:
    """So many hundreds, and cents at the end of the list."""
    counter.enter(hundreds)
    if cents:
        counter.do(Do.CHOOSE_PIECES, "1")
        counter.enter(cents)


def change_person(counter: Counter, person: StaffMember) -> Counter:
    counter.do(Do.LOCK)
    counter.do(Do.BACK)
    counter.enter(person.id)
    counter.enter(pin_of(person))
    return counter


def mode(counter: Counter) -> TillMode:
    return counter.on(TillPage).mode


def last(counter: Counter, kind: type[f.Fact]) -> f.Fact:
    return counter.recorded(kind)[-1]


def expected(counter: Counter) -> Money:
    assert counter.state.till.open is not None
    return counter.state.till.open.expected


def words(counter: Counter) -> str:
    return " ".join(texts(counter.screen))


# --- opened


def test_whoever_signs_in_first_counts_the_float() -> None:
    counter = a_counter(settings=REAL)
    assert mode(counter) is TillMode.OPEN
    counter.enter("1")  # one hundred
    counter.enter("")  # no fifties are counted
    counter.enter("2")
    counter.press("F9")
    (opened,) = counter.recorded(t.TillOpened)
    assert isinstance(opened, t.TillOpened)
    assert (opened.staff, opened.number, str(opened.amount)) == (ANA.id, 1, "140.00")
    assert isinstance(counter.page, SalePage)


def test_nothing_is_paid_while_no_till_is_open_and_the_words_say_how_it_opens() -> None:
    counter = a_counter(settings=REAL)
    counter.press("Esc")
    counter.scan_item(CANDY)
    counter.press("F9")
    assert counter.told() is Why.TILL_NOT_OPEN
    assert "Ctrl+J" in words(counter)
    assert isinstance(counter.page, SalePage)


def test_without_the_setting_a_sale_needs_no_till() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("F9")
    assert isinstance(counter.page, TenderPage)


def test_a_demo_opens_its_till_with_the_first_sign_in_in_the_same_commit() -> None:
    counter = a_counter(settings=replace(REAL, till_opens_itself=True))
    assert counter.last_batch() == ("SignedIn", "TillOpened")
    assert str(expected(counter)) == "150.00"
    change_person(counter, BEN)
    assert len(counter.recorded(t.TillOpened)) == 1


def test_the_next_float_is_counted_without_being_told_what_was_left() -> None:
    counter = a_till()
    go(counter, TillMode.CLOSE)
    count(counter, "2", "17")
    counter.press("F9")
    counter.press("Esc")
    counter.press("Ctrl+J")
    assert mode(counter) is TillMode.OPEN
    assert "200.17" not in words(counter)
    count(counter, "1")
    counter.press("F9")
    opened = last(counter, t.TillOpened)
    assert isinstance(opened, t.TillOpened)
    assert (str(opened.amount), str(opened.expected)) == ("100.00", "200.00")


# --- counted


@pytest.mark.parametrize("typed", ["x", "-3", "3.5", "1e2", "٣", "99999", "1" * 15, "2.00.0"])
def test_what_is_no_count_is_refused_and_nothing_is_taken(typed: str) -> None:
    counter = a_counter(settings=REAL)
    counter.enter(typed)
    assert counter.told() is Why.TILL_PIECES
    assert counter.on(TillPage).counted == ()
    counter.key_in(typed)
    counter.press("F9")
    assert counter.told() is Why.TILL_PIECES
    assert counter.recorded(t.TillOpened) == ()


def test_pieces_may_be_entered_by_what_they_are_worth() -> None:
    counter = a_counter(settings=REAL)
    counter.do(Do.CHOOSE_PIECES, "25")
    counter.enter("10.00")
    (pieces,) = counter.on(TillPage).counted
    assert (pieces.many, str(pieces.amount)) == (40, "10.00")


def test_what_was_typed_last_counts_without_enter() -> None:
    counter = a_counter(settings=REAL)
    counter.key_in("2")
    counter.press("F9")
    assert str(expected(counter)) == "200.00"


def test_a_drawer_that_nobody_counted_is_not_empty() -> None:
    counter = a_counter(settings=REAL)
    counter.press("F9")
    assert counter.told() is Why.TILL_NOTHING_COUNTED
    counter.enter("0")
    counter.press("F9")
    assert str(expected(counter)) == "0.00"


@pytest.mark.parametrize("asked", [TillMode.OPEN, TillMode.COUNT, TillMode.CLOSE])
def test_a_count_that_was_begun_is_left_by_a_second_esc_only(asked: TillMode) -> None:
    counter = a_counter(settings=REAL) if asked is TillMode.OPEN else a_till()
    if asked is not TillMode.OPEN:
        go(counter, asked)
    count(counter, "2")
    counter.press("Esc")
    assert counter.told() is Msg.TILL_COUNT_LEFT
    assert mode(counter) is asked
    assert str(amount_of(counter.on(TillPage).counted)) == "200.00"
    count(counter, "3")  # so it goes on, and is asked about anew
    counter.press("Esc")
    assert mode(counter) is asked
    counter.press("Esc")
    assert not isinstance(counter.page, TillPage) or mode(counter) is TillMode.HOME


def test_a_count_in_between_opens_the_drawer_and_tells_nothing_but_the_count() -> None:
    counter = a_till()
    sell(counter)
    go(counter, TillMode.COUNT)
    assert last(counter, f.DrawerRequested) == f.DrawerRequested(DrawerReason.TILL_COUNT, None)
    count(counter, "1", "50")
    counter.press("F9")
    assert counter.told() is Msg.TILL_COUNTED
    counted = last(counter, t.CashCounted)
    assert isinstance(counted, t.CashCounted)
    assert counted.expected == expected(counter)
    assert str(counted.expected) not in words(counter)


def test_a_drawer_that_is_counted_may_stand_open_and_one_that_was_is_told() -> None:
    counter = a_till()
    counter.send(i.DrawerMoved(i.DrawerPosition.CLOSED))
    go(counter, TillMode.COUNT)
    counter.send(i.DrawerMoved(i.DrawerPosition.OPEN))
    counter.send(i.Activity())
    counter.wait(100)
    counter.send(i.Activity())
    counter.wait(100)
    assert counter.did(e.SoundAlarm) == ()
    count(counter, "1")
    counter.press("F9")
    counter.wait(1)
    assert len(counter.did(e.SoundAlarm)) == 1


def test_the_page_opens_from_the_end_of_a_sale_too() -> None:
    counter = a_till()
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.enter("20")
    counter.on(DonePage)
    counter.press("Ctrl+J")
    assert mode(counter) is TillMode.HOME
    counter.press("Esc")
    counter.on(SalePage)


# --- blind


def test_no_page_on_the_way_to_the_count_depends_on_what_should_be_there() -> None:
    """The same tickets, paid in cash for other sums: every word, button and colour is the same."""
    pages = []
    for price in (2_00, 39_00):
        counter = a_till(items=(IBUPROFEN, replace(CANDY, price=Money(price))))
        sell(counter, "50")
        seen = []
        for step in (TillMode.HOME, TillMode.REPORT, TillMode.COUNT, TillMode.CLOSE):
            go(counter, step)
            seen.append(repr(replace(counter.screen, overlay=())))
            counter.enter("1") if step in (TillMode.COUNT, TillMode.CLOSE) else None
            seen.append(repr(counter.screen.page))
        pages.append(seen)
    assert pages[0] == pages[1]


def test_who_closes_learns_what_was_over_only_as_a_manager() -> None:
    counter = a_till()
    go(counter, TillMode.CLOSE)
    count(counter, "2")
    counter.press("F9")
    assert mode(counter) is TillMode.CLOSED
    assert "50.00" not in [row.amount for row in rows(counter) if row.title != "Deposit"]
    assert not any(row.title in ("Over", "Short", "Agrees") for row in rows(counter))
    theirs = a_till(MARY)
    go(theirs, TillMode.CLOSE)
    count(theirs, "2")
    theirs.press("F9")
    assert ("Over", "+50.00") in [(row.title, row.amount) for row in rows(theirs)]


def rows(counter: Counter) -> list[Row]:
    view = counter.screen.page
    assert isinstance(view, TillView)
    return list(view.rows)


def test_a_manager_sees_the_cash_of_others_and_not_of_the_own_till() -> None:
    counter = change_person(a_till(), MARY)
    go(counter, TillMode.REPORT)
    assert "Should be in the drawer" in words(counter)
    own = a_till(MARY)
    go(own, TillMode.REPORT)
    assert "Should be in the drawer" not in words(own)


# --- cash without a ticket


@pytest.mark.parametrize(
    ("to", "kind", "drawer", "told", "left"),
    [
        (TillMode.PAID_IN, t.PaidIn, DrawerReason.PAID_IN, Msg.TILL_PAID_IN, "162.50"),
        (TillMode.PAID_OUT, t.PaidOut, DrawerReason.PAID_OUT, Msg.TILL_PAID_OUT, "137.50"),
        (TillMode.DROP, t.SafeDropped, DrawerReason.SAFE_DROP, Msg.TILL_DROPPED, "137.50"),
    ],
)
def test_cash_moves_with_its_reason_and_the_drawer_opens_after_the_commit(
    to: TillMode, kind: type[f.Fact], drawer: DrawerReason, told: Msg, left: str
) -> None:
    counter = a_till()
    opened = len(counter.did(e.OpenDrawer))
    go(counter, to)
    counter.enter("12.50")
    counter.enter("postage")
    assert counter.last_batch() == (kind.__name__, "DrawerRequested")
    assert last(counter, f.DrawerRequested) == f.DrawerRequested(drawer, None)
    assert len(counter.did(e.OpenDrawer)) == opened + 1
    assert counter.told() is told
    assert str(expected(counter)) == left
    assert mode(counter) is TillMode.HOME


def test_a_reason_can_be_chosen_and_must_be_there() -> None:
    counter = a_till()
    go(counter, TillMode.PAID_OUT)
    counter.enter("5")
    counter.press("F9")
    assert counter.told() is Why.TILL_REASON
    counter.press("Ctrl+1")
    paid = last(counter, t.PaidOut)
    assert isinstance(paid, t.PaidOut)
    assert paid.reason == "Postage"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("x", Msg.AMOUNT_NOT_UNDERSTOOD),
        ("1" * 15, Msg.AMOUNT_NOT_UNDERSTOOD),
        ("", Msg.AMOUNT_NOT_UNDERSTOOD),
        ("0", Why.TILL_AMOUNT),
        ("-5.00", Why.TILL_AMOUNT),
        ("999999", Why.TILL_AMOUNT),
        ("100.01", Why.TILL_OVER_LIMIT),
    ],
)
def test_an_amount_that_cannot_be_right_is_refused(typed: str, told: Msg | Why) -> None:
    counter = a_till()
    go(counter, TillMode.PAID_OUT)
    counter.enter(typed)
    assert counter.told() is told
    assert counter.on(TillPage).amount is None
    assert counter.recorded(t.PaidOut) == ()


def test_larger_sums_are_moved_by_a_manager_and_a_drop_by_anybody() -> None:
    counter = a_till()
    go(counter, TillMode.DROP)
    counter.enter("120")
    counter.enter("")
    assert counter.told() is Msg.TILL_DROPPED
    change_person(counter, MARY)
    go(counter, TillMode.PAID_IN)
    counter.enter("500")
    counter.enter("change")
    assert counter.told() is Msg.TILL_PAID_IN


def test_a_second_enter_moves_nothing_a_second_time() -> None:
    counter = a_till()
    go(counter, TillMode.DROP)
    counter.enter("20")
    counter.send(i.FieldSubmitted("till", "B7"), i.FieldSubmitted("till", "B7"))
    assert len(counter.recorded(t.SafeDropped)) == 1


# --- another person


def test_another_persons_till_is_neither_counted_nor_closed() -> None:
    counter = change_person(a_till(), PHIL)
    for to in (TillMode.COUNT, TillMode.CLOSE, TillMode.REPORT):
        go(counter, to)
        assert counter.told() is Why.TILL_IS_ANOTHERS
        assert ANA.name in words(counter)
        assert mode(counter) is TillMode.HOME


def test_who_saw_what_a_till_took_counts_it_no_more_and_a_manager_does() -> None:
    counter = change_person(a_till(), PHIL)
    counter.press("Esc")
    counter.press("Ctrl+H")
    days = (counter.state.day, counter.state.day)
    counter.send(i.ReportRead(1, Report(*days)))
    counter.press("F6")
    counter.press("Esc")
    counter.press("Ctrl+J")
    go(counter, TillMode.TAKE_COUNT)
    assert counter.told() is Why.TILL_SHOWN
    go(counter, TillMode.TAKE_OVER)
    go(counter, TillMode.TAKE_OVER)
    assert counter.state.till.open is not None
    assert counter.state.till.open.staff == PHIL.id
    for to in (TillMode.COUNT, TillMode.CLOSE):
        go(counter, to)
        assert counter.told() is Why.TILL_SHOWN
    change_person(counter, MARY)
    go(counter, TillMode.CLOSE)
    assert mode(counter) is TillMode.CLOSE


def test_a_till_is_taken_over_with_a_count_or_without() -> None:
    counter = change_person(a_till(), BEN)
    go(counter, TillMode.TAKE_OVER)
    counter.press("Ctrl+2")
    taken = last(counter, t.TillTakenOver)
    assert isinstance(taken, t.TillTakenOver)
    assert (taken.before, taken.staff, taken.amount) == (ANA.id, BEN.id, None)
    change_person(counter, PHIL)
    go(counter, TillMode.TAKE_OVER)
    counter.press("Ctrl+1")
    count(counter, "1")
    counter.press("F9")
    taken = last(counter, t.TillTakenOver)
    assert isinstance(taken, t.TillTakenOver)
    assert (str(taken.amount), str(taken.expected)) == ("100.00", "150.00")
    assert counter.state.till.open is not None
    assert counter.state.till.open.staff == PHIL.id


def test_a_manager_closes_the_till_of_who_is_gone() -> None:
    counter = change_person(a_till(), MARY)
    go(counter, TillMode.CLOSE)
    count(counter, "1")
    counter.press("F9")
    closed = last(counter, t.TillClosed)
    assert isinstance(closed, t.TillClosed)
    assert (closed.staff, closed.by) == (ANA.id, MARY.id)


def test_over_and_short_is_for_managers() -> None:
    counter = a_till()
    go(counter, TillMode.HISTORY)
    assert counter.told() is Why.NOT_PERMITTED
    change_person(counter, MARY)
    go(counter, TillMode.HISTORY)
    assert mode(counter) is TillMode.HISTORY
    assert counter.on(TillPage).history == ()


def closed_by_a_manager() -> Counter:
    """A till that was short, in the history that the store answers with."""
    counter = a_till(MARY)
    go(counter, TillMode.CLOSE)
    count(counter, "1")
    counter.press("F9")
    over = counter.state.till.closed
    assert over is not None
    counter.closed_tills = (over,)
    counter.press("Esc")
    counter.press("Ctrl+J")
    counter.press("Ctrl+8")
    return counter


def test_a_closed_till_is_looked_at_and_printed_again_as_a_duplicate() -> None:
    counter = closed_by_a_manager()
    counter.press("Down")
    counter.press("Up")
    counter.press("Enter")
    assert mode(counter) is TillMode.PAST
    assert ("Short", "-50.00") in [(row.title, row.amount) for row in rows(counter)]
    counter.press("Ctrl+1")
    counter.press("Ctrl+3")
    printed = [each.report.rows[0] for each in counter.did(e.PrintReport)]  # type: ignore[union-attr]
    assert [row.left for row in printed] == ["Z report 1", "*** DUPLICATE ***", "Deposit slip"]  # type: ignore[union-attr]
    counter.press("Ctrl+4")
    assert "deposit-2-Z00001.pdf" in words(counter)
    counter.press("Esc")
    assert mode(counter) is TillMode.HISTORY
    counter.press("Esc")
    assert mode(counter) is TillMode.OPEN


def test_a_row_that_is_gone_and_a_report_of_another_page_do_nothing() -> None:
    counter = closed_by_a_manager()
    counter.do(Do.CHOOSE_TILL, "99")
    counter.do(Do.TILL_PRINT, "z")
    counter.do(Do.TILL_WRITE, "x")
    counter.do(Do.TILL, "nonsense")
    assert mode(counter) is TillMode.OPEN
    counter.do(Do.TILL, TillMode.COUNT.value)
    assert counter.told() is Why.TILL_NOT_OPEN
    counter.do(Do.TILL, TillMode.CLOCK.value)
    assert mode(counter) is TillMode.OPEN


def test_answers_reach_the_page_behind_the_lock() -> None:
    counter = a_till(MARY)
    counter.hold = {e.CheckClose, e.LoadTillHistory, e.WriteTillReport}
    go(counter, TillMode.CLOSE)
    counter.do(Do.LOCK)
    counter.send(i.CloseChecked(CloseSheet(stopped=1)))
    counter.enter(pin_of(MARY))
    assert counter.on(TillPage).check == CloseSheet(stopped=1)
    go(counter, TillMode.HISTORY)
    counter.do(Do.LOCK)
    counter.send(i.TillHistoryLoaded((), ()), i.TillReportWritten("nobody asked"))
    counter.enter(pin_of(MARY))
    assert counter.on(TillPage).history == ()
    go(counter, TillMode.REPORT)
    counter.press("Ctrl+2")
    counter.do(Do.LOCK)
    counter.send(i.TillReportWritten("", "The disk is full."))
    counter.enter(pin_of(MARY))
    assert "The disk is full." in words(counter)


def test_answers_that_nobody_waits_for_change_nothing() -> None:
    counter = a_till()
    before = counter.page
    counter.send(i.CloseChecked(CloseSheet()), i.TillHistoryLoaded((), ()))
    counter.send(i.TillReportWritten("late"))
    assert counter.page == before


def test_the_drawer_opens_again_for_who_counts_and_rows_can_be_touched() -> None:
    counter = a_till()
    go(counter, TillMode.COUNT)
    opened = len(counter.did(e.OpenDrawer))
    counter.press("F2")
    assert len(counter.did(e.OpenDrawer)) == opened + 1
    counter.key_in("x")
    counter.press("Down")
    assert counter.told() is Why.TILL_PIECES
    counter.do(Do.CHOOSE_PIECES, "25")
    assert counter.told() is Why.TILL_PIECES
    counter.key_in("3")
    counter.do(Do.CHOOSE_PIECES, "25")
    assert [each.many for each in counter.on(TillPage).counted] == [3]


# --- the close


def test_the_close_is_one_commit_then_the_z_is_printed_once() -> None:
    counter = a_till()
    sell(counter, "20")
    go(counter, TillMode.CLOSE)
    count(counter, "1", "7")
    counter.press("F9")
    assert counter.last_batch() == ("TillClosed",)
    (printed,) = counter.did(e.PrintReport)
    assert isinstance(printed, e.PrintReport)
    heads = [row.left for row in printed.report.rows if isinstance(row, TextRow)]
    assert heads[0] == "Z report 1"
    counter.press("Ctrl+1")
    again = counter.did(e.PrintReport)[-1]
    assert isinstance(again, e.PrintReport)
    assert again.report.rows[0] == TextRow("*** DUPLICATE ***", style=again.report.rows[0].style)  # type: ignore[union-attr]
    assert counter.state.till.open is None


def test_x_and_z_agree() -> None:
    counter = a_till(policy=ROUNDED)
    sell(counter, "20")
    counter.scan_item(IBUPROFEN)
    counter.press("F9")
    counter.press("F10")
    counter.card_approves(counter.total)
    counter.wait(1)
    counter.press("Enter")
    before = counter.state.till.open
    assert before is not None
    go(counter, TillMode.CLOSE)
    count(counter, "1")
    counter.press("F9")
    closed = counter.state.till.closed
    assert closed is not None
    of_close = {Account.TAKEN_OUT, Account.OVER_SHORT, Account.VARIANCE, Account.SAFE}
    for account in set(Account) - of_close:
        assert closed.till.ledger.balance(account) == before.ledger.balance(account)
    assert closed.closed.expected == before.expected
    check_till(counter.state.till, counter.facts)


def test_a_close_over_what_is_open_asks_for_a_reason_and_records_it() -> None:
    counter = a_till()
    counter.close_check = CloseSheet(stopped=2, conflicts=(WaitingWord("6012345-02", "sold"),))
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F10")
    counter.card_says(Outcome.UNKNOWN)
    counter.press("F5")
    go(counter, TillMode.CLOSE)
    count(counter, "1")
    counter.press("F9")
    assert mode(counter) is TillMode.WHY
    counter.press("F9")
    assert counter.told() is Why.TILL_UNSETTLED
    assert counter.recorded(t.TillClosed) == ()
    counter.enter("the terminal is being exchanged")
    closed = last(counter, t.TillClosed)
    assert isinstance(closed, t.TillClosed)
    assert closed.reason == "the terminal is being exchanged"
    assert len(closed.unsettled) == 3
    assert "is not confirmed" in closed.unsettled[0]


def test_the_three_sides_are_compared_and_each_difference_has_its_way_out() -> None:
    counter = a_till()
    paid, told = CardSums(3, Money(60_00)), CardSums(4, Money(70_00))
    counter.close_check = CloseSheet(
        CardSums(2, Money(5_00)),
        BatchMatch("12", paid, told),
        1,
        1,
        (WaitingWord("6012345-02", "returned to stock"),),
    )
    counter.press("Ctrl+J")
    counter.press("Ctrl+0")
    assert mode(counter) is TillMode.MATCH
    assert "Differences: 5" in words(counter)
    ways = ("call the processor", "Ctrl+B", "go by themselves", "looks after the counter",
            "Ctrl+Shift+W")  # fmt: skip
    for way in ways:
        assert way in words(counter)
        counter.press("Down")
    counter.close_check = CloseSheet()
    counter.press("Esc")
    counter.press("Ctrl+0")
    assert "Differences: 0" in words(counter)


def test_a_close_does_not_ask_about_what_settles_itself() -> None:
    counter = a_till()
    counter.close_check = CloseSheet(CardSums(2, Money(5_00)), waiting=1)
    go(counter, TillMode.CLOSE)
    count(counter, "1")
    counter.press("F9")
    assert mode(counter) is TillMode.CLOSED, "this terminal's batch is closed elsewhere"


def test_a_batch_that_can_be_closed_here_and_messages_that_are_late_are_asked_about() -> None:
    counter = a_till()
    counter.send(i.CardTerminalMet("53012345", frozenset({i.CardAbility.CLOSE_BATCH})))
    counter.send(i.OutboxCounted(1, 0, counter.at - timedelta(hours=1)))
    counter.close_check = CloseSheet(CardSums(2, Money(5_00)), waiting=1)
    go(counter, TillMode.CLOSE)
    count(counter, "1")
    counter.press("F9")
    assert mode(counter) is TillMode.WHY
    assert len(counter.on(TillPage).unsettled) == 2


def test_the_close_waits_for_the_word_of_the_store() -> None:
    counter = a_till()
    counter.hold = {e.CheckClose}
    go(counter, TillMode.CLOSE)
    count(counter, "1")
    counter.press("F9")
    assert counter.told() is Msg.TILL_CHECKING
    assert counter.recorded(t.TillClosed) == ()
    counter.send(i.CloseChecked(CloseSheet()))
    counter.press("F9")
    assert mode(counter) is TillMode.CLOSED


def test_a_ticket_that_is_paid_in_part_is_finished_first() -> None:
    counter = a_till()
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.enter("1.00")
    counter.press("Esc")
    go(counter, TillMode.CLOSE)
    count(counter, "1")
    counter.press("F9")
    assert counter.told() is Why.OTHER_TICKET_OPEN
    assert counter.recorded(t.TillClosed) == ()


def test_paper_that_did_not_come_is_said_and_the_close_stands() -> None:
    counter = a_till()
    go(counter, TillMode.CLOSE)
    count(counter, "1")
    counter.press("F9")
    (printed,) = counter.did(e.PrintReport)
    assert isinstance(printed, e.PrintReport)
    counter.send(i.PrintJobMoved(printed.job, PrintState.FAILED, "paper out"))
    assert counter.told() is Msg.TILL_NOT_PRINTED
    assert counter.state.till.open is None


def test_reports_go_into_a_file_and_the_page_says_where() -> None:
    counter = a_till()
    go(counter, TillMode.REPORT)
    counter.press("Ctrl+2")
    assert "x-2-Z00001.pdf" in words(counter)
    counter.press("Ctrl+1")
    assert len(counter.did(e.PrintReport)) == 1


# --- a full disk, a power cut


def test_a_full_disk_opens_no_drawer_and_moves_nothing() -> None:
    counter = a_till()
    go(counter, TillMode.DROP)
    counter.enter("20")
    drawer = len(counter.did(e.OpenDrawer))
    with counter.full_disk():
        counter.enter("B7")
    assert counter.told() is Msg.STORE_TROUBLE
    assert len(counter.did(e.OpenDrawer)) == drawer
    assert str(expected(counter)) == "150.00"


def test_the_till_is_as_it_was_after_a_power_cut() -> None:
    counter = a_till()
    sell(counter, "20")
    again = counter.crash()
    assert again.state.till.open == counter.state.till.open
    again.sign_in()
    assert isinstance(again.page, SalePage | DonePage)


# --- left open, the clock


def test_a_till_of_yesterday_is_shown_at_the_sign_in_with_the_way_out() -> None:
    counter = a_till()
    counter.wait(60)
    counter.at += timedelta(days=1)
    counter.do(Do.LOCK)
    counter.do(Do.BACK)
    assert isinstance(counter.page, SignInPage)
    counter.enter(BEN.id)
    counter.enter(pin_of(BEN))
    assert mode(counter) is TillMode.HOME
    assert "was not closed on 07/01/2026" in words(counter)
    assert "Till open since 07/01" in words(counter)
    counter.press("Esc")
    sell(counter)
    assert len(counter.recorded(f.SaleCompleted)) == 1, "a store that never shuts goes on"


def test_a_clock_that_went_back_is_told_before_money_moves() -> None:
    counter = a_till()
    counter.at -= timedelta(hours=5)
    counter.scan_item(CANDY)
    counter.press("F9")
    assert counter.told() is Why.TILL_CLOCK_BACK
    go(counter, TillMode.CLOSE)
    assert counter.told() is Why.TILL_CLOCK_BACK
    counter.press("Ctrl+9")
    counter.enter("the battery was empty")
    accepted = last(counter, t.TillClockAccepted)
    assert isinstance(accepted, t.TillClockAccepted)
    assert accepted.reason == "the battery was empty"
    counter.press("Esc")
    counter.press("F9")
    assert isinstance(counter.page, TenderPage)


def _cash(counter: Counter) -> None:
    counter.press("F9")


def _typed(counter: Counter) -> None:
    counter.enter("20")


def _card(counter: Counter) -> None:
    counter.press("F10")


def _check(counter: Counter) -> None:
    counter.press("F12")
    counter.press("Ctrl+6")
    counter.enter("1.00")
    counter.enter("1001")


def _gift(counter: Counter) -> None:
    counter.press("F12")
    counter.press("Ctrl+4")
    counter.enter("9800 1234 5678 2207")
    counter.wait(1)
    counter.enter("1.00")


@pytest.mark.parametrize("pay", [_cash, _typed, _card, _check, _gift])
def test_a_clock_that_goes_back_while_payment_is_open_stops_it(
    pay: Callable[[Counter], None],
) -> None:
    """Nothing is paid until it is right again, whatever page was open before."""
    counter = a_till(policy=replace(POLICY, tenders=TenderRules(gift=GiftRules(cards=True))))
    counter.gift_cards = {"9800123456782207": Money(25_00)}
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.at -= timedelta(hours=5)
    counter.wait(1)
    before = len(counter.facts)
    pay(counter)
    assert counter.told() is Why.TILL_CLOCK_BACK
    assert counter.facts[before:] == ()
    counter.at += timedelta(hours=5)
    counter.wait(1)
    while not isinstance(counter.page, SalePage):
        counter.press("Esc")
    counter.press("F9")
    pay(counter)
    assert counter.told() is not Why.TILL_CLOCK_BACK
    assert counter.facts[before:] != ()


def test_a_payment_under_way_is_heard_though_the_clock_went_back() -> None:
    counter = a_till()
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F10")
    counter.at -= timedelta(hours=5)
    counter.wait(1)
    counter.card_says(approval(str(counter.sale.due)))
    assert len(counter.recorded(f.SaleCompleted)) == 1


def test_a_part_is_given_back_though_the_clock_went_back() -> None:
    counter = a_till()
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.enter("1.00")
    counter.at -= timedelta(hours=5)
    counter.wait(1)
    counter.press("Ctrl+B")
    assert len(counter.recorded(f.CashReturned)) == 1
    counter.press("F9")
    assert counter.told() is Why.TILL_CLOCK_BACK


def test_nothing_goes_back_for_goods_while_the_clock_is_wrong() -> None:
    counter = a_till()
    sell(counter)
    counter.scan("2-000001", "]C0")
    counter.enter("")
    counter.press("Ctrl+1")
    counter.press("Esc")
    counter.press("F9")
    counter.on(RefundPage)
    counter.at -= timedelta(hours=5)
    counter.wait(1)
    counter.press("F9")
    assert counter.told() is Why.TILL_CLOCK_BACK
    assert counter.recorded(f.RefundGiven) == ()


def test_a_clock_that_is_set_right_again_needs_no_word() -> None:
    counter = a_till()
    counter.at -= timedelta(hours=5)
    counter.wait(1)
    assert counter.state.clock_back is not None
    counter.at += timedelta(hours=5)
    counter.wait(1)
    assert counter.state.clock_back is None


def test_small_steps_of_the_clock_are_no_news() -> None:
    counter = a_till()
    counter.at -= timedelta(seconds=90)
    counter.wait(1)
    assert counter.state.clock_back is None


def test_a_start_under_an_older_clock_is_noticed() -> None:
    counter = a_till()
    counter.at -= timedelta(days=1)
    again = counter.crash()
    assert again.state.clock_back is not None
    again.sign_in()
    again.scan_item(CANDY)
    again.press("F9")
    assert again.told() is Why.TILL_CLOCK_BACK


def test_a_partly_paid_card_ticket_counts_in_the_till_in_which_it_was_paid() -> None:
    counter = a_till()
    counter.scan_item(IBUPROFEN)
    counter.press("F9")
    counter.press("F10")
    counter.card_says(approval("1.00", partial=True))
    assert counter.state.till.open is not None
    ledger = counter.state.till.open.ledger
    assert ledger.balance(Account.CREDIT) == Money(100)
    assert ledger.balance(Account.TICKETS) == Money(-100)
