"""The printed notice: with the ticket, for a fill that stays, with a printer and without."""

from dataclasses import replace

from helpers.counter import ANA, DATE_OF_BIRTH, SETTINGS, Counter, a_counter
from helpers.sales import a_fill
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.settings import Forms
from terminal.app.state import Msg, NoticePage, PickupPage, SalePage
from terminal.domain import facts as f
from terminal.domain.prescription import ClaimState, Fill

CASH = replace(a_fill(), claim=ClaimState.CASH, rejects=("569",))
REJECTED = replace(a_fill("6012399"), claim=ClaimState.REJECTED, rejects=("569",))
FORMS = replace(SETTINGS, forms=Forms("/store/cms-10147.pdf", "Office"))


def at_notice(fill: Fill = CASH, **more: object) -> Counter:
    counter = a_counter(fill, **more)  # type: ignore[arg-type]
    counter.pick_up(fill)
    counter.press("Ctrl+N")
    return counter


def test_the_stores_own_file_goes_to_the_printer_and_the_word_of_the_clerk_is_recorded() -> None:
    counter = at_notice(settings=FORMS)
    counter.press("F10")
    assert counter.did(e.PrintForm) == (e.PrintForm("/store/cms-10147.pdf", "Office"),)
    counter.do(Do.PRINT_FORM)
    assert len(counter.did(e.PrintForm)) == 1, "it is on its way"
    counter.send(i.FormPrinted())
    assert counter.on(NoticePage).printed
    counter.press("Enter")
    (given_out,) = counter.recorded(f.NoticeHandedOver)
    assert isinstance(given_out, f.NoticeHandedOver)
    assert given_out.by == ANA.id
    assert isinstance(counter.page, SalePage)
    counter.press("F9")


def test_without_a_file_it_says_so_plainly_and_printed_stock_does() -> None:
    counter = at_notice()
    counter.press("F10")
    assert not counter.did(e.PrintForm)
    assert "forms.medicare_rights" in counter.on(NoticePage).remedy
    counter.press("Enter")
    assert counter.recorded(f.NoticeHandedOver)


def test_a_printer_that_does_not_take_it_is_no_stop() -> None:
    counter = at_notice(settings=FORMS)
    counter.press("F10")
    counter.send(i.FormPrinted("The printer Office did not take the form", "Check it."))
    assert counter.on(NoticePage).trouble
    counter.press("F10")
    assert len(counter.did(e.PrintForm)) == 2
    counter.press("Enter")
    assert counter.recorded(f.NoticeHandedOver)


def test_the_printers_word_is_heard_behind_the_lock_and_nowhere_else() -> None:
    counter = at_notice(settings=FORMS)
    counter.press("F10")
    counter.do(Do.LOCK)
    counter.send(i.FormPrinted())
    counter.sign_in(ANA)
    assert counter.on(NoticePage).printed
    counter.do(Do.BACK)
    counter.send(i.FormPrinted("late", ""))
    assert isinstance(counter.page, SalePage)


def test_a_fill_that_stays_gets_its_notice_at_pickup() -> None:
    counter = a_counter(REJECTED)
    counter.find(REJECTED)
    assert not counter.offers(Do.NOTICE), "nothing is told before identity"
    counter.enter(DATE_OF_BIRTH)
    counter.press("Ctrl+N")
    counter.press("Enter")
    (aside,) = counter.recorded(f.NoticeHandedAside)
    assert aside == f.NoticeHandedAside(
        REJECTED.key,
        REJECTED.patient.id,
        ("CMS-10147",),
        ANA.id,
        ("us-cms-10147@2012-01-01",),
    )
    assert counter.told() is Msg.NOTICE_RECORDED
    assert isinstance(counter.page, PickupPage)
    assert not counter.offers(Do.NOTICE)


def test_leaving_the_page_records_nothing() -> None:
    counter = at_notice()
    counter.do(Do.BACK)
    assert isinstance(counter.page, SalePage)
    assert not counter.recorded(f.NoticeHandedOver)
    counter.do(Do.HANDED_OVER)
    assert not counter.recorded(f.NoticeHandedOver)


def test_what_is_no_answer_changes_nothing() -> None:
    counter = at_notice()
    before = counter.state.page
    counter.do(Do.ANSWER, "nothing")
    counter.send(i.FieldSubmitted("note", "x"))
    assert counter.state.page == before
    counter.do(Do.PRINT_FORM)
    counter.do(Do.PRINT_FORM)
    assert counter.recorded(f.NoticeHandedOver) == ()
