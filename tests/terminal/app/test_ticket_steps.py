"""The tickets page: what waits and why, what is over, its paper once more, and voids."""

from dataclasses import replace

import pytest

from helpers.counter import ANA, BEN, MARY, PHIL, PLAIN, Counter, a_counter
from helpers.sales import CANDY, IBUPROFEN, usd
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.asides import own_name
from terminal.app.inputs import Do, PrintState
from terminal.app.receipt import BarcodeRow, Receipt, Style, TextRow
from terminal.app.state import CardPage, DonePage, Msg, PharmacistPage, SalePage
from terminal.app.step_tasks import on_task
from terminal.app.tickets_page import AsidePage, GiftReceiptPage, SendPage, TicketsPage, VoidPage
from terminal.domain import facts as f
from terminal.domain.attempt import Outcome
from terminal.domain.deposit import DepositKind, DepositLine
from terminal.domain.identity import LaneId, LineId, SaleId
from terminal.domain.language import Language
from terminal.domain.receipt_wish import Form, RxWords
from terminal.domain.refusal import Why
from terminal.domain.sale import Sale
from terminal.presentation.views import TicketsView


def sold(counter: Counter) -> Counter:
    """A candy bar and an ibuprofen, paid in cash, the receipt out."""
    counter.scan_item(CANDY)
    counter.scan_item(IBUPROFEN)
    counter.press("F9")
    counter.press("F9")
    counter.printer_says(PrintState.PRINTED)
    counter.wait(1)
    counter.press("Enter")
    return counter


def aside(counter: Counter) -> Counter:
    counter.scan_item(CANDY)
    counter.press("F5")
    return counter


def view(counter: Counter) -> TicketsView:
    shown = counter.screen.page
    assert isinstance(shown, TicketsView)
    return shown


def paper(counter: Counter) -> Receipt:
    effect = counter.did(e.PrintReceipt)[-1]
    assert isinstance(effect, e.PrintReceipt)
    return effect.receipt


# --- tickets that wait


def test_suspending_takes_one_key_and_gives_a_name_and_a_time() -> None:
    counter = aside(a_counter())
    (told,) = counter.recorded(f.SaleSuspended)
    assert told == f.SaleSuspended(
        SaleId("2-000001"), "Candy bar", "put aside", ANA.id, counter.state.at
    )


def test_a_ticket_with_a_prescription_is_known_by_the_short_name() -> None:
    counter = a_counter(PLAIN)
    counter.pick_up(PLAIN)
    counter.press("F5")
    (told,) = counter.recorded(f.SaleSuspended)
    assert isinstance(told, f.SaleSuspended)
    assert told.name == "R••• M."


def test_the_list_shows_name_reason_age_lines_total_and_who() -> None:
    counter = aside(a_counter())
    counter.wait(180)
    counter.sign_in()
    counter.press("Ctrl+S")
    row = view(counter).tickets[0]
    assert row.detail == "Candy bar · put aside · 3 min · 1 line"
    assert row.amount == "4.25"
    assert ("Put aside by", "Ana Rivera") in [
        (each.label, each.amount) for each in view(counter).figures
    ]


def test_enter_takes_it_up_as_it_was() -> None:
    counter = aside(a_counter())
    counter.press("Ctrl+S")
    counter.press("Enter")
    assert isinstance(counter.page, SalePage)
    assert counter.total == "4.25"
    assert counter.sale.aside is None


def test_a_ticket_that_is_open_is_in_the_way_of_taking_another_up() -> None:
    counter = aside(a_counter())
    counter.scan_item(IBUPROFEN)
    counter.press("Ctrl+S")
    counter.press("Down")
    assert not counter.can_press("Enter")
    counter.do(Do.RESUME)
    assert counter.told() is Why.OTHER_TICKET_OPEN


def test_name_and_reason_are_edited_and_recorded() -> None:
    counter = aside(a_counter())
    counter.press("Ctrl+S")
    counter.press("F4")
    assert (counter.field.text, counter.field.placeholder) == ("", "Now: Candy bar")
    counter.enter("Mr. Blue Cap")
    counter.press("Ctrl+2")
    assert counter.told() is Msg.TICKET_NAMED
    assert counter.recorded(f.SaleLabelled) == (
        f.SaleLabelled(SaleId("2-000001"), "Mr. Blue Cap", "forgot something", ANA.id),
    )
    assert "Mr. Blue Cap · forgot something" in view(counter).tickets[0].detail
    again = counter.crash().sign_in()
    again.press("Ctrl+S")
    assert "Mr. Blue Cap · forgot something" in view(again).tickets[0].detail


