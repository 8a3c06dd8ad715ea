"""Signing: the texts of one person over one pad, what else can be signed, why one is not."""

from collections.abc import Iterable, Iterator
from typing import Final

from terminal.app.inputs import CardAbility, Do
from terminal.app.signing import Sheet, name_of, on_request, sheet_of
from terminal.app.state import SignMorePage, SignPage, TerminalState, UnsignedPage
from terminal.app.step_capture import may_capture
from terminal.app.step_sign import notes_for
from terminal.domain.lines import RxLine
from terminal.domain.pickup import Relationship, Unsigned
from terminal.domain.prescription import Patient, PatientId
from terminal.domain.signing import DuePaper, due_papers, reasons_to_leave
from terminal.presentation.actions import press
from terminal.presentation.text import short_name, tr
from terminal.presentation.views import (
    Action,
    Emphasis,
    Field,
    Notice,
    PromptView,
    SignText,
    SignView,
    TicketView,
    Tone,
)
from terminal.presentation.why import sources_of, words_of

SIGNERS: Final = {
    Relationship.PATIENT: "The patient signs",
    Relationship.PARENT_OR_GUARDIAN: "The parent or guardian signs",
    Relationship.SPOUSE: "The spouse signs",
    Relationship.CAREGIVER: "The caregiver signs",
    Relationship.OTHER: "The person who picks up signs",
}
_REASONS: Final = {
    Unsigned.REFUSED: "Refused to sign",
    Unsigned.NOT_PRESENT: "The patient is not here",
}
_ASKS: Final = {
    None: "Why is it not signed?",
    Unsigned.REFUSED: "Why was it refused?",
    Unsigned.NOT_PRESENT: "What was done instead?",
}


def sign_view(state: TerminalState, page: SignPage, ticket: TicketView) -> SignView:
    sheet = sheet_of(state, page.extras)
    signed = bool(page.strokes)
    waiting = page.asked is not None
    unsigned = "" if signed else tr("There is no signature yet")
    if waiting:
        unsigned = tr("The customer signs on the card terminal")
    return SignView(
        ticket,
        _heading(sheet),
        _texts(state, sheet),
        _later(state, sheet),
        _signer(state, sheet),
        sources_of(paper.rule for paper in (*sheet.papers, *sheet.caps)),
        signed,
        _notices(page),
        press(Do.CLEAR_SIGNATURE, tr("Clear"), "Del", unless=unsigned),
        (
            *_more(state, waiting=waiting),
            *_on_the_terminal(state, page, sheet),
            press(
                Do.SIGN,
                tr("Done"),
                "Enter",
                unless=_nothing_chosen(sheet) or unsigned,
                emphasis=Emphasis.FILLED,
            ),
        ),
        page.strokes,
    )


def words_to_sign(state: TerminalState, page: SignPage) -> tuple[tuple[str, str], ...]:
    """Title and words of each text once: what the customer reads, and no fill or person named."""
    rows: dict[str, list[DuePaper]] = {}
    for paper in sheet_of(state, page.extras).papers:
        rows.setdefault(paper.rule.ref, []).append(paper)
    return tuple((_counted(papers), tr(papers[0].terms.words)) for papers in rows.values())


def _counted(papers: list[DuePaper]) -> str:
    title, fills = tr(papers[0].terms.title), sum(len(paper.lines) for paper in papers)
    if not fills:
        return title
    many = tr("{n} prescriptions", n=fills) if fills > 1 else tr("1 prescription")
    return f"{title} · {many}"


def signature_words(state: TerminalState) -> str:
    """What is still to be signed on this ticket, for its checklist."""
    if state.sale is None:
        return ""
    due = due_papers(state.sale, state.policy.rules, state.day)
    titles = dict.fromkeys(tr(paper.terms.title) for paper in due)
    if sheet_of(state).caps:
        titles[tr("Easy-open caps")] = None
    return ", ".join(titles)


# --- the texts


def _heading(sheet: Sheet) -> str:
    many = len({paper.rule.ref for paper in sheet.papers})
    if not many:
        return tr("Choose what is signed")
    return tr("Sign once for {n} texts", n=many) if many > 1 else tr("Sign for the pickup")


