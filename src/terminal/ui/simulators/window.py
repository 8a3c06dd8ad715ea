"""The frame of every simulated device's window: its name, its cable, its console line.

Rules that hold here: closing the window takes the device away, as a person carrying it off would;
what a device hangs in, the window does not.
"""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QCloseEvent, QFont, QFontDatabase, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from drivers.simulator.console import Answer, Command, parse
from drivers.simulator.console_plug import Cable
from drivers.simulator.stand import Stand
from terminal.presentation.text import tr
from terminal.presentation.views import Tone
from terminal.ui import paint
from terminal.ui.simulators.parts import (
    Chooser,
    LineField,
    Section,
    command_row,
    own_style,
    presses_saying,
    says,
)
from terminal.ui.simulators.watch import Seen, Watch, Watching
from terminal.ui.style import palette, style_sheet
from terminal.ui.theme import Look, Role, Size, Theme, Weight
from terminal.ui.widgets.labels import Label

MARK: Final = 10
TRANSCRIPT_HEIGHT: Final = 132
CONTROLS_WIDTH: Final = 372
CHOOSE: Final = ""
PRIVATE: Final = ("pin", "sign")
NOTHING_SAID: Final = "\u00a0"
"""So that the first answer moves nothing."""
TROUBLES: Final = (
    ("Trouble on the line ...", CHOOSE),
    ("What it says, byte by byte", "split"),
    ("What it says, joined for 50 ms", "glue 50ms"),
    ("What it says, 200 ms late", "delay 200ms"),
    ("Lose one byte in twenty", "drop 5%"),
    ("Say one byte in twenty twice", "duplicate 5%"),
    ("Damage the next byte", "corrupt 0"),
    ("Nothing gets out", "silent"),
    ("It speaks again", "speak"),
    ("40 bytes of noise", "noise 40"),
    ("The next answer 3 s late", "late reply"),
    ("The next answer is the one before", "stale reply"),
    ("Say XOFF", "xoff"),
    ("Say XON", "xon"),
    ("It takes nothing for 5 s", "in stall 0 5s"),
    ("Lose one byte in twenty it is told", "in drop 5%"),
    ("Pull the cable after 120 bytes told", "in unplug at 120"),
    ("Pull the cable after 3 bytes said", "unplug at 3"),
    ("Switch it off and on", "power cycle"),
    ("Restart, gone for 2 s", "reboot"),
    ("Show somebody else's certificate", "certificate other"),
    ("Show its own certificate", "certificate own"),
)
"""Of these each device offers what its wire knows."""


