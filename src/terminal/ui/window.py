"""The counter's window: one page under the status strip, over the key bar.

Rules that hold here: pages are built when first needed; a locked window keeps no word of the ticket
in any widget; a notice lies over the status strip, so nothing below it moves; prompts are views,
never dialogs.
"""

import time
from collections.abc import Callable
from typing import TypeVar, assert_never

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QCloseEvent, QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QGridLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from terminal.app.inputs import Activity, Input, Intent
from terminal.app.ports import TypedScans
from terminal.presentation.text import tr
from terminal.presentation.views import (
    Action,
    CardView,
    DevicesView,
    DoneView,
    PageView,
    PickupView,
    PromptView,
    RecordsView,
    ReportView,
    SaleView,
    ScreenView,
    SignInView,
    SignView,
    TenderView,
    TicketsView,
    TillView,
    WorkListView,
)
from terminal.ui.faults import FaultPage, FaultReport
from terminal.ui.keys import Keyboard
from terminal.ui.pages.card import CardPage
from terminal.ui.pages.devices import DevicesPage
from terminal.ui.pages.done import DonePage
from terminal.ui.pages.page import MARGIN, Page
from terminal.ui.pages.pickup import PickupPage
from terminal.ui.pages.prompt import PromptPage
from terminal.ui.pages.records import RecordsPage
from terminal.ui.pages.report import ReportPage
from terminal.ui.pages.sale import SalePage
from terminal.ui.pages.sign import SignPage
from terminal.ui.pages.sign_in import SignInPage
from terminal.ui.pages.tender import TenderPage
from terminal.ui.pages.tickets import TicketsPage
from terminal.ui.pages.till import TillPage
from terminal.ui.pages.work_list import WorkListPage
from terminal.ui.presses import Presses
from terminal.ui.style import palette, style_sheet
from terminal.ui.theme import LIGHT, LaneProfile, Look, Role, Size, Theme, Weight
from terminal.ui.wedge import ScanKeys
from terminal.ui.widgets.button import ButtonRow, ButtonSize
from terminal.ui.widgets.field import EntryField
from terminal.ui.widgets.labels import Label, Panel
from terminal.ui.widgets.notice import NoticeBox
from terminal.ui.widgets.status_strip import StatusBar

MIN_SIZE = (1024, 720)
ACTIVITY_EVERY_S = 1.0
"""The lock counts minutes; more often would only cost steps of the engine."""
HELP_COLUMNS = 2
P = TypeVar("P", bound=Page)


