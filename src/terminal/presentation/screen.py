"""The whole window for a state: `Presenter.screen(state) -> ScreenView`."""

from collections.abc import Iterator
from dataclasses import replace

from terminal.app.asides import ticket_aside
from terminal.app.dates import clock
from terminal.app.inputs import Condition, DeviceRole, Do, DrawerPosition
from terminal.app.permissions import Right, may
from terminal.app.printing import for_a_person
from terminal.app.pse_page import PsePage, PseSignPage
from terminal.app.records import AUDIT, RULES
from terminal.app.relief import unpaid
from terminal.app.return_page import RefundPage, ReturnPage
from terminal.app.settings import Profile
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
from terminal.app.step_drawer import is_late
from terminal.app.step_messages import patients_here
from terminal.app.tickets_page import (
    AsidePage,
    GiftReceiptPage,
    NoSalePage,
    SendPage,
    TicketsPage,
    VoidPage,
)
from terminal.app.till_page import COUNTING, TillMode, TillPage
from terminal.app.voiding import ticket_to_void
from terminal.app.waiting import WaitAlarm, wait_alarm
from terminal.domain.refusal import Refusal, Why
from terminal.domain.staff import Role
from terminal.presentation.actions import arrows, back_key, help_key, lock_key, press
from terminal.presentation.audit_page import audit_view
from terminal.presentation.card_kind_page import card_kind_view
from terminal.presentation.check_page import check_view
from terminal.presentation.counsel_page import counsel_keys, counsel_view
from terminal.presentation.coupon_page import coupon_view
from terminal.presentation.deposit_page import deposit_view
from terminal.presentation.devices_page import devices_view
from terminal.presentation.elsewhere_page import (
    elsewhere_items,
    elsewhere_key,
    elsewhere_keys,
    elsewhere_view,
)
from terminal.presentation.exempt_page import exempt_view
from terminal.presentation.gift_page import gift_view
from terminal.presentation.id_page import id_view
from terminal.presentation.keyed_page import keyed_view, reversal_view
from terminal.presentation.open_price_page import open_price_view
from terminal.presentation.payment_pages import (
    card_view,
    done_view,
    language_key,
    tender_page_keys,
    tender_view,
)
from terminal.presentation.pickup_page import pickup_keys, pickup_view
from terminal.presentation.price_page import price_view
from terminal.presentation.prompt_pages import decide_view, pharmacist_view
from terminal.presentation.pse_page import hidden_keys, pse_view
from terminal.presentation.pse_sign_page import pse_sign_view
from terminal.presentation.question_page import question_view
from terminal.presentation.receipt_rows import waiting_key, waiting_words
from terminal.presentation.records_page import records_view, register_keys
from terminal.presentation.report_page import report_view
from terminal.presentation.restricted_pages import age_view, book_view
from terminal.presentation.return_page import refund_view, return_view
from terminal.presentation.rules_page import rules_view
from terminal.presentation.sale_page import sale_keys, sale_view
from terminal.presentation.send_page import send_view
from terminal.presentation.sign_in_page import sign_in_view
from terminal.presentation.sign_page import sign_more_view, sign_view, unsigned_view
from terminal.presentation.stored_rows import stored_items
from terminal.presentation.task_pages import task_view
from terminal.presentation.text import ago, notice_of, refusal_title, tr
from terminal.presentation.ticket import TicketPresenter
from terminal.presentation.ticket_prompts import (
    aside_view,
    gift_receipt_view,
    no_sale_view,
    void_view,
)
from terminal.presentation.tickets_page import tickets_view
from terminal.presentation.till_page import till_items, till_key, till_view
from terminal.presentation.unclaimed_page import unclaimed_view
from terminal.presentation.views import (
    Action,
    PageView,
    ScreenView,
    StatusItem,
    StatusStrip,
    Tone,
    actions_of,
)
from terminal.presentation.ways_page import ways_view
from terminal.presentation.work_items_page import items_key, work_items_view

_TONES = {
    Condition.GOOD: Tone.GOOD,
    Condition.ATTENTION: Tone.ATTENTION,
    Condition.DOWN: Tone.DANGER,
}
_ROLES = {
    DeviceRole.CARD_TERMINAL: "Card",
    DeviceRole.PRINTER: "Printer",
    DeviceRole.SCANNER: "Scanner",
    DeviceRole.DISPLAY: "Display",
    DeviceRole.DRAWER: "Drawer",
    DeviceRole.CUSTOMER_SCREEN: "Customer screen",
}
"""Short, for the status strip."""
ALWAYS_SHOWN = (DeviceRole.CARD_TERMINAL, DeviceRole.PRINTER)
_STAFF = {
    Role.CASHIER: "cashier",
    Role.WINDOW_CLERK: "window",
    Role.PHARMACIST: "pharmacist",
    Role.MANAGER: "manager",
}


