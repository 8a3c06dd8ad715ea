"""Who asks on the command line: own number and PIN, before a command shows money or persons.

Rules that hold here:

1. What shows money or what is kept of persons opens the store by `desk_of`, with the right that the
   counter's own page asks for. `rules`, `journal verify`, `backup` and their like show neither.
2. The PIN is typed on a console, without echo. A script gives it as the first line of its input and
   says so (`--pin-stdin`): never on the command line, where `ps` and the shell's history tell it.
3. Wrong PINs count together with the counter's, and so does the delay after them.
"""

import getpass
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from terminal.app.effects import Secret
from terminal.app.faults import KnownFault
from terminal.app.permissions import Right, may
from terminal.app.ports import Batch
from terminal.app.settings import Settings
from terminal.commands.opening import open_secret, store_path
from terminal.demo.lane import demo_settings
from terminal.domain.facts import Fact, SignedIn, SignInFailed
from terminal.domain.identity import StaffId
from terminal.domain.staff import StaffMember
from terminal.setup_files import SETTINGS_NAME, load_settings
from terminal.store import journal, staff
from terminal.store.database import Connection
from terminal.store.store import StoreMeta, alone
from terminal.vault import pins

MAX_LINE: Final = 64
"""Bytes of the line that a script gives: a PIN has at most 12 digits."""
NO_CONSOLE: Final = KnownFault(
    "A PIN is typed on a console",
    "There is none here, and it is never taken from a pipe that does not say so.",
    "Run this from a console. A script gives the PIN as its first line of input: --pin-stdin.",
)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks. `pin` None: it is asked for at the console, once the store is open."""

    number: StaffId
    pin: Secret | None = None


def asking(number: str, *, pin_stdin: bool) -> Asking:
    """With the PIN of a script; what it has behind that line is left for the command."""
    if not pin_stdin:
        return Asking(StaffId(number))
    if sys.stdin.isatty():
        raise KnownFault(
            "--pin-stdin is for scripts",
            "What is typed here would be seen.",
            "Leave it out: the PIN is asked for, and not shown.",
        )
    line = sys.stdin.buffer.readline(MAX_LINE)
    return Asking(StaffId(number), Secret(line.decode("ascii", "replace").strip()))


@dataclass(frozen=True, slots=True)
class Desk:
    """The opened store, with who asks."""

    meta: StoreMeta
    connection: Connection
    settings: Settings
    person: StaffMember
    people: Mapping[StaffId, str]
    public_key: bytes

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.time_zone)

    def now(self) -> datetime:
        return datetime.now(self.zone)

    def record(self, *facts: Fact) -> None:
        with self.connection.begin():
            self._append(*facts)

    def change(self, change: Callable[[Connection], object], *facts: Fact) -> None:
        """What no fact is projected to, durable together with the facts that tell of it."""
        with self.connection.begin():
            change(self.connection)
            self._append(*facts)

    def _append(self, *facts: Fact) -> None:
        who = self.person.id
        _append(self.connection, self.meta, self.settings, self.now(), facts, who)


@contextmanager
def desk_of(folder: Path | None, by: Asking, right: Right, *, demo: bool = False) -> Iterator[Desk]:
    """The store, for one person with this right, by own number and PIN."""
    path = store_path(folder, demo=demo)
    settings = demo_settings() if demo else load_settings(path.parent / SETTINGS_NAME)
    secret = open_secret(path, demo=demo, new=False)
    with alone(path, secret.database_key(), demo=demo) as (meta, connection):
        people = {each.id: each.name for each in staff.all_staff(connection)}
        person = _signed_in(connection, meta, settings, by)
        if not may(person, right):
            raise KnownFault(
                f"{person.name} may not do that", "", "Ask a manager, or a pharmacist to read."
            )
        connection.rollback()
        key = secret.signing_key().public_key().public_bytes_raw()
        yield Desk(meta, connection, settings, person, people, key)


def _signed_in(
    connection: Connection, meta: StoreMeta, settings: Settings, by: Asking
) -> StaffMember:
    """Recorded either way, as at the counter. Raises `KnownFault`."""
    known = staff.credentials(connection, by.number)
    at = datetime.now(ZoneInfo(settings.time_zone))
    failures = 0 if known is None else known.failures
    left = 0.0 if known is None else pins.wait_s(failures, known.last_failure_at, at)
    connection.rollback()
    if left > 0:
        raise KnownFault("Too many wrong PINs", "", f"Wait {int(left) + 1} seconds.")
    pin = by.pin or _typed(by.number)
    if pins.check_pin(pin.text, None if known is None else known.pin_hash) and known is not None:
        with connection.begin():
            _append(connection, meta, settings, at, (SignedIn(by.number),), by.number)
        return known.member
    with connection.begin():
        failed = SignInFailed(by.number, failures + 1)
        _append(connection, meta, settings, at, (failed,), None)
    raise KnownFault("The number or the PIN is wrong", "", "Try again.")


def _typed(number: StaffId) -> Secret:
    """On the console, without echo; what would be seen is not asked for."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return Secret(getpass.getpass(f"PIN of {number}: ", sys.stderr))
        except (getpass.GetPassWarning, EOFError):
            raise NO_CONSOLE from None


def _append(
    connection: Connection,
    meta: StoreMeta,
    settings: Settings,
    at: datetime,
    facts: tuple[Fact, ...],
    who: StaffId | None,
) -> None:
    head = journal.head(connection, meta.store_id, meta.epoch)
    journal.append(connection, head, Batch(facts, at, settings.lane, who))
