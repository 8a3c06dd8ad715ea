"""Restricted goods at the whole counter (restricted.feature)."""

from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from drivers.simulator.label_words import label_of
from features.clerk import GOODS, PHARMACIST, Clerk
from features.stand import Stand, today
from terminal import bootstrap
from terminal.app.state import AgePage, BookPage, PharmacistPage, SalePage
from terminal.demo.seed import demo_pin
from terminal.demo.shelf import shelf
from terminal.domain import facts as f
from terminal.domain.obligation import Kind
from terminal.rules_files import FOLDER_NAME, load_rules
from terminal.store.journal import all_facts

scenarios("restricted.feature")

STATE_ROW: Final = """
[[rule]]
name = "us-tx-schedule-v"
kind = "restricted"
jurisdiction = "US-TX"
since = 2020-01-01
source = "invented for this scenario"
text = "No prescription is needed."
confirmed = true
item_class = "schedule v"
"""


@given("the state of this lane asks no prescription for it", target_fixture="clerk")
def state_row(stand: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    """The counter starts again with a row of its own; a demo has none."""
    (tmp_path / FOLDER_NAME).mkdir()
    (tmp_path / FOLDER_NAME / "texas.toml").write_text(STATE_ROW)
    stand.close()
    monkeypatch.setattr(bootstrap, "load_rules", lambda _folder: load_rules(tmp_path))
    stand.open()
    stand.ready()
    clerk = Clerk(stand.fingers, lambda: stand.state, stand.until, stand.world.scan)
    clerk.sign_in()
    return clerk


@when(parsers.parse("the ID card of {given_name} is scanned"))
def scan_card(stand: Stand, given_name: str) -> None:
    (card,) = (
        each
        for each in shelf(today())
        if each.name.startswith("ID card") and each.detail.startswith(given_name)
    )
    label = label_of(f"]L2 {card.label}")
    before = len(journal(stand))
    stand.world.plugged.scanner.call(lambda: stand.world.scanner.scan(*label))
    stand.until_true(
        "the card was answered",
        lambda: len(journal(stand)) > before or isinstance(stand.state.page, BookPage),
    )


@when(parsers.parse("the clerk types the birth date of somebody who is {age:d} {when_}"))
def type_birth_date(stand: Stand, clerk: Clerk, age: int, when_: str) -> None:
    clerk.press("Ctrl+G")
    stand.until("the age is asked for", lambda s: isinstance(s.page, AgePage))
    born = birthday(age, today() + timedelta(days=when_ == "tomorrow"))
    clerk.enter(f"{born:%m%d%Y}")
    stand.until("the date was compared", lambda s: isinstance(s.page, SalePage))


def birthday(age: int, day: date) -> date:
    """Somebody who turns `age` on that day; who would on 29 February, a day later."""
    try:
        return day.replace(year=day.year - age)
    except ValueError:
        return date(day.year - age, 3, 1)


@when("the refused line is taken off")
def take_off(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Ctrl+K")
    stand.until("the list is done", lambda s: not s.open_obligations)


@when(parsers.parse("the cashier tries to scan {goods}"))
def try_to_scan(stand: Stand, goods: str) -> None:
    stand.world.scan("]E0", GOODS[goods])


@when("the pharmacist dispenses it")
def dispense(stand: Stand, clerk: Clerk) -> None:
    stand.until(
        "the ledger was read",
        lambda s: isinstance(s.page, BookPage) and s.page.earlier is not None,
    )
    clerk.press("Ctrl+1")
    stand.until("a pharmacist is asked", lambda s: isinstance(s.page, PharmacistPage))
    clerk.enter(PHARMACIST)
    clerk.enter(demo_pin(PHARMACIST))
    stand.until("it is dispensed", lambda s: isinstance(s.page, SalePage))


@then("payment waits for the age")
def waits(stand: Stand, clerk: Clerk) -> None:
    assert [each.kind for each in stand.state.open_obligations] == [Kind.AGE]
    closed(stand, clerk)


@then("payment stays closed")
def closed(stand: Stand, clerk: Clerk) -> None:
    clerk.press("F9")
    stand.pass_time(0.2)
    assert isinstance(stand.state.page, SalePage)


def journal(stand: Stand) -> list[f.Fact]:
    return [row.fact for row in stand.counter.store.reader.wait(lambda c: list(all_facts(c)))]


@then(parsers.parse("the journal tells of an age of {age:d} and of no birth date"))
def age_recorded(stand: Stand, age: int) -> None:
    told = [each for each in journal(stand) if isinstance(each, f.AgeVerified)]
    assert [each.age for each in told] == [age]
    assert "1967" not in repr(told)


@then("the journal tells of a refused sale and of no birth date")
def refusal_recorded(stand: Stand) -> None:
    (told,) = (each for each in journal(stand) if isinstance(each, f.RestrictedRefused))
    assert told.age == 21
    assert str(today().year - 21) not in repr(told)


@then("the record book holds one sale with every field of the law")
def book(stand: Stand) -> None:
    (entry,) = (each for each in journal(stand) if isinstance(each, f.BookEntryMade))
    assert (entry.buyer.given, entry.buyer.family) == ("ORVILLE", "SAMPLETON")
    assert entry.buyer.address == "100 SAMPLE ST, ANYTOWN, TX 75001"
    assert (entry.drug, entry.quantity, entry.amount) == (
        "Northway Codeine and guaifenesin cough syrup 4 fl oz", 1, 120,
    )  # fmt: skip
    assert (entry.sold_on, entry.pharmacist_name) == (today(), "M. Lindqvist")
