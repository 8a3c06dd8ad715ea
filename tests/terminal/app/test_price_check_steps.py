"""The price check and open prices at the counter: nothing is sold that nobody asked to sell."""

from dataclasses import replace
from datetime import timedelta

from helpers.counter import ANA, BEN, Counter, a_counter
from helpers.promotions import a_promotion, only
from helpers.sales import CANDY, DAY, IBUPROFEN, POLICY, a_fill, usd
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.state import Msg, OpenPricePage, PriceCheckPage, SalePage
from terminal.domain.barcode import EntryMethod, NotUnderstood, gtin
from terminal.domain.catalog import Item
from terminal.domain.lines import ItemLine
from terminal.domain.prescription import Fill
from terminal.domain.price_book import ALWAYS, DatedPrice, OpenPrice, PriceKind
from terminal.domain.promotion import PromotionBook
from terminal.domain.refusal import Why
from terminal.presentation.views import PromptView

TOMORROW = DAY + timedelta(days=1)
SOAP = replace(
    CANDY,
    gtin=gtin("012345000058"),
    name="Soap",
    prices=(
        DatedPrice(PriceKind.REGULAR, usd("3.99"), ALWAYS),
        DatedPrice(PriceKind.REGULAR, usd("4.49"), TOMORROW),
        DatedPrice(PriceKind.SALE, usd("2.99"), DAY, DAY),
    ),
)
CARD = replace(
    CANDY,
    gtin=gtin("012345000065"),
    name="Card",
    price=None,
    open_price=OpenPrice(usd("1.00"), usd("15.00")),
)
DOZEN = replace(CANDY, gtin=gtin("012345000072"), name="Gum", pieces=12)
BOOK = PromotionBook(
    (
        a_promotion(goods=only(SOAP, CANDY), name="now"),
        a_promotion(goods=only(SOAP), name="soon", since=TOMORROW),
    )
)


def checking(*fills: Fill) -> Counter:
    items: tuple[Item, ...] = (IBUPROFEN, CANDY, SOAP, CARD, DOZEN)
    counter = a_counter(*fills, items=items, policy=replace(POLICY, promotions=BOOK))
    counter.press("Ctrl+Shift+P")
    counter.on(PriceCheckPage)
    return counter


def rows(counter: Counter) -> dict[str, str]:
    page = counter.screen.page
    assert isinstance(page, PromptView)
    return {row.title: row.amount or row.detail for row in page.rows}


def test_a_scan_shows_the_price_and_sells_nothing() -> None:
    counter = checking()
    counter.scan_item(SOAP)
    assert rows(counter) == {
        "On sale, regular 3.99": "2.99",
        "From 07/02/2026": "4.49",
        "Deal now": "",
        "Deal soon": "from 07/02/2026",
        "Sales tax": "6.5 %",
    }
    assert counter.state.sale is None
    counter.check_scanner()


def test_the_next_scan_asks_anew_and_escape_goes_back() -> None:
    counter = checking()
    counter.scan_item(SOAP)
    counter.scan_item(IBUPROFEN)
    assert counter.on(PriceCheckPage).item == IBUPROFEN
    counter.press("Esc")
    counter.on(SalePage)
    assert counter.state.sale is None


def test_enter_adds_what_is_shown() -> None:
    counter = checking()
    counter.scan_item(SOAP)
    counter.enter("")
    (line,) = counter.sale.lines
    assert isinstance(line, ItemLine)
    assert (line.net, line.entry) == (usd("2.99"), EntryMethod.SCANNED)
    counter.on(SalePage)


def test_a_button_adds_it_too_and_a_typed_number_is_keyed() -> None:
    counter = checking()
    counter.enter(CANDY.gtin[2:])
    counter.press("Ctrl+1")
    (line,) = counter.sale.lines
    assert isinstance(line, ItemLine)
    assert line.entry is EntryMethod.KEYED


def test_a_name_finds_it_and_of_several_a_person_chooses() -> None:
    counter = checking()
    counter.key_in("o")
    counter.enter("Soap")
    counter.send(i.SearchAnswered("Soap", (SOAP,), ()))
    assert counter.on(PriceCheckPage).item == SOAP.on(DAY)
    counter.enter("c")
    counter.send(i.SearchAnswered("c", (CANDY, CARD), ()))
    counter.press("Down")
    counter.enter("c")
    assert counter.on(PriceCheckPage).item == CARD


def test_a_row_is_chosen_by_touch_and_one_that_is_not_there_is_not() -> None:
    counter = checking()
    counter.enter("c")
    counter.send(i.SearchAnswered("c", (CANDY, CARD), ()))
    counter.do(Do.ADD_ITEM, "0")
    assert counter.on(PriceCheckPage).item is None
    counter.do(Do.ADD_ITEM, CARD.gtin)
    assert counter.on(PriceCheckPage).item == CARD
    assert counter.state.sale is None
    counter.press("Ctrl+1")  # and then its price is asked
    counter.on(OpenPricePage)


