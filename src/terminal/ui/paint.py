"""What the widgets draw by hand: rounded shapes, key caps, badges, status marks, elided text.

Rules that hold here: nothing keeps state; every function takes the `Look` and paints inside the
rectangle that it is given; measuring and painting use the same numbers.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from terminal.presentation.views import Badge, CheckState, Tone
from terminal.ui.theme import RADIUS, TONE_ROLES, Look, Role, Size, Weight

KEY_SIGNS = {"Up": "↑", "Down": "↓", "Left": "←", "Right": "→"}
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


def rounded(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: QColor | None,
    line: QColor | None = None,
    width: float = 1.0,
) -> None:
    """A rounded rectangle whose outline lies inside `rect`, on whole pixels."""
    inset = width / 2 if line is not None else 0.0
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(line, width) if line is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)


def text(
    painter: QPainter,
    rect: QRectF,
    words: str,
    font: QFont,
    colour: QColor,
    align: Qt.AlignmentFlag = LEFT,
) -> None:
    """One line of text, shortened with an ellipsis where it does not fit."""
    metrics = QFontMetricsF(font)
    if metrics.horizontalAdvance(words) > rect.width() + 0.5:
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(rect, int(align) | int(Qt.TextFlag.TextSingleLine), words)


def focus_ring(painter: QPainter, look: Look, rect: QRectF) -> None:
    """An orange ring, and one of the card's colour inside it: visible on filled buttons too."""
    width = look.px(3)
    inner = rect.adjusted(width, width, -width, -width)
    rounded(painter, inner, look.px(RADIUS) - width, None, look.colour(Role.CARD), look.px(2))
    rounded(painter, rect, look.px(RADIUS), None, look.colour(Role.FOCUS), width)


# --- key caps


def key_words(key: str) -> str:
    """How a key is written on its cap."""
    return " ".join(KEY_SIGNS.get(part, part) for part in key.split("+"))


def key_cap_width(look: Look, key: str) -> float:
    if not key:
        return 0.0
    metrics = QFontMetricsF(look.font(Size.CAP, Weight.SEMIBOLD))
    return max(metrics.horizontalAdvance(key_words(key)) + look.px(14), look.px(26))


def key_cap_height(look: Look) -> float:
    return float(look.px(22))


def key_cap(
    painter: QPainter, look: Look, rect: QRectF, key: str, *, on_filled: QColor | None = None
) -> None:
    """A key as it looks on the keyboard; on a filled button only its outline."""
    if on_filled is None:
        fill, line, ink = (look.colour(r) for r in (Role.SUNK, Role.LINE, Role.MUTED))
        rounded(painter, rect, look.px(5), fill, line)
    else:
        ink = on_filled
        rounded(painter, rect, look.px(5), None, ink)
    text(painter, rect, key_words(key), look.font(Size.CAP, Weight.SEMIBOLD), ink, CENTRE)


# --- badges


def badge_width(look: Look, badge: Badge) -> float:
    metrics = QFontMetricsF(look.font(Size.CAP, Weight.SEMIBOLD))
    return metrics.horizontalAdvance(badge.text) + look.px(16)


def badge_height(look: Look) -> float:
    return float(look.px(24))


def draw_badge(
    painter: QPainter, look: Look, rect: QRectF, badge: Badge, *, on_soft: bool = False
) -> None:
    """A few letters on their tone's ground; on a chosen row on white, to stand out there too."""
    ink, ground = (look.colour(role) for role in TONE_ROLES[badge.tone])
    if on_soft:
        ground = look.colour(Role.CARD)
    line = look.colour(Role.LINE) if badge.tone is Tone.PLAIN else None
    rounded(painter, rect, look.px(6), ground, line)
    text(painter, rect, badge.text, look.font(Size.CAP, Weight.SEMIBOLD), ink, CENTRE)


# --- marks: a shape and a colour, always beside words


def status_mark(painter: QPainter, look: Look, rect: QRectF, tone: Tone) -> None:
    """A dot is good, a diamond asks for attention, a square is down (design/README.md)."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour(TONE_ROLES[tone][0]))
    if tone is Tone.DANGER:
        painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
    elif tone is Tone.ATTENTION:
        middle, half = rect.center(), rect.width() / 2 + 1
        painter.drawPolygon(
            QPolygonF(
                [
                    middle + QPointF(0, -half),
                    middle + QPointF(half, 0),
                    middle + QPointF(0, half),
                    middle + QPointF(-half, 0),
                ]
            )
        )
    else:
        painter.drawEllipse(rect)


def tick(painter: QPainter, rect: QRectF, colour: QColor, width: float) -> None:
    """A check mark inside `rect`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    at = [(0.27, 0.53), (0.43, 0.68), (0.73, 0.35)]
    painter.drawPolyline(
        QPolygonF(
            [QPointF(rect.x() + x * rect.width(), rect.y() + y * rect.height()) for x, y in at]
        )
    )


def check_mark(painter: QPainter, look: Look, rect: QRectF, state: CheckState, number: int) -> None:
    """A numbered ring is open, a tick is met, a square with a bar is blocked."""
    if state is CheckState.MET:
        rounded(painter, rect, rect.width() / 2, look.colour(Role.GOOD_GROUND))
        tick(painter, rect, look.colour(Role.GOOD), look.px(2.5))
        return
    blocked = state is CheckState.BLOCKED
    role = Role.DANGER if blocked else Role.ATTENTION
    radius = look.px(6) if blocked else rect.width() / 2
    ground = look.colour(Role.DANGER_GROUND) if blocked else None
    rounded(painter, rect, radius, ground, look.colour(role), look.px(2))
    sign = "!" if blocked else str(number)
    text(painter, rect, sign, look.font(Size.SMALL, Weight.BOLD), look.colour(role), CENTRE)