class Presenter:
    """Turns states into screens; remembers only rows of lines that did not change."""

    def __init__(self) -> None:
        self._ticket = TicketPresenter()

    def screen(self, state: TerminalState) -> ScreenView:
        notice = None if isinstance(state.page, SignInPage) else notice_of(state.said)
        keys, unlisted = _keys(state), _unlisted(state)
        hidden = hidden_keys(state, state.page) if isinstance(state.page, PsePage) else ()
        screen = ScreenView(
            self._page(state), _status(state), keys, notice, unlisted=unlisted, hidden=hidden
        )
        return replace(screen, overlay=_help_lines(screen)) if state.help else screen

    def _page(self, state: TerminalState) -> PageView:  # noqa: C901, PLR0915  a table
        page = state.page
        match page:
            case SignInPage():
                return sign_in_view(state, page)
            case PickupPage():
                return pickup_view(state, page)
            case DonePage():
                return done_view(state)
            case DevicesPage():
                return devices_view(state, page)
            case RecordsPage():
                return records_view(state, page)
            case AuditPage():
                return audit_view(state, page)
            case RulesPage():
                return rules_view(state, page)
            case WorkItemsPage():
                return work_items_view(state, page)
            case UnclaimedPage():
                return unclaimed_view(state, page)
            case ReportsPage():
                return report_view(state, page)
            case TillPage():
                return till_view(state, page)
            case TicketsPage():
                return tickets_view(state, page)
        ticket = self._ticket.view(state, state.sale)
        match page:
            case SalePage():
                return sale_view(state, page, ticket)
            case CounselPage():
                return counsel_view(state, page, ticket)
            case PharmacistPage():
                return pharmacist_view(state, page, ticket)
            case SignPage():
                return sign_view(state, page, ticket)
            case SignMorePage():
                return sign_more_view(state, page, ticket)
            case UnsignedPage():
                return unsigned_view(state, page, ticket)
            case TenderPage():
                return tender_view(state, page, ticket)
            case WaysPage():
                return ways_view(state, ticket)
            case KeyedPage():
                return keyed_view(state, page, ticket)
            case DepositPage():
                return deposit_view(state, page, ticket)
            case ReversalPage():
                return reversal_view(state, page, ticket)
            case GiftPage():
                return gift_view(state, page, ticket)
            case CardKindPage():
                return card_kind_view(state, page, ticket)
            case CardPage():
                return card_view(state, page, ticket)
            case DecidePage():
                return decide_view(state, page, ticket)
            case PsePage():
                return pse_view(state, page, ticket)
            case PseSignPage():
                return pse_sign_view(state, page, ticket)
            case StopPage() | CopayPage() | NoticePage() | MessagesPage() | TypedBagPage():
                return task_view(state, page, ticket)
            case AgePage():
                return age_view(state, page, ticket)
            case BookPage():
                return book_view(state, page, ticket)
            case QuestionPage():
                return question_view(state, page, ticket)
            case IdPage():
                return id_view(state, page, ticket)
            case PricePage():
                return price_view(state, page, ticket)
            case ExemptPage():
                return exempt_view(state, page, ticket)
            case CouponPage():
                return coupon_view(state, page, ticket)
            case OpenPricePage():
                return open_price_view(state, page, ticket)
            case PriceCheckPage():
                return check_view(state, page, ticket)
            case ReturnPage():
                return return_view(state, page, ticket)
            case RefundPage():
                return refund_view(state, page, ticket)
            case VoidPage():
                return void_view(state, page, self._ticket.view(state, ticket_to_void(state, page)))
            case AsidePage():
                aside = ticket_aside(state, page.sale)
                return aside_view(state, page, self._ticket.view(state, aside))
            case GiftReceiptPage():
                drawn = page.back.drawn
                sold = None if drawn is None else drawn.sale
                return gift_receipt_view(page, self._ticket.view(state, sold))
            case NoSalePage():
                return no_sale_view(state, page, ticket)
            case SendPage():
                drawn = page.back.drawn
                sold = None if drawn is None else drawn.sale
                return send_view(state, page, self._ticket.view(state, sold))
            case ElsewherePage():
                return elsewhere_view(state, page, ticket)


