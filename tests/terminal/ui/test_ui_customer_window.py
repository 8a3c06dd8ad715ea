"""The customer's screen: which one it is, that it goes and comes back, that it takes nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from terminal.app.inputs import Activity
from terminal.presentation.customer import CustomerRow, CustomerView, Stage, customer_view
from terminal.presentation.samples import long_ticket, sample_states
from terminal.ui.customer_window import SECOND, CustomerScreen, CustomerWindow, place_for
from terminal.ui.theme import DARK, LIGHT, Role, Theme
from ui_support.counter import Counter

ROOT = Path(__file__).parents[3]
TILL = ("TILL", QRect(0, 0, 1366, 768))
CUSTOMER = ("CUSTOMER", QRect(1366, 0, 1024, 600))
MIRROR = ("MIRROR", QRect(0, 0, 1366, 768))
OVERLAPPING = ("OVERLAPPING", QRect(1000, 100, 800, 600))
STATES = sample_states()


# --- which screen


@pytest.mark.parametrize(
    ("wanted", "places", "cashier", "found"),
    [
        (SECOND, [TILL], 0, None),
        (SECOND, [TILL, CUSTOMER], 0, "CUSTOMER"),
        (SECOND, [CUSTOMER, TILL], 1, "CUSTOMER"),
        (SECOND, [TILL, CUSTOMER], 1, "TILL"),
        (SECOND, [TILL, MIRROR, CUSTOMER], 0, "CUSTOMER"),
        (SECOND, [TILL, OVERLAPPING], 0, None),
        ("CUSTOMER", [TILL, MIRROR, CUSTOMER], 0, "CUSTOMER"),
        ("CUSTOMER", [TILL, CUSTOMER], 1, None),
        ("TILL", [TILL, CUSTOMER], 0, None),
        ("HDMI-9", [TILL, CUSTOMER], 0, None),
        ("", [TILL, CUSTOMER], 0, None),
    ],
)
def test_the_customer_gets_a_screen_that_is_not_the_cashiers(
    wanted: str, places: list[tuple[str, QRect]], cashier: int, found: str | None
) -> None:
    at = place_for(wanted, places, cashier)
    assert (None if at is None else places[at][0]) == found


@pytest.fixture(scope="module")
def two_screens(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a counter on a machine with two screens saw, in a process of its own."""
    folder = tmp_path_factory.mktemp("screens")
    common = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    screens = [
        {"name": name, "x": r.x(), "y": r.y(), "width": r.width(), "height": r.height(), **common}
        for name, r in (TILL, CUSTOMER)
    ]
    config = folder / "screens.json"
    config.write_text(json.dumps({"screens": screens}))
    ran = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "ui_support" / "two_screens.py")],
        env={
            **os.environ,
            "QT_QPA_PLATFORM": f"offscreen:configfile={config}",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


@pytest.mark.parametrize(
    ("when", "on"),
    [
        ("plugged in", "CUSTOMER"),
        ("unplugged", ""),
        ("plugged in again", "CUSTOMER"),
        ("the counter moved there", "TILL"),
        ("the counter moved back", "CUSTOMER"),
        ("somebody closed it", "CUSTOMER"),
    ],
)
def test_the_window_follows_its_screen_and_is_never_over_the_counter(
    two_screens: dict[str, Any], when: str, on: str
) -> None:
    seen = two_screens[when]
    assert seen["on"] == on
    assert not seen["over the counter"]
    assert seen["told"] is bool(on)
    assert seen["covers it"] or not on
    assert not seen["quits"]


def test_at_the_end_it_is_gone(two_screens: dict[str, Any]) -> None:
    assert two_screens["stopped"]


def test_on_a_machine_with_one_screen_there_is_no_window_and_it_is_said(counter: Counter) -> None:
    told: list[bool] = []
    screen = CustomerScreen(SECOND, counter.window, LIGHT, told.append)
    screen.render_view(customer_view(STATES["tender"]), LIGHT)
    assert told == [False]
    assert not screen.window.isVisible()
    screen.stop()


# --- what it takes


@pytest.fixture
def window(qapp: QApplication) -> CustomerWindow:
    made = CustomerWindow(LIGHT)
    made.resize(1024, 600)
    return made


def test_it_takes_no_focus_and_its_end_is_not_the_programs(window: CustomerWindow) -> None:
    assert window.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert window.windowFlags() & Qt.WindowType.FramelessWindowHint
    assert window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert not window.testAttribute(Qt.WidgetAttribute.WA_QuitOnClose)
    assert window.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_a_customers_touch_and_key_do_nothing_and_do_not_keep_the_counter_unlocked(
    counter: Counter, window: CustomerWindow
) -> None:
    counter.show("sale-ready")
    counter.now += 60
    at, none = QPointF(10, 10), Qt.KeyboardModifier.NoModifier
    left = Qt.MouseButton.LeftButton
    for kind in (QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress):
        event = QMouseEvent(kind, at, QPointF(2000, 10), left, left, none)
        QApplication.sendEvent(window, event)
        assert event.isAccepted()
    QApplication.sendEvent(window, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_F9, none, ""))
    assert counter.sent == []
    press = QMouseEvent(QEvent.Type.MouseButtonPress, at, at, left, left, none)
    QApplication.sendEvent(counter.window, press)
    assert counter.sent == [Activity()]


