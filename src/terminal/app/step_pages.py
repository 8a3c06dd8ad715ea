"""A person's keys, touches and words, given to the page that is open."""

from dataclasses import replace
from typing import Final, assert_never

from terminal.app import inputs as i
from terminal.app.effects import OpenDrawer
from terminal.app.inputs import Do
from terminal.app.permissions import Right, may
from terminal.app.pricing import open_price
from terminal.app.printing import on_print_key
from terminal.app.pse_page import PsePage, PseSignPage
from terminal.app.relief import open_copay
from terminal.app.return_page import RefundPage, ReturnPage
from terminal.app.state import (
    AgePage,
    AuditPage,
    BookPage,
    CardKindPage,
    CardPage,
    CopayPage,
    CounselPage,
    CouponPage,
    DecidePage,
    DepositPage,
    DevicesPage,
    DonePage,
    ElsewherePage,
    ExemptPage,
    GiftPage,
    IdPage,
    KeyedPage,
    MessagesPage,
    Msg,
    NoticePage,
    OpenPricePage,
    PharmacistPage,
    PickupPage,
    PriceCheckPage,
    PricePage,
    QuestionPage,
    RecordsPage,
    ReportsPage,
    ReversalPage,
    RulesPage,
    Said,
    SalePage,
    SignInPage,
    SignMorePage,
    SignPage,
    StopPage,
    TenderPage,
    TerminalState,
    TypedBagPage,
    UnclaimedPage,
    UnsignedPage,
    WaysPage,
    WorkItemsPage,
)
from terminal.app.step_age import on_age
from terminal.app.step_audit import on_audit
from terminal.app.step_book import on_book
from terminal.app.step_card import on_card_page, on_decide
from terminal.app.step_card_kind import on_card_kind
from terminal.app.step_check import on_check, open_check
from terminal.app.step_controlled import on_id
from terminal.app.step_counsel import on_counsel
from terminal.app.step_coupon import on_coupon
from terminal.app.step_deposit import on_deposit, open_deposit
from terminal.app.step_done import on_done
from terminal.app.step_elsewhere import on_elsewhere, open_elsewhere
from terminal.app.step_equipment import on_devices, open_devices
from terminal.app.step_exempt import on_exempt
from terminal.app.step_gift import on_gift, open_gift_cards
from terminal.app.step_keyed import on_keyed, on_reversal, on_ways
from terminal.app.step_messages import open_messages
from terminal.app.step_notice import open_notice
from terminal.app.step_open_price import on_open_price
from terminal.app.step_payment import on_tender, open_payment
from terminal.app.step_pharmacist import on_pharmacist
from terminal.app.step_pickup import on_pickup_edited, on_pickup_key, on_pickup_submitted
from terminal.app.step_price import on_price
from terminal.app.step_prompts import meet
from terminal.app.step_pse import on_pse
from terminal.app.step_pse_sign import on_pse_sign
from terminal.app.step_questions import on_question
from terminal.app.step_records import on_records, open_records
from terminal.app.step_refund import on_refund
from terminal.app.step_reports import on_reports, open_reports
from terminal.app.step_return import on_return, open_return
from terminal.app.step_rules import on_rules
from terminal.app.step_sale import on_entry_edited, on_entry_submitted, on_sale_key
from terminal.app.step_sign import on_sign, on_sign_more, on_unsigned
from terminal.app.step_sign_in import lock, switch_theme
from terminal.app.step_tasks import on_task
from terminal.app.step_tickets import open_tickets
from terminal.app.step_till import on_till, open_till_page
from terminal.app.step_unclaimed import open_unclaimed
from terminal.app.step_void import open_no_sale
from terminal.app.step_work_items import on_work_items, open_work_items
from terminal.app.stepping import Step, refuse
from terminal.app.tickets_page import (
    AsidePage,
    GiftReceiptPage,
    NoSalePage,
    SendPage,
    TicketsPage,
    VoidPage,
)
from terminal.app.till_page import TillPage
from terminal.domain import facts as f
from terminal.domain.barcode import ticket_code
from terminal.domain.obligation import Kind
from terminal.domain.refusal import Refusal, Why