def _keys(state: TerminalState) -> tuple[Action, ...]:
    match state.page:
        case SignInPage():
            return ()
        case SalePage():
            return sale_keys(state, state.page)
        case PickupPage():
            return pickup_keys(state, state.page)
        case CounselPage():
            return counsel_keys(state, state.page)
        case ElsewherePage():
            return elsewhere_keys(state.page)
        case TenderPage():
            return (help_key(), *tender_page_keys(state), lock_key())
        case RefundPage(source="") if state.sale is not None:
            return (help_key(), back_key(), language_key(state, state.sale), lock_key())
        case CardPage():
            return (help_key(), lock_key())
        case SignPage(asked=asked, cancelling=False) if asked is not None:
            return (help_key(), lock_key())  # its own button has the key
        case DonePage():
            return (help_key(), press(Do.NEXT_CUSTOMER, tr("Next customer"), "Esc"), lock_key())
        case _:
            return (help_key(), back_key(), lock_key())


_OF_REGISTERS = RecordsPage | AuditPage | RulesPage
_WITH_ROWS = (
    ReturnPage
    | SalePage
    | PickupPage
    | DevicesPage
    | UnclaimedPage
    | WorkItemsPage
    | ReportsPage
    | PriceCheckPage
    | TicketsPage
    | _OF_REGISTERS
)


def _reports_key(state: TerminalState) -> Action:
    """Grey for whom it is not: so the key says why it opens nothing."""
    reads = state.user is not None and may(state.user, Right.READ_REPORTS)
    closed = "" if reads else refusal_title(Refusal(Why.NOT_PERMITTED))
    return press(Do.REPORTS, tr("Reports"), "Ctrl+H", unless=closed)


def _unlisted(state: TerminalState) -> tuple[Action, ...]:
    """Keys without a button; F1 tells of them."""
    keys = [press(Do.SWITCH_THEME, tr("Light or dark"), "Ctrl+T")]
    if state.locked:
        return tuple(keys)
    if isinstance(state.page, SalePage | DonePage):
        keys.append(press(Do.OPEN_DRAWER, tr("Open the drawer, no sale"), "Ctrl+D"))
        keys.append(press(Do.TICKETS, tr("Tickets: waiting, sold, copies"), "Ctrl+S"))
        keys.append(_devices_key())
        if state.user is not None and may(state.user, Right.READ_RECORDS):
            keys.append(press(Do.RECORDS, tr("Registers"), "Ctrl+Y"))
            keys.append(items_key())
        keys.append(_reports_key(state))
    if isinstance(state.page, SalePage | DonePage):
        keys.append(till_key())
    if isinstance(state.page, SalePage):
        keys.extend(_of_ticket(state))
    if isinstance(state.page, RecordsPage):
        keys.extend(register_keys(state.page.register))
    if isinstance(state.page, AuditPage):
        keys.extend(register_keys(AUDIT))
    if isinstance(state.page, RulesPage):
        keys.extend(register_keys(RULES))
    if isinstance(state.page, _WITH_ROWS) or _has_till_rows(state):
        keys.extend(arrows())
    return tuple(keys)


def _of_ticket(state: TerminalState) -> Iterator[Action]:
    if for_a_person(state):
        yield waiting_key()
    yield press(Do.UNCLAIMED, tr("Bags nobody picked up"), "Ctrl+U")
    if state.other_lanes is not None:
        yield elsewhere_key()
    if state.policy.tenders.credit.accounts:
        yield press(Do.PAY_ACCOUNT, tr("Payment on account"), "Ctrl+F")
    if state.policy.tenders.gift.cards:
        yield press(Do.GIFT_CARD, tr("Gift card"), "Ctrl+Shift+G")
    if patients_here(state):
        yield press(Do.MESSAGES, tr("How the patient wants to be told"), "Ctrl+M")
    if unpaid(state):
        yield press(Do.COPAY, tr("A copay cannot be paid"), "Ctrl+W")
    yield press(Do.CHECK_PRICE, tr("Price check"), "Ctrl+Shift+P")
    if state.user is not None and may(state.user, Right.RETURN):
        yield press(Do.RETURN, tr("Return"), "Ctrl+Shift+R")
    if state.sale is not None:
        yield press(Do.PRICE, tr("Price, discount, sales tax"), "Ctrl+O")


def _has_till_rows(state: TerminalState) -> bool:
    page = state.page
    return isinstance(page, TillPage) and page.mode in COUNTING | {TillMode.HISTORY, TillMode.MATCH}


def _devices_key() -> Action:
    return press(Do.DEVICES, tr("Devices"), "Ctrl+E")


