"""Who pays no sales tax, what is on a prescription, and telling when the tax became another."""

from dataclasses import replace

from terminal.app.state import ExemptPage, Msg, PricePage, Said, SalePage, TerminalState
from terminal.app.stepping import Step, ask_ticket, refuse, show_total
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.identity import StaffId
from terminal.domain.money import Money
from terminal.domain.refusal import Refusal
from terminal.domain.sale import Exemption


def exempt(state: TerminalState, page: ExemptPage, by: StaffId) -> Step:
    assert page.expires is not None, "the last day was asked"
    step = _changed(state, c.ExemptCustomer(page.certificate, page.expires, by))
    if not any(isinstance(fact, f.CustomerExempted) for fact in step.facts):
        return step
    others = (each for each in state.certificates if each.certificate != page.certificate)
    known = (Exemption(page.certificate, page.expires), *others)
    return replace(step, state=replace(step.state, certificates=known))


def tax_again(state: TerminalState) -> Step:
    return _changed(state, c.LiftExemption())


def on_prescription(state: TerminalState, page: PricePage, by: StaffId, *, on_rx: bool) -> Step:
    assert page.line is not None, "it is asked for a line"
    return _changed(state, c.SetOnPrescription(page.line, on_rx, by))


def tell_tax(asked: Step, before: Money) -> Step:
    """The step, and the words for a tax that was `before`."""
    sale = asked.state.sale
    assert sale is not None
    if sale.tax == before:
        return asked
    told = Said(Msg.TAX_CHANGED, str(before), str(sale.tax))
    return replace(asked, state=replace(asked.state, said=told))


def _changed(state: TerminalState, command: c.TaxCommand) -> Step:
    assert state.sale is not None, "it is asked for a ticket"
    before = state.sale.tax
    asked = ask_ticket(state, command)
    if isinstance(asked, Refusal):
        return refuse(state.clear_field(SalePage()), asked)
    shown = replace(asked, state=asked.state.clear_field(SalePage()))
    assert shown.state.sale is not None
    return tell_tax(shown, before).doing(show_total(shown.state.sale))
