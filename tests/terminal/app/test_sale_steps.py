"""The ticket's page: scans, typed numbers, search as you type, quantities, tickets put aside."""

from dataclasses import replace

import pytest

from helpers.counter import ANA, BEN, MARY, PLAIN, SIGNATURE, Counter, a_counter, rung_up
from helpers.sales import CANDY, IBUPROFEN, a_fill, an_item
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.state import (
    DonePage,
    Msg,
    PharmacistPage,
    PickupPage,
    SaleMode,
    SalePage,
    TenderPage,
)
from terminal.domain import facts as f
from terminal.domain.barcode import EntryMethod, gtin
from terminal.domain.catalog import Item
from terminal.domain.identity import LineId
from terminal.domain.refusal import Why
from terminal.domain.sale import SaleStatus

BAD_ANSWER = e.AnswerScan(good=False)
BOTH = "10000052"
"""An 8-digit number that is an EAN-8 and a UPC-E."""


def both_on_the_shelf() -> tuple[Item, Item]:
    first = replace(an_item(), gtin=gtin(BOTH), name="Soap")
    second = replace(an_item(), gtin=gtin("100000000052"), name="Salts")
    return first, second


# --- scans


def test_the_first_scan_opens_a_ticket_with_one_line() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    assert counter.last_batch() == ("SaleOpened", "ItemAdded")
    assert counter.sale.id == "2-000001"
    assert counter.state.selected == 1
    assert counter.did(e.ShowOnDisplay)[-1] == e.ShowOnDisplay(
        "Candy bar       3.99", "TOTAL           4.25"
    )


def test_each_scan_is_its_own_line_on_the_same_ticket() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.scan_item(CANDY)
    assert [line.quantity for line in counter.sale.lines if hasattr(line, "quantity")] == [1, 1]
    assert counter.recorded(f.SaleOpened) == counter.recorded(f.SaleOpened)[:1]


def test_a_scan_is_recorded_as_scanned_and_a_typed_number_as_keyed() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.enter(CANDY.gtin[1:])
    assert [line.entry for line in counter.sale.lines] == [EntryMethod.SCANNED, EntryMethod.KEYED]


def test_an_unknown_barcode_is_told_by_its_number_and_sounds() -> None:
    counter = a_counter()
    counter.scan("012345678905")
    assert counter.told() is Msg.ITEM_UNKNOWN
    assert counter.effects[-1] == BAD_ANSWER
    assert counter.screen.notice is not None
    assert counter.screen.notice.title == "12345678905 is not in the catalogue"
    assert counter.state.sale is None


def test_a_wrong_check_digit_is_refused_with_the_way_out() -> None:
    counter = a_counter()
    counter.scan("012345678900")
    assert counter.told() is Msg.CODE_NOT_UNDERSTOOD
    assert counter.screen.notice is not None
    assert counter.screen.notice.title == "The check digit is wrong"
    assert counter.did(e.LookUpItem) == ()


def test_garbage_from_the_scanner_is_told_and_nothing_happens() -> None:
    counter = a_counter()
    counter.send(i.ScanRefused("4096 bytes without an end"))
    assert counter.told() is Msg.SCAN_GARBAGE
    assert counter.effects[-1] == BAD_ANSWER


def test_a_staff_badge_is_no_item() -> None:
    counter = a_counter()
    counter.scan("STAFF-11", "]C0")
    assert counter.told() is Msg.SCAN_NOT_NOW


def test_an_id_card_that_nobody_asked_for_is_refused_and_not_shown() -> None:
    counter = a_counter()
    counter.scan("@\n\x1e\rANSI 636000090001DL00310028DLDAQD12345678\nDBB01311970\r", "]L2")
    assert counter.told() is Msg.ID_CARD_NOT_ASKED
    assert counter.effects[-1] == BAD_ANSWER
    assert "D12345678" not in str(counter.screen)
    assert "D12345678" not in str(counter.state)


def test_an_item_that_may_not_be_sold_is_refused_by_name() -> None:
    counter = a_counter(items=(an_item(price=None),))
    counter.scan_item(an_item())
    assert counter.told() is Why.NO_PRICE
    assert counter.state.sale is None
    assert counter.facts == counter.recorded(f.SignedIn)


