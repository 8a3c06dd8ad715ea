"""A pharmacist answers here for another lane's ticket, and hears what became of it there."""

from dataclasses import replace

import pytest

from helpers.counter import ANA, PHIL, Counter, a_counter
from helpers.sales import NOW, a_fill
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.elsewhere import (
    GIVEN_SHOWN,
    FillElsewhere,
    GivenElsewhere,
    OtherLanesState,
    TicketElsewhere,
)
from terminal.app.inputs import Do
from terminal.app.state import ElsewherePage, Msg, PharmacistPage, SalePage, SignInPage
from terminal.app.step_elsewhere import shown
from terminal.domain import facts as f
from terminal.domain.barcode import RxNumber
from terminal.domain.counselling import Mode, Trigger
from terminal.domain.elsewhere import CounselledElsewhere, CounselledElsewhereSettled, Delivery
from terminal.domain.identity import LaneId, SaleId
from terminal.domain.pickup import Counselling
from terminal.domain.prescription import FillKey
from terminal.domain.refusal import Why
from terminal.presentation.views import PromptView

NEW, OTHER = FillKey(RxNumber("6012345"), 0), FillKey(RxNumber("6012346"), 0)
ONE = TicketElsewhere(
    LaneId("1"),
    SaleId("1-000007"),
    (
        FillElsewhere(NEW, "R••• M.", Trigger.NEW, Mode.OFFER),
        FillElsewhere(OTHER, "R••• M.", Trigger.CHANGED, Mode.MUST_CONSULT),
    ),
)
THREE = TicketElsewhere(LaneId("3"), SaleId("3-000001"), ONE.fills[:1])


def heard(*tickets: TicketElsewhere) -> i.OtherLanesHeard:
    return i.OtherLanesHeard(OtherLanesState(True, NOW, tickets))


ALONE = i.OtherLanesHeard(OtherLanesState(False, NOW, (), "the store hub is not reached"))


def at_the_list(*tickets: TicketElsewhere) -> Counter:
    counter = a_counter()
    counter.send(heard(*(tickets or (ONE, THREE))))
    counter.press("Ctrl+Shift+C")
    return counter


def chosen() -> Counter:
    counter = at_the_list()
    counter.press("Ctrl+1")
    return counter


def words(counter: Counter) -> list[str]:
    view = counter.screen.page
    assert isinstance(view, PromptView)
    return [view.ask, *(row.title for row in view.rows), *(each.label for each in view.choices)]


def strip(counter: Counter) -> list[str]:
    return [each.text for each in counter.screen.status.items]


def given_facts(counter: Counter) -> list[CounselledElsewhere]:
    return [each for each in counter.facts if isinstance(each, CounselledElsewhere)]


def moved(counter: Counter, delivery: Delivery) -> None:
    counter.send(i.AnswerMoved(given_facts(counter)[-1].answer, delivery))


# --- what is seen


def test_a_lane_without_a_hub_knows_of_no_other_lanes() -> None:
    counter = a_counter()
    assert not counter.can_press("Ctrl+Shift+C")
    counter.do(Do.ELSEWHERE)
    counter.on(SalePage)
    assert not [text for text in strip(counter) if "lane" in text.lower()]


def test_the_strip_says_where_a_pharmacist_is_waited_for_also_when_it_is_locked() -> None:
    counter = a_counter()
    counter.send(heard(ONE))
    assert "Counselling waits: lane 1 (Ctrl+Shift+C)" in strip(counter)
    counter.send(heard(ONE, THREE))
    counter.do(Do.LOCK)
    assert "Counselling waits: lanes 1, 3" in strip(counter)
    counter.send(heard())
    assert not [text for text in strip(counter) if "Counselling" in text]


def test_the_list_shows_tickets_and_nothing_of_the_medicine() -> None:
    counter = at_the_list()
    view = counter.screen.page
    assert isinstance(view, PromptView)
    assert [row.title for row in view.rows] == ["Lane 1 · 1-000007", "Lane 3 · 3-000001"]
    assert view.rows[0].detail == "R••• M. · Rx 6012345-00, Rx 6012346-00"


def test_without_a_line_the_list_says_since_when_and_shows_nothing_old() -> None:
    counter = at_the_list()
    counter.send(ALONE)
    assert words(counter) == ["What waits at other lanes cannot be seen now."]
    assert any(text.startswith("Other lanes not seen since") for text in strip(counter))


def test_back_goes_one_question_at_a_time() -> None:
    counter = chosen()
    counter.press("Ctrl+2")
    assert counter.on(ElsewherePage).result is Counselling.REFUSED
    counter.press("Esc")
    assert counter.on(ElsewherePage) == ElsewherePage(ONE)
    counter.press("Esc")
    assert counter.on(ElsewherePage) == ElsewherePage()
    counter.press("Esc")
    counter.on(SalePage)


