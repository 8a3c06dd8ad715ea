"""The way to a logged sale: the buyer's document and the exchange; then the signature is due.

Rules that hold here (pickup-and-compliance.md sections 9.4 and 10):

1. A scanned card answers everything at once; what is typed is asked one question at a time, and
   nothing is a default.
2. The exchange is asked once the seller has compared person, document and log; before a card sees
   anything (step_pse_exchange.py).
3. A stop looks like every other refusal that names no reason. What passes it over under duress is
   in no list of keys, and what follows looks like an approval.
4. As payment opens the ledger is read once more: another ticket may have been faster.
"""

from dataclasses import replace
from datetime import timedelta

from terminal.app import inputs as i
from terminal.app.effects import Beep, ReadPseLedger
from terminal.app.inputs import Do
from terminal.app.permissions import Right, may
from terminal.app.pse_page import Ask, Draft, PsePage, PseSignPage
from terminal.app.pse_right import seller_refusal
from terminal.app.scanning import entry_of_scan, wrong
from terminal.app.state import Msg, Said, SalePage, TerminalState
from terminal.app.step_pickup import read_date
from terminal.app.step_pse_exchange import ask_exchange
from terminal.app.stepping import Step, ask_ticket, refuse, say
from terminal.domain import pse_desk as d
from terminal.domain.age import is_birth_date
from terminal.domain.barcode import EntryMethod
from terminal.domain.id_card import IdCard
from terminal.domain.pse import demand_of
from terminal.domain.pse_buyer import DOCUMENTS, PseBuyer
from terminal.domain.refusal import Refusal
from terminal.domain.sale_decider import decide
from terminal.domain.shown_id import IdType

MATCHES, AGAIN, NEVER, GO_ON = "matches", "again", "never", "go on"
"""The answers of the page that are no document's type."""


def open_pse(state: TerminalState) -> Step:
    """Go on where the ticket stands."""
    refusal = seller_refusal(state)
    if refusal is not None:
        return refuse(state, refusal)
    return _go_on(Step(replace(state, said=None)))


def _go_on(taken: Step) -> Step:
    """The page for what comes next."""
    state = taken.state
    assert state.sale is not None
    match d.step_of(state.sale, state.policy.rules, state.day):
        case d.PseStep.BUYER:
            return replace(taken, state=state.clear_field(PsePage()))
        case d.PseStep.EXCHANGE:
            return ask_exchange(taken)
        case d.PseStep.SIGNATURE:
            return replace(taken, state=state.clear_field(PseSignPage()))
        case _:
            return replace(taken, state=state.clear_field(SalePage()))


# --- the page


def on_pse(
    state: TerminalState, page: PsePage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text)))
        case i.FieldSubmitted(text=text):
            return _entered(state, page, text.strip())
        case i.Intent(do=Do.BACK):
            return _back(state, page)
        case i.Intent(do=Do.DURESS):
            return _duress(state)
        case i.Intent(do=Do.ANSWER, argument=answer):
            return _answered(state, page, answer)
        case _:
            return Step(state)


def _answered(state: TerminalState, page: PsePage, answer: str) -> Step:
    assert state.sale is not None
    step = d.step_of(state.sale, state.policy.rules, state.day)
    asks = page.draft.asks()
    if step is d.PseStep.EXCHANGE:
        return _on_exchange_answer(state, page, answer)
    if step is not d.PseStep.BUYER or page.paying:
        return Step(state)
    if asks is Ask.TYPE:
        kind = next((each for each in DOCUMENTS if each.value == answer), None)
        return Step(state) if kind is None else _known(state, replace(page.draft, id_type=kind))
    if asks is Ask.EXPIRES and answer == NEVER:
        return _known(state, replace(page.draft, never_expires=True))
    if answer == AGAIN:
        return Step(replace(state.clear_field(PsePage()), said=None))
    if answer == MATCHES and page.earlier is not None:
        return _matches(state, page)
    return Step(state)


