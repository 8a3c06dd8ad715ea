"""Keys work from anywhere, and never twice."""

from string import ascii_uppercase, digits

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from terminal.app.inputs import Activity, Do, FieldEdited, FieldSubmitted, Intent
from terminal.presentation.views import PickupView, actions_of
from terminal.ui.keys import key_name
from terminal.ui.widgets.button import Button
from terminal.ui.widgets.field import EntryField
from terminal.ui.widgets.rows import RowsList
from ui_support.counter import SAMPLES, Counter
from ui_support.hands import settle, strike, tap, type_text

KEYS = {
    **{
        f"F{number}": (Qt.Key(Qt.Key.Key_F1 + number - 1), Qt.KeyboardModifier.NoModifier)
        for number in range(1, 13)
    },
    "Esc": (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
    "Enter": (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
    "Del": (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
    "Up": (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier),
    "Down": (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier),
    **{
        f"Ctrl+{cap}": (Qt.Key[f"Key_{cap}"], Qt.KeyboardModifier.ControlModifier)
        for cap in ascii_uppercase + digits
    },
    **{
        f"Ctrl+Shift+{cap}": (
            Qt.Key[f"Key_{cap}"],
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
        )
        for cap in ascii_uppercase
    },
    "Ctrl+Up": (Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier),
    "Ctrl+Down": (Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier),
    **{
        f"Alt+{cap}": (Qt.Key[f"Key_{cap}"], Qt.KeyboardModifier.AltModifier)
        for cap in ascii_uppercase + digits
    },
}


def press(counter: Counter, key: str) -> None:
    strike(counter.window, *KEYS[key])


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_key_on_the_screen_sends_its_intent(counter: Counter, name: str) -> None:
    screen = counter.samples[name]
    first: dict[str, Intent] = {}
    for action in actions_of((screen.notice, screen)):
        if action.key and action.enabled:
            first.setdefault(action.key, action.intent)
    for key, intent in first.items():
        counter.show(name)
        entry = _entry(counter)
        if key == "Del" and isinstance(entry, EntryField) and entry.text():
            continue  # it edits while there is text
        press(counter, key)
        assert counter.asked() == [intent], key


WHY_GREY = Intent(Do.EXPLAIN, "Payment opens when the list is done")


def test_the_key_of_a_grey_action_asks_why_it_is_grey(counter: Counter) -> None:
    counter.show("sale")
    press(counter, "F9")
    assert counter.asked() == [WHY_GREY]


def test_touching_a_grey_button_asks_the_same(counter: Counter) -> None:
    counter.show("sale")
    (cash,) = [each for each in counter.window.findChildren(Button) if each.text() == "Cash"]
    tap(cash)
    assert counter.asked() == [WHY_GREY]


def test_pressing_twice_asks_once_until_the_next_screen(counter: Counter) -> None:
    screen = counter.show("done")
    press(counter, "Enter")
    press(counter, "Enter")
    assert counter.asked() == [Intent(Do.NEXT_CUSTOMER)]
    counter.window.show_screen(screen)
    press(counter, "Enter")
    assert counter.asked() == [Intent(Do.NEXT_CUSTOMER)] * 2


def test_enter_twice_in_the_field_submits_once(counter: Counter) -> None:
    counter.show("sale-empty")
    type_text(counter.window, "ibu")
    press(counter, "Enter")
    press(counter, "Enter")
    assert counter.asked() == [
        FieldEdited("search", "i"),
        FieldEdited("search", "ib"),
        FieldEdited("search", "ibu"),
        FieldSubmitted("search", "ibu"),
    ]


def test_enter_after_fresh_typing_submits_and_then_presses_the_button(counter: Counter) -> None:
    page = counter.show("pickup-bags").page
    assert isinstance(page, PickupView)
    typed = f"{page.field.text}x"
    type_text(counter.window, "x")
    strike(counter.window, Qt.Key.Key_Return)
    strike(counter.window, Qt.Key.Key_Return)
    assert counter.asked() == [
        FieldEdited("search", typed),
        FieldSubmitted("search", typed),
        Intent(Do.ADD_FILLS),
    ]


def test_an_action_leaves_the_typed_text_behind(counter: Counter) -> None:
    counter.show("pickup-bags")
    type_text(counter.window, "12")
    press(counter, "Ctrl+1")
    press(counter, "Enter")
    assert counter.asked()[2:] == [Intent(Do.PICKED_BY, "01"), Intent(Do.ADD_FILLS)]


def test_a_held_key_does_not_repeat_an_action(counter: Counter) -> None:
    counter.show("done")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_F10):
        held = QKeyEvent(
            QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", autorep=True
        )
        QApplication.sendEvent(counter.window, held)
    assert counter.asked() == []


def test_typing_goes_to_the_field_wherever_the_focus_is(counter: Counter) -> None:
    counter.show("tender")
    strike(counter.window, Qt.Key.Key_Tab)
    assert counter.window.focusWidget() is not _entry(counter)
    strike(counter.window, Qt.Key.Key_5)
    assert counter.asked() == [FieldEdited("amount", "5")]
    assert counter.window.focusWidget() is _entry(counter)


def test_a_button_reached_with_tab_takes_enter(counter: Counter) -> None:
    counter.show("tender")
    strike(counter.window, Qt.Key.Key_Tab)
    press(counter, "Enter")
    (asked,) = counter.asked()
    assert isinstance(asked, Intent)


def test_delete_edits_while_there_is_text(counter: Counter) -> None:
    counter.show("sale")
    type_text(counter.window, "ab")
    strike(counter.window, Qt.Key.Key_Home)
    press(counter, "Del")
    assert counter.asked()[-1] == FieldEdited("search", "b")


def test_somebody_is_there_is_said_once_a_second(counter: Counter) -> None:
    counter.show("sale")
    counter.now = 10.0
    type_text(counter.window, "ibuprofen")
    counter.now = 11.0
    type_text(counter.window, "s")
    assert counter.sent.count(Activity()) == 2


def test_the_end_of_a_keyboard_scan_confirms_nothing(counter: Counter) -> None:
    counter.show("done")
    for gap, asked in ((20, []), (400, [Intent(Do.NEXT_CUSTOMER)])):
        for at, (key, text) in enumerate(((Qt.Key.Key_4, "4"), (Qt.Key.Key_Return, "\r"))):
            event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
            event.setTimestamp(10_000 + at * gap)
            QApplication.sendEvent(counter.window, event)
        assert counter.asked() == asked


def test_page_keys_scroll_the_long_list(counter: Counter) -> None:
    counter.show("sale-long")
    settle()
    (bar,) = [
        each.verticalScrollBar()
        for each in counter.window.findChildren(RowsList)
        if len(each.rows) == 40
    ]
    before = bar.value()
    strike(counter.window, Qt.Key.Key_PageUp)
    assert bar.value() < before


@pytest.mark.parametrize(
    ("code", "held", "name"),
    [
        (Qt.Key.Key_F7, Qt.KeyboardModifier.NoModifier, "F7"),
        (Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier, "Ctrl+L"),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, "Enter"),
        (Qt.Key.Key_Shift, Qt.KeyboardModifier.ShiftModifier, ""),
    ],
)
def test_keys_are_named_as_on_their_caps(
    code: Qt.Key, held: Qt.KeyboardModifier, name: str
) -> None:
    assert key_name(QKeyEvent(QEvent.Type.KeyPress, code, held)) == name


def _entry(counter: Counter) -> object:
    page = counter.window.page
    assert page is not None
    return page.entry()


def test_typing_reaches_the_field_of_a_window_that_no_window_manager_activates(
    counter: Counter,
) -> None:
    """Bug: the key was handed to the field, filtered again, handed on again, without an end."""
    counter.show("sale")
    counter.window.keyboard.entry.clearFocus()  # type: ignore[union-attr]
    entry = counter.window.keyboard.entry
    assert entry is not None
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        key = QKeyEvent(kind, Qt.Key.Key_7, Qt.KeyboardModifier.NoModifier, "7")
        QApplication.sendEvent(entry, key)
    assert counter.asked() == [FieldEdited("search", "7")]


@pytest.mark.parametrize(
    "held", [Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier]
)
def test_a_held_key_without_an_action_types_nothing_and_comes_to_an_end(
    counter: Counter, held: Qt.KeyboardModifier
) -> None:
    """Bug: Ctrl+1 climbed from the field to its parents and was handed to the field again."""
    counter.show("sale")
    counter.window.setFocus()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(counter.window, QKeyEvent(kind, Qt.Key.Key_9, held, "9"))
    assert counter.asked() == []


def key_at(counter: Counter, key: Qt.Key, ms: int) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "")
    event.setTimestamp(ms)
    QApplication.sendEvent(counter.window, event)


def test_a_bounce_of_the_key_that_opened_payment_takes_no_cash(counter: Counter) -> None:
    counter.show("sale-ready")
    key_at(counter, Qt.Key.Key_F9, 1000)
    assert counter.asked() == [Intent(Do.CASH)]
    counter.show("tender")
    for bounced in (1005, 1010, 1300):
        key_at(counter, Qt.Key.Key_F9, bounced)
    assert counter.asked() == []
    key_at(counter, Qt.Key.Key_F9, 1301)
    assert counter.asked() == [Intent(Do.CASH)]


def test_a_function_key_pressed_again_on_the_same_page_works_at_once(counter: Counter) -> None:
    counter.show("sale-ready")
    key_at(counter, Qt.Key.Key_F9, 1000)
    counter.show("sale-ready")
    key_at(counter, Qt.Key.Key_F9, 1005)
    assert counter.asked() == [Intent(Do.CASH)]


def test_another_key_is_no_bounce(counter: Counter) -> None:
    counter.show("sale-ready")
    key_at(counter, Qt.Key.Key_F9, 1000)
    counter.show("tender")
    key_at(counter, Qt.Key.Key_F10, 1005)
    assert counter.asked() == [Intent(Do.CARD)]