def test_an_empty_answer_leaves_the_one_that_is_there_and_esc_goes_back_step_by_step() -> None:
    counter = aside(a_counter())
    counter.press("Ctrl+S")
    counter.press("F4")
    counter.enter("Cap")
    counter.press("Esc")
    assert counter.on(AsidePage).name is None
    counter.enter("Cap")
    counter.enter("")
    counter.press("F4")
    counter.enter("")
    counter.enter("waits for the doctor")
    first, second = counter.recorded(f.SaleLabelled)
    assert isinstance(first, f.SaleLabelled)
    assert isinstance(second, f.SaleLabelled)
    assert (first.name, first.reason) == ("Cap", "put aside")
    assert (second.name, second.reason) == ("Cap", "waits for the doctor")
    counter.press("F4")
    counter.press("Esc")
    assert isinstance(counter.page, TicketsPage)


def named(counter: Counter) -> Counter:
    """The first that waits gets a name and a reason from a person; it is taken up again."""
    counter.press("Ctrl+S")
    counter.press("F4")
    counter.enter("Mr. Blue Cap")
    counter.enter("waits for the doctor")
    counter.press("Enter")
    assert isinstance(counter.page, SalePage)
    return counter


def test_a_name_and_a_reason_stay_when_the_ticket_is_put_aside_again() -> None:
    counter = named(aside(a_counter()))
    counter.press("F5")
    told = counter.recorded(f.SaleSuspended)[-1]
    assert isinstance(told, f.SaleSuspended)
    assert (told.name, told.reason) == ("Mr. Blue Cap", "waits for the doctor")
    again = counter.crash().sign_in()
    again.press("Ctrl+S")
    assert "Mr. Blue Cap · waits for the doctor · just now" in view(again).tickets[0].detail
    again.press("F4")
    assert again.field.placeholder == "Now: Mr. Blue Cap"
    again.enter("Red cap")
    assert again.field.placeholder == "Now: waits for the doctor"
    again.press("Ctrl+2")
    assert "Red cap · forgot something" in view(again).tickets[0].detail


def test_the_taken_up_ticket_is_still_told_by_its_name_also_after_a_restart() -> None:
    counter = named(aside(a_counter()))
    counter.press("Ctrl+S")
    assert view(counter).tickets[0].detail == "Mr. Blue Cap · waits for the doctor · 1 line"
    assert view(counter).heading == "Ticket 2-000001 · Mr. Blue Cap"
    again = counter.crash()
    again.sign_in(BEN)
    again.press("Ctrl+S")
    assert view(again).tickets[0].detail == "Mr. Blue Cap · waits for the doctor · 1 line"


def test_a_name_stays_whoever_signs_in_and_while_a_payment_is_not_confirmed() -> None:
    counter = named(aside(a_counter()))
    counter.do(Do.LOCK)
    counter.sign_in(BEN)
    left = counter.recorded(f.SaleSuspended)[-1]
    assert isinstance(left, f.SaleSuspended)
    assert (left.name, left.reason) == ("Mr. Blue Cap", "waits for the doctor")
    counter.press("Ctrl+1")
    counter.press("F9")
    counter.press("F10")
    counter.card_says(Outcome.UNKNOWN)
    counter.press("F5")
    parked = counter.recorded(f.SaleSuspended)[-1]
    assert isinstance(parked, f.SaleSuspended)
    assert (parked.name, parked.reason) == ("Mr. Blue Cap", "waits for the doctor")


def test_what_a_ticket_got_by_itself_is_made_anew_each_time() -> None:
    counter = aside(a_counter())
    counter.press("Ctrl+S")
    counter.press("Enter")
    counter.scan_item(IBUPROFEN)
    counter.press("Up")
    counter.press("Del")
    counter.press("F5")
    told = counter.recorded(f.SaleSuspended)[-1]
    assert isinstance(told, f.SaleSuspended)
    assert (told.name, told.reason) == (IBUPROFEN.name, "put aside")


