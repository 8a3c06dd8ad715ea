"""The prompts of the checklist: a pharmacist's PIN, a manager's word, signing."""

from collections.abc import Sequence

from terminal.app.counselling import chosen_to_counsel
from terminal.app.inputs import Do
from terminal.app.question_answers import question_now
from terminal.app.state import (
    BookPage,
    CopayPage,
    CounselPage,
    DecidePage,
    ElsewherePage,
    ExemptPage,
    PharmacistPage,
    PickupPage,
    PricePage,
    QuestionPage,
    Release,
    StopPage,
    TerminalState,
)
from terminal.app.step_card import CHARGED, NOT_CHARGED
from terminal.app.step_pharmacist import REASONS
from terminal.app.tickets_page import NoSalePage, VoidPage
from terminal.domain.controlled import id_wanted
from terminal.domain.lines import RxLine
from terminal.domain.money import ZERO
from terminal.domain.obligation import SOURCES, Kind
from terminal.presentation.actions import press
from terminal.presentation.counsel_page import answer_label, therapy_badges
from terminal.presentation.elsewhere_page import elsewhere_label, elsewhere_row
from terminal.presentation.exempt_page import exempt_rows
from terminal.presentation.price_page import price_rows
from terminal.presentation.restricted_pages import entry_rows
from terminal.presentation.text import list_name, short_name, tr
from terminal.presentation.ticket_prompts import reason_rows
from terminal.presentation.views import (
    Field,
    Notice,
    PromptView,
    Row,
    TicketView,
    Tone,
)
from terminal.presentation.why import why_of, words_of


def line_rows(lines: Sequence[RxLine]) -> tuple[Row, ...]:
    return tuple(
        Row(
            str(line.id),
            tr("Rx {rx} · fill {n}", rx=line.fill.key.rx, n=line.fill.key.fill),
            short_name(line.fill.patient),
            therapy_badges(line),
        )
        for line in lines
    )


def decide_view(state: TerminalState, page: DecidePage, ticket: TicketView) -> PromptView:
    tender = state.sale.attempt(page.ref) if state.sale else None
    amount = ZERO if tender is None else tender.amount
    refund = tender is not None and bool(tender.refunds)
    only = tr("Only when the terminal cannot be asked any more: replaced, or its memory lost.")
    if refund:
        only = tr("It went to another card: void it at the terminal first; then it is not on it.")
    if tender is not None and tender.void_of is not None:
        only = tr(
            "Look for the void of the payment {ref}; the payment itself is on it too.",
            ref=tender.void_of.ref,
        )
    return PromptView(
        ticket,
        tr("Refund not confirmed") if refund else tr("Payment not confirmed"),
        tr("What does the terminal's own report say?"),
        tr(
            "Print the terminal's report, or call the processor with the reference {ref}. A"
            " manager signs for the answer with own PIN.",
            ref=page.ref,
        ),
        (),
        tr("The refund of {amount}" if refund else "The payment of {amount}", amount=amount),
        (
            press(Do.ANSWER, tr("It is on the report"), "Ctrl+1", CHARGED),
            press(Do.ANSWER, tr("It is not on the report"), "Ctrl+2", NOT_CHARGED),
        ),
        None,
        "",
        only,
        (),
        (),
    )