# --- the answer


def test_an_answer_needs_a_pharmacist_and_goes_on_its_way_once_it_is_on_the_disk() -> None:
    counter = chosen()
    counter.press("Ctrl+1")
    assert counter.on(PharmacistPage).back == ElsewherePage(ONE, Counselling.ACCEPTED)
    assert not counter.did(e.GiveAnswer)
    counter.pharmacist_signs()
    (fact,) = given_facts(counter)
    assert (fact.lane, fact.ticket, fact.keys) == ("1", "1-000007", (NEW, OTHER))
    assert (fact.result, fact.by, fact.note) == (Counselling.ACCEPTED, PHIL.id, "")
    assert counter.did(e.GiveAnswer) == (e.GiveAnswer(fact),)
    assert counter.recorded(f.CounsellingRecorded) == ()
    assert [each.delivery for each in counter.state.given] == [Delivery.ON_ITS_WAY]


def test_a_cashiers_own_pin_is_not_enough() -> None:
    counter = chosen()
    counter.press("Ctrl+1")
    counter.pharmacist_signs(ANA)
    assert counter.told() is Msg.NOT_A_PHARMACIST
    assert given_facts(counter) == []
    counter.press("Esc")
    assert counter.on(ElsewherePage) == ElsewherePage(ONE)


def test_a_pharmacist_who_is_signed_in_answers_without_another_pin() -> None:
    counter = a_counter(person=PHIL)
    counter.send(heard(ONE))
    for key in ("Ctrl+Shift+C", "Ctrl+1", "Ctrl+1"):
        counter.press(key)
    assert [each.by for each in given_facts(counter)] == [PHIL.id]


def test_a_refusal_names_who_and_the_impracticable_why() -> None:
    for key, result, note in (
        ("Ctrl+2", Counselling.REFUSED, "representative"),
        ("Ctrl+3", Counselling.NOT_PRACTICABLE, "language"),
    ):
        counter = chosen()
        counter.press(key)
        counter.enter("")
        assert counter.told() is Why.NOTE_MISSING
        counter.press("Ctrl+2")
        counter.pharmacist_signs()
        (fact,) = given_facts(counter)
        assert (fact.result, fact.note) == (result, note)


def test_a_reason_may_be_typed() -> None:
    counter = chosen()
    counter.press("Ctrl+3")
    counter.enter("hard of hearing, wrote it down")
    counter.pharmacist_signs()
    assert given_facts(counter)[0].note == "hard of hearing, wrote it down"


def test_what_is_left_out_goes_on_waiting() -> None:
    counter = chosen()
    counter.press("Alt+1")
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    assert given_facts(counter)[0].keys == (OTHER,)


def test_nothing_marked_is_no_answer() -> None:
    counter = chosen()
    for key in ("Alt+1", "Alt+2"):
        counter.press(key)
    assert not counter.can_press("Ctrl+1")
    counter.do(Do.ANSWER, Counselling.ACCEPTED.value)
    assert counter.told() is Why.NO_FILL_CHOSEN
    counter.do(Do.ANSWER, "no such answer")
    counter.do(Do.TOGGLE_FILL, "9999999-00")
    assert given_facts(counter) == []


def test_where_a_pharmacist_shall_consult_the_words_say_so() -> None:
    counter = chosen()
    asked = words(counter)
    assert asked[0] == "The pharmacist talks with the patient before the bag is handed over."
    assert asked[-3:] == [
        "Consulted by the pharmacist",
        "Pharmacist came, patient declined",
        "Not practicable",
    ]


def test_a_full_disk_gives_no_answer() -> None:
    counter = chosen()
    counter.press("Ctrl+1")
    with counter.full_disk():
        counter.pharmacist_signs()
    assert not counter.did(e.GiveAnswer)
    assert counter.state.given == ()


# --- what happens meanwhile


def test_a_ticket_that_was_answered_meanwhile_leaves_the_page_also_behind_the_pin() -> None:
    counter = chosen()
    counter.press("Ctrl+1")
    counter.send(heard(THREE))
    assert counter.on(ElsewherePage) == ElsewherePage()
    assert counter.told() is Msg.ELSEWHERE_GONE


def test_a_fill_that_was_answered_meanwhile_is_not_answered_for() -> None:
    counter = chosen()
    counter.press("Ctrl+1")
    counter.send(heard(replace(ONE, fills=ONE.fills[1:]), THREE))
    counter.pharmacist_signs()
    assert given_facts(counter)[0].keys == (OTHER,)


def test_a_row_that_is_gone_is_not_chosen() -> None:
    counter = at_the_list()
    counter.send(heard(THREE))
    counter.do(Do.ELSEWHERE, ONE.name)
    assert counter.on(ElsewherePage) == ElsewherePage()


