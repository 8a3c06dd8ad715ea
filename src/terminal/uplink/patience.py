"""A full or busy disk is waited for, on the sync thread that met it; other faults are raised.

Every method of the store is one transaction, so that doing it again after a fault is safe.
"""

import threading
from collections.abc import Callable
from typing import Final, TypeVar

from terminal.app.faults import KnownFault
from terminal.app.sync_store import SyncStore

T = TypeVar("T")

RETRY_S: Final = 5.0
"""A person frees disk space in minutes; asking every few seconds costs nothing."""


class Patience:
    """Runs the store's work until it is done. `told` hears each fault that is waited for, and
    None when the work went through after all; it is called on a sync thread."""

    def __init__(
        self,
        store: SyncStore,
        told: Callable[[KnownFault | None], None],
        retry_s: float = RETRY_S,
    ) -> None:
        self._store = store
        self._told = told
        self._retry_s = retry_s
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Nobody waits any more: a thread that is still in trouble ends."""
        self._stopping.set()

    def until_done(self, work: Callable[[], T]) -> T:
        """What `work` gives. Raises a `KnownFault` that does not pass.

        `SystemExit` when the fault outlasts the program: it ends a thread without a crash report,
        and what was to be written comes again at the next start.
        """
        waited = False
        while True:
            try:
                result = work()
            except KnownFault as fault:
                if not self._store.may_pass(fault):
                    raise
                self._told(fault)
                waited = True
                if self._stopping.wait(self._retry_s):
                    raise SystemExit from fault
            else:
                if waited:
                    self._told(None)
                return result
