"""The window: what it shows, what it forgets, what can be touched."""

import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QAbstractItemModel, QObject, QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from terminal.app.inputs import Do, Intent, SignatureDrawn
from terminal.domain.signature import Strokes
from terminal.presentation.actions import press
from terminal.presentation.samples.stock import CHOCOLATE, IBUPROFEN, SOFTGELS
from terminal.presentation.views import Action, Notice, Row, SaleView, SignView
from terminal.ui.pages.prompt import BLANK, PromptPage
from terminal.ui.presses import Presses
from terminal.ui.theme import DARK, LIGHT, TOUCH, LaneProfile, Look
from terminal.ui.widgets.button import Button
from terminal.ui.widgets.field import EntryField
from terminal.ui.widgets.labels import Scroller
from terminal.ui.widgets.notice import NoticeBox
from terminal.ui.widgets.rows import RowsList
from terminal.ui.widgets.signature_pad import SignaturePad
from ui_support.counter import SAMPLES, Counter
from ui_support.hands import double_tap, draw, settle, strike, tap, type_text

NAMES = sorted(SAMPLES)
UNLOCKED = [name for name in NAMES if not name.startswith(("sign-in", "locked"))]
SECRETS = ("Rx ", "6012345", "S•••", "SAMP", "15.00", "19.10", IBUPROFEN.name)
"""Words of the samples' tickets and pickups that a locked screen must not show."""


def texts_of(window: QWidget) -> Iterator[str]:
    """Every word that any widget of the window holds, shown or not."""
    for widget in [window, *window.findChildren(QWidget)]:
        yield from (widget.accessibleName(), widget.accessibleDescription(), widget.toolTip())
        if isinstance(widget, QLabel | QLineEdit | QAbstractButton):
            yield widget.text()
        if isinstance(widget, QPlainTextEdit):
            yield widget.toPlainText()
        if isinstance(widget, QAbstractItemView):
            model: QAbstractItemModel = widget.model()
            for row in range(model.rowCount()):
                index = model.index(row, 0)
                yield str(model.data(index, Qt.ItemDataRole.DisplayRole))
                yield str(model.data(index, Qt.ItemDataRole.AccessibleTextRole))


@pytest.mark.parametrize("name", UNLOCKED)
def test_the_lock_leaves_no_word_of_any_page(counter: Counter, name: str) -> None:
    counter.show("sale")
    counter.show(name)
    counter.show("locked")
    for text in texts_of(counter.window):
        assert not any(secret in text for secret in SECRETS), text


def test_the_lock_forgets_a_signature(counter: Counter) -> None:
    counter.show("sign-signed")
    (pad,) = counter.window.findChildren(SignaturePad)
    assert pad.strokes()
    counter.show("locked")
    assert not pad.strokes()


def test_the_ticket_is_there_again_after_the_lock(counter: Counter) -> None:
    screen = counter.show("sale-results")
    counter.show("locked")
    counter.window.show_screen(screen)
    shown = set(texts_of(counter.window))
    assert {"Ticket 2-000482", CHOCOLATE.name, "ibu"} <= shown


@pytest.mark.parametrize(
    ("profile", "size"),
    [(LaneProfile.COUNTER, (1024, 720)), (LaneProfile.DRIVE_THROUGH, (1366, 768))],
)
def test_everything_that_is_touched_is_large_enough(
    qapp: QApplication, profile: LaneProfile, size: tuple[int, int]
) -> None:
    counter = Counter(profile=profile)
    counter.window.resize(*size)
    counter.window.show()
    for name in NAMES:
        counter.show(name)
        settle()
        for widget in counter.window.findChildren(QWidget):
            if isinstance(widget, Button | EntryField) and widget.isVisible():
                low = min(widget.width(), widget.height())
                assert low >= TOUCH, (name, widget.accessibleName())
            if isinstance(widget, RowsList) and widget.rows:
                assert widget.row_height >= TOUCH
    counter.close()


@pytest.mark.parametrize("name", NAMES)
def test_buttons_do_not_overlap_and_have_names(counter: Counter, name: str) -> None:
    counter.window.resize(1024, 720)
    counter.show(name)
    settle()
    shown = [
        (widget, widget.rect().translated(widget.mapTo(counter.window, QPoint())))
        for widget in counter.window.findChildren(QWidget)
        if isinstance(widget, Button | EntryField) and not widget.visibleRegion().isEmpty()
    ]
    shown = [(widget, rect & _visible(widget, counter.window)) for widget, rect in shown]
    for at, (widget, rect) in enumerate(shown):
        assert widget.accessibleName()
        if name in {"sale-notice", "sale-help"}:
            continue
        for other, their in shown[at + 1 :]:
            assert not rect.intersects(their), (widget.accessibleName(), other.accessibleName())


