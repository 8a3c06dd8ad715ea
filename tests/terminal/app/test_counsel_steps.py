"""Counselling at the counter: which fills, in which words, who stands for it, from which lane."""

from dataclasses import replace

from helpers.counter import ANA, PHIL, Counter, a_counter
from helpers.sales import POLICY, a_fill
from terminal.app import inputs as i
from terminal.app.counselling_elsewhere import awaited_counselling
from terminal.app.inputs import Do
from terminal.app.state import CounselPage, Msg, PharmacistPage, SalePage, SignInPage
from terminal.domain import facts as f
from terminal.domain.counselling import Mode, Trigger
from terminal.domain.identity import LaneId, LineId, SaleId
from terminal.domain.obligation import Kind
from terminal.domain.pickup import Counselling
from terminal.domain.policy import Policy
from terminal.domain.prescription import Fill, Therapy
from terminal.domain.refusal import Why
from terminal.domain.rules import RuleBook
from terminal.presentation.views import PromptView
from terminal.rules_files import packaged_rules

NEW = a_fill("6012345", 0, counselling=None)
OTHER = replace(a_fill("6012346", 0, counselling=True), counselling_reason="interaction, level 2")
REFILL = a_fill("6012347", 3, counselling=None)
KNOWN = replace(a_fill("6012348", 0, counselling=None), therapy=Therapy.UNCHANGED)
ONE, TWO = LineId(1), LineId(2)


def of(state: str) -> Policy:
    return replace(POLICY, rules=RuleBook.of(packaged_rules(), state))


def counselling(*fills: Fill, policy: Policy = POLICY) -> Counter:
    counter = a_counter(*fills, policy=policy)
    counter.pick_up(fills[0])
    counter.press("F7")
    return counter


def prompt(counter: Counter) -> PromptView:
    view = counter.screen.page
    assert isinstance(view, PromptView)
    return view


def labels(counter: Counter) -> list[str]:
    return [each.label for each in prompt(counter).choices]


def answers(counter: Counter) -> list[tuple[tuple[LineId, ...], Counselling, str, str]]:
    facts = [each for each in counter.facts if isinstance(each, f.CounsellingRecorded)]
    return [(each.lines, each.result, each.by, each.note) for each in facts]


# --- what the patient asks for


def test_a_patient_asks_of_a_refill_and_the_pharmacist_s_word_is_kept() -> None:
    counter = counselling(REFILL)
    assert counter.on(CounselPage) == CounselPage(requested=True)
    assert prompt(counter).ask == "About which medicine?"
    assert labels(counter)[0] == "Consulted by the pharmacist"
    assert "the patient asks" in prompt(counter).rows[0].detail
    counter.press("Ctrl+1")
    counter.on(PharmacistPage)
    counter.pharmacist_signs()
    assert counter.on(SalePage) == SalePage()
    (fact,) = counter.recorded(f.CounsellingRecorded)
    assert isinstance(fact, f.CounsellingRecorded)
    assert (fact.requested, fact.by, fact.lines) == (True, PHIL.id, (ONE,))


def test_of_several_fills_none_is_marked_until_somebody_says_which() -> None:
    counter = counselling(REFILL, replace(REFILL, key=a_fill("6012349", 2).key))
    counter.do(Do.ANSWER, Counselling.ACCEPTED.value)
    assert counter.told() is Why.NO_FILL_CHOSEN
    counter.press("Alt+2")
    counter.press("Ctrl+3")
    counter.press("Ctrl+3")
    counter.pharmacist_signs()
    assert answers(counter) == [((TWO,), Counselling.NOT_PRACTICABLE, PHIL.id, "by phone later")]
    assert counter.on(SalePage) == SalePage()


def test_what_is_due_is_answered_first_then_the_same_key_takes_a_request() -> None:
    counter = counselling(NEW, REFILL)
    assert not counter.on(CounselPage).requested
    counter.press("Ctrl+2")
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    counter.press("F7")
    assert counter.on(CounselPage).requested
    assert len(prompt(counter).rows) == 2


def test_a_request_asks_nothing_of_who_does_not_use_it() -> None:
    counter = a_counter(REFILL)
    counter.pick_up(REFILL)
    assert Kind.COUNSELLING not in {each.kind for each in counter.state.obligations}
    counter.press("F7")
    counter.press("Esc")
    assert counter.on(SalePage) == SalePage()
    assert answers(counter) == []