@pytest.mark.parametrize("key", ["F9", "F7"])
def test_a_scan_never_answers_a_prompt(key: str) -> None:
    counter = a_counter(a_fill(counselling=True))
    counter.pick_up(a_fill())
    if key == "F9":
        counter.counsel()
    counter.press(key)
    before = counter.sale
    counter.scan_item(CANDY)
    assert counter.told() is {"F9": Msg.SCAN_PAY_FIRST, "F7": Msg.SCAN_COUNSEL_FIRST}[key]
    assert counter.effects[-1] == BAD_ANSWER
    assert counter.sale == before


def test_a_scan_after_payment_begins_the_next_customers_ticket() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F9")
    counter.on(DonePage)
    counter.scan_item(IBUPROFEN)
    counter.on(SalePage)
    assert counter.sale.id == "2-000002"


def test_an_answer_of_the_catalogue_that_comes_after_payment_opens_the_next_ticket() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.hold = {e.LookUpItem}
    counter.scan_item(IBUPROFEN)
    counter.press("F9")
    counter.press("F9")
    counter.send(i.ItemsFound(IBUPROFEN.gtin, (IBUPROFEN,)))
    counter.on(SalePage)
    assert [line.id for line in counter.sale.lines] == [1]


def test_an_item_looked_up_before_payment_opened_still_goes_on_the_ticket() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.send(i.ItemsFound(IBUPROFEN.gtin, (IBUPROFEN,)))
    counter.on(TenderPage)
    assert len(counter.sale.lines) == 2


def test_a_scan_that_the_lock_overtook_is_refused() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.hold = {e.LookUpItem}
    counter.scan_item(IBUPROFEN)
    counter.do(Do.LOCK)
    counter.send(i.ItemsFound(IBUPROFEN.gtin, (IBUPROFEN,)))
    assert counter.effects[-1] == BAD_ANSWER
    counter.sign_in()
    assert len(counter.sale.lines) == 1


def test_nobody_scans_on_a_locked_screen() -> None:
    counter = Counter()
    counter.scan_item(CANDY)
    counter.send(i.ScanRefused("noise"))
    assert counter.did(e.LookUpItem) == ()
    assert counter.state.said is None
    assert counter.effects == [BAD_ANSWER, BAD_ANSWER]


def test_the_customer_never_reads_what_the_prescription_is() -> None:
    counter = rung_up(PLAIN)
    shown = counter.did(e.ShowOnDisplay)
    assert any("Prescription" in each.first for each in shown if isinstance(each, e.ShowOnDisplay))
    assert "GABAPENTIN" not in repr(shown)


def test_a_long_name_fits_the_customers_twenty_columns() -> None:
    counter = a_counter(items=(replace(an_item(), name="A very long name of some goods"),))
    counter.scan_item(an_item())
    last = counter.did(e.ShowOnDisplay)[-1]
    assert last == e.ShowOnDisplay("A very long nam 3.99", "TOTAL           4.25")


# --- a code with two readings


def test_a_number_with_two_readings_waits_for_a_person() -> None:
    first, second = both_on_the_shelf()
    counter = a_counter(items=(first, second))
    counter.enter(BOTH)
    assert counter.state.sale is None
    assert counter.effects[-1] == e.Beep(good=False)
    counter.on(SalePage)
    assert counter.on(SalePage).items == (first, second)

    counter.press("Down")
    counter.enter()
    assert counter.sale.lines[0].net == second.price
    assert counter.sale.lines[0].entry is EntryMethod.KEYED
    assert counter.page == SalePage()


def test_a_scanned_number_with_two_readings_can_be_chosen_by_touch() -> None:
    first, second = both_on_the_shelf()
    counter = a_counter(items=(first, second))
    counter.scan(BOTH, "")
    counter.do(Do.ADD_ITEM, second.gtin)
    assert counter.sale.lines[0].entry is EntryMethod.SCANNED


def test_the_catalogue_decides_when_it_holds_one_reading_only() -> None:
    first, _ = both_on_the_shelf()
    counter = a_counter(items=(first,))
    counter.enter(BOTH)
    assert len(counter.sale.lines) == 1


def test_two_readings_that_come_on_another_page_are_refused() -> None:
    first, second = both_on_the_shelf()
    counter = a_counter(items=(first, second, CANDY))
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.send(i.ItemsFound(first.gtin, (first, second)))
    counter.on(TenderPage)
    assert counter.told() is Msg.SCAN_NOT_NOW


# --- typed numbers


def test_a_typed_prescription_number_opens_its_pickup() -> None:
    counter = a_counter(PLAIN)
    counter.enter("6012345")
    counter.on(PickupPage)
    assert counter.on(PickupPage).patient == PLAIN.patient.id


