"""The vault against a real Secret Service: GNOME Keyring on a session bus of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.peer,
    pytest.mark.skipif(
        shutil.which("dbus-run-session") is None or shutil.which("gnome-keyring-daemon") is None,
        reason="needs the packages dbus-daemon and gnome-keyring",
    ),
]

_KEEP_AND_FIND = """
import sys
from pathlib import Path
from terminal.store.store import Store
from terminal.vault.vault import Vault, KeptIn
path = Path(sys.argv[1])
found = Vault(path, demo=False).open()
Store.open(path, found.secret.database_key(), demo=False, bug=print).close()
print(found.kept_in.name, found.new)
"""
_TERMINAL = """
import sys
from pathlib import Path
from terminal.app.effects import Secret
from terminal.vault.sealed_word import TERMINAL
from terminal.vault.vault import Vault
vault = Vault(Path(sys.argv[1]), demo=False)
secret = vault.open().secret
if not vault.has_word(TERMINAL):
    vault.keep_word(TERMINAL, secret, Secret("Blue heron, 7 reeds!"))
    print("set")
else:
    print(vault.word(TERMINAL, secret) == Secret("Blue heron, 7 reeds!"))
"""
_LOCKED = """
import sys
from pathlib import Path
from terminal.vault.keyring_door import OsKeyring
from terminal.vault.sealed_word import TERMINAL
from terminal.vault.vault import Vault
print(Vault(Path(sys.argv[1]), demo=False, keyring=OsKeyring(timeout_s=3.0)).open())
"""


def in_session(home: Path, daemon: str, script: str, store: Path) -> str:
    """Run `script` on a fresh session bus with GNOME Keyring's files under `home`."""
    program = home / "program.py"
    program.write_text(script)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DBUS_")},
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_RUNTIME_DIR": str(home / "run"),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    (home / "run").mkdir(mode=0o700, exist_ok=True)
    (home / "data" / "keyrings").mkdir(parents=True, exist_ok=True)
    shell = f'{daemon} "{sys.executable}" "{program}" "{store}"'
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", shell],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]


UNLOCKED = "echo -n pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null;"
STILL_LOCKED = "gnome-keyring-daemon --start --components=secrets >/dev/null;"


def test_the_key_survives_the_session_and_a_locked_keyring_does_not_hang(tmp_path: Path) -> None:
    home, store = tmp_path / "home", tmp_path / "lane" / "store.db"
    home.mkdir()
    assert in_session(home, UNLOCKED, _KEEP_AND_FIND, store) == "KEYRING True"
    assert in_session(home, UNLOCKED, _KEEP_AND_FIND, store) == "KEYRING False"
    fresh = tmp_path / "other" / "store.db"
    assert in_session(home, STILL_LOCKED, _LOCKED, fresh).startswith("PassphraseNeeded(new=True")


def test_the_card_terminals_passphrase_opens_with_what_the_keyring_holds(tmp_path: Path) -> None:
    home, store = tmp_path / "home", tmp_path / "lane" / "store.db"
    home.mkdir()
    in_session(home, UNLOCKED, _KEEP_AND_FIND, store)
    assert in_session(home, UNLOCKED, _TERMINAL, store) == "set"
    assert in_session(home, UNLOCKED, _TERMINAL, store) == "True"


def test_no_bus_at_all_leads_to_a_passphrase(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    answer = in_session(home, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere", _LOCKED, home / "s.db")
    assert answer.startswith("PassphraseNeeded(new=True")
