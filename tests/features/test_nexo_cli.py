"""A nexo lane set up by commands: the passphrase that is typed, the doctor, the simulator."""

import shutil
import signal
import socket
import subprocess
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from drivers.simulator.nexo_certificates import certificate_name, make_chain
from features.console import ROOT, at_console, command, piped, surroundings
from terminal.setup_files import load_settings

STORE_PASSPHRASE = "seven tablets before noon"
PASSPHRASE = "Blue heron, 7 reeds!"
EXAMPLE = (ROOT / "resources" / "settings" / "example.toml").read_text("utf-8")
NEXO = """
[nexo]
address = "https://192.0.2.12:8443/nexo"
poi_id = "V400m-123456789"
key_identifier = "lane-key"
key_version = 3
certificate = "terminal.pem"
"""
AGAIN = "Repeat for confirmation: "
OPENS = ("Passphrase: ", STORE_PASSPHRASE)
ASKED = "Passphrase of the card terminal: "


def write_settings(folder: Path, nexo: str = NEXO) -> None:
    folder.mkdir(exist_ok=True)
    kind = "nexo" if nexo else "pax"
    text = EXAMPLE.replace('card_terminal_kind = "pax"', f'card_terminal_kind = "{kind}"')
    (folder / "settings.toml").write_text(text + nexo, encoding="utf-8")


