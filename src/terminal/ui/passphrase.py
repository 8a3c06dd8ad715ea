"""Asking for the store's passphrase before there is a counter: one window, one field."""

from collections.abc import Callable

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from terminal.app.inputs import FieldSubmitted, Input
from terminal.presentation.text import tr
from terminal.presentation.views import (
    Field,
    Notice,
    ScreenView,
    SignInView,
    StatusStrip,
    Tone,
)
from terminal.ui.window import CounterWindow

Answer = Callable[[str], str]
"""Takes what was typed; gives back why it is not right, or nothing when it opened the store."""


def ask_in_window(why: str, answer: Answer, *, new: bool) -> bool:
    """Ask until `answer` is content; False when the person closed the window.

    A new passphrase is asked for twice. What was typed is kept no longer than the comparison.
    """
    return _Asking(why, answer, new=new).run()


class _Asking:
    def __init__(self, why: str, answer: Answer, *, new: bool) -> None:
        application = QApplication.instance() or QApplication(["rxlane"])
        assert isinstance(application, QApplication)
        application.setQuitOnLastWindowClosed(False)
        self._why, self._answer, self._new = why, answer, new
        self._first: str | None = None
        self._revision = 0
        self._done = False
        self._loop = QEventLoop()
        self._window = CounterWindow(self._take)
        self._window.on_close = self._closed

    def run(self) -> bool:
        self._show("")
        self._window.resize(1366, 768)
        self._window.show()
        self._loop.exec()
        self._window.on_close = lambda: True
        self._window.close()
        self._window.deleteLater()
        return self._done

    def _closed(self) -> bool:
        self._loop.quit()
        return True

    def _take(self, what: Input) -> None:
        if not isinstance(what, FieldSubmitted):
            return
        if self._new and self._first is None:
            self._first = what.text
            self._show("")
            return
        trouble = self._judge(what.text)
        if trouble:
            self._show(trouble)
        else:
            self._done = True
            self._loop.quit()

    def _judge(self, typed: str) -> str:
        first, self._first = self._first, None
        if first is not None and first != typed:
            return tr("The two were not the same.")
        return self._answer(typed)

    def _show(self, trouble: str) -> None:
        self._revision += 1
        prompt = tr("Passphrase of the store")
        if self._new:
            prompt = tr("Choose a passphrase") if self._first is None else tr("The same once more")
        page = SignInView(
            lane=tr("Encrypted store"),
            clock="",
            heading=prompt,
            prompt=self._why,
            field=Field("passphrase", "", "", self._revision, secret=True),
            keypad=(),
            hint=tr("Enter opens the store; closing the window ends the program."),
            notice=Notice(trouble, "", Tone.DANGER) if trouble else None,
        )
        self._window.show_screen(ScreenView(page, StatusStrip("", "", (), ""), ()))
