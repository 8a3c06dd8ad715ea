"""The type face and the icon face, loaded once and only when first needed.

Rules that hold here: only the weights in use are loaded; a missing file falls back to the system's
own sans serif and to words without icons. The icon font and its names are read from QtAwesome's
data files: importing QtAwesome itself costs 100 ms of the second that a start may take.
"""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

WEIGHT_FILES = ("SourceSansPro-Regular", "SourceSansPro-Semibold", "SourceSansPro-Bold")
ICON_PREFIX = "mdi6."
ICON_FONT = "materialdesignicons6-webfont-*.ttf"
ICON_NAMES = "materialdesignicons6-webfont-charmap-*.json"


def _package_folder(package: str, inside: str) -> Path | None:
    """The data folder of an installed package, found without importing it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / inside


def _load(path: Path) -> str | None:
    number = QFontDatabase.addApplicationFont(str(path))
    families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return families[0] if families else None


@cache
def text_family() -> str:
    """The family of all texts: Source Sans Pro, whose figures are tabular by default."""
    folder = _package_folder("font_source_sans_pro", "files")
    families = (
        [_load(folder / f"{name}.ttf") for name in WEIGHT_FILES] if folder is not None else []
    )
    if families and families[0] is not None:
        return families[0]
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()


@cache
def _icon_face() -> tuple[str, dict[str, str]]:
    """The family of the icon font and the code point (hexadecimal) of each icon name."""
    folder = _package_folder("qtawesome", "fonts")
    fonts = sorted(folder.glob(ICON_FONT)) if folder is not None else []
    names = sorted(folder.glob(ICON_NAMES)) if folder is not None else []
    if not fonts or not names:
        return "", {}
    family = _load(fonts[-1])
    if family is None:
        return "", {}
    return family, json.loads(names[-1].read_text("utf-8"))


@cache
def icon_glyph(name: str) -> str:
    """The character that draws the icon `name` ("mdi6.cash"); empty when there is none."""
    if not name.startswith(ICON_PREFIX):
        return ""
    code = _icon_face()[1].get(name.removeprefix(ICON_PREFIX))
    return chr(int(code, 16)) if code else ""


def icon_font(pixels: int) -> QFont:
    font = QFont(_icon_face()[0])
    font.setPixelSize(pixels)
    return font


PAPER_FONT = "DejaVuSansMono.ttf"


@cache
def paper_family() -> str:
    """A face whose signs are all as wide, for pictures of paper; the system's own without it."""
    folder = _package_folder("barcode", "fonts")
    family = _load(folder / PAPER_FONT) if folder is not None else None
    return family or QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
