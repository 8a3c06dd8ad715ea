"""The crash page, for when the program itself is wrong; its report gives nothing away.

Rules that hold here: a report names types, functions and lines, never a value or a message, because
those may hold a patient's name or a card number; an exception on any thread comes to the one page;
after a bug no screen is rendered any more, since nobody knows what it would be worth.
"""

import platform
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from terminal.app.inputs import Do, Input, Intent
from terminal.paths import program_version
from terminal.presentation.text import tr
from terminal.presentation.views import Action, Emphasis
from terminal.ui.bridge import GuiMailbox
from terminal.ui.presses import Presses
from terminal.ui.theme import Look, Role, Size, Weight
from terminal.ui.widgets.button import ButtonRow, ButtonSize
from terminal.ui.widgets.labels import Label, Panel

RESTART = Intent(Do.DISMISS, "restart")
COPY = Intent(Do.DISMISS, "copy")
MAX_FRAMES = 30
"""Of a runaway recursion the last calls tell enough."""


@dataclass(frozen=True, slots=True)
class FaultReport:
    """What the crash page shows; `details` is redacted, and empty when it was no bug."""

    title: str
    message: str
    remedy: str
    details: str


def report_of(error: BaseException) -> FaultReport:
    """The report of a bug."""
    return FaultReport(
        tr("Something is wrong in the program"),
        tr("What was on the screen is safe: every line is stored before it is shown."),
        tr("Restart now. If it happens again, send the report to support."),
        redacted(error),
    )


def redacted(error: BaseException) -> str:
    """Types, functions and lines of an exception and its causes; no values, no messages."""
    versions = (program_version(), platform.python_version(), qVersion(), platform.system())
    lines = ["Rxlane {}, Python {}, Qt {}, {}".format(*versions)]
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        lines.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        frames = traceback.extract_tb(cause.__traceback__)[-MAX_FRAMES:]
        lines += [f"  {Path(each.filename).name}:{each.lineno} {each.name}" for each in frames]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines)


class FaultPage(QWidget):
    """Covers the window: what happened, the report, restart."""

    def __init__(self, look: Look, report: FaultReport, restart: Callable[[], None]) -> None:
        super().__init__()
        self._look, self._report, self._restart = look, report, restart
        copy = Action(COPY, tr("Copy the report"), "F5")
        go_on = tr("Restart") if report.details else tr("Close")
        restart_now = Action(RESTART, go_on, "Enter", emphasis=Emphasis.FILLED)
        self.actions_shown = (copy, restart_now) if report.details else (restart_now,)
        self.presses = Presses(self._pressed)
        title = Label(look, Size.HEADING, Role.DANGER, Weight.SEMIBOLD, wrap=True)
        message = Label(look, Size.TEXT, Role.INK, wrap=True)
        remedy = Label(look, Size.TEXT, Role.MUTED, wrap=True)
        details = QPlainTextEdit()
        details.setReadOnly(True)
        details.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        details.setFont(look.font(Size.SMALL))
        details.setPlainText(report.details)
        details.setAccessibleName(tr("Report"))
        details.setVisible(bool(report.details))
        buttons = ButtonRow(look, self.presses, ButtonSize.LARGE)
        panel = Panel(look)
        column = QVBoxLayout(panel)
        pad = look.px(24)
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(look.px(12))
        for widget in (title, message, remedy, details, buttons):
            column.addWidget(widget)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(160), look.px(48), look.px(160), look.px(48))
        outer.addWidget(panel)
        if not report.details:
            outer.addStretch(1)
        title.render_text(report.title)
        message.render_text(report.message)
        remedy.render_text(report.remedy)
        buttons.render_actions(self.actions_shown)

    def _pressed(self, what: Input) -> None:
        if what == COPY:
            QGuiApplication.clipboard().setText(self._report.details)
        elif what == RESTART:
            self._restart()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        QPainter(self).fillRect(event.rect(), self._look.colour(Role.GROUND))


def catch_bugs(
    mailbox: GuiMailbox,
    show: Callable[[FaultReport], None],
    log: Callable[[str], None] = lambda _report: None,
) -> Callable[[], None]:
    """Bring exceptions that nobody caught, of any thread, to `show`; returns the undoing."""
    before, before_thread = sys.excepthook, threading.excepthook

    def caught(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if not isinstance(error, Exception):
            before(kind, error, trace)
            return
        report = report_of(error)
        log(report.details)
        mailbox.post(lambda: show(report))

    def caught_in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            caught(args.exc_type, args.exc_value, args.exc_traceback)

    def undo() -> None:
        sys.excepthook, threading.excepthook = before, before_thread

    sys.excepthook, threading.excepthook = caught, caught_in_thread
    return undo
