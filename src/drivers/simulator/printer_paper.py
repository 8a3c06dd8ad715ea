"""The paper of the simulated receipt printer: what was printed where, as text and as a picture.

Rules: positions are dots from the left edge of the print area and from the last cut; what is on
paper stays on it; only the last receipts are kept, so that a demo can run for weeks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from io import BytesIO
from typing import Final, Protocol

from PIL import Image, ImageDraw, ImageFont

CELL_WIDTH: Final = 12
CELL_HEIGHT: Final = 24
"""Font A of ESC/POS printers is 12 x 24 dots."""

SMALL_WIDTH: Final = 9
SMALL_HEIGHT: Final = 17
"""Font B is 9 x 17 dots."""

DEFAULT_SPACING: Final = 30
"""Line pitch after ESC @ and ESC 2: 1/6 inch, 30 dots at 180 dpi."""

MAX_KEPT_RECEIPTS: Final = 100
MAX_STRIP_DOTS: Final = 60_000
"""Eight metres without a cut: then the simulated paper is torn off by itself."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a character looks."""

    bold: bool = False
    wide: int = 1
    high: int = 1
    inverse: bool = False
    underline: bool = False
    small: bool = False

    @property
    def width(self) -> int:
        """Dots of one character."""
        return (SMALL_WIDTH if self.small else CELL_WIDTH) * self.wide

    @property
    def height(self) -> int:
        """Dots of one character."""
        return (SMALL_HEIGHT if self.small else CELL_HEIGHT) * self.high


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character on a line, `x` dots from its left."""

    x: int
    sign: str
    style: Style


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line of characters; `y` is its top."""

    y: int
    height: int
    glyphs: tuple[Glyph, ...]

    def text(self, width: int) -> str:
        """The line in columns of font A, as a person reads it.

        A double-wide word takes fewer columns than its width: it keeps to the side of the paper
        that it stands at.
        """
        line = ""
        for group in self._groups():
            left, right = group[0].x, group[-1].x + group[-1].style.width
            slack = (right - left) // CELL_WIDTH - len(group)
            side = left / (width - right + left) if width > right - left else 0.0
            column = round(left / CELL_WIDTH + slack * side)
            line = line.ljust(column) + "".join(glyph.sign for glyph in group)
        return line.rstrip()

    def _groups(self) -> list[list[Glyph]]:
        """What stands together, with at most one blank in between."""
        groups: list[list[Glyph]] = []
        for glyph in self.glyphs:
            if glyph.sign == " ":
                continue
            if groups:
                last = groups[-1][-1]
                gap = glyph.x - last.x - last.style.width
                if 0 <= gap <= glyph.style.width:
                    blank = [Glyph(last.x + last.style.width, " ", glyph.style)] if gap else []
                    groups[-1].extend([*blank, glyph])
                    continue
            groups.append([glyph])
        return groups


