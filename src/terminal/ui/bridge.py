"""The one road from other threads to the GUI thread.

Rules that hold here: `post` may be called from any thread and returns at once; what was posted is
delivered on the thread that made the mailbox, in the order of posting, one at a time; after `close`
nothing is delivered.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot


class GuiMailbox(QObject):
    """Carries messages to `deliver`, and runs posted callables, on the GUI thread."""

    _posted = Signal(object)

    def __init__(self, deliver: Callable[[object], None] | None = None) -> None:
        super().__init__()
        self._deliver_to = deliver
        self._open = True
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def post(self, message: object) -> None:
        """From any thread: hand over a message, or a callable without arguments to run there."""
        self._posted.emit(message)

    def close(self) -> None:
        """On the GUI thread: drop whatever still arrives."""
        self._open = False

    @Slot(object)
    def _deliver(self, message: object) -> None:
        if not self._open:
            return
        if callable(message):
            message()
        elif self._deliver_to is not None:
            self._deliver_to(message)
        else:
            raise TypeError(f"nobody takes a {type(message).__name__}")
