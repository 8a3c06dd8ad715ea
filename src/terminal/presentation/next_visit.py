"""For the next visit: refills due, what stays behind, how the patient wants to be told."""

from typing import Final

from terminal.app.dates import day_of
from terminal.app.inputs import Do
from terminal.app.state import MessagesPage, TerminalState
from terminal.app.step_messages import patients_here
from terminal.domain.consent import Channel, MessageConsent, in_force
from terminal.domain.prescription import Patient
from terminal.domain.sale import Sale
from terminal.presentation.actions import press
from terminal.presentation.text import counted, short_name, tr
from terminal.presentation.views import Action, Notice, PromptView, Row, TicketView, Tone

SHOWN: Final = 3
_CHANNELS: Final = {
    Channel.SMS: "Text message",
    Channel.EMAIL: "E-mail",
    Channel.PHONE: "Telephone call",
    Channel.NONE: "No messages",
}


def messages_view(state: TerminalState, page: MessagesPage, ticket: TicketView) -> PromptView:
    people = patients_here(state)
    return PromptView(
        ticket,
        tr("Messages"),
        tr("Ask: “How may we tell you that something is ready?”"),
        tr("Only what the patient says counts. It is recorded with its day."),
        tuple(_person(state, page, each) for each in people),
        tr("Whose?") if page.patient is None else tr("The patient's answer"),
        _whose(people) if page.patient is None else _channels(),
        None,
        "",
        tr("No message is sent without a consent."),
        (),
        (),
    )


def _person(state: TerminalState, page: MessagesPage, patient: Patient) -> Row:
    here = () if state.sale is None else state.sale.consents_of(patient.id)
    said = here or in_force(patient.messages)
    words = ", ".join(_words(each) for each in said) or tr("not asked yet")
    return Row(patient.id, short_name(patient), words, selected=patient.id == page.patient)


def _words(consent: MessageConsent) -> str:
    channel = tr(_CHANNELS[consent.channel])
    return tr("{channel} since {day}", channel=channel, day=day_of(consent.on))


def _whose(people: tuple[Patient, ...]) -> tuple[Action, ...]:
    return tuple(
        press(Do.CHOOSE_PATIENT, short_name(each), f"Ctrl+{n}", each.id)
        for n, each in enumerate(people[:9], 1)
    )


def _channels() -> tuple[Action, ...]:
    return tuple(
        press(Do.ANSWER, tr(words), f"Ctrl+{n}", channel.value)
        for n, (channel, words) in enumerate(_CHANNELS.items(), 1)
    )


def left_behind(state: TerminalState) -> tuple[Notice, ...]:
    """Ready fills of these families that are not on the ticket, said before payment."""
    if not state.family:
        return ()
    shown = ", ".join(
        tr("{name} bin {bin}", name=short_name(fill.patient), bin=fill.bin or "–")
        for fill in state.family[:SHOWN]
    )
    more = len(state.family) - SHOWN
    rest = tr(" and {n} more", n=more) if more > 0 else ""
    count = len(state.family)
    title = counted(count, "1 bag stays behind:", "{n} bags stay behind:")
    return (Notice(title, f"{shown}{rest}.", Tone.INFO),)


def refills_due(sale: Sale) -> tuple[Row, ...]:
    """When the fills that were handed out come due again, as the PhMS told."""
    due = sorted(
        (line.fill.refill_due, line.fill.key) for line in sale.rx_lines if line.fill.refill_due
    )
    if not due:
        return ()
    words = " · ".join(f"Rx {key.rx} {day_of(day)}" for day, key in due[:SHOWN])
    more = tr(" · {n} more", n=len(due) - SHOWN) if len(due) > SHOWN else ""
    return (Row("refills", tr("Next refill"), words + more),)