def _on_exchange_answer(state: TerminalState, page: PsePage, answer: str) -> Step:
    if answer == AGAIN and page.down:
        return ask_exchange(Step(replace(state, said=None)))
    if answer == GO_ON and page.down:
        asked = ask_ticket(state, d.GoOnWithoutExchange(page.down))
        return refuse(state, asked) if isinstance(asked, Refusal) else _go_on(asked)
    return Step(state)


def _back(state: TerminalState, page: PsePage) -> Step:
    """One question back, else to the ticket."""
    before = _last_answered(page.draft)
    if page.buyer is None and before is not None:
        return Step(replace(state.clear_field(PsePage(_without(page.draft, before))), said=None))
    return Step(replace(state.clear_field(SalePage()), said=None))


def _last_answered(draft: Draft) -> Ask | None:
    asks = draft.asks()
    order = tuple(Ask)
    place = len(order) if asks is None else order.index(asks)
    return order[place - 1] if place else None


def _without(draft: Draft, ask: Ask) -> Draft:
    match ask:
        case Ask.TYPE:
            return replace(draft, id_type=None)
        case Ask.NUMBER:
            return replace(draft, number="")
        case Ask.ISSUER:
            return replace(draft, issuer="")
        case Ask.FAMILY:
            return replace(draft, family="")
        case Ask.GIVEN:
            return replace(draft, given="")
        case Ask.ADDRESS:
            return replace(draft, address="")
        case Ask.BORN:
            return replace(draft, born=None)
        case Ask.EXPIRES:
            return replace(draft, expires=None, never_expires=False)


# --- what is entered


def _entered(state: TerminalState, page: PsePage, text: str) -> Step:
    asks = page.draft.asks()
    if not text or asks is None or asks is Ask.TYPE or page.asked_at is not None:
        return Step(state)
    day = None
    if asks in (Ask.BORN, Ask.EXPIRES):
        day = read_date(text)
        if day is None:
            return say(state, Said(Msg.DATE_NOT_UNDERSTOOD))
    try:
        if day is not None:
            return _known(state, page.draft.dated(asks, day, state.day))
        return _known(state, page.draft.answered(asks, text))
    except ValueError as why:  # the other answers stay
        return say(state, Said(Msg.PSE_ANSWER_WRONG, str(why)))


def _known(state: TerminalState, draft: Draft) -> Step:
    """One answer more; the last one makes the buyer, whose purchases are looked up."""
    if draft.asks() is not None:
        return Step(replace(state.clear_field(PsePage(draft)), said=None))
    return _whole(state, draft, EntryMethod.KEYED)


def _whole(state: TerminalState, draft: Draft, entry: EntryMethod) -> Step:
    try:
        buyer = draft.buyer()
    except ValueError as why:
        return say(state.clear_field(PsePage()), Said(Msg.PSE_BUYER_NOT_UNDERSTOOD, str(why)))
    page = PsePage(draft, entry=entry, buyer=buyer)
    return Step(replace(state.clear_field(page), said=None), (), (_ledger_of(state, buyer),))


def _ledger_of(state: TerminalState, buyer: PseBuyer) -> ReadPseLedger:
    demand = demand_of(state.policy.rules, state.day)
    days = 1 if demand is None else demand.window_days
    since = state.day - timedelta(days=days - 1)
    return ReadPseLedger(buyer.document_key, buyer.person_key, since)


def waits_for_buyer(state: TerminalState) -> bool:
    """Whether the next thing that the log of this ticket asks for is a document."""
    if state.sale is None:
        return False
    return d.step_of(state.sale, state.policy.rules, state.day) is d.PseStep.BUYER


def card_for_log(state: TerminalState, card: IdCard) -> Step:
    """A card on the ticket while the log waits for the buyer's document."""
    refusal = seller_refusal(state)
    return document_read(state, PsePage(), card) if refusal is None else refuse(state, refusal)


