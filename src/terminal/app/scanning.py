"""Which page takes scans, and the one answer that each scan gets.

Rules that hold here:

1. The table says for every page what it takes. What it does not take is dropped with a sound and
   with words that say what to finish first; nothing is kept for later.
2. The scanner is armed exactly while the page takes something: it is told with the page.
3. Each scan is answered once: good when it is durable or was looked up, bad for anything else. A
   scanner that waits for its host reads nothing until then (scanners-printers-displays.md
   section 9).
4. On the locked screen there is the sound alone.
"""

from dataclasses import replace
from enum import Enum, auto
from typing import assert_never

from terminal.app import inputs as i
from terminal.app.effects import AnswerScan, ArmScanner, Beep, Effect, LookUpItem
from terminal.app.pse_page import PsePage, PseSignPage
from terminal.app.return_page import RefundPage, ReturnPage
from terminal.app.settings import ScannerKind, Settings
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
from terminal.app.stepping import Step
from terminal.app.tickets_page import (
    AsidePage,
    GiftReceiptPage,
    NoSalePage,
    SendPage,
    TicketsPage,
    VoidPage,
)
from terminal.app.till_page import TillPage
from terminal.domain.barcode import EntryMethod, RxLabel


class Takes(Enum):
    """What a page does with a scan."""

    ALL = auto()
    PICKUP = auto()
    """Labels of bags and the patient's ID card."""
    ID_CARD = auto()
    """An ID card alone."""
    SHOWN = auto()
    """Everything, for a person who looks after the scanner: it is not sold."""
    DOCUMENT = auto()
    """The ID card of a buyer."""
    ITEM = auto()
    """Codes of goods, to be looked at and not sold."""
    RETURN = auto()
    """A receipt of ours; without one an ID card, then goods that come back."""
    GIFT = auto()
    """A gift card of the store."""
    BAG = auto()
    """What the page behind the question takes: the label is scanned after all."""
    NOTHING = auto()


def policy_of_page(page: Page) -> tuple[Takes, Msg]:  # noqa: C901  a table
    """What the page takes, and what is said of anything else."""
    match page:
        case SalePage(choosing=choosing) if choosing:
            return Takes.NOTHING, Msg.SCAN_CHOOSE_FIRST
        case SalePage() | DonePage():
            return Takes.ALL, Msg.SCAN_NOT_NOW
        case PickupPage():
            return Takes.PICKUP, Msg.SCAN_AT_PICKUP
        case CounselPage():
            return Takes.NOTHING, Msg.SCAN_COUNSEL_FIRST
        case AgePage() | BookPage():
            return Takes.ID_CARD, Msg.SCAN_AGE_FIRST
        case IdPage():
            return Takes.ID_CARD, Msg.SCAN_ID_FIRST
        case PharmacistPage():
            return Takes.NOTHING, Msg.SCAN_PIN_FIRST
        case SignPage(asked=None, strokes=strokes) | PseSignPage(strokes=strokes) if (
            not strokes.strokes
        ):
            return Takes.ALL, Msg.SCAN_NOT_NOW  # nobody has begun: back to the ticket with it
        case SignPage() | PseSignPage() | SignMorePage() | UnsignedPage():
            return Takes.NOTHING, Msg.SCAN_SIGN_FIRST
        case TenderPage() | WaysPage():
            return Takes.NOTHING, Msg.SCAN_PAY_FIRST
        case GiftPage(standing=None, looking=""):
            return Takes.GIFT, Msg.SCAN_GIFT_CARD
        case KeyedPage() | ReversalPage() | DepositPage() | CardKindPage() | GiftPage():
            return Takes.NOTHING, Msg.SCAN_TENDER_FIRST
        case ReturnPage():
            return Takes.RETURN, Msg.SCAN_AT_RETURN
        case RefundPage():
            return Takes.NOTHING, Msg.SCAN_REFUND_FIRST
        case CardPage():
            return Takes.NOTHING, Msg.SCAN_CARD_FIRST
        case DecidePage():
            return Takes.NOTHING, Msg.SCAN_DECIDE_FIRST
        case RecordsPage() | AuditPage() | RulesPage() | WorkItemsPage() | ReportsPage():
            return Takes.NOTHING, Msg.SCAN_NOT_NOW
        case DevicesPage():
            return Takes.SHOWN, Msg.SCAN_NOT_NOW
        case PsePage(asked_at=None, down="", paying=False):
            return Takes.DOCUMENT, Msg.SCAN_AT_PSE
        case PsePage():
            return Takes.NOTHING, Msg.SCAN_AT_PSE
        case StopPage() | CopayPage() | NoticePage() | MessagesPage() | QuestionPage():
            return Takes.NOTHING, Msg.SCAN_ANSWER_FIRST
        case PricePage() | ExemptPage() | CouponPage():
            return Takes.NOTHING, Msg.SCAN_ANSWER_FIRST
        case OpenPricePage():
            return Takes.NOTHING, Msg.SCAN_ANSWER_FIRST
        case PriceCheckPage():
            return Takes.ITEM, Msg.SCAN_FOR_PRICE
        case VoidPage() | AsidePage() | GiftReceiptPage() | NoSalePage() | SendPage():
            return Takes.NOTHING, Msg.SCAN_ANSWER_FIRST
        case TypedBagPage():
            return Takes.BAG, Msg.SCAN_ANSWER_FIRST
        case UnclaimedPage() | TillPage() | TicketsPage() | ElsewherePage():
            return Takes.NOTHING, Msg.SCAN_NOT_NOW
        case SignInPage():
            return Takes.NOTHING, Msg.SCAN_NOT_NOW
        case _:
            assert_never(page)


