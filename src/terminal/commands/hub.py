"""`rxlane hub`: make and run a store hub, let lanes in, join one."""

import secrets
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from sync.http import HttpAnswer, HttpRequest, HttpResponse, drive
from sync.lanes import client
from sync.lanes.client import Quiet, Silence
from sync.lanes.join_code import SECRET_BYTES, JoinCode
from sync.lanes.messages import Joined, JoinRequest, lane_name
from sync.transport import Destination, HttpxTransport, fetch_untrusted
from terminal.app.counted import form_of
from terminal.app.effects import Secret
from terminal.app.faults import KnownFault
from terminal.commands.opening import open_secret, store_path
from terminal.hub_file import AUTHORITY_NAME, save_hub
from terminal.presentation.text import ago, sentence
from terminal.setup_files import SETTINGS_NAME, data_folder, load_settings
from terminal.store.store import alone
from terminal.vault.sealed_word import HUB
from terminal.vault.vault import Vault

if TYPE_CHECKING:
    from sync.hub.database import Database
    from sync.hub.desk import HubDesk, LaneRow
    from sync.hub.folder import HubFolder

TOKEN_BYTES: Final = 32
TIMEOUT_S: Final = 5.0
TIDY_EVERY_S: Final = 24 * 3600.0
_AGAIN: Final = "Make a new code at the hub: rxlane hub add-lane LANE."
_WHY_NOT: Final = {
    Quiet.UNREACHABLE: "Check the address, the network and the hub's firewall.",
    Quiet.STRANGER: "The code was used already, is older than an hour, or is for another lane than"
    f" these settings name. {_AGAIN}",
    Quiet.TROUBLE: "Look at the hub: rxlane hub status.",
    Quiet.REFUSED: "Use the same version of the program on both computers.",
    Quiet.REPLACED: _AGAIN,
}


# --- on the hub's computer


def make_hub(
    folder: Path | None, database: str, names: tuple[str, ...], listen: str, port: int
) -> None:
    """Tables, authority and settings; made again, the authority stays."""
    with _hub_words():
        from sync.hub.database import make_tables  # noqa: PLC0415  lanes have no psycopg
        from sync.hub.folder import HubSettings  # noqa: PLC0415

        place = _folder(folder)
        try:
            settings = HubSettings(database, names or (socket.gethostname(),), listen, port)
        except ValueError as error:
            raise KnownFault("The hub cannot be set up like this", f"{error}.", "") from error
        with _opened(database) as opened:
            make_tables(opened, datetime.now(UTC))
        place.make(settings, datetime.now(UTC))
    typer.echo(f"The store hub is set up in {place.path}.")
    for name in settings.names:
        typer.echo(f"Lanes will reach it at https://{_host(name)}:{port}/")
    typer.echo("Start it: rxlane hub serve. Let a lane in: rxlane hub add-lane LANE.")


def serve_hub(folder: Path | None) -> None:
    """Until Ctrl+C or SIGTERM."""
    from sync.hub.server import HubServer  # noqa: PLC0415
    from sync.hub.service import Service  # noqa: PLC0415

    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    with _hub(folder) as (place, desk):
        settings = place.settings()
        context = place.context(settings.names, datetime.now(UTC))
        service = Service(desk, place.authority_der(), lambda: secrets.token_hex(TOKEN_BYTES))
        try:
            server = HubServer((settings.listen, settings.port), service, context, bug=_told_bug)
        except OSError as error:
            raise KnownFault(
                f"The hub cannot listen on {settings.listen}, port {settings.port}",
                f"{error.strerror}.",
                "Another program holds the port, or the address is not this computer's.",
            ) from error
        server.start()
        typer.echo(f"The store hub listens on {settings.listen}, port {server.port}.")
        typer.echo("Ctrl+C ends it.")
        try:
            _tidy(desk)
            while not over.wait(TIDY_EVERY_S):
                _tidy(desk)
        finally:
            server.stop()


