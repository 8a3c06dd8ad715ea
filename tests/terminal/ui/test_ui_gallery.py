"""The gallery grabs the real window; that each sample can be shown is asked by the other tests."""

from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from terminal.ui.gallery import render_gallery
from terminal.ui.theme import DARK
from ui_support.counter import SAMPLES


def test_samples_become_pictures_at_both_lanes(qapp: QApplication, tmp_path: Path) -> None:
    some = sorted(SAMPLES)[::12]
    made = render_gallery(tmp_path, themes=(DARK,), sizes=((1024, 720),), names=some)
    assert {each.stem for each in made} == {
        f"{name}-{kind}" for name in some for kind in ("dark-1024x720", "drive-through")
    }
    first = QImage(str(made[0]))
    assert (first.width(), first.height()) == (1024, 720)
