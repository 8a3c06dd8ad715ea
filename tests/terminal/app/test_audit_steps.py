"""The audit pack at the counter: a list, its proof, and what cannot be proved."""

import pytest

from helpers.counter import MARY, Counter, a_counter
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.audit_list import LIST_FIELD, MAX_LETTERS, MOST, UNREADABLE, AuditPaper
from terminal.app.inputs import Do
from terminal.app.state import AuditPage, RecordsPage, SalePage
from terminal.domain import facts as f
from terminal.presentation.views import RecordsView

READ = f.RecordsRead("audit pack", 2)
MADE = AuditPaper(("audit.pdf", "audit.csv"), 2, (("Rx?", "this is no prescription number"),))


def at_the_audit() -> Counter:
    counter = a_counter(person=MARY)
    counter.press("Ctrl+Y")
    counter.do(Do.CHOOSE_REGISTER, "audit")
    return counter


def listed(text: str = "6012345 6012301-02") -> Counter:
    counter = at_the_audit()
    counter.send(i.FieldSubmitted(LIST_FIELD, text))
    return counter


def making() -> Counter:
    counter = listed()
    counter.press("F9")
    return counter


def page(counter: Counter) -> AuditPage:
    shown = counter.state.page
    assert isinstance(shown, AuditPage)
    return shown


def view(counter: Counter) -> RecordsView:
    shown = counter.screen.page
    assert isinstance(shown, RecordsView)
    return shown


def asked(counter: Counter) -> list[e.Effect]:
    kinds = e.CollectAudit | e.WriteAudit | e.StopAudit
    return [each for each in counter.effects if isinstance(each, kinds)]


def notices(counter: Counter) -> list[str]:
    return [f"{each.title} {each.detail}" for each in view(counter).notices]


def test_what_is_pasted_joins_the_list_once() -> None:
    counter = listed("6012345, 6012301-02\u20286012345")
    counter.send(i.FieldSubmitted(LIST_FIELD, "6012346\n6012301-02"))
    assert [each.text for each in page(counter).wanted] == ["6012345", "6012301-02", "6012346"]
    assert [row.detail for row in view(counter).rows] == ["every fill", "fill 2", "every fill"]


def test_a_long_list_is_not_cut() -> None:
    numbers = [str(6_000_000 + each) for each in range(MOST)]
    assert len(" ".join(numbers)) < MAX_LETTERS
    counter = listed(" ".join(numbers))
    assert len(page(counter).wanted) == MOST


def test_a_list_that_is_too_long_is_refused_and_the_one_before_stays() -> None:
    counter = listed("6012345")
    counter.send(i.FieldSubmitted(LIST_FIELD, " ".join(str(7_000_000 + n) for n in range(MOST))))
    assert [each.text for each in page(counter).wanted] == ["6012345"]
    assert "2,000 were given beside the 1 that stand here" in notices(counter)[0]
    assert "Split the list" in notices(counter)[0]


def test_of_a_list_that_was_cut_it_is_not_said_how_long_it_is() -> None:
    counter = at_the_audit()
    counter.send(i.FieldSubmitted(LIST_FIELD, " ".join(str(7_000_000 + n) for n in range(9_000))))
    assert page(counter).wanted == ()
    assert "8,000 or more were given. Split" in notices(counter)[0]


def test_the_page_says_how_many_a_pack_holds() -> None:
    assert "up to 2,000 prescriptions" in view(at_the_audit()).explain


def test_a_file_that_is_no_text_adds_nothing_and_the_page_says_so() -> None:
    counter = listed("6012345")
    counter.send(i.FieldSubmitted(LIST_FIELD, UNREADABLE))
    assert [each.text for each in page(counter).wanted] == ["6012345"]
    assert "This file is not text" in notices(counter)[0]
    counter.send(i.FieldSubmitted(LIST_FIELD, "6012346"))
    assert notices(counter) == []


@pytest.mark.parametrize("do", [Do.WRITE_AUDIT, Do.CLEAR_LIST])
def test_without_a_list_there_is_nothing_to_write_or_clear(do: Do) -> None:
    counter = at_the_audit()
    assert [each.why for each in view(counter).buttons if each.intent == i.Intent(do)] == [
        "There is no list yet"
    ]
    counter.do(do)
    assert asked(counter) == []


def test_the_list_is_cleared() -> None:
    counter = listed()
    counter.press("Del")
    assert page(counter).wanted == ()


def test_the_pack_is_asked_for_once() -> None:
    counter = making()
    counter.do(Do.WRITE_AUDIT)
    (effect,) = asked(counter)
    assert isinstance(effect, e.CollectAudit)
    assert [each.text for each in effect.wanted] == ["6012345", "6012301-02"]