def test_an_answer_without_a_line_waits_for_it() -> None:
    counter = chosen()
    counter.press("Ctrl+1")
    counter.send(ALONE)
    counter.pharmacist_signs()
    assert len(counter.did(e.GiveAnswer)) == 1
    view = counter.screen.page
    assert isinstance(view, PromptView)
    assert [each.text for row in view.rows for each in row.badges] == ["on its way"]


# --- what became of it


@pytest.mark.parametrize(
    ("delivery", "told"),
    [
        (Delivery.TAKEN, Msg.ELSEWHERE_TAKEN),
        (Delivery.ANSWERED, Msg.ELSEWHERE_ANSWERED),
        (Delivery.OVER, Msg.ELSEWHERE_OVER),
        (Delivery.REFUSED, Msg.ELSEWHERE_REFUSED),
        (Delivery.SILENT, Msg.ELSEWHERE_SILENT),
    ],
)
def test_the_pharmacist_is_told_what_became_of_the_answer(delivery: Delivery, told: Msg) -> None:
    counter = chosen()
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    moved(counter, Delivery.ON_ITS_WAY)
    assert counter.told() is None
    moved(counter, delivery)
    assert counter.told() is told
    answer = given_facts(counter)[0].answer
    assert counter.facts[-1] == CounselledElsewhereSettled(answer, delivery)
    assert counter.did(e.HearOutcome) == (e.HearOutcome(answer),)
    moved(counter, delivery)
    assert len(counter.recorded(CounselledElsewhereSettled)) == 1
    assert len(counter.did(e.HearOutcome)) == 2


def test_behind_the_lock_it_is_recorded_and_not_said() -> None:
    counter = chosen()
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    counter.do(Do.LOCK)
    moved(counter, Delivery.TAKEN)
    counter.on(SignInPage)
    assert counter.told() is None
    assert len(counter.recorded(CounselledElsewhereSettled)) == 1


def test_an_answer_of_before_the_start_is_settled_too() -> None:
    counter = a_counter()
    counter.send(i.AnswerMoved("of yesterday", Delivery.TAKEN))
    assert counter.facts[-1] == CounselledElsewhereSettled("of yesterday", Delivery.TAKEN)
    assert counter.told() is None


def test_the_list_keeps_what_is_on_its_way_and_the_last_of_the_rest() -> None:
    rows = tuple(
        GivenElsewhere(str(n), ONE.lane, ONE.ticket, Counselling.ACCEPTED, NOW, Delivery.TAKEN)
        for n in range(GIVEN_SHOWN + 3)
    )
    waiting = replace(rows[0], answer="first", delivery=Delivery.ON_ITS_WAY)
    assert shown((waiting, *rows)) == (waiting, *rows[3:])


# --- at the lane of the ticket


def answered(counter: Counter, key: FillKey, sale: SaleId | None = None) -> None:
    counter.send(
        i.CounsellingAnswered(
            sale or counter.sale.id,
            (key,),
            Counselling.ACCEPTED,
            PHIL.id,
            "",
            LaneId("2"),
            "an answer",
        )
    )


def outcomes(counter: Counter) -> list[Delivery]:
    return [each.outcome for each in counter.did(e.TellOutcome) if isinstance(each, e.TellOutcome)]


def test_the_other_lane_hears_what_became_of_its_answer() -> None:
    fill = a_fill("6012345", 0, counselling=None)
    counter = a_counter(fill)
    counter.pick_up(fill)
    answered(counter, OTHER)
    answered(counter, NEW, SaleId("1-999999"))
    answered(counter, NEW)
    assert outcomes(counter) == [Delivery.OVER, Delivery.OVER, Delivery.TAKEN]


def test_an_answer_that_comes_twice_was_taken_and_another_ones_is_too_late() -> None:
    fill = a_fill("6012345", 0, counselling=None)
    counter = a_counter(fill)
    counter.pick_up(fill)
    answered(counter, NEW)
    answered(counter, NEW)
    assert outcomes(counter) == [Delivery.TAKEN] * 2
    assert len(counter.recorded(f.CounsellingRecorded)) == 1
    counter.send(
        i.CounsellingAnswered(
            counter.sale.id, (NEW,), Counselling.REFUSED, PHIL.id, "patient", LaneId("3"), "late"
        )
    )
    assert outcomes(counter)[-1] is Delivery.ANSWERED


def test_an_answer_that_the_ticket_refuses_is_told_so() -> None:
    fill = a_fill("6012345", 0, counselling=None)
    counter = a_counter(fill)
    counter.pick_up(fill)
    counter.send(
        i.CounsellingAnswered(
            counter.sale.id, (NEW,), Counselling.REFUSED, PHIL.id, "", LaneId("2"), "no note"
        )
    )
    assert outcomes(counter) == [Delivery.REFUSED]
    assert counter.recorded(f.CounsellingRecorded) == ()