def _texts(state: TerminalState, sheet: Sheet) -> tuple[SignText, ...]:
    """A text stands once for all its fills; one that is about a person, once for each."""
    grouped: dict[tuple[str, PatientId | None], list[DuePaper]] = {}
    for paper in sheet.papers:
        grouped.setdefault((paper.rule.ref, paper.patient), []).append(paper)
    keys = iter(range(1, 10))
    texts = [_text(state, papers, keys) for papers in grouped.values()]
    texts.extend(_caps_text(state, paper, keys) for paper in sheet.caps)
    return tuple(texts)


def _text(state: TerminalState, papers: list[DuePaper], keys: Iterator[int]) -> SignText:
    first = papers[0]
    lines = [line for paper in papers for line in paper.lines]
    return SignText(
        tr(first.terms.title),
        tr(first.terms.words),
        _covers(state, lines, first.patient),
        _leave(state, first, keys),
    )


def _caps_text(state: TerminalState, paper: DuePaper, keys: Iterator[int]) -> SignText:
    return SignText(
        tr("Easy-open container without a signed request"),
        tr("The patient chooses with F4: for all prescriptions, or for these."),
        _covers(state, paper.lines, paper.patient),
        _leave(state, paper, keys),
    )


def _leave(state: TerminalState, paper: DuePaper, keys: Iterator[int]) -> Action | None:
    if state.sale is None or not reasons_to_leave(state.sale, paper):
        return None
    number = next(keys, None)
    key = "" if number is None else f"Alt+{number}"
    return press(Do.LEAVE_UNSIGNED, tr("Not signed"), key, name_of(paper))


def _covers(state: TerminalState, ids: Iterable[int], patient: PatientId | None) -> str:
    lines = [line for line in _rx_lines(state) if line.id in set(ids)]
    rxs = ", ".join(
        tr("Rx {rx} · fill {n}", rx=line.fill.key.rx, n=line.fill.key.fill) for line in lines
    )
    people = dict.fromkeys(line.fill.patient for line in lines)
    names = ", ".join(dict.fromkeys(short_name(each) for each in people))
    about = _patient(state, patient)
    if about is not None:
        names = short_name(about)
    return tr("{rxs} · {names}", rxs=rxs, names=names) if rxs else names


def _rx_lines(state: TerminalState) -> tuple[RxLine, ...]:
    return () if state.sale is None else state.sale.rx_lines


def _patient(state: TerminalState, patient: PatientId | None) -> Patient | None:
    found = (line.fill.patient for line in _rx_lines(state) if line.fill.patient.id == patient)
    return next(found, None)


# --- who signs


def _signer(state: TerminalState, sheet: Sheet) -> str:
    """One person signs; who takes own fills and a child's is simply the one who picks up."""
    in_person = _patient(state, sheet.hand)
    if in_person is not None:
        return tr("{name} signs in person", name=short_name(in_person))
    if state.sale is None:
        return ""
    selves = dict.fromkeys(
        line.fill.patient
        for line in state.sale.rx_lines
        if state.sale.picker_of(line.fill.patient.id) is Relationship.PATIENT
    )
    if len(selves) > 1:  # two people are there, and each signs for own prescriptions
        return tr("{name} signs", name=short_name(next(iter(selves))))
    pickers = {state.sale.picker_of(line.fill.patient.id) for line in state.sale.rx_lines}
    one = next(iter(pickers)) if len(pickers) == 1 else None
    return tr(SIGNERS[one or Relationship.OTHER])


def _later(state: TerminalState, sheet: Sheet) -> str:
    """Who signs what after this: a patient's own consent is not the representative's to give."""
    turns: dict[str, dict[str, None]] = {}
    for paper in sheet.later:
        person = _patient(state, paper.hand)
        who = short_name(person) if person is not None else tr("the person who picks up")
        turns.setdefault(who, {})[tr(paper.terms.title)] = None
    return " ".join(
        tr("Then {who} signs: {titles}.", who=who, titles=", ".join(titles))
        for who, titles in turns.items()
    )


# --- the buttons


