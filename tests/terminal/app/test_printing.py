"""The queue of receipts: what waits, what goes out by itself, what a person is asked about."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.counter import DISK_FULL, MARY, SETTINGS, Counter, a_counter
from helpers.sales import CANDY
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Condition, DeviceRole, Do, PrintState
from terminal.app.printing import (
    AGAIN_AFTER_S,
    COPIED,
    CROWDED,
    DROPPED,
    MAX_TRIES,
    MAX_UNSETTLED,
    NO_PRINTER,
    RESTARTED,
    SETTLED,
)
from terminal.app.receipt import TextRow
from terminal.app.settings import Devices
from terminal.app.state import DevicesPage, DonePage, Msg, SalePage
from terminal.app.step_done import SEEN_AFTER_S
from terminal.domain import facts as f
from terminal.domain.identity import JobId
from terminal.presentation.receipt_rows import unsettled_rows
from terminal.presentation.views import DevicesView, DoneView, Row, SaleView
from terminal.store.recovery import MOST_JOBS

FIRST, SECOND = JobId("2-000001/1"), JobId("2-000002/1")


def sell(counter: Counter) -> None:
    """One piece of candy, paid in cash."""
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F9")


def next_customer(counter: Counter) -> None:
    counter.wait(SEEN_AFTER_S + 0.1)
    counter.press("Enter")


def down(counter: Counter, detail: str = "paper out") -> None:
    counter.printer(Condition.DOWN, detail)


def well(counter: Counter) -> None:
    """Somebody put it right; what waits goes at the next tick."""
    counter.printer()
    counter.wait(1.0)


def moves(counter: Counter, job: str = FIRST) -> list[str]:
    """Every state of a job on the disk, in order."""
    return _states(counter.facts, job)


def _states(facts: tuple[f.Fact, ...], job: str) -> list[str]:
    told = [each for each in facts if isinstance(each, f.ReceiptMoved)]
    return [each.state for each in told if each.job == job]


def printed(counter: Counter) -> list[str]:
    """Every print that was begun; a copy bears its heading."""
    done = []
    for effect in counter.did(e.PrintReceipt):
        assert isinstance(effect, e.PrintReceipt)
        head = effect.receipt.rows[0]
        assert isinstance(head, TextRow)
        done.append(f"{effect.job} {head.left}" if "DUPLICATE" in head.left else str(effect.job))
    return done


def titles(counter: Counter) -> list[str]:
    view = counter.screen.page
    assert isinstance(view, DoneView)
    return [each.title for each in view.notices]


def says(counter: Counter, job: str, state: PrintState, reason: str = "") -> None:
    counter.send(i.PrintJobMoved(JobId(job), state, reason))


@pytest.fixture
def counter() -> Counter:
    return a_counter()


# --- when the printer is well


def test_a_tender_is_one_commit_in_which_the_receipt_is_queued_and_sent(counter: Counter) -> None:
    counter.scan_item(CANDY)
    counter.press("F9")
    before = len(counter.journal.batches)
    counter.press("F9")
    assert len(counter.journal.batches) == before + 1
    assert counter.last_batch()[-3:] == ("ReceiptRequested", "ReceiptMoved", "DrawerRequested")
    assert printed(counter) == [FIRST]


def test_sending_is_on_the_disk_before_the_first_byte(counter: Counter) -> None:
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.journal.slow = True
    counter.press("F9")
    assert printed(counter) == []
    counter.commit_now()
    assert printed(counter) == [FIRST]


def test_the_next_receipt_waits_its_turn_and_goes_when_the_one_before_is_out(
    counter: Counter,
) -> None:
    sell(counter)
    next_customer(counter)
    sell(counter)
    next_customer(counter)
    assert printed(counter) == [FIRST]
    assert moves(counter, SECOND) == []
    says(counter, FIRST, PrintState.PRINTED)
    assert counter.last_batch() == ("ReceiptMoved", "ReceiptMoved"), "one commit for both"
    assert printed(counter) == [FIRST, SECOND]


@pytest.mark.parametrize("end", [PrintState.SENT, PrintState.UNKNOWN])
def test_whatever_the_end_of_a_job_the_next_one_goes(counter: Counter, end: PrintState) -> None:
    sell(counter)
    next_customer(counter)
    sell(counter)
    says(counter, FIRST, end)
    assert printed(counter) == [FIRST, SECOND]


# --- when it is not


def test_a_sale_never_waits_for_the_printer_and_its_receipt_is_queued(counter: Counter) -> None:
    down(counter)
    sell(counter)
    assert counter.on(DonePage).job == FIRST
    assert counter.recorded(f.ReceiptRequested) != ()
    assert (printed(counter), moves(counter)) == ([], [])
    assert titles(counter) == ["The receipt was not printed."]


def test_it_comes_out_as_the_original_as_soon_as_the_paper_is_in(counter: Counter) -> None:
    down(counter)
    sell(counter)
    well(counter)
    assert (printed(counter), moves(counter)) == ([FIRST], ["sending"])
    assert titles(counter) == []


def test_a_job_of_which_not_a_byte_went_out_goes_back_to_the_queue_as_the_original(
    counter: Counter,
) -> None:
    sell(counter)
    says(counter, FIRST, PrintState.FAILED, "cover open")
    assert moves(counter) == ["sending", "failed", "queued"]
    down(counter, "cover open")
    well(counter)
    says(counter, FIRST, PrintState.PRINTED)
    assert moves(counter) == ["sending", "failed", "queued", "sending", "printed"]
    assert printed(counter) == [FIRST, FIRST]


def test_a_refused_job_is_not_pressed_upon_a_printer_that_says_it_is_well(
    counter: Counter,
) -> None:
    sell(counter)
    for tried in range(1, MAX_TRIES + 3):
        says(counter, FIRST, PrintState.FAILED, "silent")
        assert len(printed(counter)) == min(tried, MAX_TRIES)
        counter.wait(AGAIN_AFTER_S + 0.1)
    assert len(printed(counter)) == MAX_TRIES
    counter.press("F10")
    assert len(printed(counter)) == MAX_TRIES + 1, "a person may always try"


def test_when_the_customer_has_gone_it_waits_for_a_key(counter: Counter) -> None:
    down(counter)
    sell(counter)
    next_customer(counter)
    well(counter)
    assert printed(counter) == []
    sell(counter)
    assert printed(counter) == [SECOND]
    assert titles(counter) == ["1 earlier receipt waits"]
    counter.press("Ctrl+R")
    assert titles(counter) == []
    says(counter, SECOND, PrintState.PRINTED)
    assert printed(counter) == [SECOND, FIRST]


def test_receipts_that_wait_come_out_in_their_order(counter: Counter) -> None:
    down(counter)
    for _ in range(3):
        sell(counter)
        next_customer(counter)
    sell(counter)
    assert titles(counter) == ["The receipt was not printed.", "3 earlier receipts wait"]
    counter.press("Ctrl+R")
    assert printed(counter) == []
    well(counter)
    for number in range(1, 5):
        says(counter, f"2-00000{number}/1", PrintState.PRINTED)
    assert printed(counter) == [f"2-00000{number}/1" for number in range(1, 5)]


def test_one_that_waited_its_turn_waits_for_a_person_when_the_printer_broke_down_meanwhile(
    counter: Counter,
) -> None:
    sell(counter)
    next_customer(counter)
    sell(counter)
    next_customer(counter)
    down(counter)
    says(counter, FIRST, PrintState.UNKNOWN, "paper out")
    well(counter)
    assert printed(counter) == [FIRST]
    counter.do(Do.PRINT_WAITING, SECOND)
    assert printed(counter) == [FIRST, SECOND]


def test_a_locked_screen_still_prints_what_its_own_page_is_about(counter: Counter) -> None:
    down(counter)
    sell(counter)
    counter.do(Do.LOCK)
    well(counter)
    assert printed(counter) == [FIRST]


def test_f10_prints_the_original_while_it_has_not_come_out(counter: Counter) -> None:
    down(counter, "cutter stuck")
    sell(counter)
    counter.press("F10")
    assert counter.did(e.ResumePrinter) == (e.ResumePrinter(),), "the jam is out: go on"
    counter.do(Do.PRINT_COPY)
    well(counter)
    assert printed(counter) == [FIRST]
    assert len(counter.recorded(f.ReceiptRequested)) == 1


def test_a_printer_that_stops_in_the_middle_is_told_of_and_told_to_go_on(counter: Counter) -> None:
    sell(counter)
    down(counter, "cutter stuck")
    assert titles(counter) == ["The printer stopped in the middle: cutter stuck"]
    counter.press("F10")
    assert counter.did(e.ResumePrinter) == (e.ResumePrinter(),)
    assert moves(counter) == ["sending"]


def test_a_lane_without_a_printer_keeps_no_queue(counter: Counter) -> None:
    counter.printer(Condition.ABSENT)
    sell(counter)
    assert counter.recorded(f.ReceiptMoved) == (f.ReceiptMoved(FIRST, "failed", NO_PRINTER),)
    next_customer(counter)
    assert counter.crash().state.prints == ()


def test_a_receipt_that_can_never_be_printed_is_over(counter: Counter) -> None:
    sell(counter)
    says(counter, FIRST, PrintState.FAILED, "too long")
    assert moves(counter) == ["sending", "failed"]
    assert titles(counter) == ["The receipt was not printed."]


def test_a_printer_that_has_not_spoken_yet_is_not_taken_for_well() -> None:
    counter = Counter().sign_in().card_terminal()
    sell(counter)
    assert printed(counter) == []
    counter.printer(Condition.ATTENTION, "paper low")
    counter.wait(1.0)
    assert printed(counter) == [FIRST]


# --- in doubt


def test_a_receipt_in_doubt_is_asked_about_and_a_copy_is_headed_and_ends_the_doubt(
    counter: Counter,
) -> None:
    sell(counter)
    says(counter, FIRST, PrintState.UNKNOWN, "wire lost")
    assert titles(counter) == ["Did the receipt come out?"]
    counter.press("F10")
    assert printed(counter) == [FIRST, "2-000001/2 *** DUPLICATE 1 ***"]
    assert counter.recorded(f.ReceiptMoved)[-2] == f.ReceiptMoved(FIRST, "failed", COPIED)
    assert [job.job for job in counter.state.prints] == ["2-000001/2"]
    says(counter, "2-000001/2", PrintState.PRINTED)
    assert unsettled_rows(counter.state) == ()


def test_one_in_doubt_of_an_earlier_ticket_can_still_be_answered(counter: Counter) -> None:
    for _ in range(3):
        sell(counter)
        says(counter, counter.on(DonePage).job, PrintState.UNKNOWN)
        next_customer(counter)
    rows = unsettled_rows(counter.state)
    assert [row.title for row in rows] == [f"Ticket 2-00000{number}" for number in (1, 2, 3)]
    counter.do(Do.PRINT_COPY, FIRST)
    counter.do(Do.RECEIPT_CAME_OUT, SECOND)
    counter.do(Do.DROP_RECEIPT, "2-000003/1")
    assert printed(counter)[-1] == "2-000001/2 *** DUPLICATE 1 ***"
    assert [row.id for row in unsettled_rows(counter.state)] == ["2-000001/2"]
    assert [row.title for row in unsettled_rows(counter.state)] == ["Ticket 2-000001, copy 1"]
    last = [moves(counter, f"2-00000{number}/1")[-1] for number in (1, 2, 3)]
    assert last == ["failed", "printed", "failed"]


# --- the way to what waits


def receipt_rows(counter: Counter) -> tuple[Row, ...]:
    page = counter.screen.page
    assert isinstance(page, DevicesView)
    return page.found


def strip(counter: Counter) -> list[str]:
    return [item.text for item in counter.screen.status.items]


def test_a_receipt_that_waits_is_on_the_strip_and_one_key_leads_to_it(counter: Counter) -> None:
    down(counter)
    sell(counter)
    assert "1 receipt waits" not in " ".join(strip(counter)), "this page asks itself"
    next_customer(counter)
    assert "1 receipt waits (Ctrl+R)" in strip(counter)
    counter.press("Ctrl+R")
    assert counter.on(DevicesPage).role is DeviceRole.PRINTER
    (row,) = receipt_rows(counter)
    assert row.title == "Ticket 2-000001"
    assert row.detail == "Receipt: waiting · The paper is out"


def test_between_two_customers_a_notice_leads_there_too(counter: Counter) -> None:
    down(counter)
    sell(counter)
    next_customer(counter)
    view = counter.screen.page
    assert isinstance(view, SaleView)
    assert view.more_ready is not None
    assert view.more_ready.title == "1 receipt waits"
    counter.scan_item(CANDY)
    view = counter.screen.page
    assert isinstance(view, SaleView)
    assert view.more_ready is None, "the customer who is there comes first"


def test_the_same_key_prints_what_waits_there(counter: Counter) -> None:
    down(counter)
    for _ in range(2):
        sell(counter)
        next_customer(counter)
    counter.press("Ctrl+R")
    counter.press("Ctrl+R")
    assert [row.detail for row in receipt_rows(counter)] == [
        "Receipt: waiting · The paper is out · prints as soon as it can",
    ] * 2
    assert "receipts wait" not in " ".join(strip(counter)), "nothing is left to decide"
    well(counter)
    says(counter, FIRST, PrintState.PRINTED)
    counter.wait(1.0)
    assert printed(counter) == [FIRST, SECOND]


def test_each_has_a_key_to_print_it_and_one_to_leave_it(counter: Counter) -> None:
    down(counter)
    for _ in range(2):
        sell(counter)
        next_customer(counter)
    counter.press("Ctrl+R")
    counter.press("Ctrl+1")
    assert counter.told() is Msg.RECEIPT_DROPPED
    assert moves(counter, FIRST) == ["failed"]
    (row,) = receipt_rows(counter)
    assert row.id == SECOND
    counter.press("Ctrl+R")
    well(counter)
    assert printed(counter) == [SECOND]


def test_one_in_doubt_waits_for_a_word_as_well(counter: Counter) -> None:
    sell(counter)
    says(counter, FIRST, PrintState.UNKNOWN)
    next_customer(counter)
    assert "1 receipt waits (Ctrl+R)" in strip(counter)
    counter.press("Ctrl+R")
    counter.press("Ctrl+1")
    assert moves(counter)[-1] == "printed"
    assert receipt_rows(counter) == ()


def test_touching_the_strip_leads_to_the_printer_while_receipts_wait(counter: Counter) -> None:
    down(counter)
    sell(counter)
    next_customer(counter)
    well(counter)
    counter.do(Do.DEVICES)
    assert counter.on(DevicesPage).role is DeviceRole.PRINTER


def test_a_printer_on_trial_hides_the_receipts() -> None:
    wired = replace(SETTINGS, devices=Devices(printer="tcp://192.0.2.20:9100"))
    counter = a_counter(settings=wired)
    down(counter)
    sell(counter)
    next_customer(counter)
    counter.do(Do.LOCK)
    counter.sign_in(MARY)
    counter.press("Ctrl+R")
    counter.do(Do.REMOVE_DEVICE)
    assert receipt_rows(counter) == ()


def test_a_process_id_that_comes_late_ends_the_doubt(counter: Counter) -> None:
    sell(counter)
    says(counter, FIRST, PrintState.UNKNOWN)
    says(counter, FIRST, PrintState.PRINTED)
    assert moves(counter)[-1] == "printed"
    assert titles(counter) == []


@pytest.mark.parametrize("state", list(PrintState))
def test_no_word_of_the_printer_moves_what_is_not_on_its_way(
    counter: Counter, state: PrintState
) -> None:
    down(counter)
    sell(counter)
    before = len(counter.facts)
    says(counter, FIRST, state)
    says(counter, "2-000009/1", state)
    assert len(counter.facts) == before


def test_what_nobody_wants_any_more_is_dropped(counter: Counter) -> None:
    down(counter)
    sell(counter)
    counter.do(Do.DROP_RECEIPT, FIRST)
    well(counter)
    assert printed(counter) == []
    assert counter.recorded(f.ReceiptMoved) == (f.ReceiptMoved(FIRST, "failed", DROPPED),)
    assert counter.crash().state.prints == ()


def test_a_copy_of_a_copy_never_takes_a_number_twice(counter: Counter) -> None:
    sell(counter)
    counter.press("F10")
    says(counter, FIRST, PrintState.UNKNOWN)
    says(counter, "2-000001/2", PrintState.PRINTED)
    next_customer(counter)
    sell(counter)
    says(counter, SECOND, PrintState.PRINTED)
    counter.do(Do.PRINT_COPY, FIRST)
    assert printed(counter)[-1] == "2-000001/3 *** DUPLICATE 2 ***"


# --- bounds, a full disk, a restart


def test_no_more_wait_than_a_morning_with_a_dead_printer(counter: Counter) -> None:
    down(counter)
    for _ in range(MAX_UNSETTLED + 2):
        sell(counter)
        next_customer(counter)
    assert len(counter.state.prints) == MAX_UNSETTLED
    assert counter.recorded(f.ReceiptMoved) == (
        f.ReceiptMoved(FIRST, "failed", CROWDED),
        f.ReceiptMoved(SECOND, "failed", CROWDED),
    )
    assert len(counter.crash().state.prints) == MAX_UNSETTLED == MOST_JOBS


def test_an_answer_that_the_disk_did_not_take_is_asked_for_again(counter: Counter) -> None:
    sell(counter)
    with counter.full_disk():
        says(counter, FIRST, PrintState.PRINTED)
    assert counter.state.receipt is not None
    assert counter.state.receipt.state is PrintState.SENDING
    counter.wait(AGAIN_AFTER_S + 0.1)
    assert printed(counter) == [FIRST, FIRST], "the driver tells how it stands, and prints nothing"
    says(counter, FIRST, PrintState.PRINTED)
    assert moves(counter) == ["sending", "printed"]


def test_a_full_disk_is_not_asked_every_second(counter: Counter) -> None:
    down(counter)
    sell(counter)
    with counter.full_disk():
        counter.printer()
        told = len(counter.states)
        counter.wait(1.0)
        counter.wait(1.0)
        assert len(counter.states) - told == 2, "one refusal, and one tick that asked for nothing"
    counter.wait(AGAIN_AFTER_S)
    assert printed(counter) == [FIRST]


def test_after_a_restart_what_was_queued_still_is_and_waits_for_a_person(counter: Counter) -> None:
    down(counter)
    sell(counter)
    again = counter.crash().printer().sign_in()
    assert again.on(DonePage).job == FIRST
    assert titles(again) == ["The receipt was not printed."]
    again.wait(2.0)
    assert printed(again) == [], "perhaps the customer is gone"
    again.press("F10")
    assert printed(again) == [FIRST]
    assert [each.receipt for each in again.did(e.PrintReceipt) if isinstance(each, e.PrintReceipt)]
    says(again, FIRST, PrintState.PRINTED)
    assert again.crash().state.prints == ()


def test_the_original_after_a_restart_is_the_receipt_of_the_sale(counter: Counter) -> None:
    sell(counter)
    (original,) = counter.did(e.PrintReceipt)
    down(counter)
    says(counter, FIRST, PrintState.FAILED, "paper out")
    again = counter.crash().printer()
    again.wait(3600)
    again.sign_in().press("F10")
    assert again.did(e.PrintReceipt) == (original,)


def test_after_a_restart_what_was_being_sent_is_in_doubt_and_may_still_be_confirmed(
    counter: Counter,
) -> None:
    sell(counter)
    again = counter.crash()
    mark = next(fact for fact in counter.facts if isinstance(fact, f.ReceiptRequested)).process_id
    assert again.did(e.ExpectPrinted) == (e.ExpectPrinted(FIRST, mark),)
    assert [(job.state, job.reason) for job in again.state.prints] == [
        (PrintState.UNKNOWN, RESTARTED)
    ]
    says(again, FIRST, PrintState.PRINTED)
    assert again.printer().sign_in().on(SalePage) == SalePage()


def test_an_old_receipt_that_waits_does_not_stand_in_the_way_of_the_morning(
    counter: Counter,
) -> None:
    down(counter)
    sell(counter)
    next_customer(counter)
    counter.scan_item(CANDY)
    again = counter.crash().sign_in()
    again.on(SalePage)
    assert [row.id for row in unsettled_rows(again.state)] == [FIRST]


# --- whatever happens

Move = Callable[[Counter], None]


def _sells(counter: Counter) -> None:
    if counter.journal.fault is not None:
        return
    if counter.state.locked:
        counter.sign_in()
    if isinstance(counter.page, DonePage):
        next_customer(counter)
    sell(counter)


def _answers(state: PrintState, reason: str) -> Move:
    def move(counter: Counter) -> None:
        on_its_way = [each for each in counter.state.prints if each.state is PrintState.SENDING]
        for job in on_its_way:
            says(counter, job.job, state, reason)

    return move


def _keys(do: Do, place: int) -> Move:
    def move(counter: Counter) -> None:
        jobs = ["", *(each.job for each in counter.state.prints)]
        if isinstance(counter.page, DonePage):
            counter.do(do, jobs[place % len(jobs)])

    return move


def _full(counter: Counter) -> None:
    counter.journal.fault = DISK_FULL


def _room(counter: Counter) -> None:
    counter.journal.fault = None


stories = st.lists(
    st.one_of(
        st.just(_sells),
        st.builds(_answers, st.sampled_from(PrintState), st.sampled_from(["", "paper out"])),
        st.builds(_answers, st.just(PrintState.PRINTED), st.just("")),
        st.builds(_answers, st.just(PrintState.FAILED), st.just("silent")),
        st.builds(
            _keys,
            st.sampled_from(
                [Do.PRINT_COPY, Do.PRINT_WAITING, Do.RECEIPT_CAME_OUT, Do.DROP_RECEIPT]
            ),
            st.integers(0, 4),
        ),
        st.sampled_from([Condition.GOOD, Condition.DOWN, Condition.ATTENTION]).map(
            lambda condition: lambda counter: counter.printer(condition, "paper out")
        ),
        st.sampled_from([1.0, 6.0]).map(lambda s: lambda counter: counter.wait(s)),
        st.sampled_from([_full, _room, _room]),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories, stories)
def test_never_two_originals_and_nothing_without_its_word_on_the_disk(
    story: list[Move], after_the_crash: list[Move]
) -> None:
    counter = a_counter()
    for move in story:
        move(counter)
    counter.journal.fault = None
    _judge(counter)
    again = counter.crash()
    _kept(counter, again)
    before = len(again.facts)
    again.printer().sign_in()
    for move in after_the_crash:
        move(again)
    again.journal.fault = None
    _judge(again, after=before)


def _judge(counter: Counter, after: int = 0) -> None:
    """Each begun print has "sending" on the disk; a second one of a job follows its failure."""
    facts = counter.facts
    numbers = [fact.job for fact in facts if isinstance(fact, f.ReceiptRequested)]
    assert len(numbers) == len(set(numbers))
    for job in set(numbers):
        told = _states(facts[after:], job)
        begun = [each for each in counter.did(e.PrintReceipt) if _prints(each, job)]
        assert (len(begun) > 0) <= ("sending" in told)
        before = None
        for state in _states(facts, job):
            assert state != "sending" or before in (None, "queued"), "only what never began"
            before = state
    assert sum(job.state is PrintState.SENDING for job in counter.state.prints) <= 1
    assert sum(job.state not in SETTLED for job in counter.state.prints) <= MAX_UNSETTLED
    for effect in counter.did(e.PrintReceipt):
        assert isinstance(effect, e.PrintReceipt)
        head = effect.receipt.rows[0]
        assert isinstance(head, TextRow)
        assert ("DUPLICATE" in head.left) is not effect.job.endswith("/1")


def _kept(counter: Counter, again: Counter) -> None:
    """After a power cut: what was queued is, what was being sent is in doubt."""
    doubtful = {PrintState.SENDING: PrintState.UNKNOWN}
    known = {
        job.job: doubtful.get(job.state, job.state)
        for job in counter.state.prints
        if job.state not in SETTLED
    }
    assert {job.job: job.state for job in again.state.prints} == known


def _prints(effect: e.Effect, job: str) -> bool:
    return isinstance(effect, e.PrintReceipt) and effect.job == job


def test_the_printers_health_alone_is_what_the_queue_looks_at(counter: Counter) -> None:
    down(counter)
    sell(counter)
    counter.send(i.DeviceHealthChanged(DeviceRole.SCANNER, Condition.GOOD))
    assert printed(counter) == []