@pytest.fixture(scope="module")
def lane(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real lane with a nexo terminal, on a machine without a keyring; no passphrase set yet."""
    folder = tmp_path_factory.mktemp("nexo") / "lane"
    write_settings(folder)
    words = ("staff", "add", "14", "J. Doe", "--role", "manager", "--folder", str(folder))
    chosen = ("Choose a passphrase: ", STORE_PASSPHRASE)
    pin = ("New PIN of 14, 4 to 12 digits: ", "7351")
    ended = at_console(*words, answers=[chosen, (AGAIN, STORE_PASSPHRASE), pin, (AGAIN, "7351")])
    assert ended.status == 0, ended.said
    return folder


def test_a_lane_with_another_terminal_has_no_such_passphrase(tmp_path: Path) -> None:
    write_settings(tmp_path, nexo="")
    ended = piped("key", "terminal", "--folder", str(tmp_path))
    assert ended.status == 1
    assert "This lane's card terminal has no passphrase" in ended.said


def test_the_passphrase_is_never_read_from_a_pipe(lane: Path) -> None:
    ended = piped("key", "terminal", "--folder", str(lane), typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert ended.status == 1
    assert "typed on a console" in ended.said
    assert PASSPHRASE not in ended.said
    assert not (lane / "store.db.terminal").exists()


def test_the_doctor_says_what_is_missing_and_what_to_do(lane: Path) -> None:
    ended = piped("doctor", "--folder", str(lane))
    assert ended.status == 1
    assert "LOOK  Card terminal certificate: The card terminal's certificate is missing" in (
        ended.out
    )
    assert f"There is no file {lane / 'terminal.pem'}." in ended.out
    assert "LOOK  Card terminal passphrase: None is set" in ended.out
    assert "Set it with rxlane key terminal" in ended.out
    assert "no card pays for eligible goods (nexo.leave_out_fsa)" in ended.out


def test_the_passphrase_is_typed_twice_and_shown_nowhere(lane: Path) -> None:
    words = ("key", "terminal", "--folder", str(lane))
    slip = [(ASKED, PASSPHRASE), (AGAIN, "another")]
    ended = at_console(*words, answers=[OPENS, *slip, (ASKED, PASSPHRASE), (AGAIN, PASSPHRASE)])
    assert "do not match" in ended.said
    assert ended.status == 0, ended.said
    assert "lane-key, version 3" in ended.said
    assert "for the terminal V400m-123456789" in ended.said
    assert PASSPHRASE not in ended.said
    kept = (lane / "store.db.terminal").read_bytes()
    assert PASSPHRASE.encode() not in kept


def test_what_cannot_be_one_is_refused(lane: Path) -> None:
    words = ("key", "terminal", "--folder", str(lane))
    odd = "caf\u00e9"
    ended = at_console(*words, answers=[OPENS, (ASKED, odd), (AGAIN, odd)])
    assert ended.status == 1
    assert "The card terminal's passphrase cannot be this" in ended.said
    assert odd not in ended.said


def test_the_doctor_is_content_with_a_whole_lane(lane: Path) -> None:
    at_console(
        *("key", "terminal", "--folder", str(lane)),
        answers=[OPENS, (ASKED, PASSPHRASE), (AGAIN, PASSPHRASE)],
    )
    chain = make_chain(certificate_name("V400m-123456789"))
    (lane / "terminal.pem").write_text(chain.authority_pem, "ascii")
    ended = piped("doctor", "--folder", str(lane))
    assert ended.status == 0, ended.out
    assert f"ok    Card terminal certificate: {lane / 'terminal.pem'}" in ended.out
    assert "ok    Card terminal passphrase: kept" in ended.out


@pytest.mark.parametrize("kept", [None, b"damaged"], ids=["none", "damaged"])
def test_the_counter_opens_without_a_passphrase_that_can_be_read(
    lane: Path, tmp_path: Path, kept: bytes | None
) -> None:
    """Only the card terminal needs it."""
    folder = tmp_path / "lane"
    shutil.copytree(lane, folder)
    (folder / "store.db.terminal").unlink(missing_ok=True)
    if kept is not None:
        (folder / "store.db.terminal").write_bytes(kept)
    ended = at_console(
        *("counter", "--folder", str(folder)),
        answers=[OPENS],
        more={"RXLANE_STARTUP_MARK": "1"},
    )
    assert ended.status == 0, ended.said
    assert "sign-in page painted" in ended.said
    log = (folder / "logs" / "rxlane.log").read_text("utf-8")
    assert '"event": "bug"' not in log


# --- the simulator


@contextmanager
def simulated(*words: str) -> Iterator[str]:
    """What `rxlane simulate nexo` prints, while it runs."""
    program = subprocess.Popen(
        command("simulate", "nexo", *words),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=surroundings({"PYTHONUNBUFFERED": "1"}),
    )
    assert program.stdout is not None
    with program.stdout:
        said = ""
        while "Ctrl+C ends it." not in said:
            line = program.stdout.readline()
            assert line, said
            said += line
        yield said
        program.send_signal(signal.SIGINT)
        assert program.wait(10) == 0


def table(said: str) -> str:
    """What is to be pasted into the settings."""
    return said[said.index("[nexo]") : said.index("For rxlane key terminal")]


def test_what_the_simulator_prints_is_a_lane(tmp_path: Path) -> None:
    with simulated("--listen", "https://127.0.0.1:0", "--state", str(tmp_path / "t.db")) as said:
        assert said.startswith("nexo at https://127.0.0.1:")
        assert "simulated terminal only" in said
        write_settings(tmp_path / "lane", "\n" + table(said))
        settings = load_settings(tmp_path / "lane" / "settings.toml")
        assert settings.nexo is not None
        assert Path(settings.nexo.certificate).read_text("ascii").startswith("-----BEGIN")
        assert settings.nexo.address in said


def test_after_a_power_cut_it_is_the_same_terminal(tmp_path: Path) -> None:
    state = str(tmp_path / "t.db")
    certificates = []
    for _ in range(2):
        with simulated("--listen", "https://127.0.0.1:0", "--state", state) as said:
            file = Path(tomllib.loads(table(said))["nexo"]["certificate"])
            certificates.append(file.read_text("ascii"))
    assert certificates[0] == certificates[1]


@pytest.mark.parametrize(
    "listen", ["tcp://127.0.0.1:0", "https://192.0.2.1:8443", "https://127.0.0.1:x", "https://"]
)
def test_it_listens_on_this_computer_only(listen: str) -> None:
    ended = piped("simulate", "nexo", "--listen", listen)
    assert ended.status == 1
    assert "Use https://127.0.0.1:PORT." in ended.said


def test_a_nexo_terminal_is_a_kind_of_card_terminal() -> None:
    ended = piped("simulate", "card-terminal", "--kind", "nexo", typed="show\nquit\n")
    assert ended.status == 0
    assert ended.out.startswith("card-terminal at https://127.0.0.1:")
    assert 'card_terminal_kind = "nexo"' in ended.out
    assert ended.out.endswith("Welcome\n")


def test_it_is_told_by_its_console_and_by_a_script(tmp_path: Path) -> None:
    script = tmp_path / "evening.txt"
    script.write_text("next decline\nexpect status with late 5s\nsilent\nlink\nquit\n", "utf-8")
    ended = piped("simulate", "nexo", "--script", str(script))
    assert ended.status == 0
    assert "the next charge: Refusal, declined" in ended.out
    assert "nobody has it open; silent" in ended.out
    script.write_text("next explode\n", "utf-8")
    ended = piped("simulate", "nexo", "--script", str(script))
    assert ended.status == 1
    assert "Line 1: Say it like this: next approve" in ended.said
    assert "nexo at" not in ended.out


def test_its_window_is_shown_and_ended_by_its_console(tmp_path: Path) -> None:
    words = ("simulate", "nexo", "--window", "--state", str(tmp_path / "t.db"))
    ended = piped(*words, more={"DISPLAY": ":somewhere"}, typed="show\nquit\n")
    assert ended.status == 0, ended.said
    assert "Welcome" in ended.out


def test_a_state_that_is_none_and_a_port_that_is_taken_are_told(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear customer, " * 100)
    ended = piped("simulate", "nexo", "--state", str(letter))
    assert ended.status == 1
    assert "Its state cannot be kept there" in ended.said
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = piped("simulate", "nexo", "--listen", f"https://127.0.0.1:{port}")
    assert ended.status == 1
    assert "Address already in use" in ended.said
    assert "Use https://127.0.0.1:PORT." in ended.said


@pytest.mark.parametrize("kept", [b"no JSON", b"{}", b'{"made": "2020-01-01T00:00:00+00:00"}'])
def test_a_certificate_that_ran_out_or_cannot_be_read_is_made_anew(
    tmp_path: Path, kept: bytes
) -> None:
    (tmp_path / "t.db.chain").write_bytes(kept)
    ended = piped("simulate", "nexo", "--state", str(tmp_path / "t.db"), typed="quit\n")
    assert ended.status == 0
    assert "there is a new one; a counter takes it at its next start" in ended.out
    assert "PRIVATE KEY" not in ended.said
    assert (tmp_path / "t.db.pem").read_text("ascii").startswith("-----BEGIN CERTIFICATE")