def test_a_reason_alone_leaves_the_name_to_the_ticket() -> None:
    counter = aside(a_counter())
    counter.press("Ctrl+S")
    counter.press("F4")
    counter.enter("")
    counter.press("Ctrl+1")
    counter.press("Enter")
    counter.scan_item(IBUPROFEN)
    counter.press("Up")
    counter.press("Del")
    counter.press("F5")
    told = counter.recorded(f.SaleSuspended)[-1]
    assert isinstance(told, f.SaleSuspended)
    assert (told.name, told.reason) == (IBUPROFEN.name, "gets money or another card")


def test_a_ticket_that_waits_since_a_restart_is_known_by_its_own_name() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    again = counter.crash()
    again.sign_in(BEN)
    again.press("Ctrl+S")
    assert view(again).heading == "Ticket 2-000001 · Candy bar"


# --- voided


def test_the_open_ticket_is_voided_with_a_reason_by_who_has_it() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("Ctrl+S")
    counter.press("Del")
    counter.press("Ctrl+2")
    assert counter.told() is Msg.TICKET_VOIDED
    assert counter.state.sale is None
    (told,) = counter.recorded(f.SaleAbandoned)
    assert isinstance(told, f.SaleAbandoned)
    assert (told.reason, told.by, str(told.amount)) == ("customer left", ANA.id, "4.25")


@pytest.mark.parametrize(("typed", "why"), [("", Why.NOTE_MISSING), ("77", Why.REASON_IN_WORDS)])
def test_a_void_needs_a_reason_in_words(typed: str, why: Why) -> None:
    counter = aside(a_counter())
    counter.press("Ctrl+S")
    counter.press("Del")
    counter.enter(typed)
    assert counter.told() is why
    assert isinstance(counter.page, VoidPage)
    assert counter.recorded(f.SaleAbandoned) == ()


def test_another_persons_ticket_takes_a_managers_pin() -> None:
    counter = aside(a_counter())
    counter.do(Do.LOCK)
    counter.sign_in(BEN)
    counter.press("Ctrl+S")
    counter.press("Del")
    counter.enter("left the store")
    counter.on(PharmacistPage)
    counter.pharmacist_signs(MARY)
    (told,) = counter.recorded(f.SaleAbandoned)
    assert isinstance(told, f.SaleAbandoned)
    assert (told.reason, told.by) == ("left the store", MARY.id)
    assert isinstance(counter.page, TicketsPage)
    assert counter.state.suspended == ()
    assert [each.struck for each in view(counter).tickets] == [True]


def test_a_pharmacist_may_void_anybodys_ticket() -> None:
    counter = aside(a_counter())
    counter.do(Do.LOCK)
    counter.sign_in(PHIL)
    counter.press("Ctrl+S")
    counter.press("Del")
    counter.press("Ctrl+1")
    assert len(counter.recorded(f.SaleAbandoned)) == 1


def test_a_ticket_with_a_payment_on_it_is_not_voided_before_that_went_back() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.enter("1")
    counter.press("Esc")
    counter.press("Ctrl+S")
    counter.press("Del")
    assert counter.told() is Why.TENDERS_TAKEN
    counter.press("Esc")
    counter.press("F9")
    counter.press("Ctrl+B")
    counter.press("Esc")
    counter.press("Ctrl+S")
    counter.press("Del")
    counter.press("Ctrl+1")
    assert counter.told() is Msg.TICKET_VOIDED


def test_a_ticket_with_a_payment_that_is_not_confirmed_is_not_voided() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F10")
    counter.card_says(Outcome.UNKNOWN)
    assert isinstance(counter.page, CardPage)
    counter.press("F5")
    counter.press("Ctrl+S")
    counter.press("Del")
    assert counter.told() is Why.PAYMENT_PENDING


# --- tickets that are over


def test_the_marked_ticket_is_shown_as_its_paper() -> None:
    counter = sold(a_counter())
    counter.press("Ctrl+S")
    shown = view(counter)
    assert shown.sheet is not None
    assert "Candy bar" in shown.sheet.text
    assert [row.title for row in shown.tickets] == ["Ticket 2-000001"]


def test_the_newest_is_first_and_arrows_go_through_the_list() -> None:
    counter = sold(sold(a_counter()))
    counter.press("Ctrl+S")
    assert [row.id for row in view(counter).tickets] == ["2-000002", "2-000001"]
    counter.press("Down")
    assert view(counter).heading == "Ticket 2-000001"
    counter.press("Down")
    counter.press("Up")
    assert view(counter).heading == "Ticket 2-000002"
    counter.do(Do.CHOOSE_TICKET, "2-000001")
    assert view(counter).heading == "Ticket 2-000001"
    counter.do(Do.CHOOSE_TICKET, "2-999999")
    assert view(counter).heading == "Ticket 2-000001"


