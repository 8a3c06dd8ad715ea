"""The few words that the window itself owns: accessible names, headings without a view, trouble.

Rules that hold here: every such word goes through `tr`, which looks it up in the one table that a
translation replaces; what a page says about a sale comes finished from `terminal.presentation`.
"""

from PySide6.QtCore import QCoreApplication

CONTEXT = "ui"


def tr(text: str) -> str:
    """The text in the language of the terminal (Qt's translators; English when there is none)."""
    return QCoreApplication.translate(CONTEXT, text)
