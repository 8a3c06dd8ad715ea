"""The demo PhMS's own records: FHIR resources with versions, in SQLite, in memory or in a file.

Rules: every write makes a new version and a new stamp, never older than the one before; a
transaction is all or nothing; an If-Match that does not match, or an If-None-Exist that does, is
answered and nothing is written. Written without the connector's code, so that each checks the
other; only the published names of the profile are shared.
"""

import json
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

Resource = dict[str, Any]  # JSON as it came; the simulator judges only what it must

_SCHEMA = """
create table if not exists resource (
  kind text not null, id text not null, version integer not null,
  updated_ms integer not null, body text not null, primary key (kind, id)
)
"""


class Refusal(Exception):
    """The request is answered with this status and nothing is written."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did: the resource as it is now, and whether it is new."""

    resource: Resource
    created: bool


def as_json(value: object) -> str:
    """JSON text in which decimals keep their digits."""
    marks: dict[str, str] = {}

    def number(decimal: object) -> str:
        if not isinstance(decimal, Decimal):
            raise TypeError(f"cannot write {type(decimal).__name__}")
        mark = f"@{uuid.uuid4()}@"
        marks[f'"{mark}"'] = str(decimal)
        return mark

    text = json.dumps(value, default=number, ensure_ascii=False, separators=(",", ":"))
    for mark, digits in marks.items():
        text = text.replace(mark, digits)
    return text


def from_json(text: str | bytes) -> Any:
    """The value, its decimals exact."""
    return json.loads(text, parse_float=Decimal)


def instant(milliseconds: int) -> str:
    """A FHIR instant."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970, without a float on the way."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


class Records:
    """All resources; safe for the threads of a server."""

    def __init__(self, path: Path | None, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(
            path or ":memory:", check_same_thread=False, isolation_level=None
        )
        self._connection.execute("pragma journal_mode=wal")
        self._connection.execute("pragma synchronous=full")
        self._connection.execute(_SCHEMA)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside, or nothing. May be nested."""
        with self._lock:
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

    def read(self, kind: str, resource_id: str) -> Resource | None:
        """One resource as it is now."""
        with self._lock:
            row = self._connection.execute(
                "select body from resource where kind = ? and id = ?", (kind, resource_id)
            ).fetchone()
        return None if row is None else dict(from_json(row[0]))

    def every(self, kind: str) -> list[Resource]:
        """All resources of a kind, oldest change first, ids breaking ties."""
        with self._lock:
            rows = self._connection.execute(
                "select body from resource where kind = ? order by updated_ms, id", (kind,)
            ).fetchall()
        return [dict(from_json(row[0])) for row in rows]

    def create(self, resource: Resource, resource_id: str | None = None) -> Written:
        """A new resource under an id of its own."""
        with self.transaction():
            name = resource_id or str(uuid.uuid4())
            return Written(self._put(resource, name, 1), created=True)

    def update(self, resource: Resource, resource_id: str, if_match: str | None) -> Written:
        """The next version of a resource that exists."""
        with self.transaction():
            held = self.read(resource["resourceType"], resource_id)
            if held is None:
                raise Refusal(404, "no such resource")
            version = int(held["meta"]["versionId"])
            if if_match is not None and if_match != f'W/"{version}"':
                raise Refusal(412, "the resource has another version")
            return Written(self._put(resource, resource_id, version + 1), created=False)

    def delete(self, kind: str, resource_id: str) -> None:
        """Forget a resource, leaving no trace (as some PhMS do)."""
        with self.transaction():
            self._connection.execute(
                "delete from resource where kind = ? and id = ?", (kind, resource_id)
            )

    def restamp(self, kind: str, resource_id: str, moment: datetime) -> None:
        """Give a resource another time of change: a late commit, a clock that was wrong."""
        with self.transaction():
            held = self.read(kind, resource_id)
            assert held is not None
            self._store(held, resource_id, int(held["meta"]["versionId"]), milliseconds(moment))

    def _put(self, resource: Resource, resource_id: str, version: int) -> Resource:
        return self._store(dict(resource), resource_id, version, milliseconds(self._clock()))

    def _store(self, body: Resource, resource_id: str, version: int, updated_ms: int) -> Resource:
        body["id"] = resource_id
        body["meta"] = {"versionId": str(version), "lastUpdated": instant(updated_ms)}
        self._connection.execute(
            "insert or replace into resource values (?, ?, ?, ?, ?)",
            (body["resourceType"], resource_id, version, updated_ms, as_json(body)),
        )
        return body
