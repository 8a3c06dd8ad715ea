"""A bag's number that is typed is not a scan: why is asked for each, and the record says so."""

import pytest

from helpers.counter import DATE_OF_BIRTH, Counter, a_counter
from helpers.sales import a_fill
from helpers.screens import texts
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Do, ReadFrom
from terminal.app.state import Msg, PickupPage, SalePage, TypedBagPage
from terminal.app.step_typed_bag import on_typed_bag
from terminal.domain import facts as f
from terminal.domain.barcode import EntryMethod
from terminal.domain.obligation import Kind
from terminal.domain.pickup import WhyTyped
from terminal.domain.prescription import Fill
from terminal.domain.refusal import Refusal, Why
from terminal.presentation.views import PromptView

THREE = a_fill(bags=3)


def identified(*fills: Fill) -> Counter:
    counter = a_counter(*fills)
    counter.press("F2")
    counter.do(Do.CHOOSE_PATIENT, fills[0].patient.id)
    counter.enter(DATE_OF_BIRTH)
    counter.do(Do.PICKED_BY, "01")
    return counter


def type_bag(counter: Counter, fill: Fill = THREE, key: str = "Ctrl+1") -> None:
    counter.enter(fill.key.rx)
    counter.press(key)


def checks(counter: Counter) -> list[tuple[EntryMethod | None, WhyTyped | None]]:
    found = (each for each in counter.journal.facts if isinstance(each, f.BagScanned))
    return [(each.entry, each.why) for each in found]


def test_a_number_typed_three_times_is_never_recorded_as_three_scans() -> None:
    counter = identified(THREE)
    for _ in range(3):
        type_bag(counter)
    counter.do(Do.ADD_FILLS)
    assert checks(counter) == [(EntryMethod.KEYED, WhyTyped.UNREADABLE)] * 3
    assert counter.sale.rx_lines[0].entry is EntryMethod.KEYED
    assert "0 of 3 scanned, 3 typed" in texts(counter.screen)
    assert "Every bag scanned" not in texts(counter.screen)


def test_each_typed_bag_is_asked_about_and_none_counts_unanswered() -> None:
    counter = identified(THREE)
    counter.enter(THREE.key.rx)
    assert isinstance(counter.page, TypedBagPage)
    counter.press("Esc")
    assert counter.on(PickupPage).typed_bags == ()
    type_bag(counter)
    assert counter.told() is Msg.BAG_TYPED
    counter.enter(THREE.key.rx)
    assert isinstance(counter.page, TypedBagPage)


def test_the_question_says_which_bag_and_names_nobody_whole() -> None:
    counter = identified(THREE)
    type_bag(counter)
    counter.enter(THREE.key.rx)
    view = counter.screen.page
    assert isinstance(view, PromptView)
    assert view.rows[0].detail.endswith("bag 2 of 3")
    assert THREE.patient.family not in " ".join(texts(view))


def test_scanned_and_typed_bags_stand_beside_each_other() -> None:
    counter = identified(THREE)
    counter.scan_label(THREE)
    type_bag(counter, key="Ctrl+2")
    assert "bag 2 of 3, 1 typed" in texts(counter.screen)
    counter.scan_label(THREE)
    counter.do(Do.ADD_FILLS)
    assert sorted(checks(counter), key=str) == sorted(
        [
            (EntryMethod.SCANNED, None),
            (EntryMethod.SCANNED, None),
            (EntryMethod.KEYED, WhyTyped.NO_SCANNER),
        ],
        key=str,
    )
    assert "2 of 3 scanned, 1 typed" in texts(counter.screen)
    assert Kind.BAGS not in [each.kind for each in counter.state.open_obligations]


def test_a_scan_answers_the_question() -> None:
    counter = identified(THREE)
    counter.enter(THREE.key.rx)
    counter.scan_label(THREE)
    page = counter.on(PickupPage)
    assert (page.scanned, page.typed_bags) == ((THREE.key,), ())
    assert counter.effects[-1] == e.AnswerScan(good=True)


