"""Payment, waiting for the card terminal, and the page after the ticket is closed."""

from terminal.app.inputs import Do
from terminal.app.receipt_forms import language_for, other_language
from terminal.app.relief import relievable
from terminal.app.state import CardPage, TenderPage, TerminalState
from terminal.app.step_messages import not_asked
from terminal.app.step_payment import changed_copays, exact_cash
from terminal.domain.attempt import WITH_PIN
from terminal.domain.language import Language
from terminal.domain.money import ZERO, Money, total
from terminal.domain.policy import FsaOnCards
from terminal.domain.refund import RefundWay
from terminal.domain.refund_decider import given_back_last, shares_due
from terminal.domain.sale import Sale
from terminal.domain.tender import CardTender, RefundTender
from terminal.domain.tender_kind import TenderKind
from terminal.presentation.actions import back_key, press
from terminal.presentation.next_visit import left_behind, refills_due
from terminal.presentation.receipt_rows import offers_copy, receipt_notices, receipt_row
from terminal.presentation.tender_rows import done_rows, tender_rows
from terminal.presentation.text import ago, counted, sentence, tr
from terminal.presentation.views import (
    Action,
    CardView,
    CheckItem,
    CheckState,
    DoneView,
    Emphasis,
    Field,
    Figure,
    Notice,
    Row,
    TenderView,
    TicketView,
    Tone,
)
from terminal.presentation.ways_page import why_closed

BILLS = (Money(5_00), Money(10_00), Money(20_00), Money(50_00), Money(100_00))
"""What people hand over: offered from the first that covers the amount."""
QUICK = 4


def tender_view(state: TerminalState, page: TenderPage, ticket: TicketView) -> TenderView:
    sale = state.sale
    assert sale is not None, "there is no payment without a ticket"
    eligible = sale.eligible_left
    told = state.policy.fsa.on_screens and eligible > ZERO
    return TenderView(
        ticket,
        Figure(tr("Left to pay"), str(sale.due)),
        Figure(tr("FSA/HSA eligible left"), str(eligible)) if told else None,
        tender_rows(sale),
        tuple(_notices(state, page)),
        _main(state, page, sale),
        () if page.reading or page.changed else _quick(state, sale),
        _more(state, page, sale),
        Field("amount", tr("Cash handed over, for example 20"), page.typed, state.revision),
        _rounding_note(state, sale),
    )


def _more(state: TerminalState, page: TenderPage, sale: Sale) -> tuple[Action, ...]:
    if page.reading or page.changed or sale.due == ZERO:
        return ()
    more = press(Do.MORE_TENDERS, tr("More ways to pay"), "F12")
    copay: tuple[Action, ...] = ()
    if relievable(state):
        words = tr("The rest stays owed") if sale.anything_paid else tr("Copay cannot be paid")
        copay = (press(Do.COPAY, words, "Ctrl+W"),)
    if sale.anything_paid:
        return (more, *copay)
    messages = (press(Do.MESSAGES, tr("Messages"), "Ctrl+M"),) if not_asked(state) else ()
    return (more, *copay, *messages)


def language_key(state: TerminalState, sale: Sale) -> Action:
    """Says what the receipt will be in, once somebody pressed it."""
    language = language_for(state, sale)
    if state.language is None:
        words = tr(_RECEIPTS_IN[other_language(language)])
        return press(Do.RECEIPT_LANGUAGE, words, "Ctrl+S")
    chosen = Emphasis.CHOSEN
    return press(Do.RECEIPT_LANGUAGE, tr(_RECEIPTS_IN[language]), "Ctrl+S", emphasis=chosen)


_RECEIPTS_IN = {
    Language.ENGLISH: "Receipt in English",
    Language.SPANISH: "Receipt in Spanish",
}
_COPIES_IN = {
    Language.ENGLISH: "Copy in English",
    Language.SPANISH: "Copy in Spanish",
}


def _notices(state: TerminalState, page: TenderPage) -> list[Notice]:
    found = []
    if page.reading:
        found.append(Notice(tr("Reading the copays …"), tr("One moment."), Tone.INFO))
    for fill, old in changed_copays(state, page):
        found.append(
            Notice(
                tr("The copay of {key} changed.", key=fill.key),
                tr("{old} → {new}. Tell the customer, then accept it.", old=old, new=fill.copay),
                Tone.ATTENTION,
                (press(Do.ACCEPT_COPAY, tr("Accept"), "F6"),),
            )
        )
    return found or list(left_behind(state))


