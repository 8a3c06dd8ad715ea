"""The window of the simulated scanner: a shelf of things to hold before it, and its beeps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from PySide6.QtWidgets import QVBoxLayout

from drivers.simulator.console_plug import Cable
from drivers.simulator.stand_scanner import ScannerStand
from drivers.simulator.stand_scanner_hid import HidScannerStand
from drivers.simulator.stand_scanner_ssi import SsiScannerStand
from terminal.app.inputs import Do, Intent
from terminal.presentation.text import tr
from terminal.presentation.views import Badge, Row, Tone
from terminal.ui.simulators.parts import (
    Chooser,
    LineField,
    Section,
    command_row,
    presses_saying,
    says,
)
from terminal.ui.simulators.scanner_kinds import Condition, HidSetUp, SetUp, SsiSetUp, TextSetUp
from terminal.ui.simulators.window import CONTROLS_WIDTH, DeviceWindow
from terminal.ui.theme import Role, Size, Theme
from terminal.ui.widgets.labels import Label, Scroller
from terminal.ui.widgets.rows import RowsList

SIZE = (980, 860)
SYMBOLOGIES: Final = (
    ("EAN / UPC  ]E0", "]E0"),
    ("EAN-8  ]E4", "]E4"),
    ("Code 128  ]C0", "]C0"),
    ("GS1-128  ]C1", "]C1"),
    ("Code 39  ]A0", "]A0"),
    ("ITF  ]I1", "]I1"),
    ("GS1 DataMatrix  ]d2", "]d2"),
    ("Data Matrix  ]d1", "]d1"),
    ("QR code  ]Q1", "]Q1"),
    ("PDF417  ]L2", "]L2"),
)
AnyScannerStand = ScannerStand | SsiScannerStand | HidScannerStand


class Looks(Protocol):
    """What is seen of every scanner."""

    @property
    def cable(self) -> Cable:
        """How it is connected."""

    @property
    def powered(self) -> bool:
        """Whether it is switched on."""


Seen = TypeVar("Seen", bound=Looks)


@dataclass(frozen=True, slots=True)
class ShelfItem:
    """Something with a barcode on it. `label` is typed as the console takes it."""

    group: str
    name: str
    detail: str
    symbology: str
    label: str
    tone: Tone = Tone.PLAIN
    mark: str = ""


class ScannerWindow(DeviceWindow):
    """A scanner of any kind on the counter, and what is there to be scanned."""

    def __init__(self, stand: AnyScannerStand, shelf: Sequence[ShelfItem], theme: Theme) -> None:
        super().__init__(stand, theme)
        look = self.look
        self._shelf = tuple(shelf)
        self._groups = tuple(dict.fromkeys(item.group for item in shelf))
        self._group = self._groups[0] if self._groups else ""
        self._presses = presses_saying(self.tell)
        self.body.addWidget(self._shelf_section(), 1)
        right = Scroller(look)
        right.setFixedWidth(look.px(CONTROLS_WIDTH))
        self._set_up = QVBoxLayout()
        right.column.addWidget(self._text_section())
        right.column.addWidget(self._beep_section())
        right.column.addLayout(self._set_up)
        right.column.addWidget(self.cable)
        right.column.addStretch(1)
        self.body.addWidget(right)
        self._render_shelf()
        self.resize(*SIZE)
        match stand:
            case ScannerStand():
                text = TextSetUp(look, self._presses)
                self._keep(stand.look, text, text.render_seen)
            case SsiScannerStand():
                packets = SsiSetUp(look, self._presses)
                self._keep(stand.look, packets, packets.render_seen)
            case HidScannerStand():
                reports = HidSetUp(look, self._presses)
                self._keep(stand.look, reports, reports.render_seen)

    def _keep(
        self, look: Callable[[], Seen], section: SetUp, render: Callable[[Seen], Condition]
    ) -> None:
        """Show the section of this kind, and what is seen from now on."""
        self._set_up.addWidget(section)

        def show(seen: Seen) -> None:
            self.render_cable(seen.cable, powered=seen.powered)
            self._render_condition(render(seen))

        self.watch(look, show)

    # --- sections

    def _shelf_section(self) -> Section:
        section = Section(self.look, tr("Press a thing to scan it"))
        self.groups = command_row(self.look, presses_saying(self._choose_group))
        self.shelf = RowsList(self.look, self._presses)
        section.add(self.groups)
        section.add(self.shelf)
        return section

    def _text_section(self) -> Section:
        look = self.look
        section = Section(look, tr("Any label"))
        self.symbology = Chooser(look, SYMBOLOGIES, lambda _: None)
        self.text = LineField(look, tr("What it holds; \\x1d is GS"), lambda _: self.scan_text())
        row = command_row(look, presses_saying(lambda _: self.scan_text()))
        row.render_actions((says("scan", tr("Scan")),))
        section.add(self.symbology)
        section.add(self.text)
        section.add(row)
        return section

    def _beep_section(self) -> Section:
        section = Section(self.look, tr("Beeps"))
        self.state = Label(self.look, Size.TEXT, Role.INK, wrap=True)
        self.beeps = Label(self.look, Size.SMALL, Role.MUTED, wrap=True)
        section.add(self.state)
        section.add(self.beeps)
        return section

    # --- choosing

    def _choose_group(self, group: str) -> None:
        self._group = group
        self._render_shelf()

    def _render_shelf(self) -> None:
        self.groups.render_actions(
            tuple(says(group, group, chosen=group == self._group) for group in self._groups)
        )
        shown = [item for item in self._shelf if item.group == self._group]
        self.shelf.render_rows(tuple(_row(item) for item in shown), tr("The shelf is empty"))
        self.shelf.scrollToTop()

    def scan_text(self) -> None:
        """Scan what was typed."""
        if self.text.text():
            self.tell(f"scan {self.symbology.value()} {self.text.text()}")

    # --- what was seen

    def _render_condition(self, condition: Condition) -> None:
        self.state.render_text(condition.words)
        self.state.set_role(Role.ATTENTION if condition.waits else Role.INK)
        self.beeps.render_text(condition.beeps)


def _row(item: ShelfItem) -> Row:
    badges = (Badge(item.mark, item.tone),) if item.mark else ()
    return Row(
        id=item.label,
        title=item.name,
        detail=item.detail,
        badges=badges,
        choose=Intent(Do.DISMISS, f"scan {item.symbology} {item.label}"),
    )
