"""A tender that is keyed in: one question after the other, what was answered above."""

from typing import Final

from terminal.app.inputs import Do
from terminal.app.state import KeyedPage, ReversalPage, TerminalState
from terminal.app.step_keyed import DUE, WITHOUT, Asked, asked_now, choices_of
from terminal.domain.account import lendable
from terminal.domain.keyed import Entry
from terminal.domain.money import ZERO, Money
from terminal.domain.tender_kind import TenderKind
from terminal.presentation.actions import press
from terminal.presentation.tender_rows import KIND_NAMES, kind_name
from terminal.presentation.text import tr
from terminal.presentation.views import Action, Field, Notice, PromptView, Row, TicketView, Tone

_ASKS: Final[dict[Asked | Entry, tuple[str, str, str]]] = {
    Asked.AMOUNT: ("What is it written for?", "Amount", "For example 20 or 20.00"),
    Asked.AGAIN: ("The amount once more, as the device shows it", "Amount", "Read it again"),
    Entry.NUMBER: ("What is the number of the check?", "Number", "As it is printed on it"),
    Entry.ID: ("Which ID was shown?", "ID", "Its kind and number"),
    Entry.PROGRAMME: ("Which programme?", "Programme", "Choose one"),
    Entry.AUTHORISATION: ("Which code did the device give?", "Code", "Letters and digits"),
    Entry.SLIP: ("The number of the slip", "Slip", "Where it has one"),
    Entry.REFERENCE: ("Which reference is on it?", "Reference", "As it is written there"),
    Entry.ACCOUNT: ("Which account?", "Account", "Its number"),
    Entry.BUYER: ("Who buys?", "Buyer", "Choose one"),
    Entry.REASON: ("What is it for?", "Reason", "In a few words"),
}
"""The question, the title of the field, and what stands in it."""
_AMOUNT_ON_DEVICE: Final = "What did the programme's device approve?"
_EXPLAINED: Final = {
    TenderKind.HOUSE: "Only people whom the account names may buy on it.",
    TenderKind.CHECK: "Look at the date, the amount in words, and the signature.",
    TenderKind.EXTERNAL_BENEFIT: "Scan the goods on the programme's own device first.",
    TenderKind.CHARITY_VOUCHER: "The voucher stays in the drawer.",
    TenderKind.OTHER: "Who pays it is found by the reference: read it twice.",
}


def keyed_view(state: TerminalState, page: KeyedPage, ticket: TicketView) -> PromptView:
    asked = asked_now(page, state.policy.tenders)
    due = ZERO if state.sale is None else state.sale.due
    assert asked is not None, "a tender with all its answers is taken"
    question, title, placeholder = _ASKS[asked]
    if asked is Asked.AMOUNT and page.kind is TenderKind.EXTERNAL_BENEFIT:
        question = _AMOUNT_ON_DEVICE
    if asked is Asked.AMOUNT and page.kind is TenderKind.HOUSE:
        question = "How much goes on the account?"
    choices = _choices(state, page, due)
    return PromptView(
        ticket,
        tr("{name} · left to pay {due}", name=tr(KIND_NAMES[page.kind]), due=due),
        tr(question),
        tr(_EXPLAINED[page.kind]),
        _answered(state, page),
        tr("Choose or type") if choices else "",
        choices,
        Field("keyed", tr(placeholder), page.typed, state.revision),
        tr(title),
        _why(state, asked),
        (Notice(tr("One moment …"), "", Tone.INFO),) if page.looking is not None else (),
        (),
    )


def _why(state: TerminalState, asked: Asked | Entry) -> str:
    if asked is not Asked.AGAIN:
        return ""
    limit = Money(state.policy.tenders.key_twice_over_cents)
    return tr("Above {limit} an amount is keyed twice: 10 keyed as 100 is soon done.", limit=limit)


def _answered(state: TerminalState, page: KeyedPage) -> tuple[Row, ...]:
    rows = []
    if page.amount is not None:
        twice = tr("keyed twice") if page.again is not None else ""
        rows.append(Row("amount", tr("Amount"), twice, (), str(page.amount)))
    rows.extend(Row(entry.value, tr(_ASKS[entry][1]), text) for entry, text in page.entries if text)
    if page.standing is not None:
        most = lendable(page.standing, state.policy.tenders.credit)
        rows.append(Row("most", page.standing.account.name, tr("may buy up to"), (), str(most)))
    return tuple(rows)


def _choices(state: TerminalState, page: KeyedPage, due: Money) -> tuple[Action, ...]:
    labels = {DUE: tr("All that is left: {due}", due=due), WITHOUT: tr("Without")}
    offered = choices_of(page, state.policy.tenders)
    return tuple(
        press(Do.ANSWER, labels.get(each, tr(each)), f"Ctrl+{number}", each)
        for number, each in enumerate(offered, 1)
    )


def reversal_view(state: TerminalState, page: ReversalPage, ticket: TicketView) -> PromptView:
    tender = state.sale.tender(page.tender) if state.sale else None
    taken = () if tender is None else (tender,)
    rows = tuple(Row("tender", kind_name(each), "", (), str(each.paid.total)) for each in taken)
    return PromptView(
        ticket,
        tr("Give back"),
        tr("What does the programme's device say of the reversal?"),
        tr("Reverse it there first: the counter cannot. Its number is kept."),
        rows,
        "",
        (),
        Field("keyed", tr("The number of the reversal"), page.typed, state.revision),
        tr("Reference"),
        "",
        (),
        (),
    )