def test_no_more_bags_are_typed_than_there_are() -> None:
    one = a_fill()
    counter = identified(one)
    counter.scan_label(one)
    counter.enter(one.key.rx)
    assert counter.told() is Why.ALL_BAGS_SCANNED
    assert isinstance(counter.page, PickupPage)


def test_a_label_typed_to_find_a_person_checks_no_bag() -> None:
    one = a_fill()
    counter = a_counter(one)
    counter.enter(str(one.key))
    counter.enter(DATE_OF_BIRTH)
    page = counter.on(PickupPage)
    assert (page.identified, page.bags_checked(one)) == (True, 0)


@pytest.mark.parametrize("at_pickup", [False, True])
def test_a_label_typed_on_either_page_checks_no_bag(*, at_pickup: bool) -> None:
    one = a_fill()
    counter = a_counter(one)
    if at_pickup:
        counter.press("F2")
    counter.enter(str(one.key))
    counter.enter(DATE_OF_BIRTH)
    counter.do(Do.PICKED_BY, "01")
    counter.do(Do.ADD_FILLS)
    assert checks(counter) == []
    assert Kind.BAGS in [each.kind for each in counter.state.open_obligations]


@pytest.mark.parametrize("why", list(WhyTyped))
def test_a_number_typed_on_the_ticket_is_asked_about_too(why: WhyTyped) -> None:
    counter = identified(THREE)
    counter.do(Do.ADD_FILLS)
    counter.enter(THREE.key.rx)
    assert counter.page == TypedBagPage(SalePage(), THREE.key)
    assert checks(counter) == []
    counter.do(Do.ANSWER, why.value)
    assert counter.on(SalePage) == SalePage()
    assert (counter.told(), checks(counter)) == (Msg.BAG_TYPED, [(EntryMethod.KEYED, why)])
    counter.scan_label(THREE)
    assert checks(counter)[-1] == (EntryMethod.SCANNED, None)
    assert "1 of 3 scanned, 1 typed" in texts(counter.screen)


def test_a_bag_that_is_on_no_ticket_any_more_is_refused() -> None:
    counter = identified(THREE)
    counter.do(Do.ADD_FILLS)
    page = TypedBagPage(SalePage(), a_fill("6012999").key)
    taken = on_typed_bag(counter.state, page, i.Intent(Do.ANSWER, WhyTyped.UNREADABLE.value))
    assert (taken.facts, taken.state.page) == ((), SalePage())
    assert taken.state.said is not None
    assert isinstance(taken.state.said.what, Refusal)
    assert taken.state.said.what.why is Why.NO_SUCH_LINE


def test_on_the_ticket_a_scan_answers_it_and_esc_leaves_it() -> None:
    counter = identified(THREE)
    counter.do(Do.ADD_FILLS)
    counter.enter(THREE.key.rx)
    counter.press("Esc")
    assert (counter.page, checks(counter)) == (SalePage(), [])
    counter.enter(THREE.key.rx)
    counter.scan_label(THREE)
    assert checks(counter) == [(EntryMethod.SCANNED, None)]


def test_when_every_bag_is_checked_nothing_is_asked() -> None:
    one = a_fill()
    counter = identified(one)
    counter.scan_label(one)
    counter.do(Do.ADD_FILLS)
    counter.enter(one.key.rx)
    assert counter.told() is Why.ALL_BAGS_SCANNED


def test_what_is_no_answer_changes_nothing() -> None:
    counter = identified(THREE)
    counter.enter(THREE.key.rx)
    before = counter.page
    counter.do(Do.ANSWER, "because")
    counter.do(Do.PAY)
    assert counter.page == before


def test_a_fill_that_is_read_while_the_question_is_open_is_taken_in() -> None:
    counter = a_counter(THREE)
    counter.hold = {e.ReadFill}
    counter.find(THREE)
    counter.enter(DATE_OF_BIRTH)
    counter.enter(THREE.key.rx)
    assert isinstance(counter.page, TypedBagPage)
    counter.send(i.FillRead(THREE.key, THREE, ReadFrom.PHMS))
    counter.press("Ctrl+1")
    assert counter.on(PickupPage).reading == frozenset()
