"""The whole terminal in one pure function: `step(state, arrived) -> Step`.

Rules that hold here:

1. Nothing is read from a clock, a file or chance; time comes in with the input.
2. Facts are durable before the new state is shown and before an effect is done (engine.py).
3. What a device or the PhMS says is taken on whatever page the person is, locked or not.
4. While the screen is locked a person's input reaches the sign-in page only.
5. The text of a field that is not on the page any more is not taken: a PIN never becomes a search.
"""

from dataclasses import replace
from typing import assert_never

from terminal.app import inputs as i
from terminal.app.audit_list import LIST_FIELD, MAX_LETTERS
from terminal.app.counselling_elsewhere import on_counselled_elsewhere
from terminal.app.not_understood import emptied
from terminal.app.printing import on_tick, put_off
from terminal.app.pse_page import PsePage
from terminal.app.reports import DAYS_FIELD
from terminal.app.return_page import RefundPage, ReturnPage
from terminal.app.scanning import told_to_scanner
from terminal.app.state import (
    AgePage,
    AuditPage,
    BookPage,
    CardKindPage,
    CardPage,
    CopayPage,
    CounselPage,
    CouponPage,
    DepositPage,
    DevicesPage,
    ElsewherePage,
    ExemptPage,
    GiftPage,
    IdPage,
    KeyedPage,
    Msg,
    OpenPricePage,
    Page,
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
    SaleMode,
    SalePage,
    SignInPage,
    StopPage,
    TenderPage,
    TerminalState,
    UnsignedPage,
    WorkItemsPage,
)
from terminal.app.step_audit import on_audit_told
from terminal.app.step_batch import batch_in_doubt
from terminal.app.step_book import asked_for, on_buyer_found
from terminal.app.step_capture import with_cancel
from terminal.app.step_card import ask_parked, on_card, query_when_due
from terminal.app.step_card_kind import on_card_balance
from terminal.app.step_check import for_check, on_checked
from terminal.app.step_coupon import on_coupon_found
from terminal.app.step_deposit import on_account_to_pay
from terminal.app.step_devices import on_device
from terminal.app.step_drawer import on_clock, with_requests
from terminal.app.step_elsewhere import on_answer_moved, on_other_lanes
from terminal.app.step_gift import on_gift_card_found
from terminal.app.step_keyed import on_account_found
from terminal.app.step_moves import on_move_told, on_ticket_arrived, on_ticket_wanted
from terminal.app.step_notice import on_form_printed
from terminal.app.step_pages import PersonInput, on_person
from terminal.app.step_payment import on_pse_ledger, on_reread
from terminal.app.step_pickup import on_will_call
from terminal.app.step_pse_exchange import give_up_when_late, on_exchange
from terminal.app.step_records import on_register
from terminal.app.step_reports import on_report
from terminal.app.step_return import on_sale_found, on_sales_found
from terminal.app.step_sale import on_found
from terminal.app.step_scan import on_scan
from terminal.app.step_sign_in import lock, on_pin_checked, on_sign_in
from terminal.app.step_stored import stored_in_doubt, stored_when_due, with_stored
from terminal.app.step_testing import test_when_overdue
from terminal.app.step_tickets import on_ticket_drawn, on_tickets_loaded
from terminal.app.step_till import FIELD as TILL_FIELD
from terminal.app.step_till import on_close_checked, on_history
from terminal.app.step_till_print import on_written
from terminal.app.step_unclaimed import on_unclaimed_loaded
from terminal.app.step_unreceipted import item_to_return, on_returner_found
from terminal.app.step_work_items import on_dispute_loaded, on_fill_compared, on_work_items_loaded
from terminal.app.stepping import Step, say
from terminal.app.tickets_page import AsidePage, NoSalePage, SendPage, TicketsPage, VoidPage
from terminal.app.till_page import TillPage
from terminal.app.till_watch import watched_clock, with_till

MAX_TEXT = 200
"""Letters of a field that are looked at; more were pasted, or a key was held down."""


def step(state: TerminalState, arrived: i.Arrived) -> Step:
    """The state after this input, the facts of it, and what to do once they are durable."""
    back = watched_clock(state, arrived.at)
    state = replace(state, at=arrived.at, now=arrived.now, clock_back=back)
    taken = with_requests(with_cancel(state, arrived.what, _step(state, arrived.what)))
    taken = with_till(with_stored(state, taken))
    return told_to_scanner(state, arrived.what, taken)