class Status(QWidget):
    """A mark and words: how the device is connected."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._tone, self._words = look, Tone.PLAIN, ""
        self.setFixedHeight(look.px(24))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def words(self) -> str:
        return self._words

    def render_status(self, words: str, tone: Tone) -> None:
        self._words, self._tone = words, tone
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  (Qt's name)
        look, painter = self._look, QPainter(self)
        side = look.px(MARK)
        mark = QRectF(1, (self.height() - side) / 2, side, side)
        paint.status_mark(painter, look, mark, self._tone)
        words = QRectF(side + look.px(8), 0, self.width() - side - look.px(8), self.height())
        paint.text(painter, words, self._words, look.font(Size.SMALL), look.colour(Role.MUTED))


class CableSection(Section):
    """Power and cable of any device, and what may go wrong with them."""

    def __init__(
        self, look: Look, tell: Callable[[str], None], commands: Sequence[Command]
    ) -> None:
        super().__init__(look, tr("Power and cable"))
        presses = presses_saying(tell)
        self.buttons = command_row(look, presses)
        self.add(self.buttons)
        troubles = [
            (tr(label), value)
            for label, value in TROUBLES
            if value == CHOOSE or not isinstance(parse(value, commands), str)
        ]
        self.trouble = Chooser(look, troubles, self._pick)
        self.add(self.trouble)
        self._faults = Label(look, Size.SMALL, Role.ATTENTION, wrap=True)
        self.add(self._faults)
        self._mend = command_row(look, presses)
        self.add(self._mend)
        self._tell = tell

    def _pick(self, command: str) -> None:
        self.trouble.setCurrentIndex(0)
        if command != CHOOSE:
            self._tell(command)

    def render_cable(self, cable: Cable, *, powered: bool) -> None:
        self.buttons.render_actions(
            (
                says("unplug", tr("Pull the cable"))
                if cable.plugged
                else says("replug", tr("Plug it in")),
                says("power off", tr("Switch off"))
                if powered
                else says("power on", tr("Switch on")),
            )
        )
        wrong = (tr("silent"), *cable.faults) if cable.silent else cable.faults
        self._faults.render_text(tr("Now: {faults}", faults=", ".join(wrong)) if wrong else "")
        self._mend.render_actions((says("perfect", tr("A perfect cable")),) if wrong else ())


class DeviceWindow(QWidget):
    """One simulated device; what it looks like is up to its own window."""

    def __init__(self, stand: Stand, theme: Theme) -> None:
        super().__init__()
        self.stand = stand
        self.look = look = Look(theme)
        self.on_close: Callable[[], None] = lambda: None
        self.setWindowTitle(f"{stand.name} – Rxlane simulator")
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setPalette(palette(look))
        self.setStyleSheet(style_sheet(look) + own_style(look))
        self.setFont(look.font(Size.SMALL))
        self.cable = CableSection(look, self.tell, stand.console.commands)
        self.status = Status(look)
        self._address = Label(look, Size.SMALL, Role.MUTED)
        self._address.setAlignment(paint.RIGHT)
        self._said = Label(look, Size.SMALL, Role.MUTED)
        self._said.render_text(NOTHING_SAID)
        self.prompt = LineField(
            look, tr("Tell it anything, such as: help, delay 200ms, late reply 4s"), self._typed
        )
        self.transcript = QPlainTextEdit()
        self.transcript.setReadOnly(True)
        self.transcript.setFont(_fixed(look))
        self.transcript.setFixedHeight(look.px(TRANSCRIPT_HEIGHT))
        self.transcript.setVisible(False)
        self.body = QHBoxLayout()
        self.body.setSpacing(look.px(16))
        self._lay_out()
        self._watch: Watching | None = None
        self.closing = False

    def watch(self, look: Callable[[], Seen], show: Callable[[Seen], None]) -> None:
        """Keep the window up to date with what `look` sees on the device's thread."""
        self._watch = Watch(lambda: self.stand.host.ask(look), show, self.render_stuck)

    # --- telling

    def tell(self, line: str) -> None:
        """Say a command to the device; what comes of it is shown below."""
        if self._watch is not None and line.strip():
            self._watch.carry(
                self.stand.console.ask(line), lambda answer: self._answered(line, answer)
            )

    def _typed(self, line: str) -> None:
        self.prompt.clear()
        self.tell(line)

    def _answered(self, line: str, answer: Answer) -> None:
        first, _, more = answer.words.partition("\n")
        self.transcript.setVisible(bool(more))
        self.transcript.setPlainText(answer.words if more else "")
        self._said.set_role(Role.MUTED if answer.good else Role.DANGER)
        self._said.render_text(f"{_shown(line)}: {tr('see below') if more else first}")
        if self._watch is not None:
            self._watch.look()

    @property
    def said(self) -> str:
        """The last answer, as it is shown."""
        return self._said.text()

    # --- how it is connected

    def render_cable(self, cable: Cable, *, powered: bool) -> None:
        """Show power and cable; every window calls it with what was seen."""
        self.cable.render_cable(cable, powered=powered)
        self._address.render_text(_short(cable.address) if cable.plugged else "")
        self._address.setToolTip(cable.address)
        if not powered:
            self.status.render_status(tr("Switched off"), Tone.DANGER)
        elif not cable.plugged:
            self.status.render_status(tr("Cable pulled"), Tone.DANGER)
        elif not cable.in_use:
            self.status.render_status(tr("Plugged in; no counter has it open"), Tone.ATTENTION)
        elif cable.silent or cable.faults:
            self.status.render_status(tr("In use, with trouble on the line"), Tone.ATTENTION)
        else:
            self.status.render_status(tr("In use by the counter"), Tone.GOOD)

    def render_stuck(self, stuck: bool) -> None:
        """The device hangs, or is back."""
        if stuck:
            self.status.render_status(tr("It does not answer any more"), Tone.DANGER)

    # --- the frame

    def _lay_out(self) -> None:
        look = self.look
        name = Label(look, Size.TITLE, Role.INK, Weight.SEMIBOLD)
        name.render_text(tr(self.stand.name))
        head = QHBoxLayout()
        head.setSpacing(look.px(16))
        head.addWidget(name)
        head.addWidget(self.status, 1)
        head.addWidget(self._address, 1)
        column = QVBoxLayout(self)
        pad = look.px(20)
        column.setContentsMargins(pad, look.px(14), pad, look.px(16))
        column.setSpacing(look.px(12))
        column.addLayout(head)
        column.addLayout(self.body, 1)
        column.addWidget(self.prompt)
        column.addWidget(self._said)
        column.addWidget(self.transcript)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        QPainter(self).fillRect(event.rect(), self.look.colour(Role.GROUND))

    def look_away(self) -> None:
        """Close the window and leave the device where it is."""
        if self._watch is not None:
            self._watch.stop()
            self._watch = None
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  (Qt's name)
        if self._watch is not None:
            self.closing = True
            self._watch.stop()
            self._watch = None
            host = self.stand.host
            host.ask(host.unplug)  # whoever waits for a hanging device would hang too
            self.on_close()
        super().closeEvent(event)


def _fixed(look: Look) -> QFont:
    """For what stands in columns."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(look.px(Size.CAP.value))
    return font


def _shown(line: str) -> str:
    """A command as it may be read again: of a PIN and a signature only that there was one."""
    word, _, rest = line.partition(" ")
    return f"{word} ..." if rest and word.lower() in PRIVATE else line


def _short(address: str) -> str:
    """An address without the folders that lead to it."""
    kind, _, place = address.partition(":")
    *folders, name = place.split("/")
    return f"{kind}:.../{name}" if kind == "serial" and len(folders) > 2 else address