def test_a_release_from_another_lane_leaves_a_request_open() -> None:
    counter = counselling(REFILL)
    counter.send(released(counter, REFILL))
    assert counter.on(CounselPage).requested


# --- which fills


def test_what_is_marked_is_answered_and_the_rest_goes_on_waiting() -> None:
    counter = counselling(NEW, OTHER)
    counter.press("Alt+2")
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    assert answers(counter) == [((ONE,), Counselling.ACCEPTED, PHIL.id, "")]
    assert counter.on(CounselPage) == CounselPage()
    counter.press("Ctrl+2")
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    assert answers(counter)[1:] == [((TWO,), Counselling.REFUSED, PHIL.id, "patient")]
    assert counter.on(SalePage) == SalePage()


def test_with_nothing_marked_there_is_no_answer() -> None:
    counter = counselling(NEW, OTHER)
    counter.press("Alt+1")
    counter.press("Alt+2")
    assert not counter.can_press("Ctrl+1")
    counter.do(Do.ANSWER, Counselling.ACCEPTED.value)
    assert counter.told() is Why.NO_FILL_CHOSEN
    counter.press("Alt+2")
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    assert answers(counter) == [((TWO,), Counselling.ACCEPTED, PHIL.id, "")]


def test_a_single_fill_is_not_marked_and_a_row_that_is_gone_is_not_taken() -> None:
    counter = counselling(NEW)
    assert not counter.can_press("Alt+1")
    counter.do(Do.TOGGLE_FILL, "7")
    assert counter.on(CounselPage) == CounselPage()


def test_a_reissued_number_is_shown_as_known_and_asks_for_nothing() -> None:
    counter = counselling(NEW, KNOWN)
    waiting, known = prompt(counter).rows
    assert [each.text for each in known.badges] == ["re-issued, unchanged"]
    assert "nothing to answer" in known.detail
    assert not known.selected
    assert "new medicine" in waiting.detail
    alone = a_counter(KNOWN)
    alone.pick_up(KNOWN)
    assert alone.can_press("F9")
    assert "new" not in alone.screen.page.ticket.lines[0].title  # type: ignore[union-attr]


# --- in which words


def test_each_fill_says_why_it_is_asked() -> None:
    changed = replace(REFILL, therapy=Therapy.CHANGED)
    counter = counselling(NEW, OTHER, changed)
    details = [row.detail for row in prompt(counter).rows]
    assert [each.split("· ")[1] for each in details] == [
        "new medicine",
        "the pharmacy system asks",
        "strength, form or directions changed",
    ]


def test_where_offering_is_not_enough_the_pharmacist_talks_first() -> None:
    offered = counselling(NEW)
    assert labels(offered) == ["Accepted, counselled", "Offer refused", "Not practicable"]
    consulted = counselling(NEW, policy=of("US-CA"))
    assert labels(consulted) == [
        "Consulted by the pharmacist",
        "Pharmacist came, patient declined",
        "Not practicable",
    ]
    assert "talks with the patient" in prompt(consulted).ask
    assert prompt(consulted).rows[0].badges[0].text == "consult"
    consulted.press("Ctrl+2")
    assert prompt(consulted).ask == "Who declined the consultation?"


def test_the_words_follow_the_strictest_of_the_marked_fills() -> None:
    counter = counselling(NEW, REFILL, policy=of("US-ID"))
    assert labels(counter)[0] == "Consulted by the pharmacist"
    counter.press("Alt+1")
    assert labels(counter)[0] == "Accepted, counselled"
    assert "without the pharmacist" in prompt(counter).explain


# --- who stands for it


def test_a_clerk_records_a_refusal_where_anybody_may_offer() -> None:
    counter = counselling(REFILL, policy=of("US-ID"))
    assert prompt(counter).ask == "Offer a talk with the pharmacist."
    counter.press("Ctrl+2")
    counter.press("Ctrl+2")
    assert answers(counter) == [((ONE,), Counselling.REFUSED, ANA.id, "representative")]
    counter = counselling(REFILL, policy=of("US-ID"))
    counter.press("Ctrl+1")
    counter.on(PharmacistPage)


