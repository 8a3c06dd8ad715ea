"""The prompts of the checklist: counselling, a pharmacist's PIN, signing."""

from collections.abc import Sequence

from terminal.app.inputs import CardAbility, Do
from terminal.app.question_answers import question_now
from terminal.app.state import (
    CounselPage,
    DecidePage,
    PharmacistPage,
    PickupPage,
    QuestionPage,
    Release,
    SignPage,
    TerminalState,
)
from terminal.app.step_capture import may_capture
from terminal.app.step_card import CHARGED, NOT_CHARGED
from terminal.app.step_pharmacist import REASONS
from terminal.app.step_prompts import NOTES, THIRD_PARTY_TEXT, signer_of
from terminal.domain.controlled import id_wanted
from terminal.domain.counselling import CounsellingDemand
from terminal.domain.money import ZERO
from terminal.domain.obligation import SOURCES, Kind, uncounselled
from terminal.domain.pickup import Counselling, Relationship
from terminal.domain.sale import RxLine, Sale
from terminal.presentation.actions import press
from terminal.presentation.text import list_name, short_name, tr
from terminal.presentation.views import (
    Action,
    Badge,
    Emphasis,
    Field,
    Notice,
    PromptView,
    Row,
    SignView,
    TicketView,
    Tone,
)
from terminal.presentation.why import why_of, words_of

_ANSWERS = {
    Counselling.ACCEPTED: ("Counselled by the pharmacist", "Ctrl+1"),
    Counselling.REFUSED: ("Refused", "Ctrl+2"),
    Counselling.NOT_PRACTICABLE: ("Not practicable", "Ctrl+3"),
}
SIGNERS = {
    Relationship.PATIENT: "The patient signs",
    Relationship.PARENT_OR_GUARDIAN: "The parent or guardian signs",
    Relationship.SPOUSE: "The spouse signs",
    Relationship.CAREGIVER: "The caregiver signs",
    Relationship.OTHER: "The person who picks up signs",
}


_NOTE_TITLES = {Counselling.REFUSED: "Who", Counselling.NOT_PRACTICABLE: "Reason"}


def line_rows(lines: Sequence[RxLine]) -> tuple[Row, ...]:
    return tuple(
        Row(
            str(line.id),
            tr("Rx {rx} · fill {n}", rx=line.fill.key.rx, n=line.fill.key.fill),
            short_name(line.fill.patient),
            (Badge(tr("new"), Tone.INFO),) if line.fill.is_new else (),
        )
        for line in lines
    )


def counsel_view(state: TerminalState, page: CounselPage, ticket: TicketView) -> PromptView:
    asked = _to_counsel(state)
    rules = {rule.ref: rule for _, demand in asked for rule in demand.rules}
    asking_note = page.result is not None
    return PromptView(
        ticket,
        tr("Counselling"),
        _counsel_ask(page),
        tr("There is no default. A pharmacist signs for the answer with own PIN."),
        line_rows([line for line, _ in asked]),
        tr("Choose or type") if asking_note else tr("What happened?"),
        _notes(page) if page.result is not None else _answers(),
        Field("note", tr("In a few words"), page.note, state.revision) if asking_note else None,
        tr(_NOTE_TITLES.get(page.result or Counselling.ACCEPTED, "")),
        words_of(tuple(rules.values())),
        (),
        (),
    )


def _to_counsel(state: TerminalState) -> tuple[tuple[RxLine, CounsellingDemand], ...]:
    if state.sale is None:
        return ()
    return uncounselled(state.sale, state.policy.rules, state.day)


def _counsel_ask(page: CounselPage) -> str:
    match page.result:
        case Counselling.REFUSED:
            return tr("Who refused the offer?")
        case Counselling.NOT_PRACTICABLE:
            return tr("Why was it not practicable?")
        case _:
            return tr("The pharmacist offers to explain the new medicine.")


def _answers() -> tuple[Action, ...]:
    return tuple(
        press(Do.ANSWER, tr(label), key, result.value) for result, (label, key) in _ANSWERS.items()
    )


def _notes(page: CounselPage) -> tuple[Action, ...]:
    assert page.result is not None
    return tuple(
        press(Do.ANSWER, tr(note), f"Ctrl+{number}", note)
        for number, note in enumerate(NOTES.get(page.result, ()), 1)
    )


def decide_view(state: TerminalState, page: DecidePage, ticket: TicketView) -> PromptView:
    tender = state.sale.attempt(page.ref) if state.sale else None
    amount = ZERO if tender is None else tender.amount
    return PromptView(
        ticket,
        tr("Payment not confirmed"),
        tr("What does the terminal's own report say?"),
        tr(
            "Print the terminal's report, or call the processor with the reference {ref}. A"
            " manager signs for the answer with own PIN.",
            ref=page.ref,
        ),
        (),
        tr("The payment of {amount}", amount=amount),
        (
            press(Do.ANSWER, tr("It is on the report"), "Ctrl+1", CHARGED),
            press(Do.ANSWER, tr("It is not on the report"), "Ctrl+2", NOT_CHARGED),
        ),
        None,
        "",
        tr("Only when the terminal cannot be asked any more: replaced, or its memory lost."),
        (),
        (),
    )


_RELEASES: dict[Release, tuple[str, str, Kind | None]] = {
    Release.COUNSELLING: ("Counselling", "The pharmacist signs for the answer.", Kind.COUNSELLING),
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
    Release.PAYMENT: (
        "Payment not confirmed",
        "The manager signs for what the terminal's own report says.",
        None,
    ),
}


