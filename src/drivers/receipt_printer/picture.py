"""A picture file as the dots of a receipt printer: scaled down, on white, dithered.

Imported only by what stores a logo: no receipt needs Pillow.
"""

from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from drivers.receipt_printer.logo import DOTS_PER_BYTE, MAX_LOGO_BYTES, Picture, without_commands

MAX_FILE_BYTES: Final = 4 * 1024 * 1024
MAX_SIDE: Final = 8_000
"""A photograph of a camera; a file that claims more is no logo."""
WHITE: Final = 255
FORMATS: Final = ("PNG", "JPEG", "BMP", "GIF")


class PictureRefused(ValueError):
    """This file is no logo; the text says why."""


def picture_of(file: bytes, dots: int) -> Picture:
    """The picture no wider than the paper and no higher than the printer's memory takes.

    Raises `PictureRefused`.
    """
    if len(file) > MAX_FILE_BYTES:
        raise PictureRefused(f"the file is larger than {MAX_FILE_BYTES // 1024 // 1024} MB")
    grey = _on_white(_opened(file))
    grey.thumbnail(_room(grey.width, grey.height, dots), Image.Resampling.LANCZOS)
    width = -(-grey.width // DOTS_PER_BYTE) * DOTS_PER_BYTE
    canvas = Image.new("L", (width, grey.height), WHITE)
    canvas.paste(grey, ((width - grey.width) // 2, 0))
    black = ImageOps.invert(canvas).convert("1")  # Floyd-Steinberg; a set bit is a black dot
    bits = black.tobytes()
    if not any(bits):
        raise PictureRefused("the picture is white all over")
    return Picture(width, grey.height, without_commands(bits))


def _opened(file: bytes) -> Image.Image:
    try:
        image = Image.open(BytesIO(file), formats=FORMATS)
        if max(image.size) > MAX_SIDE:
            raise PictureRefused(f"the picture is more than {MAX_SIDE} dots wide or high")
        image.load()
    except UnidentifiedImageError:
        raise PictureRefused(f"it is none of {', '.join(FORMATS)}") from None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, PictureRefused):
            raise
        raise PictureRefused("the file is damaged") from None
    return image


def _on_white(image: Image.Image) -> Image.Image:
    """In greys; what is transparent shows the paper."""
    if image.mode.startswith("I") or image.mode == "F":
        raise PictureRefused("it has 16 bits a colour; save it with 8")
    shown = image.convert("RGBA")
    paper = Image.new("RGBA", shown.size, "white")
    return Image.alpha_composite(paper, shown).convert("L")


def _room(width: int, height: int, dots: int) -> tuple[int, int]:
    """The largest size of this shape that paper and memory take; never larger than it is."""
    fitted = min(width, dots)
    while fitted > 1 and _bytes(fitted, max(1, fitted * height // width)) > MAX_LOGO_BYTES:
        fitted -= 1
    return fitted, max(1, fitted * height // width)


def _bytes(width: int, height: int) -> int:
    return -(-width // DOTS_PER_BYTE) * height