def test_an_8_digit_number_that_is_no_item_is_tried_as_a_prescription() -> None:
    fill = a_fill(rx="12345009")
    counter = a_counter(fill)
    counter.enter("12345009")
    counter.on(PickupPage)
    assert counter.on(PickupPage).patient == fill.patient.id


def test_a_typed_retail_number_that_nobody_knows_is_told() -> None:
    counter = a_counter()
    counter.enter("012345678905")
    assert counter.told() is Msg.ITEM_UNKNOWN
    assert counter.screen.notice is not None
    assert counter.screen.notice.title.startswith("12345678905")


def test_a_typed_phone_number_looks_for_the_person() -> None:
    counter = a_counter(PLAIN)
    counter.enter("615-555-0100")
    counter.on(PickupPage)
    assert counter.did(e.LoadWillCall)[-1] == e.LoadWillCall("615-555-0100")


def test_a_typed_number_that_is_nothing_is_told() -> None:
    counter = a_counter()
    counter.enter("12")
    assert counter.told() is Msg.CODE_NOT_UNDERSTOOD


def test_enter_in_an_empty_field_does_nothing() -> None:
    counter = a_counter()
    done = len(counter.effects)
    counter.enter("")
    assert counter.page == SalePage()
    assert len(counter.effects) == done


# --- search as you type


def test_typing_searches_and_enter_takes_the_highlighted_item() -> None:
    counter = a_counter(PLAIN)
    counter.key_in("candy")
    counter.on(SalePage)
    assert counter.on(SalePage).items == (CANDY,)
    counter.enter()
    assert counter.sale.lines[0].entry is EntryMethod.KEYED


def test_one_letter_does_not_search_yet() -> None:
    counter = a_counter()
    counter.key_in("c")
    assert counter.did(e.Search) == ()


def test_arrows_move_through_what_was_found_and_stop_at_its_ends() -> None:
    counter = a_counter(PLAIN, items=(CANDY, replace(IBUPROFEN, name="Candy for coughs")))
    counter.key_in("candy")
    for key, place in [("Up", 0), ("Down", 1), ("Down", 1), ("Up", 0)]:
        counter.press(key)
        counter.on(SalePage)
        assert counter.on(SalePage).highlighted == place


def test_enter_on_a_person_opens_their_pickup() -> None:
    counter = a_counter(PLAIN)
    counter.enter("ros")
    counter.on(PickupPage)
    assert counter.on(PickupPage).patient == PLAIN.patient.id


def test_a_person_among_the_results_can_be_touched() -> None:
    counter = a_counter(PLAIN)
    counter.key_in("ros")
    counter.do(Do.CHOOSE_PATIENT, PLAIN.patient.id)
    counter.on(PickupPage)
    assert counter.recorded(f.PatientViewed) == (f.PatientViewed(PLAIN.patient.id),)


def test_a_person_who_left_the_list_is_not_chosen() -> None:
    counter = a_counter(PLAIN)
    counter.do(Do.CHOOSE_PATIENT, "somebody")
    counter.on(SalePage)
    assert counter.recorded(f.PatientViewed) == ()


def test_enter_before_the_answer_takes_the_only_thing_found() -> None:
    counter = a_counter()
    counter.hold = {e.Search}
    counter.enter("candy")
    assert counter.state.sale is None
    counter.send(i.SearchAnswered("candy", (CANDY,), ()))
    assert len(counter.sale.lines) == 1


def test_enter_before_the_answer_chooses_nothing_among_several() -> None:
    counter = a_counter(items=(CANDY, IBUPROFEN))
    counter.hold = {e.Search}
    counter.enter("can")
    counter.send(i.SearchAnswered("can", (CANDY, IBUPROFEN), ()))
    assert counter.state.sale is None
    counter.enter()
    assert len(counter.sale.lines) == 1


def test_enter_with_nothing_found_says_so() -> None:
    counter = a_counter()
    counter.enter("xyz")
    assert counter.told() is Msg.NOTHING_FOUND


def test_a_late_answer_to_an_older_text_is_not_shown() -> None:
    counter = a_counter()
    counter.hold = {e.Search}
    counter.key_in("can")
    counter.key_in("candy")
    counter.send(i.SearchAnswered("can", (IBUPROFEN,), ()))
    counter.on(SalePage)
    assert counter.on(SalePage).items == ()


def test_typing_on_takes_an_awaited_enter_back() -> None:
    counter = a_counter()
    counter.hold = {e.Search}
    counter.enter("candy")
    counter.key_in("candy b")
    counter.send(i.SearchAnswered("candy b", (CANDY,), ()))
    assert counter.state.sale is None


