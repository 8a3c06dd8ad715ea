"""Draw resources/icons/rxlane.png and .ico from the SVG beside them; run after changing it.

.venv/bin/python packaging/draw_icons.py
"""

from pathlib import Path

from PIL import Image
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).resolve().parents[1] / "resources/icons"
SIDE = 256
ICO_SIDES = (16, 24, 32, 48, 64, 128, 256)
"""What Windows asks for, from the task bar to the largest view of a folder."""


def drawn(side: int) -> Image.Image:
    """The icon drawn at its final size, so that small ones are sharp."""
    canvas = QImage(side, side, QImage.Format.Format_RGBA8888)
    canvas.fill(0)
    painter = QPainter(canvas)
    QSvgRenderer(str(ICONS / "rxlane.svg")).render(painter)
    painter.end()
    return Image.frombytes("RGBA", (side, side), bytes(canvas.constBits()))


def main() -> None:
    pictures = {side: drawn(side) for side in ICO_SIDES}
    pictures[SIDE].save(ICONS / "rxlane.png", optimize=True)
    pictures[SIDE].save(
        ICONS / "rxlane.ico",
        sizes=[(side, side) for side in ICO_SIDES],
        append_images=[picture for side, picture in pictures.items() if side != SIDE],
    )


if __name__ == "__main__":
    main()
