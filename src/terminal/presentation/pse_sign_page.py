"""The buyer's signing of the log: the notice, who buys what, and the pad."""

from terminal.app.dates import clock, day_of
from terminal.app.inputs import Do
from terminal.app.pse_page import PseSignPage
from terminal.app.state import TerminalState
from terminal.app.step_pse_sign import sheet_to_sign
from terminal.domain.pse_desk import LogSheet
from terminal.presentation.actions import press
from terminal.presentation.text import tr
from terminal.presentation.views import Emphasis, SignText, SignView, TicketView

TITLE = "Log of pseudoephedrine, ephedrine and phenylpropanolamine"


def pse_sign_view(state: TerminalState, page: PseSignPage, ticket: TicketView) -> SignView:
    sheet = sheet_to_sign(state)
    signed = bool(page.strokes)
    unsigned = "" if signed else tr("There is no signature yet")
    now = state.at.astimezone(state.zone)
    return SignView(
        ticket,
        tr("Sign the log"),
        () if sheet is None else (SignText("", sheet.notice.text, _entry(sheet)),),
        "",
        tr("The buyer signs, {at}", at=f"{day_of(now)} {clock(now)}"),
        "",  # the notice says it, and is to be read whole
        signed,
        (),
        press(Do.CLEAR_SIGNATURE, tr("Clear"), "Del", unless=unsigned),
        (press(Do.SIGN, tr("Done"), "Enter", unless=unsigned, emphasis=Emphasis.FILLED),),
        page.strokes,
    )


def notice_to_sign(state: TerminalState) -> tuple[tuple[str, str], ...]:
    """What the buyer reads on the customer's screen; it names no person."""
    sheet = sheet_to_sign(state)
    return () if sheet is None else ((tr(TITLE), sheet.notice.text),)


def _entry(sheet: LogSheet) -> str:
    """Who buys what, as it will stand in the log."""
    buyer = sheet.buyer
    goods = (f"{each.packages} × {each.name}" for each in sheet.goods)
    return " · ".join((f"{buyer.given} {buyer.family}", buyer.address, *goods))