def test_an_item_that_is_not_among_the_results_is_not_added() -> None:
    counter = a_counter()
    counter.do(Do.ADD_ITEM, CANDY.gtin)
    assert counter.state.sale is None


def test_escape_clears_the_search() -> None:
    counter = a_counter()
    counter.key_in("candy")
    counter.press("Esc")
    assert counter.page == SalePage()


def test_the_text_of_a_field_that_is_gone_is_not_taken() -> None:
    counter = a_counter()
    counter.send(i.FieldEdited("pin", "1111"), i.FieldSubmitted("pin", "1111"))
    assert counter.page == SalePage()
    assert counter.did(e.Search) == ()


def test_a_key_held_down_on_a_field_is_cut_off() -> None:
    counter = a_counter()
    counter.key_in("x" * 100_000)
    counter.on(SalePage)
    assert len(counter.on(SalePage).typed) == 200


# --- quantity, removal


def test_the_quantity_of_the_chosen_line_is_asked_and_set() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.scan_item(IBUPROFEN)
    counter.press("Up")
    counter.press("F4")
    counter.key_in("1")
    counter.enter("12")
    assert counter.sale.lines[0].net.cents == 12 * 3_99
    assert counter.page == SalePage()


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "１２", "12345"])
def test_what_is_no_quantity_is_asked_again(text: str) -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("F4")
    counter.enter(text)
    assert counter.told() is Msg.QUANTITY_NOT_UNDERSTOOD
    counter.on(SalePage)
    assert counter.on(SalePage).mode is SaleMode.QUANTITY


@pytest.mark.parametrize("text", ["0", "1000"])
def test_a_quantity_out_of_range_is_refused(text: str) -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("F4")
    counter.enter(text)
    assert counter.told() is Why.QUANTITY_OUT_OF_RANGE


def test_a_prescription_has_no_quantity_here() -> None:
    counter = a_counter(PLAIN)
    counter.pick_up(PLAIN)
    counter.press("F4")
    assert counter.told() is Why.QUANTITY_OF_A_FILL


def test_there_is_no_quantity_without_a_line() -> None:
    counter = a_counter()
    counter.do(Do.QUANTITY)
    assert counter.told() is Why.NO_SUCH_LINE
    counter.do(Do.VOID_LINE)
    assert counter.told() is Why.NO_SUCH_LINE


def test_a_line_that_vanished_while_its_quantity_was_typed_is_refused() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("F4")
    counter.do(Do.VOID_LINE)
    counter.engine._state = replace(counter.state, page=SalePage(mode=SaleMode.QUANTITY))
    counter.send(i.FieldSubmitted("quantity", "2"))
    assert counter.told() is Why.NO_SUCH_LINE


def test_a_removed_line_stays_in_sight_and_the_display_shows_what_is_left() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.scan_item(IBUPROFEN)
    counter.press("Del")
    assert [line.voided for line in counter.sale.lines] == [False, True]
    assert counter.state.selected == 1
    assert counter.did(e.ShowOnDisplay)[-1] == e.ShowOnDisplay(
        "Candy bar       3.99", "TOTAL           4.25"
    )


def test_a_line_is_removed_once() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.scan_item(IBUPROFEN)
    counter.do(Do.SELECT_LINE, "1")
    counter.press("Del")
    counter.do(Do.SELECT_LINE, "1")
    counter.press("Del")
    assert counter.told() is Why.NO_SUCH_LINE
    counter.press("F4")
    assert counter.told() is Why.NO_SUCH_LINE


def test_removing_the_last_line_ends_the_ticket() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("Del")
    assert counter.last_batch() == ("LineVoided", "SaleAbandoned")
    assert counter.state.sale is None
    assert counter.effects[-1] == e.ShowOnDisplay("", "")


def test_a_ticket_with_a_payment_given_back_outlives_its_last_line() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.enter("1")
    counter.do(Do.GIVE_BACK, "1")
    counter.press("Esc")
    counter.press("Del")
    assert counter.sale.live_lines == ()
    assert counter.state.selected is None
    assert counter.effects[-1] == e.ShowOnDisplay("", "")


def test_arrows_go_through_the_live_lines() -> None:
    counter = a_counter()
    counter.press("Up")
    assert counter.state.selected is None
    for _ in range(3):
        counter.scan_item(CANDY)
    counter.do(Do.SELECT_LINE, "2")
    counter.press("Del")
    moves = [("Up", 1), ("Up", 1), ("Down", 3), ("Down", 3)]
    for key, selected in moves:
        counter.press(key)
        assert counter.state.selected == selected
    counter.engine._state = replace(counter.state, selected=LineId(2))
    counter.press("Up")
    assert counter.state.selected == 3


