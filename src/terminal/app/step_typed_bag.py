"""A bag whose number was typed: why it was not scanned, asked for each and kept in the record.

Rules that hold here (pickup-and-compliance.md sections 1 and 2):

1. The label is what proves which bag it is. A label may be unreadable and a scanner may fail, so a
   number may be typed; each bag has its own answer, and none is a default.
2. A label that is scanned while the question is open answers it: the bag was scanned.
"""

from dataclasses import replace
from typing import assert_never

from terminal.app import inputs as i
from terminal.app.effects import Beep
from terminal.app.inputs import Do
from terminal.app.state import Msg, PickupPage, Said, SalePage, TerminalState, TypedBagPage
from terminal.app.stepping import Step, ask_ticket, refuse
from terminal.domain import commands as c
from terminal.domain.barcode import EntryMethod
from terminal.domain.pickup import WhyTyped
from terminal.domain.prescription import FillKey
from terminal.domain.refusal import Refusal


def ask_why_typed(state: TerminalState, back: PickupPage | SalePage, key: FillKey) -> Step:
    return Step(replace(state.clear_field(TypedBagPage(back, key)), said=None))


def on_typed_bag(
    state: TerminalState, page: TypedBagPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(page.back), said=None))
        case i.Intent(do=Do.ANSWER, argument=answer):
            why = next((each for each in WhyTyped if each.value == answer), None)
            return Step(state) if why is None else _typed(state, page, why)
        case i.Intent() | i.FieldEdited() | i.FieldSubmitted():
            return Step(state)
        case _:
            assert_never(what)


def _typed(state: TerminalState, page: TypedBagPage, why: WhyTyped) -> Step:
    said = Said(Msg.BAG_TYPED, str(page.key))
    if isinstance(page.back, PickupPage):
        back = replace(page.back, typed_bags=(*page.back.typed_bags, (page.key, why)))
        return Step(replace(state.clear_field(back), said=said), (), (Beep(good=True),))
    asked = ask_ticket(state, c.ScanBag(page.key, EntryMethod.KEYED, why))
    if isinstance(asked, Refusal):
        return refuse(state.clear_field(page.back), asked)
    told = replace(asked.state.clear_field(page.back), said=said)
    return replace(asked, state=told).doing(Beep(good=True))
