"""`rxlane report waivers`: how often copays were waived, by whom, why and for which payers."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from terminal.app.faults import KnownFault
from terminal.app.permissions import Right
from terminal.commands.desk import Asking, desk_of
from terminal.commands.opening import store_path
from terminal.domain.facts import RecordsRead
from terminal.setup_files import SETTINGS_NAME, load_settings
from terminal.store.waivers import WaiverReport, waiver_report

DAYS = 30


def report_waivers(
    folder: Path | None, by: Asking, since: datetime | None, until: datetime | None, *, demo: bool
) -> None:
    """Print the report of whole days, the last 30 when none are given."""
    zone = zone_of(store_path(folder, demo=demo).parent, demo=demo)
    first, last = period_of(since, until, DAYS, zone)
    with desk_of(folder, by, Right.READ_REPORTS, demo=demo) as desk:
        report = waiver_report(
            desk.connection, _midnight(first, zone), _midnight(last + timedelta(days=1), zone)
        )
        desk.connection.rollback()
        desk.record(RecordsRead("waivers", len(report.waived)))
    for line in lines_of(report, first, last):
        typer.echo(line)


def lines_of(report: WaiverReport, first: date, last: date) -> Iterator[str]:
    """The report as text; it names staff, and no patient."""
    yield f"Copays from {first:%m/%d/%Y} to {last:%m/%d/%Y}"
    yield f"Pickups with a copay   {report.with_copay:>8}   {report.copays}"
    yield f"Left owed              {report.owed:>8}   {report.owed_amount}"
    rate = f"{report.rate_ppm / 10_000:.2f} %"
    yield f"Waived                 {len(report.waived):>8}   {report.waived_amount}   {rate}"
    yield from _counted("By approver", Counter(str(each.by) for each in report.waived))
    yield from _counted("By payer", Counter(each.payer.value for each in report.waived))
    yield from _counted("By reason", Counter(each.reason for each in report.waived))


def _counted(title: str, counts: Counter[str]) -> Iterator[str]:
    if counts:
        yield f"{title}:"
        yield from (f"  {name:<40} {count:>5}" for name, count in counts.most_common())


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def period_of(
    since: datetime | None, until: datetime | None, days: int, zone: ZoneInfo
) -> tuple[date, date]:
    """The first and the last day; `days` up to the last one, or today, when none are given."""
    last = until.date() if until else datetime.now(UTC).astimezone(zone).date()
    first = since.date() if since else last - timedelta(days=days - 1)
    if first > last:
        raise KnownFault("The period ends before it begins", f"{first} to {last}.", "Swap them.")
    return first, last


def zone_of(folder: Path, *, demo: bool) -> ZoneInfo:
    """The store's; the demo has no settings file."""
    if demo:
        return ZoneInfo("UTC")
    return ZoneInfo(load_settings(folder / SETTINGS_NAME).time_zone)