_RELEASES: dict[Release, tuple[str, str, Kind | None]] = {
    Release.COUNSELLING: ("Counselling", "The pharmacist signs for the answer.", Kind.COUNSELLING),
    Release.REASONS: (
        "Counselling",
        "The pharmacist is here: reads why the pharmacy system asks, and answers.",
        Kind.COUNSELLING,
    ),
    Release.ELSEWHERE: (
        "Counselling at another lane",
        "The pharmacist signs for the answer; it is recorded at that lane.",
        None,
    ),
    Release.CONTROLLED: (
        "Controlled substance",
        "The pharmacist knows the person who picks up, and signs for it.",
        Kind.CONTROLLED,
    ),
    Release.NO_ID: (
        "Controlled substance",
        "No ID is recorded. The pharmacist is certain who this is, and signs for the reason.",
        Kind.CONTROLLED,
    ),
    Release.IDENTITY: (
        "Identity",
        "The pharmacist has made sure who this is, and signs for the reason.",
        Kind.IDENTITY,
    ),
    Release.QUESTION: (
        "Before handing out",
        "The pharmacist signs for the answer.",
        Kind.QUESTIONS,
    ),
    Release.OBJECTION: (
        "Only the patient collects",
        "The patient objected to anybody else. The pharmacist has a reason, and signs for it.",
        Kind.IDENTITY,
    ),
    Release.MINOR: (
        "A minor collects alone",
        "The patient is under 18. The pharmacist has a reason, and signs for it.",
        Kind.IDENTITY,
    ),
    Release.WAIVER: (
        "Copay",
        "The manager approves that nobody pays it.",
        None,
    ),
    Release.PRICE: (
        "Another price",
        "The manager signs for the price: it is more than the limit of who is signed in.",
        None,
    ),
    Release.RETURN: (
        "Return",
        "The manager signs for it: it is over the limit, too late, or without a receipt.",
        None,
    ),
    Release.RETURN_PRESCRIPTION: (
        "Prescription reversed",
        "A pharmacist or a manager reverses it. The medicine is never sold again.",
        None,
    ),
    Release.EXEMPT: (
        "Sales tax",
        "The manager has looked at the certificate: nothing on this ticket is taxed.",
        None,
    ),
    Release.ON_PRESCRIPTION: (
        "On a prescription",
        "The pharmacist has a prescription for it: it is taxed as one.",
        None,
    ),
    Release.STOP: (
        "A pharmacist lets it go",
        "The pharmacist answers for handing it out.",
        None,
    ),
    Release.PAYMENT: (
        "Payment not confirmed",
        "The manager signs for what the terminal's own report says.",
        None,
    ),
    Release.SELLER: ("Age check", "Somebody who may sell this signs for the age.", Kind.AGE),
    Release.PRESCRIPTION: (
        "Age check",
        "The pharmacist has seen the prescription: no age is asked for.",
        Kind.AGE,
    ),
    Release.BOOK: (
        "Record book",
        "The pharmacist has compared the entry and dispenses it.",
        Kind.RECORD_BOOK,
    ),
    Release.VOID: (
        "Void a ticket",
        "The manager signs for it: somebody else had this ticket.",
        None,
    ),
    Release.NO_SALE: ("Open the drawer, no sale", "The manager signs for opening it.", None),
}


_WHY = {Release.RETURN_PRESCRIPTION: "Why is it reversed?"}
_SIGNERS = {
    Release.VOID: "Manager",
    Release.NO_SALE: "Manager",
    Release.PAYMENT: "Manager",
    Release.PRICE: "Manager",
    Release.RETURN: "Manager",
    Release.RETURN_PRESCRIPTION: "Pharmacist or manager",
    Release.EXEMPT: "Manager",
    Release.SELLER: "Seller",
}
"""Who signs, where it is no pharmacist."""


def _signed_for(state: TerminalState, page: PharmacistPage) -> tuple[Row, ...]:
    """Whom the pharmacist confirms, or the payment that the manager decides."""
    back = page.back
    if isinstance(back, PickupPage):
        person = next((each for each in back.people if each.id == back.patient), None)
        fills = () if back.patient is None else back.fills_of(back.patient)
        keys = ", ".join(str(fill.key) for fill in fills)
        return () if person is None else (Row("person", list_name(person), tr("Rx ") + keys),)
    if isinstance(back, CopayPage):
        line = state.sale.line(back.line) if state.sale and back.line else None
        rx = str(line.fill.key) if isinstance(line, RxLine) else ""
        return (Row("copay", tr("Rx ") + rx, back.note, (), "" if line is None else str(line.net)),)
    if isinstance(back, PricePage):
        return price_rows(state, back)
    if isinstance(back, ExemptPage):
        return exempt_rows(back)
    if isinstance(back, VoidPage | NoSalePage):
        return reason_rows(state, back)
    if isinstance(back, StopPage):
        return (Row("stop", tr("Rx ") + str(back.key), back.note),)
    if isinstance(back, DecidePage):
        tender = state.sale.attempt(back.ref) if state.sale else None
        amount = "" if tender is None else str(tender.amount)
        said = tr("it is on the report") if back.charged else tr("it is not on the report")
        return (Row("payment", tr("Payment {ref}", ref=back.ref), said, (), amount),)
    if isinstance(back, BookPage):
        return entry_rows(state, back)
    if isinstance(back, ElsewherePage):
        return elsewhere_row(back)
    return ()