PersonInput = i.Intent | i.FieldEdited | i.FieldSubmitted | i.SignatureDrawn


def on_person(state: TerminalState, what: PersonInput) -> Step:
    """Keys that mean the same on every page first, then the page's own."""
    if isinstance(what, i.Intent):
        everywhere = _everywhere(state, what)
        if everywhere is not None:
            return everywhere
    return _on_page(state, what)


def _everywhere(state: TerminalState, what: i.Intent) -> Step | None:
    match what.do:
        case Do.LOCK:
            return lock(state, "asked by the person")
        case Do.HELP:
            return Step(replace(state, help=not state.help))
        case Do.BACK if state.help:
            return Step(replace(state, help=False))
        case Do.SWITCH_THEME:
            return Step(switch_theme(state))
        case Do.DISMISS:
            return Step(replace(state, said=None))
        case Do.EXPLAIN:
            return Step(replace(state, said=Said(Msg.NOT_NOW, what.argument)))
        case Do.OPEN_DRAWER:
            return _open_drawer(state)
        case Do.DEVICES:
            return open_devices(state, what.argument)
        case Do.RECORDS:
            return open_records(state)
        case Do.WORK_ITEMS:
            return open_work_items(state)
        case Do.REPORTS:
            return open_reports(state)
        case Do.TILL if not what.argument:
            return open_till_page(state)
        case Do.PRINT_WAITING | Do.DROP_RECEIPT:
            return on_print_key(state, what)
        case Do.PRINT_COPY | Do.RECEIPT_CAME_OUT if what.argument:
            return on_print_key(state, what)
        case _:
            return None


AT_DEVICES: Final = "looked at on the devices page"


def _open_drawer(state: TerminalState) -> Step:
    """For a reason; who looks after the devices has one."""
    user = state.user
    if user is None or not isinstance(state.page, DevicesPage):
        return open_no_sale(state)
    if not may(user, Right.OPEN_DRAWER):
        return refuse(state, Refusal(Why.NOT_PERMITTED))
    told = replace(state, said=Said(Msg.DRAWER_OPENED))
    asked = f.DrawerRequested(f.DrawerReason.NO_SALE, None)
    return Step(told, (f.NoSaleOpened(AT_DEVICES, user.id), asked), (OpenDrawer(),))


