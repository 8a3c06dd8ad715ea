"""`rxlane records purge`: what was kept long enough, shown, agreed to, and removed with its proof.

Nothing is removed without a dry run having been shown and agreed to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress

from terminal.app.counted import form_of
from terminal.app.dates import day_of
from terminal.app.faults import KnownFault
from terminal.app.permissions import Right
from terminal.commands.desk import Asking, Desk, desk_of
from terminal.commands.opening import is_quiet, store_path
from terminal.domain.retention import Period, RecordClass, period_of
from terminal.domain.rules import RuleBook
from terminal.rules_files import load_rules
from terminal.store import journal, retention
from terminal.store.due_rows import Holds, holds
from terminal.store.ended_fills import EndedFills, ended_fills, forget
from terminal.store.retention import Due


@dataclass(frozen=True, slots=True)
class Purge:
    """What would go, as the dry run says it."""

    periods: Sequence[Period]
    due: Sequence[Due]
    ended: EndedFills | None
    held: Holds

    @property
    def records(self) -> int:
        return sum(each.count for each in self.due)

    @property
    def fills(self) -> int:
        return 0 if self.ended is None else len(self.ended.keys)

    @property
    def words(self) -> str:
        content = form_of(self.records, "1 record", f"{self.records} records")
        if not self.fills:
            return f"the content of {content}"
        over = form_of(self.fills, "1 cached fill", f"{self.fills} cached fills")
        return f"the content of {content}, and {over},"


def purge(folder: Path | None, by: Asking, *, dry_run: bool, yes: bool, demo: bool = False) -> None:
    """Show what was kept long enough, ask, and remove it with its proof."""
    with desk_of(folder, by, Right.REMOVE_RECORDS, demo=demo) as desk:
        rules = load_rules(None if demo else store_path(folder, demo=False).parent).rules
        found = _found(desk, RuleBook.of(rules, desk.settings.jurisdiction))
        _tell(found)
        nothing = not found.records + found.fills
        if dry_run or nothing or not (yes or typer.confirm(f"Remove {found.words} for ever?")):
            typer.echo("Nothing was removed.")
            return
        _remove(desk, found)
        verdict = journal.verify(desk.connection, desk.meta.store_id, desk.public_key)
        trouble = retention.unproved(desk.connection)
        if not verdict.good or trouble:
            raise KnownFault("The journal does not verify", verdict.trouble or trouble, "")
        typer.echo(
            f"{found.records} removed; the journal is whole, and says what was removed and why."
        )
        if found.fills:
            forgotten = form_of(found.fills, "1 fill was", f"{found.fills} fills were")
            typer.echo(f"{forgotten} forgotten; what was handed over here still counts as that.")


def _found(desk: Desk, book: RuleBook) -> Purge:
    today = desk.now().date()
    asked = (period_of(record, book, today) for record in RecordClass)
    periods = tuple(each for each in asked if each is not None)
    found = Purge(
        periods,
        retention.due(desk.connection, periods, today, desk.zone),
        ended_fills(desk.connection, periods, today, desk.zone),
        holds(desk.connection),
    )
    desk.connection.rollback()
    return found


def _tell(found: Purge) -> None:
    for each in found.due:
        rule, records = each.period.rules[0], form_of(each.count, "record", "records")
        typer.echo(
            f"{each.period.record.value:<16}{each.count:>8} {records} of before"
            f" {day_of(each.before)} ({each.period.words}: {rule.source})"
        )
    if found.ended is not None:
        told = form_of(found.fills, "fill", "fills")
        typer.echo(
            f"{'cached fills':<16}{found.fills:>8} {told} over before"
            f" {day_of(found.ended.before)} (as long as pickups)"
        )
    if found.held.everything:
        typer.echo("Everything is held: nothing is removed.")
    elif found.held.prescriptions:
        typer.echo(f"Held prescriptions: {', '.join(sorted(found.held.prescriptions))}")


def _remove(desk: Desk, found: Purge) -> None:
    with Progress(console=Console(stderr=True), disable=is_quiet()) as bar:
        task = bar.add_task("Removing", total=found.records + found.fills)
        retention.remove_due(
            desk.connection,
            desk.meta,
            found.periods,
            desk.now(),
            desk.settings.lane,
            lambda done, _: bar.update(task, completed=done),
        )
        if found.ended is not None:
            forget(
                desk.connection,
                found.ended.keys,
                lambda done, _: bar.update(task, completed=found.records + done),
            )
