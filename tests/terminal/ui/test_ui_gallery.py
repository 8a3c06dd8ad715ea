"""The gallery shows every state in every theme."""

from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from terminal.ui.gallery import render_gallery
from terminal.ui.theme import DARK
from ui_support.counter import SAMPLES


def test_every_sample_becomes_a_picture(qapp: QApplication, tmp_path: Path) -> None:
    made = render_gallery(tmp_path, themes=(DARK,), sizes=((1024, 720),))
    assert len(made) == 2 * len(SAMPLES)
    first = QImage(str(made[0]))
    assert (first.width(), first.height()) == (1024, 720)
