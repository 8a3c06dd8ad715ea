"""Payment: reading each fill again, then the tenders.

Rules that hold here:

1. Payment opens only when nothing is open on the checklist and every copay was read again.
2. A fill that the PhMS does not let go leaves the ticket, durably: it cannot be sold from the cache
   when the line goes down afterwards. Its label brings it back when the PhMS says ready again.
3. A card effect follows its durable request, under a new reference each time.
"""

from dataclasses import replace
from typing import Final, assert_never

from terminal.app import inputs as i
from terminal.app.effects import (
    Beep,
    Charge,
    Effect,
    OpenDrawer,
    ReadFill,
    ShowOnDisplay,
    VoidCharge,
)
from terminal.app.inputs import Do, ReadFrom
from terminal.app.pse_page import PsePage
from terminal.app.receipt_forms import language_for, other_language
from terminal.app.relief import open_copay
from terminal.app.return_page import RefundPage
from terminal.app.state import (
    CardPage,
    Msg,
    ReversalPage,
    Said,
    SalePage,
    TenderPage,
    TerminalState,
    WaysPage,
)
from terminal.app.step_done import SEEN_AFTER_S, settle
from terminal.app.step_messages import open_messages
from terminal.app.step_pse import on_ledger, read_before_paying
from terminal.app.step_sale import void_line
from terminal.app.step_stored import upload_under_way
from terminal.app.stepping import Step, ask_ticket, display_row, payment_refusal, refuse, say
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.attempt import CardKind
from terminal.domain.identity import AttemptRef, TenderId
from terminal.domain.keyed import FORMS, Entry
from terminal.domain.money import ZERO, Money, total
from terminal.domain.prescription import Fill, FillKey
from terminal.domain.refund_decider import shares_due
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale
from terminal.domain.tender import CardTender, KeyedTender, Tender
from terminal.domain.tender_kind import TenderKind

# --- from the ticket to payment


def open_payment(state: TerminalState) -> Step:
    sale = state.sale
    if sale is None or not sale.live_lines:
        return refuse(state, Refusal(Why.TICKET_EMPTY))
    if state.open_obligations:
        return refuse(state, Refusal(Why.OBLIGATIONS_OPEN))
    no_till = payment_refusal(state)
    if no_till is not None:
        return refuse(state, no_till)
    return read_before_paying(state) or _open(state)


def on_pse_ledger(state: TerminalState, what: i.PseLedgerRead) -> Step:
    """What a buyer bought before; where payment waited for it, it opens."""
    read = on_ledger(state, what)
    page = read.state.page
    if not isinstance(page, PsePage) or not page.paying or page.earlier is None:
        return read
    return read.and_then(_open(read.state))


def _open(state: TerminalState) -> Step:
    sale = state.sale
    assert sale is not None
    keys = () if sale.anything_paid else tuple(line.fill.key for line in sale.rx_lines)
    if not keys and shares_due(sale):
        return _to_refunds(state)
    page = TenderPage(reading=frozenset(keys))
    effects: tuple[Effect, ...] = tuple(ReadFill(key) for key in keys)
    shown = ShowOnDisplay("", display_row("TO PAY", str(sale.due)))
    return Step(replace(state.clear_field(page), said=None), (), (*effects, shown))


def _to_refunds(state: TerminalState) -> Step:
    """What goes back goes first."""
    assert state.sale is not None
    back = str(total(each.amount for each in shares_due(state.sale)))
    shown = ShowOnDisplay("", display_row("REFUND", back))
    return Step(replace(state.clear_field(RefundPage()), said=None), (), (shown,))


