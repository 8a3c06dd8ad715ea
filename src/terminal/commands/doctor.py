"""`rxlane doctor`: what the counter needs, looked at one by one, with what to do about each."""

import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import typer

from terminal.app.counted import form_of
from terminal.app.faults import KnownFault
from terminal.app.settings import CardTerminalKind
from terminal.commands.opening import store_path
from terminal.devices.nexo_lane import NexoLane
from terminal.domain.policy import Certification, FsaMode, FsaOnCards
from terminal.hub_file import joined_hub
from terminal.promotion_files import FILE_NAME, PromotionFile, look_into
from terminal.rules_files import FOLDER_NAME, files_in, mistakes_in
from terminal.setup_files import SETTINGS_NAME, load_settings, tax_table_of
from terminal.store import eligibility_lists
from terminal.store.database import engine_for
from terminal.store.faults import translated
from terminal.vault.keyring_door import OsKeyring
from terminal.vault.sealed_word import HUB, TERMINAL
from terminal.vault.vault import Opened, Vault

LEAST_FREE_MB: Final = 500
"""A year of one lane's journal is below 200 MB; below this the day may end in a full disk."""

_FSA: Final = {
    FsaOnCards.SENT: "sent",
    FsaOnCards.REFUSED: "cannot be sent, so no card pays for eligible goods (nexo.leave_out_fsa)",
    FsaOnCards.LEFT_OUT: "left out: cards pay for eligible goods without them, FSA/HSA is closed",
}


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    good: bool
    detail: str
    remedy: str = ""


def examine(folder: Path | None, *, demo: bool) -> int:
    """Print every finding; 0 when nothing is in the way of a sale."""
    findings = list(_findings(store_path(folder, demo=demo), demo=demo))
    for each in findings:
        mark = "ok  " if each.good else "LOOK"
        typer.echo(f"{mark}  {each.what}: {each.detail}")
        if not each.good and each.remedy:
            typer.echo(f"      {each.remedy}")
    return 0 if all(each.good for each in findings) else 1


def _findings(store: Path, *, demo: bool) -> Iterator[Finding]:
    yield Finding("Python", sys.version_info >= (3, 11), platform.python_version())
    yield _tried("Window system", _qt, "Install the libraries that dev.py run prints.")
    yield _tried("Database", _cipher, "Reinstall the program: its database library is missing.")
    yield _keyring()
    there = "there; rxlane journal verify looks inside" if store.exists() else "not made yet"
    yield Finding("Store", True, f"{store} ({there})")
    yield _space(store)
    if not demo:
        yield _tried(
            "Settings",
            lambda: _settings(store.parent / SETTINGS_NAME),
            "See the message above; rxlane counter --demo needs no settings.",
        )
        yield _rules(store.parent / FOLDER_NAME)
        yield _promotions(store.parent)
        yield _tried("Store hub", lambda: _hub(store), "")
        yield from _card_terminal(store)
        yield from _eligible(store)


def _tried(what: str, look: Callable[[], str], remedy: str) -> Finding:
    try:
        return Finding(what, True, look())
    except KnownFault as fault:
        return Finding(what, False, f"{fault.title}. {fault.message}", fault.remedy or remedy)
    except (ImportError, OSError) as error:
        return Finding(what, False, str(error), remedy)


def _qt() -> str:
    from terminal.ui.application import has_display, qt_version  # noqa: PLC0415  a missing library is a finding

    return f"Qt {qt_version()}, {'a display is there' if has_display() else 'no display here'}"


def _cipher() -> str:
    from terminal.store.database import cipher_version  # noqa: PLC0415

    return f"SQLCipher {cipher_version()}"


def _keyring() -> Finding:
    """Not in the way of a sale: without one a passphrase guards the store."""
    try:
        OsKeyring().get("doctor")
    except KnownFault as fault:
        return Finding("Keyring", True, f"none ({fault.message}) A passphrase is asked for.")
    return Finding("Keyring", True, "answers")


def _space(store: Path) -> Finding:
    there = next(each for each in (store, *store.parents) if each.exists())
    free_mb = shutil.disk_usage(there).free // 1_000_000
    remedy = "Make room on this disk: a full disk stops selling."
    return Finding("Free disk", free_mb >= LEAST_FREE_MB, f"{free_mb:,} MB", remedy)