# --- put aside, and taken up again


def test_a_ticket_put_aside_frees_the_counter_and_comes_back_whole() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("F5")
    assert counter.told() is Msg.TICKET_SUSPENDED
    assert counter.state.sale is None
    assert counter.effects[-1] == e.ShowOnDisplay("", "")

    counter.scan_item(IBUPROFEN)
    assert counter.sale.id == "2-000002"
    counter.press("F5")
    counter.press("Ctrl+1")
    assert counter.sale.id == "2-000001"
    assert counter.sale.status is SaleStatus.OPEN
    assert counter.state.selected == 1
    assert [sale.id for sale in counter.state.suspended] == ["2-000002"]


def test_nothing_cannot_be_put_aside() -> None:
    counter = a_counter()
    counter.do(Do.SUSPEND)
    assert counter.told() is Why.TICKET_EMPTY


def test_a_ticket_is_taken_up_when_no_other_is_open() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("F5")
    counter.scan_item(IBUPROFEN)
    counter.do(Do.RESUME, "2-000001")
    assert counter.told() is Why.OTHER_TICKET_OPEN
    counter.do(Do.RESUME, "2-000099")
    assert counter.sale.id == "2-000002"


def test_who_takes_a_ticket_up_has_it() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("F5")
    counter.do(Do.LOCK)
    counter.sign_in(BEN)
    counter.press("Ctrl+1")
    assert counter.sale.staff == BEN.id != ANA.id


def test_a_ticket_whose_lines_are_all_removed_can_still_be_put_aside_and_taken_up() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.enter("1")
    counter.do(Do.GIVE_BACK, "1")
    counter.press("Esc")
    counter.press("Del")
    counter.press("F5")
    counter.press("Ctrl+1")
    assert counter.state.selected is None


def test_the_label_of_a_fill_on_a_ticket_put_aside_names_that_ticket() -> None:
    counter = a_counter(PLAIN)
    counter.pick_up(PLAIN)
    counter.press("F5")
    counter.scan_label(PLAIN)
    assert counter.told() is Why.FILL_ON_OTHER_TICKET
    counter.on(SalePage)
    counter.scan("6012345", "]C0")
    assert counter.told() is Why.FILL_ON_OTHER_TICKET


def test_payment_is_refused_while_something_is_on_the_list() -> None:
    counter = a_counter(a_fill(counselling=True))
    counter.do(Do.CASH)
    assert counter.told() is Why.TICKET_EMPTY
    counter.pick_up(a_fill())
    assert not counter.can_press("F9")
    counter.do(Do.CASH)
    assert counter.told() is Why.OBLIGATIONS_OPEN


def test_a_key_of_another_page_does_nothing_here() -> None:
    counter = a_counter()
    before = counter.state
    counter.do(Do.SIGN)
    counter.send(i.SignatureDrawn(SIGNATURE))
    assert counter.state.page == before.page


def test_the_drawer_opens_without_a_sale_only_for_a_manager() -> None:
    counter = a_counter()
    counter.do(Do.OPEN_DRAWER)
    counter.press("Ctrl+1")
    assert isinstance(counter.page, PharmacistPage)
    assert counter.did(e.OpenDrawer) == ()
    counter.do(Do.LOCK)
    counter.sign_in(MARY)
    counter.do(Do.OPEN_DRAWER)
    counter.press("Ctrl+1")
    assert counter.told() is Msg.DRAWER_OPENED
    assert counter.recorded(f.DrawerRequested) == (f.DrawerRequested(f.DrawerReason.NO_SALE, None),)
    assert counter.effects[-1] == e.OpenDrawer()


def test_help_lists_the_keys_and_escape_closes_it() -> None:
    counter = a_counter()
    counter.press("F1")
    assert "F2  Pickup" in counter.screen.overlay
    counter.press("Esc")
    assert counter.screen.overlay == ()


def test_a_message_can_be_dismissed() -> None:
    counter = a_counter()
    counter.scan("012345678905")
    counter.do(Do.DISMISS)
    assert counter.screen.notice is None


def test_the_theme_switches_back_and_forth() -> None:
    counter = a_counter()
    counter.do(Do.SWITCH_THEME)
    assert counter.state.theme == "dark"
    counter.do(Do.SWITCH_THEME)
    assert counter.state.theme == "light"