# --- the picture


class Painted(CustomerWindow):
    """Counts how often it is painted."""

    times = 0

    def update(self, *args: object) -> None:
        assert not args
        self.times += 1


def test_only_what_changed_is_painted_again(qapp: QApplication) -> None:
    window = Painted(LIGHT)
    view = customer_view(STATES["tender"])
    window.render_view(view, LIGHT)
    window.render_view(customer_view(STATES["tender"]), LIGHT)
    assert window.times == 1
    window.render_view(view, DARK)
    window.render_view(customer_view(STATES["done"]), DARK)
    assert window.times == 3


def grounds(image: QImage, theme: Theme) -> float:
    """The share of the corner's colour: what is not covered by cards or letters."""
    wanted = QColor(getattr(theme, Role.GROUND.value)).rgb()
    every = [image.pixel(x, y) for x in range(0, image.width(), 7)
             for y in range(0, image.height(), 7)]  # fmt: skip
    return every.count(wanted) / len(every)


LONG = "An item with the longest name that any catalogue could ever have thought of, 1000 ct"


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("size", [(1920, 1080), (1024, 600), (800, 480), (480, 800), (1, 1)])
@pytest.mark.parametrize("name", ["sale-empty", "sale-ready", "card-waiting", "done", "long"])
def test_every_picture_is_painted_on_a_screen_of_any_shape(
    qapp: QApplication, theme: Theme, size: tuple[int, int], name: str
) -> None:
    state = long_ticket(30) if name == "long" else STATES[name]
    window = CustomerWindow(theme)
    window.resize(*size)
    view = customer_view(state)
    window.render_view(view, theme)
    image = window.grab().toImage()
    if size != (1, 1):
        share = grounds(image, theme)
        assert 0.03 < share < (1.0 if view.stage is Stage.WELCOME else 0.5)


def test_a_long_name_never_covers_its_amount(qapp: QApplication) -> None:
    """The amount's own place looks the same whatever stands at its left."""
    pictures = []
    for title in ("Comb", LONG):
        window = CustomerWindow(LIGHT)
        window.resize(1280, 720)
        row = CustomerRow(title, "", "1234.56")
        window.render_view(CustomerView("Store", Stage.TICKET, rows=(row,)), LIGHT)
        pictures.append(window.grab().toImage())
    amount = QRect(560, 560, 150, 110)
    assert pictures[0].copy(amount) == pictures[1].copy(amount)
    assert pictures[0] != pictures[1]