def taken_here(state: TerminalState) -> Takes:
    """What is taken now; on a locked screen nothing is."""
    away = state.locked or state.user is None
    return Takes.NOTHING if away else policy_of_page(state.page)[0]


def not_taken(state: TerminalState) -> Step:
    """A scan that this page does not take: the sound, and the words unless it is locked."""
    return wrong(state, Said(policy_of_page(state.page)[1]))


def wrong(state: TerminalState, said: Said) -> Step:
    told = state if state.locked else replace(state, said=said)
    return Step(told, (), (Beep(good=False),))


def entry_of_scan(settings: Settings) -> EntryMethod:
    """How this lane's scanner enters a code."""
    typed = settings.scanner_kind is ScannerKind.KEYBOARD
    return EntryMethod.WEDGE if typed else EntryMethod.SCANNED


def told_to_scanner(before: TerminalState, what: i.Input, taken: Step) -> Step:
    """The step with what the scanner has to hear of it: its answers, and whether it is to read."""
    answered = _answered(what, _label_settled(before, what, taken))
    armed = taken_here(answered.state) is not Takes.NOTHING
    if armed is (taken_here(before) is not Takes.NOTHING):
        return answered
    return answered.doing(ArmScanner(armed))


def _answered(what: i.Input, taken: Step) -> Step:
    waiting = taken.state.scans_waiting
    match what:
        case i.CodeScanned() if any(isinstance(each, LookUpItem) for each in taken.effects):
            return _waiting(taken, waiting + 1)
        case i.CodeScanned(meaning=RxLabel()) if _looks_for_label(taken.state):
            looking = replace(taken, state=replace(taken.state, label_waits=True))
            return _waiting(looking, waiting + 1)
        case i.CodeScanned() | i.ScanRefused() | i.ScanTurnedAway():
            return _with_answer(taken)
        case i.ItemsFound() if waiting and not what.code.startswith("="):
            return _waiting(_with_answer(taken), waiting - 1)
        case i.CommitFailed() if waiting:
            lost = (AnswerScan(good=False),) * waiting
            return _waiting(taken, 0).doing(*lost)
        case _:
            return taken


def _with_answer(taken: Step) -> Step:
    """The sounds of the step become the one answer, behind everything else that it does."""
    sounds = [each for each in taken.effects if isinstance(each, Beep)]
    others = tuple(each for each in taken.effects if not isinstance(each, Beep))
    good = all(each.good for each in sounds)
    return replace(taken, effects=(*others, AnswerScan(good)))


def _waiting(taken: Step, count: int) -> Step:
    return replace(taken, state=replace(taken.state, scans_waiting=count))


# --- a label that opened the pickup is answered once its patient is found, or is not


def _looks_for_label(state: TerminalState) -> bool:
    return isinstance(state.page, PickupPage) and state.page.patient is None


def _label_settled(before: TerminalState, what: i.Input, taken: Step) -> Step:
    """A step that ends the search for a label, by its find or in any other way."""
    if not before.label_waits or isinstance(what, i.CommitFailed):
        return _forgetting(taken) if isinstance(what, i.CommitFailed) else taken
    if _looks_for_label(taken.state) and _still_sought(what, taken.state.page):
        return taken
    settled = _forgetting(_waiting(taken, taken.state.scans_waiting - 1))
    page = taken.state.page
    found = isinstance(page, PickupPage) and page.patient is not None
    if isinstance(what, i.WillCallLoaded | i.FillRead):
        settled = replace(settled, effects=tuple(e for e in settled.effects if not _sound(e)))
        found = found and not any(_sound(each) for each in taken.effects)
    return settled.doing(AnswerScan(found))


def _still_sought(what: i.Input, page: Page) -> bool:
    assert isinstance(page, PickupPage)
    match what:
        case i.WillCallLoaded(text=text):
            return page.look_for is not None or text != page.typed.strip()
        case i.FillRead(key=key):
            return key != page.look_for
        case i.CodeScanned() | i.FieldEdited() | i.FieldSubmitted():
            return False
        case _:
            return True


def _sound(effect: Effect) -> bool:
    return isinstance(effect, Beep)


def _forgetting(taken: Step) -> Step:
    return replace(taken, state=replace(taken.state, label_waits=False))
