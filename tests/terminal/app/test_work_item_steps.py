"""What waits for a person: who settles what, in which words, and what goes on by it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from helpers.counter import ANA, MARY, PHIL, PLAIN, Counter, a_counter
from helpers.sales import NOW
from sync.messages import WorkItemKind
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Condition, Do
from terminal.app.state import Msg, SalePage, WorkItemsPage
from terminal.domain import facts as f
from terminal.domain import work_item as w
from terminal.domain.dispute import Dispute
from terminal.domain.identity import Digest, LineId, PickupId, SaleId
from terminal.domain.money import Money
from terminal.domain.pickup import Relationship
from terminal.domain.prescription import Fill, FillStatus, PatientId
from terminal.domain.refusal import Why
from terminal.domain.staff import StaffMember
from terminal.domain.work_item import Settlement, WorkItem, WorkItemId
from terminal.presentation.views import Action, WorkListView
from terminal.presentation.work_items_page import KINDS


def an_item(kind: str = w.OVERSPENT, number: int = 1, *, stopped: bool = False) -> WorkItem:
    opened = NOW - timedelta(hours=number)
    return WorkItem(WorkItemId(f"{kind}:{number}"), kind, f"A-{number}", "told", opened, stopped)


def listed(*items: WorkItem, counter: Counter | None = None) -> Counter:
    counter = counter or a_counter(person=MARY)
    counter.press("Ctrl+Shift+W")
    counter.send(i.WorkItemsLoaded(items))
    return counter


def view(counter: Counter) -> WorkListView:
    page = counter.screen.page
    assert isinstance(page, WorkListView)
    return page


def settled(counter: Counter) -> list[f.WorkItemSettled]:
    return [
        each for each in counter.recorded(f.WorkItemSettled) if isinstance(each, f.WorkItemSettled)
    ]


def note(counter: Counter, words: str) -> None:
    counter.send(i.FieldEdited("note", words))


def test_a_cashier_is_not_asked_to_settle_anything() -> None:
    counter = a_counter(person=ANA)
    counter.do(Do.WORK_ITEMS)
    assert counter.told() is Why.NOT_PERMITTED
    assert isinstance(counter.page, SalePage)


def test_the_list_is_read_when_the_page_opens() -> None:
    counter = a_counter(person=MARY)
    counter.press("Ctrl+Shift+W")
    assert e.LoadWorkItems() in counter.effects
    assert "reading" in view(counter).title
    counter.send(i.WorkItemsLoaded(()))
    assert view(counter).empty


def test_words_are_asked_before_an_item_is_closed() -> None:
    counter = listed(an_item(), an_item(number=2))
    counter.press("Enter")
    for words in ("", "  ", "12", "ok"):
        note(counter, words)
        counter.press("Ctrl+2")
        assert counter.told() is Why.NOTE_MISSING
    assert settled(counter) == []
    note(counter, " raised the limit ")
    counter.press("Ctrl+2")
    assert settled(counter) == [
        f.WorkItemSettled(
            WorkItemId("account_overspent:1"), w.OVERSPENT, "A-1", Settlement.PUT_RIGHT,
            "raised the limit",
        )
    ]  # fmt: skip
    assert counter.told() is Msg.ITEM_SETTLED
    assert [each.detail for each in view(counter).rows] == ["A-2 · 2 h"]
    assert counter.effects[-1] == e.WakeSync()


def test_a_stopped_message_is_sent_again_without_words() -> None:
    counter = listed(an_item("refused_by_phms", stopped=True))
    counter.press("Enter")
    assert [each.label for each in view(counter).choices] == ["Send it again", "Done in the PhMS"]
    counter.press("Ctrl+1")
    assert [each.how for each in settled(counter)] == [Settlement.SENT_AGAIN]


def test_a_message_that_is_not_stopped_cannot_be_sent_again() -> None:
    counter = listed(an_item())
    counter.press("Enter")
    note(counter, "whatever it is")
    counter.do(Do.ANSWER, Settlement.SENT_AGAIN.value)
    assert settled(counter) == []


def test_enter_takes_the_words_and_chooses_no_way_out() -> None:
    counter = listed(an_item())
    counter.press("Enter")
    counter.send(i.FieldSubmitted("note", "looked at it"))
    assert settled(counter) == []
    counter.press("Ctrl+3")
    assert [each.how for each in settled(counter)] == [Settlement.IN_ORDER]


@pytest.mark.parametrize("kind", sorted(w.OF_HEALTH))
@pytest.mark.parametrize(("person", "may"), [(MARY, False), (PHIL, True)])
def test_what_may_be_wrong_with_a_drug_is_for_a_pharmacist(
    kind: str, person: StaffMember, may: bool
) -> None:
    counter = listed(an_item(kind), counter=a_counter(person=person))
    counter.press("Enter")
    note(counter, "compared and called")
    assert {each.enabled for each in view(counter).choices} == {may}
    counter.do(Do.ANSWER, Settlement.DONE_IN_PHMS.value)
    assert len(settled(counter)) == may
    assert counter.told() is (Msg.ITEM_SETTLED if may else Why.NOT_PERMITTED)


def test_escape_goes_back_to_the_list_and_then_to_the_ticket() -> None:
    counter = listed(an_item())
    counter.press("Enter")
    note(counter, "half a word")
    counter.press("Esc")
    page = counter.on(WorkItemsPage)
    assert (page.chosen, page.typed) == (None, "")
    counter.press("Esc")
    assert isinstance(counter.page, SalePage)


def test_another_row_forgets_what_was_typed_for_this_one() -> None:
    counter = listed(an_item(), an_item(number=2))
    counter.press("Enter")
    note(counter, "about the first")
    counter.press("Down")
    counter.press("Enter")
    assert (counter.on(WorkItemsPage).typed, counter.on(WorkItemsPage).highlighted) == ("", 1)


def test_what_a_row_says_is_not_kept_behind_the_lock() -> None:
    counter = listed(an_item())
    counter.press("Ctrl+L")
    assert isinstance(counter.state.behind, SalePage)


def test_the_status_line_counts_what_waits_and_says_the_key() -> None:
    counter = a_counter(person=MARY)
    counter.send(i.OutboxCounted(2, 1, to_settle=3))
    words = [each.text for each in counter.screen.status.items]
    assert "3 to settle (Ctrl+Shift+W)" in words


def test_a_renewed_key_lets_go_what_was_held_with_it() -> None:
    counter = listed()
    counter.do(Do.RELEASE_PHMS)
    assert e.ReleasePhms() not in counter.effects
    counter.send(i.PhmsHealthChanged(Condition.DOWN, "its key must be renewed", held=True))
    assert view(counter).notices[0].title == "The PhMS does not let this lane in."
    counter.press("Ctrl+R")
    assert counter.effects[-1] == e.ReleasePhms()
    assert counter.told() is Msg.PHMS_RELEASED


def test_a_late_list_does_not_open_the_page_again() -> None:
    counter = a_counter(person=MARY)
    counter.send(i.WorkItemsLoaded((an_item(),)))
    assert isinstance(counter.page, SalePage)


def test_every_kind_that_the_phms_can_open_has_its_words() -> None:
    ours = {
        w.SECOND_PICKUP,
        w.OVERSPENT,
        w.PSE_DURESS,
        w.PSE_EXCHANGE,
        w.PSE_RETURN,
        *w.OF_MESSAGES,
    }
    assert set(KINDS) == ours | {each.value for each in WorkItemKind}


def test_an_item_of_a_later_kind_is_still_shown() -> None:
    counter = listed(an_item("unheard_of"))
    counter.press("Enter")
    assert view(counter).heading == "Something to look at"


@pytest.mark.parametrize(("stopped", "ways"), [(True, 2), (False, 1)])
def test_a_receipt_that_was_not_sent_is_no_business_of_the_phms(stopped: bool, ways: int) -> None:
    item = an_item(w.RECEIPT_UNKNOWN, stopped=stopped)
    assert len(item.ways_out) == ways
    assert Settlement.DONE_IN_PHMS not in item.ways_out


# --- a fill that was changed after it went out


HANDED = f.FillHandedOver(
    SaleId("2-000007"), LineId(1), PickupId("p1"), PLAIN.key, PLAIN.phms_id, PLAIN.version,
    Money(1_00), Relationship.PATIENT, None, Digest(""),
)  # fmt: skip
NEWER = replace(
    PLAIN, version="9", copay=Money(2_50), status=FillStatus.SOLD, at_phms=FillStatus.READY
)


def at_a_changed_fill(person: StaffMember = PHIL) -> Counter:
    item = replace(an_item(w.FILL_CHANGED, stopped=True), message="p1")
    counter = listed(item, counter=a_counter(person=person))
    counter.press("Enter")
    return counter


def compared(counter: Counter, now: Fill | None, source: i.ReadFrom = i.ReadFrom.PHMS) -> Counter:
    counter.send(i.DisputeLoaded("p1", Dispute("p1", HANDED, PLAIN)))
    counter.send(i.FillRead(PLAIN.key, now, source))
    return counter


def first_way(counter: Counter) -> Action:
    return view(counter).choices[0]


def test_choosing_a_changed_fill_asks_the_phms_what_it_is_now() -> None:
    counter = at_a_changed_fill()
    assert e.LoadDispute("p1") in counter.effects
    assert "one moment" in first_way(counter).why
    counter.send(i.DisputeLoaded("p1", Dispute("p1", HANDED, PLAIN)))
    assert counter.effects[-1] == e.ReadFill(PLAIN.key)
    counter.send(i.FillRead(PLAIN.key, NEWER, i.ReadFrom.PHMS))
    assert first_way(counter).enabled
    shown = {each.label: each.amount for each in view(counter).details}
    assert shown["Version in the PhMS"] == f"{PLAIN.version} → 9"
    assert shown["Copay"] == "1.00 → 2.50"
    assert "Quantity" not in shown


def test_it_is_sent_for_the_version_that_was_compared_and_in_words() -> None:
    counter = compared(at_a_changed_fill(), NEWER)
    counter.press("Ctrl+1")
    assert counter.told() is Why.NOTE_MISSING
    note(counter, "only the days supply differs")
    counter.press("Ctrl+1")
    (told,) = settled(counter)
    assert (told.how, told.version) == (Settlement.SENT_AS_NOW, "9")
    assert counter.effects[-1] == e.WakeSync()


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (None, "no such fill"),
        (replace(NEWER, phms_id="another"), "entered anew"),
        (replace(NEWER, at_phms=FillStatus.SOLD), "sold already"),
        (replace(NEWER, at_phms=FillStatus.ON_HOLD), "not ready"),
        (replace(NEWER, ndc="00093314505"), "differ"),
        (replace(NEWER, quantity="60"), "differ"),
        (replace(NEWER, patient=replace(PLAIN.patient, id=PatientId("p-9"))), "differ"),
    ],
)
def test_what_cannot_be_the_same_pickup_is_not_sent_and_says_what_to_do(
    now: Fill | None, words: str
) -> None:
    counter = compared(at_a_changed_fill(), now)
    note(counter, "looked at it closely")
    assert words in first_way(counter).why
    counter.do(Do.ANSWER, Settlement.SENT_AS_NOW.value)
    assert settled(counter) == []
    counter.press("Ctrl+2")
    assert [each.how for each in settled(counter)] == [Settlement.DONE_IN_PHMS]


def test_a_cached_fill_is_no_comparison() -> None:
    counter = compared(at_a_changed_fill(), NEWER, i.ReadFrom.CACHE)
    assert "does not answer" in first_way(counter).why
    counter.do(Do.ANSWER, Settlement.SENT_AS_NOW.value)
    assert settled(counter) == []
    counter.press("Esc")
    counter.press("Enter")
    compared(counter, NEWER)
    assert first_way(counter).enabled


def test_an_answer_about_another_pickup_is_dropped() -> None:
    counter = at_a_changed_fill()
    counter.send(i.DisputeLoaded("p2", Dispute("p2", HANDED, PLAIN)))
    counter.send(i.DisputeLoaded("p1", None))
    counter.send(i.FillRead(PLAIN.key, NEWER, i.ReadFrom.PHMS))
    assert not first_way(counter).enabled


def test_what_was_sold_and_is_kept_no_more_cannot_be_compared() -> None:
    counter = at_a_changed_fill()
    counter.send(i.DisputeLoaded("p1", Dispute("p1", HANDED, None)))
    counter.send(i.FillRead(PLAIN.key, NEWER, i.ReadFrom.PHMS))
    assert "kept no more" in first_way(counter).why


def test_a_manager_sees_the_comparison_and_does_not_send() -> None:
    counter = compared(at_a_changed_fill(MARY), NEWER)
    note(counter, "looked at it closely")
    counter.do(Do.ANSWER, Settlement.SENT_AS_NOW.value)
    assert counter.told() is Why.NOT_PERMITTED