def _rules(own: Path) -> Finding:
    """The store's own rule files; while one is refused the last good rules hold."""
    mistakes = mistakes_in(own)
    remedy = (
        "Mend the file; until then the last good rules hold. rxlane rules check reads it again."
    )
    if mistakes:
        return Finding("Rules", False, "\n      ".join(map(str, mistakes)), remedy)
    count = len(files_in(own))
    return Finding("Rules", True, f"the program's own, and files of this store: {count}")


def _promotions(own: Path) -> Finding:
    path = own / FILE_NAME
    found = look_into(path) if path.exists() else PromotionFile()
    remedy = (
        "Mend the file; until then the last good promotions hold."
        " rxlane promotions check reads it again."
    )
    if found.mistakes:
        return Finding("Promotions", False, "\n      ".join(map(str, found.mistakes)), remedy)
    return Finding("Promotions", True, f"{len(found.promotions)} of this store")


def _card_terminal(store: Path) -> Iterator[Finding]:
    """What a nexo terminal needs besides its settings; nothing where they cannot be read."""
    try:
        settings = load_settings(store.parent / SETTINGS_NAME)
    except (KnownFault, OSError):
        return
    if settings.card_terminal_kind is CardTerminalKind.NEXO:
        lane = NexoLane.of(settings)
        yield _tried("Card terminal certificate", lambda: _certificate(lane), "")
        yield _tried("Card terminal passphrase", lambda: _passphrase(store), "")
        yield Finding("FSA/HSA on the card terminal", True, _FSA[settings.fsa_on_cards])


_CERTIFIED: Final = {
    Certification.PENDING: "pending: issuers may decline such cards (fsa_certification)",
    Certification.CERTIFIED: "certified",
}


def _eligible(store: Path) -> Iterator[Finding]:
    """How the store stands with FSA/HSA cards; nothing where it sends no amounts."""
    try:
        settings = load_settings(store.parent / SETTINGS_NAME)
    except (KnownFault, OSError):
        return
    if settings.fsa is not FsaMode.IIAS:
        return
    yield Finding("FSA/HSA certification", True, _CERTIFIED[settings.fsa_certification])
    yield _tried("Eligible products", lambda: _list(store), "")


def _list(store: Path) -> str:
    """Its age, where nobody has to be asked for the store's secret; a counter may be open."""
    found = Vault(store, demo=False).open() if store.exists() else None
    if not isinstance(found, Opened):
        return "the counter tells their age when it starts"
    engine = engine_for(store, found.secret.database_key(), read_only=True)
    with translated(), engine.connect() as connection:
        taken = eligibility_lists.latest(connection)
    if taken is None:
        return "no version was imported yet"
    now = datetime.now(UTC)
    age = form_of(taken.days(now), "1 day", f"{taken.days(now)} days")
    if taken.too_old(now):
        raise KnownFault(
            f"Version {taken.version} is {age} old",
            "A newer one comes every month, around the 15th.",
            "Import it: rxlane catalogue import list.csv",
        )
    return f"version {taken.version}, here for {age}"


def _certificate(lane: NexoLane) -> str:
    lane.where(datetime.now(UTC))
    return f"{lane.certificate}, for {lane.certificate_name}"


def _hub(store: Path) -> str:
    """Whether the lane has joined one, and has its token."""
    joined = joined_hub(store.parent)
    if joined is None:
        return "none; two lanes and more need one (docs/for-installers.md)"
    if not Vault(store, demo=False).has_word(HUB):
        raise KnownFault(
            "This lane's token is gone",
            f"The hub at {joined.address} does not know it without.",
            f"At the hub: rxlane hub add-lane {joined.lane}; then rxlane hub join here.",
        )
    return f"lane {joined.lane} of {joined.address}"


def _passphrase(store: Path) -> str:
    """Whether it is there, and opens, where nobody has to be asked for the store's secret."""
    vault = Vault(store, demo=False)
    if not vault.has_word(TERMINAL):
        raise KnownFault(
            "None is set",
            "No card payment is possible.",
            "Set it with rxlane key terminal, then start the counter again.",
        )
    found = vault.open() if store.exists() else None
    if not isinstance(found, Opened):
        return "kept"
    vault.word(TERMINAL, found.secret)
    return "kept, and opens"


def _settings(path: Path) -> str:
    settings = load_settings(path)
    rules = len(tax_table_of(settings, path.parent).rules)
    return f"lane {settings.lane}, {settings.jurisdiction} with {rules} tax rules"