def test_how_far_it_is_stands_on_the_page() -> None:
    counter = making()
    assert "Verifying" in notices(counter)[0]
    counter.send(i.AuditProgress(1, 20, 61))
    assert "Collecting 20 of 61" in notices(counter)[0]


def test_that_it_is_read_is_recorded_before_any_file_is_written() -> None:
    counter = making()
    assert READ not in counter.facts
    counter.send(i.AuditCollected(1, 2))
    assert counter.facts[-1] == READ
    assert asked(counter)[-1] == e.WriteAudit(1)
    assert page(counter).making
    counter.send(i.AuditWritten(1, MADE))
    assert counter.facts.count(READ) == 1
    assert "audit.pdf" in notices(counter)[0]
    assert [row.title for row in view(counter).rows] == ["Rx?"]


def test_a_journal_that_does_not_verify_is_said_before_the_files() -> None:
    counter = making()
    counter.send(i.AuditWritten(1, AuditPaper(MADE.places, 2, (), "a row is missing")))
    assert "a row is missing" in notices(counter)[0]
    assert view(counter).empty == "Every prescription of the list is proved."


def test_trouble_is_told_and_it_can_be_asked_for_again() -> None:
    counter = making()
    counter.send(i.AuditWritten(1, None, "No space left on device."))
    assert "No space left" in notices(counter)[0]
    counter.press("F9")
    assert len(asked(counter)) == 2


@pytest.mark.parametrize("trouble", ["", "No space left on device."])
@pytest.mark.parametrize("key", ["Esc", "Ctrl+L", ""])
def test_once_it_is_being_written_it_is_recorded_whatever_comes(key: str, trouble: str) -> None:
    """Left, locked, or one of the files failed."""
    counter = making()
    counter.send(i.AuditCollected(1, 2))
    if key:
        counter.press(key)
    counter.send(i.AuditWritten(1, None if trouble else MADE, trouble))
    assert counter.facts.count(READ) == 1


@pytest.mark.parametrize("key", ["Esc", "Ctrl+L"])
def test_what_was_left_before_it_was_collected_is_neither_recorded_nor_written(key: str) -> None:
    counter = making()
    counter.press(key)
    counter.send(i.AuditCollected(1, 2))
    assert READ not in counter.facts
    assert not any(isinstance(each, e.WriteAudit) for each in asked(counter))


def test_esc_stops_the_making_and_then_leaves() -> None:
    counter = making()
    counter.press("Esc")
    assert isinstance(asked(counter)[-1], e.StopAudit)
    counter.send(i.AuditWritten(1, MADE))  # too late
    assert page(counter).made is None
    counter.press("Esc")
    assert isinstance(counter.state.page, SalePage)


def test_a_lock_stops_it_and_forgets_the_list() -> None:
    counter = making()
    counter.press("Ctrl+L")
    assert isinstance(asked(counter)[-1], e.StopAudit)
    assert counter.state.locked


def test_another_register_stops_it() -> None:
    counter = making()
    counter.press("Ctrl+Up")
    assert isinstance(asked(counter)[-1], e.StopAudit)
    assert isinstance(counter.state.page, RecordsPage)


def test_the_marked_row_stays_within_the_list() -> None:
    counter = listed()
    for _ in range(3):
        counter.press("Down")
    assert [row.selected for row in view(counter).rows] == [False, True]
    counter.press("Up")
    assert page(counter).highlighted == 0


def test_what_still_stands_in_the_field_is_written_too() -> None:
    counter = listed("6012345")
    counter.send(i.FieldEdited(LIST_FIELD, "6012346 6012347"))
    counter.press("F9")
    (effect,) = asked(counter)
    assert isinstance(effect, e.CollectAudit)
    assert [each.text for each in effect.wanted] == ["6012345", "6012346", "6012347"]
    assert page(counter).typed == ""


def test_what_was_only_typed_is_written_without_enter() -> None:
    counter = at_the_audit()
    counter.send(i.FieldEdited(LIST_FIELD, "6012345"))
    counter.press("F9")
    assert [each.text for each in page(counter).wanted] == ["6012345"]
    assert page(counter).making


def test_too_much_in_the_field_is_said_and_nothing_is_written() -> None:
    counter = listed("6012345")
    many = " ".join(str(7_000_000 + n) for n in range(MOST))
    counter.send(i.FieldEdited(LIST_FIELD, many))
    counter.press("F9")
    assert asked(counter) == []
    assert "Split the list" in notices(counter)[0]