def _visible(widget: QWidget, window: QWidget) -> QRect:
    """The part of a widget that its scrolling surroundings let through."""
    return widget.visibleRegion().boundingRect().translated(widget.mapTo(window, QPoint()))


def test_no_part_of_the_window_ever_becomes_a_window(counter: Counter) -> None:
    for name in NAMES:
        counter.show(name)
        QApplication.processEvents()
        shown = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
        assert shown == [counter.window], name


def test_the_field_has_the_focus_on_every_page_that_has_one(counter: Counter) -> None:
    for name in NAMES:
        counter.show(name)
        page = counter.window.page
        assert page is not None
        entry = page.entry()
        assert entry is None or counter.window.focusWidget() is entry, name


def test_the_terminal_overwrites_the_text_only_with_a_new_revision(counter: Counter) -> None:
    screen = counter.show("sale-empty")
    type_text(counter.window, "adv")
    counter.window.show_screen(screen)
    field = counter.window.focusWidget()
    assert isinstance(field, EntryField)
    assert field.text() == "adv"
    page = screen.page
    assert isinstance(page, SaleView)
    cleared = replace(page, field=replace(page.field, text="", revision=9))
    counter.window.show_screen(replace(screen, page=cleared))
    assert field.text() == ""


def test_what_was_entered_and_stays_is_replaced_by_the_next_letter(counter: Counter) -> None:
    """Bug: `what`, refused by the tickets' search, made `what482` of the number after it."""
    entered = 0
    for name in NAMES:
        counter.show(name)
        page = counter.window.page
        entry = None if page is None else page.entry()
        if entry is None or not entry.isVisible():
            continue
        type_text(counter.window, "1")
        strike(counter.window, Qt.Key.Key_Return)
        settle()
        type_text(counter.window, "1")
        assert entry.value() == "1", name
        entered += 1
    assert entered > 40


def test_an_arrow_goes_on_with_what_was_entered(counter: Counter) -> None:
    counter.show("tickets-none")
    type_text(counter.window, "48")
    strike(counter.window, Qt.Key.Key_Return)
    strike(counter.window, Qt.Key.Key_End)
    type_text(counter.window, "2")
    field = counter.window.focusWidget()
    assert isinstance(field, EntryField)
    assert field.text() == "482"


def test_a_touched_button_sends_once_and_a_double_tap_no_more(counter: Counter) -> None:
    screen = counter.show("done")
    (button,) = [each for each in _buttons(counter, "Next customer") if each.action.icon]
    tap(button)
    counter.window.show_screen(screen)
    double_tap(button)
    assert counter.asked() == [Intent(Do.NEXT_CUSTOMER)]


def test_keypad_digits_repeat(counter: Counter) -> None:
    counter.show("sign-in")
    (button,) = _buttons(counter, "5")
    tap(button)
    tap(button)
    assert counter.asked() == [Intent(Do.KEYPAD, "5")] * 2


def test_enter_of_the_keypad_does_not_repeat(counter: Counter) -> None:
    counter.show("locked")
    (button,) = _buttons(counter, "Unlock")
    tap(button)
    tap(button)
    assert counter.asked() == [Intent(Do.KEYPAD, "enter")]


