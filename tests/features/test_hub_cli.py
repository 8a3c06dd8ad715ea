"""`rxlane hub` as the person types it who sets up a store with two lanes."""

import shutil
import signal
import subprocess
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from features.console import Ended, command, surroundings
from features.stand import leave_key
from hub_support.fixtures import server
from hub_support.postgres import Postgres, free_port
from sync.lanes.join_code import JoinCode
from terminal.commands import cli
from terminal.hub_file import joined_hub
from terminal.vault.sealed_word import HUB
from terminal.vault.secret import StoreSecret
from terminal.vault.vault import Vault

__all__ = ["server"]
pytestmark = pytest.mark.peer


def rxlane(*words: str) -> Ended:
    """A command inside this process: a store is set up with many."""
    done = CliRunner().invoke(cli.app, list(words))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return Ended(done.exit_code, done.output)


class HubBox:
    """The hub's computer."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.database = database

    def run(self, *words: str) -> Ended:
        return rxlane("hub", *words, "--folder", str(self.folder))

    def init(self, database: str = "") -> Ended:
        options = ("--name", "127.0.0.1", "--listen", "127.0.0.1", "--port", str(self.port))
        return self.run("init", database or self.database, *options)

    def code(self, lane: str) -> str:
        ended = self.run("add-lane", lane)
        assert ended.status == 0, ended.said
        line = next(each for each in ended.said.splitlines() if "hub join" in each)
        return line.split()[-1]

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}/"

    @contextmanager
    def serving(self) -> Iterator[None]:
        program = subprocess.Popen(
            [*command("hub", "serve", "--folder", str(self.folder))],
            env=surroundings({"PYTHONUNBUFFERED": "1"}),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert program.stdout is not None
        try:
            assert program.stdout.readline().startswith("The store hub listens on 127.0.0.1")
            yield
            program.send_signal(signal.SIGTERM)
            assert program.wait(30) == 0
        finally:
            program.kill()
            program.wait()
            program.stdout.close()


@pytest.fixture
def box(server: Postgres, tmp_path: Path) -> HubBox:
    return HubBox(tmp_path / "hub", server.new_database())


@pytest.fixture
def lane(prepared: Path, tmp_path: Path, secret: StoreSecret) -> Path:
    """The folder of a closed demo lane."""
    folder = tmp_path / "lane"
    shutil.copytree(prepared, folder)
    leave_key(folder, secret)
    return folder


def join(lane: Path, url: str, code: str) -> Ended:
    return rxlane("hub", "join", url, code, "--demo", "--folder", str(lane))


def test_a_hub_is_set_up_served_and_joined(box: HubBox, lane: Path, secret: StoreSecret) -> None:
    ended = box.init()
    assert ended.status == 0, ended.said
    assert box.url in ended.said
    assert tomllib.loads((box.folder / "hub.toml").read_text())["port"] == box.port
    assert "No lane yet" in box.run("status").said
    code = box.code("2")
    assert "has not joined" in box.run("status").said
    with box.serving():
        other = JoinCode(JoinCode.parse(code).secret, b"another hub     ").to_text()
        wrong = join(lane, box.url, other)
        assert wrong.status == 1
        assert "This is not the hub that made the code" in wrong.said
        assert joined_hub(lane) is None
        joined = join(lane, box.url, code)
        assert joined.status == 0, joined.said
        assert "This is lane 2 of the store" in joined.said
        again = join(lane, box.url, code)
        assert "did not let this lane in" in again.said
    found = joined_hub(lane)
    assert found is not None
    assert (found.address, found.lane) == (box.url, "2")
    token = Vault(lane / "store.db", demo=False).word(HUB, secret)
    assert token is not None
    assert token.text not in joined.said + (lane / "store-hub.toml").read_text()
    assert "joined, has not been open since" in box.run("status").said
    assert box.init().status == 0, "made again, nothing is lost"
    assert "joined, has not been open since" in box.run("status").said
    assert "for 30 days the lanes do not see it all" in box.run("forget-key").said
    assert box.run("remove-lane", "2").status == 0
    assert "There is no lane 2" in box.run("remove-lane", "2").said


def test_a_hub_that_cannot_be_says_what_to_do(box: HubBox, lane: Path) -> None:
    nowhere = f"postgresql://nobody:geheim@127.0.0.1:{free_port()}/none"
    for ended, words in (
        (box.run("status"), "There is no store hub here"),
        (box.run("serve"), "There is no store hub here"),
        (box.init("mysql://127.0.0.1/x"), "begins with postgresql://"),
        (box.init(nowhere), "The hub's database cannot be used"),
        (box.run("add-lane", "three"), "a lane is one or two letters or digits"),
        (join(lane, box.url, "7KQW-03F9"), "This is no join code"),
    ):
        assert ended.status == 1, ended.said
        assert words.lower() in ended.said.lower()
        assert "Traceback" not in ended.said
        assert "geheim" not in ended.said
    box.init()
    code = box.code("2")
    for address, words in (
        (box.url, "The store hub is not reached"),
        ("http://192.0.2.1/", "cannot be used"),
    ):
        ended = join(lane, address, code)
        assert ended.status == 1
        assert words in ended.said
