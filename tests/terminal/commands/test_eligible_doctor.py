"""What the doctor says of FSA/HSA cards: the certification, and the age of what they pay for."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from store_support.stores import commit, open_store
from terminal.app.faults import KnownFault
from terminal.commands import doctor
from terminal.domain.facts import EligibilityListTaken
from terminal.setup_files import SETTINGS_NAME
from terminal.store.store import utc_now
from terminal.vault.secret import StoreSecret
from terminal.vault.vault import KeptIn, Opened, Vault

SETTINGS = """
[store]
name = "Elm Street Pharmacy"
address = ["1 Elm Street"]
phone = "512-555-0100"
"""


SECRET = StoreSecret(bytes(32))


@pytest.fixture
def aged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int | None], Path]:
    """A store whose list came so many days ago; its keyring answers."""
    monkeypatch.setattr(Vault, "open", lambda _self: Opened(SECRET, KeptIn.KEYRING))

    def make(days: int | None) -> Path:
        path = tmp_path / "store.db"
        with open_store(path, SECRET.database_key()) as store:
            if days is not None:
                came = utc_now() - timedelta(days=days)
                commit(store, EligibilityListTaken("2026-10", 8_000), at=came)
        return path

    return make


def test_a_list_of_this_month_is_well(aged: Callable[[int | None], Path]) -> None:
    assert doctor._list(aged(3)) == "version 2026-10, here for 3 days"


def test_a_list_that_nobody_imported_is_said_so(aged: Callable[[int | None], Path]) -> None:
    assert doctor._list(aged(None)) == "no version was imported yet"


def test_an_old_list_is_to_be_looked_at(aged: Callable[[int | None], Path]) -> None:
    with pytest.raises(KnownFault, match="Version 2026-10 is 41 days old"):
        doctor._list(aged(41))


def test_without_a_store_the_counter_tells_it(tmp_path: Path) -> None:
    assert doctor._list(tmp_path / "store.db") == "the counter tells their age when it starts"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("", "pending: issuers may decline such cards (fsa_certification)"),
        ('fsa_certification = "certified"\n', "certified"),
        ('fsa = "off"\n', None),
    ],
)
def test_the_certification_is_told_where_amounts_are_sent(
    tmp_path: Path, lines: str, said: str | None
) -> None:
    (tmp_path / SETTINGS_NAME).write_text(f"{lines}{SETTINGS}")
    found = {each.what: each for each in doctor._eligible(tmp_path / "store.db")}
    if said is None:
        assert found == {}
    else:
        assert found["FSA/HSA certification"].detail == said
        assert all(each.good for each in found.values())
