"""Questions before handing out at the counter, and somebody who comes a second time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from helpers.counter import DATE_OF_BIRTH, PHIL, PLAIN, Counter, a_counter
from helpers.sales import MARIA, NOW, POLICY, a_fill
from helpers.screens import texts
from terminal.app import inputs as i
from terminal.app.inputs import Do, ReadFrom
from terminal.app.state import (
    Msg,
    PharmacistPage,
    PickupPage,
    QuestionPage,
    Release,
    SalePage,
)
from terminal.domain import facts as f
from terminal.domain.hand_out import QuestionTerms
from terminal.domain.pickup import Relationship
from terminal.domain.prescription import FillStatus, SoldBefore
from terminal.domain.refusal import Why
from terminal.domain.rules import STORE, Rule, RuleBook
from terminal.presentation.views import PickupView
from terminal.rules_files import packaged_rules

FILL = a_fill(schedule=4)
FLAG: Rule[object] = Rule(
    "flag", STORE, date(2026, 1, 1), None, "the owner", "Red flags are settled.", True,
    QuestionTerms("Is it early?", ("no", "not settled"), frozenset({"not settled"}),
                  note_wanted=True),
)  # fmt: skip
SOLD = replace(
    PLAIN,
    status=FillStatus.SOLD,
    sold=SoldBefore(NOW - timedelta(hours=2), "1", Relationship.SPOUSE),
)


@pytest.fixture
def counter() -> Counter:
    """In Virginia, where a Schedule IV fill asks for no ID."""
    policy = replace(POLICY, rules=RuleBook.of((*packaged_rules(), FLAG), "US-VA"))
    counter = a_counter(FILL, policy=policy)
    counter.pick_up(FILL)
    return counter


def answers(counter: Counter) -> list[tuple[str, str, str, bool]]:
    found = counter.recorded(f.HandOutAnswered)
    return [
        (each.answer, each.note, each.by, each.lets_go)
        for each in found
        if isinstance(each, f.HandOutAnswered)
    ]


def test_one_question_follows_the_other_and_then_payment_opens(counter: Counter) -> None:
    assert not counter.can_press("F9")
    counter.press("Ctrl+Q")
    counter.press("Ctrl+1")
    assert counter.on(QuestionPage) == QuestionPage()
    assert "Is it early?" in texts(counter.screen)
    counter.press("Ctrl+1")
    counter.key_in("called")
    counter.enter(" ")
    assert counter.told() is Why.NOTE_MISSING
    counter.enter("called the prescriber")
    counter.pharmacist_signs()
    assert answers(counter)[1:] == [("no", "called the prescriber", PHIL.id, True)]
    assert counter.on(SalePage) == SalePage()
    assert counter.can_press("F9")


def test_an_answer_that_stops_sends_the_fill_back(counter: Counter) -> None:
    counter.press("Ctrl+Q")
    counter.press("Ctrl+2")
    assert counter.told() is Why.FILL_STAYS
    assert counter.on(SalePage) == SalePage()
    assert not counter.can_press("F9")
    assert answers(counter)[0][3] is False


def test_the_cashier_who_stopped_it_needs_a_pharmacist_to_answer_otherwise(
    counter: Counter,
) -> None:
    counter.press("Ctrl+Q")
    counter.press("Ctrl+2")
    counter.press("Ctrl+Q")
    assert "A pharmacist signs" in " ".join(texts(counter.screen.page))
    counter.press("Ctrl+1")
    assert counter.on(PharmacistPage).release is Release.QUESTION
    assert len(answers(counter)) == 1
    counter.pharmacist_signs()
    assert answers(counter)[1][2:] == (PHIL.id, True)


def test_escape_takes_the_answer_back_and_then_leaves(counter: Counter) -> None:
    counter.open_bag()
    counter.press("Ctrl+1")
    counter.press("Esc")
    assert counter.on(QuestionPage) == QuestionPage()
    counter.press("Ctrl+2")
    counter.enter("no answer")
    assert counter.on(PharmacistPage).back == QuestionPage("not settled", "no answer")
    counter.press("Esc")
    counter.press("Esc")
    counter.press("Esc")
    assert counter.on(SalePage) == SalePage()
    assert len(answers(counter)) == 1


def test_what_is_no_answer_is_not_taken(counter: Counter) -> None:
    counter.press("Ctrl+Q")
    counter.do(Do.ANSWER, "perhaps")
    counter.do(Do.CASH)
    counter.scan_label(FILL)
    assert counter.told() is Msg.SCAN_ANSWER_FIRST
    assert counter.on(QuestionPage) == QuestionPage()
    counter.engine._state = replace(counter.state, sale=None)
    counter.do(Do.ANSWER, "no")
    assert counter.on(SalePage) == SalePage()


def test_a_question_that_ended_while_the_pharmacist_came_records_nothing(counter: Counter) -> None:
    counter.open_bag()
    counter.press("Ctrl+1")
    counter.enter("called")
    assert counter.on(PharmacistPage).release is Release.QUESTION
    counter.engine._state = replace(counter.state, sale=None)
    counter.pharmacist_signs()
    assert counter.told() is Why.NOTHING_TO_ANSWER
    assert len(answers(counter)) == 1


def test_an_answer_that_the_row_has_no_more_is_asked_again(counter: Counter) -> None:
    counter.open_bag()
    counter.press("Ctrl+1")
    counter.enter("called")
    page = replace(counter.on(PharmacistPage), back=QuestionPage("taken out of the row", "called"))
    counter.engine._state = replace(counter.state, page=page)
    counter.pharmacist_signs()
    assert counter.told() is Why.NOTHING_TO_ANSWER
    assert counter.on(QuestionPage) == QuestionPage()


# --- the second pickup


def test_a_bag_that_was_picked_up_is_refused_with_when_where_and_by_whom() -> None:
    counter = a_counter(SOLD)
    counter.scan_label(SOLD)
    assert counter.told() is Why.FILL_SOLD
    assert counter.recorded(f.SecondPickupClaimed) == (
        f.SecondPickupClaimed(SOLD.key, MARIA, SOLD.sold.at, "1", Relationship.SPOUSE),  # type: ignore[union-attr]
    )
    words = " ".join(texts(counter.screen))
    assert "picked up 08:00 · lane 1 · spouse" in words


def test_a_fill_that_was_picked_up_asks_nothing() -> None:
    counter = a_counter(SOLD)
    counter.scan_label(SOLD)
    view = counter.screen.page
    assert isinstance(view, PickupView)
    assert (view.answer, view.pickers, view.buttons) == (None, (), ())
    assert "date of birth" not in " ".join(texts(view))


def test_beside_a_fill_that_waits_the_question_is_asked() -> None:
    counter = a_counter(SOLD, a_fill("6012346"))
    counter.scan_label(SOLD)
    assert counter.field.name == "answer"


def test_a_number_that_was_typed_counts_like_a_bag() -> None:
    counter = a_counter(SOLD)
    counter.enter(SOLD.key.rx + "-02")
    assert len(counter.recorded(f.SecondPickupClaimed)) == 1


def test_looking_at_a_person_is_no_claim() -> None:
    counter = a_counter(SOLD)
    counter.press("F2")
    counter.do(Do.CHOOSE_PATIENT, MARIA)
    assert counter.recorded(f.SecondPickupClaimed) == ()


def test_a_fill_that_turns_out_to_be_sold_while_its_bag_is_here_is_a_claim() -> None:
    counter = a_counter(PLAIN)
    counter.phms[PLAIN.key] = replace(PLAIN, status=FillStatus.SOLD)
    counter.scan_label(PLAIN)
    assert len(counter.recorded(f.SecondPickupClaimed)) == 1
    counter.send(i.FillRead(PLAIN.key, replace(SOLD, read_at=counter.at), ReadFrom.PHMS))
    assert len(counter.recorded(f.SecondPickupClaimed)) == 1
    counter.enter(DATE_OF_BIRTH)
    counter.scan_label(PLAIN)
    assert counter.told() is Why.FILL_SOLD
    assert counter.on(PickupPage).scanned == (PLAIN.key,)