def test_pressing_a_row_chooses_it_and_its_button_acts(counter: Counter) -> None:
    counter.show("tender-partly")
    settle()
    lists = [each for each in counter.window.findChildren(RowsList) if each.isVisible()]
    (taken,) = [each for each in lists if each.rows and each.rows[0].action]
    assert taken.rows[0].action
    right = QPoint(taken.viewport().width() - 40, taken.row_height // 2)
    tap(taken.viewport(), right)
    assert counter.asked() == [taken.rows[0].action.intent]
    counter.show("sale-results")
    settle()
    lists = [each for each in counter.window.findChildren(RowsList) if each.isVisible()]
    (results,) = [each for each in lists if each.rows[0].id == IBUPROFEN.gtin]
    second = QPoint(60, results.row_height + 20)
    tap(results.viewport(), second)
    assert counter.asked() == [Intent(Do.ADD_ITEM, SOFTGELS.gtin)]


def test_a_signature_is_sent_when_the_pen_lifts_and_cleared_by_its_key(counter: Counter) -> None:
    screen = counter.samples["sign-signed"]
    assert isinstance(screen.page, SignView)
    page = replace(screen.page, strokes=None)
    counter.window.show_screen(replace(screen, page=page))
    counter.sent.clear()
    (pad,) = counter.window.findChildren(SignaturePad)
    pad.clear()
    draw(pad, QPoint(20, 20), QPoint(60, 40), QPoint(90, 50))
    (drawn,) = counter.asked()
    assert isinstance(drawn, SignatureDrawn)
    assert drawn.strokes
    points = [point for stroke in drawn.strokes.strokes for point in stroke]
    assert all(0 <= point.x <= 10_000 and 0 <= point.y <= 10_000 for point in points)
    strike(counter.window, Qt.Key.Key_Delete)
    assert pad.strokes() == Strokes()


def test_the_theme_changes_at_once_and_keeps_the_screen(counter: Counter) -> None:
    counter.show("sale")
    light = counter.window.grab().toImage().pixelColor(700, 400)
    counter.window.set_theme(DARK)
    dark = counter.window.grab().toImage().pixelColor(700, 400)
    assert light.lightness() > 200
    assert dark.lightness() < 60
    assert "Ticket 2-000482" in set(texts_of(counter.window))
    counter.window.set_theme(LIGHT)


@pytest.mark.usefixtures("qapp")
def test_three_buttons_of_a_notice_stand_below_its_words() -> None:
    """Bug: beside each other, neither the words nor the buttons could be read."""
    box = NoticeBox(Look(LIGHT), Presses(lambda _what: None))
    box.resize(640, 120)
    ways = tuple(press(Do.ANSWER, f"Way {n}", f"Ctrl+{n}", str(n)) for n in (1, 2, 3))
    box.render_notice(Notice("Three ways", "to go on", actions=ways))
    box.show()
    settle()
    (words,) = (each for each in box.findChildren(QLabel) if "Three ways" in each.text())
    buttons = [each for each in box.findChildren(Button) if each.isVisible()]
    assert len(buttons) == 3
    bottom = words.mapTo(box, words.rect().bottomLeft()).y()
    assert all(each.mapTo(box, QPoint()).y() > bottom for each in buttons)


@pytest.mark.usefixtures("qapp")
def test_the_newest_answer_of_a_prompt_is_in_sight() -> None:
    """Bug: in the log of logged sales the answers ran out of sight below."""
    page = PromptPage(Look(LIGHT), Presses(lambda _what: None))
    page.resize(900, 420)
    page.show()
    answers = tuple(Row(str(n), f"Answer {n}", "Title") for n in range(9))
    body = page.findChild(Scroller)
    assert body is not None
    bar = body.verticalScrollBar()
    for count in range(1, len(answers) + 1):
        page.show_view(replace(BLANK, heading="The log", rows=answers[:count]))
        settle()
        assert bar.value() == bar.maximum()
    assert bar.maximum() > 0
    page.show_view(replace(BLANK, heading="Compare", rows=answers[::-1]))
    settle()
    bar.setValue(0)
    page.show_view(replace(BLANK, heading="Compare", rows=answers[::-1], why="later"))
    settle()
    assert bar.value() == 0


def test_why_opens_in_place(counter: Counter) -> None:
    screen = counter.show("sale")
    assert isinstance(screen.page, SaleView)
    (reason,) = [each.why for each in screen.page.checklist if each.title.startswith("Couns")]
    labels = [each for each in counter.window.findChildren(QLabel) if each.text() == reason]
    assert labels == []
    (title,) = [
        each
        for each in counter.window.findChildren(QLabel)
        if each.text().startswith("Counselling")
    ]
    tap(title)
    assert [each for each in counter.window.findChildren(QLabel) if each.text() == reason]


def test_qt_calls_do_not_use_up_none() -> None:
    """PySide6 6.12.0 on Python 3.11 does (scanners-printers-displays.md section 1)."""
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(500):
        thing.setObjectName("x")
    assert sys.getrefcount(None) > before - 50


def _buttons(counter: Counter, label: str) -> list[Button]:
    found = counter.window.findChildren(Button)
    return [
        each for each in found if each.action.label == label and isinstance(each.action, Action)
    ]