def _step(state: TerminalState, what: i.Input) -> Step:  # noqa: C901  a table
    match what:
        case i.ClockTicked():
            ticked = _tick(state)
            ticked = ticked.and_then(stored_when_due(ticked.state))
            return on_clock(ticked.and_then(on_tick(ticked.state)))
        case i.Activity():
            return Step(replace(state, last_activity=state.now))
        case i.SystemSlept():
            return lock(state, "the machine slept")
        case i.Intent() | i.FieldEdited() | i.FieldSubmitted() | i.SignatureDrawn():
            return _on_hands(replace(state, last_activity=state.now), what)
        case i.CodeScanned() | i.ScanRefused() | i.ScanTurnedAway() | i.PrefixTaught():
            return on_scan(replace(state, last_activity=state.now), what)
        case i.ItemsFound() | i.SearchAnswered() if for_check(state, what):
            return on_checked(state, what)
        case i.ItemsFound() if isinstance(state.page, ReturnPage) and not state.locked:
            return item_to_return(state, state.page, what.items)
        case i.ItemsFound() | i.SearchAnswered():
            return on_found(state, what)
        case i.WillCallLoaded() | i.FillRead():
            return _on_answer(state, what)
        case i.RegisterRead() | i.RegisterWritten():
            return on_register(state, what)
        case i.AuditProgress() | i.AuditCollected() | i.AuditWritten():
            return on_audit_told(state, what)
        case i.ReportRead() | i.ReportProgress() | i.ReportWritten():
            return on_report(state, what)
        case i.PinChecked():
            return on_pin_checked(state, what)
        case i.FormPrinted():
            return on_form_printed(state, what)
        case i.WorkItemsLoaded():
            return on_work_items_loaded(state, what)
        case i.DisputeLoaded():
            return on_dispute_loaded(state, what)
        case i.UnclaimedLoaded():
            return on_unclaimed_loaded(state, what)
        case i.ChargeAcknowledged() | i.ChargeAnswered() | i.ChargeQueried():
            return on_card(state, what)
        case i.PseLedgerRead():
            return on_pse_ledger(state, what)
        case i.PseExchangeAnswered():
            return on_exchange(state, what)
        case i.CounsellingAnswered():
            return on_counselled_elsewhere(state, what)
        case i.OtherLanesHeard():
            return on_other_lanes(state, what)
        case i.AnswerMoved():
            return on_answer_moved(state, what)
        case i.TicketWanted():
            return on_ticket_wanted(state, what)
        case i.TicketArrived():
            return on_ticket_arrived(state, what)
        case i.MoveTold():
            return on_move_told(state, what)
        case i.BuyerFound():
            return on_buyer_found(state, what)
        case i.AccountFound():
            found = on_account_found(state, what)
            return found.and_then(on_account_to_pay(found.state, what))
        case i.CardBalanceTold() | i.CardBalanceNotTold():
            return on_card_balance(state, what)
        case i.CouponFound():
            return on_coupon_found(state, what)
        case i.GiftCardFound():
            return on_gift_card_found(state, what)
        case i.CloseChecked():
            return on_close_checked(state, what)
        case i.TillHistoryLoaded():
            return on_history(state, what)
        case i.TillReportWritten():
            return on_written(state, what)
        case i.SaleFound():
            return on_sale_found(state, what)
        case i.SalesFound():
            return on_sales_found(state, what)
        case i.ReturnerFound():
            return on_returner_found(state, what)
        case i.TicketsLoaded():
            return on_tickets_loaded(state, what)
        case i.TicketDrawn():
            return on_ticket_drawn(state, what)
        case i.CommitFailed():
            return _nothing_happened(state, what)
        case (
            i.DeviceHealthChanged()
            | i.DevicesFound()
            | i.DevicesNotKept()
            | i.DeviceTested()
            | i.DrawerMoved()
            | i.DrawerAnswered()
            | i.DrawerTaught()
            | i.CardTerminalMet()
            | i.SignatureCaptured()
            | i.SignatureNotCaptured()
            | i.CardBatchReported()
            | i.CardBatchNotClosed()
            | i.StoredSalesCounted()
            | i.StoredSalesUploaded()
            | i.StoredSalesNotUploaded()
            | i.StoredSalesFound()
            | i.StoredSalesNotFound()
            | i.PrintJobMoved()
            | i.TestPrinted()
            | i.PhmsHealthChanged()
            | i.OutboxCounted()
            | i.PickupSettled()
            | i.ScanSeen()
        ):
            return on_device(state, what)
        case _:
            assert_never(what)


def _tick(state: TerminalState) -> Step:
    idle = state.now - state.last_activity >= state.settings.lock_after_s
    if not state.locked and idle:
        return lock(state, "no input")
    page = state.behind if state.locked else state.page
    if isinstance(page, CardPage):
        return query_when_due(state, page)
    if isinstance(page, DevicesPage):
        asked = ask_parked(state)
        return asked.and_then(test_when_overdue(asked.state, page))
    asked = ask_parked(state)
    if isinstance(page, PsePage):
        return asked.and_then(give_up_when_late(asked.state, page))
    return asked