def _signed_for(state: TerminalState, page: PharmacistPage) -> tuple[Row, ...]:
    """Whom the pharmacist confirms, or the payment that the manager decides."""
    back = page.back
    if isinstance(back, PickupPage):
        person = next((each for each in back.people if each.id == back.patient), None)
        fills = () if back.patient is None else back.fills_of(back.patient)
        keys = ", ".join(str(fill.key) for fill in fills)
        return () if person is None else (Row("person", list_name(person), tr("Rx ") + keys),)
    if isinstance(back, DecidePage):
        tender = state.sale.attempt(back.ref) if state.sale else None
        amount = "" if tender is None else str(tender.amount)
        said = tr("it is on the report") if back.charged else tr("it is not on the report")
        return (Row("payment", tr("Payment {ref}", ref=back.ref), said, (), amount),)
    return ()


def _reason_view(state: TerminalState, page: PharmacistPage, ticket: TicketView) -> PromptView:
    """Why, before who: the reason is kept with the pharmacist's name."""
    heading, explain, kind = _RELEASES[page.release]
    return PromptView(
        ticket,
        tr(heading),
        tr("Why is it done without?"),
        tr(explain),
        line_rows(_released_with_it(state, page.release)) or _signed_for(state, page),
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


def _answer_signed(page: PharmacistPage) -> str:
    """What is signed for: the answer to counselling in the words of the one who gave it, or why."""
    back = page.back
    if page.reason:
        return page.reason
    if isinstance(back, QuestionPage):
        return f"{back.answer}: {back.note}" if back.note else back.answer
    if not isinstance(back, CounselPage) or back.result is None:
        return ""
    label = tr(_ANSWERS[back.result][0])
    return f"{label}: {back.note}" if back.note else label


def pharmacist_view(state: TerminalState, page: PharmacistPage, ticket: TicketView) -> PromptView:
    heading, explain, kind = _RELEASES[page.release]
    lines = _released_with_it(state, page.release)
    if page.asks_reason:
        return _reason_view(state, page, ticket)
    asks_pin = page.number is not None
    who = tr("Manager") if page.release is Release.PAYMENT else tr("Pharmacist")
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
        _answer_signed(page),
        (),
        None if page.checking else field,
        tr("PIN") if asks_pin else tr("Number"),
        _why_signed(state, kind),
        (Notice(tr("One moment …"), "", Tone.INFO),) if page.checking else (),
        (),
    )


def _released_with_it(state: TerminalState, release: Release) -> list[RxLine]:
    if state.sale is None:
        return []
    if release is Release.COUNSELLING:
        return [line for line, _ in _to_counsel(state)]
    if release is Release.QUESTION:
        now = question_now(state)
        return [] if now is None else list(now[1])
    if release not in (Release.CONTROLLED, Release.NO_ID):
        return []
    return list(id_wanted(state.sale, state.policy.rules, state.day)[0])


def _why_signed(state: TerminalState, kind: Kind | None) -> str:
    found = (each for each in state.open_obligations if each.kind is kind)
    first = next(found, None)
    return tr(SOURCES.get(kind, "")) if first is None and kind else why_of(first) if first else ""


def _signer(sale: Sale | None) -> str:
    """One person signs; who takes own fills and a child's is simply the one who picks up."""
    if sale is None:
        return ""
    pickers = {sale.picker_of(line.fill.patient.id) for line in sale.rx_lines}
    return tr(SIGNERS[signer_of(sale) if len(pickers) == 1 else Relationship.OTHER])


def sign_view(state: TerminalState, page: SignPage, ticket: TicketView) -> SignView:
    lines = [
        line
        for line in (state.sale.rx_lines if state.sale else ())
        if line.fill.third_party and line.signature is None
    ]
    signed = bool(page.strokes)
    waiting = page.asked is not None
    return SignView(
        ticket,
        tr("Sign for the pickup"),
        tr(THIRD_PARTY_TEXT),
        line_rows(lines),
        _signer(state.sale),
        tr(SOURCES[Kind.SIGNATURE]),
        signed,
        _signing_notices(page),
        press(Do.CLEAR_SIGNATURE, tr("Clear"), "Del", enabled=signed and not waiting),
        (*_on_the_terminal(state, page), _signed_button(enabled=signed and not waiting)),
        page.strokes,
    )


def _signed_button(*, enabled: bool) -> Action:
    return press(Do.SIGN, tr("Done"), "Enter", enabled=enabled, emphasis=Emphasis.FILLED)


def _on_the_terminal(state: TerminalState, page: SignPage) -> tuple[Action, ...]:
    """Left out where the terminal has no such thing, grey while it cannot be asked."""
    if page.asked is not None:
        return (press(Do.CANCEL_SIGNING, tr("Cancel"), "Esc", enabled=not page.cancelling),)
    if CardAbility.SIGN not in state.card_terminal_can:
        return ()
    label = tr("Sign on the card terminal")
    return (press(Do.SIGN_ON_TERMINAL, label, "F10", enabled=may_capture(state)),)


def _signing_notices(page: SignPage) -> tuple[Notice, ...]:
    """One line: the text that is signed needs the room."""
    if page.cancelling:
        return (Notice(tr("Cancelling at the card terminal …"), "", Tone.INFO),)
    if page.asked is not None:
        return (Notice(tr("The customer signs on the card terminal …"), "", Tone.INFO),)
    if page.trouble:
        title = tr("No signature from the card terminal: {why}.", why=page.trouble.rstrip("."))
        return (Notice(title, "", Tone.ATTENTION),)
    return ()