def test_a_search_finds_by_number_and_amount_and_esc_ends_it() -> None:
    counter = sold(aside(a_counter()))
    counter.press("Ctrl+S")
    counter.enter("8.54")
    assert [row.id for row in view(counter).tickets] == ["2-000002"]
    counter.enter("999")
    assert view(counter).empty == "No such ticket on this lane."
    counter.press("Esc")
    assert len(view(counter).tickets) == 2
    counter.press("Esc")
    assert isinstance(counter.page, SalePage)


def test_what_cannot_be_meant_is_said_and_the_list_stays() -> None:
    counter = sold(a_counter())
    counter.press("Ctrl+S")
    counter.enter("what")
    assert counter.told() is Msg.TICKET_NOT_UNDERSTOOD
    assert len(view(counter).tickets) == 1


def test_a_copy_is_headed_numbered_and_recorded_each_time() -> None:
    counter = sold(a_counter())
    counter.press("Ctrl+S")
    for number in (1, 2):
        counter.press("F10")
        heading = TextRow(f"*** DUPLICATE {number} ***", style=Style.LARGE)
        assert paper(counter).rows[0] == heading
        counter.printer_says(PrintState.PRINTED)
    copies = [each.copy for each in counter.recorded(f.ReceiptRequested)]  # type: ignore[union-attr]
    assert copies == [1, 2, 3]
    assert counter.told() is Msg.COPY_PRINTS


def test_a_copy_in_spanish_with_the_medicines_named() -> None:
    counter = a_counter(PLAIN)
    counter.pick_up(PLAIN)
    sold(counter)
    counter.press("Ctrl+S")
    counter.press("F11")
    counter.hold.add(e.PrintReceipt)
    counter.do(Do.PRINT_COPY)
    (_, copy) = counter.recorded(f.ReceiptRequested)
    assert isinstance(copy, f.ReceiptRequested)
    assert (copy.wish.language, copy.wish.rx) == (Language.SPANISH, RxWords.NUMBER)
    assert any(isinstance(row, TextRow) and row.left == "Gracias" for row in paper(counter).rows)


def test_a_wish_for_one_ticket_does_not_go_on_to_the_next() -> None:
    counter = a_counter(PLAIN)
    counter.pick_up(PLAIN)
    sold(sold(counter))
    counter.press("Ctrl+S")
    counter.press("Down")
    page = counter.on(TicketsPage)
    assert page.drawn is not None
    assert page.drawn.sale.rx_lines
    assert page.wish.rx is RxWords.NUMBER


def test_a_gift_receipt_of_chosen_goods_leads_to_the_same_ticket() -> None:
    counter = sold(a_counter())
    counter.press("Ctrl+S")
    counter.press("F8")
    counter.press("Ctrl+1")
    counter.press("Enter")
    assert counter.told() is Msg.GIFT_PRINTS
    gift = counter.recorded(f.ReceiptRequested)[-1]
    assert isinstance(gift, f.ReceiptRequested)
    assert (gift.wish.form, gift.wish.lines, gift.copy) == (Form.GIFT, (2,), 1)
    words = " ".join(
        row.left + row.right for row in paper(counter).rows if isinstance(row, TextRow)
    )
    assert "GIFT RECEIPT" in words
    assert "DUPLICATE" not in words
    assert "Ibuprofen" in words
    assert "Candy bar" not in words
    assert BarcodeRow("2-000001-G") in paper(counter).rows
    counter.printer_says(PrintState.PRINTED)
    counter.press("F10")
    assert TextRow("*** DUPLICATE 1 ***", style=Style.LARGE) in paper(counter).rows


def test_a_gift_receipt_without_goods_cannot_be_printed() -> None:
    counter = sold(a_counter())
    counter.press("Ctrl+S")
    counter.press("F8")
    counter.press("Ctrl+1")
    counter.press("Ctrl+2")
    assert not counter.can_press("Enter")
    counter.do(Do.PRINT_COPY)
    assert counter.told() is Why.NO_SUCH_LINE
    counter.press("Esc")
    assert isinstance(counter.page, TicketsPage)


