"""The technical log: what devices, the store and the PhMS did, for whoever gives support.

Rules that hold here: an entry is a name and codes from a closed set of keys; no text of a person,
no patient, no drug, no card, no scan can be written, because there is no key for it; the files are
bounded, and a log that cannot be written never stops a sale.
"""

import json
import logging
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from terminal.app import inputs as i

MAX_BYTES: Final = 2_000_000
KEPT_FILES: Final = 5
"""Together about two weeks of a busy lane."""
KEYS: Final = frozenset(
    ("device", "condition", "detail", "state", "job", "waiting", "stuck", "title", "where", "frame")
)
MAX_VALUE: Final = 1_000


class TechnicalLog:
    """JSON lines in `folder`; `event` may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._handler = RotatingFileHandler(
            folder / "rxlane.log", maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8"
        )
        self._phms: i.Condition | None = None
        self._handler.setFormatter(logging.Formatter("%(message)s"))

    def event(self, name: str, **codes: str) -> None:
        """Write one entry. A key outside `KEYS` is a bug."""
        assert codes.keys() <= KEYS, "the log has no place for this"
        entry = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": name}
        entry |= {key: value[:MAX_VALUE] for key, value in codes.items() if value}
        line = json.dumps(entry, ensure_ascii=True)
        record = logging.LogRecord("rxlane", logging.INFO, "", 0, line, None, None)
        self._handler.handle(record)

    def bug(self, report: str) -> None:
        """A redacted report of types, functions and lines (ui/faults.py), one entry a line."""
        for line in report.splitlines():
            self.event("bug", where=line.strip())

    def card_frame(self, frame: str) -> None:
        """A piece of the card terminal's conversation, which its driver has masked."""
        self.event("card frame", frame=frame)

    def happened(self, what: i.Input) -> None:
        """Write down what concerns a device, the PhMS or the store; nothing else."""
        match what:
            case i.DeviceHealthChanged(role=role, condition=condition, detail=detail):
                self.event("device", device=role.value, condition=condition.value, detail=detail)
            case i.PhmsHealthChanged(condition=condition):
                if condition is not self._phms:  # it is told at every answer
                    self._phms = condition
                    self.event("phms", condition=condition.value)
            case i.OutboxCounted(waiting=waiting, stuck=stuck):
                self.event("outbox", waiting=str(waiting), stuck=str(stuck))
            case i.PrintJobMoved(job=job, state=state, reason=reason):
                self.event("receipt", job=job, state=state.value, detail=reason)
            case i.TestPrinted(state=state, reason=reason):
                self.event("test print", state=state.value, detail=reason)
            case i.CommitFailed(title=title):
                self.event("store", title=title)
            case _:
                return

    def close(self) -> None:
        self._handler.close()
