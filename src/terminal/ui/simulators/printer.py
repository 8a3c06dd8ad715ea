"""The window of the simulated receipt printer: the paper coming out, the lamps, the drawer."""

from PySide6.QtCore import QDateTime, QStandardPaths
from PySide6.QtWidgets import QVBoxLayout

from drivers.simulator.printer_state import DrawerPulse, Fault, Roll
from drivers.simulator.stand_printer import PrinterSeen, PrinterStand
from terminal.presentation.text import tr
from terminal.ui.simulators.paper import PaperView
from terminal.ui.simulators.parts import Labelled, Section, command_row, presses_saying, says
from terminal.ui.simulators.printer_face import DrawerPicture, PrinterFace
from terminal.ui.simulators.window import CONTROLS_WIDTH, DeviceWindow
from terminal.ui.theme import Role, Size, Theme
from terminal.ui.widgets.labels import Label, Scroller

SIZE = (900, 880)


class PrinterWindow(DeviceWindow):
    """A printer on the counter."""

    def __init__(self, stand: PrinterStand, theme: Theme) -> None:
        super().__init__(stand, theme)
        look = self.look
        self.paper = PaperView(look)
        self.face = PrinterFace(look)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.paper, 1)
        left.addWidget(self.face)
        self.body.addLayout(left, 1)
        self._presses = presses_saying(self.tell)
        controls = Scroller(look)
        controls.setFixedWidth(look.px(CONTROLS_WIDTH))
        for section in (self._paper_section(), self._machine_section(), self._drawer_section()):
            controls.column.addWidget(section)
        controls.column.addWidget(self.cable)
        controls.column.addStretch(1)
        self.body.addWidget(controls)
        self.resize(*SIZE)
        self.watch(stand.look, self.show_seen)

    def _paper_section(self) -> Section:
        section = Section(self.look, tr("Paper"))
        self._hands = command_row(self.look, self._presses)
        self._roll = command_row(self.look, self._presses)
        section.add(self._hands)
        section.add(Labelled(self.look, tr("Roll"), self._roll))
        return section

    def _machine_section(self) -> Section:
        section = Section(self.look, tr("Machine"))
        self._cover = command_row(self.look, self._presses)
        self._fault = command_row(self.look, self._presses)
        section.add(Labelled(self.look, tr("Cover"), self._cover))
        section.add(self._fault)
        return section

    def _drawer_section(self) -> Section:
        section = Section(self.look, tr("Cash drawer"))
        self.drawer = DrawerPicture(self.look)
        self._pulse = Label(self.look, Size.SMALL, Role.MUTED, wrap=True)
        self._key = command_row(self.look, self._presses)
        section.add(self.drawer)
        section.add(self._pulse)
        section.add(self._key)
        return section

    # --- what was seen

    def show_seen(self, seen: PrinterSeen) -> None:
        self.render_cable(seen.cable, powered=seen.powered)
        first = seen.count - len(seen.receipts)
        roll_out = seen.condition.roll is Roll.OUT
        self.paper.show_paper(first, seen.receipts, seen.hanging, roll_out=roll_out)
        self.face.render_condition(seen.condition, powered=seen.powered, printing=seen.printing)
        self._render_paper(seen)
        self._render_machine(seen)
        self._render_drawer(seen)

    def _render_paper(self, seen: PrinterSeen) -> None:
        any_paper = bool(seen.receipts) or bool(seen.hanging.length)
        self._hands.render_actions(
            (
                says("feed", tr("Feed"), enabled=seen.powered and not seen.condition.stopped),
                says("tear", tr("Tear off"), enabled=bool(seen.hanging.length)),
                says(f"save {_picture_name(seen.count)}", tr("Save PNG"), enabled=any_paper),
            )
        )
        roll = seen.condition.roll
        self._roll.render_actions(
            (
                says("paper ok", tr("Full"), chosen=roll is Roll.OK),
                says("paper low", tr("Low"), chosen=roll is Roll.LOW),
                says("paper out", tr("Out"), chosen=roll is Roll.OUT),
            )
        )

    def _render_machine(self, seen: PrinterSeen) -> None:
        is_open, fault = seen.condition.cover_open, seen.condition.fault
        self._cover.render_actions(
            (
                says("cover close", tr("Closed"), chosen=not is_open),
                says("cover open", tr("Open"), chosen=is_open),
            )
        )
        self._fault.render_actions(
            (
                says("mend", tr("Works"), chosen=fault is Fault.NONE),
                says("jam", tr("Jam"), chosen=fault is Fault.CUTTER),
                says("overheat", tr("Hot"), chosen=fault is Fault.HOT),
                says("break", tr("Broken"), chosen=fault is Fault.UNRECOVERABLE),
            )
        )

    def _render_drawer(self, seen: PrinterSeen) -> None:
        is_open = seen.condition.drawer_open
        self.drawer.render_open(is_open=is_open)
        self._pulse.render_text(_pulse_in_words(seen.pulses, seen.pulse))
        self._key.render_actions(
            (
                says("drawer close", tr("Push it in"))
                if is_open
                else says("drawer open", tr("Open with the key")),
            )
        )


def _pulse_in_words(count: int, last: DrawerPulse | None) -> str:
    if last is None:
        return tr("No pulse yet.")
    way = tr("in real time") if last.real_time else tr("in the receipt")
    return tr(
        "Pulses: {count}; the last on pin {pin}, {ms} ms, {way}.",
        count=count,
        pin=5 if last.pin else 2,
        ms=last.on_ms,
        way=way,
    )


def _picture_name(number: int) -> str:
    """A file of its own in the person's pictures."""
    places = QStandardPaths.standardLocations(QStandardPaths.StandardLocation.PicturesLocation)
    stamp = QDateTime.currentDateTime().toString("yyyyMMdd-HHmm")
    return f"{places[0] if places else '.'}/rxlane-receipt-{stamp}-{number}.png"
