"""The rules in force, to be read by who keeps the registers: searched as it is typed."""

from dataclasses import replace

from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.state import RulesPage, TerminalState
from terminal.app.step_records import choose_page
from terminal.app.stepping import Step
from terminal.domain.holding import holding
from terminal.domain.rules import Rule


def rules_shown(state: TerminalState, page: RulesPage) -> tuple[Rule[object], ...]:
    """The rows of today with the sought words; those that nobody confirmed first."""
    sought = page.typed.strip().casefold()
    rows = (
        rule
        for rule in holding(state.policy.rules, state.day)
        if sought in f"{rule.name} {rule.text} {rule.source} {rule.jurisdiction}".casefold()
    )
    return tuple(sorted(rows, key=lambda rule: (rule.confirmed, rule.name)))


def on_rules(
    state: TerminalState, page: RulesPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(page.back), said=None))
        case i.Intent(do=Do.LINE_UP | Do.LINE_DOWN):
            by = 1 if what.do is Do.LINE_DOWN else -1
            last = len(rules_shown(state, page)) - 1
            place = max(0, min(page.highlighted + by, last))
            return Step(replace(state, page=replace(page, highlighted=place)))
        case i.Intent(do=Do.CHOOSE_REGISTER, argument=key):
            return choose_page(state, page.back, key)
        case i.FieldEdited(text=text) | i.FieldSubmitted(text=text):
            return Step(replace(state, page=replace(page, typed=text, highlighted=0)))
        case _:
            return Step(state)