def _main(state: TerminalState, page: TenderPage, sale: Sale) -> tuple[Action, ...]:
    closed = ""
    if page.reading:
        closed = tr("The copays are being read: one moment")
    elif page.changed:
        closed = tr("A copay changed: tell the customer, then accept it")
    back = total(each.amount for each in shares_due(sale))
    if back:
        label = tr("Give {back} back", back=back)
        return (press(Do.CASH, label, "F9", unless=closed, emphasis=Emphasis.FILLED),)
    if sale.due == ZERO:
        label = tr("Close the ticket")
        return (press(Do.COMPLETE, label, "F9", unless=closed, emphasis=Emphasis.FILLED),)
    no_terminal = why_closed(state, TenderKind.CREDIT)
    eligible = sale.eligible_left
    cash = tr("Cash {amount}", amount=_typed_cash(page) or exact_cash(state))
    fsa_label = _fsa_label(state, eligible)
    card_label = tr("Card {amount}", amount=sale.due)
    if no_terminal:
        card_label = tr("Card: no terminal")
    return (
        press(Do.CASH, cash, "F9", unless=closed, emphasis=Emphasis.FILLED, icon="mdi6.cash"),
        press(
            Do.CARD,
            card_label,
            "F10",
            unless=closed or no_terminal,
            icon="mdi6.credit-card-outline",
        ),
        press(
            Do.FSA,
            fsa_label,
            "F11",
            unless=closed or why_closed(state, TenderKind.FSA_HSA),
            icon="mdi6.medical-bag",
        ),
    )


def _fsa_label(state: TerminalState, eligible: Money) -> str:
    """The key stays open where the terminal cannot do it: pressing it says why, and what to do."""
    if not state.policy.fsa.on_screens:
        return tr("FSA/HSA: not here")
    if eligible <= ZERO:
        return tr("FSA/HSA: none")
    if state.policy.fsa_on_cards is not FsaOnCards.SENT:
        return tr("FSA/HSA: not here")
    return tr("FSA/HSA {amount}", amount=eligible)


def _typed_cash(page: TenderPage) -> Money | None:
    """What was typed, so that the key says what it takes."""
    try:
        return Money.parse(page.typed)
    except ValueError:
        return None