def add_lane(folder: Path | None, name: str) -> None:
    """Print a one-time code for a lane; a code of before opens nothing any more."""
    lane = _lane(name)
    with _hub(folder) as (place, desk):
        secret = secrets.token_bytes(SECRET_BYTES)
        desk.add_lane(lane, secret.hex(), datetime.now(UTC))
        code = JoinCode.of(secret, place.authority_der()).to_text()
        settings = place.settings()
    typer.echo(f"For lane {lane}, once and within an hour; the counter there is closed:")
    typer.echo(f"\n    rxlane hub join https://{_host(settings.names[0])}:{settings.port} {code}\n")


def remove_lane(folder: Path | None, name: str) -> None:
    """The lane is gone for good; what it sold stays and counts."""
    lane = _lane(name)
    with _hub(folder) as (_, desk):
        if not desk.remove_lane(lane):
            raise KnownFault(f"There is no lane {lane} at this hub", "", "See rxlane hub status.")
    typer.echo(f"Lane {lane} is out. To let it in again: rxlane hub add-lane {lane}.")


def forget_key(folder: Path | None) -> None:
    """A lane that still holds the key names it again, and nothing has changed."""
    with _hub(folder) as (_, desk):
        desk.forget_key()
    typer.echo("The next lane that opens names the store's key for buyers. What was sold under one")
    typer.echo("that is lost cannot be compared: for 30 days the lanes do not see it all.")


def tell_status(folder: Path | None) -> None:
    """How each lane stands, and what the hub holds."""
    now = datetime.now(UTC)
    with _hub(folder) as (_, desk):
        lanes, totals = desk.lanes(now), desk.totals()
    for row in lanes:
        typer.echo(f"lane {row.name:<3} {_standing(row, now)}")
    if not lanes:
        typer.echo("No lane yet: rxlane hub add-lane LANE.")
    typer.echo(f"{totals.purchases} purchases, {totals.seq} events,", nl=False)
    typer.echo(f" {totals.answers_on_their_way} answers on their way")


def _standing(row: "LaneRow", now: datetime) -> str:
    if row.joined_at is None:
        return "has not joined"
    if row.seen_at is None:
        return "joined, has not been open since"
    age = ago((now - row.seen_at).total_seconds())
    untold = ", has purchases to tell" if row.pending else ""
    if row.closed:
        return f"closed {age} ago{untold}"
    if row.silent:
        return f"silent for {age}: what it sold meanwhile is unknown"
    tickets = form_of(row.waiting, "1 ticket waits", f"{row.waiting} tickets wait")
    waits = f", {tickets} for a pharmacist" if row.waiting else ""
    return f"here, {age} ago{waits}{untold}"


# --- on a lane


def join_hub(folder: Path | None, address: str, typed: str, *, demo: bool) -> None:
    """Pin the hub's authority by the fingerprint in the code, and keep the token."""
    try:
        code = JoinCode.parse(typed)
    except ValueError as error:
        raise KnownFault("This is no join code", f"{sentence(str(error))}.", _AGAIN) from error
    path = store_path(folder, demo=demo)
    base = _base(address)
    expected = "" if demo else str(load_settings(path.parent / SETTINGS_NAME).lane)
    secret = open_secret(path, demo=demo, new=False)
    with alone(path, secret.database_key(), demo=demo) as (meta, _):
        device = meta.device
    authority = _authority(base, code)
    request = JoinRequest(code.secret.hex(), device, expected)
    joined = _joined(base, request, path.parent, authority)
    Vault(path, demo=False).keep_word(HUB, secret, Secret(joined.token))
    save_hub(path.parent, base, joined.lane, authority)
    typer.echo(f"This is lane {joined.lane} of the store at {base}.")
    typer.echo("The counter uses the hub from its next start.")


def _authority(base: str, code: JoinCode) -> bytes:
    """What the hub presents counts only by its fingerprint. Raises `KnownFault`."""
    from sync.hub.service import read_authority  # noqa: PLC0415  needs no database

    answer = fetch_untrusted(f"{base}{client.ROOT}{client.AUTHORITY}", TIMEOUT_S)
    if not isinstance(answer, HttpResponse):
        raise KnownFault(
            "The store hub is not reached",
            f"{base}: {answer.reason}.",
            _WHY_NOT[Quiet.UNREACHABLE],
        )
    try:
        authority = read_authority(answer.body)
    except ValueError:
        raise KnownFault(
            "That is no store hub",
            f"Something else answers at {base}.",
            "Compare the address with what rxlane hub add-lane printed.",
        ) from None
    if not code.is_of(authority):
        raise KnownFault(
            "This is not the hub that made the code",
            "Its certificate has another fingerprint. Nothing was sent to it.",
            f"Compare the address. {_AGAIN}",
        )
    return authority


