"""The window of the simulated card terminal: its screen, the wallet, what may go wrong."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from drivers.simulator.card_terminal_script import Card
from drivers.simulator.stand_card_terminal import CardTerminalStand
from drivers.simulator.stand_customer import (
    CARDS,
    ENTRIES,
    Asks,
    RecordSeen,
    TerminalSeen,
    in_money,
)
from drivers.simulator.stand_nexo import NexoStand
from terminal.presentation.text import tr
from terminal.presentation.views import Badge, Row, Tone
from terminal.ui import paint
from terminal.ui.simulators.card_terminal_choices import PARTIAL, choices_of
from terminal.ui.simulators.customer import PinPad, SigningPad
from terminal.ui.simulators.parts import (
    Chooser,
    LineField,
    Section,
    command_row,
    presses_saying,
    says,
)
from terminal.ui.simulators.window import DeviceWindow
from terminal.ui.theme import Look, Role, Size, Theme, Weight
from terminal.ui.widgets.labels import Label, Scroller
from terminal.ui.widgets.rows import RowsList

SIZE = (980, 800)
DEVICE_WIDTH: Final = 330
CASE: Final = QColor("#262C31")
CASE_EDGE: Final = QColor("#39424A")
SCREEN: Final = QColor("#E9F1F4")
SCREEN_DARK: Final = QColor("#101417")
SCREEN_INK: Final = QColor("#14222B")
SLOT_LIGHT: Final = QColor("#5BE08B")
SLOT: Final = QColor("#0E1113")
LETTERS: Final = QColor("#9AA6AD")
HOW: Final = (("Insert", "insert"), ("Tap", "tap"), ("Swipe", "swipe"))
AMOUNT_HINT: Final = "15.00"


class Body(QWidget):
    """The device itself: its case, its screen, the slot that lights when a card is asked for."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._screen, self._powered, self._asks = "", True, Asks.NOTHING
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(look.px(240))

    @property
    def words(self) -> str:
        """What the customer reads."""
        return self._screen if self._powered else ""

    def render_screen(self, screen: str, *, powered: bool, asks: Asks) -> None:
        self._screen, self._powered, self._asks = screen, powered, asks
        self.setAccessibleName(screen if powered else tr("The terminal is dark"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  (Qt's name)
        look, painter = self._look, QPainter(self)
        case = QRectF(self.rect()).adjusted(look.px(14), 0, -look.px(14), 0)
        paint.rounded(painter, case, look.px(26), CASE, CASE_EDGE, look.px(2))
        pad = look.px(22)
        screen = QRectF(
            case.left() + pad,
            case.top() + look.px(44),
            case.width() - 2 * pad,
            case.height() - look.px(150),
        )
        self._paint_waves(painter, case)
        fill = SCREEN if self._powered else SCREEN_DARK
        paint.rounded(painter, screen, look.px(8), fill, SLOT, look.px(2))
        if self._powered:
            self._paint_words(painter, screen)
        self._paint_slot(painter, case)

    def _paint_waves(self, painter: QPainter, case: QRectF) -> None:
        """The sign of contactless cards above the screen."""
        look = self._look
        colour = SLOT_LIGHT if self._asks is Asks.CARD else LETTERS
        painter.setPen(QPen(colour, look.px(2.5)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        middle, y = case.center().x() - look.px(8), case.top() + look.px(23)
        for ring in range(3):
            radius = look.px(5 + 5 * ring)
            box = QRectF(middle - radius, y - radius, 2 * radius, 2 * radius)
            painter.drawArc(box, -50 * 16, 100 * 16)

    def _paint_words(self, painter: QPainter, screen: QRectF) -> None:
        look = self._look
        lines = self._screen.split("\n")
        step = look.px(36)
        top = screen.center().y() - step * len(lines) / 2
        for at, line in enumerate(lines):
            size, weight = (Size.TITLE, Weight.SEMIBOLD) if at == 0 else (Size.TEXT, Weight.REGULAR)
            box = QRectF(screen.left() + 8, top + at * step, screen.width() - 16, step)
            paint.text(painter, box, line, look.font(size, weight), SCREEN_INK, paint.CENTRE)

    def _paint_slot(self, painter: QPainter, case: QRectF) -> None:
        look = self._look
        width, y = case.width() * 0.56, case.bottom() - look.px(56)
        slot = QRectF(case.center().x() - width / 2, y, width, look.px(12))
        light = SLOT_LIGHT if self._asks is Asks.CARD else None
        paint.rounded(painter, slot, look.px(6), SLOT, light, look.px(2))
        words = QRectF(case.left(), slot.bottom() + look.px(4), case.width(), look.px(24))
        said = tr("waiting for a card") if self._asks is Asks.CARD else tr("card slot")
        ink = SLOT_LIGHT if self._asks is Asks.CARD else LETTERS
        paint.text(painter, words, said, look.font(Size.CAP), ink, paint.CENTRE)


class CardTerminalWindow(DeviceWindow):
    """A card terminal of any make on the counter, with the customer's wallet beside it."""

    def __init__(self, stand: CardTerminalStand | NexoStand, theme: Theme) -> None:
        super().__init__(stand, theme)
        look = self.look
        self._presses = presses_saying(self.tell)
        self._choices = choices_of(stand)
        self._how = HOW[0][1]
        self._seen: TerminalSeen | None = None
        self.device = Body(look)
        self.red = command_row(look, self._presses)
        left = QVBoxLayout()
        left.setSpacing(look.px(12))
        left.addWidget(self.device, 1)
        left.addWidget(self.red)
        self.pin = PinPad(look, self.tell)
        self.signing = SigningPad(look, self.tell)
        self._customer = self._customer_section()
        for part in (self._customer, self.pin, self.signing):
            left.addWidget(part)
        holder = QWidget()
        holder.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        holder.setFixedWidth(look.px(DEVICE_WIDTH))
        self.body.addWidget(holder)
        right = Scroller(look)
        for section in (self._next_section(), self.cable, self._records_section()):
            right.column.addWidget(section)
        right.column.addStretch(1)
        self.body.addWidget(right, 1)
        self.resize(*SIZE)
        self.watch(stand.look, self.show_seen)

    # --- sections

    def _customer_section(self) -> Section:
        section = Section(self.look, tr("Customer"))
        self._ways = command_row(self.look, presses_saying(self._choose_way))
        section.add(self._ways)
        self.cards = []
        for name, card in CARDS.items():
            row = command_row(self.look, self._presses)
            self.cards.append((name, card, row))
            section.add(row)
        return section

    def _next_section(self) -> Section:
        look = self.look
        section = Section(look, tr("The next payment"))
        self.outcome = Chooser(
            look,
            [(tr(label), value) for label, value in self._choices.outcomes],
            lambda _: self._show_amount(),
        )
        self.amount = LineField(look, AMOUNT_HINT, lambda _: self.set_next())
        self.amount.setFixedWidth(look.px(110))
        self.amount.setText(AMOUNT_HINT)
        ending = QHBoxLayout()
        ending.setSpacing(look.px(8))
        ending.addWidget(self.outcome, 1)
        ending.addWidget(self.amount)
        section.column.addLayout(ending)
        ways = [(tr(label), value) for label, value in self._choices.ways]
        self.link = Chooser(look, ways, lambda _: None)
        section.add(self.link)
        self._set = command_row(look, presses_saying(lambda _: self.set_next()))
        self._set.render_actions((says("next", tr("Set for the next payment")),))
        section.add(self._set)
        self._told = Label(look, Size.SMALL, Role.MUTED, wrap=True)
        section.add(self._told)
        self._show_amount()
        return section

    def _records_section(self) -> Section:
        section = Section(self.look, tr("Its memory"))
        self.records = RowsList(self.look, self._presses, grow=True)
        self._none = Label(self.look, Size.SMALL, Role.MUTED)
        section.add(self._none)
        section.add(self.records)
        return section

    # --- choosing

    def _choose_way(self, way: str) -> None:
        self._how = way
        if self._seen is not None:
            self._render_customer(self._seen)

    def _show_amount(self) -> None:
        self.amount.setVisible(self.outcome.value() == PARTIAL)

    def set_next(self) -> None:
        """Say what becomes of the next payment."""
        outcome, link = self.outcome.value(), self.link.value()
        if outcome == PARTIAL:
            outcome = f"{PARTIAL} {self.amount.text().strip()}"
        self.tell(f"next {outcome}" + (f" with {link}" if link else ""))

    # --- what was seen

    def show_seen(self, seen: TerminalSeen) -> None:
        self._seen = seen
        self.render_cable(seen.cable, powered=seen.powered)
        self.device.render_screen(seen.screen, powered=seen.powered, asks=seen.asks)
        self.red.render_actions(
            (says("cancel", tr("Cancel"), enabled=seen.asks is not Asks.NOTHING, tone=Tone.DANGER),)
        )
        # One goes before the other comes, or the window would make room for both.
        with_card = seen.asks in (Asks.NOTHING, Asks.CARD)
        if not with_card:
            self._customer.setVisible(False)
        self.pin.show_if(seen.asks is Asks.PIN)
        self.signing.show_if(seen.asks is Asks.SIGNATURE)
        self._customer.setVisible(with_card)
        self._render_customer(seen)
        self._told.render_text(tr("Told last: {what}.", what=seen.told) if seen.told else "")
        self._none.render_text("" if seen.records else tr("No transactions yet."))
        self.records.render_rows(tuple(_row(each) for each in seen.records))

    def _render_customer(self, seen: TerminalSeen) -> None:
        self._ways.render_actions(
            tuple(says(way, tr(label), chosen=way == self._how) for label, way in HOW)
        )
        for name, card, row in self.cards:
            row.render_actions(
                (
                    says(
                        f"present {name} by {self._how}",
                        _card_in_words(card),
                        enabled=seen.asks is Asks.CARD,
                        tone=Tone.INFO if card.fsa else Tone.PLAIN,
                    ),
                )
            )


def _card_in_words(card: Card) -> str:
    return f"{card.label}  ••{card.last4}"


def _row(record: RecordSeen) -> Row:
    badges = (Badge(tr("void"), Tone.DANGER),) if record.voided else ()
    return Row(
        id=str(record.number),
        title=f"{record.number}  {record.kind}",
        detail=f"card ••{record.last4}, {record.ref}",
        badges=badges,
        amount=in_money(record.cents),
        struck=record.voided,
    )


assert set(ENTRIES) == {way for _, way in HOW}, "every way of reading a card has its button"
