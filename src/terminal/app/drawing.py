"""A signature as it is kept: the strokes and a picture of them, each under its own digest."""

from dataclasses import dataclass
from typing import Final

from terminal.app.ports import Attachment
from terminal.domain.identity import Digest
from terminal.domain.signature import Strokes, digest_of
from terminal.domain.signature_picture import png_of

STROKES_MEDIA_TYPE: Final = "application/x-rxlane-strokes"


@dataclass(frozen=True, slots=True)
class Drawing:
    strokes: Digest
    picture: Digest
    kept: tuple[Attachment, ...]
    """What goes into the journal with the facts that name it."""


def drawing_of(drawn: Strokes) -> Drawing:
    content, picture = drawn.canonical(), png_of(drawn)
    strokes, png = digest_of(content), digest_of(picture)
    kept = (
        Attachment(strokes, STROKES_MEDIA_TYPE, content),
        Attachment(png, "image/png", picture),
    )
    return Drawing(strokes, png, kept)