def _joined(base: str, request: JoinRequest, folder: Path, authority: bytes) -> Joined:
    """Raises `KnownFault`. The secret goes only to who holds the authority's key."""
    import ssl  # noqa: PLC0415  for this moment

    file = folder / f"{AUTHORITY_NAME}.new"
    file.write_text(ssl.DER_cert_to_PEM_cert(authority), encoding="utf-8")
    transport = HttpxTransport(Destination(base, None, str(file)))
    try:

        def carry(request: HttpRequest) -> HttpAnswer:
            return transport.send(request, TIMEOUT_S)

        said = drive(client.join(request), carry)
    finally:
        transport.close()
        file.unlink()
    if isinstance(said, Silence):
        raise KnownFault("The store hub did not let this lane in", "", _WHY_NOT[said.why])
    return said


def _base(address: str) -> str:
    base = address if address.endswith("/") else f"{address}/"
    try:
        Destination(base)
    except ValueError as error:
        raise KnownFault(
            "The address of the store hub cannot be used",
            f"{sentence(str(error))}.",
            "It looks like https://192.168.1.10:8447.",
        ) from error
    return base


# --- what the commands of the hub share


def _lane(name: str) -> str:
    try:
        return lane_name(name)
    except ValueError as error:
        raise KnownFault(f"{name} cannot be a lane", f"{sentence(str(error))}.", "") from error


def _host(name: str) -> str:
    return f"[{name}]" if ":" in name else name


def _folder(folder: Path | None) -> "HubFolder":
    from sync.hub.folder import HubFolder  # noqa: PLC0415

    return HubFolder(folder or data_folder(demo=False) / "hub")


@contextmanager
def _hub(folder: Path | None) -> Iterator[tuple["HubFolder", "HubDesk"]]:
    """The hub that was set up here. Raises `KnownFault`."""
    with _hub_words():
        from sync.hub.database import check  # noqa: PLC0415
        from sync.hub.desk import HubDesk  # noqa: PLC0415

        place = _folder(folder)
        with _opened(place.settings().database) as database:
            check(database)
            yield place, HubDesk(database)


@contextmanager
def _opened(url: str) -> Iterator["Database"]:
    from sync.hub.database import Database  # noqa: PLC0415

    database = Database(url)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _hub_words() -> Iterator[None]:
    """What keeps a hub from working, in words; its packages are an extra that lanes do not need."""
    from sync.hub.errors import DatabaseTrouble  # noqa: PLC0415

    try:
        from sync.hub.folder import FolderTrouble  # noqa: PLC0415

        try:
            yield
        except FolderTrouble as error:
            raise KnownFault(
                "There is no store hub here",
                f"{sentence(str(error))}.",
                "Make one: rxlane hub init.",
            ) from error
    except DatabaseTrouble as error:
        raise KnownFault(
            "The hub's database cannot be used",
            f"PostgreSQL: {error}.",
            "Is it running, and do address, user and password in hub.toml fit?",
        ) from error
    except ImportError as error:
        raise KnownFault(
            "The store hub needs PostgreSQL's driver",
            f"{error.name} is not installed.",
            "Install the program with it: pip install 'rxlane[hub]'.",
        ) from error


def _tidy(desk: "HubDesk") -> None:
    """Once a day, and at the start; a database that is away is met again tomorrow."""
    from sync.hub.errors import DatabaseTrouble  # noqa: PLC0415

    now = datetime.now(UTC)
    try:
        desk.forget_old(now.date(), now)
    except DatabaseTrouble:
        return


def _told_bug(error: BaseException) -> None:
    """The kind and the place of a bug, never a value."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = "" if trace is None else f" at line {trace.tb_lineno}"
    sys.stderr.write(f"bug: {type(error).__name__}{where}\n")