@dataclass(frozen=True, slots=True)
class Graphic:
    """A printed picture: packed rows, most significant bit first, 1 is black."""

    x: int
    y: int
    width: int
    height: int
    bits: bytes = field(repr=False)
    label: str = ""

    def text(self, width: int) -> str:
        """What it is, as a person would say, in the middle."""
        columns = width // CELL_WIDTH
        return self._name().center(columns).rstrip()

    def _name(self) -> str:
        return f"[{self.label}]" if self.label else ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A strip of paper up to a cut, or the one that still hangs out of the printer."""

    width: int
    length: int
    items: tuple[Line | Graphic, ...]
    cut: bool

    def text(self) -> str:
        """Everything legible, one line each."""
        return "\n".join(item.text(self.width) for item in self.items)


class PaperKeeper(Protocol):
    """Whoever remembers the paper is told of each change before anything else happens."""

    def marked(self, width: int, length: int, items: Sequence[Line | Graphic]) -> None:
        """Paper moved, and perhaps has new marks, which are the last of `items`."""

    def taken_off(self, receipt: Receipt) -> None:
        """What hung out was cut or torn off."""


class Strip:
    """The paper that hangs out of the printer, and the receipts cut from it."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.y = 0
        self.fed = 0
        self.receipts: list[Receipt] = []
        self.count = 0
        """How many receipts were ever taken off: what hangs out is the one after them."""
        self.told: PaperKeeper | None = None
        self._items: list[Line | Graphic] = []

    def hang_out(self, receipts: list[Receipt], items: list[Line | Graphic], length: int) -> None:
        """Be as the paper was before the power went."""
        self.receipts, self._items, self.y = receipts, items, length
        self.count = len(receipts)

    def line(self, glyphs: tuple[Glyph, ...], spacing: int) -> None:
        """Print a line and feed by its pitch."""
        height = max((glyph.style.height for glyph in glyphs), default=CELL_HEIGHT)
        if glyphs or spacing:
            self._items.append(Line(self.y, height, glyphs))
        self.feed(max(spacing, height if glyphs else 0))

    def graphic(self, x: int, width: int, height: int, bits: bytes, label: str = "") -> None:
        """Print a picture and feed by its height."""
        self._items.append(Graphic(x, self.y, width, height, bits, label))
        self.feed(height)

    def feed(self, dots: int) -> None:
        """Move the paper."""
        self.y += dots
        self.fed += dots
        if self.y > MAX_STRIP_DOTS:
            self.tear()
        elif self.told is not None:
            self.told.marked(self.width, self.y, self._items)

    def cut(self) -> None:
        """Cut off what hangs out."""
        if self.y:
            self._take_off(cut=True)

    def tear(self) -> None:
        """Tear off what hangs out, as a person does."""
        if self.y:
            self._take_off(cut=False)

    def hanging(self) -> Receipt:
        """What hangs out of the printer now."""
        return Receipt(self.width, self.y, tuple(self._items), cut=False)

    def _take_off(self, *, cut: bool) -> None:
        receipt = Receipt(self.width, self.y, tuple(self._items), cut)
        self.receipts.append(receipt)
        del self.receipts[:-MAX_KEPT_RECEIPTS]
        self.count += 1
        if self.told is not None:
            self.told.taken_off(receipt)
        self._items.clear()
        self.y = 0


# the picture

MARGIN: Final = 32
"""White paper left and right of the print area: 80 mm paper, 72 mm printed."""

TABLE: Final = 24
"""What is seen around the paper."""

TOOTH: Final = 8
"""The cutter leaves a serrated edge."""

SCALE: Final = 2
INK: Final = (34, 34, 40)
PAPER: Final = (252, 251, 247)
BEHIND: Final = (206, 209, 214)
SHADOW: Final = (182, 185, 191)
EM_OF_CELL: Final = 20 / 12
"""DejaVu Sans Mono advances 0.602 em: 20 dots of em make a cell of 12."""

FALLBACK_EM_OF_CELL: Final = 1.5


