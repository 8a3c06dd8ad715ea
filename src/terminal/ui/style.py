"""The little that Qt's own widgets need: one style sheet and one palette, made from a `Look`."""

from PySide6.QtGui import QPalette

from terminal.ui.theme import RADIUS, Look, Role


def palette(look: Look) -> QPalette:
    """So that whatever Qt paints by itself (carets, selections, menus) is in the same colours."""
    of, made = look.colour, QPalette()
    for slot, role in (
        (QPalette.ColorRole.Window, Role.GROUND),
        (QPalette.ColorRole.Base, Role.CARD),
        (QPalette.ColorRole.AlternateBase, Role.SUNK),
        (QPalette.ColorRole.Button, Role.CARD),
        (QPalette.ColorRole.WindowText, Role.INK),
        (QPalette.ColorRole.Text, Role.INK),
        (QPalette.ColorRole.ButtonText, Role.INK),
        (QPalette.ColorRole.PlaceholderText, Role.MUTED),
        (QPalette.ColorRole.Highlight, Role.PRIMARY),
        (QPalette.ColorRole.HighlightedText, Role.ON_PRIMARY),
        (QPalette.ColorRole.ToolTipBase, Role.CARD),
        (QPalette.ColorRole.ToolTipText, Role.INK),
    ):
        made.setColor(slot, of(role))
    return made


def style_sheet(look: Look) -> str:
    value, px = look.theme.value, look.px
    return f"""
QLineEdit {{
    background: transparent; border: 0; padding: 0 {px(14)}px; color: {value(Role.INK)};
    placeholder-text-color: {value(Role.MUTED)};
    selection-background-color: {value(Role.PRIMARY)};
    selection-color: {value(Role.ON_PRIMARY)};
}}
QAbstractScrollArea {{ background: transparent; border: 0; }}
QScrollBar:vertical {{
    background: transparent; width: {px(14)}px; margin: {px(2)}px {px(3)}px;
}}
QScrollBar::handle:vertical {{
    background: {value(Role.LINE)}; border-radius: {px(4)}px; min-height: {px(48)}px;
}}
QScrollBar::handle:vertical:pressed {{ background: {value(Role.MUTED)}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QPlainTextEdit {{
    background: {value(Role.SUNK)}; color: {value(Role.MUTED)};
    border: 1px solid {value(Role.LINE)}; border-radius: {px(RADIUS)}px; padding: {px(8)}px;
}}
"""