def on_reread(state: TerminalState, page: TenderPage, what: i.FillRead) -> Step:
    """A fill came back: the same, with another copay to agree to, or not sellable any more."""
    if what.key not in page.reading or state.sale is None:
        return Step(state)  # nobody waits for it
    page = replace(page, reading=page.reading - {what.key})
    state = replace(state, page=page)
    if what.fill is None:
        if what.source is ReadFrom.CACHE:
            return Step(state)  # never seen there: what the ticket holds is the last known
        return _taken_off(state, what.key, Refusal(Why.FILL_CANCELLED, str(what.key)))
    asked = ask_ticket(state, c.RefreshFill(what.fill, accepted=None))
    if isinstance(asked, Step):
        return asked
    if asked.why is Why.COPAY_CHANGED:
        changed = replace(page, changed=(*page.changed, what.fill))
        return Step(replace(state, page=changed), (), (Beep(good=False),))
    return _taken_off(state, what.key, asked)


def _taken_off(state: TerminalState, key: FillKey, why: Refusal) -> Step:
    """Strike the fill, and go back to the ticket with the reason."""
    line = state.sale.rx_line(key) if state.sale else None
    assert line is not None, "only fills of the ticket are read again"
    struck = void_line(state.clear_field(SalePage()), line.id)
    return struck.and_then(refuse(struck.state, why))


def _accept_copays(state: TerminalState, page: TenderPage) -> Step:
    """The clerk was shown old and new, and agrees."""
    if not page.changed:
        return Step(state)
    commands = [c.RefreshFill(fill, accepted=fill.copay) for fill in page.changed]
    asked = ask_ticket(state, *commands)
    if isinstance(asked, Refusal):
        return refuse(state.clear_field(SalePage()), asked)
    told = replace(asked.state, page=replace(page, changed=()), said=Said(Msg.COPAY_ACCEPTED))
    return replace(asked, state=told)


# --- the tender page


def in_the_other_language(state: TerminalState, sale: Sale) -> Step:
    """What this ticket's paper will be written in."""
    language = other_language(language_for(state, sale))
    return Step(replace(state, language=language, said=None))


def on_tender(  # noqa: C901  a table
    state: TerminalState, page: TenderPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    if not isinstance(what, i.FieldEdited) and _pressed_twice(state, page, what):
        return Step(state)
    match what:
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text), said=None))
        case i.FieldSubmitted(text=text):
            return _cash_typed(state, replace(page, typed=text))
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(SalePage()), said=None))
        case i.Intent(do=Do.ACCEPT_COPAY):
            return _accept_copays(state, page)
        case i.Intent(do=Do.COPAY):
            return open_copay(state)
        case i.Intent(do=Do.MESSAGES):
            return open_messages(state)
        case i.Intent(do=Do.RECEIPT_LANGUAGE) if state.sale is not None:
            return in_the_other_language(state, state.sale)
        case i.Intent(do=Do.GIVE_BACK, argument=tender):
            return give_back(state, TenderId(int(tender)))
        case i.Intent() if page.reading or page.changed:
            return refuse(
                state, Refusal(Why.COPAY_CHANGED if page.changed else Why.FILL_BEING_READ)
            )
        case i.Intent(do=do) if do in TAKES_MONEY and state.sale and shares_due(state.sale):
            return _to_refunds(state)
        case i.Intent(do=Do.CASH, argument=""):
            return _cash_typed(state, page)
        case i.Intent(do=Do.CASH, argument=cents):
            return _take_cash(state, Money(int(cents)))
        case i.Intent(do=Do.CARD):
            return _charge_typed(state, page, CardKind.CREDIT)
        case i.Intent(do=Do.FSA):
            return _charge_typed(state, page, CardKind.FSA_HSA)
        case i.Intent(do=Do.COMPLETE):
            return settle(state, c.Complete())
        case i.Intent(do=Do.MORE_TENDERS):
            return Step(replace(state.clear_field(WaysPage()), said=None))
        case i.Intent():
            return Step(state)
        case _:
            assert_never(what)


TAKES_MONEY: Final = (Do.CASH, Do.CARD, Do.FSA, Do.COMPLETE)