def test_a_gift_receipt_in_doubt_is_printed_again_as_what_it_is() -> None:
    counter = sold(a_counter())
    counter.press("Ctrl+S")
    counter.press("F8")
    counter.press("Enter")
    job = counter.state.prints[-1].job
    again = counter.crash()
    again.sign_in()
    again.printer()
    again.do(Do.PRINT_COPY, job)
    assert BarcodeRow("2-000001-G") in paper(again).rows


def test_from_the_page_after_payment_its_ticket_is_the_marked_one() -> None:
    counter = aside(a_counter())
    counter.scan_item(IBUPROFEN)
    counter.press("F9")
    counter.press("F9")
    counter.press("Ctrl+S")
    assert view(counter).heading == "Ticket 2-000002"
    counter.press("Esc")
    counter.on(DonePage)
    counter.press("Ctrl+S")
    counter.press("Up")
    counter.press("Enter")
    assert isinstance(counter.page, SalePage)
    assert counter.total == "4.25"


def test_a_late_answer_for_another_ticket_or_wish_is_not_shown() -> None:
    counter = sold(sold(a_counter()))
    counter.press("Ctrl+S")
    counter.hold.add(e.DrawTicket)
    counter.press("Down")
    drawn = counter.states[-1].page
    assert isinstance(drawn, TicketsPage)
    assert drawn.drawn is None
    counter.hold.clear()
    old = counter.did(e.DrawTicket)[0]
    assert isinstance(old, e.DrawTicket)
    answer = counter.answer_to(old)
    assert answer is not None
    counter.send(answer)
    assert counter.on(TicketsPage).drawn is None
    counter.do(Do.PRINT_COPY)
    assert len(counter.recorded(f.ReceiptRequested)) == 2


def test_the_page_survives_the_lock_and_keeps_what_arrives_meanwhile() -> None:
    counter = sold(a_counter())
    counter.hold.add(e.LoadTickets)
    counter.press("Ctrl+S")
    counter.do(Do.LOCK)
    counter.hold.clear()
    asked = counter.did(e.LoadTickets)[-1]
    answer = counter.answer_to(asked)
    assert answer is not None
    counter.send(answer)
    counter.sign_in()
    assert len(view(counter).tickets) == 1


# --- keys before the paper is there


def unread(counter: Counter, *kinds: type[e.Effect]) -> Counter:
    """The tickets page, with these of its readings under way."""
    counter.hold.update(kinds)
    counter.press("Ctrl+S")
    return counter


def read(counter: Counter) -> None:
    """What is under way comes to its end, and what follows from it."""
    waiting = [each for each in counter.effects if isinstance(each, e.LoadTickets | e.DrawTicket)]
    counter.hold.clear()
    answer = counter.answer_to(waiting[-1])
    assert answer is not None
    counter.send(answer)


def copies(counter: Counter) -> list[SaleId]:
    asked = counter.recorded(f.ReceiptRequested)
    return [each.sale for each in asked if isinstance(each, f.ReceiptRequested) and each.copy > 1]


def test_a_key_before_the_paper_is_there_takes_effect_once_it_is() -> None:
    counter = unread(sold(a_counter()), e.DrawTicket)
    assert counter.on(TicketsPage).drawn is None
    counter.press("F10")
    assert copies(counter) == []
    read(counter)
    assert copies(counter) == ["2-000001"]
    assert counter.told() is Msg.COPY_PRINTS


def test_keys_at_speed_take_effect_in_their_order() -> None:
    counter = unread(sold(a_counter()), e.DrawTicket)
    counter.press("F11")
    counter.press("F10")
    read(counter)
    copy = counter.recorded(f.ReceiptRequested)[-1]
    assert isinstance(copy, f.ReceiptRequested)
    assert (copy.copy, copy.wish.language) == (2, Language.SPANISH)


@pytest.mark.parametrize(("key", "page"), [("F8", GiftReceiptPage), ("F9", SendPage)])
def test_a_key_to_another_page_leads_there_and_what_was_pressed_after_it_is_not_meant_for_it(
    key: str, page: type
) -> None:
    counter = unread(sold(a_counter()), e.DrawTicket)
    counter.press(key)
    counter.press("F10")
    read(counter)
    assert isinstance(counter.page, page)
    assert copies(counter) == []


def test_a_double_press_before_anything_is_seen_prints_one_copy() -> None:
    counter = unread(sold(a_counter()), e.DrawTicket)
    counter.press("F10")
    counter.press("F10")
    read(counter)
    assert copies(counter) == ["2-000001"]


