"""Why the number on a bag was typed and its label not scanned."""

from typing import Final

from terminal.app.inputs import Do
from terminal.app.state import PickupPage, TerminalState, TypedBagPage
from terminal.domain.obligation import SOURCES, Kind
from terminal.domain.pickup import WhyTyped
from terminal.domain.prescription import Fill
from terminal.presentation.actions import press
from terminal.presentation.text import short_name, tr
from terminal.presentation.views import PromptView, Row, TicketView

_ANSWERS: Final = {
    WhyTyped.UNREADABLE: "The label cannot be read by the scanner",
    WhyTyped.NO_SCANNER: "The scanner does not work",
}


def typed_bag_view(state: TerminalState, page: TypedBagPage, ticket: TicketView) -> PromptView:
    return PromptView(
        ticket,
        tr("Bag not scanned"),
        tr("Why is its number typed?"),
        tr("If it can be scanned after all, scan it now. Else compare the whole label by eye."),
        tuple(_row(fill, checked) for fill, checked in _bag(state, page)),
        tr("Choose one"),
        tuple(
            press(Do.ANSWER, tr(words), f"Ctrl+{number}", why.value)
            for number, (why, words) in enumerate(_ANSWERS.items(), 1)
        ),
        None,
        "",
        tr(SOURCES[Kind.BAGS]),
        (),
        (),
    )


def _bag(state: TerminalState, page: TypedBagPage) -> tuple[tuple[Fill, int], ...]:
    """The fill, and how many of its bags were checked before."""
    if isinstance(page.back, PickupPage):
        fills = (each for each in page.back.fills if each.key == page.key)
        return tuple((fill, page.back.bags_checked(fill)) for fill in fills)
    line = None if state.sale is None else state.sale.rx_line(page.key)
    return () if line is None else ((line.fill, line.bags_scanned),)


def _row(fill: Fill, checked: int) -> Row:
    return Row(
        str(fill.key),
        tr("Rx {rx} · fill {n}", rx=fill.key.rx, n=fill.key.fill),
        tr("{name} · bag {a} of {b}", name=short_name(fill.patient), a=checked + 1, b=fill.bags),
    )