def document_read(state: TerminalState, page: PsePage, card: IdCard) -> Step:
    """A card that is scanned here: the seller still compares it with the person."""
    if not waits_for_buyer(state) or page.paying:
        return wrong(state, Said(Msg.ID_CARD_NOT_ASKED))
    if not is_birth_date(card.birth_date, state.day):
        return wrong(state, Said(Msg.DATE_NOT_UNDERSTOOD))
    draft = Draft(
        id_type=page.draft.id_type or IdType.DRIVER_LICENCE,
        number=card.number,
        issuer=card.jurisdiction or card.country,
        family=card.family,
        given=" ".join(part for part in (card.given, card.middle) if part),
        address=card.address,
        born=card.birth_date,
        expires=card.expires,
        never_expires=card.expires is None,
    )
    if draft.asks() is not None:
        return Step(replace(state.clear_field(PsePage(draft)), said=None), (), (Beep(good=True),))
    taken = _whole(state, draft, entry_of_scan(state.settings))
    return taken.doing(Beep(good=taken.state.said is None))


# --- what the ledger says


def on_ledger(state: TerminalState, what: i.PseLedgerRead) -> Step:
    """For the page that asked, also behind the lock."""
    page = state.behind if state.locked else state.page
    if not isinstance(page, PsePage) or page.earlier is not None or page.asked_at is not None:
        return Step(state)
    checked = None if state.sale is None else state.sale.pse.checked
    buyer = checked.buyer if page.paying and checked is not None else page.buyer
    if buyer is None or buyer.document_key != what.document or state.user is None:
        return Step(state)
    read = replace(page, earlier=what.purchases, complete=what.complete)
    if state.locked:
        return Step(replace(state, behind=SalePage() if page.paying else read))
    shown = replace(state, page=read)
    if page.paying:
        return _rechecked(shown, what)
    refusal = would_refuse(shown, read)
    return Step(shown) if refusal is None else refuse(shown, refusal)


def _rechecked(state: TerminalState, what: i.PseLedgerRead) -> Step:
    """The step that follows is that of payment (step_payment.py): here only whether it may."""
    asked = ask_ticket(state, d.RecheckPse(what.purchases, what.complete))
    if isinstance(asked, Refusal):
        return refuse(state.clear_field(SalePage()), asked)
    return asked


def would_refuse(state: TerminalState, page: PsePage) -> Refusal | None:
    """Why this buyer cannot have these goods: said before anybody signs anything."""
    assert state.sale is not None
    command = _check_of(state, page)
    decided = decide(state.sale, command, state.policy, state.day)
    return decided if isinstance(decided, Refusal) else None


def _check_of(state: TerminalState, page: PsePage) -> d.CheckPseBuyer:
    assert page.buyer is not None
    assert page.earlier is not None
    assert state.user is not None
    return d.CheckPseBuyer(page.buyer, page.entry, page.earlier, page.complete, state.user.id)


def _matches(state: TerminalState, page: PsePage) -> Step:
    refusal = seller_refusal(state)
    if refusal is not None:
        return refuse(state, refusal)
    asked = ask_ticket(state, _check_of(state, page))
    return refuse(state, asked) if isinstance(asked, Refusal) else _go_on(asked)


# --- under duress


def _duress(state: TerminalState) -> Step:
    """Silent: what follows looks like an approval."""
    if state.user is None or state.sale is None or not may(state.user, Right.PASS_UNDER_DURESS):
        return Step(state)
    asked = ask_ticket(state, d.OverridePseStop(state.user.id))
    return Step(state) if isinstance(asked, Refusal) else _go_on(asked)


# --- before payment


def read_before_paying(state: TerminalState) -> Step | None:
    """The ledger's look that payment waits for; None where nothing is logged, or all was paid."""
    sale = state.sale
    if sale is None or d.step_of(sale, state.policy.rules, state.day) is None:
        return None
    refusal = seller_refusal(state)
    if refusal is not None:
        return refuse(state, refusal)
    checked = sale.pse.checked
    assert checked is not None, "the buyer is an obligation"
    waiting = state.clear_field(PsePage(paying=True))
    return Step(replace(waiting, said=None), (), (_ledger_of(state, checked.buyer),))