def test_another_marked_ticket_takes_the_key_back() -> None:
    counter = unread(sold(sold(a_counter())), e.DrawTicket)
    counter.press("F10")
    counter.press("Down")
    read(counter)
    counter.press("Up")
    assert counter.on(TicketsPage).drawn is not None
    assert copies(counter) == []


def test_a_key_right_after_payment_is_for_the_ticket_that_was_paid() -> None:
    counter = aside(a_counter())
    counter.scan_item(IBUPROFEN)
    counter.press("F9")
    counter.press("F9")
    counter.printer_says(PrintState.PRINTED)
    unread(counter, e.LoadTickets)
    counter.press("F10")
    read(counter)
    assert copies(counter) == ["2-000002"]


def test_no_other_ticket_is_printed_than_the_one_that_was_meant() -> None:
    counter = sold(sold(a_counter()))
    unread(counter, e.LoadTickets)
    counter.press("F10")
    asked = counter.did(e.LoadTickets)[-1]
    answer = counter.answer_to(asked)
    assert isinstance(answer, i.TicketsLoaded)
    counter.hold.clear()
    counter.send(replace(answer, rows=answer.rows[1:]))
    assert view(counter).heading == "Ticket 2-000001"
    assert counter.told() is Msg.PAPER_NOT_READ
    assert copies(counter) == []


def test_while_a_search_is_under_way_a_key_says_that_nothing_was_done() -> None:
    counter = sold(a_counter())
    counter.press("Ctrl+S")
    counter.hold.add(e.LoadTickets)
    counter.enter("1")
    counter.press("F10")
    assert counter.told() is Msg.PAPER_NOT_READ
    read(counter)
    assert copies(counter) == []


def test_a_paper_that_cannot_be_read_says_that_nothing_was_done() -> None:
    counter = unread(sold(a_counter()), e.DrawTicket)
    counter.press("F10")
    asked = counter.did(e.DrawTicket)[-1]
    assert isinstance(asked, e.DrawTicket)
    counter.send(i.TicketDrawn(asked.sale, asked.wish, None))
    assert counter.told() is Msg.PAPER_NOT_READ
    assert copies(counter) == []


def test_store_trouble_and_the_lock_take_the_key_back() -> None:
    counter = unread(sold(a_counter()), e.DrawTicket)
    counter.press("F10")
    counter.send(i.CommitFailed("The store does not answer", ""))
    assert counter.on(TicketsPage).asked is None
    counter.press("F10")
    counter.do(Do.LOCK)
    read(counter)
    assert counter.state.locked
    counter.sign_in()
    assert copies(counter) == []
    assert counter.on(TicketsPage).asked is None


def test_a_gift_receipt_of_no_goods_is_told_when_the_paper_shows_it() -> None:
    counter = a_counter(PLAIN)
    counter.pick_up(PLAIN)
    for key in ("F9", "F9"):
        counter.press(key)
    counter.printer_says(PrintState.PRINTED)
    counter.wait(1)
    counter.press("Enter")
    unread(counter, e.DrawTicket)
    counter.press("F8")
    read(counter)
    assert counter.told() is Msg.NO_GOODS_ON_IT
    assert isinstance(counter.page, TicketsPage)
    assert not counter.can_press("F8")


# --- no sale


def test_the_drawer_without_a_sale_asks_for_a_reason_which_is_recorded() -> None:
    counter = a_counter(person=MARY)
    counter.press("Ctrl+D")
    counter.press("Ctrl+1")
    assert counter.recorded(f.NoSaleOpened) == (f.NoSaleOpened("change for a customer", MARY.id),)
    assert counter.did(e.OpenDrawer)
    assert isinstance(counter.page, SalePage)


def test_who_may_not_has_a_manager_sign_for_it() -> None:
    counter = a_counter()
    counter.press("Ctrl+D")
    counter.enter("coins for the bank")
    assert counter.did(e.OpenDrawer) == ()
    counter.pharmacist_signs(MARY)
    assert counter.recorded(f.NoSaleOpened) == (f.NoSaleOpened("coins for the bank", MARY.id),)
    assert len(counter.did(e.OpenDrawer)) == 1