def _pressed_twice(
    state: TerminalState, page: TenderPage, what: i.Intent | i.FieldSubmitted
) -> bool:
    """The second press of a double Enter or tap: nobody has read yet what the first one did."""
    if isinstance(what, i.Intent) and what.do not in (*TAKES_MONEY, Do.GIVE_BACK):
        return False
    gives_back = isinstance(what, i.Intent) and what.do is Do.GIVE_BACK
    before = page.given_at if gives_back else page.taken_at
    return before is not None and state.now - before < SEEN_AFTER_S


def _not_yet(state: TerminalState, page: TenderPage) -> Step:
    return refuse(state, Refusal(Why.COPAY_CHANGED if page.changed else Why.FILL_BEING_READ))


def exact_cash(state: TerminalState) -> Money:
    """What closes the ticket in cash now, rounded where the state rounds."""
    assert state.sale is not None
    return state.sale.due + state.policy.cash_rounding(state.day).of(state.sale.due)


def _cash_typed(state: TerminalState, page: TenderPage) -> Step:
    """The typed amount, or the exact one when nothing was typed. `20` is 20 dollars."""
    if page.reading or page.changed:
        return _not_yet(state, page)
    if not page.typed.strip():
        return _take_cash(state, exact_cash(state))
    try:
        return _take_cash(state, Money.parse(page.typed))
    except ValueError:
        return say(state, Said(Msg.AMOUNT_NOT_UNDERSTOOD))


def _take_cash(state: TerminalState, tendered: Money) -> Step:
    return settle(state, c.TakeCash(tendered))


def new_ref(state: TerminalState) -> AttemptRef:
    """`<register 2><yymmdd 6><sequence 6>`: unique, 14 characters (card-terminal.md section 5)."""
    lane = f"{state.settings.lane:0>2}"
    return AttemptRef(f"{lane}{state.day:%y%m%d}{state.counters.attempt:06}")


def next_attempt(state: TerminalState) -> TerminalState:
    return replace(state, counters=replace(state.counters, attempt=state.counters.attempt + 1))


def terminal_answers(state: TerminalState) -> bool:
    terminal = state.device.get(i.DeviceRole.CARD_TERMINAL)
    return terminal is not None and terminal.condition in (
        i.Condition.GOOD,
        i.Condition.ATTENTION,
    )


def _charge_typed(state: TerminalState, page: TenderPage, kind: CardKind) -> Step:
    """The typed part of what is due, or all of it when nothing was typed."""
    if not page.typed.strip():
        return charge(state, kind, None)
    try:
        most = Money.parse(page.typed)
    except ValueError:
        emptied = state.clear_field(replace(page, typed=""))
        return say(emptied, Said(Msg.AMOUNT_NOT_UNDERSTOOD))
    return charge(state, kind, most)


def charge(state: TerminalState, kind: CardKind, most: Money | None) -> Step:
    if not terminal_answers(state):
        return say(state, Said(Msg.CARD_TERMINAL_DOWN)).doing(Beep(good=False))
    if upload_under_way(state):
        return say(state, Said(Msg.STORED_UNDER_WAY)).doing(Beep(good=False))
    ref = new_ref(state)
    merchant = state.settings.store.merchant
    wish = c.ChargeCard(kind, ref, state.at, state.card_terminal, most, merchant)
    asked = ask_ticket(state, wish)
    if isinstance(asked, Refusal):
        return refuse(state, asked)
    request = asked.facts[-1]
    assert isinstance(request, f.ChargeRequested)
    assert state.user is not None
    asking = Charge(
        ref,
        kind,
        request.amount,
        request.healthcare,
        request.rx,
        state.user.id,
        request.sale,
    )
    waiting = next_attempt(asked.state).clear_field(CardPage(ref, since=state.now))
    return replace(asked, state=waiting).doing(asking)