def _reason_view(state: TerminalState, page: PharmacistPage, ticket: TicketView) -> PromptView:
    """Why, before who: the reason is kept with the pharmacist's name."""
    heading, explain, kind = _RELEASES[page.release]
    return PromptView(
        ticket,
        tr(heading),
        tr(_WHY.get(page.release, "Why is it done without?")),
        tr(explain),
        line_rows(_released_with_it(state, page)) or _signed_for(state, page),
        tr("Choose or type"),
        tuple(
            press(Do.ANSWER, tr(reason), f"Ctrl+{number}", reason)
            for number, reason in enumerate(REASONS[page.release], 1)
        ),
        Field("note", tr("In a few words"), page.typed, state.revision),
        tr("Reason"),
        _why_signed(state, kind),
        (),
        (),
    )


def _answer_signed(state: TerminalState, page: PharmacistPage) -> str:
    """What is signed for: the answer to counselling in the words of the one who gave it, or why."""
    back = page.back
    if page.reason:
        return page.reason
    if isinstance(back, QuestionPage):
        return f"{back.answer}: {back.note}" if back.note else back.answer
    if isinstance(back, ElsewherePage):
        return elsewhere_label(back)
    if not isinstance(back, CounselPage) or back.result is None:
        return ""
    label = answer_label(back.result, chosen_to_counsel(state, back))
    return f"{label}: {back.note}" if back.note else label


def pharmacist_view(state: TerminalState, page: PharmacistPage, ticket: TicketView) -> PromptView:
    heading, explain, kind = _RELEASES[page.release]
    if page.asks_reason:
        return _reason_view(state, page, ticket)
    lines = _released_with_it(state, page)
    now = question_now(state) if page.release is Release.QUESTION else None
    asks_pin = page.number is not None
    who = tr(_SIGNERS.get(page.release, "Pharmacist"))
    field = Field(
        "pin" if asks_pin else "number",
        "" if asks_pin else tr("The number of the one who signs"),
        page.typed,
        state.revision,
        secret=asks_pin,
    )
    return PromptView(
        ticket,
        tr(heading),
        tr("{who}: own PIN", who=who) if asks_pin else tr("{who}: own number", who=who),
        tr(explain),
        line_rows(lines) or _signed_for(state, page),
        _answer_signed(state, page),
        (),
        None if page.checking else field,
        tr("PIN") if asks_pin else tr("Number"),
        _why_signed(state, kind) if now is None else words_of((now[0],)),
        (Notice(tr("One moment …"), "", Tone.INFO),) if page.checking else (),
        (),
    )


def _released_with_it(state: TerminalState, page: PharmacistPage) -> list[RxLine]:
    if state.sale is None:
        return []
    if isinstance(page.back, CounselPage):
        return [line for line, _ in chosen_to_counsel(state, page.back)]
    if isinstance(page.back, QuestionPage):
        now = question_now(state)
        return [] if now is None else list(now[1])
    if page.release not in (Release.CONTROLLED, Release.NO_ID):
        return []
    return list(id_wanted(state.sale, state.policy.rules, state.day)[0])


def _why_signed(state: TerminalState, kind: Kind | None) -> str:
    found = (each for each in state.open_obligations if each.kind is kind)
    first = next(found, None)
    return tr(SOURCES.get(kind, "")) if first is None and kind else why_of(first) if first else ""