def _help_lines(screen: ScreenView) -> tuple[str, ...]:
    """Every key that means something now, once, with its word; those of the key bar first."""
    every = actions_of((screen.keys, screen.page, screen.unlisted))
    words = {each.key: each.label for each in every if each.key and each.enabled}
    return tuple(f"{key}  {label}" for key, label in words.items())


def lane_name(state: TerminalState) -> str:
    kind = tr("Counter") if state.settings.profile is Profile.COUNTER else tr("Drive-through")
    return tr("Lane {lane} · {kind}", lane=state.settings.lane, kind=kind)


def _status(state: TerminalState) -> StatusStrip:
    person = ""
    if state.user is not None and not state.locked:
        person = f"{state.user.name} · {tr(_STAFF[state.user.role])}"
    return StatusStrip(
        lane_name(state),
        person,
        (
            _phms(state),
            *_devices(state),
            *_drawer(state),
            *_receipts(state),
            *till_items(state),
            *elsewhere_items(state),
            _outbox(state),
        ),
        clock(state.at.astimezone(state.zone)),
        state.demo,
        _devices_key() if isinstance(state.page, SalePage | DonePage) else None,
    )


def _phms(state: TerminalState) -> StatusItem:
    phms = state.phms
    if phms.condition is Condition.ABSENT:
        return StatusItem(tr("PhMS: not set up"), Tone.ATTENTION)
    if phms.condition is Condition.GOOD and phms.last_good is not None:
        age = (state.at - phms.last_good).total_seconds()
        return StatusItem(tr("PhMS {age} ago", age=ago(age)), Tone.GOOD)
    if phms.held:
        return StatusItem(tr("PhMS: key must be renewed"), Tone.DANGER)
    if phms.last_good is None:
        return StatusItem(tr("PhMS not reached"), _TONES[phms.condition])
    since = clock(phms.last_good.astimezone(state.zone))
    return StatusItem(tr("PhMS not reached since {at}", at=since), _TONES[phms.condition])


def _devices(state: TerminalState) -> tuple[StatusItem, ...]:
    """The card terminal and the printer always, the others while something is wrong; what waits."""
    items = []
    for role, name in _ROLES.items():
        health = state.device.get(role)
        if health is None or health.condition is Condition.ABSENT:
            if role in ALWAYS_SHOWN:
                items.append(StatusItem(tr("{name}: none", name=tr(name)), Tone.ATTENTION))
            continue
        if health.condition is Condition.GOOD and role not in ALWAYS_SHOWN:
            continue
        text = tr(name) if not health.detail else f"{tr(name)}: {health.detail}"
        items.append(StatusItem(text, _TONES[health.condition]))
    return (*items, *stored_items(state))


def _drawer(state: TerminalState) -> tuple[StatusItem, ...]:
    """The drawer, while there is something to do about it."""
    watch = state.drawer_watch
    words = ""
    if watch.unsteady_until is not None:
        words = tr("Drawer: sensor unsteady")
    elif is_late(state) and watch.open_since is not None:
        words = tr("Drawer open for {age}", age=ago(state.now - watch.open_since))
    elif watch.unasked and state.drawer is DrawerPosition.OPEN:
        words = tr("Drawer opened with its key")
    elif watch.stuck(state.now):
        words = tr("Drawer did not open")
    return (StatusItem(words, Tone.ATTENTION),) if words else ()


def _receipts(state: TerminalState) -> tuple[StatusItem, ...]:
    """Receipts that wait for a person's word; on the ticket's page with the way there."""
    words = waiting_words(state)
    if words and isinstance(state.page, SalePage):
        words = tr("{words} ({key})", words=words, key=waiting_key().key)
    return (StatusItem(words, Tone.ATTENTION),) if words else ()


def _outbox(state: TerminalState) -> StatusItem:
    if state.phms.to_settle:
        text = tr("{n} to settle ({key})", n=state.phms.to_settle, key=items_key().key)
        return StatusItem(text, Tone.DANGER)
    text = tr("{n} waiting to sync", n=state.phms.waiting)
    oldest = state.phms.oldest
    alarm = None if oldest is None else wait_alarm(oldest, state.at)
    if oldest is None or alarm is None or not state.phms.waiting:
        return StatusItem(text, Tone.ATTENTION if state.phms.waiting else Tone.GOOD)
    waits = ago((state.at - oldest).total_seconds())
    text = tr("{n} waiting to sync for {age}", n=state.phms.waiting, age=waits)
    return StatusItem(text, Tone.ATTENTION if alarm is WaitAlarm.LATE else Tone.DANGER)