def test_of_two_readings_of_one_code_a_person_chooses() -> None:
    counter = checking()
    counter.send(i.ItemsFound("?1", (CANDY, SOAP)))
    assert len(counter.on(PriceCheckPage).found) == 2
    counter.press("Down")
    counter.enter("")
    assert counter.on(PriceCheckPage).item == SOAP.on(DAY)


def test_behind_the_lock_an_answer_shows_nothing() -> None:
    counter = checking()
    counter.press("Ctrl+L")
    counter.send(i.ItemsFound(f"?{SOAP.gtin}", (SOAP,)))
    assert counter.state.locked
    assert counter.state.sale is None


def test_an_answer_that_comes_after_the_page_was_left_is_no_line() -> None:
    counter = checking()
    counter.hold = {e.LookUpItem}
    counter.scan_item(SOAP)
    counter.press("Esc")
    counter.send(i.ItemsFound(f"?{SOAP.gtin}", (SOAP,)))
    assert counter.state.sale is None


def test_what_is_no_item_is_told() -> None:
    counter = checking()
    counter.send(i.ItemsFound("?0123", ()))
    assert counter.told() is Msg.ITEM_UNKNOWN
    counter.send(i.CodeScanned(NotUnderstood("A web address", "Scan goods.")))
    assert counter.told() is Msg.CODE_NOT_UNDERSTOOD
    counter.enter("abc")
    counter.send(i.SearchAnswered("abc", (), ()))
    assert counter.told() is Msg.NOTHING_FOUND
    counter.enter("12")
    assert counter.told() is Msg.ITEM_UNKNOWN


def test_a_label_has_no_price_to_check() -> None:
    counter = checking(a_fill())
    counter.scan_label(a_fill())
    assert counter.told() is Msg.SCAN_FOR_PRICE
    counter.on(PriceCheckPage)


# --- the price of the day, cases


def test_at_midnight_an_open_program_sells_at_the_new_price() -> None:
    counter = a_counter(items=(SOAP,))
    counter.scan_item(SOAP)
    counter.at += timedelta(days=1)
    counter.scan_item(SOAP)
    assert [line.net for line in counter.sale.lines] == [usd("2.99"), usd("4.49")]


def test_a_case_is_so_many_pieces() -> None:
    counter = a_counter(items=(DOZEN,))
    counter.scan_item(DOZEN)
    (line,) = counter.sale.lines
    assert isinstance(line, ItemLine)
    assert (line.quantity, line.net, line.item.pieces) == (12, usd("47.88"), 1)


# --- open prices


def test_an_open_price_is_asked_and_the_line_comes_with_it() -> None:
    counter = a_counter(items=(CARD,))
    counter.scan_item(CARD)
    counter.on(OpenPricePage)
    assert counter.state.sale is None
    for wrong, why in (("x", Msg.AMOUNT_NOT_UNDERSTOOD), ("15.01", Why.OPEN_PRICE_LIMITS)):
        counter.enter(wrong)
        assert counter.told() is why
    counter.enter("4.99")
    assert [line.net for line in counter.sale.lines] == [usd("4.99")]
    counter.on(SalePage)


def test_while_a_price_is_asked_no_scan_gets_lost_or_sold() -> None:
    counter = a_counter(items=(CARD, CANDY))
    counter.scan_item(CARD)
    counter.scan_item(CANDY)
    assert counter.told() is Msg.SCAN_ANSWER_FIRST
    assert counter.on(OpenPricePage).item == CARD
    counter.press("Esc")
    assert counter.state.sale is None


def test_a_second_open_price_that_was_scanned_too_fast_is_turned_away() -> None:
    counter = a_counter(items=(CARD,))
    counter.scan_item(CARD)
    other = replace(CARD, name="Another card")
    counter.send(i.ItemsFound(other.gtin, (other,)))
    assert counter.on(OpenPricePage).item == CARD


def test_who_may_not_enter_a_price_is_told() -> None:
    counter = a_counter(items=(CARD,), person=BEN)
    counter.scan_item(CARD)
    assert counter.told() is Why.NOT_PERMITTED
    assert a_counter(person=ANA).can_press("Ctrl+Shift+P")


def test_a_price_half_typed_is_shown_and_other_keys_change_nothing() -> None:
    counter = a_counter(items=(CARD,))
    counter.scan_item(CARD)
    counter.send(i.FieldEdited("amount", "4.9"))
    page = counter.on(OpenPricePage)
    assert page.typed == "4.9"
    counter.do(Do.ANSWER, "whatever")
    assert counter.on(OpenPricePage) == page
