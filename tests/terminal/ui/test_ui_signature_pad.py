"""The pad takes pens, fingers and mice, and only as much as a signature is."""

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from terminal.app.inputs import SignatureDrawn
from terminal.domain.signature import MAX_POINTS, Point, Strokes
from terminal.ui.widgets.signature_pad import UNITS, SignaturePad
from ui_support.counter import Counter
from ui_support.hands import draw, settle


def pad_of(counter: Counter) -> SignaturePad:
    counter.show("sign")
    settle()
    (pad,) = counter.window.findChildren(SignaturePad)
    return pad


def test_a_finger_signs(counter: Counter) -> None:
    pad = pad_of(counter)
    finger = QTest.createTouchDevice()
    sequence = QTest.touchEvent(pad, finger)
    sequence.press(1, QPoint(10, 10), pad)
    sequence.commit()
    sequence.move(1, QPoint(80, 40), pad)
    sequence.commit()
    sequence.release(1, QPoint(120, 60), pad)
    sequence.commit()
    QApplication.processEvents()
    (drawn,) = [each for each in counter.asked() if isinstance(each, SignatureDrawn)]
    assert drawn.strokes
    assert drawn.strokes == pad.strokes()


def test_corners_are_the_ends_of_the_scale(counter: Counter) -> None:
    pad = pad_of(counter)
    draw(pad, QPoint(1, 1), QPoint(pad.width() - 1, pad.height() - 1))  # QTest: 0, 0 is the middle
    (stroke,) = pad.strokes().strokes
    assert stroke[0].x < UNITS * 0.01
    assert stroke[0].y < UNITS * 0.02
    assert stroke[-1].x > UNITS * 0.99
    assert stroke[-1].y > UNITS * 0.98


def test_more_points_than_a_signature_has_are_not_taken(counter: Counter) -> None:
    pad = pad_of(counter)
    full = tuple(Point(n % UNITS, n // UNITS, n) for n in range(MAX_POINTS - 1))
    pad.show_strokes(Strokes((full,)))
    draw(pad, *(QPoint(10 + n, 20) for n in range(5)))
    assert sum(map(len, pad.strokes().strokes)) == MAX_POINTS


def test_time_runs_on_from_the_first_touch(counter: Counter) -> None:
    pad = pad_of(counter)
    for start in (1_000, 1_500):
        pad._begin(QPointF(10, 10), start)
        pad._extend(QPointF(30, 30), start + 50)
        pad._lift(QPointF(60, 60), start + 100)
    times = [point.ms for stroke in pad.strokes().strokes for point in stroke]
    assert times == [0, 50, 100, 500, 550, 600]
