"""A store hub for the tests: the real service over real TLS and a real database."""

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from sync.http import Exchange, HttpAnswer, HttpRequest, drive
from sync.hub.database import Database, make_tables
from sync.hub.desk import HubDesk
from sync.hub.folder import HubFolder, HubSettings
from sync.hub.server import HubServer
from sync.hub.service import Service
from sync.lanes import client
from sync.lanes.messages import Joined, JoinRequest
from sync.transport import Destination, HttpxTransport

ResultT = TypeVar("ResultT")
HOST = "127.0.0.1"


class Clock:
    """The hub's clock, moved by the test."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Hub:
    """A hub in a folder; it can die and come back at the same port."""

    def __init__(self, folder: Path, database_url: str, *, request_s: float = 10.0) -> None:
        self.folder = HubFolder(folder)
        self.clock = Clock()
        self.bugs: list[BaseException] = []
        self._request_s = request_s
        self.folder.make(HubSettings(database_url, (HOST,), HOST, 0), self.clock())
        self.database = Database(database_url)
        self.desk = HubDesk(self.database)
        make_tables(self.database, self.clock())
        self.clients: list[LaneClient] = []
        self._server: HubServer | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}/"

    @property
    def authority_file(self) -> str:
        return str(self.folder.path / "authority.pem")

    def start(self) -> None:
        settings = self.folder.settings()
        service = Service(self.desk, self.folder.authority_der(), lambda: secrets.token_hex(32))
        context = self.folder.context(settings.names, self.clock())
        self._server = HubServer(
            (HOST, self.port),
            service,
            context,
            bug=self.bugs.append,
            clock=self.clock,
            request_s=self._request_s,
        )
        self.port = self._server.port
        self._server.start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._server = None

    def close(self) -> None:
        for each in self.clients:
            each.close()
        self.stop()
        self.database.close()
        assert not self.bugs, self.bugs

    def everything(self) -> str:
        """All that its database holds, as one text."""
        with self.database.transaction() as connection:
            tables = connection.execute(
                "SELECT table_name FROM information_schema.tables"
                " WHERE table_schema = current_schema()"
            ).fetchall()
            assert tables
            return "\n".join(
                str(row)
                for (table,) in tables
                for row in connection.execute(f"SELECT * FROM {table}".encode())
            )

    def add(self, name: str, number: int = 0) -> "LaneClient":
        """A lane that has joined; each has a store of its own."""
        secret = secrets.token_hex(15)
        self.desk.add_lane(name, secret, self.clock())
        device = str(UUID(int=number or ord(name[0])))
        lane = LaneClient(self, "")
        joined = lane.say(client.join(JoinRequest(secret, device)))
        assert isinstance(joined, Joined), joined
        return LaneClient(self, joined.token)


class LaneClient:
    """One lane's connection."""

    def __init__(self, hub: Hub, token: str, ca_file: str | None = None) -> None:
        self.token = token
        hub.clients.append(self)
        self._transport = HttpxTransport(
            Destination(hub.url, token or None, ca_file or hub.authority_file)
        )

    def say(self, what: Exchange[ResultT]) -> ResultT:
        return drive(what, self._carry)

    def send(self, request: HttpRequest) -> HttpAnswer:
        return self._carry(request)

    def close(self) -> None:
        self._transport.close()

    def _carry(self, request: HttpRequest) -> HttpAnswer:
        return self._transport.send(request, 5.0)