def test_why_the_phms_asks_is_for_the_pharmacist_alone() -> None:
    counter = counselling(OTHER)
    assert "interaction" not in repr(counter.screen)
    counter.press("F3")
    counter.pharmacist_signs()
    assert counter.on(CounselPage) == CounselPage(pharmacist=PHIL.id)
    assert "interaction, level 2" in prompt(counter).rows[0].detail
    assert "interaction" not in repr(counter.customer)
    counter.press("Ctrl+1")
    assert answers(counter) == [((ONE,), Counselling.ACCEPTED, PHIL.id, "")]


def test_a_pharmacist_who_is_signed_in_reads_it_at_once() -> None:
    counter = a_counter(OTHER, person=PHIL)
    counter.pick_up(OTHER)
    counter.press("F7")
    assert "interaction, level 2" in prompt(counter).rows[0].detail
    assert not counter.can_press("F3")


def test_a_pharmacist_who_came_has_to_come_again_after_the_lock() -> None:
    counter = counselling(OTHER)
    counter.press("F3")
    counter.pharmacist_signs()
    counter.do(Do.LOCK)
    counter.on(SignInPage)
    counter.sign_in()
    assert counter.on(CounselPage) == CounselPage()
    assert "interaction" not in repr(counter.screen)


def test_a_pharmacist_who_came_is_gone_with_the_page() -> None:
    counter = counselling(OTHER)
    counter.press("F3")
    counter.pharmacist_signs()
    counter.press("Esc")
    counter.press("F7")
    assert counter.on(CounselPage).pharmacist is None


# --- from another lane


def released(counter: Counter, *fills: Fill, sale: SaleId | None = None) -> i.CounsellingAnswered:
    keys = tuple(fill.key for fill in fills)
    return i.CounsellingAnswered(
        sale or counter.sale.id, keys, Counselling.ACCEPTED, PHIL.id, "", LaneId("3")
    )


def test_another_lane_is_told_what_waits_and_its_release_is_taken_wherever_the_clerk_is() -> None:
    counter = counselling(NEW, OTHER)
    waiting = awaited_counselling(counter.state)
    assert [(each.key, each.trigger, each.mode) for each in waiting] == [
        (NEW.key, Trigger.NEW, Mode.OFFER),
        (OTHER.key, Trigger.FLAGGED, Mode.OFFER),
    ]
    counter.send(released(counter, NEW))
    counter.on(CounselPage)
    counter.press("Ctrl+1")
    counter.send(released(counter, OTHER))
    assert counter.on(SalePage) == SalePage()
    assert counter.told() is Msg.COUNSELLED_ELSEWHERE
    told = [each for each in counter.facts if isinstance(each, f.CounsellingRecorded)]
    assert [(each.lines, each.by, each.lane) for each in told] == [
        ((ONE,), PHIL.id, LaneId("3")),
        ((TWO,), PHIL.id, LaneId("3")),
    ]
    assert awaited_counselling(counter.state) == ()


def test_a_release_behind_the_lock_leaves_no_question_behind() -> None:
    counter = counselling(NEW)
    counter.do(Do.LOCK)
    counter.send(released(counter, NEW))
    counter.on(SignInPage)
    counter.sign_in()
    assert counter.on(SalePage) == SalePage()
    assert counter.can_press("F9")


def test_a_release_reaches_a_ticket_that_was_put_aside() -> None:
    counter = counselling(NEW)
    counter.press("Esc")
    sale = counter.sale.id
    counter.press("F5")
    assert [each.sale for each in awaited_counselling(counter.state)] == [sale]
    counter.send(released(counter, NEW, sale=sale))
    assert awaited_counselling(counter.state) == ()
    assert counter.state.sale is None
    counter.press("Ctrl+1")
    assert counter.can_press("F9")


def test_a_release_that_is_too_late_or_names_nothing_is_not_taken() -> None:
    counter = counselling(NEW)
    counter.send(released(counter, REFILL), released(counter, NEW, sale=SaleId("9-000001")))
    assert answers(counter) == []
    unsaid = replace(released(counter, NEW), result=Counselling.REFUSED)
    counter.send(unsaid)
    assert counter.told() is Why.NOTE_MISSING
    assert answers(counter) == []