def _on_hands(state: TerminalState, what: PersonInput) -> Step:
    if isinstance(what, i.FieldEdited | i.FieldSubmitted):
        if what.name not in _fields_on(state):
            return Step(state)
        most = MAX_LETTERS if what.name == LIST_FIELD else MAX_TEXT
        what = replace(what, text=what.text[:most])
    if state.locked:
        return on_sign_in(state, what)
    return emptied(state, what, on_person(state, what))


def _fields_on(state: TerminalState) -> tuple[str, ...]:  # noqa: C901  a table
    match state.page:
        case PharmacistPage(asks_reason=True):
            return ("note",)
        case SignInPage(number=None) | PharmacistPage(number=None):
            return ("number",)
        case SignInPage() | PharmacistPage():
            return ("pin",)
        case SalePage(mode=SaleMode.QUANTITY):
            return ("quantity",)
        case SalePage():
            return ("search",)
        case PickupPage():
            return ("search", "answer", "picker")
        case CounselPage() | UnsignedPage() | StopPage() | CopayPage() | QuestionPage():
            return ("note",)
        case VoidPage() | AsidePage() | NoSalePage():
            return ("note",)
        case SendPage():
            return ("receipt address",)
        case TicketsPage():
            return ("ticket",)
        case ElsewherePage(result=result):
            return () if result is None else ("note",)
        case TenderPage() | PricePage(asks_value=True) | CouponPage(asks_value=True):
            return ("amount",)
        case OpenPricePage():
            return ("amount",)
        case PriceCheckPage():
            return ("check",)
        case KeyedPage() | ReversalPage() | DepositPage() | CardKindPage() | GiftPage():
            return ("keyed",)
        case ReturnPage() | RefundPage(source=_):
            return ("return",)
        case IdPage():
            return ("id",)
        case ExemptPage(certificate=""):
            return ("certificate",)
        case ExemptPage():
            return ("expires",)
        case DevicesPage():
            return ("address",)
        case PsePage():
            return ("pse",)
        case RecordsPage():
            return ("register",)
        case AuditPage():
            return (LIST_FIELD,)
        case RulesPage():
            return ("rules",)
        case WorkItemsPage(chosen=chosen):
            return () if chosen is None else ("note",)
        case ReportsPage():
            return (DAYS_FIELD,)
        case AgePage():
            return ("birth",)
        case TillPage() as till:
            return (TILL_FIELD,) if till.has_field else ()
        case BookPage() as page:
            asked = asked_for(state, page)
            return () if asked is None else (asked.value,)
        case _:
            return ()


def _on_answer(state: TerminalState, what: i.WillCallLoaded | i.FillRead) -> Step:
    """An answer goes to the page that asked, also behind the lock and behind a pharmacist's PIN."""
    page = state.page
    if state.locked:
        taken = _on_answer(replace(state, page=state.behind, locked=False), what)
        hidden = replace(
            taken.state, page=page, behind=taken.state.page, locked=True, said=state.said
        )
        return replace(taken, state=hidden)
    if isinstance(page, PharmacistPage) and isinstance(page.back, PickupPage):
        taken = on_will_call(replace(state, page=page.back), what)
        assert isinstance(taken.state.page, PickupPage)
        waiting = replace(page, back=taken.state.page)
        return replace(taken, state=replace(taken.state, page=waiting))
    if isinstance(page, WorkItemsPage) and isinstance(what, i.FillRead):
        return on_fill_compared(state, page, what)
    if isinstance(page, TenderPage):
        return on_reread(state, page, what) if isinstance(what, i.FillRead) else Step(state)
    return on_will_call(state, what)


def _nothing_happened(state: TerminalState, what: i.CommitFailed) -> Step:
    """The store is in trouble: say so, and wait for no answer that went down with the facts."""
    state = replace(
        stored_in_doubt(batch_in_doubt(put_off(state))),
        page=_asked_again(state, state.page),
        behind=_asked_again(state, state.behind),
    )
    return say(state, Said(Msg.STORE_TROUBLE, what.title, what.remedy))


def _asked_again(state: TerminalState, page: Page) -> Page:
    match page:
        case SignInPage() | PharmacistPage():
            return replace(page, checking=False)
        case CardPage():
            return replace(page, next_query=state.now)
        case BookPage():
            return replace(page, looking=False)
        case KeyedPage() | DepositPage():
            return replace(page, looking=None)
        case ReturnPage():
            return ReturnPage()
        case GiftPage():
            return replace(page, looking="")
        case TicketsPage():
            return replace(page, asked=None, asking=None)
        case CardKindPage():
            return replace(page, asked=None)
        case _:
            return page