def _on_page(state: TerminalState, what: PersonInput) -> Step:  # noqa: C901  a table
    page = state.page
    if isinstance(page, SignPage):
        return on_sign(state, page, what)
    if isinstance(page, PseSignPage):
        return on_pse_sign(state, page, what)
    if isinstance(what, i.SignatureDrawn):
        return Step(state)
    assert not isinstance(page, SignInPage), "nobody else's page is open while it is locked"
    match page:
        case SalePage():
            return _on_sale(state, page, what)
        case PickupPage():
            return _on_pickup(state, page, what)
        case CounselPage():
            return on_counsel(state, page, what)
        case PharmacistPage():
            return on_pharmacist(state, page, what)
        case TenderPage():
            return on_tender(state, page, what)
        case WaysPage():
            return on_ways(state, page, what)
        case KeyedPage():
            return on_keyed(state, page, what)
        case DepositPage():
            return on_deposit(state, page, what)
        case ReversalPage():
            return on_reversal(state, page, what)
        case GiftPage():
            return on_gift(state, page, what)
        case CardKindPage():
            return on_card_kind(state, page, what)
        case CardPage():
            return on_card_page(state, page, what)
        case DecidePage():
            return on_decide(state, page, what)
        case DonePage():
            return _on_done(state, page, what)
        case DevicesPage():
            return on_devices(state, page, what)
        case PsePage():
            return on_pse(state, page, what)
        case RecordsPage():
            return on_records(state, page, what)
        case AuditPage():
            return on_audit(state, page, what)
        case WorkItemsPage():
            return on_work_items(state, page, what)
        case RulesPage():
            return on_rules(state, page, what)
        case ReportsPage():
            return on_reports(state, page, what)
        case StopPage() | CopayPage() | NoticePage() | UnclaimedPage() | MessagesPage():
            return on_task(state, page, what)
        case TypedBagPage():
            return on_task(state, page, what)
        case (
            TicketsPage() | VoidPage() | AsidePage() | GiftReceiptPage() | NoSalePage() | SendPage()
        ):
            return on_task(state, page, what)
        case AgePage():
            return on_age(state, page, what)
        case BookPage():
            return on_book(state, page, what)
        case SignMorePage():
            return on_sign_more(state, page, what)
        case UnsignedPage():
            return on_unsigned(state, page, what)
        case IdPage():
            return on_id(state, page, what)
        case QuestionPage():
            return on_question(state, page, what)
        case PricePage():
            return on_price(state, page, what)
        case ExemptPage():
            return on_exempt(state, page, what)
        case TillPage():
            return on_till(state, page, what)
        case CouponPage():
            return on_coupon(state, page, what)
        case OpenPricePage():
            return on_open_price(state, page, what)
        case PriceCheckPage():
            return on_check(state, page, what)
        case ReturnPage():
            return on_return(state, page, what)
        case RefundPage():
            return on_refund(state, page, what)
        case ElsewherePage():
            return on_elsewhere(state, page, what)
        case _:
            assert_never(page)


def _on_sale(  # noqa: C901  a table
    state: TerminalState, page: SalePage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.FieldEdited():
            return on_entry_edited(state, page, what.text)
        case i.FieldSubmitted(text=text) if (code := ticket_code(text)) and not page.choosing:
            return open_return(state, code.number)
        case i.FieldSubmitted():
            return on_entry_submitted(state, page, what.text)
        case i.Intent(do=Do.RETURN):
            return open_return(state, what.argument)
        case i.Intent(do=Do.COPAY):
            return open_copay(state)
        case i.Intent(do=Do.PRICE):
            return open_price(state)
        case i.Intent(do=Do.CHECK_PRICE):
            return open_check(state)
        case i.Intent(do=Do.UNCLAIMED):
            return open_unclaimed(state)
        case i.Intent(do=Do.TICKETS):
            return open_tickets(state)
        case i.Intent(do=Do.ELSEWHERE):
            return open_elsewhere(state)
        case i.Intent(do=Do.PAY_ACCOUNT):
            return open_deposit(state)
        case i.Intent(do=Do.GIFT_CARD):
            return open_gift_cards(state)
        case i.Intent(do=Do.MESSAGES):
            return open_messages(state)
        case i.Intent(do=Do.MEET, argument=kind):
            return meet(state, Kind(kind))
        case i.Intent(do=Do.PAY | Do.CASH | Do.CARD | Do.FSA | Do.MORE_TENDERS):
            return open_payment(state)
        case i.Intent():
            return on_sale_key(state, page, what)
        case _:
            assert_never(what)


def _on_pickup(
    state: TerminalState, page: PickupPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.NOTICE):
            return open_notice(state, page)
        case i.Intent(do=Do.UNCLAIMED):
            return open_unclaimed(state)
        case i.FieldEdited():
            return on_pickup_edited(state, page, what.name, what.text)
        case i.FieldSubmitted():
            return on_pickup_submitted(state, page, what.name, what.text)
        case i.Intent():
            return on_pickup_key(state, page, what)
        case _:
            assert_never(what)


def _on_done(
    state: TerminalState, page: DonePage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.TICKETS):
            return open_tickets(state)
        case i.Intent():
            return on_done(state, page, what)
        case _:
            return Step(state)