def give_back(state: TerminalState, tender: TenderId, reversal: str = "") -> Step:
    """Take a tender back, each kind in its own way; a benefit first asks for its reversal."""
    ref = new_ref(state)
    given = state.sale.tender(tender) if state.sale else None
    approved = ZERO if given is None else given.paid.total
    by_card = isinstance(given, CardTender) and given.taken
    if by_card and not terminal_answers(state):
        return say(state, Said(Msg.CARD_TERMINAL_DOWN)).doing(Beep(good=False))
    if by_card and upload_under_way(state):
        return say(state, Said(Msg.STORED_UNDER_WAY)).doing(Beep(good=False))
    if by_card and _paid_elsewhere(state, given):
        return say(state, Said(Msg.CARD_NOT_VOIDED, PAID_ELSEWHERE)).doing(Beep(good=False))
    if isinstance(given, KeyedTender) and FORMS[given.kind].approved_elsewhere and not reversal:
        return Step(replace(state.clear_field(ReversalPage(tender)), said=None))
    asked = ask_ticket(state, c.GiveBack(tender, ref, state.at, reversal))
    if isinstance(asked, Refusal):
        return refuse(state, asked)
    request = asked.facts[-1]
    if isinstance(request, f.CashReturned):
        told = Said(Msg.CASH_GIVEN_BACK, str(approved))
        return _handed_back(asked, told, f.DrawerReason.CASH)
    if isinstance(request, f.KeyedTenderReturned):
        assert isinstance(given, KeyedTender)
        told = Said(_HANDED_BACK[given.kind], _told_apart(given))
        form = FORMS[given.kind]
        return _handed_back(asked, told, f.DrawerReason.PAPER if form.in_drawer else None)
    assert isinstance(request, f.VoidRequested)
    waiting = next_attempt(asked.state).clear_field(CardPage(ref, since=state.now))
    assert isinstance(given, CardTender)
    return replace(asked, state=waiting).doing(VoidCharge(ref, given.held))


PAID_ELSEWHERE: Final = "it was paid at another terminal"


def _paid_elsewhere(state: TerminalState, given: Tender | None) -> bool:
    """Where both are known it need not be asked; else the terminal is, right before the void."""
    if not isinstance(given, CardTender) or given.refunds or not state.card_terminal:
        return False
    return given.terminal not in ("", state.card_terminal)


_HANDED_BACK: Final = {
    TenderKind.CHECK: Msg.CHECK_HANDED_BACK,
    TenderKind.CHARITY_VOUCHER: Msg.PAPER_HANDED_BACK,
    TenderKind.OTHER: Msg.PAPER_HANDED_BACK,
    TenderKind.EXTERNAL_BENEFIT: Msg.REVERSAL_RECORDED,
    TenderKind.HOUSE: Msg.ACCOUNT_RELIEVED,
    TenderKind.GIFT: Msg.GIFT_CREDITED,
}


def _told_apart(tender: KeyedTender) -> str:
    """What tells the person which paper it is."""
    named = (tender.entry(each) for each in (Entry.NUMBER, Entry.ACCOUNT, Entry.LAST4))
    return next((each for each in named if each), str(tender.applied))


def _handed_back(asked: Step, told: Said, drawer: f.DrawerReason | None) -> Step:
    """Back to payment, and to the drawer where it lies in there."""
    state = asked.state
    assert state.sale is not None
    paying = replace(state.clear_field(TenderPage(given_at=state.now)), said=told)
    back = replace(asked, state=paying)
    if drawer is None:
        return back
    opened = f.DrawerRequested(drawer, state.sale.id)
    return replace(back, facts=(*back.facts, opened)).doing(OpenDrawer())


def changed_copays(state: TerminalState, page: TenderPage) -> tuple[tuple[Fill, Money], ...]:
    """Each fill whose copay changed, with the old one; for the page to show."""
    found = []
    for fill in page.changed:
        line = state.sale.rx_line(fill.key) if state.sale else None
        if line is not None:
            found.append((fill, line.copay))
    return tuple(found)