@pytest.mark.parametrize(("typed", "why"), [("", Why.NOTE_MISSING), ("9", Why.REASON_IN_WORDS)])
def test_no_sale_needs_its_reason_in_words(typed: str, why: Why) -> None:
    counter = a_counter(person=MARY)
    counter.press("Ctrl+D")
    counter.enter(typed)
    assert counter.told() is why
    counter.press("Esc")
    assert isinstance(counter.page, SalePage)
    assert counter.recorded(f.DrawerRequested) == ()


def test_while_a_payment_is_taken_the_drawer_is_not_opened_without_a_sale() -> None:
    counter = a_counter(person=MARY)
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.do(Do.OPEN_DRAWER)
    assert counter.told() is Why.DRAWER_NOT_NOW


def test_after_a_no_sale_the_page_after_payment_comes_back() -> None:
    counter = a_counter(person=MARY)
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F9")
    counter.press("Ctrl+D")
    counter.press("Ctrl+3")
    assert isinstance(counter.page, DonePage)


# --- what leads nowhere


@pytest.mark.parametrize("keys", [("Ctrl+S", "Del"), ("Ctrl+S", "F4"), ("Ctrl+D",)])
def test_a_key_that_a_prompt_does_not_know_changes_nothing(keys: tuple[str, ...]) -> None:
    counter = aside(a_counter(person=MARY))
    for key in keys:
        counter.press(key)
    before, facts = counter.page, counter.facts
    counter.do(Do.PAY)
    counter.do(Do.ANSWER, "not offered")
    assert (counter.page, counter.facts) == (before, facts)
    counter.press("Esc")
    assert counter.facts == facts


def test_esc_keeps_the_ticket_and_the_list() -> None:
    counter = aside(a_counter())
    counter.press("Ctrl+S")
    counter.press("Del")
    counter.press("Esc")
    assert isinstance(counter.page, TicketsPage)
    assert len(counter.state.suspended) == 1


def test_a_ticket_that_was_settled_meanwhile_is_not_voided_or_named() -> None:
    counter = aside(a_counter())
    counter.press("Ctrl+S")
    page = counter.on(TicketsPage)
    gone = SaleId("2-000777")
    for prompt in (VoidPage(gone, page), AsidePage(gone, page, name="Cap")):
        asked = replace(counter.state, page=prompt)
        what = i.FieldSubmitted("note", "left the store")
        step = on_task(asked, prompt, what)
        assert step.facts == ()
        assert step.state.page == page


def test_a_ticket_whose_first_line_is_a_payment_on_account_has_no_name_of_its_own() -> None:
    line = DepositLine(LineId(1), DepositKind.ACCOUNT, "1001", usd("5.00"))
    sale = Sale(SaleId("2-000001"), 1, LaneId("2"), ANA.id, lines=(line,))
    assert own_name(sale) == ""
    assert own_name(replace(sale, lines=())) == ""


def test_the_medicines_are_named_on_the_copy_alone_when_the_patient_asks() -> None:
    counter = a_counter(PLAIN)
    counter.pick_up(PLAIN)
    sold(counter)
    counter.press("Ctrl+S")
    counter.press("F6")
    shown = view(counter)
    assert shown.sheet is not None
    assert "GABAPENTIN" not in shown.sheet.text.upper()
    counter.press("F10")
    words = " ".join(row.left for row in paper(counter).rows if isinstance(row, TextRow))
    assert "GABAPENTIN" in words.upper()
    copy = counter.recorded(f.ReceiptRequested)[-1]
    assert isinstance(copy, f.ReceiptRequested)
    assert copy.wish.rx is RxWords.NAME
    counter.press("F6")
    assert counter.on(TicketsPage).wish.rx is RxWords.NUMBER


def test_a_ticket_is_shown_and_copied_in_the_language_in_which_it_was_printed() -> None:
    counter = sold(a_counter())
    counter.scan_item(CANDY)
    for key in ("F9", "Ctrl+S", "F9", "Ctrl+S"):
        counter.press(key)
    assert counter.on(TicketsPage).wish.language is Language.SPANISH
    shown = view(counter)
    assert shown.sheet is not None
    assert "Gracias" in shown.sheet.text
    counter.press("Down")
    assert counter.on(TicketsPage).wish.language is Language.ENGLISH
    counter.press("Up")
    counter.press("F10")
    copy = counter.recorded(f.ReceiptRequested)[-1]
    assert isinstance(copy, f.ReceiptRequested)
    assert copy.wish.language is Language.SPANISH
    counter.press("F11")
    shown = view(counter)
    assert shown.sheet is not None
    assert "Thank you" in shown.sheet.text