def _more(state: TerminalState, *, waiting: bool) -> tuple[Action, ...]:
    if waiting or not on_request(state):
        return ()
    return (press(Do.MORE_TO_SIGN, tr("More to sign"), "F4"),)


def _on_the_terminal(state: TerminalState, page: SignPage, sheet: Sheet) -> tuple[Action, ...]:
    """Left out where the terminal has no such thing, grey while it cannot be asked."""
    if page.asked is not None:
        again = tr("It is being cancelled") if page.cancelling else ""
        return (press(Do.CANCEL_SIGNING, tr("Cancel"), "Esc", unless=again),)
    if CardAbility.SIGN not in state.card_terminal_can:
        return ()
    label = tr("On card terminal")
    unready = "" if may_capture(state) else tr("The card terminal cannot ask for a signature now")
    return (press(Do.SIGN_ON_TERMINAL, label, "F10", unless=_nothing_chosen(sheet) or unready),)


def _nothing_chosen(sheet: Sheet) -> str:
    return "" if sheet.papers else tr("Choose first what is signed")


def _notices(page: SignPage) -> tuple[Notice, ...]:
    """One line: the text that is signed needs the room."""
    if page.cancelling:
        return (Notice(tr("Cancelling at the card terminal …"), "", Tone.INFO),)
    if page.asked is not None:
        words = tr("The customer signs on the card terminal … Let the text here be read first.")
        return (Notice(words, "", Tone.INFO),)
    if page.trouble:
        title = tr("No signature from the card terminal: {why}.", why=page.trouble.rstrip("."))
        return (Notice(title, "", Tone.ATTENTION),)
    return ()


# --- what else can be signed


def sign_more_view(state: TerminalState, page: SignMorePage, ticket: TicketView) -> PromptView:
    papers = on_request(state)
    return PromptView(
        ticket,
        tr("Signature"),
        tr("What does the customer want to sign as well?"),
        tr("Only what is asked for. The patient, or for a child the parent, asks for caps."),
        (),
        tr("Added to the same signature"),
        tuple(_request(state, page, paper, number) for number, paper in enumerate(papers, 1)),
        None,
        "",
        sources_of(paper.rule for paper in papers),
        (),
        (),
    )


def _request(state: TerminalState, page: SignMorePage, paper: DuePaper, number: int) -> Action:
    person = _patient(state, paper.patient)
    name = "" if person is None else f"{short_name(person)} · "
    chosen = Emphasis.CHOSEN if paper.id in page.extras else Emphasis.PLAIN
    key = f"Ctrl+{number}" if number <= 9 else ""
    return press(Do.ANSWER, name + tr(paper.terms.title), key, name_of(paper), emphasis=chosen)


# --- why a text is not signed


def unsigned_view(state: TerminalState, page: UnsignedPage, ticket: TicketView) -> PromptView:
    paper = _paper(state, page)
    asking_note = page.why is not None
    return PromptView(
        ticket,
        "" if paper is None else tr(paper.terms.title),
        tr(_ASKS[page.why]),
        tr("There is no default. What you choose is kept with your number and the time."),
        (),
        tr("Choose or type") if asking_note else tr("What happened?"),
        _unsigned_answers(state, page, paper),
        Field("note", tr("In a few words"), page.note, state.revision) if asking_note else None,
        tr("Reason") if asking_note else "",
        "" if paper is None else words_of((paper.rule,)),
        (),
        (),
    )


def _paper(state: TerminalState, page: UnsignedPage) -> DuePaper | None:
    if state.sale is None:
        return None
    due = (*due_papers(state.sale, state.policy.rules, state.day), *on_request(state))
    return next((each for each in due if each.id == page.paper), None)


def _unsigned_answers(
    state: TerminalState, page: UnsignedPage, paper: DuePaper | None
) -> tuple[Action, ...]:
    if paper is None or state.sale is None:
        return ()
    if page.why is None:
        words = {why.value: _REASONS[why] for why in reasons_to_leave(state.sale, paper)}
    else:
        words = {note: note for note in notes_for(paper, page.why)}
    return tuple(
        press(Do.ANSWER, tr(label), f"Ctrl+{number}", answer)
        for number, (answer, label) in enumerate(words.items(), 1)
    )
