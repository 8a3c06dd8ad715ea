"""`rxlane rules`: which rows hold here, which apply to a fill and why, whether a file is good."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

import typer
from rich.console import Console
from rich.table import Table

from terminal.app.faults import KnownFault
from terminal.app.settings import Settings
from terminal.commands.opening import open_secret, store_path
from terminal.demo.lane import demo_settings
from terminal.domain.barcode import RxLabel, RxNumber, rx_label
from terminal.domain.holding import holding, without_superseded
from terminal.domain.money import Money
from terminal.domain.postal import read_state
from terminal.domain.prescription import (
    ClaimState,
    Fill,
    FillKey,
    FillStatus,
    Patient,
    PatientId,
    Therapy,
)
from terminal.domain.rules import ELSEWHERE, STORE, Rule, RuleBook
from terminal.domain.rx_mask import DEFAULT_RX_MASKS
from terminal.presentation.rule_origin import origin_of, replaced_in
from terminal.presentation.rules_explained import explained
from terminal.rules_files import (
    FOLDER_NAME,
    TERMS,
    files_in,
    load_rules,
    look_through,
    packaged_rules,
)
from terminal.setup_files import SETTINGS_NAME, load_settings
from terminal.store import will_call
from terminal.store.store import alone

_KINDS: Final = MappingProxyType({terms: kind for kind, terms in TERMS.items()})
_COLUMNS: Final = (
    "rule", "kind", "holds in", "from", "to", "what it asks for", "source", "stands in",
)  # fmt: skip
TABLE_WIDTH: Final = 180
"""Below it the table would cut the names of the rules."""
_WHERE: Final = MappingProxyType({ELSEWHERE: "states without a row", STORE: "this store"})


@dataclass(frozen=True, slots=True)
class Described:
    """A fill in general, for a question without a store."""

    refill: bool
    schedule: int | None
    third_party: bool
    therapy: Therapy

    def fill(self) -> Fill:
        at = datetime(2000, 1, 1, tzinfo=UTC)
        return Fill(
            key=FillKey(RxNumber("0"), int(self.refill)),
            phms_id="",
            version="",
            status=FillStatus.READY,
            claim=ClaimState.PAID if self.third_party else ClaimState.CASH,
            patient=Patient(PatientId("somebody"), "", "", None),
            copay=Money(0),
            third_party=self.third_party,
            counselling=None,
            ndc="",
            drug="",
            quantity="",
            schedule=self.schedule,
            bin="",
            bags=1,
            refrigerated=False,
            ready_since=None,
            read_at=at,
            therapy=self.therapy,
        )


def list_rules(folder: Path | None, state: str, day: date | None, *, demo: bool = False) -> None:
    """Print the rows that can hold in this store, or in `state`; with a day, those of that day."""
    book = _book(folder, state, demo=demo)
    shown = without_superseded(book, _today()) if day is None else holding(book, day)
    console = Console()
    if console.is_terminal and console.width >= TABLE_WIDTH:
        table = Table(*_COLUMNS)
        for rule in shown:
            table.add_row(*(each.replace("[", r"\[") for each in _cells(book, rule)))
        console.print(table)
        return
    for rule in shown:
        typer.echo(_block(book, rule))


def _cells(book: RuleBook, rule: Rule[object]) -> tuple[str, ...]:
    until = "" if rule.until is None else rule.until.isoformat()
    where = _WHERE.get(rule.jurisdiction, rule.jurisdiction)
    text = rule.text if rule.confirmed else f"{rule.text} [not confirmed]"
    kind, since = _KINDS[type(rule.terms)], rule.since.isoformat()
    stands = origin_of(rule) or replaced_in(book, rule)
    return (rule.name, kind, where, since, until, text, rule.source, stands)


def _block(book: RuleBook, rule: Rule[object]) -> str:
    """One thing a line and nothing cut, for a narrow console and for whoever pipes it."""
    name, *rest = zip(_COLUMNS, _cells(book, rule), strict=True)
    lines = [f"  {column:<18}{cell}" for column, cell in rest if cell]
    return "\n".join((name[1], *lines, ""))


def explain(
    folder: Path | None,
    state: str,
    day: date | None,
    what: FillKey | Described,
    *,
    demo: bool = False,
) -> None:
    """Say of each row in force on `day`, else today, whether it applies to this fill, and why."""
    book = _book(folder, state, demo=demo)
    day = day or _today()
    fill = what.fill() if isinstance(what, Described) else _cached(folder, what, demo=demo)
    every = explained(fill, book, day)
    for each in every:
        if each.applies:
            typer.echo(f"{typer.style('applies', fg='green')}   {each.rule.name}: {each.why}")
            typer.echo(f"          {each.rule.text}")
            doubt = "" if each.rule.confirmed else " - not confirmed, so the careful way"
            typer.echo(f"          {each.rule.source}{doubt}")
            if origin := origin_of(each.rule):
                typer.echo(f"          {origin}")
    for each in every:
        if not each.applies:
            typer.echo(f"does not  {each.rule.name}: {each.why}")
    for rule in book.rules:
        if rule.in_force(day) and any(each.in_force(day) for each in book.replacing(rule)):
            typer.echo(f"replaced  {rule.name}: {replaced_in(book, rule)}")


def check(paths: list[Path], folder: Path | None, *, demo: bool = False) -> int:
    """0 when these files, or those of the lane, are good; 1 with every broken row."""
    own = store_path(folder, demo=demo).parent / FOLDER_NAME
    checked = paths or ([] if demo else files_in(own))
    if demo and not checked:
        typer.echo("The demo takes no rule files of a store; the program's own rows hold.")
    elif not checked:
        typer.echo(f"There are no rule files in {own}; the program's own rows hold.")
    bad, law = 0, packaged_rules()
    for path, looked in zip(checked, look_through(checked, law), strict=True):
        for mistake in looked.mistakes:
            bad = 1
            typer.secho(str(mistake), fg="red", err=True)
        if not looked.mistakes:
            typer.echo(f"{path.name}: good, rules: {len(looked.rules)}")
            for line in _changes(looked.rules, law):
                typer.echo(f"  {line}")
    return bad


def _changes(rules: tuple[Rule[object], ...], law: tuple[Rule[object], ...]) -> Iterator[str]:
    """What each row that has a name of the program's does to the program's row."""
    names = {each.name for each in law}
    for rule in rules:
        if rule.instead_of:
            yield f"{rule.ref} takes the place of {rule.instead_of}"
        elif rule.name in names:
            yield f"{rule.ref} holds beside the program's row of this name; the stricter counts"


def fill_key(text: str) -> FillKey:
    """`6012345-00` as it stands on a bag."""
    label = rx_label(text, DEFAULT_RX_MASKS)
    if not isinstance(label, RxLabel):
        raise KnownFault(f"{text} is no prescription", "", "Type it like 6012345-00.")
    return FillKey(label.rx, label.fill or 0)


def _today() -> date:
    return datetime.now().astimezone().date()


def _book(folder: Path | None, state: str, *, demo: bool) -> RuleBook:
    settings = store_path(folder, demo=demo).parent / SETTINGS_NAME
    there = settings.exists() and not demo  # the demo has no settings and no rules of its own
    if not (state or there or demo):
        raise KnownFault(
            "This lane is not set up yet", "So its state is not known.", "Name one: --state US-NC"
        )
    jurisdiction = _state(state) if state else _settings(settings, demo=demo).jurisdiction
    loaded = load_rules(settings.parent if there else None)
    if loaded.refused is not None:
        typer.secho(f"{loaded.refused}. The last good rules are shown.", fg="red", err=True)
    return RuleBook.of(loaded.rules, jurisdiction)


def _settings(path: Path, *, demo: bool) -> Settings:
    return demo_settings() if demo else load_settings(path)


def _state(typed: str) -> str:
    state = read_state(typed)
    if state is None:
        raise KnownFault(f"There is no state {typed}; write US-NC", "", "")
    return state


def _cached(folder: Path | None, key: FillKey, *, demo: bool) -> Fill:
    path = store_path(folder, demo=demo)
    secret = open_secret(path, demo=demo, new=False)
    with alone(path, secret.database_key(), demo=demo) as (_, connection):
        found = will_call.known(connection, key)
    if found is None:
        raise KnownFault(
            f"{key} is not in this store", "The pharmacy system has not told it.", "Check it."
        )
    return found
