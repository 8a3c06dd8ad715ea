"""The rules in force here: each row in words, and whether its source was confirmed."""

from terminal.app.dates import day_of
from terminal.app.records import PAGES, RULES
from terminal.app.state import RulesPage, TerminalState
from terminal.app.step_rules import rules_shown
from terminal.domain.rules import ELSEWHERE, STORE, Rule
from terminal.presentation.records_page import register_rows
from terminal.presentation.rule_origin import origin_of
from terminal.presentation.text import counted, tr
from terminal.presentation.views import Badge, Field, Figure, RecordsView, Row, Tone


def rules_view(state: TerminalState, page: RulesPage) -> RecordsView:
    shown = rules_shown(state, page)
    doubtful = sum(not rule.confirmed for rule in shown)
    place = min(page.highlighted, len(shown) - 1)
    return RecordsView(
        tr("Registers"),
        register_rows(RULES),
        tr(PAGES[RULES]),
        tr(
            "{state} on {day} · {rows} · not confirmed: {doubtful}",
            state=state.policy.rules.jurisdiction,
            day=day_of(state.day),
            rows=counted(len(shown), "1 row", "{n} rows"),
            doubtful=doubtful,
        ),
        (),
        Field("rules", tr("Search: counselling, ID, payer …"), page.typed, state.revision),
        tuple(_row(rule, selected=at == place) for at, rule in enumerate(shown)),
        "" if shown else tr("No row has these words."),
        tr("The chosen row") if shown else "",
        _detail(shown[place]) if shown else (),
        (),
        (),
        (tr(shown[place].text), shown[place].source) if shown else (),
    )


def _row(rule: Rule[object], *, selected: bool) -> Row:
    doubt = () if rule.confirmed else (Badge(tr("not confirmed"), Tone.ATTENTION),)
    if rule.filed:
        own = tr("replaced by this store's file") if rule.instead_of else tr("this store's file")
        doubt = (*doubt, Badge(own, Tone.ATTENTION if rule.instead_of else Tone.PLAIN))
    return Row(rule.ref, tr(rule.text), rule.source, doubt, selected=selected)


def _detail(rule: Rule[object]) -> tuple[Figure, ...]:
    where = {ELSEWHERE: tr("states without a row"), STORE: tr("this store")}
    until = "" if rule.until is None else day_of(rule.until)
    cells = (
        (tr("name"), rule.name),
        (tr("holds in"), where.get(rule.jurisdiction, rule.jurisdiction)),
        (tr("from"), day_of(rule.since)),
        (tr("to"), until),
        (tr("confirmed"), tr("yes") if rule.confirmed else tr("no: the careful way is taken")),
        (tr("stands in"), origin_of(rule)),
    )
    return tuple(Figure(label, text) for label, text in cells if text)