@lru_cache(maxsize=32)
def _font(pixels: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A monospaced face (python-barcode brings DejaVu Sans Mono), else Pillow's own."""
    try:
        data = resources.files("barcode").joinpath("fonts/DejaVuSansMono.ttf").read_bytes()
    except (ModuleNotFoundError, FileNotFoundError):
        return ImageFont.load_default(round(pixels * FALLBACK_EM_OF_CELL / EM_OF_CELL))
    return ImageFont.truetype(BytesIO(data), pixels)


def _face_height(font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> float:
    if isinstance(font, ImageFont.FreeTypeFont):
        ascent, descent = font.getmetrics()
        return ascent + descent
    return font.getbbox("Mg")[3]


@lru_cache(maxsize=2048)
def _glyph(sign: str, style: Style) -> Image.Image:
    """One character as a mask of its cell; each face is centred in the cell, so columns align."""
    width, height = style.width * SCALE, style.height * SCALE
    natural = round(height * CELL_WIDTH / CELL_HEIGHT)
    font = _font(round(natural * EM_OF_CELL))
    mask = Image.new("L", (natural, height), 0)
    pen = ImageDraw.Draw(mask)
    x = (natural - pen.textlength(sign, font=font)) / 2
    y = (height - _face_height(font)) / 2
    pen.text((x, y), sign, fill=255, font=font)
    if style.bold:
        pen.text((x + SCALE * style.high * 0.75, y), sign, fill=255, font=font)
    if natural != width:
        mask = mask.resize((width, height), Image.Resampling.LANCZOS)
    return mask


def picture(receipt: Receipt) -> Image.Image:
    """The receipt as it lies on the counter."""
    paper = Image.new(
        "RGB",
        ((receipt.width + 2 * MARGIN) * SCALE, (receipt.length + 3 * MARGIN) * SCALE),
        PAPER,
    )
    for item in receipt.items:
        _draw(paper, item, (item.y + MARGIN) * SCALE)
    return _on_table(paper, torn=not receipt.cut)


def piece(item: Line | Graphic, width: int) -> Image.Image:
    """One line or graphic alone, on paper as wide as the roll: for paper that is coming out."""
    size = ((width + 2 * MARGIN) * SCALE, max(item.height, 1) * SCALE)
    paper = Image.new("RGB", size, PAPER)
    _draw(paper, item, 0)
    return paper


def _draw(paper: Image.Image, item: Line | Graphic, top: int) -> None:
    if isinstance(item, Graphic):
        _draw_graphic(paper, item, top)
    else:
        for glyph in item.glyphs:
            _draw_glyph(paper, glyph, top, item.height)


def png(receipt: Receipt) -> bytes:
    """The picture as a PNG file."""
    file = BytesIO()
    picture(receipt).save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw_glyph(paper: Image.Image, glyph: Glyph, top: int, line_height: int) -> None:
    style = glyph.style
    left = (glyph.x + MARGIN) * SCALE
    top += (line_height - style.height) * SCALE  # one base line, whatever the sizes
    box = (left, top, left + style.width * SCALE, top + style.height * SCALE)
    if style.inverse:
        paper.paste(INK, box)
    if glyph.sign != " ":
        paper.paste(PAPER if style.inverse else INK, (left, top), _glyph(glyph.sign, style))
    if style.underline:
        paper.paste(INK, (left, box[3] - 2 * SCALE, box[2], box[3] - SCALE))


def _draw_graphic(paper: Image.Image, graphic: Graphic, top: int) -> None:
    if not graphic.width or not graphic.height:
        return
    mask = Image.frombytes("1", (graphic.width, graphic.height), graphic.bits)
    size = (graphic.width * SCALE, graphic.height * SCALE)
    mask = mask.resize(size, Image.Resampling.NEAREST)
    paper.paste(INK, ((graphic.x + MARGIN) * SCALE, top), mask)


def _on_table(paper: Image.Image, *, torn: bool) -> Image.Image:
    """Lay the paper on a table: a straight top, a serrated lower edge where it was cut."""
    edge, width, height = TABLE * SCALE, paper.width, paper.height
    whole = Image.new("RGB", (width + 2 * edge, height + 2 * edge), BEHIND)
    outline = [(0, 0), (width, 0)]
    tooth = (TOOTH if not torn else TOOTH // 2) * SCALE
    for step, x in enumerate(range(width, -1, -tooth)):
        outline.append((x, height - (step % 2) * tooth))
    outline.append((0, height - tooth))
    mask = Image.new("L", (width, height), 0)
    ImageDraw.Draw(mask).polygon(outline, fill=255)
    whole.paste(SHADOW, (edge + 2 * SCALE, edge + 3 * SCALE), mask)
    whole.paste(paper, (edge, edge), mask)
    return whole
