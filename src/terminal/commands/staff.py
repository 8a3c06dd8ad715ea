"""`rxlane staff`: people with a number, a role, a PIN that only they know, and their training."""

from datetime import date, datetime
from pathlib import Path
from typing import Final

import typer

from terminal.app.faults import KnownFault
from terminal.commands.opening import DAY_FORMATS, open_secret, store_path
from terminal.domain.age import is_birth_date
from terminal.domain.identity import StaffId
from terminal.domain.staff import Role, StaffMember
from terminal.store.staff import put_staff, train
from terminal.store.store import Store
from terminal.vault.pins import hash_pin, is_pin

MAX_NAME: Final = 40
"""What stands on a receipt beside the lane."""


def add_person(
    number: str, name: str, role: str, born: str, folder: Path | None, *, demo: bool
) -> None:
    """Ask for the PIN twice and store its hash; the store is made when there is none yet."""
    member = _member(number, name, role, born)
    path = store_path(folder, demo=demo)
    secret = open_secret(path, demo=demo)
    pin = typer.prompt("PIN, 4 to 12 digits", hide_input=True, confirmation_prompt=True)
    if not is_pin(pin):
        raise KnownFault("That is no PIN", "A PIN has 4 to 12 digits.", "Choose another one.")
    with Store.open(path, secret.database_key(), demo=demo, bug=_raise) as store:
        hashed = hash_pin(pin)
        store.writer.wait(lambda connection: put_staff(connection, member, hashed))
    typer.echo(f"{member.name} may sign in with number {member.id} as {member.role.value}")


def train_person(number: str, until: date, folder: Path | None, *, demo: bool) -> None:
    """Record that a person is trained to sell pseudoephedrine and its like, to that day."""
    if until < _today():
        raise KnownFault("That day is over", "", "Give the last day of the training, to come.")
    path = store_path(folder, demo=demo)
    secret = open_secret(path, demo=demo, new=False)
    with Store.open(path, secret.database_key(), demo=demo, bug=_raise) as store:
        name = store.writer.wait(lambda connection: train(connection, StaffId(number), until))
    if name is None:
        raise KnownFault(f"Nobody has the number {number}", "", "Add the person first.")
    typer.echo(f"{name} is trained until {until.isoformat()}")


def _member(number: str, name: str, role: str, born: str) -> StaffMember:
    try:
        known = Role(role)
    except ValueError:
        roles = ", ".join(each.value for each in Role)
        raise KnownFault(f"There is no role {role}", "", f"Choose one of: {roles}.") from None
    if not (number.isascii() and number.isdigit() and 1 < len(number) <= 6):
        raise KnownFault("That is no staff number", "", "Use 2 to 6 digits.")
    if not name.strip() or len(name) > MAX_NAME:
        raise KnownFault("That is no name", "", f"Use 1 to {MAX_NAME} characters.")
    return StaffMember(StaffId(number), name.strip(), known, _birth_date(born))


def _birth_date(text: str) -> date | None:
    """None when none was given: then the one that is known stays."""
    if not text:
        return None
    born = next((day for each in DAY_FORMATS if (day := _read(text, each)) is not None), date.max)
    if not is_birth_date(born, _today()):
        raise KnownFault("That is no birth date", "", "Type it like 07/14/1990 or 1990-07-14.")
    return born


def _read(text: str, written: str) -> date | None:
    try:
        return datetime.strptime(text, written).astimezone().date()
    except ValueError:
        return None


def _today() -> date:
    return datetime.now().astimezone().date()


def _raise(error: BaseException) -> None:
    raise error