class CounterWindow(QWidget):
    """Shows screens and sends back what a person does.

    `send` is called on the GUI thread. After each input the terminal answers with `show_screen`,
    even when nothing changed: that is what allows the same action again.
    """

    def __init__(
        self,
        send: Callable[[Input], None],
        profile: LaneProfile = LaneProfile.COUNTER,
        theme: Theme = LIGHT,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._send, self._profile, self._now = send, profile, now
        self._look = Look(theme, profile)
        self._presses = Presses(send)
        self._presses.asked = self._asked
        self._screen: ScreenView | None = None
        self._last_activity = float("-inf")
        self.on_close: Callable[[], bool] = lambda: True
        self.setWindowTitle("Rxlane")
        self.setMinimumSize(*MIN_SIZE)
        self.setMouseTracking(True)
        self.keyboard = Keyboard(self, self.press, self._active, self._scroll)
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self.keyboard)
        self.scan_keys: ScanKeys | None = None
        self._body: QWidget | None = None
        self._fault: FaultPage | None = None
        self._build()

    # --- what the terminal says

    def show_screen(self, screen: ScreenView) -> None:
        """Render a screen. Cheap when little changed; equal parts are skipped."""
        if self._fault is not None:
            return
        self._screen = screen
        self._presses.screen_arrived()
        locked = isinstance(screen.page, SignInView)
        before: QWidget | None = self.focusWidget()
        page = self._render_page(screen.page)
        if self._pages.currentWidget() is not page:
            before = None
            self._forget(page, every=locked)
            self._pages.setCurrentWidget(page)
        self._status.render_status(screen.status, quiet=locked)
        self._keys.render_actions(screen.keys)
        self._notice.render_notice(screen.notice)
        self._help.render_lines(screen.overlay)
        self._place_overlays()
        order = (screen.notice, screen.page, screen.keys, screen.unlisted, screen.hidden)
        self.keyboard.screen_arrived(order, page.entry(), type(screen.page))
        self._focus(page, before)

    def show_fault(self, report: FaultReport, restart: Callable[[], None]) -> None:
        """Cover everything with the crash page; the first bug counts."""
        if self._fault is not None or self._body is None:
            return
        fault = self._fault = FaultPage(self._look, report, restart)
        fault.setParent(self)
        fault.setGeometry(self.rect())
        self._body.setVisible(False)
        fault.setVisible(True)
        self.keyboard.screen_arrived(fault.actions_shown, None)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_theme(self, theme: Theme) -> None:
        """Change the colours of everything, at once."""
        if theme != self._look.theme and self._fault is None:
            self._look = Look(theme, self._profile)
            self._build()
            if self._screen is not None:
                self.show_screen(self._screen)

    def watch_keys(self, scans: TypedScans) -> None:
        """From now on each key is shown to a scanner that types before anything here gets it."""
        if self.scan_keys is not None:
            self.scan_keys.stop()
        self.scan_keys = ScanKeys(self, scans, self._scanned, self._now)

    @property
    def theme(self) -> Theme:
        return self._look.theme

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        shown = self._pages.currentWidget()
        return shown if isinstance(shown, Page) else None

    # --- what the person does

    def press(self, action: Action) -> None:
        """Send the action's intent, once for each screen, and let the page know."""
        presses = self._presses if self._fault is None else self._fault.presses
        presses.press(action)

    def _scanned(self, what: Input) -> None:
        if self._fault is None:
            self._send(what)

    def _asked(self, intent: Intent) -> None:
        if self.page is not None:
            self.page.pressed(intent)
            entry = self.page.entry()
            if entry is not None:
                entry.settle()

    def _scroll(self, pages: int) -> None:
        """Page Up and Page Down move the first list of the page that is longer than its place."""
        page = self.page
        for area in page.findChildren(QAbstractScrollArea) if page is not None else ():
            bar = area.verticalScrollBar()
            if area.isVisible() and bar.maximum() > 0:
                bar.setValue(bar.value() + pages * bar.pageStep())
                return

    def _close_help(self) -> None:
        """A touch anywhere puts the list of keys away, as the key that showed it does."""
        showed = self.keyboard.action_for("F1")
        if showed is not None:
            self.press(showed)

    def _active(self) -> None:
        now = self._now()
        if now - self._last_activity >= ACTIVITY_EVERY_S:
            self._last_activity = now
            self._send(Activity())

    # --- building

    def _build(self) -> None:
        """All widgets, for the present look; pages follow when they are needed."""
        look = self._look
        old, self._body = self._body, QWidget(self)
        self.setPalette(palette(look))
        self.setStyleSheet(style_sheet(look))
        self.setAutoFillBackground(True)
        self._made: dict[type[Page], Page] = {}
        self._status = StatusBar(look, self._presses)
        self._pages = QStackedLayout()
        self._keys = ButtonRow(look, self._presses, ButtonSize.KEY, gap=6)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._status)
        column.addLayout(self._pages, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(look.px(MARGIN), 0, look.px(MARGIN), look.px(8))
        foot.addWidget(self._keys)
        column.addLayout(foot)
        self._notice = NoticeBox(look, self._presses, square=True)
        self._help = HelpOverlay(look, self._close_help)
        for overlay in (self._notice, self._help):
            overlay.setParent(self._body)
        self._body.setGeometry(self.rect())
        self._body.setVisible(True)
        if old is not None:
            old.setParent(None)
            old.deleteLater()

    def _render_page(self, view: PageView) -> Page:
        match view:
            case SignInView():
                sign_in = self._page(SignInPage)
                sign_in.show_view(view)
                return sign_in
            case SaleView():
                sale = self._page(SalePage)
                sale.show_view(view)
                return sale
            case PickupView():
                pickup = self._page(PickupPage)
                pickup.show_view(view)
                return pickup
            case PromptView():
                prompt = self._page(PromptPage)
                prompt.show_view(view)
                return prompt
            case SignView():
                sign = self._page(SignPage)
                sign.show_view(view)
                return sign
            case TenderView():
                tender = self._page(TenderPage)
                tender.show_view(view)
                return tender
            case CardView():
                card = self._page(CardPage)
                card.show_view(view)
                return card
            case DoneView():
                done = self._page(DonePage)
                done.show_view(view)
                return done
            case DevicesView():
                devices = self._page(DevicesPage)
                devices.show_view(view)
                return devices
            case RecordsView():
                records = self._page(RecordsPage)
                records.show_view(view)
                return records
            case WorkListView():
                work_list = self._page(WorkListPage)
                work_list.show_view(view)
                return work_list
            case ReportView():
                report = self._page(ReportPage)
                report.show_view(view)
                return report
            case TicketsView():
                tickets = self._page(TicketsPage)
                tickets.show_view(view)
                return tickets
            case TillView():
                till = self._page(TillPage)
                till.show_view(view)
                return till
        assert_never(view)

    def _page(self, kind: type[P]) -> P:
        """The page of that kind, built at its first use."""
        page = self._made.get(kind)
        if page is None:
            page = self._made[kind] = kind(self._look, self._presses)
            self._pages.addWidget(page)
        assert isinstance(page, kind)
        return page

    def _forget(self, coming: Page, *, every: bool) -> None:
        """Empty the page that goes; on the lock, every page but the lock itself."""
        leaving = self.page
        for page in self._made.values():
            if page is not coming and (every or page is leaving):
                page.clear()

    def _focus(self, page: Page, before: QWidget | None) -> None:
        """The field gets the focus, unless a person put it on something that is still there."""
        entry, now = page.entry(), self.focusWidget()
        stays = now is not None and now is before and now.isVisible() and now is not self
        if not stays or (isinstance(now, EntryField) and now is not entry):
            (entry or self).setFocus(Qt.FocusReason.OtherFocusReason)

    # --- geometry

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        super().resizeEvent(event)
        if self._body is not None:
            self._body.setGeometry(self.rect())
            self._place_overlays()
        if self._fault is not None:
            self._fault.setGeometry(self.rect())

    def _place_overlays(self) -> None:
        strip, width = self._status.height(), self.width()
        tall = max(strip, self._notice.heightForWidth(width))
        self._notice.setGeometry(0, 0, width, tall)
        self._notice.raise_()
        self._help.setGeometry(0, strip, width, self.height() - strip)
        self._help.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        QPainter(self).fillRect(event.rect(), self._look.colour(Role.GROUND))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  (Qt's name)
        if self.on_close():
            event.accept()
        else:
            event.ignore()


class HelpOverlay(QWidget):
    """F1: the keys of this page in words, over a dimmed page. Keys go on working."""

    def __init__(self, look: Look, touched: Callable[[], None]) -> None:
        super().__init__()
        self._look, self._touched = look, touched
        self._lines: tuple[str, ...] = ()
        self._title = Label(look, Size.TITLE, Role.INK, Weight.SEMIBOLD)
        self._panel = Panel(look)
        column = QVBoxLayout(self._panel)
        column.setContentsMargins(look.px(24), look.px(20), look.px(24), look.px(24))
        column.setSpacing(look.px(12))
        column.addWidget(self._title)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px(32))
        self._grid.setVerticalSpacing(look.px(8))
        column.addLayout(self._grid)
        self._words: list[Label] = []
        outer = QGridLayout(self)
        outer.addWidget(self._panel, 0, 0, Qt.AlignmentFlag.AlignCenter)
        self.setVisible(False)

    def render_lines(self, lines: tuple[str, ...]) -> None:
        if lines == self._lines:
            return
        self._lines = lines
        self._title.render_text(tr("Keys of this page") if lines else "")
        half = -(-len(lines) // HELP_COLUMNS)
        while len(self._words) < len(lines):
            self._words.append(Label(self._look, wrap=True))
        for at, label in enumerate(self._words):
            if at < len(lines):  # into the panel first: a shown label without one is a window
                self._grid.addWidget(label, at % half, at // half)
            label.render_text(lines[at] if at < len(lines) else "")
            label.setMinimumWidth(self._look.px(320))
        self.setVisible(bool(lines))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        self._touched()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        veil = QColor(self._look.colour(Role.GROUND))
        veil.setAlpha(220)
        QPainter(self).fillRect(QRectF(event.rect()), veil)