def _quick(state: TerminalState, sale: Sale) -> tuple[Action, ...]:
    """The notes that a person probably hands over."""
    if sale.due <= ZERO:
        return ()
    due = exact_cash(state)
    next_dollar = Money(-(-due.cents // 100) * 100)
    amounts = dict.fromkeys([next_dollar, *(bill for bill in BILLS if bill > due)])
    amounts.pop(due, None)
    return tuple(
        press(Do.CASH, str(amount), "", str(amount.cents)) for amount in list(amounts)[:QUICK]
    )


def _rounding_note(state: TerminalState, sale: Sale) -> str:
    difference = exact_cash(state) - sale.due
    if difference == ZERO:
        return ""
    sign = "+" if difference > ZERO else ""
    return tr(
        "Cash is rounded to 5 cents here ({diff}). Tax and total do not change.",
        diff=f"{sign}{difference}",
    )


# --- the card terminal


def card_view(state: TerminalState, page: CardPage, ticket: TicketView) -> CardView:
    tender = state.sale.attempt(page.ref) if state.sale else None
    unsure = tender is not None and (page.next_query is not None or bool(tender.parked))
    voiding = tender is not None and tender.void is not None
    refunding = tender is not None and bool(tender.refunds)
    amount = ZERO if tender is None else tender.amount
    if tender is not None and voiding:
        amount = tender.paid.total
    heading = tr("Payment not confirmed") if unsure else _heading(voiding=voiding)
    if refunding:
        heading = tr("Refund not confirmed") if unsure else tr("Refund to the card")
        if not unsure and tender is not None and tender.void_of is not None:
            heading = _heading(voiding=True)
    return CardView(
        ticket,
        heading,
        Figure(tr("To give back") if voiding or refunding else tr("On this card"), str(amount)),
        _steps(state, page, tender, unsure=unsure),
        tuple(_card_notices(page, unsure=unsure)),
        _unsure_buttons() if unsure else () if _no_card(tender) else _waiting_buttons(page),
    )


def _no_card(tender: CardTender | None) -> bool:
    """Nobody is asked for a card, so that there is nothing to cancel."""
    return tender is not None and (tender.void is not None or tender.void_of is not None)


def _heading(*, voiding: bool) -> str:
    return tr("The card payment is given back") if voiding else tr("Card terminal")


def _steps(
    state: TerminalState, page: CardPage, tender: CardTender | None, *, unsure: bool
) -> tuple[CheckItem, ...]:
    sent = tender is not None and tender.sent
    asked_at = page.asked_at if unsure and page.asked_at is not None else page.since
    asked = tr("Asked {age} ago", age=ago(state.now - asked_at))
    first = CheckState.MET if sent or unsure else CheckState.OPEN
    voiding = tender is not None and tender.void is not None
    answer = tr("The customer taps, inserts or swipes the card on the terminal.")
    if tender is not None and tender.kind in WITH_PIN:
        answer = tr("The customer swipes the card on the terminal and types the PIN.")
    if _no_card(tender):
        answer = tr("The terminal takes the payment back; no card is needed.")
    elif tender is not None and tender.refunds:
        last4 = tender.refunds[0].source.last4
        answer = tr("The customer presents the card that had paid.")
        if last4:
            answer = tr("The customer presents the card that had paid: •••• {card}", card=last4)
    if unsure:
        answer = sentence(page.trouble) or tr("The terminal gave no certain answer.")
    if unsure and page.asking:
        answer = tr("Asking the terminal now …")
    healthcare = ""
    if tender is not None and not voiding and tender.healthcare > ZERO:
        healthcare = tr(
            "with FSA/HSA amounts: {hc}, of it Rx {rx}", hc=tender.healthcare, rx=tender.rx
        )
    return (
        CheckItem(1, tr("Sent to the terminal"), healthcare, first, tr("done") if sent else ""),
        CheckItem(
            2,
            tr("Waiting for the answer") if not unsure else tr("Asking about this payment"),
            tr("{answer} · {asked}", answer=answer, asked=asked),
            CheckState.BLOCKED if unsure else CheckState.OPEN,
        ),
    )


def _card_notices(page: CardPage, *, unsure: bool) -> list[Notice]:
    if unsure:
        return [
            Notice(
                tr("Do not charge the card again."),
                tr(
                    "The terminal is asked whether it took this payment (reference {ref}). Put the"
                    " ticket aside to serve the next customer.",
                    ref=page.ref,
                ),
                Tone.DANGER,
            )
        ]
    if page.cancelling:
        return [
            Notice(
                tr("Cancelling …"),
                tr("If the card was read already, the terminal's answer counts."),
                Tone.ATTENTION,
            )
        ]
    return []


def _waiting_buttons(page: CardPage) -> tuple[Action, ...]:
    label = tr("Cancelling …") if page.cancelling else tr("Cancel")
    again = tr("It is being cancelled") if page.cancelling else ""
    return (press(Do.CANCEL_CARD, label, "Esc", unless=again),)


def _unsure_buttons() -> tuple[Action, ...]:
    return (
        press(Do.ASK_TERMINAL, tr("Ask the terminal now"), "F9", emphasis=Emphasis.FILLED),
        press(Do.PARK, tr("Put the ticket aside"), "F5"),
        press(Do.DECIDE, tr("Manager decides"), "F12"),
    )


# --- done


def done_view(state: TerminalState) -> DoneView:
    sale = state.finished
    assert sale is not None, "the page after payment has its ticket"
    change, back = sale.change, given_back_last(sale)
    if change:
        figure = Figure(tr("Change"), str(change))
    elif back:
        figure = Figure(tr("Given back"), str(back))
    else:
        figure = Figure(tr("Paid"), str(total(each.paid.total for each in sale.payments)))
    notices = receipt_notices(state)
    buttons = [
        press(
            Do.NEXT_CUSTOMER,
            tr("Next customer"),
            "Enter",
            emphasis=Emphasis.FILLED,
            icon="mdi6.arrow-right",
        )
    ]
    if offers_copy(state):
        buttons.append(press(Do.PRINT_COPY, tr("Print a copy"), "F10", icon="mdi6.printer-outline"))
        other = tr(_COPIES_IN[other_language(language_for(state, sale))])
        buttons.append(press(Do.RECEIPT_LANGUAGE, other, "F11"))
    return DoneView(
        _done_heading(sale, handed_out=bool(change)),
        figure,
        tuple(_done_rows(state, sale)),
        notices,
        tuple(buttons),
    )


def _done_heading(sale: Sale, *, handed_out: bool) -> str:
    if handed_out:
        return tr("Hand out the change")
    cash = any(
        isinstance(each, RefundTender) and each.way is RefundWay.CASH for each in sale.tenders
    )
    return tr("Hand out the money") if cash and not sale.anything_paid else tr("Done")


def _done_rows(state: TerminalState, sale: Sale) -> list[Row]:
    rows = [Row("total", tr("Total"), "", (), str(sale.total))]
    rows.extend(done_rows(sale))
    pickups = len(sale.rx_lines)
    if pickups:
        title = counted(pickups, "1 pickup", "{n} pickups")
        waiting = state.phms.waiting
        detail = (
            tr("recorded; {n} on the way to the PhMS", n=waiting)
            if waiting
            else (tr("recorded here and in the PhMS"))
        )
        rows.append(Row("pickups", title, detail))
        rows.extend(refills_due(sale))
    if state.receipt is not None:
        rows.append(receipt_row(state.receipt))
    return rows


def tender_page_keys(state: TerminalState) -> tuple[Action, ...]:
    assert state.sale is not None, "there is no payment without a ticket"
    return (back_key(tr("Back to ticket")), language_key(state, state.sale))
